"""The pages' folder breaks while something is done: it is done all the same, and the pages follow later."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles import press, workflow
from newsroom.lib.jobs import work
from newsroom.lib.jobs.models import Job
from newsroom.lib.page_store import control, microseconds
from newsroom.sample.removal import remove
from tests.factories import HOUR, live_story, person, story
from tests.newsroom.sampled import Filled
from tests.newsroom.test_pressed import address, get, kept_files

pytestmark = pytest.mark.django_db(transaction=True)


def broken(*args, **kwargs):
    raise OSError(28, "No space left on device")


def do_all_work() -> None:
    while work.run_once(timezone.now()):
        pass


def test_a_folder_that_breaks_stops_no_schedule_and_the_outbox_makes_it_good(kept, monkeypatch, caplog):
    by, article = person("publisher"), story(now=timezone.now())
    assert get("/").status == 200
    opens = timezone.now() + HOUR
    with monkeypatch.context() as folder:
        folder.setattr(kept, "expect", broken)
        workflow.schedule(by=by, article=article, at=opens, now=timezone.now(), override="test")
    article.refresh_from_db()
    assert article.publish_at == opens
    assert caplog.text.count("could not be told") == 2  # before the commit, and after it
    with time_machine.travel(opens + timedelta(seconds=1)):
        do_all_work()
        assert article.headline in get("/").text and get(address(article)).status == 200


def test_everything_is_old_at_the_commit_and_by_the_outbox_again(kept, monkeypatch):
    assert get("/").status == 200
    before = kept.count[control.EPOCH]
    press.everything_changed(now=timezone.now())
    assert kept.count[control.EPOCH] == before + 1
    do_all_work()
    assert kept.count[control.EPOCH] == before + 1  # it was told already
    with monkeypatch.context() as folder:
        folder.setattr(kept, "purge_all", broken)
        press.everything_changed(now=timezone.now())
    assert kept.count[control.EPOCH] == before + 1
    do_all_work()
    assert kept.count[control.EPOCH] == before + 2


def test_what_must_not_be_read_again_is_no_fallback_and_no_file(kept, monkeypatch):
    article = live_story(now=timezone.now())
    assert get(address(article)).status == 200
    with monkeypatch.context() as killed:
        killed.setattr(press, "purge_all", lambda *args, **more: None)
        press.everything_changed(now=timezone.now(), gone=True)
    assert kept.stale(address(article)) is not None and list(kept_files(kept))
    do_all_work()
    assert kept.stale(address(article)) is None and kept.get(address(article), microseconds()) is None
    assert list(kept_files(kept)) == []


def test_the_end_of_the_sample_goes_through_where_the_pages_cannot_be_told(kept, monkeypatch):
    made = Filled()
    do_all_work()
    assert get(made.path).status == 200
    files = []
    with monkeypatch.context() as folder:
        folder.setattr(kept, "purge", broken)
        folder.setattr(kept, "purge_all", broken)
        folder.setattr("newsroom.lib.media.drop", lambda owner, rows: files.append(owner))
        remove(by=None, now=timezone.now())
    assert files  # what waits for the same commit is done
    assert {"articles.samples_removed", "articles.all_changed"} <= set(
        Job.objects.filter(state="waiting").values_list("kind", flat=True)
    )
    do_all_work()
    assert get(made.path).status == 404
