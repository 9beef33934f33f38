"""Words: beginning a story and saving it. What readers see does not change."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles import history
from articles.edition import newsroom
from articles.models import Article, Revision
from articles.publication import standing_of
from articles.refusals import NotPossible, Stale
from articles.workflow.rights import may, may_edit
from articles.workflow.steps import move
from articles.workflow.story import locked
from articles.writing import write
from newsroom.lib.failpoints import failpoint

Step, Kind = Article.Step, Revision.Kind


@transaction.atomic
def begin(*, by, fields: Mapping, now: datetime, kind: str = Kind.SAVED, why: str = "") -> Article:
    """A new story with `fields` (as in `save`; headline, language and section at least). Raises NotPossible."""
    may(by, "add_article", _("Your role does not include beginning stories."))
    article = Article(made_by=by, assigned_to=fields.get("assigned_to"), made_at=now)
    if fields.get("translation_group"):
        article.translation_group = fields["translation_group"]
        fields = {name: value for name, value in fields.items() if name != "translation_group"}
    write(article, fields)
    failpoint("begin.after_words")
    history.record(article, kind=kind, by=by, at=now, why=why)
    failpoint("begin.after_revision")
    return article


def save(*, by, article: Article, fields: Mapping, base_version: int, now: datetime, why: str = "") -> Revision | None:
    """A new version with `fields` changed (names of FIELDS, section, photo, assigned_to; `credits` as a list of
    author/role/display_name in order; `tags`). The live page does not change.

    `base_version` is the version that the person began from. Gives None where nothing differs. Raises Stale
    where another version was saved since, NotAllowed, NotPossible.
    """
    with locked(article) as story:
        may_edit(by, story)
        not_stale(story, base_version)
        keep_promise(story, fields, now)
        if not write(story, fields):
            return None
        failpoint("save.after_words")
        editor_at_work = by.has_perm("articles.edit_any_article") and story.made_by_id != by.pk
        if (story.step == Step.SUBMITTED and editor_at_work) or (story.step == Step.READY):
            move(story, Step.EDITING)
        revision = history.record(story, kind=Kind.SAVED, by=by, at=now, why=why)
        failpoint("save.after_revision")
        return revision


def not_stale(story: Article, base_version: int) -> None:
    """Raises Stale where words of the story changed after `base_version`, from which somebody began."""
    if base_version < story.words_version:
        current = story.revisions.select_related("by").get(number=story.words_version)
        raise Stale(
            _("Nothing is lost. %(who)s saved this story at %(when)s, after you opened it.")
            % {
                "who": current.by or _("Someone"),
                "when": current.at.astimezone(newsroom().zone).strftime("%H:%M"),
            },
            current,
        )


def keep_promise(story: Article, fields: Mapping, now: datetime) -> None:
    """A publication that waits has its moment already: "Hold until" would not move it, and must not seem to."""
    held_anew = fields.get("embargo_until", story.embargo_until) != story.embargo_until
    if held_anew and standing_of(story, now).waiting:
        raise NotPossible(_("The story is scheduled. Take it off the schedule, then change “Hold until”."))
