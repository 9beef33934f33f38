"""Asking the newsroom for one of its own addresses as a reader's browser would: through the same WSGI application that
the server calls, finished pages and all. No network, no cookie, nothing of whoever wants to know."""

import contextvars
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Answer:
    """`status` of HTTP, headers by lower-case name, and the body, of which at most `most` bytes were read."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


def ask(address: str, *, most: int = 8 << 20, application: Callable | None = None) -> Answer:
    """What stands at `address`, a path with its query as it stands in a link. `most`: 0 reads no body. Whatever breaks
    inside is a 500, as it is for readers."""
    application = application or import_string(settings.WSGI_APPLICATION)
    # In a context of its own: the language and the time zone of whoever asks are theirs again afterwards.
    return contextvars.copy_context().run(_ask, application, address, most)


def _ask(application: Callable, address: str, most: int) -> Answer:
    site, asked = urlsplit(settings.BASE_URL), urlsplit(address)
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(asked.path).encode().decode("latin-1"),  # PEP 3333
        "QUERY_STRING": asked.query,
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    said: list = []
    parts = application(environ, lambda status, headers, error=None: said.append((status, headers)))
    try:
        body = b""
        for part in parts if most else ():
            body += part
            if len(body) >= most:
                break
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = said[-1]
    return Answer(int(status[:3]), {name.lower(): value for name, value in headers}, body[:most])
