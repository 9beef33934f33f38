"""Bytes of a filed copy, made text or refused by name."""

import codecs
import re

from .story import CopyError

LARGEST = 2_000_000  # bytes

_HOW = "Save it as plain text (in a word processor: Save as, Plain text, encoding UTF-8), and file that."
_LINE_END = re.compile(rb"\r\n|\r|\n")
# First bytes of the files that are filed by mistake (Wikipedia, "List of file signatures").
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel document (.doc, .xls)"),
    (b"{\\rtf", "a rich text document (.rtf)"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "a database"),
)
_ISO_MEDIA = {
    b"avif": "an AVIF picture",
    b"heic": "a HEIC picture",
    b"heix": "a HEIC picture",
    b"mif1": "a HEIF picture",
}


def decode(data: bytes) -> str:
    """Give the text of a filed copy.

    In: the file's bytes. Out: its text, without a byte order mark, line ends as written. Accepted are UTF-8, with
    or without a byte order mark, and UTF-16 with one. Raises :class:`CopyError` for what is empty, larger than
    2,000,000 bytes, no text (a PDF, a Word document, a picture ... are named) or in another encoding.
    """
    if not data.strip():
        raise CopyError("The file is empty. Check that you saved the story, and file it again.")
    if len(data) > LARGEST:
        raise CopyError(
            f"The file has {len(data):,} bytes, and {LARGEST:,} is the most that a story may have. "
            "File the text alone, without pictures."
        )
    kind = _kind(data)
    if kind:
        raise CopyError(f"The file is {kind}, not a text. {_HOW}")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            line = data[2 : error.start].decode("utf-16-le" if data[0] == 0xFF else "utf-16-be", "ignore")
            raise CopyError(
                f"The file says that it is UTF-16, but is damaged here. {_HOW}",
                _line(line.encode("utf-8", "ignore")),
            ) from None
    else:
        text = _utf8(data.removeprefix(codecs.BOM_UTF8))
    nul = text.find("\0")
    if nul >= 0:
        raise CopyError(
            f"There is a NUL character, so the file is no text, or is in another encoding. {_HOW}",
            _line(text[:nul].encode("utf-8", "surrogatepass")),
        )
    if not text.strip():
        raise CopyError("The file is empty. Check that you saved the story, and file it again.")
    return text


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise CopyError(f"The file is binary, not a text. {_HOW}", _line(data[: data.index(b"\0")])) from None
        raise CopyError(
            f"The byte {data[error.start]:02X} is not UTF-8; the file is in another encoding, perhaps Windows-1252 "
            f"or Windows-1256. {_HOW}",
            _line(data[: error.start]),
        ) from None


def _line(before: bytes) -> int:
    return len(_LINE_END.findall(before)) + 1


def _kind(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        if b"word/" in data:
            return "a Word document (.docx)"
        if b"opendocument.text" in data[:200]:
            return "an OpenDocument text (.odt)"
        return "a zip archive"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "a WebP picture"
    if data[4:8] == b"ftyp":
        return _ISO_MEDIA.get(data[8:12], "a film")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    return ""
