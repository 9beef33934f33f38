"""Photos that come in pieces over a line that breaks, after the shape of tus 1.0 (https://tus.io/protocols): the
sender asks how far it came (`Upload-Offset`), sends the next piece from there, and is told where it stands.

A piece counts once it is stored and the row names it, in one statement that of two senders only one wins. A process
that is killed in between leaves a file that nobody names, and `sweep` takes it. When the last piece is here the whole
is compared with what was announced and goes through `photos.prepare` as every picture does.
"""

import hashlib
import logging
from datetime import datetime, timedelta

from django.db.models import F, Q

from articles import photos, workflow
from articles.models import Photo, SentPhoto
from newsroom.lib import images, media

logger = logging.getLogger(__name__)

PIECE_MOST = 1024 * 1024  # bytes: what `newsroom.lib.bodies` reads before a view holds it
KEEP = timedelta(days=7)  # what comes no further is dropped; the sender still has it and begins again
BUSY = timedelta(minutes=2)  # longer than making a picture ready can take
UNNAMED = timedelta(days=1)
MOST_AT_ONCE = 200  # that one sweep finishes: each takes seconds


class WrongOffset(Exception):
    """The piece does not begin where the file ends; `offset` is where it does."""

    def __init__(self, offset: int):
        super().__init__(offset)
        self.offset = offset


class Busy(Exception):
    """Another request makes this very picture ready; ask again in a moment."""


def folder(sent: SentPhoto) -> str:
    """Where the pieces of this photo lie."""
    return str(sent.pk)


def add(sent: SentPhoto, offset: int, piece: bytes, now: datetime) -> None:
    """Takes the piece that begins at `offset` (bytes). Raises WrongOffset; ValueError where it goes past the end."""
    if offset != sent.offset:
        raise WrongOffset(sent.offset)
    if offset + len(piece) > sent.size:
        raise ValueError("past the end")
    if not piece:
        return
    name = media.keep_piece(folder(sent), piece)
    mine = SentPhoto.objects.filter(pk=sent.pk, offset=offset, touched_at=sent.touched_at, done_at=None, refused="")
    if not mine.update(offset=offset + len(piece), pieces=[*sent.pieces, name], touched_at=now):
        media.drop_pieces(folder(sent), [name])
        sent.refresh_from_db()
        raise WrongOffset(sent.offset)
    sent.offset, sent.pieces, sent.touched_at = offset + len(piece), [*sent.pieces, name], now


def finish(sent: SentPhoto, now: datetime) -> Photo | None:
    """The whole file becomes a photo of the newsroom and goes to its story; done once, however often it is asked.

    Raises `images.PictureRefused` with the sentence, which is kept; WrongOffset where it is not whole, or came
    damaged and must be sent anew; Busy.
    """
    if sent.state == SentPhoto.State.REFUSED:
        raise images.PictureRefused(sent.refused)
    if sent.state == SentPhoto.State.DONE:
        return sent.photo
    if sent.state != SentPhoto.State.WHOLE:
        raise WrongOffset(sent.offset)
    free = SentPhoto.objects.filter(Q(busy_until=None) | Q(busy_until__lte=now), pk=sent.pk, done_at=None, refused="")
    if not free.update(busy_until=now + BUSY):
        sent.refresh_from_db()
        if sent.state == SentPhoto.State.WHOLE:
            raise Busy
        return finish(sent, now)
    names = list(sent.pieces)
    try:
        prepared = photos.prepare(_whole(sent))
    except images.PictureRefused as error:
        workflow.refuse(sent=sent, said=str(error), now=now)
        media.drop_pieces(folder(sent), names)
        raise
    except _Damaged:
        SentPhoto.objects.filter(pk=sent.pk).update(offset=0, pieces=[], busy_until=None)
        media.drop_pieces(folder(sent), names)
        raise WrongOffset(0) from None
    except BaseException:
        SentPhoto.objects.filter(pk=sent.pk).update(busy_until=None)
        raise
    photo = workflow.receive(sent=sent, prepared=prepared, now=now)
    media.drop_pieces(folder(sent), names)
    sent.refresh_from_db()
    return photo


class _Damaged(Exception):
    """What lies here is not the file that was announced."""


def _whole(sent: SentPhoto) -> bytes:
    try:
        data = media.read_pieces(folder(sent), sent.pieces)
    except FileNotFoundError:
        raise _Damaged from None
    if len(data) != sent.size or hashlib.sha256(data).hexdigest() != sent.sha256:
        raise _Damaged
    return data


def sweep(now: datetime) -> int:
    """Finishes what is whole and was left (its sender or the server went away), drops what came no further for a week,
    and files that nobody names. Gives how many photos were finished or dropped."""
    waiting = SentPhoto.objects.filter(done_at=None, refused="").select_related("article", "by")
    moved = 0
    for sent in waiting.filter(size__gt=0, offset=F("size"), touched_at__lt=now - BUSY).order_by("touched_at"):
        if moved >= MOST_AT_ONCE:
            break
        try:
            finish(sent, now)
        except (images.PictureRefused, WrongOffset, Busy) as error:
            logger.info("a photo sent with story %s: %s", sent.article_id, error)
        except (workflow.WorkflowError, OSError):  # one that cannot be finished now keeps no other waiting
            logger.exception("a photo sent with story %s cannot be finished now", sent.article_id)
            continue
        moved += 1
    for sent in waiting.filter(touched_at__lt=now - KEEP):
        if SentPhoto.objects.filter(pk=sent.pk, touched_at=sent.touched_at, done_at=None).delete()[0]:
            media.drop_pieces(folder(sent), sent.pieces)
            moved += 1
    _drop_unnamed(now)
    return moved


def _drop_unnamed(now: datetime) -> None:
    owners = media.piece_owners()
    for place in range(0, len(owners), 500):
        batch = owners[place : place + 500]
        rows = SentPhoto.objects.filter(pk__in=[int(owner) for owner in batch if owner.isdecimal()])
        named = {folder(row): set(row.pieces) for row in rows}
        for owner in batch:
            lost = [
                name
                for name in media.piece_names(owner)
                if name not in named.get(owner, ()) and media.older(media.piece_path(owner, name), now - UNNAMED)
            ]
            media.drop_pieces(owner, lost)
