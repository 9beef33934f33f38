"""J5 to J7: lists go on by key, and cost the same however much there is; the search's page and what it finds."""

import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Publication
from articles.pages import listings
from articles.pages import search as pages
from tests.factories import DAY, HOUR, MINUTE, NOW, author, live_story, newsroom, person, section

pytestmark = pytest.mark.django_db
LANGUAGES = {"en": ("", "bridge"), "ar": ("/ar", "جسر"), "ckb": ("/ckb", "پرد")}


@pytest.fixture(autouse=True)
def room(db):
    newsroom()
    with time_machine.travel(NOW + HOUR, tick=False):
        yield


def titles(text: str) -> list[str]:
    return re.findall(r"<bdi>([^<]+)</bdi></a></h[23]>", text)


# --- J5 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["section", "author", "topic", "archive"])
def test_j5_lists_go_on_by_key_and_nothing_moves_when_something_new_comes_in(client, monkeypatch, kind):
    monkeypatch.setattr(listings, "PER_PAGE", 3)
    monkeypatch.setattr("articles.pages.archive.PER_PAGE", 3)
    by, who = person(), author(slug="lana")

    def publish(name: str, now) -> None:
        live_story(by=by, headline=name, now=now, credits=[{"author": who}], tags=["Canal"])

    for number in range(7):
        publish(f"Story {number}", NOW - (7 - number) * MINUTE)
    path = {"section": "/news/", "author": "/authors/lana/", "topic": "/topics/canal/", "archive": "/2026/11/22/"}[kind]
    first = client.get(path).content.decode()
    seen = titles(first)
    onwards = unescape(re.search(r'<a rel="next" href="([^"]+)"', first)[1])
    assert re.fullmatch(re.escape(path) + r"\?before=\d+", onwards)
    publish("Came in above", NOW)
    while onwards:
        text = client.get(onwards).content.decode()
        seen += titles(text)
        again = re.search(r'<a rel="next" href="([^"]+)"', text)
        onwards = again and unescape(again[1])
    assert seen == [f"Story {number}" for number in reversed(range(7))]


@pytest.mark.parametrize("path", ["/authors/lana/", "/topics/canal/"])
def test_j5_lists_of_an_author_and_a_topic_are_read_from_an_index_in_their_order(client, path):
    """No sorting of all that there is: that is what makes page 5,000 of an author as cheap as page 1."""
    if connection.vendor != "sqlite":
        pytest.skip("The plan is read in SQLite's words.")
    live_story(credits=[{"author": author(slug="lana")}], tags=["Canal"])
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    sql = next(one["sql"] for one in seen if "ORDER BY" in one["sql"] and "link." in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql)
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "_newest" in plan and "TEMP B-TREE" not in plan


def test_j5_an_author_of_several_roles_is_listed_once_a_story(client):
    who = author(slug="lana")
    for number in range(3):
        live_story(
            headline=f"Story {number}", now=NOW + number * MINUTE,
            credits=[{"author": who}, {"author": who, "role": "photos"}],
        )  # fmt: skip
    assert titles(client.get("/authors/lana/").content.decode()) == ["Story 2", "Story 1", "Story 0"]
    assert client.get("/authors/lana/feed.xml").content.decode().count("</item>") == 3


# --- J6 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_j6_the_form_is_a_get_without_script_that_keeps_what_was_typed(client, language):
    prefix, word = LANGUAGES[language]
    live_story(language=language, headline=word, slug="a")
    asked = {"q": f'{word} <i>&"', "section": "news", "by": "Nobody", "from": "2026-01-01", "to": "2026-12-31"}
    answer = client.get(f"{prefix}/search/", asked)
    text = answer.content.decode()
    form = re.search(r'<form class="find" role="search" method="get" action="([^"]+)">.*?</form>', text, re.S)
    assert form[1] == f"{prefix}/search/"
    [box] = re.findall(r'<input[^>]*name="q"[^>]*>', form[0])
    assert 'dir="auto"' in box and unescape(re.search(r'value="([^"]*)"', box)[1]).startswith(f"{word} <i>&")
    assert "<i>" not in text and "<script" not in text
    assert re.search(r'<option value="news"[^>]* selected>', form[0])
    for name, value in (("by", "Nobody"), ("from", "2026-01-01"), ("to", "2026-12-31")):
        assert re.search(rf'<input[^>]*name="{name}"[^>]*value="{value}"', form[0])
    assert '<meta name="robots" content="noindex,follow">' in text
    assert answer["Cache-Control"] == "private, no-store"


def test_j6_the_same_search_in_the_other_editions_says_how_many_are_there(client):
    by = person()
    for number in range(3):
        live_story(by=by, language="ckb", headline=f"2026 پرد {number}", slug=f"k-{number}")
    live_story(by=by, headline="The year 2026")
    text = client.get("/search/", {"q": "2026"}).content.decode()
    assert re.search(r'<a href="/ckb/search/\?q=2026" lang="ckb" hreflang="ku" dir="rtl">کوردی</a> \(3\)', text)
    assert re.search(r'<a href="/ar/search/\?q=2026" [^>]*>العربية</a> \(0\)', text)


def test_j6_where_nothing_is_found_there_are_ways_on(client):
    by = person()
    live_story(by=by, headline="A bridge")
    live_story(by=by, headline="A canal", section=section("sport"))
    text = client.get("/search/", {"q": "bridge canal"}).content.decode()
    assert "No story has all these words" in text
    assert re.search(r'<a href="/search/\?q=bridge"><bdi>bridge</bdi></a> \(1\)', text)
    text = client.get("/search/", {"q": "canal", "section": "news"}).content.decode()
    assert re.search(r'<a href="/search/\?q=canal"><bdi>“canal” in all sections[^<]*</bdi></a> \(1\)', text)
    assert "There is no word in this" in client.get("/search/", {"q": "*** ((("}).content.decode()


def test_j6_days_in_the_wrong_order_are_told_and_exchanged(client):
    live_story(headline="A bridge")
    text = client.get("/search/", {"q": "bridge", "from": "2026-12-31", "to": "2026-01-01"}).content.decode()
    assert "The first day is later than the last, so they were exchanged." in text and titles(text) == ["A bridge"]


def test_j6_whole_words_come_before_other_forms_before_beginnings_and_nothing_is_found_inside(client):
    by = person()
    for headline in ("The art of waiting", "Arts for all", "Artists at work", "Part of it", "A cart"):
        live_story(by=by, headline=headline, standfirst="", body="<p>—</p>")
    text = client.get("/search/", {"q": "art"}).content.decode()
    assert titles(text) == ["The art of waiting", "Arts for all", "Artists at work"]


def test_j6_words_side_by_side_and_newer_stories_come_first(client):
    by = person()
    for headline, age in (("Buses at night", 0), ("Night buses, old", 300), ("Night buses, new", 1)):
        live_story(by=by, headline=headline, now=NOW - age * DAY, first=NOW - age * DAY)
    text = client.get("/search/", {"q": "night buses"}).content.decode()
    assert titles(text) == ["Night buses, new", "Night buses, old", "Buses at night"]
    assert titles(client.get("/search/", {"q": '"buses at night"'}).content.decode()) == ["Buses at night"]


@pytest.mark.parametrize(
    ("language", "name", "typed"),
    [
        ("en", "Nazdar Hawrami", "hawarmi"), ("en", "Nazdar Hawrami", "Nazdar Hawrmi"),
        ("ar", "كاروان الحوراني", "الحورني"), ("ckb", "کاروان هەورامی", "هەورمی"),
        ("en", "Sulaymaniyah", "Sulaimaniya"),
    ],
)  # fmt: skip
def test_j6_a_typing_error_in_a_name_is_forgiven_and_told(client, language, name, typed):
    prefix = LANGUAGES[language][0]
    who = author(names={language: name})
    live_story(language=language, headline=LANGUAGES[language][1], slug="a", credits=[{"author": who}])
    text = client.get(f"{prefix}/search/", {"q": typed}).content.decode()
    assert titles(text) == [LANGUAGES[language][1]]
    [told] = re.findall(r'<p role="status">(.*?)</p>', text)
    assert len(re.findall(r"<bdi>[“«][^”»]+[”»]</bdi>", told)) == 2 and typed in told


def test_j6_an_error_in_an_author_s_name_is_forgiven_too(client):
    live_story(headline="A bridge", credits=[{"author": author("Nazdar Hawrami")}])
    text = client.get("/search/", {"q": "bridge", "by": "Nazdar Hawarmi"}).content.decode()
    assert "Nobody here is called “Nazdar Hawarmi”, so stories by Nazdar Hawrami were searched." in text
    assert titles(text) == ["A bridge"]


def test_j6_what_few_stories_have_may_be_an_error_for_what_many_have(client):
    by = person()
    live_story(by=by, headline="Karimm speaks")
    for number in range(4):
        live_story(by=by, headline=f"Karim speaks {number}")
    text = client.get("/search/", {"q": "karimm"}).content.decode()
    assert titles(text) == ["Karimm speaks"]
    assert 'Did you mean: <a href="/search/?q=Karim"><bdi>Karim</bdi></a> (5)' in text


def test_j6_a_query_costs_the_same_however_many_stories_have_it(client):
    by = person()

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/search/", {"q": "bridge"}).status_code == 200
        return len(seen)

    for number in range(3):
        live_story(by=by, headline=f"A bridge {number}")
    few = cost()
    rows = list(Publication.objects.all())
    for copy in range(30):  # past the page, and past ENOUGH
        one = rows[copy % 3]
        one.pk, one._state.adding, one.slug = None, True, f"copy-{copy}"
        one.story, one.translation_group = (f"{copy:08}-0000-4000-8000-{half:012}" for half in (1, 2))
        one.save()
    assert cost() <= few and pages.PER_PAGE < 33
