"""What stands beside a story: the others of its package, the parts of its series, and what else is of the same matter.

Two queries, whatever there is: the places of its packages, and the stories themselves.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles import press
from articles.addresses import series_path
from articles.edition import Edition
from articles.models import Publication, PublicPlace, Role
from articles.models.publication import PublicationQuerySet
from articles.pages import pictures
from articles.pages.cards import card
from articles.pages.values import Card, Link
from articles.pages.values import Series as SeriesValue

RELATED = 4
MOST_PARTS = 200  # of a series, that a story looks at to say where it stands
LOOKED_AT = 60  # newest stories on its topics, to find those that share the most
MOST_TOPICS = 8  # of its own, by which others are looked for


@dataclass(frozen=True)
class Company:
    """The stories beside one: `package` with the role of each (of several packages the first), `parts` of its series in
    order (itself among them), and the `related`, of which none stands in the package. `groups` are all of its packages,
    public or not yet."""

    package: Sequence[tuple[str, Publication]] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[Publication] = ()
    related: Sequence[Publication] = ()
    groups: Sequence[UUID] = ()


NOBODY = Company()


def of(own: Publication, at: datetime) -> Company:
    """What readers see beside `own` at `at`. Two queries."""
    mine = PublicPlace.objects.filter(group=own.translation_group).values("package")
    places = list(PublicPlace.objects.filter(package__in=mine).select_related("package"))
    rows = _rows(own, places, at)
    by_group = {row.translation_group: row for row in rows if row.story != own.story}
    shown = _ordered(places, by_group)
    # Under one title stands one package; the stories of its others come first among the related.
    one = [place for place in shown if place.package_id == shown[0].package_id]
    package = [(place.role, by_group[place.group]) for place in one]
    taken = {row.story for _role, row in package} | {own.story}
    return Company(
        package=package,
        titles=one[0].package.titles if one else {},  # never of one of which readers see nothing
        parts=sorted((row for row in rows if row.series_id == own.series_id), key=place_of) if own.series_id else (),
        related=_related(own, [row for row in rows if row.story not in taken], {place.group for place in places}),
        groups=[place.group for place in places],
    )


def _rows(own: Publication, places: Sequence[PublicPlace], at: datetime) -> list[Publication]:
    """The stories of its packages, the parts of its series, those that share a topic, and the section's newest, in one
    query: each is found by its own index and bounded, however many stories there are."""
    visible = Publication.objects.visible(at).filter(language=own.language)
    enough = RELATED + 1 + len(places)
    found = [_keys(visible.filter(section_id=own.section_id).latest_first()[:enough])]
    tags = [topic["tag"] for topic in own.topics[:MOST_TOPICS]]
    for tag in tags:
        newest = visible.on_topic(tag, own.language).latest_first(linked=True)
        found.append(_keys(newest[: max(enough, LOOKED_AT // len(tags))]))
    if places:
        groups = {place.group for place in places}
        found.append(visible.filter(translation_group__in=groups).values("pk"))
    if own.series_id:
        found.append(_keys(visible.filter(series_id=own.series_id).order_by("part", "pk")[:MOST_PARTS]))
    # In one union, not in one inside the other: a database takes no more than some dozens of levels.
    rows: PublicationQuerySet = Publication.objects.filter(pk__in=found[0].union(*found[1:]))
    return list(rows.beside())


def _keys(rows: PublicationQuerySet) -> QuerySet:
    """The keys of `rows`, which may be cut off, as a part of a union. By the keys alone: nothing else of them is asked,
    or the database looks through all of a language for them."""
    return Publication.objects.filter(pk__in=rows.values("pk")).values("pk")


def _related(own: Publication, rows: Sequence[Publication], packaged: Container[UUID]) -> list[Publication]:
    """Those `packaged` with it first, then those that share the most topics, then those of the section; of two
    alike the newer first."""
    tags = {topic["tag"] for topic in own.topics}

    def key(row: Publication):
        shared = len(tags & {topic["tag"] for topic in row.topics})
        apart = row.translation_group not in packaged
        return apart, -shared, row.section_id != own.section_id, -row.first_published_at.timestamp(), -row.pk

    return sorted(rows, key=key)[:RELATED]


def _ordered(places: Sequence[PublicPlace], shown: Container[UUID]) -> list[PublicPlace]:
    """The places whose stories are `shown`, in the order of the roles, then of the desk; a story of two packages
    once."""
    found: dict[UUID, PublicPlace] = {}
    rank = {role: number for number, role in enumerate(Role.values)}
    for place in sorted(places, key=lambda one: (one.package_id, rank.get(one.role, 9), one.position, one.pk)):
        if place.group in shown:
            found.setdefault(place.group, place)
    return list(found.values())


def place_of(row: Publication):
    """By its number; those without one stand behind, the older first."""
    return row.part is None, row.part or 0, row.first_published_at, row.pk


def part_words(part: int, here: Edition, whole: int = 0) -> str:
    """ "Part 2", or "Part 2 of 5" where `whole` is told."""
    if whole:
        return _("Part %(n)s of %(whole)s") % {"n": here.number(part), "whole": here.number(whole)}
    return _("Part %(n)s") % {"n": here.number(part)}


def series(beside: Company, out: Publication, here: Edition) -> SeriesValue | None:
    """Where `out` stands in its series, and what comes before and after."""
    of_it = out.series
    if of_it is None:
        return None
    numbers = [row.part for row in beside.parts if row.part]
    whole = max([len(beside.parts), of_it.parts_planned or 0, *numbers])
    place = next((n for n, row in enumerate(beside.parts) if row.story == out.story), None)
    before = after = None
    if place is not None:
        before, after = (
            card(beside.parts[n], here) if 0 <= n < len(beside.parts) else None for n in (place - 1, place + 1)
        )
    link = Link(series_path(here, of_it.slug), of_it.name(here.language))
    if place is None:  # a preview: readers do not see it yet, so its series may have no page
        link = Link("", link.text)
    return SeriesValue(link, part_words(out.part, here, max(whole, out.part)) if out.part else "", before, after)


def package(beside: Company, here: Edition, media: str = pictures.MEDIA) -> tuple[Card, ...]:
    words = dict(Role.choices)
    return tuple(replace(card(row, here, media=media), role=str(words[role])) for role, row in beside.package)


def tags(beside: Company, out: Publication) -> list[str]:
    """What makes a page with this company old: a change of one of them, one that enters, or leaves."""
    found = [press.story_tag(row.story) for row in beside.related]
    found += [press.story_tag(row.story) for _role, row in beside.package]
    found += [press.group_tag(group) for group in beside.groups]
    if out.series_id:
        found.append(press.list_tag("series", out.series_id, out.language))
    return list(dict.fromkeys(found))
