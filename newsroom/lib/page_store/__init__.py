"""The store of finished pages; `store()` is this process's, or None where PAGE_STORE=off."""

import logging
import threading
import time

from django.conf import settings

from newsroom.lib.page_store.pages import Kept, Rendered
from newsroom.lib.page_store.release import release
from newsroom.lib.page_store.store import Gone, Store, microseconds

__all__ = ["Gone", "Kept", "Rendered", "Store", "microseconds", "opened", "store"]

logger = logging.getLogger(__name__)
_AGAIN = 5.0  # seconds until a folder that could not be used is tried again
_opening = threading.Lock()
_store: Store | None = None
_try_at = 0.0


def opened() -> Store | None:
    """The store under DATA_DIR/pages, for whoever must tell it of a change. Raises OSError where it cannot be used.
    Made in each process after it was forked: its locks belong to it."""
    global _store
    if not settings.PAGE_STORE:
        return None
    with _opening:
        if _store is None:
            _store = Store(settings.PAGES_DIR, most=settings.PAGES_MOST, release=release())
        return _store


def store() -> Store | None:
    """The store for readers: None also where the folder cannot be used (a full disk, one that may only be read);
    pages are then rendered afresh."""
    global _try_at
    if _store is not None and settings.PAGE_STORE:
        return _store
    if time.monotonic() < _try_at:
        return None
    try:
        return opened()
    except OSError as error:
        _try_at = time.monotonic() + _AGAIN
        logger.error("finished pages cannot be kept in %s (%s)", settings.PAGES_DIR, error)
        return None


def forget() -> None:
    """The next call opens the store anew."""
    global _store, _try_at
    _store, _try_at = None, 0.0
