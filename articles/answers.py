"""From what readers get to an HTTP answer: validators, coding, security headers."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag

from articles.pages import lite, render
from articles.pages.render import KEEP
from articles.pages.values import Document, Page
from newsroom.lib.encoding import encode, negotiate


def answer(request: HttpRequest, page: Page | Document, *, keep: str = KEEP) -> HttpResponse:
    """The page with ETag, compressed as the client takes it; 304 where it has it already (RFC 9110)."""
    body, headers, _cuts = render.finish(as_asked(request, page), keep=keep)
    coding = negotiate(request.headers.get("Accept-Encoding", ""))
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:20] + f"-{coding[:2]}")
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if page.status == 200 and ("*" in known or etag in [tag.removeprefix("W/") for tag in known]):
        response: HttpResponse = HttpResponseNotModified()
        headers = [(name, value) for name, value in headers if name != "Content-Type"]
    else:
        data, coding = encode(body, coding)
        response = HttpResponse(data, status=page.status)
        if coding != "identity":
            response["Content-Encoding"] = coding
    for name, value in headers:
        response[name] = value
    response["ETag"] = etag
    if page.status == 404:
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
    elif page.status not in (200, 410):
        response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def as_asked(request: HttpRequest, page: Page | Document) -> Page | Document:
    """The light version of the page where that is asked for (`?lite`)."""
    return lite.light(page) if lite.NAME in request.GET and isinstance(page, Page) else page


def onward(request: HttpRequest, path: str) -> str:
    """Where a redirect to `path`, one of ours, leads: light readers stay light."""
    return lite.stay(path) if lite.NAME in request.GET else path


def private(request: HttpRequest, page: Page, *, referrer: str = "no-referrer") -> HttpResponse:
    """For answers that a token or a person's typing stands in: not kept, not passed on, not found by search.

    Never 304 either: a mail program that posts must read 200, whatever headers it sends (RFC 8058). A page with a
    form for us to check needs `referrer` "same-origin": without any, browsers call its origin null.
    """
    body, style = render.html(lite.light(page) if lite.NAME in request.GET else page)
    response = HttpResponse(body, status=page.status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = referrer
    response["X-Robots-Tag"] = "noindex"
    response["Content-Security-Policy"] = render.policy(style)
    response["Content-Language"] = page.edition.language
    return response
