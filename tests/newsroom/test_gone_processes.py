"""Taken down, and nowhere a second later: two web processes, no worker, with the database and without it."""

import contextlib
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings

from tests.newsroom.test_pressed_processes import act, ask, on_each_database  # noqa: F401  a fixture

pytestmark = pytest.mark.slow
WORD = "Gabbronite"  # stands in the headline, the standfirst and the text, and nowhere else
ROUNDS = 4  # each address is asked for so often, so that both processes answer

# A story with all that an address can be made of; prints every address at which it stands, and what marks it.
MAKE = f"""
import json
from articles import old_addresses, workflow
from articles.models import Publication
by, now = person("publisher"), timezone.now()
article = story(
    by=by, headline="{WORD} was found under the bridge", standfirst="{WORD} is a stone that nobody had looked for.",
    body="<p>{WORD} lay there.</p>", tags=["Stones"], credits=[{{"author": author("Nazdar Amin")}}],
    photo=photo(picture((640, 420))), now=now,
)
workflow.publish(by=by, article=article, now=now, override="test")
workflow.readdress(by=by, article=article, slug="stone-moved", now=timezone.now())
old_addresses.enter(address="/2009/05/stone/", story=article.uuid)
old_addresses.enter(address="?p=17", story=article.uuid)
workflow.save(by=by, article=article, fields={{"kicker": "{WORD}"}}, base_version=99, now=timezone.now())
workflow.update(by=by, article=article, kind="correction", note="{WORD} is a stone, and no metal.", override="test",
                now=timezone.now())
out = Publication.objects.visible(timezone.now()).get(story=article.uuid)
day, who = article.address_date, out.credits[0]["slug"]
other = live_story(by=by, headline="Stays, and names it among the related ones", now=timezone.now())
own = [f"/{{day:%Y/%m/%d}}/stone-moved/", f"/a/{{article.pk}}/", "/2009/05/stone/", "/?p=17", *(
    one.address for one in old_addresses.OldAddress.objects.filter(story=article.uuid) if one.address.startswith("/"))]
lists = ["/", "/news/", "/topics/stones/", f"/authors/{{who}}/", "/corrections/", "/topics/", "/authors/",
    f"/{{day:%Y/%m/%d}}/{{other.slug}}/", "/feeds/latest.xml", "/feeds/latest.atom", "/feeds/latest.json",
    "/news/feed.xml", "/topics/stones/feed.xml", f"/authors/{{who}}/feed.xml", "/feeds/corrections.xml",
    "/sitemap.xml", f"/sitemap-{{day:%Y-%m}}.xml", "/sitemap-news.xml", "/search/?q={WORD.lower()}"]
files = [f"/media/{{article.photo.uuid}}/{{row['name']}}" for row in article.photo.renditions]
print(json.dumps({{"pk": article.pk, "own": own, "lists": lists, "files": files, "uuid": str(article.uuid),
                  "photo": str(article.photo.uuid), "path": own[0]}}))
"""
DOWN = """
from articles import workflow
from articles.models import Article
workflow.take_down(by=person("publisher"), article=Article.objects.get(pk={pk}), why="test", answer="{answer}",
                   text="{text}", now=timezone.now())
"""


def made(environment: dict) -> dict:
    return json.loads(act(environment, MAKE).strip().splitlines()[-1])


def status_of(port: int, path: str) -> tuple[int, str]:
    """Also of a file, which is no text."""
    try:
        return ask(port, path)
    except UnicodeDecodeError:
        return 200, ""


def everywhere(port: int, paths: list[str]) -> list[tuple[str, int, str]]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda path: (path, *status_of(port, path)), paths * ROUNDS))


def copies(answers, story: dict, *, but: tuple[str, ...] = ()) -> list[tuple[str, int]]:
    """The answers that still hold something of the story. (A search says again what it was asked for.)"""
    found = []
    for path, status, text in answers:
        marks = [story["uuid"], story["photo"], story["path"], WORD, *but]
        if path.startswith("/search/"):
            marks.remove(WORD)
        if path in story["files"]:
            gone = status in (404, 500, 503)
        elif path in story["own"]:
            gone = not (status == 301 or any(mark in text for mark in marks))
        else:
            gone = not any(mark in text for mark in marks)
        if not gone:
            found.append((path, status))
    return found


def all_of(story: dict) -> list[str]:
    return [*story["own"], *story["lists"], *story["files"]]


def warm(port: int, story: dict) -> None:
    """It stands at every address, in both processes: a test that could not find it would find nothing gone."""
    answers = everywhere(port, all_of(story))
    there = {path for path, _status in copies(answers, story)}
    # The lists of topics and authors name no story.
    assert set(all_of(story)) - there <= {"/topics/", "/authors/"}, set(all_of(story)) - there


@pytest.mark.parametrize("answer", ["gone", "page", "never"])
def test_gone_everywhere_a_second_after_the_verb_without_a_worker(on_each_database, answer):  # noqa: F811
    port, environment = on_each_database
    story = made(environment)
    warm(port, story)
    act(environment, DOWN.format(pk=story["pk"], answer=answer, text="" if answer == "never" else "We were wrong."))
    since = time.monotonic()
    answers = everywhere(port, all_of(story))
    print(f"{answer}: {len(answers)} answers within {time.monotonic() - since:.2f} s of the verb")
    assert copies(answers, story) == []
    own = {(path, status) for path, status, _text in answers if path in story["own"]}
    if answer == "never":
        assert own == {(path, 200 if path.startswith("/?") else 404) for path in story["own"]}
        unknown = {ask(port, "/2026/11/22/never-here/")[1]}
        assert {text for path, _s, text in answers if path in story["own"] and "?" not in path} == unknown
        assert {text for path, _s, text in answers if path == "/?p=17"} == {ask(port, "/?p=18")[1]}
    else:
        assert own == {(path, 410 if answer == "gone" else 200) for path in story["own"]}
        assert all("We were wrong." in text for path, _status, text in answers if path in story["own"])
    assert {status for path, status, _text in answers if path in story["files"]} == {404}


@contextlib.contextmanager
def database_away(environment: dict):
    """Nobody can open the database. PostgreSQL also ends the connections that web processes hold; who has SQLite's file
    open goes on with it, as when a disk's folder is moved."""
    url = environment.get("DATABASE_URL", "")
    if url:
        psycopg = pytest.importorskip("psycopg")
        base, _slash, name = url.rpartition("/")
        with psycopg.connect(base + "/postgres", autocommit=True) as server:
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            try:
                yield
            finally:
                server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        return
    file = Path(environment["DATA_DIR"], "db.sqlite3")
    moved = [(one, one.with_name("moved" + one.name)) for one in sorted(file.parent.glob("db.sqlite3*"))]
    for one, away in moved:
        one.rename(away)
    file.mkdir()  # nothing can be opened there
    try:
        yield
    finally:
        file.rmdir()
        for one, away in moved:
            away.rename(one)


@pytest.mark.parametrize("options", [["--notice", "A court said so."], ["--gone"]])
def test_gone_everywhere_while_the_database_is_away_and_when_it_is_back(on_each_database, options):  # noqa: F811
    port, environment = on_each_database
    gone = "--gone" in options
    story = made(environment)
    warm(port, story)
    with database_away(environment):
        done = subprocess.run(
            [sys.executable, "manage.py", "withdraw", story["path"], "--why", "test", *options],
            cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        since = time.monotonic()
        answers = everywhere(port, [path for path in all_of(story) if path not in story["files"]])
        print(f"database away: {len(answers)} answers within {time.monotonic() - since:.2f} s of the command")
        assert done.returncode == 0 and "The database is away" in done.stderr
        assert copies(answers, story) == []
        own = {(status, text) for path, status, text in answers if path == story["path"]}
        if gone:
            assert own == {ask(port, "/2026/11/22/never-here/")}
        else:
            assert {status for status, _text in own} == {410} and "A court said so." in own.pop()[1]
    time.sleep(1.1)  # a hit looks for the database once a second
    ask(port, "/")
    answers = everywhere(port, all_of(story))  # no worker runs
    assert copies(answers, story) == []
    assert {status for path, status, _text in answers if path == story["path"]} == {404 if gone else 410}
    assert {status for path, status, _text in answers if path in story["files"]} == {404}
