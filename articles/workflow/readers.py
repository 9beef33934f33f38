"""What a verb tells the readers' side: which kept pages follow, and what waits in the outbox."""

from datetime import datetime

from articles import press
from articles.models import Publication
from newsroom.lib.failpoints import failpoint
from newsroom.lib.jobs.outbox import enqueue


def tell_readers(
    outs: list[Publication], *, now: datetime, opens=None, back: bool = False, gone: bool = False, also=()
) -> None:
    """The kept pages follow as soon as this is committed; a row of the outbox does it again, should we die between."""
    tags = sorted({tag for out in outs for tag in press.moved_by(out)})
    keys = sorted({press.key_of(out) for out in outs}) if back or gone else []
    what = {"tags": tags, "gone": keys if gone else [], "back": [*(keys if back else []), *also]}
    press.announce(tags, gone=what["gone"], back=what["back"], opens=opens)
    failpoint("tell_readers.before_outbox")
    pictures = [out.pk for out in outs if not gone][-1:]
    enqueue("articles.public_changed", what | {"publications": pictures}, run_after=opens or now, now=now)
    failpoint("tell_readers.after_outbox")
