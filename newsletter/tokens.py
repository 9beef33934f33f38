"""The links in mails: what they hold, sealed with the newsroom's key, each good for one purpose only.

A token of one purpose is no token of another, because each has its own salt. All survive a change of
SECRET_KEY as long as the old key stands in SECRET_KEY_FALLBACKS. They hold random numbers (UUIDs), never an
address.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer

LONGEST = 4000  # characters


class BadToken(Exception):
    """No token of ours, or of another purpose."""


@dataclass(frozen=True)
class Confirming:
    """The requests that a link confirms, and when it was made (aware, UTC)."""

    requests: tuple[UUID, ...]
    made_at: datetime


@dataclass(frozen=True)
class Leaving:
    """Whose link it is, and which newsletter it leaves (its key; None: all of them)."""

    subscriber: UUID
    newsletter: int | None


def to_confirm(requests: list[UUID], *, now: datetime) -> str:
    """A token that confirms these requests (`Subscription.request`)."""
    return _seal("newsletter.confirm", [int(now.timestamp()), *(request.hex for request in requests)])


def read_confirm(token: str) -> Confirming:
    """Raises BadToken. Its age is the caller's to judge."""
    made, *requests = _open("newsletter.confirm", token)
    return Confirming(tuple(UUID(request) for request in requests), datetime.fromtimestamp(made, UTC))


def to_leave(subscriber: UUID, newsletter: int | None) -> str:
    """A token that leaves one newsletter, or all of them. It never expires (RFC 8058: old mails must work)."""
    return _seal("newsletter.leave", [subscriber.hex, newsletter])


def read_leave(token: str) -> Leaving:
    """Raises BadToken."""
    subscriber, newsletter = _open("newsletter.leave", token)
    return Leaving(UUID(subscriber), newsletter)


def _seal(purpose: str, content: list) -> str:
    return Signer(salt=purpose, sep=".").sign_object(content)


def _open(purpose: str, token: str) -> list:
    if len(token) > LONGEST:
        raise BadToken
    try:
        return Signer(salt=purpose, sep=".").unsign_object(token)
    except BadSignature:
        raise BadToken from None
