"""Slow senders hold few threads: whoever asks for a page is answered however many forms are being dripped in.

The server gives each request a thread for as long as its body takes to come, and knows no limit for that. So only a few
of a process's threads wait for bodies at one time; who comes beyond that is told to come again. A body is read whole
before anything is done with it, so that a place is held for no longer than the sending takes. What comes with a desk's
session waits in places of its own: strangers cannot keep the desk from saving.
"""

import io
import threading

PLACES = 3  # of a process's eight threads, for each of the two kinds
PATIENCE = 0.02  # seconds that a request waits for a place
MOST_OF_STRANGERS = 64 * 1024  # bytes; no form of a reader needs more
IN_MEMORY = 1024 * 1024  # bytes; a desk's larger body, an upload, is read by its view while it holds the place

_BUSY = "The newsroom is busy. Nothing was lost: go back and send it again in a moment.\n"
_LARGE = "This is more than the form takes. Send less.\n"
_BROKEN = "What you sent did not come whole. Go back and send it again.\n"


class Bodies:
    """WSGI middleware (PEP 3333). `cookie` is the name of the desk's session cookie."""

    def __init__(self, application, *, cookie: str, places: int = PLACES):
        self.application, self.cookie = application, cookie + "="
        self.strangers, self.desk = threading.BoundedSemaphore(places), threading.BoundedSemaphore(places)

    def __call__(self, environ, start_response):
        try:
            length = int(environ.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return _say(start_response, "400 Bad Request", _BROKEN)
        endless = bool(environ.get("HTTP_TRANSFER_ENCODING"))  # RFC 9112, 6.3: no length is told
        if not length and not endless:
            return self.application(environ, start_response)
        at_desk = self.cookie in environ.get("HTTP_COOKIE", "")
        if not at_desk and length > MOST_OF_STRANGERS:
            return _say(start_response, "413 Content Too Large", _LARGE)
        places = self.desk if at_desk else self.strangers
        if not places.acquire(timeout=PATIENCE):
            return _say(start_response, "503 Service Unavailable", _BUSY, ("Retry-After", "2"))
        try:
            if at_desk and (endless or length > IN_MEMORY):
                return self.application(environ, start_response)
            most = MOST_OF_STRANGERS if endless else length
            body = _read(environ["wsgi.input"], most + endless)
        finally:
            places.release()
        if endless and len(body) > most:
            return _say(start_response, "413 Content Too Large", _LARGE)
        if not endless and len(body) < length:
            return _say(start_response, "400 Bad Request", _BROKEN)
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
        return self.application(environ, start_response)


def _read(stream, most: int) -> bytes:
    """At most `most` bytes, however many pieces they come in."""
    pieces, left = [], most
    while left > 0 and (piece := stream.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _say(start_response, status: str, sentence: str, *headers: tuple[str, str]) -> list[bytes]:
    body = sentence.encode()
    start_response(
        status,
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Connection", "close"),
            *headers,
        ],
    )
    return [body]
