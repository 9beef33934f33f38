"""What the desk's page of readership draws: columns over time and ranks with bars, as plain whole numbers. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

HEIGHT = 100  # of a chart, in its own units
STEP, GAP = 12, 3  # from one column to the next, and what is free of it
UNITS = ("day", "week", "month")


@dataclass(frozen=True)
class Column:
    """One stretch of time: what it is called, its views, and where its column stands."""

    label: str
    views: int
    x: int
    y: int
    height: int

    @property
    def number(self) -> str:
        return grouped(self.views)


@dataclass(frozen=True)
class Chart:
    """Columns in the order of time. `says` tells what one would see; `width` is that of all columns."""

    columns: Sequence[Column]
    width: int
    most: str
    says: str

    @property
    def first(self) -> str:
        return self.columns[0].label if self.columns else ""

    @property
    def last(self) -> str:
        return self.columns[-1].label if self.columns else ""

    @property
    def thick(self) -> int:
        return STEP - GAP


@dataclass(frozen=True)
class Row:
    """A line of a rank. `share` is its views in hundredths of the first line's, `part` in hundredths of all."""

    label: str
    views: int
    share: int
    part: int = 0
    url: str = ""
    language: str = ""

    @property
    def number(self) -> str:
        return grouped(self.views)

    @property
    def of_all(self) -> str:
        return f"{self.part}%" if self.part or not self.views else "<1%"


def grouped(number: int) -> str:
    """The desk's digits, in threes: 12,340."""
    return f"{number:,}"


def chart(points: Iterable[tuple[str, int]]) -> Chart:
    """Columns of (label, views)."""
    points = list(points)
    top = max((views for _label, views in points), default=0)
    columns = []
    for place, (label, views) in enumerate(points):
        # What was read at all can be seen.
        height = max(1, round(views * HEIGHT / top)) if views else 0
        columns.append(Column(label, views, place * STEP, HEIGHT - height, height))
    says = _("Nothing was read in this time.")
    if top:
        best = max(columns, key=lambda column: column.views)
        says = _("The most were read in: %(when)s, %(number)s views. The numbers follow as a table.") % {
            "when": best.label,
            "number": best.number,
        }
    return Chart(tuple(columns), max(len(points) * STEP - GAP, 1), grouped(top), says)


def stretched(days: Sequence[tuple[date, int]], unit: str, week_start: int) -> list[tuple[str, int]]:
    """Days put together into days, weeks (`week_start`: 0 is Monday) or months, each with what it is called."""
    starts: dict[date, int] = {}
    for day, views in days:
        start = _START[unit](day, week_start)
        starts[start] = starts.get(start, 0) + views
    name = "F Y" if unit == "month" else "j F Y"
    return [(date_format(start, name), views) for start, views in starts.items()]


_START: dict[str, Callable[[date, int], date]] = {
    "day": lambda day, _week_start: day,
    "week": lambda day, week_start: day - timedelta(days=(day.weekday() - week_start) % 7),
    "month": lambda day, _week_start: day.replace(day=1),
}


def unit_for(days: int) -> str:
    """In what so many days are shown where nobody says."""
    return "day" if days <= 31 else "week" if days <= 190 else "month"


def rank(found: Iterable[tuple[str, int, str, str]], whole: int) -> list[Row]:
    """Lines of (label, views, address, language), the most read first, of `whole` views."""
    found = list(found)
    top = max((views for _label, views, *_more in found), default=0) or 1
    return [
        Row(label, views, max(1, round(views * 100 / top)), round(views * 100 / whole) if whole else 0, url, language)
        for label, views, url, language in found
    ]
