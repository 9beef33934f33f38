"""Who has a story open, and who asked to have it alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from articles import history
from articles.edition import newsroom
from articles.models import Article, Lock, Opened, Revision
from articles.refusals import NotPossible
from articles.workflow.rights import may_edit
from articles.workflow.story import locked
from authors.models import User

FRESH = timedelta(seconds=15)  # a window speaks every five; after three that are missing it is not open any more
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Company:
    """Somebody who has a story open: since when, and unsaved words since when, if any."""

    user_id: int
    name: str
    since: datetime
    unsaved_since: datetime | None


def here(*, by, article: Article, window: str, unsaved: bool, now: datetime) -> None:
    """A window says that it has the story open, and whether it holds unsaved words."""
    mine = Opened.objects.filter(article=article, user=by, window=window)
    row = mine.first()
    if row is None:
        row, _made = Opened.objects.get_or_create(
            article=article, user=by, window=window, defaults={"since": now, "seen_at": now}
        )
    elif row.seen_at < now - FRESH:
        row.since = now
    since = (row.unsaved_since or now) if unsaved else None
    mine.update(seen_at=now, since=row.since, unsaved_since=since)


def gone(*, by, article: Article, window: str) -> None:
    """The window is closed."""
    Opened.objects.filter(article=article, user=by, window=window).delete()


def company(articles: Iterable[int] | None, now: datetime, *, but=None) -> dict[int, list[Company]]:
    """Who has each of the stories (None: any) open, whoever came first before. One query. `but` is left out."""
    open_now = Opened.objects.filter(seen_at__gte=now - FRESH)
    rows = (
        (open_now if articles is None else open_now.filter(article__in=list(articles)))
        .values("article", "user", "user__first_name", "user__last_name", "user__username")
        .annotate(from_when=Min("since"), words=Min("unsaved_since"), last=Max("seen_at"))
        .order_by("from_when", "user")
    )
    found: dict[int, list[Company]] = {}
    for row in rows:
        if but is not None and row["user"] == but.pk:
            continue
        name = f"{row['user__first_name']} {row['user__last_name']}".strip() or row["user__username"]
        found.setdefault(row["article"], []).append(Company(row["user"], name, row["from_when"], row["words"]))
    return found


def sweep_windows(now: datetime) -> int:
    """Removes windows that were closed long ago without saying so. Gives how many."""
    return Opened.objects.filter(seen_at__lt=now - KEPT).delete()[0]


# -- alone


def lock_of(article: Article) -> Lock | None:
    return Lock.objects.select_related("by").filter(article=article).first()


def not_locked(story: Article, by) -> None:
    """Raises NotPossible where somebody else asked to have the story alone."""
    lock = lock_of(story)
    if lock and lock.by_id != by.pk:
        since = lock.since.astimezone(newsroom().zone).strftime("%H:%M")
        raise NotPossible(
            _("Nothing is lost. %(who)s has this story alone since %(when)s. Take it over, or wait; then try again.")
            % {"who": lock.by, "when": since}
        )


def lock(*, by, article: Article, now: datetime) -> Lock:
    """Asks to have the story alone: others may read and type, not save. Who takes it over asks for it with
    `take_over`."""
    with locked(article, now) as (story, now):
        may_edit(by, story)
        not_locked(story, by)
        return Lock.objects.get_or_create(article=story, defaults={"by": by, "since": now})[0]


def unlock(*, by, article: Article, now: datetime) -> None:
    """Gives the story back to all."""
    with locked(article, now) as (story, _now):
        Lock.objects.filter(article=story, by=by).delete()


def take_over(*, by, article: Article, now: datetime, texts: Iterable[tuple[User, dict]] = ()) -> Lock:
    """Has the story alone from now on, whoever had it.

    `texts`: what each had typed and not saved, as versions; they are kept aside in the history. The drafts stay, and
    are put together with what is saved meanwhile.
    """
    with locked(article, now) as (story, now):
        may_edit(by, story)
        for whose, state in texts:
            why = _("Not saved when %(who)s took the story over.") % {"who": by}
            history.record(story, kind=Revision.Kind.KEPT, by=whose, at=now, why=why, state=state)
        return Lock.objects.update_or_create(article=story, defaults={"by": by, "since": now})[0]
