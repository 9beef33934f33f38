"""A: the document and what it says of itself."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from articles.pages import story as story_page
from tests.factories import NOW, live_story, newsroom, story
from tests.reader.shown import BASE, LANGUAGES, WORDS
from tests.site.reading import prefix, value, walk

pytestmark = pytest.mark.django_db
UNINDEXED = {"archive", "search", "found", "versions", "report", "missing", "gone"}


def meta(page, name: str) -> str:
    return value(page.one(f'meta[name="{name}"]'), "content")


def test_a2_the_coding_stands_first(shown):
    for where, page in shown.items():
        assert 0 < page.body.index(b'<meta charset="utf-8">') < min(1024, page.body.index(b"<title>")), where


def test_a4_one_title_that_begins_with_the_headline(shown):
    for (language, kind), page in shown.items():
        title = page.text("title")
        assert 3 < len(title) <= 110, (language, kind)
        if kind in ("seed", "full", "plain"):
            assert title.startswith(page.text("h1")[:60]), (language, kind)


def test_a4_no_two_addresses_of_an_edition_have_the_same_title(whole):
    titles = [page.text("title") for page in whole.values()]
    assert sorted(titles) == sorted(set(titles))


def test_a4_a_long_headline_is_cut_in_the_title():
    newsroom()
    article = live_story(headline="word " * 59)
    page = Client().get(f"/{NOW:%Y/%m/%d}/{article.slug}/").content.decode()
    assert 60 < len(re.search("<title>(.*)</title>", page)[1]) <= 110


@pytest.mark.parametrize("kind", ["seed", "full"])
def test_a5_the_description_is_the_standfirst(shown, kind):
    for language in LANGUAGES if kind == "full" else ("en",):
        page = shown[language, kind]
        assert meta(page, "description") == page.text("article header p.stand")
        assert 50 <= len(meta(page, "description")) <= 300


def test_a5_without_a_standfirst_it_is_the_beginning_of_the_text(shown):
    newsroom()
    article = live_story(body="<p>" + "word " * 200 + "</p>")
    page = Client().get(f"/{NOW:%Y/%m/%d}/{article.slug}/").content.decode()
    said = re.search('name="description" content="([^"]*)"', page)[1]
    assert said.startswith("word word") and 50 <= len(said) <= 300


def test_a6_every_page_names_its_one_address_also_the_light_one(shown):
    for (language, kind), page in shown.items():
        links = [value(link, "href") for link in page.all('link[rel="canonical"]')]
        path = page.path.partition("?")[0].removesuffix("versions/")  # a story's versions are the story's
        wanted = [] if kind.split()[-1] in ("missing", "gone") else [BASE + path]
        assert links == wanted, (language, kind)


@pytest.mark.parametrize("more", ["?utm_source=x&utm_medium=y", "?before=1", "?fbclid=abc&lite", "?lite=1"])
def test_a6_whatever_is_asked_behind_it(more):
    newsroom()
    article = live_story(slug="one")
    path = f"/{NOW:%Y/%m/%d}/{article.slug}/"
    answer = Client().get(path + more)
    assert re.findall('rel="canonical" href="([^"]*)"', answer.content.decode()) == [BASE + path]
    hop = Client().get(path.rstrip("/") + more)
    assert (hop.status_code, hop["Location"]) == (301, path + more)


def test_a7_readers_may_zoom(shown):
    for where, page in shown.items():
        said = meta(page, "viewport")
        assert "width=device-width" in said and not re.search("maximum-scale|user-scalable", said), where


def test_a8_what_is_for_search_engines_and_what_is_not(shown):
    for (language, kind), page in shown.items():
        said = meta(page, "robots")
        if kind.split()[-1] in UNINDEXED:
            assert "noindex" in said, (language, kind)
        else:
            assert "max-image-preview:large" in said and "noindex" not in said, (language, kind)


def test_a8_a_preview_is_for_nobody_else():
    newsroom()
    html, _style = story_page.preview(story(headline="Not yet"), NOW, "/admin/media/")
    assert b'name="robots" content="noindex"' in html and b"Not yet" in html


def test_a12_feeds_are_named_in_all_three_forms_and_of_the_list_that_one_reads(shown):
    kinds = {"application/rss+xml": "xml", "application/atom+xml": "atom", "application/feed+json": "json"}
    lists = {"section": "/news/", "author": "/authors/awa-karim/", "topic": "/topics/buses/"}
    for language in LANGUAGES:
        for kind in ("seed", "full", "front", *lists):
            if (language, kind) not in shown:
                continue
            links = shown[language, kind].all('link[rel="alternate"][type]')
            named = {(value(link, "type"), value(link, "href").removeprefix(BASE)) for link in links}
            for form, end in kinds.items():
                assert (form, f"{prefix(language)}/feeds/latest.{end}") in named, (language, kind)
            if kind in lists:
                own = f"{prefix(language)}{lists[kind]}feed.xml"
                assert ("application/rss+xml", own) in named, (language, kind)
            assert all(value(link, "title") for link in links if "oembed" not in value(link, "type"))


def test_a13_nothing_runs_and_nothing_is_styled_by_attribute(shown):
    for where, page in shown.items():
        for element in walk(page.doc.root):
            for name, said in (element.attrs or {}).items():
                assert not name.startswith("on") and name != "style", where
                assert not re.match(r"\s*(javascript|data|vbscript):", said or ""), where
            assert element.name != "script" or value(element, "type") == "application/ld+json", where


def test_a15_the_byline_leads_to_the_authors_page(shown):
    for language in LANGUAGES:
        (link, *_more) = shown[language, "full"].all('.by a[rel="author"]')
        there = shown[language, "author"]
        assert value(link, "href") == there.path and there.status == 200
        assert there.text("h1") == link.to_text().strip()


def test_a16_colours_of_both_schemes_and_icons(shown):
    for where, page in shown.items():
        assert meta(page, "color-scheme") == "light dark", where
    icon, touch = (
        value(shown["en", "front"].one(f'link[rel="{rel}"]'), "href") for rel in ("icon", "apple-touch-icon")
    )
    assert "<svg" in Path(finders.find(icon.removeprefix("/static/"))).read_text("utf-8")
    with Image.open(finders.find(touch.removeprefix("/static/"))) as picture:
        assert (picture.format, picture.size) == ("PNG", (180, 180))


def test_the_newsroom_that_is_looked_at_has_all_kinds(shown):
    assert len(shown) > 100
    for language in LANGUAGES:
        assert shown[language, "full"].text("h1") == WORDS[language][0]
        for kind in ("full", "front", "section", "author", "topic", "versions", "report", "corrections"):
            assert shown[language, kind].status == 200, (language, kind)
    assert (shown["ar", "missing"].status, shown["ckb", "gone"].status) == (404, 410)
