"""The story that a verb works on: its row locked, read afresh."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import translations
from articles.models import Article
from articles.refusals import NotPossible
from newsroom.lib.failpoints import failpoint

# Who waits for the row comes with a moment from before the wait. Beyond this it is the clock that was set back, and
# what it says is the truth for readers too.
WAITED = timedelta(minutes=1)


def behind(now: datetime, last: datetime | None) -> datetime:
    """`now`, or just behind `last`, the newest act on the same thing. Never ahead of the clock, which alone is looked
    at here for that: an act of another server whose clock is ahead is still to come, for readers and for the desk."""
    if last is None or not now < last <= now + WAITED:
        return now
    later = last + timedelta(microseconds=1)  # two acts never have one moment: what opens and closes in it is nothing
    return later if later <= timezone.now() else now


def _lock_sources(article: Article) -> None:
    """Locks what `article` was translated from: whoever would hold that longer waits until this one is out or not. The
    first original first, as its own verbs lock it before they look at its translations."""
    above = [one.pk for one in translations.sources_of(article)]
    if above:
        list(Article.objects.select_for_update(of=("self",)).filter(pk__in=above).order_by("pk").values_list("pk"))


@contextmanager
def locked(article: Article, now: datetime, *, sources: bool = False) -> Iterator[tuple[Article, datetime]]:
    """One transaction with the story's row locked, read afresh; and the moment of what is done in it. On SQLite the
    transaction is the lock. `sources`: the rows of what it was translated from as well, before its own: their holds
    stay as they are read here.

    The moment is `now` (aware), but behind what was done to the story while this waited for it: of two who publish at
    once the second finds the story public, not scheduled.
    """
    try:
        with transaction.atomic():
            if sources:
                _lock_sources(article)
            fresh = (
                Article.objects.select_for_update(of=("self",))
                .select_related("section", "series", "photo")
                .get(pk=article.pk)
            )
            last = fresh.revisions.order_by("-number").values_list("at", flat=True).first()
            yield fresh, behind(now, last)
            failpoint("verb.before_commit")
    except IntegrityError:
        raise NotPossible(_("Someone else did the same at this moment. Look at the story and try again.")) from None
    failpoint("verb.after_commit")
    # The caller's object follows, so that it can be shown without asking again.
    for field in Article._meta.concrete_fields:
        setattr(article, field.attname, getattr(fresh, field.attname))
