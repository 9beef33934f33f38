"""The story's page: every part in an element of its own, and the same said to machines."""

import json
import re
from datetime import datetime, timedelta

import pytest

from newsroom.demo import material
from tests.site.reading import ancestors, flat, name, value, walk

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]


def data(page) -> list[dict]:
    return [json.loads(e.to_text(separator="", strip=False)) for e in page.all("script")]


def article(page) -> dict:
    return next(found for found in data(page) if found["@type"].endswith("Article"))


def lines() -> list[str]:
    (story,) = [story for story in material.stories() if story.path.name.endswith(".page.txt")]
    return [line.strip() for line in story.text.splitlines() if line.strip()]


# --- The story that the newsroom was built for ----------------------------------------------------------------


def test_the_seed_has_every_part_in_its_own_element(seed, reader):
    assert seed.text("article header .kicker a.section") == "News"
    assert value(seed.one("article header a.section"), "href") == "/news/"
    assert seed.text("article h1") == "Iraq wants to end US presence “more than ever”"
    assert seed.text("article header p.stand") == lines()[5].replace("'", "’")
    byline = seed.one('article .by a[rel="author"]')
    assert flat(byline) == "Dilan Sirwan"
    their = reader.get(value(byline, "href"))
    assert (their.status, their.text("h1")) == (200, "Dilan Sirwan")
    moment = seed.one("article .byline time[datetime]")
    assert datetime.fromisoformat(value(moment, "datetime")).isoformat().startswith("2024-02-08T00:00:00+03:00")
    assert flat(moment) == "8 February 2024"
    assert seed.text("article .reading-time") == "2 min read"
    (caption,) = [flat(e) for e in seed.all("figcaption > span") if not value(e, "class")]
    assert caption.startswith("People, rescuers and security forces") and caption.endswith("February 7, 2024")
    assert seed.text("figcaption .credit bdi.creator") == "Murtaja Lateef"
    assert seed.text("figcaption .credit bdi.agency") == "AFP"
    assert seed.text("article .dateline") == "Erbil, Kurdistan Region of Iraq"
    box = seed.one("article footer .author")
    assert flat(box.query("h2 a")[0]) == "Dilan Sirwan"
    assert "Erbil-based Kurdish journalist" in flat(box.query("p")[-1])
    form = seed.one(".nl form")
    assert (value(form, "method"), value(form, "action")) == ("post", "/newsletter/")


def test_the_seeds_paragraphs_word_for_word(seed):
    given = lines()
    first = next(i for i, line in enumerate(given) if line.startswith("ERBIL"))
    last = next(i for i, line in enumerate(given) if line.startswith("Profile picture"))
    paragraphs = [given[first].partition(" - ")[2], *given[first + 1 : last]]
    shown = [flat(p) for p in seed.all("article .body > p") if value(p, "class") != "dateline"]
    assert len(shown) == 13
    assert shown == paragraphs
    body = flat(seed.one("article .body"))
    assert "NEWSLETTER" not in body and "Profile picture" not in body


# --- Every story ----------------------------------------------------------------------------------------------


def test_what_machines_are_told_is_what_people_read(stories, site):
    for path, page in stories.items():
        said = article(page)
        moments = [value(e, "datetime") for e in page.all(".byline time")]
        assert re.fullmatch(r"(Reportage|Opinion|Analysis|Background|Review)?(News)?Article", said["@type"]), path
        assert said["headline"] == page.text("h1"), path
        assert said["datePublished"] == moments[0] and said["dateModified"] == moments[-1], path
        assert datetime.fromisoformat(said["dateModified"]) >= datetime.fromisoformat(said["datePublished"]), path
        names = [flat(e) for e in page.all(".by bdi")]
        assert [author["name"] for author in said["author"]] == names, path
        links = [site.base + value(e, "href") for e in page.all('.by a[rel="author"]')]
        assert [author["url"] for author in said["author"]] == links, path
        assert {author["@type"] for author in said["author"]} <= {"Person", "Organization"}, path
        publisher = said["publisher"]
        assert publisher["@type"] == "NewsMediaOrganization" and publisher["@id"] and publisher["name"], path
        assert publisher["url"].startswith(site.base) and publisher["logo"], path
        assert said["inLanguage"] == page.language, path
        assert said["articleSection"] == page.text("article .kicker .section"), path
        assert said["isAccessibleForFree"] is True, path
        words = len(" ".join(flat(e) for e in page.one(".body").children if name(e)).split())
        assert abs(said["wordCount"] - words) <= max(0.02 * words, 8), path
        if page.all(".dateline"):
            assert said["dateline"] == page.text(".dateline"), path
    assert any(page.all(".dateline") for page in stories.values())


def test_all_structured_data_can_be_read(pages):
    seen = 0
    for page in pages.values():
        for text in (e.to_text(separator="", strip=False) for e in page.all("script")):
            seen += 1
            assert json.loads(text)["@context"] == "https://schema.org"
            assert not re.search(r"</|<!--|\u2028|\u2029", text)
    assert seen > 60


def test_descriptions_are_the_standfirst(stories):
    for path, page in stories.items():
        said = value(page.one('meta[name="description"]'), "content")
        assert 50 <= len(said) <= 300, f"{path}: {len(said)}"
        standfirst = page.text("header p.stand")
        # A very short one goes on with the story's first words.
        assert (said.rstrip("…") in standfirst) if len(standfirst) >= 50 else said.startswith(standfirst), path
        assert page.text("title").startswith(page.text("h1")[:60]), path


def test_the_heading_comes_first_and_levels_do_not_skip(pages):
    for path, page in pages.items():
        main = page.one("main")
        first = next(e for e in walk(main) if e.name in ("h1", "h2", "p", "ul", "figure", "form", "picture"))
        before = value(first, "class") == "kicker" or any("author" in value(a, "class") for a in ancestors(first))
        assert first.name == "h1" or before, f"{path}: <{first.name}> before the h1"
        levels = [int(e.name[1]) for e in walk(main) if re.fullmatch("h[1-6]", e.name)]
        steps = zip([0, *levels], levels, strict=False)
        assert levels[0] == 1 and all(after - earlier <= 1 for earlier, after in steps), f"{path}: {levels}"


def test_landmarks(pages):
    """One banner, one main, one contentinfo; regions of one kind have different names."""
    for path, page in pages.items():
        for selector in ("body > header", "main", "body > footer"):
            assert len(page.all(selector)) == 1, f"{path}: {selector}"
        names = [value(e, "aria-label") for e in page.all("nav")]
        assert all(names) and len(set(names)) == len(names), f"{path}: {names}"


def test_an_article_is_the_story_and_nothing_else(stories):
    for path, page in stories.items():
        story = page.one("article")
        assert story.query("h1") and story.query(".author"), path
        assert not story.query(".nl") and not story.query(".related") and not story.query("form"), path
        assert [flat(e) for e in page.all(".related h3")].count(page.text("h1")) == 0, path


def test_every_date_can_be_read_by_machines(pages):
    wrong, seen = [], 0
    for path, page in pages.items():
        for moment in page.all("time"):
            seen += 1
            stamp = value(moment, "datetime")
            if datetime.fromisoformat(stamp).utcoffset() != timedelta(hours=3) or not stamp.isascii():
                wrong.append(f"{path}: {stamp}")
            if any(True for _ in walk(moment)):
                wrong.append(f"{path}: elements inside a time")
    assert wrong == []
    assert seen > 150


def test_author_boxes_topics_and_shares(stories, pages, site):
    for path, page in stories.items():
        for img in page.all(".author img"):
            assert img.attrs["alt"] == "", path
        for heading in page.all(".author h2"):
            assert value(heading.query("a")[0], "href") in pages, path
        for topic in page.all("ul.topics > li > a"):
            assert value(topic, "href") in pages, path
        shared = [value(e, "href") for e in page.all(".share a")]
        assert len(shared) >= 4 and not any(re.search("utm_|fbclid|[?&]ref=", link) for link in shared), path
    assert sum(len(page.all("ul.topics a")) for page in stories.values()) > 20
    assert sum(len(page.all(".author img")) for page in stories.values()) > 10


def test_the_newsletter_form_says_what_it_is(pages):
    seen = 0
    for path, page in pages.items():
        for field in page.all('input[name="email"]'):
            seen += 1
            assert value(field, "type") == "email" and value(field, "autocomplete") == "email", path
            assert value(field, "dir") == "ltr", path
            assert page.all(f'label[for="{value(field, "id")}"]'), path
            for described in value(field, "aria-describedby").split():
                assert page.all(f'[id="{described}"]'), f"{path}: {described}"
    assert seen > 25
