"""Mail leaves, or we know that it did not."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage

from newsroom.lib import mail


@pytest.fixture
def box(settings, tmp_path):
    settings.EMAIL_BACKEND = "newsroom.lib.mail.FileBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    return settings.MAIL_DIR


def letter(subject="Good morning", body="Bread is up.\n") -> EmailMessage:
    return EmailMessage(subject, body, "desk@example.org", ["reader@example.org"])


def test_each_mail_is_one_file_as_a_server_would_have_got_it(box):
    mail.deliver(letter("نامەی بەیانی"))
    (file,) = box.iterdir()
    content = file.read_bytes()
    assert file.suffix == ".eml"
    assert content.count(b"\n") == content.count(b"\r\n")
    read = message_from_bytes(content, policy=policy.default)
    assert (read["Subject"], read["To"]) == ("نامەی بەیانی", "reader@example.org")


def test_files_are_kept_from_other_people_of_the_machine(box):
    mail.deliver(letter())
    (file,) = box.iterdir()
    assert file.stat().st_mode & 0o007 == 0


def test_names_sort_in_the_order_of_sending(box):
    for n in range(50):
        mail.deliver(letter(f"No {n}"))
    subjects = [message_from_bytes(file.read_bytes())["Subject"] for file in sorted(box.glob("*.eml"))]
    assert subjects == [f"No {n}" for n in range(50)]


def test_mails_sent_at_once_never_take_one_name(box):
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda n: mail.deliver(letter()), range(200)))
    assert len(list(box.iterdir())) == 200


def test_a_mail_that_cannot_be_written_leaves_no_half_of_it(box, monkeypatch):
    def full(fd):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mail.os, "fsync", full)
    with pytest.raises(mail.NotSent, match="No space"):
        mail.deliver(letter())
    assert list(box.iterdir()) == []


def test_a_mail_to_nobody_is_no_file(box):
    mail.deliver(EmailMessage("Hello", "", "desk@example.org", []))
    assert not box.exists() or not list(box.iterdir())


class Server:
    """A mail backend that answers as told."""

    def __init__(self, at_opening=None, at_sending=None):
        self.at_opening, self.at_sending = at_opening, at_sending

    def open(self):
        if self.at_opening:
            raise self.at_opening

    def send_messages(self, messages):
        raise self.at_sending

    def close(self):
        pass


@pytest.mark.parametrize(
    ("server", "outcome"),
    [
        (Server(at_opening=ConnectionRefusedError()), mail.NotSent),
        (Server(at_opening=smtplib.SMTPAuthenticationError(535, b"no")), mail.NotSent),
        (Server(at_sending=smtplib.SMTPRecipientsRefused({"a@b.c": (550, b"no such user")})), mail.Refused),
        (Server(at_sending=smtplib.SMTPRecipientsRefused({"a@b.c": (451, b"later")})), mail.NotSent),
        (Server(at_sending=smtplib.SMTPDataError(552, b"too big")), mail.NotSent),
        (Server(at_sending=smtplib.SMTPServerDisconnected("gone")), mail.Unsure),
        (Server(at_sending=TimeoutError()), mail.Unsure),
    ],
)
def test_it_is_told_apart_whether_a_mail_surely_stayed_or_may_have_left(monkeypatch, server, outcome):
    monkeypatch.setattr(mail, "get_connection", lambda: server)
    with pytest.raises((mail.NotSent, mail.Unsure)) as caught:
        mail.deliver(letter())
    assert type(caught.value) is outcome
