"""The plain text of a published news page: each line a part, and the parts known by their look and order."""

import datetime
import re
from dataclasses import dataclass, field
from types import MappingProxyType

from . import names, pictures, places
from .dates import fold, read_date_line
from .story import Block, Byline, Copy, check_body, check_headline, clean

_HEAD_LINES = 9  # section, kicker, headline, bylines: a date line stands among the first lines or nowhere
_AUTHOR_PICTURE = re.compile(
    r"(?:profile (?:picture|photo|image) of|(?:photo|picture) of|صورة(?: الكاتب| الكاتبة)?|وێنەی(?: نووسەر)?)\s+(.+)\Z",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"(?:about\s+)?(?:the\s+)?(?:authors?|reporters?|writer|الكاتبة?|كاتبة?|المؤلف|المراسل|عن الكاتبة?|"
    r"نووسەر|نوسەر|دەربارەی نووسەر)"
    r"(?:\s*[:：]\s*|\s+|\Z)(.*)\Z",
    re.IGNORECASE,
)
_NEWSLETTER = frozenset(
    fold(words)
    for words in [
        "newsletter",
        "newsletters",
        "our newsletter",
        "the newsletter",
        "subscribe",
        "subscribe to our newsletter",
        "sign up to our newsletter",
        "sign up for our newsletter",
        "join our newsletter",
        "النشرة",
        "النشرة البريدية",
        "النشرة الإخبارية",
        "نشرتنا البريدية",
        "اشترك في نشرتنا",
        "اشترك في نشرتنا البريدية",
        "اشترك في النشرة البريدية",
        "هەواڵنامە",
        "هەواڵنامەکەمان",
        "نامەی هەواڵ",
        "نیوزلێتەر",
        "بەشداری هەواڵنامە بکە",
    ]
)
_NEWSLETTER_WORDS = re.compile(
    r"\b(?:inbox|subscrib|sign(?:ing)? up|e-?mail|newsletter|latest updates|unsubscribe)|"
    r"بريد|اشترك|نشرة|نشرتنا|ئیمەیل|ئیمەیڵ|"
    r"هەواڵنامە|بەشدار|تۆمار|ایمیل",
    re.IGNORECASE,
)
_TRADE = re.compile(
    r"\b(?:journalist|reporter|writer|correspondent|editor|author|photographer|covers|writes|reports)\b|"
    r"صحفي|صحافي|مراسل|كاتب|محرر|ڕۆژنامە|رۆژنامە|نووسەر|پەیامنێر",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:he|she|they|his|her|their|وهو|وهي|هو|هي|ئەو)\b", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", "؟", "…", ".”", '."', '"', "”", "»")
_LONGEST_SECTION = 40  # characters


@dataclass
class _Page:
    """What has been read so far: the lines to come, and the parts found with their lines."""

    language: str
    units: list[tuple[int, str]]
    where: dict[str, int] = field(default_factory=dict)
    unread: list[tuple[int, str]] = field(default_factory=list)
    section: str = ""
    kicker: str = ""
    headline: str = ""
    standfirst: str = ""
    bylines: list[str] = field(default_factory=list)
    bios: dict[str, str] = field(default_factory=dict)
    date: datetime.date | datetime.datetime | None = None
    alt: str = ""
    caption: str = ""
    credit: pictures.Credit = field(default_factory=pictures.Credit)

    def put(self, part: str, unit: tuple[int, str]) -> None:
        """Keep a line as one part of the page."""
        setattr(self, part, unit[1])
        self.where[part] = unit[0]

    def sign(self, unit: tuple[int, str]) -> None:
        """Keep the names of a byline."""
        self.where.setdefault("bylines", unit[0])
        for one in names.split_names(unit[1], self.language):
            if not any(names.same(one, other) for other in self.bylines):
                self.bylines.append(one)


def read(lines: list[str], language: str, zone: datetime.tzinfo | None) -> Copy:
    """Read a page from tidy lines. Raises :class:`CopyError` with the line and what to do.

    Lines of a page's text are whole paragraphs, so what is no known part is a paragraph; blank lines tell nothing.
    """
    page = _Page(language, [(number, line) for number, line in enumerate(lines, start=1) if line])
    head = _take_date(page, zone)
    _read_head(page, head)
    check_headline(page.headline, page.where.get("headline"))
    _take_tail(page)
    _take_photo(page)
    dateline = _take_standfirst(page)
    texts = [dateline.rest if dateline and not place else text for place, (_, text) in enumerate(page.units)]
    blocks = tuple(block for block in (Block("p", clean(text, language)) for text in texts) if block.text)
    check_body(blocks, None)
    where = page.where
    where["blocks"] = first = page.units[0][0]  # there is one: `check_body` saw to it
    wire = ""
    if dateline:
        where["dateline_place"] = first
        wire = dateline.wire
        if dateline.left:
            page.unread.append((first, dateline.left))
    for part in ("photographer", "agency"):
        if getattr(page.credit, part):
            where[part] = where["photo"]
    for part in ("photo", "box"):
        where.pop(part, None)
    return Copy(
        form="page",
        language=language,
        headline=clean(page.headline, language),
        blocks=blocks,
        section=clean(page.section, language),
        kicker=clean(page.kicker, language),
        standfirst=clean(page.standfirst, language),
        dateline_place=dateline.place if dateline else "",
        wire=wire,
        date=page.date,
        bylines=tuple(Byline(name, clean(page.bios.get(name, ""), language)) for name in page.bylines),
        alt=clean(page.alt, language),
        caption=clean(page.caption, language),
        photographer=page.credit.photographer,
        agency=page.credit.agency,
        file_photo=page.credit.file_photo,
        lines=MappingProxyType(where),
        unread=tuple((line, clean(text, language)) for line, text in sorted(page.unread)),
    )


def _take_date(page: _Page, zone: datetime.tzinfo | None) -> list[tuple[int, str]]:
    """Take the date line and give the lines above it; without a date line, the lines that look like a head."""
    units = page.units
    for place in range(1, min(len(units), _HEAD_LINES)):
        number, text = units[place]
        reading = read_date_line(text, number, zone)
        if reading is None:
            continue
        end = place + 1
        if reading.moment is not None:
            page.date, page.where["date"] = reading.moment, number
        if reading.left:
            page.unread.append((number, reading.left))
        # The reading time may stand on a line of its own after the date, or an update after the publication.
        while end < min(len(units), place + 4) and (more := read_date_line(units[end][1], units[end][0], zone)):
            if page.date is None and more.moment is not None:
                page.date, page.where["date"] = more.moment, units[end][0]
            elif more.moment is not None or more.left:
                page.unread.append(units[end])
            end += 1
        page.units = units[end:]
        return units[:place]
    end = _end_of_head(page)
    page.units = units[end:]
    return units[:end]


def _end_of_head(page: _Page) -> int:
    """Give the place where a head without a date line ends: at a photo line, a dateline or a sentence."""
    units = page.units
    for place in range(1, min(len(units), _HEAD_LINES)):
        text = units[place][1]
        if names.has_lead(text) and names.looks_like_names(text):
            continue
        if places.split_dateline(text, page.language) or text.endswith(_SENTENCE_END) or len(text.split()) > 25:
            return place
        if place >= 2 and pictures.read_photo_line(text, units[place - 1][1], page.language):
            return place
        if any(pictures.split_alt(text, above)[0] for _, above in units[:place]):
            return place
    return min(len(units), 3)


def _read_head(page: _Page, head: list[tuple[int, str]]) -> None:
    """Read section, kicker, headline and bylines from the lines above the date."""
    signed = 0
    while signed < len(head) - 1 and _is_byline(head, len(head) - 1 - signed):
        signed += 1
    titles = head[: len(head) - signed]
    for unit in head[len(titles) :]:
        page.sign(unit)
    if len(titles) == 1:
        page.put("headline", titles[0])
        return
    if not titles:
        return
    if len(titles[0][1]) <= _LONGEST_SECTION and not titles[0][1].endswith(_SENTENCE_END):
        page.put("section", titles.pop(0))
    if len(titles) > 1 and len(titles[1][1]) > len(titles[0][1]) and titles[1][1].endswith(_SENTENCE_END[:6]):
        page.put("headline", titles.pop(0))
        page.put("standfirst", titles.pop(0))
    elif len(titles) > 1:
        page.put("kicker", titles.pop(0))
        page.put("headline", titles.pop(0))
    else:
        page.put("headline", titles.pop(0))
    page.unread += titles


def _is_byline(head: list[tuple[int, str]], place: int) -> bool:
    """Say whether a line of the head is a byline: it says so, or it looks like names and a headline is above it."""
    text = head[place][1]
    if len(text) > names.LONGEST:
        return False
    if names.has_lead(text):
        return True
    # A script without capitals: only shortness tells a name.
    longest = 5 if any("a" <= char.lower() <= "z" for char in text) else 4
    if not names.looks_like_names(text, longest):
        return False
    above = head[place - 1][1]
    if place == 1:
        # Two lines are section and headline, unless the first is too long for a section.
        return len(above) > len(text) and len(above.split()) > 3
    return len(text) < max(len(unit[1]) for unit in head[:place])


def _take_tail(page: _Page) -> None:
    """Take author boxes and newsletter box from the end; what stands between or after them is not read."""
    units = page.units
    start = next((place for place in range(1, len(units)) if _starts_tail(page, place)), len(units))
    tail, page.units = units[start:], units[:start]
    author, letter = "", False
    for number, text in tail:
        named = _box_name(text)
        if _is_newsletter(text):
            author, letter = "", True
        elif named is not None:
            author, letter = _author(page, named, (number, text)), False
        elif author and (author not in page.bios or _PRONOUN.match(text) or text.startswith(author)):
            page.bios[author] = f"{page.bios.get(author, '')} {text}".strip()
        elif letter and len(text) <= 200 and _NEWSLETTER_WORDS.search(text):
            continue
        else:
            page.unread.append((number, text))
    # An author box without its heading: the last paragraph tells who one of the authors is.
    while len(page.units) > 1:
        text = page.units[-1][1]
        about = next((name for name in page.bylines if clean(text, page.language).startswith(name + " ")), None)
        if about is None or about in page.bios or names.is_agency(about) or not _TRADE.search(text):
            break
        page.bios[about] = text
        page.units.pop()


def _is_newsletter(text: str) -> bool:
    return fold(text.strip(" :.!")) in _NEWSLETTER


def _starts_tail(page: _Page, place: int) -> bool:
    """Say whether the author boxes or the newsletter box begin here."""
    units = page.units
    text = units[place][1]
    if _is_newsletter(text):
        after = units[place + 1 : place + 2]
        return not after or bool(_NEWSLETTER_WORDS.search(after[0][1])) or _box_name(after[0][1]) is not None
    named = _box_name(text)
    if named is None or len(text) > 100 or text.endswith((".", "?", "!", "؟")):
        return False
    if named == "" or any(names.same(names.name(named, page.language), one) for one in page.bylines):
        return True
    return names.looks_like_names(named, 4) and len(units) - place <= 12


def _box_name(text: str) -> str | None:
    """Give the name in the heading of an author box ('' where it has none), or None for another line."""
    found = _AUTHOR_PICTURE.match(text) or _AUTHOR.match(text)
    if not found or len(text) > 100 or text.endswith("."):
        return None
    return found[1].strip()


def _author(page: _Page, named: str, unit: tuple[int, str]) -> str:
    """Give the byline to which an author box belongs; without any byline the box gives one."""
    if not named:
        return next((name for name in page.bylines if name not in page.bios), "")
    name = names.name(named, page.language)
    for one in page.bylines:
        if names.same(one, name):
            return one
    if not page.bylines or page.where.get("bylines", 0) >= unit[0] or page.where.get("box"):
        page.where.setdefault("box", unit[0])
        page.sign((unit[0], named))
        return name
    page.unread.append(unit)
    return ""


def _take_photo(page: _Page) -> None:
    """Take the photo line, which stands among the three lines after the date."""
    for place in range(min(3, max(0, len(page.units) - 1))):
        number, text = page.units[place]
        if places.split_dateline(text, page.language):
            break
        if names.has_lead(text) and names.looks_like_names(text):
            continue
        photo = pictures.read_photo_line(text, page.headline, page.language)
        if photo is None:
            continue
        page.alt, page.caption, page.credit = photo.alt, photo.caption, photo.credit
        page.where["photo"] = number
        end = place + 1
        if photo.alt and not photo.caption and not photo.credit:
            end = _take_caption(page, end)
        elif not photo.alt and not photo.caption and place:
            page.caption, page.where["caption"] = page.units[place - 1][1], page.units[place - 1][0]
            place -= 1
        elif not photo.alt and place and end < len(page.units) - 1 and _may_be_alt(page, place, end):
            page.put("alt", page.units[place - 1])
            place -= 1
        for part in ("alt", "caption"):
            if getattr(page, part):
                page.where.setdefault(part, number)
        del page.units[place:end]
        break
    for place in range(min(3, len(page.units))):
        if names.has_lead(page.units[place][1]) and names.looks_like_names(page.units[place][1]):
            page.sign(page.units.pop(place))
            break


def _take_caption(page: _Page, end: int) -> int:
    """Take the caption from the line after an alternative text that stands alone; give the place after it."""
    if end >= len(page.units) - 1:
        return end
    number, text = page.units[end]
    if places.split_dateline(text, page.language):
        return end
    caption, credit = pictures.split_credit(text, page.language)
    if not credit and not (end + 2 < len(page.units) and _dateline_at(page, end + 2)):
        return end
    page.caption, page.credit = caption, credit
    page.where["caption"] = page.where["photo"] = number
    return end + 1


def _may_be_alt(page: _Page, place: int, end: int) -> bool:
    """Say whether the line above a caption is its alternative text: no sentence, and a standfirst comes after."""
    return not page.units[place - 1][1].endswith(_SENTENCE_END) and _dateline_at(page, end + 1)


def _dateline_at(page: _Page, place: int) -> bool:
    return place < len(page.units) and places.split_dateline(page.units[place][1], page.language) is not None


def _take_standfirst(page: _Page) -> places.Dateline | None:
    """Take what stands before the datelined paragraph, and give its dateline."""
    units = page.units
    for place in range(min(3, len(units))):
        dateline = places.split_dateline(units[place][1], page.language)
        if dateline is None:
            continue
        before = units[:place]
        if len(before) == 2 and not page.where.get("photo") and not page.where.get("standfirst"):
            page.put("caption", before.pop(0))  # a photo line without a credit, by its place
        if before and not page.standfirst:
            page.put("standfirst", before.pop(0))
        page.unread += before
        page.units = units[place:]
        return dateline
    # No dateline: the first of several paragraphs is the standfirst where it is as short as one.
    if len(units) > 1 and not page.standfirst and len(units[0][1].split()) <= 45:
        page.put("standfirst", units[0])
        page.units = units[1:]
    return None
