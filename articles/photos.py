"""Verbs of the photo desk: take a picture in, replace it, move its focal point."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction

from articles.models import Photo
from newsroom.lib import images, media


class PhotoNotAllowed(PermissionError):
    """This person may not do that with photos; the message is for them."""


def _picture_fields(photo: Photo, data: bytes) -> None:
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise images.PictureRefused(
            f"The file has {len(data) // 2**20} MB; at most {settings.UPLOAD_MAX_BYTES // 2**20} MB are taken."
        )
    picture = images.open_picture(data, most_pixels=settings.PHOTO_MAX_PIXELS)
    photo.original, original = media.keep_original(photo.uuid, picture)
    photo.width, photo.height = picture.size
    photo.sha256 = hashlib.sha256(original).hexdigest()
    photo.renditions = media.keep_renditions(photo.uuid, picture, original, images.PHOTO, photo.focal)


def take_in(*, by, data: bytes | None, now: datetime, **words) -> Photo:
    """A new photo from an uploaded file's bytes (None: a picture still to come, of which only words are known).

    `words` are Photo's fields (alts, captions, creator, agency …). The file is re-encoded, its metadata goes.
    Raises `images.PictureRefused` with a sentence.
    """
    photo = Photo(made_by=by, made_at=now, **words)
    if data is not None:
        _picture_fields(photo, data)
    photo.full_clean(exclude=["made_by"])
    photo.save()
    return photo


def replace(*, by, photo: Photo, data: bytes, now: datetime) -> Photo:
    """Puts another file in the photo's place. Live stories keep the old one until they are published again."""
    before = photo.original
    _picture_fields(photo, data)
    photo.save()
    if before and before != photo.original:
        transaction.on_commit(lambda: media.drop_original(before))
    return photo


def refocus(*, by, photo: Photo, x: int, y: int) -> Photo:
    """Moves the focal point (percent from left and top) and cuts all crops anew, under new addresses."""
    photo.focal_x, photo.focal_y = x, y
    photo.full_clean(exclude=["made_by"])
    if photo.original:
        data = media.read_original(photo.original)
        picture = images.open_picture(data, most_pixels=settings.PHOTO_MAX_PIXELS)
        photo.renditions = media.keep_renditions(photo.uuid, picture, data, images.PHOTO, photo.focal)
    photo.save()
    return photo


def ensure_renditions(photo: Photo) -> int:
    """Makes renditions that are named but missing in the store; gives how many. Idempotent."""
    missing = [r for r in photo.renditions if not media.exists(media.rendition_path(photo.uuid, r["name"]))]
    if missing and photo.original:
        with transaction.atomic():
            refocus(by=None, photo=photo, x=photo.focal_x, y=photo.focal_y)
    return len(missing)
