"""Saving words, and bringing earlier ones back. What readers see does not change."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from articles import history, sources, versions
from articles.models import Act, Article, Revision
from articles.refusals import NotPossible
from articles.workflow.drafts import Typed, drop
from articles.workflow.merging import put_together
from articles.workflow.names import STAFF, staff
from articles.workflow.presence import not_locked
from articles.workflow.rights import may_edit
from articles.workflow.steps import to_edit
from articles.workflow.story import locked
from articles.workflow.words import keep_promise, not_stale
from articles.writing import write
from authors.models import Author
from newsroom.lib.failpoints import failpoint

Kind = Revision.Kind


def save(
    *, by, article: Article, fields: Mapping, base_version: int, now: datetime, why: str = "",
    typed: Typed | None = None,
) -> Revision | None:  # fmt: skip
    """A new version with `fields` changed (names of FIELDS, section, photo, assigned_to; `credits` as a list of
    author/role/display_name in order; `tags`). The live page does not change.

    `base_version` is the version that the person began from. Where another was saved since, both are put together:
    the version made is of kind MERGED, and its `beside` the one that came before. Gives None where nothing differs.
    What was kept of the text by itself (`typed`) goes with the save. Raises Clashing where both changed the same,
    NotAllowed, NotPossible.
    """
    with locked(article, now) as (story, now):
        may_edit(by, story)
        not_locked(story, by)
        if base_version < story.words_version:
            revision = put_together(story, by=by, fields=fields, base_version=base_version, now=now)
        else:
            keep_promise(story, fields, now)
            revision = None
            if write(story, fields):
                failpoint("save.after_words")
                to_edit(story, by)
                revision = history.record(story, kind=Kind.SAVED, by=by, at=now, why=why)
                failpoint("save.after_revision")
        drop(story, by, typed)
        return revision


def restore(*, by, article: Article, number: int, seen: int, now: datetime) -> Revision | None:
    """Makes the words, byline, picture, section and tags of version `number` those of a new version. Dates, people
    and notes stay as they are today.

    `seen` is the newest version that the person knows of. A version from before a name was taken out of the text may
    have it: the act says so, and a check stops the text from going out unread (`sources.name_may_be_back`). Gives None
    where nothing differs. Raises Stale where another was saved since, NotPossible.
    """
    with locked(article, now) as (story, now):
        may_edit(by, story)
        not_locked(story, by)
        not_stale(story, seen)
        wanted = story.revisions.filter(number=number).first()
        if wanted is None:
            raise NotPossible(_("There is no version %(n)d of this story.") % {"n": number})
        holds = history.SILENT | wanted.snapshot
        kept = {name: holds[name] for name in versions.RESTORED if name in holds}
        if story.first_published_at:
            kept.pop("slug", None)  # the address does not move
        left_out = _without_names_off(kept, wanted)
        if not write(story, versions.as_fields(kept, story)):
            return None
        failpoint("restore.after_words")
        to_edit(story, by)
        why = (
            _("Version %(n)d again, without the names that were taken off since.")
            if left_out
            else _("Version %(n)d again.")
        ) % {"n": number}
        about = {"from": number, "named": sources.may_be_named(story, number)}
        revision = history.record(story, kind=Kind.RESTORED, by=by, at=now, why=why, about=about)
        failpoint("restore.after_revision")
        return revision


def _without_names_off(kept: dict, wanted: Revision) -> bool:
    """Puts into the byline of `kept`, which version `wanted` holds, what took the place of names that were taken off
    all stories since: they do not come back by an old version. Gives whether there was one."""
    acts = Act.objects.filter(verb="name_off", at__gte=wanted.at).values_list("about", flat=True)
    instead = {about["author"]: about.get("instead") for about in acts if "author" in about}
    if not instead or not kept.get("credits"):
        return False
    off = {pk: instead[str(uuid)] for pk, uuid in Author.objects.filter(uuid__in=instead).values_list("pk", "uuid")}
    rows: list[dict] = []
    found = False
    for row in kept["credits"]:
        if row["author"] in off:
            found = True
            if off[row["author"]] != STAFF:
                continue
            row = {**row, "author": staff().pk, "display_name": ""}
        if all((row["author"], row["role"]) != (one["author"], one["role"]) for one in rows):
            rows.append(row)
    kept["credits"] = rows
    return found
