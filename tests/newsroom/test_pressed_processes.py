"""Two web processes and a third that publishes: after a verb has come back, nobody gets an old answer."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow
VERBS = 150

BEGIN = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from tests.factories import *
"""
PREPARE = (
    BEGIN
    + """
call_command("migrate", verbosity=0)
newsroom(), section()
by = person("publisher")
for n in range(3):
    print(live_story(by=by, headline=f"Warm {n}", now=timezone.now()).pk)
"""
)
# Reads a line, acts, answers with the word that readers must see from now on, and the paths where.
ACT = (
    BEGIN
    + """
from articles import workflow
by = person("publisher")
article = story(by=by, headline="Word 0", now=timezone.now())
day = lambda: article.address_date
for n, line in enumerate(sys.stdin, 1):
    now = timezone.now()
    what = line.strip()
    if what == "publish":
        workflow.publish(by=by, article=article, now=now)
    elif what == "update":
        workflow.save(by=by, article=article, fields={"headline": f"Word {n}"}, base_version=9999, now=now)
        workflow.update(by=by, article=article, kind="update", now=timezone.now())
    else:
        workflow.take_down(by=by, article=article, why="test", now=now)
    path = f"/{day().year}/{day().month:02d}/{day().day:02d}/{article.slug}/"
    print(article.headline, path, sep="|", flush=True)
"""
)


@pytest.fixture
def newsroom_at(tmp_path):
    """A newsroom of its own with two web processes; gives its port and environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
    environment |= {"DATA_DIR": str(tmp_path), "DEMO": "0", "PORT": str(port), "PYTHONPATH": str(settings.BASE_DIR)}
    subprocess.run([sys.executable, "-c", PREPARE], cwd=settings.BASE_DIR, env=environment, check=True, timeout=120)
    server = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "newsroom.wsgi:application", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(port), "--workers", "2", "--blocking-threads", "4", "--no-access-log",
            "--workers-kill-timeout", "2",
        ],
        cwd=settings.BASE_DIR, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if ask(port, "/")[0] == 200:
                    break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail("the web processes did not come up")
        yield port, environment
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(5)


def ask(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "identity", "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_no_old_answer_after_a_verb(newsroom_at):
    port, environment = newsroom_at
    stop, seen, old = threading.Event(), [], []

    def read_on():  # keeps the pages warm in both processes
        while not stop.is_set():
            seen.append(ask(port, "/")[0])

    readers = [threading.Thread(target=read_on) for _ in range(3)]
    actor = subprocess.Popen(
        [sys.executable, "-c", ACT], cwd=settings.BASE_DIR, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    for reader in readers:
        reader.start()
    try:
        with ThreadPoolExecutor(8) as pool:
            for n in range(VERBS):
                verb = ("publish", "update", "take down")[n % 3]
                actor.stdin.write(verb + "\n")
                actor.stdin.flush()
                word, _bar, path = actor.stdout.readline().strip().partition("|")
                answers = list(pool.map(lambda where: (where, *ask(port, where)), ["/", "/news/", path] * 4))
                for where, status, text in answers:
                    if verb == "take down":
                        right = (status == 410) if where == path else (status == 200 and word not in text)
                    else:
                        right = status == 200 and word in text
                    if not right:
                        old.append((n, verb, where, status, word))
    finally:
        stop.set()
        for reader in readers:
            reader.join()
        actor.stdin.close()
        actor.wait(20)
        actor.stdout.close()
    assert old == []
    assert set(seen) == {200}


def test_a_thousand_readers_wait_for_one_render_a_process(newsroom_at):
    port, environment = newsroom_at
    purge = BEGIN + "from articles import press\npress.purge_all()"
    subprocess.run([sys.executable, "-c", purge], cwd=settings.BASE_DIR, env=environment, check=True, timeout=60)
    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(lambda _n: ask(port, "/news/"), range(1000)))
    assert {status for status, _text in answers} == {200}
    assert len({text for _status, text in answers}) == 1
