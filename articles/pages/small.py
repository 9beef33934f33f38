"""What is said where there is no page."""

import zoneinfo
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.edition import Edition, UnknownEdition, edition
from articles.notices import STANDARD, InPlace
from articles.pages.values import Page
from newsroom.lib.languages import CODES, LANGUAGES

CSS = ("pages/text",)


def language_of(path: str) -> str | None:
    """The language that an address names, None for the one at the root."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in CODES else None


def bare(language: str | None) -> Edition:
    """An edition without the database, for the page that says that something broke."""
    code = language if language in CODES else "en"
    return Edition(
        language=code, direction=LANGUAGES[code].direction, name="", tagline="",
        prefix="" if code == "en" else f"/{code}", root_language="en", languages=(code,),
        zone=zoneinfo.ZoneInfo("UTC"), numbering=LANGUAGES[code].digits, week_start=0, sections=(),
    )  # fmt: skip


def _error(here: Edition, template: str, status: int, title: str) -> Page:
    return Page(
        edition=here, template=template, title=f"{title} — {here.name}" if here.name else title, description="",
        path=here.url("/"), status=status, robots="noindex", css=CSS,
    )  # fmt: skip


def _here(path: str, known: Edition | None) -> Edition:
    if known is not None:
        return known
    try:
        return edition(language_of(path))
    except UnknownEdition:
        return edition()


def not_found(path: str, known: Edition | None = None) -> Page:
    """404, in the language that the address names."""
    here = _here(path, known)
    with override(here.language):
        return _error(here, "articles/not_found.html", 404, _("There is no page here"))


def gone(path: str, known: Edition | None = None, in_place: InPlace = STANDARD) -> Page:
    """What stands in the place of a story that was taken down (410, or 200 where that was chosen). Does not say what
    it was."""
    here = _here(path, known)
    with override(here.language):
        page = _error(here, "articles/gone.html", in_place.status, _("This story was taken down"))
    return replace(page, texts={"note": in_place.paragraphs})


def broken(path: str) -> Page:
    """500, without the database, which may be what is broken."""
    here = bare(language_of(path))
    with override(here.language):
        return _error(here, "articles/broken.html", 500, _("Something went wrong here"))
