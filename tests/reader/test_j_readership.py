"""J8: what is read most, counted by the server without following anybody."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.readership import adding, asking
from articles.record import head
from newsroom import pressed
from newsroom.lib import counting, page_store
from newsroom.lib.counting.tally import Spool, Tally
from newsroom.lib.page_store import Store
from tests.articles.test_pages import get
from tests.factories import HOUR, MINUTE, NOW, live_story, newsroom, path_of, person, section
from tests.lib.test_counting import FIREFOX
from tests.reader.making import PREFIXES, cards, languages
from tests.wsgi import ask

pytestmark = pytest.mark.django_db
SINCE = int(NOW.timestamp() // 3600)
THEN = NOW + 2 * HOUR
BY_LANGUAGE = {"en": "Most read", "ar": "الأكثر قراءة", "ckb": "زۆرترین خوێنراو"}


@pytest.fixture(autouse=True)
def room(db):
    newsroom()
    section("news")
    with time_machine.travel(THEN, tick=False):
        yield


def read(*numbers: int, language: str = "en", hour: int = SINCE, **fields) -> list:
    """Stories that were read so often."""
    stories = [live_story(language=language, headline=f"Read {number} times", **fields) for number in numbers]
    adding.add({(hour, path_of(story), "none"): number for story, number in zip(stories, numbers, strict=True)})
    return stories


def shown(path: str = "/most-read/") -> list[str]:
    return re.findall(r"Read \d+ times", " ".join(card.text for card in cards(get(Client(), path))))


@languages
def test_j8_the_most_read_stand_in_order_with_the_window_stated(language):
    read(12, 40, 25, 10, language=language)
    page = get(Client(), f"{PREFIXES[language]}/most-read/")
    assert shown(f"{PREFIXES[language]}/most-read/") == [f"Read {n} times" for n in (40, 25, 12, 10)]
    assert page.one("h1").text == BY_LANGUAGE[language]
    said = next(page.all("time"))
    assert datetime.fromisoformat(said["datetime"]) == asking.window(THEN)[1]
    assert "24" in page.text or "٢٤" in page.text


def test_j8_the_window_is_the_last_24_hours_that_are_over():
    assert asking.window(NOW.replace(minute=30)) == (
        NOW.replace(minute=0) - timedelta(days=1), NOW.replace(minute=0),
    )  # fmt: skip
    exact = NOW.replace(minute=0, second=0, microsecond=0)
    assert asking.window(exact)[1] == exact - HOUR  # the last seconds of that hour are still on their way
    for at in (exact, exact + MINUTE, exact + 59 * MINUTE, exact + timedelta(seconds=61.5)):
        over = at + timedelta(seconds=asking.until_next(at))
        assert asking.window(over - timedelta(seconds=2))[1] == asking.window(at)[1] < asking.window(over)[1]


def test_j8_old_views_and_those_of_this_hour_do_not_count():
    now = int(THEN.timestamp() // 3600)
    read(50, 51, 52, hour=now)
    read(60, 61, 62, hour=now - 26)
    assert shown() == []


def test_j8_too_few_readers_make_no_list():
    read(asking.LEAST - 1, 40, 25)
    assert shown() == [] and "Too little was read" in get(Client(), "/most-read/").text
    read(asking.LEAST)
    assert shown() == ["Read 40 times", "Read 25 times", f"Read {asking.LEAST} times"]


def test_j8_no_number_of_views_is_told():
    stories = [live_story(headline=name) for name in ("One", "Two", "Three")]
    adding.add({(SINCE, path_of(story), "none"): 73_911 for story in stories})
    assert "73" not in re.sub("(?s)<style>.*?</style>", "", Client().get("/most-read/").content.decode())


def test_j8_what_was_taken_down_or_paid_for_is_left_out():
    stories = read(90, 40, 25, 10)
    read(99, genre="sponsored")
    assert shown()[0] == "Read 90 times"
    workflow.take_down(by=person("publisher"), article=stories[0], why="test", now=NOW + HOUR)
    assert shown() == [f"Read {n} times" for n in (40, 25, 10)]


def test_j8_ten_stories_cost_what_three_cost():
    read(10, 11, 12)
    with CaptureQueriesContext(connection) as three:
        get(Client(), "/most-read/")
    read(*range(13, 30))
    with CaptureQueriesContext(connection) as many:
        get(Client(), "/most-read/")
    assert len(shown()) == asking.MOST_READ and len(many) == len(three)


# --- counted in front of Django ------------------------------------------------------------------------------


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setattr(page_store, "_store", Store(tmp_path / "pages", release="test"))
    head.path().unlink(missing_ok=True)  # the record begins anew with each test that commits


@pytest.fixture
def reader(kept, tmp_path, settings):
    """`reader(path)` opens a page as somebody with a browser; gives the answer. `reader.tally` has counted."""
    settings.READERSHIP_DIR = tmp_path / "readership"
    with time_machine.travel(THEN, tick=True):
        application = pressed.Pressed(WSGIHandler())
        application.tally = Tally(Spool(settings.READERSHIP_DIR), pause=3600)

        def read_it(path: str, method: str = "GET", **headers):
            return ask(path, method, application=application, **{"user_agent": FIREFOX} | headers)

        read_it.tally = application.tally
        yield read_it
        application.tally.close()


@pytest.mark.django_db(transaction=True)
def test_j8_the_server_counts_pages_that_people_open(reader):
    path = path_of(live_story(now=THEN - HOUR))
    first = reader(path)
    again = reader(path, if_none_match=first.headers["etag"])  # a browser has the page and asks whether it is right
    reader(path, referer="https://www.google.com/")
    reader(f"{path}?letter", referer="https://www.google.com/")
    reader("/search/?q=buses", referer="http://127.0.0.1:8000/")
    reader("/", "HEAD"), reader("/", user_agent="Googlebot/2.1"), reader("/", sec_purpose="prefetch")
    reader("/nothing-here/"), reader("/feeds/latest.xml"), reader("/admin/"), reader("/robots.txt"), reader(path[:-1])
    assert (first.status, again.status) == (200, 304)
    counted = {(where, source): number for (_hour, where, source), number in reader.tally.views.items()}
    assert counted == {(path, "none"): 2, (path, "search"): 1, (path, "letter"): 1, ("/search/", "own"): 1}


@pytest.mark.django_db(transaction=True)
def test_j8_a_view_sets_nothing_and_what_is_counted_reaches_the_page(reader):
    stories = [live_story(now=NOW, headline=f"Read {n} times") for n in (30, 20, 11)]
    for story, times in zip(stories, (30, 20, 11), strict=True):
        for _n in range(times):
            answer = reader(path_of(story), cookie="who=me", x_forwarded_for="203.0.113.7")
            assert answer.status == 200 and "set-cookie" not in answer.headers
    reader.tally.flush()
    assert "203.0.113" not in str([counting.spool().read(name) for name in counting.spool()])
    adding.take_in(THEN)
    assert reader("/most-read/").text.count("Read 30 times") == 0  # this hour is not over
    with time_machine.travel(THEN + HOUR + 2 * MINUTE, tick=True):
        page = reader("/most-read/").text
    places = [page.find(f"Read {n} times") for n in (30, 20, 11)]
    assert -1 not in places and places == sorted(places)


@pytest.mark.django_db(transaction=True)
def test_j8_nothing_is_counted_where_it_is_switched_off(kept, settings):
    settings.READERSHIP = "off"
    assert pressed.Pressed(WSGIHandler()).tally is None
    assert ask("/", application=pressed.Pressed(WSGIHandler()), user_agent=FIREFOX).status == 200
    settings.READERSHIP = "server"
    assert "We count how often" in ask("/privacy/").text
