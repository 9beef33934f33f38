"""THE VERBS: what people do with a story. Nothing else writes a story's state or makes something public.

Every verb takes keyword arguments, asks for the person's right first, is one transaction, writes a version into
the history and its rows into the outbox. Errors are `WorkflowError`s whose text is a sentence for the person.
Moments are aware; `now` is told, never read.

`words` begins, `saving` saves and restores, `version_names` names versions, `merging` puts two texts together,
`drafts` keeps what is not saved, `presence` says who has a story open, `steps` moves on the desk, `going_out` puts
before readers, `live` publishes changes and says what they are, `adding` puts an update on top, `taking_down` takes
away, `names` takes a person's name off all bylines, `sources` out of all that stories say, `addresses` moves a public
story, `filing` takes copy in, `sending` what a browser sends by itself,
`samples` takes the sample newsroom's stories away, `packages` puts stories together, `site_pages` writes the site's own
pages, `complaints` takes in what readers hold against a story and ends it, `offers` says which verbs somebody may use
now.
"""

from articles.refusals import NotAllowed, NotPossible, Stale, Stopped, WorkflowError
from articles.workflow.adding import MOST_UPDATE, add_update
from articles.workflow.addresses import readdress
from articles.workflow.banners import banner_of, leads_to, put_banner_up, take_banner_down
from articles.workflow.complaints import (
    TooMany,
    answer_complaint,
    close_complaint,
    empty_complaint,
    enter_complaint,
    handle_complaint,
    note_mailed,
    note_on_complaint,
    receive_complaint,
    reopen_complaint,
    sweep_complaints,
)
from articles.workflow.drafts import Typed, discard_draft, keep_draft, sweep_drafts
from articles.workflow.filing import file
from articles.workflow.front_pictures import pictures_on_fronts
from articles.workflow.fronts import (
    Spot,
    cancel_launch,
    change_front,
    discard_front,
    front_of_readers,
    front_standing,
    launch_front,
    on_fronts,
    put_on_top,
    restore_front,
    undo_front,
)
from articles.workflow.going_out import end_notices, publish, schedule, unschedule
from articles.workflow.live import MISTAKES, WITHOUT_NOTE, not_needed_here, update
from articles.workflow.merging import Clashing, Together, nothing_is_lost, settle, together
from articles.workflow.names import take_name_off
from articles.workflow.offers import Verb, verbs
from articles.workflow.packages import arrange_package, put_into_package, remove_package
from articles.workflow.pictures import finish_picture, renew_crops, shows
from articles.workflow.presence import (
    Company,
    company,
    gone,
    here,
    lock,
    lock_of,
    sweep_windows,
    take_over,
    unlock,
)
from articles.workflow.rights import can_edit
from articles.workflow.samples import remove_samples
from articles.workflow.saving import restore, save
from articles.workflow.sending import MOST_PHOTOS, Announced, receive, refuse, send
from articles.workflow.site_pages import write_site_page
from articles.workflow.sources import take_source_off
from articles.workflow.steps import mark_ready, send_back, submit
from articles.workflow.taking_down import change_notice, take_down
from articles.workflow.translating import catch_up, sibling, translate
from articles.workflow.version_names import name_version
from articles.workflow.words import begin

__all__ = [
    "MISTAKES", "MOST_PHOTOS", "MOST_UPDATE", "WITHOUT_NOTE", "Announced", "Clashing", "Company", "NotAllowed",
    "NotPossible", "Spot", "Stale", "Stopped", "Together", "TooMany", "Typed", "Verb", "WorkflowError", "add_update",
    "answer_complaint", "arrange_package", "banner_of", "begin", "can_edit", "cancel_launch", "catch_up",
    "change_front", "change_notice", "close_complaint", "company", "discard_draft", "discard_front", "empty_complaint",
    "end_notices", "enter_complaint", "file", "finish_picture", "front_of_readers", "front_standing", "gone",
    "handle_complaint",
    "here", "keep_draft", "launch_front", "leads_to", "lock", "lock_of", "mark_ready", "name_version",
    "not_needed_here", "note_mailed", "note_on_complaint", "nothing_is_lost", "on_fronts", "pictures_on_fronts",
    "publish", "put_banner_up", "put_into_package", "put_on_top", "readdress", "receive", "receive_complaint",
    "refuse", "remove_package", "remove_samples", "renew_crops", "reopen_complaint", "restore", "restore_front",
    "save", "schedule", "send", "send_back", "settle", "shows", "sibling", "submit", "sweep_complaints",
    "sweep_drafts", "sweep_windows", "take_banner_down", "take_down", "take_name_off", "take_over", "take_source_off",
    "together", "translate", "undo_front", "unlock", "unschedule", "update", "verbs", "write_site_page",
]  # fmt: skip
