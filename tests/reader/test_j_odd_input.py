"""Addresses that people mistype, editions that are empty, stories of odd measure: each is a whole page."""

import json
from datetime import UTC, datetime

import pytest

from articles.addresses import SITE
from articles.edition import edition
from articles.pages import when
from tests.articles.test_pages import get
from tests.factories import NOW, author, live_story, path_of
from tests.reader.making import HEADLINES, PREFIXES, languages, page_at, part, series, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_sections")]


# --- how old -------------------------------------------------------------------------------------------------

YEARS = {
    "en": {0: "", 1: "This story is 1 year old.", 2: "This story is 2 years old.", 11: "This story is 11 years old."},
    "ar": {
        0: "", 1: "مضت سنة على نشر هذه المادة.", 2: "مضت سنتان على نشر هذه المادة.",
        3: "مضت 3 سنوات على نشر هذه المادة.", 11: "مضت 11 سنة على نشر هذه المادة.",
    },
    "ckb": {0: "", 1: "ئەم هەواڵە ساڵێک لەمەوبەر بڵاو کراوەتەوە.", 2: "ئەم هەواڵە ٢ ساڵ لەمەوبەر بڵاو کراوەتەوە."},
}  # fmt: skip


@languages
def test_a_story_says_how_many_years_old_it_is(client, language):
    for count, said in YEARS[language].items():
        one = live_story(
            language=language, headline=HEADLINES[language], slug=f"s-{count}",
            first=datetime(2026 - count, 11, 22, 8, tzinfo=UTC), now=NOW,
        )  # fmt: skip
        assert told(get(client, path_of(one)), "age") == said


@pytest.mark.parametrize(
    "first, at, years, lasts",
    [
        ((2025, 11, 23), (2026, 11, 22, 20, 59, 59), 0, 1),  # Baghdad's midnight is 21:00 here
        ((2025, 11, 23), (2026, 11, 22, 21, 0, 0), 1, 3600),
        ((2024, 2, 29), (2025, 2, 28, 20, 30, 0), 0, 1800), ((2024, 2, 29), (2025, 2, 28, 21, 0, 0), 1, 3600),
    ],
)  # fmt: skip
def test_a_kept_page_turns_a_year_older_by_itself(first, at, years, lasts):
    here, born, now = edition("en"), datetime(*first, 8, tzinfo=UTC), datetime(*at, tzinfo=UTC)
    assert when.years(born, now, here) == years
    assert when.until_older(born, now, here, most=3600) == lasts


# --- bad input -----------------------------------------------------------------------------------------------


NOWHERE = (
    "/nothing/", "/topics/nothing/", "/authors/nobody/", "/series/nothing/", "/series/nothing/feed.xml", "/2024/02/31/",
    "/2024/02/31/a-story/", "/2024/13/", "/0000/", "/9999/12/31/", "/fr/", "/fr/news/", "/de/about/", "/news%2Fx/",
    "/topics/a%2Fb/", "/series/the%2Fbridges/", "/%2e%2e/", "/news/?before=99999999", "/series/the-bridges/?before=0",
    "/about/x/", "/corrections/policy/x/", "/ar/ar/", "/2026/11/22/no-such-story/", "/authors/A B/", "/news%00/",
)  # fmt: skip
ELSEWHERE = {
    "/NEWS/": "/news/", "/Series/The-Bridges/": "/series/the-bridges/", "/ABOUT": "/about/", "/en/ethics/": "/ethics/",
    "/Corrections/Policy": "/corrections/policy/", "/AR/Privacy/": "/ar/privacy/",
    "/en/series/the-bridges/": "/series/the-bridges/", "/series/the-bridges": "/series/the-bridges/",
}  # fmt: skip


def test_an_address_where_nothing_stands_is_404_and_whole(client):
    part(series(), 1)
    for path in NOWHERE:
        page = page_at(client, path, 404)
        assert page.one("h1").text and list(page.one("main").all("a")) and page.one("footer", class_="imprint"), path


def test_capitals_and_other_ways_to_write_an_address_are_one_hop_away(client):
    part(series(), 1)
    hops = {path: client.get(path) for path in ELSEWHERE}
    assert {path: (hop.status_code, hop["Location"]) for path, hop in hops.items()} == {
        path: (301, there) for path, there in ELSEWHERE.items()
    }
    assert {client.get(there).status_code for there in ELSEWHERE.values()} == {200}


@languages
def test_an_empty_edition_is_whole(client, language):
    start = PREFIXES[language]
    for path in ("/", "/news/", "/authors/", "/topics/", "/series/", "/corrections/", "/search/", *SITE.values()):
        page = page_at(client, start + path)
        assert page.one("h1").text and page.one("title").text
    assert client.get(f"{start}/feeds/latest.xml").status_code == 200


@pytest.mark.parametrize("words, paragraphs", [(3, 1), (40, 400)])
def test_stories_of_odd_measure_are_whole(client, words, paragraphs):
    headline = " ".join(["night"] * words)[:300]
    body = f"<p>{' '.join(['word'] * 50)}</p>" * paragraphs  # 20,000 words at most
    one = live_story(
        headline=headline, slug="odd", body=body, photo=None, credits=[{"author": author("Ben", slug="ben")}]
    )
    page = get(client, path_of(one))
    assert page.one("h1").text == headline and len(page.one("title").text) <= 110
    assert len(list(page.one("div", class_="body").all("p"))) == paragraphs and not list(page.all("figure"))
    author_page = get(client, "/authors/ben/")
    assert not list(author_page.one("header", class_="heading author").all("img"))
    assert json.loads(next(page.all("script")).parts[0])["wordCount"] == 50 * paragraphs
