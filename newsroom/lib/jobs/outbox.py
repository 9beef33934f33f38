"""Putting work into the outbox, and looking at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Min

from newsroom.lib.jobs.models import Heartbeat, Job
from newsroom.lib.jobs.registry import HANDLERS

State = Job.State
# A worker says that it is alive every ten seconds, but for a long piece of work that it has in hand.
SILENT_AFTER = timedelta(minutes=2)
# The priority of what nobody waits for: it is begun only when there is nothing else to do, and is never late.
WHEN_IDLE = -100


def enqueue(
    kind: str,
    payload: dict,
    *,
    now: datetime,
    key: str = "",
    run_after: datetime | None = None,
    priority: int = 0,
) -> Job:
    """Writes a piece of work in the caller's transaction: it is there if, and only if, the caller's act is.

    `payload` must survive JSON and holds ids, not people's data. `now` and `run_after` are aware, in UTC;
    without `run_after` it is due at once. With a `key`, at most one row of this kind and key waits: one that
    waits already is kept, takes this payload and the earlier of the two moments, and is returned.
    """
    due = run_after or now
    known = HANDLERS.get(kind)
    fresh = {"payload": payload, "priority": priority, "run_after": due, "created_at": now}
    if known:
        fresh["max_tries"] = known.max_tries
    if not key:
        return Job.objects.create(kind=kind, **fresh)
    for _attempt in range(20):
        with transaction.atomic():
            # The lock keeps the worker off this row until the caller commits: it would else do the work with
            # what was there before, and the caller's change would have nobody to follow it.
            waiting = Job.objects.select_for_update().filter(kind=kind, key=key, state=State.WAITING).first()
            if waiting:
                waiting.payload = payload
                waiting.run_after = min(waiting.run_after, due)
                waiting.priority = max(waiting.priority, priority)
                waiting.save(update_fields=["payload", "run_after", "priority"])
                return waiting
        try:
            with transaction.atomic():
                return Job.objects.create(kind=kind, key=key, **fresh)
        except IntegrityError:
            continue  # another made it between our look and our writing
    raise RuntimeError(f"{kind} with key {key!r} was taken away twenty times between two looks at it")


def try_again(ids: Iterable[int], *, now: datetime) -> int:
    """Puts failed work back among the waiting, with its tries counted from nought; returns how many.

    One whose key waits already is left as it is: its work is about to be done.
    """
    again = 0
    for pk in ids:
        try:
            with transaction.atomic():
                again += Job.objects.filter(pk=pk, state=State.FAILED).update(
                    state=State.WAITING, tries=0, run_after=now, finished_at=None, last_error=""
                )
        except IntegrityError:
            continue
    return again


def given_up(kind: str, name: str) -> set:
    """What stands under `name` in the payloads of failed work of this kind: what nobody tries any more by itself."""
    return {
        payload.get(name)
        for payload in Job.objects.filter(kind=kind, state=State.FAILED).values_list("payload", flat=True)
    }


def oldest_waiting(now: datetime) -> timedelta | None:
    """How long the work that is due has been waiting at most (None: nothing is due), for `/readyz`.

    Work whose worker was killed counts from the end of its lease; what is done when there is nothing else does not.
    """
    jobs = Job.objects.filter(priority__gt=WHEN_IDLE)
    due = jobs.filter(state=State.WAITING, run_after__lte=now).aggregate(at=Min("run_after"))["at"]
    lost = jobs.filter(state=State.RUNNING, lease_until__lte=now).aggregate(at=Min("lease_until"))["at"]
    moments = [moment for moment in (due, lost) if moment]
    return now - min(moments) if moments else None


def last_beat() -> datetime | None:
    """When a worker last said that it is alive (aware, UTC); None if none ever did."""
    return Heartbeat.objects.values_list("at", flat=True).first()


@dataclass(frozen=True)
class Heart:
    """When a worker last showed itself (aware, UTC; None: never), and whether it should have since."""

    last: datetime | None
    silent: bool


def heart(now: datetime) -> Heart:
    """How the background work is at `now`. A sign of life from the future (the clock was set back) is none."""
    last = last_beat()
    return Heart(last, silent=last is None or abs(now - last) > SILENT_AFTER)
