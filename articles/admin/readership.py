"""Readership at the desk: what was read, when, and from what kind of place readers came. Sums of nobody, to look at and
to take out as tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from articles.admin import readership_charts as charts
from articles.edition import languages_of, newsroom
from articles.models import PageKind, Publication, Readership, Section, Source, Tag
from articles.readership import asking
from authors.models import Author
from newsroom.lib import tables
from newsroom.lib.desk import DeskAdmin, LookOnly
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.words import told

What = Readership.What
MOST, MOST_STORIES = 10, 25  # lines of a rank on the page; a table that is taken out has all
_MOST_ROWS = 100_000
PERIODS = {
    "1": gettext_lazy("Today"),
    "7": gettext_lazy("7 days"),
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("12 months"),
    "all": gettext_lazy("All that is kept"),
}
UNITS = {
    "day": gettext_lazy("day by day"),
    "week": gettext_lazy("week by week"),
    "month": gettext_lazy("month by month"),
}
RANKS = {
    "edition": gettext_lazy("Editions"),
    What.SOURCE: gettext_lazy("Where readers came from"),
    What.KIND: gettext_lazy("Kinds of page"),
    What.SECTION: gettext_lazy("Sections"),
    What.AUTHOR: gettext_lazy("Authors"),
    What.TOPIC: gettext_lazy("Topics"),
    What.STORY: gettext_lazy("Stories"),
}


@dataclass(frozen=True)
class Asked:
    """What a page's address asks: days (both ends included), an edition or all (""), and how time is cut."""

    period: str
    since: date
    until: date
    language: str
    unit: str

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def query(self) -> str:
        return f"period={self.period}&edition={self.language}&by={self.unit}"


def understood(query, today: date) -> Asked:
    """The query string as `Asked`; what is none of our choices is left at what stands there by itself."""
    period = query.get("period", "")
    period = period if period in PERIODS else "30"
    if period == "all":
        since = asking.first_day() or today
        since = max(min(since, today), today - timedelta(days=settings.READERSHIP_DAYS))
    else:
        since = today - timedelta(days=int(period) - 1)
    language = query.get("edition", "")
    unit = query.get("by", "")
    return Asked(
        period, since, today, language if language in LANGUAGES else "",
        unit if unit in UNITS else charts.unit_for((today - since).days + 1),
    )  # fmt: skip


def _hours(counted: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Each hour of the day with its views."""
    found = dict(counted)
    return [(f"{hour:02d}:00", found.get(f"{hour:02d}", 0)) for hour in range(24)]


def named(what: str, counted: Sequence[tuple[str, int]]) -> list[tuple[str, int, str, str]]:
    """(label, views, address at the desk, language of the label) of what was counted. At most one query."""
    language = (get_language() or "en").split("-")[0]
    if what == "edition":
        return [(LANGUAGES[code].name if code in LANGUAGES else code, n, "", code) for code, n in counted]
    if what in _WORDS:
        words = _WORDS[what]
        return [(str(words.get(key, key)), n, "", "") for key, n in counted]
    keys = [int(key) for key, _n in counted]
    rows = _ROWS[what](keys, language)
    gone = str(_GONE[what])
    return [(*_label(rows.get(int(key)), gone, n), *_where(what, key, rows)) for key, n in counted]


def _label(row: tuple[str, str] | None, gone: str, views: int) -> tuple[str, int]:
    return (row[0] if row else gone), views


def _where(what: str, key: str, rows: dict) -> tuple[str, str]:
    row = rows.get(int(key))
    url = reverse("admin:articles_readership_story", args=[key]) if row and what == What.STORY else ""
    return url, row[1] if row else ""


def _stories(numbers: Sequence[int], language: str) -> dict[int, tuple[str, str]]:
    """The newest headline that readers saw of each, with its language."""
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(numbers), 500):
        rows = Publication.objects.filter(story_number__in=numbers[start : start + 500])
        rows = rows.filter(visible_from__lte=timezone.now()).order_by("visible_from", "pk")
        found |= {number: (said, tongue) for number, said, tongue in rows.values_list(*_HEADLINE)}
    return found


_HEADLINE = ("story_number", "headline", "language")
_WORDS = {What.SOURCE: dict(Source.choices), What.KIND: dict(PageKind.choices)}
_ROWS = {
    What.STORY: _stories,
    What.SECTION: lambda keys, language: {s.pk: told(s.names, language) for s in Section.objects.all()},
    What.AUTHOR: lambda keys, language: {
        pk: told(names, language) for pk, names in Author.objects.filter(pk__in=keys).values_list("pk", "names")
    },
    What.TOPIC: lambda keys, language: {
        pk: told(names, language) if names else (name, "")
        for pk, names, name in Tag.objects.filter(pk__in=keys).values_list("pk", "names", "name")
    },
}
_GONE = {
    What.STORY: gettext_lazy("a story that is gone"),
    What.SECTION: gettext_lazy("a section that is gone"),
    What.AUTHOR: gettext_lazy("a name that is gone"),
    What.TOPIC: gettext_lazy("a topic that is gone"),
}


def counted(what: str, asked: Asked, most: int | None = None) -> list[tuple[str, int]]:
    """(key, views) of one rank, as many as the page shows unless `most` says otherwise."""
    most = most or (MOST_STORIES if what == What.STORY else MOST)
    if what == "edition":
        return asking.by_edition(asked.since, asked.until)
    return asking.by_key(what, asked.since, asked.until, asked.language, most)


def compared(asked: Asked, views: int) -> str:
    """How that is to the same number of days before, in a sentence; empty where too little is known of them."""
    first = asking.first_day()
    since, until = asked.since - timedelta(days=asked.days), asked.since - timedelta(days=1)
    if asked.period in ("1", "all") or first is None or first > since:
        return ""
    before = asking.total(since, until, asked.language)
    if not before:
        return ""
    change = round((views - before) * 100 / before)
    words = {"n": abs(change), "before": charts.grouped(before)}
    if change > 0:
        return _("%(n)s%% more than in the days before (%(before)s).") % words
    if change < 0:
        return _("%(n)s%% fewer than in the days before (%(before)s).") % words
    return _("As many as in the days before (%(before)s).") % words


def table(what: str, asked: Asked) -> Iterable[str]:
    """One table of the page, all of it, as CSV."""
    if what == "time":
        days = asking.by_day(asked.since, asked.until, asked.language)
        return tables.lines(("day", "views"), ((day.isoformat(), views) for day, views in days))
    if what == "hour":
        hours = asking.by_key(What.HOUR, asked.since, asked.until, asked.language)
        return tables.lines(("hour", "views"), _hours(hours))
    rows = counted(what, asked, _MOST_ROWS)
    names = named(what, rows)
    cells = ((key, label, views) for (key, views), (label, *_more) in zip(rows, names, strict=True))
    return tables.lines(("key", what, "views"), cells)


TABLES = ("time", "hour", *map(str, RANKS))


@admin.register(Readership)
class ReadershipAdmin(LookOnly, DeskAdmin):
    """Only to look at: the server alone counts."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="articles_readership_changelist"),
            path("table/<slug:what>/", wrap(self.table_view), name="articles_readership_table"),
            path("story/<int:number>/", wrap(self.story_view), name="articles_readership_story"),
        ]

    def changelist_view(self, request, extra_context=None):
        """The page. Its queries are as many whatever was read; none looks at single hours of stories."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked, room = understood(request.GET, timezone.localdate()), newsroom()
        days = asking.by_day(asked.since, asked.until, asked.language)
        views = sum(number for _day, number in days)
        hours = asking.by_key(What.HOUR, asked.since, asked.until, asked.language)
        context = self.admin_site.each_context(request) | {
            "title": _("Readership"),
            "asked": asked,
            "views": charts.grouped(views),
            "none": not views,
            "compared": compared(asked, views),
            "time": charts.chart(charts.stretched(days, asked.unit, room.week_start)),
            "hours": charts.chart(_hours(hours)),
            "ranks": [
                (what, label, charts.rank(named(what, counted(what, asked)), _whole(what, asked, views)))
                for what, label in RANKS.items()
            ],
            "periods": [(key, str(label)) for key, label in PERIODS.items()],
            "units": [(key, str(label)) for key, label in UNITS.items()],
            "editions": [(code, LANGUAGES[code].name) for code in languages_of(room)],
            "opts": self.opts,
            **_counting(),
        }
        return TemplateResponse(request, "desk/readership.html", context)

    def table_view(self, request, what: str):
        """What the same query shows, as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if what not in TABLES:
            raise Http404
        asked = understood(request.GET, timezone.localdate())
        return tables.answer(table(what, asked), f"readership-{what}-{asked.since}-{asked.until}")

    def story_view(self, request, number: int):
        """One story: day by day, and where its readers came from."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        out = _newest(number)
        if out is None:
            raise Http404
        asked = understood(request.GET, timezone.localdate())
        days = asking.by_day(asked.since, asked.until, "", What.STORY, str(number))
        views = sum(n for _day, n in days)
        sources = asking.sources_of(number)
        context = self.admin_site.each_context(request) | {
            "title": _("Readership"),
            "out": out,
            "asked": asked,
            "views": charts.grouped(views),
            "time": charts.chart(charts.stretched(days, asked.unit, newsroom().week_start)),
            "sources": charts.rank(named(What.SOURCE, sources), sum(n for _key, n in sources)),
            "periods": [(key, str(label)) for key, label in PERIODS.items()],
            "units": [(key, str(label)) for key, label in UNITS.items()],
            "opts": self.opts,
            **_counting(),
        }
        return TemplateResponse(request, "desk/readership_story.html", context)


def _newest(number: int) -> Publication | None:
    if number >= 2**63:
        return None
    rows = Publication.objects.filter(story_number=number, visible_from__lte=timezone.now())
    return rows.only("headline", "language", "first_published_at", "story_number").order_by("-visible_from").first()


def _whole(what: str, asked: Asked, views: int) -> int:
    """Of what the parts of a rank are hundredths: editions are compared with all of them."""
    return asking.total(asked.since, asked.until) if what == "edition" and asked.language else views


def _counting() -> dict:
    """What the page says of how it was counted."""
    keep = settings.READERSHIP_HOURS
    return {
        "counts": settings.READERSHIP,
        "hours_kept": ngettext("%(n)s day", "%(n)s days", keep) % {"n": keep},
        "days_kept": ngettext("%(n)s day", "%(n)s days", settings.READERSHIP_DAYS) % {"n": settings.READERSHIP_DAYS},
        "invented": asking.is_invented(),
    }


def views_of(user, number: int, now: datetime) -> str | None:
    """A story's views of the last 30 days, for its page at the desk; None for who may not see them. One query."""
    if not user.has_perm("articles.view_readership"):
        return None
    today = timezone.localdate(now)
    return charts.grouped(asking.total(today - timedelta(days=29), today, "", What.STORY, str(number)))
