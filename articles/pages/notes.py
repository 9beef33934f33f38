"""What readers are told of changes to a story, as pages show it."""

from articles import press
from articles.edition import Edition
from articles.models import Correction
from articles.pages import when
from articles.pages.values import Link, Note
from newsroom.lib.page_store import cuts


def anchor(row: Correction) -> str:
    """The note's own place on the story's page."""
    return f"note-{row.to_version}"


def note_value(row: Correction, here: Edition, story: Link | None = None) -> Note:
    """`row` in words of the active language. No queries."""
    return Note(
        kind=row.kind,
        label=str(Correction.Kind(row.kind).label),
        text=row.text,
        at=when.moment(row.visible_from, here),
        anchor=anchor(row),
        story=story,
        begins=cuts.begins(press.story_tag(row.story)) if story else "",
        ends=cuts.ENDS if story else "",
    )
