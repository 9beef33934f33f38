"""Every page that readers can reach from the three front pages, and all that the pages load."""

import re
from collections import Counter

import pytest

from articles.addresses import SITE
from newsroom.demo import material
from newsroom.demo.desk import is_live
from newsroom.demo.people import SECTIONS
from tests.site.hidden import MARKS
from tests.site.reading import DIRECTIONS, prefix, value, walk

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]

KEEP = r"public, max-age=0, must-revalidate, s-maxage=\d+"
# Ways to stories, which are what one should find.
WAYS = re.compile(r"/(?:\w+/)?(?:\d{4}/(?:\d\d/){0,2}|most-read/)\Z")
# A reader's own words: not indexed by others, not kept by anyone.
SEARCH = re.compile(r"/(?:\w+/)?(?:search|[\d/]+/[\w-]+/report)/\Z")
SOURCES = {"'none'", "'self'"}


def faults_of(pages, look) -> list[str]:
    """What `look` says of each page, with the page's path before it."""
    return [f"{path}: {fault}" for path, page in sorted(pages.items()) for fault in look(page)]


def test_the_crawl_saw_the_whole_newsroom(stories, pages):
    live = [story for story in material.stories() if is_live(story.language, story.group)]
    expected = Counter(story.language for story in live)
    assert Counter(page.language for page in stories.values()) == expected
    places = ["", *(f"{section['slug']}/" for section in SECTIONS), "authors/", "topics/", "newsletter/", "series/"]
    places += [where.lstrip("/") for where in SITE.values()]
    wanted = {f"{prefix(language)}/{place}" for language in DIRECTIONS for place in places}
    assert wanted - set(pages) == set()
    assert sum("/authors/" in path for path in pages) > 10
    assert sum("/topics/" in path for path in pages) > 10


def test_every_address_answers_at_once(crawl):
    """200 for all: not one of our links needs a redirect, and none leads nowhere."""
    bad = {path: (a.status, sorted(a.referrers)[:3]) for path, a in crawl.items() if a.status != 200}
    assert bad == {}


def test_j4_every_story_is_four_clicks_or_fewer_from_its_front(pages, stories):
    """By links that people see, in their own edition."""

    def away(front: str) -> dict[str, int]:
        found, waiting = {front: 0}, [front]
        for path in waiting:
            for link in pages[path].all("body a[href]"):
                target = value(link, "href").partition("#")[0]
                if target in pages and target not in found and pages[target].language == pages[path].language:
                    found[target] = found[path] + 1
                    waiting.append(target)
        return found

    clicks = {path: n for language in DIRECTIONS for path, n in away(f"{prefix(language)}/").items()}
    assert {path: clicks.get(path) for path in stories if clicks.get(path, 9) > 4} == {}


def test_every_page_for_the_index_is_in_the_sitemap(pages, reader, site):
    listed = set(re.findall(r"<loc>([^<]*)</loc>", reader.get("/sitemap.xml").body.decode()))
    indexed = {
        path
        for path, page in pages.items()
        if "?" not in path and "noindex" not in value(page.one('meta[name="robots"]'), "content")
    }
    newsletters = {path for path in indexed if "/newsletter/" in path}  # forms
    assert {path for path in indexed - newsletters if site.base + path not in listed} == set()


def test_every_anchor_is_there(pages):
    def look(page):
        for address in sorted({value(e, "href") for e in page.all("a[href]")}):
            path, mark, anchor = address.partition("#")
            target = pages.get(path) if path else page
            if mark and target and not any(value(e, "id") == anchor for e in walk(target.doc.root)):
                yield f"{address} leads to no such place"

    assert faults_of(pages, look) == []


def test_a_short_link_is_one_hop_from_its_story(stories, reader):
    for path, page in stories.items():
        short = page.text("p.short").removeprefix(reader.base)
        hop = reader.get(short)
        assert re.fullmatch(r"/a/\d+/", short)
        assert (hop.status, hop.headers["Location"].removeprefix(reader.base)) == (301, path)


@pytest.mark.parametrize(
    "old, new",
    [
        ("/en/", "/"), ("/en/news/", "/news/"), ("/en/newsletter/", "/newsletter/"), ("/news", "/news/"),
        ("/ar/news", "/ar/news/"), ("/ckb", "/ckb/"), ("/about", "/about/"),
    ],
)  # fmt: skip
def test_other_ways_to_write_an_address_are_one_hop_away(reader, old, new):
    hop = reader.get(old)
    assert (hop.status, hop.headers["Location"].removeprefix(reader.base)) == (301, new)
    assert hop.headers["Set-Cookie"] is None


def test_language_direction_and_one_heading(pages):
    def look(page):
        html = page.one("html")
        said = (value(html, "lang"), value(html, "dir"), page.headers["Content-Language"])
        if said != (page.language, DIRECTIONS[page.language], page.language):
            yield f"says {said}"
        if len(page.all("h1")) != 1:
            yield f"{len(page.all('h1'))} h1"
        if page.doc.errors:
            yield f"HTML {page.doc.errors[0]}"

    assert faults_of(pages, look) == []


def test_titles_are_short_and_each_its_own(pages):
    titles = Counter((page.language, page.text("title")) for page in pages.values())
    assert {title: count for title, count in titles.items() if count > 1} == {}
    assert [title for _language, title in titles if not 3 < len(title) <= 110] == []


def test_the_head_of_each_page(pages, site):
    def look(page):
        head = page.body[:1024]
        if not -1 < head.find(b'<meta charset="utf-8">') < page.body.find(b"<title>"):
            yield "its coding stands too late"
        viewport = value(page.one('meta[name="viewport"]'), "content")
        if "width=device-width" not in viewport or re.search("maximum-scale|user-scalable", viewport):
            yield f"viewport {viewport}"
        own = page.path.partition("?")[0].removesuffix("versions/")  # a story's versions are the story's
        if value(page.one('link[rel="canonical"]'), "href") != site.base + own:
            yield "its canonical address is another"
        robots = value(page.one('meta[name="robots"]'), "content")
        if SEARCH.match(page.path) or WAYS.match(page.path) or page.path.endswith("/versions/"):
            if "noindex" not in robots:
                yield f"robots {robots}"
        elif "max-image-preview:large" not in robots or "noindex" in robots:
            yield f"robots {robots}"
        if not value(page.one('meta[name="description"]'), "content").strip():
            yield "no description"

    asked = {path: page for path, page in pages.items() if "?" not in path}
    assert len(asked) > 60
    assert faults_of(asked, look) == []


def test_translations_name_one_another(pages, site):
    def named(page):
        return {value(e, "hreflang"): value(e, "href") for e in page.all('link[rel="alternate"][hreflang]')}

    def look(page):
        others = {code: address for code, address in named(page).items() if code != "x-default"}
        if not others:
            return
        if site.base + page.path not in others.values():
            yield "it does not name itself"
        if set(others) - {"en", "ar", "ku"}:
            yield f"codes that search engines do not know: {set(others)}"
        for address in others.values():
            if named(pages[address.removeprefix(site.base)]) != named(page):
                yield f"{address} names others"

    assert sum(bool(named(page)) for page in pages.values()) > 30
    assert faults_of(pages, look) == []


def test_no_script_no_handler_no_style_attribute(pages):
    def look(page):
        for element in walk(page.doc.root):
            kind = value(element, "type")
            if element.name == "script" and kind != "application/ld+json":
                yield "a script"
            if element.name in ("iframe", "object", "embed", "base"):
                yield f"<{element.name}>"
            for attribute, text in (element.attrs or {}).items():
                if attribute.startswith("on") or attribute in ("style", "ping"):
                    yield f"{element.name} has {attribute}"
                if attribute in ("href", "src", "action") and re.match(r"\s*(javascript|data|vbscript):", text or ""):
                    yield f"{attribute}={text}"
                if attribute == "target":
                    yield "a link that opens another window"

    assert faults_of(pages, look) == []


def test_what_is_not_for_readers_is_nowhere(crawl, kinds):
    for mark in MARKS:
        where = [a.path for a in (*crawl.values(), *kinds.values()) if mark.lower().encode() in a.body.lower()]
        assert where == [], mark


@pytest.mark.parametrize("mark, status", [*zip(MARKS, (404, 404, 404, 410), strict=True)])
def test_an_address_that_one_can_guess_tells_nothing(site, reader, mark, status):
    """A draft, a scheduled, a held story are no different from what never was; one taken down is gone."""
    day = re.search(r"/\d{4}/\d{2}/\d{2}/", site.gone["en"])[0]
    answer = reader.get(f"{day}{mark.lower()}-story-1/")
    assert answer.status == status
    assert answer.headers["Cache-Control"].startswith("public, max-age=0, must-revalidate")


@pytest.mark.parametrize("language", DIRECTIONS)
@pytest.mark.parametrize(
    "kind, status",
    [
        ("not found", 404), ("taken down", 410), ("newsletter, refused", 422), ("a link that does not work", 404),
        ("newsletter, asked", 200), ("confirm", 200), ("confirmed", 200), ("leave", 200), ("left", 200),
    ],
)  # fmt: skip
def test_pages_without_a_place_in_the_crawl(kinds, language, kind, status):
    page = kinds[language, kind]
    html = page.one("html")
    assert page.status == status
    assert (value(html, "lang"), value(html, "dir")) == (language, DIRECTIONS[language])
    assert page.one("h1")
    assert "noindex" in value(page.one('meta[name="robots"]'), "content")
    if kind in ("confirm", "confirmed", "leave", "left"):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
    assert [script for script in page.all("script") if value(script, "type") != "application/ld+json"] == []
