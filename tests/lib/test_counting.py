"""Who counts as a reader, from where they came, and that no number is lost or kept longer than it should."""

import json
import threading

import pytest

from newsroom.lib.counting import who
from newsroom.lib.counting.tally import HOUR, MOST, Damaged, Spool, Tally

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NOW = 500_000 * HOUR + 17


def asked(**headers) -> dict[str, str]:
    """A request of a browser, with `headers` beside (None: without it)."""
    environ = {
        "REQUEST_METHOD": "GET", "QUERY_STRING": "", "HTTP_HOST": "news.example", "HTTP_USER_AGENT": FIREFOX,
        "REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "203.0.113.7", "HTTP_COOKIE": "who=me",
    } | headers  # fmt: skip
    return {name: value for name, value in environ.items() if value is not None}


@pytest.fixture
def tally(tmp_path):
    made = Tally(Spool(tmp_path / "readership"), pause=3600)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("agent", "robot"),
    [
        (FIREFOX, False),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            False,
        ),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36", False),
        ("Opera/9.80 (Android; Opera Mini/36.2/191.256; U; ckb) Presto/2.12.423 Version/12.16", False),
        ("Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/139.0 Mobile [FBAN/FB4A;FBAV/420.0]", False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0) Chrome/140 Safari/537.36", True),
        ("Mozilla/5.0 (X11) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36", True),
        ("facebookexternalhit/1.1", True),
        ("curl/8.5.0", True),
        ("python-requests/2.32", True),
        ("Feedly/1.0", True),
        ("", True),
    ],
)
def test_programs_that_nobody_reads_with_are_left_out(agent, robot):
    assert who.is_robot(agent) is robot


@pytest.mark.parametrize(
    ("referrer", "query", "source"),
    [
        ("", "", "none"),
        ("https://news.example/", "", "own"),
        ("https://news.example:8443/", "", "other"),
        ("https://www.google.com/", "", "search"),
        ("https://www.google.co.uk/", "", "search"),
        ("https://google.de/search?q=buses", "", "search"),
        ("https://docs.google.com/document", "", "other"),
        ("https://mail.google.com/", "", "letter"),
        ("https://yandex.com.tr/", "", "search"),
        ("https://duckduckgo.com/", "", "search"),
        ("android-app://com.google.android.googlequicksearchbox/", "", "search"),
        ("android-app://com.google.android.gm/", "", "letter"),
        ("https://l.facebook.com/l.php?u=x", "", "social"),
        ("https://t.co/abc", "", "social"),
        ("https://not-t.co/abc", "", "other"),
        ("https://facebook.com.evil.example/", "", "other"),
        ("https://google.evil.example/", "", "other"),
        ("https://blog.example/post", "", "other"),
        ("https://", "", "other"),
        ("nonsense", "", "other"),
        ("https://[::1/", "", "other"),
        ("https://l.facebook.com/", "letter", "letter"),
        ("", "before=3&letter=", "letter"),
        ("", "q=newsletter", "none"),
    ],
)
def test_where_readers_come_from_is_a_class(referrer, query, source):
    assert who.source(referrer, query, "news.example") == source
    assert source in who.SOURCES


def test_a_view_is_a_number_by_hour_page_and_class(tally):
    tally.note("/news/", asked(), NOW)
    tally.note("/news/", asked(), NOW + HOUR - 18)
    tally.note("/news/", asked(HTTP_REFERER="https://www.bing.com/search?q=somebody"), NOW)
    tally.note("/news/", asked(), NOW + HOUR)
    assert tally.views == {
        (500_000, "/news/", "none"): 2, (500_000, "/news/", "search"): 1, (500_001, "/news/", "none"): 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": None}, {"HTTP_USER_AGENT": "curl/8"},
        {"HTTP_SEC_PURPOSE": "prefetch"}, {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_PURPOSE": "prefetch"}, {"HTTP_X_MOZ": "prefetch"}, {"HTTP_X_PURPOSE": "preview"},
        {"HTTP_SEC_PURPOSE": "", "HTTP_PURPOSE": "Prefetch"},
        {"HTTP_SEC_FETCH_DEST": "empty"}, {"HTTP_SEC_FETCH_DEST": "image"},
    ],
)  # fmt: skip
def test_what_nobody_looks_at_is_no_view(tally, headers):
    tally.note("/news/", asked(**headers), NOW)
    assert tally.views == {}


def test_a_feed_is_no_page(tally):
    tally.note("/feeds/latest.xml", asked(), NOW)
    tally.note("/", asked(HTTP_SEC_FETCH_DEST="document"), NOW)
    assert list(tally.views) == [(500_000, "/", "none")]


def test_nothing_of_the_reader_is_written(tally):
    tally.note("/news/", asked(HTTP_REFERER="https://forum.example/thread/secret?user=me"), NOW)
    tally.flush()
    [name] = tally.spool
    written = (tally.spool.folder / name).read_text()
    assert json.loads(written) == [[500_000, "/news/", "other", 1]]


def test_a_flush_hands_over_everything_once(tally):
    tally.flush()
    assert list(tally.spool) == []
    tally.note("/", asked(), NOW)
    tally.flush()
    tally.flush()
    [name] = tally.spool
    assert tally.spool.read(name) == {(500_000, "/", "none"): 1} and tally.views == {}


def test_many_threads_lose_no_view(tally):
    def read():
        for _n in range(2000):
            tally.note("/", asked(), NOW)

    threads = [threading.Thread(target=read) for _n in range(8)]
    for thread in threads:
        thread.start()
    for _n in range(20):
        tally.flush()
    for thread in threads:
        thread.join()
    tally.flush()
    assert sum(sum(tally.spool.read(name).values()) for name in tally.spool) == 16_000


def test_a_thread_writes_by_itself(tmp_path):
    tally = Tally(Spool(tmp_path), pause=0.01)
    tally.note("/", asked(), NOW)
    for _n in range(500):
        if list(tally.spool):
            break
        threading.Event().wait(0.01)
    assert len(list(tally.spool)) == 1
    tally.close()


def test_a_full_disk_loses_nothing_and_fills_no_memory(tally, monkeypatch, caplog):
    def full(views):
        raise OSError(28, "No space left on device")

    tally.note("/", asked(), NOW)
    with monkeypatch.context() as patch:
        patch.setattr(tally.spool, "write", full)
        tally.flush()
        for number in range(MOST + 10):
            tally.note(f"/{number}/", asked(), NOW)
        tally.note("/", asked(), NOW)
    assert "could not be written down" in caplog.text
    assert len(tally.views) == MOST and tally.views[500_000, "/", "none"] == 2


@pytest.mark.parametrize("text", ["", "{", "[[1]]", '{"a": 1}', '[["x", "/", "none", 1]]'])
def test_a_file_that_is_none_of_ours_is_told(tmp_path, text):
    spool = Spool(tmp_path)
    (tmp_path / "1.views").write_text(text)
    with pytest.raises(Damaged):
        spool.read("1.views")
