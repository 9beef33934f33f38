"""A newsroom with newsletters, its outbox, and its mailbox."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from newsletter import subscriptions
from newsletter.models import Newsletter, Subscription
from newsroom.lib.jobs import work

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def needs_parallel_database():
    """Skips where threads cannot each have a connection of their own to the test database."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an SQLite database in memory has one connection only")


@pytest.fixture(autouse=True)
def box(settings, tmp_path):
    """The folder that mail goes to."""
    settings.EMAIL_BACKEND = "newsroom.lib.mail.FileBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    return settings.MAIL_DIR


@pytest.fixture
def daily(db):
    return Newsletter.objects.create(
        slug="daily", names={"en": "Daily", "ar": "اليومية", "ckb": "ڕۆژانە"}, descriptions={"en": "Each morning."}
    )


@pytest.fixture
def culture(db):
    return Newsletter.objects.create(slug="culture", names={"en": "Culture"}, position=1)


@pytest.fixture
def clock(monkeypatch):
    """The time that views and the worker read; `clock.now` moves it."""
    hand = SimpleNamespace(now=NOW)
    monkeypatch.setattr(timezone, "now", lambda: hand.now)
    return hand


@pytest.fixture
def mails(box):
    """`mails()`: does the waiting work, and gives all mails that ever left, oldest first."""

    def read(now=NOW):
        while work.run_once(now):
            pass
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(box.glob("*.eml"))]

    return read


@pytest.fixture
def ask():
    """Signs an address up by the verb."""

    def sign_up(email="reader@example.org", newsletters=("daily",), language="en", now=NOW, **more):
        subscriptions.sign_up(email=email, newsletters=newsletters, language=language, now=now, **more)

    return sign_up


@pytest.fixture
def joined(daily, ask, mails):
    """A reader who has confirmed; gives their subscription."""
    ask()
    subscriptions.confirm(token_in(mails()[-1], "confirm"), now=NOW)
    return Subscription.objects.select_related("subscriber").get()


def path_in(mail, purpose: str) -> str:
    """The path of the one link for `purpose` in the text of a mail."""
    text = mail.get_body(("plain",)).get_content()
    (path,) = re.findall(rf"https?://[^/\s]+(\S*/newsletter/{purpose}/\S+)", text)
    return path


def token_in(mail, purpose: str) -> str:
    return path_in(mail, purpose).rstrip("/").rpartition("/")[2]
