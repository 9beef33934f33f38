"""What the outbox has done for the newsletter: ids in, one call."""

from datetime import datetime

from newsletter import confirmations
from newsroom.lib.jobs.registry import handler


@handler("newsletter.confirmation", touches_world=True)
def confirmation(payload: dict, now: datetime) -> None:
    confirmations.send(payload["subscriber"], payload["newsletters"], payload["language"], now=now)
