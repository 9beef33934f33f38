"""`/healthz` and `/readyz`, for whoever watches the server."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from newsroom import health
from newsroom.lib.jobs import outbox


def test_alive_needs_nothing(client):
    """No database: this test has none."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
def test_ready_when_every_part_is(client, media):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json()["checks"]) == {"database", "cache", "storage", "oldest waiting job"}
    assert answer.json()["not_ready"] == []


@pytest.mark.django_db
def test_not_ready_names_the_store_that_is_not_there(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "gone"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["not_ready"]) == (503, ["storage"])


@pytest.mark.django_db
def test_not_ready_names_the_cache_that_forgets(client, media, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert client.get("/readyz").json()["not_ready"] == ["cache"]


@pytest.mark.django_db
def test_not_ready_when_work_waits_too_long(client, media):
    now = timezone.now()
    outbox.enqueue("nothing", {}, now=now - health.LONGEST_WAIT + timedelta(minutes=1))
    assert client.get("/readyz").status_code == 200
    outbox.enqueue("nothing", {}, now=now - health.LONGEST_WAIT - timedelta(minutes=1))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["not_ready"]) == (503, ["oldest waiting job"])


@pytest.mark.django_db
def test_not_ready_tells_nothing_of_what_went_wrong(client, media, monkeypatch, caplog):
    def away(*args, **kwargs):
        raise ConnectionError("postgres://user:secret@host is away")

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["not_ready"] == ["database", "oldest waiting job"]
    assert "secret" not in answer.content.decode()
    assert "not ready: database" in caplog.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_asked(client, path):
    assert client.post(path).status_code == 405
