"""Writing the chain: each act is bound to the one before by a digest that only this newsroom can make."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import connections, router, transaction

from articles.models import Act, ActText, Revision
from articles.record import head

_LOCK = 7_306_051_117  # of PostgreSQL's advisory locks: whoever writes the chain holds it until the commit
_KEY = b"newsroom record of acts\x00"


def keys() -> list[bytes]:
    """The key that new acts are bound with, then those of before (SECRET_KEY_FALLBACKS)."""
    return [
        hashlib.sha256(_KEY + secret.encode()).digest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def digest_of(act: Act, key: bytes) -> str:
    """HMAC-SHA-256 over all that the act says and the digest before it."""
    said = json.dumps(
        [
            act.number, act.at.astimezone(UTC).isoformat(), act.verb, act.by_id, act.story and str(act.story),
            act.version, act.about, act.content, act.text_digest, act.previous,
        ],
        sort_keys=True,
        ensure_ascii=False,
    )  # fmt: skip
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def text_digest(salt: str, text: str) -> str:
    """What stands in the chain for a text that can be erased: without its salt nobody can guess the text from it."""
    return hashlib.sha256(f"{salt}\x00{text}".encode()).hexdigest()


@transaction.atomic
def write(
    verb: str,
    *,
    by,
    at: datetime,
    story: UUID | None = None,
    version: int | None = None,
    content: str = "",
    why: str = "",
    about: Mapping | None = None,
) -> Act:
    """Adds an act to the chain, in the caller's transaction; the head outside the database follows its commit.

    `by` is a login or None (a command). `about` must survive JSON and holds numbers, digests and words of ours, and
    no words of people: those are `why`.
    """
    salt = secrets.token_hex(16) if why else ""
    act = Act(
        at=at,
        verb=verb,
        by=by,
        story=story,
        version=version,
        about=dict(about or {}),
        content=content,
        text_digest=text_digest(salt, why) if why else "",
    )
    write_all([act])
    if why:
        ActText.objects.bulk_create([ActText(act=act, text=why, salt=salt)])
    return act


@transaction.atomic
def write_all(acts: Sequence[Act]) -> None:
    """Adds many acts at once, in their order; each says all but its place in the chain. Without reasons."""
    using = router.db_for_write(Act)
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    last = Act.objects.order_by("-number").only("number", "digest").first()
    number, digest = (last.number, last.digest) if last else (0, "")
    key = keys()[0]
    for act in acts:
        act.number, act.previous = number + 1, digest
        act.digest = digest_of(act, key)
        number, digest = act.number, act.digest
    Act.objects.bulk_create(acts)
    transaction.on_commit(lambda: head.keep(number, digest), robust=True)


def adopt(now: datetime) -> int:
    """Takes the history of a newsroom into a record that is still empty: one act a story, over its newest version
    (which is chained to those before). Gives how many stories."""
    if Act.objects.exists():
        return 0
    newest: dict[int, tuple] = {}
    rows = Revision.objects.order_by("article_id", "number").values_list(
        "article_id", "article__uuid", "number", "digest"
    )
    for article, story, number, digest in rows.iterator():
        newest[article] = (story, number, digest)
    with transaction.atomic():
        for story, number, digest in newest.values():
            write("adopted", by=None, at=now, story=story, version=number, content=digest)
    return len(newest)
