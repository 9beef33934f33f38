"""What readers find in the place of a story that was taken down: a notice, or nothing, as if it had never been."""

import pytest
from django.db import IntegrityError, transaction

from articles import history, notices, old_addresses, workflow
from articles.history import broken_versions
from articles.models import Act, Notice, Publication, Revision
from articles.notices import Answer, InPlace
from newsroom.lib.jobs import work
from tests.factories import HOUR, MINUTE, NOW, live_story, newsroom, person, state

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(time_machine):
    newsroom()
    time_machine.move_to(NOW + 2 * HOUR, tick=False)


def down(answer=Answer.GONE, text="", by=None, **fields):
    by = by or person()
    article = live_story(by=by, headline="A canary in the old mine", slug="mine", **fields)
    workflow.take_down(by=by, article=article, why="Legal", now=NOW + MINUTE, answer=answer, text=text)
    return article


def addresses(article) -> list[str]:
    """Its page, its short link, an old address, the old address of another system, and how people write them."""
    return ["/2026/11/22/mine/", f"/a/{article.pk}/", "/2019/05/old-mine/", "/2026/11/22/MINE", "/2019/05/OLD-mine"]


def test_the_standard_notice_is_what_one_gets_unasked():
    article = down()
    assert notices.of(Notice.objects.get()) == InPlace("gone", "", "en") == InPlace(Answer.GONE, "", article.language)


@pytest.mark.parametrize(("answer", "status"), [("gone", 410), ("page", 200)])
def test_a_notice_says_what_was_written_at_each_of_its_addresses(client, answer, status):
    old_addresses.enter(
        address="/2019/05/old-mine/", story=(article := down(answer, "We were wrong. \n Sorry <b>.")).uuid
    )
    for address in addresses(article):
        answer = client.get(address)
        html = answer.content.decode()
        assert answer.status_code == status, address
        assert "<p>We were wrong.</p>" in html and "<p>Sorry &lt;b&gt;.</p>" in html
        assert 'content="noindex"' in html and "canary" not in html and "Legal" not in html


def test_as_if_it_had_never_been_is_what_any_unknown_address_answers_byte_by_byte(client):
    old_addresses.enter(address="/2019/05/old-mine/", story=(article := down("never")).uuid)
    old_addresses.enter(address="?p=17", story=article.uuid)
    like = {"/2026/11/22/mine/": "/2026/11/22/other/", f"/a/{article.pk}/": "/a/999999/"}
    for address in [*addresses(article), "/ar/2026/11/22/mine/", "/?p=17", f"/A/{article.pk}", "/en/2026/11/22/mine/"]:
        other = like.get(address) or {"/?p=17": "/?p=18"}.get(address)
        other = other or ("/ar/2026/11/22/other/" if address.startswith("/ar") else "/2019/05/never/")
        for headers in ({}, {"accept-encoding": "br"}, {"if-none-match": "*"}):
            got, unknown = client.get(address, headers=headers), client.get(other, headers=headers)
            assert (got.status_code, got.content, got.headers) == (
                unknown.status_code, unknown.content, unknown.headers,
            ), address  # fmt: skip
            assert got.status_code == 404 or address == "/?p=17"


def test_each_language_speaks_its_own(client):
    article = down("gone", 'قال "لا"', language="ar")
    html = client.get("/ar/2026/11/22/mine/").content.decode()
    assert '<html lang="ar" dir="rtl"' in html and "قال «لا»" in html
    assert "قال «لا»" in client.get(f"/a/{article.pk}/").content.decode()


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_beginnings_are_in_the_storys_language(language):
    found = notices.beginnings(language)
    assert len(found) == len(set(found)) >= 4
    if language != "en":
        assert not set(found) & set(notices.beginnings("en"))


@pytest.mark.parametrize(
    ("answer", "text", "sentence"),
    [
        ("never", "Sorry.", "no text for readers"),
        ("gone", "We […] it.", "still to come"),
        ("gone", "x" * 601, "600 is the most"),
        ("302", "", "Choose what readers find"),
        ("", "", "Choose what readers find"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_happens(answer, text, sentence):
    by, article = person(), live_story()
    before = state(article)
    with pytest.raises(workflow.NotPossible, match=sentence):
        workflow.take_down(by=by, article=article, why="x", now=NOW + MINUTE, answer=answer, text=text)
    assert state(article) == before


def test_the_database_refuses_a_text_where_nothing_stands():
    down("never")
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(text="There was one.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(answer="302")


def test_the_record_tells_what_was_chosen_and_the_version_what_readers_are_told():
    article = down("gone", "The source asked for it.")
    last = article.revisions.order_by("-number").first()
    assert last.snapshot["notice"] == {"answer": "gone", "text": "The source asked for it."}
    assert last.snapshot["headline"] == article.headline
    act = Act.objects.get(story=article.uuid, verb="taken_down")
    assert act.about == {"answer": "gone"} and act.text.text == "Legal"  # no words of people in the chain
    assert broken_versions(article) == [] and not history.differs(article)


# --- changed afterwards ------------------------------------------------------------------------------------------


def test_it_can_be_changed_without_publishing(client):
    by = person()
    article = down("gone", by=by)
    outs = list(Publication.objects.values())
    for answer, text, status in [("page", "We were wrong.", 200), ("never", "", 404), ("gone", "", 410)]:
        workflow.change_notice(by=by, article=article, answer=answer, text=text, why="Asked", now=NOW + 2 * MINUTE)
        assert client.get("/2026/11/22/mine/").status_code == status
    assert list(Publication.objects.values()) == outs
    kinds = list(Revision.objects.filter(article=article).order_by("number").values_list("kind", flat=True))
    assert kinds[-4:] == ["taken_down", "notice", "notice", "notice"]
    assert list(Act.objects.filter(verb="notice").order_by("number").values_list("about", flat=True)) == [
        {"answer": "page"}, {"answer": "never"}, {"answer": "gone"},
    ]  # fmt: skip
    assert broken_versions(article) == []


def test_changing_needs_the_right_a_notice_and_a_difference():
    by, article = person(), down("gone", "We were wrong.")
    for who in ("reporter", "photo", "audience", ""):
        with pytest.raises(workflow.NotAllowed):
            workflow.change_notice(by=person(who), article=article, answer="page", now=NOW + HOUR)
    with pytest.raises(workflow.NotPossible, match="exactly this"):
        workflow.change_notice(by=by, article=article, answer="gone", text="We  were wrong. ", now=NOW + HOUR)
    with pytest.raises(workflow.NotPossible, match="not taken down"):
        workflow.change_notice(by=by, article=live_story(), answer="page", now=NOW + HOUR)


@pytest.mark.parametrize("answer", Answer.values)
def test_public_again_it_is_as_before(client, answer):
    by = person()
    article = down(answer, by=by)
    workflow.publish(by=by, article=article, now=NOW + HOUR)
    assert client.get("/2026/11/22/mine/").status_code == 200
    assert client.get(f"/a/{article.pk}/")["Location"] == "/2026/11/22/mine/"
    assert not Notice.objects.exists()
    workflow.take_down(by=by, article=article, why="Again", now=NOW + 2 * HOUR)
    assert notices.of(Notice.objects.get()) == InPlace("gone", "", "en")  # what was chosen before is not kept


@pytest.mark.django_db(transaction=True)
def test_the_outbox_tells_what_stands_there_by_then(monkeypatch):
    """The process died after the verb; the story was published again, or its notice changed, before the worker came."""
    told = []
    monkeypatch.setattr("articles.press.apply", lambda tags, **what: told.append(what))
    by = person()
    article = down("gone", by=by)
    workflow.change_notice(by=by, article=article, answer="never", now=NOW + 2 * MINUTE)
    told.clear()
    while work.run_once(NOW + HOUR):
        pass
    said = [what["said"]["answer"] for what in told if what.get("gone")]
    assert said and set(said) == {"never"}
    workflow.publish(by=by, article=article, now=NOW + HOUR)
    workflow.take_down(by=by, article=article, why="x", now=NOW + HOUR + MINUTE)
    workflow.publish(by=by, article=article, now=NOW + HOUR + 2 * MINUTE)
    told.clear()
    while work.run_once(NOW + 2 * HOUR):
        pass
    assert told and not any(what.get("gone") for what in told)
