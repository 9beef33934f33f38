"""A worker that is silent is told of before the next slot, to those who can do something about it."""

from datetime import timedelta

import pytest
import time_machine

from articles import workflow
from newsroom.lib.jobs import work
from newsroom.lib.jobs.outbox import SILENT_AFTER, heart
from tests import factories
from tests.factories import HOUR, MINUTE, NOW

SILENT = "The background work has been silent since 11:52."
PROMISE = "Stories still appear by themselves at their moment; mails and purges wait."


@pytest.fixture(autouse=True)
def now(room):
    with time_machine.travel(NOW, tick=False):  # 12:00 in Baghdad
        yield


@pytest.fixture
def scheduled(people):
    article = factories.story(by=people["editor"])
    workflow.schedule(by=people["editor"], article=article, at=NOW + 2 * HOUR, now=NOW, override="test")
    return article


def page(client, where: str) -> str:
    return client.get(where).content.decode()


@pytest.mark.parametrize(("role", "told"), [("editor", True), ("publisher", True), ("admin", True), ("reporter", False),
                                            ("photo", False), ("audience", False)])  # fmt: skip
def test_the_first_page_tells_those_who_schedule_or_look_after_the_work(desk, scheduled, role, told):
    work.beat(NOW - 8 * MINUTE)
    html = page(desk(role), "/admin/")
    assert (SILENT in html and PROMISE in html and "manage.py worker" in html) is told
    assert ("The next story appears: 14:00." in html) is told
    assert "The background works" not in html


def test_a_worker_that_never_showed_itself_is_told_of(desk):
    assert "The background work has not shown itself yet." in page(desk("publisher"), "/admin/")


def test_a_worker_that_beats_is_no_warning(desk, scheduled):
    work.beat(NOW - SILENT_AFTER)
    html = page(desk("publisher"), "/admin/")
    assert "The background works" in html and PROMISE not in html
    assert PROMISE not in page(desk("publisher"), f"/admin/articles/article/{scheduled.pk}/change/")


def test_a_story_with_a_schedule_warns_and_one_without_does_not(desk, scheduled):
    work.beat(NOW - 8 * MINUTE)
    other = factories.story()
    there = f"/admin/articles/article/{scheduled.pk}/change/"
    assert SILENT in page(desk("editor"), there) and SILENT not in page(desk("reporter"), there)
    assert SILENT not in page(desk("editor"), f"/admin/articles/article/{other.pk}/change/")


def test_whoever_is_about_to_schedule_is_warned(desk):
    work.beat(NOW - 8 * MINUTE)
    story = factories.story()
    assert SILENT in page(desk("editor"), f"/admin/articles/article/{story.pk}/verb/schedule/")
    assert SILENT not in page(desk("editor"), f"/admin/articles/article/{story.pk}/verb/send_back/")


@pytest.mark.parametrize(
    ("ago", "silent"),
    [(timedelta(), False), (SILENT_AFTER, False), (SILENT_AFTER + timedelta(seconds=1), True), (-HOUR, True)],
)
def test_how_long_a_worker_may_be_silent(db, ago, silent):
    work.beat(NOW - ago)
    assert heart(NOW).silent is silent
