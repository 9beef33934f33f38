"""A ceiling holds, for everyone together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from newsroom.lib.limits.ceilings import free_at, give_back, sweep, take
from newsroom.lib.limits.models import Ceiling

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def daily(now: datetime, most: int = 1) -> bool:
    return take("mail", "reader@example.org", most=most, per=DAY, now=now)


@pytest.mark.django_db
def test_a_ceiling_of_one_a_day_gives_one_a_day():
    assert daily(NOW)
    assert not daily(NOW)
    assert not daily(NOW + DAY - timedelta(microseconds=1))
    assert daily(NOW + DAY)
    assert not daily(NOW + DAY)


@pytest.mark.django_db
def test_a_window_begins_with_its_first_use_and_not_at_midnight():
    late = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
    assert daily(late)
    assert not daily(late + timedelta(minutes=2))
    assert free_at("mail", "reader@example.org") == late + DAY


@pytest.mark.django_db
def test_scopes_and_subjects_are_counted_apart():
    assert daily(NOW)
    assert take("mail", "other@example.org", most=1, per=DAY, now=NOW)
    assert take("login", "reader@example.org", most=1, per=DAY, now=NOW)


@pytest.mark.django_db
def test_a_ceiling_of_nought_gives_nothing():
    assert not daily(NOW, most=0)
    assert not Ceiling.objects.exists()


@pytest.mark.django_db
def test_the_table_does_not_say_whose_use_it_counts():
    daily(NOW)
    row = Ceiling.objects.get()
    assert "reader" not in row.subject and len(row.subject) == 64
    take("login", "reader@example.org", most=1, per=DAY, now=NOW)
    assert len(set(Ceiling.objects.values_list("subject", flat=True))) == 2


@pytest.mark.django_db
def test_what_was_given_back_can_be_taken_and_lasts_a_whole_day_again():
    assert daily(NOW)
    give_back("mail", "reader@example.org")
    later = NOW + timedelta(hours=23)
    assert daily(later)
    assert not daily(NOW + DAY)
    assert daily(later + DAY)


@pytest.mark.django_db
def test_one_of_several_can_be_given_back():
    assert [daily(NOW, most=2) for _ in range(3)] == [True, True, False]
    give_back("mail", "reader@example.org")
    assert [daily(NOW, most=2) for _ in range(2)] == [True, False]


@pytest.mark.django_db
def test_an_act_that_is_taken_back_has_used_nothing():
    with pytest.raises(RuntimeError), transaction.atomic():
        assert daily(NOW)
        raise RuntimeError
    assert daily(NOW)


@pytest.mark.django_db
def test_sweeping_takes_only_what_is_over():
    daily(NOW)
    take("mail", "other@example.org", most=1, per=2 * DAY, now=NOW)
    assert sweep(NOW + DAY) == 1
    assert Ceiling.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("most", [1, 7])
def test_of_fifty_at_once_exactly_as_many_get_through_as_may(most, needs_parallel_database):
    def attempt(_n: int) -> bool:
        try:
            return daily(NOW, most=most)
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(attempt, range(50))) == most
    assert Ceiling.objects.get().count == most
