"""Where a request came from, for ceilings only: hashed before it is kept, and kept no longer than they last."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_of(request: HttpRequest | None) -> str:
    """The visitor's address, an IPv6 one as its /64, which is one household's. Behind a proxy of ours (BEHIND_PROXY)
    the last that X-Forwarded-For names, which the proxy wrote; else the header is anybody's and is not looked at."""
    if request is None:
        return ""
    told = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    text = told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 4:
        return text
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
