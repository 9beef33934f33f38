"""A list a page at a time, by key and not by counting: page 5,000 costs what page 1 costs, and nothing moves between
two pages when something new comes in above."""

from datetime import datetime

from django.db.models import QuerySet

from articles.edition import Edition
from articles.models import Notice, Publication
from articles.pages.errors import NotFound


def as_if_never() -> QuerySet:
    """Stories of which nothing may tell that they were ever there, as a subquery."""
    return Notice.objects.filter(answer=Notice.Answer.NEVER).values("story")


def leaf(
    rows, before: int | None, path: str, here: Edition, at: datetime, *, size: int, linked: bool = False
) -> tuple[list[Publication], str]:
    """At most `size` of `rows`, behind the publication `before`, and the path of the next page ("" where there is
    none). Raises NotFound where `before` is none of ours. `linked`: a link found them.

    `before` may have closed meanwhile (an update has a key of its own), but what has not opened is not there.
    """
    if before is not None:
        ours = Publication.objects.filter(pk=before, visible_from__lte=at).exclude(story__in=as_if_never())
        last = ours.values("first_published_at", "pk").first()
        if last is None:
            raise NotFound(here)
        rows = rows.behind(last["first_published_at"], last["pk"], linked=linked)
    found = list(rows.for_lists().latest_first(linked=linked)[: size + 1])
    older = f"{path}?before={found[size - 1].pk}" if len(found) > size else ""
    return found[:size], older
