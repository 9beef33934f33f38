"""Search: what is found, in which order, by which spelling; and what never is."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.models import Publication
from articles.pages import search as pages
from articles.search import excerpt, find, finding
from articles.search.excerpts import AFTER, BEFORE
from newsroom.lib.folding import fold, terms
from tests.factories import DAY, HOUR, NOW, author, live_story, newsroom, person, section, story

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def room(db):
    newsroom()


def found(query: str, language: str = "en", at=NOW + HOUR) -> list[str]:
    numbers = find(query, language, at).publications
    rows = Publication.objects.in_bulk(numbers)
    return [rows[number].headline for number in numbers]


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
    for language in ("en", "ar", "ckb"):
        for text in ("ÀÉÎ straße", "ڕۆژێکی نوێ", "الإِعْلَام", "٢٠٢٦ ۲۰۲۶", "ئاوی ژیان", "شئ مسؤول"):
            assert fold(fold(text, language), language) == fold(text, language)
    assert [term.word for term in terms("the " * 50, "en")] == ["the"]
    assert len(terms(" ".join(f"word{n}" for n in range(50)), "en")) == 8


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
    monkeypatch.setattr(finding, "MOST_FOUND", 2)
    by = person()
    for number in range(3):
        live_story(by=by, headline=f"Bridge {number}")
    assert "More than 2 stories have all these words" in client.get("/search/?q=bridge").content.decode()


def test_twenty_found_cost_what_three_cost(client):
    """Fewer cost a little more: other spellings are looked for."""
    by = person()

    def cost() -> int:
        live_story(by=by, headline="Bridge again")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/search/?q=bridge").status_code == 200
        return len(seen)

    one, _two, three = cost(), cost(), cost()
    assert three <= one <= three + 2
    assert [cost() for _ in range(12)][-1] == three


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


# --- narrowed, and where it stands ---------------------------------------------------------------------------


def heads(client, **asked) -> list[str]:
    text = client.get("/search/", asked).content.decode()
    return re.findall(r"<bdi>([^<]+)</bdi></a></h2>", text)


@pytest.fixture
def three(room):
    """Two stories of the news, one of sport; by two authors, in two years."""
    by, sport = person(), section("sport")
    lana, dilan = author("Lana Karim", names={"en": "Lana Karim", "ckb": "لانا کەریم"}), author("Dilan Aziz")
    for headline, who, when, where in (
        ("A bridge", lana, NOW, section()), ("Another bridge", dilan, NOW - 400 * DAY, section()),
        ("A bridge to run over", lana, NOW - HOUR, sport),
    ):  # fmt: skip
        live_story(
            by=by, headline=headline, now=when, first=when, section=where, credits=[{"author": who}],
            standfirst="It stands.", body="<p>Nothing here.</p><p>One word and the other, then a bridge, again.</p>",
        )  # fmt: skip


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["A bridge", "A bridge to run over", "Another bridge"]),
        ({"section": "sport"}, ["A bridge to run over"]),
        ({"by": "lana"}, ["A bridge", "A bridge to run over"]),
        ({"by": "لانا"}, ["A bridge", "A bridge to run over"]),
        ({"by": "LÁNA KARIM", "section": "news"}, ["A bridge"]),
        ({"by": "nobody"}, []),
        ({"from": "2026-01-01"}, ["A bridge", "A bridge to run over"]),
        ({"to": "2026-01-01"}, ["Another bridge"]),
        ({"from": "2026-12-31", "to": "2025-01-01"}, ["A bridge", "A bridge to run over", "Another bridge"]),
    ],
)
def test_a_search_is_narrowed_by_section_author_and_day(client, asked, expected):
    assert heads(client, q="bridge", **asked) == expected
    if asked:  # what is asked may be all
        assert sorted(heads(client, **asked)) == sorted(expected)
        page = client.get("/search/", {"q": "bridge"} | asked).content.decode()
        assert "<details open>" in page


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"from": "2024-02-31"}, "“2024-02-31” is no day. Write it as 2026-11-27."),
        ({"to": "<b>"}, "“&lt;b&gt;” is no day."),
        ({"section": "gardening"}, "There is no such section here, so all sections were searched."),
        ({"section": "\0x", "from": "9" * 100_000}, "There is no such section"),
    ],
)
def test_what_narrows_nothing_is_told_and_the_rest_is_found(client, asked, said):
    answer = client.get("/search/", {"q": "bridge"} | asked)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert len(heads(client, q="bridge", **asked)) == 3


@pytest.mark.usefixtures("three")
def test_the_further_pages_stay_narrowed(client, monkeypatch):
    monkeypatch.setattr(pages, "PER_PAGE", 1)
    text = client.get("/search/", {"q": "bridge", "by": "lana", "section": ""}).content.decode()
    assert 'rel="next" href="/search/?q=bridge&amp;by=lana&amp;page=2"' in text


@pytest.mark.usefixtures("three")
def test_each_story_shows_where_the_words_stand(client):
    text = client.get("/search/", {"q": "Bridge word"}).content.decode()
    assert "One <mark>word</mark> and the other, then a <mark>bridge</mark>, again." in text


def test_an_excerpt_is_short_marks_the_spelling_of_the_text_and_nothing_else():
    story_ = live_story(
        headline="مدينة", language="ar", slug="city", standfirst="لا شيء هنا",
        body="<p>" + "كلمة " * 40 + "والإعلامُ، <b>هنا</b> " + "كلمة " * 40 + "</p>",
    )  # fmt: skip
    out = Publication.objects.get(story=story_.uuid)
    runs = excerpt(out, terms("اعلام", "ar"))
    assert [text for text, asked in runs if asked] == ["والإعلامُ"]
    plain = "".join(text for text, _asked in runs)
    assert plain.startswith("… ") and plain.endswith("…") and len(plain.split()) <= BEFORE + AFTER + 2
    assert excerpt(out, terms("مدينة", "ar")) == ()  # the headline has it, and is shown anyway
    assert excerpt(out, ()) == ()


@pytest.mark.parametrize("body", ["<p>&lt;script&gt;alert(1)&lt;/script&gt; bridge</p>", "<p>bridge&amp;amp;</p>"])
def test_an_excerpt_is_text(client, body):
    live_story(headline="A", standfirst="B", body=body)
    text = client.get("/search/", {"q": "bridge"}).content.decode()
    assert "<script>alert" not in text and "<mark>bridge" in text


def test_the_same_words_are_a_link_away_in_the_other_editions(client):
    text = client.get("/search/", {"q": "a b"}).content.decode()
    assert '<a href="/ckb/search/?q=a+b" lang="ckb" hreflang="ku" dir="rtl">کوردی</a>' in text
    assert "/ckb/search/?q" not in client.get("/search/").content.decode()


def test_what_was_found_is_counted_in_the_edition_s_own_digits(client):
    for _n in range(3):
        live_story(headline="شەو", language="ckb")
    assert "٣ هەواڵ هەموو ئەم وشانەیان" in client.get("/ckb/search/", {"q": "شەو"}).content.decode()
