"""Which paragraph of one text is which of another: by words that are the same, by name, by place, by likeness."""

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

ALIKE = 0.5  # of the words of both, how many must be common for a block to be the same one, rewritten
MOST_PAIRS = 40_000  # of leftovers that are looked at one by one; beyond it, place alone tells


def words_of(text: str) -> Counter[str]:
    """How often each word stands in `text`, without the marks around it."""
    bare = (word.strip(".,;:!?()[]«»“”‘’\"'،؛؟…–—-").casefold() for word in text.split())
    return Counter(word for word in bare if word)


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """0 (no word in common) to 1 (the same words, in whatever order)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def pairs(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> dict[int, int]:
    """{place in `new`: place in `old`} of the blocks that are the same ones; each is (id or "", plain text).

    The same words in the same order come first; a name that a block brings along counts only where no words speak
    against it, since whoever sends a form writes names as well.
    """
    found: dict[int, int] = {}
    matcher = difflib.SequenceMatcher(None, [text for _id, text in old], [text for _id, text in new], autojunk=False)
    codes = matcher.get_opcodes()
    for kind, a1, a2, b1, _b2 in codes:
        if kind == "equal":
            found |= {b1 + n: a1 + n for n in range(a2 - a1)}
    free = set(range(len(old))) - set(found.values())
    by_id = {old[place][0]: place for place in sorted(free, reverse=True) if old[place][0]}

    def take(here: int, there: int) -> None:
        found[here] = there
        free.discard(there)

    for here, (name, _text) in enumerate(new):
        if here not in found and by_id.get(name) in free:
            take(here, by_id[name])
    same: dict[str, list[int]] = {}
    for place in sorted(free, reverse=True):
        same.setdefault(old[place][1], []).append(place)
    for here, (_name, text) in enumerate(new):  # moved
        if here not in found and same.get(text):
            take(here, same[text].pop())
    for kind, a1, a2, b1, b2 in codes:
        if kind == "replace" and a2 - a1 == b2 - b1:
            for there, here in zip(range(a1, a2), range(b1, b2), strict=True):
                if here not in found and there in free:
                    take(here, there)
    left = [here for here in range(len(new)) if here not in found]
    if left and free and len(left) * len(free) <= MOST_PAIRS:
        old_words = {there: words_of(old[there][1]) for there in sorted(free)}
        new_words = {here: words_of(new[here][1]) for here in left}
        ranked = sorted(
            (-likeness(mine, theirs), here, there)
            for here, mine in new_words.items()
            for there, theirs in old_words.items()
        )
        for unlike, here, there in ranked:
            if -unlike < ALIKE:
                break
            if here not in found and there in free:
                take(here, there)
    return found


def unmoved(order: list[int]) -> set[int]:
    """The longest run of `order` that still stands as in the ground: whatever is not in it was moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for value in order:
        place = bisect_left(tails, value)
        before[value] = ends[place - 1] if place else None
        tails[place:] = [value] if place == len(tails) else [value, *tails[place + 1 :]]
        ends[place:] = [value] if place == len(ends) else [value, *ends[place + 1 :]]
    kept: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept
