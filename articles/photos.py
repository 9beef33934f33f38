"""Verbs of the photo desk: take a picture in, replace it, move its focal point.

Decoding and encoding take seconds, and SQLite has one lock for all who write. So a picture is prepared first,
outside of any transaction, and the verbs then write rows alone. What is prepared and not used is swept.

WebP and JPEG are made at once. AVIF, and files whose credit is not the photo's any more, are made by the worker when
there is nothing else to do (`finish`).
"""

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F

from articles.models import Front, FrontPlan, Newsroom, Photo, Publication
from authors.models import Author
from newsroom.lib import images, media
from newsroom.lib.failpoints import failpoint
from newsroom.lib.jobs.outbox import WHEN_IDLE, enqueue
from newsroom.lib.marks import NONE, Marks

KEEP_UNUSED = timedelta(days=1)
PARTS = 24
SLICE = 2.0  # seconds of encoding after which the worker looks whether something else waits


@dataclass(frozen=True)
class Prepared:
    """A picture whose files stand in the store already, for the photo `owner`, cut about `focal`."""

    owner: UUID
    focal: tuple[float, float]
    original: str
    width: int
    height: int
    sha256: str
    renditions: list[dict]

    def fits(self, photo: Photo) -> bool:
        return (self.owner, self.focal) == (photo.uuid, photo.focal)


def prepare(
    data: bytes, focal: tuple[float, float] = (0.5, 0.5), owner: UUID | None = None, marks: Marks = NONE
) -> Prepared:
    """Decodes an uploaded file, encodes and stores what is kept of it. To be called outside of a transaction.

    `owner` is the uuid of a photo that is there; a new photo gets a new one. `marks` is what its files say of who made
    it, as far as that is known; the worker makes it good later. Raises `images.PictureRefused` with a sentence, before
    anything is stored.
    """
    if said := images.too_heavy(len(data), settings.UPLOAD_MAX_BYTES):
        raise images.PictureRefused(said)
    picture = images.open_picture(data, most_pixels=settings.PHOTO_MAX_PIXELS)
    owner = owner or uuid4()
    path, original = media.keep_original(owner, picture)
    failpoint("photo.after_original")
    return Prepared(
        owner=owner,
        focal=focal,
        original=path,
        width=picture.width,
        height=picture.height,
        sha256=hashlib.sha256(original).hexdigest(),
        renditions=media.keep_renditions(owner, picture, original, images.PHOTO, focal, marks),
    )


def cut(photo: Photo, focal: tuple[float, float]) -> Prepared | None:
    """The photo's own picture, cut about another focal point; None where it has no file yet."""
    if not photo.original:
        return None
    data = media.read_original(photo.original)
    picture = images.open_picture(data, most_pixels=settings.PHOTO_MAX_PIXELS)
    return Prepared(
        owner=photo.uuid,
        focal=focal,
        original=photo.original,
        width=photo.width,
        height=photo.height,
        sha256=photo.sha256,
        renditions=media.keep_renditions(photo.uuid, picture, data, images.PHOTO, focal, photo.marks),
    )


def _put(photo: Photo, prepared: Prepared) -> None:
    recipe = images.recipe_in(prepared.renditions)
    later = [row for row in photo.renditions if _later(row) and row["name"].startswith(f"{recipe}-")]
    photo.original, photo.sha256 = prepared.original, prepared.sha256
    photo.width, photo.height = prepared.width, prepared.height
    photo.renditions = [*prepared.renditions, *later]


def _later(row: dict) -> bool:
    """Whether this file is one of those that the worker makes."""
    return any(crop.name == row["crop"] and row["format"] in crop.later for crop in images.PHOTO)


def take_in(*, by, data: bytes | None = None, prepared: Prepared | None = None, now: datetime, **words) -> Photo:
    """A new photo from a prepared picture, or from an uploaded file's bytes (neither: a picture still to come, of
    which only words are known).

    `words` are Photo's fields (alts, captions, creator, agency …). The file is re-encoded, its metadata goes.
    Raises `images.PictureRefused` with a sentence.
    """
    photo = Photo(made_by=by, made_at=now, **words)
    if prepared is not None:
        photo.uuid = prepared.owner
    elif data is not None:
        prepared = prepare(data, photo.focal, photo.uuid, photo.marks)
    if prepared is not None:
        _put(photo, prepared)
    photo.full_clean(exclude=["made_by"])
    failpoint("photo.before_row")
    photo.save()
    ask_for_rest(photo, now)
    failpoint("photo.after_row")
    return photo


def replace(*, by, photo: Photo, data: bytes = b"", prepared: Prepared | None = None, now: datetime) -> Photo:
    """Puts another picture in the photo's place. Live stories keep the old one until they are published again."""
    before = photo.original
    if prepared is None:
        prepared = prepare(data, photo.focal, photo.uuid, photo.marks)
    _put(photo, prepared)
    if not prepared.fits(photo):  # the point was moved, or the photo made, while the picture was prepared
        prepared = prepare(media.read_original(prepared.original), photo.focal, photo.uuid, photo.marks)
        _put(photo, prepared)
    photo.save()
    ask_for_rest(photo, now)
    failpoint("photo.after_replacing")
    if before and before != photo.original:
        transaction.on_commit(lambda: media.drop_original(before))
    return photo


def refocus(*, by, photo: Photo, x: int, y: int, prepared: Prepared | None = None, now: datetime) -> Photo:
    """Moves the focal point (percent from left and top) and cuts all crops anew, under new addresses.

    `prepared` is what `cut` gave for that point; where another file took the photo's place since, it is cut again.
    Readers see the old crops until a story is published again, or `workflow.renew_crops` gives them the new ones.
    """
    photo.focal_x, photo.focal_y = x, y
    photo.full_clean(exclude=["made_by"])
    if prepared is None or not prepared.fits(photo) or prepared.original != photo.original:
        prepared = cut(photo, photo.focal)
    if prepared is not None:
        _put(photo, prepared)
    failpoint("photo.before_refocusing")
    photo.save()
    ask_for_rest(photo, now)
    return photo


# -- what the worker makes
@dataclass(frozen=True)
class Made:
    """What `finish` did: the recipe by which it worked, the rows of all files that the photo should name, and whether
    they are all there."""

    recipe: str
    rows: list[dict]
    whole: bool


def ask_for_rest(photo: Photo, now: datetime, *, anyway: bool = False, priority: int = WHEN_IDLE) -> None:
    """Writes a row of the outbox, in the caller's transaction, where files of the photo are still to be made;
    `anyway`: also where it names them all."""
    if photo.original and (anyway or not finished(photo)):
        enqueue("articles.picture", {"photo": str(photo.uuid)}, key=str(photo.uuid), priority=priority, now=now)


def finished(photo: Photo) -> bool:
    """Whether the photo names all files that there should be of it, under the names that they should have."""
    return photo.recipe == images.recipe_in(photo.renditions) and any(map(_later, photo.renditions))


def finish(uuid: UUID | str, *, seconds: float = SLICE) -> Made | None:
    """Makes what is missing of a photo's files, for about `seconds`; touches no row. None where there is nothing to
    make it of."""
    photo = Photo.objects.filter(uuid=uuid).first()
    if photo is None or not photo.original:
        return None
    end = time.monotonic() + seconds
    recipe = photo.recipe
    data = media.read_original(photo.original)
    picture = images.open_picture(data, most_pixels=settings.PHOTO_MAX_PIXELS)
    rows = [row for row in photo.renditions if not _later(row)]
    if images.recipe_in(photo.renditions) != recipe:
        rows = media.keep_renditions(photo.uuid, picture, data, images.PHOTO, photo.focal, photo.marks)
    best, made = images.AVIF_QUALITIES[0], 0
    # The small ones first: what quality they need tells where to begin with the large ones.
    for file in sorted(images.plan(picture.size, images.PHOTO, photo.focal, later=True), key=lambda f: f.width):
        row = media.row_of(recipe, file)
        rows.append(row)
        if media.exists(media.rendition_path(photo.uuid, row["name"])):
            continue
        if made and time.monotonic() > end:
            return Made(recipe, rows, False)
        encoded, best = images.light_avif(images.resized(picture, file), photo.marks, best)
        media.keep_file(photo.uuid, row["name"], encoded)
        made += 1
        failpoint("photo.after_avif")
    return Made(recipe, rows, True)


def catch_up(now: datetime, part: int) -> int:
    """Asks for the files of photos that were taken in before there were such; gives of how many. `part` (0 to 23)
    looks at one photo in 24."""
    asked = 0
    rows = Photo.objects.annotate(part=F("pk") % PARTS).filter(part=part).exclude(original="")
    for photo in rows.iterator(chunk_size=200):
        if not finished(photo):
            ask_for_rest(photo, now)
            asked += 1
    return asked


def _extra(owners: list[str]) -> dict[str, set[str]]:
    """The names of files in the store, by owner, that no photo, author or newsroom names."""
    have = {owner: media.rendition_names(owner) for owner in owners}
    for uuid, rows in Photo.objects.filter(uuid__in=owners).values_list("uuid", "renditions"):
        have[str(uuid)] -= {row["name"] for row in rows}
    portraits = Author.objects.filter(uuid__in=owners).values_list("portrait", flat=True)
    for picture in [*portraits, *Newsroom.objects.values_list("logo", flat=True)]:
        if picture and picture["uuid"] in have:
            have[picture["uuid"]] -= {row["name"] for row in picture["renditions"]}
    return {owner: names for owner, names in have.items() if names}


def _published(owner: str, name: str) -> bool:
    return (
        Publication.objects.filter(photo_links__photo=owner, photo__icontains=name).exists()
        or Publication.objects.filter(
            credit_links__author__in=Author.objects.filter(uuid=owner), credits__icontains=name
        ).exists()
        or FrontPlan.objects.filter(pins__photo=owner, plan__icontains=name).exists()
        or Front.objects.filter(draft__icontains=name).exists()
    )


def sweep(now: datetime, part: int | None = None) -> int:
    """Removes files that nothing names: renditions of pictures that were replaced, and what was prepared and never
    saved. What is younger than a day stays: it may be on its way into a row. Gives how many went.

    `part` (0 to 23) looks at one owner in 24 alone, so that an hourly call goes through a large store once a day.
    """
    before, gone = now - KEEP_UNUSED, 0
    owners = [o for o in media.rendition_owners() if part is None or UUID(o).int % PARTS == part]
    for place in range(0, len(owners), 500):
        for owner, names in _extra(owners[place : place + 500]).items():
            rows = [
                {"name": name}
                for name in names
                if media.older(media.rendition_path(owner, name), before) and not _published(owner, name)
            ]
            media.drop(owner, rows)
            gone += len(rows)
    paths = [p for p in media.original_paths() if part is None or hash_part(p) == part]
    for place in range(0, len(paths), 500):
        batch = paths[place : place + 500]
        kept = set(Photo.objects.filter(original__in=batch).values_list("original", flat=True))
        for path in batch:
            if path not in kept and media.older(path, before):
                media.drop_original(path)
                gone += 1
    return gone


def hash_part(path: str) -> int:
    """In which of the 24 parts of `sweep` an original is looked at."""
    return int(hashlib.sha256(path.encode()).hexdigest()[:8], 16) % PARTS


def ensure_renditions(photo: Photo, now: datetime) -> int:
    """Makes renditions that are named but missing in the store; gives how many. Idempotent."""
    missing = [r for r in photo.renditions if not media.exists(media.rendition_path(photo.uuid, r["name"]))]
    if missing and photo.original:
        if not all(map(_later, missing)):
            refocus(by=None, photo=photo, x=photo.focal_x, y=photo.focal_y, now=now)
        if any(map(_later, missing)):
            ask_for_rest(photo, now, anyway=True)
    return len(missing)
