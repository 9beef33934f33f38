"""Which function does which kind of work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Work = Callable[[Any, datetime], None]  # of one payload, or of a list of them


@dataclass(frozen=True)
class Handler:
    """How one kind of work is done: see `handler`."""

    kind: str
    work: Work
    touches_world: bool
    max_tries: int
    lease: timedelta
    together: int = 1


HANDLERS: dict[str, Handler] = {}


def handler(
    kind: str,
    *,
    touches_world: bool = False,
    max_tries: int = 8,
    lease: timedelta = timedelta(minutes=5),
    together: int = 1,
) -> Callable[[Work], Work]:
    """Registers a function `(payload: dict, now: aware datetime in UTC) -> None` for a kind such as
    `articles.published`.

    A handler may be called more than once for one row, so it must be idempotent. One that touches only the
    database runs in a transaction that also holds the mark `done`: it has happened wholly, and once. One with
    `touches_world` (mail, files, other machines) runs outside a transaction, so that it does not keep others
    from writing. `lease` must be longer than the work can take; `max_tries` counts from the first try.

    With `together` above 1 the function takes a list: the payloads of so many rows of its kind at the most, of all
    that is due at that moment. They are done, or have to be tried again, together.

    Raises ValueError if the kind has another handler already.
    """

    def register(work: Work) -> Work:
        known = HANDLERS.get(kind)
        if known and (known.work.__module__, known.work.__qualname__) != (work.__module__, work.__qualname__):
            raise ValueError(f"{kind} is done by {known.work.__module__}.{known.work.__qualname__} already")
        HANDLERS[kind] = Handler(kind, work, touches_world, max_tries, lease, together)
        return work

    return register
