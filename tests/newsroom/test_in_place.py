"""What readers find in the place of a story that was taken down, in front of Django: by the tombstones of the store."""

from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import erasing, notices, old_addresses, press, proof, withdrawals, workflow
from articles.models import Complaint, Notice, Publication
from newsroom import pressed
from newsroom.lib.page_store import keeping
from tests.factories import person
from tests.newsroom.test_pressed import address, live
from tests.newsroom.test_withdraw import away, withdraw  # noqa: F401  a fixture
from tests.wsgi import ask as get

pytestmark = pytest.mark.django_db(transaction=True)
UNKNOWN = "/2026/11/22/nothing-ever-stood-here/"


def same(one, other) -> bool:
    return (one.status, one.body, one.pairs) == (other.status, other.body, other.pairs)


def down(answer: str, text: str = ""):
    by, article = person(), live()
    assert get(address(article)).status == 200
    workflow.take_down(by=by, article=article, why="x", now=timezone.now(), answer=answer, text=text)
    return by, article, address(article)


def test_the_notice_has_the_newsrooms_name_and_costs_no_query_twice(kept):
    _by, _article, path = down("gone", "We were wrong.")
    application = pressed.Pressed(WSGIHandler())
    first = get(path, application=application)
    with CaptureQueriesContext(connection) as queries:
        second = get(path, application=application)
    assert first.status == second.status == 410 and first.body == second.body and len(queries) == 0
    assert "We were wrong." in first.text and "The Canal" in first.text and 'content="noindex"' in first.text


def test_a_notice_as_a_page(kept):
    _by, _article, path = down("page", "We were wrong.")
    answer = get(path)
    assert answer.status == 200 and "We were wrong." in answer.text and 'content="noindex"' in answer.text
    assert path not in get("/sitemap.xml").text and path not in get("/feeds/latest.xml").text


def test_a_change_of_the_notice_is_there_at_once(kept):
    by, article, path = down("gone")
    for answer, text, status in [("page", "One.", 200), ("gone", "Two.", 410), ("never", "", 404), ("gone", "", 410)]:
        workflow.change_notice(by=by, article=article, answer=answer, text=text, now=timezone.now())
        found = get(path)
        assert found.status == status and text in found.text
    workflow.publish(by=by, article=article, now=timezone.now(), override="test")
    assert get(path).status == 200 and article.headline in get(path).text


def test_as_if_it_had_never_been_is_the_same_to_the_byte(kept):
    _by, article, path = down("never")
    old_addresses.enter(address="?p=17", story=article.uuid)
    for one, other in [
        (path, UNKNOWN), (f"/a/{article.pk}/", "/a/999999/"), (path.upper(), UNKNOWN.upper()), ("/?p=17", "/?p=18"),
        (path + "?before=3", UNKNOWN + "?before=3"),
    ]:  # fmt: skip
        for headers in ({}, {"accept_encoding": "br"}, {"if_none_match": "*"}):
            assert same(get(one, **headers), get(other, **headers)), one
        assert same(get(one, "HEAD"), get(other, "HEAD")), one


def test_an_old_query_address_of_one_taken_down_leads_to_its_notice(kept):
    _by, article, _path = down("gone", "We were wrong.")
    old_addresses.enter(address="?p=17", story=article.uuid)
    assert get("/?p=17").status == 410 and "We were wrong." in get("/?p=17").text


@pytest.mark.parametrize(
    ("options", "status", "text"),
    [
        ({}, 410, ""), ({"notice": "A court “said” so."}, 410, "A court “said” so."),
        ({"gone": True}, 404, ""), ({"page": True, "notice": "We were wrong."}, 200, "We were wrong."),
    ],
)  # fmt: skip
def test_the_command_has_the_same_choice(kept, options, status, text):
    article = live()
    path = address(article)
    assert withdraw(path, **options)[0] == 0
    answer = get(path)
    assert answer.status == status and text in answer.text
    assert Notice.objects.get().text == text


@pytest.mark.parametrize(
    ("options", "status", "text"),
    [({"notice": "A court said so."}, 410, "A court said so."), ({"page": True}, 200, ""), ({"gone": True}, 503, "")],
)
def test_the_tombstone_keeps_the_choice_while_the_database_is_away(kept, away, options, status, text):  # noqa: F811
    article = live()
    path, headline = address(article), article.headline
    assert get(path).status == 200
    gone = away()
    try:
        assert withdraw(path, why="x", **options)[0] == 0
        answer = get(path)
        assert answer.status == status and text in answer.text and headline not in answer.text
        # Nothing tells that one stood there: with the database away no unknown address is known to be one.
        assert ((answer.status, answer.body) == ((nothing := get(UNKNOWN)).status, nothing.body)) == (status == 503)
    finally:
        gone.undo()
    assert withdrawals.tell_the_database(timezone.now()) == 1
    answer = get(path)
    assert answer.status == (404 if "gone" in options else status) and text in answer.text
    assert Notice.objects.get().answer == ("never" if "gone" in options else "page" if "page" in options else "gone")


@pytest.mark.parametrize("gone", [False, True])
def test_the_database_is_back_and_no_worker_runs(kept, away, gone):  # noqa: F811
    """The first reader, wherever they come by, is answered after the database was told."""
    article, other = live(headline="Words that must not come back"), live()
    path = address(article)
    broken = away()
    try:
        assert withdraw(path, why="x", gone=gone)[0] == 0
    finally:
        broken.undo()
    kept.purge_all()
    assert Publication.objects.visible(timezone.now()).filter(story=article.uuid).exists()
    for where in ["/search/?q=words", "/", f"/a/{article.pk}/", path, path.upper(), address(other), "/sitemap.xml"]:
        answer = get(where)
        assert article.headline not in answer.text and path not in answer.text, where
    assert get(path).status == get(f"/a/{article.pk}/").status == (404 if gone else 410)
    assert list(keeping.withdrawn(kept)) == []
    assert article.revisions.order_by("-number").first().kind == "taken_down"


def test_a_tombstone_that_the_database_cannot_be_told_of_still_closes_every_address(kept, away, monkeypatch):  # noqa: F811
    article = live()
    path = address(article)
    monkeypatch.setattr(withdrawals, "tell_the_database", lambda now: 0)
    broken = away()
    try:
        assert withdraw(path, why="x", gone=True)[0] == 0
    finally:
        broken.undo()
    assert same(get(path), get(UNKNOWN)) and same(get(f"/a/{article.pk}/"), get("/a/999999/"))
    assert same(get(path.upper()), get(UNKNOWN.upper()))


def test_what_cannot_be_is_refused(kept):
    article = live()
    path = address(article)
    code, _out, said = withdraw(path, notice="x" * 601)
    assert code == 2 and "600" in said
    with pytest.raises(CommandError, match="exclude each other"):
        withdraw(path, gone=True, page=True)
    code, _out, said = withdraw(path, gone=True, notice="Sorry")
    assert code == 2 and "no text" in said
    assert get(path).status == 200


def test_an_unreadable_tombstone_is_the_standard_notice(kept):
    _by, _article, path = down("gone", "We were wrong.")
    for data in (b"", b"\xff", b"[1]", b'{"answer": "302", "text": 7, "language": "xx"}'):
        Path(kept._name(path, "gone")).write_bytes(data)
        kept.purge()
        assert get(path).status == 410


def test_a_kept_page_of_corrections_falls_back_without_those_of_the_story(kept, away):  # noqa: F811
    by = person()
    article, other = live(by=by), live(by=by)
    for one, note in ((article, "Twelve lines, not eleven."), (other, "Nine lines, not ten.")):
        workflow.update(by=by, article=one, kind="correction", note=note, override="test", now=timezone.now())
    path = address(article)
    for page in ("/corrections/", "/feeds/corrections.xml", path):
        assert "Twelve lines" in get(page).text
    gone = away()
    try:
        assert withdraw(path, why="x")[0] == 0
        for page in ("/corrections/", "/feeds/corrections.xml"):
            answer = get(page)
            assert "Twelve lines" not in answer.text and article.headline not in answer.text, page
        assert "Nine lines" in get("/corrections/").text and "\x01" not in get("/corrections/").text
    finally:
        gone.undo()


def test_what_is_erased_leaves_the_notice_its_tombstone_and_the_history(kept):
    _by, article, path = down("gone", "Farhad Aziz asked us to.")
    assert "Farhad Aziz" in get(path).text
    erasing.words("Farhad Aziz", by=None, now=timezone.now())
    assert "Farhad" not in get(path).text and "asked us to." in get(path).text
    assert "Farhad" not in Path(kept._name(path, "gone")).read_text()
    assert "Farhad" not in str(article.revisions.order_by("-number").first().snapshot)
    assert list(proof.faults()) == []


def test_what_the_database_was_not_told_of_closes_the_form_and_the_versions_too(kept, monkeypatch):
    """Also to a form that is sent, which the store itself does not answer."""
    path = address(live())
    said = notices.InPlace(Notice.Answer.NEVER).kept()
    press.apply((), gone=[path], said=said)
    for under in ("report/", "versions/"):
        assert get(path + under).status == 404, under
    sent = get(path + "report/", method="POST", body=b"text=Wrong.", content_type="application/x-www-form-urlencoded")
    assert sent.status == 404 and not Complaint.objects.exists()


def test_a_new_address_takes_the_notice_along(kept):
    by, article, path = down("gone", "We were wrong.")
    workflow.readdress(by=by, article=article, slug="elsewhere", now=timezone.now())
    after = path.replace(article.slug, "elsewhere")
    assert keeping_says(kept, address(article)) == "We were wrong."
    assert get(after).status == get(path).status == 410 and "We were wrong." in get(after).text


def keeping_says(kept, path: str) -> str:
    said = kept.said(path)
    return said["text"] if said else ""


def test_the_way_on_behind_a_story_that_never_was_is_the_way_on_behind_none(kept):
    by = person()
    stories = [live(by=by) for _n in range(2)]
    number = Publication.objects.get(story=stories[0].uuid).pk
    month = "/".join(address(stories[0]).split("/")[:3]) + "/"
    for answer, status in (("gone", 200), ("never", 404)):
        workflow.take_down(by=by, article=stories[0], why="x", now=timezone.now(), answer=answer)
        for path in ("/news/", month):
            assert get(f"{path}?before={number}").status == status, (answer, path)
        workflow.publish(by=by, article=stories[0], now=timezone.now(), override="test")
