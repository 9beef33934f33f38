"""Sending the mail that answers a sign-up, under ceilings that no number of sign-ups can lift.

A sign-up form is a way to make us write to somebody else's address. So an address gets one such mail in 24
hours, spellings of what is most likely one mailbox get three, and the whole newsroom sends 500 an hour. What
does not fit waits; it is dropped only where the reader has the same mail already.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from articles.edition import UnknownEdition, edition
from newsletter import composing, subscriptions
from newsletter.models import Subscription
from newsroom.lib.addresses import canonical
from newsroom.lib.failpoints import failpoint
from newsroom.lib.jobs.work import Later
from newsroom.lib.limits import ceilings
from newsroom.lib.mail import NotSent, Refused, deliver

logger = logging.getLogger(__name__)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ADDRESS = ("newsletter.confirmation.address", 1, DAY)
MAILBOX = ("newsletter.confirmation.mailbox", 3, DAY)
NEWSROOM = ("newsletter.confirmation.newsroom", 500, HOUR)


class _Full(Exception):
    def __init__(self, scope: str, subject: str) -> None:
        super().__init__(scope)
        self.scope, self.subject = scope, subject


def send(subscriber: int, newsletters: Sequence[int], language: str, *, now: datetime) -> None:
    """Sends the link to confirm, or, where all that was asked for is confirmed, word that the reader gets it
    already.

    Takes primary keys. Raises Later (a ceiling is reached), NotSent and Unsure (`newsroom.lib.mail`). A
    worker that is killed in between sends once more after a day at the earliest: late is mended, twice a day
    is not.
    """
    asked = list(
        Subscription.objects.filter(subscriber=subscriber, newsletter__in=newsletters)
        .exclude(state=Subscription.State.LEFT)
        .select_related("subscriber", "newsletter")
        .order_by("newsletter__position", "newsletter_id")
    )
    if not asked:
        return
    pending = [s for s in asked if s.state == Subscription.State.PENDING]
    reader = asked[0].subscriber
    try:
        _take_all(reader.email_key, now)
    except _Full as full:
        if full.scope != NEWSROOM[0] and all(s.invited_at for s in pending):
            return  # the reader has this mail
        free = ceilings.free_at(full.scope, full.subject) or now + HOUR
        # Not all in the same second: whoever waits for the hour to turn takes turns.
        raise Later(max(free, now) + timedelta(seconds=reader.pk % 60), full.scope) from None
    page = _edition(language)
    failpoint("confirmation.after_ceilings")
    try:
        if pending:
            deliver(composing.confirmation(reader, pending, page, now=now))
        else:
            deliver(composing.already(reader, asked, page, now=now))
    except Refused:
        # Most often a mistyped address. It will be refused tomorrow too, and nobody at the desk can mend it.
        logger.warning("the mail server refuses the address of subscriber %s", reader.pk)
        return
    except NotSent:
        _give_back(reader.email_key)
        raise
    failpoint("confirmation.after_mail")
    subscriptions.note_invited(pending, language=page.language, now=now)


def _subjects(email_key: str):
    return ((ADDRESS, email_key), (MAILBOX, canonical(email_key)), (NEWSROOM, ""))


def _take_all(email_key: str, now: datetime) -> None:
    with transaction.atomic():  # all or none: the error takes back what was taken
        for (scope, most, per), subject in _subjects(email_key):
            if not ceilings.take(scope, subject, most=most, per=per, now=now):
                raise _Full(scope, subject)


def _give_back(email_key: str) -> None:
    for (scope, _most, _per), subject in _subjects(email_key):
        ceilings.give_back(scope, subject)


def _edition(language: str):
    try:
        return edition(language)
    except UnknownEdition:  # the newsroom has given up this language since
        return edition()
