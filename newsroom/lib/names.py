"""A person's name in texts: where it stands as words of its own, and the texts with other words in its place.

`articles.sources` looks through stories with it. Nothing here asks the database.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape

from newsroom.lib.forgetting import SHORTEST, Wanted
from newsroom.lib.html import INLINE

SHORTEST_WHOLE = 2  # characters of a name that is looked for as words of its own
AROUND = 60  # characters that are shown on either side
SPLIT, INSIDE, LINK = "split", "inside", "link"  # why a name cannot be taken off by itself

_TAG = re.compile(r'<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^>"]|"[^"]*")*)>')
_MARKS = "\u0300-\u036f\u064b-\u0652\u0670\u0640"  # accents, vowel signs, the stroke that draws a word out
_ARABIC = re.compile("[\u0600-\u06ff]")
# What Arabic writes in one with the word behind it: and, then; by, for, like; the.
_AHEAD = f"(?:[وف][{_MARKS}]*)?(?:[بكل][{_MARKS}]*)?(?:ال|(?<=ل)ل)?"
_ENDED = re.compile(r"(?:\A|[.!?…]['\"”’»)\]]*\s)[\s'\"“‘«(\[]*\Z")
_TITLE = re.compile(r"(?<!\w)[A-Z]\w{0,3}\.\s\Z")  # "Dr. ", which ends no sentence


@dataclass(frozen=True)
class Found:
    """A name in a text, with what stands around it as people read it. `why` is empty where other words can take its
    place, else SPLIT (markup runs through it), INSIDE (it is part of a longer word) or LINK (of a link's address)."""

    before: str
    name: str
    after: str
    why: str = ""


class Names:
    """One person's name in all spellings that are looked for. `whole`: only as words of their own, where Arabic's
    prefixes count as apart.

    Raises ValueError where a spelling is too short to be meant (`forgetting.Wanted`), or there is none.
    """

    def __init__(self, spellings: Iterable[str], *, whole: bool = True):
        shortest = SHORTEST_WHOLE if whole else SHORTEST
        looked_for = [Wanted(text, shortest=shortest) for text in spellings]
        found = {wanted.text.casefold(): wanted for wanted in looked_for}
        self.wanted = sorted(found.values(), key=lambda wanted: (-len(wanted.text), wanted.text))
        if not self.wanted:
            raise ValueError("There is no name to look for.")
        self.whole = whole
        self._loose = re.compile("|".join(f"(?:{wanted.pattern})" for wanted in self.wanted), re.I)
        self._strict = re.compile("|".join(map(_of_its_own, self.wanted)), re.I)

    def stands_in(self, text: str) -> bool:
        """Whether `text` has it, be it within a word."""
        return bool(self._loose.search(text))

    def _spans(self, text: str) -> Iterator[tuple[int, int, bool]]:
        """Where it stands: start, end, and whether it is to be changed; in order."""
        loose = [match.span() for match in self._loose.finditer(text)]
        if not self.whole:
            yield from ((*span, True) for span in loose)
            return
        found = [match.span(match.lastindex or 0) for match in self._strict.finditer(text)]
        starts = [start for start, _end in found]

        def apart(start: int, end: int) -> bool:
            before = bisect_right(starts, start)
            return (not before or found[before - 1][1] <= start) and (before == len(found) or end <= starts[before])

        inside = [(*span, False) for span in loose if apart(*span)]
        yield from sorted([(*span, True) for span in found] + inside)

    # -- plain text
    def places(self, text: str) -> list[Found]:
        return [_found(text, start, end, "" if whole else INSIDE) for start, end, whole in self._spans(text)]

    def without(self, text: str, instead: str) -> str:
        """`text` with `instead` in the name's place, wherever `places` says that it can be; all else as it is."""
        edits = [(start, end, fitting(instead, text, start)) for start, end, whole in self._spans(text) if whole]
        return _edited(text, edits)

    # -- canonical HTML
    def places_html(self, html: str) -> list[Found]:
        found = []
        for run in _runs(html):
            for start, end, whole in self._spans(run.text):
                why = INSIDE if not whole else "" if run.at(start, end) else SPLIT
                found.append(_found(run.text, start, end, why, unescape))
        for tag in _TAG.finditer(html):
            inner = tag.group(3)
            found += [_found(inner, *match.span(), LINK, unescape) for match in self._loose.finditer(inner)]
        return found

    def without_html(self, html: str, instead: str) -> str:
        """As `without`, for canonical HTML: what is not a name's place stays byte for byte."""
        edits = []
        for run in _runs(html):
            for start, end, whole in self._spans(run.text):
                place = run.at(start, end) if whole else None
                if place is not None:
                    edits.append((*place, escape(fitting(instead, run.text, start), quote=False)))
        return _edited(html, edits)


def _of_its_own(wanted: Wanted) -> str:
    """An expression for the name between word boundaries; its one group is the name without Arabic's prefixes."""
    ahead = _AHEAD if _ARABIC.search(wanted.text) else ""
    # A name that ends in a sign (a full stop, a bracket) has no letter whose word could go on.
    first = r"(?<!\w)" if wanted.text[0].isalnum() else ""
    last = rf"[{_MARKS}]*)(?!\w)" if wanted.text[-1].isalnum() else ")"
    return f"{first}{ahead}((?:{wanted.pattern}){last}"


def without_name(text: str, name: str, instead: str) -> str:
    """`text` (plain) with `instead` wherever `name` stands as words of its own, in any case; also a short name."""
    ahead = _AHEAD if _ARABIC.search(name) else ""
    first, last = (r"(?<!\w)" if name[:1].isalnum() else ""), (r"(?!\w)" if name[-1:].isalnum() else "")
    shape = re.compile(f"{first}({ahead}){re.escape(name)}{last}", re.I)
    return shape.sub(lambda found: found[1] + instead, text) if name else text


def fitting(instead: str, text: str, at: int) -> str:
    """`instead` as it stands at this place of `text`: with a capital letter where it begins a sentence."""
    before = ("x" if at > 40 else "") + text[max(0, at - 40) : at].replace("&nbsp;", " ")
    begins = _ENDED.search(before) and not _TITLE.search(before)
    return instead[:1].upper() + instead[1:] if begins else instead


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, words in edits:
        parts += [text[at:start], words]
        at = end
    return "".join([*parts, text[at:]])


def _found(text: str, start: int, end: int, why: str, read: Callable[[str], str] = str) -> Found:
    far = 4 * AROUND  # of what may be written in entities; cut between words, so that none is cut
    before, after = text[max(0, start - far) : start], text[end : end + far]
    before = read(before.partition(" ")[2] if start > far else before)
    after = read(after.rpartition(" ")[0] if len(text) > end + far else after)
    head = "…" + before[-AROUND:].partition(" ")[2] if len(before) > AROUND or start > far else before
    tail = after[:AROUND].rpartition(" ")[0] + "…" if len(after) > AROUND or len(text) > end + far else after
    return Found(head.lstrip("\n"), read(text[start:end]), tail.rstrip("\n"), why)


@dataclass
class _Run:
    """The text of one block without its tags, and where its pieces stand in the HTML."""

    text: str
    pieces: list[tuple[int, int, int]]  # start in the text, length, start in the HTML

    def at(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the HTML has this stretch of the text; None where tags run through it."""
        place = bisect_right(self.pieces, start, key=lambda piece: piece[0]) - 1
        here, length, there = self.pieces[place] if place >= 0 else (0, 0, 0)
        return (there + start - here, there + end - here) if end <= here + length else None


def _runs(html: str) -> Iterator[_Run]:
    run, at = _Run("", []), 0
    for tag in _TAG.finditer(html):
        _add(run, html, at, tag.start())
        at, name = tag.end(), tag.group(2).lower()
        if name == "br":
            run.text += " "
        elif name not in INLINE:
            yield run
            run = _Run("", [])
    _add(run, html, at, len(html))
    yield run


def _add(run: _Run, html: str, start: int, end: int) -> None:
    if end > start:
        run.pieces.append((len(run.text), end - start, start))
        run.text += html[start:end]
