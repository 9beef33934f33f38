"""Pressing: readers' pages made from their address alone and put into the store of finished pages.

Done when a reader asks for one that is not kept; when a verb has put a story before readers, so that nobody waits for
it; and by the worker for the newest stories, so that they are there while the database is away.
"""

import contextlib
import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, close_old_connections
from django.urls import Resolver404, resolve
from django.utils import timezone

from articles import notices, press
from articles.addresses import (
    FEEDS,
    FIXED,
    FORMS,
    OPML,
    archive_path,
    author_path,
    section_path,
    series_path,
    topic_path,
)
from articles.edition import Edition, UnknownEdition, edition, newsroom
from articles.models import Publication, PublicationCredit, PublicationTopic
from articles.pages import lite
from articles.pages.errors import NoPage
from articles.pages.render import finish
from articles.pages.values import Page
from newsroom.lib import headers, page_store
from newsroom.lib.page_store import Gone, Kept, Rendered, Store

logger = logging.getLogger(__name__)
_BATCH = 50


def canonical(key: str) -> str | None:
    """The key under which the page of `key` is kept: without `before` where the page has no pages behind it. None
    where there is no such kind of page, or it is not one to keep."""
    path, mark, query = key.partition("@")
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    if not getattr(view, "kept", False):
        return None
    if mark and not view.paged:  # type: ignore[attr-defined]
        # A feed is the same for all; pages end in a slash.
        return f"{path}@{lite.NAME}" if lite.NAME in query.split("&") and path.endswith("/") else path
    return key


def render(key: str, now: datetime) -> Rendered | None:
    """The page of `key` as anybody gets it at `now`; None where there is none to keep. Sees no request."""
    path, _mark, query = key.partition("@")
    asked = dict(part.partition("=")[::2] for part in query.split("&"))
    found = resolve(path)
    before = int(asked["before"]) if "before" in asked else None
    try:
        page = found.func.find(now=now, before=before, **found.kwargs)  # type: ignore[attr-defined]
    except (NoPage, UnknownEdition):
        return None
    if page.status != 200 or not page.tags or page.path != path:  # the language at the root has no prefix
        return None
    body, said, cuts = finish(lite.light(page) if lite.NAME in asked and isinstance(page, Page) else page)
    ours = {name for name, _value in said}
    said += [(name, value) for name, value in headers.readers() if name not in ours]
    return Rendered(body, said, page.tags, page.lifetime, cuts=cuts, whole=page.whole)


def fetch(kept: Store, key: str) -> Kept | None:
    """The kept page of `key`, made now if need be. Raises Gone, or whatever went wrong where nothing was kept. Where
    nothing may tell that a story stood there, the answer is that of an address where none ever did: None, or the
    database's error."""

    def make() -> Rendered | None:
        close_old_connections()  # this is no request of Django's, which would do so
        try:
            return render(key, timezone.now())
        finally:
            close_old_connections()

    try:
        return kept.fetch(key, make)
    except Gone as gone:
        if not notices.from_kept(gone.said).never:
            raise
        make()  # the view meets the tombstone itself and finds no page
        return None


def press_now(*keys: str) -> int:
    """Presses those of `keys` that are not right as they are kept; gives how many are kept then. Raises nothing: a
    page that cannot be made now is made when somebody asks for it."""
    kept, done = page_store.store(), 0
    if kept is None:
        return 0
    for key in keys:
        try:
            # By the connection in hand: the verb's, or the worker's.
            done += kept.fetch(key, lambda key=key: render(key, timezone.now())) is not None  # type: ignore[misc]
        except Gone:
            continue
        except Exception:
            logger.exception("A page could not be pressed: %s", key)
    return done


def lists_of(out: Publication, here: Edition) -> list[str]:
    """Paths of the lists that show this publication and have feeds of their own."""
    section = next((s for s in here.sections if s.pk == out.section_id), None)
    with_feed = [section_path(here, section.slug)] if section else []
    with_feed += [author_path(here, credit["slug"]) for credit in out.credits]
    with_feed += [topic_path(here, topic["slug"]) for topic in out.topics]
    with_feed += [series_path(here, out.series.slug)] if out.series else []
    return list(dict.fromkeys(with_feed))


def _with_feeds(path: str) -> list[str]:
    return [path, *(f"{path}feed.{form}" for form in FORMS)]


def feeds_of(out: Publication, here: Edition) -> list[str]:
    """Paths of the feeds that show this publication, or said something of it."""
    return [*map(here.url, FEEDS), *(feed for path in lists_of(out, here) for feed in _with_feeds(path)[1:])]


def pages_of(out: Publication) -> list[str]:
    """Keys of the pages and feeds that show this publication: its own first."""
    here = edition(out.language)
    lists = [here.url(path) for path in ("/", "/corrections/")]
    day = out.address_date
    lists += [archive_path(here, day.year, *more) for more in ((), (day.month,), (day.month, day.day))]
    return [press.key_of(out), *lists, *lists_of(out, here), *feeds_of(out, here)]


def press_again(outs: list[Publication]) -> None:
    """What was kept of these publications' pages before is pressed again; the stories' own pages in any case."""
    kept = page_store.store()
    if kept is None:
        return
    now = page_store.microseconds()
    if kept.moment_passed(now):
        press.pass_moment(kept, now)
    for out in outs:
        try:
            own, *others = pages_of(out)
        except UnknownEdition:  # the newsroom gave this language up
            continue
        press_now(own, *(key for key in dict.fromkeys(others) if kept.head(key) is not None))


class Presser:
    """Presses, bit by bit, the lists and the newest `most` stories; begins anew when everything became old."""

    def __init__(self, most: int):
        self.most = most
        self._epoch: object = None
        self._todo: Iterator[str] = iter(())

    def work(self, seconds: float) -> int:
        """Presses for about so long; gives how many pages were made. Nothing is done where all is there."""
        kept = page_store.store()
        if kept is None or not self.most:
            return 0
        epoch = (kept.fence()[1], kept.root)
        if epoch != self._epoch:
            self._epoch, self._todo = epoch, self._keys()
        made, end = 0, page_store.microseconds() + seconds * 1_000_000
        while page_store.microseconds() < end:
            key = next(self._todo, None)
            if key is None:
                break
            if not kept.stands_in(key) and not kept.is_gone(key):
                with contextlib.suppress(Gone):
                    made += self._press(kept, key)
        return made

    def _press(self, kept: Store, key: str) -> bool:
        try:
            return fetch(kept, key) is not None
        except DatabaseError:
            self._epoch = None  # from the start, when the database is back
            raise
        except Gone:
            raise
        except Exception:
            logger.exception("A page could not be pressed: %s", key)
            return False

    def _keys(self) -> Iterator[str]:
        room = newsroom()
        first = edition(of=room)
        editions = [edition(code, of=room) for code in first.languages]
        yield from ("/robots.txt", "/sitemap.xml", "/sitemap-news.xml")
        for here in editions:
            yield from _lists_of(here)
        yield from self._stories({here.language: here for here in editions})
        for here in editions:
            yield from _names_of(here)

    def _stories(self, editions: dict[str, Edition]) -> Iterator[str]:
        """The newest first, by key, so that what comes in between moves nothing."""
        left, last = self.most, None
        while left > 0:
            rows = Publication.objects.visible(timezone.now()).filter(language__in=editions)
            if last is not None:
                rows = rows.behind(last.first_published_at, last.pk)
            batch = list(
                rows.only("language", "address_date", "slug", "first_published_at").latest_first()[: min(_BATCH, left)]
            )
            for row in batch:
                yield press.key_of(row, editions[row.language])
            if len(batch) < _BATCH:
                return
            left, last = left - len(batch), batch[-1]


def _lists_of(here: Edition) -> Iterator[str]:
    yield from (here.url(path) for path in (*FIXED, *FEEDS, OPML))
    for section in here.sections:
        yield from _with_feeds(section.url)


def _names_of(here: Edition) -> Iterator[str]:
    public = Publication.objects.visible(timezone.now()).in_language(here.language)
    authors = PublicationCredit.objects.filter(publication__in=public).values_list("author__slug", flat=True)
    topics = PublicationTopic.objects.filter(publication__in=public).values_list("tag__slug", flat=True)
    series = public.filter(series__isnull=False).values_list("series__slug", flat=True)
    for path_of, slugs in ((author_path, authors), (topic_path, topics), (series_path, series)):
        for slug in slugs.order_by().distinct():
            yield from (path_of(here, slug), path_of(here, slug) + "feed.xml")
