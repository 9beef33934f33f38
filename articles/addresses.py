"""Paths of the readers' pages, as the contract fixes them. Pure: an edition and a few values in, a path out."""

from datetime import date

from articles.edition import Edition


def story_path(edition: Edition, day: date, slug: str, language: str = "") -> str:
    """`/2024/02/08/slug/`, with the language in front where it is not the one at the root. ASCII digits always.

    `language` is the story's where it is not the edition's own.
    """
    prefix = edition.prefix_of(language) if language else edition.prefix
    return f"{prefix}/{day.year:04d}/{day.month:02d}/{day.day:02d}/{slug}/"


def section_path(edition: Edition, slug: str) -> str:
    return edition.url(f"/{slug}/")


def author_path(edition: Edition, slug: str) -> str:
    return edition.url(f"/authors/{slug}/")


def topic_path(edition: Edition, slug: str) -> str:
    return edition.url(f"/topics/{slug}/")


def short_path(number: int) -> str:
    """The short link, which has no language: it leads to the story in its own."""
    return f"/a/{number}/"


def report_path(here: Edition, day: date, slug: str) -> str:
    """Where readers say what is wrong with a story of this edition."""
    return f"{story_path(here, day, slug)}report/"
