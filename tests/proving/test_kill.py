"""A writer is killed at fail points and at random moments; nothing acknowledged is lost, nothing is half done.

`PROVE=full` kills at every point and a hundred times at random on each database; the suite of every day at every point
of SQLite and at every third of PostgreSQL, and twenty times at random.
"""

import random

import pytest

from tests.proving import kills
from tests.proving.kills import Ground

pytestmark = pytest.mark.slow
ROUNDS = 100 if kills.FULL else 20


@pytest.fixture(params=["sqlite", "postgresql"])
def ground(request, tmp_path):
    if request.param == "sqlite":
        with kills.on_sqlite(tmp_path) as made:
            yield made
    else:
        with kills.on_postgresql(tmp_path, request.getfixturevalue("postgres_url")) as made:
            yield made


def _shortest(acts: dict[str, dict[str, int]], point: str) -> str:
    """The quickest of the acts that pass the fail point as often as it asks; all of them where none does alone."""
    name, often = point.partition("=")[0], int(point.partition("@")[2])
    alone = [act for act, seen in acts.items() if seen.get(name, 0) >= often and act != "work"]
    return min(alone, key=lambda act: acts[act][""], default="all")


def test_killed_at_fail_points(ground: Ground):
    faults, survived = {}, []
    acts = ground.ask("passings", seed=0)["acts"]
    assert ground.judge()["faults"] == []
    # Every day each point on SQLite and every third on PostgreSQL, whose kills take as long again; `PROVE=full`: all.
    points = kills.points() if kills.FULL or ground.embedded else kills.points()[::3]
    for seed, point in enumerate(points, 1):
        code = ground.ask("write", acts=_shortest(acts, point), seed=seed, points=point)["code"]
        if code == 0:  # it was passed because of what an act before had left, such as a page that is kept already
            code = ground.ask("write", acts="all", seed=1000 + seed, points=point)["code"]
        if code != -9:
            survived.append((point, code, ground.said()))
        if found := ground.judge()["faults"]:
            faults[point] = found
    whole = ground.judge(whole=True)
    print(f"{len(points)} kills, {whole['acknowledged']} acts acknowledged of {whole['tried']}")
    assert faults == {} and whole["faults"] == []
    assert survived == [], "a fail point that no act passes"


def test_killed_at_random_moments(ground: Ground):
    chance, faults = random.Random(11), {}
    for seed in range(1001, 1001 + ROUNDS):
        when = {"lines": chance.randrange(1, 60), "after": chance.uniform(0, 0.05)}
        code = ground.ask("write", acts="for_ever", seed=seed, **when)["code"]
        assert code == -9, ground.said()
        if found := ground.judge()["faults"]:
            faults[seed] = found
    whole = ground.judge(whole=True)
    print(f"{ROUNDS} kills, {whole['acknowledged']} acts acknowledged of {whole['tried']}, {whole['stories']} stories")
    assert faults == {} and whole["faults"] == []
    assert whole["acknowledged"] > ROUNDS
