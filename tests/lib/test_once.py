"""One-time links: random, hashed, good for a while, used once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from newsroom.lib.once import links
from newsroom.lib.once.models import Link
from tests.factories import DAY, MINUTE, NOW


@pytest.mark.django_db
def test_a_link_works_until_its_time_is_over_and_no_longer():
    token = links.fresh("test", lasts=DAY, now=NOW)
    links.judge("test", token, NOW + DAY - timedelta(microseconds=1))
    with pytest.raises(links.Late):
        links.judge("test", token, NOW + DAY)


@pytest.mark.django_db
def test_a_fresh_link_ends_the_one_of_before_and_nothing_of_it_is_kept():
    old = links.fresh("test", lasts=DAY, now=NOW)
    new = links.fresh("test", lasts=DAY, now=NOW + MINUTE)
    links.judge("test", new, NOW + MINUTE)
    with pytest.raises(links.Unknown):
        links.judge("test", old, NOW + MINUTE)
    assert len(new) >= 43 and old != new  # 256 bits in base64
    kept = repr(Link.objects.values().get())
    assert new not in kept and old not in kept


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "ü" * 50, "a" * 5000, "\0"])
def test_what_is_no_token_is_unknown(token):
    links.fresh("test", lasts=DAY, now=NOW)
    with pytest.raises(links.Unknown):
        links.judge("test", token, NOW)


@pytest.mark.django_db
def test_a_token_is_of_one_purpose():
    token = links.fresh("test", lasts=DAY, now=NOW)
    links.fresh("other", lasts=DAY, now=NOW)
    with pytest.raises(links.Unknown):
        links.judge("other", token, NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_link_at_once_one_does():
    token = links.fresh("test", lasts=DAY, now=NOW)
    barrier, outcomes = threading.Barrier(2), []

    def use():
        barrier.wait()
        try:
            with transaction.atomic():
                links.use("test", token, NOW)
            outcomes.append("used")
        except links.Unknown:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "used"]
