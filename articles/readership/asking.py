"""What was read: questions to the sums. Days are the newsroom's own; a language of "" means all editions."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db.models import Min, QuerySet, Sum

from articles.models import Article, HourViews, PageKind, Publication, Readership

What = Readership.What
WINDOW = timedelta(hours=24)
SETTLED = timedelta(minutes=1)  # after which an hour that is over has surely been added up
MOST_READ = 10
# Of a story with fewer views in the window nothing is said, nor of fewer stories than these: a reader alone, or the few
# who know of a page, must not be seen in the order.
LEAST, FEWEST = 10, 3
_LOOKED_AT = 40  # of which some may have been taken down


def window(at: datetime) -> tuple[datetime, datetime]:
    """The last 24 whole hours that are over at `at` (aware); UTC."""
    end = (at - SETTLED).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return end - WINDOW, end


def until_next(at: datetime) -> int:
    """Seconds for which `window` stays what it is."""
    return int((window(at)[1] + timedelta(hours=1) + SETTLED - at).total_seconds()) + 1


def most_read(language: str, at: datetime) -> list[Publication]:
    """The stories of an edition that were read most in the window, the most read first; none where too few were read
    for it to say anything. What somebody paid for is not among them. Two queries."""
    start, end = window(at)
    rows = HourViews.objects.filter(hour__gte=start, hour__lt=end, language=language, kind=PageKind.STORY)
    sums = rows.values("story").annotate(number=Sum("views")).filter(number__gte=LEAST).order_by("-number", "-story")
    order = {row["story"]: place for place, row in enumerate(sums[:_LOOKED_AT])}
    if len(order) < FEWEST:
        return []
    public = Publication.objects.visible(at).in_language(language).filter(story_number__in=order)
    found = list(public.exclude(genre=Article.Genre.SPONSORED).for_lists())
    found.sort(key=lambda out: order[out.story_number])
    return found[:MOST_READ] if len(found) >= FEWEST else []


def _of(what: str, since: date, until: date, language: str, key: str | None = None) -> QuerySet[Readership]:
    rows = Readership.objects.filter(what=what, day__gte=since, day__lte=until)
    if language:
        rows = rows.filter(language=language)
    return rows if key is None else rows.filter(key=key)


def total(since: date, until: date, language: str = "", what: str = What.ALL, key: str = "") -> int:
    """All views of the days from `since` to `until`, both included."""
    return _of(what, since, until, language, key).aggregate(number=Sum("views"))["number"] or 0


def by_day(since: date, until: date, language: str = "", what: str = What.ALL, key: str = "") -> list[tuple[date, int]]:
    """Each day with its views, the days without any too."""
    rows = _of(what, since, until, language, key).values("day").annotate(number=Sum("views")).order_by()
    found = {row["day"]: row["number"] for row in rows}
    return [(day, found.get(day, 0)) for day in _days(since, until)]


def _days(since: date, until: date) -> Iterator[date]:
    for number in range((until - since).days + 1):
        yield since + timedelta(days=number)


def by_key(what: str, since: date, until: date, language: str = "", most: int | None = None) -> list[tuple[str, int]]:
    """(key, views) of what there is of this kind, the most read first."""
    rows = _of(what, since, until, language).values_list("key").annotate(number=Sum("views")).order_by("-number", "key")
    return list(rows[:most] if most else rows)


def by_edition(since: date, until: date) -> list[tuple[str, int]]:
    """(language, views), the most read first."""
    rows = _of(What.ALL, since, until, "").values_list("language").annotate(number=Sum("views"))
    return list(rows.order_by("-number", "language"))


def sources_of(story: int) -> list[tuple[str, int]]:
    """(source, views) of one story, as far back as hours are kept."""
    rows = HourViews.objects.filter(story=story).values_list("source").annotate(number=Sum("views"))
    return list(rows.order_by("-number", "source"))


def first_day() -> date | None:
    """The oldest day of which anything is known."""
    return Readership.objects.filter(what=What.ALL).aggregate(day=Min("day"))["day"]


def is_invented() -> bool:
    """Whether the sample newsroom's invented views are among the sums."""
    return Readership.objects.filter(what=What.ALL, sample=True).exists()
