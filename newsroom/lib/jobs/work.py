"""Doing the work: claim, call, mark; try again later, or give up and say so.

The worker command calls `run_once` in a loop and `beat` every few seconds, and `housekeep` once an hour.
"""

import hashlib
import logging
import time
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from newsroom.lib.failpoints import failpoint
from newsroom.lib.jobs.errors import shortened
from newsroom.lib.jobs.models import Heartbeat, Job
from newsroom.lib.jobs.registry import HANDLERS, Handler

logger = logging.getLogger(__name__)
State = Job.State

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=6)
KEEP_DONE = timedelta(days=7)
LEASE = timedelta(minutes=5)


class Later(Exception):
    """Raised by a handler that must wait for something: not before `run_after` (aware, UTC); not counted as a
    try.
    """

    def __init__(self, run_after: datetime, why: str = "") -> None:
        super().__init__(why)
        self.run_after = run_after


class _Lost(Exception):
    """Another worker has this job now."""


def pause(tries: int, seed: int = 0) -> timedelta:
    """How long to wait after the given number of tries: 10 s, 40 s, 160 s ... 6 h at most, 20 % more or less.

    The deviation spreads what failed together. It follows from `seed` (the row's id) and `tries` alone, so
    that a test can tell it beforehand.
    """
    plain = min(FIRST_PAUSE * 4 ** min(max(tries, 1) - 1, 12), LONGEST_PAUSE)
    digest = hashlib.sha256(f"{seed}:{tries}".encode()).digest()
    return plain * (0.8 + 0.4 * int.from_bytes(digest[:4], "big") / 2**32)


def run_once(now: datetime, limit: int = 20) -> int:
    """Does what is due at `now` (aware, UTC), `limit` pieces at most, and returns how many it began.

    Raises what the database raises when it is away; what a handler raises stands in its row instead.
    """
    begun, started = 0, time.monotonic()
    recover(now)
    while begun < limit:
        # A batch may take minutes. A lease must not count them as its own.
        elapsed = timedelta(seconds=time.monotonic() - started)
        job = claim(now, held_from=now + elapsed)
        if job is None:
            break
        begun += 1
        failpoint("outbox.claimed")
        _do([job, *_along(job, now, held_from=now + elapsed)], now)
    return begun


def _along(first: Job, now: datetime, *, held_from: datetime) -> list[Job]:
    """What else is due of the same kind, where its handler does many at once."""
    known = HANDLERS.get(first.kind)
    found: list[Job] = []
    while known and len(found) < known.together - 1:
        job = claim(now, held_from=held_from, kind=first.kind)
        if job is None:
            break
        found.append(job)
    return found


def claim(now: datetime, *, held_from: datetime | None = None, kind: str = "") -> Job | None:
    """Takes the most urgent piece of work that is due (of one `kind`, if that is given), for the time of its lease;
    None if there is none.

    Two workers never get the same: on PostgreSQL each skips rows that another has locked, elsewhere the row
    is taken by an UPDATE that only one can win (on SQLite transactions are IMMEDIATE, so that none is tried
    in vain).
    """
    held_from = held_from or now
    due = Job.objects.filter(state=State.WAITING, run_after__lte=now).order_by("-priority", "run_after", "id")
    if kind:
        due = due.filter(kind=kind)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    while True:
        with transaction.atomic():
            job = due.first()
            if job is None:
                return None
            known = HANDLERS.get(job.kind)
            lease_until = held_from + (known.lease if known else LEASE)
            won = Job.objects.filter(pk=job.pk, state=State.WAITING, tries=job.tries).update(
                state=State.RUNNING, lease_until=lease_until, tries=job.tries + 1
            )
        if won:
            job.state, job.lease_until, job.tries = State.RUNNING, lease_until, job.tries + 1
            return job


def recover(now: datetime) -> int:
    """Puts work whose lease is over (its worker was killed) back among the waiting; returns how many.

    Work that has been begun as often as allowed fails instead: it may be what kills the worker.
    """
    lost = list(Job.objects.filter(state=State.RUNNING, lease_until__lte=now).order_by("lease_until")[:100])
    for job in lost:
        _missed(job, now, "The worker was stopped in the middle of this work.", run_after=now)
    return len(lost)


def beat(now: datetime) -> None:
    """Says that a worker is alive at `now` (aware, UTC)."""
    Heartbeat.objects.update_or_create(pk=1, defaults={"at": now})


def housekeep(now: datetime) -> int:
    """Deletes work that was done more than seven days ago; returns how much. What failed stays until someone
    looks.
    """
    old = Job.objects.filter(state=State.DONE, finished_at__lt=now - KEEP_DONE)
    gone = 0
    while ids := list(old.values_list("pk", flat=True)[:1000]):  # a lock of milliseconds, not of minutes
        gone += Job.objects.filter(pk__in=ids).delete()[0]
    return gone


def _do(jobs: list[Job], now: datetime) -> None:
    job = jobs[0]
    known = HANDLERS.get(job.kind)
    try:
        if known is None:
            raise LookupError(f"No part of this newsroom does {job.kind!r}.")
        _call(known, jobs, now)
    except _Lost:
        logger.warning("job %s (%s) took longer than its lease and is another worker's now", job.pk, job.kind)
    except Later as later:
        for job in jobs:
            _wait_again(job, now, run_after=later.run_after, tries=job.tries - 1, error=shortened(str(later)))
    except Exception as error:
        text = shortened(f"{type(error).__name__}: {error}")
        for job in jobs:
            logger.warning("job %s (%s) failed at try %s: %s", job.pk, job.kind, job.tries, text)
            _missed(job, now, text, run_after=now + pause(job.tries, job.pk))


def _call(known: Handler, jobs: list[Job], now: datetime) -> None:
    asked = [job.payload for job in jobs] if known.together > 1 else jobs[0].payload
    if known.touches_world:
        known.work(asked, now)
        failpoint("outbox.done")
        if not all([_finish(job, now) for job in jobs]):
            raise _Lost
        return
    with transaction.atomic():
        # The mark first: it locks the rows, so nobody else begins while we are at it. An error takes it back.
        if not all([_finish(job, now) for job in jobs]):
            raise _Lost
        known.work(asked, now)


def _held(job: Job):
    """The row, if it is still ours: a number of tries and a lease together are never given out twice."""
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, tries=job.tries, lease_until=job.lease_until)


def _finish(job: Job, now: datetime) -> bool:
    return bool(_held(job).update(state=State.DONE, finished_at=now, lease_until=None, payload={}, last_error=""))


def _missed(job: Job, now: datetime, error: str, *, run_after: datetime) -> None:
    if job.tries >= job.max_tries:
        logger.error("job %s (%s) failed for good after %s tries: %s", job.pk, job.kind, job.tries, error)
        _held(job).update(state=State.FAILED, finished_at=now, lease_until=None, last_error=error)
    else:
        _wait_again(job, now, run_after=run_after, tries=job.tries, error=error)


def _wait_again(job: Job, now: datetime, *, run_after: datetime, tries: int, error: str) -> None:
    try:
        with transaction.atomic():
            _held(job).update(state=State.WAITING, run_after=run_after, tries=tries, lease_until=None, last_error=error)
    except IntegrityError:
        # The same key was asked for again meanwhile. That row waits, and does this work too.
        _finish(job, now)
