"""Which kept pages show what: tags of pages, and what a verb or a passed moment makes old.

A page carries the tags of all that it shows; a publication that opens, closes or changes moves the tags below. Lists
carry a tag of their own, so that they follow what enters them, and the tag of each story on them, so that they
follow what those become. Settings, sections and names stand on every page: a change there makes all of it old.
"""

import logging
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from django.db import close_old_connections, transaction
from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from articles.addresses import story_path
from articles.edition import Edition, edition
from articles.models import Banner, FrontPin, FrontPlan, Newsroom, Publication, Section, Series
from newsroom.lib import page_store
from newsroom.lib.failpoints import failpoint
from newsroom.lib.jobs.outbox import enqueue
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.page_store import store

# A story page lists its section's newest; it need not follow each of them at once, but it must not stay for ever.
STORY_LIFETIME = 3600
SITEMAP = "sitemap::"
MASTHEAD = "masthead::"  # of pages that say who works here
# Beyond so many publications that opened or closed since the last look, everything kept is called old.
_MOST_CHANGES = 5_000

logger = logging.getLogger(__name__)


def story_tag(story) -> str:
    return f"story:{story}"


def group_tag(group) -> str:
    return f"group:{group}"


def list_tag(kind: str, key: object, language: str) -> str:
    return f"{kind}:{key}:{language}"


def site_tag(kind: str, language: str) -> str:
    """Of one of the site's own pages."""
    return f"site:{kind}:{language}"


def name_tag(author: int) -> str:
    """Of pages that are named after an author: nothing is left of them when the name is taken off."""
    return f"name:{author}"


def told_by_author(author: int) -> list[str]:
    """Of pages that ask an author's record itself, beside what publications print of it."""
    return [MASTHEAD, name_tag(author), *(list_tag("authors", "", language) for language in LANGUAGES)]


def told_by_topic(tag: int) -> list[str]:
    """Of pages that ask a topic's record itself, beside its name in publications."""
    return [list_tag("topic", tag, language) for language in LANGUAGES]


def sitemap_tag(year: int, month: int) -> str:
    return f"sitemap:{year:04d}-{month:02d}:"


def sitemap_tags(out: Publication) -> list[str]:
    """Of the sitemaps that name it, and its picture."""
    return [SITEMAP, sitemap_tag(out.address_date.year, out.address_date.month)]


def period(year: int, month: int | None = None) -> str:
    """What of the archive an address belongs to: a year, or a month with all its days."""
    return f"{year:04d}-{month:02d}" if month else f"{year:04d}"


def moved_by(out: Publication) -> list[str]:
    """The tags that move when this publication opens, closes or is replaced."""
    language = out.language
    return [
        story_tag(out.story),
        group_tag(out.translation_group),
        list_tag("front", "", language),
        list_tag("section", out.section_id, language),
        list_tag("authors", "", language),
        list_tag("topics", "", language),
        *sitemap_tags(out),
        list_tag("corrections", "", language),
        list_tag("archive", period(out.address_date.year), language),
        list_tag("archive", period(out.address_date.year, out.address_date.month), language),
        *series_tags(out),
        *(list_tag("author", credit["author"], language) for credit in out.credits),
        *(list_tag("topic", topic["tag"], language) for topic in out.topics),
    ]


def series_tags(out: Publication) -> list[str]:
    """The list of its series, and the one of all series."""
    if out.series_id is None:
        return []
    return [list_tag("series", out.series_id, out.language), list_tag("allseries", "", out.language)]


def front_tag(language: str, section: int | None = None) -> str:
    """Of the front of an edition, or of one of its sections."""
    return list_tag("section", section, language) if section else list_tag("front", "", language)


def banner_tag(language: str) -> str:
    """Of every page of the edition: what stands over all of them."""
    return list_tag("banner", "", language)


def key_of(out: Publication, here: Edition | None = None) -> str:
    """The key under which the story's own page is kept: its path. `here` is its edition where it is known."""
    return story_path(here or edition(out.language), out.address_date, out.slug)


def apply(
    tags: Iterable[str], *, gone: Iterable[str] = (), back: Iterable[str] = (), opens: datetime | None = None,
    told: int = 0, said: dict | None = None,
) -> None:  # fmt: skip
    """Tells the store; when this returns, no process answers an old page. Safe to repeat. `told` is a number by which
    `was_told` knows that it was done; `said` is what stands in the place of the pages `gone` (`notices.InPlace.kept`).
    Raises OSError where the store cannot be told."""
    kept = page_store.opened()
    if kept is None:
        return
    failpoint("press.before_telling")
    gone, back = list(gone), list(back)
    if opens is not None:
        kept.expect(_micro(opens))
        failpoint("press.after_moment")
    if gone:
        kept.purge(*tags, keys=gone, gone=True, told=told, said=said)
    else:
        kept.purge(*tags, keys=back, back=True, told=told)
    failpoint("press.told")


def was_told(number: int) -> bool:
    kept = store()
    return kept is not None and bool(number) and kept.control.is_noted(number)


def announce(tags: Iterable[str], **what) -> None:
    """`apply`, as soon as the transaction is committed and before the verb returns to whoever called it."""
    tags = list(tags)
    if what.get("opens") is not None:
        # Before the commit as well: should we be killed right after it, the moment is not missed.
        _quietly(lambda: _expect(what["opens"]))
    after_commit(lambda: apply(tags, **what))


def _expect(moment: datetime) -> None:
    kept = store()
    if kept is not None:
        kept.expect(_micro(moment))


def after_commit(tell: Callable[[], None]) -> None:
    """Tells the store as soon as the transaction is committed. A store that cannot be told stops nobody and nothing
    that waits for the same commit: whoever calls this writes a row into the outbox as well, which makes it good."""
    transaction.on_commit(lambda: _quietly(tell))


def moved(
    tags: Iterable[str], *, now: datetime, opens: datetime | None = None, keys: Iterable[str] = (),
    pages: Iterable[int] = (),
) -> None:  # fmt: skip
    """What these tags stand for changed, in the caller's transaction: the pages that carry them are old at its commit,
    and a row of the outbox says so again, should the process die between. `opens`: the next moment at which it changes
    by itself. The worker then presses the pages `keys`, and those of the publications `pages` (numbers) that were kept.
    Nothing is written where there are no tags."""
    tags = sorted(set(tags))
    if not tags:
        return
    told = some_number()
    announce(tags, opens=opens, told=told)
    payload = {"tags": tags, "told": told, "keys": list(keys), "pages": list(pages)}
    enqueue("articles.tags_moved", {name: value for name, value in payload.items() if value}, now=now)


def everything_changed(*, now: datetime, gone: bool = False) -> None:
    """What stands on pages without number changed, in the caller's transaction: all that is kept is old at its commit,
    and a row of the outbox says so again, should the process die between. `gone`: what the pages said before must not
    be read again, not even while nothing better can be made; their files go."""
    told = some_number()
    enqueue("articles.all_changed", {"told": told, "gone": gone}, now=now)
    after_commit(lambda: purge_all(told=told, gone=gone))


def forget(tags: Iterable[str], keys: Iterable[str]) -> None:
    """The pages `keys` are gone as if they had never been, and no older copy of a list with them comes back. Safe to
    repeat: who stands at one of these addresses since is rendered anew."""
    apply(tags, gone=keys)
    apply((), back=keys)  # a tombstone would say that there was something
    purge_all()


def _micro(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def changes(since: int, now: int) -> tuple[list[str] | None, int | None]:
    """What opened or closed in (since, now], as tags (None: too much to tell), and the next moment after `now`; all in
    microseconds."""
    if since == 0:  # the store is new: nothing that it holds is trusted, so only what comes matters
        since = now
    start, end = (datetime.fromtimestamp(max(0, at) / 1_000_000, UTC) for at in (since, now))
    passed = Publication.objects.filter(
        Q(visible_from__gt=start, visible_from__lte=end) | Q(visible_until__gt=start, visible_until__lte=end)
    )
    shown = ("story", "translation_group", "language", "section_id", "series_id", "address_date", "credits", "topics")
    tags: set[str] = set()
    outs = list(passed.only(*shown)[: _MOST_CHANGES + 1])
    for out in outs[:_MOST_CHANGES]:
        tags.update(moved_by(out))
    tags.update(_curated(start, end))
    coming = [
        table.objects.filter(**{f"{name}__gt": end}).order_by(name).values_list(name, flat=True).first()  # type: ignore[attr-defined]
        for table, names in _MOMENTS.items()
        for name in names
    ]
    following = min((_micro(moment) for moment in coming if moment), default=None)
    return (None if len(outs) > _MOST_CHANGES else sorted(tags)), following


# At what moments something that readers see changes by itself.
_MOMENTS: dict[type[Model], tuple[str, ...]] = {
    Publication: ("visible_from", "visible_until"),
    FrontPlan: ("visible_from", "visible_until"),
    FrontPin: ("until",),
    Banner: ("visible_from", "visible_until"),
}


def _passed(name: str, start: datetime, end: datetime) -> Q:
    return Q(**{f"{name}__gt": start, f"{name}__lte": end})


def _curated(start: datetime, end: datetime) -> set[str]:
    """The tags of fronts and banners that opened, closed or lost a pin in (start, end]."""
    either = _passed("visible_from", start, end) | _passed("visible_until", start, end)
    plans = FrontPlan.objects.filter(
        either | Q(pk__in=FrontPin.objects.filter(_passed("until", start, end)).values("plan"))
    )
    fronts = {front_tag(*of) for of in plans.values_list("language", "section").distinct()}
    return fronts | {banner_tag(one) for one in Banner.objects.filter(either).values_list("language", flat=True)}


def pass_moment(kept: page_store.Store, now: int) -> None:
    """The moment that `kept` waits for has come: what opened or closed moves. Silent while the database is away."""

    def look(since: int, until: int) -> tuple[list[str] | None, int | None]:
        close_old_connections()  # this is no request of Django's, which would do so
        try:
            return changes(since, until)
        finally:
            close_old_connections()

    kept.pass_moment(now, look)


@receiver([post_save, post_delete], sender=Newsroom, dispatch_uid="articles.press.newsroom")
@receiver([post_save, post_delete], sender=Section, dispatch_uid="articles.press.section")
@receiver([post_save, post_delete], sender=Series, dispatch_uid="articles.press.series")
def stands_on_every_page(**kwargs) -> None:
    everything_changed(now=timezone.now())


def some_number() -> int:
    """By which the outbox knows that the store was told."""
    return secrets.randbits(63) or 1


def _quietly(tell: Callable[[], None]) -> None:
    """What was done is done, also where the store cannot be told of it: the row in the outbox tries again, and says at
    the desk what is wrong."""
    try:
        tell()
    except OSError:
        logger.exception("The finished pages could not be told of a change")


def purge_all(told: int = 0, *, gone: bool = False) -> None:
    """Everything kept is old; with `gone` it is no fallback either. Raises OSError where the store cannot be told."""
    kept = page_store.opened()
    if kept is not None:
        kept.purge_all(told, gone=gone)
