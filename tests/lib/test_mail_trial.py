"""Trying the mail says what happened: the file, or the server's own answer."""

import smtplib
import socket

import pytest
from aiosmtpd.controller import Controller

from newsroom.lib.mail_trial import try_mail


class Server:
    """Answers RCPT as it is told."""

    answer = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server, session, envelope):
        return "554 5.7.1 We do not know who sends this" if self.answer == "250 but" else "250 OK"


@pytest.fixture
def smtp(settings):
    server = Server()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield server
    controller.stop()


def test_mail_in_files_says_where_the_file_lies(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.MAIL_DIR = "newsroom.lib.mail.FileBackend", tmp_path
    tried = try_mail("lana@news.example")
    (file,) = tmp_path.glob("*.eml")
    assert tried.sent and str(file) in tried.sentence
    assert b"lana@news.example" in file.read_bytes()


def test_a_folder_that_cannot_be_written_is_named(settings, tmp_path):
    (tmp_path / "mail").write_text("a file in its place")
    settings.EMAIL_BACKEND, settings.MAIL_DIR = "newsroom.lib.mail.FileBackend", tmp_path / "mail"
    tried = try_mail("lana@news.example")
    assert not tried.sent and str(tmp_path / "mail") in tried.sentence


def test_a_mail_server_that_takes_it(smtp):
    tried = try_mail("lana@news.example")
    assert tried.sent and "127.0.0.1 took the test mail for lana@news.example" in tried.sentence


def test_the_server_s_answer_to_the_address_is_told(smtp):
    smtp.answer = "550 5.1.1 No such mailbox"
    tried = try_mail("nobody@news.example")
    assert not tried.sent and tried.sentence.endswith("It says: 550 5.1.1 No such mailbox")


def test_the_server_s_answer_to_the_mail_is_told(smtp):
    smtp.answer = "250 but"
    tried = try_mail("lana@news.example")
    assert not tried.sent and "554 5.7.1 We do not know who sends this" in tried.sentence


def test_nobody_at_home_is_told(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    tried = try_mail("lana@news.example")
    assert not tried.sent and f"No mail server listens at 127.0.0.1 on port {port}" in tried.sentence


def test_a_server_that_does_not_know_us(settings, monkeypatch):
    def refuse(self):
        raise smtplib.SMTPAuthenticationError(535, b"5.7.8 Wrong\r\n password")

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.open", refuse)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "mail.example"
    tried = try_mail("lana@news.example")
    assert not tried.sent and tried.sentence.endswith("EMAIL_URL. It says: 535 5.7.8 Wrong password")
