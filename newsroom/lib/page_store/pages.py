"""One kept page: its bytes on disk, and ready to answer in memory."""

import functools
import gzip
import hashlib
import json
import struct
import zlib
from collections.abc import Collection, Iterable

import brotli

from newsroom.lib.encoding import negotiate
from newsroom.lib.page_store.control import Fence, slot
from newsroom.lib.page_store.cuts import Cut, without

_MAGIC = b"PAGE3"
_FRAME = struct.Struct("<III")  # crc32 and length of all that follows, length of the head
_LONG = 100_000  # bytes
# What a server may send before it hears from its reader: 14,600 bytes (RFC 6928), less the headers.
_FIRST_PACKETS = 14_600 - 1_000
FOREVER = 1 << 62  # microseconds: no moment ends it

Headers = list[tuple[str, str]]


class Damaged(ValueError):
    """The file is half-written, was changed, or is of another form."""


class Rendered:
    """What a render gives to keep: body, headers, the tags of all that it shows, and a longest life in seconds.

    `cuts` are the parts that show one thing each; `whole` are the tags of what the page is all about: when that is
    taken down, nothing is left of the page."""

    __slots__ = ("body", "cuts", "headers", "lifetime", "tags", "whole")

    def __init__(
        self, body: bytes, headers: Iterable[tuple[str, str]], tags: Iterable[str], lifetime: int = 0, *,
        cuts: Iterable[Cut] = (), whole: Iterable[str] = (),
    ):  # fmt: skip
        self.body, self.headers, self.tags, self.lifetime = body, list(headers), tuple(tags), lifetime
        self.cuts, self.whole = list(cuts), tuple(whole)


class Kept:
    """A page in memory. `gen` is the count under which it was found right; `used` is for making room; `until`
    (microseconds since 1970, UTC) ends its life; `epoch` and `release` must be today's, and none of `slots` may have
    moved since `change`."""

    __slots__ = ("change", "cuts", "epoch", "gen", "release", "size", "slots", "until", "used", "variants", "whole")

    gen: int | None
    used: bool
    size: int
    until: int
    change: int
    epoch: int
    release: str
    slots: tuple[int, ...]
    cuts: list[Cut]
    whole: tuple[str, ...]
    variants: dict[str, tuple[Headers, Headers, str, bytes]]


def _brotli(body: bytes) -> bytes:
    """Quickly (quality 5); as tight as it goes where that lets the page come with the first packets, which takes a
    tenth of a second and is asked of long stories alone."""
    packed = brotli.compress(body, quality=5)
    if _FIRST_PACKETS < len(packed) < _FIRST_PACKETS * 1.25:
        packed = min(packed, brotli.compress(body, quality=11), key=len)
    return packed


def pages_tags(key: str) -> list[str]:
    """What moves when the page of `key` is named itself: what a query makes of a page moves with it."""
    path, mark, _query = key.partition("@")
    return ["page:" + key, *(["page:" + path] if mark else [])]


def pack(key: str, rendered: Rendered, fence: Fence, *, until: int, release: str) -> bytes:
    """The page as one file's bytes: head (JSON), gzip and Brotli bodies, behind length and checksum."""
    # A long list (a sitemap) is asked for by few and would take long to squeeze.
    level = 9 if len(rendered.body) < _LONG else 5
    gz, br = gzip.compress(rendered.body, level, mtime=0), _brotli(rendered.body)
    head = json.dumps(
        {
            "headers": rendered.headers, "tags": [*rendered.tags, *pages_tags(key)], "until": until,
            "etag": hashlib.blake2b(rendered.body, digest_size=9).hexdigest(),
            "change": fence[0], "epoch": fence[1], "release": release, "cuts": rendered.cuts,
            "whole": rendered.whole, "gzip": len(gz), "length": len(rendered.body),
        }
    ).encode()  # fmt: skip
    tail = head + gz + br
    return _MAGIC + _FRAME.pack(zlib.crc32(tail), len(tail), len(head)) + tail


def head_of(data: bytes) -> tuple[dict, bytes, bytes]:
    """What stands in the head of a file's bytes, the gzip and the Brotli body. Raises Damaged."""
    start = len(_MAGIC) + _FRAME.size
    if data[: len(_MAGIC)] != _MAGIC or len(data) < start:
        raise Damaged("not a kept page of this form")
    crc, total, head_length = _FRAME.unpack_from(data, len(_MAGIC))
    tail = data[start:]
    if len(tail) != total or zlib.crc32(tail) != crc:
        raise Damaged("half-written or changed")
    head = json.loads(tail[:head_length])
    middle = head_length + head["gzip"]
    return head, tail[head_length:middle], tail[middle:]


def unpack(data: bytes) -> Kept:
    """The page from a file's bytes. Raises Damaged."""
    head, gz, br = head_of(data)
    page = Kept()
    page.gen, page.used, page.size = None, True, len(data)
    page.until, page.change, page.epoch, page.release = head["until"], head["change"], head["epoch"], head["release"]
    page.slots = tuple({slot(tag) for tag in head["tags"]})
    page.cuts, page.whole = [(tag, start, end) for tag, start, end in head["cuts"]], tuple(head["whole"])
    page.variants = {}
    common = [(name, value) for name, value in head["headers"]]
    for coding, body, length in (("br", br, len(br)), ("gzip", gz, len(gz)), ("identity", gz, head["length"])):
        etag = f'"{head["etag"]}-{coding[:2]}"'
        kept: Headers = [*common, ("ETag", etag), ("Vary", "Accept-Encoding")]
        full: Headers = [*kept, ("Content-Length", str(length))]
        if coding != "identity":
            full.append(("Content-Encoding", coding))
        not_modified = [(name, value) for name, value in kept if name.lower() != "content-type"]
        page.variants[coding] = (full, not_modified, etag, body)
    return page


def cut_down(data: bytes, tags: Collection[str]) -> Kept:
    """The page of a file's bytes without the parts of `tags`."""
    head, gz, _br = head_of(data)
    body = without(gzip.decompress(gz), [(tag, start, end) for tag, start, end in head["cuts"]], tags)
    rendered = Rendered(body, [(name, value) for name, value in head["headers"]], ())
    return unpack(pack("", rendered, (head["change"], 0), until=FOREVER, release=head["release"]))


coding_of = functools.lru_cache(maxsize=256)(negotiate)


def answer(page: Kept, accept_encoding: str, if_none_match: str | None, *, head: bool) -> tuple[str, Headers, bytes]:
    """Status line, headers and body for one request (RFC 9110). Our ETags are strong, one a coding."""
    full, kept, etag, body = page.variants[coding := coding_of(accept_encoding)]
    if if_none_match is not None and (etag in if_none_match or if_none_match.strip() == "*"):
        return "304 Not Modified", kept, b""
    if head:
        return "200 OK", full, b""
    # Identity is rare (one reader in ten thousand), so it is not kept a third time.
    return "200 OK", full, gzip.decompress(body) if coding == "identity" else body
