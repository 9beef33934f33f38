"""What is wrong with this set-up, in sentences. Each check looks at one thing; `manage.py doctor` says what they find.

A check is told `now` and gives findings. What it says goes through the filter for secrets before anybody reads it.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from smtplib import SMTPException
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import available_timezones

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from articles import history
from articles.models import Act, Newsroom
from articles.record import guards
from articles.search import keeping
from newsroom import health
from newsroom.first_run import setting_up
from newsroom.lib import hearers as heard
from newsroom.lib import outgoing, page_store, share_card
from newsroom.lib.jobs import outbox
from newsroom.lib.jobs.errors import shortened
from newsroom.lib.jobs.models import Job
from newsroom.lib.mail import NotSent
from newsroom.lib.mail_trial import why_not
from newsroom.lib.once import links
from newsroom.management.commands.prepare import fingerprint
from newsroom.management.commands.serve import is_loopback

LEAST_FREE = 2**30  # bytes; a full disk stops saving, and the desk says so only then
SHORTEST_KEY = 32  # characters of a secret key that nobody guesses
CLOCK_APART = timedelta(seconds=60)
MAIL_TIMEOUT = 5  # seconds
SQLITE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}  # 2: FULL


@dataclass(frozen=True)
class Finding:
    """One sentence, or two: what stands there and, where it is `wrong`, what to do."""

    sentence: str
    wrong: bool = False


Findings = Iterable[Finding]


def fine(sentence: str) -> Finding:
    return Finding(sentence)


def wrong(sentence: str) -> Finding:
    return Finding(sentence, wrong=True)


def size(number: float) -> str:
    """Bytes for people: "3.4 MB"."""
    for unit in ("bytes", "KB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "bytes" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"


def told(at: datetime) -> str:
    """A moment on the clocks of TIME_ZONE, with their name."""
    local = timezone.localtime(at)
    return f"{local:%Y-%m-%d %H:%M} ({local.tzname()})"


# -- the database


def database(now: datetime) -> Findings:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        if connection.vendor == "sqlite" and "unable to open" in str(error):
            yield wrong(f"There is no database in {settings.DATA_DIR}. Is DATA_DIR right? `manage.py serve` makes one.")
        else:
            yield wrong(f"The database does not answer: {error}. Look at DATABASE_URL, and whether its server runs.")
        return
    version = ".".join(str(part) for part in connection.get_database_version())
    yield fine(f"The database answers ({connection.display_name} {version}).")


def migrations(now: datetime) -> Findings:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _back in waiting[:5])
        yield wrong(f"{len(waiting)} migrations are not applied ({names}). Run `manage.py migrate`.")
    ours = {app for app, _name in executor.loader.disk_migrations}
    newer = [key for key in executor.loader.applied_migrations if key[0] in ours]
    unknown = sorted(set(newer) - set(executor.loader.disk_migrations))
    if unknown:
        names = ", ".join(".".join(key) for key in unknown[:5])
        yield wrong(f"A newer version of the newsroom was at this database ({names}). Run that version, or a backup.")
    if not waiting and not unknown:
        yield fine("Every table is as this version needs it.")


def sqlite_settings(now: datetime) -> Findings:
    if connection.vendor != "sqlite":
        return
    found = {}
    with connection.cursor() as cursor:
        for name in SQLITE:
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    off = [name for name, value in SQLITE.items() if found[name] != value]
    if off:
        said = ", ".join(f"{name} is {found[name]}, not {SQLITE[name]}" for name in off)
        yield wrong(f"SQLite is not set as it has to be: {said}. A power cut or two writers could cost words.")
    else:
        yield fine(f"SQLite {sqlite3.sqlite_version} writes so that neither a crash nor a power cut costs a word.")


def record_guards(now: datetime) -> Findings:
    if tables := guards.missing(connection):
        yield wrong(f"The record can be changed: {', '.join(tables)} lack their triggers. Run `manage.py migrate`.")
    else:
        yield fine("The database refuses to change what the record holds.")


def search_index(now: datetime) -> Findings:
    found = list(keeping.quick_faults())
    for sentence in found:
        yield wrong(f"{sentence} Run `manage.py migrate`, or `manage.py search_index --rebuild`.")
    if not found:
        yield fine("The search has its index. (`manage.py search_index --check` compares it with every story.)")


def history_weight(now: datetime) -> Findings:
    found = history.weight()
    yield fine(
        f"The stories' history weighs {size(found.bytes)}: {found.versions} versions, {size(found.each)} each on the"
        f" average, {found.whole} of them kept whole."
    )


# -- what works in the background


def worker(now: datetime) -> Findings:
    heart = outbox.heart(now)
    if heart.silent:
        since = f"has been silent since {told(heart.last)}" if heart.last else "has not shown itself yet"
        yield wrong(
            f"The background work {since}. Stories still appear by themselves at their moment; mails and purges wait."
            " Start it: `manage.py worker`, or `manage.py serve` for all of it."
        )
    else:
        yield fine("The background work shows that it is alive.")


def waiting_work(now: datetime) -> Findings:
    waited = outbox.oldest_waiting(now)
    if waited and waited > health.LONGEST_WAIT:
        yield wrong(f"Work that is due has waited for {round(waited.total_seconds() / 60)} minutes: nobody does it.")
    if failed := Job.objects.filter(state=Job.State.FAILED).count():
        yield wrong(f"{failed} pieces of work failed for good. The desk's page “Work waiting” says why.")
    elif not waited or waited <= health.LONGEST_WAIT:
        yield fine("No work is late.")


# -- files


def storage(now: datetime) -> Findings:
    name = f"doctor-{uuid4().hex}"
    try:
        kept = default_storage.save(name, ContentFile(b"x"))
        default_storage.delete(kept)
    except Exception as error:  # a store of files over the network has errors of its own
        yield wrong(f"Pictures cannot be stored: {error}. Look at the rights and the space of {settings.MEDIA_ROOT}.")
    else:
        yield fine("Pictures can be stored.")


def share_cards(now: datetime) -> Findings:
    if share_card.shapes():
        yield fine("Share cards are drawn with their headlines in every language.")
    else:
        yield fine(
            "Share cards are drawn without headlines in Arabic script. Install FriBiDi for them (Debian: libfribidi0)."
        )


def free_space(now: datetime) -> Findings:
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError as error:
        yield wrong(f"The folder of all state cannot be looked at: {error}. Look at DATA_DIR.")
        return
    if free < LEAST_FREE:
        yield wrong(f"Only {size(free)} are free where {settings.DATA_DIR} is. Make room: a full disk stops saving.")
    else:
        yield fine(f"{size(free)} are free where {settings.DATA_DIR} is.")


def finished_pages(now: datetime) -> Findings:
    if not settings.PAGE_STORE:
        yield wrong("PAGE_STORE=off: every page is rendered afresh, and none is there while the database is away.")
        return
    try:
        page_store.opened()
        probe = Path(settings.PAGES_DIR, f".doctor-{uuid4().hex}")
        probe.touch()
        probe.unlink()
    except OSError as error:
        yield wrong(f"Finished pages cannot be kept: {error}. Look at the rights of {settings.PAGES_DIR}.")
    else:
        yield fine("Finished pages are kept.")


def built(now: datetime) -> Findings:
    old = [
        str(source.relative_to(settings.BASE_DIR))
        for folder in settings.LOCALE_PATHS
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
        if not source.with_suffix(".mo").exists() or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]
    if old:
        yield wrong(f"Translations are not compiled ({', '.join(old)}). Run `manage.py prepare`.")
    stamp = Path(settings.STATIC_ROOT) / ".made-from"
    if not stamp.is_file() or stamp.read_text() != fingerprint():
        yield wrong("The static files are not those of this version. Run `manage.py prepare`.")
    elif not old:
        yield fine("Translations and static files are made.")


# -- the world around


def secret(now: datetime) -> Findings:
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < 10:
        yield wrong(f"SECRET_KEY can be guessed: it needs at least {SHORTEST_KEY} random characters.")
    elif any(word in key.lower() for word in ("not-a-secret", "changeme", "change-me", "insecure", "example")):
        yield wrong("SECRET_KEY is one that others know. Take it away: a random one is then made in DATA_DIR.")
    else:
        yield fine("The secret key is long enough.")
    file = Path(settings.DATA_DIR) / "secret-key"
    if file.is_file() and file.stat().st_mode & 0o077:
        yield wrong(f"Others on this machine can read {file}. Take that right away: chmod 600.")


def addresses(now: datetime) -> Findings:
    base = urlsplit(settings.BASE_URL)
    host = base.hostname or ""
    if base.scheme not in ("http", "https") or not host or base.path or base.query:
        yield wrong("BASE_URL is no address of a site. Write it as in https://news.example, with nothing behind it.")
        return
    if base.scheme == "http" and not is_loopback(host):
        yield wrong(
            f"Readers reach the newsroom by http, so passwords travel openly ({settings.BASE_URL}). Put a proxy with a"
            " certificate before it (deploy/), and give BASE_URL as https."
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield wrong("ALLOWED_HOSTS has “*”: links in mails could be made to lead elsewhere. Name the hosts.")
    if settings.DEMO and not (is_loopback(host) and is_loopback(settings.HOST)):
        yield wrong("This is the sample newsroom (DEMO=1), and others can reach it. Its logins are known to everybody.")
    if base.scheme == "https" or is_loopback(host):
        yield fine(f"The newsroom's address is {settings.BASE_URL}.")


def mail(now: datetime) -> Findings:
    host = urlsplit(settings.BASE_URL).hostname or ""
    if settings.EMAIL_BACKEND == "newsroom.lib.mail.FileBackend":
        if is_loopback(host):
            yield fine(f"Mails are files in {settings.MAIL_DIR}: this newsroom is on this machine alone.")
        else:
            yield wrong("No mail server is set up: mails become files that nobody gets. Set EMAIL_URL.")
        return
    server = get_connection(timeout=MAIL_TIMEOUT)
    try:
        try:
            server.open()
        except (OSError, SMTPException) as error:
            raise NotSent(str(error)) from error
    except NotSent as error:
        yield wrong(why_not(error))
        return
    finally:
        server.close()
    yield fine("The mail server lets us in. Whether mails arrive, the desk's page “Mail” tries.")


def shared_cache(now: datetime) -> Findings:
    backend = settings.CACHES["default"]["BACKEND"]
    if "redis" not in backend.lower():
        return
    key, value = f"doctor-{uuid4().hex}", uuid4().hex
    try:
        cache.set(key, value, 10)
        there = cache.get(key) == value
    except Exception as error:  # the client's own kinds of errors, which are there only where it is
        yield wrong(f"Redis does not answer: {error}. Look at CACHE_URL, and whether its server runs.")
        return
    if there:
        yield fine("Redis answers.")
    else:
        yield wrong("Redis forgets at once what it is given. Look at its memory limit.")


def clock(now: datetime) -> Findings:
    late = Act.objects.order_by("-number").values_list("at", flat=True).first()
    beat = outbox.last_beat()
    ahead = max((at for at in (late, beat) if at), default=now)
    apart = timedelta()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - timezone.now())
    if ahead - now > CLOCK_APART:
        yield wrong(f"The clock was set back: something was done at {told(ahead)} already, and it shows {told(now)}.")
    elif apart > CLOCK_APART:
        yield wrong(f"The clocks here and at the database are {round(apart.total_seconds())} seconds apart. Set them.")
    else:
        yield fine(f"The clock shows {told(now)}.")
    zone = Newsroom.objects.values_list("time_zone", flat=True).first()
    if zone and zone not in available_timezones():
        yield wrong(f"This machine does not know the newsroom's time zone, {zone}. Install tzdata.")


def first_run(now: datetime) -> Findings:
    link = links.open_until(setting_up.PURPOSE, now)
    if link is not None:
        yield wrong(f"A one-time set-up link is open until {told(link)}: whoever has it runs the newsroom. Use it now.")
    if setting_up.is_needed():
        yield wrong("Nobody runs this newsroom: no administrator can sign in. `manage.py setup` makes one.")
    elif link is None:
        yield fine("Somebody runs this newsroom, and no set-up link is open.")


def hearers(now: datetime) -> Findings:
    """Who is told of what changes on the readers' side. Nothing is sent."""
    for name, asked, told_now, who in (
        ("WEBSUB_HUB", settings.WEBSUB_HUB, heard.hub(), "the hub of the feeds"),
        ("INDEXNOW", settings.INDEXNOW, heard.search(), "search engines"),
    ):
        try:
            host = outgoing.place(asked).host if asked else ""
        except outgoing.NotAsked as error:
            yield wrong(f"{name} cannot be asked. {error} Mend it, or write off.")
            continue
        if told_now:
            yield fine(f"What changes is told to {who} ({host}).")
        else:
            why = "BASE_URL is none that others reach" if asked and not settings.DEMO else f"{name} is off"
            yield fine(f"What changes is not told to {who}: {'this is the sample' if settings.DEMO else why}.")


CHECKS: tuple[Callable[[datetime], Findings], ...] = (
    database, migrations, sqlite_settings, record_guards, search_index, history_weight, worker, waiting_work, clock,
    first_run, storage, share_cards, free_space, finished_pages, built, secret, addresses, hearers, mail, shared_cache,
)  # fmt: skip
NEED_TABLES = {sqlite_settings, record_guards, search_index, history_weight, worker, waiting_work, clock, first_run}


def examine(now: datetime) -> Iterator[Finding]:
    """What all checks say. Those that need the database are left out where it is what is wrong; one that breaks says
    that it could not look."""
    broken = False
    for check in CHECKS:
        if broken and (check in NEED_TABLES or check is migrations):
            continue
        try:
            found = list(check(now))
        except Exception as error:  # whatever it is, the others still look
            found = [wrong(f"{check.__name__.replace('_', ' ').capitalize()} could not be looked at: {error}.")]
        if check in (database, migrations):
            broken = broken or any(finding.wrong for finding in found)
        for finding in found:
            yield Finding(shortened(finding.sentence), finding.wrong)
