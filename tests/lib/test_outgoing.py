"""The one way out over the network reaches nothing of this machine or of the house, and ends in time."""

import contextlib
import http.server
import socket
import threading
import time

import pytest

from newsroom.lib import hearers, outgoing

INSIDE = (
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::", "2001:0:7f00:1::1", "::7f00:1", "2001:db8::1",
)  # fmt: skip
OUTSIDE = ("8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")


@contextlib.contextmanager
def listening(answer):
    """A server on this machine that calls `answer(handler)` for each POST; gives its port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.body = self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def loopback(monkeypatch):
    """For one test this machine is the world outside."""
    monkeypatch.setattr(outgoing, "is_public", lambda address: address == "127.0.0.1")


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_public(address):
    assert not outgoing.is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_outside_is(address):
    assert outgoing.is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "localhost", "localhost.", "[::1]",
             "[::ffff:127.0.0.1]", "LOCALHOST"],
)  # fmt: skip
def test_this_machine_is_not_asked_however_it_is_written(host):
    asked = []
    with listening(asked.append) as port, pytest.raises((outgoing.NotAsked, outgoing.NoAnswer)):
        outgoing.post(f"http://{host}:{port}/", b"x", "text/plain")
    assert asked == []


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "gopher://hub.krd/", "ftp://hub.krd/", "//hub.krd/", "hub.krd", "", "http://",
                "https://me:word@hub.krd/", "https://hub.krd:99999/", "http://hub.krd/\r\nX: y", "http://hub.krd/ a",
                "http://[::1/", "http://hub.krd\\@127.0.0.1/", "http://ħub.krd/"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_not_asked(address, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: pytest.fail("looked up"))
    with pytest.raises(outgoing.NotAsked):
        outgoing.post(address, b"", "text/plain")


def test_a_name_with_one_address_inside_is_not_asked(monkeypatch):
    rows = [(socket.AF_INET, 1, 6, "", (address, 80)) for address in ("8.8.8.8", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: rows)
    monkeypatch.setattr(socket, "create_connection", lambda *args, **more: pytest.fail("connected"))
    with pytest.raises(outgoing.NotAsked, match="in the house"):
        outgoing.post("http://hub.krd/", b"", "text/plain")


def test_the_connection_goes_to_what_was_looked_at(monkeypatch, loopback):
    """A name that leads elsewhere at the second look is looked at once."""
    looks, to, real = [], [], socket.create_connection

    def look(host, port, *args, **more):
        looks.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with listening(lambda asked: (asked.send_response(204), asked.end_headers())) as port:
        monkeypatch.setattr(socket, "getaddrinfo", look)
        monkeypatch.setattr(socket, "create_connection", lambda where, *more: to.append(where) or real(where, *more))
        assert outgoing.post(f"http://hub.krd:{port}/", b"", "text/plain").status == 204
    assert looks.count("hub.krd") == 1 and to == [("127.0.0.1", port)]


def test_what_is_sent_arrives_and_what_is_said_comes_back(loopback):
    asked = []

    def answer(handler):
        asked.append((handler.path, handler.headers["Host"], handler.headers["Content-Type"], handler.body))
        handler.send_response(202)
        handler.end_headers()
        handler.wfile.write(b"thanks")

    with listening(answer) as port:
        said = outgoing.post(f"http://127.0.0.1:{port}/publish?a=b", b"hub.mode=publish", "text/x")
    assert (said.status, said.body, said.fine) == (202, b"thanks", True)
    assert asked == [("/publish?a=b", f"127.0.0.1:{port}", "text/x", b"hub.mode=publish")]


def test_a_redirect_is_an_answer_and_is_not_followed(loopback):
    asked = []

    def answer(handler):
        asked.append(handler.path)
        handler.send_response(307)
        handler.send_header("Location", f"http://127.0.0.1:{handler.server.server_address[1]}/secret")
        handler.end_headers()

    with listening(answer) as port:
        assert outgoing.post(f"http://127.0.0.1:{port}/", b"", "text/plain").status == 307
    assert asked == ["/"]


def test_an_answer_without_end_is_cut_off(loopback):
    def answer(handler):
        handler.send_response(200)
        handler.end_headers()
        with contextlib.suppress(OSError):
            while True:
                handler.wfile.write(b"x" * 65536)

    with listening(answer) as port:
        assert len(outgoing.post(f"http://127.0.0.1:{port}/", b"", "text/plain").body) == outgoing.MOST


def test_who_talks_a_letter_at_a_time_is_left(loopback):
    over = threading.Event()

    def answer(handler):
        with contextlib.suppress(OSError):
            while not over.wait(0.05):
                handler.wfile.write(b"H")

    begun = time.monotonic()
    with listening(answer) as port:
        try:
            with pytest.raises(outgoing.NoAnswer):
                outgoing.post(f"http://127.0.0.1:{port}/", b"", "text/plain", seconds=0.4)
        finally:
            over.set()
    assert time.monotonic() - begun < 5


def test_who_is_not_there_or_speaks_no_http_gives_no_answer(loopback):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(outgoing.NoAnswer, match=r"127\.0\.0\.1 gave no answer"):
            outgoing.post(f"http://127.0.0.1:{free.getsockname()[1]}/", b"", "text/plain")
    with (
        listening(lambda handler: handler.wfile.write(b"\x00\x01 what?\r\n\r\n")) as port,
        pytest.raises(outgoing.NoAnswer),
    ):
        outgoing.post(f"http://127.0.0.1:{port}/", b"", "text/plain")
    with (
        listening(lambda handler: None) as port,
        pytest.raises(outgoing.NoAnswer),  # TLS to who has none
    ):
        outgoing.post(f"https://127.0.0.1:{port}/", b"", "text/plain", seconds=2)


@pytest.mark.parametrize(
    ("address", "real"),
    [("https://thecanal.news", True), ("https://news.canal.krd", True), ("https://8.8.8.8", True),
     ("http://thecanal.news", False), ("https://127.0.0.1", False), ("https://localhost", False),
     ("https://newsroom", False), ("https://news.example", False), ("https://canal.local", False),
     ("https://192.168.1.4", False), ("https://[::1]:8000", False), ("https://x.example.com", False),
     ("https://abc.onion", False), ("", False)],
)  # fmt: skip
def test_who_can_be_reached_from_outside(address, real):
    assert hearers.is_real(address) is real


def test_nobody_is_told_by_a_sample_or_by_an_address_of_the_house(settings):
    assert (hearers.hub(), hearers.search()) == ("", "")
    settings.BASE_URL = "https://thecanal.news"
    assert hearers.hub().startswith("https://") and hearers.search().startswith("https://")
    settings.DEMO = True
    assert (hearers.hub(), hearers.search()) == ("", "")


def test_the_key_is_of_this_newsroom_and_stays(settings):
    key = hearers.key()
    assert key == hearers.key() and len(key) == 32 and key.isalnum()
    settings.SECRET_KEY = "another"
    assert hearers.key() != key
