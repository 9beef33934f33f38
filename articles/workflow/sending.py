"""A new story that a browser sends by itself, as often as it takes, and the photos that come after it.

The text goes first: it is small, and the desk can begin. Photos are announced with it and follow in pieces
(`articles.incoming`); the first becomes the story's own, the others stand beside it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import history, photos
from articles.models import Article, Lock, Photo, Revision, Sending, SentPhoto
from articles.refusals import NotPossible
from articles.workflow.rights import can_edit, may
from articles.workflow.saving import save
from articles.workflow.steps import submit
from articles.workflow.story import locked
from articles.workflow.words import begin, not_stale
from articles.writing import write
from newsroom.lib import images
from newsroom.lib.failpoints import failpoint

MOST_PHOTOS = 20  # with one story
MOST_WAITING = 60  # of one person, not yet whole
WHOSE = ("assigned_to", "credits")  # what the sender did not type


@dataclass(frozen=True)
class Announced:
    """A photo that will follow: the browser's name for it, its size in bytes, its SHA-256 in hexadecimal."""

    key: UUID
    size: int
    sha256: str
    name: str = ""


def send(
    *, by, key: UUID, fields: Mapping, to_desk: bool, now: datetime, announced: Sequence[Announced] = ()
) -> Article:
    """The story that this person's browser calls `key`: made the first time, the same one each time after.

    `fields` as in `begin`. Sent again with other words it is a new version, unless the desk changed it since: then
    Stale. `to_desk` also sends it to the desk, once for each text. Raises NotAllowed, NotPossible, Stale.
    """
    may(by, "add_article", _("Your role does not include beginning stories."))
    if len(announced) > MOST_PHOTOS:
        raise NotPossible(_("At most %(n)d photos go with one story.") % {"n": MOST_PHOTOS})
    try:
        return _send(by, key, fields, to_desk, now, announced)
    except IntegrityError:  # the same story came twice at one moment: the other one made it
        pass
    try:
        return _send(by, key, fields, to_desk, now, announced)
    except IntegrityError:
        raise NotPossible(_("Someone else did the same at this moment. Look at the story and try again.")) from None


@transaction.atomic
def _send(by, key: UUID, fields: Mapping, to_desk: bool, now: datetime, announced: Sequence[Announced]) -> Article:
    digest = _digest(fields)
    sent = Sending.objects.select_for_update(of=("self",)).select_related("article").filter(by=by, key=key).first()
    if sent is None:
        article = begin(by=by, fields=fields, now=now)
        failpoint("send.after_story")
        sent = Sending(by=by, key=key, article=article, digest=digest, version=article.version, made_at=now)
    else:
        article = sent.article
        if sent.digest != digest:
            not_stale(article, sent.version)  # before the right: the desk may have taken it over by changing it
            words = {name: value for name, value in fields.items() if name not in WHOSE}
            save(by=by, article=article, fields=words, base_version=sent.version, now=now)
            sent.digest, sent.version, sent.at_desk = digest, article.version, False
    if to_desk and not sent.at_desk:
        if article.step == Article.Step.DRAFT:
            submit(by=by, article=article, now=now)
        sent.at_desk = True
    sent.save()
    failpoint("send.after_key")
    _announce(by, article, announced, now)
    failpoint("send.after_announcing")
    return article


def _digest(fields: Mapping) -> str:
    said = {name: getattr(value, "pk", value) for name, value in fields.items() if name not in WHOSE}
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def _announce(by, article: Article, announced: Sequence[Announced], now: datetime) -> None:
    """Rows for the photos that will follow. One that is known stays as it is, unless it is of another file; one that
    the sender took off again is waited for no longer."""
    keys = [photo.key for photo in announced]
    SentPhoto.objects.filter(by=by, article=article, done_at=None).exclude(key__in=keys).delete()
    known = {row.key: row for row in SentPhoto.objects.filter(by=by, key__in=keys)}
    waiting = SentPhoto.objects.filter(by=by, done_at=None, refused="").count()
    for place, photo in enumerate(announced):
        row = known.get(photo.key)
        if row is not None:
            if row.article_id != article.pk or (row.size, row.sha256) != (photo.size, photo.sha256):
                raise NotPossible(_("This photo was sent with another story. Take it off and choose it again."))
            continue
        if not by.has_perm("articles.add_photo"):
            refused = _("Your role does not include sending photos in.")
        elif too_heavy := images.too_heavy(photo.size, settings.UPLOAD_MAX_BYTES):
            refused = too_heavy
        elif waiting >= MOST_WAITING:
            refused = _("Too many photos of yours are on their way already. Send this one when they are here.")
        else:
            refused, waiting = "", waiting + 1
        SentPhoto.objects.create(
            key=photo.key, by=by, article=article, place=place, name=photo.name[:120], size=photo.size,
            sha256=photo.sha256, refused=refused, begun_at=now, touched_at=now,
        )  # fmt: skip


def receive(*, sent: SentPhoto, prepared: photos.Prepared, now: datetime) -> Photo | None:
    """The photo has arrived and is made ready: it becomes a photo of the newsroom, and the story's own where it is the
    first of those sent, the story has none, and whoever sent it may still change the story. Told twice it changes
    nothing. Gives None where the photo was removed at the desk since.
    """
    with locked(sent.article, now) as (story, now):
        row = SentPhoto.objects.select_for_update(of=("self",)).select_related("by", "photo").get(pk=sent.pk)
        if row.done_at is not None:
            return row.photo
        row.photo = photos.take_in(by=row.by, prepared=prepared, now=now)
        row.done_at, row.busy_until, row.pieces, row.offset = now, None, [], row.size
        row.save()
        failpoint("receive.after_row")
        if _leads(row):
            _put(story, row, now)
    return row.photo


def refuse(*, sent: SentPhoto, said: str, now: datetime) -> None:
    """The file can become no picture; `said` is the sentence that says why. The next one may lead the story."""
    with locked(sent.article, now) as (story, now):
        row = SentPhoto.objects.select_for_update(of=("self",)).get(pk=sent.pk)
        if row.done_at is not None or row.refused:
            return
        row.refused, row.busy_until, row.pieces = said[:400], None, []
        row.save()
        after = next((one for one in story.sent_photos.select_related("by", "photo") if not one.refused), None)
        if after is not None and after.photo is not None and after.place > row.place:
            _put(story, after, now)


def _leads(row: SentPhoto) -> bool:
    return not SentPhoto.objects.filter(article=row.article_id, place__lt=row.place, refused="").exists()


def _put(story: Article, row: SentPhoto, now: datetime) -> None:
    """The story's own photo, where nobody has chosen one, the desk has not taken the story over, and nobody else has it
    alone: else it stands beside the story."""
    if story.photo_id is not None or row.by is None or not can_edit(row.by, story):
        return
    if Lock.objects.filter(article=story).exclude(by=row.by).exists():
        return
    before = story.words_version
    if write(story, {"photo": row.photo}):
        history.record(story, kind=Revision.Kind.SAVED, by=row.by, at=now, why=_("the photo arrived"))
        # Who sends other words now began from this version: nobody else wrote in between.
        Sending.objects.filter(article=story, version=before).update(version=story.version)
