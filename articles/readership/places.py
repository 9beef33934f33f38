"""What stood at an address that was read: the kind of page, and of a story its section, authors and topics."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import Resolver404, resolve

from articles.edition import Edition, edition
from articles.models import PageKind, Publication

_KINDS = {
    "front": PageKind.FRONT, "section": PageKind.SECTION, "author": PageKind.AUTHOR, "topic": PageKind.TOPIC,
    "series": PageKind.SERIES, "search": PageKind.SEARCH, "archive_year": PageKind.ARCHIVE,
    "archive_month": PageKind.ARCHIVE, "archive_day": PageKind.ARCHIVE,
}  # fmt: skip
_BATCH = 200


@dataclass(frozen=True)
class Place:
    """One address: `story` is its number, 0 where it is none; the others are keys of rows."""

    kind: str
    language: str
    story: int = 0
    section: int = 0
    authors: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()


def find(paths: Iterable[str]) -> dict[str, Place]:
    """The places of those of `paths` that are readers' pages. Two queries, and one for each 200 stories."""
    root = edition()
    places: dict[str, Place] = {}
    stories: dict[str, tuple[str, date, str]] = {}
    for path in paths:
        found = _resolved(path, root)
        if isinstance(found, Place):
            places[path] = found
        elif found is not None:
            stories[path] = found
    rows = _rows(list(stories.values()))
    for path, key in stories.items():
        row = rows.get(key)
        if row is not None:
            places[path] = _story(row)
    return places


def _resolved(path: str, root: Edition) -> Place | tuple[str, date, str] | None:
    try:
        found = resolve(path)
    except Resolver404:
        return None
    if found.namespaces != ["articles"] and found.app_names != ["articles"]:
        return None
    language = found.kwargs.get("language") or root.language
    if language not in root.languages:
        return None
    if found.url_name == "story":
        said = found.kwargs
        try:
            return language, date(said["year"], said["month"], said["day"]), said["slug"]
        except ValueError:
            return None
    return Place(_KINDS.get(found.url_name or "", PageKind.OTHER), language)


def _rows(keys: list[tuple[str, date, str]]) -> dict[tuple[str, date, str], Publication]:
    """What stands at each address, or stood there last."""
    rows: dict[tuple[str, date, str], Publication] = {}
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        languages, days, slugs = (set(column) for column in zip(*batch, strict=True))
        found = Publication.objects.filter(language__in=languages, address_date__in=days, slug__in=slugs)
        found = found.only("language", "address_date", "slug", "story_number", "section_id", "credits", "topics")
        rows |= {(row.language, row.address_date, row.slug): row for row in found.order_by("visible_from", "pk")}
    return rows


def _story(row: Publication) -> Place:
    return Place(
        PageKind.STORY, row.language, row.story_number, row.section_id,
        tuple(dict.fromkeys(credit["author"] for credit in row.credits if credit.get("author"))),
        tuple(dict.fromkeys(topic["tag"] for topic in row.topics)),
    )  # fmt: skip
