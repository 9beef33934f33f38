"""The readers' side. A view finds the page by address and moment; it hands nothing else of the request on."""

import functools
import re
from collections.abc import Callable
from datetime import date
from mimetypes import guess_type

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles import old_addresses
from articles.addresses import story_path
from articles.answers import KEEP, answer, answer_feed
from articles.edition import UnknownEdition, edition
from articles.models import Newsroom, Notice, Publication
from articles.pages import corrections as corrections_page
from articles.pages import listings, small, story
from articles.pages.errors import Gone, NoPage
from articles.pages.values import Page
from authors.models import Author
from newsroom.lib import media

_MOST_DIGITS = 12


def readers(build: Callable[..., Page], *, dated: bool = True, paged: bool = False, asked: bool = False):
    """A view of the page that `build(language, **address, at=…)` makes.

    `paged`: it takes `before`, a publication's number. `asked`: it takes `query`, a reader's own words (`?q=`), so it
    is neither kept nor shared.
    """

    # Nothing is written here, so a POST is refused as a method and not as a forgery.
    @csrf_exempt
    @require_safe
    @functools.wraps(build)
    def view(request: HttpRequest, language: str | None = None, **address) -> HttpResponse:
        if dated:
            address["at"] = timezone.now()
        if request.GET.keys() & set(old_addresses.NAMES):  # `/?p=17` of another system
            elsewhere = _old_address(request)
            if elsewhere is not None:
                return elsewhere
        if paged:
            address["before"] = _before(request)
        if asked:
            address["query"] = request.GET.get("q", "")
        try:
            page = build(language, **address)
        except UnknownEdition:
            return not_found(request)
        except Gone as error:
            return answer(request, small.gone(request.path, error.edition))
        except NoPage as error:
            return not_found(request, known=error.edition)
        if language is not None and not page.edition.prefix:
            # The language at the root has no prefix: one page, one address.
            older = f"?before={address['before']}" if address.get("before") else ""
            return HttpResponsePermanentRedirect(page.path + older)
        return answer(request, page, keep="private, no-store" if asked else KEEP)

    def find(language: str | None = None, *, now, **address) -> Page:
        """The page itself, for whoever asks whether there is one. Raises NoPage or UnknownEdition."""
        return build(language, **address, **({"at": now} if dated else {}))

    view.find = find  # type: ignore[attr-defined]
    view.kept = not asked  # type: ignore[attr-defined]  # made of address and moment alone, so the store of finished pages may keep it
    return view


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _story(language: str | None, year: int, month: int, day: int, slug: str, *, at) -> Page:
    try:
        when = date(year, month, day)
    except ValueError:
        raise NoPage() from None
    return story.page(language, when, slug, at=at)


front = readers(listings.front)
section = readers(listings.section, paged=True)
author = readers(listings.author, paged=True)
authors = readers(listings.authors)
topic = readers(listings.topic, paged=True)
topics = readers(listings.topics)
search = readers(listings.search, asked=True)
about = readers(small.about, dated=False)
corrections = readers(corrections_page.page, paged=True)
article = readers(_story)


@csrf_exempt
@require_safe
def corrections_feed(request: HttpRequest, language: str | None = None) -> HttpResponse:
    """`/feeds/corrections.xml`: the newest corrections of one edition, RSS 2.0."""
    try:
        here, feed = corrections_page.feed(language, at=timezone.now())
    except UnknownEdition:
        return not_found(request)
    if language is not None and not here.prefix:
        return HttpResponsePermanentRedirect(here.url("/feeds/corrections.xml"))
    return answer_feed(request, feed, here.language)


@csrf_exempt
@require_safe
def short_link(request: HttpRequest, number: int) -> HttpResponse:
    """`/a/<id>/`: one hop to the story."""
    out = (
        Publication.objects.visible(timezone.now())
        .filter(story_number=number)
        .values("language", "address_date", "slug")
        .first()
    )
    if out is not None:
        try:
            here = edition(out["language"])
        except UnknownEdition:  # the newsroom gave this language up
            return answer(request, small.not_found(request.path))
        return HttpResponsePermanentRedirect(story_path(here, out["address_date"], out["slug"]))
    if Notice.objects.filter(story_number=number).exists():
        return answer(request, small.gone(request.path))
    return answer(request, small.not_found(request.path))


_FILE = re.compile(r"[0-9a-z-]+\.(?:jpg|webp|png)\Z")


def _names(picture: dict | None, owner: str, name: str) -> bool:
    picture = picture or {}
    return picture.get("uuid") == owner and any(row["name"] == name for row in picture.get("renditions") or ())


def _shown(owner: str, name: str) -> bool:
    """Whether a visible publication (by its picture, or a portrait in its byline) or the newsroom's logo names the
    file `name` of `owner`. A file that was replaced, or never published, is named by none."""
    if not _FILE.match(name):
        return False
    visible = Publication.objects.visible(timezone.now())
    # The database looks for the name among the few rows of this picture; what it finds is compared in full.
    photos = visible.filter(photo_links__photo=owner, photo__icontains=name).values_list("photo", flat=True)
    if any(_names(photo, owner, name) for photo in photos[:20]):
        return True
    rows = visible.filter(credit_links__author__in=Author.objects.filter(uuid=owner), credits__icontains=name)
    if any(
        _names(c["portrait"], owner, name) for credits in rows.values_list("credits", flat=True)[:20] for c in credits
    ):
        return True
    return any(_names(room.logo, owner, name) for room in Newsroom.objects.all())


@csrf_exempt
@require_safe
def media_file(request: HttpRequest, owner, name: str) -> HttpResponse | FileResponse:
    """A picture, while something public shows this very file."""
    if not _shown(str(owner), name):
        raise Http404
    try:
        file = media.open_file(media.rendition_path(owner, name))
    except (FileNotFoundError, OSError):
        raise Http404 from None
    response = FileResponse(file, content_type=guess_type(name)[0])
    response["Cache-Control"] = "public, max-age=31536000, immutable"  # the name is of the contents
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def not_found(request: HttpRequest, exception=None, *, known=None) -> HttpResponse:
    """404 for readers, in the language that the address names; or one hop on, where the address is an old one."""
    return _old_address(request) or answer(request, small.not_found(request.path, known))


def _old_address(request: HttpRequest) -> HttpResponse | None:
    """The redirect of an old address, or of one of ours that was typed in capitals."""
    if request.method not in ("GET", "HEAD"):
        return None
    query = request.META.get("QUERY_STRING", "")
    old = old_addresses.find(request.path_info + (f"?{query}" if query else ""))
    path = old and old_addresses.leads_to(old, timezone.now())
    if path is None and request.path_info != request.path_info.lower():
        lower = request.path_info.lower()
        path = lower if _is_page(lower, timezone.now()) else None
    return HttpResponsePermanentRedirect(path) if path else None


def _is_page(path: str, now) -> bool:
    """Whether a readers' page stands at `path` at this moment."""
    try:
        found = resolve(path)
        found.func.find(now=now, **found.kwargs)  # type: ignore[attr-defined]
    except (Resolver404, AttributeError, NoPage, UnknownEdition):
        return False
    return True


def broken(request: HttpRequest) -> HttpResponse:
    """500 for readers; asks nothing of the database."""
    return answer(request, small.broken(request.path))
