"""I: sitemaps and robots.txt, what is public and nothing else, in the forms that crawlers read."""

import contextlib
from urllib.robotparser import RobotFileParser

import pytest
import time_machine
from django.template.loader import render_to_string

from articles import workflow
from articles.pages import sitemaps
from tests.factories import DAY, HOUR, MINUTE, NOW, live_story, newsroom, person, photo, section, story
from tests.reader import valid

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"
NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "i": "http://www.google.com/schemas/sitemap-image/1.1",
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
    return valid.xml(answer.content, "sitemap")


def locations(root) -> list[str]:
    return [loc.text.removeprefix(BASE) for loc in root.iterfind(".//s:loc", NS)]


def test_i9_every_address_is_there_and_leads_to_its_page(client):
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


def test_i9_f14_what_is_not_public_is_in_none(client):
    by = person()
    gone = live_story(by=by, slug="gone")
    workflow.take_down(by=by, article=gone, why="test", now=NOW)
    story(by=by, slug="draft")
    workflow.schedule(by=by, article=story(by=by, slug="later"), at=NOW + DAY, now=NOW, override="test")
    for path in ("/sitemap.xml", "/sitemap-news.xml", "/sitemap-pages.xml"):
        text = client.get(path).content
        assert not any(word in text for word in (b"gone", b"draft", b"later"))
    assert client.get("/sitemap-2026-11.xml").status_code == 404


def test_a11_translations_name_one_another(client):
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


def test_i9_a_large_newsroom_has_a_file_a_month_and_those_of_old_months_stay_as_they_are(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "FEW", 2)
    for n in range(3):
        live_story(slug=f"new-{n}")
    old = live_story(slug="old", first=NOW - 60 * DAY)
    assert old.address_date.month == 9
    index = read(client, "/sitemap.xml")
    assert locations(index) == ["/sitemap-pages.xml", "/sitemap-2026-11.xml", "/sitemap-2026-09.xml"]
    moments = [one.text for one in index.iterfind("s:sitemap/s:lastmod", NS)]
    assert moments == ["2026-11-22T12:00:00+03:00", "2026-09-23T12:00:00+03:00"]
    monkeypatch.setattr(sitemaps, "MOST", 2)
    files = locations(read(client, "/sitemap.xml"))
    parts = [file for file in files if "pages" in file]
    assert parts[:2] == ["/sitemap-pages.xml", "/sitemap-pages-02.xml"] and len(parts) > 5
    assert files[len(parts) :] == ["/sitemap-2026-11.xml", "/sitemap-2026-11-02.xml", "/sitemap-2026-09.xml"]
    found = [address for file in parts for address in locations(read(client, file))]
    assert {"/", "/ar/", "/ckb/news/", "/about/"} <= set(found) and len(found) == len(set(found))
    assert locations(read(client, "/sitemap-2026-11.xml")) == ["/2026/11/22/new-0/", "/2026/11/22/new-1/"]
    assert locations(read(client, "/sitemap-2026-11-02.xml")) == ["/2026/11/22/new-2/"]
    assert locations(read(client, "/sitemap-2026-09.xml")) == ["/2026/09/23/old/"]
    before = client.get("/sitemap-2026-09.xml").content
    live_story(slug="newer")
    assert client.get("/sitemap-2026-09.xml").content == before
    for path in (
        "/sitemap-2026-13.xml", "/sitemap-0000-01.xml", "/sitemap-2026-11-03.xml", "/sitemap-2026-11-00.xml",
        "/sitemap-pages-99.xml", "/sitemap-pages-00.xml",
    ):  # fmt: skip
        assert client.get(path).status_code == 404


def test_i9_a_full_file_is_no_larger_than_it_may_be():
    """The heaviest row that can be: the longest address, translations and a picture."""
    address = f"https://{'n' * 63}.example/ckb/2026/11/22/{'s' * 80}/"
    row = {
        "address": address, "updated": "2026-11-22T12:00:00+03:00", "alternates": [("ku", address)] * 3,
        "picture": f"https://{'n' * 63}.example/media/{'u' * 36}/{'h' * 40}.jpg",
    }  # fmt: skip
    one, two = (len(render_to_string("feeds/sitemap.xml", {"rows": [row] * n})) for n in (1, 2))
    assert sitemaps.MOST <= 50_000 and sitemaps.MOST * (two - one) + one < 50 << 20
    assert 2 * sitemaps.NAMES * len(address) < 99 * (50 << 20)


def test_i9_a_small_fix_is_no_modification_and_an_update_is(client):
    article, by = live_story(slug="one"), person()
    for kind, minutes, moves in (("fix", 20, False), ("update", 40, True)):
        workflow.save(by=by, article=article, fields={"standfirst": kind}, base_version=99, now=NOW + minutes * MINUTE)
        workflow.update(by=by, article=article, kind=kind, now=NOW + minutes * MINUTE, override="test", why="test")
        root = read(client, "/sitemap-2026-11.xml")
        assert (root.find("s:url/s:lastmod", NS).text != "2026-11-22T12:00:00+03:00") is moves


def test_i9_a_story_names_its_picture(client):
    article = live_story(slug="one", photo=photo())
    live_story(slug="two")
    root = read(client, "/sitemap-2026-11.xml")
    (address,) = [one.text for one in root.iterfind(".//i:image/i:loc", NS)]
    assert address.startswith(f"{BASE}/media/{article.photo.uuid}/")
    with contextlib.closing(client.get(address.removeprefix(BASE))) as file:
        assert (file.status_code, file["Content-Type"]) == (200, "image/jpeg")
        assert file["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_i8_news_is_what_is_younger_than_two_days(client, room):
    live_story(slug="new", headline="Buses & <trams> ]]>")
    live_story(slug="ar-new", language="ar"), live_story(slug="ckb-new", language="ckb")
    live_story(slug="old", first=NOW - 3 * DAY)
    root = read(client, "/sitemap-news.xml")
    found = {
        url.find("s:loc", NS).text.removeprefix(BASE): url.find("n:news", NS) for url in root.iterfind("s:url", NS)
    }
    assert set(found) == {"/2026/11/22/new/", "/ar/2026/11/22/ar-new/", "/ckb/2026/11/22/ckb-new/"}
    assert found["/ckb/2026/11/22/ckb-new/"].find("n:publication/n:language", NS).text == "ckb"
    news = found["/2026/11/22/new/"]
    assert news.find("n:publication/n:name", NS).text == "The Canal"
    assert news.find("n:publication/n:language", NS).text == "en"
    assert news.find("n:publication_date", NS).text == "2026-11-22T12:00:00+03:00"
    assert news.find("n:title", NS).text == "Buses & <trams> ]]>"
    room.move_to(NOW + 3 * DAY)
    assert locations(read(client, "/sitemap-news.xml")) == []


def test_i8_a_news_sitemap_has_the_newest_thousand_and_no_more(client, monkeypatch):
    assert sitemaps.NEWS == 1_000  # Google's own ceiling
    monkeypatch.setattr(sitemaps, "NEWS", 2)
    for n in range(3):
        live_story(slug=f"new-{n}")
    assert locations(read(client, "/sitemap-news.xml")) == ["/2026/11/22/new-2/", "/2026/11/22/new-1/"]


def test_a_kept_news_sitemap_ends_when_its_oldest_story_does():
    live_story(slug="new")
    assert sitemaps.news(at=NOW + HOUR).lifetime == 47 * 3600
    assert sitemaps.news(at=NOW + 3 * DAY).lifetime == 0


def test_i10_robots(client):
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
