"""Search: what is found, in which order, by which spelling; and what never is."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.search import find
from newsroom.lib.folding import fold, terms
from tests.factories import HOUR, NOW, live_story, newsroom, person, section, story

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def room(db):
    newsroom()


def found(query: str, language: str = "en", at=NOW + HOUR) -> list[str]:
    return [out.headline for out in find(query, language, at)]


def test_headline_standfirst_and_body_are_searched():
    live_story(headline="Buses return", standfirst="Eleven lines", body="<p>Until four in the morning.</p>")
    for query in ("buses", "ELEVEN", "morning", "buses morning"):
        assert found(query) == ["Buses return"]
    assert found("trams") == []
    assert found("buses trams") == []


def test_a_word_in_the_headline_comes_before_one_in_the_body():
    live_story(headline="A bridge", body="<p>Nothing else.</p>")
    live_story(headline="A road", body="<p>It leads to the bridge.</p>", now=NOW + HOUR / 2)
    assert found("bridge") == ["A bridge", "A road"]


@pytest.mark.parametrize(
    ("text", "query", "language"),
    [
        ("مكتبة المدينة تمدد ساعاتها", "المدينه", "ar"), ("الإعلام في أربيل", "اعلام", "ar"),
        ("إعلام أربيل", "الاعلام", "ar"), ("كتابٌ جديد", "كتاب", "ar"), ("سنة ٢٠٢٦", "2026", "ar"),
        ("کتێبخانەی شار", "كتيبخانه", "ckb"), ("ڕۆژنامە", "روژنامه", "ckb"), ("پڵان", "پلان", "ckb"),
    ],
)  # fmt: skip
def test_spellings_that_keyboards_mix_meet(text, query, language):
    live_story(headline=text, language=language, slug="a-slug")
    assert found(query, language) == [text]


def test_only_this_language_and_only_what_is_visible():
    by = person()
    live_story(by=by, headline="Buses in English")
    live_story(by=by, headline="Buses في العربية", language="ar", slug="x")
    story(by=by, headline="Buses in a draft")
    later = story(by=by, headline="Buses later")
    workflow.schedule(by=by, article=later, at=NOW + 2 * HOUR, now=NOW, override="test")
    gone = live_story(by=by, headline="Buses gone")
    workflow.take_down(by=by, article=gone, why="test", now=NOW + HOUR / 2)
    assert found("buses") == ["Buses in English"]
    assert set(found("buses", at=NOW + 3 * HOUR)) == {"Buses in English", "Buses later"}


@pytest.mark.parametrize(
    "query",
    ["", "   ", "%", "_", '"', "'; drop table x", "\0", "*", "(((", "a" * 100_000, "\u202e", "AND OR NOT", "%%%"],
)
def test_hostile_queries_are_only_words(client, query):
    live_story(headline="Buses return")
    answer = client.get("/search/", {"q": query})
    assert answer.status_code == 200
    assert "Buses return" not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert b"noindex" in answer.content


def test_the_query_is_shown_again_and_harmless(client):
    section()
    text = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in text
    assert "&quot;&gt;&lt;script&gt;" in text


def test_folding_is_a_fixed_point():
    for text in ("ÀÉÎ straße", "ڕۆژێکی نوێ", "الإِعْلَام", "٢٠٢٦ ۲۰۲۶"):
        assert fold(fold(text)) == fold(text)
    assert terms("the " * 50)[0] == ["the"]
    assert len(terms(" ".join(f"word{n}" for n in range(50)))) == 8


def test_what_is_found_comes_by_the_page_and_each_story_once(client):
    by = person()
    for number in range(45):
        live_story(by=by, headline=f"Bridge {number}", now=NOW + number * HOUR / 60)
    seen, path = [], "/search/?q=bridge"
    for shown in (20, 20, 5):
        text = client.get(path).content.decode()
        assert "45 stories with all these words" in text
        heads = re.findall(r">\s*(Bridge \d+)\s*<", text)
        assert len(heads) == shown
        seen += heads
        onwards = re.search(r'rel="next" href="([^"]+)"', text)
        path = onwards and onwards[1].replace("&amp;", "&")
    assert path is None and sorted(seen) == sorted({f"Bridge {n}" for n in range(45)})
    assert 'rel="prev" href="/search/?q=bridge&amp;page=2"' in client.get("/search/?q=bridge&page=3").content.decode()
    for page in ("4", "999999999999"):
        assert client.get(f"/search/?q=bridge&page={page}").status_code == 404
    for page in ("0", "x", "-1", "", "9" * 40, "²"):
        assert client.get("/search/", {"q": "bridge", "page": page}).status_code == 200


def test_more_than_two_hundred_are_told_and_not_counted(client, monkeypatch):
    from articles.pages import listings

    monkeypatch.setattr(listings, "MOST_FOUND", 2)
    by = person()
    for number in range(3):
        live_story(by=by, headline=f"Bridge {number}")
    assert "More than 2 stories have all these words" in client.get("/search/?q=bridge").content.decode()


def test_twenty_found_cost_what_one_costs(client):
    by = person()

    def cost() -> int:
        live_story(by=by, headline="Bridge again")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/search/?q=bridge").status_code == 200
        return len(seen)

    one = cost()
    assert [cost() for _ in range(12)][-1] == one


def test_it_follows_a_takedown_and_the_end_of_an_embargo_at_once():
    by = person()
    held = story(by=by, headline="A held bridge", embargo_until=NOW + 2 * HOUR)
    workflow.publish(by=by, article=held, now=NOW, override="test")
    moment = NOW + 2 * HOUR
    assert found("bridge", at=moment - MICROSECOND) == []
    assert found("bridge", at=moment) == ["A held bridge"]
    workflow.take_down(by=by, article=held, why="test", now=moment + HOUR)
    assert found("bridge", at=moment + HOUR) == []


def test_marks_of_direction_and_joiners_do_not_hide_a_word(client):
    live_story(headline="مكتبة المدينة", language="ar", slug="x")
    for query in ("\u200fمكتبة\u200e", "\u2067المدينة\u2069", "مكتبـة", "مَكتبة"):
        assert found(query, "ar") == ["مكتبة المدينة"]
    assert "مكتبة المدينة" in client.get("/ar/search/", {"q": "\u202eمكتبة"}).content.decode()
