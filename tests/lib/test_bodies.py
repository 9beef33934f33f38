"""Bodies of requests: read whole before anything is done, few at a time, refused in sentences."""

import io
import threading

import pytest

from newsroom.lib.bodies import MOST_OF_STRANGERS, Bodies


def echo(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [])
    return [body]


def send(app, body=b"", stream=None, **more):
    said = []
    environ = {"wsgi.input": stream or io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "HTTP_COOKIE": ""} | more
    answer = b"".join(app(environ, lambda status, headers: said.append((status[:3], dict(headers)))))
    return said[0][0], answer, said[0][1]


class Held:
    """A body that does not come until it is let go."""

    def __init__(self):
        self.asked, self.go = threading.Event(), threading.Event()

    def read(self, most):
        self.asked.set()
        self.go.wait(10)
        return b""


@pytest.fixture
def app():
    return Bodies(echo, cookie="desk", places=2)


def test_a_body_arrives_whole(app):
    assert send(app, b"email=a%40b.example")[:2] == ("200", b"email=a%40b.example")
    assert send(app)[:2] == ("200", b"")


def test_slow_senders_fill_their_places_and_no_others(app):
    held = [Held(), Held()]
    threads = [threading.Thread(target=send, args=(app, b"x" * 9), kwargs={"stream": one}) for one in held]
    for thread, one in zip(threads, held, strict=True):
        thread.start()
        assert one.asked.wait(10)
    status, answer, headers = send(app, b"email=x")
    assert (status, headers["Retry-After"]) == ("503", "2")
    assert b"Nothing was lost" in answer
    assert send(app)[0] == "200"  # whoever asks for a page
    assert send(app, b"headline=x", HTTP_COOKIE="a=b; desk=1")[0] == "200"  # and the desk
    for one in held:
        one.go.set()
    for thread in threads:
        thread.join(10)
    assert send(app, b"email=x")[0] == "200"


def test_strangers_send_little_and_the_desk_sends_pictures(app):
    assert send(app, b"x" * (MOST_OF_STRANGERS + 1))[0] == "413"
    assert send(app, b"x" * 3_000_000, HTTP_COOKIE="desk=1")[0] == "200"
    endless = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    assert send(app, stream=io.BytesIO(b"x" * 100), **endless)[:2] == ("200", b"x" * 100)
    assert send(app, stream=io.BytesIO(b"x" * (MOST_OF_STRANGERS + 9)), **endless)[0] == "413"


@pytest.mark.parametrize("length", ["ten", "500"])
def test_a_body_that_does_not_come_whole_is_refused(app, length):
    assert send(app, b"abc", CONTENT_LENGTH=length)[0] == "400"
