"""Typing errors in names, forgiven: the words of headlines, bylines, topics and places, found by near spellings.

Nothing is told of a word that no visible story has: what is put in the place of an error is searched first, as anybody
could search it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from articles.models import Publication, Spelling
from articles.search import engines
from articles.search.finding import Narrowed, count_of, groups_of
from articles.search.nearness import LONGEST, SHORTEST, distance, forgiven
from newsroom.lib.folding import Term, forms, words
from newsroom.lib.languages import CODES

_MOST_TRIED = 6
_MOST_NEAR = 2000
_VOWELS, _TWICE = re.compile("[aeiouyhw]"), re.compile(r"(.)\1")
_SHORTEST_BARE = 4  # with its mark: three consonants
_MARKS = ".,;:!?()[]{}«»“”‘’\"'،؛؟…–—-"
_NAME_IN_TEXT = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+(?:['’-][A-Za-z]+)*")  # a capital within a sentence


@dataclass(frozen=True)
class Correction:
    """A query with words in the place of `errors`: `said` is what is searched instead, `terms` the same, read."""

    errors: tuple[str, ...]
    said: str
    terms: tuple[Term, ...]


# --- the words that are known ------------------------------------------------------------------------------------


def names_of(out: Publication) -> dict[str, str]:
    """The words of a publication that a typing error is measured by: folded, and as they are written."""
    texts = [out.headline, out.kicker, out.dateline_place, out.byline_override]
    texts += [credit["name"] for credit in out.credits] + [topic["name"] for topic in out.topics]
    texts += _NAME_IN_TEXT.findall(out.body_text)
    found: dict[str, str] = {}
    for text in texts:
        for said in text.split():
            parts = words(said, out.language)
            for word in parts:
                if SHORTEST <= len(word) <= LONGEST and not word.isdigit():
                    found.setdefault(word, said.strip(_MARKS)[:80] if len(parts) == 1 else word)
    return found


def learn(out: Publication) -> None:
    """The words of a publication's names are known from now on. In the transaction that stores it."""
    add(out.language, names_of(out))


def add(language: str, names: dict[str, str]) -> None:
    """Makes `names` (folded: as written) known; those that are known stay as they are."""
    there = Spelling.objects.filter(language=language, word__in=names).values_list("word", flat=True).distinct()
    fresh = sorted(names.keys() - set(there))
    Spelling.objects.bulk_create(rows_of(language, ((word, names[word]) for word in fresh)), ignore_conflicts=True)


def rows_of(language: str, names: Iterable[tuple[str, str]]) -> list[Spelling]:
    return [
        Spelling(language=language, key=key, word=word, said=said)
        for word, said in names
        for key in sorted(_keys(word))
    ]


def _keys(word: str) -> set[str]:
    """What near words have in common: all but one letter, or, in Latin letters, the consonants: names of other scripts
    are spelt there with many vowels (Sulaymaniyah, Sulaimaniya)."""
    bare = "~" + _VOWELS.sub("", _TWICE.sub(r"\1", word)) if word.isascii() else ""
    without_one = (word[:place] + word[place + 1 :] for place in range(len(word)))
    return {word, *without_one, *([bare] if len(bare) >= _SHORTEST_BARE else ())}


def forget(*texts: str) -> None:
    """The words of `texts` are no longer known where no publication has them any more. In the transaction that took
    them out of the last one."""
    forget_words({word for text in texts for language in CODES for word in words(text, language)})


def forget_words(gone: Iterable[str]) -> None:
    """As `forget`, of words that are folded."""
    known = set(Spelling.objects.filter(word__in=set(gone)).values_list("word", flat=True))
    left = [word for word in known if not engines.matching(((word,),), 1, newest=False)]
    Spelling.objects.filter(word__in=left).delete()


# --- what is near ------------------------------------------------------------------------------------------------


def near(word: str, language: str) -> list[tuple[str, str]]:
    """Known words a letter or two from `word` (folded), the nearest first, each with how it is written."""
    if not SHORTEST <= len(word) <= LONGEST or word.isdigit():
        return []
    rows = Spelling.objects.filter(language=language, key__in=_keys(word)).values_list("word", "said").distinct()
    found = sorted(
        (apart, other[0] != word[0], abs(len(other) - len(word)), other, said)
        for other, said in rows[:_MOST_NEAR]
        if other != word and (apart := distance(word, other)) <= forgiven(word)
    )
    return [(other, said) for _apart, _first, _length, other, said in found]


def correct(
    wanted: Sequence[Term], language: str, at: datetime, narrowed: Narrowed, *, rare: bool = False
) -> Correction | None:
    """The nearest query that finds something, in the place of one that finds nothing; None where there is none.

    Words that a visible story has are left as they are; with `rare`, also those may be errors which more stories have
    in a near spelling.
    """
    choices: list[Sequence[Term]] = []
    errors = []
    for term in wanted:
        instead: list[Term] = []
        if not term.phrase and (rare or not _is_public(term, language, at)):
            instead = [
                replace(term, words=(word,), forms=forms(word, language), said=said)
                for word, said in near(term.word, language)[:_MOST_TRIED]
            ]
        if instead:
            errors.append(term.said)
        choices.append(instead or [term])
    if not errors:
        return None
    for tried in range(_MOST_TRIED):
        terms = tuple(options[min(tried, len(options) - 1)] for options in choices)
        if count_of(terms, language, at, narrowed)[0]:
            return Correction(tuple(errors), " ".join(_typed(term) for term in terms), terms)
    return None


def _is_public(term: Term, language: str, at: datetime) -> bool:
    rows = engines.matching((*groups_of((term,), start=True), (f"l_{language}",)), 200)
    return Publication.objects.visible(at).filter(pk__in=rows).exists()


def _typed(term: Term) -> str:
    return f'"{term.said}"' if term.phrase else term.said
