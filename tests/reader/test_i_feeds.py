"""I: feeds, held against schemas and read back by a program that reads feeds: every field, in every form, whatever
stands in a headline."""

import calendar
import contextlib
import json
import re
from datetime import UTC, datetime
from html import unescape
from xml.etree import ElementTree

import feedparser
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.models import Publication
from articles.pages import feeds
from tests.factories import DAY, HOUR, MINUTE, NOW, author, live_story, newsroom, person, photo, section, story
from tests.reader import valid

pytestmark = pytest.mark.django_db
HOSTILE = "A ]]> <b>bold</b> & “quoted” 'n' \"said\" <script>x</script> 😀 \u202e \ufffe headline"
BODY = '<p>One <a href="/news/">ours</a>, <a href="https://example.org/">theirs</a>, <a href="#b1234">a part</a>.</p>'
BASE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def room(db):
    newsroom(taglines={"en": "News by the water"})
    section("news"), section("culture")
    with time_machine.travel(NOW + HOUR, tick=False) as clock:
        yield clock


def read(client, path: str):
    """(parsed, answer) of a feed that must be there and fit its schema."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    valid.feed(answer.content, path.rpartition(".")[2])
    parsed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed, answer


def moment(parsed) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC)


def summary(entry, form: str) -> str:
    """The summary as people read it: HTML in RSS, plain text in Atom."""
    return unescape(entry.summary) if form == "xml" else entry.summary


@pytest.fixture
def article():
    who = author("Nazdar Amin")
    made = live_story(
        headline=HOSTILE, standfirst="Eleven lines & more.", photo=photo(), tags=["Night buses"],
        body=BODY,
        credits=[{"author": who}, {"author": author("Lana Karim")}],
    )  # fmt: skip
    by = person()
    workflow.save(by=by, article=made, fields={"dateline_place": "Erbil"}, base_version=9, now=NOW + 20 * MINUTE)
    workflow.update(by=by, article=made, kind="update", now=NOW + 30 * MINUTE, override="test")
    return made


@pytest.mark.parametrize("form", ["xml", "atom"])
def test_i1_i2_every_field_comes_back(client, article, form):
    parsed, answer = read(client, f"/feeds/latest.{form}")
    kind = {"xml": "application/rss+xml", "atom": "application/atom+xml"}[form]
    assert answer["Content-Type"] == f"{kind}; charset=utf-8"
    assert answer["Content-Language"] == "en"
    assert (parsed.version, parsed.encoding) == ({"xml": "rss20", "atom": "atom10"}[form], "utf-8")
    feed, out = parsed.feed, Publication.objects.visible(NOW + HOUR).get()
    assert (feed.title, feed.subtitle, feed.language) == ("The Canal", "News by the water", "en")
    assert {(link.rel, link.href) for link in feed.links} == {
        ("self", f"{BASE}/feeds/latest.{form}"),
        ("alternate", f"{BASE}/"),
    }
    (entry,) = parsed.entries
    assert entry.id == f"urn:uuid:{article.uuid}"
    assert entry.link == f"{BASE}/2026/11/22/{article.slug}/"
    assert (
        entry.title == out.headline.replace("\ufffe", "")
        and "]]> <b>bold</b> &" in entry.title
        and "<script>" in entry.title
    )
    assert summary(entry, form) == "Eleven lines & more."
    assert moment(entry.published_parsed) == NOW
    assert moment(entry.updated_parsed) == NOW + 30 * MINUTE
    assert [one.name for one in entry.authors] == ["Nazdar Amin", "Lana Karim"]
    assert [tag.term for tag in entry.tags] == ["News", "Night buses"]
    text = entry.content[0].value
    assert f'href="{BASE}/news/"' in text and 'href="https://example.org/"' in text
    assert f'href="{entry.link}#b1234"' in text
    assert "Eleven lines &amp; more." in text and "Erbil" in text and "<script" not in text
    (enclosure,) = entry.enclosures
    assert enclosure.href.startswith(f"{BASE}/media/{article.photo.uuid}/") and enclosure.type == "image/jpeg"
    assert f'src="{enclosure.href}"' in text
    with contextlib.closing(client.get(enclosure.href.removeprefix(BASE))) as file:
        assert file.status_code == 200
    if form == "xml":
        (media,) = entry.media_content
        assert (media["url"], media["medium"]) == (enclosure.href, "image") and int(media["width"]) > 0
        assert entry.media_credit[0]["content"] == "Nazdar Amin / AFP"
        assert b'<guid isPermaLink="false">' in answer.content and b"<dc:creator>" in answer.content


def test_i3_json_feed(client, article):
    answer = client.get("/feeds/latest.json")
    valid.feed(answer.content, "json")
    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    said = json.loads(answer.content)
    assert (said["version"], said["language"]) == ("https://jsonfeed.org/version/1.1", "en")
    assert (said["home_page_url"], said["feed_url"]) == (f"{BASE}/", f"{BASE}/feeds/latest.json")
    (item,) = said["items"]
    assert item["id"] == f"urn:uuid:{article.uuid}" and isinstance(item["id"], str)
    assert item["title"].startswith("A ]]> <b>bold</b> &") and item["title"].endswith("headline")
    assert [one["name"] for one in item["authors"]] == ["Nazdar Amin", "Lana Karim"]
    assert client.get(item["authors"][0]["url"].removeprefix(BASE)).status_code == 200
    assert datetime.fromisoformat(item["date_published"]) == NOW
    assert datetime.fromisoformat(item["date_modified"]) == NOW + 30 * MINUTE
    assert item["tags"] == ["News", "Night buses"] and item["image"].startswith(f"{BASE}/media/")
    assert f'href="{BASE}/news/"' in item["content_html"]


def test_i1_i7_a_small_fix_moves_no_time_and_the_id_is_the_same_after_every_edit(client, article):
    before = read(client, "/feeds/latest.atom")[0].entries[0]
    by = person()
    workflow.save(by=by, article=article, fields={"headline": "Another"}, base_version=99, now=NOW + 40 * MINUTE)
    workflow.update(by=by, article=article, kind="fix", now=NOW + 40 * MINUTE, override="test", why="a comma")
    after = read(client, "/feeds/latest.atom")[0].entries[0]
    assert (after.id, after.updated, after.published) == (before.id, before.updated, before.published)
    assert after.title == "Another"


@pytest.mark.parametrize(("language", "prefix"), [("ar", "/ar"), ("ckb", "/ckb")])
def test_h14_h6_right_to_left_editions_say_so_and_dates_have_the_digits_of_machines(client, language, prefix):
    out = live_story(language=language, headline="حافلات الليل تعود")
    for form in ("xml", "atom"):
        parsed, answer = read(client, f"{prefix}/feeds/latest.{form}")
        assert parsed.feed.language == language
        assert f'xml:lang="{language}"'.encode() in answer.content
        (entry,) = parsed.entries
        assert entry.title == out.headline
        # feedparser sorts attributes away; the file itself says it
        assert f"&lt;div lang=&quot;{language}&quot; dir=&quot;rtl&quot;&gt;" in answer.content.decode()
    said = json.loads(client.get(f"{prefix}/feeds/latest.json").content)
    assert said["language"] == language
    assert (said["items"][0]["date_published"], entry.published) == (
        "2026-11-22T12:00:00+03:00",
        "2026-11-22T12:00:00+03:00",
    )
    assert said["items"][0]["content_html"].startswith(f'<div lang="{language}" dir="rtl">')
    assert read(client, "/feeds/latest.xml")[0].entries == []


@pytest.mark.parametrize("form", ["xml", "atom", "json"])
def test_i4_sections_authors_and_topics_have_feeds_of_their_own(client, article, form):
    other = live_story(section=section("culture"), headline="Oud makers")
    who = article.credits.first().author
    for path, title in (
        ("/news/", "News — The Canal"),
        (f"/authors/{who.slug}/", "Nazdar Amin — The Canal"),
        ("/topics/night-buses/", "Night buses — The Canal"),
    ):
        answer = client.get(f"{path}feed.{form}")
        assert answer["Content-Type"].partition(";")[0] == feeds.LATEST[form]
        valid.feed(answer.content, form)
        if form == "json":
            said = json.loads(answer.content)
            assert (said["title"], said["home_page_url"], said["feed_url"]) == (
                title, BASE + path, f"{BASE}{path}feed.json",
            )  # fmt: skip
            assert [item["id"] for item in said["items"]] == [f"urn:uuid:{article.uuid}"]
            continue
        parsed = feedparser.parse(answer.content)
        assert parsed.feed.title == title
        assert [entry.id for entry in parsed.entries] == [f"urn:uuid:{article.uuid}"]
        assert {link.href for link in parsed.feed.links} == {BASE + path, f"{BASE}{path}feed.{form}"}
    assert f"urn:uuid:{other.uuid}" in client.get(f"/culture/feed.{form}").content.decode()
    for path in ("/nothing/", "/authors/nobody/", "/topics/nothing/"):
        assert client.get(f"{path}feed.{form}").status_code == 404
    assert client.get("/feeds/latest.txt").status_code == 404
    moved = client.get(f"/en/feeds/latest.{form}")
    assert (moved.status_code, moved["Location"]) == (301, f"/feeds/latest.{form}")


@pytest.mark.parametrize("form", ["xml", "atom", "json"])
def test_i4_the_corrections_have_a_feed_in_each_form(client, article, form):
    by, note = person(), "The story said <twelve> lines; there are eleven."
    workflow.save(by=by, article=article, fields={"body": "<p>Eleven.</p>"}, base_version=99, now=NOW + 40 * MINUTE)
    out = workflow.update(by=by, article=article, kind="correction", note=note, now=NOW + 40 * MINUTE, override="test")
    answer = client.get(f"/feeds/corrections.{form}")
    valid.feed(answer.content, form)
    title = f"Correction: {out.headline}".replace("\ufffe", "")
    url = f"{BASE}/2026/11/22/{article.slug}/#note-{out.revision_number}"
    if form == "json":
        (item,) = json.loads(answer.content)["items"]
        assert (item["title"], item["url"], item["summary"]) == (title, url, note)
        assert "&lt;twelve&gt;" in item["content_html"]
        return
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    (entry,) = parsed.entries
    assert (entry.title, entry.link, summary(entry, form)) == (title, url, note)
    assert moment(entry.published_parsed) == NOW + 40 * MINUTE
    assert entry.id.startswith("tag:127.0.0.1,2026:correction:") and [tag.term for tag in entry.tags] == ["Correction"]


def test_i7_a_corrected_story_keeps_its_id_moves_its_time_and_says_what_was_wrong(client, article):
    before = read(client, "/feeds/latest.xml")[0].entries[0]
    by, note = person(), "The story said twelve lines; there are eleven."
    workflow.save(by=by, article=article, fields={"body": "<p>Eleven.</p>"}, base_version=99, now=NOW + 40 * MINUTE)
    workflow.update(by=by, article=article, kind="correction", note=note, now=NOW + 40 * MINUTE, override="test")
    after = read(client, "/feeds/latest.xml")[0].entries[0]
    assert (after.id, after.published) == (before.id, before.published) and after.updated > before.updated
    assert note in after.content[0].value and note not in before.content[0].value
    assert (
        "Correction" in after.content[0].value
        and 'datetime="2026-11-22T12:40:00+03:00"'
        in (json.loads(client.get("/feeds/latest.json").content)["items"][0]["content_html"])
    )
    workflow.take_down(by=by, article=article, why="test", now=NOW + 50 * MINUTE)
    assert read(client, "/feeds/latest.xml")[0].entries == []
    assert note not in client.get("/feeds/corrections.json").content.decode()


def test_k9_the_kind_of_a_story_is_told_and_what_is_paid_for_in_the_title_too(client):
    live_story(headline="Lines", genre="opinion")
    entry = read(client, "/feeds/latest.atom")[0].entries[0]
    assert (entry.title, [tag.term for tag in entry.tags]) == ("Lines", ["News", "Opinion"])
    assert "<p><strong>Opinion</strong></p>" in entry.content[0].value
    Publication.objects.update(genre="sponsored")
    for form in ("xml", "atom"):
        assert read(client, f"/feeds/latest.{form}")[0].entries[0].title == "Sponsored: Lines"
    (item,) = json.loads(client.get("/feeds/latest.json").content)["items"]
    assert (item["title"], item["tags"]) == ("Sponsored: Lines", ["News", "Sponsored"])


def test_a12_pages_name_their_feeds(client, article):
    who = article.credits.first().author
    own = f"/2026/11/22/{article.slug}/"
    for path in ("/", "/news/", own, f"/authors/{who.slug}/", "/topics/night-buses/"):
        text = client.get(path).content.decode()
        for form, kind in (("xml", "rss+xml"), ("atom", "atom+xml"), ("json", "feed+json")):
            assert f'type="application/{kind}"' in text and f'href="{BASE}/feeds/latest.{form}"' in text
            if path not in ("/", own):
                assert f'href="{BASE}{path}feed.{form}"' in text
    for prefix in ("", "/ar"):
        text = client.get(f"{prefix}/corrections/").content.decode()
        for name in ("corrections", "latest"):
            for form in ("xml", "atom", "json"):
                assert f'href="{BASE}{prefix}/feeds/{name}.{form}"' in text.partition("</head>")[0]


def test_i13_a_list_of_all_feeds(client, article):
    live_story(language="ar", headline="حافلات", tags=["Night buses"])
    answer = client.get("/feeds/all.opml")
    assert answer["Content-Type"] == "text/x-opml; charset=utf-8"
    root = valid.xml(answer.content, "opml")
    found = {one.get("xmlUrl"): one.get("text") for one in root.iter("outline") if one.get("xmlUrl")}
    who = article.credits.first().author
    assert found[f"{BASE}/feeds/latest.xml"] == "The Canal"
    assert found[f"{BASE}/news/feed.xml"] == "News" and found[f"{BASE}/topics/night-buses/feed.xml"] == "Night buses"
    assert found[f"{BASE}/authors/{who.slug}/feed.xml"] == "Nazdar Amin"
    assert [one.get("text") for one in root.find("body") if not one.get("type")] == ["Sections", "Authors", "Topics"]
    for address in (*found, *(one.get("htmlUrl") for one in root.iter("outline") if one.get("htmlUrl"))):
        assert client.get(address.removeprefix(BASE)).status_code == 200, address
    other = valid.xml(client.get("/ar/feeds/all.opml").content, "opml")
    assert {one.get("language") for one in other.iter("outline")} == {"ar", None}
    assert len(list(other.iter("outline"))) < len(list(root.iter("outline")))


def test_i7_f14_nothing_that_is_not_public_is_in_a_feed_and_nothing_of_it_shows(client, article):
    paths = [f"/feeds/latest.{form}" for form in ("xml", "atom", "json")] + ["/news/feed.xml", "/sitemap.xml"]
    before = {path: client.get(path).content for path in paths}
    by = person()
    story(by=by, headline="canary draft", now=NOW)
    workflow.schedule(by=by, article=story(by=by, headline="canary later"), at=NOW + DAY, now=NOW, override="test")
    assert {path: client.get(path).content for path in paths} == before
    workflow.take_down(by=by, article=article, why="test", now=NOW + 50 * MINUTE)
    for path in paths[:4]:
        assert str(article.uuid).encode() not in client.get(path).content


def test_an_empty_feed_is_a_feed(client):
    for path in ("/feeds/latest.xml", "/feeds/latest.atom", "/news/feed.xml"):
        assert read(client, path)[0].entries == []
    assert json.loads(client.get("/feeds/latest.json").content)["items"] == []


def test_ten_stories_cost_what_one_costs(client):
    paths = ["/feeds/latest.xml", "/feeds/latest.json", "/news/feed.xml", "/sitemap.xml", "/sitemap-news.xml",
             "/sitemap-2026-11.xml", "/feeds/all.opml", "/feeds/latest.atom"]  # fmt: skip
    live_story(tags=["Buses"])

    def counts():
        found = {}
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found[path] = len(queries)
        return found

    one = counts()
    for n in range(9):
        live_story(tags=["Buses", f"Topic {n}"], language=("en", "ar", "ckb")[n % 3])
    assert counts() == one


@pytest.mark.parametrize(
    "path", ["/feeds/latest.xml", "/feeds/latest.atom", "/feeds/latest.json", "/news/feed.xml", "/feeds/all.opml"]
)
def test_i5_what_a_reader_has_is_not_sent_again_and_nothing_in_it_watches(client, article, path):
    answer = client.get(path, headers={"accept-encoding": "gzip"})
    again = client.get(path, headers={"accept-encoding": "gzip", "if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Set-Cookie" not in answer and answer["Access-Control-Allow-Origin"] == "*"
    text = client.get(path).content.decode().lower()
    assert "&lt;script" not in text.replace("&lt;script&gt;x&lt;/script&gt;", "")  # a headline says so in words
    pictures = set(re.findall(r"(?<![a-z])(?:src|url)=(?:&quot;|\\?\")(https?://[^\"&\\]+)", text))
    assert all(one.startswith(f"{BASE}/media/") for one in pictures) and (pictures or "opml" in path)


def test_i1_twenty_stories_and_more_the_newest_first(client):
    by = person()
    made = [live_story(by=by, now=NOW - n * MINUTE) for n in range(22)]
    entries = read(client, "/feeds/latest.xml")[0].entries
    assert [entry.id for entry in entries] == [f"urn:uuid:{one.uuid}" for one in made] and feeds.MOST >= 20


def test_what_xml_has_no_place_for_is_left_out(client):
    live_story()
    first = 1 if connection.vendor == "postgresql" else 0  # whose texts cannot hold NUL
    odd = "".join(map(chr, [*range(first, 32), 0x7F, 0xFFFE, 0xFFFF])) + "\x01story:x\x02"
    Publication.objects.update(headline=f"Odd {odd} one", standfirst=odd, body=f"<p>{odd}</p>", kicker=odd)
    for path in ("/feeds/latest.xml", "/feeds/latest.atom", "/sitemap-news.xml"):
        answer = client.get(path)
        ElementTree.fromstring(answer.content)
        assert b"\x01" not in answer.content and b"\x02" not in answer.content
    json.loads(client.get("/feeds/latest.json").content)
