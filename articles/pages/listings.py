"""Section, author and topic pages."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import press
from articles.addresses import author_path, section_path, topic_path
from articles.edition import Edition, edition
from articles.fronts import Plan
from articles.models import Credit, Publication, PublicationCredit, Tag
from articles.pages import curated, feeds, structured
from articles.pages.cards import card
from articles.pages.errors import NotFound
from articles.pages.keyset import leaf
from articles.pages.pictures import MEDIA
from articles.pages.story import author_box
from articles.pages.values import Card, Link, Listing, Page
from articles.publication import credit_value
from articles.text import shorten
from authors.models import Author
from newsroom.lib.languages import LANGUAGES

CSS = ("components/person", "components/newsletter", "components/card", "pages/listing")
PER_PAGE = 20
MOST_NAMES = 500


def tags_of(rows: Iterable[Publication], *lists: str) -> tuple[str, ...]:
    return (*lists, *(press.story_tag(row.story) for row in rows))


def editions(here: Edition) -> tuple[tuple[str, str], ...]:
    if len(here.languages) < 2:
        return ()
    found = [(LANGUAGES[code].hreflang, f"{settings.BASE_URL}{here.prefix_of(code)}/") for code in here.languages]
    return (*found, ("x-default", f"{settings.BASE_URL}/"))


def _cards(rows: Iterable[Publication], here: Edition) -> tuple[Card, ...]:
    return tuple(card(row, here) for row in rows)


def _later(before: int | None, page: dict) -> dict:
    """Pages behind the first are for people, not for search engines' index."""
    return page | {"robots": "noindex,follow"} if before is not None else page


def section(
    language: str | None, slug: str, *, at: datetime, before: int | None = None, plan: Plan | None = None,
    media: str = MEDIA,
) -> Page:  # fmt: skip
    """A section's front: what somebody put on top leads, else its newest."""
    here = edition(language)
    of = here.section(slug)
    if of is None:
        raise NotFound(here)
    path = section_path(here, slug)
    visible = Publication.objects.visible(at).filter(section_id=of.pk, language=here.language)
    plan = curated.plan_of(here, at, of) if plan is None else plan
    pinned = curated.lead(plan, here, at).cards if before is None else ()
    with override(here.language):
        rows, older, newer = leaf(
            visible.exclude(story__in=[c.row.story for c in pinned]) if pinned else visible,
            before, path, here, at, size=PER_PAGE,
        )  # fmt: skip
        shown = [(c.row, c.pin) for c in pinned] + [(row, None) for row in rows]
        first = before is None and shown
        return Page(
            edition=here,
            template="articles/listing.html",
            title=f"{of.name} — {here.name}",
            description=shorten(of.description or _("%(section)s: the newest stories") % {"section": of.name}),
            path=path,
            canonical=settings.BASE_URL + path,
            css=CSS,
            section=slug,
            alternates=tuple((code, address + f"{slug}/") for code, address in editions(here)),
            feeds=feeds.links(here, (f"{of.name} — {here.name}", path + "feed.xml")),
            tags=tags_of(
                rows,
                press.front_tag(here.language, of.pk),
                *(press.story_tag(story) for story in curated.stories_of(plan)),
            ),
            structured=(
                structured.collection(here, kind="CollectionPage", path=path, name=of.name, description=of.description),
            ),
            listing=Listing(
                kind="section",
                heading=of.name,
                description=of.description,
                lead=card(shown[0][0], here, lead=True, pin=shown[0][1], media=media) if first else None,
                cards=tuple(card(row, here, pin=pin, media=media) for row, pin in (shown[1:] if first else shown)),
                older=older,
                newer=newer,
            ),
            **_later(before, {}),
        )


def author(language: str | None, slug: str, *, at: datetime, before: int | None = None) -> Page:
    """An author's page; there is none while no public story of this edition names them."""
    here = edition(language)
    who = Author.objects.filter(slug=slug).first()
    if who is None:
        raise NotFound(here)
    path = author_path(here, slug)
    visible = Publication.objects.visible(at).credited(who, here.language)
    with override(here.language):
        rows, older, newer = leaf(visible, before, path, here, at, size=PER_PAGE, linked=True)
        if not rows:
            raise NotFound(here)
        box = author_box(credit_value({"as_printed": False}, who, here.language), here, who=who)
        done = _done_by(who, rows)
        return Page(
            edition=here,
            template="articles/listing.html",
            title=f"{box.name} — {here.name}",
            description=shorten(box.bio or _("Stories by %(name)s") % {"name": box.name}),
            path=path,
            canonical=settings.BASE_URL + path,
            css=CSS,
            og_type="profile",
            feeds=feeds.links(here, (f"{box.name} — {here.name}", path + "feed.xml")),
            tags=tags_of(rows, press.list_tag("author", who.pk, here.language), press.name_tag(who.pk)),
            whole=(press.name_tag(who.pk),),
            structured=(structured.person(who, here, box),),
            listing=Listing(
                kind="author",
                heading=box.name,
                author=box,
                cards=tuple(replace(card(row, here), role=done.get(row.pk, "")) for row in rows),
                older=older,
                newer=newer,
            ),
            **_later(before, {}),
        )


def _done_by(who: Author, rows: Iterable[Publication]) -> dict[int, str]:
    """What this author did for each of the stories, in words, where they did not write it. One query."""
    words = dict(Credit.Role.choices)
    done: dict[int, list[str]] = {}
    links = PublicationCredit.objects.filter(author=who, publication__in=[row.pk for row in rows]).order_by("pk")
    for number, role in links.values_list("publication", "role"):
        done.setdefault(number, []).append(role)
    plain = {Credit.Role.REPORTING, Credit.Role.WRITING}
    comma = _(", ")
    return {
        number: comma.join(str(words[role]) for role in roles if role in words)
        for number, roles in done.items()
        if not plain & set(roles)
    }


def authors(language: str | None, *, at: datetime) -> Page:
    """Everyone whom a public story of this edition names."""
    here = edition(language)
    public = Publication.objects.visible(at).filter(
        credit_links__author=OuterRef("pk"), credit_links__language=here.language
    )
    names = Author.objects.filter(Exists(public))[:MOST_NAMES]
    boxes = [author_box(credit_value({"as_printed": False}, who, here.language), here) for who in names]
    with override(here.language):
        return _plain(
            here,
            "articles/people.html",
            _("Authors"),
            "/authors/",
            Listing(kind="authors", heading=_("Authors"), people=tuple(sorted(boxes, key=lambda box: box.name))),
        )


def topic(language: str | None, slug: str, *, at: datetime, before: int | None = None) -> Page:
    """A topic's page; there is none while no public story of this edition is on it."""
    here = edition(language)
    tag = Tag.objects.filter(slug=slug).first()
    if tag is None:
        raise NotFound(here)
    path = topic_path(here, slug)
    visible = Publication.objects.visible(at).on_topic(tag, here.language)
    with override(here.language):
        rows, older, newer = leaf(visible, before, path, here, at, size=PER_PAGE, linked=True)
        if not rows:
            raise NotFound(here)
        name, told = tag.say(here.language), tag.descriptions.get(here.language, "")
        return Page(
            edition=here,
            template="articles/listing.html",
            title=f"{name} — {here.name}",
            description=shorten(told or _("Stories about %(topic)s") % {"topic": name}),
            path=path,
            canonical=settings.BASE_URL + path,
            css=CSS,
            feeds=feeds.links(here, (f"{name} — {here.name}", path + "feed.xml")),
            tags=tags_of(rows, press.list_tag("topic", tag.pk, here.language)),
            structured=(structured.collection(here, kind="CollectionPage", path=path, name=name, description=told),),
            listing=Listing(
                kind="topic", heading=name, description=told, cards=_cards(rows, here), older=older, newer=newer
            ),
            **_later(before, {}),
        )


def topics(language: str | None, *, at: datetime) -> Page:
    """Every topic of this edition that has a public story."""
    here = edition(language)
    public = Publication.objects.visible(at).filter(
        topic_links__tag=OuterRef("pk"), topic_links__language=here.language
    )
    tags = Tag.objects.filter(Exists(public))
    links = sorted(
        (Link(topic_path(here, tag.slug), tag.say(here.language)) for tag in tags[:MOST_NAMES]),
        key=lambda link: link.text,
    )
    with override(here.language):
        return _plain(
            here, "articles/topics.html", _("Topics"), "/topics/",
            Listing(kind="topics", heading=_("Topics"), topics=tuple(links)),
        )  # fmt: skip


def _plain(here: Edition, template: str, heading: str, path: str, listing: Listing) -> Page:
    return Page(
        edition=here,
        template=template,
        title=f"{heading} — {here.name}",
        description=f"{heading}: {here.name}",
        path=here.url(path),
        canonical=here.absolute(path),
        css=("components/topics", *CSS),
        alternates=tuple((code, address + path.lstrip("/")) for code, address in editions(here)),
        feeds=feeds.links(here),
        tags=(press.list_tag(listing.kind, "", here.language),),
        listing=listing,
    )
