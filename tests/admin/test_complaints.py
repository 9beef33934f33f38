"""The complaints' desk: what came, by when it should be answered, who sees what, how it ended."""

import re
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import complaints, erasing, letters, proof, workflow
from articles.admin.complaint_forms import handlers
from articles.admin.story_named import stories_of
from articles.models import Act, Article, Complaint, ComplaintEntry, Correction
from newsroom.lib.jobs import work
from newsroom.lib.jobs.models import Job
from tests import factories
from tests.factories import DAY, HOUR, NOW

pytestmark = pytest.mark.django_db

ADDRESS = "reader-who-complains@example.org"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW + 2 * HOUR, tick=False) as clock:
        yield clock


@pytest.fixture
def story(people):
    made = factories.live_story(by=people["editor"])
    Article.objects.filter(pk=made.pk).update(made_by=people["reporter"])
    made.refresh_from_db()
    return made


def receive(story, text="Line 11 does not run on Fridays.", kind="error", now=NOW + HOUR, **more) -> Complaint:
    typed = complaints.Typed(text, **{"email": ADDRESS} | more)
    return workflow.receive_complaint(story=story.uuid, kind=kind, typed=typed, now=now, client="192.0.2.1")


def correct(story, by, now=NOW + 90 * factories.MINUTE) -> Correction:
    workflow.save(by=by, article=story, fields={"standfirst": "Ten lines."}, base_version=story.version, now=now)
    workflow.update(
        by=by, article=story, kind="correction", note="Ten lines, not eleven.", place="foot", override="x", now=now
    )
    return Correction.objects.get(story=story.uuid)


def faults() -> list[str]:
    """What is wrong with the record; its head outside the database is written at a commit, and none comes here."""
    return [fault for fault in proof.faults() if "record-head" not in fault]


def page(row) -> str:
    return reverse("admin:articles_complaint_change", args=[row.pk])


def verb(row, name: str) -> str:
    return reverse("admin:articles_complaint_verb", args=[row.pk, name])


def text_of(answer) -> str:
    return answer.content.decode()


# --- deadlines -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("week_start", "came", "days", "due"),
    [
        (0, "2026-11-26", 3, "2026-12-01"),  # Thursday; Saturday and Sunday are no working days
        (6, "2026-11-26", 3, "2026-12-01"),  # Thursday; Friday and Saturday are none
        (6, "2026-11-25", 3, "2026-11-30"),
        (5, "2026-11-26", 1, "2026-11-29"),  # Thursday; Friday and Saturday are none
        (0, "2026-11-27", 0, "2026-11-27"),
    ],
)
def test_the_deadline_counts_the_newsrooms_working_days(week_start, came, days, due):
    room = factories.newsroom(week_start=week_start, complaint_days={"error": days})
    at = timezone.make_aware(timezone.datetime.fromisoformat(f"{came}T23:30"), room.zone)
    assert complaints.due_on("error", at, room) == date.fromisoformat(due)


def test_the_settings_say_how_many_days_each_kind_has(desk, room):
    client, url = desk("publisher"), reverse("admin:articles_newsroom_change", args=[1])
    html = text_of(client.get(url))
    sent = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html))
    assert (sent["complaint_days_error"], sent["complaint_days_conduct"], sent["complaint_keep_days"]) == (
        "3",
        "10",
        "180",
    )
    sent = {
        "names_en": "The Canal", "languages": ["en"], "root_language": "en", "time_zone": "Asia/Baghdad",
        "week_start": "0", "digits_en": "latn", "digits_ar": "latn", "digits_ckb": "arab",
        "complaint_days_error": "5", "complaint_days_reply": "2", "complaint_days_name": "2",
        "complaint_days_conduct": "10", "complaint_days_legal": "1", "complaint_keep_days": "30",
    }  # fmt: skip
    assert client.post(url, sent | {"complaint_days_error": "-1"}).status_code == 200
    answer = client.post(url, sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    room.refresh_from_db()
    assert complaints.days_for("error", room) == 5 and room.complaint_keep_days == 30


# --- who sees what -------------------------------------------------------------------------------------------


def test_editors_see_all_and_reporters_their_own_without_whose_it_is(desk, people, story):
    mine, other = receive(story), receive(factories.live_story(by=people["editor"]), "Another matter")
    workflow.note_on_complaint(by=people["editor"], complaint=mine, text="She rang twice.", now=NOW + 2 * HOUR)
    seen = text_of(desk("editor").get(page(mine)))
    assert ADDRESS in seen and "She rang twice." in seen
    reporter = desk("reporter")
    seen = text_of(reporter.get(page(mine)))
    assert mine.text in seen and ADDRESS not in seen and "She rang twice." not in seen
    assert reporter.get(page(other)).status_code == 404
    listed = text_of(reporter.get(reverse("admin:articles_complaint_changelist")))
    assert str(mine) in listed and str(other) not in listed
    for role in ("photo", "audience"):
        assert desk(role).get(page(mine)).status_code == 403
        assert desk(role).get(reverse("admin:articles_complaint_changelist")).status_code == 403


def test_reporters_handle_nothing(desk, story):
    row = receive(story)
    reporter = desk("reporter")
    for name in ("note", "answer", "close", "reopen", "empty"):
        assert reporter.post(verb(row, name), {"text": "x", "turn": row.turn}).status_code == 403
    assert reporter.post(page(row), {"turn": row.turn, "kind": "legal"}).status_code == 403
    assert reporter.get(reverse("admin:articles_complaint_add")).status_code == 403
    with pytest.raises(workflow.NotAllowed):
        workflow.close_complaint(by=story.made_by, complaint=row, outcome="spam", seen=row.turn, now=NOW)
    assert Complaint.objects.get().is_open and not ComplaintEntry.objects.exists()


def test_the_home_page_and_the_list_say_what_is_late_and_due_today(desk, story):
    late, today, later = receive(story, "Late"), receive(story, "Today"), receive(story, "Later")
    for row, day in ((late, -2), (today, 0), (later, 3)):
        Complaint.objects.filter(pk=row.pk).update(due_on=NOW.date() + timedelta(days=day))
    home = text_of(desk("editor").get("/admin/"))
    assert "Complaints to answer" in home and "2 days late" in home and "due today" in home
    assert home.index("2 days late") < home.index("due today") < home.index("in 3 days")
    assert "Complaints to answer" not in text_of(desk("reporter").get("/admin/"))
    listed = text_of(desk("editor").get(reverse("admin:articles_complaint_changelist") + "?view=late"))
    assert str(late) in listed and str(today) not in listed


def test_ten_complaints_cost_what_one_costs(desk, people):
    client, counts = desk("editor"), []
    places = (reverse("admin:articles_complaint_changelist"), "/admin/")
    for n in (1, 10):
        for k in range(n):
            receive(factories.live_story(by=people["editor"]), f"Error {n} {k}", now=NOW + n * DAY)
        for place in places:
            client.get(place)
            with CaptureQueriesContext(connection) as seen:
                client.get(place)
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


# --- by hand -------------------------------------------------------------------------------------------------


def by_hand(about, **typed) -> dict:
    return {
        "form": "f" * 24, "story": f"/admin/articles/article/{about.pk}/change/", "kind": "legal", "via": "lawyer",
        "received_at": "2026-11-22T13:30", "text": "My client never said that.", "name": "Adv. Hawre Ali",
        "contact": "Street of the Courts 4", "email": "", "quote": "", "source": "", "assigned_to": "", "due_on": "",
    } | typed  # fmt: skip


def test_a_letter_is_entered_by_hand_once(desk, people, story):
    client, url = desk("editor"), reverse("admin:articles_complaint_add")
    assert f"/admin/articles/article/{story.pk}/change/" in text_of(client.get(f"{url}?story={story.pk}"))
    first, second = client.post(url, by_hand(story)), client.post(url, by_hand(story))
    row = Complaint.objects.get()
    assert first["Location"] == second["Location"] == page(row)
    assert (row.kind, row.via, row.story_version, row.made_by) == ("legal", "lawyer", story.version, people["editor"])
    assert row.due_on == date(2026, 11, 23) and row.received_at == NOW + timedelta(hours=1, minutes=30)
    assert Act.objects.filter(verb="complaint_in", by=people["editor"], story=story.uuid).exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"story": "/nothing/"}, "is no story of ours"),
        ({"text": ""}, "Write what is wrong"),
        ({"received_at": "2027-01-01T10:00"}, "cannot have come later than now"),
        ({"via": "form"}, "form is not one of the available choices"),
        ({"email": "nobody"}, "does not look like an e-mail address"),
        ({"due_on": "9999-01-01"}, "Choose a day between 1900 and 2200"),
    ],
)
def test_what_is_wrong_by_hand_is_said_and_kept(desk, story, typed, said):
    answer = desk("editor").post(reverse("admin:articles_complaint_add"), by_hand(story, **typed))
    assert answer.status_code == 200 and said in text_of(answer) and "Street of the Courts 4" in text_of(answer)
    assert not Complaint.objects.exists()


def test_a_story_is_found_by_any_address_of_it(story):
    day = f"{story.address_date:%Y/%m/%d}"
    for written in (f"/a/{story.pk}/", f"https://news.example/{day}/{story.slug}/", f"/{day}/{story.slug}/report/"):
        assert stories_of(written) == [story], written
    for written in ("/admin/articles/article/²/", "/news/", "", "http://[x", "\x00", "²"):
        assert stories_of(written) == [], written


# --- handling ------------------------------------------------------------------------------------------------


def test_two_editors_at_once_lose_nothing(desk, people, story):
    row = receive(story)
    first, second = desk("editor"), desk("publisher")
    said = {"turn": row.turn, "kind": "conduct", "due_on": "2026-12-01", "assigned_to": people["editor"].pk}
    assert first.post(page(row), said).status_code == 302
    answer = second.post(
        verb(row, "close"), {"turn": row.turn, "outcome": "nothing", "why": "It is right as it stands."}
    )
    assert answer.status_code == 409 and "Somebody else changed this complaint meanwhile" in text_of(answer)
    assert "It is right as it stands." in text_of(answer) and Complaint.objects.get().is_open
    turn = re.search(r'name="turn" value="(\d+)"', text_of(answer))[1]
    again = second.post(verb(row, "close"), {"turn": turn, "outcome": "nothing", "why": "It is right as it stands."})
    assert again.status_code == 302
    answer = first.post(page(row), said | {"turn": 2, "kind": "name"})
    assert answer.status_code == 409 or "closed" in text_of(answer)
    row.refresh_from_db()
    assert (row.kind, row.outcome, row.due_on) == ("conduct", "nothing", date(2026, 12, 1))


def test_notes_of_two_both_stay_and_a_double_click_makes_one(desk, story):
    row = receive(story)
    for role in ("editor", "editor", "publisher"):
        desk(role).post(verb(row, "note"), {"text": "I look into it."})
    assert [entry.by.groups.get().name for entry in row.entries.all()] == ["editor", "publisher"]
    empty = desk("editor").post(verb(row, "note"), {"text": " "})
    assert empty.status_code == 200 and "Write the note." in text_of(empty)


def test_an_answer_goes_out_by_mail_in_the_storys_language_once(desk, people, settings, tmp_path):
    story = factories.live_story(by=people["editor"], language="ar", headline="عودة الحافلات الليلية")
    row = receive(story, "الخط لا يعمل يوم الجمعة")
    settings.EMAIL_BACKEND, settings.MAIL_DIR = "newsroom.lib.mail.FileBackend", tmp_path
    client = desk("editor")
    for _click in (1, 2):
        client.post(verb(row, "answer"), {"turn": row.turn, "text": "شكراً لكم، صححنا ذلك."})
    assert ComplaintEntry.objects.get().mail == "waiting"
    Job.objects.exclude(kind="articles.complaint_answer").delete()
    assert work.run_once(timezone.now()) == 1 and work.run_once(timezone.now()) == 0
    (mail,) = [parsed(path) for path in tmp_path.glob("*.eml")]
    assert mail["To"] == ADDRESS and str(row) in mail["Subject"] and "عودة الحافلات الليلية" in mail["Subject"]
    body = mail.get_content()
    assert "شكراً لكم، صححنا ذلك." in body and "يوم الجمعة" in body and "180" in body
    assert mail.get_content_type() == "text/plain"  # no picture, nothing that tracks
    assert ComplaintEntry.objects.get().mail == "sent"
    assert Act.objects.filter(verb="complaint_answered").count() == 1


def test_an_answer_that_nobody_sends_any_more_is_told_where_it_was_written(desk, story):
    row = receive(story)
    desk("editor").post(verb(row, "answer"), {"turn": row.turn, "text": "Thank you."})
    page = f"/admin/articles/complaint/{row.pk}/"
    assert "could not be sent" not in text_of(desk("editor").get(page, follow=True))
    Job.objects.filter(kind="articles.complaint_answer").update(state=Job.State.FAILED, finished_at=NOW)
    for role in ("editor", "admin"):
        html = desk(role).get(page, follow=True).content.decode()
        assert "could not be sent" in html and ("?state=failed" in html) == (role == "admin")


def parsed(path: Path):
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def test_a_mail_tells_no_headline_that_readers_do_not_see(people, story):
    row = receive(story)
    workflow.take_down(by=people["editor"], article=story, why="x", now=NOW + 2 * HOUR)
    workflow.save(
        by=people["editor"], article=story, fields={"headline": "Secret"}, base_version=99, now=NOW + 2 * HOUR
    )
    entry = workflow.answer_complaint(
        by=people["editor"], complaint=row, text="Down.", seen=row.turn, now=NOW + 2 * HOUR
    )
    mail = letters.answer(entry, NOW + 3 * HOUR)
    assert "Secret" not in mail.subject + mail.body and story.slug not in mail.body
    assert letters.answer(entry, NOW).extra_headers["Message-ID"] == mail.extra_headers["Message-ID"]


# --- how it ends ---------------------------------------------------------------------------------------------


def test_after_a_correction_one_tap_on_the_story_closes_it(desk, people, story):
    row, later = receive(story), receive(story, "And the photo?", now=NOW + 3 * HOUR)
    told = correct(story, people["editor"])
    client = desk("editor")
    html = text_of(client.get(reverse("admin:articles_article_change", args=[story.pk])))
    assert "2 open complaints" in html and html.count("Close it: corrected") == 1  # one came after the correction
    form = re.search(rf'<form method="post" id="complaint-{row.pk}" action="([^"]+)" hidden>(.*?)</form>', html, re.S)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))
    answer = client.post(form[1], sent, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("admin:articles_article_change", args=[story.pk])
    assert "has not been told" in text_of(answer) and "One open complaint" in text_of(answer)
    row.refresh_from_db()
    assert (row.outcome, row.correction, row.outcome_by) == ("corrected", told.pk, people["editor"])
    assert told.text in text_of(client.get(page(row)))
    assert later.is_open
    act = Act.objects.get(verb="complaint_closed")
    assert act.about == {"complaint": row.pk, "kind": "error", "outcome": "corrected", "correction": told.pk}


def test_a_story_that_was_taken_down_offers_that(desk, people, story):
    row = receive(story)
    assert "Readers still see the story" in text_of(
        desk("editor").post(verb(row, "close"), {"turn": row.turn, "outcome": "taken_down"})
    )
    workflow.take_down(by=people["editor"], article=story, why="x", now=NOW + 2 * HOUR)
    assert "Close it: taken down" in text_of(desk("editor").get(page(row)))
    html = text_of(desk("editor").get(verb(row, "close")))
    assert re.search(r'value="taken_down"[^>]*checked', html)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose how it ended"),
        ({"outcome": "nothing"}, "Write why nothing changed"),
        ({"outcome": "corrected"}, "Choose the correction that readers were told"),
        ({"outcome": "corrected", "correction": "999"}, "999 is not one of the available choices"),
        ({"outcome": "nonsense"}, "nonsense is not one of the available choices"),
        ({"outcome": "elsewhere", "why": "w" * 1001}, "1000"),
    ],
)
def test_an_outcome_that_does_not_hold_is_refused_with_a_sentence(desk, story, sent, said):
    row = receive(story)
    answer = desk("editor").post(verb(row, "close"), {"turn": row.turn, "answer": "Thank you."} | sent)
    assert answer.status_code == 200 and said in text_of(answer) and "Thank you." in text_of(answer)
    assert Complaint.objects.get().is_open and not ComplaintEntry.objects.exists()


def test_a_correction_of_another_story_closes_nothing(people, story):
    row, other = receive(story), correct(factories.live_story(by=people["editor"]), people["editor"])
    with pytest.raises(workflow.NotPossible, match="of this story"):
        workflow.close_complaint(
            by=people["editor"], complaint=row, outcome="corrected", correction=other.pk, seen=row.turn, now=NOW + DAY
        )


def test_closing_with_an_answer_opening_again_and_closing_once_more(desk, people, story):
    row = receive(story)
    client = desk("editor")
    sent = {"turn": row.turn, "outcome": "nothing", "why": "It is right.", "answer": "We looked; it is right."}
    assert [client.post(verb(row, "close"), sent).status_code for _click in (1, 2)] == [302, 302]
    assert ComplaintEntry.objects.get().mail == "waiting"
    assert "It is right." in text_of(client.get(page(row)))
    row.refresh_from_db()
    client.post(verb(row, "reopen"), {"turn": row.turn, "text": "They sent the timetable."})
    row.refresh_from_db()
    assert row.is_open and row.outcome_at is None and row.entries.last().text == "They sent the timetable."
    assert client.post(verb(row, "close"), {"turn": row.turn, "outcome": "spam", "answer": "x"}).status_code == 302
    assert row.entries.count() == 2  # spam is answered by nobody
    assert faults() == []


# --- forgetting ----------------------------------------------------------------------------------------------


def everything_kept() -> str:
    rows = [*Complaint.objects.values(), *ComplaintEntry.objects.values(), *Act.objects.values("about", "verb")]
    return repr(rows)


def test_what_was_said_goes_after_the_days_of_the_settings_and_what_became_of_it_stays(people, story):
    row = receive(story, name="Hawre", source="The depot")
    workflow.note_on_complaint(by=people["editor"], complaint=row, text="Hawre rang.", now=NOW + 2 * HOUR)
    workflow.close_complaint(
        by=people["editor"], complaint=row, outcome="nothing", why="Right as it is.", seen=1, now=NOW + 2 * HOUR
    )
    assert workflow.sweep_complaints(NOW + 180 * DAY) == 0
    assert workflow.sweep_complaints(NOW + 181 * DAY) == 1 and workflow.sweep_complaints(NOW + 200 * DAY) == 0
    for word in (ADDRESS, "Hawre", "Line 11", "depot"):
        assert word not in everything_kept()
    row.refresh_from_db()
    assert (row.kind, row.outcome, row.outcome_why, row.emptied_at) == (
        "error",
        "nothing",
        "Right as it is.",
        NOW + 181 * DAY,
    )
    assert Act.objects.get(verb="complaint_emptied").by is None
    assert faults() == []


def test_an_open_complaint_is_not_swept(story):
    receive(story)
    assert workflow.sweep_complaints(NOW + 900 * DAY) == 0


def test_publishers_erase_at_once_and_editors_do_not(desk, people, story):
    row = receive(story)
    assert "note its outcome first" in text_of(desk("publisher").post(verb(row, "empty")))
    workflow.close_complaint(by=people["editor"], complaint=row, outcome="spam", seen=1, now=NOW + 2 * HOUR)
    assert desk("editor").post(verb(row, "empty")).status_code == 403
    assert desk("publisher").post(verb(row, "empty")).status_code == 302
    assert ADDRESS not in everything_kept()
    html = text_of(desk("publisher").get(page(row)))
    assert "was erased on" in html and "Open it again" not in html


def test_erasing_an_address_reaches_the_complaints(people, story):
    row, other = receive(story), receive(story, f"Ask {ADDRESS} about it", email="")
    workflow.note_on_complaint(by=people["editor"], complaint=other, text=f"Wrote to {ADDRESS}", now=NOW + 2 * HOUR)
    found = erasing.words(ADDRESS, by=None, now=NOW + 2 * HOUR)
    assert found.rows >= 3 and ADDRESS not in everything_kept()
    row.refresh_from_db(), other.refresh_from_db()
    assert row.emptied_at and not other.emptied_at and other.text.startswith("Ask ")
    assert faults() == []


def test_the_record_holds_nothing_of_whoever_complained(people, story):
    row = receive(story, name="Hawre", contact="Street 4")
    workflow.answer_complaint(by=people["editor"], complaint=row, text="Dear Hawre", seen=1, now=NOW + 2 * HOUR)
    said = repr(list(Act.objects.values("about", "verb", "text__text")))
    assert "complaint_in" in said
    for word in (ADDRESS, "Hawre", "Street 4", "Line 11"):
        assert word not in said


def test_only_who_may_see_to_a_complaint_is_offered_it(people):
    offered = set(handlers())
    assert {people["editor"], people["publisher"], people["admin"]} <= offered
    assert not offered & {people["reporter"], people["photo"], people["audience"]}
