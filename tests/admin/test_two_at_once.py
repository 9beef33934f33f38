"""Codes that two browsers send at once: one of them gets in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections

from authors import factors
from tests import factories

from .signing import NOW, SECRET, code, someone, with_app

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MANY = 8


@pytest.fixture
def editor():
    factories.newsroom()
    return someone("editor")


def at_once(act) -> list:
    """What `act()` gives, or None where it is refused, from many threads that begin together."""
    start = Barrier(MANY)

    def one(_n):
        try:
            start.wait()
            return act()
        except factors.FactorRefused:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def test_one_code_of_the_app_opens_once(editor):
    with_app(editor)
    got = at_once(lambda: factors.check_code(editor, code(), NOW))
    assert got.count(factors.APP) == 1 and got.count(None) == MANY - 1


def test_one_recovery_code_opens_once(editor):
    codes = with_app(editor)
    got = at_once(lambda: factors.check_code(editor, codes[0], NOW))
    assert got.count(factors.RECOVERY) == 1
    assert factors.factors_of(editor).codes == 9


def test_guesses_that_come_together_are_all_counted(editor):
    with_app(editor)
    for _round in range(3):
        at_once(lambda: factors.check_code(editor, "000000", NOW))
    with pytest.raises(factors.FactorRefused, match="Too many"):
        factors.check_code(editor, code(), NOW)


def test_an_app_is_set_up_once(editor):
    at_once(lambda: factors.add_app(editor, SECRET, code(), NOW) or True)
    assert Authenticator.objects.filter(user=editor).count() == 1


def test_the_last_two_factors_do_not_both_go(editor, settings):
    settings.SECOND_FACTOR_DEMANDED = True
    with_app(editor)
    Authenticator.objects.create(user=editor, type=factors.PASSKEY, data={"name": "One"})
    keys = [row.pk for row in Authenticator.objects.exclude(type=factors.RECOVERY)] * (MANY // 2)
    at_once(lambda: factors.remove(editor, keys.pop()))
    assert factors.has_factor(editor)
