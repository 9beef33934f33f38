"""Handlers of the outbox rows that stories write: ids in, one call each, safe to repeat."""

from datetime import datetime

from articles import photos, renames
from articles.models import Photo, Publication
from newsroom.lib.jobs.registry import handler


@handler("articles.public_changed", touches_world=True)
def public_changed(payload: dict, now: datetime) -> None:
    """A publication opened: all its picture's files are there, or are made."""
    out = Publication.objects.filter(pk=payload["publication"]).first()
    if out is None or not out.photo.get("renditions"):
        return
    photo = Photo.objects.filter(uuid=out.photo["uuid"]).first()
    if photo is not None:
        photos.ensure_renditions(photo)


@handler("articles.author_changed")
def author_changed(payload: dict, now: datetime) -> None:
    """An author's name, bio or portrait changed: what stands in publications follows."""
    renames.follow_author(payload["author"])


@handler("articles.tag_changed")
def tag_changed(payload: dict, now: datetime) -> None:
    """A topic's name changed: what stands in publications follows."""
    renames.follow_tag(payload["tag"])
