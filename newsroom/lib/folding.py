"""Text as search compares it: without case, accents, vowel signs, and the spellings that keyboards mix.

Both what is stored and what is asked go through here, so that they meet. Never for showing. `RULES` counts changes of
what comes out: what was folded by older rules is folded again (`articles.search.keeping`).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

RULES = 1
MOST_TERMS = 8
LONGEST_WORD = 60  # characters; what is longer is no word, and is cut
_MOST_ASKED = 400  # characters of a query

# Letters that one keyboard writes for another's, in Arabic and in Central Kurdish, and digits of three scripts. The
# hamza that stands by itself is a letter of its own: without it "ماء" (water) would be "ما" (what). What carries one
# falls apart into letter and mark before this.
_SAME = str.maketrans(
    {
        **{chr(n): "" for n in range(0x300, 0x20000) if unicodedata.combining(chr(n))},
        **dict.fromkeys("ٱ", "ا"), **dict.fromkeys("ىیێې", "ي"), "ک": "ك", **dict.fromkeys("ةەھ", "ه"), "ۆ": "و",
        "ڕ": "ر", "ڵ": "ل", "ـ": "", **dict.fromkeys("\u200b\u200c\u200d\u2060\u00ad", ""),
        **dict.fromkeys("’‘`´ʼʹ", "'"),
        **{chr(0x0660 + n): str(n) for n in range(10)}, **{chr(0x06F0 + n): str(n) for n in range(10)},
    }
)  # fmt: skip
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_PHRASES = re.compile(r'"([^"]*)"|“([^“”]*)”|«([^«»]*)»|„([^„“”]*)[“”]')


@dataclass(frozen=True)
class Term:
    """One word that is asked for, or several that must stand side by side: folded `words`, and the other `forms` that
    count as a single one (without "ال", without an ending). `said` is how it was typed."""

    words: tuple[str, ...]
    forms: tuple[str, ...] = ()
    said: str = ""

    @property
    def word(self) -> str:
        return self.words[0]

    @property
    def phrase(self) -> bool:
        return len(self.words) > 1


def fold(text: str, language: str) -> str:
    """`text` of this language in one spelling: NFKC, lower case, no combining marks, one letter where keyboards know
    several, digits of ASCII."""
    if text.isascii():
        return text.casefold().replace("`", "'")
    plain = unicodedata.normalize("NFKC", text).casefold()
    if language == "ckb":  # there it begins a word, and "ئار" is not "یار"; in Arabic it is spelt with or without
        plain = plain.replace("ئ", "ء")
    return unicodedata.normalize("NFKD", plain).translate(_SAME)


def words(text: str, language: str) -> list[str]:
    """The folded words of `text`, in order; what has no letter or digit is none."""
    return [_bare(word) for word in _WORDS.findall(fold(text, language))]


@lru_cache(200_000)
def _bare(word: str) -> str:
    """ "canal's" is "canal", "o'neil" is "oneil"."""
    return word.removesuffix("'s").replace("'", "")[:LONGEST_WORD]


# --- other forms of a word ---------------------------------------------------------------------------------------

_ENGLISH = snowballstemmer.stemmer("english")
_LATIN = re.compile(r"[a-z]{3,}\Z")
_WITH_ARTICLE = ("وال", "فال", "بال", "كال", "وبال", "وكال", "فبال", "ال")  # and, then, by, like, with "the"
_FOR_THE = ("وللـ".strip("ـ"), "فلل", "لل")
_AHEAD = ("و", "ف", "ب", "ل", "ك")  # and, then, by, for, like
_MANY, _OF_MANY = ("ون", "ين"), "ات"  # plurals; the second is of what ends in "ة", or in nothing
# Central Kurdish: the, plural, a, of, his, in, also. The longest first, as they stand behind a word.
_KURDISH_ENDS = (
    "هكانيان", "هكانيش", "يهكاني", "هكاندا", "هكاني", "يهكان", "هكهيان", "هكهدا", "هكان", "يهكه", "هكهي", "كاني",
    "هكه", "كان", "كهي", "ياني", "يان", "اني", "يك", "كه", "دا", "ان", "يش", "هوه", "ي",
)  # fmt: skip


@lru_cache(200_000)
def forms(word: str, language: str) -> tuple[str, ...]:
    """Other forms of a folded `word` that count as it, without itself: `art` of `arts`, `اعلام` of `والاعلام`."""
    if _LATIN.match(word):
        found = [_ENGLISH.stemWord(word)]
        if word.endswith("ses") and found[0].endswith("se"):
            found.append(found[0][:-1])  # of "buses" there is one bus
    elif language == "ckb":
        found = [_kurdish(word)]
    else:
        found = _without_prefix(word)
        found += [single for form in (word, *found) for single in _singles(form)]
    return tuple(dict.fromkeys(form for form in found if form != word))


def _without_prefix(word: str) -> list[str]:
    """What is left without what Arabic writes in one with a word; a single letter only where much is left."""
    for ahead in sorted(_FOR_THE, key=len, reverse=True):
        left = word.removeprefix(ahead)
        if left != word and len(left) >= 3:
            return [left, "ل" + left]  # for the …; or for a word that begins with its letter
    for ahead in sorted(_WITH_ARTICLE, key=len, reverse=True):
        left = word.removeprefix(ahead)
        if left != word and len(left) >= 3:
            return [left]
    return [word[1:]] if word.startswith(_AHEAD) and len(word) >= 5 else []


def _singles(word: str) -> list[str]:
    """What an Arabic word may be the plural of. "مكتبة" (library) is not "مكتب" (office), so no "ة" is taken off."""
    if len(word) < 6:
        return []
    bare = word[:-2]
    return [bare] if word.endswith(_MANY) else [bare + "ه", bare] if word.endswith(_OF_MANY) else []


def _kurdish(word: str) -> str:
    for end in _KURDISH_ENDS:
        if word.endswith(end) and len(word) - len(end) >= 3:
            word = word[: -len(end)]
            break
    return word[:-1] if word.endswith("ه") and len(word) >= 4 else word


# --- what is asked -----------------------------------------------------------------------------------------------


def terms(query: str, language: str) -> tuple[Term, ...]:
    """What `query` asks for, at most MOST_TERMS: its words, and what stands in quotation marks as one. Whatever else
    is in it (operators, wildcards, controls) is nothing."""
    query = query[:_MOST_ASKED]
    found: list[Term] = []
    for phrase in _PHRASES.finditer(query):
        side_by_side = tuple(words(phrase[0], language))
        if len(side_by_side) > 1:
            found.append(Term(side_by_side[:MOST_TERMS], said=phrase[0].strip('"“”«»„').strip()))
            query = query.replace(phrase[0], " ", 1)
    for said in query.split():
        for word in words(said, language):
            found.append(Term((word,), forms(word, language), said=said.strip(_MARKS) or word))
    return tuple({term.words: term for term in reversed(found)}.values())[::-1][:MOST_TERMS]


_MARKS = ".,;:!?()[]{}<>*\"'«»“”‘’،؛؟…–—-"
