"""Copy as people paste it: a mail, forwarded or answered, a message of a chat, wire copy in takes, a table.

It is turned into what the readers of copy take, line for line, and every line that was set aside on the way (heads of
mails, signatures, slugs, stamps) is named by its number in what was pasted.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from . import names, read_copy
from .story import Block, Copy, CopyError, clean
from .tongue import tongue_of

# Heads of mails in the languages that people's mail programs speak here. None: read over.
_HEADS = {
    "subject": "Headline", "from": "Byline", "to": None, "cc": None, "bcc": None, "date": None, "sent": None,
    "reply-to": None, "importance": None, "attachments": None,
    "الموضوع": "Headline", "من": "Byline", "إلى": None, "نسخة": None, "التاريخ": None, "تاريخ الإرسال": None,
    "تم الإرسال": None, "بابەت": "Headline", "لە": "Byline", "بۆ": None, "بەروار": None, "نێردرا": None,
}  # fmt: skip
_HEAD = re.compile(r"([^\W\d_][\w-]{0,15}(?: [\w-]{1,15})?)\s?[:：]\s*(.*)\Z")
_ADDRESS = re.compile(r"\s*<[^<>]{1,254}>\s*\Z")
_AGAIN = re.compile(r"(?:(?:re|aw|sv|رد|وەڵام)\s?[:：]\s*)+", re.IGNORECASE)
_FORWARD = re.compile(r"(?:(?:fwd?|fw|wg|إعادة توجيه|ناردنەوە)\s?[:：]\s*)+", re.IGNORECASE)
_RULE = re.compile(r"[-_=*]{5,}|-{2,}.*(?:forward|original).*-{2,}|(?:begin )?forwarded message\s?:?", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:(?:best|kind|warm|many)?\s?(?:regards|wishes|thanks)|cheers|sincerely|yours|thank you|"
    r"مع (?:أطيب |خالص )?(?:التحية|التحيات|الشكر|التقدير)|تحياتي|شكراً|لەگەڵ ڕێز(?:دا|م)?|ڕێزم هەیە|سوپاس)\b.{0,20}\Z",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(r"(?:sent from my|get outlook for|أُرسلت? من|نێردراوە لە)\b", re.IGNORECASE)
_STAMP = re.compile(
    r"\[?\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}[,،]?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?|\s?[صم])?"
    r"\]?\s*(?:-\s*)?([^:：]{1,60})[:：]\s*(.*)\Z",
    re.IGNORECASE,
)
_MEDIA = re.compile(r"<(?:media|attached|الوسائط|میدیا)[^>]*>|\S+ omitted|<.{0,40}(?:محذوفة|غير مدرجة)>", re.IGNORECASE)
_WIRE_TOP = re.compile(
    r"(?:urgent|bulletin|flash|alert|عاجل|بەپەلە)|[A-Z]{2,6}-?\d{2,6}|BC-.{1,60}|"
    r".{0,40}\(?take \d{1,2}(?: of \d{1,2})?\)?|slug\s?:.{1,60}|"
    r"\((?:adds|updates|corrects|recasts|refiles|repeats)\b.{0,200}\)|(?:eds|editors)(?:’|')?:?\s.{1,200}",
    re.IGNORECASE,
)
_WIRE_END = re.compile(
    r"\(?(?:more|ends?|end it)\)?|-30-|#{2,}|"
    r"\((?:reporting|writing|editing|additional reporting|compiled) by .{1,200}\)|"
    r"[A-Z]{2,6}(?: [A-Z][A-Z-]{1,12}){0,3} \d{4,6}(?: [A-Z]{3} \d{2})?|\(?(?:يتبع|انتهى|بەردەوامە)\)?",
    re.IGNORECASE,
)
_REPORTED = re.compile(r"\(reporting by ([^;)]{2,100})", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:[•·▪●‣◦*]|[-–—](?=\s))\s*(\S.*)\Z")
_NUMBER = re.compile(r"\s*(\d{1,2})[.)]\s+(\S.*)\Z")
_ARABIC = re.compile(r"[\u0620-\u06d5]")
_LATIN_1 = re.compile(r"[\u0080-\u00ff\u0152-\u0178\u02c6-\u2122]")
_SENTENCE = re.compile(r"(?<=[.!?؟…])\s")
_WORKING = 110  # characters of a headline that stands in for one
_DEEPEST = 12  # mails in a mail
_MOST_HEADS = 60  # lines among which a forwarded mail's heads are looked for


@dataclass(frozen=True)
class Line:
    """A line and its number in what was pasted (from 1)."""

    number: int
    text: str


@dataclass
class Pasted:
    """What was pasted, read. `aside` are lines that were understood and left out; `notes` says what was done besides:
    `garbled` (letters of another encoding turned back), `headline` (its first words stand in for one), `table`."""

    copy: Copy
    language: str
    unread: tuple[tuple[int, str], ...]
    notes: tuple[str, ...]


@dataclass
class _Reading:
    lines: list[Line]
    head: dict[str, str] = field(default_factory=dict)
    aside: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    mail: bool = False
    chat: bool = False

    def drop(self, lines: Iterable[Line]) -> None:
        self.aside += [line for line in lines if line.text.strip()]


def read_pasted(text: str, language: str = "", zone: datetime.tzinfo | None = None) -> Pasted:
    """Reads what was pasted. `language` is `en`, `ar` or `ckb`; without it the letters tell. Raises CopyError, whose
    line is that of what was pasted."""
    reading, language = _taken(text, language)
    made, numbers = _text_of(reading)
    try:
        copy = read_copy(made, language, zone)
    except CopyError as error:
        if error.line is None:
            raise
        said = error.message.removeprefix(f"Line {error.line}: ")
        raise CopyError(said, numbers[min(error.line, len(numbers)) - 1] or None) from None
    copy = replace(copy, blocks=_lists(copy.blocks, language))
    left = [(numbers[line - 1], said) for line, said in copy.unread if line <= len(numbers)]
    aside = [(line.number, clean(line.text, language)[:200]) for line in reading.aside]
    return Pasted(copy, language, tuple(sorted({*left, *aside})), tuple(reading.notes))


def as_copy(text: str) -> str:
    """`text` as the reader of copy takes it; one that needs nothing done is given back as it came."""
    reading, _language = _taken(text, "")
    if not (reading.head or reading.aside or reading.notes):
        return text
    return _text_of(reading)[0]


def _taken(text: str, language: str) -> tuple[_Reading, str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    whole = "\n".join(lines)
    better = mended(whole)
    reading = _Reading([Line(n, line) for n, line in enumerate(better.split("\n"), start=1)])
    if better != whole:
        reading.notes.append("garbled")
    language = language or tongue_of(better)
    if not _chat(reading):
        _mail(reading)
        if not _labelled(reading.lines):
            _wire(reading, language)
    _tables(reading)
    _bullets(reading)
    _working_headline(reading)
    return reading, language


def mended(text: str) -> str:
    """Text whose letters were read in another encoding (UTF-8 or Windows-1256 taken for Windows-1252), turned back;
    any other text as it came."""
    if _ARABIC.search(text) or len(_LATIN_1.findall(text)) * 5 < len(text.strip()):
        return text
    data = bytearray()
    for character in text:
        try:
            data += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 255:
                return text
            data.append(ord(character))  # what Windows-1252 leaves open, browsers take as it is
    for encoding in ("utf-8", "cp1256"):
        try:
            turned = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_ARABIC.findall(turned)) * 2 > len(turned.strip()):
            return turned
    return text


def _filled(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.text.strip()]


def _bare(text: str) -> str:
    """Without marks of direction at its ends."""
    return text.strip().strip("\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff").strip()


def _labelled(lines: list[Line]) -> bool:
    from .labelled import is_labelled

    texts = [_bare(line.text) for line in lines]
    return any(texts) and is_labelled(texts)


# -- messages of a chat


def _chat(reading: _Reading) -> bool:
    """Stamps and senders taken off, each message a paragraph."""
    first = next(iter(_filled(reading.lines)), None)
    if first is None or not _STAMP.match(_bare(first.text)):
        return False
    kept: list[Line] = []
    for line in reading.lines:
        stamp = _STAMP.match(_bare(line.text))
        said = _bare(stamp[2]) if stamp else line.text
        if _MEDIA.fullmatch(_bare(said)):
            reading.drop([line])
            continue
        if stamp:
            kept.append(Line(line.number, ""))
        kept.append(Line(line.number, said))
    reading.lines, reading.chat = kept, True
    return True


# -- mails


def _heads_at(lines: list[Line], start: int) -> int:
    """The place after the heads of a mail that begin at `start`; `start` where none do."""
    end = start
    while end < min(len(lines), start + _MOST_HEADS) and lines[end].text.strip():
        end += 1
    found = [_HEAD.match(_bare(line.text)) for line in lines[start:end]]
    kinds = [found_[1].casefold() if found_ else "" for found_ in found]
    if len(kinds) < 2 or kinds[0] not in _HEADS or not any(_HEADS.get(kind) == "Headline" for kind in kinds):
        return start
    return end if sum(kind in _HEADS for kind in kinds) >= 2 else start


def _next_heads(lines: list[Line], start: int) -> tuple[int, int] | None:
    """(place, place after) of the next heads of a mail from `start` on."""
    for place in range(start, min(len(lines), start + _MOST_HEADS)):
        if not lines[place].text.strip() or (place > start and _HEAD.match(_bare(lines[place - 1].text))):
            continue
        end = _heads_at(lines, place)
        if end > place:
            return place, end
    return None


def _words(lines: list[Line]) -> int:
    return sum(len(line.text.split()) for line in lines if not _RULE.fullmatch(_bare(line.text)))


def _mail(reading: _Reading) -> None:
    """Heads become labels (the subject the headline, the sender the byline); of a chain, the mail that is the story
    is taken; signatures and quoted mails are set aside."""
    found = _next_heads(reading.lines, 0)
    if found is None:
        return
    if _filled(reading.lines[: found[0]]) and not any(
        _RULE.fullmatch(_bare(line.text)) for line in _filled(reading.lines[: found[0]])[-1:]
    ):
        return  # heads amid a text, and nothing that says "forwarded": part of the text
    reading.mail = True
    reading.drop(reading.lines[: found[0]])
    forwarded = _take_heads(reading, *found)
    body = reading.lines[found[1] :]
    for _depth in range(_DEEPEST):
        inner = _next_heads(body, 0)
        if inner is None:
            break
        above, below = body[: inner[0]], body[inner[1] :]
        if (forwarded or _words(above) < 25) and _words(below) > _words(above):
            reading.drop(above)
            reading.head.clear()
            forwarded = _take_heads(reading, 0, inner[1] - inner[0], body[inner[0] :])
            body = below
        else:
            reading.drop(body[inner[0] :])
            body = above
            break
    body = _unquoted(body)
    end = _end_of_mail(body)
    reading.drop(body[end:])
    reading.lines = body[:end]


def _take_heads(reading: _Reading, start: int, end: int, lines: list[Line] | None = None) -> bool:
    """Labels of the heads; whether the subject says that the mail was forwarded."""
    forwarded = False
    for line in (lines if lines is not None else reading.lines)[start:end]:
        found = _HEAD.match(_bare(line.text))
        label = _HEADS.get(found[1].casefold()) if found else None
        value = found[2] if found else ""
        if label == "Headline":
            while _AGAIN.match(value) or _FORWARD.match(value):
                forwarded = forwarded or bool(_FORWARD.match(value))
                value = _FORWARD.sub("", _AGAIN.sub("", value, count=1), count=1)
        elif label == "Byline":
            value = _ADDRESS.sub("", value).strip("\"' ")
            label = None if "@" in value else label
        if label and value:
            reading.head.setdefault(label, value)
        else:
            reading.drop([line])
    return forwarded


def _unquoted(body: list[Line]) -> list[Line]:
    """Without the marks of quoting where most of a mail is quoted."""
    filled = _filled(body)
    marked = [line for line in filled if line.text.lstrip().startswith(">")]
    if len(marked) * 2 <= len(filled):
        return body
    return [Line(line.number, re.sub(r"^\s*(?:>\s?)+", "", line.text)) for line in body]


def _end_of_mail(body: list[Line]) -> int:
    """The place where the text ends and a signature, a closing or a rule begins."""
    left = len(_filled(body))
    for place, line in enumerate(body):
        text = _bare(line.text)
        left -= bool(text)
        if line.text.rstrip("\r") in ("-- ", "--") or _SENT_FROM.match(text):
            return place
        if place and left <= 12 and _CLOSING.match(text):
            return place
    end = len(body)
    while end and (not body[end - 1].text.strip() or _RULE.fullmatch(_bare(body[end - 1].text))):
        end -= 1
    return end


# -- wire copy


def _wire(reading: _Reading, language: str) -> None:
    """Slugs and takes above, marks and credits below are set aside."""
    lines = reading.lines
    filled = _filled(lines)
    top = []
    for line in filled[:8]:
        text = _bare(line.text)
        if _WIRE_TOP.fullmatch(text):
            top.append(line)
        elif not top or not (names.has_lead(text) and names.looks_like_names(text)):
            break
    if len(top) == 1 and re.fullmatch(r"[^\W\d_]+", _bare(top[0].text)):
        top = []  # one word may be a section or a kicker; a code, a take or a slug is neither
    if top:
        reading.drop(top)
        kept = [line for line in filled if line not in top]
        if not reading.head and len(kept) > 2 and names.has_lead(_bare(kept[0].text)):
            reading.head["Byline"] = ", ".join(names.split_names(_bare(kept[0].text), language))
            kept.pop(0)
        if not reading.mail and len(kept) > 1 and len(kept[0].text) <= 200:
            reading.head.setdefault("Headline", _bare(kept[0].text))
            kept.pop(0)
        start = lines.index(kept[0]) if kept else len(lines)
        lines = [line for line in lines[start:] if line not in top]
    end = len(lines)
    while end and (not lines[end - 1].text.strip() or _WIRE_END.fullmatch(_bare(lines[end - 1].text))):
        end -= 1
    tail = _filled(lines[end:])
    for line in tail:
        reported = _REPORTED.match(_bare(line.text))
        if reported and "Headline" in reading.head:
            reading.head.setdefault("Byline", reported[1])
    reading.drop(tail)
    reading.lines = lines[:end]


# -- tables and lists


def _cells(text: str) -> list[str]:
    mark = "\t" if "\t" in text.strip() else "|" if text.count("|") > 1 else ""
    return [cell.strip() for cell in text.strip().strip("|").split(mark)] if mark else []


def _tables(reading: _Reading) -> None:
    """Rows of a table become items of a list, each value behind the name of its column."""
    out, place, lines = [], 0, reading.lines
    while place < len(lines):
        end = place
        wide = len(_cells(lines[place].text))
        while end < len(lines) and wide > 1 and len(_cells(lines[end].text)) == wide:
            end += 1
        if end - place < 2 or _BULLET.match(lines[place].text):
            out.append(lines[place])
            place += 1
            continue
        rows = [(line, _cells(line.text)) for line in lines[place:end]]
        rows = [(line, cells) for line, cells in rows if not all(re.fullmatch(r"[:\-\s]*", cell) for cell in cells)]
        names_of = rows[0][1] if not any(c.isdigit() for cell in rows[0][1] for c in cell) else [""] * wide
        for line, cells in rows[1:] if any(names_of) else rows:
            said = ", ".join(
                f"{name} {cell}".strip() for name, cell in zip(names_of[1:], cells[1:], strict=True) if cell
            )
            out.append(Line(line.number, f"- {cells[0]}: {said}"))
        reading.notes.append("table")
        place = end
    reading.notes = list(dict.fromkeys(reading.notes))
    reading.lines = out


def _bullets(reading: _Reading) -> None:
    """Two or more lines that begin with the signs people use for lists become a list, parted from what is around."""
    out: list[Line] = []
    place, lines = 0, reading.lines
    while place < len(lines):
        run: list[str] = []
        while place + len(run) < len(lines) and (item := _item(lines[place + len(run)].text)):
            run.append(item)
        if len(run) < 2 or run == [line.text for line in lines[place : place + len(run)]]:  # the reader's own marks
            step = max(1, len(run))
            out += lines[place : place + step]
            place += step
            continue
        number = lines[place].number
        out.append(Line(number, ""))
        out += [Line(line.number, item) for line, item in zip(lines[place : place + len(run)], run, strict=True)]
        place += len(run)
        out.append(Line(lines[place - 1].number, ""))
    reading.lines = out


def _item(text: str) -> str:
    bullet, number = _BULLET.match(text), _NUMBER.match(text)
    return f"- {bullet[1]}" if bullet else f"{number[1]}. {number[2]}" if number else ""


def _lists(blocks: tuple[Block, ...], language: str) -> tuple[Block, ...]:
    """Paragraphs that are items of a list, as lists: the reader of pages knows paragraphs alone."""
    out: list[Block] = []
    for block in blocks:
        found = re.match(r"(-|\d{1,3}\.)\s+(.*)\Z", block.text) if block.kind == "p" else None
        kind = found and ("ul" if found[1] == "-" else "ol")
        if not found or not kind:
            out.append(block)
        elif out and out[-1].kind == kind:
            out[-1] = Block(kind, items=(*out[-1].items, clean(found[2], language)))
        else:
            out.append(Block(kind, items=(clean(found[2], language),)))
    return tuple(out)


# -- what has no headline


def _working_headline(reading: _Reading) -> None:
    """A message begins with its first sentence: those words stand in for a headline, and stay in the text."""
    if reading.head.get("Headline") or _labelled(reading.lines):
        return
    filled = _filled(reading.lines)
    if not filled:
        return
    first = _bare(filled[0].text)
    alone = len(filled) == 1
    if not (alone or reading.chat or reading.mail or len(first) > 150 or (len(first) > 90 and _SENTENCE.search(first))):
        return
    said = _SENTENCE.split(first, maxsplit=1)[0].rstrip(".")
    if len(said) > _WORKING:
        said = said[:_WORKING].rpartition(" ")[0].rstrip(",;:،؛") + " …"
    reading.head["Headline"] = said
    reading.notes.append("headline")


def _text_of(reading: _Reading) -> tuple[str, list[int]]:
    """The text for the reader of copy, and for each of its lines the number in what was pasted."""
    if not reading.head:
        return "\n".join(line.text for line in reading.lines), [line.number for line in reading.lines]
    first = next((line.number for line in _filled(reading.lines)), 1)
    labels = [f"{label}: {value}" for label, value in reading.head.items()]
    body = reading.lines
    while body and not body[0].text.strip():
        body = body[1:]
    return "\n".join([*labels, "", *(line.text for line in body)]), [first] * (len(labels) + 1) + [
        line.number for line in body
    ]
