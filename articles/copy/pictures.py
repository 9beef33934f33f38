"""The photo line of a news page: alternative text, caption and credit run together, and told apart here."""

import re
from dataclasses import dataclass

from .dates import fold
from .names import is_agency, name
from .story import clean

_ALT_LEAD = re.compile(
    r"(?:(?:an? |the )?(?:image|picture|photo|photograph) (?:of|showing|shows)\b|"
    r"صورة(?: ل| من)?(?=\s|$)|وێنەی?(?=\s|$))\s*:?\s*",
    re.IGNORECASE,
)
_USELESS_LEAD = re.compile(
    r"(?:(?:an? |the )?(?:image|picture|photo|photograph)s? of\b|(?:ال)?صورة(?!\w)|وێنەی?(?!\w))",
    re.IGNORECASE,
)
_FILE = re.compile(r"(\S{1,120}\.(?:jpe?g|png|webp|gif|avif|tiff?|heic))(?!\w)", re.IGNORECASE)
_QUOTES = str.maketrans({**dict.fromkeys("“”«»„‟", '"'), **dict.fromkeys("‘’‚‛`´", "'"), "\u00a0": " "})
_WORDS = (
    r"(?P<file>(?:file|archive|archival)\s+)?"
    r"(?:photo(?:graph)?s?|pictures?|images?|credits?|handout|صورة|الصورة|صور|تصوير|المصور|المصدر|عدسة|وێنەی|وێنە|وێنەگر|فۆتۆ)"
    r"(?P<arabic_file>\s+(?:أرشيفية|ارشيفية|من الأرشيف|ئەرشیف|ئەرشیفی|ئەرشیفە))?"
    r"(?:\s*[:：]\s*(?:by\s+)?|\s+(?:by|courtesy of|credit:?|from)\s*:?\s*)"
)
_LABEL = re.compile(_WORDS, re.IGNORECASE)
# In brackets the word needs no colon: (تصوير سامان عمر), (File photo), (AFP photo).
_LOOSE = re.compile(
    r"(?P<file>(?:file|archive|archival)\s+)?(?:photo|photograph|picture|credit|©|تصوير|بعدسة|عدسة|صورة|وێنەی|وێنە|فۆتۆ)"
    r"(?P<arabic_file>\s+(?:أرشيفية|ارشيفية|من الأرشيف|ئەرشیف|ئەرشیفی|ئەرشیفە))?(?:\s+|\s*[:：]\s*|$)",
    re.IGNORECASE,
)
_TAIL_LABEL = re.compile(r"(?<!\w)" + _WORDS, re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?؟|](?:\s+)")
_SLASH = re.compile(r"\s*[/|]\s*")
_VIA = re.compile(r"\s+(?:via|عبر)\s+", re.IGNORECASE)
_LONGEST_CREDIT = 120  # characters


@dataclass(frozen=True)
class Credit:
    """Who made a picture: the photographer, the agency, and whether it says that it is from the files."""

    photographer: str = ""
    agency: str = ""
    file_photo: bool = False

    def __bool__(self) -> bool:
        return bool(self.photographer or self.agency or self.file_photo)


@dataclass(frozen=True)
class PhotoLine:
    """A photo line in its parts, each as written."""

    alt: str
    caption: str
    credit: Credit


def parse_credit(text: str, language: str) -> Credit:
    """Read a credit: 'Photo by X / AFP', 'X/AFP', 'File photo: X', 'AFP', 'تصوير: X'.

    Out: the photographer in ordinary case and the agency as written. One unknown name of two words or more is a
    person, one of a single word an agency.
    """
    text, file_photo = text.strip(" ()[]."), False
    for pattern in (_LABEL, _LOOSE):
        lead = pattern.match(text)
        if lead:
            file_photo = file_photo or bool(lead["file"] or lead["arabic_file"])
            text = text[lead.end() :].strip()
    text = re.sub(r"(?i)\A(?:by\s+|©\s*)|\s+(?:photo|picture)\Z", "", text)
    if fold(text) in ("file", "archive", "أرشيف", "ئەرشیف"):
        return Credit(file_photo=True)
    pieces = [piece for piece in _SLASH.split(text) if piece]
    if len(pieces) == 1 and text.count(",") == 1:
        first, second = (piece.strip() for piece in text.split(","))
        if is_agency(second):
            pieces = [first, second]
    if len(pieces) == 1:
        via = _VIA.split(pieces[0], maxsplit=1)
        if len(via) == 2 and not is_agency(via[0]):
            pieces = via
    if not pieces:
        return Credit(file_photo=file_photo)
    if len(pieces) == 1:
        only = pieces[0]
        if _is_agency(only) or " " not in only:
            return Credit(agency=clean(only, language), file_photo=file_photo)
        return Credit(photographer=name(only, language), file_photo=file_photo)
    if _is_agency(pieces[0]) and not _is_agency(pieces[-1]):
        pieces = [pieces[-1], *pieces[:-1]]
    if all(map(_is_agency, pieces)):
        return Credit(agency=clean(" / ".join(pieces), language), file_photo=file_photo)
    return Credit(name(pieces[0], language), clean(" / ".join(pieces[1:]), language), file_photo)


def _is_agency(text: str) -> bool:
    text = re.sub(r"(?i)\s+photo\Z", "", text)
    return is_agency(text) or is_agency(_VIA.split(text)[0])


def split_credit(text: str, language: str) -> tuple[str, Credit]:
    """Part a caption from the credit at its end, in brackets or not; the credit is empty where there is none."""
    bare = text.rstrip(" .")
    if bare.endswith((")", "]")):
        opening = max(bare.rfind("("), bare.rfind("["))
        inner = bare[opening + 1 : -1].strip()
        if opening >= 0 and len(inner) <= _LONGEST_CREDIT and _is_credit(inner):
            return bare[:opening].rstrip(), parse_credit(inner, language)
    tail_at = max(0, len(text) - _LONGEST_CREDIT - 20)
    last = None
    for found in _TAIL_LABEL.finditer(text, tail_at):
        before = text[: found.start()].rstrip()
        # "a photo by Ali" in mid-sentence is no credit: a new sentence, a bar or a colon must show one.
        if not before or before[-1] in ".!?؟)]|/—–-" or ":" in found.group():
            last = found
    if last and (last.start() > 0 or tail_at == 0):
        caption = text[: last.start()].rstrip(" |/—–-")
        credit = parse_credit(text[last.start() :].strip(" |/—–-"), language)
        if credit and len(credit.photographer.split()) <= 5:
            return caption, credit
    cut = 0
    for found in _SENTENCE.finditer(text, tail_at):
        cut = found.end()
    if cut and cut < len(bare):
        segment = bare[cut:]
        if len(segment.split()) <= 8 and (is_agency(segment) or _is_slashed(segment)):
            return text[:cut].rstrip(" |"), parse_credit(segment, language)
    return text, Credit()


def _is_slashed(text: str) -> bool:
    pieces = _SLASH.split(text)
    return len(pieces) > 1 and any(map(_is_agency, pieces)) and all(len(piece.split()) <= 5 for piece in pieces)


def _is_credit(inner: str) -> bool:
    if not inner:
        return False
    return bool(_LABEL.match(inner) or _LOOSE.match(inner) or _is_agency(inner) or _is_slashed(inner)
                or inner.startswith("©"))  # fmt: skip


def _flat(text: str) -> str:
    """Give a text for comparing, character for character."""
    return text.translate(_QUOTES)


def split_alt(text: str, headline: str) -> tuple[str, str]:
    """Part the alternative text from the caption that is run together with it.

    The alternative text is what repeats the headline, with or without 'Image of' before it, or a file's name; or,
    after 'Image of', the first sentence. Where it cannot be told apart it is empty and all is caption.
    """
    lead = _ALT_LEAD.match(text)
    start = lead.end() if lead else 0
    head = _flat(headline)
    end = start + len(head)
    if head and _flat(text[start:end]).casefold() == head.casefold() and not text[end : end + 1].isalnum():
        return text[:end], text[end:].lstrip(" .:|–—-")
    file = _FILE.match(text, start)
    if file:
        return text[: file.end()], text[file.end() :].lstrip()
    if lead and not _LABEL.match(text):
        sentence = re.compile(r"\.\s+").search(text, start)
        if sentence:
            return text[: sentence.start() + 1], text[sentence.end() :]
    return "", text


def read_photo_line(text: str, headline: str, language: str) -> PhotoLine | None:
    """Read a photo line; None where nothing shows that the line is one."""
    alt, caption = split_alt(text, headline)
    caption, credit = split_credit(caption, language)
    if not alt and not credit and not (_ALT_LEAD.match(text) and not text.endswith(".")):
        return None
    return PhotoLine(alt, caption, credit)


def useless_alt(alt: str, headline: str, caption: str) -> bool:
    """Say whether an alternative text tells nothing of the picture (WCAG 2.2, 1.1.1; technique F30).

    True where it is empty, equals or contains the headline, equals the caption, begins with 'image of', 'picture
    of', 'photo of', صورة or وێنەی, or is the name of a file.
    """
    words = _words(alt)
    if not words:
        return True
    head = _words(headline)
    if head and f" {head} " in f" {words} ":
        return True
    bare = alt.strip()
    return words == _words(caption) or bool(_USELESS_LEAD.match(bare)) or bool(_FILE.fullmatch(bare))


def _words(text: str) -> str:
    return " ".join(re.findall(r"[\w\u200c]+", fold(_flat(text))))
