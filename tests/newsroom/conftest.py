"""What tests of the whole newsroom stand on."""

import pytest

from articles.record import head
from newsroom.lib import page_store
from newsroom.lib.page_store.store import Store
from tests import factories
from tests.factories import newsroom
from tests.newsroom.sampled import Filled


@pytest.fixture
def kept(db, tmp_path, monkeypatch):
    """A newsroom whose finished pages are kept in a store of the test's own."""
    fresh = Store(tmp_path / "pages", release="test")
    monkeypatch.setattr(page_store, "_store", fresh)
    head.path().unlink(missing_ok=True)  # the record begins anew with each test; what is outside of it, too
    newsroom()
    return fresh


@pytest.fixture
def filled(db):
    return Filled()


@pytest.fixture
def own(filled):
    """An administrator of one's own."""
    return factories.person("", is_superuser=True, email="own@news.example")
