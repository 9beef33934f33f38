"""Forgetting a reader: the address goes, and what proves how it came here stays without it."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models

from newsletter.models import ConsentEvent, Subscriber, Subscription
from newsroom.lib.addresses import BadAddress, normalise
from newsroom.lib.forgetting import Forgotten, Wanted, also
from newsroom.lib.limits.ceilings import hashed

State, Action = Subscription.State, ConsentEvent.Action
SCOPE = "newsletter.erased"
MOST = 20  # addresses that are named


@also
def forget(text: str, now: datetime) -> Forgotten:
    """Empties the reader whose address `text` is. All subscriptions end, and no link that confirms one works again.

    A keyed hash takes the address's place: who asks can be told what was agreed to and when it ended, nobody can read
    the address from it, and an import can know it and leave it out. Who signs up again is a new reader. The evidence
    stays (GDPR Art. 7(1), 17(3)(e)); pages on it that name the text are emptied. Addresses that only contain the text
    are other readers': they are named, and stay.
    """
    done, wanted = Forgotten(), Wanted(text)
    for row in wanted.rows(ConsentEvent, ("page",)):
        if wanted.out_of(row.page) != row.page:
            models.QuerySet(ConsentEvent).filter(pk=row.pk).update(page="")
            done.rows += 1
    try:
        key = normalise(text).key
    except BadAddress:
        key = ""
    for reader in Subscriber.objects.select_for_update().filter(email_key=key) if key else ():
        done.rows += 1 + _end(reader, now)
        email_key = f"erased:{hashed(SCOPE, key)}:{reader.pk}"
        Subscriber.objects.filter(pk=reader.pk).update(email="", email_key=email_key)
    others = wanted.rows(Subscriber, ("email",))[:MOST]
    done.left += [f"The reader {row.pk} has it in an address, and keeps the newsletter: {row.email}" for row in others]
    return done


def _end(reader: Subscriber, now: datetime) -> int:
    """Ends what the reader still has or is asked to confirm; gives how many rows."""
    ended = 0
    for subscription in reader.subscriptions.all():
        fresh: dict[str, Any] = {"request": uuid.uuid4()}
        if subscription.state != State.LEFT:
            fresh |= {"state": State.LEFT, "left_at": now}
            ConsentEvent.objects.create(
                subscriber=reader, newsletter_id=subscription.newsletter_id, action=Action.LEFT, at=now,
                form="erasure", language=reader.language,
            )  # fmt: skip
        ended += Subscription.objects.filter(pk=subscription.pk).update(**fresh)
    return ended
