"""Wall times in places whose clocks change: what they skip, what they show twice, and how people name places."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom.lib import clocks

CHANGING = (
    "Europe/Berlin", "America/New_York", "Asia/Beirut", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Tehran",
    "Africa/Cairo", "Pacific/Apia", "Europe/Dublin", "Asia/Baghdad",
)  # fmt: skip
walls = st.datetimes(datetime(2005, 1, 1), datetime(2037, 12, 31, 23, 59)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@cache
def changes(name: str, year: int) -> list[datetime]:
    """The hours of a year before which the offset changes; the year's first where none does."""
    zone, first = ZoneInfo(name), datetime(year, 1, 1, tzinfo=UTC)
    hours = [first + timedelta(hours=n) for n in range(24 * 365)]
    offsets = [at.astimezone(zone).utcoffset() for at in hours]
    return [at for n, at in enumerate(hours) if n and offsets[n] != offsets[n - 1]] or [first]


@given(st.sampled_from(CHANGING), walls)
@example("Asia/Beirut", datetime(2023, 3, 26, 0, 30))
@example("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 15))
@example("Pacific/Apia", datetime(2011, 12, 30, 12, 0))
def test_every_wall_time_is_shown_never_once_or_twice_and_each_moment_shows_it(name, wall):
    zone = ZoneInfo(name)
    found = clocks.moments(wall, zone)
    assert all(at.tzinfo is UTC and at.astimezone(zone).replace(tzinfo=None, fold=0) == wall for at in found)
    assert found == sorted(set(found)) and len(found) <= 2
    if not found:
        before, after = clocks.nearest(wall, zone)
        shown = [at.astimezone(zone).replace(tzinfo=None, fold=0) for at in (before, after)]
        assert shown[0] < wall < shown[1] and after - before <= 2 * clocks.MINUTE
        assert all(at in clocks.moments(there, zone) for at, there in zip((before, after), shown, strict=True))


@given(st.sampled_from(CHANGING), st.sampled_from((2011, 2023, 2026, 2031)), st.integers(-180, 180), st.integers(0, 9))
def test_each_minute_around_a_change_is_found_again_by_what_the_clock_showed(name, year, minutes, which):
    zone, found = ZoneInfo(name), changes(name, year)
    at = found[which % len(found)] + timedelta(minutes=minutes)
    assert at in clocks.moments(at.astimezone(zone).replace(tzinfo=None, fold=0), zone)


@pytest.mark.parametrize(
    ("name", "wall", "near"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 2, 30), ["01:59", "03:00"]),
        ("America/New_York", datetime(2026, 3, 8, 2, 0), ["01:59", "03:00"]),
        ("Asia/Beirut", datetime(2023, 3, 26, 0, 30), ["23:59", "01:00"]),
        ("Africa/Casablanca", datetime(2026, 3, 22, 2, 30), ["01:59", "03:00"]),
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 29), ["01:59", "02:30"]),
    ],
)
def test_a_skipped_time_lies_between_the_two_nearest(name, wall, near):
    zone = ZoneInfo(name)
    assert clocks.moments(wall, zone) == []
    assert [at.astimezone(zone).strftime("%H:%M") for at in clocks.nearest(wall, zone)] == near


@pytest.mark.parametrize(
    ("name", "wall", "apart"),
    [
        ("Europe/Berlin", datetime(2026, 10, 25, 2, 30), 60),
        ("America/New_York", datetime(2026, 11, 1, 1, 0), 60),
        ("Africa/Casablanca", datetime(2026, 2, 15, 2, 30), 60),
        ("Australia/Lord_Howe", datetime(2026, 4, 5, 1, 45), 30),
    ],
)
def test_a_repeated_time_is_two_moments(name, wall, apart):
    first, second = clocks.moments(wall, ZoneInfo(name))
    assert second - first == timedelta(minutes=apart)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Asia/Baghdad", "Asia/Baghdad"), (" asia/baghdad ", "Asia/Baghdad"), ("new york", "America/New_York"),
        ("New_York", "America/New_York"), ("utc", "UTC"), ("Washington", ""), ("", ""), ("../etc/passwd", ""),
        ("Asia/Baghdad\x00", ""), ("ı", ""),
    ],
)  # fmt: skip
def test_a_zone_is_found_by_its_name_or_its_city(typed, meant):
    assert str(clocks.zone_of(typed) or "") == meant


def test_zones_that_can_be_chosen_are_places():
    names = clocks.zones()
    assert {"Asia/Baghdad", "America/New_York", "UTC"} <= set(names) and len(names) > 300
    assert not any(name.startswith(("Etc/", "US/", "posix")) or name in ("localtime", "Factory") for name in names)
