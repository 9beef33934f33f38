"""Taking a story from its readers."""

from datetime import datetime

from django.utils.translation import gettext as _

from articles import history
from articles.models import Article, Notice, Publication, Revision
from articles.refusals import NotPossible
from articles.workflow.going_out import cancel_waiting
from articles.workflow.readers import tell_readers
from articles.workflow.rights import may
from articles.workflow.story import locked
from newsroom.lib.failpoints import failpoint

Step, Kind = Article.Step, Revision.Kind


def take_down(*, by, article: Article, why: str, now: datetime) -> Revision:
    """Takes the story from its readers at once; its address says that it is gone (410). `why` stays with the desk."""
    with locked(article) as story:
        may(by, "withdraw_article", _("Your role does not include taking stories down."))
        if not why.strip():
            raise NotPossible(_("Say why the story is taken down. Readers do not see it; the history keeps it."))
        cancel_waiting(story, now)
        open_now = Publication.objects.visible(now).filter(story=story.uuid)
        shown = open_now.first()
        if shown is None:
            raise NotPossible(_("The story is not public, so there is nothing to take down."))
        story.significant_update_at = shown.significant_update_at  # not that of a change which was cancelled
        open_now.filter(visible_from__lt=now).update(visible_until=now)
        Publication.objects.filter(story=story.uuid, visible_from=now, visible_until=None).delete()
        failpoint("take_down.after_closing")
        Notice.objects.update_or_create(
            story=story.uuid,
            defaults={
                "story_number": story.pk, "language": story.language, "slug": story.slug,
                "address_date": story.address_date, "since": now,
            },
        )  # fmt: skip
        failpoint("take_down.after_notice")
        story.taken_down_at, story.publish_at, story.publish_zone, story.step = now, None, "", Step.EDITING
        story.save()
        failpoint("take_down.after_story")
        tell_readers([shown], now=now, gone=True)
        revision = history.record(story, kind=Kind.TAKEN_DOWN, by=by, at=now, why=why)
        failpoint("take_down.after_revision")
        return revision
