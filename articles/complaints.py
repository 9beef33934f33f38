"""Complaints: their references, deadlines and limits, what stands open at a story, and how one is emptied.

Only the verbs in `articles.workflow` and `articles.erasing` call what writes here, inside their transaction.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from articles.models import Article, Complaint, ComplaintEntry, Correction, Newsroom, Publication, Revision
from newsroom.lib.addresses import BadAddress, normalise
from newsroom.lib.forgetting import Wanted
from newsroom.lib.words import tidied

Kind, Outcome = Complaint.Kind, Complaint.Outcome

# Working days until a complaint should be answered, where the newsroom's settings say no others.
DAYS = {Kind.ERROR: 3, Kind.REPLY: 2, Kind.NAME: 2, Kind.CONDUCT: 10, Kind.LEGAL: 1}
MOST_DAYS = 365
# The weekend that goes with the day on which a week begins (Monday is 0), as CLDR's weekendData has it for the
# countries whose newsrooms work so.
_WEEKENDS = {0: (5, 6), 5: (4, 5), 6: (4, 5)}
# Neither 0, 1, I, L, O nor U: nobody mistakes one for another on the phone, and no word comes of it.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 12  # 58 bits, by chance alone
# Characters of what people outside write.
MOST = {"text": 5000, "quote": 1500, "source": 2500, "email": 254, "name": 200, "contact": 300}
LONG = ("text", "quote", "source", "contact")
EMPTIED = ("text", "quote", "source", "name", "email", "contact")


def new_reference() -> str:
    return "".join(secrets.choice(_LETTERS) for _place in range(_LENGTH))


def is_reference(text: str) -> bool:
    return len(text) == _LENGTH and set(text) <= set(_LETTERS)


def key_of(*parts: object) -> str:
    """What one sending of a form is known by: the same words of the same form are the same complaint. Keyed, so that
    nobody who reads the table can try which words they were."""
    return salted_hmac("articles.complaints", "\0".join(map(str, parts)), algorithm="sha256").hexdigest()


# --- what people write ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Typed:
    """What somebody outside wrote, tidied; `faults` says what is wrong with it, by field, in sentences."""

    WRITTEN: ClassVar = ("text", "quote", "source", "email")  # by readers themselves

    text: str
    quote: str = ""
    source: str = ""
    email: str = ""
    name: str = ""
    contact: str = ""

    @classmethod
    def of(cls, said) -> "Typed":
        """From a mapping of what was typed."""
        return cls(**{name: tidied(str(said.get(name) or ""), long=name in LONG) for name in MOST})

    def faults(self) -> dict[str, str]:
        found = {}
        if not self.text:
            found["text"] = _("Write what is wrong. One sentence is enough.")
        for name, most in MOST.items():
            have = len(getattr(self, name))
            if have > most:
                found[name] = _("This has %(have)d characters, and %(most)d is the most. Please shorten it.") % {
                    "have": have,
                    "most": most,
                }
        if self.email and "email" not in found:
            try:
                normalise(self.email)
            except BadAddress as error:
                found["email"] = str(error)
        return found

    def columns(self) -> dict[str, str]:
        """As it is kept."""
        said = {name: getattr(self, name) for name in MOST}
        return said | {"email": normalise(self.email).email if self.email else ""}


# --- deadlines -----------------------------------------------------------------------------------------------


def days_for(kind: str, room: Newsroom) -> int:
    """Working days until a complaint of this kind should be answered."""
    return room.complaint_days.get(kind, DAYS[Kind(kind)])


def due_on(kind: str, received_at: datetime, room: Newsroom) -> date:
    """The day by which a complaint that came at `received_at` (aware) should be answered: so many working days after
    the day on which it came, in the newsroom's zone."""
    day, left = received_at.astimezone(room.zone).date(), days_for(kind, room)
    weekend = _WEEKENDS[room.week_start]
    while left:
        day += timedelta(days=1)
        left -= day.weekday() not in weekend
    return day


# --- what stands where ---------------------------------------------------------------------------------------


def open_ones() -> QuerySet[Complaint]:
    """Those without an outcome, the most urgent first."""
    return Complaint.objects.filter(outcome="").order_by("due_on", "pk")


def seen_by(user) -> QuerySet[Complaint]:
    """Those that this person may see: all for whoever handles them, else those about their own stories."""
    if user.has_perm("articles.change_complaint"):
        return Complaint.objects.all()
    if not user.has_perm("articles.view_complaint"):
        return Complaint.objects.none()
    return Complaint.objects.filter(Q(article__made_by=user) | Q(article__assigned_to=user))


def version_at(story: UUID, at: datetime) -> int | None:
    """Which version readers saw at the moment `at`; None where they saw none."""
    out = Publication.objects.visible(at).filter(story=story).values_list("revision_number", flat=True)
    return out.first()


def last_shown(story: UUID) -> int | None:
    """The version that readers saw last."""
    shown = Publication.objects.filter(story=story).order_by("-visible_from")
    return shown.values_list("revision_number", flat=True).first()


def answers_to(complaint: Complaint) -> QuerySet[Correction]:
    """What readers of the story were told since the complaint came, newest first."""
    since = Correction.objects.filter(story=complaint.article.uuid, made_at__gte=complaint.received_at)
    return since.of_mistakes().latest_first()


@dataclass(frozen=True)
class Offer:
    """An open complaint at its story, and the outcome that an act of the desk since has most likely given it: "" where
    there was none."""

    complaint: Complaint
    outcome: str = ""
    correction: int | None = None


def offers(article: Article, complaints: QuerySet[Complaint]) -> list[Offer]:
    """Open ones of `complaints` at this story, with the outcome that could be noted in one tap. Two queries."""
    rows = list(complaints.filter(article=article, outcome="").order_by("due_on", "pk")[:20])
    if not rows:
        return []
    told = list(Correction.objects.filter(story=article.uuid).of_mistakes().latest_first()[:20])
    found = []
    for row in rows:
        newer = next((note for note in told if note.made_at >= row.received_at), None)
        if article.taken_down_at and article.taken_down_at >= row.received_at:
            found.append(Offer(row, Outcome.TAKEN_DOWN))
        elif newer is not None:
            clarified = newer.kind == Correction.Kind.CLARIFICATION
            found.append(Offer(row, Outcome.CLARIFIED if clarified else Outcome.CORRECTED, newer.pk))
        else:
            found.append(Offer(row))
    return found


def known_at(article: Article, at: datetime) -> int | None:
    """The version that a complaint of the moment `at` is about: what readers saw, else what the desk had."""
    shown = version_at(article.uuid, at)
    if shown is not None:
        return shown
    had = Revision.objects.filter(article=article, at__lte=at).order_by("-number")
    return had.values_list("number", flat=True).first()


# --- emptying ------------------------------------------------------------------------------------------------


def empty(complaint: Complaint, now: datetime) -> None:
    """Takes away all that people outside wrote, who they are, and what the desk wrote about it. Kind, days, outcome
    and its reason stay."""
    for name in EMPTIED:
        setattr(complaint, name, "")
    complaint.sent_key, complaint.emptied_at = "", now
    complaint.save()
    ComplaintEntry.objects.filter(complaint=complaint).update(text="")


def take_out(wanted: Wanted, now: datetime) -> int:
    """Forgets a text: the complaints of whoever has it as their address or name are emptied whole; elsewhere it is
    taken out of what was written. Gives how many rows changed."""
    rows, names = 0, (*EMPTIED, "outcome_why")
    theirs = Complaint.objects.filter(Q(email__iexact=wanted.text) | Q(name__iexact=wanted.text))
    for complaint in theirs.select_for_update():
        empty(complaint, now)
        rows += 1
    for complaint in wanted.empty(Complaint, names):
        Complaint.objects.filter(pk=complaint.pk).update(turn=F("turn") + 1)
        rows += 1
    return rows + len(wanted.empty(ComplaintEntry, ("text",)))
