"""Making a one-time link, asking whether it still works, and using it up."""

import hashlib
import secrets
from datetime import datetime, timedelta

from newsroom.lib.once.models import Link


class NoLink(Exception):
    """The token is of no link that works."""


class Unknown(NoLink):
    """Never ours, replaced by a newer one, or used."""


class Late(NoLink):
    """The right one, and its time is over."""


def fresh(purpose: str, *, lasts: timedelta, now: datetime) -> str:
    """A new token (256 bits, safe in an address); the one of before stops working. `now` is aware."""
    token = secrets.token_urlsafe(32)
    what = {"digest": _digest(purpose, token), "made_at": now, "good_until": now + lasts}
    Link.objects.update_or_create(purpose=purpose, defaults=what)
    return token


def judge(purpose: str, token: str, now: datetime) -> None:
    """Raises Unknown or Late where the token does not work at `now`; changes nothing."""
    _found(Link.objects.filter(purpose=purpose).first(), purpose, token, now)


def use(purpose: str, token: str, now: datetime) -> None:
    """Uses the link up, inside the caller's transaction. Of two who use it at once one gets Unknown."""
    _found(Link.objects.select_for_update().filter(purpose=purpose).first(), purpose, token, now)
    Link.objects.filter(purpose=purpose).delete()


def end(purpose: str) -> None:
    """No link of this purpose works any more."""
    Link.objects.filter(purpose=purpose).delete()


def open_until(purpose: str, now: datetime) -> datetime | None:
    """Until when the link of this purpose works (aware, UTC); None where there is none that works at `now`."""
    return Link.objects.filter(purpose=purpose, good_until__gt=now).values_list("good_until", flat=True).first()


def _found(link: Link | None, purpose: str, token: str, now: datetime) -> None:
    if link is None or not secrets.compare_digest(link.digest, _digest(purpose, token)):
        raise Unknown
    if now >= link.good_until:
        raise Late


def _digest(purpose: str, token: str) -> str:
    # The token is random and long, so one round is enough: there is nothing to guess.
    return hashlib.sha256(f"{purpose}\0{token}".encode()).hexdigest()
