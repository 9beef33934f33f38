"""Dates as news pages write them, in English, Arabic and Sorani."""

import datetime
import re
from dataclasses import dataclass

from .story import CopyError

_ENGLISH = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS: dict[str, int] = {name: number for number, name in enumerate(_ENGLISH, start=1)}
_MONTHS |= {name[:3]: number for number, name in enumerate(_ENGLISH, start=1)} | {"sept": 9}
# Arabic: the names of Iraq and the Levant, of Egypt and the Gulf, of the Maghreb (CLDR, ar-IQ, ar, ar-DZ).
# Sorani: CLDR, ckb, and the other spellings that newsrooms use.
for _number, _names in {
    1: "كانون الثاني|كانون ثاني|يناير|جانفي|کانوونی دووەم|ینایر",
    2: "شباط|فبراير|فيفري|شوبات",
    3: "آذار|مارس|ئازار|ئادار",
    4: "نيسان|أبريل|أفريل",
    5: "أيار|مايو|ماي|ئایار|مایس|گوڵان",
    6: "حزيران|يونيو|يونيه|جوان|حوزەیران|حوزه‌یران",
    7: "تموز|يوليو|يوليه|جويلية|تەممووز|تەمموز|تەمووز|تەموز",
    8: "آب|أغسطس|أوت|ئاب",
    9: "أيلول|سبتمبر|شتنبر|ئەیلوول|ئەیلول",
    10: "تشرين الأول|تشرين أول|أكتوبر|تشرینی یەکەم",
    11: "تشرين الثاني|تشرين ثاني|نوفمبر|تشرینی دووەم",
    12: "كانون الأول|كانون أول|ديسمبر|کانوونی یەکەم",
}.items():
    _MONTHS |= {name: _number for name in _names.split("|")}

_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ي": "ی", "ى": "ی", "ك": "ک"})
_HARAKAT = re.compile("[\u064b-\u0652\u0640]")


def fold(word: str) -> str:
    """Give a word for comparing: lower case, one form of each Arabic letter, no vowel signs."""
    word = _HARAKAT.sub("", word.lower().replace("ه\u200c", "ە").replace("\u200c", ""))
    return word.translate(_LETTERS).replace("وو", "و").replace("ئا", "ا")


_MONTHS = {fold(name): number for name, number in _MONTHS.items()}
_NOISE = frozenset(
    fold(word)
    for word in [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "published",
        "posted",
        "updated",
        "modified",
        "last",
        "on",
        "at",
        "of",
        "the",
        "date",
        "st",
        "nd",
        "rd",
        "th",
        "i",
        "الاثنين",
        "الإثنين",
        "الثلاثاء",
        "الأربعاء",
        "الاربعاء",
        "الخميس",
        "الجمعة",
        "السبت",
        "الأحد",
        "يوم",
        "في",
        "من",
        "تاريخ",
        "التاريخ",
        "النشر",
        "نشر",
        "نشرت",
        "تم",
        "تحديث",
        "آخر",
        "الساعة",
        "على",
        "م",
        "ميلادي",
        "شەممە",
        "یەکشەممە",
        "دووشەممە",
        "سێشەممە",
        "چوارشەممە",
        "پێنجشەممە",
        "پێنج",
        "هەینی",
        "ڕۆژی",
        "رۆژی",
        "لە",
        "بەروار",
        "بەرواری",
        "ساڵی",
        "کاتژمێر",
        "ی",
        "ەی",
        "بڵاوکراوەتەوە",
        "نوێکراوەتەوە",
    ]
)
_UPDATED = frozenset(fold(word) for word in ["updated", "modified", "تحديث", "نوێکراوەتەوە"])
_MINUTES = frozenset(
    fold(word)
    for word in [
        "min",
        "mins",
        "minute",
        "minutes",
        "دقيقة",
        "دقائق",
        "دقيقتان",
        "دقيقتين",
        "خولەک",
        "خولەكی",
        "دەقیقە",
    ]
)
_READ = frozenset(
    fold(word)
    for word in [
        "read",
        "reading",
        "time",
        "to",
        "قراءة",
        "القراءة",
        "للقراءة",
        "مدة",
        "وقت",
        "زمن",
        "خوێندنەوە",
        "خوێندنەوەی",
        "کاتی",
        "بۆ",
    ]
)
_MERIDIEM = {"am": 0, "pm": 12, "صباحا": 0, "مساء": 12, "ص": 0}
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:\u200c[^\W\d_]+)*")
_ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?!\d)(?:\s?([ap])\.?m\b\.?)?", re.IGNORECASE)
_ZONE = re.compile(
    r"\s*\(?(?:(?:UTC|GMT)\s?([+\-−])\s?(\d{1,2})(?::?(\d{2}))?|([+\-−])(\d{2}):?(\d{2})|(UTC|GMT|Z)\b)\)?"
)
_HOUR_ONLY = re.compile(r"(?<![\d:])(\d{1,2})\s?([ap])\.?m\b\.?", re.IGNORECASE)
# Arabic-Indic and Persian digits.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
LONGEST = 140  # characters of a line that may be a date line


@dataclass(frozen=True)
class Reading:
    """A date line that was read: the moment (None: a reading time alone) and what of it could not be kept."""

    moment: datetime.date | datetime.datetime | None
    left: str = ""


def read_date_line(text: str, line: int, zone: datetime.tzinfo | None) -> Reading | None:
    """Read a line that is a date, perhaps with a clock time and a reading time, and nothing else.

    In: the line, its number, the zone of a clock time that names none. Out: None where the line is anything else.
    Raises :class:`CopyError` for a date that is ambiguous (08/02/2024) or impossible (30 February).
    """
    if len(text) > LONGEST:
        return None
    western = text.translate(_DIGITS)
    if not any(char.isdecimal() for char in western) and not _is_reading_time(western):
        return None
    parts = [part.strip() for part in re.split("[•·|●]", western) if part.strip()]
    moment, left, known = None, [], False
    # Where a page gives the first publication and an update, the date of the story is the first.
    for part in sorted(parts, key=_says_updated):
        read = _read_part(part, line, zone)
        if read is None:
            return None
        known = True
        if read.moment is not None and moment is not None:
            left.append(part)
        else:
            moment = moment or read.moment
            left += [read.left] if read.left else []
    return Reading(moment, ", ".join(left)) if known else None


def _says_updated(part: str) -> bool:
    return not _UPDATED.isdisjoint(map(fold, _TOKEN.findall(part)))


def _is_reading_time(text: str) -> bool:
    words = {fold(word) for word in _TOKEN.findall(text)}
    return not words.isdisjoint(_MINUTES) and not words.isdisjoint(_READ)


def _read_part(text: str, line: int, zone: datetime.tzinfo | None) -> Reading | None:
    """Read one part of a date line; None where it holds a word that no date line has."""
    moment: datetime.date | None = None
    rest = text
    found = _ISO.search(rest)
    if found:
        year, month, day = int(found[1]), int(found[3]), int(found[4])
        moment = _date(year, month, day, found.group(), line)
    elif found := _NUMERIC.search(rest):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if first != second and first <= 12 and second <= 12:
            raise CopyError(
                f"The date {found.group()} is ambiguous: it may be the {first}. of month {second} or the {second}. "
                f"of month {first}. Write it as {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}.",
                line,
            )
        day, month = (second, first) if second > 12 else (first, second)
        moment = _date(year, month, day, found.group(), line)
    if found:
        # The T between day and hour (ISO 8601) is no word.
        tail = rest[found.end() :]
        rest = rest[: found.start()] + " " + (tail[1:] if tail[:1] in ("T", "t") else tail)
    rest, clock, offset = _read_time(rest)
    words = _without_reading_time([fold(word) for word in _TOKEN.findall(rest)])
    numbers = [word for word in words if word.isdecimal()]
    months, other = _months([word for word in words if not word.isdecimal()])
    if any(word in _MERIDIEM for word in other) and clock:
        shift = next(_MERIDIEM[word] for word in other if word in _MERIDIEM)
        clock = clock.replace(hour=clock.hour % 12 + shift) if clock.hour <= 12 else clock
        other = [word for word in other if word not in _MERIDIEM]
    if any(word not in _NOISE for word in other):
        return None
    if moment is None and months:
        if len(months) > 1 or len(numbers) != 2:
            return None
        day_year = sorted(numbers, key=len)
        if len(day_year[1]) != 4 or len(day_year[0]) > 2:
            return None
        moment = _date(int(day_year[1]), months.pop(), int(day_year[0]), text, line)
    elif numbers or months:
        return None
    if clock is None:
        return Reading(moment)
    if moment is None:
        return Reading(None, text)
    at = datetime.datetime.combine(moment, clock)
    if offset is not None:
        return Reading(at.replace(tzinfo=offset))
    if zone is not None:
        return Reading(at.replace(tzinfo=zone))
    return Reading(moment, f"{clock:%H:%M}")


def _date(year: int, month: int, day: int, written: str, line: int) -> datetime.date:
    try:
        if not 1900 <= year < 2200:  # a moment near either end of the calendar exists in some time zones only
            raise ValueError
        return datetime.date(year, month, day)
    except ValueError:
        raise CopyError(
            f"There is no such day as “{written}”. Write the date of publication as year-month-day, such as "
            "2024-02-08.",
            line,
        ) from None


def _read_time(text: str) -> tuple[str, datetime.time | None, datetime.tzinfo | None]:
    """Take a clock time and its offset out of the text."""
    found = _TIME.search(text)
    if found:
        hour, minute, second, half = int(found[1]), int(found[2]), int(found[3] or 0), found[4]
    elif found := _HOUR_ONLY.search(text):
        hour, minute, second, half = int(found[1]), 0, 0, found[2]
    else:
        return text, None, None
    if half:
        hour = hour % 12 + (12 if half in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return text, None, None
    end, offset = found.end(), None
    zone = _ZONE.match(text, end)
    if zone:
        end = zone.end()
        sign, hours, minutes = zone[1] or zone[4], zone[2] or zone[5] or 0, zone[3] or zone[6] or 0
        delta = datetime.timedelta(hours=int(hours), minutes=int(minutes))
        if delta >= datetime.timedelta(hours=24):
            return text, None, None
        offset = datetime.timezone(-delta if sign in ("-", "−") else delta)
    return text[: found.start()] + " " + text[end:], datetime.time(hour, minute, second), offset


def _without_reading_time(words: list[str]) -> list[str]:
    """Take a reading time out of folded words: '2 min read' and its like in three languages."""
    if _READ.isdisjoint(words) or _MINUTES.isdisjoint(words):
        return words
    left: list[str] = []
    for place, word in enumerate(words):
        if word in _MINUTES:
            if left and left[-1].isdecimal() and len(left[-1]) <= 3:
                left.pop()
        elif word in _READ or (word.isdecimal() and place + 1 < len(words) and words[place + 1] in _MINUTES):
            continue
        else:
            left.append(word)
    return left


def _months(words: list[str]) -> tuple[set[int], list[str]]:
    """Give the months named by folded words, and the words that name none."""
    months: set[int] = set()
    other: list[str] = []
    at = 0
    while at < len(words):
        pair = " ".join(words[at : at + 2])
        for name, length in ((pair, 2), (words[at], 1)):
            # Sorani joins the year by an ezafe: شوبات, شوباتی ٢٠٢٤.
            month = _MONTHS.get(name) or _MONTHS.get(name.removesuffix("ی"))
            if month and (length == 1 or at + 1 < len(words)):
                months.add(month)
                at += length
                break
        else:
            other.append(words[at])
            at += 1
    return months, other


def starts_with_month(text: str) -> bool:
    """Say whether a short text is a month and a day, as in the dateline 'BAGHDAD, Feb 8 (Reuters) -'."""
    words = [fold(word) for word in _TOKEN.findall(text.translate(_DIGITS))]
    months, other = _months([word for word in words if not word.isdecimal()])
    return bool(months) and not other and len(words) <= 3
