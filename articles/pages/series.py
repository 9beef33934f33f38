"""A series: its parts in order, its feed; and the list of all series."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from articles import press
from articles.addresses import series_path
from articles.edition import Edition, edition
from articles.models import Publication, Series
from articles.pages import feeds, structured
from articles.pages.cards import card
from articles.pages.company import part_words
from articles.pages.errors import NotFound
from articles.pages.keyset import known
from articles.pages.listings import CSS, MOST_NAMES, editions
from articles.pages.values import Document, Link, Listing, Page
from articles.text import shorten

PER_PAGE = 50
_LAST = 32_767  # behind every number
_ORDER = ("place", "first_published_at", "pk")


def _ordered(rows):
    """By number; parts without one stand behind, the older first."""
    return rows.annotate(place=Coalesce("part", Value(_LAST))).order_by(*_ORDER)


def _leaf(rows, before: int | None, here: Edition, path: str, at: datetime) -> tuple[list[Publication], str, str]:
    """The parts behind the publication `before`, and the paths of the pages behind and before. Two queries more behind
    the first page."""
    rows, newer = _ordered(rows), ""
    if before is not None:
        last = known(before, at, "part", "first_published_at", "pk")
        if last is None:
            raise NotFound(here)
        place, moment, number = last["part"] or _LAST, last["first_published_at"], last["pk"]
        same = Q(place=place, first_published_at=moment)
        behind = Q(place__gt=place) | Q(place=place, first_published_at__gt=moment) | same & Q(pk__gt=number)
        above = rows.exclude(behind).order_by(*(f"-{name}" for name in _ORDER))
        keys = list(above.values_list("pk", flat=True)[PER_PAGE : PER_PAGE + 1])
        newer = f"{path}?before={keys[0]}" if keys else path
        rows = rows.filter(behind)
    found = list(rows.for_lists()[: PER_PAGE + 1])
    older = f"{path}?before={found[PER_PAGE - 1].pk}" if len(found) > PER_PAGE else ""
    return found[:PER_PAGE], older, newer


def page(language: str | None, slug: str, *, at: datetime, before: int | None = None) -> Page:
    """A series' page; there is none while no public story of this edition is a part of it."""
    here = edition(language)
    of = Series.objects.filter(slug=slug).first()
    if of is None:
        raise NotFound(here)
    path = series_path(here, slug)
    visible = Publication.objects.visible(at).filter(series_id=of.pk, language=here.language)
    with override(here.language):
        rows, older, newer = _leaf(visible, before, here, path, at)
        if not rows:
            raise NotFound(here)
        name, told = of.name(here.language), of.descriptions.get(here.language, "")
        return Page(
            edition=here,
            template="articles/listing.html",
            title=_("%(series)s: a series — %(name)s") % {"series": name, "name": here.name},
            description=shorten(told or _("All parts of “%(series)s”, in their order") % {"series": name}),
            path=path,
            canonical=settings.BASE_URL + path,
            css=CSS,
            robots="max-image-preview:large" if before is None else "noindex,follow",
            feeds=feeds.links(here, (f"{name} — {here.name}", path + "feed.xml")),
            tags=(press.list_tag("series", of.pk, here.language), *(press.story_tag(row.story) for row in rows)),
            structured=(
                structured.collection(here, kind="CreativeWorkSeries", path=path, name=name, description=told),
            ),
            listing=Listing(
                kind="series",
                heading=name,
                description=told,
                cards=tuple(
                    replace(card(row, here), role=part_words(row.part, here) if row.part else "") for row in rows
                ),
                older=older,
                newer=newer,
            ),
        )


def feed(language: str | None, slug: str, form: str, *, at: datetime) -> Document:
    """The newest parts of a series; there is none where there is no page of it. Five queries."""
    here = edition(language)
    of = Series.objects.filter(slug=slug).first()
    visible = Publication.objects.visible(at).filter(language=here.language)
    rows = feeds.newest(visible.filter(series_id=of.pk)) if of else []
    if of is None or not rows:
        raise NotFound(here)
    return feeds.feed(
        here, rows, form, at=at, path=f"{series_path(here, slug)}feed.{form}",
        title=f"{of.name(here.language)} — {here.name}", description=of.descriptions.get(here.language, ""),
        home=f"/series/{slug}/", tag=press.list_tag("series", of.pk, here.language),
    )  # fmt: skip


def index(language: str | None, *, at: datetime) -> Page:
    """Every series of this edition that has a public part. Three queries."""
    here = edition(language)
    public = Publication.objects.visible(at).filter(language=here.language, series__isnull=False)
    rows = Series.objects.filter(pk__in=public.values("series"))[:MOST_NAMES]
    with override(here.language):
        heading = pgettext("several", "Series")
        links = sorted(
            (Link(series_path(here, of.slug), of.name(here.language)) for of in rows), key=lambda link: link.text
        )
        return Page(
            edition=here,
            template="articles/topics.html",
            title=f"{heading} — {here.name}",
            description=_("Stories in parts: %(name)s") % {"name": here.name},
            path=here.url("/series/"),
            canonical=here.absolute("/series/"),
            css=("components/topics", *CSS),
            alternates=tuple((code, address + "series/") for code, address in editions(here)),
            feeds=feeds.links(here),
            tags=(press.list_tag("allseries", "", here.language),),
            listing=Listing(kind="allseries", heading=heading, topics=tuple(links)),
        )
