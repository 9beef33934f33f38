"""Handlers of the outbox rows that stories write: ids in, one call each, safe to repeat."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from articles import announcing, letters, notices, photos, press, pressing, renames, share_cards, workflow
from articles.models import Notice, Photo, Publication
from articles.search import keeping
from newsroom.lib import images
from newsroom.lib.jobs.registry import handler


@handler("articles.public_changed", touches_world=True)
def public_changed(payload: dict, now: datetime) -> None:
    """What readers see changed: the kept pages follow, should the verb have died before it told them; those that were
    kept are pressed again; pictures' files are there."""
    if not press.was_told(payload.get("told", 0)):
        press.apply(payload["tags"], **_as_it_stands(payload))
    workflow.end_notices(payload["publications"], now=now)
    outs = list(Publication.objects.filter(pk__in=payload["publications"]))
    pressing.press_again(list(Publication.objects.filter(pk__in=payload.get("pages", ()))))
    for out in outs:
        share_cards.make(out)
        photo = Photo.objects.filter(uuid=out.photo["uuid"]).first() if out.photo.get("renditions") else None
        if photo is not None:
            photos.ensure_renditions(photo, now)
            files, theirs = photo.renditions, out.photo["renditions"]
            if files != theirs and images.recipe_in(files) == images.recipe_in(theirs):
                photos.ask_for_rest(photo, now, anyway=True)  # some came while the story went out


@handler("articles.picture", touches_world=True)
def picture(payload: dict, now: datetime) -> None:
    """Files of a photo that nobody waits for are made, and readers have them."""
    workflow.finish_picture(payload["photo"], now)


def _as_it_stands(payload: dict) -> dict:
    """What `press.apply` is to be told of the pages that `payload` names. What stands in a story's place may have been
    changed since, or the story published again: then that is what is told."""
    gone, back = payload["gone"], payload["back"]
    if not gone or "stories" not in payload:
        return {"gone": gone, "back": back}
    notice = Notice.objects.filter(story__in=payload["stories"]).first()
    if notice is None:
        return {"back": [*gone, *back]}
    return {"gone": gone, "said": notices.of(notice).kept()}


@handler("articles.all_changed", touches_world=True)
def all_changed(payload: dict, now: datetime) -> None:
    """What stands on pages without number changed: settings, sections, or words that were erased."""
    if not press.was_told(payload["told"]):
        press.purge_all(gone=payload.get("gone", False))


@handler("articles.tags_moved", touches_world=True)
@handler("articles.curated", touches_world=True)  # these two: rows that wait from before there was one name
@handler("articles.picture_shown", touches_world=True)
def tags_moved(payload: dict, now: datetime) -> None:
    """What some tags stand for changed (`press.moved`): the kept pages follow, should the process have died before it
    told them; pages that it names are pressed again."""
    if not press.was_told(payload["told"]):
        press.apply(payload["tags"])
    pressing.press_now(*payload.get("keys", ()))
    pressing.press_again(list(Publication.objects.filter(pk__in=payload.get("pages", ()))))


@handler("articles.author_changed", touches_world=True)
def author_changed(payload: dict, now: datetime) -> None:
    """An author changed: what stands of them in publications follows."""
    press.apply(press.told_by_author(payload["author"]))  # again, should the process have died between
    if renames.follow_author(payload["author"]):
        press.purge_all()


@handler("articles.tag_changed", touches_world=True)
def tag_changed(payload: dict, now: datetime) -> None:
    """A topic changed: its name in publications follows."""
    press.apply(press.told_by_topic(payload["tag"]))  # again, should the process have died between
    if renames.follow_tag(payload["tag"]):
        press.purge_all()


@handler("articles.name_taken_off", touches_world=True)
def name_taken_off(payload: dict, now: datetime) -> None:
    """A name was taken off all stories: nothing kept shows it (again, should the process have died between)."""
    press.forget(payload["tags"], payload["keys"])
    keeping.purge()


@handler("articles.samples_removed", touches_world=True)
def samples_removed(payload: dict, now: datetime) -> None:
    """The sample newsroom's stories went: their kept pages go (again, should the process have died between), and the
    cards that were drawn of them."""
    press.forget(payload["tags"], payload["keys"])
    share_cards.forget(payload.get("stories", ()))  # rows of before have none


@handler("articles.complaint_answer", touches_world=True)
def complaint_answer(payload: dict, now: datetime) -> None:
    """An answer to whoever complained goes out by mail."""
    letters.send(payload["entry"], now)


@handler("articles.words_went", touches_world=True)
def words_went(payload: dict, now: datetime) -> None:
    """Words were taken out of stories: the search's index loses them too, and so do share cards, which have headlines
    and credits on them. All go, as all kept pages did: one of before may show what its story says no more."""
    share_cards.forget()
    keeping.purge()


@handler("articles.tell_hub", touches_world=True, together=announcing.TOGETHER, lease=timedelta(minutes=15))
def tell_hub(payloads: Sequence[dict], now: datetime) -> None:
    """The hub of the feeds is told which of them have changed."""
    announcing.tell_hub(payloads, now)


@handler("articles.tell_search", touches_world=True, together=announcing.TOGETHER, lease=timedelta(minutes=15))
def tell_search(payloads: Sequence[dict], now: datetime) -> None:
    """Search engines are told which stories are new, changed or gone."""
    announcing.tell_search(payloads, now)
