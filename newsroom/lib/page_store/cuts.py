"""Parts of a page that can be cut out later, when what they show was taken down and the page cannot be made anew.

A template puts `begins(tag)` before a part and `ENDS` behind it: characters that no text of ours may hold. `lift` takes
them out of the finished text and says where the parts lie; `without` removes parts.
"""

import re
from collections.abc import Collection, Iterable

ENDS = "\x01\x02"
_MARK = re.compile("\x01([a-z]+:[0-9a-zA-Z:-]*)\x02|\x01\x02")

Cut = tuple[str, int, int]  # tag, first byte, byte behind the last


def begins(tag: str) -> str:
    return f"\x01{tag}\x02"


def lift(text: str) -> tuple[bytes, list[Cut]]:
    """The text as UTF-8 without its marks, and its parts in order."""
    pieces: list[bytes] = []
    found: list[Cut] = []
    open_now: tuple[str, int] | None = None
    at = length = 0
    for mark in _MARK.finditer(text):
        piece = text[at : mark.start()].encode()
        pieces.append(piece)
        length += len(piece)
        at = mark.end()
        if mark[1]:
            open_now = (mark[1], length)
        elif open_now is not None:
            found.append((*open_now, length))
            open_now = None
    pieces.append(text[at:].encode())
    return b"".join(pieces), found


def without(body: bytes, cuts: Iterable[Cut], tags: Collection[str]) -> bytes:
    """`body` without the parts of `tags`."""
    kept, at = [], 0
    for tag, start, end in sorted(cuts, key=lambda cut: cut[1]):
        if tag in tags and start >= at:
            kept.append(body[at:start])
            at = end
    return b"".join((*kept, body[at:]))
