"""THE VERBS of subscribing: sign up, confirm, leave. Nothing else writes the state of a subscription.

Each is one transaction, may be repeated without harm, and holds against fifty at once. `now` is aware, in
UTC.
"""

import hashlib
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from newsletter import consent, tokens
from newsletter.models import ConsentEvent, Newsletter, Subscriber, Subscription
from newsroom.lib.addresses import normalise
from newsroom.lib.failpoints import failpoint
from newsroom.lib.jobs import outbox
from newsroom.lib.limits import ceilings

State, Action = Subscription.State, ConsentEvent.Action

CONFIRM_WITHIN = timedelta(days=7)
MOST_AT_ONCE = 20  # newsletters in one sign-up
# Many readers share an address at their telephone company; one who sends 500 is not many readers.
CLIENT = ("newsletter.sign-up.client", 60, timedelta(hours=1))
_PAGE = re.compile(r"/[!-~]{0,299}")
_FORM = re.compile(r"[a-z0-9-]{1,30}")


class Refusal(Exception):
    """What was asked cannot be done; the message is a sentence for the reader."""


class NoSuchNewsletter(Refusal):
    def __init__(self) -> None:
        super().__init__(gettext("There is no such newsletter to sign up to. Choose one from the list."))


class TooManyNewsletters(Refusal):
    def __init__(self) -> None:
        super().__init__(gettext("These are more newsletters than can be asked for at once. Choose fewer."))


class NothingOpen(Refusal):
    def __init__(self) -> None:
        super().__init__(gettext("No newsletter takes sign-ups at the moment. Please come back later."))


class UnknownLink(Refusal):
    def __init__(self) -> None:
        super().__init__(
            gettext("This link does not work. Perhaps your mail program cut it off: copy the whole of it.")
        )


class OldLink(Refusal):
    def __init__(self) -> None:
        super().__init__(gettext("This link is more than seven days old. Sign up again to get a new one."))


class SpentLink(Refusal):
    def __init__(self) -> None:
        super().__init__(gettext("This link has been used or replaced. Sign up again to get a new one."))


@dataclass(frozen=True)
class Choice:
    """What a link is about: newsletters that it acts on, and those where that has been done before."""

    subscriber: Subscriber
    waiting: tuple[Newsletter, ...]
    done: tuple[Newsletter, ...]


# --- Signing up ---------------------------------------------------------------------------------------------


def sign_up(
    *,
    email: str,
    newsletters: Sequence[str],
    language: str,
    form: str = "",
    page: str = "",
    text_digest: str = "",
    client: str = "",
    now: datetime,
) -> None:
    """Notes that somebody asked for newsletters (slugs; none: the first that is open) for an address as
    typed.

    Returns nothing, whoever asks: only the mail tells whether the address was known. The outbox sends it.
    `form`, `page` (the path it stood on) and `text_digest` go on the record as far as they can be true. `client` is
    where the request came from: one that signs up more than CLIENT allows waits with the rest, spread over half a day
    and behind all others, so that it cannot use up what honest readers wait for.

    Raises BadAddress, NoSuchNewsletter, TooManyNewsletters, NothingOpen.
    """
    address = normalise(email)
    chosen = _chosen(newsletters)
    with transaction.atomic():
        text = consent.version(text_digest)
        # Written before it is looked up, so that a known address takes as long as an unknown one.
        Subscriber.objects.bulk_create(
            [Subscriber(email=address.email, email_key=address.key, language=language, created_at=now)],
            ignore_conflicts=True,
        )
        failpoint("sign_up.after_subscriber")
        # One at a time for each reader: what follows looks before it writes.
        subscriber = Subscriber.objects.select_for_update().get(email_key=address.key)
        ConsentEvent.objects.bulk_create(
            ConsentEvent(
                subscriber=subscriber, newsletter=newsletter, action=Action.REQUESTED, at=now, language=language,
                form=form if _FORM.fullmatch(form) else "",
                page=page if _PAGE.fullmatch(page) else "",
                text=text,
            )
            for newsletter in _ask(subscriber, chosen, now)
        )  # fmt: skip
        failpoint("sign_up.after_consent")
        asked = sorted(newsletter.pk for newsletter in chosen)
        about = f"{subscriber.pk} {asked} {language}"
        scope, most, per = CLIENT
        later = None
        if client and not ceilings.take(scope, client, most=most, per=per, now=now):
            later = (ceilings.free_at(scope, client) or now + per) + timedelta(minutes=subscriber.pk % 720)
        outbox.enqueue(
            "newsletter.confirmation",
            {"subscriber": subscriber.pk, "newsletters": asked, "language": language},
            key=hashlib.sha256(about.encode()).hexdigest(),
            run_after=later,
            priority=-50 if later else 0,
            now=now,
        )
        failpoint("sign_up.after_outbox")


def _chosen(slugs: Sequence[str]) -> list[Newsletter]:
    wanted = list(dict.fromkeys(slug for slug in slugs if slug))
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyNewsletters
    if not wanted:
        first = Newsletter.objects.open().first()
        if first is None:
            raise NothingOpen
        return [first]
    if not all(re.fullmatch(r"[-\w]{1,60}", slug, re.ASCII) for slug in wanted):
        raise NoSuchNewsletter
    found = list(Newsletter.objects.open().filter(slug__in=wanted))
    if len(found) != len(wanted):
        raise NoSuchNewsletter
    return found


def _ask(subscriber: Subscriber, chosen: Sequence[Newsletter], now: datetime) -> list[Newsletter]:
    """Makes the subscriptions wait for their reader; returns those that did not wait already and are not confirmed.

    One that waits keeps its request: the mail that is on its way must work even if the reader presses twice.
    """
    new = {newsletter.pk: uuid.uuid4() for newsletter in chosen}
    Subscription.objects.bulk_create(
        [
            Subscription(subscriber=subscriber, newsletter_id=pk, request=request, requested_at=now)
            for pk, request in new.items()
        ],
        ignore_conflicts=True,
    )
    asked = []
    for subscription in subscriber.subscriptions.filter(newsletter__in=chosen).select_related("newsletter"):
        request = new[subscription.newsletter_id]
        stale = subscription.state == State.PENDING and now - subscription.requested_at >= CONFIRM_WITHIN
        if subscription.state == State.LEFT or stale:
            subscription.state = State.PENDING
            subscription.request = request
            subscription.requested_at = now
            subscription.invited_at = subscription.confirmed_at = subscription.left_at = None
            subscription.save()
        if subscription.request == request:
            asked.append(subscription.newsletter)
    return asked


# --- Confirming ---------------------------------------------------------------------------------------------


def look_at_confirm(token: str, *, now: datetime) -> Choice:
    """What a confirm link would do; writes nothing. Raises UnknownLink, OldLink, SpentLink."""
    link = _read(tokens.read_confirm, token)
    found = list(
        Subscription.objects.filter(request__in=link.requests)
        .exclude(state=State.LEFT)
        .select_related("newsletter", "subscriber")
        .order_by("newsletter__position", "newsletter_id")
    )
    waiting = tuple(s.newsletter for s in found if s.state == State.PENDING)
    if not found:
        raise SpentLink
    if waiting and now - link.made_at > CONFIRM_WITHIN:
        raise OldLink
    done = tuple(s.newsletter for s in found if s.state == State.CONFIRMED)
    return Choice(found[0].subscriber, waiting, done)


def confirm(token: str, *, now: datetime) -> Choice:
    """Confirms what a link asks for, once; the second time says the same and writes nothing.

    Raises UnknownLink, OldLink (more than seven days) and SpentLink (a newer request, or its reader has
    left).
    """
    with transaction.atomic():
        choice = look_at_confirm(token, now=now)
        requests = tokens.read_confirm(token).requests
        for newsletter in choice.waiting:
            won = Subscription.objects.filter(request__in=requests, newsletter=newsletter, state=State.PENDING).update(
                state=State.CONFIRMED, confirmed_at=now
            )
            failpoint("confirm.after_state")
            if won:  # of many at once, one
                _note(choice.subscriber, newsletter, Action.CONFIRMED, now, form="confirm")
    return Choice(choice.subscriber, (), choice.waiting + choice.done)


# --- Leaving ------------------------------------------------------------------------------------------------


def look_at_leave(token: str) -> Choice:
    """What an unsubscribe link would do; writes nothing. Raises UnknownLink."""
    link = _read(tokens.read_leave, token)
    subscriber = Subscriber.objects.filter(uuid=link.subscriber).first()
    if subscriber is None:
        raise UnknownLink
    found = _of(subscriber, link.newsletter).select_related("newsletter")
    waiting = tuple(s.newsletter for s in found if s.state != State.LEFT)
    done = tuple(s.newsletter for s in found if s.state == State.LEFT)
    return Choice(subscriber, waiting, done)


def leave(token: str, *, everything: bool = False, now: datetime) -> Choice:
    """Ends the subscription of an unsubscribe link, or with `everything` all that its reader has.

    At once, for ever (only a new request that is confirmed anew brings it back), and as often as it is
    pressed. Raises UnknownLink.
    """
    link = _read(tokens.read_leave, token)
    with transaction.atomic():
        subscriber = Subscriber.objects.filter(uuid=link.subscriber).first()
        if subscriber is None:
            raise UnknownLink
        done = []
        for subscription in _of(subscriber, None if everything else link.newsletter).select_related("newsletter"):
            won = (
                Subscription.objects.filter(pk=subscription.pk)
                .exclude(state=State.LEFT)
                .update(state=State.LEFT, left_at=now)
            )
            failpoint("leave.after_state")
            if won:
                _note(subscriber, subscription.newsletter, Action.LEFT, now, form="unsubscribe")
            done.append(subscription.newsletter)
    return Choice(subscriber, (), tuple(done))


def _of(subscriber: Subscriber, newsletter: int | None):
    found = subscriber.subscriptions.order_by("newsletter__position", "newsletter_id")
    return found if newsletter is None else found.filter(newsletter_id=newsletter)


def _read(read, token: str):
    try:
        return read(token)
    except tokens.BadToken:
        raise UnknownLink from None


def _note(
    reader: Subscriber, newsletter: Newsletter, action: str, now: datetime, *, form: str = "", language: str = ""
) -> None:
    ConsentEvent.objects.create(
        subscriber=reader, newsletter=newsletter, action=action, at=now, form=form,
        language=language or reader.language,
    )  # fmt: skip


def note_invited(subscriptions: Sequence[Subscription], *, language: str, now: datetime) -> None:
    """Notes that the mail which asks to confirm went out; a second one for the same request goes on the
    record.
    """
    with transaction.atomic():
        for subscription in subscriptions:
            again = subscription.invited_at is not None
            same = Subscription.objects.filter(pk=subscription.pk, request=subscription.request)
            if same.update(invited_at=now) and again:
                _note(subscription.subscriber, subscription.newsletter, Action.INVITED_AGAIN, now, language=language)
