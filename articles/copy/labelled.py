"""Labelled copy: a head of labels, a blank line, and a body with light marks."""

import datetime
import re
from itertools import groupby
from types import MappingProxyType

from django.utils.text import slugify

from . import names, pictures, places
from .dates import read_date_line
from .story import Block, Byline, Copy, CopyError, check_body, check_headline, clean

LABELS = (
    "Headline", "Byline", "Section", "Standfirst", "Dateline", "Date", "Kicker", "Alt", "Caption", "Credit", "Tags",
    "Slug", "Method", "Sources",
)  # fmt: skip
_KNOWN = {label.casefold(): label for label in LABELS}
_LABEL = re.compile(r"([^\W\d_][\w-]{0,20}(?: [\w-]{1,20}){0,2}) ?[:：](?: |$)(.*)\Z")
# Where the name of a label is known, a value may follow the colon without a blank.
_KNOWN_LABEL = re.compile(rf"({'|'.join(LABELS)}) ?[:：] ?(.*)\Z", re.IGNORECASE)
_HEADING = re.compile(r"(#{1,6})\s+(.*)\Z")
_QUOTE = re.compile(r">\s?(.*)\Z")
_BULLET = re.compile(r"-\s+(.*)\Z")
_NUMBER = re.compile(r"\d{1,3}\.\s+(.*)\Z")
_SOURCE_ENDS = re.compile(r"\s*[;؛]\s*")
_TAG_ENDS = re.compile(r"\s*[,،;؛]\s*")


def _label(line: str) -> re.Match[str] | None:
    return _KNOWN_LABEL.match(line) or _LABEL.match(line)


def _is_known(line: str) -> bool:
    return bool(_KNOWN_LABEL.match(line))


def _head(lines: list[str]) -> tuple[int, int]:
    """Give the first block of lines that are not blank, as a range of places from 0."""
    start = next(place for place, line in enumerate(lines) if line)
    end = next((place for place in range(start, len(lines)) if not lines[place]), len(lines))
    return start, end


def is_labelled(lines: list[str]) -> bool:
    """Say whether tidy lines are labelled copy: the first is a label, and one label of its block is known."""
    start, end = _head(lines)
    if not _label(lines[start]):
        return False
    head = lines[start:end]
    return any(map(_is_known, head)) or (len(head) > 1 and all(map(_label, head)))


def read(lines: list[str], language: str, zone: datetime.tzinfo | None) -> Copy:
    """Read labelled copy from tidy lines. Raises :class:`CopyError` with the line and what to do."""
    start, end = _head(lines)
    values, at = _values(lines, start, end)
    body = end
    while body < len(lines) and not lines[body]:
        body += 1
    stray = _KNOWN_LABEL.match(lines[body]) if body < len(lines) else None
    if stray and stray[1].casefold() not in values:
        label = stray[1]
        raise CopyError(
            f"The label “{label}” stands below the blank line that ends the labels. Move it up to the other labels, "
            "and leave one blank line before the body.",
            body + 1,
        )
    check_headline(values.get("headline", ""), at.get("headline"))
    if len(values.get("byline", "")) > names.LONGEST:
        raise CopyError(
            f"The byline is longer than {names.LONGEST} characters. Name the writers alone, parted by semicolons.",
            at["byline"],
        )
    unread: list[tuple[int, str]] = []
    blocks, first = _blocks(lines, body, language, unread)
    blocks, dateline = _dateline(blocks, values.get("dateline", ""), language)
    check_body(blocks, None)
    if dateline.left:
        unread.append((first, dateline.left))
    caption = values.get("caption", "")
    credit = pictures.parse_credit(values.get("credit", ""), language)
    if not values.get("credit"):
        caption, credit = pictures.split_credit(caption, language)
        if credit:
            at["credit"] = at["caption"]
    slug = _slug(values.get("slug", ""), at.get("slug"))
    date = _date(values.get("date", ""), at.get("date"), zone, unread)
    fields = {
        "section": "section", "headline": "headline", "kicker": "kicker", "standfirst": "standfirst",
        "dateline": "dateline_place", "date": "date", "byline": "bylines", "alt": "alt", "caption": "caption",
        "tags": "tags", "slug": "slug", "method": "method", "sources": "sources",
    }  # fmt: skip
    where = {field: at[label] for label, field in fields.items() if label in at}
    where["blocks"] = first
    if dateline.place and "dateline_place" not in where:
        where["dateline_place"] = first
    for field in ("photographer", "agency"):
        if getattr(credit, field):
            where[field] = at["credit"]
    return Copy(
        form="labelled",
        language=language,
        headline=clean(values["headline"], language),
        blocks=blocks,
        section=clean(values.get("section", ""), language),
        kicker=clean(values.get("kicker", ""), language),
        standfirst=clean(values.get("standfirst", ""), language),
        dateline_place=dateline.place,
        wire=dateline.wire,
        date=date,
        bylines=tuple(Byline(name) for name in names.split_names(values.get("byline", ""), language)),
        alt=clean(values.get("alt", ""), language),
        caption=clean(caption, language),
        photographer=credit.photographer,
        agency=credit.agency,
        file_photo=credit.file_photo,
        tags=_tags(values.get("tags", ""), language),
        slug=slug,
        method=clean(values.get("method", ""), language),
        sources=tuple(clean(one, language) for one in _SOURCE_ENDS.split(values.get("sources", "")) if one.strip()),
        lines=MappingProxyType(where),
        unread=tuple(sorted(unread)),
    )


def _values(lines: list[str], start: int, end: int) -> tuple[dict[str, str], dict[str, int]]:
    """Give the value and the line of each label, or refuse what is no label that we know."""
    values: dict[str, str] = {}
    at: dict[str, int] = {}
    for place in range(start, end):
        found, number = _label(lines[place]), place + 1
        if not found:
            raise CopyError(
                f"“{_short(lines[place])}” stands among the labels and has none. Leave a blank line between the "
                f"labels and the body, or begin the line with one of: {', '.join(LABELS)}.",
                number,
            )
        key = found[1].casefold()
        if key not in _KNOWN:
            raise CopyError(
                f"The label “{found[1]}” is not known. Use one of: {', '.join(LABELS)}; or leave a blank line "
                "before it, if it belongs to the body.",
                number,
            )
        if key in values:
            raise CopyError(
                f"The label “{_KNOWN[key]}” is here for the second time; the first is on line {at[key]}. Keep one.",
                number,
            )
        values[key], at[key] = found[2], number
    return values, at


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _date(value: str, line: int | None, zone: datetime.tzinfo | None, unread: list[tuple[int, str]]):
    if not value or line is None:
        return None
    reading = read_date_line(value, line, zone)
    if reading is None or reading.moment is None:
        raise CopyError(
            f"“{_short(value)}” cannot be read as a date. Write it as year-month-day, such as 2024-02-08, with a "
            "time if you like: 2024-02-08T14:30+03:00.",
            line,
        )
    if reading.left:
        unread.append((line, reading.left))
    return reading.moment


def _tags(value: str, language: str) -> tuple[str, ...]:
    tags: dict[str, str] = {}
    for tag in _TAG_ENDS.split(value):
        tag = clean(tag.lstrip("#"), language)
        if tag:
            tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())


def _slug(value: str, line: int | None) -> str:
    slug = slugify(value, allow_unicode=True)
    if value and not slug:
        raise CopyError(
            f"The slug “{_short(value)}” has no letter and no digit. Write words joined by hyphens, or leave it out.",
            line,
        )
    return slug


def _dateline(blocks: tuple[Block, ...], label: str, language: str) -> tuple[tuple[Block, ...], places.Dateline]:
    """Take the dateline from the first paragraph, unless a label says another one."""
    place = places.place_case(label, language)
    found = places.split_dateline(blocks[0].text, language) if blocks and blocks[0].kind == "p" else None
    if found is None or (place and not names.same(place, found.place)):
        return blocks, places.Dateline(place, "", "", "")
    first = Block("p", clean(found.rest, language))
    return (first, *blocks[1:]), places.Dateline(place or found.place, found.wire, found.left, "")


def _blocks(
    lines: list[str], start: int, language: str, unread: list[tuple[int, str]]
) -> tuple[tuple[Block, ...], int]:
    """Read the body from place ``start``: its blocks, and the line of the first."""
    blocks: list[Block] = []
    kind, first = "", 0
    gathered: list[list[str]] = []  # the lines of a paragraph or a quotation; of a list, the lines of each item

    def close() -> None:
        nonlocal kind
        texts = [clean(" ".join(words), language) for words in gathered]
        texts = [text for text in texts if text]
        if texts and kind in ("ul", "ol"):
            blocks.append(Block(kind, items=tuple(texts)))
        elif texts:
            blocks.append(Block(kind, texts[0]))
        gathered.clear()
        kind = ""

    for place in range(start, len(lines)):
        line = lines[place]
        if not line:
            close()
            continue
        heading = _HEADING.match(line)
        if heading and len(heading[1]) != 2:
            close()
            unread.append((place + 1, line))
            continue
        first = first or place + 1
        quote, bullet, number = _QUOTE.match(line), _BULLET.match(line), _NUMBER.match(line)
        if heading:
            close()
            blocks.append(Block("h2", clean(heading[2], language)))
        elif quote:
            if kind != "quote" or not quote[1]:
                close()
            kind = "quote"
            if gathered:
                gathered[0].append(quote[1])
            else:
                gathered.append([quote[1]])
        elif bullet and kind in ("", "ul"):
            kind = "ul"
            gathered.append([bullet[1]])
        elif number and kind in ("", "ol"):
            kind = "ol"
            gathered.append([number[1]])
        elif bullet and kind == "ol":
            close()
            kind = "ul"
            gathered.append([bullet[1]])
        elif number and kind == "ul":
            close()
            kind = "ol"
            gathered.append([number[1]])
        else:
            if not kind:
                kind = "p"
            if gathered:
                gathered[-1].append(line)
            else:
                gathered.append([line])
    close()
    return _joined(blocks), first


def _joined(blocks: list[Block]) -> tuple[Block, ...]:
    """Give the blocks with neighbouring lists of one kind as one: items parted by blank lines are one list."""
    joined: list[Block] = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        if kind in ("ul", "ol"):
            joined.append(Block(kind, items=tuple(item for block in run for item in block.items)))
        else:
            joined.extend(run)
    return tuple(joined)
