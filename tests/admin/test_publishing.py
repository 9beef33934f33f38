"""Publishing changes at the desk: what changed is shown, nothing is chosen beforehand, and it is seen to arrive."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import press, workflow
from articles.models import Correction, PreparedCorrection, Publication
from newsroom.lib.jobs.models import Job
from tests.factories import BODY, HOUR, MINUTE, NOW, live_story

from .conftest import form_of

pytestmark = pytest.mark.django_db
NOTE = "An earlier version said Friday. It is Monday."


@pytest.fixture(autouse=True)
def later(time_machine):
    time_machine.move_to(NOW + 2 * HOUR, tick=False)


@pytest.fixture
def changed(people):
    """A live story whose working copy says Monday instead of Friday."""
    article = live_story(by=people["editor"])
    fields = {"body": BODY.replace("Friday", "Monday")}
    workflow.save(by=people["editor"], article=article, fields=fields, base_version=9, now=NOW + MINUTE)
    return article


def url(article, verb: str = "update") -> str:
    return reverse("admin:articles_article_verb", args=[article.pk, verb])


def answers(client, article, **typed) -> dict:
    page = client.get(url(article)).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(version|picture|confirmed)" value="([^"]*)"', page))
    return hidden | typed


def test_the_page_shows_what_changed_and_chooses_nothing(desk, changed):
    html = desk("editor").get(url(changed)).content.decode()
    assert "A date changed" in html and ">Friday</bdi>" in html and ">Monday</bdi>" in html
    assert "<del>Friday</del>" in html and "<ins>Monday</ins>" in html
    assert html.count('type="radio" name="kind"') == 5 and not re.search(r'name="kind"[^>]* checked', html)
    # Only where a note would stand: above, since what was reported changed. So the common answer is not refused.
    assert re.findall(r'<input[^>]*value="(\w+)"[^>]* checked', html) == ["top"]
    assert "Choose what it is" in html and "An earlier version of this story said […]. It is […]." in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose what it is"),
        ({"kind": "rewrite"}, "is not one of the available choices"),
        ({"kind": "fix"}, "A small fix needs a reason here"),
        ({"kind": "correction", "place": "top"}, "A correction needs its note to readers"),
        ({"kind": "correction", "note": NOTE}, "Choose where readers find the note"),
        ({"kind": "correction", "note": "It said […].", "place": "top"}, "words are still to come"),
        ({"kind": "retraction"}, "A retraction needs its note to readers"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(desk, changed, typed, said):
    client = desk("editor")
    typed = {"why": "", "override": "t"} | typed
    answer = client.post(url(changed), answers(client, changed, **typed))
    html = answer.content.decode()
    assert said in html and 'role="alert"' in html
    if typed.get("note"):
        assert f">\n{typed['note']}</textarea>" in html
    assert Publication.objects.count() == 1 and not Correction.objects.exists()


def test_a_note_stands_below_where_nothing_that_was_reported_changed(desk, people):
    article = live_story(by=people["editor"])
    workflow.save(
        by=people["editor"], article=article, fields={"kicker": "Transport"}, base_version=9, now=NOW + MINUTE
    )
    html = desk("editor").get(url(article)).content.decode()
    assert re.findall(r'<input[^>]*value="(\w+)"[^>]* checked', html) == ["foot"]


def test_a_correction_goes_out_and_is_seen_to_arrive(desk, changed, people):
    sibling = live_story(by=people["editor"], language="ar", translation_group=changed.translation_group)
    client = desk("editor")
    typed = {"kind": "correction", "note": NOTE, "place": "top", "override": "t"}
    answer = client.post(url(changed), answers(client, changed, **typed))
    row = Correction.objects.get()
    page = reverse("admin:articles_article_change", args=[changed.pk])
    told = reverse("admin:articles_article_told", args=[changed.pk, row.pk])
    assert answer["Location"] == told and told in client.get(page).content.decode()
    states = dict(re.findall(r"<b>(?:<a[^>]*>)?([^<]+)(?:</a>)?</b>:\s+(\w+)\.", client.get(told).content.decode()))
    assert states == {
        "The story’s page": "done", "Data for search engines": "done", "Lists and kept pages": "waiting",
        "Page of corrections": "done", "Feed of corrections": "done", "Newsletter": "waiting",
        "Translation: العربية": "waiting",
    }  # fmt: skip
    Job.objects.update(state=Job.State.FAILED, finished_at=NOW)
    assert "failed." in client.get(told).content.decode()
    Job.objects.update(state=Job.State.DONE)
    of_sibling = [job.pk for job in Job.objects.all() if press.story_tag(sibling.uuid) in job.payload.get("tags", ())]
    assert Job.objects.filter(pk__in=of_sibling).update(state=Job.State.FAILED)
    html = client.get(told).content.decode()  # what failed for another story is not told of this one
    assert "failed." not in html and "They show what readers see now." in html
    other = client.get(reverse("admin:articles_article_change", args=[sibling.pk])).content.decode()
    assert "The original was corrected:" in other and NOTE in other
    prepared = reverse("admin:articles_article_prepared", args=[sibling.pk, PreparedCorrection.objects.get().pk])
    assert prepared in other
    assert "Write a reason" in client.post(prepared, {"why": " "}).content.decode()
    assert client.post(prepared, {"why": "It says Monday"}, follow=True).status_code == 200
    html = client.get(told).content.decode()
    assert "Nothing had to be corrected: It says Monday" in html
    assert "The original was corrected" not in client.get(other and page).content.decode()


def test_each_new_page_in_each_role(desk, changed, people):
    live_story(by=people["editor"], language="ar", translation_group=changed.translation_group)
    workflow.update(
        by=people["editor"], article=changed, kind="correction", note=NOTE, now=NOW + HOUR, override="t"
    )  # fmt: skip
    task = PreparedCorrection.objects.get()
    pages = [
        reverse("admin:articles_article_told", args=[changed.pk, Correction.objects.get().pk]),
        reverse("admin:articles_article_prepared", args=[task.article_id, task.pk]),
        url(changed, "add_update"),
    ]
    for role, status in {
        "reporter": 200,
        "editor": 200,
        "publisher": 200,
        "photo": 200,
        "admin": 200,
        "audience": 403,
    }.items():
        assert [desk(role).get(page).status_code for page in pages] == [status] * 3, role
    for role in ("reporter", "photo"):
        desk(role).post(pages[1], {"why": "x"})
        desk(role).post(pages[2], {"confirmed": "yes", "version": changed.version, "text": "News"})
    task.refresh_from_db()
    assert task.settled_at is None and "News" not in Publication.objects.visible(NOW + 2 * HOUR).latest("pk").body
    assert desk("editor").get(pages[0].replace("/told/", "/told/9")).status_code == 404


def test_an_update_on_top_is_two_taps(desk, people):
    article = live_story(by=people["editor"])
    client = desk("editor")
    page = reverse("admin:articles_article_change", args=[article.pk])
    assert url(article, "add_update") in client.get(page).content.decode()
    first = client.post(url(article, "add_update"), form_of(article), follow=True)  # the button of the story's form
    assert "Publish the update" in first.content.decode()
    typed = answers(client, article, text="") | {"version": article.version}
    empty = client.post(url(article, "add_update"), typed | {"text": ""}).content.decode()
    assert "Write what is new" in empty
    client.post(url(article, "add_update"), typed | {"text": "The council has agreed.", "version": 1})
    assert "The council has agreed." in Publication.objects.visible(NOW + 2 * HOUR).get().body


def test_ten_corrections_cost_what_one_costs(desk, changed, people):
    client = desk("editor")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("admin:articles_article_change", args=[changed.pk]))
        return len(seen)

    workflow.update(by=people["editor"], article=changed, kind="correction", note=NOTE, now=NOW + MINUTE, override="t")
    one = cost()
    for n in range(2, 12):
        workflow.update(
            by=people["editor"], article=changed, kind="correction", note=NOTE, now=NOW + n * MINUTE, override="t"
        )  # fmt: skip
    assert cost() == one


def test_what_is_said_afterwards_is_no_more_than_is_true(desk, people):
    client, by = desk("editor"), people["editor"]
    live = live_story(by=by)
    said = client.post(
        url(live, "add_update"), answers(client, live) | {"text": "News", "confirmed": "yes"}, follow=True
    )
    assert "The update is out, on top of the story." in said.content.decode()
    assert "still private" not in said.content.decode()
    fields = {"body": BODY.replace("Friday", "Monday"), "embargo_until": NOW + 5 * HOUR}
    workflow.save(by=by, article=live, fields=fields, base_version=live.version, now=NOW + 2 * HOUR)
    said = client.post(url(live), answers(client, live, kind="update"), follow=True).content.decode()
    assert "It goes out by itself." in said and "Readers see them now" not in said
