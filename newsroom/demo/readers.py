"""How often the demo newsroom's pages were read, invented: marked as such, and gone with the sample.

The same newsroom at the same moment gets the same numbers. A story is read most in its first hours, by day more than
by night, and editions, sections and kinds of source differ as they do elsewhere.
"""

import math
import random
from collections.abc import Iterator
from datetime import UTC, datetime

from articles.addresses import MOST_READ, section_path, story_path
from articles.edition import edition, newsroom
from articles.models import Publication, Source
from articles.readership import adding, places
from articles.readership.places import Place

DAYS = 24
# Readers by the hour of the day, in tenths of the busiest.
_BY_HOUR = (2, 1, 1, 1, 1, 2, 4, 7, 9, 8, 7, 7, 8, 8, 7, 6, 6, 7, 8, 9, 10, 10, 8, 5)
_OF_EDITION = {"en": 0.8, "ar": 1.0, "ckb": 1.3}
_SOURCES = {
    Source.SOCIAL: 34, Source.SEARCH: 24, Source.OWN: 20, Source.NONE: 14, Source.OTHER: 5, Source.LETTER: 3,
}  # fmt: skip
_AT_A_FRONT = {Source.NONE: 55, Source.OWN: 22, Source.SEARCH: 14, Source.SOCIAL: 5, Source.LETTER: 3, Source.OTHER: 1}


def invent(now: datetime) -> None:
    """Adds the views of the last weeks, in the caller's transaction."""
    adding.add_places(_views(now, random.Random(20_240_208)), sample=True)  # not for secrets


def _views(now: datetime, dice: random.Random) -> Iterator[tuple[int, Place, str, int]]:
    room = newsroom()
    last = int(now.timestamp() // 3600)
    here = {code: edition(code, of=room) for code in edition(of=room).languages}
    rows = list(Publication.objects.visible(now).order_by("first_published_at", "pk"))
    paths = {story_path(here[row.language], row.address_date, row.slug): row for row in rows}
    fronts = {
        one.url(path): weight
        for one in here.values()
        for path, weight in (("/", 22), ("/search/", 1.5), (MOST_READ, 2), ("/about/", 0.6))
    }
    fronts |= {section_path(one, s.slug): 2.5 for one in here.values() for s in one.sections}
    found = places.find([*paths, *fronts])

    for path, row in paths.items():
        first = int(row.first_published_at.timestamp() // 3600)
        liked = dice.lognormvariate(4.3, 0.8)
        for hour in range(max(first, last - 24 * DAYS), last + 1):
            age = hour - first
            wanted = liked * (math.exp(-age / 9) + 0.25 * math.exp(-age / 70) + 0.004) * _pace(hour, room.zone)
            yield from _drawn(hour, found[path], wanted, _SOURCES, dice)
    for path, weight in fronts.items():
        for hour in range(last - 24 * DAYS, last + 1):
            yield from _drawn(hour, found[path], weight * _pace(hour, room.zone), _AT_A_FRONT, dice)


def _pace(hour: int, zone) -> float:
    local = datetime.fromtimestamp(hour * 3600, UTC).astimezone(zone)
    weekend = 0.8 if local.weekday() in (4, 5) else 1.0
    return _BY_HOUR[local.hour] / 10 * weekend


def _drawn(
    hour: int, place: Place, wanted: float, sources: dict, dice: random.Random
) -> Iterator[tuple[int, Place, str, int]]:
    """About as many views as are `wanted`, from a few kinds of source."""
    wanted *= _OF_EDITION.get(place.language, 1) * dice.uniform(0.6, 1.4)
    number = int(wanted) + (dice.random() < wanted % 1)
    if number:
        chosen = dice.choices(list(sources), list(sources.values()), k=min(number, 4))
        share, left = divmod(number, len(chosen))
        for place_in, source in enumerate(chosen):
            yield hour, place, str(source), share + (place_in < left)
