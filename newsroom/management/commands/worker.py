"""`manage.py worker`: does the work in the outbox, in the foreground, until SIGTERM or Ctrl-C."""

import logging
import os
import signal
import threading
import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from articles import incoming, photos, share_cards, withdrawals
from articles.pressing import Presser
from articles.readership import adding
from articles.workflow import sweep_complaints, sweep_drafts, sweep_windows
from authors import sessions
from newsroom.lib import page_store
from newsroom.lib.jobs import work
from newsroom.lib.limits import ceilings
from newsroom.lib.page_store import keeping

logger = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two looks when there is nothing to do
BEAT = 10.0  # seconds between two signs of life
COUNTING = 5.0  # seconds between two looks for what readers read
HOUSEKEEPING = 3600.0
PRESSING = 0.25  # seconds of pressing ahead between two such looks: a fifth of one core, and no more
LONGEST_WAIT = 30.0  # seconds between two tries while the database is away


class Command(BaseCommand):
    """Several may run on PostgreSQL; on SQLite one is enough and two do no harm."""

    help = "Does the background work: mails, renditions, whatever follows from an act at the desk"

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *args, once=False, **options):
        if once:
            adding.take_in(timezone.now())
            while work.run_once(timezone.now()) or work.run_idle(timezone.now()):
                pass
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())  # the piece of work in hand is finished first
        keep_working(stop)


def sweep_pictures() -> None:
    """What came in pieces, and one part of the pictures' store an hour. A store that is away stops no other work."""
    now = timezone.now()
    try:
        incoming.sweep(now)
        photos.sweep(now, part=now.hour)
        photos.catch_up(now, part=now.hour)
        share_cards.sweep(now, part=now.hour)
    except OSError as error:
        logger.warning("the store of pictures could not be swept (%s)", error)


def sweep_pages() -> None:
    """Keeps the store of finished pages within PAGES_MOST, and clears what killed writers left."""
    kept = page_store.store()
    if kept is not None:
        keeping.sweep(kept)


def pages_are_crowded() -> bool:
    kept = page_store.store()
    return kept is not None and keeping.is_crowded(kept)


def keep_working(stop: threading.Event) -> None:
    """Works until `stop` is set, or the process that started this one is gone."""
    parent = os.getppid()
    beat_at = tidy_at = count_at = 0.0
    failures = 0
    presser = Presser(settings.PAGES_PRESSED)
    while not stop.is_set() and os.getppid() == parent:
        close_old_connections()
        try:
            if time.monotonic() >= beat_at:
                work.beat(timezone.now())
                beat_at = time.monotonic() + BEAT
            if time.monotonic() >= tidy_at:
                work.housekeep(timezone.now())
                ceilings.sweep(timezone.now())
                sessions.sweep(timezone.now())
                sweep_windows(timezone.now())
                sweep_drafts(timezone.now())
                sweep_complaints(timezone.now())
                sweep_pictures()
                sweep_pages()
                adding.sweep(timezone.now())
                tidy_at = time.monotonic() + HOUSEKEEPING
            elif pages_are_crowded():
                sweep_pages()
            if time.monotonic() >= count_at:
                adding.take_in(timezone.now())
                count_at = time.monotonic() + COUNTING
            withdrawals.tell_the_database(timezone.now())
            done = work.run_once(timezone.now(), limit=1)  # one, so that a stop never waits for a queue
            if not done:
                done = presser.work(PRESSING) or work.run_idle(timezone.now())
            failures = 0
        except DatabaseError as error:
            failures += 1
            wait = min(2.0**failures, LONGEST_WAIT)
            logger.warning("the database is away (%s); the next look is in %g s", error, wait)
            connections.close_all()
            stop.wait(wait)
            continue
        if not done:
            stop.wait(PAUSE)
    connections.close_all()
