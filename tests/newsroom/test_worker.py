"""The worker: does what is due, survives a database that is away, ends when told."""

import os
import threading

import pytest
from django.db import OperationalError

from newsroom.lib.jobs import work
from newsroom.lib.page_store import Rendered, Store
from newsroom.management.commands import worker


@pytest.fixture
def quiet(monkeypatch):
    """A worker without a database: what it would do is counted."""
    calls = {
        "run": 0,
        "beat": 0,
        "housekeep": 0,
        "sweep": 0,
        "sessions": 0,
        "incoming": 0,
        "pictures": 0,
        "pages": 0,
        "windows": 0,
        "drafts": 0,
        "complaints": 0,
        "counts": 0,
        "readers": 0,
    }
    monkeypatch.setattr(work, "beat", lambda now: calls.__setitem__("beat", calls["beat"] + 1))
    monkeypatch.setattr(work, "housekeep", lambda now: calls.__setitem__("housekeep", calls["housekeep"] + 1))
    monkeypatch.setattr(worker.ceilings, "sweep", lambda now: calls.__setitem__("sweep", calls["sweep"] + 1))
    monkeypatch.setattr(worker.sessions, "sweep", lambda now: calls.__setitem__("sessions", calls["sessions"] + 1))
    monkeypatch.setattr(worker.incoming, "sweep", lambda now: calls.__setitem__("incoming", calls["incoming"] + 1))
    monkeypatch.setattr(worker.photos, "catch_up", lambda now, part: 0)
    monkeypatch.setattr(worker.share_cards, "sweep", lambda now, part: 0)
    monkeypatch.setattr(worker.photos, "sweep", lambda now, part: calls.__setitem__("pictures", calls["pictures"] + 1))
    monkeypatch.setattr(worker.adding, "sweep", lambda now: calls.__setitem__("counts", calls["counts"] + 1))
    monkeypatch.setattr(worker.adding, "take_in", lambda now: calls.__setitem__("readers", calls["readers"] + 1))
    monkeypatch.setattr(worker, "sweep_windows", lambda now: calls.__setitem__("windows", calls["windows"] + 1))
    monkeypatch.setattr(worker, "sweep_drafts", lambda now: calls.__setitem__("drafts", calls["drafts"] + 1))
    monkeypatch.setattr(
        worker, "sweep_complaints", lambda now: calls.__setitem__("complaints", calls["complaints"] + 1)
    )
    monkeypatch.setattr(worker, "sweep_pages", lambda: calls.__setitem__("pages", calls["pages"] + 1))
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    monkeypatch.setattr(worker, "PAUSE", 0.0)
    return calls


def test_a_stop_waits_for_one_piece_of_work_only(quiet, monkeypatch):
    stop = threading.Event()

    def run_once(now, limit):
        assert limit == 1
        quiet["run"] += 1
        if quiet["run"] == 3:
            stop.set()
        return 1

    monkeypatch.setattr(work, "run_once", run_once)
    worker.keep_working(stop)
    assert quiet.pop("run") == 3 and set(quiet.values()) == {1}


def test_a_database_that_is_away_is_asked_again(quiet, monkeypatch, caplog):
    stop = threading.Event()
    waits = []
    monkeypatch.setattr(stop, "wait", waits.append)

    def run_once(now, limit):
        quiet["run"] += 1
        if quiet["run"] <= 6:
            raise OperationalError("away")
        stop.set()
        return 1

    monkeypatch.setattr(work, "run_once", run_once)
    worker.keep_working(stop)
    assert waits == [2, 4, 8, 16, 30, 30]
    assert "the database is away" in caplog.text


def test_a_worker_whose_parent_is_gone_ends(quiet, monkeypatch):
    parents = iter([100, 100, 1])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    monkeypatch.setattr(work, "run_once", lambda now, limit: 1)
    worker.keep_working(threading.Event())
    assert quiet["beat"] == 1


def test_no_more_finished_pages_are_kept_than_the_settings_say(tmp_path, monkeypatch):
    kept = Store(tmp_path / "pages", most=2, release="test")
    for n in range(5):
        kept.press(f"/{n}/", Rendered(b"a page " * 50, [], ["front"]), kept.fence())
    monkeypatch.setattr(worker.page_store, "store", lambda: kept)
    worker.sweep_pages()
    assert len(list((tmp_path / "pages").rglob("*.page"))) == 2
