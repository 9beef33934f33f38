"""Paths of the readers' pages, as the contract fixes them. Pure: an edition and a few values in, a path out."""

from datetime import date

from articles.edition import Edition

# Pages that every edition has, whatever stands in it, and its feeds.
SITE = {
    "about": "/about/", "masthead": "/masthead/", "ethics": "/ethics/", "corrections": "/corrections/policy/",
    "ownership": "/ownership/", "contact": "/contact/", "privacy": "/privacy/", "accessibility": "/accessibility/",
}  # fmt: skip
FIXED = ("/", *SITE.values(), "/authors/", "/topics/", "/series/", "/corrections/")
MOST_READ = "/most-read/"
FORMS = ("xml", "atom", "json")  # of a feed: RSS 2.0, Atom, JSON Feed
FEEDS = tuple(f"/feeds/{name}.{form}" for name in ("latest", "corrections") for form in FORMS)
OPML = "/feeds/all.opml"  # the list of them


def story_path(edition: Edition, day: date, slug: str, language: str = "") -> str:
    """`/2024/02/08/slug/`, with the language in front where it is not the one at the root. ASCII digits always.

    `language` is the story's where it is not the edition's own.
    """
    prefix = edition.prefix_of(language) if language else edition.prefix
    return f"{prefix}/{day.year:04d}/{day.month:02d}/{day.day:02d}/{slug}/"


def versions_path(edition: Edition, day: date, slug: str) -> str:
    """Where readers compare a story's dated versions, under its own address."""
    return story_path(edition, day, slug) + "versions/"


def section_path(edition: Edition, slug: str) -> str:
    return edition.url(f"/{slug}/")


def author_path(edition: Edition, slug: str) -> str:
    return edition.url(f"/authors/{slug}/")


def topic_path(edition: Edition, slug: str) -> str:
    return edition.url(f"/topics/{slug}/")


def series_path(edition: Edition, slug: str) -> str:
    return edition.url(f"/series/{slug}/")


def site_page_path(edition: Edition, kind: str) -> str:
    """One of the site's own pages, by its `SitePage.Kind`."""
    return edition.url(SITE[kind])


def corrections_path(edition: Edition) -> str:
    return edition.url("/corrections/")


def author_index_path(edition: Edition) -> str:
    return edition.url("/authors/")


def archive_path(edition: Edition, year: int, month: int | None = None, day: int | None = None) -> str:
    """`/2026/`, `/2026/11/` or `/2026/11/27/`."""
    parts = [f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part)]
    return edition.url(f"/{'/'.join(parts)}/")


def short_path(number: int) -> str:
    """The short link, which has no language: it leads to the story in its own."""
    return f"/a/{number}/"


def report_path(here: Edition, day: date, slug: str) -> str:
    """Where readers say what is wrong with a story of this edition."""
    return f"{story_path(here, day, slug)}report/"
