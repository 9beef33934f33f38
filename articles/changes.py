"""What lies between the text that readers see and the working copy."""

import difflib
import re
from dataclasses import dataclass, field
from datetime import datetime

from articles import body as bodies
from articles import publication, significance
from articles.models import Article, Publication
from authors.models import Author
from newsroom.lib.words import say

MOST_NAMES = 3000  # names of authors that are looked for in texts without capital letters


@dataclass(frozen=True)
class Piece:
    """A run of words: `kind` is same, gone or come."""

    kind: str
    text: str


@dataclass(frozen=True)
class Part:
    """A field or a paragraph that differs: its name (a field's; empty for paragraphs) and its words in order."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Changes:
    """`live` is what readers see, `working` what they would see; `flags` is what they would want to know of."""

    live: Publication
    working: Publication
    differ: bool
    flags: list[significance.Flag] = field(default_factory=list)

    @property
    def parts(self) -> list[Part]:
        return compared(self.live, self.working)


def between(article: Article, now: datetime) -> Changes | None:
    """The changes to a live story; None where readers do not see it."""
    seen = publication.live(article, now)
    if seen is None:
        return None
    working = publication.compose(article, visible_from=now)
    if not publication.differ(seen, working):
        return Changes(seen, working, False)
    flags = significance.flags(publication.words_of(seen), publication.words_of(working), known_names(article.language))
    return Changes(seen, working, True, flags)


def known_names(language: str) -> list[str]:
    """The authors' names in `language`, for scripts that have no capital letters."""
    if language == "en":
        return []
    names = Author.objects.order_by("pk").values_list("names", flat=True)[:MOST_NAMES]
    return [name for name in (say(words, language) for words in names) if len(name) > 3]


_FIELDS = ("kicker", "headline", "standfirst", "dateline_place", "byline_override")
_WORD = re.compile(r"(?:[\w’'-]+|[^\w\s])\s*|\s+")  # with the blanks behind it, so that a change is in one piece
_ALIKE = 0.4  # texts that have less in common are shown one after the other


def compared(before: Publication, after: Publication) -> list[Part]:
    """The fields and paragraphs that differ, word by word. The one place that knows how words are compared."""
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in _FIELDS]
    for name, one, other in (
        ("credits", _byline(before), _byline(after)),
        ("topics", ", ".join(t["name"] for t in before.topics), ", ".join(t["name"] for t in after.topics)),
        ("caption", before.photo.get("caption", ""), after.photo.get("caption", "")),
        ("alt", before.photo.get("alt", ""), after.photo.get("alt", "")),
        ("photo", str(before.photo.get("uuid", "")), str(after.photo.get("uuid", ""))),
    ):
        pairs.append((name, one, other))
    found = []
    for name, one, other in pairs:
        if one != other:
            pieces = (Piece("come", ""),) if name == "photo" else _words(one, other)
            found.append(Part(name, pieces))
    ones, others = ([block.text for block in bodies.parse(out.body)] for out in (before, after))
    for kind, a1, a2, b1, b2 in difflib.SequenceMatcher(None, ones, others, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone, come = ones[a1:a2], others[b1:b2]
        for n in range(max(len(gone), len(come))):
            pieces = _words(gone[n] if n < len(gone) else "", come[n] if n < len(come) else "")
            found.append(Part("", pieces))
    return found


def _byline(out: Publication) -> str:
    return ", ".join(credit["name"] for credit in out.credits)


def _words(before: str, after: str) -> tuple[Piece, ...]:
    ones, others = _WORD.findall(before), _WORD.findall(after)
    matcher = difflib.SequenceMatcher(None, ones, others, autojunk=False)
    if before and after and matcher.ratio() < _ALIKE:
        return Piece("gone", before), Piece("same", " "), Piece("come", after)
    pieces: list[Piece] = []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        gone, come = "".join(ones[a1:a2]), "".join(others[b1:b2])
        if kind == "equal":
            pieces.append(Piece("same", gone))
            continue
        if gone:
            pieces.append(Piece("gone", gone))
        if come:
            pieces.append(Piece("come", come))
    return tuple(pieces)
