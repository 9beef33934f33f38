"""Adding to the sums what was counted, and letting go of what is older than the newsroom keeps."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from articles.edition import newsroom
from articles.models import HourViews, PageKind, Readership, ViewsTaken
from articles.readership.places import Place, find
from newsroom.lib import counting
from newsroom.lib.counting.tally import Damaged, Views

logger = logging.getLogger(__name__)
_AT_ONCE = 100  # files of one transaction
_REMEMBERED = timedelta(days=2)  # that a file was taken in, which is gone by then
_THINNED = 20_000  # rows that one sweep removes

What = Readership.What
_UPSERT = """
INSERT INTO {table} ({columns}, views) VALUES ({places}, %s) ON CONFLICT ({columns})
DO UPDATE SET views = {table}.views + excluded.views
"""


def take_in(now: datetime) -> int:
    """Adds what web processes counted; gives how many views that was. Each file counts once, also where the process
    dies between the sums and the file's removal."""
    spool, number = counting.spool(), 0
    while names := spool.names(_AT_ONCE):
        try:
            number += _take(spool, names, now)
        except IntegrityError:  # another worker took the same files meanwhile, and removes them
            break
        if len(names) < _AT_ONCE:
            break
    return number


def _take(spool, names: list[str], now: datetime) -> int:
    views: Counter[tuple[int, str, str]] = Counter()
    with transaction.atomic():
        known = set(ViewsTaken.objects.filter(name__in=names).values_list("name", flat=True))
        fresh = [name for name in names if name not in known]
        for name in fresh:
            try:
                views.update(spool.read(name))
            except FileNotFoundError:  # another worker was first
                continue
            except Damaged:
                logger.error("the file of counted views %s cannot be read; it is left out", name)
        # First, so that of two workers one waits here, and then finds nothing to do.
        ViewsTaken.objects.bulk_create(ViewsTaken(name=name, at=now) for name in fresh)
        add(views)
    for name in names:
        spool.drop(name)
    return views.total()


def add(views: Views, *, sample: bool = False) -> None:
    """Adds views by (hour since 1970 UTC, path, source) to the sums, in the caller's transaction. What is no readers'
    page is left out."""
    if views:
        places = find({path for _hour, path, _source in views})
        add_places(
            ((hour, places[path], source, number) for (hour, path, source), number in views.items() if path in places),
            sample=sample,
        )


def add_places(found: Iterable[tuple[int, Place, str, int]], *, sample: bool = False) -> None:
    """The same, where it is known what stands at each address."""
    zone = newsroom().zone
    hours: Counter[tuple] = Counter()
    days: Counter[tuple] = Counter()
    for since, place, source, number in found:
        begins = datetime.fromtimestamp(since * 3600, UTC)
        local = begins.astimezone(zone)
        hours[begins, place.language, place.kind, place.story, source] += number
        for what, key in _things(place, source, local):
            days[what, local.date(), place.language, key] += number
    adapt, adapt_day = connection.ops.adapt_datetimefield_value, connection.ops.adapt_datefield_value
    _add(
        HourViews, ("hour", "language", "kind", "story", "source", "sample"),
        [(adapt(hour), *rest, sample, number) for (hour, *rest), number in sorted(hours.items())],
    )  # fmt: skip
    _add(
        Readership, ("what", "day", "language", "key", "sample"),
        [(what, adapt_day(day), *rest, sample, number) for (what, day, *rest), number in sorted(days.items())],
    )  # fmt: skip


def _things(place: Place, source: str, local: datetime) -> Iterable[tuple[str, str]]:
    """All that a view of `place` is a view of."""
    yield What.ALL, ""
    yield What.KIND, place.kind
    yield What.SOURCE, source
    yield What.HOUR, f"{local.hour:02d}"
    if place.kind == PageKind.STORY:
        yield What.STORY, str(place.story)
        yield What.SECTION, str(place.section)
        yield from ((What.AUTHOR, str(author)) for author in place.authors)
        yield from ((What.TOPIC, str(topic)) for topic in place.topics)


def _add(model: type[Model], columns: tuple[str, ...], rows: list[tuple]) -> None:
    """One statement for all rows, which are in order, so that two who add the same ones do not wait for each other."""
    if not rows:
        return
    sql = _UPSERT.format(
        table=connection.ops.quote_name(model._meta.db_table),
        columns=", ".join(columns),
        places=", ".join(["%s"] * len(columns)),
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def sweep(now: datetime) -> int:
    """Removes sums older than READERSHIP_HOURS and READERSHIP_DAYS (days), not too many at once; gives how many."""
    today = now.astimezone(newsroom().zone).date()
    gone = _thin(HourViews, hour__lt=now - timedelta(days=settings.READERSHIP_HOURS))
    gone += _thin(Readership, day__lt=today - timedelta(days=settings.READERSHIP_DAYS))
    ViewsTaken.objects.filter(name__endswith=".views", at__lt=now - _REMEMBERED).delete()
    return gone


def _thin(model: type[Model], **older) -> int:
    rows = model._default_manager
    old = list(rows.filter(**older).order_by("pk").values_list("pk", flat=True)[:_THINNED])
    return sum(rows.filter(pk__in=old[start : start + 500]).delete()[0] for start in range(0, len(old), 500))


def forget_sample() -> None:
    """The views that the sample newsroom invented."""
    HourViews.objects.filter(sample=True).delete()
    Readership.objects.filter(sample=True).delete()
