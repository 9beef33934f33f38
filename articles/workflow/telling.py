"""What readers are told of a change: the row that they read, what waits at translations, and what waited here."""

from datetime import datetime

from articles import corrections
from articles.models import Article, Correction, Publication
from newsroom.lib.failpoints import failpoint

Kind = Correction.Kind
# What tells readers that something was wrong, or badly said: none goes out without its note to them.
MISTAKES = (Kind.CORRECTION, Kind.CLARIFICATION, Kind.RETRACTION)


def tell(
    story: Article, *, by, kind: str, note: str, place: str, before: Publication, out: Publication, now: datetime
) -> Correction:
    """The row that readers read, what waits at translations, and what waited here is settled by it."""
    row = corrections.issue(story, by=by, kind=kind, text=note, place=place, before=before, out=out, now=now)
    failpoint("tell.after_correction")
    if kind in MISTAKES:  # an update may be about something else: what waits here goes on waiting
        answers = corrections.settle(story, by=by, outcome="published", now=now)
        if not answers:  # what answers the original's correction needs no answer from there
            corrections.prepare(story, row, now)
    return row
