"""Search over what is public: headline, standfirst and body.

Simple, and the same on both databases: `Publication.search_text` holds the folded words, and is written with the
publication, so that it cannot drift. Every word asked for must occur; those in the headline come first, then newer
ones. A word is found inside longer ones, which is how Arabic's prefixed articles are met.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import and_, or_

from django.db.models import Case, Q, Value, When

from articles.models import Publication
from articles.models.publication import PublicationQuerySet
from authors.models import Author
from newsroom.lib.folding import fold, terms

BEFORE, AFTER = 8, 24  # words that are shown around the first that was found
_MARKS = ".,;:!?()[]«»“”‘’\"'،؛؟…–—-"

Terms = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Narrowed:
    """What is searched: a section, stories of any of these authors, days from `since` to `until`; None: all."""

    section: int | None = None
    authors: tuple[int, ...] | None = None
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return any(part is not None for part in (self.section, self.authors, self.since, self.until))


def index(out: Publication) -> None:
    """Writes what is searched of `out` into it, folded; whoever composes a publication calls it."""
    names = " ".join(credit["name"] for credit in out.credits)
    topics = " ".join(topic["name"] for topic in out.topics)
    rest = "\n".join((out.kicker, out.standfirst, out.dateline_place, names, topics, out.body_text))
    out.search_headline = fold(out.headline)
    out.search_text = out.search_headline + "\n" + fold(rest)


def find(query: str, language: str, at: datetime, narrowed: Narrowed | None = None) -> PublicationQuerySet:
    """The stories of this language, visible at `at`, that have every word of `query` and are where `narrowed` says;
    without a word all of those; nothing where neither is asked."""
    wanted = terms(query)
    narrowed = narrowed or Narrowed()
    if not wanted and not narrowed:
        return Publication.objects.none()
    rows = _within(Publication.objects.visible(at).filter(language=language), narrowed)
    if not wanted:
        return rows.latest_first()

    def has(field: str) -> Q:
        return reduce(and_, (reduce(or_, (Q(**{field: form}) for form in forms)) for forms in wanted))

    return (
        rows.filter(has("search_text__contains"))
        .annotate(rank=Case(When(has("search_headline__contains"), then=Value(0)), default=Value(1)))
        .order_by("rank", "-first_published_at", "-pk")
    )


def _within(rows: PublicationQuerySet, narrowed: Narrowed) -> PublicationQuerySet:
    if narrowed.section is not None:
        rows = rows.filter(section_id=narrowed.section)
    if narrowed.authors is not None:
        rows = rows.filter(credit_links__author__in=narrowed.authors).distinct()
    if narrowed.since is not None:
        rows = rows.filter(address_date__gte=narrowed.since)
    if narrowed.until is not None:
        rows = rows.filter(address_date__lte=narrowed.until)
    return rows


def authors_named(text: str) -> tuple[int, ...]:
    """The authors whose name, in any language, has every word of `text`; none where it has no word."""
    wanted = terms(text)
    if not wanted:
        return ()
    return tuple(
        pk
        for pk, names in Author.objects.values_list("pk", "names")
        if any(_has_all(fold(name), wanted) for name in names.values())
    )


def _has_all(folded: str, wanted: Terms) -> bool:
    return all(any(form in folded for form in forms) for forms in wanted)


def excerpt(out: Publication, wanted: Terms) -> tuple[tuple[str, bool], ...]:
    """Where the words of `wanted` (see `folding.terms`) stand in the story: runs of (text, whether it was asked for).

    The paragraph with most of them, cut around the first; empty where only headline or names have them.
    """
    best, place = 0, ""
    for paragraph in (out.standfirst, *out.body_text.split("\n")):
        folded = fold(paragraph)
        have = sum(any(form in folded for form in forms) for forms in wanted)
        if have > best:
            best, place = have, paragraph
        if best == len(wanted):
            break
    if not best:
        return ()
    forms = tuple({form for spellings in wanted for form in spellings})
    words = place.split()
    asked = [any(form in fold(word) for form in forms) for word in words]
    first = asked.index(True) if True in asked else 0
    start, end = max(0, first - BEFORE), first + AFTER
    runs: list[tuple[str, bool]] = [("… ", False)] if start else []
    for word, mark in zip(words[start:end], asked[start:end], strict=True):
        bare = word.strip(_MARKS) if mark else ""
        ahead, _bare, behind = word.partition(bare) if bare else (word, "", "")
        runs += [(ahead, False), (bare, True), (f"{behind} ", False)] if bare else [(f"{word} ", False)]
    return _joined([*runs, ("…", False)] if end < len(words) else runs)


def _joined(runs: list[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    """Runs of one kind in one."""
    found: list[tuple[str, bool]] = []
    for text, mark in runs:
        if found and found[-1][1] == mark:
            found[-1] = (found[-1][0] + text, mark)
        elif text:
            found.append((text, mark))
    if found:
        found[-1] = (found[-1][0].rstrip(), found[-1][1])
    return tuple(run for run in found if run[0])
