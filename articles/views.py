"""The readers' side. A view finds the page by address and moment; it hands nothing else of the request on."""

import functools
from collections.abc import Callable
from datetime import date
from mimetypes import guess_type

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.addresses import story_path
from articles.answers import answer
from articles.edition import UnknownEdition, edition
from articles.models import Newsroom, Notice, Publication
from articles.pages import listings, small, story
from articles.pages.errors import Gone, NoPage
from articles.pages.values import Page
from authors.models import Author
from newsroom.lib import media

_MOST_DIGITS = 12


def readers(build: Callable[..., Page], *, dated: bool = True, paged: bool = False):
    """A view of the page that `build(language, **address, at=…)` makes."""

    # Nothing is written here, so a POST is refused as a method and not as a forgery.
    @csrf_exempt
    @require_safe
    @functools.wraps(build)
    def view(request: HttpRequest, language: str | None = None, **address) -> HttpResponse:
        if dated:
            address["at"] = timezone.now()
        if paged:
            address["before"] = _before(request)
        try:
            page = build(language, **address)
        except UnknownEdition:
            return answer(request, small.not_found(request.path))
        except Gone as error:
            return answer(request, small.gone(request.path, error.edition))
        except NoPage as error:
            return answer(request, small.not_found(request.path, error.edition))
        if language is not None and not page.edition.prefix:
            # The language at the root has no prefix: one page, one address.
            older = f"?before={address['before']}" if address.get("before") else ""
            return HttpResponsePermanentRedirect(page.path + older)
        return answer(request, page)

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
about = readers(small.about, dated=False)
article = readers(_story)


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


@csrf_exempt
@require_safe
def media_file(request: HttpRequest, owner, name: str) -> HttpResponse | FileResponse:
    """A picture, while something public shows it: a visible publication, or the newsroom's own logo."""
    visible = Publication.objects.visible(timezone.now())
    shown = (
        visible.filter(photo_links__photo=owner).exists()
        or visible.filter(credit_links__author__in=Author.objects.filter(uuid=owner)).exists()
        or any(room.logo.get("uuid") == str(owner) for room in Newsroom.objects.all())
    )
    if not shown:
        raise Http404
    try:
        file = media.open_file(media.rendition_path(owner, name))
    except (FileNotFoundError, OSError):
        raise Http404 from None
    response = FileResponse(file, content_type=guess_type(name)[0])
    response["Cache-Control"] = "public, max-age=31536000, immutable"  # the name is of the contents
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """404 for readers, in the language that the address names."""
    return answer(request, small.not_found(request.path))


def broken(request: HttpRequest) -> HttpResponse:
    """500 for readers; asks nothing of the database."""
    return answer(request, small.broken(request.path))
