"""Fail points: off they cost nothing, on they do what they are asked, and every one of them is listed."""

import re
import time
import timeit

import pytest
from django.conf import settings

from newsroom.lib import failpoints
from newsroom.lib.failpoints import Failed, arm, failpoint
from tests.proving import kills

CODE = [
    path
    for app in ("articles", "authors", "newsletter", "newsroom")
    for path in (settings.BASE_DIR / app).rglob("*.py")
]
NAME = r"[a-z_]+\.[a-z_]+"


@pytest.fixture(autouse=True)
def disarmed():
    yield
    arm("")


def in_the_code() -> list[str]:
    text = "\n".join(path.read_text() for path in CODE if path.name != "failpoints.py")
    calls = re.findall(r"\bfailpoint\(([^)]*)\)", text)
    assert [call for call in calls if not re.fullmatch(f'"{NAME}"', call)] == [], "a name is a plain string"
    return [call.strip('"') for call in calls]


def test_each_name_stands_once_in_the_code_and_once_in_the_docs_and_is_killed_at():
    used = in_the_code()
    listed = re.findall(rf"^\| `({NAME})` \|", (settings.BASE_DIR / "docs/failpoints.md").read_text(), re.MULTILINE)
    assert len(used) > 50
    assert sorted(used) == sorted(set(used)), "two places have one name"
    assert sorted(listed) == sorted(used)
    assert {point.partition("=")[0] for point in kills.points()} == set(used)


def test_unasked_nothing_happens_and_asked_only_at_its_own_name():
    failpoint("publish.after_revision")
    arm("publish.after_revision=raise")
    failpoint("publish.after_story")
    with pytest.raises(Failed, match=r"publish\.after_revision"):
        failpoint("publish.after_revision")


def test_a_passing_can_be_chosen():
    arm("a.b=raise@2")
    failpoint("a.b")
    with pytest.raises(Failed):
        failpoint("a.b")
    failpoint("a.b")


def test_sleep_sleeps():
    arm("a.b=sleep:0.05, c.d=raise")
    began = time.monotonic()
    failpoint("a.b")
    assert time.monotonic() - began >= 0.05
    with pytest.raises(Failed):
        failpoint("c.d")


@pytest.mark.parametrize("asked", ["a.b", "a.b=explode", "a=kill", "a.b=sleep", "a.b=kill@0", "a.b=sleep:x"])
def test_what_cannot_be_read_is_refused_in_a_sentence(asked):
    with pytest.raises(ValueError, match="FAILPOINTS"):
        arm(asked)
    assert failpoints._armed == {}


def test_off_it_costs_next_to_nothing():
    """Less than a thousandth of the cheapest verb at fifty of them; shared machines are slow, so the best of many."""
    once = min(timeit.repeat(lambda: failpoint("publish.after_revision"), number=1000, repeat=30)) / 1000
    print(f"a fail point that is off: {once * 1e9:.0f} ns")
    assert once < 2e-6
