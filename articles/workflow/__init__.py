"""THE VERBS: what people do with a story. Nothing else writes a story's state or makes something public.

Every verb takes keyword arguments, asks for the person's right first, is one transaction, writes a version into
the history and its rows into the outbox. Errors are `WorkflowError`s whose text is a sentence for the person.
Moments are aware; `now` is told, never read.

`words` begins and saves, `steps` moves on the desk, `going_out` puts before readers, `live` publishes changes and says
what they are, `adding` puts an update on top, `taking_down` takes away, `addresses` moves a public story, `filing`
takes copy in, `offers` says which verbs somebody may use now.
"""

from articles.refusals import NotAllowed, NotPossible, Stale, Stopped, WorkflowError
from articles.workflow.adding import add_update
from articles.workflow.addresses import readdress
from articles.workflow.filing import file
from articles.workflow.going_out import publish, schedule, unschedule
from articles.workflow.live import WITHOUT_NOTE, not_needed_here, update
from articles.workflow.offers import Verb, verbs
from articles.workflow.rights import can_edit
from articles.workflow.steps import mark_ready, send_back, submit
from articles.workflow.taking_down import take_down
from articles.workflow.words import begin, save

__all__ = [
    "WITHOUT_NOTE", "NotAllowed", "NotPossible", "Stale", "Stopped", "Verb", "WorkflowError",
    "add_update", "begin", "can_edit", "file", "mark_ready", "not_needed_here", "publish", "readdress", "save",
    "schedule", "send_back", "submit", "take_down", "unschedule", "update", "verbs",
]  # fmt: skip
