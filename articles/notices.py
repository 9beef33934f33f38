"""What stands in the place of a story that was taken down: a notice, or nothing, as if it had never been."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import press
from articles.addresses import story_path
from articles.corrections import BLANK
from articles.edition import UnknownEdition, edition
from articles.models import Notice
from newsroom.lib import page_store
from newsroom.lib.languages import CODES

Answer = Notice.Answer
MOST_TEXT = 600  # characters
_STATUS = {Answer.GONE: 410, Answer.PAGE: 200, Answer.NEVER: 404}

__all__ = [
    "BLANK", "MOST_TEXT", "STANDARD", "Answer", "InPlace", "beginnings", "from_kept", "of", "take_out",
    "tombstone",
]  # fmt: skip


@dataclass(frozen=True)
class InPlace:
    """`answer` is how the address answers, `text` what readers are told in `language` (none: the standard sentence)."""

    answer: str = Answer.GONE
    text: str = ""
    language: str = ""

    @property
    def never(self) -> bool:
        """Nothing may tell that something stood there."""
        return self.answer == Answer.NEVER

    @property
    def status(self) -> int:
        """Of HTTP."""
        return _STATUS[Answer(self.answer)]

    @property
    def paragraphs(self) -> list[str]:
        return [part for part in self.text.split("\n") if part.strip()]

    def kept(self) -> dict:
        """As a tombstone keeps it, and the outbox: plain JSON."""
        return {"answer": str(self.answer), "text": self.text, "language": self.language}


STANDARD = InPlace()


def of(row: Notice) -> InPlace:
    return InPlace(row.answer, row.text, row.language)


def from_kept(said: dict) -> InPlace:
    """What `InPlace.kept` gave. What cannot be read is the standard notice: the story is gone all the same."""
    answer, text, language = (said.get(name) for name in ("answer", "text", "language"))
    return InPlace(
        answer if answer in Answer.values else Answer.GONE,
        text if isinstance(text, str) and answer != Answer.NEVER else "",
        language if language in CODES else "",
    )


def tombstone(path: str) -> InPlace | None:
    """What the store of finished pages says of `path`; None where nothing was taken down there. It may know of it
    before the database does. No query."""
    kept = page_store.store()
    said = kept.said(path) if kept is not None else None
    return from_kept(said) if said is not None else None


def take_out(rows: Iterable[Notice], out_of: Callable[[str], str]) -> int:
    """Writes what `out_of` leaves of what readers are told, for `articles.erasing`; gives how many notices changed. The
    tombstones follow at the commit."""
    changed = 0
    for row in rows:
        fresh = out_of(row.text)
        if fresh == row.text:
            continue
        row.text, changed = fresh, changed + 1
        row.save(update_fields=["text"])
        try:
            path = story_path(edition(row.language), row.address_date, row.slug)
        except UnknownEdition:
            continue
        transaction.on_commit(partial(press.apply, (), gone=[path], said=of(row).kept()))
    return changed


def beginnings(language: str) -> list[str]:
    """Sentences to begin a notice with, in the story's language. None says what the story said."""
    with override(language):
        return [
            _("We have taken this story down because it did not meet our rules. […]"),
            _("We have taken this story down while we check what it said. […]"),
            _("This story was taken down at the request of somebody whom it concerned."),
            _("This story was taken down for legal reasons."),
            _("This story was published by mistake. We apologise."),
        ]
