"""What people do with fronts. Each act is a few small operations on the plan as it stands at that moment, so that two
who work at once lose nothing; it is a row of the front's history, an act on the record and, unless it is kept for a
launch, before readers as soon as it is committed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from articles import fronts, press, pressing
from articles.addresses import section_path
from articles.edition import UnknownEdition, edition, newsroom
from articles.fronts import Plan
from articles.models import Article, Front, FrontChange, FrontPin, FrontPlan, Section
from articles.publication import standing
from articles.record import write
from articles.refusals import NotPossible, Stale
from articles.workflow import front_pictures
from articles.workflow.clashes import sentence
from articles.workflow.rights import may
from articles.workflow.story import behind
from articles.writing import tidied
from newsroom.lib.failpoints import failpoint

LONGEST = {"headline": 200, "kicker": 80, "text": 400, "name": 60, "why": 300}  # characters
NOT_UNDONE = ("schedule", "cancel", "discard")  # verbs about a whole draft: brought back from the history instead


@dataclass(frozen=True)
class Spot:
    """Which front: that of an edition, or of one of its sections."""

    language: str
    section: Section | None = None

    @property
    def key(self) -> str:
        """As addresses and the record name it: `en`, `en-news`."""
        return f"{self.language}-{self.section.slug}" if self.section else self.language


def plans(spot: Spot):
    return FrontPlan.objects.filter(language=spot.language, section=spot.section)


def arranged(plan: Plan, spot: Spot) -> Plan:
    """The plan with what stands there by itself. One query."""
    keys = () if spot.section else Section.objects.values_list("pk", flat=True)
    return fronts.arranged(plan, keys, of_section=spot.section is not None)


@dataclass(frozen=True)
class Standing:
    """How a front stands: what readers get, what waits for its moment, the draft; and what one works on."""

    front: Front | None
    live: FrontPlan | None
    waiting: FrontPlan | None
    drafts: bool  # whether changes wait for a launch

    @property
    def draft(self) -> Plan | None:
        held = self.front.draft if self.front else None
        return None if held is None else fronts.read(held)

    @property
    def drafting(self) -> bool:
        return self.drafts or self.draft is not None

    @property
    def plan(self) -> Plan:
        """What the next change is made to."""
        if self.draft is not None:
            return self.draft
        beginning = self.waiting if self.drafts and self.waiting else self.live
        return fronts.read(beginning.plan if beginning else None)

    @property
    def number(self) -> int:
        """How many changes there were: what somebody who looks at it has seen."""
        return self.front.changes if self.front else 0


def front_standing(spot: Spot, now: datetime) -> Standing:
    """How the front stands at `now`. Four queries."""
    front = Front.objects.filter(language=spot.language, section=spot.section).first()
    return _standing(front, spot, now)


def front_of_readers(spot: Spot, now: datetime, base: int | None = None) -> FrontPlan | None:
    """The plan that readers had after change `base` (None: the one that they have at `now`). One query."""
    opened = plans(spot).filter(visible_from__lte=now).order_by("-visible_from")
    return (opened if base is None else opened.filter(number__lte=base)).first()


def _standing(front: Front | None, spot: Spot, now: datetime) -> Standing:
    return Standing(
        front,
        plans(spot).visible(now).order_by("-visible_from").first(),
        plans(spot).filter(visible_from__gt=now).order_by("visible_from").first(),
        newsroom().front_drafts,
    )


@contextmanager
def _at_work(spot: Spot, by, now: datetime) -> Iterator[tuple[Front, Standing, datetime]]:
    """One transaction with the front's row locked; how it stands, and the moment of what is done in it."""
    may(by, "curate_front", _("Your role does not include changing the front."))
    try:
        here = edition(spot.language)
    except UnknownEdition:
        raise NotPossible(_("The newsroom does not publish in this language any more.")) from None
    try:
        with transaction.atomic():
            made, _new = Front.objects.get_or_create(language=here.language, section=spot.section)
            front = Front.objects.select_for_update().get(pk=made.pk)
            now = behind(now, front.history.values_list("at", flat=True).first())
            yield front, _standing(front, spot, now), now
            failpoint("front.before_commit")
    except IntegrityError:
        raise NotPossible(_("Someone else did the same at this moment. Look at the front and try again.")) from None


# --- changing ------------------------------------------------------------------------------------------------


def change_front(
    *, by, spot: Spot, ops: Sequence[Mapping], verb: str, now: datetime, base: int | None = None,
    at_once: bool = False, why: str = "", undoes: int | None = None,
) -> FrontChange:  # fmt: skip
    """Does `ops` (of `articles.fronts`) to the front as it stands now.

    `base` is the number of the last change that whoever asks has seen. `at_once`: before readers also where changes
    wait for a launch; a draft and a plan that waits get the same. Raises NotAllowed, NotPossible, Stale (somebody
    changed the front meanwhile, so that it would mean something else).
    """
    with _at_work(spot, by, now) as (front, stands, now):
        why, ops = _line(why, spot.language, "why"), [_tidied(op, spot.language, now) for op in ops]
        live = at_once or not stands.drafting
        plan = fronts.read(stands.live.plan if stands.live else None) if live else stands.plan
        before = fronts.without_ended(arranged(plan, spot), now)
        if undoes is None:  # what comes back stood there: readers see it as far as it is public
            fresh = {op["story"] for op in ops if op["do"] == "put"} - fronts.pins(before).keys()
            _may_stand(fresh, spot, now)
        try:
            if not ops:  # the first one up
                raise fronts.Clash("same")
            after, back = fronts.apply(before, ops)
        except fronts.Clash as clash:
            said = sentence(clash, front, base)
            raise (Stale(said, None) if base is not None and base != front.changes else NotPossible(said)) from None
        after = front_pictures.following(after, plan)
        number = front.changes + 1
        if live:
            _go_live(spot, stands, number, after, now)
            if stands.waiting:
                _carried(stands.waiting, spot, ops)
            if stands.draft is not None:
                front.draft = fronts.plain(_also(stands.draft, spot, ops))
        else:
            front.draft = fronts.plain(after)
        failpoint("change_front.after_plan")
        return _record(
            front, spot, verb=verb, by=by, now=now, ops=ops, back=back, after=after, live=live, why=why, undoes=undoes
        )


def put_on_top(
    *, by, article: Article, now: datetime, section: bool = False, base: int | None = None, at_once: bool = False
) -> FrontChange:  # fmt: skip
    """Puts the story on top of its edition's front, or of its section's. One that is not public yet stands there from
    the moment at which it is. Raises NotAllowed, NotPossible."""
    may(by, "curate_front", _("Your role does not include changing the front."))
    spot = Spot(article.language, article.section if section else None)
    _may_stand([str(article.uuid)], spot, now)  # one that stands there already, too
    to = fronts.LEAD if section else fronts.TOP
    op = fronts.put(str(article.uuid), to, first=True)
    return change_front(by=by, spot=spot, ops=[op], verb="top", now=now, base=base, at_once=at_once)


def undo_front(*, by, spot: Spot, number: int, now: datetime) -> FrontChange:
    """Takes back change `number`, by a change of its own: where what it did still stands. Raises NotAllowed,
    NotPossible, Stale."""
    may(by, "curate_front", _("Your role does not include changing the front."))
    row = FrontChange.objects.filter(front__language=spot.language, front__section=spot.section, number=number).first()
    if row is None:
        raise NotPossible(_("There is no such change of this front."))
    if row.verb in NOT_UNDONE:
        raise NotPossible(_("This is not undone here: bring that front back from the history instead."))
    return change_front(
        by=by, spot=spot, ops=row.back, verb="undo", now=now, base=number, at_once=row.live, undoes=number
    )


def restore_front(*, by, spot: Spot, number: int, base: int, now: datetime, why: str = "") -> FrontChange:
    """Brings the whole front back as it was after change `number`; everything since stays in the history. Raises
    NotAllowed, NotPossible, Stale."""
    may(by, "curate_front", _("Your role does not include changing the front."))
    stands = front_standing(spot, now)
    row = stands.front.history.filter(number=number).first() if stands.front else None
    if row is None:
        raise NotPossible(_("There is no such change of this front."))
    was = fronts.without_ended(arranged(stands.plan, spot), now)
    fresh = fronts.without_ended(arranged(fronts.read(row.after), spot), now)
    if base != stands.number:
        raise Stale(sentence(fronts.Clash("changed"), stands.front, base), None)
    return change_front(
        by=by, spot=spot, ops=[fronts.whole(fresh, was)], verb="restore", now=now, base=base, why=why
    )  # fmt: skip


# --- the draft -----------------------------------------------------------------------------------------------


def launch_front(
    *, by, spot: Spot, base: int, now: datetime, at: datetime | None = None, why: str = ""
) -> FrontChange:  # fmt: skip
    """Puts the draft before readers: now, or at a moment to come, when it opens by itself. It takes the place of one
    that waits. Raises NotAllowed, NotPossible, Stale (somebody changed the draft after it was looked at)."""
    with _at_work(spot, by, now) as (front, stands, now):
        why = _line(why, spot.language, "why")
        if stands.draft is None:
            raise NotPossible(_("There is no draft of this front, so there is nothing to launch."))
        if base != front.changes:
            raise Stale(sentence(fronts.Clash("changed"), front, base), None)
        if at is not None and at <= now:
            raise NotPossible(_("This moment has passed. Choose a later one, or launch now."))
        before = arranged(fronts.read(stands.live.plan if stands.live else None), spot)
        after, number = fronts.without_ended(stands.draft, now), front.changes + 1
        _take_off(stands)
        if at is None:
            _go_live(spot, Standing(front, stands.live, None, stands.drafts), number, after, now)
        else:
            plans(spot).filter(visible_until=None).update(visible_until=at)
            _keep(spot, number, after, at, None)
        failpoint("launch_front.after_plan")
        front.draft = None
        return _record(
            front, spot, verb="schedule" if at else "launch", by=by, now=now, ops=[],
            back=[] if at else [fronts.whole(before, after)], after=after, live=at is None, opens=at, why=why,
        )  # fmt: skip


def cancel_launch(*, by, spot: Spot, now: datetime) -> FrontChange:
    """Takes a launch off the schedule; what waited is the draft again, unless somebody began another one."""
    with _at_work(spot, by, now) as (front, stands, now):
        if stands.waiting is None:
            raise NotPossible(_("No launch waits. Look at the front as it is now."))
        waited = fronts.read(stands.waiting.plan)
        _take_off(stands)
        failpoint("cancel_launch.after_plan")
        if front.draft is None:
            front.draft = fronts.plain(waited)
        return _record(
            front, spot, verb="cancel", by=by, now=now, ops=[], back=[], after=fronts.read(front.draft), live=False
        )


def discard_front(*, by, spot: Spot, base: int, now: datetime) -> FrontChange:
    """Throws the draft away; the history keeps it. Readers see no difference. Raises NotAllowed, NotPossible, Stale."""
    with _at_work(spot, by, now) as (front, stands, now):
        if stands.draft is None:
            raise NotPossible(_("There is no draft of this front, so there is nothing to discard."))
        if base != front.changes:
            raise Stale(sentence(fronts.Clash("changed"), front, base), None)
        front.draft = None
        after = arranged(fronts.read(stands.live.plan if stands.live else None), spot)
        failpoint("discard_front.after_draft")
        return _record(front, spot, verb="discard", by=by, now=now, ops=[], back=[], after=after, live=False)


# --- what they share -----------------------------------------------------------------------------------------


def _may_stand(stories: Collection[str], spot: Spot, now: datetime) -> None:
    """Each of these stories is public, or will be at a moment that is set, in this edition's language. Else raises
    NotPossible. Three queries where there is any."""
    uuids = {UUID(story) for story in stories}
    if not uuids:
        return
    if any(not (stands.live or stands.waiting) for stands in standing(uuids, now).values()):
        raise NotPossible(_("Readers cannot see this story, so it cannot stand on the front. Publish it first."))
    if Article.objects.filter(uuid__in=uuids).exclude(language=spot.language).exists():
        raise NotPossible(_("This story is in another language than the edition."))


def _line(text: str, language: str, name: str) -> str:
    text = tidied("headline", text, language, "")
    if len(text) > LONGEST[name]:
        raise NotPossible(
            _("“%(text)s…” has %(have)d characters, and %(most)d is the most here.")
            % {"text": text[:30], "have": len(text), "most": LONGEST[name]}
        )
    return text


def _tidied(op: Mapping, language: str, now: datetime) -> dict:
    """The operation with its words as they are kept. Raises NotPossible."""
    fields = dict(op.get("fields") or {})
    for name in ("headline", "kicker", "text", "name"):
        if name in fields:
            fields[name] = _line(fields[name], language, name)
    ends, was = fields.get("until"), op.get("was")
    if ends and ends != (was or {}).get("until") and datetime.fromisoformat(ends) <= now:
        raise NotPossible(_("The moment at which it leaves the front has passed. Choose a later one."))
    if "slots" in fields and not 1 <= fields["slots"] <= fronts.MOST_SLOTS:
        raise NotPossible(_("A container has 1 to %(most)d places.") % {"most": fronts.MOST_SLOTS})
    return {**op, "fields": fields} if "fields" in op else dict(op)


def _keep(spot: Spot, number: int, plan: Plan, opens: datetime, until: datetime | None) -> FrontPlan:
    row = FrontPlan.objects.create(
        language=spot.language, section=spot.section, number=number, plan=fronts.plain(plan), visible_from=opens,
        visible_until=until,
    )  # fmt: skip
    _find_by(row, plan)
    return row


def _find_by(row: FrontPlan, plan: Plan) -> None:
    row.pins.all().delete()
    FrontPin.objects.bulk_create(
        FrontPin(
            plan=row, story=UUID(pin.story), photo=UUID(pin.photo["uuid"]) if pin.photo else None,
            until=datetime.fromisoformat(pin.until) if pin.until else None,
        )
        for _c, pin in fronts.pins(plan).values()
    )  # fmt: skip


def _go_live(spot: Spot, stands: Standing, number: int, plan: Plan, now: datetime) -> None:
    """Readers get `plan` from now on, until what waits opens."""
    plans(spot).filter(visible_from=now).delete()  # two changes in one moment: nobody saw the first
    plans(spot).visible(now).update(visible_until=now)
    failpoint("front.after_closing")
    _keep(spot, number, plan, now, stands.waiting.visible_from if stands.waiting else None)


def _take_off(stands: Standing) -> None:
    """What waits is gone, and what readers get has no end again."""
    if stands.waiting is not None:
        opens = stands.waiting.visible_from
        stands.waiting.delete()
        if stands.live is not None and stands.live.visible_until == opens:
            FrontPlan.objects.filter(pk=stands.live.pk).update(visible_until=None)


def _also(plan: Plan, spot: Spot, ops: Sequence[Mapping]) -> Plan:
    """The same done to another plan, where it means the same there; else that plan as it is."""
    try:
        return front_pictures.following(fronts.apply(arranged(plan, spot), ops)[0], plan)
    except fronts.Clash:
        return plan


def _carried(waiting: FrontPlan, spot: Spot, ops: Sequence[Mapping]) -> None:
    plan = _also(fronts.read(waiting.plan), spot, ops)
    waiting.plan = fronts.plain(plan)
    waiting.save(update_fields=["plan"])
    _find_by(waiting, plan)


def _record(
    front: Front, spot: Spot, *, verb: str, by, now: datetime, ops: Sequence[Mapping], back: list, after: Plan,
    live: bool, why: str = "", opens: datetime | None = None, undoes: int | None = None,
) -> FrontChange:  # fmt: skip
    front.changes += 1
    front.save()
    row = FrontChange.objects.create(
        front=front, number=front.changes, at=now, by=by, verb=verb, ops=list(ops), back=back,
        after=fronts.plain(after), why=why, live=live, opens=opens, undoes=undoes,
    )  # fmt: skip
    failpoint("front.after_history")
    about = {"front": spot.key, "change": row.number, "what": verb, "live": live}
    if opens:
        about["opens"] = opens.astimezone(UTC).isoformat()
    story = next((op["story"] for op in ops if op.get("story")), None)
    said = fronts.digest(row.after)
    write("front", by=by, at=now, story=UUID(story) if story else None, why=why, content=said, about=about)
    failpoint("front.after_act")
    if live or verb in ("schedule", "cancel"):
        _tell(spot, now)
    return row


def _tell(spot: Spot, now: datetime) -> None:
    """The kept page follows as soon as this is committed, and is pressed; a row of the outbox does so as well, should
    we die between. Of what opens or ends by itself the store knows the next moment."""
    here = edition(spot.language)
    key = section_path(here, spot.section.slug) if spot.section else here.url("/")
    tags = [press.front_tag(spot.language, spot.section.pk if spot.section else None)]
    ahead = plans(spot).exclude(visible_until__lte=now)
    coming = [
        *ahead.filter(visible_from__gt=now).values_list("visible_from", flat=True),
        *FrontPin.objects.filter(plan__in=ahead, until__gt=now).values_list("until", flat=True),
    ]
    press.moved(tags, opens=min(coming, default=None), keys=[key], now=now)
    transaction.on_commit(lambda: pressing.press_now(key))
    failpoint("front.after_outbox")


def _of_none_but(front: Front, stories: Collection[str]) -> bool:
    about = [op for ops in front.history.values_list("ops", flat=True) for op in ops]
    return bool(about) and all(op.get("story") in stories for op in about)


def history_of_none_but(stories: Collection[UUID]) -> list[FrontChange]:
    """The history of fronts that held nothing but these stories: what `forget_on_fronts` removes. In the caller's
    transaction, which keeps it so."""
    gone = {str(story) for story in stories}
    fronts_of = [front for front in Front.objects.select_for_update().order_by("pk") if _of_none_but(front, gone)]
    return list(FrontChange.objects.filter(front__in=fronts_of))


def forget_on_fronts(stories: Collection[UUID]) -> None:
    """The pins of stories that are removed as if they had never been. A front that held nothing else fills itself as
    before; of another its history stays. In the caller's transaction, with the guards of the record lifted."""
    gone = {str(story) for story in stories}
    for front in Front.objects.select_for_update().order_by("pk"):
        mine = plans(Spot(front.language, front.section))
        if _of_none_but(front, gone):
            mine.delete()
            models.QuerySet(FrontChange).filter(front=front).delete()
            front.delete()
            continue
        for row in mine.filter(pins__story__in=stories).distinct():
            plan = _without(fronts.read(row.plan), gone)
            row.plan = fronts.plain(plan)
            row.save(update_fields=["plan"])
            _find_by(row, plan)
        if front.draft is not None:
            front.draft = fronts.plain(_without(fronts.read(front.draft), gone))
            front.save(update_fields=["draft"])


def _without(plan: Plan, gone: Collection[str]) -> Plan:
    return tuple(replace(c, pins=tuple(pin for pin in c.pins if pin.story not in gone)) for c in plan)


def on_fronts(article: Article, now: datetime) -> list[FrontPin]:
    """Where the story stands on a front that readers get. One query."""
    open_now = FrontPlan.objects.visible(now)
    rows = FrontPin.objects.filter(story=article.uuid, plan__in=open_now).select_related("plan__section")
    return [row for row in rows if not (row.until and row.until <= now)]
