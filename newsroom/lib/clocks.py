"""What the clocks of a place show: moments of a wall time, the hours that they skip or show twice, names of zones.

Over the time zone data that Python's `zoneinfo` finds. A wall time is a naive datetime, to the minute.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext

ISOLATE, POP = "\u2068", "\u2069"  # UAX #9: keeps Latin names apart from right-to-left text around them
MINUTE = timedelta(minutes=1)
# Names that are kept for old machines' sake, or that no newsroom stands in.
_NO_PLACES = {"Etc", "SystemV", "posix", "right", "US", "Canada", "Brazil", "Chile", "Mexico"}


@cache
def zones() -> tuple[str, ...]:
    """The zones that one can choose, by name: "Asia/Baghdad", and UTC."""
    places = (name for name in available_timezones() if "/" in name and name.partition("/")[0] not in _NO_PLACES)
    return (*sorted(places), "UTC")


@cache
def _by_typing() -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name in zones():
        for key in {name.casefold(), name.rpartition("/")[2].casefold()}:
            found.setdefault(key, []).append(name)
    return {key: names[0] for key, names in found.items() if len(names) == 1}


def zone_of(typed: str) -> ZoneInfo | None:
    """The zone that somebody means: by its name or by its city alone, in any case, with blanks. None for no zone."""
    name = _by_typing().get("_".join(typed.split()).casefold())
    return ZoneInfo(name) if name else None


def moments(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """When the clocks of `zone` show `wall` (aware, UTC, in order): one moment, none where they skip it, two where
    they are put back over it."""
    found = []
    for fold in (0, 1):
        at = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if at.astimezone(zone).replace(tzinfo=None, fold=0) == wall and at not in found:
            found.append(at)
    return found


def nearest(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """For a `wall` that the clocks skip: the last minute before and the first minute after (aware, UTC)."""
    # With the offset of before, a skipped time lies behind the change; with that of after, it lies ahead of it.
    late, early = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        middle -= timedelta(microseconds=middle.microsecond)
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    last, first = (at.astimezone(zone) for at in (early, late))
    last -= timedelta(seconds=last.second)
    first += timedelta(seconds=-first.second % 60)
    return [last.astimezone(UTC), first.astimezone(UTC)]


def shift(at: datetime, zone: ZoneInfo) -> str:
    """How far the clocks of `zone` are from UTC at `at`: "UTC+3", "UTC−3:30", "UTC"."""
    offset = at.astimezone(zone).utcoffset() or timedelta()
    minutes = round(offset / MINUTE)
    hours = f"{abs(minutes) // 60}" + (f":{abs(minutes) % 60:02d}" if minutes % 60 else "")
    return "UTC" if not minutes else f"UTC{'+' if minutes > 0 else '−'}{hours}"


def city(zone: str) -> str:
    """The place that a zone is named after: "New York"."""
    return zone.rpartition("/")[2].replace("_", " ")


def city_words(zone: str, language: str) -> str:
    """The same in `language`, which is the active one; "UTC+3" where there is no place."""
    name = city(zone)
    if "/" not in zone or zone.startswith("Etc/"):
        return name if zone == "UTC" else zone
    ours = gettext(name)  # the catalogue has the region's cities, where CLDR lacks Central Kurdish
    if ours != name or language == "en":
        return ours
    try:
        return Locale.parse(language).time_zones[zone]["city"]
    except (KeyError, UnknownLocaleError):
        return f"{ISOLATE}{name}{POP}"
