"""A text that was kept and not saved: it is not the story, and it does not lie about for ever."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Draft, Tag
from tests import factories
from tests.admin.test_two_texts import at, hidden, keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(people):
    return factories.story(by=people["editor"])


# -- a text kept aside is not the story


def kept_aside(people, story) -> None:
    """Somebody takes a story over from one who has typed."""
    workflow.take_over(
        by=people["publisher"],
        article=story,
        now=timezone.now(),
        texts=[(people["editor"], story.revisions.first().snapshot | {"headline": "Typed only"})],
    )
    story.refresh_from_db()
    assert story.revisions.first().kind == "kept"


def test_the_page_names_the_newest_version_that_was_the_story(desk, people, draft):
    kept_aside(people, draft)
    assert 'data-saved="Version 1, ' in desk("publisher").get(at(draft, "change")).content.decode()


def test_who_was_sent_a_story_back_is_told_so_though_a_text_was_kept_aside_since(desk, people):
    by = people["reporter"]
    story = factories.story(by=by)
    workflow.submit(by=by, article=story, now=timezone.now())
    workflow.send_back(by=people["editor"], article=story, why="Who says so?", now=timezone.now())
    kept_aside(people, story)
    assert "Who says so?" in desk("reporter").get("/admin/").content.decode()


def test_a_text_kept_aside_while_somebody_looks_asks_nothing_again(desk, people, draft):
    url = reverse("admin:articles_article_verb", args=[draft.pk, "take_down"])
    client, live = desk("publisher"), factories.live_story(by=people["publisher"], now=timezone.now())
    url = reverse("admin:articles_article_verb", args=[live.pk, "take_down"])
    asked = hidden(client.get(url).content.decode())
    kept_aside(people, live)
    assert client.post(url, asked | {"why": "At once", "confirm": "yes"}).status_code == 302
    live.refresh_from_db()
    assert live.taken_down_at


def test_a_tag_that_is_gone_does_not_come_back_under_its_web_name(desk, people, draft):
    workflow.save(
        by=people["editor"], article=draft, fields={"tags": ["Night buses"]}, base_version=1, now=timezone.now()
    )
    tagged = draft.version
    workflow.save(by=people["editor"], article=draft, fields={"tags": []}, base_version=tagged, now=timezone.now())
    Tag.objects.all().delete()
    workflow.restore(by=people["editor"], article=draft, number=tagged, seen=99, now=timezone.now())
    assert not Tag.objects.exists()


# -- drafts that nobody took up


def test_old_unsaved_texts_are_swept_and_newer_ones_stay(people, draft):
    now = timezone.now()
    for days in (89, 91):
        Draft.objects.create(article=draft, user=people["editor"], window=f"{days}" * 8, base_version=1,
                             fields={"headline": ["Half"]}, kept_at=now - timedelta(days=days))  # fmt: skip
    assert workflow.sweep_drafts(now) == 1
    assert Draft.objects.get().window == "89" * 8


def test_twenty_unsaved_texts_cost_what_four_cost(desk, people, draft):
    client, costs = desk("editor"), []
    for have in (4, 20):
        for n in range(Draft.objects.count(), have):
            keep(client, draft, window=f"{n:032x}", headline=f"Half {n}")
        client.get(at(draft, "change"))
        with CaptureQueriesContext(connection) as queries:
            html = client.get(at(draft, "change")).content.decode()
        costs.append(len(queries))
        assert f"Half {have - 1}" in html
    assert costs[0] == costs[1]
    oldest = Draft.objects.earliest("pk")
    assert "Half 0" in client.get(f"{at(draft, 'change')}?draft={oldest.pk}").content.decode()
