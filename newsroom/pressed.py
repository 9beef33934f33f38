"""In front of Django: readers' pages from the store of finished pages.

A kept page is answered here, without Django's middleware, without the database. A page that is not kept is rendered
once, from an anonymised request (no cookie, no header, no query but what is allow-listed), so that nothing of one
reader reaches another. Everything else goes to Django as it came.
"""

import io
import logging
import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve

from articles import answers, old_addresses, press
from articles.pages import render, small
from newsroom.lib.page_store import Gone, Rendered, microseconds, store
from newsroom.lib.page_store.pages import answer

logger = logging.getLogger(__name__)

# Never a readers' page, so not looked for: saves a look at the disk.
_NOT_OURS = ("/admin/", "/static/", "/media/", "/healthz", "/readyz", "/newsletter/")
_BASE = urlsplit(settings.BASE_URL)
_NAMES = {"before"}  # the query names that a page knows; others are dropped
# `fbclid=` and `gclid=`, which half of all shared links carry, end in one of these names and are none.
_OLD = re.compile(rf"(?:^|[&;])(?:{'|'.join(map(re.escape, old_addresses.NAMES))})=")


@lru_cache(maxsize=256)
def host_is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def key_of(path: str, query: str) -> str | None:
    """The store's key of an address; None where it cannot be a kept page."""
    if not path.isascii() or path.startswith(_NOT_OURS):
        return None
    if not query:
        return path
    if _OLD.search(query):
        return None  # `/?p=17` may be another system's address, which the view looks up
    if len(query) > 2000 or not any(name in query for name in _NAMES):
        return path
    for name, value in parse_qsl(query, max_num_fields=50):
        if name in _NAMES:
            return f"{path}@{name}={int(value)}" if value.isascii() and value.isdigit() and len(value) <= 12 else path
    return path


class Pressed:
    """The WSGI application (PEP 3333). `django` makes pages; what is none goes to `otherwise` (None: to `django`)."""

    def __init__(self, django, otherwise=None):
        self.django = django
        self.otherwise = otherwise or django

    def __call__(self, environ, start_response):
        method = environ["REQUEST_METHOD"]
        kept = store()
        if kept is not None and (method == "GET" or method == "HEAD"):
            try:
                key = key_of(environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
            except ValueError:
                key = None
            if key is not None and host_is_ours(environ.get("HTTP_HOST", "")):
                now = microseconds()
                if kept.moment_passed(now):
                    kept.pass_moment(now, press.changes)
                page = kept.get(key, now)
                if page is None:
                    try:
                        page = self.miss(kept, key)
                    except Gone:
                        return self.gone(environ["PATH_INFO"], start_response, head=method == "HEAD")
                if page is not None:
                    status, headers, body = answer(
                        page,
                        environ.get("HTTP_ACCEPT_ENCODING", ""),
                        environ.get("HTTP_IF_NONE_MATCH"),
                        head=method == "HEAD",
                    )
                    start_response(status, headers)
                    return [body]
        return self.otherwise(environ, start_response)

    def miss(self, kept, key: str):
        """The page rendered and kept; None where the address is none that is kept. An error is Django's to tell."""
        path, _, query = key.partition("@")
        try:
            view = resolve(path).func
        except Resolver404:
            return None
        if not getattr(view, "kept", False):
            return None
        if query and not getattr(view, "paged", False):  # one page, one key: else whoever counts up fills the disk
            key, query = path, ""
            if (page := kept.get(key, microseconds())) is not None:
                return page
        try:
            return kept.fetch(key, lambda: self.render(path, query))
        except Gone:
            raise
        except Exception:
            logger.exception("A page could not be made: %s", path)
            return None

    def render(self, path: str, query: str) -> Rendered | None:
        """The page of this address as an anonymous request gets it; None where it is not one to keep."""
        request = WSGIRequest(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "SCRIPT_NAME": "",
                "SERVER_NAME": _BASE.hostname or "localhost",
                "SERVER_PORT": str(_BASE.port or (443 if _BASE.scheme == "https" else 80)),
                "SERVER_PROTOCOL": "HTTP/1.1",
                "HTTP_HOST": _BASE.netloc,
                "wsgi.input": io.BytesIO(),
                "wsgi.url_scheme": _BASE.scheme,
            }
        )
        try:
            response = self.django.get_response(request)
        finally:
            close_old_connections()  # what the end of a request does, which this is not
        page = getattr(response, "kept_as", None)
        if response.status_code >= 500:
            raise RuntimeError(f"rendering {path} gave {response.status_code}")
        if response.status_code != 200 or page is None:
            return None
        ours = [
            (name, value)
            for name, value in response.items()
            if name not in ("ETag", "Vary", "Content-Length", "Content-Encoding", "Set-Cookie")
        ]
        return Rendered(response.content, ours, page.tags, page.lifetime)

    def gone(self, path: str, start_response, *, head: bool):
        """410, without the database: the tombstone is enough."""
        page = small.gone(path, small.bare(small.language_of(path)))
        body, style = render.html(page)
        start_response(
            "410 Gone",
            [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(body))),
                ("Cache-Control", "public, max-age=0, must-revalidate"),
                ("Content-Security-Policy", answers.policy(style)),
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "strict-origin-when-cross-origin"),
                ("Vary", "Accept-Encoding"),
            ],
        )
        return [b"" if head else body]
