"""A process that publishes is killed at random moments: each story is wholly published or not at all."""

import os
import random
import select
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.conf import settings

ROUNDS = 20
BEGIN = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import django
django.setup()
from tests.factories import *
from articles import publication
from articles.history import broken_versions
from articles.models import *
from newsroom.lib.jobs.models import Job
from django.db import transaction
from django.utils import timezone
"""
# Publishes for ever; a line is written once the verb has come back: it is acknowledged.
PUBLISH = (
    BEGIN
    + """
by, where, picture_ = person("publisher"), section(), Photo.objects.first()
while True:
    now = timezone.now()
    made = story(by=by, section=where, photo=picture_, tags=["Buses", "Night"], now=now)
    workflow.publish(by=by, article=made, now=now)
    os.write(1, f"{made.pk}\\n".encode())
    workflow.save(by=by, article=made, fields={"standfirst": "More."}, base_version=99, now=now)
    workflow.update(by=by, article=made, kind="update", now=timezone.now())
"""
)
PREPARE = (
    BEGIN
    + """
from django.core.management import call_command
call_command("migrate", verbosity=0)
newsroom(), section(), photo()
"""
)
LOOK = (
    BEGIN
    + """
acknowledged = {int(n) for n in sys.stdin.read().split()}
live = set()
for article in Article.objects.all():
    assert broken_versions(article) == [], article.pk
    rows = publications(article)
    kinds = list(article.revisions.order_by("number").values_list("kind", flat=True))
    went_out = [k for k in kinds if k in ("published", "updated")]
    assert bool(article.first_published_at) == bool(rows) == bool(went_out), (article.pk, kinds)
    assert len(rows) == len(went_out), (article.pk, kinds)
    for row, later in zip(rows, [*rows[1:], None]):
        assert row.visible_until == (later and later.visible_from)
        assert row.credit_links.count() == len(row.credits) == 1
        assert row.topic_links.count() == len(row.topics) == 2
        assert row.photo_links.count() == 1
        assert Job.objects.filter(kind="articles.public_changed", payload__publications__0=row.pk).count() == 1
        live.add(article.pk)
    assert article.version == len(kinds)
kept = set(Publication.objects.values_list("pk", flat=True))
asked = Job.objects.filter(kind="articles.public_changed").values_list("payload__publications__0", flat=True)
assert kept == set(asked), "the outbox and the publications differ"
assert acknowledged <= live, f"lost: {acknowledged - live}"
print(len(acknowledged), len(live))
"""
)


def run(code: str, environment: dict, given: str | bytes = "") -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=environment,
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return done.stdout.decode()


def murder(environment: dict, chance: random.Random) -> str:
    """Starts the publisher, lets it publish a little, kills it at a random moment; gives what it acknowledged."""
    child = subprocess.Popen([sys.executable, "-c", PUBLISH], cwd=settings.BASE_DIR, env=environment, stdout=-1)
    said = b""
    try:
        assert select.select([child.stdout], [], [], 60)[0], "the publisher did not begin"
        said = os.read(child.stdout.fileno(), 4096)
        assert said, "the publisher ended by itself"
        try:
            child.wait(chance.uniform(0.01, 0.3))
        except subprocess.TimeoutExpired:
            pass
        assert child.poll() is None
        child.send_signal(signal.SIGKILL)
    finally:
        child.kill()
        said += child.stdout.read()
        child.wait()
        child.stdout.close()
    return said.decode().rpartition("\n")[0] + "\n"


def twenty_murders(environment: dict) -> None:
    run(PREPARE, environment)
    chance, acknowledged = random.Random(11), ""
    for _round in range(ROUNDS):
        acknowledged += murder(environment, chance)
    told, live = map(int, run(LOOK, environment, acknowledged).split())
    assert told >= ROUNDS and live >= told


def environment(folder: Path, **more: str) -> dict:
    return (
        os.environ
        | {"DATA_DIR": str(folder), "PYTHONWARNINGS": "ignore", "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
        | more
    )


@pytest.mark.slow
def test_killed_in_the_middle_on_sqlite(tmp_path):
    here = environment(tmp_path)
    here.pop("DATABASE_URL", None)
    twenty_murders(here)


@pytest.mark.slow
def test_killed_in_the_middle_on_postgresql(tmp_path, postgres_url):
    import psycopg

    name = f"kill_{uuid.uuid4().hex[:10]}"
    base, _slash, rest = postgres_url.rpartition("/")
    query = rest.partition("?")[1] + rest.partition("?")[2]
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            twenty_murders(environment(tmp_path, DATABASE_URL=f"{base}/{name}{query}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
