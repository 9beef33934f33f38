"""How far two words are apart, as typing errors go."""

SHORTEST, LONGEST = 4, 40  # letters of a word in which an error is forgiven
_TWO_APART = 7  # letters from which on two are


def forgiven(word: str) -> int:
    """How many errors may be in `word`."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < _TWO_APART else 2


def near_enough(one: str, other: str) -> bool:
    """Whether `one` is `other` with as many errors as are forgiven."""
    return abs(len(one) - len(other)) <= 2 and distance(one, other) <= forgiven(one)


def distance(one: str, other: str) -> int:
    """How many letters are left out, put in, changed or exchanged with their neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        now = [i]
        for j, b in enumerate(other, 1):
            best = min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            now.append(best)
        before, last = last, now
    return last[-1]
