"""Sitemaps and robots.txt: what is public and nothing else, in the forms that crawlers read."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
import time_machine

from articles import workflow
from articles.pages import sitemaps
from tests.factories import DAY, HOUR, NOW, live_story, newsroom, person, section, story

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"
NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


@pytest.fixture(autouse=True)
def room(db):
    newsroom()
    section("news")
    with time_machine.travel(NOW + HOUR, tick=False) as clock:
        yield clock


def read(client, path: str):
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def locations(root) -> list[str]:
    return [loc.text.removeprefix(BASE) for loc in root.iterfind(".//s:loc", NS)]


def test_every_address_is_there_and_leads_to_its_page(client):
    live_story(tags=["Buses"], slug="one")
    found = locations(read(client, "/sitemap.xml"))
    assert {
        "/",
        "/ar/",
        "/ckb/",
        "/news/",
        "/ar/news/",
        "/about/",
        "/corrections/",
        "/topics/buses/",
        "/2026/11/22/one/",
    } <= set(found)
    assert len(found) == len(set(found))
    assert {client.get(path).status_code for path in found} == {200}


def test_what_is_not_public_is_in_none(client):
    by = person()
    gone = live_story(by=by, slug="gone")
    workflow.take_down(by=by, article=gone, why="test", now=NOW)
    story(by=by, slug="draft")
    workflow.schedule(by=by, article=story(by=by, slug="later"), at=NOW + DAY, now=NOW, override="test")
    for path in ("/sitemap.xml", "/sitemap-news.xml", "/sitemap-pages.xml"):
        text = client.get(path).content
        assert not any(word in text for word in (b"gone", b"draft", b"later"))
    assert client.get("/sitemap-2026-11.xml").status_code == 404


def test_translations_name_one_another(client):
    one = live_story(slug="one")
    live_story(slug="one", language="ar", translation_group=one.translation_group)
    root = read(client, "/sitemap.xml")
    for url in root.iterfind("s:url", NS):
        if url.find("s:loc", NS).text.endswith("/2026/11/22/one/"):
            assert {(e.get("hreflang"), e.get("href")) for e in url.iterfind("x:link", NS)} == {
                ("en", f"{BASE}/2026/11/22/one/"),
                ("ar", f"{BASE}/ar/2026/11/22/one/"),
            }
            assert url.find("s:lastmod", NS).text == "2026-11-22T12:00:00+03:00"


def test_a_large_newsroom_has_a_file_a_month(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "FEW", 2)
    monkeypatch.setattr(sitemaps, "MOST", 2)
    for n in range(3):
        live_story(slug=f"new-{n}")
    old = live_story(slug="old", first=NOW - 60 * DAY)
    assert old.address_date.month == 9
    files = locations(read(client, "/sitemap.xml"))
    assert files[:2] == ["/sitemap-pages.xml", "/sitemap-pages-02.xml"]
    months = [file for file in files if "pages" not in file]
    assert months == ["/sitemap-2026-11.xml", "/sitemap-2026-11-02.xml", "/sitemap-2026-09.xml"]
    assert locations(read(client, "/sitemap-2026-11.xml")) == ["/2026/11/22/new-0/", "/2026/11/22/new-1/"]
    assert locations(read(client, "/sitemap-2026-11-02.xml")) == ["/2026/11/22/new-2/"]
    assert locations(read(client, "/sitemap-2026-09.xml")) == ["/2026/09/23/old/"]
    before = client.get("/sitemap-2026-09.xml").content
    live_story(slug="newer")
    assert client.get("/sitemap-2026-09.xml").content == before
    for path in ("/sitemap-2026-13.xml", "/sitemap-0000-01.xml", "/sitemap-2026-11-03.xml", "/sitemap-2026-11-00.xml"):
        assert client.get(path).status_code == 404


def test_news_is_what_is_younger_than_two_days(client, room):
    live_story(slug="new", headline="Buses & <trams> ]]>")
    live_story(slug="ar-new", language="ar")
    live_story(slug="old", first=NOW - 3 * DAY)
    root = read(client, "/sitemap-news.xml")
    found = {
        url.find("s:loc", NS).text.removeprefix(BASE): url.find("n:news", NS) for url in root.iterfind("s:url", NS)
    }
    assert set(found) == {"/2026/11/22/new/", "/ar/2026/11/22/ar-new/"}
    news = found["/2026/11/22/new/"]
    assert news.find("n:publication/n:name", NS).text == "The Canal"
    assert news.find("n:publication/n:language", NS).text == "en"
    assert news.find("n:publication_date", NS).text == "2026-11-22T12:00:00+03:00"
    assert news.find("n:title", NS).text == "Buses & <trams> ]]>"
    room.move_to(NOW + 3 * DAY)
    assert locations(read(client, "/sitemap-news.xml")) == []


def test_a_news_sitemap_has_the_newest_thousand_and_no_more(client, monkeypatch):
    assert sitemaps.NEWS == 1_000  # Google's own ceiling
    monkeypatch.setattr(sitemaps, "NEWS", 2)
    for n in range(3):
        live_story(slug=f"new-{n}")
    assert locations(read(client, "/sitemap-news.xml")) == ["/2026/11/22/new-2/", "/2026/11/22/new-1/"]


def test_a_kept_news_sitemap_ends_when_its_oldest_story_does():
    live_story(slug="new")
    assert sitemaps.news(at=NOW + HOUR).lifetime == 47 * 3600
    assert sitemaps.news(at=NOW + 3 * DAY).lifetime == 0


def test_robots(client):
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    robots = RobotFileParser()
    robots.parse(answer.content.decode().splitlines())
    assert robots.site_maps() == [f"{BASE}/sitemap.xml", f"{BASE}/sitemap-news.xml"]
    for path, open_to in (
        ("/", True), ("/2026/11/22/one/", True), ("/media/x/y.jpg", True), ("/static/css/x.css", True),
        ("/admin/", False), ("/search/?q=x", False), ("/ar/search/", False), ("/searching/", True),
    ):  # fmt: skip
        assert robots.can_fetch("*", BASE + path) is open_to, path
