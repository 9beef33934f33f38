"""Forms that readers post without a cookie: whether one of our pages sent it, and what stands in it
(docs/decisions/0005-forms-without-cookies.md).
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError


def fields(request: HttpRequest, most_bytes: int) -> QueryDict | None:
    """The posted fields; None where they are more than `most_bytes` (then they are not even read) or no form at all."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > most_bytes:
            return None
        return request.POST
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError, ValueError):
        return None


def is_ours(request: HttpRequest) -> bool:
    """Whether a POST comes from one of our pages, or from no web page at all.

    What the browser itself says decides, and pages cannot forge it: `Sec-Fetch-Site` (W3C Fetch Metadata)
    where it is sent; else `Origin` (Fetch standard 3.2; `null` is foreign). Where neither is sent, a
    `Referer` must be ours or absent: browsers of before 2020 and programs send none of them, and as no cookie
    is involved a foreign page could gain nothing through them that its owner could not get by sending the
    form from a computer of their own.
    """
    if (site := request.headers.get("Sec-Fetch-Site")) is not None:
        return site in ("same-origin", "none")
    if (origin := request.headers.get("Origin")) is not None:
        return origin == _origin(settings.BASE_URL)
    referer = request.headers.get("Referer")
    return referer is None or _origin(referer) == _origin(settings.BASE_URL)


def _origin(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    # Browsers leave the default port out; a BASE_URL may spell it.
    shown = "" if port in (None, {"http": 80, "https": 443}.get(parts.scheme)) else f":{port}"
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{shown}"
