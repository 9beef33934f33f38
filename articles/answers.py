"""From a readers' page to an HTTP answer: validators, coding, security headers."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag

from articles.pages import render
from articles.pages.values import Page
from newsroom.lib.encoding import encode, negotiate

# Browsers ask again each time (one that may serve a stale copy shows a withdrawn story); caches that we purge may keep.
KEEP = "public, max-age=0, must-revalidate, s-maxage=60"
_POLICY = (
    "default-src 'none'; style-src {style}; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def policy(style: str) -> str:
    """The Content-Security-Policy of a readers' page, whose only style is the inline one with this hash."""
    return _POLICY.format(style=style)


def answer_feed(request: HttpRequest, feed: bytes, language: str) -> HttpResponse:
    """A feed with ETag, compressed as the client takes it; 304 where it has it already."""
    coding = negotiate(request.headers.get("Accept-Encoding", ""))
    etag = quote_etag(hashlib.sha256(feed).hexdigest()[:20] + f"-{coding[:2]}")
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in known or etag in [tag.removeprefix("W/") for tag in known]:
        response: HttpResponse = HttpResponseNotModified()
    else:
        data, coding = encode(feed, coding)
        response = HttpResponse(data, content_type="application/rss+xml; charset=utf-8")
        if coding != "identity":
            response["Content-Encoding"] = coding
    response["ETag"] = etag
    response["Cache-Control"] = KEEP
    response["Content-Language"] = language
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def answer(request: HttpRequest, page: Page, *, keep: str = KEEP) -> HttpResponse:
    """The page with ETag, compressed as the client takes it; 304 where it has it already (RFC 9110)."""
    body, style = render.html(page)
    coding = negotiate(request.headers.get("Accept-Encoding", ""))
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:20] + f"-{coding[:2]}")
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if page.status == 200 and ("*" in known or etag in [tag.removeprefix("W/") for tag in known]):
        response: HttpResponse = HttpResponseNotModified()
    else:
        data, coding = encode(body, coding)
        response = HttpResponse(data, content_type="text/html; charset=utf-8", status=page.status)
        if coding != "identity":
            response["Content-Encoding"] = coding
    response["ETag"] = etag
    response["Cache-Control"] = keep if page.status in (200, 404, 410) else "no-store"
    response["Content-Security-Policy"] = policy(style)
    response["Content-Language"] = page.edition.language
    if page.status == 404:
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(response, ["Accept-Encoding"])
    if page.status == 200 and page.tags:
        response.kept_as = page  # type: ignore[attr-defined]  # what the store of finished pages asks for
    return response
