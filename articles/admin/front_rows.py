"""What the desk's page of a front shows: its containers, what stands in each by hand and by itself, what could."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from articles import fronts
from articles.admin.front_words import Told, tell
from articles.admin.media import desk_media
from articles.edition import Edition, edition
from articles.fronts import LEAD, NEWEST, SECTION, TOP, TOPIC, Container, Filled, Pin, Plan
from articles.models import Article, FrontChange, Publication, Section, Tag
from articles.pages import curated, pictures
from articles.pages.values import Picture
from articles.publication import NOT_PUBLIC, Standing, standing
from articles.workflow import Spot
from articles.workflow.fronts import NOT_UNDONE, arranged, front_standing
from articles.workflow.fronts import Standing as FrontStanding

FOUND = 12  # stories beside the front
LAST = 8  # changes beside it


@dataclass(frozen=True)
class Row:
    """A story on the front. `number` is its place among the pins, 0 for one that came by itself; `first` and `last` say
    whether it can go up or down. `unseen`: how a pin stands that readers do not see; `ended`: its time is over."""

    story: str
    headline: str
    own: str = ""  # the story's headline, where the front has another
    kicker: str = ""
    section: str = ""
    picture: Picture | None = None
    at: datetime | None = None
    pin: Pin | None = None
    until: datetime | None = None
    number: int = 0
    first: bool = True
    last: bool = True
    unseen: Standing | None = None
    ended: bool = False
    article: int = 0


@dataclass(frozen=True)
class Part:
    """A container with its rows: by hand, then by itself."""

    c: Container
    name: str
    rule: str
    by_hand: list[Row]
    by_itself: list[Row]
    up: str | None = None  # the container before which it goes with a step up; None: it cannot
    down: str | None = None


@dataclass(frozen=True)
class Offer:
    """A story that could be put there. `on`: where it is pinned already."""

    article: Article
    stands: Standing
    on: str = ""


@dataclass(frozen=True)
class Desk:
    """The whole page."""

    spot: Spot
    here: Edition
    stands: FrontStanding
    parts: list[Part]
    hidden: list[Part]
    places: list[tuple[str, str]]
    offers: list[Offer]
    changes: list[Told]
    open_changes: int  # of the draft


def part_name(c: Container, sections: dict[int, str], topics: dict[int, str]) -> str:
    if c.name:
        return c.name
    if c.rule == SECTION:
        return sections.get(c.key or 0, "")
    if c.rule == TOPIC:
        return topics.get(c.key or 0, "")
    return {TOP: _("Top"), LEAD: _("Lead")}.get(c.id, _("Without a name"))


def _rule_words(c: Container, sections: dict[int, str], topics: dict[int, str]) -> str:
    told = {"n": c.slots, "name": (sections if c.rule == SECTION else topics).get(c.key or 0, "")}
    if c.rule == NEWEST:
        return ngettext("%(n)d place, filled with the newest", "%(n)d places, filled with the newest", c.slots) % told
    if c.rule in (SECTION, TOPIC):
        return (
            ngettext(
                "%(n)d place, filled with the newest of %(name)s", "%(n)d places, filled with the newest of %(name)s",
                c.slots,
            ) % told
        )  # fmt: skip
    return ngettext("%(n)d place, by hand alone", "%(n)d places, by hand alone", c.slots) % told


def topic_names(plan: Plan, language: str) -> dict[int, str]:
    keys = [c.key for c in plan if c.rule == TOPIC]
    return {tag.pk: tag.say(language) for tag in Tag.objects.filter(pk__in=keys)} if keys else {}


def desk(spot: Spot, now: datetime, query: str = "") -> Desk:
    """Everything of the page. What it asks does not grow with the stories on it."""
    here = edition(spot.language)
    stands = front_standing(spot, now)
    plan = arranged(stands.plan, spot)
    blocks = [curated.lead(plan, here, now)] if spot.section else curated.whole(plan, here, now)
    language = get_language() or "en"
    sections = {s.pk: s.name(language) or s.slug for s in Section.objects.all()}
    topics = topic_names(plan, language)
    pinned = fronts.pins(plan)
    filled = {block.container.id: block for block in blocks}
    shown = {str(card.row.story) for block in blocks for card in block.cards}
    articles = {
        str(a.uuid): a
        for a in Article.objects.filter(uuid__in={*pinned, *shown}).only("uuid", "headline", "language", "section_id")
    }
    how = standing([a.uuid for story, a in articles.items() if story not in shown], now)
    open_parts = [c for c in plan if not c.off]
    parts = [
        _part(c, filled[c.id], open_parts, sections, topics, articles, how, now) for c in open_parts if c.id in filled
    ]
    hidden = [Part(c, part_name(c, sections, topics), _rule_words(c, sections, topics), [], []) for c in plan if c.off]
    changes = list(stands.front.history.select_related("by")[:LAST]) if stands.front else []
    return Desk(
        spot=spot,
        here=here,
        stands=stands,
        parts=parts,
        hidden=hidden,
        places=[(part.c.id, part.name) for part in parts],
        offers=_offers(spot, query, {story: part_name(c, sections, topics) for story, (c, _p) in pinned.items()}, now),
        changes=tell(changes),
        open_changes=_since_launch(stands),
    )


def _since_launch(stands: FrontStanding) -> int:
    """How many changes of the draft nobody has launched."""
    if stands.draft is None or stands.front is None:
        return 0
    before = stands.front.history.filter(verb__in=["launch", *NOT_UNDONE]).first()
    later = stands.front.history.filter(live=False).exclude(verb__in=NOT_UNDONE)
    return later.filter(number__gt=before.number if before else 0).count()


def _part(
    c: Container, block: Filled, order: list[Container], sections: dict[int, str], topics: dict[int, str],
    articles: dict[str, Article], how: dict, now: datetime,
) -> Part:  # fmt: skip
    seen = {str(card.row.story): card.row for card in block.cards}
    by_hand = []
    for place, pin in enumerate(c.pins):
        out, article = seen.get(pin.story), articles.get(pin.story)
        own = (out or article).headline if out or article else "…"
        by_hand.append(
            Row(
                story=pin.story,
                headline=pin.headline or own,
                own=own if pin.headline and pin.headline != own else "",
                kicker=pin.kicker or (out.kicker if out else ""),
                section=sections.get(out.section_id if out else article.section_id if article else 0, ""),
                picture=_picture(pin.photo or (out.photo if out else {})),
                at=out.first_published_at if out else None,
                pin=pin,
                until=fronts.ends(pin),
                number=place + 1,
                first=place == 0,
                last=place == len(c.pins) - 1,
                unseen=None if out else how.get(article.uuid, NOT_PUBLIC) if article else NOT_PUBLIC,
                ended=pin.ended(now),
                article=article.pk if article else 0,
            )
        )
    by_itself = [
        Row(
            story=str(card.row.story),
            headline=card.row.headline,
            kicker=card.row.kicker,
            section=sections.get(card.row.section_id, ""),
            picture=_picture(card.row.photo),
            at=card.row.first_published_at,
            article=card.row.story_number,
        )
        for card in block.cards
        if card.pin is None
    ]
    at = [one.id for one in order].index(c.id)
    up = order[at - 1].id if at > 1 else None
    down = (order[at + 2].id if at + 2 < len(order) else "") if 0 < at < len(order) - 1 else None
    return Part(c, part_name(c, sections, topics), _rule_words(c, sections, topics), by_hand, by_itself, up, down)


def _picture(kept: dict) -> Picture | None:
    return pictures.picture(kept, "3x2", near=160, base=desk_media()) if kept else None


def _offers(spot: Spot, query: str, on: dict[str, str], now: datetime) -> list[Offer]:
    """Stories that readers see or soon will, the newest first; those with the words of `query` in the headline."""
    public = Publication.objects.in_language(spot.language).filter(Q(visible_until=None) | Q(visible_until__gt=now))
    if query:
        public = public.filter(headline__icontains=query)
    elif spot.section:
        public = public.filter(section=spot.section)
    found = list(dict.fromkeys(public.latest_first().values_list("story", flat=True)[: FOUND * 2]))[:FOUND]
    rows = {row.uuid: row for row in Article.objects.filter(uuid__in=found).select_related("section").defer("body")}
    how = standing(found, now)
    return [Offer(rows[uuid], how[uuid], on.get(str(uuid), "")) for uuid in found if uuid in rows]


def chosen(spot: Spot, number: int) -> FrontChange | None:
    """One change of a front, with who did it."""
    rows = FrontChange.objects.filter(front__language=spot.language, front__section=spot.section, number=number)
    return rows.select_related("by", "front").first()
