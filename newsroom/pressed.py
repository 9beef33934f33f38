"""In front of Django: readers' pages from the store of finished pages.

A kept page is answered here, without Django's middleware, without the database. A page that is not kept is rendered
once, from its address and the moment alone (no cookie, no header, no query but what is allow-listed), so that nothing
of one reader reaches another. Everything else goes to Django as it came.
"""

import logging
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import close_old_connections
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from articles import notices, old_addresses, press, pressing, withdrawals
from articles.edition import Edition, UnknownEdition, edition
from articles.notices import InPlace
from articles.pages import lite, render, small
from articles.pages.values import Page
from newsroom.lib import counting, headers
from newsroom.lib.encoding import encode, negotiate
from newsroom.lib.page_store import Gone, Kept, Store, control, microseconds, store
from newsroom.lib.page_store.pages import answer

logger = logging.getLogger(__name__)

# Never a readers' page, so not looked for: saves a look at the disk.
_NOT_OURS = ("/admin/", "/static/", "/media/", "/healthz", "/readyz", "/newsletter/")
_NAMES = {"before", lite.NAME}  # the query names that a page knows; others are dropped
_OLD_NAMES = tuple(f"{name}=" for name in old_addresses.NAMES)
_LONGEST_QUERY = 2000
_MOST_DIGITS = 12
_MOST_NOTICES = 500


@lru_cache(maxsize=256)
def host_is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def key_of(path: str, query: str) -> str | None:
    """The store's key of an address; None where it cannot be a kept page."""
    if not path.isascii() or "@" in path or path.startswith(_NOT_OURS):
        return None
    if not query or len(query) > _LONGEST_QUERY or not any(name in query for name in _NAMES):
        return path
    asked = _parsed(query)
    before = next((value for name, value in asked if name == "before"), "")
    fits = before.isascii() and before.isdigit() and len(before) <= _MOST_DIGITS
    more = [f"before={int(before)}"] if fits else []
    more += [lite.NAME] if any(name == lite.NAME for name, _value in asked) else []
    return f"{path}@{'&'.join(more)}" if more else path


def _parsed(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return []


def _edition(language: str | None) -> Edition:
    close_old_connections()  # this is no request of Django's, which would do so
    try:
        return edition(language)
    finally:
        close_old_connections()


def may_be_old(query: str) -> bool:
    """Whether another system may have known a page by this query: `/?p=17`, but not `?fbclid=17`."""
    if len(query) > _LONGEST_QUERY or not any(name in query for name in _OLD_NAMES):
        return False
    return any(name in old_addresses.NAMES for name, _value in _parsed(query))


class Pressed:
    """The WSGI application (PEP 3333). `django` makes pages; what is none goes to `otherwise` (None: to `django`)."""

    def __init__(self, django, otherwise=None):
        self.django = django
        self.otherwise = otherwise or django
        self.tally = counting.tally()
        # The pages of notices, by key: which store and count they were made under.
        self.notices: dict[tuple[str, InPlace], tuple[tuple[int, int], Page]] = {}

    def __call__(self, environ, start_response):
        method = environ["REQUEST_METHOD"]
        kept = store()
        if kept is not None and (method == "GET" or method == "HEAD"):
            path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
            key = key_of(path, query)
            if key is not None and host_is_ours(environ.get("HTTP_HOST", "")):
                now = microseconds()
                if kept.moment_passed(now):
                    withdrawals.catch_up(kept)
                    press.pass_moment(kept, now)
                page = kept.get(key, now) if not query else None
                if page is None:
                    try:
                        page = self.find(kept, key, path, query, now)
                    except Gone as gone:
                        notice = self.notice(kept, key, path, notices.from_kept(gone.said))
                        keep = ("Cache-Control", "public, max-age=0, must-revalidate")
                        status = f"{notice.status} {HTTPStatus(notice.status).phrase}"
                        return self.say(notice, status, environ, start_response, keep)
                    except DatabaseTrouble:
                        more = (("Cache-Control", "no-store"), ("Retry-After", "5"))
                        return self.say(small.broken(path), "503 Service Unavailable", environ, start_response, *more)
                if page is not None:
                    status, said, body = answer(
                        page,
                        environ.get("HTTP_ACCEPT_ENCODING", ""),
                        environ.get("HTTP_IF_NONE_MATCH"),
                        head=method == "HEAD",
                    )
                    start_response(status, said)
                    if self.tally is not None and method == "GET":
                        self.tally.note(path, environ, now)
                    return [body]
        return self.beyond(environ, start_response)

    def beyond(self, environ, start_response):
        """Django's answer. A readers' page that is not kept, such as what a search found, counts as read too."""
        path, tally = environ["PATH_INFO"], self.tally
        if tally is None or environ["REQUEST_METHOD"] != "GET" or path.startswith(_NOT_OURS):
            return self.otherwise(environ, start_response)

        def said(status, *more):
            if status.startswith(("200", "304")):
                tally.note(path, environ, microseconds())
            return start_response(status, *more)

        return self.otherwise(environ, said)

    def find(self, kept: Store, key: str, path: str, query: str, now: int) -> Kept | None:
        """The page, kept or made now; None where the address is Django's matter. Raises Gone, or the database's error
        where a page of ours could not be made for want of it. Other errors are Django's to tell."""
        if query and may_be_old(query) and self.leads_elsewhere(path, query):
            return None
        page = kept.get(key, now)
        if page is not None:
            return page
        whose = pressing.canonical(key)
        if whose is None:
            return None
        if whose != key:
            page = kept.get(whose, now)
        if page is not None:
            return page
        try:
            return pressing.fetch(kept, whose)
        except (Gone, DatabaseTrouble):
            raise
        except Exception:
            logger.exception("A page could not be made: %s", path)
            return None

    def leads_elsewhere(self, path: str, query: str) -> bool:
        """Whether another system knew a page of ours by this address; Django then leads there."""
        close_old_connections()
        try:
            old = old_addresses.find(f"{path}?{query}")
            if old is None:
                return False
            return old_addresses.leads_to(old, timezone.now()) is not None or old_addresses.taken_down(old) is not None
        except DatabaseTrouble:
            return False
        finally:
            close_old_connections()

    def notice(self, kept: Store, key: str, path: str, in_place: InPlace) -> Page:
        """What stands in the place of a story that was taken down: with the newsroom's name and sections where the
        database is there, without them where it is not. Made once between two changes."""
        count = kept.count[control.COUNT]
        found = self.notices.get((key, in_place))
        if found is not None and found[0] == (id(kept), count) and not count & 1:
            return found[1]
        language = in_place.language or small.language_of(path)
        try:
            page = small.gone(path, _edition(language), in_place, at=timezone.now())
        except (DatabaseTrouble, UnknownEdition):
            return small.gone(path, small.bare(language), in_place)
        if lite.NAME in key.partition("@")[2]:
            page = lite.light(page)
        if len(self.notices) >= _MOST_NOTICES:
            self.notices.clear()
        self.notices[key, in_place] = ((id(kept), count), page)
        return page

    def say(self, page: Page, status: str, environ, start_response, *more: tuple[str, str]) -> list[bytes]:
        """A page that needed no database."""
        body, style = render.html(page)
        body, coding = encode(body, negotiate(environ.get("HTTP_ACCEPT_ENCODING", "")))
        said = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            *([("Content-Encoding", coding)] if coding != "identity" else []),
            ("Content-Security-Policy", render.policy(style)),
            ("Vary", "Accept-Encoding"),
            *more,
        ]
        ours = {name for name, _value in said}
        start_response(status, [*said, *((name, value) for name, value in headers.readers() if name not in ours)])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
