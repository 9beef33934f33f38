"""The head of the chain, outside the database: a tail that was cut off is found by it."""

import fcntl
import os
from pathlib import Path

from django.conf import settings


def path() -> Path:
    return Path(settings.DATA_DIR) / "record-head"


def kept() -> tuple[int, str] | None:
    """Number and digest of the newest act that this machine knows of; None where it never wrote one.

    Raises ValueError where the file is not what `keep` writes.
    """
    try:
        text = path().read_text()
    except FileNotFoundError:
        return None
    number, _blank, digest = text.strip().partition(" ")
    if not number.isascii() or not number.isdigit() or len(digest) != 64:
        raise ValueError(text[:100])
    return int(number), digest


def keep(number: int, digest: str) -> None:
    """Writes the head, whole or not at all, and on the disk when this returns. It only goes forward: two processes
    may come by in another order than they committed."""
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file.with_name(".record-head.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            known = kept()
        except ValueError:
            return  # what somebody did to it is for `verify_record` to tell
        if known is not None and known[0] >= number:
            return
        fresh = file.with_name(f".record-head-{os.getpid()}")
        with open(fresh, "w") as out:
            out.write(f"{number} {digest}\n")
            out.flush()
            os.fsync(out.fileno())
        os.replace(fresh, file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
