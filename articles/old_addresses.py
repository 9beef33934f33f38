"""Old addresses: how one is compared, what it leads to, and what is refused.

There can be no loop and no chain: an old address leads to a thing, never to an address, and one at which a page of
ours stands is refused. (A page of ours is looked for first, so one that comes to stand there later wins.)
"""

import unicodedata
from datetime import datetime
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from django.utils.translation import gettext as _

from articles.addresses import author_path, section_path, story_path
from articles.edition import UnknownEdition, edition
from articles.models import OldAddress, Publication
from articles.refusals import NotPossible

CUT = 200  # bytes at which WordPress and others cut an encoded name off
# Query names by which other systems know a page; a query of anything else is no part of an address.
NAMES = ("p", "page_id", "attachment_id", "cat", "author", "id", "story", "article")


def key_of(written: str) -> str:
    """How an address is compared: decoded, NFC, lower case, without host, fragment, last slash or foreign query.

    "https://old.example/2019/05/Name/?utm_source=x" and "/2019/05/name" are one; "/?p=17" is "?p=17".
    """
    parts = urlsplit(
        written.strip() if "//" in written else "//x" + ("" if written[:1] in "/?" else "/") + written.strip()
    )
    path = unicodedata.normalize("NFC", unquote(parts.path)).casefold().rstrip("/")
    query = sorted((name, value) for name, value in parse_qsl(parts.query, max_num_fields=50) if name in NAMES)
    if path in ("", "/index.php", "/index.html") and query:
        path = ""
    return (path + ("?" + urlencode(query) if query else ""))[:1000]


def cut_of(key: str) -> str:
    """The first 200 bytes of the address as it stands encoded in links; empty where it is shorter."""
    encoded = quote(key, safe="/?=&-._~").casefold()
    return encoded[:CUT] if len(encoded) > CUT else ""


def find(written: str) -> OldAddress | None:
    """The old address that `written` (path and query of a request) is, as written, decoded or cut off."""
    try:
        key = key_of(written)
    except ValueError:
        return None
    if not key:
        return None
    known = OldAddress.objects.select_related("section", "author")
    exact = known.filter(key=key).first()
    if exact is not None:
        return exact
    encoded = quote(key, safe="/?=&-._~").casefold()
    if len(encoded) < CUT - 8:  # a cut falls at most inside the last encoded letter
        return None
    # A cut may fall inside an encoded letter; then what came decoded ends a few bytes earlier.
    whole = encoded[:CUT]
    for length in range(len(whole), max(len(whole) - 9, 0), -1):
        found = list(known.filter(cut__startswith=whole[:length])[:2])
        if found:
            return found[0] if len(found) == 1 else None  # two that begin alike: neither
    return None


def leads_to(old: OldAddress, at: datetime) -> str | None:
    """The path that `old` leads to at this moment; None while what it names is not public."""
    try:
        here = edition(old.language)
    except UnknownEdition:
        here = edition()
    visible = Publication.objects.visible(at)
    if old.story is not None:
        out = visible.filter(story=old.story).values("language", "address_date", "slug").first()
        return story_path(here, out["address_date"], out["slug"], out["language"]) if out else None
    if old.section is not None:
        return section_path(here, old.section.slug)
    if old.author is not None:
        named = visible.in_language(here.language).credited(old.author).exists()
        return author_path(here, old.author.slug) if named else None
    out = visible.filter(photo_links__photo=old.photo).first()
    rows = [row for row in out.photo["renditions"] if (row["crop"], row["format"]) == ("full", "jpeg")] if out else []
    largest = max(rows, key=lambda row: row["width"], default=None)
    return f"/media/{old.photo}/{largest['name']}" if largest else None


def enter(*, address: str, language: str = "en", story=None, section=None, author=None, photo=None) -> OldAddress:
    """Writes one down. Raises NotPossible: no address, one at which a page of ours stands, or one that leads
    elsewhere already."""
    try:
        key = key_of(address)
    except ValueError:
        key = ""
    if not key:
        raise NotPossible(
            _("“%(address)s” is not an address. Write a path or a query, such as /old/ or ?p=17.")
            % {"address": address}
        )
    target = {"story": story, "section": section, "author": author, "photo": photo}
    known = OldAddress.objects.filter(key=key).first()
    if known is not None:
        if all(getattr(known, name) == value for name, value in target.items()):
            return known
        raise NotPossible(_("“%(address)s” leads elsewhere already. Take that off first.") % {"address": address})
    if _ours(key):
        raise NotPossible(
            _("A page of ours stands at “%(address)s”, so it cannot lead elsewhere.") % {"address": address}
        )
    return OldAddress.objects.create(
        address=address.strip()[:1000], key=key, cut=cut_of(key), language=language, **target
    )


def _ours(key: str) -> bool:
    """Whether this is one of the site's own fixed pages, a section, or a story's present address."""
    from articles.models import Section
    from articles.models.section import RESERVED

    path, _question, query = key.partition("?")
    if not path and not query:
        return True
    parts = [part for part in path.split("/") if part]
    if parts and parts[0] in ("en", "ar", "ckb"):
        parts = parts[1:]
    if not parts:
        return not query
    if len(parts) == 1 and not query:
        return parts[0] in RESERVED or Section.objects.filter(slug=parts[0]).exists()
    if parts[0] in ("admin", "static", "media", "newsletter", "a", "authors", "topics"):
        return True
    if len(parts) == 4 and all(part.isdigit() for part in parts[:3]):
        day = "-".join(parts[:3])
        return Publication.objects.filter(address_date=day, slug=parts[3], visible_until=None).exists()
    return False
