"""THE VERBS: what people do with a story. Nothing else writes a story's state or makes something public.

Every verb takes keyword arguments, asks for the person's right first, is one transaction, writes a version into
the history and its rows into the outbox. Errors are `WorkflowError`s whose text is a sentence for the person.
Moments are aware; `now` is told, never read.

`words` begins and saves, `steps` moves on the desk, `going_out` puts before readers, `taking_down` takes away,
`addresses` moves a public story, `filing` takes copy in, `sending` what a browser sends by itself, `samples` takes the
sample newsroom's stories away, `offers` says which verbs somebody may use now.
"""

from articles.refusals import NotAllowed, NotPossible, Stale, Stopped, WorkflowError
from articles.workflow.addresses import readdress
from articles.workflow.filing import file
from articles.workflow.going_out import publish, schedule, unschedule, update
from articles.workflow.offers import Verb, verbs
from articles.workflow.rights import can_edit
from articles.workflow.samples import remove_samples
from articles.workflow.sending import MOST_PHOTOS, Announced, receive, refuse, send
from articles.workflow.steps import mark_ready, send_back, submit
from articles.workflow.taking_down import take_down
from articles.workflow.words import begin, save

__all__ = [
    "MOST_PHOTOS", "Announced", "NotAllowed", "NotPossible", "Stale", "Stopped", "Verb", "WorkflowError",
    "begin", "can_edit", "file", "mark_ready", "publish", "readdress", "receive", "refuse", "remove_samples", "save",
    "schedule", "send",
    "send_back", "submit", "take_down", "unschedule", "update", "verbs",
]  # fmt: skip
