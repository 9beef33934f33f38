"""How well a story answers a query: one number, the same on every database."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import log2

from newsroom.lib.folding import Term, forms

# What a word weighs by where it stands and how: whole, in another form, as the beginning of a longer one.
HEADLINE = (10.0, 8.5, 6.5)
AHEAD = (3.5, 2.5, 1.2)  # standfirst, kicker, place, names, topics
BODY = (2.0, 1.2, 0.4)
SIDE_BY_SIDE = (3.0, 1.0)  # two words that are asked for one behind the other stand so: in the headline, elsewhere
NEWNESS = 1.5  # of what is new; half of it after a month
_MONTH = timedelta(days=30)

Score = tuple[float, datetime]  # what it weighs, and when it was published


def score(headline: str, text: str, wanted: Sequence[Term], language: str, age: timedelta) -> float:
    """The weight of a story by its folded words (see `indexing`); 0 where a phrase is not in it."""
    ahead, _line, body = text.partition("\n")
    first, ahead, body = f" {headline} ", f" {ahead} ", f" {body} ".replace("\n", " \n ")
    total = 0.0
    for term in wanted:
        weight = _phrase(term, first, ahead, body) if term.phrase else _word(term, first, ahead, body, language)
        if not weight:
            return 0.0
        total += weight
    for one, other in pairwise(wanted):
        pair = f" {one.words[-1]} {other.words[0]} "
        total += SIDE_BY_SIDE[0] if pair in first else SIDE_BY_SIDE[1] if pair in ahead or pair in body else 0.0
    return total + NEWNESS / (1 + max(age, timedelta()) / _MONTH)


def _word(term: Term, first: str, ahead: str, body: str, language: str) -> float:
    whole = f" {term.word} "
    if whole in first:
        return HEADLINE[0]
    same = {term.word, *term.forms}
    words = first.split()
    if any(word in same or not same.isdisjoint(forms(word, language)) for word in words):
        return HEADLINE[1]
    often = body.count(whole)
    more = min(log2(1 + often) / 4, 1.0)  # said more often, to a point
    if whole in ahead:
        return AHEAD[0] + more
    if any(word.startswith(term.word) for word in words):
        return HEADLINE[2]
    if often:
        return BODY[0] + more
    if any(f" {form} " in ahead for form in term.forms):
        return AHEAD[1]
    if any(f" {form} " in body for form in term.forms):
        return BODY[1]
    # What is left is a form of a longer word, or its beginning. Which of the two is told by the word itself.
    begins = f" {term.word}"
    at = ahead.find(begins)
    if at >= 0:
        return AHEAD[1] if _is_form(ahead, at, same, language) else AHEAD[2]
    at = body.find(begins)
    return BODY[1] if at < 0 or _is_form(body, at, same, language) else BODY[2]


def _is_form(text: str, at: int, same: set[str], language: str) -> bool:
    word = text[at + 1 : text.index(" ", at + 1)]
    return not same.isdisjoint(forms(word, language))


def _phrase(term: Term, first: str, ahead: str, body: str) -> float:
    wanted = f" {' '.join(term.words)} "
    number = len(term.words)
    if wanted in first:
        return HEADLINE[0] * number
    if wanted in ahead:
        return AHEAD[0] * number
    return BODY[0] * number if wanted in body else 0.0
