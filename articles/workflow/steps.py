"""Steps on the desk: sent, sent back, ready."""

from datetime import datetime

from django.utils.translation import gettext as _

from articles import history
from articles.models import Article, Revision
from articles.refusals import NotPossible
from articles.workflow.rights import may, may_edit
from articles.workflow.story import locked
from newsroom.lib.failpoints import failpoint

Step, Kind = Article.Step, Revision.Kind


def move(story: Article, step: str) -> None:
    story.step = step
    story.save(update_fields=["step", "saved_at"])
    failpoint("step.after_story")


def to_edit(story: Article, by) -> None:
    """A story that was sent, or was ready, is in edit once somebody of the desk changes its words."""
    editor_at_work = by.has_perm("articles.edit_any_article") and story.made_by_id != by.pk
    if (story.step == Step.SUBMITTED and editor_at_work) or story.step == Step.READY:
        move(story, Step.EDITING)


def submit(*, by, article: Article, now: datetime, why: str = "") -> Revision:
    """Sends a draft to the desk."""
    with locked(article, now) as (story, now):
        may(by, "submit_article", _("Your role does not include sending stories to the desk."))
        may_edit(by, story)
        if story.step != Step.DRAFT:
            raise NotPossible(_("The story is with the desk already."))
        if not story.body.strip():
            raise NotPossible(_("The story has no body yet. Write it, then send it to the desk."))
        move(story, Step.SUBMITTED)
        revision = history.record(story, kind=Kind.SUBMITTED, by=by, at=now, why=why)
        failpoint("submit.after_revision")
        return revision


def send_back(*, by, article: Article, now: datetime, why: str) -> Revision:
    """Gives the story back to whoever wrote it; `why` says what is asked."""
    with locked(article, now) as (story, now):
        may(by, "edit_any_article", _("Your role does not include sending stories back."))
        if story.step == Step.DRAFT:
            raise NotPossible(_("The story is a draft; there is nothing to send back."))
        if not why.strip():
            raise NotPossible(_("Say what the writer should do, then send it back."))
        move(story, Step.DRAFT)
        revision = history.record(story, kind=Kind.SENT_BACK, by=by, at=now, why=why)
        failpoint("send_back.after_revision")
        return revision


def mark_ready(*, by, article: Article, now: datetime) -> Revision:
    """Says that the story may go out as it stands."""
    with locked(article, now) as (story, now):
        may(by, "edit_any_article", _("Your role does not include marking stories as ready."))
        if story.step == Step.READY:
            raise NotPossible(_("The story is ready already."))
        move(story, Step.READY)
        revision = history.record(story, kind=Kind.READY, by=by, at=now)
        failpoint("mark_ready.after_revision")
        return revision
