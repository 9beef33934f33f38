"""Where the words stand that were asked for, as text around them."""

from collections.abc import Sequence

from articles.models import Publication
from newsroom.lib.folding import Term, forms, words

BEFORE, AFTER = 8, 24  # words that are shown around the first that was found
_MARKS = ".,;:!?()[]«»“”‘’\"'،؛؟…–—-"

Runs = tuple[tuple[str, bool], ...]


class _Asked:
    """Whether a word of a story is one that was asked for."""

    def __init__(self, wanted: Sequence[Term], language: str, *, start: bool):
        self.language = language
        self.same = [{*term.words, *term.forms} for term in wanted]
        self.starts = [(term.word,) if start and not term.phrase else () for term in wanted]
        self.known: dict[str, tuple[int, ...]] = {}

    def which(self, word: str) -> tuple[int, ...]:
        """The places, in the query, of what the folded `word` answers."""
        if word not in self.known:
            mine = {word, *forms(word, self.language)}
            self.known[word] = tuple(
                place
                for place, (same, starts) in enumerate(zip(self.same, self.starts, strict=True))
                if not mine.isdisjoint(same) or word.startswith(starts)
            )
        return self.known[word]

    def has(self, text: str) -> int:
        """How many of what was asked stand in a folded text."""
        return len({place for word in text.split() for place in self.which(word)})


def excerpt(out: Publication, wanted: Sequence[Term]) -> Runs:
    """Where the words of `wanted` (see `folding.terms`) stand in the story: runs of (text, whether it was asked for).

    The paragraph with most of them, cut around the first; empty where only headline or names have them. Words that
    only begin as what was asked count where no paragraph has all of it.
    """
    shown = [out.standfirst, *out.body_text.split("\n")]
    searched = [" ".join(words(out.standfirst, out.language)), *out.search_text.split("\n")[1:]]
    best = 0
    runs: Runs = ()
    for start in (False, True):
        asked = _Asked(wanted, out.language, start=start)
        for paragraph, folded in zip(shown, searched, strict=False):  # the caption, which is last, is not shown
            if best == len(wanted):
                return runs
            have = asked.has(folded)
            if have > best:
                best, runs = have, _cut(paragraph, asked)
    return runs


def _cut(text: str, asked: _Asked) -> Runs:
    pieces = text.split()
    marks = [any(asked.which(word) for word in words(piece, asked.language)) for piece in pieces]
    first = marks.index(True) if True in marks else 0
    start, end = max(0, first - BEFORE), first + AFTER
    runs: list[tuple[str, bool]] = [("… ", False)] if start else []
    for piece, mark in zip(pieces[start:end], marks[start:end], strict=True):
        bare = piece.strip(_MARKS) if mark else ""
        ahead, _bare, behind = piece.partition(bare) if bare else (piece, "", "")
        runs += [(ahead, False), (bare, True), (f"{behind} ", False)] if bare else [(f"{piece} ", False)]
    return _joined([*runs, ("…", False)] if end < len(pieces) else runs)


def _joined(runs: list[tuple[str, bool]]) -> Runs:
    """Runs of one kind in one."""
    found: list[tuple[str, bool]] = []
    for text, mark in runs:
        if found and found[-1][1] == mark:
            found[-1] = (found[-1][0] + text, mark)
        elif text:
            found.append((text, mark))
    if found:
        found[-1] = (found[-1][0].rstrip(), found[-1][1])
    return tuple(run for run in found if run[0])
