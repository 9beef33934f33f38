"""Complaints, from their arrival to their outcome. What people outside write and who they are stands in the
complaint's row alone: the record, which nobody can change, says that something came and what became of it."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import complaints
from articles.complaints import Typed
from articles.edition import newsroom
from articles.models import Article, Complaint, ComplaintEntry, Correction, Notice
from articles.record import write
from articles.refusals import NotPossible, Stale
from articles.workflow.rights import may
from newsroom.lib.failpoints import failpoint
from newsroom.lib.jobs.outbox import enqueue
from newsroom.lib.limits import ceilings
from newsroom.lib.words import tidied

Kind, Via, Outcome = Complaint.Kind, Complaint.Via, Complaint.Outcome
Mail = ComplaintEntry.Mail

MOST_TEXT, MOST_WHY = 5000, 1000  # characters of notes and answers, and of a reason
# Many readers share an address at their telephone company; but nobody finds ten errors an hour for long.
CLIENT = ("complaints.client", 10, timedelta(hours=1))
NEWSROOM = ("complaints.newsroom", 300, timedelta(hours=1))
# What readers were told goes with these; with the first it must.
_TOLD = {Outcome.CORRECTED: True, Outcome.CLARIFIED: False}


class TooMany(NotPossible):
    """A ceiling is reached; what was typed can be sent later."""


# --- arriving ------------------------------------------------------------------------------------------------


def receive_complaint(
    *, story: UUID, kind: str, typed: Typed, now: datetime, form: str = "", client: str = ""
) -> Complaint:
    """Takes in what a reader sent from the story's page. Anybody may; the same sending twice is one complaint.

    `form` is the number that the page drew for its form, `client` where it came from (counted, never kept). Raises
    NotPossible (something is wrong with what was typed, or the story was never public) and TooMany.
    """
    if kind not in Kind.values or kind == Kind.LEGAL:
        kind = Kind.ERROR
    _may_be_taken(typed)
    key = complaints.key_of("form", form or client, story, kind, *typed.columns().values())
    if (known := Complaint.objects.filter(sent_key=key).first()) is not None:
        return known
    try:
        with transaction.atomic():
            article = Article.objects.filter(uuid=story).first()
            shown = complaints.version_at(story, now)
            if shown is None and Notice.objects.filter(story=story).exists():
                shown = complaints.last_shown(story)  # taken down while the reader wrote
            if article is None or shown is None:
                raise NotPossible(_("This story cannot be read any more."))
            for (scope, most, per), subject in ((CLIENT, client), (NEWSROOM, "")):
                if not ceilings.take(scope, subject, most=most, per=per, now=now):
                    raise TooMany(
                        _(
                            "Very many reports are coming in just now. Yours is below as you wrote it: send it again "
                            "in an hour."
                        )
                    )
            return _enter(article, shown, kind, Via.FORM, typed, received_at=now, key=key, by=None, now=now)
    except IntegrityError:  # the same form at the same moment
        return Complaint.objects.get(sent_key=key)


def enter_complaint(
    *, by, article: Article, kind: str, via: str, typed: Typed, received_at: datetime, now: datetime,
    due_on: date | None = None, assigned_to=None, form: str = "",
) -> Complaint:  # fmt: skip
    """Enters by hand what came by letter, phone, lawyer or press council. `due_on`: where another deadline is set than
    the newsroom's own. Raises NotAllowed, NotPossible."""
    may(by, "add_complaint", _("Your role does not include entering complaints."))
    if kind not in Kind.values or via not in Via.values:
        raise NotPossible(_("Choose what is wanted and how the complaint came."))
    _may_be_taken(typed)
    if received_at > now:
        raise NotPossible(_("A complaint cannot have come later than now. Mend the day and the hour."))
    key = complaints.key_of("desk", form or by.pk, article.uuid, kind, *typed.columns().values())
    if (known := Complaint.objects.filter(sent_key=key).first()) is not None:
        return known
    version = complaints.known_at(article, received_at)
    try:
        with transaction.atomic():
            return _enter(
                article, version, kind, via, typed, received_at=received_at, key=key, by=by, now=now, due_on=due_on,
                assigned_to=assigned_to,
            )  # fmt: skip
    except IntegrityError:
        return Complaint.objects.get(sent_key=key)


def _may_be_taken(typed: Typed) -> None:
    if faults := typed.faults():
        raise NotPossible(" ".join(faults.values()))


def _enter(
    article: Article, version: int | None, kind: str, via: str, typed: Typed, *, received_at: datetime, key: str, by,
    now: datetime, due_on: date | None = None, assigned_to=None,
) -> Complaint:  # fmt: skip
    row = Complaint.objects.create(
        article=article,
        story_version=version,
        language=article.language,
        reference=complaints.new_reference(),
        sent_key=key,
        kind=kind,
        via=via,
        **typed.columns(),
        received_at=received_at,
        due_on=due_on or complaints.due_on(kind, received_at, newsroom()),
        assigned_to=assigned_to,
        made_at=now,
        made_by=by,
    )
    failpoint("complaint.after_row")
    _note_on_record("complaint_in", row, by=by, now=now, via=via)
    failpoint("complaint.after_act")
    return row


# --- the desk's work -----------------------------------------------------------------------------------------


def handle_complaint(
    *, by, complaint: Complaint, kind: str, due_on: date | None, assigned_to, seen: int, now: datetime
) -> Complaint:
    """Says who sees to it, what is wanted and by when; without `due_on` the deadline is that of the kind. `seen` is the
    turn that the person looked at. Raises NotAllowed, NotPossible, Stale."""
    with _held(by, complaint) as row:
        _not_stale(row, seen)
        _is_open(row)
        if kind not in Kind.values:
            raise NotPossible(_("Choose what is wanted."))
        day = due_on or complaints.due_on(kind, row.received_at, newsroom())
        if (row.kind, row.due_on, row.assigned_to) == (kind, day, assigned_to):
            return row
        row.kind, row.due_on, row.assigned_to = kind, day, assigned_to
        _save(row)
        _note_on_record("complaint_handed", row, by=by, now=now, due=day.isoformat())
        return row


def note_on_complaint(*, by, complaint: Complaint, text: str, now: datetime) -> ComplaintEntry:
    """Adds a note for the desk. Notes are never changed, so two at once both stay. Raises NotAllowed, NotPossible."""
    with _held(by, complaint) as row:
        text = _words(text, _("Write the note."))
        if (twice := _twice(row, by, ComplaintEntry.Kind.NOTE, text)) is not None:
            return twice
        entry = _add(row, ComplaintEntry.Kind.NOTE, text, by=by, now=now)
        _note_on_record("complaint_noted", row, by=by, now=now)
        return entry


def answer_complaint(*, by, complaint: Complaint, text: str, seen: int, now: datetime) -> ComplaintEntry:
    """Answers whoever complained: by mail where there is an address, else it is noted that they were answered so.
    Raises NotAllowed, NotPossible, Stale."""
    with _held(by, complaint) as row:
        text = _words(text, _("Write the answer."))
        if (twice := _twice(row, by, ComplaintEntry.Kind.ANSWER, text)) is not None:
            return twice  # a double click sends one mail
        _not_stale(row, seen)
        if row.emptied_at:
            raise NotPossible(_("It is not known any more who complained, so nobody can be answered."))
        entry = _answer(row, text, by=by, now=now)
        _save(row)
        return entry


def close_complaint(
    *, by, complaint: Complaint, outcome: str, seen: int, now: datetime, why: str = "", correction: int | None = None,
    answer: str = "",
) -> Complaint:  # fmt: skip
    """Notes how it ended. "corrected" names what readers were told, "taken_down" is for a story that is down, "nothing"
    needs `why`. With `answer` the same words go to whoever complained. Raises NotAllowed, NotPossible, Stale."""
    with _held(by, complaint) as row:
        if row.outcome == outcome and row.outcome_by_id == by.pk and row.turn == seen + 1:
            return row  # a double click
        _not_stale(row, seen)
        _is_open(row)
        why = tidied(why)
        _fits(row, outcome, why, correction)
        row.outcome, row.outcome_at, row.outcome_by, row.outcome_why = outcome, now, by, why
        row.correction = correction if outcome in _TOLD else None
        _save(row)
        failpoint("close_complaint.after_row")
        if outcome != Outcome.SPAM and tidied(answer, long=True):
            _answer(row, _words(answer, ""), by=by, now=now)
        about = {"correction": row.correction} if row.correction else {}
        _note_on_record("complaint_closed", row, by=by, now=now, outcome=outcome, **about)
        failpoint("close_complaint.after_act")
        return row


def _fits(row: Complaint, outcome: str, why: str, correction: int | None) -> None:
    if outcome not in Outcome.values:
        raise NotPossible(_("Choose how it ended."))
    if outcome == Outcome.NOTHING and not why:
        raise NotPossible(_("Write why nothing changed. The reason stays with the complaint."))
    if len(why) > MOST_WHY:
        raise NotPossible(
            _("The reason has %(have)d characters, and %(most)d is the most.") % {"have": len(why), "most": MOST_WHY}
        )
    if outcome in _TOLD:
        if correction is not None:
            if not Correction.objects.filter(pk=correction, story=row.article.uuid).exists():
                raise NotPossible(_("Choose one of the corrections of this story."))
        elif _TOLD[Outcome(outcome)]:
            raise NotPossible(_("Choose the correction that readers were told, or publish it first."))
    if outcome == Outcome.TAKEN_DOWN and not Notice.objects.filter(story=row.article.uuid).exists():
        raise NotPossible(_("Readers still see the story. Take it down first."))


def reopen_complaint(*, by, complaint: Complaint, why: str, seen: int, now: datetime) -> Complaint:
    """Takes the outcome back; `why` becomes a note. Raises NotAllowed, NotPossible, Stale."""
    with _held(by, complaint) as row:
        _not_stale(row, seen)
        if row.is_open:
            raise NotPossible(_("The complaint is open already."))
        if row.emptied_at:
            raise NotPossible(_("What it said was erased, so there is nothing to go on with. Enter a new complaint."))
        why = _words(why, _("Write why it is opened again."))
        row.outcome, row.outcome_at, row.outcome_by, row.outcome_why, row.correction = "", None, None, "", None
        _save(row)
        _add(row, ComplaintEntry.Kind.NOTE, why, by=by, now=now)
        _note_on_record("complaint_reopened", row, by=by, now=now)
        return row


def note_mailed(*, entry: ComplaintEntry, now: datetime, refused: bool = False) -> None:
    """Notes what became of the mail of an answer."""
    sent = {"mail": Mail.REFUSED} if refused else {"mail": Mail.SENT, "mailed_at": now}
    ComplaintEntry.objects.filter(pk=entry.pk, mail=Mail.WAITING).update(**sent)


# --- erasing -------------------------------------------------------------------------------------------------


def empty_complaint(*, by, complaint: Complaint, now: datetime) -> Complaint:
    """Erases at once what it says and whose it is. Only of one that is closed. Raises NotAllowed, NotPossible."""
    with _held(by, complaint, "empty_complaint") as row:
        if row.is_open:
            raise NotPossible(_("The complaint is open: note its outcome first."))
        if not row.emptied_at:
            _empty(row, by=by, now=now)
        return row


def sweep_complaints(now: datetime) -> int:
    """Empties those whose outcome is so long ago as the newsroom's settings say; gives how many. A death in the middle
    leaves the rest for the next sweep."""
    before = now - timedelta(days=newsroom().complaint_keep_days)
    old = Complaint.objects.filter(outcome_at__lte=before, emptied_at=None).order_by("pk")
    done = 0
    for pk in list(old.values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            row = old.select_for_update(of=("self",)).select_related("article").filter(pk=pk).first()
            if row is not None:
                _empty(row, by=None, now=now)
                done += 1
    return done


def _empty(row: Complaint, *, by, now: datetime) -> None:
    complaints.empty(row, now)
    failpoint("empty_complaint.after_row")
    _note_on_record("complaint_emptied", row, by=by, now=now)


# --- what they share -----------------------------------------------------------------------------------------


@contextmanager
def _held(by, complaint: Complaint, permission: str = "change_complaint"):
    """One transaction with the complaint's row locked, read afresh; the caller's object follows."""
    with transaction.atomic():
        may(by, permission, _("Your role does not include this about complaints."))
        row = Complaint.objects.select_for_update(of=("self",)).select_related("article").get(pk=complaint.pk)
        yield row
        failpoint("complaint.before_commit")
    for field in Complaint._meta.concrete_fields:
        setattr(complaint, field.attname, getattr(row, field.attname))


def _not_stale(row: Complaint, seen: int) -> None:
    if row.turn != seen:
        raise Stale(
            _(
                "Somebody else changed this complaint meanwhile. Nothing is lost: look at it as it stands, and at what "
                "you typed."
            ),
            None,
        )


def _is_open(row: Complaint) -> None:
    if not row.is_open:
        raise NotPossible(_("The complaint is closed. Open it again first."))


def _save(row: Complaint) -> None:
    row.turn += 1
    row.save()


def _words(text: str, missing: str) -> str:
    text = tidied(text, long=True)
    if not text:
        raise NotPossible(missing)
    if len(text) > MOST_TEXT:
        raise NotPossible(
            _("This has %(have)d characters, and %(most)d is the most. Please shorten it.")
            % {"have": len(text), "most": MOST_TEXT}
        )
    return text


def _twice(row: Complaint, by, kind: str, text: str) -> ComplaintEntry | None:
    """The newest entry, where it is this very one."""
    last = row.entries.order_by("-pk").first()
    same = last is not None and (last.by_id, last.kind, last.text) == (by.pk, kind, text)
    return last if same else None


def _add(row: Complaint, kind: str, text: str, *, by, now: datetime, mail: str = "") -> ComplaintEntry:
    entry = ComplaintEntry.objects.create(complaint=row, kind=kind, text=text, at=now, by=by, mail=mail)
    failpoint("complaint.after_entry")
    return entry


def _answer(row: Complaint, text: str, *, by, now: datetime) -> ComplaintEntry:
    mail = Mail.WAITING if row.email else ""
    entry = _add(row, ComplaintEntry.Kind.ANSWER, text, by=by, now=now, mail=mail)
    if mail:
        enqueue("articles.complaint_answer", {"entry": entry.pk}, now=now)
        failpoint("complaint.after_outbox")
    _note_on_record("complaint_answered", row, by=by, now=now, mail=bool(mail))
    return entry


def _note_on_record(verb: str, row: Complaint, *, by, now: datetime, **about) -> None:
    write(
        verb, by=by, at=now, story=row.article.uuid, version=row.story_version,
        about={"complaint": row.pk, "kind": row.kind, **about},
    )  # fmt: skip
