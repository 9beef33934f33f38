"""Taking a public story down from the server's shell, also while the database is away.

Then a tombstone takes the page from its readers at once, in every process; the store of finished pages keeps who did
it and why, and the worker does the verb itself as soon as the database is back.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import unquote, urlsplit

from django.db import DatabaseError, InterfaceError
from django.urls import Resolver404, resolve

from articles import press, workflow
from articles.addresses import story_path
from articles.edition import edition
from articles.models import Article, Publication
from articles.refusals import NotPossible, WorkflowError
from authors.operator import operator
from newsroom.lib import page_store
from newsroom.lib.page_store import keeping

logger = logging.getLogger(__name__)


class Refused(Exception):
    """Why nothing was taken down; a sentence for the person at the shell."""


@dataclass(frozen=True)
class Withdrawn:
    """`path` is down. `waits`: the database does not know it yet. `everywhere`: pages that mention it are clean."""

    path: str
    waits: bool = False
    everywhere: bool = True


def path_of(written: str) -> str:
    """The path of a story's page from what was written: a path, or a whole address. Raises Refused."""
    path = unquote(urlsplit(written.strip()).path).lower()
    path = path if path.endswith("/") else path + "/"
    try:
        found = resolve(path)
    except Resolver404:
        found = None
    if found is None or found.url_name != "story":
        raise Refused(f"“{written}” is no address of a story. Write one such as /2026/11/22/night-buses-return/.")
    return path


def withdraw(written: str, *, why: str, who: str, now: datetime) -> Withdrawn:
    """Takes down the story whose page stands at `written`. `who` is the account at the shell. Raises Refused."""
    path = path_of(written)
    try:
        path = _by_the_verb(path, why=f"{why} ({who})", now=now)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("the database is away (%s)", error)
        return _without_the_database(path, why=why, who=who, now=now)
    except WorkflowError as error:
        raise Refused(str(error)) from error
    return Withdrawn(path)


def _by_the_verb(path: str, *, why: str, now: datetime) -> str:
    """The verb of the desk. Raises Refused where no story is at `path` for readers, WorkflowError, or the database's
    error."""
    found = resolve(path)
    language = found.kwargs.get("language")
    here = edition(language)
    year, month, day, slug = (found.kwargs[name] for name in ("year", "month", "day", "slug"))
    try:
        stands_at = Publication.objects.visible(now).filter(
            language=here.language, address_date=date(year, month, day), slug=slug
        )
    except ValueError:
        raise Refused(f"There is no such day: {path}") from None
    out = stands_at.first()
    if out is None:
        raise Refused(f"No story stands at {path} for readers, so there is nothing to take down.")
    article = Article.objects.get(uuid=out.story)
    workflow.take_down(by=operator(), article=article, why=why, now=now)
    return story_path(here, out.address_date, out.slug)


def _without_the_database(path: str, *, why: str, who: str, now: datetime) -> Withdrawn:
    try:
        kept = page_store.opened()
        if kept is None:
            raise Refused(
                "The database is away, and no finished pages are kept (PAGE_STORE=off): readers see nothing of it now,"
                " but it must be taken down when the database is back."
            )
        note = {"why": why, "who": who, "at": now.isoformat()}
        when = resolve(path).kwargs
        sitemaps = (press.SITEMAP, press.sitemap_tag(when["year"], when["month"]))
        return Withdrawn(path, waits=True, everywhere=keeping.withdraw(kept, path, note, sitemaps))
    except OSError as error:
        raise Refused(f"The page could not be marked as taken down: {error}. Readers may still see it.") from error


def tell_the_database(now: datetime) -> int:
    """Does for the database what was taken down while it was away; gives how many. Raises DatabaseError where it
    still is."""
    kept = page_store.store()
    done = 0
    if kept is None:
        return done
    for note in keeping.withdrawn(kept):
        path = note["key"]
        why = f"{note['why']} ({note['who']}, {note['at'][:16]}, while the database was away)"
        gone = True
        try:
            _by_the_verb(path, why=why, now=now)
        except Refused as error:
            # Taken down at the desk meanwhile, or never there: the database says what it is from now on.
            logger.warning("%s was withdrawn while the database was away: %s", path, error)
            gone = False
        except NotPossible as error:
            logger.warning("%s was withdrawn while the database was away: %s", path, error)
        keeping.settle(kept, path, gone=gone)
        done += 1
    return done
