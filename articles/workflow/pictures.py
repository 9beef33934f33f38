"""Files of pictures in what readers see: crops that they are to have instead of others, and files that came later.

A crop is no word: which files a publication shows is in no digest of the record's (`publication.shown_digest`). So it
takes no new version of a story, and "updated" does not move; the pages that show the picture are made anew.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from articles import photos, press
from articles.models import Photo, Publication
from articles.record import write
from articles.refusals import NotPossible
from articles.workflow import front_pictures
from articles.workflow.fronts import Spot
from articles.workflow.rights import may
from newsroom.lib import images, media
from newsroom.lib.failpoints import failpoint
from newsroom.lib.jobs.work import Later


def shows(photo: Photo, now: datetime) -> list[tuple[Publication, bool]]:
    """What readers see of this photo, or will when it opens; each with whether it shows this very picture in crops that
    are not the photo's any more. One query, the newest first."""
    rows = (
        Publication.objects.filter(photo_links__photo=photo.uuid)
        .exclude(visible_until__lte=now)
        .for_lists()
        .latest_first()
    )
    ours = images.recipe_in(photo.renditions)
    found = []
    for out in rows:
        theirs = images.recipe_in(out.photo["renditions"])
        found.append((out, theirs != ours and images.same_picture(theirs, ours)))
    return found


@transaction.atomic
def renew_crops(*, by, photo: Photo, now: datetime) -> int:
    """Gives all that readers see of this photo, now or when it opens, its present crops; fronts that have it of their
    own, and their drafts, as well. Gives how many publications. One act, without a version of any story. A photo whose
    file was replaced is another picture: that goes out with its stories. Raises NotAllowed, NotPossible."""
    may(by, "publish_article", _("Your role does not include changing what readers see."))
    front_pictures.lock_fronts()
    photo = Photo.objects.select_for_update().get(pk=photo.pk)
    outs, plans = [out for out, old in shows(photo, now) if old], front_pictures.in_other_crops(photo, now)
    if not outs and not plans:
        raise NotPossible(_("Readers see this photo in its present crops already."))
    _give(outs, photo.renditions)
    ours = images.recipe_in(photo.renditions)
    tags = front_pictures.give(photo, lambda theirs: images.same_picture(theirs, ours), now)
    failpoint("renew_crops.after_rows")
    about: dict[str, Any] = {"photo": str(photo.uuid), "stories": sorted(str(out.story) for out in outs)}
    if plans:
        about["fronts"] = sorted({Spot(row.language, row.section).key for row in plans})
    write("crops", by=by, at=now, about=about)
    failpoint("renew_crops.after_act")
    _show_anew(outs, tags, now)
    return len(outs)


def finish_picture(photo: UUID | str, now: datetime) -> None:
    """Makes what is missing of a photo's files and lets readers have them at once, as far as readers have this picture
    in this crop. Called by the worker. Raises Later where more is to be made than one piece of work should take."""
    made = photos.finish(photo)
    if made is None:
        return
    if not made.whole:
        raise Later(now)
    with transaction.atomic():
        front_pictures.lock_fronts()
        row = Photo.objects.select_for_update().filter(uuid=photo).first()
        if row is None:
            return
        if row.recipe != made.recipe:  # moved, credited otherwise or replaced while its files were made
            raise Later(now)
        before = row.renditions
        known = {images.recipe_in(before), made.recipe}
        row.renditions = made.rows
        row.save(update_fields=["renditions"])
        outs = [
            out
            for out in Publication.objects.select_for_update(of=("self",)).filter(photo_links__photo=row.uuid)
            if images.recipe_in(out.photo["renditions"]) in known and out.photo["renditions"] != made.rows
        ]
        _give(outs, made.rows)
        tags = front_pictures.give(row, known.__contains__)
        failpoint("finish_picture.after_rows")
        _show_anew(outs, tags, now)
    # Files with another credit: nothing names them any more, and what was erased of them is not to wait for a sweep.
    names = {file["name"] for file in made.rows}
    media.drop(row.uuid, [file for file in before if file["name"] not in names])


def _give(outs: Iterable[Publication], rows: list[dict]) -> None:
    for out in outs:
        out.photo = out.photo | {"renditions": rows}
        out.save(update_fields=["photo"])


def _show_anew(outs: list[Publication], fronts: Iterable[str], now: datetime) -> None:
    """Every page with one of these carries its story's tag, and the sitemaps name its picture; `fronts` are the tags of
    those that have it of their own. As `tell_readers`, for what opens and closes nothing."""
    tags = {*fronts, *(press.story_tag(out.story) for out in outs)}
    for out in outs:
        tags |= set(press.sitemap_tags(out))
    press.moved(tags, pages=[out.pk for out in outs], now=now)
