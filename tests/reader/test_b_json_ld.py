"""B: what is said to machines is what people read."""

import json
import re
from datetime import datetime
from html import unescape

import pytest
from django.test import Client

from articles import workflow
from articles.addresses import SITE
from tests.factories import HOUR, MINUTE, NOW, author, live_story, newsroom, person
from tests.reader.shown import BASE, NOTE, THEN
from tests.site.reading import flat, name, value

pytestmark = pytest.mark.django_db
KINDS = {
    "news": "NewsArticle", "analysis": "AnalysisNewsArticle", "opinion": "OpinionNewsArticle",
    "background": "BackgroundNewsArticle", "review": "ReviewNewsArticle",
}  # fmt: skip
NAMING = ("href", "content", "datetime", "src")


def data(page) -> list[dict]:
    return [json.loads(e.to_text(separator="", strip=False)) for e in page.all('script[type="application/ld+json"]')]


def article(page) -> dict:
    (found,) = [one for one in data(page) if one["@type"].endswith("NewsArticle")]
    return found


def told(path: str) -> dict:
    """The article's data at this path now."""
    html = Client().get(path).content.decode()
    found = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    return next(one for one in found if one["@type"].endswith("NewsArticle"))


@pytest.fixture(params=[("en", "seed"), ("en", "full"), ("ar", "full"), ("ckb", "full")], ids=" ".join)
def page(request, shown):
    return shown[request.param]


def test_b1_a_headline_of_markup_ends_nothing(time_machine):
    newsroom()
    live_story(headline="</script><script>ran(1)</script><!-- \u2028", slug="hostile", tags=["</script>"])
    time_machine.move_to(THEN, tick=False)
    html = Client().get(f"/{NOW:%Y/%m/%d}/hostile/").content.decode()
    assert "<script>ran" not in html and "<!-- " not in html.split("</head>")[0]
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", html)
    assert len(scripts) >= 2 and not any(re.search("[<>\u2028\u2029]", text) for text in scripts)
    assert json.loads(scripts[0])["headline"].startswith("</script><script>ran(1)")


def test_b1_it_can_be_read_on_every_page(shown):
    seen = 0
    for where, one in shown.items():
        for found in data(one):
            seen += 1
            assert found["@context"] == "https://schema.org", where
    assert seen > 15


@pytest.mark.parametrize("genre", KINDS)
def test_b2_each_kind_of_text_is_called_what_it_is(genre, time_machine):
    newsroom()
    live_story(slug="one", genre=genre)
    time_machine.move_to(THEN, tick=False)
    assert told(f"/{NOW:%Y/%m/%d}/one/")["@type"] == KINDS[genre]


def test_b3_the_headline_is_the_one_that_is_read(page):
    assert article(page)["headline"] == page.text("h1")


def test_b4_moments_have_an_offset_and_are_those_on_the_page(page):
    said, shown = article(page), [value(e, "datetime") for e in page.all(".byline time")]
    published, modified = (datetime.fromisoformat(said[key]) for key in ("datePublished", "dateModified"))
    assert published.utcoffset() and modified >= published
    assert (said["datePublished"], said["dateModified"]) == (shown[0], shown[-1])


@pytest.mark.parametrize(("minutes", "kind", "moves"), [(9, "update", False), (10, "update", True), (60, "fix", False)])
def test_b5_modified_moves_with_what_changed_and_not_with_a_fixed_letter(minutes, kind, moves, time_machine):
    newsroom()
    one, by = live_story(slug="one"), person()
    workflow.save(by=by, article=one, fields={"standfirst": "New words."}, base_version=9, now=NOW)
    workflow.update(by=by, article=one, kind=kind, now=NOW + minutes * MINUTE, why="test")
    time_machine.move_to(NOW + 2 * HOUR, tick=False)
    said = told(f"/{NOW:%Y/%m/%d}/one/")
    assert (said["dateModified"] > said["datePublished"]) == moves


def test_b8_an_object_a_name_the_bare_name_and_its_page(page):
    said = article(page)["author"]
    links = page.all('.by a[rel="author"]')
    assert [(one["name"], one["url"]) for one in said] == [(flat(a), BASE + value(a, "href")) for a in links]
    assert {one["@type"] for one in said} <= {"Person", "Organization"} and said


def test_b9_an_agency_is_an_organisation(full, time_machine):
    person_of_ours, agency = article(full)["author"]
    assert (person_of_ours["@type"], agency["@type"]) == ("Person", "Organization")
    newsroom()
    wire = author("Reuters", kind="organisation", slug="reuters")
    live_story(slug="wire", credits=[{"author": wire}])
    live_story(slug="printed", byline_override="From our agencies")
    time_machine.move_to(THEN, tick=False)
    for slug in ("wire", "printed"):
        (only,) = told(f"/{NOW:%Y/%m/%d}/{slug}/")["author"]
        assert only["@type"] == "Organization"


def test_b10_the_newsroom_that_publishes_it(page, shown):
    said = article(page)["publisher"]
    assert said["@type"] == "NewsMediaOrganization" and said["@id"] == f"{BASE}/#org"
    assert said["name"] == flat(page.one(".masthead .wordmark")) and said["url"] == BASE + "/"
    front = data(shown["en", "front"])[0]
    assert (front["@type"], front["@id"]) == (said["@type"], said["@id"])


def test_b12_language_section_place_and_words(page):
    said = article(page)
    assert said["inLanguage"] == page.language
    assert said["articleSection"] == page.text("article .kicker .section")
    assert said["dateline"] == page.text("article .dateline")
    parts = [e for e in page.one(".body").children if name(e) and value(e, "class") != "dateline"]
    words = len(" ".join(flat(e) for e in parts).split())
    assert abs(said["wordCount"] - words) <= 0.02 * words


def test_b13_it_says_that_it_costs_nothing(page):
    assert article(page)["isAccessibleForFree"] is True


def test_b14_a_correction_is_said_as_it_stands_on_the_page(full):
    (note,) = article(full)["correction"]
    assert (note["@type"], note["text"]) == ("CorrectionComment", NOTE)
    shown = full.one("[role=note]")
    assert NOTE in flat(shown) and value(shown.query("time")[0], "datetime") == note["datePublished"]
    assert note["url"] == f"{BASE}{full.path}#{value(shown, 'id')}"


def test_b16_the_way_to_it_is_the_section_that_is_shown(page):
    (way,) = [one for one in data(page) if one["@type"] == "BreadcrumbList"]
    section, own = way["itemListElement"]
    link = page.one("article .kicker a.section")
    assert (section["name"], section["item"]) == (flat(link), BASE + value(link, "href"))
    assert (own["name"], [section["position"], own["position"]]) == (page.text("h1"), [1, 2])


def strings(found):
    for key, part in found.items() if isinstance(found, dict) else enumerate(found):
        if isinstance(part, dict | list):
            yield from strings(part)
        elif isinstance(part, str) and not str(key).startswith("@"):
            yield key, part


def test_b18_nothing_is_said_to_machines_that_people_do_not_get(shown):
    """Every text in the data stands on the page, and every address is one that the page names too, or one of the
    site's own pages."""
    seen = 0
    own = {f"{BASE}{prefix}{path}" for prefix in ("", "/ar", "/ckb") for path in SITE.values()}
    for where, one in shown.items():
        html = re.sub(r'<script type="application/ld\+json">.*?</script>', "", one.body.decode())
        words = " ".join(unescape(re.sub("<[^>]+>", "", html)).split())
        named = {value(e, a) for e in one.all("[href],[content],[datetime],[src]") for a in NAMING}
        named |= {f"{BASE}{address}" for address in named if address.startswith("/")} | {one.path}
        for key, text in (found for part in data(one) for found in strings(part)):
            seen += 1
            if text.startswith(BASE):
                address = text.partition("#")[0]
                assert address in named or f"{BASE}/media/" in address or address in {f"{BASE}/", *own}, (
                    where,
                    key,
                    text,
                )
            elif key != "inLanguage":
                plain = " ".join(text.split())
                assert plain in words or any(plain in part for part in named), (where, key, text)
    assert seen > 100
