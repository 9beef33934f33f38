"""The reader of copy: a story as text, from a wire, a web page or a reporter, read into its parts.

No database, no models, no settings. :func:`decode` makes text of bytes, :func:`read_copy` reads the text.
"""

import datetime

from newsroom.lib import typography

from . import labelled, page
from .decoding import decode
from .names import is_agency
from .pictures import useless_alt
from .story import Block, Byline, Copy, CopyError, body_html

__all__ = [
    "Block", "Byline", "Copy", "CopyError", "body_html", "decode", "is_agency", "read_copy", "useless_alt",
]  # fmt: skip

_MOST_LINES = 10_000  # lines that are not blank; a long book chapter has a tenth
_HTML_STARTS = ("<!doctype", "<html", "<head", "<body", "<?xml")


def read_copy(text: str, language: str = "en", zone: datetime.tzinfo | None = None) -> Copy:
    """Read a story from text, in either form of the contract.

    In: the text, any line ends; the language it is written in (``en``, ``ar``, ``ckb``); the newsroom's time zone,
    for a clock time that names none (without it, such a time is given in ``unread`` and the date is a day).
    Out: the :class:`Copy`. The form is labelled copy where the first line is a label, else the plain text of a
    published page. Raises :class:`CopyError`, which names the line.
    """
    lines = typography.tidy_lines(text.removeprefix("\ufeff"))
    for number, line in enumerate(lines, start=1):
        if line:
            if line[:10].casefold().startswith(_HTML_STARTS):
                raise CopyError(
                    "This is the source of a web page, not its text. Copy the text from the browser, and file that.",
                    number,
                )
            break
    else:
        raise CopyError("There is no headline and no text. Check that you saved the story, and file it again.")
    written = len(lines) - lines.count("")
    if written > _MOST_LINES:
        raise CopyError(
            f"The file has {written:,} lines of text, and {_MOST_LINES:,} is the most that a story may have. "
            "Check that it is one story, and file it again."
        )
    if labelled.is_labelled(lines):
        return labelled.read(lines, language, zone)
    return page.read(lines, language, zone)
