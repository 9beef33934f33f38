"""Writing the record of the sample, reading it, closing it."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from newsroom.lib.sample.models import Made, Removal


def digest(contents: object) -> str:
    """SHA-256 in hex of anything that survives JSON."""
    return hashlib.sha256(json.dumps(contents, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def write_down(rows: Iterable[tuple[str, object, str]]) -> None:
    """Adds (kind, key, digest) rows, in the transaction in which those things are made."""
    Made.objects.bulk_create(Made(kind=kind, key=str(key), digest=digest) for kind, key, digest in rows)


def made(kind: str) -> dict[str, str]:
    """The digest of each thing of this kind, by its key as text."""
    return dict(Made.objects.filter(kind=kind).values_list("key", "digest"))


def keys(kind: str) -> set[int]:
    """The primary keys of the things of this kind."""
    return {int(key) for key in made(kind)}


def is_there() -> bool:
    """Whether a sample was filled in and not removed."""
    return Made.objects.exists()


def removed_at() -> datetime | None:
    return Removal.objects.values_list("at", flat=True).first()


def close(now: datetime) -> None:
    """The sample is removed; what is left of it is the newsroom's own from now on. In the transaction that removes."""
    Made.objects.all().delete()
    Removal.objects.update_or_create(pk=1, defaults={"at": now})
