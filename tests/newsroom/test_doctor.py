"""`manage.py doctor`: each thing that can be wrong is broken here, and its sentence is looked for."""

import io
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from articles.record import guards
from authors.models import User
from newsroom import doctor
from newsroom.first_run import setting_up
from newsroom.lib import page_store
from newsroom.lib.catalogues import compile_catalogues
from newsroom.lib.jobs import outbox, work
from newsroom.lib.jobs.models import Job
from newsroom.lib.page_store.store import Store
from newsroom.management.commands.prepare import fingerprint
from tests import factories
from tests.factories import HOUR, MINUTE, NOW

SECRETS = {"SECRET_KEY": "k" * 3 + "Zq8-vV1x_wN4pT6yR2uJ9sLmB5cD7f", "password": "hunter2secret"}


@pytest.fixture
def well(db, settings, tmp_path, monkeypatch):
    """A set-up in which nothing is wrong at NOW."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT, settings.STATIC_ROOT, settings.PAGES_DIR = (tmp_path / n for n in ("media", "static", "pages"))
    settings.EMAIL_BACKEND = "newsroom.lib.mail.FileBackend"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / ".made-from").write_text(fingerprint())
    locale = tmp_path / "locale" / "ar" / "LC_MESSAGES"
    locale.mkdir(parents=True)
    (locale / "django.po").write_text('msgid ""\nmsgstr "Language: ar\\n"\n')
    settings.LOCALE_PATHS, settings.BASE_DIR = [tmp_path / "locale"], tmp_path
    compile_catalogues(tmp_path / "locale")
    monkeypatch.setitem(doctor.SQLITE, "synchronous", 0)  # the tests' own database does not wait for the disk
    monkeypatch.setattr(page_store, "_store", Store(settings.PAGES_DIR, release="test"))
    factories.newsroom()
    factories.person("", is_superuser=True)
    work.beat(NOW)
    return tmp_path


def faults(*checks) -> list[str]:
    """What the checks (all, where none is named) say is wrong."""
    found = doctor.examine(NOW) if not checks else (one for check in checks for one in check(NOW))
    return [one.sentence for one in found if one.wrong]


def test_where_nothing_is_wrong_it_says_so_and_what_there_is(well, settings):
    factories.live_story()
    found = list(doctor.examine(NOW))
    assert [one.sentence for one in found if one.wrong] == []
    said = " ".join(one.sentence for one in found)
    parts = (
        "The database answers", "Every table", "refuses to change", "history weighs", "alive", "No work is late",
        "The clock shows", "no set-up link", "Pictures can be stored", "are free where", "pages are kept",
        "static files are made", "secret key", "address is", "Mails are files",
    )  # fmt: skip
    for part in parts:
        assert part in said, part


def test_a_database_that_is_away_is_one_sentence_and_the_rest_is_looked_at(well, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("could not connect to postgres://newsroom:hunter2secret@db/news")

    with monkeypatch.context() as patch:
        patch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
        (said,) = faults()
    assert said.startswith("The database does not answer: ") and "DATABASE_URL" in said and "hunter2" not in said


def test_no_database_at_all(tmp_path):
    """From outside, as a person would see it who runs it in the wrong place; the exit code tells."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DATA_DIR": str(tmp_path / "nowhere"), "DEMO": "0"}
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "WRONG  There is no database in " in done.stdout and "Traceback" not in done.stdout + done.stderr


def test_a_migration_that_is_not_applied(well):
    MigrationRecorder(connection).record_unapplied("jobs", "0001_initial")
    (said,) = faults(doctor.migrations)
    assert said == "1 migrations are not applied (jobs.0001_initial). Run `manage.py migrate`."


def test_a_database_that_a_newer_version_was_at(well):
    MigrationRecorder(connection).record_applied("articles", "9999_of_tomorrow")
    (said,) = faults(doctor.migrations)
    assert "A newer version of the newsroom was at this database (articles.9999_of_tomorrow)." in said


def test_sqlite_that_does_not_wait_for_the_disk(db):
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite's own settings")
    (said,) = faults(doctor.sqlite_settings)  # as the tests' own is set
    assert "synchronous is 0, not 2" in said and "A power cut" in said


def test_a_record_that_can_be_changed(well):
    guards.take_off(connection)
    (said,) = faults(doctor.record_guards)
    assert "articles_act" in said and "articles_revision" in said and "Run `manage.py migrate`." in said


def test_what_the_history_weighs(well):
    for _n in range(3):
        factories.live_story()
    (found,) = doctor.history_weight(NOW)
    assert "6 versions" in found.sentence and "KB" in found.sentence


def test_a_silent_worker(well):
    work.beat(NOW - 8 * MINUTE)
    (said,) = faults(doctor.worker)
    assert said.startswith("The background work has been silent since 2026-11-22 08:52 (UTC).")
    assert "Stories still appear by themselves at their moment; mails and purges wait." in said


def test_work_that_waits_and_work_that_failed(well):
    Job.objects.all().delete()
    outbox.enqueue("x", {}, now=NOW - HOUR)
    Job.objects.create(kind="y", run_after=NOW, created_at=NOW, finished_at=NOW, state=Job.State.FAILED)
    waits, failed = faults(doctor.waiting_work)
    assert "has waited for 60 minutes" in waits and failed.startswith("1 pieces of work failed for good.")


def test_a_clock_that_was_set_back(well):
    factories.story(now=NOW + HOUR)
    (said,) = faults(doctor.clock)
    assert "The clock was set back: something was done at 2026-11-22 10:00 (UTC) already" in said


def test_a_time_zone_that_the_machine_does_not_know(well):
    factories.newsroom(time_zone="Asia/Atlantis")
    assert faults(doctor.clock) == [
        "This machine does not know the newsroom's time zone, Asia/Atlantis. Install tzdata."
    ]


def test_a_set_up_link_that_is_open_and_nobody_who_runs_the_newsroom(well):
    link = setting_up.fresh_link(NOW)
    (said,) = faults(doctor.first_run)
    assert "A one-time set-up link is open until 2026-11-23 09:00 (UTC)" in said
    assert link.rstrip("/").rpartition("/")[2] not in said
    User.objects.update(is_active=False)
    assert len(faults(doctor.first_run)) == 2
    assert "no administrator" in " ".join(doctor_said for doctor_said in faults(doctor.first_run))
    assert [one.wrong for one in doctor.first_run(NOW + timedelta(days=2))] == [True]  # the link is over


def test_pictures_that_cannot_be_stored(well, settings):
    settings.MEDIA_ROOT.write_text("a file where a folder should be")
    (said,) = faults(doctor.storage)
    assert said.startswith("Pictures cannot be stored: ") and str(settings.MEDIA_ROOT) in said


def test_a_disk_that_is_nearly_full(well, monkeypatch):
    class Usage:
        free = 300 * 10**6

    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _folder: Usage)
    (said,) = faults(doctor.free_space)
    assert said.startswith("Only 300.0 MB are free")


def test_pages_that_cannot_be_kept(well, settings, monkeypatch):
    monkeypatch.setattr(page_store, "_store", None)
    settings.PAGES_DIR = Path(settings.DATA_DIR, "file", "pages")
    settings.PAGES_DIR.parent.write_text("in the way")
    (said,) = faults(doctor.finished_pages)
    assert said.startswith("Finished pages cannot be kept: ")
    settings.PAGE_STORE = False
    (said,) = faults(doctor.finished_pages)
    assert said.startswith("PAGE_STORE=off")


def test_what_is_not_made(well, settings):
    catalogue = next(well.glob("locale/*/*/*.mo"))
    os.utime(catalogue, (0, 0))
    (settings.STATIC_ROOT / ".made-from").write_text("another version")
    words, files = faults(doctor.built)
    assert "locale/ar/LC_MESSAGES/django.po" in words and "Run `manage.py prepare`." in words
    assert files.startswith("The static files are not those of this version.")
    catalogue.unlink()
    assert len(faults(doctor.built)) == 2


@pytest.mark.parametrize("key", ["short", "a" * 60, "not-a-secret-only-for-checks-and-builds-0123456789"])
def test_a_key_that_can_be_guessed(well, settings, key):
    settings.SECRET_KEY = key
    (said,) = faults(doctor.secret)
    assert said.startswith("SECRET_KEY ") and key not in said


def test_a_key_that_others_on_the_machine_can_read(well):
    file = well / "secret-key"
    file.write_text("x")
    file.chmod(0o644)
    (said,) = faults(doctor.secret)
    assert "chmod 600" in said
    file.chmod(0o600)
    assert faults(doctor.secret) == []


@pytest.mark.parametrize(
    ("base", "told"),
    [
        ("http://news.example", "passwords travel openly"), ("news.example", "is no address of a site"),
        ("https://news.example/en", "is no address of a site"), ("ftp://x", "is no address of a site"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be(well, settings, base, told):
    settings.BASE_URL = base
    (said,) = faults(doctor.addresses)
    assert told in said


def test_hosts_of_all_the_world_and_a_sample_that_others_reach(well, settings):
    settings.BASE_URL, settings.ALLOWED_HOSTS, settings.DEMO = "https://news.example", ["*"], True
    hosts, sample = faults(doctor.addresses)
    assert "ALLOWED_HOSTS has “*”" in hosts and "sample newsroom" in sample


def test_who_is_told_of_what_changes(well, settings):
    def said():
        return [one.sentence for one in doctor.hearers(NOW)]

    assert all("BASE_URL is none that others reach" in one for one in said())
    settings.BASE_URL = "https://thecanal.news"
    assert "What changes is told to the hub of the feeds (pubsubhubbub.appspot.com)." in said()
    settings.WEBSUB_HUB, settings.INDEXNOW = "ftp://hub.krd/", ""
    (fault,) = faults(doctor.hearers)
    assert fault.startswith("WEBSUB_HUB cannot be asked")
    assert "INDEXNOW is off" in said()[1]


def test_mail_that_nobody_gets(well, settings):
    settings.EMAIL_BACKEND = "newsroom.lib.mail.FileBackend"
    settings.BASE_URL = "https://news.example"
    assert faults(doctor.mail) == ["No mail server is set up: mails become files that nobody gets. Set EMAIL_URL."]


def test_a_mail_server_that_does_not_listen(well, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD = "127.0.0.1", 9, SECRETS["password"]
    assert faults(doctor.mail) == ["No mail server listens at 127.0.0.1 on port 9. Check both in EMAIL_URL."]


def test_redis_that_is_away(well, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache",
                                   "LOCATION": f"redis://:{SECRETS['password']}@127.0.0.1:9/0"}}  # fmt: skip
    found = [one for one in doctor.examine(NOW) if one.wrong and "Redis" in one.sentence]
    assert len(found) == 1 and found[0].sentence.startswith("Redis does not answer: ")
    assert SECRETS["password"] not in found[0].sentence


def test_redis_that_answers(well, settings, redis_url):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}}
    assert [one.sentence for one in doctor.shared_cache(NOW)] == ["Redis answers."]


def test_a_check_that_breaks_says_so_and_the_others_look_on(well, monkeypatch):
    def guess(now):
        raise RuntimeError(f"password={SECRETS['password']}")
        yield

    monkeypatch.setattr(doctor, "CHECKS", (guess, doctor.secret))
    found = list(doctor.examine(NOW))
    assert len(found) == 2 and found[0].wrong and found[0].sentence.startswith("Guess could not be looked at")
    assert SECRETS["password"] not in found[0].sentence


def test_nothing_secret_is_told(well, settings, monkeypatch):
    """Whatever an error brings along: keys, passwords, people's addresses."""
    settings.SECRET_KEY, settings.EMAIL_HOST_PASSWORD = SECRETS["SECRET_KEY"], SECRETS["password"]
    brought = f"{SECRETS['SECRET_KEY']} smtp://me:{SECRETS['password']}@host lana@news.example"
    monkeypatch.setattr(doctor, "CHECKS", (*doctor.CHECKS, lambda now: [doctor.wrong(brought), doctor.fine(brought)]))
    said = " ".join(one.sentence for one in doctor.examine(NOW))
    assert not any(word in said for word in (*SECRETS.values(), "lana@"))


def test_the_command_s_exit_tells(well, monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(doctor, "CHECKS", (doctor.record_guards,))
    call_command("doctor", stdout=out)
    assert out.getvalue() == "ok     The database refuses to change what the record holds.\nNothing is wrong.\n"
    guards.take_off(connection)
    with pytest.raises(SystemExit) as end:
        call_command("doctor", stdout=out)
    assert end.value.code == 1 and out.getvalue().endswith("One thing is wrong.\n")
