"""What every test stands on: a DATA_DIR of its own, quick passwords, no network.

A test that cannot run here skips with a reason that begins with MISSING; REQUIRE_ALL=1 turns such a skip into
a failure.
"""

import functools
import os
import shutil
import tempfile
from pathlib import Path

import pytest

MISSING = "not on this machine: "

# --- Before Django reads its settings -------------------------------------------------------------
DATA_DIR = Path(tempfile.mkdtemp(prefix="newsroom-tests-"))
for name in (
    "BASE_URL",
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "EMAIL_URL",
    "STORAGE_URL",
    "DEMO_PASSWORD",
    "PORT",
    "HOST",
):
    os.environ.pop(name, None)  # a test means the default, whatever this shell or .env says
os.environ |= {
    "DATA_DIR": str(DATA_DIR),
    "SECRET_KEY": "only-for-tests-and-as-long-as-a-real-one-must-be",
    "DEMO": "0",
    "TIME_ZONE": "UTC",
    # Playwright runs an event loop in the test's own thread.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}

import django  # noqa: E402
from django.conf import settings  # noqa: E402

from newsroom.lib.catalogues import compile_catalogues  # noqa: E402


def _set_up() -> None:
    if settings.configured or "DJANGO_SETTINGS_MODULE" in os.environ:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: the tests must choose a DATA_DIR before it is read.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Someone who is signed in in a test is let in; the tests of the second factor demand it.
    settings.SECOND_FACTOR_DEMANDED = False
    # Tests read the static files where they lie: they must not depend on what `make prepare` left behind.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, as in life: shared in-memory databases lock otherwise. Nobody needs it after a power cut.
        database.setdefault("TEST", {})["NAME"] = str(DATA_DIR / "test.sqlite3")
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    for folder in settings.LOCALE_PATHS:
        compile_catalogues(folder)
    django.setup()
    # Processes that this one starts, xdist's workers first of all, must come by here before they read settings.
    del os.environ["DJANGO_SETTINGS_MODULE"]


_set_up()


def pytest_unconfigure() -> None:
    """Leaves no folder behind."""
    shutil.rmtree(DATA_DIR, ignore_errors=True)


def _flush_past_the_guards() -> None:
    """Tests that commit empty every table when they are over, also those whose triggers refuse that. (The flush makes
    the triggers anew, as a migrate does.)"""
    from django.db import connections
    from django.test import TransactionTestCase

    from articles.record import guards, head

    flush = TransactionTestCase._fixture_teardown

    def teardown(self):
        for alias in self._databases_names(include_mirrors=False):
            guards.take_off(connections[alias])
        flush(self)
        head.path().unlink(missing_ok=True)  # of the record that is gone: the next begins anew

    TransactionTestCase._fixture_teardown = teardown


_flush_past_the_guards()


def _keep_the_tests_own_transaction() -> None:
    """A request that is made inside another one ends by itself, and Django closes a connection that is in a
    transaction then. In life no request is in one; a test that is one transaction keeps its connection."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    close = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def close_outside_of_transactions(self):
        if not self.in_atomic_block:
            close(self)

    BaseDatabaseWrapper.close_if_unusable_or_obsolete = close_outside_of_transactions


_keep_the_tests_own_transaction()


# --- A skip is a failure where everything is asked for --------------------------------------------


def _reason(report) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def _fail_if_missing(report) -> None:
    if os.environ.get("REQUIRE_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        reason = _reason(report)
        if reason.startswith(MISSING):
            report.outcome = "failed"
            report.longrepr = f"REQUIRE_ALL=1, and {reason.removeprefix(MISSING)} is not on this machine."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    _fail_if_missing(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    _fail_if_missing(report)
    return report


# --- What only some machines have -----------------------------------------------------------------


def _from_environment(name: str, what: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        pytest.skip(f"{MISSING}{what} ({name})")
    return value


@pytest.fixture
def postgres_url() -> str:
    """The address of a PostgreSQL server where databases may be made and dropped."""
    return _from_environment("POSTGRES_URL", "PostgreSQL")


@pytest.fixture
def redis_url() -> str:
    """The address of a Redis or Valkey server that may be emptied."""
    return _from_environment("REDIS_URL", "Redis")


@pytest.fixture
def vnu_jar() -> Path:
    """The Nu HTML checker; it runs with `java -jar`."""
    jar = Path(_from_environment("VNU_JAR", "the Nu HTML checker"))
    if not jar.is_file() or not shutil.which("java"):
        pytest.skip(f"{MISSING}the Nu HTML checker's jar file, or Java 17")
    return jar


@pytest.fixture(scope="session")
def lighthouse_script() -> Path:
    """The script of Lighthouse's command line; it runs with `node`."""
    script = Path(_from_environment("LIGHTHOUSE", "Lighthouse"))
    if not script.is_file() or not shutil.which("node"):
        pytest.skip(f"{MISSING}Lighthouse's script, or Node.js")
    return script


@pytest.fixture(scope="session")
def readability_script() -> Path:
    """The code of Firefox's reader view; it runs in a page."""
    script = Path(_from_environment("READABILITY", "Readability"))
    if not script.is_file():
        pytest.skip(f"{MISSING}Readability's script")
    return script


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that is installed on this machine (CHROMIUM names another)."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    pytest.skip(f"{MISSING}Chromium")


# --- One running newsroom for the tests of the whole site ------------------------------------------

# Its fixtures; tests/site and what of tests/reader looks at the newsroom as it runs share them.
pytest_plugins = ["tests.site.newsroom"]


@functools.cache
def _of_the_site(file: str) -> bool:
    """Whether the tests of this file read that one newsroom: their mark says so."""
    return 'xdist_group("site")' in (Path(__file__).parent.parent / file).read_text("utf-8")


# What shares something that takes long to set up; all else may go to whichever process is free.
TOGETHER = ("tests/browser/", "tests/reader/", "tests/newsroom/test_demo_desk.py", "tests/proving/test_served.py")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Sends all tests of the site to one process, and each file that shares a set-up. xdist would by group, but pytest
    9.2 drops the mark it leaves. What is larger begins earlier."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            if _of_the_site(file):
                return "site"
            return file if file.startswith(TOGETHER) else nodeid

    return Scheduling(config, log) if config.getvalue("dist") == "loadgroup" else None
