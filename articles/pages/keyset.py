"""A list a page at a time, by key and not by counting: page 5,000 costs what page 1 costs, and nothing moves between
two pages when something new comes in above."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from articles.edition import Edition
from articles.models import Notice, Publication
from articles.pages.errors import NotFound


def as_if_never() -> QuerySet:
    """Stories of which nothing may tell that they were ever there, as a subquery."""
    return Notice.objects.filter(answer=Notice.Answer.NEVER).values("story")


class Leaf(NamedTuple):
    """One page of a list: its rows, and the paths of the pages behind and before it ("" where there is none)."""

    rows: list[Publication]
    older: str
    newer: str


def leaf(rows, before: int | None, path: str, here: Edition, at: datetime, *, size: int, linked: bool = False) -> Leaf:
    """At most `size` of `rows`, newest first, behind the publication `before`. One query; three behind the first page.
    Raises NotFound where `before` is none of ours. `linked`: a link found them.

    `before` may have closed meanwhile (an update has a key of its own), but what has not opened is not there.
    """
    newer = ""
    whole = rows
    if before is not None:
        last = known(before, at, "first_published_at", "pk")
        if last is None:
            raise NotFound(here)
        moment, number = last["first_published_at"], last["pk"]
        rows = rows.behind(moment, number, linked=linked)
        # The page before this one begins behind the story that stands `size` places above its own first.
        above = whole.down_to(moment, number, linked=linked).values_list("pk", flat=True)[size : size + 1]
        newer = f"{path}?before={keys[0]}" if (keys := list(above)) else path
    found = list(rows.for_lists().latest_first(linked=linked)[: size + 1])
    older = f"{path}?before={found[size - 1].pk}" if len(found) > size else ""
    return Leaf(found[:size], older, newer)


def known(number: int, at: datetime, *values: str) -> dict | None:
    """These values of the publication that a reader's address names, if it is one that readers may know of."""
    ours = Publication.objects.filter(pk=number, visible_from__lte=at).exclude(story__in=as_if_never())
    return ours.values(*values).first()
