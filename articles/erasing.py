"""Forgetting: what the record must lose for good, while the chain that proves the rest stays whole.

A text that goes takes its salt with it, so that nobody can try out what stood there; a version keeps the digest that
it was written with, and the act of the erasure says which digest it has from then on. Mail that has gone out and
backups are out of reach here; `manage.py erase` says so.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import connections, models, router, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles import body as bodies
from articles import complaints, corrections, fronts, history, notices, photos, press, publication, search
from articles.models import (
    ActText,
    Article,
    Banner,
    Correction,
    Credit,
    Draft,
    Front,
    FrontChange,
    FrontPlan,
    Lock,
    Newsroom,
    Notice,
    OldAddress,
    Opened,
    Package,
    Photo,
    PreparedCorrection,
    Publication,
    PublicPackage,
    Revision,
    Section,
    SentPhoto,
    Series,
    SitePage,
    SitePageVersion,
    Tag,
    VersionName,
)
from articles.publication import credit_value
from articles.record import guards, write
from articles.text import INTERNAL, PUBLIC
from authors.models import Author, User
from newsroom.lib import forgetting
from newsroom.lib.failpoints import failpoint
from newsroom.lib.forgetting import GONE, SHORTEST, Wanted
from newsroom.lib.jobs.models import Job
from newsroom.lib.jobs.outbox import enqueue
from newsroom.lib.languages import CODES
from newsroom.lib.names import without_name

NOBODY = "—"  # the name of an author who was erased
# Where people write, and the record is not: `tests/architecture` compares all these with every column of text.
WRITTEN: dict[type[models.Model], tuple[str, ...]] = {
    Article: (*PUBLIC, *INTERNAL),
    Credit: ("display_name",),
    Draft: ("fields",),
    Front: ("draft",),
    FrontPlan: ("plan",),
    FrontChange: ("ops", "back", "after", "why"),
    Banner: ("text",),
    Photo: ("alts", "captions", "creator", "agency", "credit_lines", "copyright_notice", "usage_terms"),
    PreparedCorrection: ("original", "outcome"),
    SentPhoto: ("name", "refused"),
    Section: ("names", "descriptions"),
    Tag: ("names", "descriptions"),
    VersionName: ("name",),
    Author: ("names", "job_titles", "bios", "contact", "links"),
    Newsroom: ("names", "taglines"),
    Package: ("name", "titles"),
    PublicPackage: ("titles",),
    Series: ("names", "descriptions"),
    SitePage: ("body",),
    SitePageVersion: ("body",),
    Job: ("payload", "last_error"),
    LogEntry: ("object_repr", "change_message"),
}
# What a publication shows beside PUBLIC. Its other texts are made of these.
SHOWN = ("credits", "topics", "photo")
# Names by which something is found. They are not changed behind the back of whoever uses them: who erases is told.
FOUND_BY: dict[type[models.Model], tuple[str, ...]] = {
    Article: ("slug",),
    Publication: ("slug",),
    Notice: ("slug",),
    OldAddress: ("address", "key", "cut"),
    Section: ("slug",),
    Series: ("slug",),
    Tag: ("name", "slug"),
    Author: ("slug",),
    User: ("username", "first_name", "last_name", "email"),
}


@dataclass
class Erased:
    """What was emptied: acts whose reason is gone, versions and corrections with the digest of what is left; and
    sentences that say where a text still stands."""

    texts: list[int] = field(default_factory=list)
    versions: list[tuple[str, int, str]] = field(default_factory=list)
    corrections: list[tuple[int, str]] = field(default_factory=list)
    shown_anew: list[tuple[str, str, str]] = field(default_factory=list)  # story, opens, digest
    fronts: list[tuple[int, str, str]] = field(default_factory=list)  # change of a front, digest before and now
    rows: int = 0  # of other tables
    left: list[str] = field(default_factory=list)
    stories: set[int] = field(default_factory=set)  # whose words changed, now or in an earlier version

    def about(self, **more) -> dict:
        return {
            "texts": self.texts, "versions": self.versions, "corrections": self.corrections,
            "shown_anew": self.shown_anew, **({"fronts": self.fronts} if self.fronts else {}), **more,
        }  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What a look through all versions found, before anybody has to wait: the stories with something to rewrite, and
    the version that each story was at. What was written since is looked through again."""

    stories: frozenset[int]
    at: dict[int, int]


Change = Callable[[Revision, dict], tuple[dict, str]]  # of a version and what it holds: what is left, and of its reason


def _versions() -> models.QuerySet:
    """Every version with its story. A plain query set: the model's own refuses to change a row."""
    return models.QuerySet(Revision).select_related("article")


def _open():
    """The connection of the record, for `guards.off`. The caller's transaction is open."""
    return connections[router.db_for_write(Revision)]


def _look(change: Change) -> Seen:
    """Reads every version there is; writes nothing, so that nobody waits for it."""
    at = dict(Article.objects.values_list("pk", "version"))
    rows = history.read_through(_versions())
    return Seen(frozenset(row.article_id for row, holds in rows if change(row, holds) != (holds, row.why)), at)


def leave_nothing(users: Collection[int], *, words: bool = True) -> int:
    """What logins that are over leave lying about goes: windows, locks, second factors, addresses, rights, sessions
    and, with `words`, what they typed and did not save. In the caller's transaction; gives how many rows."""
    of_groups, of_rights = User.groups.through.objects, User.user_permissions.through.objects
    gone = 0
    for rows in (
        Draft.objects.filter(user__in=users if words else ()),
        Opened.objects.filter(user__in=users),
        Lock.objects.filter(by__in=users),
        Authenticator.objects.filter(user__in=users),
        EmailAddress.objects.filter(user__in=users),
        of_groups.filter(user__in=users),
        of_rights.filter(user__in=users),
    ):
        gone += rows.delete()[0]
    names = {str(pk) for pk in users}
    for session in Session.objects.iterator():
        if str(session.get_decoded().get("_auth_user_id")) in names:
            session.delete()
            gone += 1
    return gone


def login(user: User, *, by, now: datetime) -> Erased:
    """Empties a login: name, address, password, sessions, unsaved words. What it did stays on the record, under its
    number.

    Its byline is another matter (`author`); it is only untied from the login.
    """
    address = user.email if len(user.email) >= SHORTEST else ""
    wanted = Wanted(address) if address else None
    seen = _look(_taking_out(wanted)) if wanted else None
    with transaction.atomic():
        found = Erased()
        names = [name for name in (user.username, user.get_full_name()) if len(name) >= SHORTEST]
        User.objects.filter(pk=user.pk).update(
            username=f"erased-{user.pk}", first_name="", last_name="", email="", password=make_password(None),
            is_active=False, is_staff=False, is_superuser=False, author=None, last_login=None,
        )  # fmt: skip
        found.rows += leave_nothing([user.pk])
        own = LogEntry.objects.filter(content_type__app_label="authors", content_type__model="user")
        found.rows += own.filter(object_id=str(user.pk)).update(object_repr="", change_message="")
        for name in names:
            found.rows += LogEntry.objects.filter(object_repr__contains=name).update(object_repr="")
        if wanted and seen:
            _take_out(wanted, address, found, seen, by=by, now=now)
        _say(found, by=by, now=now, login=user.pk)
    return found


def author(who: Author, *, by, now: datetime) -> Erased:
    """Empties an author: names, job titles, bio, portrait, and the name wherever it was printed as a byline.

    Bylines then say NOBODY. What stories say of this person in their text stays: that is `words`.
    """
    names = [name for name in who.names.values() if name]

    def change(row: Revision, holds: dict) -> tuple[dict, str]:
        return _without_author(holds, who, names), row.why

    seen = _look(change)
    with transaction.atomic():
        found = Erased()
        stories = _locked(seen, Q(credits__author=who))
        who.slug, who.names, who.job_titles, who.bios, who.portrait = f"withheld-{who.pk}", {"en": NOBODY}, {}, {}, {}
        who.contact, who.links, who.languages, who.on_masthead = "", [], [], False
        who.save()
        for name in names:
            found.rows += LogEntry.objects.filter(object_repr__contains=name).update(object_repr="")
        with guards.off(_open()):
            _rewrite(change, stories, found)
        for out in Publication.objects.filter(credit_links__author=who).distinct():
            out.credits = [
                credit_value(credit | {"as_printed": False}, who, out.language)
                if credit["author"] == who.pk
                else credit
                for credit in out.credits
            ]
            out.byline_override = _without_any(out.byline_override, names)
            search.index(out)
            _show_anew(out, found)
        search.forget(*names)
        for draft in Draft.objects.filter(article__in=stories):
            fields = {name: _unprinted(name, texts, names) for name, texts in draft.fields.items()}
            if fields != draft.fields:
                found.rows += Draft.objects.filter(pk=draft.pk).update(fields=fields)
        for story in stories.values():
            if story.credits.filter(author=who).exists():
                story.byline_override = _without_any(story.byline_override, names)
                story.save(update_fields=["byline_override"])
                found.stories.add(story.pk)
        who.credits.update(display_name="")
        _new_versions(stories, found, by=by, now=now)
        _say(found, by=by, now=now, author=str(who.uuid))
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
        text = without_name(text, name, GONE)
    return text


def _unprinted(control: str, texts: list[str], names: list[str]) -> list[str]:
    """What a form's control of the byline held, without these names."""
    if control not in ("byline_override", "credit_name"):
        return texts
    return [_without_any(text, names) for text in texts]


def _show_anew(out: Publication, found: Erased) -> None:
    """Stores a publication whose words were changed here; the act says what readers get from now on."""
    out.save()
    said = publication.shown(out)
    found.shown_anew.append((str(out.story), said["opens"], said["shown"]))


def words(text: str, *, by, now: datetime) -> Erased:
    """Takes `text` (a source's name, an address) out of every reason, version, note and story that holds it, and out of
    all else that people wrote; the subscription of a reader with this address ends.

    What readers see changes with it. Raises ValueError where `text` is too short to be meant.
    """
    wanted = Wanted(text)
    seen = _look(_taking_out(wanted))
    with transaction.atomic():
        found = Erased()
        _take_out(wanted, text, found, seen, by=by, now=now)
        _say(found, by=by, now=now)
    return found


def _taking_out(wanted: Wanted) -> Change:
    def taken_out(row: Revision, holds: dict) -> tuple[dict, str]:
        left = wanted.out_of(holds)
        if left.get("body") != holds.get("body"):
            left["body"] = _whole(left["body"])
        return left, wanted.out_of(row.why)

    return taken_out


def _whole(body: str) -> str:
    """A body that lost words, canonical again: without elements that have nothing in them now."""
    try:
        return bodies.canonical(body, body)
    except ValueError:  # it was never canonical
        return body


def _locked(seen: Seen, more: Q) -> dict[int, Article]:
    """The stories with something to empty, by number, and all that were written to since the look; nobody saves them
    until the end."""
    at = Article.objects.values_list("pk", "version")
    since = {pk for pk, version in at if seen.at.get(pk) != version}
    wanted = Article.objects.filter(more).values_list("pk", flat=True)
    rows = Article.objects.filter(pk__in=seen.stories | since | set(wanted))
    return {story.pk: story for story in rows.select_for_update().order_by("pk")}


def _rewrite(change: Change, stories: dict[int, Article], found: Erased) -> None:
    """Puts what `change` leaves of each version (contents and reason) in its place; its digest stays, and `found` has
    that of what is left. Versions told by one that changed are packed anew: they hold what they held."""
    for pk in stories:
        wholes: dict[int, Revision] = {}
        rows = list(history.read_through(_versions().filter(article=pk)))
        left = [(row, holds, *change(row, holds)) for row, holds in rows]
        if all((holds, row.why) == (kept, why) for row, holds, kept, why in left):
            continue
        found.stories.add(pk)
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
                found.versions.append((str(story), row.number, history.digest(row, story)))
    failpoint("erase.after_versions")


def _new_versions(stories: dict[int, Article], found: Erased, *, by, now: datetime) -> None:
    """A version of each story that lost words: a form that was open before has begun from an older one, so what it
    brings is looked at by somebody before it is in the story again."""
    for pk in sorted(found.stories):
        story = Article.objects.get(pk=pk)
        history.record(story, kind=Revision.Kind.SAVED, by=by, at=now, why=_("Words were erased."), verb="emptied")


def _take_out(wanted: Wanted, text: str, found: Erased, seen: Seen, *, by, now: datetime) -> None:
    held = wanted.rows(Article, WRITTEN[Article])
    concerned = Q(pk__in=held.values("pk"))
    linked: dict[str, type[models.Model]] = {"credits": Credit, "drafts": Draft, "photo": Photo}
    for link, other in linked.items():
        concerned |= Q(**{f"{link}__in": wanted.rows(other, WRITTEN[other]).values("pk")})
    stories = _locked(seen, concerned)
    with guards.off(_open()):
        for reason in wanted.rows(ActText, ("text",)):
            if wanted.out_of(reason.text) != reason.text:
                models.QuerySet(ActText).filter(pk=reason.pk).update(text="", salt="")
                found.texts.append(reason.pk)
        _rewrite(_taking_out(wanted), stories, found)
        for note in wanted.rows(Correction, ("text",)):
            fresh = wanted.out_of(note.text)
            if fresh != note.text:
                note.text, note.salt = fresh, ""
                models.QuerySet(Correction).filter(pk=note.pk).update(text=note.text, salt="")
                found.corrections.append((note.pk, corrections.digest(note)))
        _out_of_fronts(wanted, found)
    for model, names in WRITTEN.items():
        emptied = wanted.empty(model, names)
        found.rows += len(emptied)
        if model is Article:
            found.stories.update(row.pk for row in emptied)
            for row in emptied:
                body = _whole(row.body)
                Article.objects.filter(pk=row.pk).update(body=body, word_count=bodies.count(body))
        elif model in (Credit, Draft):
            found.stories.update(row.article_id for row in emptied)
        elif model is Photo:
            for row in emptied:
                # Its files say who made it.
                photos.ask_for_rest(Photo.objects.get(pk=row.pk), now, priority=0)
            shows = Article.objects.filter(photo__in=[row.pk for row in emptied])
            found.stories.update(shows.values_list("pk", flat=True))
    found.rows += complaints.take_out(wanted, now)
    found.rows += notices.take_out(wanted.rows(Notice, ("text",)), wanted.out_of)
    for out in wanted.rows(Publication, (*PUBLIC, *SHOWN)):
        before = [getattr(out, name) for name in (*PUBLIC, *SHOWN)]
        fresh = [wanted.out_of(value) for value in before]
        if fresh != before:
            for name, value in zip((*PUBLIC, *SHOWN), fresh, strict=True):
                setattr(out, name, value)
            publication.set_body(out, _whole(out.body))
            _show_anew(out, found)
    search.forget(text)
    failpoint("erase.after_tables")
    _new_versions(stories, found, by=by, now=now)
    for forgets in forgetting.ALSO:
        done = forgets(text, now)
        found.rows += done.rows
        found.left += done.left
    found.left += _still(wanted)


def _out_of_fronts(wanted: Wanted, found: Erased) -> None:
    """The history of fronts, which is guarded as well."""
    names = WRITTEN[FrontChange]
    before = {row.pk: fronts.digest(row.after) for row in wanted.rows(FrontChange, names)}
    for row in wanted.empty(FrontChange, names):
        found.rows += 1
        if (left := fronts.digest(row.after)) != before[row.pk]:
            found.fronts.append((row.number, before[row.pk], left))


def _say(found: Erased, *, by, now: datetime, **more) -> None:
    """The act of the erasure; and nothing that was kept of public pages is read again."""
    write("erased", by=by, at=now, about=found.about(**more))
    failpoint("erase.after_act")
    enqueue("articles.words_went", {}, key="words", now=now)
    press.everything_changed(now=now, gone=True)


def _still(wanted: Wanted) -> list[str]:
    """Where it still stands because something is found by it."""
    left = []
    for model, names in FOUND_BY.items():
        for row in wanted.rows(model, names)[:20]:
            values = [getattr(row, name) for name in names]
            left += [
                f"The {model._meta.verbose_name} {row.pk} still has it: {value}"
                for value in dict.fromkeys(values)
                if wanted.out_of(value) != value
            ]
    for out in _found_by_search(wanted)[:20]:
        left.append(f"Readers’ search still finds it in version {out.revision_number} of “{out.headline}”: look there.")
    return left


def _found_by_search(wanted: Wanted) -> models.QuerySet:
    """Publications whose folded words still have it, by the rules of their language."""
    holds = Q(pk__in=[])
    for language in CODES:
        words = search.folded(wanted.text, language)
        if words:
            holds |= Q(language=language) & (Q(search_text__contains=words) | Q(search_headline__contains=words))
    return Publication.objects.filter(holds)
