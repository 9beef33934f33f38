"""Taking a public story down from the server's shell, also while the database is away.

Then a tombstone takes the page from its readers at once, in every process; the store of finished pages keeps who did
it, why, and what readers find instead. The worker does the verb itself as soon as the database is back; where no worker
runs, the first reader who comes then is answered after it was done.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import unquote, urlsplit

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.urls import Resolver404, resolve
from django.utils import timezone

from articles import notices, press, workflow
from articles.addresses import story_path
from articles.edition import UnknownEdition, edition
from articles.models import Article, Notice, Publication
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


def withdraw(
    written: str, *, why: str, who: str, now: datetime, answer: str = Notice.Answer.GONE, text: str = ""
) -> Withdrawn:
    """Takes down the story whose page stands at `written`. `who` is the account at the shell; for `answer` and `text`,
    what readers find instead, see `workflow.take_down`. Raises Refused."""
    path = path_of(written)
    if answer == Notice.Answer.NEVER and text.strip():
        raise Refused("As if it had never been: then there is no text for readers either. Leave out one of the two.")
    if len(text) > notices.MOST_TEXT or notices.BLANK in text:
        raise Refused(f"The text for readers is at most {notices.MOST_TEXT} characters and has no “{notices.BLANK}”.")
    try:
        path = _by_the_verb(path, why=f"{why} ({who})", now=now, answer=answer, text=text)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("the database is away (%s)", error)
        return _without_the_database(path, why=why, who=who, now=now, answer=answer, text=text)
    except WorkflowError as error:
        raise Refused(str(error)) from error
    return Withdrawn(path)


def _by_the_verb(path: str, *, why: str, now: datetime, answer: str, text: str) -> str:
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
    workflow.take_down(by=operator(), article=article, why=why, now=now, answer=answer, text=text)
    return story_path(here, out.address_date, out.slug)


def _without_the_database(
    path: str, *, why: str, who: str, now: datetime, answer: str, text: str
) -> Withdrawn:  # fmt: skip
    try:
        kept = page_store.opened()
        if kept is None:
            raise Refused(
                "The database is away, and no finished pages are kept (PAGE_STORE=off): readers see nothing of it now,"
                " but it must be taken down when the database is back."
            )
        note = {"why": why, "who": who, "at": now.isoformat(), "answer": str(answer), "text": text.strip()}
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
        chosen = notices.from_kept(note)
        gone = True
        try:
            _by_the_verb(path, why=why, now=now, answer=chosen.answer, text=chosen.text)
        except Refused as error:
            # Taken down at the desk meanwhile, or never there: the database says what it is from now on.
            logger.warning("%s was withdrawn while the database was away: %s", path, error)
            gone = False
        except NotPossible as error:
            logger.warning("%s was withdrawn while the database was away: %s", path, error)
        row = _notice_at(path)
        keeping.settle(kept, path, gone=gone, said=notices.of(row).kept() if row else chosen.kept())
        done += 1
    return done


def _notice_at(path: str) -> Notice | None:
    """What the database says of the address of a story that was taken down."""
    at = resolve(path).kwargs
    try:
        day = date(at["year"], at["month"], at["day"])
        language = edition(at.get("language")).language
    except (ValueError, UnknownEdition):
        return None
    return Notice.objects.filter(language=language, address_date=day, slug=at["slug"]).first()


def catch_up(kept: page_store.Store) -> None:
    """`tell_the_database` before a reader is answered, should no worker run. Silent while the database is away, and
    where another process is at it."""
    if next(keeping.withdrawn(kept), None) is None:
        return
    try:
        with kept.alone("withdrawn") as alone:
            if alone:
                _tell_by_a_fresh_connection()
    except (DatabaseError, InterfaceError):
        pass
    except Exception:
        logger.exception("What was taken down while the database was away could not be told to it")


def _tell_by_a_fresh_connection() -> None:
    close_old_connections()  # this is no request of Django's, which would do so
    try:
        tell_the_database(timezone.now())
    finally:
        close_old_connections()
