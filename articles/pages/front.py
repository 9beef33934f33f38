"""The front page of an edition."""

from datetime import datetime

from django.utils.translation import override

from articles import press
from articles.addresses import topic_path
from articles.edition import Edition, edition
from articles.fronts import SECTION, TOP, TOPIC, Filled, Plan
from articles.models import Tag
from articles.pages import archive, curated, feeds, structured
from articles.pages.cards import card
from articles.pages.listings import CSS, editions, tags_of
from articles.pages.pictures import MEDIA
from articles.pages.values import Card, Link, Listing, Page
from articles.text import shorten


def front(language: str | None, *, at: datetime, plan: Plan | None = None, media: str = MEDIA) -> Page:
    """What people put there, and the rest fills itself: the newest, then each section's. `plan` shows what a front
    would be, `media` what stands before the addresses of its pictures."""
    here = edition(language)
    plan = curated.plan_of(here, at) if plan is None else plan
    blocks = curated.whole(plan, here, at)
    with override(here.language):
        names = _names(blocks, here)
        top = next(block for block in blocks if block.container.id == TOP)
        shown = [card(c.row, here, lead=not place, pin=c.pin, media=media) for place, c in enumerate(top.cards)]
        rows = [c.row for block in blocks for c in block.cards]
        return Page(
            edition=here,
            template="articles/listing.html",
            title=f"{here.name}: {here.tagline}" if here.tagline else here.name,
            description=shorten(here.tagline or here.name),
            path=here.url("/"),
            canonical=here.absolute("/"),
            css=("components/topics", "components/spans", *CSS),
            alternates=editions(here),
            feeds=feeds.links(here),
            tags=tags_of(
                rows, press.front_tag(here.language), *(press.story_tag(story) for story in curated.stories_of(plan))
            ),
            structured=(structured.script({"@context": "https://schema.org"} | structured.publisher(here)),),
            listing=Listing(
                kind="front",
                heading=here.name,
                description=here.tagline,
                lead=shown[0] if shown else None,
                cards=tuple(shown[1:]),
                blocks=tuple(
                    (names[block.container.id], _cards(block, here, media))
                    for block in blocks
                    if block is not top and block.cards
                ),
            ),
            texts={"years": archive.years(here, at)},
        )


def _cards(block: Filled, here: Edition, media: str) -> tuple[Card, ...]:
    return tuple(card(c.row, here, pin=c.pin, media=media) for c in block.cards)


def _names(blocks: list[Filled], here: Edition) -> dict[str, Link]:
    """What stands over each container, and where that leads. One query where one follows a topic."""
    topics = {block.container.key for block in blocks if block.container.rule == TOPIC}
    tags = {tag.pk: tag for tag in Tag.objects.filter(pk__in=topics)} if topics else {}
    sections = {section.pk: section for section in here.sections}
    names = {}
    for block in blocks:
        c, link = block.container, Link("", "")
        if c.rule == SECTION and c.key in sections:
            section = sections[c.key]
            link = Link(section.url, section.name, section.lang)
        elif c.rule == TOPIC and c.key in tags:
            link = Link(topic_path(here, tags[c.key].slug), tags[c.key].say(here.language))
        if c.name:
            link = Link(link.url, c.name)
        names[c.id] = link
    return names
