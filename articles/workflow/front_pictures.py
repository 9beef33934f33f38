"""Files of the pictures that fronts have of their own. A front follows its photo as publications do
(`articles.workflow.pictures`): which files stand for a picture is no decision about the front, so they change without a
change of it, and the history keeps the names that there were."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from articles import fronts, press
from articles.fronts import Pin, Plan
from articles.models import Front, FrontPin, FrontPlan, Photo
from newsroom.lib import images, media


def lock_fronts() -> None:
    """In the caller's transaction, before a photo's row: a change of a front locks the two in this order as well."""
    list(Front.objects.select_for_update().order_by("pk").values_list("pk"))


def following(plan: Plan, before: Plan = (), *, lock: bool = True) -> Plan:
    """`plan`, of which the pictures name files that are there. `before` is a plan as it is kept: a picture that it has
    as well keeps its files. What comes from elsewhere, such as the history, gets the photo's present ones, where it is
    still of this picture or its files are gone. `lock`: in a transaction, which is to keep them. One query where there
    is any picture."""
    wanted = {pin.photo["uuid"] for _c, pin in fronts.pins(plan).values() if pin.photo}
    if not wanted:
        return plan
    rows = Photo.objects.filter(uuid__in=wanted).order_by("pk")
    rows = rows.select_for_update() if lock else rows
    present = {str(uuid): files for uuid, files in rows.values_list("uuid", "renditions")}
    kept = {story: pin for story, (_c, pin) in fronts.pins(before).items()}

    def fresh(pin: Pin) -> list[dict]:
        owner, theirs = pin.photo["uuid"], pin.photo["renditions"]
        mine = kept[pin.story].photo if pin.story in kept else {}
        if mine.get("uuid") == owner and _alike(mine["renditions"], theirs):
            return mine["renditions"]
        ours = present.get(owner) or theirs
        return ours if _alike(ours, theirs) or not _there(owner, theirs) else theirs

    return _with_files(plan, lambda pin: fresh(pin) if pin.photo else None)


def _alike(one: Sequence[dict], other: Sequence[dict]) -> bool:
    """Whether these are files of one picture, perhaps cut or credited otherwise."""
    recipes = images.recipe_in(one), images.recipe_in(other)
    return recipes[0] == recipes[1] or images.same_picture(*recipes)


def _there(owner: str, files: Sequence[dict]) -> bool:
    return all(media.exists(media.rendition_path(owner, row["name"])) for row in files)


def _with_files(plan: Plan, files: Callable[[Pin], list[dict] | None]) -> Plan:
    """The plan with `files` of each pin for its picture; None leaves a pin as it is."""

    def other(pin: Pin) -> Pin:
        rows = files(pin)
        return pin if rows is None else replace(pin, photo=pin.photo | {"renditions": rows})

    return tuple(replace(c, pins=tuple(other(pin) for pin in c.pins)) for c in plan)


def in_other_crops(photo: Photo, now: datetime) -> list[FrontPlan]:
    """The fronts that readers get, or will, which hold a pin with this very picture in crops that are not the photo's
    any more; each with its section. One query."""
    rows = FrontPlan.objects.filter(pins__photo=photo.uuid).exclude(visible_until__lte=now)
    return [row for row in rows.select_related("section").distinct() if _old(photo, fronts.read(row.plan))]


def _old(photo: Photo, plan: Plan) -> bool:
    ours = images.recipe_in(photo.renditions)
    theirs = [images.recipe_in(pin.photo["renditions"]) for pin in _with(photo.uuid, plan)]
    return any(one != ours and images.same_picture(one, ours) for one in theirs)


def _with(photo: UUID, plan: Plan) -> list[Pin]:
    return [pin for _c, pin in fronts.pins(plan).values() if pin.photo.get("uuid") == str(photo)]


def give(photo: Photo, to: Callable[[str], bool], now: datetime | None = None) -> list[str]:
    """Gives the photo's files to all pins whose files have a recipe for which `to` is true: in plans (with `now`: not
    in those that are over), and in drafts. Gives the tags of the fronts that change by it. In the caller's transaction,
    after `lock_fronts`."""

    def files(pin: Pin) -> list[dict] | None:
        same = pin.photo.get("uuid") == str(photo.uuid) and to(images.recipe_in(pin.photo["renditions"]))
        return photo.renditions if same else None

    tags = set()
    plans = FrontPlan.objects.filter(pins__photo=photo.uuid).distinct()
    for row in plans if now is None else plans.exclude(visible_until__lte=now):
        plan = fronts.read(row.plan)
        fresh = _with_files(plan, files)
        if fresh != plan:
            row.plan = fronts.plain(fresh)
            row.save(update_fields=["plan"])
            tags.add(press.front_tag(row.language, row.section_id))
    for front in Front.objects.filter(draft__icontains=str(photo.uuid)):
        draft = fronts.read(front.draft)
        fresh = _with_files(draft, files)
        if fresh != draft:
            front.draft = fronts.plain(fresh)
            front.save(update_fields=["draft"])
    return sorted(tags)


def pictures_on_fronts(photos: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """(story, photo) of each pin on a front with one of these photos, in plans that were, are or will be public, and in
    drafts. Two queries."""
    pins = FrontPin.objects.filter(photo__in=photos).values_list("story", "photo")
    found = {(story, photo) for story, photo in pins if photo}
    for draft in Front.objects.exclude(draft=None).values_list("draft", flat=True):
        for _c, pin in fronts.pins(fronts.read(draft)).values():
            if pin.photo and (photo := UUID(pin.photo["uuid"])) in photos:
                found.add((UUID(pin.story), photo))
    return found
