"""What goes wrong between a page that was opened and the button that is pressed: two browsers, a double click, the back
button, a session that ended, a role that was taken away, a clock that was set back. One effect or none, one plain
sentence, and nothing lost."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import proof, workflow
from articles.models import Article, Draft, Publication, Revision
from articles.record import head
from authors.models import User
from tests import factories

from .conftest import form_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def verb(story, name: str) -> str:
    return reverse("admin:articles_article_verb", args=[story.pk, name])


def page_of(client: Client, address: str) -> dict:
    """What a browser that has opened the page sends from it untouched: its hidden fields."""
    html = client.get(address).content.decode().partition('id="content"')[2]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html)) | {"override": "test"}


def said(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def counts(story) -> tuple[int, int]:
    return Publication.objects.filter(story=story.uuid).count(), story.revisions.count()


@pytest.mark.django_db(transaction=True)
def test_two_browsers_publish_at_once():
    factories.newsroom()
    by = factories.person("publisher")
    story = factories.story(by=by)
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(by)
    forms = [page_of(client, verb(story, "publish")) for client in clients]
    start, answers, wrong = threading.Barrier(2), [], []

    def press(client, sent):
        try:
            start.wait(20)
            answers.append(client.post(verb(story, "publish"), sent))
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=pair) for pair in zip(clients, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == [] and sorted(answer.status_code == 302 for answer in answers) == [False, True]
    refused = next(answer for answer in answers if answer.status_code != 302)
    assert refused.status_code in (200, 409) and "The story is live already." in said(refused), said(refused)
    assert counts(story) == (1, 2)


@pytest.mark.parametrize("name", ["publish", "take_down", "update", "submit"])
def test_a_double_click_has_one_effect_and_says_so(desk, people, name):
    by = people["publisher"]
    if name in ("publish", "submit"):
        story = factories.story(by=by)
    else:
        story = factories.live_story(by=by, now=timezone.now() - HOUR)
        if name == "update":
            workflow.save(by=by, article=story, fields={"kicker": "New"}, base_version=99, now=timezone.now())
    client = desk("publisher")
    sent = page_of(client, verb(story, name)) | {"why": "Because.", "kind": "fix"}
    assert client.post(verb(story, name), sent).status_code == 302
    after, state = counts(story), factories.state(story)
    again = client.post(verb(story, name), sent)
    assert again.status_code in (302, 409) and "Traceback" not in said(again)
    shown = said(client.get(again["Location"])) if again.status_code == 302 else said(again)
    assert re.search(r"[A-Z][^.]+\.", shown)
    assert counts(story) == after and factories.state(story) == state


def test_the_back_button_publishes_no_text_that_one_has_not_seen(desk, people):
    story = factories.story(by=people["editor"])
    client = desk("publisher")
    old = page_of(client, verb(story, "publish"))
    workflow.save(
        by=people["editor"], article=story, fields={"headline": "Another"}, base_version=1, now=timezone.now()
    )
    answer = client.post(verb(story, "publish"), old)
    assert answer.status_code == 409 and "saved" in said(answer)
    assert counts(story) == (0, 2)
    assert client.post(verb(story, "publish"), page_of(client, verb(story, "publish"))).status_code == 302
    assert Publication.objects.get(story=story.uuid).headline == "Another"


def test_the_back_button_to_a_form_that_was_saved_loses_nothing(desk, people):
    story = factories.story(by=people["editor"])
    client, change = desk("editor"), reverse("admin:articles_article_change", args=[story.pk])
    form = form_of(story, headline="First save", window="a" * 32)
    assert client.post(change, form).status_code == 302
    # Back to the same form, typed on, saved again: its base is the version before.
    assert client.post(change, form | {"headline": "First save", "kicker": "And more"}).status_code == 302
    story.refresh_from_db()
    assert (story.headline, story.kicker) == ("First save", "And more")


def test_a_session_that_ended_asks_to_sign_in_and_the_typed_text_waits(desk, people):
    story = factories.story(by=people["editor"])
    client, window = desk("editor"), "b" * 32
    typed = form_of(story, headline="Half a thought", window=window, turn="1")
    draft = reverse("admin:articles_article_draft", args=[story.pk])
    assert client.post(draft, typed).status_code == 200 and Draft.objects.count() == 1
    client.logout()
    change = reverse("admin:articles_article_change", args=[story.pk])
    for address in (change, draft):
        answer = client.post(address, typed)
        assert answer.status_code in (302, 401, 403) and "Traceback" not in said(answer)
    assert factories.kinds(story) == ["saved"]
    client.force_login(people["editor"])
    assert "Half a thought" in client.get(change).content.decode()


def test_a_role_that_was_taken_away_in_mid_edit_writes_nothing_and_the_text_is_kept(desk, people):
    story = factories.live_story(by=people["editor"])
    client, change = desk("publisher"), reverse("admin:articles_article_change", args=[story.pk])
    typed = form_of(story, headline="Not any more", window="c" * 32, turn="1")
    assert client.post(reverse("admin:articles_article_draft", args=[story.pk]), typed).status_code == 200
    take = page_of(client, verb(story, "take_down")) | {"why": "Because."}
    User.objects.get(pk=people["publisher"].pk).groups.clear()
    before = factories.state(story)
    for address, sent in ((change, typed), (verb(story, "take_down"), take)):
        answer = client.post(address, sent)
        assert answer.status_code in (302, 403), (address, answer.status_code)
        if answer.status_code == 403:
            assert re.search(r"[A-Z][^.]+\.", said(answer))
    assert factories.state(story) == before
    assert Draft.objects.get(user=people["publisher"]).fields["headline"] == ["Not any more"]


@pytest.mark.django_db(transaction=True)
def test_a_clock_set_back_breaks_no_order_and_no_record(people):
    head.path().unlink(missing_ok=True)
    by, now = people["publisher"], factories.NOW
    story = factories.story(by=by, now=now)
    workflow.save(by=by, article=story, fields={"kicker": "At ten"}, base_version=99, now=now)
    with time_machine.travel(now - HOUR, tick=False):
        workflow.save(by=by, article=story, fields={"kicker": "At nine, after ten"}, base_version=99, now=now - HOUR)
        workflow.publish(by=by, article=story, now=now - HOUR, override="test")
        workflow.save(by=by, article=story, fields={"kicker": "A change"}, base_version=99, now=now - 2 * HOUR)
    numbers = list(Revision.objects.filter(article=story).order_by("pk").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1)) and list(proof.faults()) == []
    assert Article.objects.get(pk=story.pk).kicker == "A change"


def test_what_was_published_before_the_clock_went_back_can_still_be_taken_from_readers(people):
    """By a clock that is an hour slow the story is still to come: readers do not see it, and the desk says so."""
    by, now = people["publisher"], factories.NOW
    story = factories.live_story(by=by, now=now)
    back = now - HOUR
    workflow.save(by=by, article=story, fields={"headline": "Newer"}, base_version=99, now=back)
    out = Publication.objects.filter(story=story.uuid)
    assert not out.visible(back).exists() and out.visible(now).count() == 1
    with pytest.raises(workflow.NotPossible, match="not public"):
        workflow.take_down(by=by, article=story, why="Because.", now=back)
    workflow.unschedule(by=by, article=story, now=back)
    assert not out.exists()
    workflow.publish(by=by, article=story, now=back, override="test")
    assert [row.headline for row in out.visible(now + HOUR)] == ["Newer"]
    workflow.take_down(by=by, article=story, why="Because.", now=now)
    assert not out.visible(back + 9 * HOUR).exists()
