"""Trying the mail: one test mail, and what became of it as a sentence for the person who tried."""

import smtplib
import socket
import ssl
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from newsroom.lib.mail import NotSent, Unsure, deliver


@dataclass(frozen=True)
class Trial:
    """Whether the test mail was handed over, and what to tell. `sentence` is translated and complete."""

    sent: bool
    sentence: str


def try_mail(to: str) -> Trial:
    """Sends a test mail to the address `to`, by the way that all mails of this newsroom go. Waits for the server's
    answer, `settings.EMAIL_TIMEOUT` seconds at the most."""
    message = EmailMessage(
        subject=_("A test mail from your newsroom"),
        body=_("This mail was sent to try the mail of %(site)s. It arrived, so there is nothing to do.")
        % {"site": settings.BASE_URL}
        + "\n",
        to=[to],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        file = deliver(message)
    except (NotSent, Unsure) as error:
        return Trial(False, why_not(error))
    if file is not None:
        told = _("No mail server is set up, so mails become files. This one lies here: %(file)s") % {"file": file}
        return Trial(True, told)
    told = _("The mail server %(host)s took the test mail for %(address)s. Look whether it arrives.")
    return Trial(True, told % {"host": settings.EMAIL_HOST, "address": to})


def why_not(error: Exception) -> str:
    """The sentence for a NotSent or Unsure, by what caused it."""
    cause = error.__cause__
    host = getattr(settings, "EMAIL_HOST", "")
    where = {"host": host, "port": getattr(settings, "EMAIL_PORT", "")}
    if isinstance(cause, smtplib.SMTPAuthenticationError):
        said = _("The mail server %(host)s does not accept the name and password in EMAIL_URL. It says: %(answer)s")
        return said % (where | {"answer": _answer(cause)})
    if isinstance(cause, smtplib.SMTPRecipientsRefused):
        answers = [f"{code} {_text(text)}" for code, text in cause.recipients.values()]
        said = _("The mail server %(host)s does not take mail for this address. It says: %(answer)s")
        return said % (where | {"answer": "; ".join(answers)})
    if isinstance(cause, smtplib.SMTPResponseException):
        said = _("The mail server %(host)s refused the mail. It says: %(answer)s")
        return said % (where | {"answer": _answer(cause)})
    if isinstance(cause, socket.gaierror):
        return _("There is no mail server of the name %(host)s. Check the name in EMAIL_URL.") % where
    if isinstance(cause, TimeoutError):
        return _("%(host)s does not answer on port %(port)s. Check host and port in EMAIL_URL.") % where
    if isinstance(cause, ConnectionRefusedError):
        return _("No mail server listens at %(host)s on port %(port)s. Check both in EMAIL_URL.") % where
    if isinstance(cause, ssl.SSLError):
        said = _("The connection to %(host)s cannot be made safe: %(answer)s")
        return said % (where | {"answer": cause.reason or str(cause)})
    if settings.EMAIL_BACKEND == "newsroom.lib.mail.FileBackend":
        return _("The mail could not be written as a file: %(answer)s") % {"answer": cause}
    if isinstance(error, Unsure):
        said = _("The mail server %(host)s fell silent. The mail may have left or not: %(answer)s")
        return said % (where | {"answer": cause})
    return _("The mail did not leave. The mail server %(host)s says: %(answer)s") % (where | {"answer": cause or error})


def _answer(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(said: bytes | str) -> str:
    return " ".join((said.decode("utf-8", "replace") if isinstance(said, bytes) else said).split())[:300]
