"""Handlers of the outbox rows that stories write: ids in, one call each, safe to repeat."""

from datetime import datetime

from articles import letters, photos, press, pressing, renames
from articles.models import Photo, Publication
from newsroom.lib.jobs.registry import handler


@handler("articles.public_changed", touches_world=True)
def public_changed(payload: dict, now: datetime) -> None:
    """What readers see changed: the kept pages follow, should the verb have died before it told them; those that were
    kept are pressed again; pictures' files are there."""
    if not press.was_told(payload.get("told", 0)):
        press.apply(payload["tags"], gone=payload["gone"], back=payload["back"])
    outs = list(Publication.objects.filter(pk__in=payload["publications"]))
    pressing.press_again(list(Publication.objects.filter(pk__in=payload.get("pages", ()))))
    for out in outs:
        photo = Photo.objects.filter(uuid=out.photo["uuid"]).first() if out.photo.get("renditions") else None
        if photo is not None:
            photos.ensure_renditions(photo)


@handler("articles.all_changed", touches_world=True)
def all_changed(payload: dict, now: datetime) -> None:
    """Settings or sections changed, which stand on every page."""
    if not press.was_told(payload["told"]):
        press.purge_all()


@handler("articles.author_changed", touches_world=True)
def author_changed(payload: dict, now: datetime) -> None:
    """An author's name, bio or portrait changed: what stands in publications follows."""
    if renames.follow_author(payload["author"]):
        press.purge_all()


@handler("articles.tag_changed", touches_world=True)
def tag_changed(payload: dict, now: datetime) -> None:
    """A topic's name changed: what stands in publications follows."""
    if renames.follow_tag(payload["tag"]):
        press.purge_all()


@handler("articles.samples_removed", touches_world=True)
def samples_removed(payload: dict, now: datetime) -> None:
    """The sample newsroom's stories went: their kept pages go (again, should the process have died between)."""
    press.forget(payload["tags"], payload["keys"])


@handler("articles.complaint_answer", touches_world=True)
def complaint_answer(payload: dict, now: datetime) -> None:
    """An answer to whoever complained goes out by mail."""
    letters.send(payload["entry"], now)
