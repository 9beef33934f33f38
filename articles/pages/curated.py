"""What stands on a front at a moment: what people decided, and what fills the rest. Reads public tables alone."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from articles import fronts
from articles.edition import Edition, NavSection, UnknownEdition, edition
from articles.fronts import LEAD, NEWEST, SECTION, TOPIC, Filled, Plan
from articles.models import FrontPin, FrontPlan, Publication, Section
from articles.pages import pictures

LOOK_BACK = 120
_MOST_FRONTS = 60  # that are looked at for one file
_DEEPER = 20  # how many of a quiet section's stories may stand elsewhere on the front


def plan_of(here: Edition, at: datetime, section: NavSection | None = None) -> Plan:
    """What people decided of the front, as readers get it at `at`; an empty plan where nobody did. One query."""
    rows = FrontPlan.objects.visible(at).filter(language=here.language, section=section.pk if section else None)
    return fronts.read(rows.order_by("-visible_from").values_list("plan", flat=True).first())


def whole(plan: Plan, here: Edition, at: datetime) -> list[Filled]:
    """The front of an edition, container by container. What it asks does not grow with the stories: the pinned ones,
    the newest, sections that none of those is of (two queries), and each topic that somebody gave a container."""
    plan = fronts.arranged(plan, [section.pk for section in here.sections])
    public = Publication.objects.visible(at).in_language(here.language).for_lists()
    newest = list(public.latest_first()[:LOOK_BACK])
    found: dict[tuple[str, int | None], list] = {(NEWEST, None): newest}
    quiet: dict[int, int] = {}
    for c in plan:
        if c.off or c.key is None:
            continue
        if c.rule == SECTION:
            rows = found[SECTION, c.key] = [row for row in newest if row.section_id == c.key]
            if len(newest) == LOOK_BACK and len(rows) < c.slots + _DEEPER:
                quiet[c.key] = max(quiet.get(c.key, 0), c.slots + _DEEPER)
        elif c.rule == TOPIC:
            of_topic = public.on_topic(c.key, here.language).latest_first(linked=True)
            found[TOPIC, c.key] = list(of_topic[: LOOK_BACK // 2])
    for key, rows in _deeper(quiet, public).items():
        found[SECTION, key] = rows
    return fronts.fill(plan, _seen(plan, here, at), found, at)


def _deeper(quiet: dict[int, int], public) -> dict[int, list]:
    """The newest of sections that have few among the newest of all: a look into the index for each place, in one query,
    and one for the rows."""
    if not quiet:
        return {}
    of_section = public.filter(section=OuterRef("pk")).order_by("-first_published_at", "-pk").values("pk")
    looks = {f"n{place}": Subquery(of_section[place : place + 1]) for place in range(max(quiet.values()))}
    keys = {
        row.pop("pk"): [pk for pk in row.values() if pk]
        for row in Section.objects.filter(pk__in=quiet).annotate(**looks).order_by().values("pk", *looks)
    }
    rows = public.in_bulk([pk for of in keys.values() for pk in of])
    return {key: [rows[pk] for pk in of if pk in rows] for key, of in keys.items()}


def _seen(plan: Plan, here: Edition, at: datetime) -> dict[str, Publication]:
    """The public stories among the pinned ones, by UUID. One query where there is any pin."""
    wanted = fronts.pins(plan)
    if not wanted:
        return {}
    rows = Publication.objects.visible(at).in_language(here.language).for_lists().filter(story__in=wanted)
    return {str(row.story): row for row in rows}


def lead(plan: Plan, here: Edition, at: datetime) -> Filled:
    """What people put on top of a section's list."""
    plan = fronts.arranged(plan, (), of_section=True)
    return next(block for block in fronts.fill(plan, _seen(plan, here, at), {}, at) if block.container.id == LEAD)


def holding(at: datetime, photos: Collection[str], story: UUID | None = None) -> QuerySet[FrontPlan]:
    """The fronts that readers get at `at` which hold a pin of `story`, or with one of these photos, whether readers see
    that pin or not; each with its section."""
    held = FrontPin.objects.filter(Q(photo__in=photos) | Q(story=story) if story else Q(photo__in=photos))
    return FrontPlan.objects.visible(at).filter(pk__in=held.values("plan")).select_related("section")


def showing(owner: str, at: datetime, name: str) -> bool:
    """Whether a front shows readers the file `name` of the photo `owner` at `at`. One query where none does."""
    return any(
        shows(row, [owner], at, name) for row in holding(at, [owner]).filter(plan__icontains=name)[:_MOST_FRONTS]
    )


def shows(row: FrontPlan, owners: Collection[str], at: datetime, name: str = "") -> bool:
    """Whether the front `row` shows readers one of the photos `owners` (with `name`: this very file) at `at`: by a pin
    that stands there then, of a story that is public. Up to four queries."""
    try:
        here = edition(row.language)
    except UnknownEdition:  # the newsroom gave this language up
        return False
    sections = [section.pk for section in here.sections]
    plan = fronts.arranged(fronts.read(row.plan), sections, of_section=row.section_id is not None)
    standing = fronts.stands(plan, _seen(plan, here, at), at)
    kept = [pin.photo for held in standing.values() for pin in held if pin.photo.get("uuid") in owners]
    return any(not name or pictures.names(photo, photo["uuid"], name) for photo in kept)


def stories_of(plan: Plan) -> Iterable[str]:
    """Every story that the plan names, whether readers see it now or not: a page follows what becomes of them."""
    return fronts.pins(plan)
