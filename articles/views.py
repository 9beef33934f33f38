"""The readers' side. A view finds the page by address and moment; it hands nothing else of the request on."""

import functools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from mimetypes import guess_type

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles import notices, old_addresses, share_cards
from articles.addresses import SITE, story_path
from articles.answers import answer, onward
from articles.edition import Edition, UnknownEdition, edition
from articles.models import Newsroom, Notice, Publication
from articles.pages import archive as archive_page
from articles.pages import corrections as corrections_page
from articles.pages import (
    curated,
    dated_versions,
    feeds,
    listings,
    lite,
    oembed,
    opml,
    pictures,
    site_page,
    sitemaps,
    small,
    story,
)
from articles.pages import front as front_page
from articles.pages import most_read as most_read_page
from articles.pages import search as search_page
from articles.pages import series as series_page
from articles.pages.banners import with_banner
from articles.pages.errors import Gone, NoPage, NotFound
from articles.pages.values import Document, Page
from authors.models import Author
from newsroom.lib import hearers, media

_MOST_DIGITS = 12


def dressed(page: Page | Document, now) -> Page | Document:
    """The page with what stands over all pages of its edition."""
    return with_banner(page, now) if isinstance(page, Page) else page


def readers(build: Callable[..., Page | Document], *, dated: bool = True, paged: bool = False, asked: bool = False):
    """A view of the page that `build(language, **address, at=…)` makes.

    `paged`: it takes `before`, a publication's number. `asked`: it takes `query`, a reader's own words (`?q=`), `page`
    and what else the form of the search asks, so it is neither kept nor shared.
    """

    # Nothing is written here, so a POST is refused as a method and not as a forgery.
    @csrf_exempt
    @require_safe
    @functools.wraps(build)
    def view(request: HttpRequest, language: str | None = None, **address) -> HttpResponse:
        now = timezone.now()
        if dated:
            address["at"] = now
        if request.GET.keys() & set(old_addresses.NAMES):  # `/?p=17` of another system
            elsewhere = _old_address(request)
            if elsewhere is not None:
                return elsewhere
        if paged:
            address["before"] = _number(request, "before")
        if asked:
            address["query"] = request.GET.get("q", "")
            address["page"] = _number(request, "page") or 1
            address["narrow"] = {name: request.GET.get(name, "") for name in search_page.NARROW}
        try:
            page = build(language, **address)
        except UnknownEdition:
            return not_found(request)
        except Gone as error:
            return answer(request, small.gone(request.path, error.edition, error.in_place, at=timezone.now()))
        except NoPage as error:
            return not_found(request, known=error.edition)
        if language is not None and page.edition is not None and not page.edition.prefix:
            # The language at the root has no prefix: one page, one address.
            older = f"?before={address['before']}" if address.get("before") else ""
            return HttpResponsePermanentRedirect(onward(request, page.path + older))
        page = dressed(page, now)
        if asked and isinstance(page, Page):
            return answer(request, _asking(page, request.GET), keep="private, no-store")
        return answer(request, _behind(page, address.get("before")))

    def find(language: str | None = None, *, now, before: int | None = None, **address) -> Page | Document:
        """The page itself, without a request. Raises NoPage or UnknownEdition."""
        more = ({"at": now} if dated else {}) | ({"before": before} if paged else {})
        return _behind(dressed(build(language, **address, **more), now), before)

    view.find = find  # type: ignore[attr-defined]
    view.should_append_slash = False  # type: ignore[attr-defined]  # `not_found` knows the whole way, in one hop
    view.kept = not asked  # type: ignore[attr-defined]  # made of address and moment alone, so the store of finished pages may keep it
    view.paged = paged  # type: ignore[attr-defined]  # whether `before` makes another page of it
    return view


def _behind(page: Page | Document, before: int | None) -> Page | Document:
    """`page` with what its address asks, where that is a place further down a list."""
    return replace(page, query=f"before={before}") if before is not None and isinstance(page, Page) else page


def _asking(page: Page, asked: QueryDict) -> Page:
    """`page` with all that its address asks but for how it is shown."""
    asked = asked.copy()
    asked.pop(lite.NAME, None)
    return replace(page, query=asked.urlencode())


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _on_a_day(build: Callable[..., Page]) -> Callable[..., Page]:
    """`build(language, day, slug, at=…)` by the parts of an address. Raises NoPage for a day that is none."""

    def found(language: str | None, year: int, month: int, day: int, slug: str, *, at) -> Page:
        try:
            when = date(year, month, day)
        except ValueError:
            raise NoPage() from None
        return build(language, when, slug, at=at)

    return found


front = readers(front_page.front)
section = readers(listings.section, paged=True)
author = readers(listings.author, paged=True)
authors = readers(listings.authors)
topic = readers(listings.topic, paged=True)
topics = readers(listings.topics)
search = readers(search_page.page, asked=True)
most_read = readers(most_read_page.page)
series = readers(series_page.page, paged=True)
series_all = readers(series_page.index)
site = {kind: readers(site_page.of(kind)) for kind in SITE}
corrections = readers(corrections_page.page, paged=True)
archive = readers(archive_page.page, paged=True)
article = readers(_on_a_day(story.page))
versions = readers(_on_a_day(dated_versions.page))
corrections_feed = readers(corrections_page.feed)
feed_latest = readers(feeds.latest)
feed_section = readers(feeds.section)
feed_author = readers(feeds.author)
feed_topic = readers(feeds.topic)
feed_series = readers(series_page.feed)
feed_list = readers(opml.page)
# What is for crawlers has no language.
sitemap = readers(lambda _language, **told: sitemaps.sitemap(**told))
sitemap_pages = readers(lambda _language, **told: sitemaps.pages(**told))
sitemap_month = readers(lambda _language, **told: sitemaps.month(**told))
sitemap_news = readers(lambda _language, **told: sitemaps.news(**told))
robots = readers(lambda _language: sitemaps.robots(), dated=False)


@csrf_exempt
@require_safe
def short_link(request: HttpRequest, number: int) -> HttpResponse:
    """`/a/<id>/`: one hop to the story."""
    try:
        return HttpResponsePermanentRedirect(onward(request, _short(number, timezone.now())))
    except Gone as error:
        return answer(request, small.gone(request.path, error.edition, error.in_place, at=timezone.now()))
    except (NoPage, UnknownEdition):  # or the newsroom gave this language up
        return answer(request, small.not_found(request.path, at=timezone.now()))


short_link.should_append_slash = False  # type: ignore[attr-defined]  # `not_found` knows the whole way, in one hop


@csrf_exempt
@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """`/oembed?url=…`: what other sites show of a story of ours. A sentence and 404 where there is none, 501 for a
    format that we do not have."""
    now = timezone.now()
    with override(edition().language):
        try:
            oembed.form(request.GET)
            here, out = _story_at(oembed.path_asked(request.GET), now)
            shown = oembed.card(here, out, request.GET)
        except (oembed.BadQuestion, NoPage) as error:
            shown = oembed.refusal(error)
        except UnknownEdition:
            shown = oembed.refusal(NotFound(None))
    return answer(request, shown, keep="public, max-age=0, must-revalidate")


def _story_at(asked: str, now) -> tuple[Edition, Publication]:
    """The edition and the publication to which an address leads: its own, a short link, or one of before. Raises
    NoPage, UnknownEdition."""
    try:
        return _story_named(asked.partition("?")[0], now)
    except NoPage:
        old = old_addresses.find(asked)
        path = old_addresses.leads_to(old, now) if old is not None else None
        if path is None:
            raise
        return _story_named(path, now)


def _story_named(path: str, now) -> tuple[Edition, Publication]:
    try:
        found = resolve(path)
        if found.url_name == "short":
            found = resolve(_short(found.kwargs["number"], now))
        if found.url_name != "story":
            raise NoPage()
        said = found.kwargs
        day = date(said["year"], said["month"], said["day"])
    except (Resolver404, ValueError):
        raise NoPage() from None
    return oembed.story(said.get("language"), day, said["slug"], at=now)


@csrf_exempt
@require_safe
def search_key(request: HttpRequest, key: str) -> HttpResponse:
    """`/<key>.txt`: by which search engines know that it is the site itself that tells them of changes."""
    if not hearers.search() or key != hearers.key():
        return not_found(request)
    return HttpResponse(key, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"})


def _short(number: int, now) -> str:
    """The path of the story of this number. Raises Gone, NoPage, UnknownEdition."""
    out = (
        Publication.objects.visible(now).filter(story_number=number).values("language", "address_date", "slug").first()
    )
    if out is not None:
        here = edition(out["language"])
        path = story_path(here, out["address_date"], out["slug"])
        down = notices.tombstone(path)
        if down is not None:
            raise NoPage() if down.never else Gone(here, down)
        return path
    row = Notice.objects.filter(story_number=number).first()
    if row is None or row.answer == Notice.Answer.NEVER:
        raise NoPage()
    raise Gone(_edition(row.language), notices.of(row))


_FILE = re.compile(r"[0-9a-z-]+\.(?:jpg|webp|png|avif)\Z")


def _shown(owner: str, name: str) -> bool:
    """Whether a visible publication (by its picture, or a portrait in its byline), a front or the newsroom's logo names
    the file `name` of `owner`. A file that was replaced, or never published, is named by none."""
    if not _FILE.match(name):
        return False
    now = timezone.now()
    visible = Publication.objects.visible(now)
    # The database looks for the name among the few rows of this picture; what it finds is compared in full.
    photos = visible.filter(photo_links__photo=owner, photo__icontains=name).values_list("photo", flat=True)
    if any(pictures.names(photo, owner, name) for photo in photos[:20]):
        return True
    rows = visible.filter(credit_links__author__in=Author.objects.filter(uuid=owner), credits__icontains=name)
    bylines = rows.values_list("credits", flat=True)[:20]
    if any(pictures.names(credit["portrait"], owner, name) for credits in bylines for credit in credits):
        return True
    if curated.showing(owner, now, name):
        return True
    return any(pictures.names(room.logo, owner, name) for room in Newsroom.objects.all())


def _picture(owner, name: str) -> FileResponse:
    if not _shown(str(owner), name):
        raise Http404
    try:
        file = media.open_file(media.rendition_path(owner, name))
    except (FileNotFoundError, OSError):
        raise Http404 from None
    return FileResponse(file, content_type=guess_type(name)[0])


def _card(story, name: str) -> HttpResponse:
    data = share_cards.find(story, name, timezone.now())
    if data is None:
        raise Http404
    return HttpResponse(data, content_type="image/jpeg")


@csrf_exempt
@require_safe
def media_file(request: HttpRequest, owner, name: str) -> HttpResponse | FileResponse:
    """A picture, or a story's share card, while something public shows this very file."""
    response = _card(owner, name) if share_cards.is_card(name) else _picture(owner, name)
    # The name is of the contents, so a browser never asks again; a cache that others share must see it taken down.
    response["Cache-Control"] = "public, max-age=31536000, s-maxage=60, immutable"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # Feeds and cards carry its address: readers of feeds show it in pages that are not ours.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def not_found(request: HttpRequest, exception=None, *, known=None) -> HttpResponse:
    """404 for readers, in the language that the address names; or one hop on, where the address is an old one."""
    now = timezone.now()
    return _old_address(request) or answer(request, dressed(small.not_found(request.path, known, at=now), now))


def _old_address(request: HttpRequest) -> HttpResponse | None:
    """One hop on from an old address, or from one of ours in capitals or without its last slash. What an old address
    led to may have been taken down: then it is gone, as the present one is."""
    if request.method not in ("GET", "HEAD"):
        return None
    now = timezone.now()
    query = request.META.get("QUERY_STRING", "")
    old = old_addresses.find(request.path_info + (f"?{query}" if query else ""))
    if old is not None:
        path = old_addresses.leads_to(old, now)
        down = notices.tombstone(path) if path is not None else old_addresses.taken_down(old)
        if down is not None and not down.never:
            return answer(request, small.gone(request.path, _edition(down.language), down, at=now))
        if path is not None and down is None:
            return HttpResponsePermanentRedirect(onward(request, path))
    ours = request.path_info.lower().rstrip("/") + "/"
    if ours == request.path_info:
        return None
    try:
        path = _page_at(ours, now)
    except Gone as error:
        return answer(request, small.gone(request.path, error.edition, error.in_place, at=timezone.now()))
    return HttpResponsePermanentRedirect(path + (f"?{query}" if query else "")) if path else None


def _edition(language: str):
    """None where the newsroom does not publish in it (any more)."""
    try:
        return edition(language)
    except UnknownEdition:
        return None


def _page_at(path: str, now) -> str | None:
    """Where the readers' page that `path` leads to stands at this moment, for one hop. Raises Gone."""
    try:
        found = resolve(path)
        if found.url_name == "short":
            return _short(found.kwargs["number"], now)
        return found.func.find(now=now, **found.kwargs).path  # type: ignore[attr-defined]
    except Gone:
        raise
    except (Resolver404, AttributeError, NoPage, UnknownEdition):
        return None


def broken(request: HttpRequest) -> HttpResponse:
    """500 for readers; asks nothing of the database."""
    return answer(request, small.broken(request.path))
