"""What tests of the whole newsroom stand on."""

import pytest

from newsroom.lib import page_store
from newsroom.lib.page_store.store import Store
from tests.factories import newsroom


@pytest.fixture
def kept(db, tmp_path, monkeypatch):
    """A newsroom whose finished pages are kept in a store of the test's own."""
    fresh = Store(tmp_path / "pages", release="test")
    monkeypatch.setattr(page_store, "_store", fresh)
    newsroom()
    return fresh
