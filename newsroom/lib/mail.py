"""Handing mail over: to files where no mail server is set up, and to any backend with a clear answer."""

import itertools
import os
import secrets
import smtplib
import time
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

_counter = itertools.count()


class Letter(EmailMultiAlternatives):
    """A mail whose long addresses stay on one line: folded ones begin with an empty line that some programs
    misread.

    998 characters are what a line may have (RFC 5322 2.1.1).
    """

    def message(self, **kwargs):
        message = super().message(**kwargs)
        message.policy = message.policy.clone(max_line_length=998)
        return message


def one_line(text: str) -> str:
    """A header must not grow lines, whatever a newsroom calls itself (RFC 5322 2.2)."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


class NotSent(Exception):
    """The mail surely did not leave; trying again makes no second one."""


class Refused(NotSent):
    """The mail server will not take mail for this address, now or later (an answer 5xx, RFC 5321 4.2.1)."""


class Unsure(Exception):
    """The connection broke while the mail was being handed over; it may have left."""


def deliver(message: EmailMessage) -> Path | None:
    """Hands one mail to the backend of the settings; gives the file that it became where mails become files.

    Raises Refused or NotSent when it surely did not leave, Unsure when nobody can know.
    """
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:
        raise NotSent(f"The mail server cannot be reached: {_said(error)}") from error
    try:
        connection.send_messages([message])
    except NotSent:
        raise
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _answer in error.recipients.values()]
        kind = Refused if all(500 <= code < 600 for code in codes) else NotSent
        raise kind(f"The mail server refused the address: {_said(error)}") from error
    except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError) as error:
        raise NotSent(f"The mail server refused the mail: {_said(error)}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unsure(f"The mail server fell silent: {_said(error)}") from error
    finally:
        connection.close()
    return connection.written[-1] if isinstance(connection, FileBackend) and connection.written else None


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


class FileBackend(BaseEmailBackend):
    """Each outgoing mail becomes one `.eml` file in `settings.MAIL_DIR`, as a mail server would have got it.

    Names sort by time (UTC) and never clash; a file is there whole or not at all. Readable for the owner and
    group alone, since mails hold addresses and links that act for their reader. `written` lists the files.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.written: list[Path] = []

    def send_messages(self, email_messages) -> int:
        """Writes the mails and returns how many. Raises NotSent where a file cannot be written."""
        sent = 0
        for message in email_messages or []:
            if not message.recipients():
                continue
            try:
                self._write(message.message().as_bytes(linesep="\r\n"))
            except OSError as error:
                raise NotSent(f"The mail could not be written: {_said(error)}") from error
            sent += 1
        return sent

    def _write(self, content: bytes) -> None:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        seconds, rest = divmod(time.time_ns(), 10**9)
        moment = datetime.fromtimestamp(seconds, UTC)
        name = f"{moment:%Y%m%dT%H%M%S}.{rest:09d}Z-{next(_counter):06d}-{secrets.token_hex(4)}"
        draft = folder / f".{name}.tmp"
        try:
            fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
            with os.fdopen(fd, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            os.replace(draft, folder / f"{name}.eml")
            self.written.append(folder / f"{name}.eml")
        except OSError:
            draft.unlink(missing_ok=True)
            raise
