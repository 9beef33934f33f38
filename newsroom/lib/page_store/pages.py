"""One kept page: its bytes on disk, and ready to answer in memory."""

import functools
import gzip
import hashlib
import json
import struct
import zlib
from collections.abc import Iterable

import brotli

from newsroom.lib.encoding import negotiate

_MAGIC = b"PAGE2"
_FRAME = struct.Struct("<III")  # crc32 and length of all that follows, length of the head
FOREVER = 1 << 62  # microseconds: no moment ends it

Headers = list[tuple[str, str]]


class Damaged(ValueError):
    """The file is half-written, was changed, or is of another form."""


class Kept:
    """A page in memory. `gen` and `sig` say under which count and from which file it was checked; `used` is for
    making room; `until` (microseconds since 1970, UTC) ends its life; `epoch` and `release` must be today's."""

    __slots__ = ("epoch", "gen", "release", "sig", "size", "until", "used", "variants")

    gen: int | None
    sig: tuple
    used: bool
    size: int
    until: int
    epoch: int
    release: str
    variants: dict[str, tuple[Headers, Headers, str, bytes]]


def pack(
    body: bytes, headers: Iterable[tuple[str, str]], tags: Iterable[str], *, until: int, epoch: int, release: str
) -> bytes:
    """The page as one file's bytes: head (JSON), gzip and Brotli bodies, behind length and checksum."""
    gz, br = gzip.compress(body, 9, mtime=0), brotli.compress(body, quality=5)
    etag = hashlib.blake2b(body, digest_size=9).hexdigest()
    head = json.dumps(
        {
            "headers": list(headers), "tags": list(tags), "etag": etag, "until": until, "epoch": epoch,
            "release": release, "gzip": len(gz), "length": len(body),
        }
    ).encode()  # fmt: skip
    tail = head + gz + br
    return _MAGIC + _FRAME.pack(zlib.crc32(tail), len(tail), len(head)) + tail


def unpack(data: bytes) -> Kept:
    """The page from a file's bytes. Raises Damaged."""
    start = len(_MAGIC) + _FRAME.size
    if data[: len(_MAGIC)] != _MAGIC or len(data) < start:
        raise Damaged("not a kept page of this form")
    crc, total, head_length = _FRAME.unpack_from(data, len(_MAGIC))
    tail = data[start:]
    if len(tail) != total or zlib.crc32(tail) != crc:
        raise Damaged("half-written or changed")
    head = json.loads(tail[:head_length])
    gz = tail[head_length : head_length + head["gzip"]]
    br = tail[head_length + head["gzip"] :]
    page = Kept()
    page.gen, page.sig, page.used = None, (), True
    page.size, page.until, page.epoch, page.release = total, head["until"], head["epoch"], head["release"]
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
