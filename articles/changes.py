"""What lies between the text that readers see and the working copy."""

from dataclasses import dataclass, field
from datetime import datetime

from articles import comparing, publication, significance
from articles.models import Article, Publication
from articles.text import BESIDE, HEAD
from authors.models import Author
from newsroom.lib.words import say

MOST_NAMES = 3000  # names of authors that are looked for in texts without capital letters


@dataclass(frozen=True)
class Part:
    """A field or a paragraph that differs: its name (a field's; empty for paragraphs) and its words in order."""

    name: str
    runs: list[comparing.Run]


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
    return None if seen is None else since(article, seen, now)


def since(article: Article, seen: Publication, now: datetime) -> Changes:
    """The changes to a text that readers saw."""
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


def compared(before: Publication, after: Publication) -> list[Part]:
    """The fields and paragraphs that differ, word by word, and the links that came and went."""
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in (*HEAD, "byline_override", *BESIDE)]
    pairs += [(name, before.photo.get(name, ""), after.photo.get(name, "")) for name in ("caption", "alt")]
    found = [Part(name, comparing.words(one, other)) for name, one, other in pairs if one != other]
    for name in ("credits", "topics"):
        one, other = ([row["name"] for row in getattr(out, name)] for out in (before, after))
        if one != other:
            found.append(Part(name, comparing.items(one, other)))
    if before.photo.get("uuid") != after.photo.get("uuid"):
        found.append(Part("photo", []))
    for passage in comparing.passages(before.body, after.body):
        if passage.moved or passage.kind not in (comparing.SAME, "form"):
            found.append(Part("", passage.runs))
        if passage.links:
            found.append(Part("links", passage.links))
    return found
