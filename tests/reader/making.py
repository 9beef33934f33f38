"""What the tests of lists, series, packages and the site's own pages begin with, and how they read a page."""

import pytest

from articles import workflow
from articles.models import Package, Series
from articles.packages import Wanted
from newsroom.lib.languages import LANGUAGES
from tests.articles.test_pages import Element, Reader
from tests.factories import NOW, author, live_story, person

PREFIXES = {"en": "", "ar": "/ar", "ckb": "/ckb"}
HEADLINES = {"en": "Night buses return", "ar": "عودة الحافلات الليلية", "ckb": "گەڕانەوەی پاسی شەوانە"}
languages = pytest.mark.parametrize("language", LANGUAGES)


def series(**fields) -> Series:
    fields = {
        "slug": "the-bridges",
        "names": {"en": "The bridges", "ar": "الجسور", "ckb": "پردەکان"},
        "descriptions": {"en": "Five parts.", "ar": "خمسة أجزاء.", "ckb": "پێنج بەش."},
    } | fields
    return Series.objects.create(**fields)


def part(of: Series, number: int | None, language: str = "en", **fields):
    fields = {"slug": f"part-{number or 'x'}", "headline": f"{HEADLINES[language]} {number}"} | fields
    return live_story(series=of, part=number, language=language, **fields)


def package(*stories, by=None, **fields) -> Package:
    """A package of (story, role) each."""
    fields = {"name": "Bridges", "titles": {"en": "The city and its bridges"}, "shown": True} | fields
    return workflow.arrange_package(
        by=by or person("editor"), package=Package(), now=NOW,
        wanted=[Wanted(article.translation_group, role) for article, role in stories], **fields,
    )  # fmt: skip


def cards(page: Element) -> list[Element]:
    return [li for li in page.all("li") if "card" in (li["class"] or "").split()]


def told(page: Element, css: str) -> str:
    return next((e.text for e in page.all() if css in (e["class"] or "").split()), "")


def feeds_of(page: Element) -> set[str]:
    links = page.all("link", rel="alternate")
    return {link["href"].removeprefix("http://127.0.0.1:8000") for link in links if link["type"]}


def page_at(client, path: str, status: int = 200) -> Element:
    """The page at `path`, answered with `status`."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return Reader(answer.content.decode()).root


def a_reporter(language: str):
    return author(
        "Awa Karim", slug="awa", names={"en": "Awa Karim", "ar": "أوا كريم", "ckb": "ئاوا کەریم"},
        bios={language: "…"}, job_titles={language: "Reporter"}, contact="awa@canal.example",
        links=["https://social.example/@awa", "https://www.other.example/awa"], languages=["ckb", "en"],
    )  # fmt: skip
