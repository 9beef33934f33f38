"""Counted views become sums by hour and day, each once; from the server's files and from a proxy's log."""

import gzip
import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import HourViews, Readership, Tag, ViewsTaken
from articles.readership import adding, asking, logs
from newsroom.lib import counting
from newsroom.lib.counting.tally import Spool
from tests.factories import DAY, NOW, author, live_story, newsroom, path_of, section

pytestmark = pytest.mark.django_db
SINCE = int(NOW.timestamp() // 3600)  # the hour of NOW
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.READERSHIP_DIR = tmp_path / "readership"
    newsroom()


def days(what: str) -> dict[str, int]:
    return dict(Readership.objects.filter(what=what).values_list("key", "views"))


def test_a_story_counts_for_its_section_authors_topics_and_edition():
    one, two, tag = author(), author(), Tag.objects.create(name="Buses", names={"en": "Buses"})
    article = live_story(credits=[{"author": one}, {"author": two}], tags=[tag], section=section("culture"))
    path = path_of(article)
    adding.add({(SINCE, path, "search"): 3, (SINCE, path, "none"): 2, (SINCE, "/", "none"): 4})
    assert days("all") == {"": 9} and days("kind") == {"story": 5, "front": 4}
    assert days("story") == {str(article.pk): 5} and days("section") == {str(article.section_id): 5}
    assert days("author") == {str(one.pk): 5, str(two.pk): 5} and days("topic") == {str(tag.pk): 5}
    assert days("source") == {"search": 3, "none": 6} and set(Readership.objects.values_list("language")) == {("en",)}
    assert list(HourViews.objects.filter(story=article.pk).order_by("source").values_list("source", "views")) == [
        ("none", 2), ("search", 3),
    ]  # fmt: skip


def test_the_same_thing_again_is_added_up():
    for _n in range(3):
        adding.add({(SINCE, "/", "none"): 2})
    assert days("all") == {"": 6} and HourViews.objects.get().views == 6


def test_days_are_the_newsrooms_own():
    late = int(datetime(2026, 11, 20, 22, tzinfo=UTC).timestamp() // 3600)  # 1 in the morning in Baghdad
    adding.add({(late, "/ar/", "none"): 1})
    assert set(Readership.objects.values_list("day", "language")) == {(date(2026, 11, 21), "ar")}
    assert days("hour") == {"01": 1}


@pytest.mark.parametrize(
    "path",
    ["/nothing/at/all/", "/2026/11/31/no-such-day/", "/2026/11/20/no-such-story/", "/admin/", "/newsletter/", "x"],
)
def test_what_is_no_page_of_readers_is_left_out(path):
    adding.add({(SINCE, path, "none"): 1})
    assert not Readership.objects.exists()


def test_ten_stories_cost_what_one_costs():
    def cost(number: int) -> int:
        views = {(SINCE, path_of(live_story()), "none"): 1 for _n in range(number)}
        with CaptureQueriesContext(connection) as queries:
            adding.add(views)
        # A statement that is sent with many rows is one line of these.
        return len([q for q in queries if "SAVEPOINT" not in q["sql"]])

    assert cost(1) == cost(10)


def test_each_file_counts_once_wherever_the_process_dies(monkeypatch):
    spool = counting.spool()
    name = spool.write({(SINCE, "/", "none"): 2})

    def dies(*_args, **_more):
        raise SystemExit

    with monkeypatch.context() as patch:  # before the sums are there
        patch.setattr(adding, "_add", dies)
        with pytest.raises(SystemExit):
            adding.take_in(NOW)
    assert days("all") == {} and list(spool) == [name]
    with monkeypatch.context() as patch:  # when they are, and the file as well
        patch.setattr(Spool, "drop", dies)
        with pytest.raises(SystemExit):
            adding.take_in(NOW)
    assert days("all") == {"": 2} and list(spool) == [name]
    assert adding.take_in(NOW) == 0 and list(spool) == []
    assert days("all") == {"": 2}


def test_a_broken_file_stops_no_other(caplog):
    spool = counting.spool()
    spool.write({(SINCE, "/", "none"): 2})
    (spool.folder / "0.views").write_text("[[")
    assert adding.take_in(NOW) == 2 and list(spool) == []
    assert "cannot be read" in caplog.text


def test_old_sums_go(settings):
    settings.READERSHIP_HOURS, settings.READERSHIP_DAYS = 14, 30
    for back in (0, 13, 15, 31):
        adding.add({(SINCE - 24 * back, "/", "none"): 1})
    ViewsTaken.objects.create(name="1.views", at=NOW - 3 * DAY)
    ViewsTaken.objects.create(name="log:1", at=NOW - 300 * DAY)
    assert adding.sweep(NOW) == 2 + 4  # of hours two; of the oldest day all, its kind, its source and its hour
    assert HourViews.objects.count() == 2 and Readership.objects.filter(what="all").count() == 3
    assert [row.name for row in ViewsTaken.objects.all()] == ["log:1"]


def test_sums_are_asked_by_day_edition_and_kind():
    today = NOW.date()
    adding.add({(SINCE, "/", "none"): 5, (SINCE - 24, "/", "own"): 2, (SINCE, "/ckb/", "search"): 9})
    assert asking.total(today - DAY, today) == 16 and asking.total(today, today, "ckb") == 9
    assert asking.by_day(today - 2 * DAY, today, "en") == [(today - 2 * DAY, 0), (today - DAY, 2), (today, 5)]
    assert asking.by_key("source", today - DAY, today) == [("search", 9), ("none", 5), ("own", 2)]
    assert asking.by_key("source", today - DAY, today, "en", most=1) == [("none", 5)]
    assert asking.by_edition(today, today) == [("ckb", 9), ("en", 5)]


# --- a proxy's log -------------------------------------------------------------------------------------------

AT = NOW.strftime("%d/%b/%Y:%H:%M:%S +0000")


def line(path: str = "/", *, agent: str = FIREFOX, referrer: str = "-", status: int = 200, method: str = "GET") -> str:
    return f'203.0.113.9 - - [{AT}] "{method} {path} HTTP/1.1" {status} 5120 "{referrer}" "{agent}"\n'


def caddy(path: str = "/", **more) -> str:
    headers = {"User-Agent": [FIREFOX]} | more.pop("headers", {})
    asked = {"remote_ip": "203.0.113.9", "method": "GET", "host": "127.0.0.1:8000", "uri": path, "headers": headers}
    return json.dumps({"ts": NOW.timestamp(), "request": asked, "status": 200, "size": 5120} | more) + "\n"


@pytest.fixture
def log(settings, tmp_path):
    settings.READERSHIP = "log"
    return tmp_path / "access.log"


def test_lines_of_nginx_and_of_caddy(log):
    log.write_text(
        line() + line("/?letter") + line(referrer="https://www.google.com/") + line(status=304)
        + line(status=404) + line(method="HEAD") + line(agent="curl/8.5") + line("/feeds/latest.xml") + "nonsense\n"
        + caddy() + caddy(headers={"Sec-Purpose": ["prefetch"]}) + caddy(headers={"Referer": ["https://t.co/x"]})
        + caddy(status=500) + caddy(headers={"Purpose": ["prefetch"]}) + caddy(headers={"X-Moz": ["prefetch"]})
        + caddy(headers={"X-Purpose": ["preview"]})
    )  # fmt: skip
    done = logs.count(log, NOW)
    assert (done.lines, done.views, done.unread) == (16, 6, 1)
    assert days("source") == {"none": 3, "letter": 1, "search": 1, "social": 1}
    assert HourViews.objects.values_list("hour", flat=True).distinct().get() == NOW.replace(minute=0)


def test_the_same_log_counts_once_also_when_it_grew_was_renamed_and_packed(log, tmp_path):
    log.write_text(line() + line())
    assert logs.count(log, NOW).views == 2 and logs.count(log, NOW).views == 0
    with log.open("a") as more:
        more.write(line() + line()[:40])  # the last is being written just now
    assert logs.count(log, NOW).views == 1
    with log.open("a") as more:
        more.write(line()[40:])
    renamed = log.rename(tmp_path / "access.log.1")
    assert logs.count(renamed, NOW).views == 1
    packed = tmp_path / "access.log.2.gz"
    packed.write_bytes(gzip.compress(renamed.read_bytes() + line().encode()))
    assert logs.count(packed, NOW).views == 1
    assert days("all") == {"": 5}


def test_no_address_of_a_reader_is_kept(log):
    log.write_text(line(referrer="https://forum.example/secret") * 3)
    logs.count(log, NOW)
    kept = str([list(model.objects.values()) for model in (HourViews, Readership, ViewsTaken)])
    assert "203.0.113" not in kept and "forum" not in kept and "Firefox" not in kept


def test_a_dead_process_goes_on_where_it_stopped(log, monkeypatch):
    monkeypatch.setattr(logs, "_LINES", 2)
    log.write_text(line() * 5)
    add, left = adding.add, [2]

    def dying(views):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        add(views)

    with monkeypatch.context() as patch:
        patch.setattr(adding, "add", dying)
        with pytest.raises(KeyboardInterrupt):
            logs.count(log, NOW)
    assert days("all") == {"": 4}
    assert logs.count(log, NOW).views == 1 and days("all") == {"": 5}


@pytest.mark.parametrize(
    "text", ["", "no line end", "nonsense\n", '{"a": 1}\n{"ts": "x"}\n{"request": 1}\n', "{" + "[" * 9]
)
def test_what_is_no_log_is_refused_with_a_sentence(log, text):
    log.write_text(text)
    with pytest.raises(CommandError, match="line"):
        call_command("count_readers", str(log))
    assert not Readership.objects.exists()


def test_the_command_says_what_it_counted(log, capsys):
    log.write_text(line() * 2)
    call_command("count_readers", str(log))
    assert capsys.readouterr().out.endswith("2 new lines, 2 of them pages that people read.\n")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("count_readers", str(log.parent / "none.log"))


def test_nothing_is_counted_twice_by_server_and_log(log, settings):
    settings.READERSHIP = "server"
    log.write_text(line())
    with pytest.raises(CommandError, match="READERSHIP=log"):
        call_command("count_readers", str(log))
    assert counting.tally() is not None
    settings.READERSHIP = "log"
    assert counting.tally() is None


def test_strange_lines_are_read_past():
    for text in ("{}", "{", "[]", "\x00", "a" * 100_000, '{"ts": 1e400, "status": 200, "request": {}}', "[" * 5000):
        assert logs.parse(text) == (None, False)
    assert logs.parse(line("/%D8%A3/"))[0].path == "/أ/"
