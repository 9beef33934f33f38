"""Who is signed in where: what a session at the desk remembers of its sign-in, and how sessions end.

A password alone is not a session where there is a second factor. Until that is shown the browser holds a note of whose
password it knew, and is nobody: every page but the one that asks for the factor treats it so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from authors.models import User

PENDING = "sign-in.pending"  # whose password this browser knew
PROVEN = "sign-in.factor"  # which second factor was shown in this session
CONFIRMED = "sign-in.confirmed"  # when its person last showed who they are; seconds since 1970
SINCE = "sign-in.since"  # when they signed in; seconds since 1970

PATIENCE = timedelta(minutes=10)  # between password and second factor
FRESH = timedelta(minutes=15)  # how long a proof is good for changing what one signs in with


class DeskRequest(HttpRequest):
    """A request by someone who is signed in, as pages of the desk get it; named for the types alone."""

    user: User
    factor_due: bool  # `authors.middleware.DeskDoor`: they must have a second factor, and have none


@dataclass(frozen=True)
class Pending:
    """Someone whose password was right and whose second factor is still to come."""

    user: User
    onwards: str


def begun(sender, request: HttpRequest, user: User, **_more) -> None:
    """Notes when someone signed in, whichever way (`user_logged_in`)."""
    request.session[SINCE] = request.session[CONFIRMED] = int(timezone.now().timestamp())


def begin(request: HttpRequest, user: User, factor: str = "") -> None:
    """Signs in: a new key for the session, and nothing kept of what it was before. `factor`: which was shown."""
    request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if factor:
        request.session[PROVEN] = factor


def pend(request: HttpRequest, user: User, onwards: str, now: datetime) -> None:
    """Notes that this browser knew the password of `user`; whoever was signed in here is no longer."""
    logout(request)
    request.session.cycle_key()
    request.session.set_expiry(int(PATIENCE.total_seconds()))
    request.session[PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": int(now.timestamp()),
        "onwards": onwards,
    }


def pending(request: HttpRequest, now: datetime) -> Pending | None:
    """Who is half-way in here; None too where it took too long, or the password or role has changed since."""
    note = request.session.get(PENDING)
    if not note or not 0 <= now.timestamp() - note["at"] < PATIENCE.total_seconds():
        return None
    user = User.objects.filter(pk=note["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), note["hash"]):
        return None
    return Pending(user, note["onwards"])


def proven(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this session."""
    return bool(request.session.get(PROVEN))


def prove(request: HttpRequest, factor: str) -> None:
    """Notes that one was shown, or, with nothing given, that the last one is gone."""
    request.session[PROVEN] = factor


def confirm(request: HttpRequest, now: datetime) -> None:
    """Notes that the person has just shown again who they are."""
    request.session[CONFIRMED] = int(now.timestamp())


def confirmed(request: HttpRequest, now: datetime) -> bool:
    """Whether they did so a short while ago."""
    return 0 <= now.timestamp() - request.session.get(CONFIRMED, 0) < FRESH.total_seconds()


def over(request: HttpRequest, now: datetime) -> bool:
    """Whether a session has lasted as long as one may, however much it was used."""
    return now.timestamp() - request.session.get(SINCE, 0) >= settings.SESSION_COOKIE_AGE


def end_sessions(user: User, keep: HttpRequest | None = None) -> None:
    """Ends all sessions of `user` with their next request, and every half-made sign-in; only the one of the request
    `keep`, if it is theirs, goes on, under a new key."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["session_round"])
    if keep is not None and keep.user.pk == user.pk:
        keep.user.session_round = user.session_round
        update_session_auth_hash(keep, keep.user)


def sweep(now: datetime) -> int:
    """Deletes what is left of sessions whose time is over at `now` (aware, UTC), and returns how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]
