"""Search: what is found, in which order, by which spelling; and what never is."""

import pytest

from articles import workflow
from articles.search import find
from newsroom.lib.folding import fold, terms
from tests.factories import HOUR, NOW, live_story, newsroom, person, section, story

pytestmark = pytest.mark.django_db


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
