"""Work that was asked for is done: once where it can be, again where it must be, and never in silence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from newsroom.lib.jobs import outbox, registry, work
from newsroom.lib.jobs.models import Heartbeat, Job

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def does(monkeypatch):
    """Gives a kind of work a handler for the length of one test."""
    monkeypatch.setattr(registry, "HANDLERS", handlers := {})
    monkeypatch.setattr(work, "HANDLERS", handlers)
    monkeypatch.setattr(outbox, "HANDLERS", handlers)

    def give(function, kind="stories.counted", **how):
        return registry.handler(kind, **how)(function)

    return give


def ask(payload=None, kind="stories.counted", now=NOW, **how) -> Job:
    return outbox.enqueue(kind, payload or {}, now=now, **how)


def the_job() -> Job:
    return Job.objects.get()


def test_work_is_done_with_what_was_asked_and_told_the_time(does):
    seen = []
    does(lambda payload, now: seen.append((payload, now)))
    ask({"story": 7})
    assert work.run_once(NOW + MINUTE) == 1
    assert seen == [({"story": 7}, NOW + MINUTE)]
    assert (the_job().state, the_job().finished_at, the_job().tries) == ("done", NOW + MINUTE, 1)
    assert work.run_once(NOW + MINUTE) == 0


def test_what_was_done_keeps_nothing_about_anyone(does):
    does(lambda payload, now: None)
    ask({"reader": "reader@example.org"})
    work.run_once(NOW)
    assert the_job().payload == {}


def test_work_of_an_act_that_was_taken_back_is_never_there(does):
    with pytest.raises(RuntimeError), transaction.atomic():
        ask()
        raise RuntimeError
    assert not Job.objects.exists()


def test_work_for_later_waits_until_then(does):
    does(lambda payload, now: None)
    ask(run_after=NOW + MINUTE)
    assert work.run_once(NOW + MINUTE - timedelta(microseconds=1)) == 0
    assert work.run_once(NOW + MINUTE) == 1


def test_the_urgent_goes_first_then_the_older(does):
    seen = []
    does(lambda payload, now: seen.append(payload["n"]))
    ask({"n": "later"}, run_after=NOW + MINUTE)
    ask({"n": "old"})
    ask({"n": "urgent"}, priority=10, run_after=NOW + MINUTE)
    work.run_once(NOW + MINUTE)
    assert seen == ["urgent", "old", "later"]


def test_a_batch_ends_at_its_limit(does):
    does(lambda payload, now: None)
    for _ in range(3):
        ask()
    assert [work.run_once(NOW, limit=2), work.run_once(NOW, limit=2)] == [2, 1]


def test_of_one_key_one_row_waits_with_the_newest_payload_and_the_earliest_moment(does):
    ask({"n": 1}, key="front", run_after=NOW + MINUTE)
    ask({"n": 2}, key="front", run_after=NOW)
    ask({"n": 3}, key="front", run_after=NOW + 2 * MINUTE)
    assert (the_job().payload, the_job().run_after) == ({"n": 3}, NOW)


def test_a_key_asked_for_while_its_work_is_being_done_waits_anew(does):
    does(lambda payload, now: None)
    ask(key="front")
    running = work.claim(NOW)
    ask(key="front")
    assert Job.objects.count() == 2
    assert running.state == "running"


def test_work_that_fails_while_its_key_waits_leaves_it_to_the_one_that_waits(does):
    def fails(payload, now):
        ask(key="front")
        raise OSError("disk full")

    does(fails, touches_world=True)
    ask(key="front")
    work.run_once(NOW, limit=1)
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "waiting"]


def test_failed_work_is_tried_again_after_a_pause_that_grows(does):
    def fails(payload, now):
        raise OSError("disk full")

    does(fails, max_tries=3)
    job, now = ask(), NOW
    for tries in (1, 2):
        assert work.run_once(now) == 1
        job.refresh_from_db()
        assert (job.state, job.tries, job.last_error) == ("waiting", tries, "OSError: disk full")
        assert job.run_after == now + work.pause(tries, job.pk)
        assert work.run_once(now) == 0
        now = job.run_after
    work.run_once(now)
    job.refresh_from_db()
    assert (job.state, job.tries, job.finished_at, job.lease_until) == ("failed", 3, now, None)
    assert work.run_once(now + timedelta(days=30)) == 0


def test_a_pause_grows_and_ends_at_six_hours_and_can_be_told_beforehand():
    pauses = [work.pause(tries, seed=5) for tries in range(1, 40)]
    assert pauses == [work.pause(tries, seed=5) for tries in range(1, 40)]
    assert timedelta(seconds=8) <= pauses[0] <= timedelta(seconds=12)
    assert pauses[:6] == sorted(pauses[:6])
    assert max(pauses) <= timedelta(hours=7.2)
    assert len({work.pause(3, seed) for seed in range(100)}) == 100


def test_one_poisoned_piece_does_not_keep_the_others_from_being_done(does):
    done = []

    def sometimes(payload, now):
        if payload["n"] == 1:
            raise ValueError("poison")
        done.append(payload["n"])

    does(sometimes)
    for n in range(3):
        ask({"n": n})
    assert work.run_once(NOW) == 3
    assert done == [0, 2]


def test_a_handler_of_the_database_leaves_nothing_behind_when_it_fails(does):
    def half(payload, now):
        Heartbeat.objects.create(at=now)
        raise ValueError("in the middle")

    does(half)
    ask()
    work.run_once(NOW)
    assert not Heartbeat.objects.exists()
    assert the_job().state == "waiting"


def test_work_that_nobody_can_do_is_named(does):
    ask(kind="moon.landing")
    work.run_once(NOW)
    assert "moon.landing" in the_job().last_error


def test_a_handler_may_put_work_off_without_a_try_being_counted(does):
    def not_yet(payload, now):
        if now < NOW + MINUTE:
            raise work.Later(NOW + MINUTE, "the hour is full")

    does(not_yet, max_tries=1)
    ask()
    work.run_once(NOW)
    assert (the_job().state, the_job().tries, the_job().run_after) == ("waiting", 0, NOW + MINUTE)
    work.run_once(NOW + MINUTE)
    assert the_job().state == "done"


def test_work_of_a_killed_worker_is_taken_again_after_its_lease(does):
    seen = []
    does(lambda payload, now: seen.append(now), lease=5 * MINUTE)
    ask()
    assert work.claim(NOW)  # and here the worker is killed
    assert work.run_once(NOW + 4 * MINUTE) == 0
    assert work.run_once(NOW + 5 * MINUTE) == 1
    assert (seen, the_job().state, the_job().tries) == ([NOW + 5 * MINUTE], "done", 2)


def test_work_that_kills_its_worker_each_time_ends_as_failed(does):
    does(lambda payload, now: None, max_tries=2, lease=MINUTE)
    ask()
    for n in range(2):
        assert work.claim(NOW + n * MINUTE)
        work.recover(NOW + (n + 1) * MINUTE)
    assert the_job().state == "failed"
    assert "stopped" in the_job().last_error


def test_a_worker_that_overslept_its_lease_changes_nothing_any_more(does):
    def sleeps(payload, now):
        if the_job().tries == 1:
            work.recover(now + 10 * MINUTE)
            work.claim(now + 10 * MINUTE)  # another has it now

    does(sleeps, touches_world=True, lease=MINUTE)
    ask()
    work.run_once(NOW, limit=1)
    assert (the_job().state, the_job().tries) == ("running", 2)


def test_an_exit_in_the_middle_is_not_swallowed_and_the_work_is_taken_again(does):
    does(lambda payload, now: exit(1), lease=MINUTE)
    ask()
    with pytest.raises(SystemExit):
        work.run_once(NOW)
    assert the_job().state == "running"
    work.recover(NOW + 2 * MINUTE)
    assert the_job().state == "waiting"


def test_errors_are_short_and_tell_no_secrets(does, settings):
    settings.EMAIL_HOST_PASSWORD = "hunter-the-second"

    def fails(payload, now):
        raise OSError(
            "smtp://desk:s3cret@mail.example.org said no to layla@example.org, password=abc "
            "hunter-the-second\r\ntoken " + "a1B2" * 12 + " x" * 2000
        )  # fmt: skip

    does(fails)
    ask()
    work.run_once(NOW)
    said = the_job().last_error
    assert len(said) <= 500
    assert said.startswith("OSError: smtp://…@mail.example.org said no to …@example.org, password=…")
    assert not any(secret in said for secret in ("s3cret", "layla", "abc", "hunter", "a1B2", "\n", "\r"))


def test_failed_work_can_be_tried_again_from_the_start(does):
    does(lambda payload, now: 1 / 0, max_tries=1)
    ask()
    work.run_once(NOW)
    assert outbox.try_again([the_job().pk], now=NOW + MINUTE) == 1
    assert (the_job().state, the_job().tries, the_job().last_error) == ("waiting", 0, "")
    assert outbox.try_again([the_job().pk], now=NOW + MINUTE) == 0


def test_failed_work_whose_key_waits_already_stays_as_it_is(does):
    does(lambda payload, now: 1 / 0, max_tries=1)
    failed = ask(key="front")
    work.run_once(NOW)
    ask(key="front")
    assert outbox.try_again([failed.pk], now=NOW) == 0


def test_the_oldest_that_waits_is_known(does):
    assert outbox.oldest_waiting(NOW) is None
    ask(run_after=NOW + 5 * MINUTE)
    assert outbox.oldest_waiting(NOW) is None
    ask()
    assert outbox.oldest_waiting(NOW + MINUTE) == MINUTE
    assert outbox.oldest_waiting(NOW + 9 * MINUTE) == 9 * MINUTE


def test_work_that_lost_its_worker_counts_as_waiting(does):
    does(lambda payload, now: None, lease=MINUTE)
    ask()
    work.claim(NOW)
    assert outbox.oldest_waiting(NOW) is None
    assert outbox.oldest_waiting(NOW + 3 * MINUTE) == 2 * MINUTE


def test_the_worker_says_that_it_is_alive():
    assert outbox.last_beat() is None
    work.beat(NOW)
    work.beat(NOW + MINUTE)
    assert outbox.last_beat() == NOW + MINUTE
    assert Heartbeat.objects.count() == 1


def test_done_work_goes_after_seven_days_and_failed_work_stays(does):
    does(lambda payload, now: 1 / payload["n"], max_tries=1)
    ask({"n": 1})
    ask({"n": 0})
    work.run_once(NOW)
    assert work.housekeep(NOW + timedelta(days=7)) == 0
    assert work.housekeep(NOW + timedelta(days=7, seconds=1)) == 1
    assert the_job().state == "failed"


def test_two_handlers_of_one_kind_are_a_mistake(does):
    does(lambda payload, now: None)

    def another(payload, now):
        pass

    with pytest.raises(ValueError, match="already"):
        does(another)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "asleep"},
        {"state": "running"},
        {"state": "done"},
        {"lease_until": NOW},
        {"finished_at": NOW},
        {"priority": 101},
    ],
)
def test_the_database_refuses_rows_that_make_no_sense(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="x.y", run_after=NOW, created_at=NOW, **broken)


@pytest.mark.django_db(transaction=True)
def test_no_work_is_done_twice_by_workers_side_by_side(does, needs_parallel_database):
    seen = []
    does(lambda payload, now: seen.append(payload["n"]), touches_world=True)
    for n in range(60):
        ask({"n": n})

    def worker(_n: int) -> int:
        try:
            done = 0
            while count := work.run_once(NOW, limit=5):
                done += count
            return done
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(worker, range(8))) == 60
    assert sorted(seen) == list(range(60))
    assert not Job.objects.exclude(state="done").exists()


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_ask_with_one_key_at_once_one_row_waits(does, needs_parallel_database):
    def one(n: int) -> None:
        try:
            ask({"n": n}, key="front")
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(one, range(50)))
    assert the_job().state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_work_asked_for_by_key_is_not_done_before_its_act_is_there(does, needs_parallel_database):
    """Else the worker would read what was there before, and nobody would come for the change."""
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite the writer keeps all others out anyway")
    does(lambda payload, now: None)
    ask(key="front")

    def other() -> Job | None:
        try:
            return work.claim(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            ask(key="front")
            assert pool.submit(other).result() is None
        assert pool.submit(other).result() is not None


@pytest.mark.parametrize("size", [10, 3000])
def test_finding_the_next_piece_costs_the_same_whatever_waits(does, size, django_assert_num_queries):
    Job.objects.bulk_create(Job(kind="stories.counted", run_after=NOW + MINUTE, created_at=NOW) for _ in range(size))
    does(lambda payload, now: None)
    ask()
    with django_assert_num_queries(4):  # savepoint, look, take, release
        assert work.claim(NOW)


def test_what_is_done_together_is_done_in_one_go_and_tried_again_together(does):
    seen, broken = [], [True]

    def work_of(payloads, now):
        seen.append([payload["n"] for payload in payloads])
        if broken:
            raise RuntimeError("nobody there")

    does(work_of, kind="feeds.told", together=3, touches_world=True)
    does(lambda payload, now: seen.append(payload), kind="other")
    for n in range(4):
        ask({"n": n}, kind="feeds.told")
    ask({"n": "other"}, kind="other")
    ask({"n": "later"}, kind="feeds.told", now=NOW + MINUTE)
    assert work.run_once(NOW) == 3
    assert seen == [[0, 1, 2], [3], {"n": "other"}]
    assert (
        sorted(Job.objects.filter(kind="feeds.told").values_list("state", "tries"))
        == [("waiting", 0)] + [("waiting", 1)] * 4
    )
    broken.clear()
    work.run_once(NOW + 5 * MINUTE)
    assert sorted((n for together in seen[3:] for n in together), key=str) == [0, 1, 2, 3, "later"]
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
