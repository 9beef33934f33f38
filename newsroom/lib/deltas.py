"""A JSON object kept as its difference from another one, so that versions of one thing weigh little.

Texts of many lines (a body has a line for each paragraph) are told as lines of the other and lines of their own; what
is left is compressed with the other's text as dictionary. What comes back is equal to what went in.
"""

import difflib
import json
import zlib
from typing import Any

WHOLE, DELTA = b"w", b"d"
_WINDOW = 32_000  # bytes that zlib looks back


def _text(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _lines(old: str, new: str) -> list[Any]:
    """`new` as [first line, how many] of `old` and lines of its own, in order."""
    before, after = old.split("\n"), new.split("\n")
    found: list[Any] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            found.append([a1, a2 - a1])
        else:
            found += after[b1:b2]
    return found


def pack(value: dict[str, Any], base: dict[str, Any] | None = None) -> bytes:
    """`value` as bytes; `unpack` needs the same `base`."""
    if base is None:
        return WHOLE + zlib.compress(_text(value), 9)
    changed: dict[str, Any] = {}
    lines: dict[str, Any] = {}
    for name, new in value.items():
        old = base.get(name)
        if name in base and old == new and type(old) is type(new):
            continue
        if isinstance(old, str) and isinstance(new, str) and "\n" in old:
            lines[name] = _lines(old, new)
        else:
            changed[name] = new
    gone = [name for name in base if name not in value]
    squeezed = zlib.compressobj(9, zdict=_text(base)[-_WINDOW:])
    return DELTA + squeezed.compress(_text([changed, lines, gone])) + squeezed.flush()


def unpack(data: bytes, base: dict[str, Any] | None = None) -> dict[str, Any]:
    """What `pack` was given. Raises ValueError where the bytes are not whole, or `base` is not the one."""
    kind, rest = bytes(data[:1]), bytes(data[1:])
    try:
        if kind == WHOLE:
            return json.loads(zlib.decompress(rest))
        if kind != DELTA or base is None:
            raise ValueError("the other object is missing")
        opened = zlib.decompressobj(zdict=_text(base)[-_WINDOW:])
        text = opened.decompress(rest) + opened.flush()
        if not opened.eof:
            raise ValueError("these bytes are cut off")
        changed, lines, gone = json.loads(text)
        value = {name: old for name, old in base.items() if name not in gone} | changed
        for name, parts in lines.items():
            before = base[name].split("\n")
            rows: list[str] = []
            for part in parts:
                rows += [part] if isinstance(part, str) else before[part[0] : part[0] + part[1]]
            value[name] = "\n".join(rows)
        return value
    except (zlib.error, json.JSONDecodeError, KeyError, TypeError, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"these bytes cannot be read: {error}") from error
