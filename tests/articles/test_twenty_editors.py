"""Twenty editors save one story two hundred times each, at once: no word is lost, none is written over in silence."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.conf import settings

from tests.articles.elsewhere import environment

# 200 is the long proof: five minutes on SQLite, twenty on PostgreSQL.
SAVES = int(os.environ.get("TWENTY_SAVES", "12"))


def start(here: dict, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.articles.twenty", *map(str, arguments)], cwd=settings.BASE_DIR, env=here,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def end(process: subprocess.Popen, given: str = "") -> str:
    out, complaints = process.communicate(given)
    assert process.returncode == 0 and "Traceback" not in complaints, complaints[-4000:]
    return out


def twenty_editors(here: dict) -> None:
    end(start(here, "prepare"))
    halves = [start(here, "work", first, 10, SAVES) for first in (0, 10)]
    told = json.loads(end(start(here, "look"), "".join(end(half) for half in halves)))
    print(told)
    assert told["lost"] == [] and told["silent"] == []
    assert told["saves"] == 20 * SAVES and told["merged"] > SAVES and told["clashes"] > 5


@pytest.mark.slow
def test_twenty_editors_on_sqlite(tmp_path):
    here = environment(tmp_path)
    here.pop("DATABASE_URL", None)
    twenty_editors(here)


@pytest.mark.slow
def test_twenty_editors_on_postgresql(tmp_path, postgres_url):
    import psycopg

    name = f"twenty_{uuid.uuid4().hex[:10]}"
    base, _slash, rest = postgres_url.rpartition("/")
    query = rest.partition("?")[1] + rest.partition("?")[2]
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            twenty_editors(environment(Path(tmp_path), DATABASE_URL=f"{base}/{name}{query}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
