"""Moments and lengths as an edition's readers read them."""

from datetime import date, datetime, time, timedelta
from math import ceil

from django.utils.dateformat import format as date_format
from django.utils.translation import ngettext

from articles.edition import Edition
from articles.pages.values import Moment
from articles.text import reading_minutes
from newsroom.lib import clocks

_WORTH_SAYING = timedelta(minutes=10)


def city(edition: Edition) -> str:
    """The newsroom's zone by its city's name in the edition's language; "UTC+3" where there is no city."""
    return clocks.city_words(edition.zone.key, edition.language)


def moment(at: datetime, edition: Edition, *, place: bool = True) -> Moment:
    """`at` in the newsroom's zone, which is named unless `place` is False (lists).

    A moment at midnight sharp is a day of which the hour is not known: people get the day alone.
    """
    local = edition.local(at)
    text = edition.number(date_format(local, "j F Y"))
    if local.time() != time():
        text += edition.tongue.comma + edition.number(local.strftime("%H:%M"))
        text += f" ({city(edition)})" if place else ""
    return Moment(local.isoformat("T", "seconds"), text, at)


def iso(at: datetime, edition: Edition) -> str:
    """ISO 8601 with the newsroom's offset, to the second, ASCII digits."""
    return edition.local(at).isoformat("T", "seconds")


def worth_saying(first: datetime, updated: datetime) -> bool:
    """Whether readers are told of the update: it came ten minutes or more after the story (reader's check C6)."""
    return updated - first >= _WORTH_SAYING


def years(first: datetime, at: datetime, edition: Edition) -> int:
    """Whole years from `first` to `at` by the newsroom's calendar; 29 February has its day on 1 March elsewhere."""
    born, today = edition.local(first), edition.local(at)
    return max(0, today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


def age(first: datetime, at: datetime, edition: Edition) -> str:
    """ "This story is 3 years old.", from the day on that it is one; before it, nothing."""
    count = years(first, at, edition)
    if not count:
        return ""
    said = ngettext("This story is %(n)s year old.", "This story is %(n)s years old.", count)
    return said % {"n": edition.number(count)}


def until_older(first: datetime, at: datetime, edition: Edition, *, most: int) -> int:
    """Seconds from `at` until the story is a year older, 1 to `most`: so long its page may be kept."""
    born, count = edition.local(first), years(first, at, edition)
    try:
        day = date(born.year + count + 1, born.month, born.day)
    except ValueError:  # 29 February
        day = date(born.year + count + 1, 3, 1)
    turns = datetime.combine(day, time(), edition.zone)
    return max(1, min(most, ceil((turns - at).total_seconds())))


def reading_time(words: int, edition: Edition) -> str:
    """ "2 min read" in the edition's language and digits; empty for an empty story."""
    minutes = reading_minutes(words, edition.language)
    if not minutes:
        return ""
    return ngettext("%(n)s min read", "%(n)s min read", minutes) % {"n": edition.number(minutes)}
