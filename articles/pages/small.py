"""What is said where there is no page."""

import zoneinfo
from dataclasses import replace
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import notices
from articles.addresses import story_path
from articles.edition import Edition, UnknownEdition, edition
from articles.models import Publication
from articles.notices import STANDARD, InPlace
from articles.pages.banners import with_banner
from articles.pages.cards import card
from articles.pages.values import Listing, Page
from newsroom.lib.languages import CODES, LANGUAGES

CSS = ("pages/text",)
NO_PAGE_CSS = ("components/newsletter", "pages/text", "components/field", "components/find", "components/card")
NEWEST = 5  # stories to go on with where there is no page


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
        path=here.url("/"), status=status, robots="noindex", css=NO_PAGE_CSS,
    )  # fmt: skip


def _ways_on(page: Page, at: datetime | None) -> Page:
    """`page` with the newest stories of its edition at `at` (None: without), but for those with a tombstone at their
    address: it may know more than the database does. One query."""
    if at is None:
        return page
    here = page.edition
    rows = Publication.objects.visible(at).in_language(here.language).for_lists().latest_first()[: 2 * NEWEST]
    newest = (row for row in rows if notices.tombstone(story_path(here, row.address_date, row.slug)) is None)
    cards = tuple(card(row, here) for row in islice(newest, NEWEST))
    return replace(page, listing=Listing(kind="newest", heading=page.title, cards=cards))


def _here(path: str, known: Edition | None) -> Edition:
    if known is not None:
        return known
    try:
        return edition(language_of(path))
    except UnknownEdition:
        return edition()


def not_found(path: str, known: Edition | None = None, *, at: datetime | None = None) -> Page:
    """404, in the language that the address names, with the newest stories at the moment `at`. Three queries."""
    here = _here(path, known)
    with override(here.language):
        return _ways_on(_error(here, "articles/not_found.html", 404, _("There is no page here")), at)


def gone(
    path: str, known: Edition | None = None, in_place: InPlace = STANDARD, *, at: datetime | None = None
) -> Page:  # fmt: skip
    """What stands in the place of a story that was taken down (410, or 200 where that was chosen). Does not say what
    it was. With `at` it has the banner and the newest stories of that moment; without, as where the database is away,
    neither."""
    here = _here(path, known)
    with override(here.language):
        page = _error(here, "articles/gone.html", in_place.status, _("This story was taken down"))
        page = replace(_ways_on(page, at), texts={"note": in_place.paragraphs})
        return page if at is None else with_banner(page, at)


def broken(path: str) -> Page:
    """500, without the database, which may be what is broken."""
    here = bare(language_of(path))
    with override(here.language):
        return _error(here, "articles/broken.html", 500, _("Something went wrong here"))
