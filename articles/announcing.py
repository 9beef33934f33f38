"""Telling other machines that what readers see has changed: the hub of the feeds (WebSub), so that those who follow one
get it at once, and search engines (IndexNow).

A verb writes a row into the outbox; the worker tells, all that is due in one go, and tries again where nobody answers.
What was never public is never told: the row names publications, and only those that have opened count when its time has
come.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings

from articles import press, pressing
from articles.edition import Edition, UnknownEdition, edition, newsroom
from articles.models import Publication
from newsroom.lib import hearers, outgoing
from newsroom.lib.jobs.outbox import enqueue

TOGETHER = 500  # acts in one go
FEEDS = 100  # addresses of feeds in one message; hubs name no ceiling
PAGES = 10_000  # addresses in one message (IndexNow)
# What addresses are made of; a text is long.
_SHOWN = (
    "story",
    "language",
    "section_id",
    "series__slug",
    "address_date",
    "slug",
    "credits",
    "topics",
    "visible_from",
)


class NotTold(Exception):
    """Whoever was to be told did not take it."""


def note(outs: Iterable[Publication], *, due: datetime, now: datetime, stories: Iterable[UUID] = ()) -> None:
    """In the verb's transaction: these publications, and what was public of these stories last, are told of when `due`
    (aware) has come. Nothing is written where nobody would be told."""
    payload = {"publications": sorted(out.pk for out in outs if out.pk), "stories": sorted(str(one) for one in stories)}
    for kind, address in (("articles.tell_hub", hearers.hub()), ("articles.tell_search", hearers.search())):
        if address:
            # Behind all that readers wait for.
            enqueue(kind, payload, run_after=due, now=now, priority=-1)


def _outs(payloads: Sequence[dict], now: datetime) -> Iterator[tuple[Publication, Edition]]:
    """What the payloads name of what readers have had, each with its edition."""
    opened = Publication.objects.filter(visible_from__lte=now).select_related("series").only(*_SHOWN)
    numbers = {number for payload in payloads for number in payload["publications"]}
    stories = {story for payload in payloads for story in payload["stories"]}
    found = {out.pk: out for out in opened.filter(pk__in=numbers)}
    for out in opened.filter(story__in=stories).order_by("visible_from"):
        found[out.pk] = out
    room = newsroom()
    editions: dict[str, Edition | None] = {}
    for out in found.values():
        if out.language not in editions:
            try:
                editions[out.language] = edition(out.language, of=room)
            except UnknownEdition:  # the newsroom gave this language up
                editions[out.language] = None
        here = editions[out.language]
        if here is not None:
            yield out, here


def tell_hub(payloads: Sequence[dict], now: datetime) -> None:
    """Tells the hub which feeds have changed. Raises NotTold, or what `outgoing.post` raises."""
    hub = hearers.hub()
    if not hub:
        return
    feeds = {settings.BASE_URL + path for out, here in _outs(payloads, now) for path in pressing.feeds_of(out, here)}
    for some in _parts(sorted(feeds), FEEDS):
        said = urlencode([("hub.mode", "publish"), *(("hub.url", address) for address in some)])
        _post(hub, said.encode(), "application/x-www-form-urlencoded")


def tell_search(payloads: Sequence[dict], now: datetime) -> None:
    """Tells search engines which stories are new, changed or gone. Raises NotTold, or what `outgoing.post` raises."""
    search, key = hearers.search(), hearers.key()
    if not search:
        return
    pages = {settings.BASE_URL + press.key_of(out, here) for out, here in _outs(payloads, now)}
    for some in _parts(sorted(pages), PAGES):
        said = {
            "host": urlsplit(settings.BASE_URL).netloc, "key": key,
            "keyLocation": f"{settings.BASE_URL}/{key}.txt", "urlList": some,
        }  # fmt: skip
        _post(search, json.dumps(said).encode(), "application/json; charset=utf-8")


def _parts(addresses: list[str], most: int) -> Iterator[list[str]]:
    for start in range(0, len(addresses), most):
        yield addresses[start : start + most]


def _post(address: str, body: bytes, content_type: str) -> None:
    answer = outgoing.post(address, body, content_type)
    if not answer.fine:
        said = answer.body[:200].decode(errors="replace").strip()
        raise NotTold(f"{urlsplit(address).hostname} answered {answer.status}: {said}")
