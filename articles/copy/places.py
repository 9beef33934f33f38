"""Datelines: the place before the dash that opens a story's first paragraph."""

import re
from dataclasses import dataclass

from newsroom.lib import typography

from .dates import fold, starts_with_month
from .names import is_agency
from .story import clean

LONGEST = 80  # characters before the dash
_DASH = re.compile(r"(?<=[\w.)،,])(?:\s*[—–]\s*|\s*--+\s*|\s+-\s+|(?<=\))-\s+|\s+ـ+\s+|\s?:\s+)(?=\S)")
_PAREN = re.compile(r"\s*[(\[]([^()\[\]]{1,40})[)\]]\s*\Z")
_COMMA = re.compile(r"\s*[,،]\s*")
_SMALL = frozenset(["of", "the", "and", "al", "el", "de", "la", "del", "di", "da", "on", "upon", "in"])
# Capitals that stand before a dash and are no place.
_NO_PLACE = frozenset(
    [
        "US",
        "USA",
        "UK",
        "UN",
        "EU",
        "NATO",
        "ISIS",
        "ISIL",
        "IS",
        "PKK",
        "KDP",
        "PUK",
        "KRG",
        "KRI",
        "SDF",
        "YPG",
        "PMF",
        "IRGC",
        "FIFA",
        "UEFA",
        "OPEC",
        "WHO",
        "IMF",
        "UNICEF",
        "UNHCR",
        "WATCH",
        "BREAKING",
        "OPINION",
        "UPDATE",
        "UPDATED",
        "ANALYSIS",
        "LIVE",
        "VIDEO",
        "PHOTOS",
        "EXCLUSIVE",
        "EXPLAINER",
        "INTERVIEW",
        "NEW",
        "Q",
        "A",
    ]
)
# Places that are two words, or that stand before a colon, in Arabic script; the script has no capitals to tell.
_KNOWN = frozenset(
    fold(place)
    for place in [
        "بغداد",
        "أربيل",
        "اربيل",
        "البصرة",
        "الموصل",
        "كركوك",
        "السليمانية",
        "سليمانية",
        "دهوك",
        "النجف",
        "كربلاء",
        "الحلة",
        "الناصرية",
        "العمارة",
        "الكوت",
        "الرمادي",
        "الفلوجة",
        "تكريت",
        "سامراء",
        "بعقوبة",
        "حلبجة",
        "سنجار",
        "دمشق",
        "حلب",
        "بيروت",
        "عمان",
        "القاهرة",
        "الرياض",
        "أنقرة",
        "طهران",
        "واشنطن",
        "لندن",
        "باريس",
        "موسكو",
        "جنيف",
        "نيويورك",
        "تل أبيب",
        "بيت لحم",
        "خان يونس",
        "رام الله",
        "أبو ظبي",
        "أبوظبي",
        "الأمم المتحدة",
        "هەولێر",
        "سلێمانی",
        "دهۆک",
        "کەرکووک",
        "هەڵەبجە",
        "بەغدا",
        "بەغداد",
        "بەسرە",
        "مووسڵ",
        "زاخۆ",
        "ڕانیە",
        "رانیە",
        "کۆیە",
        "شەنگال",
        "قامیشلۆ",
        "ئامەد",
        "مەهاباد",
        "سنە",
        "کرماشان",
        "ئەنقەرە",
        "تاران",
        "واشنتن",
        "خانەقین",
        "چەمچەماڵ",
        "گەرمیان",
    ]
)
_VERBS = frozenset(
    fold(verb)
    for verb in [
        "قال",
        "قالت",
        "أعلن",
        "أعلنت",
        "أكد",
        "أكدت",
        "ذكر",
        "ذكرت",
        "أفاد",
        "أفادت",
        "كشف",
        "كشفت",
        "شدد",
        "أضاف",
        "أضافت",
        "دعا",
        "دعت",
        "صرح",
        "أوضح",
        "وتی",
        "گوتی",
        "ڕایگەیاند",
        "رایگەیاند",
        "دەڵێت",
        "دەڵێن",
    ]
)


@dataclass(frozen=True)
class Dateline:
    """A dateline: the place in ordinary case, the agency it names, words left over, and the paragraph after it."""

    place: str
    wire: str
    left: str
    rest: str


def split_dateline(text: str, language: str) -> Dateline | None:
    """Part a paragraph's dateline from its text; None where it has none.

    What stands before the first dash (— – - -- ـ or a colon) is a place where it is short and, in Latin script,
    begins in capitals or names an agency in brackets or follows the form 'City, Country'; in Arabic script where
    it has a comma or an agency, is one word, or is a place we know.
    """
    found = _DASH.search(text, 0, LONGEST + 10)
    if not found or not 1 < found.start() <= LONGEST:
        return None
    before, rest = text[: found.start()], text[found.end() :]
    colon = ":" in found.group()
    wire = ""
    paren = _PAREN.search(before)
    if paren:
        wire, before = paren[1].strip(), before[: paren.start()]
    parts = [part for part in _COMMA.split(before.strip(" ,،")) if part]
    left = []
    while len(parts) > 1 and starts_with_month(parts[-1]):
        left.append(parts.pop())
    if not parts or not 1 <= len(parts) <= 4 or re.search(r"[;؛?!؟«»“”\"()/]|\.\s", " ".join(parts)):
        return None
    if any(char.isdecimal() for char in before.removesuffix(left[0] if left else "")) and not left:
        return None
    latin = any("a" <= char.lower() <= "z" for char in parts[0])
    fits = _is_latin_place if latin else _is_arabic_place
    if not fits(parts, wire=wire, colon=colon, dated=bool(left)):
        return None
    comma = "، " if "،" in before else ", "
    place = comma.join(_place_case(part) for part in parts) if latin else comma.join(parts)
    return Dateline(clean(place, language), clean(wire, language), clean(", ".join(left), language), rest)


def _is_latin_place(parts: list[str], *, wire: str, colon: bool, dated: bool) -> bool:
    words = " ".join(parts).split()
    if len(words) > 9:
        return False
    for word in words:
        if word[0].islower() and word not in _SMALL and not word.startswith(("al-", "el-", "as-", "an-")):
            return False
    head = parts[0]
    if head.upper() == head and sum(map(str.isalpha, head)) > 1:
        return head not in _NO_PLACE or (len(parts) > 1 and head != "US")
    if colon:
        return False
    if wire or dated:
        return len(words) <= 6
    return len(parts) > 1 and len(words) <= 6 and not is_agency(head)


def _is_arabic_place(parts: list[str], *, wire: str, colon: bool, dated: bool) -> bool:
    if any(len(part.split()) > 4 for part in parts) or not any(map(str.isalpha, parts[0])):
        return False
    first = fold(parts[0].split()[0])
    if first in _VERBS or first.removeprefix("و") in _VERBS:
        return False
    if fold(parts[0]) in _KNOWN or wire or dated:
        return True
    if colon:
        return False
    words = parts[0].split()
    return (len(parts) > 1 and len(words) <= 3) or (len(parts) == 1 and len(words) == 1)


def _place_case(part: str) -> str:
    """Give one part of a place in ordinary case: ERBIL -> Erbil; US and UAE stay."""
    letters = sum(map(str.isalpha, part))
    if part.upper() != part or (letters <= 3 and "-" not in part):
        return part
    cased = typography.name_case(part)
    return cased[:1].upper() + cased[1:]


def place_case(text: str, language: str) -> str:
    """Give a place that a label names, each of its parts in ordinary case."""
    return clean(re.sub(r"[^,،]+", lambda part: _keep_blanks(part.group()), text), language)


def _keep_blanks(part: str) -> str:
    bare = part.strip()
    return part.replace(bare, _place_case(bare)) if bare else part
