"""What a server hands the application and gets from it (PEP 3333), without a server."""

import email.message
import io
from dataclasses import dataclass

from django.core.handlers.wsgi import WSGIHandler

from newsroom import pressed


@dataclass
class Answer:
    """One answer; `headers` by lower-case name, `pairs` as they were sent."""

    status: int
    headers: dict[str, str]
    body: bytes
    pairs: list[tuple[str, str]]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def message(self) -> email.message.Message:
        found = email.message.Message()
        for name, value in self.pairs:
            found[name] = value
        return found


def ask(path: str, method: str = "GET", *, application=None, body: bytes = b"", **headers: str) -> Answer:
    """Asks for `path` (with its query); `headers`: accept_encoding="br" and the like."""
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1:8000", "SCRIPT_NAME": "",
        "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(body)) if body else "",
        "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "wsgi.url_scheme": "http",
    } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}  # fmt: skip
    said: list = []
    parts = (application or pressed.Pressed(WSGIHandler()))(environ, lambda *args: said.append(args))
    whole = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    status, pairs = said[0][0], said[0][1]
    return Answer(int(status[:3]), {name.lower(): value for name, value in pairs}, whole, pairs)
