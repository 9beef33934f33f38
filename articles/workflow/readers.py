"""What a verb tells the readers' side: which kept pages follow, and what waits in the outbox."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from articles import announcing, press, pressing
from articles.models import Publication
from newsroom.lib.failpoints import failpoint
from newsroom.lib.jobs.outbox import enqueue


def tell_readers(
    outs: list[Publication], *, now: datetime, opens=None, back: bool = False, gone: bool = False, also=(),
    said: dict | None = None, paths: Iterable[str] = (), stories: Iterable[UUID] = (),
) -> None:  # fmt: skip
    """The kept pages follow as soon as this is committed, and the story's own is pressed, so that its first reader
    does not wait; a row of the outbox presses the others, and tells of the change should we die between.

    `said` is what stands in the place of those that are `gone`. `paths` and `stories` are of stories that have no
    publication any more.
    """
    tags = sorted({tag for out in outs for tag in press.moved_by(out)})
    keys = sorted({press.key_of(out) for out in outs} | set(paths)) if back or gone else []
    told = press.some_number()
    what = {"tags": tags, "gone": keys if gone else [], "back": [*(keys if back else []), *also]}
    later = opens if opens and opens > now else None
    press.announce(tags, gone=what["gone"], back=what["back"], opens=later, told=told, said=said)
    if back and later is None:
        transaction.on_commit(lambda: pressing.press_now(*keys))
    failpoint("tell_readers.before_outbox")
    shown = [out.pk for out in outs if not gone][-1:]
    payload = what | {"publications": shown, "told": told, "pages": [out.pk for out in outs if out.pk]}
    if gone:
        payload["stories"] = sorted({str(out.story) for out in outs} | {str(story) for story in stories})
    enqueue("articles.public_changed", payload, run_after=opens or now, now=now)
    announcing.note(outs, stories=stories, due=opens or now, now=now)
    failpoint("tell_readers.after_outbox")
