"""Signing in: a brake for whoever guesses, and none for whoever knows."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests import factories

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PAGE = "/admin/login/"


@pytest.fixture
def editor(room):
    person = factories.person("editor")
    person.set_password("right-and-long-enough")
    person.save()
    return person


def attempt(name: str, password: str, client: str = "10.0.0.1") -> int:
    answer = Client(REMOTE_ADDR=client).post(PAGE, {"username": name, "password": password})
    return answer.status_code


def test_ten_wrong_tries_brake_a_name_for_a_quarter_of_an_hour(editor):
    with time_machine.travel(NOW, tick=False) as clock:
        for n in range(10):
            assert attempt(editor.username, "wrong", f"10.0.1.{n}") == 200
        answer = Client().post(PAGE, {"username": editor.username, "password": "right-and-long-enough"})
        assert "Too many tries" in answer.content.decode()
        clock.shift(timedelta(minutes=16))
        assert attempt(editor.username, "right-and-long-enough") == 302


def test_one_address_may_not_try_many_names(editor):
    with time_machine.travel(NOW, tick=False):
        for n in range(30):
            assert attempt(f"someone-{n}", "wrong") == 200
        assert attempt(editor.username, "right-and-long-enough") == 200
        assert attempt(editor.username, "right-and-long-enough", "10.0.0.2") == 302


def test_right_sign_ins_are_not_counted(editor):
    with time_machine.travel(NOW, tick=False):
        assert [attempt(editor.username, "right-and-long-enough") for _n in range(12)] == [302] * 12


def test_a_header_does_not_change_the_address(editor):
    with time_machine.travel(NOW, tick=False):
        for n in range(31):
            Client(REMOTE_ADDR="10.0.0.3", HTTP_X_FORWARDED_FOR=f"9.9.9.{n}").post(
                PAGE, {"username": f"name-{n}", "password": "wrong"}
            )
        assert attempt(editor.username, "right-and-long-enough", "10.0.0.3") == 200
