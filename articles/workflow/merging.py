"""A save that comes second: its text and the one saved meanwhile are put together, or a person decides."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from articles import history, merging, sources, versions
from articles.edition import newsroom
from articles.merging import Answer, Clash, Merged
from articles.models import Article, Revision
from articles.refusals import NotPossible, Stale
from articles.text import INTERNAL, PUBLIC
from articles.workflow.drafts import Typed, drop
from articles.workflow.presence import not_locked
from articles.workflow.rights import may_edit
from articles.workflow.steps import to_edit
from articles.workflow.story import locked
from articles.workflow.words import keep_promise, saved_meanwhile
from articles.writing import write
from newsroom.lib.failpoints import failpoint
from newsroom.lib.forgetting import unmarked

Kind = Revision.Kind


@dataclass(frozen=True)
class Together:
    """Two texts over their common ground: `mine` and `base` are whole versions, `theirs` the newest one with words."""

    merged: Merged
    base: dict[str, Any]
    mine: dict[str, Any]
    theirs: Revision
    others: list[str]  # who saved since, by name; nobody where it was the same person
    began: int  # the version that mine began from

    @property
    def mark(self) -> str:
        """Tells one set of clashes from another: what somebody decides is what they looked at."""
        said = [[clash.name, clash.mine, clash.theirs] for clash in self.merged.clashes]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def brings(self) -> bool:
        """Whether my text has anything that the story has not."""
        return bool(self.merged.mine or self.merged.clashes)


class Clashing(Stale):
    """Both changed the same: a person decides. `together` holds both texts."""

    def __init__(self, message: str, together: Together):
        super().__init__(message, together.theirs)
        self.together = together


def together(story: Article, *, by, fields: Mapping, base_version: int) -> Together:
    """What became of the story since `base_version`, and `fields` beside it. Writes nothing.

    Where words were erased since, those that the form still has are no change that anybody made: a person decides.
    """
    began = history.as_of(story, base_version) or story.revisions.earliest("number")
    base = versions.ground(began.snapshot)
    if history.emptied_since(story, began.number):
        base |= {name: unmarked(base[name]) for name in (*PUBLIC, *INTERNAL) if name in base}
    mine = versions.as_kept(fields, base)
    since = story.revisions.filter(kind__in=history.OF_WORDS, number__gt=began.number).select_related("by")
    others = list(dict.fromkeys(str(r.by or _("Someone")) for r in since if r.by_id != by.pk))
    current = story.revisions.select_related("by").get(number=story.words_version)
    theirs = versions.ground(history.snapshot(story))
    return Together(merging.merge(base, mine, theirs), base, {**base, **mine}, current, others, began.number)


def nothing_is_lost(found: Together) -> str:
    """The sentence about who saved meanwhile, and when."""
    if not found.others:
        when = found.theirs.at.astimezone(newsroom().zone).strftime("%H:%M")
        return _("Nothing is lost. You saved this story at %(when)s in another window.") % {"when": when}
    return saved_meanwhile(", ".join(found.others), found.theirs)


def put_together(story: Article, *, by, fields: Mapping, base_version: int, now: datetime) -> Revision | None:
    """The save of a text that began before the newest one, inside the caller's transaction. Raises Clashing."""
    found = together(story, by=by, fields=fields, base_version=base_version)
    if found.merged.clashes:
        raise Clashing(nothing_is_lost(found), found)
    return _store(story, found, found.merged.settled({}), by=by, now=now)


def _store(story: Article, found: Together, values: Mapping, *, by, now: datetime) -> Revision | None:
    fields = versions.as_fields(values, story, typed=True)
    keep_promise(story, fields, now)
    if not write(story, fields):
        return None
    failpoint("merge.after_words")
    to_edit(story, by)
    who = found.theirs.by or _("Someone")
    why = _("Put together with version %(n)d of %(who)s.") % {"n": found.theirs.number, "who": who}
    about = {"named": sources.may_be_named(story, found.began)}
    revision = history.record(story, kind=Kind.MERGED, by=by, at=now, why=why, about=about)
    failpoint("merge.after_revision")
    revision.beside = found.theirs
    return revision


def settle(
    *, by, article: Article, fields: Mapping, base_version: int, answers: Mapping[str, Answer], mark: str,
    now: datetime, typed: Typed | None = None,
) -> Revision | None:  # fmt: skip
    """Saves `fields` over what was saved meanwhile, each clash as it was decided.

    `mark` is that of the clashes which the person looked at. Where one's own text is not taken, it is kept whole as a
    version of its own before, unless words were erased since, which it may still have. Where a name was taken out of
    the story since `base_version`, the acts say that both may have it (`sources.name_may_be_back`).
    Raises Clashing where there are other clashes by now, NotPossible where one is not decided.
    """
    with locked(article, now) as (story, now):
        may_edit(by, story)
        not_locked(story, by)
        found = together(story, by=by, fields=fields, base_version=base_version)
        if found.merged.clashes and found.mark != mark:
            raise Clashing(
                _("Nothing is lost. The story was saved again while you chose. Look at the texts once more."), found
            )
        for clash in found.merged.clashes:
            chosen = answers.get(clash.name)
            if chosen is None or not _takes(clash, chosen):
                raise NotPossible(_("Choose a text at each place that is marked, then save."))
        values = found.merged.settled(answers)
        left_out = any(answers[clash.name].choice in ("theirs", "own") for clash in found.merged.clashes)
        if left_out and not history.emptied_since(story, base_version):
            _keep_aside(story, found, by=by, now=now, why=_("Not taken when two texts were put together."))
            failpoint("settle.after_keeping")
        revision = _store(story, found, values, by=by, now=now)
        drop(story, by, typed)
        return revision


def _takes(clash: Clash, answer: Answer) -> bool:
    if answer.choice == "own":
        return clash.takes_own and bool(answer.text.strip() or clash.of_body)
    return answer.choice in ("mine", "theirs") or (answer.choice == "both" and clash.takes_both)


def _keep_aside(story: Article, found: Together, *, by, now: datetime, why: str) -> Revision:
    """My text, which the story does not take, as a version that has its name. The story stays as it is."""
    about = {"named": sources.may_be_named(story, found.began)}
    return history.record(story, kind=Kind.KEPT, by=by, at=now, why=why, state=found.mine, about=about)
