"""The names over a story: people and agencies, one or several in a line."""

import re

from newsroom.lib import typography

from .dates import fold
from .story import clean

_AGENCIES = frozenset(
    fold(name)
    for name in [
        "aa",
        "aap",
        "afp",
        "afptv",
        "ani",
        "ansa",
        "ap",
        "apa",
        "aps",
        "aptn",
        "bna",
        "dha",
        "dpa",
        "efe",
        "epa",
        "epa-efe",
        "iha",
        "ina",
        "irna",
        "isna",
        "kuna",
        "map",
        "mena",
        "nina",
        "nna",
        "nrt",
        "pa",
        "pti",
        "qna",
        "sana",
        "spa",
        "tap",
        "tass",
        "upi",
        "wam",
        "reuters",
        "rudaw",
        "xinhua",
        "yonhap",
        "kyodo",
        "anadolu",
        "anadolu agency",
        "getty",
        "getty images",
        "bloomberg",
        "agence france-presse",
        "associated press",
        "the associated press",
        "shutterstock",
        "فرانس برس",
        "وكالة فرانس برس",
        "أ ف ب",
        "أ.ف.ب",
        "ا ف ب",
        "رويترز",
        "أسوشيتد برس",
        "أ ب",
        "د ب أ",
        "واع",
        "نينا",
        "الأناضول",
        "وكالات",
        "رووداو",
        "ڕووداو",
        "ئەی ئێف پی",
        "ئەسۆشیەیتد پرێس",
        "رۆیتەرز",
        "ڕۆیتەرز",
        "کوردستان24",
        "کوردستان ٢٤",
        "کوردستان 24",
        "ئاژانسەکان",
    ]
)
_SHORT_CAPITALS = re.compile(r"[A-Z]{2,5}(?:[-/][A-Z]{2,5})?\Z")
_LEAD = re.compile(
    r"(?:(?:written |reported |story |text )?by\b|"
    r"بقلم|بقلم الكاتب|كتبه|كتبها|إعداد|نووسینی|نووسەر|ئامادەکردنی)\s*[:：]?\s+",
    re.IGNORECASE,
)
_PART = re.compile(r"\s*[;؛]\s*")
_AND = re.compile(r"\s*(?:[،|/]|(?:,\s*)?\s(?:and|&|و)\s)\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_NO_NAME = re.compile(r"[\d:?!«»“”\"()\[\]{}…]")
_DESK = re.compile(r".*\b(?:desk|staff|newsroom|team|reporters|correspondents?)\Z", re.IGNORECASE)
LONGEST = 300  # characters of a line that may be a byline
_PARTICLES = frozenset(
    [
        "al",
        "el",
        "bin",
        "bint",
        "ibn",
        "abu",
        "van",
        "von",
        "de",
        "der",
        "den",
        "da",
        "di",
        "du",
        "del",
        "della",
        "la",
        "le",
        "ter",
        "ten",
    ]
)


def is_agency(name: str) -> bool:
    """Say whether a name stands for a news agency: one we know, or 2 to 5 Latin capitals that stand alone."""
    return fold(name.strip()) in _AGENCIES or bool(_SHORT_CAPITALS.match(name.strip()))


def name(text: str, language: str) -> str:
    """Give one name as the newsroom keeps it; agencies keep their capitals."""
    tidied = clean(text, language).strip(" ,;،؛")
    return tidied if is_agency(tidied) else typography.name_case(tidied)


def has_lead(text: str) -> bool:
    """Say whether a line begins as a byline does: By, بقلم, نووسینی."""
    return bool(_LEAD.match(text))


def split_names(text: str, language: str) -> list[str]:
    """Give the names of a byline in their order, each once.

    A semicolon parts names, or else: and, &, و, a slash, a bar, the Arabic comma; a Latin comma only where what
    stands on both sides is a full name or an agency (so ``Lee Gore, Jr.`` stays whole).
    """
    lead = _LEAD.match(text)
    text = text[lead.end() :] if lead else text
    parts = _PART.split(text)
    if len(parts) == 1:
        parts = _AND.split(text)
    names: list[str] = []
    for part in parts:
        among = _COMMA.split(part)
        whole = len(among) > 1 and all(" " in one or is_agency(one) for one in among)
        for one in among if whole else [part]:
            one = name(one, language)
            if one and one not in names:
                names.append(one)
    return names


def looks_like_names(text: str, longest: int = 5) -> bool:
    """Say whether a line could be a byline by its looks: a few capitalised words, no sentence."""
    lead = _LEAD.match(text)
    bare = text[lead.end() :] if lead else text
    if not bare or len(bare) > 120 or _NO_NAME.search(bare) or bare.endswith((".", "،", "؛", ";", ",")):
        return False
    names = split_names(bare, "en")
    return 0 < len(names) <= 6 and all(_looks_like_name(one, longest) for one in names)


def _looks_like_name(text: str, longest: int) -> bool:
    if is_agency(text):
        return True
    words = text.split()
    if len(words) > longest:
        return False
    if len(words) > 1 and _DESK.match(text):
        return True
    for word in words:
        first = word[0]
        if first.islower() and word.casefold() not in _PARTICLES and not word.startswith(("al-", "el-", "d’")):
            return False
        if not any(char.isalpha() for char in word):
            return False
    return True


def same(one: str, other: str) -> bool:
    """Say whether two names are one, but for case and forms of letters."""
    return fold(one) == fold(other)
