"""Search over what is public: headline, standfirst and body.

Simple, and the same on both databases: `Publication.search_text` holds the folded words, and is written with the
publication, so that it cannot drift. Every word asked for must occur; those in the headline come first, then newer
ones. A word is found inside longer ones, which is how Arabic's prefixed articles are met.
"""

from datetime import datetime
from functools import reduce
from operator import and_, or_

from django.db.models import Case, Q, Value, When

from articles.models import Publication
from articles.models.publication import PublicationQuerySet
from newsroom.lib.folding import fold, terms


def index(out: Publication) -> None:
    """Writes what is searched of `out` into it, folded; whoever composes a publication calls it."""
    names = " ".join(credit["name"] for credit in out.credits)
    topics = " ".join(topic["name"] for topic in out.topics)
    rest = "\n".join((out.kicker, out.standfirst, out.dateline_place, names, topics, out.body_text))
    out.search_headline = fold(out.headline)
    out.search_text = out.search_headline + "\n" + fold(rest)


def find(query: str, language: str, at: datetime) -> PublicationQuerySet:
    """The stories of this language, visible at `at`, that have every word of `query`; nothing for an empty one."""
    wanted = terms(query)
    if not wanted:
        return Publication.objects.none()

    def has(field: str) -> Q:
        return reduce(and_, (reduce(or_, (Q(**{field: form}) for form in forms)) for forms in wanted))

    return (
        Publication.objects.visible(at)
        .filter(language=language)
        .filter(has("search_text__contains"))
        .annotate(rank=Case(When(has("search_headline__contains"), then=Value(0)), default=Value(1)))
        .order_by("rank", "-first_published_at", "-pk")
    )
