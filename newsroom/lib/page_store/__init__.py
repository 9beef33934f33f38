"""The store of finished pages; `store()` is this process's, or None where PAGE_STORE=off."""

import functools

from django.conf import settings

from newsroom.lib.page_store.release import release
from newsroom.lib.page_store.store import Gone, Rendered, Store, microseconds

__all__ = ["Gone", "Rendered", "Store", "microseconds", "store"]


@functools.cache
def store() -> Store | None:
    """The store under DATA_DIR/pages. Made in each process after it was forked: its locks belong to it."""
    if not settings.PAGE_STORE:
        return None
    return Store(settings.PAGES_DIR, release=release())
