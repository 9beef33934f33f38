"""What a reader of copy gives back: the story as its writer filed it, in parts."""

import datetime
import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from newsroom.lib import typography


class CopyError(ValueError):
    """Copy that cannot be read. ``line`` counts from 1 (None: the whole file); ``message`` is for a person."""

    def __init__(self, message: str, line: int | None = None):
        self.line = line
        self.message = message if line is None else f"Line {line}: {message}"
        super().__init__(self.message)


@dataclass(frozen=True)
class Byline:
    """One name over the story, a person or an agency, with what its author box says."""

    name: str
    bio: str = ""
    role: str = "reporting"


@dataclass(frozen=True)
class Block:
    """One part of the body: ``p``, ``h2`` and ``quote`` have a text, ``ul`` and ``ol`` have items. Plain text."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Copy:
    """A story as filed. Every text is plain, tidy and typographic; what the copy does not say is empty.

    ``date`` is a day as written, or an aware datetime where the copy gives a clock time and its zone is known.
    ``wire`` is the agency that the dateline names, as in ``BAGHDAD (AP) —``. ``lines`` tells for each field that
    was read where it stands, ``unread`` what was not read and where; lines count from 1.
    """

    form: str
    language: str
    headline: str
    blocks: tuple[Block, ...]
    section: str = ""
    kicker: str = ""
    standfirst: str = ""
    dateline_place: str = ""
    wire: str = ""
    date: datetime.date | datetime.datetime | None = None
    bylines: tuple[Byline, ...] = ()
    alt: str = ""
    caption: str = ""
    photographer: str = ""
    agency: str = ""
    file_photo: bool = False
    tags: tuple[str, ...] = ()
    slug: str = ""
    method: str = ""
    sources: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    unread: tuple[tuple[int, str], ...] = ()

    @property
    def body_html(self) -> str:
        """The blocks as HTML, see :func:`body_html`."""
        return body_html(self)


def body_html(copy: Copy) -> str:
    """Give the blocks of the copy as HTML, one block a line, with every text of the copy escaped."""
    return "\n".join(_block_html(block) for block in copy.blocks)


def _block_html(block: Block) -> str:
    if block.kind in ("ul", "ol"):
        items = "".join(f"<li>{html.escape(item, quote=False)}</li>" for item in block.items)
        return f"<{block.kind}>{items}</{block.kind}>"
    text = html.escape(block.text, quote=False)
    return {"h2": f"<h2>{text}</h2>", "quote": f"<blockquote><p>{text}</p></blockquote>"}.get(
        block.kind, f"<p>{text}</p>"
    )


def clean(text: str, language: str) -> str:
    """Give a piece of a tidy line as the newsroom keeps it: in its language's letters and quotes."""
    return typography.quotes(typography.normalise_letters(text.strip(), language), language)


HEADLINE_LIMIT = 300  # characters


def check_headline(headline: str, line: int | None) -> None:
    """Raise :class:`CopyError` for a headline that is missing or longer than 300 characters."""
    if not headline:
        raise CopyError("There is no headline. Write the story's headline before its text, and file it again.", line)
    if len(headline) > HEADLINE_LIMIT:
        raise CopyError(
            f"The headline has {len(headline)} characters, and {HEADLINE_LIMIT} is the most. Shorten it, or check "
            "that the headline stands on a line of its own.",
            line,
        )


def check_body(blocks: tuple[Block, ...], line: int | None) -> None:
    """Raise :class:`CopyError` where there is no block."""
    if not blocks:
        raise CopyError("There is no body. Write the story's text below the headline, and file it again.", line)
