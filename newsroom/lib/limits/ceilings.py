"""Taking one from a ceiling, in one statement that two at a time cannot both win."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F
from django.utils.crypto import salted_hmac

from newsroom.lib.limits.models import Ceiling

_TAKE = """
INSERT INTO limits_ceiling (scope, subject, window_start, window_end, count) VALUES (%(scope)s, %(subject)s,
%(now)s, %(end)s, 1) ON CONFLICT (scope, subject) DO UPDATE SET count = CASE WHEN limits_ceiling.window_end <=
%(now)s THEN 1 ELSE limits_ceiling.count + 1 END, window_start = CASE WHEN limits_ceiling.window_end <=
%(now)s THEN %(now)s ELSE limits_ceiling.window_start END, window_end = CASE WHEN limits_ceiling.window_end <=
%(now)s THEN %(end)s ELSE limits_ceiling.window_end END WHERE limits_ceiling.window_end <= %(now)s OR
limits_ceiling.count < %(most)s
"""


def take(scope: str, subject: str, *, most: int, per: timedelta, now: datetime) -> bool:
    """Uses one of `most` that `subject` may use of `scope` within `per`; False, and nothing used, if none is
    left.

    `subject` is the plain thing (an address, a name); only its keyed hash is stored. `now` is aware, in UTC.
    It is one statement on either database, part of the caller's transaction: rolled back with it, and until
    its end others who want the same ceiling wait, so keep that transaction short. A window begins with the
    first use, so around its end up to twice `most` (less one) may fall within a stretch of `per`; with
    `most=1` never two.
    """
    if most < 1:
        return False
    adapt = connection.ops.adapt_datetimefield_value
    values = {
        "scope": scope,
        "subject": hashed(scope, subject),
        "now": adapt(now),
        "end": adapt(now + per),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        return cursor.rowcount == 1


def give_back(scope: str, subject: str) -> None:
    """Undoes one `take`, for what was taken and then surely not used."""
    row = Ceiling.objects.filter(scope=scope, subject=hashed(scope, subject))
    # A window in which nothing was used has not begun: left in place, it would end too soon for the next use.
    if not row.filter(count__lte=1).delete()[0]:
        row.filter(count__gt=1).update(count=F("count") - 1)


def free_at(scope: str, subject: str) -> datetime | None:
    """When the window that is being counted ends (aware, UTC); None if nothing is counted."""
    row = Ceiling.objects.filter(scope=scope, subject=hashed(scope, subject))
    return row.values_list("window_end", flat=True).first()


def sweep(now: datetime) -> int:
    """Deletes ceilings whose time is over at `now` (aware, UTC), and returns how many."""
    return Ceiling.objects.filter(window_end__lte=now).delete()[0]


def hashed(scope: str, subject: str) -> str:
    """The keyed hash that a subject is counted under; another in each scope, so that rows do not match."""
    return salted_hmac("newsroom.limits", f"{scope}\0{subject}", algorithm="sha256").hexdigest()
