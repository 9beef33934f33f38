"""`/corrections/`: every correction of an edition, newest first, and its feed."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import press
from articles.addresses import site_page_path, story_path
from articles.edition import Edition, edition
from articles.models import Correction, Publication
from articles.models.correction import CorrectionQuerySet
from articles.pages import feeds
from articles.pages.errors import NotFound
from articles.pages.keyset import as_if_never
from articles.pages.listings import editions
from articles.pages.notes import anchor, note_value
from articles.pages.values import Document, Link, Listing, Note, Page
from newsroom.lib.page_store import cuts

CSS = ("components/notes", "components/newsletter", "pages/listing")
PER_PAGE = 20
IN_FEED = 50


def listed(here: Edition, at: datetime) -> CorrectionQuerySet:
    """The corrections that an edition lists at `at`, newest first."""
    return (
        Correction.objects.filter(language=here.language).visible(at).of_public_stories(at).of_mistakes().latest_first()
    )


def _stories(rows: Iterable[Correction], at: datetime) -> dict:
    """What readers see now of each row's story, by story. One query."""
    public = Publication.objects.visible(at).filter(story__in={row.story for row in rows})
    return {out.story: out for out in public.for_lists()}


def _notes(rows: list[Correction], here: Edition, at: datetime) -> tuple[tuple[Note, ...], list[str]]:
    """The rows that are shown, each with its story, and the tags of those stories."""
    stories = _stories(rows, at)
    notes = tuple(
        note_value(row, here, Link(_address(row, stories[row.story], here), stories[row.story].headline))
        for row in rows
        if row.story in stories
    )
    return notes, [press.story_tag(story) for story in stories]


def _address(row: Correction, out: Publication, here: Edition) -> str:
    return f"{story_path(here, out.address_date, out.slug)}#{anchor(row)}"


def page(language: str | None, *, at: datetime, before: int | None = None) -> Page:
    """The corrections of this edition, `before` the row of that number. Four queries; six behind the
    first page."""
    here = edition(language)
    path = here.url("/corrections/")
    rows, newer = listed(here, at), ""
    if before is not None:
        shown = Correction.objects.filter(pk=before, language=here.language).visible(at)
        last = shown.exclude(story__in=as_if_never()).first()
        if last is None:
            raise NotFound(here)
        above = rows.filter(visible_from__gte=last.visible_from)
        above = above.exclude(visible_from=last.visible_from, pk__lt=last.pk).order_by("visible_from", "pk")
        keys = list(above.values_list("pk", flat=True)[PER_PAGE : PER_PAGE + 1])
        newer = f"{path}?before={keys[0]}" if keys else path
        rows = rows.filter(visible_from__lte=last.visible_from).exclude(visible_from=last.visible_from, pk__gte=last.pk)
    found = list(rows[: PER_PAGE + 1])
    with override(here.language):
        notes, stories = _notes(found[:PER_PAGE], here, at)
        heading = _("Corrections")
        every = _("All corrections")  # a topic may well be called Corrections
        return Page(
            edition=here,
            template="articles/corrections.html",
            title=f"{every} — {here.name}",
            description=_("What %(name)s got wrong and has put right, newest first.") % {"name": here.name},
            path=path,
            canonical=settings.BASE_URL + path,
            css=CSS,
            robots="max-image-preview:large" if before is None else "noindex,follow",
            alternates=tuple((code, address + "corrections/") for code, address in editions(here)),
            tags=(press.list_tag("corrections", "", here.language), *stories),
            listing=Listing(
                kind="corrections",
                heading=heading,
                description=_("What we got wrong and have put right. Each note also stands with its story."),
                notes=notes,
                older=f"{path}?before={found[PER_PAGE - 1].pk}" if len(found) > PER_PAGE else "",
                newer=newer,
            ),
            feeds=feeds.links(here, (f"{every} — {here.name}", here.url("/feeds/corrections.xml"))),
            texts={"policy": site_page_path(here, "corrections")},
        )


def feed(language: str | None, form: str, *, at: datetime) -> Document:
    """`/feeds/corrections.xml` (`.atom`, `.json`): the newest corrections of this edition. Four queries."""
    here = edition(language)
    rows = list(listed(here, at)[:IN_FEED])
    stories = _stories(rows, at)
    with override(here.language):
        entries = [_entry(row, stories[row.story], here) for row in rows if row.story in stories]
        return feeds.document(
            here, entries, form, path=here.url(f"/feeds/corrections.{form}"), home="/corrections/",
            title=f"{here.name}: {_('Corrections')}",
            description=_("What %(name)s got wrong and has put right, newest first.") % {"name": here.name},
            tags=(
                press.list_tag("corrections", "", here.language),
                *(press.story_tag(story) for story in stories),
            ),
        )  # fmt: skip


def _entry(row: Correction, out: Publication, here: Edition) -> feeds.Entry:
    note = note_value(row, here)
    since = here.local(row.visible_from)
    return feeds.Entry(
        id=f"tag:{urlsplit(settings.BASE_URL).hostname},{row.visible_from.year}:correction:{row.pk}",
        url=settings.BASE_URL + _address(row, out, here),
        title=f"{note.label}: {out.headline}",
        label=note.label,
        summary=row.text,
        html=format_html('<div lang="{}" dir="{}"><p>{}</p></div>', row.language, here.direction, row.text),
        published=since,
        updated=since,
        authors=(),
        categories=(note.label,),
        picture=None,
        kind="",
        size=0,
        credit="",
        begins=cuts.begins(press.story_tag(row.story)),
        ends=cuts.ENDS,
    )
