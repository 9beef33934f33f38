"""What readers had and have no more leaves the search, and with it the words of its names that nobody else has.

Each in the transaction that takes it from them.
"""

from uuid import UUID

from django.db.models import QuerySet

from articles.models import Publication
from articles.models.publication import SEARCHED
from articles.search.spelling import forget_words, names_of


def leave(story: UUID) -> None:
    """Nothing of a story is searched any more that readers had so far: it was taken down."""
    had = Publication.objects.filter(story=story, visible_until__isnull=False).exclude(search_tokens="")
    words = _words_of(had)
    had.update(**dict.fromkeys(SEARCHED[:3], ""))
    forget_words(words)


def drop(outs: QuerySet[Publication]) -> None:
    """Deletes publications, which no reader had or may find again."""
    words = _words_of(outs)
    outs.delete()
    forget_words(words)


def _words_of(outs: QuerySet[Publication]) -> set[str]:
    return {word for out in outs for word in names_of(out)}
