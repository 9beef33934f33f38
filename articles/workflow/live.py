"""The changes to a live story, put before readers and told for what they are. No silent edits."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import changes, corrections
from articles.models import Article, Correction, Publication, Revision
from articles.record import write
from articles.refusals import NotPossible
from articles.significance import in_words
from articles.workflow.going_out import go_out, not_held, pass_checks, publishable
from articles.workflow.rights import may
from articles.workflow.story import locked
from articles.workflow.telling import MISTAKES, tell
from articles.workflow.translating import say_up_to_date
from newsroom.lib.failpoints import failpoint
from newsroom.lib.typography import normalise_letters, quotes, tidy

FIX = "fix"
Kind, Place = Correction.Kind, Correction.Place
# What moves the time of the last update that readers see. A clarification changes nothing that was reported.
SIGNIFICANT = (Kind.UPDATE, Kind.CORRECTION, Kind.RETRACTION)
WITHOUT_NOTE = {
    Kind.CORRECTION: gettext_lazy("A correction needs its note to readers: say what was wrong and what is right."),
    Kind.CLARIFICATION: gettext_lazy("A clarification needs its note to readers: say what was not clear."),
    Kind.RETRACTION: gettext_lazy("A retraction needs its note to readers: say what is taken back, and why."),
}


def update(
    *, by, article: Article, kind: str, now: datetime, why: str = "", note: str = "", place: str = "",
    override: str = "", says: int = 0,
) -> Publication:  # fmt: skip
    """Publishes the changes to a live story. `kind` says what they are.

    "fix": spelling or layout. Readers are not told. Where a number, a name, a quotation, a date or the headline
    changed, it needs `why`, which stays on the record. "update": more news. "correction", "clarification" and
    "retraction" need `note`, what readers are told, and may go out without another change. `place` is where they find
    the note, "top" or "foot"; left empty it is the top for a retraction and for what was flagged, else the foot.
    Update, correction and retraction move the readers' "updated" time. Under a "Hold until" that lies ahead a fix and
    an update wait for it; what was wrong is not held back: that is refused. `says`: the version of its original
    that a translation says with this, and is up to date with; 0 where nobody says so. Raises NotAllowed, NotPossible,
    Stopped.
    """
    with locked(article, now) as (story, now):
        stands = publishable(by, story, now)
        if not stands.live:
            raise NotPossible(_("The story is not live. Publish it first."))
        if stands.waiting:
            raise NotPossible(_("A change is scheduled. Take it off the schedule first."))
        if kind != FIX and kind not in Kind.values:
            raise NotPossible(_("Choose what it is: a small fix, an update or a correction."))
        if kind in MISTAKES:
            not_held(story, now)
        found = changes.between(story, now)
        assert found is not None  # it is live, and its row is locked
        if not found.differ and kind not in MISTAKES:
            raise NotPossible(_("Readers see this text already; there is nothing to publish."))
        if kind == FIX and found.flags and not why.strip():
            raise NotPossible(
                _("More than spelling changed: %(what)s. Publish it as an update, or say why it is a small fix.")
                % {"what": in_words(found.flags)}
            )
        note = _note(note, kind, story.language)
        where = _place(place, kind, bool(found.flags))
        pass_checks(story, override)
        if says:
            say_up_to_date(story, by=by, seen=says, now=now)
        out = go_out(
            story,
            kind=Revision.Kind.CORRECTED if kind in MISTAKES else Revision.Kind.UPDATED,
            by=by,
            at=now,
            now=now,
            significant=kind in SIGNIFICANT,
            why=why or override,
            verb="fixed" if kind == FIX else "",
            about={"flags": [flag.kind for flag in found.flags]} if found.flags else None,
        )
        if kind != FIX:
            tell(story, by=by, kind=kind, note=note, place=where, before=found.live, out=out, now=now)
        return out


def _note(note: str, kind: str, language: str) -> str:
    note = normalise_letters(quotes(tidy(note), language), language)
    if kind == FIX:
        return ""
    if kind in MISTAKES and not note:
        raise NotPossible(str(WITHOUT_NOTE[Kind(kind)]))
    if corrections.BLANK in note:
        raise NotPossible(_("The note to readers has a “[…]” where words are still to come. Write them."))
    if len(note) > corrections.MOST_TEXT:
        raise NotPossible(
            _("The note to readers has %(have)d characters, and %(most)d is the most.")
            % {"have": len(note), "most": corrections.MOST_TEXT}
        )
    return note


def _place(place: str, kind: str, flagged: bool) -> str:
    if kind == Kind.RETRACTION:
        return Place.TOP
    if kind in (FIX, Kind.UPDATE):
        return Place.FOOT
    if place and place not in Place.values:
        raise NotPossible(_("Choose where readers find the note: above the story or below it."))
    return place or (Place.TOP if flagged else Place.FOOT)


def not_needed_here(*, by, article: Article, prepared: int, why: str, now: datetime) -> None:
    """Says that the correction of the original changes nothing in this translation; `why` stays on the record."""
    with locked(article, now) as (story, now):
        may(by, "edit_any_article", _("Your role does not include deciding on corrections."))
        if not why.strip():
            raise NotPossible(_("Write why nothing has to be corrected here. The reason stays on the record."))
        if not corrections.settle(story, by=by, outcome=why.strip(), now=now, only=prepared):
            raise NotPossible(_("Somebody settled this already."))
        failpoint("not_needed.after_settling")
        write("not_needed", by=by, at=now, story=story.uuid, version=story.version, why=why.strip())
        failpoint("not_needed.after_act")
