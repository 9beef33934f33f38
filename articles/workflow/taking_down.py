"""Taking a story from its readers, and what they find in its place."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles import history, notices, search
from articles.addresses import story_path
from articles.edition import UnknownEdition, edition
from articles.models import Article, Notice, Publication, Revision
from articles.notices import InPlace
from articles.publication import standing_of
from articles.refusals import NotPossible
from articles.workflow.going_out import cancel_waiting, unschedule
from articles.workflow.readers import tell_readers
from articles.workflow.rights import may
from articles.workflow.story import locked
from newsroom.lib.failpoints import failpoint
from newsroom.lib.typography import normalise_letters, quotes, tidy_lines

Step, Kind = Article.Step, Revision.Kind


def take_down(
    *, by, article: Article, why: str, now: datetime, answer: str = Notice.Answer.GONE, text: str = "",
    also: Collection[Article] = (),
) -> Revision:  # fmt: skip
    """Takes the story from its readers at once. `why` stays with the desk.

    `answer` is what its address, its short link and its old addresses answer from now on (`Notice.Answer`): a notice,
    gone for good (410) or as a page (200); or nothing, as if it had never been (404). `text` is what the notice tells
    readers, in the story's language; empty for the standard notice. `also` are its other languages that go with it, all
    or none: they answer the same, each with the standard notice of its own language. One of them that readers do not
    have yet comes off the schedule instead. Raises NotAllowed, NotPossible.
    """
    if not also:
        return _take_down(by, article, why, now, answer, text)
    with transaction.atomic():
        keys = [one.pk for one in (article, *also)]  # in their order, as everybody locks several
        list(Article.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))
        revision = _take_down(by, article, why, now, answer, text)
        for one in also:
            if one.translation_group != article.translation_group:
                raise NotPossible(
                    _("“%(headline)s” is not this story in another language.") % {"headline": one.headline}
                )
            stands = standing_of(one, now)
            if stands.waiting and not stands.live:
                unschedule(by=by, article=one, now=now)
            else:
                _take_down(by, one, why, now, answer, "")
        return revision


def _take_down(by, article: Article, why: str, now: datetime, answer: str, text: str) -> Revision:
    with locked(article, now) as (story, now):
        may(by, "withdraw_article", _("Your role does not include taking stories down."))
        if not why.strip():
            raise NotPossible(_("Say why the story is taken down. Readers do not see it; the history keeps it."))
        in_place = _in_place(answer, text, story)
        cancel_waiting(story, now)
        open_now = Publication.objects.visible(now).filter(story=story.uuid)
        shown = open_now.first()
        if shown is None:
            raise NotPossible(_("The story is not public, so there is nothing to take down."))
        assert story.address_date is not None  # it is public
        story.significant_update_at = shown.significant_update_at  # not that of a change which was cancelled
        open_now.filter(visible_from__lt=now).update(visible_until=now)
        search.drop(Publication.objects.filter(story=story.uuid, visible_from=now, visible_until=None))
        search.leave(story.uuid)
        failpoint("take_down.after_closing")
        Notice.objects.update_or_create(
            story=story.uuid,
            defaults={
                "story_number": story.pk, "language": story.language, "slug": story.slug,
                "address_date": story.address_date, "since": now, "answer": in_place.answer, "text": in_place.text,
            },
        )  # fmt: skip
        failpoint("take_down.after_notice")
        story.taken_down_at, story.publish_at, story.publish_zone, story.step = now, None, "", Step.EDITING
        story.save()
        failpoint("take_down.after_story")
        tell_readers([shown], now=now, gone=True, said=in_place.kept())
        revision = _record(story, in_place, kind=Kind.TAKEN_DOWN, by=by, why=why, now=now)
        failpoint("take_down.after_revision")
        return revision


def change_notice(
    *, by, article: Article, answer: str, now: datetime, text: str = "", why: str = ""
) -> Revision:  # fmt: skip
    """Changes what readers find in the place of a story that was taken down; nothing of it comes back. For `answer` and
    `text` see `take_down`. Raises NotAllowed, NotPossible."""
    with locked(article, now) as (story, now):
        may(by, "withdraw_article", _("Your role does not include taking stories down."))
        row = Notice.objects.filter(story=story.uuid).first()
        if row is None:
            raise NotPossible(_("The story is not taken down, so nothing stands in its place."))
        in_place = _in_place(answer, text, story)
        if in_place == notices.of(row):
            raise NotPossible(_("Readers find exactly this already."))
        row.answer, row.text = in_place.answer, in_place.text
        row.save(update_fields=["answer", "text"])
        failpoint("change_notice.after_notice")
        _tell_notice(row, in_place, now)
        revision = _record(story, in_place, kind=Kind.NOTICE, by=by, why=why, now=now)
        failpoint("change_notice.after_revision")
        return revision


def _in_place(answer: str, text: str, story: Article) -> InPlace:
    """What was chosen, its text tidied and with the quotes of the story's language. Raises NotPossible."""
    if answer not in Notice.Answer.values:
        raise NotPossible(_("Choose what readers find: a notice, or nothing."))
    lines = [line for line in tidy_lines(text) if line]
    text = normalise_letters(quotes("\n".join(lines), story.language), story.language)
    if answer == Notice.Answer.NEVER and text:
        raise NotPossible(
            _("As if it had never been: then there is no text for readers either. Empty it, or choose a notice.")
        )
    if notices.BLANK in text:
        raise NotPossible(_("The text for readers has a “[…]” where words are still to come. Write them."))
    if len(text) > notices.MOST_TEXT:
        raise NotPossible(
            _("The text for readers has %(have)d characters, and %(most)d is the most.")
            % {"have": len(text), "most": notices.MOST_TEXT}
        )
    return InPlace(Notice.Answer(answer), text, story.language)


def _tell_notice(row: Notice, in_place: InPlace, now: datetime) -> None:
    """The store's tombstone says it from the commit on; a row of the outbox does so should we die between."""
    try:
        path = story_path(edition(row.language), row.address_date, row.slug)
    except UnknownEdition:  # the newsroom gave this language up: nothing stands there
        return
    tell_readers([], now=now, gone=True, said=in_place.kept(), paths=[path], stories=[row.story])


def _record(story: Article, in_place: InPlace, *, kind: str, by, why: str, now: datetime) -> Revision:
    """The version holds what readers are told beside the story, so that it can be erased; the act says what kind of
    answer it is."""
    said = {"answer": str(in_place.answer), "text": in_place.text}
    return history.record(
        story, kind=kind, by=by, at=now, why=why, state=history.snapshot(story) | {"notice": said},
        about={"answer": said["answer"]},
    )  # fmt: skip
