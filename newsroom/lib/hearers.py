"""Who is told when something public changed: the hub of the feeds (WebSub), and search engines (IndexNow).

Nobody, as long as BASE_URL is an address that others cannot reach, or this is the sample newsroom.
"""

import hashlib
import hmac
import ipaddress
from urllib.parse import urlsplit

from django.conf import settings

from newsroom.lib.outgoing import is_public

# Names that lead nowhere from outside (RFC 2606, 6761, 6762, 8375, 9476), or only where few go.
_NOWHERE = (
    "localhost", "local", "test", "example", "invalid", "internal", "lan", "home", "home.arpa", "intranet", "corp",
    "alt", "onion", "example.com", "example.org", "example.net",
)  # fmt: skip


def is_real(address: str) -> bool:
    """Whether a site's address is one that anybody on the internet can ask: https, and no name of a house."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https" or not host:
        return False
    try:
        return is_public(str(ipaddress.ip_address(host)))
    except ValueError:
        return "." in host and not any(host == end or host.endswith(f".{end}") for end in _NOWHERE)


def _reached() -> bool:
    return not settings.DEMO and is_real(settings.BASE_URL)


def hub() -> str:
    """The address of the hub that is told of changed feeds; empty for none."""
    return settings.WEBSUB_HUB if _reached() else ""


def search() -> str:
    """The address at which search engines are told of changed pages; empty for none."""
    return settings.INDEXNOW if _reached() else ""


def key() -> str:
    """The word by which search engines know that it is the site itself that tells them: it stands at `/<key>.txt`. It
    is no secret; it is made from one so that nobody has to choose it."""
    return hmac.new(settings.SECRET_KEY.encode(), b"newsroom.indexnow", hashlib.sha256).hexdigest()[:32]
