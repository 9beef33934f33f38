"""Readers say what is wrong with a story: without a cookie, without a script, and nobody learns anything by it."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from articles import complaints, old_addresses, workflow
from articles.models import Complaint
from articles.pages import report
from newsroom.lib.jobs.models import Job
from tests import factories
from tests.factories import HOUR, NOW

pytestmark = pytest.mark.django_db

OURS = {"Sec-Fetch-Site": "same-origin"}
SAID = {"text": "Line 11 does not run on Fridays.", "quote": "Eleven lines run", "source": "The depot’s timetable",
        "email": "reader@example.org", "wish": "reply"}  # fmt: skip


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW + HOUR, tick=False) as clock:
        yield clock


@pytest.fixture
def room():
    return factories.newsroom()


@pytest.fixture
def story(room):
    return factories.live_story(language="en")


def address(story, prefix: str = "") -> str:
    return f"{prefix}/{story.address_date:%Y/%m/%d}/{story.slug}/report/"


def send(story, headers=OURS, **typed):
    return Client().post(address(story), SAID | typed, headers=headers)


def page_of(answer) -> str:
    return answer.content.decode()


def reference_in(page: str) -> str:
    return re.search(r'class="ref"><bdi dir="ltr" lang="en">([0-9A-Z-]+)<', page)[1]


def test_the_story_leads_there_and_the_form_says_why_it_asks(story):
    page = page_of(Client().get(f"/a/{story.pk}/", follow=True))
    assert f'<a href="{address(story)}" rel="nofollow">Report an error</a>' in page
    answer = Client().get(address(story))
    assert answer.status_code == 200 and story.headline in page_of(answer)
    assert "180 days after the matter is closed, we erase it" in page_of(answer)
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert 'name="robots" content="noindex"' in page_of(answer) and not answer.cookies
    assert "<script" not in page_of(answer) and "form-action 'self'" in answer["Content-Security-Policy"]


def test_a_report_becomes_a_complaint_with_its_deadline_and_the_reader_a_number(story):
    answer = send(story)
    assert answer.status_code == 303 and not answer.cookies
    row = Complaint.objects.get()
    assert (row.article_id, row.story_version, row.language) == (story.pk, story.version, "en")
    assert (row.kind, row.via, row.email) == ("reply", "form", "reader@example.org")
    assert (row.text, row.quote, row.source) == (SAID["text"], SAID["quote"], SAID["source"])
    assert str(row.due_on) == "2026-11-24"  # a Sunday, and two working days
    thanks = Client().get(answer["Location"])
    assert reference_in(page_of(thanks)) == row.shown_reference
    assert "Tuesday 24 November 2026" in page_of(thanks) and thanks["Cache-Control"] == "no-store"
    assert not Job.objects.filter(kind__contains="complaint").exists()  # nobody is written to unasked


@pytest.mark.parametrize(("language", "begins"), [("ar", "/ar"), ("ckb", "/ckb")])
def test_every_edition_has_it(room, language, begins):
    story = factories.live_story(language=language)
    answer = Client().get(address(story, begins))
    assert answer.status_code == 200 and 'dir="rtl"' in page_of(answer)
    assert Client().post(address(story, begins), SAID, headers=OURS).status_code == 303
    assert Complaint.objects.get().language == language


def test_the_language_at_the_root_has_no_prefix_and_a_form_goes_along(story):
    for answer, status in (
        (Client().get(address(story, "/en")), 308),
        (Client().post(address(story, "/en"), SAID), 308),
    ):
        assert (answer.status_code, answer["Location"]) == (status, address(story))


def test_what_nobody_sees_answers_as_any_address_without_a_page(room):
    by = factories.person()
    draft = factories.story(by=by, slug="secret-draft")
    later = factories.story(by=by, slug="secret-later")
    workflow.schedule(by=by, article=later, at=NOW + timedelta(days=3), now=NOW, override="test")
    unknown = [
        Client().get("/2026/11/25/nothing-at-all/report/"),
        Client().post("/2026/11/25/nothing-at-all/report/", SAID),
    ]
    for slug, day in (("secret-draft", "2026/11/22"), (later.slug, f"{later.address_date:%Y/%m/%d}")):
        path = f"/{day}/{slug}/report/"
        answers = (Client().get(path), Client().post(path, SAID, headers=OURS))
        for known, answer in zip(unknown, answers, strict=True):
            assert answer.status_code == known.status_code == 404
            assert answer.content == known.content and dict(answer.items()) == dict(known.items())
    assert draft.pk and not Complaint.objects.exists()


def test_a_story_taken_down_while_a_reader_writes_takes_the_report_and_tells_nothing(story):
    workflow.take_down(by=factories.person(), article=story, why="test", now=NOW + HOUR)
    assert Client().get(address(story)).status_code == 410
    answer = send(story)
    assert answer.status_code == 303 and Complaint.objects.get().article_id == story.pk
    thanks = Client().get(answer["Location"])
    assert thanks.status_code == 200 and story.headline not in page_of(thanks)
    again = send(story, text="")
    assert again.status_code == 422 and story.headline not in page_of(again)


def test_a_story_that_moved_is_followed_with_what_was_typed(story):
    before = address(story)
    workflow.readdress(by=factories.person("publisher"), article=story, slug="elsewhere", now=NOW + HOUR)
    assert old_addresses.find(before.removesuffix("report/"))
    answer = Client().post(before, SAID, headers=OURS)
    assert (answer.status_code, answer["Location"]) == (308, address(story))


def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(story):
    answer = send(story, text=" ", email="nobody", source="s" * 2501)
    page = page_of(answer)
    assert answer.status_code == 422 and not Complaint.objects.exists()
    assert "Write what is wrong." in page and "does not look like an e-mail address" in page
    assert "2501 characters, and 2500 is the most" in page
    assert SAID["quote"] in page and 'value="nobody"' in page and "s" * 2501 in page
    assert 'value="reply" checked' in page


def test_the_same_form_sent_twice_is_one_complaint_and_other_words_another(story):
    form = re.search(r'name="form" value="(\w+)"', page_of(Client().get(address(story))))[1]
    first, second = send(story, form=form), send(story, form=form)
    assert first["Location"] == second["Location"]
    assert Complaint.objects.count() == 1
    send(story, form=form, text="And the headline is wrong.")
    assert Complaint.objects.count() == 2


def test_a_robot_learns_nothing(story):
    answer = send(story, website="https://spam.example")
    thanks = page_of(Client().get(answer["Location"]))
    assert answer.status_code == 303 and complaints.is_reference(reference_in(thanks).replace("-", ""))
    assert not Complaint.objects.exists()


def test_the_eleventh_of_an_hour_waits_and_loses_nothing(story):
    answers = [send(story, text=f"Error {n}") for n in range(11)]
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert "Error 10" in page_of(answers[10]) and "send it again in an hour" in page_of(answers[10])
    assert send(story, text="Error 3").status_code == 303  # sent before: that is no further one
    assert Complaint.objects.count() == 10


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}]
)
def test_another_website_reports_nothing(story, headers):
    answer = send(story, headers=headers)
    assert answer.status_code == 403 and "another website" in page_of(answer)
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("typed", [{"text": "x" * 120_000}])
def test_too_large_a_form_is_refused_with_a_sentence(story, typed):
    answer = send(story, **typed)
    assert answer.status_code == 413 and "too large" in page_of(answer) and "Go back" in page_of(answer)
    broken = Client().post(
        address(story), b"--x\r\nbroken", content_type="multipart/form-data; boundary=x", headers=OURS
    )
    assert broken.status_code in (413, 422) and not Complaint.objects.exists()


def test_what_cannot_be_seen_is_not_kept(story):
    send(story, text="Wr\u202eong\u0000 here", wish="legal", email="")
    row = Complaint.objects.get()
    assert (row.text, row.kind) == ("Wrong here", "error")


def test_nobody_makes_thanks_of_their_own(story):
    page = page_of(Client().get(f"{address(story)}?done=WyJTUEFNIl0.forged"))
    assert 'class="ref"' not in page and "<textarea" in page
    assert report.opened("x" * 500, story.uuid) is None and report.opened("WyJTUEFNIl0.forged", story.uuid) is None


def test_the_thanks_of_one_story_are_no_other_s(story):
    token = report.sealed("ABCDEFGHIJKL", date(2026, 12, 1), story.uuid)
    assert report.opened(token, story.uuid) == ("ABCDEFGHIJKL", date(2026, 12, 1))
    other = factories.live_story(by=factories.person(), slug="another")
    assert 'class="ref"' in page_of(Client().get(f"{address(story)}?done={token}"))
    assert 'class="ref"' not in page_of(Client().get(f"{address(other)}?done={token}"))


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_it_is_read_and_sent_alone(story, method):
    assert getattr(Client(), method)(address(story)).status_code == 405


def test_the_page_costs_the_same_however_many_reports_there_are(story, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        Client().get(address(story))
    for n in range(5):
        send(story, text=f"Error {n}")
    with django_assert_max_num_queries(3):
        Client().get(address(story))
