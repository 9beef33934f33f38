"""Pages that are ready before anybody asks, and what happens to them when things break."""

import itertools
import random
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import press, pressing, workflow
from articles.models import OldAddress, Section
from articles.pressing import Presser
from newsroom.lib import page_store
from newsroom.lib.jobs import work
from newsroom.lib.page_store import control
from tests.factories import author, live_story, newsroom, person, section
from tests.newsroom.test_pressed import address, get, kept_files

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def database_away():
    """`with database_away():` whatever asks the database is refused."""

    def refused(*args, **kwargs):
        raise OperationalError("the database is away")

    def away():
        patch = pytest.MonkeyPatch()
        patch.setattr("django.db.backends.utils.CursorWrapper.execute", refused)
        patch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", refused)
        return patch

    return away


def live(**fields):
    return live_story(now=timezone.now(), **fields)


def queries_of(*paths: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        for path in paths:
            assert get(path).status == 200, path
    return len(queries)


def do_all_work() -> None:
    while work.run_once(timezone.now()):
        pass


# --- at publishing ------------------------------------------------------------------------------------------


def test_the_first_reader_after_a_publish_does_not_wait(kept):
    by = person()
    get("/robots.txt")  # the first hit of a new store asks which moment comes next
    article = live(by=by)
    assert queries_of(address(article)) == 0
    workflow.save(by=by, article=article, fields={"headline": "Newer"}, base_version=99, now=timezone.now())
    workflow.update(by=by, article=article, kind="update", now=timezone.now(), override="test")
    with CaptureQueriesContext(connection) as queries:
        assert "Newer" in get(address(article)).text
    assert len(queries) == 0


def test_the_outbox_presses_what_was_warm_and_nothing_else(kept):
    by = person()
    live(by=by, tags=["Buses"])
    warm = ["/", "/news/", "/feeds/latest.xml", "/news/feed.xml", "/topics/buses/"]
    queries_of(*warm)
    article = live(by=by, headline="Fresh", tags=["Buses"])
    do_all_work()
    assert queries_of(address(article), *warm) == 0
    assert all("Fresh" in get(path).text for path in warm)
    assert kept.head("/feeds/latest.json") is None


def test_a_correction_presses_the_page_and_the_feed_of_corrections(kept):
    by = person()
    article = live(by=by)
    paths = ["/corrections/", "/feeds/corrections.xml"]
    assert queries_of(*paths) > 0
    note = "It said otherwise."
    workflow.update(by=by, article=article, kind="correction", note=note, now=timezone.now(), override="test")
    do_all_work()
    assert queries_of(*paths) == 0 and note in get(paths[0]).text and note in get(paths[1]).text


def test_the_outbox_makes_nothing_old_that_was_told_already(kept):
    live()
    get("/")
    do_all_work()
    before = kept.count[control.CHANGE]
    live()
    told = kept.count[control.CHANGE]
    assert told > before
    do_all_work()
    assert kept.count[control.CHANGE] == told


def test_where_the_verb_died_before_it_told_the_outbox_does(kept, monkeypatch):
    by = person()
    article = live(by=by)
    assert get("/").status == 200
    workflow.save(by=by, article=article, fields={"headline": "Newer"}, base_version=99, now=timezone.now())
    with monkeypatch.context() as killed:
        killed.setattr(press, "apply", lambda *args, **kwargs: None)
        killed.setattr(pressing, "press_now", lambda *keys: 0)
        workflow.update(by=by, article=article, kind="update", now=timezone.now(), override="test")
    assert "Newer" not in get("/").text
    do_all_work()
    assert "Newer" in get("/").text and "Newer" in get(address(article)).text


def test_a_page_that_cannot_be_made_stops_no_verb(kept, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise ValueError("no such template")

    monkeypatch.setattr("articles.pages.story.build", broken)
    article = live()
    assert article.first_published_at
    assert "could not be pressed" in caplog.text


def test_the_desk_s_language_does_not_reach_a_page_pressed_at_the_desk(kept):
    from django.utils import translation

    with translation.override("ckb"):
        article = live()
        assert translation.get_language() == "ckb"
    ours = get(address(article)).text
    kept.purge_all()
    assert get(address(article)).text == ours


# --- in the background -----------------------------------------------------------------------------------------


def test_pages_that_nobody_visited_are_there_while_the_database_is_away(kept, database_away):
    by, writer = person(), author("Nazdar Amin")
    stories = [
        live(by=by, tags=["Buses"], credits=[{"author": writer}], language=language)
        for language in ("en", "en", "ar", "ckb")
    ]
    kept.purge_all()
    presser = Presser(50)
    while presser.work(0.2):
        pass
    sitemap = get("/sitemap.xml").text
    paths = [part.partition("</loc>")[0].removeprefix("http://127.0.0.1:8000") for part in sitemap.split("<loc>")[1:]]
    paths += [f"{p}/feeds/latest.{f}" for p in ("", "/ar", "/ckb") for f in ("xml", "atom", "json")]
    paths += [f"{p}/feeds/corrections.xml" for p in ("", "/ar", "/ckb")]
    paths += ["/news/feed.xml", "/topics/buses/feed.xml", f"/authors/{writer.slug}/feed.xml", "/robots.txt"]
    assert len(paths) > 30
    wanted = {path: get(path).body for path in paths}
    kept.pages.clear()
    gone = database_away()
    try:
        kept.count[control.EPOCH] += 1  # and all of it is old on top
        for path in paths:
            answer = get(path)
            assert (answer.status, answer.body) == (200, wanted[path]), path
        never = get("/news/?before=1")
        assert (never.status, never.headers["retry-after"]) == (503, "5")
        assert "Something went wrong" in never.text
    finally:
        gone.undo()
    assert {address(one) if one.language == "en" else None for one in stories[:2]} <= set(paths)


def test_pressing_ahead_stops_at_its_number_and_begins_anew_when_all_is_old(kept):
    by = person()
    stories = [live(by=by, first=timezone.now() - timezone.timedelta(hours=n)) for n in range(4)]
    kept.purge_all()
    presser = Presser(2)
    assert presser.work(30) > 2
    assert presser.work(30) == 0
    assert [kept.stands_in(address(one)) for one in stories] == [True, True, False, False]
    section("news").save()
    assert not kept.stands_in(address(stories[0]))
    presser.work(30)
    assert kept.stands_in(address(stories[0]))
    assert Presser(0).work(30) == 0


def test_what_was_taken_down_is_not_pressed(kept):
    by = person()
    article = live(by=by)
    workflow.take_down(by=by, article=article, why="test", now=timezone.now())
    Presser(10).work(30)
    assert kept.head(address(article)) is None


def test_pressing_ahead_is_bounded_in_time(kept):
    by = person()
    for _n in range(5):
        live(by=by)
    kept.purge_all()
    began = page_store.microseconds()
    Presser(50).work(0.0)
    assert page_store.microseconds() - began < 500_000
    assert not list(kept_files(kept))[5:]


# --- queries and addresses --------------------------------------------------------------------------------------


def test_marks_of_other_sites_are_the_same_page_without_a_query(kept):
    path = address(live())
    get(path)
    for mark in ("fbclid=1", "gclid=x", "utm_source=x&utm_id=2", "storyx=1", "q", "=", "%00", "before", "a" * 5000):
        with CaptureQueriesContext(connection) as queries:
            assert get(f"{path}?{mark}").status == 200
        assert len(queries) == 0, mark


def test_an_old_system_s_query_leads_to_its_story(kept):
    article = live()
    OldAddress.objects.create(address="/?p=17", key="?p=17", language="en", story=article.uuid)
    hop = get("/?p=17")
    assert (hop.status, hop.headers["location"]) == (301, address(article))
    assert get("/?p=18").status == 200


def test_one_page_is_kept_once_whatever_is_asked_behind_it(kept):
    path = address(live())
    for n in range(30):
        assert get(f"{path}?before={n}").status == 200
        assert get(f"/about/?before={n}&x=1").status == 200
    names = [str(file) for file in kept_files(kept)]
    assert not [name for name in names if "before" in name]


@pytest.mark.slow
def test_a_hundred_thousand_odd_queries_cost_two_renders_and_bounded_room(kept, monkeypatch):
    """Of the story's page one render and of its light version one; nothing on disk or in memory but those two."""
    path = address(live())
    kept.purge_all()
    renders = []
    real = pressing.render
    monkeypatch.setattr(pressing, "render", lambda *args: renders.append(args[0]) or real(*args))
    chance = random.Random(7)
    names = ["utm_source", "fbclid", "x", "q", "before", "lite", "page", "format", "%20", "a[]", "é".encode().hex()]
    forms = [
        lambda: f"{chance.choice(names)}={chance.getrandbits(40)}",
        lambda: f"{chance.getrandbits(64):x}",
        lambda: "&".join(f"{chance.choice(names)}={chance.getrandbits(20):x}" for _n in range(chance.randrange(9))),
        lambda: "before=" + "9" * chance.randrange(30),
        lambda: "".join(chance.choice("&=%;+#?/\\\"'<>{}0aZ") for _n in range(chance.randrange(60))),
    ]
    get(path), get(f"{path}?lite")
    files, memory, process = len(list(Path(kept.root).rglob("*"))), kept.size, resident()
    bodies = set()
    for n in range(100_000):
        answer = get(f"{path}?{forms[n % len(forms)]()}")
        assert answer.status == 200
        bodies.add(answer.body)
    assert len(bodies) == 2
    assert renders == [path, f"{path}@lite"]
    assert len(list(Path(kept.root).rglob("*"))) == files
    assert (kept.size, len(kept.flights)) == (memory, 0)
    assert resident() - process < 30_000  # kB


def resident() -> int:
    """What this process holds in memory, in kB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


@pytest.mark.parametrize(
    "path",
    ["//", "/..", "/../", "/news//", "//news/", "/\0", "/news/\0", "/\xff/", "/news/\xff", "/news%2F", "/.",
     "/@before=1", "/news/@before=1", "/" + "a" * 5000 + "/", "/" + "a-" * 2500 + "/", "/" + "a/" * 3000, "/ news/",
     "/news/feed.xml/", "/robots.txt/", "/feeds/latest.xml\n", "/sitemap-2026-99.xml", "/sitemap-0000-00.xml"],
)  # fmt: skip
def test_odd_paths_are_no_page_and_leave_no_file(kept, path):
    section("news")
    before = len(list(kept_files(kept)))
    assert get(path).status in (301, 404)
    assert len(list(kept_files(kept))) == before


def test_capitals_lead_to_the_page_in_one_hop(kept):
    live()
    hop = get("/NEWS/")
    assert (hop.status, hop.headers["location"]) == (301, "/news/")


@pytest.mark.parametrize("path", ["/", "/feeds/latest.xml", "/robots.txt"])
def test_validators_ranges_and_codings(kept, path):
    live()
    for coding in (
        "",
        "br",
        "gzip",
        "gzip;q=0, br;q=0",
        "identity;q=0, *",
        "*;q=0",
        "BR;Q=0.5",
        "x" * 3000,
        "br;q=foo",
    ):
        full = get(path, accept_encoding=coding)
        etag = full.headers["etag"]
        assert full.status == 200 and full.headers["vary"] == "Accept-Encoding"
        assert int(full.headers["content-length"]) == len(full.body)
        for known in (etag, f"W/{etag}", f'"x", W/{etag}, "y"', "*", " * "):
            again = get(path, accept_encoding=coding, if_none_match=known)
            assert (again.status, again.body) == (304, b""), (coding, known)
            assert again.headers["etag"] == etag and "cache-control" in again.headers
        for other in ('"x"', "", "garbage", etag.strip('"')[:-1], '"*"'):
            assert get(path, accept_encoding=coding, if_none_match=other).status == 200, other
        part = get(path, accept_encoding=coding, range="bytes=0-10", if_range=etag)
        assert (part.status, part.body) == (200, full.body)
        head = get(path, "HEAD", accept_encoding=coding, range="bytes=5-2")
        assert (head.status, head.body, head.headers) == (200, b"", full.headers)
    assert get(path, accept_encoding="br").headers["content-encoding"] == "br"
    assert "content-encoding" not in get(path, accept_encoding="gzip;q=0, br;q=0").headers
    assert get(path, "POST").status == 405


# --- faults -----------------------------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_used_costs_renders_and_nothing_else(tmp_path, monkeypatch, settings, caplog):
    (tmp_path / "file").write_bytes(b"")
    settings.PAGES_DIR = tmp_path / "file" / "pages"  # no folder can be made in a file
    page_store.forget()
    try:
        newsroom()
        by = person()
        article = live(by=by)  # the verb is done
        assert get(address(article)).status == 200
        assert "cannot be kept" in caplog.text and "could not be told" in caplog.text
        workflow.take_down(by=by, article=article, why="test", now=timezone.now())
        assert get(address(article)).status == 410
    finally:
        page_store.forget()


def test_a_second_a_failed_render_is_not_tried_for_each_reader(kept, monkeypatch, database_away):
    live()
    get("/")
    kept.purge_all()
    renders = itertools.count()
    real = pressing.render

    def counting(*args):
        next(renders)
        return real(*args)

    monkeypatch.setattr(pressing, "render", counting)
    gone = database_away()
    try:
        assert {get("/").status for _n in range(20)} == {200}
        assert next(renders) <= 2
    finally:
        gone.undo()


def test_settings_saved_at_the_desk_show_even_where_a_section_is_new(kept):
    live()
    get("/")
    Section.objects.create(slug="culture", names={"en": "Culture"})
    assert "Culture" in get("/").text
