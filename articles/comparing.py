"""Two versions of a story, word by word: fields, byline, picture, tags and body, as plain values. Pure.

Versions are what `articles.history.snapshot` gives. Words and marks are compared apart; blanks never are a change by
themselves. What comes out holds no markup: a template writes `ins` and `del`, and escapes.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles import body as bodies
from articles.body import Block
from articles.likeness import pairs, unmoved
from articles.text import BESIDE, HEAD

SAME, IN, OUT = "same", "in", "out"
LONG = 1500  # words of one paragraph; beyond it, words that stand everywhere do not lead the comparison
# A word with its accents, vowel signs and joiners; a number with its separators; any other sign alone.
_TOKEN = re.compile(
    r"\s+|\d+(?:[.,:٫٬]\d+)*|[^\W\d][\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d]*"
    r"(?:['’\-][^\W\d][\w\u064b-\u065f\u0670\u200c\u200d]*)*|\S"
)
_HREF = re.compile(r'href="([^"]*)"')
# In the order of the page. What is not here (the byline, the picture) is made of several values.
FACTS = (
    "section", "genre", "series", "part", "language", "slug", "slugline", "planned_for", "embargo_until",
    "embargo_zone", "planned_words",
    "assigned_to", "desk_note", "step",
)  # fmt: skip
PICTURE = ("caption", "alt", "creator", "agency", "credit_line")


@dataclass(frozen=True)
class Run:
    """A stretch of text: the same in both versions, only in the new one, or only in the old one ("out")."""

    kind: str
    text: str

    @property
    def words(self) -> int:
        return sum(any(letter.isalnum() for letter in word) for word in self.text.split())


@dataclass(frozen=True)
class FieldChange:
    """A field that differs. `name` is one of HEAD, BESIDE, FACTS, "byline", "tags", "photo" or "photo_" and one of
    PICTURE."""

    name: str
    runs: list[Run]


@dataclass(frozen=True)
class Passage:
    """One paragraph: same, changed, in, out or form (the words are the same, not their links, emphasis or kind).

    `number` is its place in the new version from 1, 0 where it is not there. `moved`: it stood elsewhere. `links`:
    addresses that were put in or taken away.
    """

    kind: str
    number: int
    runs: list[Run]
    element: str
    moved: bool = False
    links: list[Run] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """All that differs, and every paragraph. `added` and `removed` count words of body and fields."""

    fields: list[FieldChange]
    passages: list[Passage]
    added: int
    removed: int

    @property
    def passages_changed(self) -> int:
        return sum(passage.kind != SAME or passage.moved for passage in self.passages)

    def __bool__(self) -> bool:
        return bool(self.fields or self.passages_changed)


def tokens(text: str) -> list[tuple[str, str]]:
    """(blank before, word or mark) of each."""
    found, blank = [], ""
    for piece in _TOKEN.findall(text):
        if piece.isspace():
            blank = piece
        else:
            found.append((blank, piece))
            blank = ""
    return found


def words(old: str, new: str) -> list[Run]:
    """`old` and `new` in one row. Blanks between two changes belong to the change."""
    if old == new:
        return [Run(SAME, new)] if new else []
    one, other = tokens(old), tokens(new)
    runs: list[Run] = []
    for kind, a1, a2, b1, b2 in _codes([word for _b, word in one], [word for _b, word in other]):
        if kind == "equal":
            # What stood before it may have gone, and with it the blank.
            _add(runs, SAME, (other[b1][0] or one[a1][0] if runs else other[b1][0]) + _text(other[b1:b2]).lstrip())
            continue
        before = (other[b1][0] if b1 < b2 else "") or (one[a1][0] if a1 < a2 else "")
        if before:
            _add(runs, SAME, before)
        if a1 < a2:
            _add(runs, OUT, _text(one[a1:a2]).lstrip())
        if a1 < a2 and b1 < b2:
            _add(runs, SAME, " ")  # between what went and what came
        if b1 < b2:
            _add(runs, IN, _text(other[b1:b2]).lstrip())
    return runs


def _text(row: Iterable[tuple[str, str]]) -> str:
    return "".join(blank + word for blank, word in row)


def _add(runs: list[Run], kind: str, text: str) -> None:
    if runs and runs[-1].kind == kind:
        runs[-1] = Run(kind, runs[-1].text + text)
    elif text:
        runs.append(Run(kind, text))


def _codes(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """What became of `one`, as difflib says it; marks alone that stand between two changes are part of them."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    middle, its = one[start : len(one) - end], other[start : len(other) - end]
    matcher = difflib.SequenceMatcher(None, middle, its, autojunk=max(len(middle), len(its)) > LONG)
    codes = [(kind, a1 + start, a2 + start, b1 + start, b2 + start) for kind, a1, a2, b1, b2 in matcher.get_opcodes()]
    if start:
        codes.insert(0, ("equal", 0, start, 0, start))
    if end:
        codes.append(("equal", len(one) - end, len(one), len(other) - end, len(other)))
    found: list[tuple[str, int, int, int, int]] = []
    for place, code in enumerate(codes):
        kind, a1, a2, b1, b2 = code
        inside = 0 < place < len(codes) - 1
        if kind == "equal" and inside and not any(word[0].isalnum() for word in one[a1:a2]):
            kind = "replace"
        if kind != "equal" and found and found[-1][0] != "equal":
            _k, c1, _c2, d1, _d2 = found.pop()
            found.append(("replace", c1, a2, d1, b2))
        else:
            found.append((kind, a1, a2, b1, b2))
    return found


def items(old: Sequence[str], new: Sequence[str], comma: str = ", ") -> list[Run]:
    """Two lists in one row: what is in both, what came and what went."""
    runs: list[Run] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        rows = [(SAME, new[b1:b2])] if kind == "equal" else [(OUT, old[a1:a2]), (IN, new[b1:b2])]
        for what, names in rows:
            for name in names:
                if runs:
                    runs.append(Run(SAME, comma))
                runs.append(Run(what, name))
    return runs


# -- fields

Names = Mapping[str, Mapping[Any, str]]


def _named(names: Names, kind: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    return names.get(kind, {}).get(value) or str(value)


def byline(version: Mapping, names: Names) -> list[str]:
    """The names as they are printed, each with its role where that is not the usual one."""
    if version.get("byline_override"):
        return [version["byline_override"]]
    rows = []
    for row in version.get("credits") or []:
        name = row["display_name"] or _named(names, "author", row["author"])
        rows.append(name if row["role"] == "reporting" else f"{name} ({_named(names, 'role', row['role'])})")
    return rows


def _whole(old: str, new: str) -> list[Run]:
    """One value that took the place of another."""
    return items([old] if old else [], [new] if new else [], comma=" ")


def fields(old: Mapping, new: Mapping, names: Names) -> list[FieldChange]:
    """The fields that differ, in the order of the page."""
    found: list[FieldChange] = []

    def see(name: str, runs: list[Run]) -> None:
        if any(run.kind != SAME for run in runs):
            found.append(FieldChange(name, runs))

    for name in (*HEAD, *BESIDE):
        see(name, words(old.get(name) or "", new.get(name) or ""))
    see("byline", items(byline(old, names), byline(new, names)))
    one, other = old.get("photo") or {}, new.get("photo") or {}
    if one.get("uuid") != other.get("uuid"):
        see("photo", _whole(_named(names, "photo", one.get("uuid")), _named(names, "photo", other.get("uuid"))))
    for part in PICTURE:
        see(f"photo_{part}", words(one.get(part) or "", other.get(part) or ""))
    tags = [[_named(names, "tag", slug) for slug in version.get("tags") or []] for version in (old, new)]
    see("tags", items(tags[0], tags[1]))
    for name in FACTS:
        said = [_named(names, name, version.get(name)) for version in (old, new)]
        see(name, words(*said) if name == "desk_note" else _whole(*said))
    return found


# -- the body


def passages(old: str, new: str) -> list[Passage]:
    """Every paragraph of both bodies in the order of the new one; what went stands behind what stood before it."""
    one, other = bodies.parse(old), bodies.parse(new)
    came_from = pairs([(b.id, b.text) for b in one], [(b.id, b.text) for b in other])
    in_place = unmoved([came_from[here] for here in sorted(came_from)])
    gone = iter(sorted(set(range(len(one))) - set(came_from.values())))
    next_gone = next(gone, None)
    found: list[Passage] = []
    for here, block in enumerate(other):
        there = came_from.get(here)
        if there in in_place:
            while next_gone is not None and there is not None and next_gone < there:
                found.append(_alone(OUT, one[next_gone], 0))
                next_gone = next(gone, None)
        if there is None:
            found.append(_alone(IN, block, here + 1))
        else:
            found.append(_both(one[there], block, here + 1, moved=there not in in_place))
    while next_gone is not None:
        found.append(_alone(OUT, one[next_gone], 0))
        next_gone = next(gone, None)
    return found


def _alone(kind: str, block: Block, number: int) -> Passage:
    return Passage(kind, number, [Run(kind, block.text)], block.kind)


def _both(old: Block, new: Block, number: int, *, moved: bool) -> Passage:
    if old.text != new.text:
        runs = words(old.text, new.text)
        kind = "changed" if any(run.kind != SAME for run in runs) else SAME
    else:
        kind, runs = SAME, [Run(SAME, new.text)]
    before, after = (Counter(_HREF.findall(block.html)) for block in (old, new))
    links = [Run(OUT, href) for href in before - after] + [Run(IN, href) for href in after - before]
    if kind == SAME and (links or bodies.said(old) != bodies.said(new)):
        kind = "form"
    return Passage(kind, number, runs, new.kind, moved, links)


def compare(old: Mapping, new: Mapping, *, names: Names | None = None) -> Comparison:
    """What became of `old` in `new`.

    `names` says how values are shown: {"author": {pk: name}, "role", "section", "tag", "photo", "assigned_to", "step",
    "planned_for" …}; a value without a name is shown as it is kept.
    """
    changed = fields(old, new, names or {})
    body = passages(old.get("body") or "", new.get("body") or "")
    runs = [run for change in changed for run in change.runs] + [run for passage in body for run in passage.runs]

    def total(kind: str) -> int:
        return sum(run.words for run in runs if run.kind == kind)

    return Comparison(changed, body, total(IN), total(OUT))
