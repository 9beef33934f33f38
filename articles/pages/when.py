"""Moments and lengths as an edition's readers read them."""

from datetime import datetime, time, timedelta

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


def reading_time(words: int, edition: Edition) -> str:
    """ "2 min read" in the edition's language and digits; empty for an empty story."""
    minutes = reading_minutes(words, edition.language)
    if not minutes:
        return ""
    return ngettext("%(n)s min read", "%(n)s min read", minutes) % {"n": edition.number(minutes)}
