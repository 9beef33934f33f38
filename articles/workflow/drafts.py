"""What people have typed and not saved, kept a few seconds after they typed it. Not history: no version is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles import history
from articles.models import Article, Draft
from articles.refusals import NotPossible
from articles.workflow.rights import may_edit

MOST_CHARACTERS = 1_500_000
KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Typed:
    """Where a text was typed: the window's own name, and the draft (pk, turn) that it took up, if any."""

    window: str
    taken_up: tuple[int, int] | None = None

    @property
    def rows(self) -> Q:
        mine = Q(window=self.window)
        return mine | Q(pk=self.taken_up[0], turn=self.taken_up[1]) if self.taken_up else mine


def keep_draft(
    *, by, article: Article, controls: Mapping[str, list[str]], base_version: int, typed: Typed, now: datetime,
    turn: int | None = None,
) -> Draft:  # fmt: skip
    """Keeps what a window's form holds. One row a window, so that two windows of one person do not write over each
    other; the draft that the window took up becomes its own, unless another window went on with it.

    A keeping with a lower `turn` than the row has comes late and changes nothing; one without is the last of all.
    A text that began before words of the story were erased may still have them. It is not kept by itself again (with
    a turn), only where its person saved it and has to choose. Raises NotPossible.
    """
    if sum(len(text) for texts in controls.values() for text in texts) > MOST_CHARACTERS:
        raise NotPossible(_("The text is too long to be kept. Save a part of it."))
    held = {name: [text.replace("\x00", "") for text in texts] for name, texts in controls.items()}
    # The story's own row is not locked: who types must not wait for who saves.
    story = Article.objects.get(pk=article.pk)
    may_edit(by, story)
    if turn is not None and base_version < story.words_version and history.emptied_since(story, base_version):
        raise NotPossible(
            _("Words of this story were erased after you opened it, so what you type is not kept here. Save it now.")
        )
    drafts = Draft.objects.filter(article=article, user=by)
    with transaction.atomic():
        there = drafts.select_for_update()
        row = there.filter(window=typed.window).first() or there.filter(typed.rows).first()
        if row is None:
            empty = {"base_version": base_version, "fields": {}, "kept_at": now}
            row, _made = drafts.get_or_create(article=article, user=by, window=typed.window, defaults=empty)
        turn = row.turn + 1 if turn is None else turn
        if row.window == typed.window and turn < row.turn:
            return row
        row.window, row.turn, row.base_version, row.fields, row.kept_at = typed.window, turn, base_version, held, now
        row.save()
        return row


def drop(story: Article, by, typed: Typed | None) -> None:
    """What was kept of a text that is saved now goes, in the transaction of the save."""
    if typed:
        Draft.objects.filter(typed.rows, article=story, user=by).delete()


def sweep_drafts(now: datetime) -> int:
    """Removes what was typed a quarter of a year ago and neither saved nor taken up since. Gives how many."""
    return Draft.objects.filter(kept_at__lt=now - KEPT).delete()[0]


def discard_draft(*, by, article: Article, number: int) -> bool:
    """Throws one of one's own unsaved texts away; False where it is gone already."""
    return bool(Draft.objects.filter(pk=number, article=article, user=by).delete()[0])
