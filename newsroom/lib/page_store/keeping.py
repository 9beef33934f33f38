"""Housekeeping of the store of finished pages, and what was taken down while the database was away."""

import contextlib
import gzip
import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsroom.lib.page_store import control
from newsroom.lib.page_store.pages import Damaged, head_of
from newsroom.lib.page_store.store import WAITS, Store, microseconds

_OLD = 3600  # seconds after which a half-written file is nobody's any more


def is_crowded(kept: Store) -> bool:
    """Whether there may be more files than the store should hold."""
    return kept.count[control.FILES] > kept.most


def sweep(kept: Store) -> int:
    """Removes files of killed writers and of older forms and, beyond the store's `most` pages, those kept longest
    ago; gives how many went. Tombstones stay."""
    pages, removed, old = [], 0, time.time() - _OLD
    for folder, _folders, names in os.walk(f"{kept.root}/pages", topdown=False):
        for name in names:
            path = os.path.join(folder, name)
            with contextlib.suppress(OSError):
                changed = os.stat(path).st_mtime
                if name.endswith(".page"):
                    pages.append((changed, path))
                elif name.endswith(".stale") or (name.endswith(".tmp") and changed < old):
                    os.unlink(path)
                    removed += 1
        if changed_last(folder) < old:
            with contextlib.suppress(OSError):
                os.rmdir(folder)  # refused where something is in it
    too_many = sorted(pages)[: max(0, len(pages) - kept.most)]
    for _time, path in too_many:
        with contextlib.suppress(OSError):
            os.unlink(path)
            removed += 1
    kept.count[control.FILES] = len(pages) - len(too_many)
    return removed


def changed_last(folder: str) -> float:
    with contextlib.suppress(OSError):
        return os.stat(folder).st_mtime
    return time.time()


# --- taken down while the database was away ------------------------------------------------------------------


def withdraw(kept: Store, key: str, note: dict, tags: Iterable[str] = ()) -> bool:
    """Takes the page `key` down at once, in every process, and leaves `note` for whoever can tell the database. The
    tombstone keeps it too, with what it says to readers.
    `tags` are of pages that name it without saying whose it is. Gives whether a kept page told whose it was, so that
    the pages which mention it could be cut as well. Raises OSError where the mark cannot be written."""
    head = kept.head(key) or _who_mentions(kept, key)
    own = (head or {}).get("whole", ())
    folder = f"{kept.root}/withdrawn"
    note = note | {WAITS: key}
    with kept.writing():
        kept.control.move((*own, *tags, "page:" + key), gone=True)  # needs no room on the disk
        kept.control.expect(microseconds())  # each hit tries to tell the database, until it is there
        kept.take_away(key, "page")
        kept.tombstone(key, note)
        os.makedirs(folder, exist_ok=True)
        _write(f"{folder}/{_file_of(key)}", json.dumps(note).encode())
    kept.control.flush()
    return bool(own)


def _file_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _write(name: str, data: bytes) -> None:
    """All of it and on the disk, or nothing."""
    with open(name + ".tmp", "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.rename(name + ".tmp", name)


def _who_mentions(kept: Store, key: str) -> dict | None:
    """The tag of the story at `key`, from a page that shows it in a part of its own."""
    wanted = f'"{key}"'.encode()
    for file in Path(kept.root, "pages").rglob("*.page"):
        with contextlib.suppress(OSError, Damaged):
            head, zipped, _br = head_of(file.read_bytes())
            body = gzip.decompress(zipped) if head["cuts"] else b""
            for tag, start, end in head["cuts"]:
                if wanted in body[start:end]:
                    return {"whole": [tag]}
    return None


def withdrawn(kept: Store) -> Iterator[dict]:
    """The notes that nobody has told the database yet, the oldest first."""
    files = sorted(Path(kept.root, "withdrawn").glob("*"), key=lambda file: file.stat().st_mtime)
    for file in files:
        if file.suffix != ".tmp":
            with contextlib.suppress(OSError, ValueError):
                yield json.loads(file.read_bytes())


def settle(kept: Store, key: str, *, gone: bool, said: dict | None = None) -> None:
    """The database knows now: an ordinary tombstone, which says `said`, is left where the page is `gone`, else none."""
    with kept.writing():
        if gone:
            kept.tombstone(key, said)
        else:
            kept.take_away(key, "gone")
        kept.control.move(["page:" + key])
    with contextlib.suppress(OSError):
        os.unlink(f"{kept.root}/withdrawn/{_file_of(key)}")
