"""Which kept pages show what: tags of pages, and what a verb or a passed moment makes stale.

A page carries the tags of all that it shows; a publication that opens, closes or changes moves the tags below. Lists
carry a tag of their own, so that they follow what enters them, and the tag of each story on them, so that they
follow what those become. Settings, sections and names stand on every page: a change there makes all of it stale.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from articles.addresses import story_path
from articles.edition import edition
from articles.models import Newsroom, Publication, Section
from newsroom.lib.page_store import store

# A story page lists its section's newest; it need not follow each of them at once, but it must not stay for ever.
STORY_LIFETIME = 3600


def story_tag(story) -> str:
    return f"story:{story}"


def group_tag(group) -> str:
    return f"group:{group}"


def list_tag(kind: str, key: object, language: str) -> str:
    return f"{kind}:{key}:{language}"


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
        list_tag("corrections", "", language),
        *(list_tag("author", credit["author"], language) for credit in out.credits),
        *(list_tag("topic", topic["tag"], language) for topic in out.topics),
    ]


def key_of(out: Publication) -> str:
    """The key under which the story's own page is kept: its path."""
    return story_path(edition(out.language), out.address_date, out.slug)


def apply(tags: Iterable[str], *, gone: Iterable[str] = (), back: Iterable[str] = (), opens: datetime | None = None):
    """Tells the store; when this returns, no process answers an old page. Safe to repeat."""
    kept = store()
    if kept is None:
        return
    gone, back = list(gone), list(back)
    if opens is not None:
        kept.expect(_micro(opens))
    if gone:
        kept.purge(*tags, keys=gone, gone=True)
    else:
        kept.purge(*tags, keys=back, back=True)


def announce(tags: Iterable[str], **what) -> None:
    """`apply`, as soon as the transaction is committed and before the verb returns to whoever called it."""
    tags = list(tags)
    transaction.on_commit(lambda: apply(tags, **what))


def _micro(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def changes(since: int, now: int) -> tuple[list[str], int | None]:
    """What opened or closed in (since, now], as tags, and the next moment after `now`; all in microseconds."""
    if since == 0:  # the store is new: nothing that it holds is trusted, so only what comes matters
        since = now
    start, end = (datetime.fromtimestamp(max(0, at) / 1_000_000, UTC) for at in (since, now))
    passed = Publication.objects.filter(
        Q(visible_from__gt=start, visible_from__lte=end) | Q(visible_until__gt=start, visible_until__lte=end)
    )
    tags: set[str] = set()
    for out in passed.only("story", "translation_group", "language", "section_id", "credits", "topics").iterator():
        tags.update(moved_by(out))
    coming = [
        Publication.objects.filter(**{f"{name}__gt": end}).order_by(name).values_list(name, flat=True).first()
        for name in ("visible_from", "visible_until")
    ]
    moments = [_micro(moment) for moment in coming if moment]
    return sorted(tags), min(moments, default=None)


@receiver([post_save, post_delete], sender=Newsroom, dispatch_uid="articles.press.newsroom")
@receiver([post_save, post_delete], sender=Section, dispatch_uid="articles.press.section")
def stands_on_every_page(**kwargs) -> None:
    transaction.on_commit(purge_all)


def purge_all() -> None:
    kept = store()
    if kept is not None:
        kept.purge_all()
