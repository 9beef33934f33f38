"""The archive: what was published in a year, in a month, on a day. A page costs the same however much there is."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import press
from articles.addresses import archive_path
from articles.edition import Edition, edition
from articles.models import Publication
from articles.pages.cards import card
from articles.pages.errors import NotFound
from articles.pages.keyset import leaf
from articles.pages.values import Link, Listing, Page

CSS = ("components/topics", "components/spans", "components/card", "pages/listing", "pages/archive")
PER_PAGE = 100  # headlines alone: a busy day is one page
OLDEST = 150  # years; nothing that one newsroom published is older


@dataclass(frozen=True)
class Span:
    """A year, a month of it (None: all) or a day of that (None: all), as its address has it."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first(self) -> date:
        """Its first day. Raises ValueError where there is none (31 February, year 0)."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @property
    def last(self) -> date:
        month = 12 if self.month is None else self.month
        return date(self.year, month, monthrange(self.year, month)[1] if self.day is None else self.day)

    @property
    def wider(self) -> "Span | None":
        if self.day:
            return Span(self.year, self.month)
        return Span(self.year) if self.month else None

    @property
    def parts(self) -> "tuple[Span, ...]":
        """Its months, or its days; a day has none."""
        if not self.month:
            return tuple(Span(self.year, month) for month in range(1, 13))
        return () if self.day else tuple(Span(self.year, self.month, n) for n in range(1, self.last.day + 1))

    def like(self, day: date) -> "Span":
        """The span of this kind that `day` is in."""
        return Span(day.year, day.month if self.month else None, day.day if self.day else None)

    def path(self, here: Edition) -> str:
        return archive_path(here, self.year, self.month, self.day)

    def said(self, here: Edition) -> str:
        """Its name for readers, in the language that is active: "2026", "November 2026", "27 November 2026"."""
        form = "j F Y" if self.day else "F Y" if self.month else "Y"
        return here.number(date_format(self.first, form))


def years(here: Edition, at: datetime) -> tuple[Link, ...]:
    """The years in which this edition has public stories, newest first. At most three queries."""
    days = Publication.objects.visible(at).in_language(here.language).values_list("address_date", flat=True)
    newest = days.order_by("-address_date").first()
    if newest is None:
        return ()
    oldest = days.order_by("address_date").first() or newest
    spans = [Span(year) for year in range(newest.year, max(oldest.year, newest.year - OLDEST) - 1, -1)]
    return tuple(Link(span.path(here), span.said(here)) for span in _with_stories(here, spans, at))


def _of(here: Edition, span: Span, at: datetime):
    public = Publication.objects.visible(at).in_language(here.language)
    return public.filter(address_date__gte=span.first, address_date__lte=span.last)


def _about(span: Span) -> dict[str, datetime]:
    """By the index of the newest stories: a story's day in its address is never two days away from its moment.
    Raises OverflowError at the ends of time."""
    ends = ((span.first, -2), (span.last, 3))
    first, last = (datetime.combine(day, time(), UTC) + timedelta(days=more) for day, more in ends)
    return {"first_published_at__gte": first, "first_published_at__lt": last}


def _with_stories(here: Edition, spans: Sequence[Span], at: datetime) -> list[Span]:
    """Those of `spans` in which something public was published. One query, a look into the index for each."""
    if len(spans) < 2:
        return list(spans)
    looks = {f"in_{place}": Exists(_of(here, span, at)) for place, span in enumerate(spans)}
    any_one = Publication.objects.visible(at).in_language(here.language).order_by("-address_date")
    found = any_one.annotate(**looks).values(*looks).first() or {}
    return [span for place, span in enumerate(spans) if found.get(f"in_{place}")]


def _beside(here: Edition, span: Span, at: datetime) -> tuple[Link | None, Link | None]:
    """The nearest spans of the same kind, before and after, that have stories. Two queries."""
    days = Publication.objects.visible(at).in_language(here.language).values_list("address_date", flat=True)
    found = (
        days.filter(address_date__lt=span.first).order_by("-address_date").first(),
        days.filter(address_date__gt=span.last).order_by("address_date").first(),
    )
    before, after = (span.like(day) if day else None for day in found)
    return tuple(Link(one.path(here), one.said(here)) if one else None for one in (before, after))  # type: ignore[return-value]


def page(
    language: str | None,
    year: int,
    month: int | None = None,
    day: int | None = None,
    *,
    at: datetime,
    before: int | None = None,
) -> Page:
    """The archive's page of a year (its months), a month (its days, and its stories) or a day (its stories).

    Raises NotFound where nothing public was published then, or there is no such day.
    """
    here = edition(language)
    span = Span(year, month, day)
    try:
        rows = _of(here, span, at)
        near = _about(span)
    except (ValueError, OverflowError):
        raise NotFound(here) from None
    path = span.path(here)
    stories: list[Publication] = []
    older = newer = ""
    if span.month:
        stories, older, newer = leaf(rows.filter(**near), before, path, here, at, size=PER_PAGE)
    with override(here.language):
        parts = [Link(part.path(here), _name(part, here)) for part in _with_stories(here, span.parts, at)]
        if not stories and not parts:
            raise NotFound(here)
        earlier, later = _beside(here, span, at) if span.month else (None, None)  # a year names all the others
        up = span.wider
        said = span.said(here)
        return Page(
            edition=here,
            template="articles/archive.html",
            title=f"{_('Archive')}: {said} — {here.name}",
            description=_("What %(name)s published: %(time)s") % {"name": here.name, "time": said},
            path=path,
            canonical=settings.BASE_URL + path,
            css=CSS,
            robots="noindex,follow",  # the stories are what one should find, not the way to them
            tags=(press.list_tag("archive", press.period(year, month), here.language),
                  *(press.story_tag(row.story) for row in stories)),
            listing=Listing(
                kind="archive",
                heading=said,
                cards=tuple(card(row, here) for row in stories),
                older=older,
                newer=newer,
            ),
            texts={
                "parts": tuple(parts),
                "of": _("Days") if span.month else _("Months"),
                "years": () if span.month else years(here, at),
                "up": Link(up.path(here), up.said(here)) if up else None,
                "earlier": earlier,
                "later": later,
            },
        )  # fmt: skip


def _name(part: Span, here: Edition) -> str:
    """A part inside its whole: the month's name, or the day's number."""
    return here.number(part.day) if part.day else date_format(part.first, "F")
