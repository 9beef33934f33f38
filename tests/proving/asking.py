"""Every public address that one can think of, and every way of asking for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from articles.models import Publication
from newsroom.lib.languages import CODES
from tests.proving.canaries import PREFIX, Canaries

PLACES = (
    "/", "/news/", "/about/", "/authors/", "/topics/", "/search/", "/newsletter/", "/newsletter/?done",
    "/newsletter/confirm/x/", "/newsletter/unsubscribe/x.y/", "/newsletter/preferences/x/", "/newsletter/archive/",
    "/corrections/", "/feeds/latest.xml", "/feeds/latest.atom", "/feeds/latest.json", "/feeds/corrections.xml",
    "/feeds/corrections.json", "/feeds/all.opml", "/topics/buses/feed.json", "/authors/lana-karim/feed.atom",
    "/news/feed.xml", "/topics/buses/feed.xml", "/authors/lana-karim/feed.xml", "/news/?before=1", "/nothing-here/",
    "/2026/", "/2026/11/", "/2026/11/22/", "/2026/11/22/nothing-here/", "/2026/13/40/nothing/", "/9999/12/31/x/",
)  # fmt: skip
ONCE = (
    "/robots.txt", "/sitemap.xml", "/sitemap-news.xml", "/favicon.ico", "/manifest.webmanifest", "/healthz", "/readyz",
    "/humans.txt", "/.well-known/security.txt", "/oembed", "/oembed?url=/", "/api/", "/api/stories", "/wp-json/",
    "/graphql", "/amp/", "/print/", "/rss", "/feed", "/atom.xml", "/index.json", "/?format=json", "/?preview=1",
    "/?page=2", "/?p=1", "/?author=1", "/?cat=1", "/index.php?p=1", "/news.json", "/news/?format=xml", "/index.html",
)  # fmt: skip
# What stands about on badly kept servers (T65).
SURFACES = tuple(
    f"{folder}{name}"
    for folder in ("/", "/static/", "/media/", "/admin/", "/news/", "/static/../", "/static/..%2f", "/media/..%2f")
    for name in (
        ".git/HEAD", ".git/config", ".env", ".env.bak", "db.sqlite3", "db.sqlite3-wal", "db.sqlite3.bak", "secret_key",
        "var/db.sqlite3", "pages/control", "pages/pages/@.page", "mail/", "originals/", "renditions/", "settings.py",
        "newsroom/settings.py", "manage.py", "backup.zip", "dump.sql", "id_rsa", "server-status", "phpinfo.php",
        "__debug__/", "doc/", "docs/", "debug/pprof/", "actuator/env", "console", "adminer.php", ".DS_Store",
        "package.json", "requirements.txt", "Makefile", "wp-login.php", "web.config", "trace.axd", "error.log",
        "access.log", "desk.css.map", "base.css~",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Way:
    """How one asks: method and headers (accept_encoding="br")."""

    method: str = "GET"
    headers: dict = field(default_factory=dict, hash=False)


def _way(method: str = "GET", **headers: str) -> Way:
    return Way(method, headers)


WAYS = (
    _way(), _way("HEAD"), _way(accept_encoding="br"), _way(accept_encoding="gzip"), _way(range="bytes=0-4000"),
    _way(if_none_match="*"), _way(if_none_match='"x"'), _way(if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT"),
    _way(accept="application/json"), _way(accept="application/ld+json, text/xml;q=0.9"), _way(accept="image/avif"),
    _way(accept_language="ar"), _way(x_requested_with="XMLHttpRequest"), _way("POST"), _way("PUT"), _way("OPTIONS"),
    _way("DELETE"), _way("PATCH"), _way("TRACE"), _way(x_http_method_override="DELETE"), _way(purpose="prefetch"),
    _way(user_agent="Googlebot/2.1"), _way(cookie="desk=x; sessionid=x; preview=1"), _way(save_data="on"),
    _way(x_forwarded_host="elsewhere.example"), _way(host="elsewhere.example"), _way(content_length="x"),
    _way(sec_fetch_site="cross-site"), _way(accept_encoding="zstd, br;q=0.1"), _way(referer="https://elsewhere.example/"),
    _way(accept_encoding="identity;q=0"), _way(range="bytes=-1"), _way(authorization="Basic YWRtaW46YWRtaW4="),
)  # fmt: skip


def addresses(c: Canaries, *, guessed_files: bool = True) -> list[str]:
    """All of them, those of secret things among them, each once; files also under names that others give them."""
    tongues = ["", *(f"/{code}" for code in CODES)]
    found = [tongue + place for place in PLACES for tongue in tongues]
    asked = (PREFIX, "nobody+may+read", "buses", "of+the")
    found += [f"{tongue}/search/?q={words}" for words in asked for tongue in tongues]
    found += [*ONCE, *c.public, *c.paths, *c.files]
    found += [tongue + path for path in c.paths if not path.startswith(("/a/", "/old/")) for tongue in tongues[1:]]
    found += [f"{path}report/" for path in (*c.public, *c.paths) if re.match(r"/\d{4}/", path)]
    most = max(c.stories.values()) + 12
    found += [f"/a/{n}/" for n in range(1, most)]
    keys = Publication.objects.order_by("-pk").values_list("pk", flat=True)[:1]
    found += [f"/news/?before={n}" for n in range(1, (keys[0] if keys else 0) + 3)]
    for path in c.files if guessed_files else ():
        stem = path.rpartition(".")[0]
        found += [f"{stem}{end}" for end in ("@2x.jpg", "-scaled.jpg", ".jpeg", ".webp", ".avif", ".tif", "")]
    return list(dict.fromkeys(found))


def requests(c: Canaries, *, all_ways: bool) -> Iterator[tuple[str, Way]]:
    """(address, way) of every request: each address in every way, or plainly and in one more way that goes round; and
    the surfaces once."""
    for n, path in enumerate(addresses(c, guessed_files=all_ways)):
        for way in WAYS if all_ways else (WAYS[0], WAYS[1 + n % (len(WAYS) - 1)]):
            yield path, way
    for path in SURFACES:
        yield path, WAYS[0]
