"""The mails that answer a sign-up: plain, small, without pictures or praise, in the language of the page."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime, formataddr, make_msgid, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from articles.edition import Edition
from newsletter import tokens
from newsletter.models import Newsletter, Subscriber, Subscription
from newsroom.lib.mail import Letter, one_line


def confirmation(reader: Subscriber, pending: Sequence[Subscription], edition: Edition, *, now: datetime) -> Letter:
    """The mail with the link that confirms (`pending` of one reader, at least one)."""
    token = tokens.to_confirm([subscription.request for subscription in pending], now=now)
    newsletters = [subscription.newsletter for subscription in pending]
    with override(edition.language):
        subject = gettext("Please confirm: %(newsletters)s") % {"newsletters": _names(newsletters, edition)}
        confirm_url = edition.absolute(f"/newsletter/confirm/{token}/")
        return _mail("confirm", subject, reader, newsletters, edition, now, confirm_url=confirm_url)


def already(reader: Subscriber, confirmed: Sequence[Subscription], edition: Edition, *, now: datetime) -> Letter:
    """The mail to somebody who signed up to what they get: so, and how to leave."""
    newsletters = [subscription.newsletter for subscription in confirmed]
    with override(edition.language):
        subject = gettext("You already get %(newsletters)s") % {"newsletters": _names(newsletters, edition)}
        return _mail("already", subject, reader, newsletters, edition, now)


def leave_url(reader: Subscriber, newsletters: Sequence[Newsletter], edition: Edition) -> str:
    """The absolute address that leaves this one newsletter, or all of them where a mail is about several."""
    one = newsletters[0].pk if len(newsletters) == 1 else None
    return edition.absolute(f"/newsletter/unsubscribe/{tokens.to_leave(reader.uuid, one)}/")


def _mail(
    template: str,
    subject: str,
    reader: Subscriber,
    newsletters: Sequence[Newsletter],
    edition: Edition,
    now: datetime,
    **texts: str,
) -> Letter:
    leave = leave_url(reader, newsletters, edition)
    values = texts | {
        "edition": edition,
        "subject": one_line(subject),
        "newsletters": _names(newsletters, edition),
        "leave_url": leave,
        "site_url": edition.absolute("/"),
    }
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    list_name = newsletters[0].slug if len(newsletters) == 1 else "newsletter"
    mail = Letter(
        subject=one_line(subject),
        body=render_to_string(f"newsletter/mail/{template}.txt", values),
        from_email=formataddr((one_line(edition.name), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[reader.email],
        headers={
            "Date": format_datetime(now),
            "Message-ID": make_msgid(domain=host),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers to it
            "List-Id": f"<{list_name}.{host}>",  # RFC 2919: stable for ever
            "List-Unsubscribe": f"<{leave}>",  # RFC 2369
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        },
    )
    mail.attach_alternative(render_to_string(f"newsletter/mail/{template}.html", values), "text/html")
    return mail


def _names(newsletters: Sequence[Newsletter], edition: Edition) -> str:
    return edition.tongue.comma.join(newsletter.name(edition.language) for newsletter in newsletters)
