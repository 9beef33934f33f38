"""Old addresses: how one is compared, what it leads to, and what is refused.

There can be no loop and no chain: an old address leads to a thing, never to an address, and one at which a page of
ours stands is refused. (A page of ours is looked for first, so one that comes to stand there later wins.)
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from articles import notices
from articles.addresses import author_path, section_path, story_path
from articles.edition import UnknownEdition, edition, newsroom
from articles.models import Notice, OldAddress, Publication, Section
from articles.models.section import RESERVED
from articles.notices import InPlace
from articles.refusals import NotPossible
from newsroom.lib.languages import CODES

CUT = 200  # bytes at which WordPress and others cut an encoded name off
LONGEST = 1000
_KEY_BYTES = 2000  # an index of PostgreSQL takes rows up to 2,704
# Query names by which other systems know a page; a query of anything else is no part of an address.
NAMES = ("p", "page_id", "attachment_id", "cat", "author", "id", "story", "article")
# Marks of direction come along when one copies from a text in Arabic or Kurdish, and belong to no address.
MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))
_WHOLE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
# "old.example/2019/x" without its scheme, as address bars show it; "index.php/2019/x" is a path.
_HOST = re.compile(r"[^\s/?#:@.]+(?:\.[^\s/?#:@.]+)*\.(?!(?:php\d?|aspx?|html?|jsp|cgi|pl)[/?#])[^\W\d_-][^\s/?#:@.]+/")
_OURS = ("admin", "static", "media", "newsletter", "a", "authors", "topics")  # whatever stands below
_CHUNK = 400


def key_of(written: str) -> str:
    """How an address is compared: decoded, NFC, lower case, without host, fragment, last slash or foreign query.

    "https://old.example/2019/05/Name/?utm_source=x" and "/2019/05/name" are one; "/?p=17" is "?p=17". Raises
    ValueError for what is no address at all.
    """
    written = written.translate(MARKS).strip()
    if not _WHOLE.match(written):
        start = "" if written[:1] in ("/", "?") or _HOST.match(written) else "/"
        written = ("//" if _HOST.match(written) else "//x") + start + written
    parts = urlsplit(written)
    path = unicodedata.normalize("NFC", unquote(parts.path)).casefold().rstrip("/")
    query = sorted((name, value) for name, value in parse_qsl(parts.query, max_num_fields=50) if name in NAMES)
    if path in ("", "/index.php", "/index.html") and query:
        path = ""
    return (path + ("?" + urlencode(query) if query else ""))[:LONGEST]


def key_or_none(written: str) -> str:
    """The key, or an empty string for what is no address; for people's own writing."""
    if any(ord(character) < 32 for character in written.strip()):
        return ""
    try:
        key = key_of(written)
    except ValueError:
        return ""
    return key if "\0" not in key and len(key.encode()) <= _KEY_BYTES else ""


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
    if not key or "\0" in key:
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
        named = visible.credited(old.author, here.language).exists()
        return author_path(here, old.author.slug) if named else None
    out = visible.filter(photo_links__photo=old.photo).first()
    rows = [row for row in out.photo["renditions"] if (row["crop"], row["format"]) == ("full", "jpeg")] if out else []
    largest = max(rows, key=lambda row: row["width"], default=None)
    return f"/media/{old.photo}/{largest['name']}" if largest else None


def taken_down(old: OldAddress) -> InPlace | None:
    """What stands in the place of the story that `old` led to; None where none was taken down, and where nothing may
    tell that one stood there."""
    notice = Notice.objects.filter(story=old.story).first() if old.story is not None else None
    return None if notice is None or notice.answer == Notice.Answer.NEVER else notices.of(notice)


def slugs_promised(language: str, day: date, stem: str, *, but: UUID) -> set[str]:
    """The slugs beginning with `stem` under which that day's links lead to something else than the story `but`."""
    try:
        path = story_path(edition(language), day, stem)
    except UnknownEdition:
        return set()
    old = OldAddress.objects.filter(key__startswith=key_of(path)).exclude(story=but)
    return {key.rpartition("/")[2] for key in old.values_list("key", flat=True)}


def enter(*, address: str, language: str = "en", story=None, section=None, author=None, photo=None) -> OldAddress:
    """Writes one down. Raises NotPossible: no address, one at which a page of ours stands, or one that leads
    elsewhere already."""
    key = key_or_none(address)
    if not key:
        raise NotPossible(no_address(address))
    target = {"story": story, "section": section, "author": author, "photo": photo}
    known = OldAddress.objects.filter(key=key).first()
    if known is not None:
        if all(getattr(known, name) == value for name, value in target.items()):
            return known
        raise NotPossible(elsewhere_already(address))
    if ours([key]):
        raise NotPossible(page_of_ours(address))
    return OldAddress.objects.create(**row(address, key, language), **target)


def row(address: str, key: str, language: str) -> dict:
    """The fields of one old address beside its target."""
    return {"address": address.strip()[:LONGEST], "key": key, "cut": cut_of(key), "language": language}


def no_address(address: str) -> str:
    return _("“%(address)s” is not an address. Write a path or a query, such as /old/ or ?p=17.") % {"address": address}


def elsewhere_already(address: str) -> str:
    return _("“%(address)s” leads elsewhere already. Take that off first.") % {"address": address}


def page_of_ours(address: str) -> str:
    return _("A page of ours stands at “%(address)s”, so it cannot lead elsewhere.") % {"address": address}


def ours(keys: Iterable[str]) -> set[str]:
    """Those of `keys` at which one of the site's own fixed pages, a section, or a story (also a scheduled one, also
    one that was taken down) stands. A few queries for some hundred addresses."""
    found: set[str] = set()
    root = newsroom().root_language
    sections = set(Section.objects.values_list("slug", flat=True))
    stories: dict[tuple[str, str, str], list[str]] = {}
    for key in keys:
        path, _question, query = key.partition("?")
        parts = [part for part in path.split("/") if part]
        language = root
        if parts and parts[0] in CODES:
            language, *parts = parts
        if not parts:
            if not query:
                found.add(key)
        elif len(parts) == 1 and not query:
            if parts[0] in RESERVED or parts[0] in sections:
                found.add(key)
        elif parts[0] in _OURS:
            found.add(key)
        elif len(parts) == 4 and (day := _day(parts[:3])):
            stories.setdefault((language, day, parts[3]), []).append(key)
    wanted = list(stories)
    for start in range(0, len(wanted), _CHUNK):
        some = wanted[start : start + _CHUNK]
        there = Q(address_date__in={day for _language, day, _slug in some}, slug__in={slug for *_day, slug in some})
        for table in (Publication.objects.filter(visible_until=None), Notice.objects.all()):
            for tongue, when, slug in table.filter(there).values_list("language", "address_date", "slug"):
                found.update(stories.get((tongue, when.isoformat(), slug), ()))
    return found


def _day(parts: list[str]) -> str | None:
    if [len(part) for part in parts if part.isascii() and part.isdigit()] != [4, 2, 2]:
        return None
    try:
        return date(*(int(part) for part in parts)).isoformat()
    except ValueError:
        return None
