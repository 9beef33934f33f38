"""Two texts that began as one, put together: three-way, paragraph by paragraph and field by field. Pure.

What only one of the two changed is taken; what both changed in the same way is taken once; what both changed
differently is a clash, which a person decides. Nothing that somebody wrote is dropped without being shown: each word
that either side brought is in what comes out, or in a clash.

`base` is the common ground, `mine` the text that comes second, `theirs` the one that was saved before it. They are
versions as `articles.history.snapshot` gives them; only the keys of `mine` are looked at.
"""

import html
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles import body as bodies
from articles.body import Block, said
from articles.likeness import pairs, unmoved, words_of
from articles.text import BESIDE, HEAD, INTERNAL

CONTAINED = 0.6  # of a paragraph's words, how many must stand in another for it to be a part split off or joined on

WRITTEN = (*HEAD, "byline_override", *BESIDE, *INTERNAL)

Words = Counter[str]
Item = tuple[str, int]  # ("unit", n), ("mine", place) or ("theirs", place)


@dataclass(frozen=True)
class Clash:
    """What both changed differently: a field by its name, or paragraphs ("p1", "p2" …) as HTML, "" for removed."""

    name: str
    base: Any
    mine: Any
    theirs: Any

    @property
    def of_body(self) -> bool:
        return self.name[:1] == "p" and self.name[1:].isdigit()

    @property
    def takes_both(self) -> bool:
        return self.of_body or self.name in ("desk_note", *BESIDE)

    @property
    def takes_own(self) -> bool:
        """Whether another text may take the place of both: words, not choices among what there is."""
        return self.of_body or self.name in WRITTEN


@dataclass(frozen=True)
class Piece:
    """A stretch of the body in its place: whose change it is (same, mine, theirs, both or clash), the HTML before
    and after it. A clash has no `after`; it has the name of its `Clash`."""

    kind: str
    before: str
    after: str
    clash: str = ""


@dataclass(frozen=True)
class Answer:
    """What a person decides of one clash: mine, theirs, both (mine first) or own, which is `text` as typed."""

    choice: str
    text: str = ""


@dataclass
class Merged:
    """`fields` as they stand together, without those that clash; `mine` and `theirs` name the fields that were taken
    of each alone. The body is in `pieces`."""

    fields: dict[str, Any] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    mine: list[str] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)

    def counts(self, side: str) -> int:
        """How many changes were taken of "mine" or "theirs": fields and paragraphs."""
        names = [name for name in getattr(self, side) if name != "body"]
        return len(names) + sum(piece.kind == side for piece in self.pieces)

    def settled(self, answers: Mapping[str, Answer]) -> dict[str, Any]:
        """All fields, the clashes by their answers. Raises KeyError where one has none, ValueError for an answer that
        its clash does not take."""
        values = dict(self.fields)
        for clash in self.clashes:
            if not clash.of_body:
                values[clash.name] = _chosen(clash, answers[clash.name], both=_both_texts)
        if self.pieces:
            by_name = {clash.name: clash for clash in self.clashes}
            parts = [
                _chosen(by_name[piece.clash], answers[piece.clash], both="\n".join, own=_paragraphs)
                if piece.kind == "clash"
                else piece.after
                for piece in self.pieces
            ]
            values["body"] = "\n".join(part for part in parts if part)
        return values


def _both_texts(texts: Iterable[Any]) -> str:
    return "\n\n".join(str(text) for text in texts if text)


def _paragraphs(text: str) -> str:
    """Typed text as paragraphs; an empty line, or any line's end, begins the next."""
    return "\n".join(f"<p>{html.escape(line.strip(), quote=False)}</p>" for line in text.split("\n") if line.strip())


def _chosen(clash: Clash, answer: Answer, *, both: Callable, own: Callable = str) -> Any:
    if answer.choice == "mine":
        return clash.mine
    if answer.choice == "theirs":
        return clash.theirs
    if answer.choice == "both" and clash.takes_both:
        return both(text for text in (clash.mine, clash.theirs) if text)
    if answer.choice == "own" and clash.takes_own:
        return own(answer.text)
    raise ValueError(f"{clash.name} cannot be decided by “{answer.choice}”")


def merge(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Puts `mine` and `theirs` together over `base`."""
    merged = Merged()
    for name, wanted in mine.items():
        ground, there = base.get(name), theirs.get(name)
        if name == "body":
            _body(merged, ground or "", wanted or "", there or "")
            continue
        same = _SAME.get(name, lambda one, other: one == other)
        if same(wanted, there) or same(wanted, ground):
            merged.fields[name] = there
            if not same(wanted, there):
                merged.theirs.append(name)
        elif same(there, ground):
            merged.fields[name] = wanted
            merged.mine.append(name)
        elif name in _TOGETHER and (found := _TOGETHER[name](ground or [], wanted or [], there or [])) is not None:
            merged.fields[name] = found
            merged.mine.append(name)
            merged.theirs.append(name)
        else:
            merged.clashes.append(Clash(name, ground, wanted, there))
    return merged


# -- fields that are more than one value


def _same_photo(one: Any, other: Any) -> bool:
    """The words of a picture are the picture's own and no part of what a story's save changes."""
    return (one and one.get("uuid")) == (other and other.get("uuid"))


def _tags(base: list, mine: list, theirs: list) -> list:
    gone = set(base) - set(mine)
    return sorted((set(theirs) - gone) | (set(mine) - set(base)))


def _credits(base: list, mine: list, theirs: list) -> list | None:
    """The bylines together, or None where they cannot be: one name printed in two ways, or two orders."""

    def keyed(rows: list) -> dict:
        return {(row["author"], row["role"]): row for row in rows}

    ground, here, there = keyed(base), keyed(mine), keyed(theirs)
    for key, row in ground.items():
        changed = [side.get(key) != row for side in (here, there)]
        if all(changed) and here.get(key) != there.get(key):
            return None
    common = [key for key in ground if key in here and key in there]
    orders = [[key for key in side if key in common] for side in (here, there)]
    if common not in orders and orders[0] != orders[1]:
        return None
    if any(here[key] != there[key] for key in here if key in there and key not in ground):
        return None
    places = {key: ("unit", place) for place, key in enumerate(ground)}
    others = places | {key: ("theirs", place) for place, key in enumerate(there) if key not in ground}
    ours = others | {key: ("mine", place) for place, key in enumerate(here) if key not in others}
    keys = {item: key for key, item in ours.items()}
    row = [keys[item] for item in _order([ours[key] for key in here], [others[key] for key in there])]
    return [
        here[key] if key not in there or here.get(key, ground.get(key)) != ground.get(key) else there[key]
        for key in row
        if key not in ground or key in common  # else one of them took it off
    ]


_SAME: dict[str, Callable[[Any, Any], bool]] = {"photo": _same_photo}
_TOGETHER: dict[str, Callable[[list, list, list], list | None]] = {"tags": _tags, "credits": _credits}


# -- the body


class _Side:
    """One of the two texts as a row of blocks, each tied to the block of the common ground that it comes from."""

    def __init__(self, name: str, base: list[Block], blocks: list[Block]) -> None:
        self.name, self.base, self.blocks = name, base, blocks
        self.words = [words_of(block.text) for block in blocks]
        self.base_words = [words_of(block.text) for block in base]
        self.owner = pairs([(b.id, b.text) for b in base], [(b.id, b.text) for b in blocks])
        self.place = {there: here for here, there in self.owner.items()}
        self._adopt_splits()

    def _changed(self, there: int) -> bool:
        return said(self.blocks[self.place[there]]) != said(self.base[there])

    def _adopt_splits(self) -> None:
        """A new block whose words left the block beside it is a part of that block."""
        tied = dict(self.owner)
        for places in (range(len(self.blocks)), reversed(range(len(self.blocks)))):
            beside: int | None = None
            for here in places:
                if here in tied:
                    beside = tied[here]
                elif here not in self.owner and beside is not None and self._changed(beside):
                    lost = self.base_words[beside] - self.words[self.place[beside]]
                    if _contained(self.words[here], lost):
                        self.owner[here] = beside
        self._adopt_what_stands_between()

    def _adopt_what_stands_between(self) -> None:
        """New blocks between two parts of one block go with them: a split paragraph is one thing, with what was put
        into it, or the new would come out behind the second part."""
        last: int | None = None
        for here in sorted(self.owner):
            if last is not None and self.owner[last] == self.owner[here]:
                self.owner.update(dict.fromkeys(range(last + 1, here), self.owner[here]))
            last = here

    def joins(self) -> list[tuple[int, int]]:
        """(a removed block of the ground, the block that took its words in)."""
        found = []
        for gone in range(len(self.base)):
            if gone in self.place:
                continue
            for places in (range(gone - 1, -1, -1), range(gone + 1, len(self.base))):
                beside = next((place for place in places if place in self.place), None)
                if beside is None or not self._changed(beside):
                    continue
                won = self.words[self.place[beside]] - self.base_words[beside]
                if _contained(self.base_words[gone], won):
                    found.append((gone, beside))
                    break
        return found

    def items(self, unit_of: Sequence[int]) -> list[Item]:
        row: dict[Item, None] = {}
        for here in range(len(self.blocks)):
            row[("unit", unit_of[self.owner[here]]) if here in self.owner else (self.name, here)] = None
        return list(row)


def _contained(words: Words, other: Words) -> bool:
    return bool(words) and (words & other).total() >= CONTAINED * words.total()


def _units(size: int, joins: Iterable[tuple[int, int]]) -> list[int]:
    """Blocks of the ground that were joined by anyone are one thing, with all between them: unit of each place."""
    unit = list(range(size))
    for one, other in joins:
        low, high = sorted((one, other))
        names = {unit[place] for place in range(low, high + 1)}
        unit = [min(names) if name in names else name for name in unit]
    return unit


def _order(mine: list[Item], theirs: list[Item]) -> list[Item]:
    """Both rows in one: theirs, with what I moved where I moved it, and what I brought behind what stood before it."""
    row = list(theirs)

    def after(previous: Item | None) -> int:
        place = row.index(previous) + 1 if previous is not None else 0
        if previous is None or previous[0] != "mine":
            while place < len(row) and row[place][0] == "theirs":  # theirs was there first
                place += 1
        return place

    here = [n for kind, n in mine if kind == "unit"]
    there = [n for kind, n in theirs if kind == "unit"]
    moved = set(here) - unmoved(here)
    moved -= set(there) - unmoved(there)
    previous: Item | None = None
    for item in mine:
        if item[0] == "unit" and item[1] in moved and item in row:
            row.remove(item)
        if item not in row:
            row.insert(after(previous), item)
        previous = item
    return row


def _body(merged: Merged, base: str, mine: str, theirs: str) -> None:
    """Writes the pieces of the body, and its clashes or its text, into `merged`."""
    ground = bodies.parse(base)
    here, there = _Side("mine", ground, bodies.parse(mine)), _Side("theirs", ground, bodies.parse(theirs))
    if [said(block) for block in here.blocks] == [said(block) for block in there.blocks]:
        _agreed(merged, ground, there.blocks)
        return
    unit_of = _units(len(ground), [*here.joins(), *there.joins()])
    parts: list[dict[int, list[Block]]] = []
    for blocks, unit_at in (
        (ground, dict(enumerate(unit_of))),
        *((side.blocks, {place: unit_of[owner] for place, owner in side.owner.items()}) for side in (here, there)),
    ):
        held: dict[int, list[Block]] = {}
        for place, block in enumerate(blocks):
            if place in unit_at:
                held.setdefault(unit_at[place], []).append(block)
        parts.append(held)
    ours, others = here.items(unit_of), there.items(unit_of)
    twice = _said_twice(here, there, ours, others)
    for item in _order([twice.get(item, item) for item in ours], others):
        merged.pieces.append(_piece(merged, item, here, there, parts, set(twice.values())))
    if not any(piece.kind == "clash" for piece in merged.pieces):
        merged.fields["body"] = "\n".join(piece.after for piece in merged.pieces if piece.after)
    for side in ("mine", "theirs"):
        if any(piece.kind == side for piece in merged.pieces):
            getattr(merged, side).append("body")


def _agreed(merged: Merged, ground: Sequence[Block], blocks: Sequence[Block]) -> None:
    """Both made the same of it, in the same order: there is nothing to put together, and nothing moves."""
    before = {said(block): block.whole for block in ground}
    for block in blocks:
        old = before.get(said(block), "")
        merged.pieces.append(Piece("same" if old else "both", old, block.whole))
    merged.fields["body"] = "\n".join(block.whole for block in blocks)


def _said_twice(here: _Side, there: _Side, ours: list[Item], others: list[Item]) -> dict[Item, Item]:
    """New blocks that both wrote in the same words: mine, and theirs that stands for it."""
    new: dict[str, list[Item]] = {}
    for item in others:
        if item[0] == "theirs":
            new.setdefault(said(there.blocks[item[1]]), []).append(item)
    found = {}
    for item in ours:
        if item[0] == "mine" and (same := new.get(said(here.blocks[item[1]]))):
            found[item] = same.pop(0)
    return found


def _piece(merged: Merged, item: Item, here: _Side, there: _Side, parts: list, twice: set[Item]) -> Piece:
    kind, n = item
    if kind != "unit":
        block = (here if kind == "mine" else there).blocks[n]
        return Piece("both" if item in twice else kind, "", block.whole)
    base, mine, theirs = (held.get(n, []) for held in parts)
    before, ours, others = ("\n".join(block.whole for block in blocks) for blocks in (base, mine, theirs))
    words = [[said(block) for block in blocks] for blocks in (base, mine, theirs)]
    if words[1] == words[2]:
        return Piece("same" if words[1] == words[0] else "both", before, others)
    if words[1] == words[0]:
        return Piece("theirs", before, others)
    if words[2] == words[0]:
        return Piece("mine", before, ours)
    clash = Clash(f"p{sum(c.of_body for c in merged.clashes) + 1}", before, ours, others)
    merged.clashes.append(clash)
    return Piece("clash", before, "", clash.name)
