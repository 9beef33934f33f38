"""What the proving ground shares: a newsroom full of canaries, read through the application that a server calls."""

import pytest
from django.utils import timezone

from newsroom.lib import page_store
from newsroom.lib.page_store.store import Store
from tests.proving import canaries


@pytest.fixture
def kept(tmp_path, monkeypatch) -> Store:
    """A store of finished pages of this test's own."""
    fresh = Store(tmp_path / "pages", release="test")
    monkeypatch.setattr(page_store, "_store", fresh)
    return fresh


@pytest.fixture
def planted(transactional_db, kept, settings, tmp_path):
    settings.MEDIA_ROOT, settings.MAIL_DIR = tmp_path / "media", tmp_path / "mail"
    settings.EMAIL_BACKEND = "newsroom.lib.mail.FileBackend"
    return canaries.plant(timezone.now())
