"""Looks for canaries in bytes, however they are coded: compressed, percent- or entity- or JSON-escaped, in base64, in
quoted-printable, in other cases."""

import base64
import gzip
import html
import re
import zlib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote_to_bytes

import brotli

from newsroom.lib.page_store.pages import Damaged, unpack
from tests.proving.canaries import PREFIX

_RUN = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
_ESCAPED = re.compile(rb"\\u00([0-9a-f]{2})|\\x([0-9a-f]{2})")


def _in_base64(word: bytes) -> set[bytes]:
    """What stays of `word` in base64 wherever it stands in a longer text: one form for each of three shifts."""
    forms = set()
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + word)
        core = coded[4 if shift else 0 : len(coded) // 4 * 4 - 4]  # letters that depend on this word alone
        forms |= {core, core.replace(b"+", b"-").replace(b"/", b"_")}
    return {form for form in forms if len(form) >= 8}


class Scanner:
    """Finds any of `words` ({what: word}) in what it is shown; `scanned` counts, `bytes` sums up."""

    def __init__(self, words: dict[str, str]):
        self.needles: dict[bytes, str] = {}
        self.coded: dict[bytes, str] = {}
        for what, word in words.items():
            raw = word.encode()
            self.needles[raw.lower()] = what
            self.coded |= dict.fromkeys(_in_base64(raw), what)
        # Most words begin alike: where that beginning is in no form, none of them is.
        self.odd = [needle for needle in self.needles if not needle.startswith(PREFIX.encode())]
        self.scanned = self.bytes = 0
        self._known: dict[bytes, tuple[str, ...]] = {}

    def views(self, data: bytes) -> Iterable[bytes]:
        """The bytes as they came and as each decoding would make them."""
        yield data
        for unpacking in (gzip.decompress, zlib.decompress, brotli.decompress):
            try:
                yield from self.views(unpacking(data))
            except Exception:  # not of this coding
                continue
        if b"%" in data:
            yield unquote_to_bytes(data)
            yield unquote_to_bytes(unquote_to_bytes(data))
        if b"&" in data:
            yield html.unescape(data.decode("latin-1")).encode("latin-1", "replace")
        if b"\\" in data:
            yield _ESCAPED.sub(lambda found: bytes.fromhex((found[1] or found[2]).decode()), data)
        if b"=" in data:
            soft = re.sub(rb"=\r?\n", b"", data)
            yield re.sub(rb"=([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), soft)

    def found(self, data: bytes) -> tuple[str, ...]:
        """What of the secret things `data` tells, in whatever coding."""
        self.scanned += 1
        self.bytes += len(data)
        key = zlib.crc32(data).to_bytes(4, "big") + zlib.adler32(data).to_bytes(4, "big") + len(data).to_bytes(8, "big")
        if key not in self._known:
            self._known[key] = tuple(sorted(self._look(data)))
        return self._known[key]

    def _look(self, data: bytes) -> set[str]:
        told = set()
        for view in self.views(data):
            small = view.lower()
            if PREFIX.encode() in small:
                told |= {what for needle, what in self.needles.items() if needle in small}
            told |= {self.needles[needle] for needle in self.odd if needle in small}
            # Base64 comes in long runs, in mails over several lines; to look at those alone saves most of the time.
            runs = b" ".join(_RUN.findall(view) + _RUN.findall(re.sub(rb"\r?\n", b"", view)))
            told |= {what for form, what in self.coded.items() if form in runs}
        return told

    def found_in_answer(self, pairs: Iterable[tuple[str, str]], body: bytes, status: str = "") -> tuple[str, ...]:
        """What an HTTP answer tells: its status line, its headers and its body, unpacked as they say."""
        head = status + "\n" + "\n".join(f"{name}: {value}" for name, value in pairs)
        told = set(self.found(head.encode("utf-8", "replace"))) | set(self.found(body))
        self.scanned -= 1
        return tuple(sorted(told))

    def found_in_file(self, path: Path) -> tuple[str, ...]:
        """What a file tells; a kept page is looked at in each coding, with its head."""
        data = path.read_bytes()
        told = set(self.found(data)) | set(self.found(str(path).encode()))
        if path.suffix in (".page", ".stale"):
            try:
                page = unpack(data)
            except Damaged:
                return tuple(sorted(told))
            for headers, _not_modified, etag, body in page.variants.values():
                told |= set(self.found_in_answer(headers, body, etag))
        return tuple(sorted(told))
