"""Forgetting people: what the newsroom keeps of somebody is emptied, the chain stays whole, and the erasure is an act.

The chain holds digests and numbers. What can hold a person is in rows that are emptied here: a login, an author, the
reasons written with acts, and texts in versions and notes to readers. The salt goes with the text, so that nobody can
find out by trying whether a text was the one that stood there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import connections, models, router, transaction
from django.db.models import Q

from articles import complaints, corrections, history, press, publication
from articles.models import ActText, Article, Correction, PreparedCorrection, Publication, Revision
from articles.publication import credit_value
from articles.record import guards, write
from authors.models import Author, User

SHOWN = ("headline", "kicker", "standfirst", "dateline_place", "body", "byline_override")
GONE = "█████"  # what stands where a text was taken out
NOBODY = "—"  # the name of an author who was erased
SHORTEST = 5  # characters of a text that is looked for


@dataclass
class Erased:
    """What was emptied: acts whose reason is gone, versions and corrections with the digest of what is left."""

    texts: list[int] = field(default_factory=list)
    versions: list[tuple[str, int, str]] = field(default_factory=list)
    corrections: list[tuple[int, str]] = field(default_factory=list)
    shown_anew: list[tuple[str, str, str]] = field(default_factory=list)  # story, opens, digest
    rows: int = 0  # of other tables

    def about(self, **more) -> dict:
        return {
            "texts": self.texts, "versions": self.versions, "corrections": self.corrections,
            "shown_anew": self.shown_anew, **more,
        }  # fmt: skip


def _versions() -> models.QuerySet:
    """Every version with its story. A plain query set: the model's own refuses to change a row."""
    return models.QuerySet(Revision).select_related("article")


def _open():
    """The connection of the record, for `guards.off`. The caller's transaction is open."""
    return connections[router.db_for_write(Revision)]


@transaction.atomic
def login(user: User, *, by, now: datetime) -> Erased:
    """Empties a login: name, address, password, sessions. What it did stays on the record, under its number.

    Its byline is another matter (`author`); it is only untied from the login.
    """
    found = Erased()
    address, name = user.email, user.get_full_name()
    User.objects.filter(pk=user.pk).update(
        username=f"erased-{user.pk}", first_name="", last_name="", email="", password=make_password(None),
        is_active=False, is_staff=False, is_superuser=False, author=None, last_login=None,
    )  # fmt: skip
    user.groups.clear()
    for session in Session.objects.iterator():
        if str(session.get_decoded().get("_auth_user_id")) == str(user.pk):
            session.delete()
            found.rows += 1
    for word in (user.username, address, name):
        if word:
            found.rows += LogEntry.objects.filter(object_repr__contains=word).update(object_repr="")
    if len(address) >= SHORTEST:
        _take_out(address, found, now)
    write("erased", by=by, at=now, about=found.about(login=user.pk))
    return found


@transaction.atomic
def author(who: Author, *, by, now: datetime) -> Erased:
    """Empties an author: names, job titles, bio, portrait, and the name wherever it was printed as a byline.

    Bylines then say NOBODY. What stories say of this person in their text stays: that is `words`.
    """
    found = Erased()
    names = [name for name in who.names.values() if name]
    who.slug, who.names, who.job_titles, who.bios, who.portrait = f"withheld-{who.pk}", {"en": NOBODY}, {}, {}, {}
    who.save()
    for name in names:
        found.rows += LogEntry.objects.filter(object_repr__contains=name).update(object_repr="")
    with guards.off(_open()):
        _rewrite(lambda row, holds: (_without_author(holds, who, names), row.why), found)
    for out in Publication.objects.filter(credit_links__author=who).distinct():
        out.credits = [
            credit_value(credit | {"as_printed": False}, who, out.language) if credit["author"] == who.pk else credit
            for credit in out.credits
        ]
        out.byline_override = _without_any(out.byline_override, names)
        _show_anew(out, found)
    for story in Article.objects.filter(credits__author=who).distinct():
        story.byline_override = _without_any(story.byline_override, names)
        story.save(update_fields=["byline_override"])
    who.credits.update(display_name="")
    write("erased", by=by, at=now, about=found.about(author=str(who.uuid)))
    transaction.on_commit(press.purge_all)
    return found


def _without_author(holds: dict, who: Author, names: list[str]) -> dict:
    """What a version holds, without the author's printed names; the very same where they are not in its byline."""
    credits = holds.get("credits", ())
    if all(credit["author"] != who.pk for credit in credits):
        return holds
    printed = [credit | {"display_name": ""} if credit["author"] == who.pk else credit for credit in credits]
    return holds | {"credits": printed, "byline_override": _without_any(holds.get("byline_override", ""), names)}


def _without_any(text: str, names: list[str]) -> str:
    for name in names:
        text = text.replace(name, GONE)
    return text


def _show_anew(out: Publication, found: Erased) -> None:
    """Stores a publication whose words were changed here; the act says what readers get from now on."""
    out.save()
    said = publication.shown(out)
    found.shown_anew.append((str(out.story), said["opens"], said["shown"]))


@transaction.atomic
def words(text: str, *, by, now: datetime) -> Erased:
    """Takes `text` (a source's name, an address) out of every reason, version, note and story that holds it.

    What readers see changes with it. Raises ValueError where `text` is too short to be meant.
    """
    if len(text.strip()) < SHORTEST:
        raise ValueError("Give at least five characters: fewer stand in texts of other people as well.")
    found = Erased()
    _take_out(text.strip(), found, now)
    write("erased", by=by, at=now, about=found.about())
    transaction.on_commit(press.purge_all)
    return found


def _without(value: Any, text: str) -> Any:
    """`value` (plain JSON) with `text` taken out of every string in it."""
    if isinstance(value, str):
        return value.replace(text, GONE)
    if isinstance(value, dict):
        return {name: _without(inner, text) for name, inner in value.items()}
    return [_without(inner, text) for inner in value] if isinstance(value, list) else value


def _rewrite(change: Callable[[Revision, dict], tuple[dict, str]], found: Erased) -> None:
    """Puts what `change` leaves of each version (contents and reason) in its place; its digest stays, and `found` has
    that of what is left. Versions told by one that changed are packed anew: they hold what they held."""
    for pk in _versions().order_by("article").values_list("article", flat=True).distinct():
        wholes: dict[int, Revision] = {}
        rows = list(history.read_through(_versions().filter(article=pk)))
        left = [(row, holds, *change(row, holds)) for row, holds in rows]
        if all((holds, row.why) == (kept, why) for row, holds, kept, why in left):
            continue
        for row, holds, kept, why in left:
            changed = (holds, row.why) != (kept, why)
            if changed:
                row.why, row.salt = why, ""
            row.keep(kept, wholes.get(row.base))
            if not row.base:
                wholes[row.number] = row
            models.QuerySet(Revision).filter(pk=row.pk).update(
                packed=row.packed, base=row.base, why=row.why, salt=row.salt
            )
            if changed:
                story = row.article.uuid
                found.versions = [one for one in found.versions if one[:2] != (str(story), row.number)]
                found.versions.append((str(story), row.number, history.digest(row, story)))


def _take_out(text: str, found: Erased, now: datetime) -> None:
    with guards.off(_open()):
        for reason in ActText.objects.filter(text__contains=text):
            models.QuerySet(ActText).filter(pk=reason.pk).update(text="", salt="")
            found.texts.append(reason.pk)
        _rewrite(lambda row, holds: (_without(holds, text), row.why.replace(text, GONE)), found)
        for note in Correction.objects.filter(text__contains=text):
            note.text, note.salt = note.text.replace(text, GONE), ""
            models.QuerySet(Correction).filter(pk=note.pk).update(text=note.text, salt="")
            found.corrections.append((note.pk, corrections.digest(note)))
    for task in PreparedCorrection.objects.filter(original__contains=text):
        task.original = task.original.replace(text, GONE)
        task.save(update_fields=["original"])
        found.rows += 1
    found.rows += complaints.take_out(text, GONE, now)
    found.rows += LogEntry.objects.filter(Q(object_repr__contains=text) | Q(change_message__contains=text)).update(
        object_repr="", change_message=""
    )
    for story in Article.objects.filter(_holds(text, (*SHOWN, "slugline", "desk_note"))):
        for name in (*SHOWN, "slugline", "desk_note"):
            setattr(story, name, getattr(story, name).replace(text, GONE))
        story.save()
        found.rows += 1
    for out in Publication.objects.filter(_holds(text, SHOWN) | Q(photo__icontains=text) | Q(credits__icontains=text)):
        for name in SHOWN:
            setattr(out, name, getattr(out, name).replace(text, GONE))
        out.photo, out.credits = _without(out.photo, text), _without(out.credits, text)
        publication.set_body(out, out.body)
        _show_anew(out, found)


def _holds(text: str, names: tuple[str, ...]) -> Q:
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__contains": text})
    return found
