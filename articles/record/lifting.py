"""The one narrow way past the triggers, each time an act in the chain that says who, why, and what may be gone."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connections, models, router, transaction

from articles import fronts
from articles.models import Correction, FrontChange, Revision
from articles.record import guards
from articles.record.chain import write


class Lift:
    """What may be done while the guards are lifted: take away the history of the stories that were named."""

    def __init__(self, stories: list[UUID]):
        self.stories = stories

    def remove_history(self) -> int:
        """Deletes the versions and corrections of these stories; gives how many rows. The acts stay."""
        versions: models.QuerySet = models.QuerySet(Revision).filter(article__uuid__in=self.stories)
        corrections: models.QuerySet = models.QuerySet(Correction).filter(story__in=self.stories)
        return sum(rows.delete()[0] for rows in (corrections, versions))


class TooMuch(RuntimeError):
    """More went than the act says; nothing of it happened."""


@contextmanager
def lifted(
    why: str, *, by, now: datetime, stories: Iterable[UUID], changes: Collection[FrontChange] = ()
) -> Iterator[Lift]:  # fmt: skip
    """One transaction in which the history of `stories` (UUIDs) may be removed, and `changes` of fronts that held
    nothing else, and nothing else of the record.

    Writes the act "removed" with `why`, the stories and the changes into the chain; `verify_record` then misses their
    versions and corrections, and those changes, no longer. Raises TooMuch, and takes all of it back, where other rows
    are gone at the end.
    """
    stories = list(stories)
    connection = connections[router.db_for_write(Revision)]
    with transaction.atomic(using=connection.alias):
        about: dict = {"stories": sorted(str(story) for story in stories)}
        if changes:
            about["fronts"] = [[row.number, fronts.digest(row.after)] for row in changes]
        write("removed", by=by, at=now, why=why, about=about)
        others: list[models.QuerySet] = [
            models.QuerySet(Revision).exclude(article__uuid__in=stories),
            models.QuerySet(Correction).exclude(story__in=stories),
            models.QuerySet(FrontChange).exclude(pk__in=[row.pk for row in changes]),
        ]
        before = [rows.all().count() for rows in others]
        with guards.off(connection):
            yield Lift(stories)
        if [rows.all().count() for rows in others] != before:
            raise TooMuch("Versions of stories that were not named are gone.")
