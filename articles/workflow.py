"""THE VERBS: what people do with a story. Nothing else writes a story's state or makes something public.

Every verb takes keyword arguments, asks for the person's right first, is one transaction, writes a version into
the history and its rows into the outbox. Errors are `WorkflowError`s whose text is a sentence for the person.
Moments are aware; `now` is told, never read.
"""

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import checks, history, old_addresses, press, publication
from articles.addresses import story_path
from articles.edition import edition, newsroom
from articles.models import Article, Notice, OldAddress, Publication, Revision
from articles.publication import Standing, standing_of
from articles.refusals import NotAllowed, NotPossible, Stale, Stopped, WorkflowError
from articles.writing import write
from newsroom.lib.jobs.outbox import enqueue
from newsroom.lib.slugs import slug_of

__all__ = ["NotAllowed", "NotPossible", "Stale", "Stopped", "WorkflowError"]
Step, Kind = Article.Step, Revision.Kind


# --- rights --------------------------------------------------------------------------------------------------


def can_edit(user, article: Article) -> bool:
    """Own stories while they are being written; any story for those who edit others'."""
    if user.has_perm("articles.edit_any_article"):
        return True
    own = user.pk in (article.made_by_id, article.assigned_to_id)
    return own and article.step in (Step.DRAFT, Step.SUBMITTED) and user.has_perm("articles.change_article")


def _may(user, permission: str, sentence: str) -> None:
    if not user.has_perm(f"articles.{permission}"):
        raise NotAllowed(sentence)


def _may_edit(user, article: Article) -> None:
    if not can_edit(user, article):
        raise NotAllowed(_("You may edit your own stories until they are ready. This one is with the desk."))


@contextmanager
def _story(article: Article):
    """One transaction with the story's row locked, read afresh. On SQLite the transaction is the lock."""
    try:
        with transaction.atomic():
            fresh = (
                Article.objects.select_for_update(of=("self",)).select_related("section", "photo").get(pk=article.pk)
            )
            yield fresh
    except IntegrityError:
        raise NotPossible(_("Someone else did the same at this moment. Look at the story and try again.")) from None
    # The caller's object follows, so that it can be shown without asking again.
    for field in Article._meta.concrete_fields:
        setattr(article, field.attname, getattr(fresh, field.attname))


# --- words ---------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(*, by, fields: Mapping, now: datetime, kind: str = Kind.SAVED, why: str = "") -> Article:
    """A new story with `fields` (as in `save`; headline, language and section at least). Raises NotPossible."""
    _may(by, "add_article", _("Your role does not include beginning stories."))
    article = Article(made_by=by, assigned_to=fields.get("assigned_to"), made_at=now)
    if fields.get("translation_group"):
        article.translation_group = fields["translation_group"]
        fields = {name: value for name, value in fields.items() if name != "translation_group"}
    write(article, fields)
    history.record(article, kind=kind, by=by, at=now, why=why)
    return article


def save(*, by, article: Article, fields: Mapping, base_version: int, now: datetime, why: str = "") -> Revision | None:
    """A new version with `fields` changed (names of FIELDS, section, photo, assigned_to; `credits` as a list of
    author/role/display_name in order; `tags`). The live page does not change.

    `base_version` is the version that the person began from. Gives None where nothing differs. Raises Stale
    where another version was saved since, NotAllowed, NotPossible.
    """
    with _story(article) as story:
        _may_edit(by, story)
        if base_version < story.words_version:
            current = story.revisions.select_related("by").get(number=story.words_version)
            raise Stale(
                _("Nothing is lost. %(who)s saved this story at %(when)s, after you opened it.")
                % {
                    "who": current.by or _("Someone"),
                    "when": current.at.astimezone(newsroom().zone).strftime("%H:%M"),
                },
                current,
            )
        _keep_promise(story, fields, now)
        if not write(story, fields):
            return None
        editor_at_work = by.has_perm("articles.edit_any_article") and story.made_by_id != by.pk
        if (story.step == Step.SUBMITTED and editor_at_work) or (story.step == Step.READY):
            _move(story, Step.EDITING)
        return history.record(story, kind=Kind.SAVED, by=by, at=now, why=why)


def _keep_promise(story: Article, fields: Mapping, now: datetime) -> None:
    """A publication that waits has its moment already: "Hold until" would not move it, and must not seem to."""
    held_anew = fields.get("embargo_until", story.embargo_until) != story.embargo_until
    if held_anew and standing_of(story, now).waiting:
        raise NotPossible(_("The story is scheduled. Take it off the schedule, then change “Hold until”."))


# --- steps on the desk ---------------------------------------------------------------------------------------


def _move(story: Article, step: str) -> None:
    story.step = step
    story.save(update_fields=["step", "saved_at"])


def submit(*, by, article: Article, now: datetime, why: str = "") -> Revision:
    """Sends a draft to the desk."""
    with _story(article) as story:
        _may(by, "submit_article", _("Your role does not include sending stories to the desk."))
        _may_edit(by, story)
        if story.step != Step.DRAFT:
            raise NotPossible(_("The story is with the desk already."))
        if not story.body.strip():
            raise NotPossible(_("The story has no body yet. Write it, then send it to the desk."))
        _move(story, Step.SUBMITTED)
        return history.record(story, kind=Kind.SUBMITTED, by=by, at=now, why=why)


def send_back(*, by, article: Article, now: datetime, why: str) -> Revision:
    """Gives the story back to whoever wrote it; `why` says what is asked."""
    with _story(article) as story:
        _may(by, "edit_any_article", _("Your role does not include sending stories back."))
        if story.step == Step.DRAFT:
            raise NotPossible(_("The story is a draft; there is nothing to send back."))
        if not why.strip():
            raise NotPossible(_("Say what the writer should do, then send it back."))
        _move(story, Step.DRAFT)
        return history.record(story, kind=Kind.SENT_BACK, by=by, at=now, why=why)


def mark_ready(*, by, article: Article, now: datetime) -> Revision:
    """Says that the story may go out as it stands."""
    with _story(article) as story:
        _may(by, "edit_any_article", _("Your role does not include marking stories as ready."))
        if story.step == Step.READY:
            raise NotPossible(_("The story is ready already."))
        _move(story, Step.READY)
        return history.record(story, kind=Kind.READY, by=by, at=now)


# --- going out -----------------------------------------------------------------------------------------------


def _pass_checks(story: Article, override: str) -> None:
    stopping = checks.stops(story)
    if stopping and not override.strip():
        raise Stopped(stopping)


def _give_address(story: Article, moment: datetime, first: datetime | None) -> None:
    """Fixes slug, day and first publication, once; they never move after the story was public."""
    if story.first_published_at:
        return
    story.first_published_at = first or moment
    story.address_date = story.first_published_at.astimezone(newsroom().zone).date()
    base = story.slug or slug_of(story.headline)
    if not base:
        raise NotPossible(_("The story needs a web address: none can be made from its headline."))
    stem = base[:76].rstrip("-")
    taken = set(
        Article.objects.filter(language=story.language, address_date=story.address_date, slug__startswith=stem)
        .exclude(pk=story.pk)
        .values_list("slug", flat=True)
    )
    story.slug, n = base, 2
    while story.slug in taken:
        story.slug, n = f"{stem}-{n}", n + 1


def _go_out(story: Article, *, kind: str, by, at: datetime, now: datetime, significant: bool, why: str, first=None):
    """Makes the publication that opens at `at` (or when the embargo ends, if that is later)."""
    opens = max(at, story.embargo_until or at)
    held = opens > at
    _give_address(story, opens, first if opens <= now else None)
    if significant:
        story.significant_update_at = max(opens, story.first_published_at or opens)
    elif story.significant_update_at is None:
        story.significant_update_at = story.first_published_at
    story.publish_at = opens if opens > now else None
    story.taken_down_at = None
    story.step = Step.READY
    story.save()
    revision = history.record(story, kind=kind, by=by, at=now, why=why)
    line = Publication.objects.filter(story=story.uuid, visible_until=None)
    replaced = list(line)
    line.filter(visible_from__gte=opens).delete()  # replaced before anybody saw it
    line.update(visible_until=opens)
    if opens <= now:
        Notice.objects.filter(story=story.uuid).delete()
    out = publication.compose(story, revision_number=revision.number, visible_from=opens)
    out.held = held
    publication.keep(out)
    _tell_readers([*replaced, out], opens=opens, back=opens <= now, now=now)
    return out


def _tell_readers(
    outs: list[Publication], *, now: datetime, opens=None, back: bool = False, gone: bool = False, also=()
) -> None:
    """The kept pages follow as soon as this is committed; a row of the outbox does it again, should we die between."""
    tags = sorted({tag for out in outs for tag in press.moved_by(out)})
    keys = sorted({press.key_of(out) for out in outs}) if back or gone else []
    what = {"tags": tags, "gone": keys if gone else [], "back": [*(keys if back else []), *also]}
    press.announce(tags, gone=what["gone"], back=what["back"], opens=opens)
    pictures = [out.pk for out in outs if not gone][-1:]
    enqueue("articles.public_changed", what | {"publications": pictures}, run_after=opens or now, now=now)


def _publishable(by, story: Article, now: datetime) -> Standing:
    _may(by, "publish_article", _("Your role does not include publishing."))
    return standing_of(story, now)


def publish(
    *, by, article: Article, now: datetime, override: str = "", first_published_at: datetime | None = None
) -> Publication:
    """Puts the story before readers: now, or when its embargo ends.

    `override` is the reason for passing checks that would stop it; it stands in the history.
    `first_published_at` is for copy that ran elsewhere before; a moment to come is refused.
    """
    with _story(article) as story:
        stands = _publishable(by, story, now)
        if stands.live:
            raise NotPossible(_("The story is live already. Publish your changes as a small fix or an update."))
        if stands.waiting:
            raise NotPossible(_("The story is scheduled. Take it off the schedule first."))
        if first_published_at and first_published_at > now:
            raise NotPossible(_("The first publication lies in the future. Schedule the story instead."))
        _pass_checks(story, override)
        return _go_out(
            story, kind=Kind.PUBLISHED, by=by, at=now, now=now, significant=False, why=override,
            first=first_published_at,
        )  # fmt: skip


def schedule(*, by, article: Article, at: datetime, now: datetime, override: str = "") -> Publication:
    """Puts the story, or the changes to a live one, before readers at `at` (or when its embargo ends, if later)."""
    with _story(article) as story:
        stands = _publishable(by, story, now)
        if at <= now:
            raise NotPossible(_("This moment has passed. Choose a later one, or publish now."))
        if stands.waiting:
            raise NotPossible(_("The story is scheduled already. Take it off the schedule first."))
        if stands.live and not publication.changed(story, now):
            raise NotPossible(_("Readers see this text already; there is no change to schedule."))
        _pass_checks(story, override)
        return _go_out(story, kind=Kind.SCHEDULED, by=by, at=at, now=now, significant=stands.live, why=override)


def unschedule(*, by, article: Article, now: datetime) -> Revision:
    """Cancels what waits. What readers see now, if anything, stays until further notice."""
    with _story(article) as story:
        stands = _publishable(by, story, now)
        if not stands.waiting:
            raise NotPossible(_("The story is not scheduled."))
        _tell_readers(_cancel_waiting(story, now), now=now)
        story.publish_at = None
        if not stands.live:  # a notice stands until a publication opens
            story.taken_down_at = Notice.objects.filter(story=story.uuid).values_list("since", flat=True).first()
        before = Publication.objects.filter(story=story.uuid).order_by("-visible_from").first()
        if before is None:
            story.first_published_at = story.address_date = story.significant_update_at = None
        else:
            story.significant_update_at = before.significant_update_at
        story.save()
        return history.record(story, kind=Kind.UNSCHEDULED, by=by, at=now)


def _cancel_waiting(story: Article, now: datetime) -> list[Publication]:
    """Removes publications that have not opened, and gives the one before its line back. Gives what it removed."""
    waiting = Publication.objects.filter(story=story.uuid, visible_from__gt=now)
    removed = list(waiting)
    starts = [out.visible_from for out in removed]
    waiting.delete()
    Publication.objects.filter(story=story.uuid, visible_from__lte=now, visible_until__in=starts).update(
        visible_until=None
    )
    return removed


def update(*, by, article: Article, kind: str, now: datetime, why: str = "", override: str = "") -> Publication:
    """Publishes the changes to a live story. `kind` says what they are: "fix" leaves the readers' "updated" time
    alone, "update" moves it."""
    with _story(article) as story:
        stands = _publishable(by, story, now)
        if not stands.live:
            raise NotPossible(_("The story is not live. Publish it first."))
        if stands.waiting:
            raise NotPossible(_("A change is scheduled. Take it off the schedule first."))
        if kind not in ("fix", "update"):
            raise NotPossible(_("Choose what it is: a small fix, or an update."))
        if not publication.changed(story, now):
            raise NotPossible(_("Readers see this text already; there is nothing to publish."))
        _pass_checks(story, override)
        return _go_out(
            story,
            kind=Kind.UPDATED,
            by=by,
            at=now,
            now=now,
            significant=kind == "update",
            why=why or override,
        )


def take_down(*, by, article: Article, why: str, now: datetime) -> Revision:
    """Takes the story from its readers at once; its address says that it is gone (410). `why` stays with the desk."""
    with _story(article) as story:
        _may(by, "withdraw_article", _("Your role does not include taking stories down."))
        if not why.strip():
            raise NotPossible(_("Say why the story is taken down. Readers do not see it; the history keeps it."))
        _cancel_waiting(story, now)
        open_now = Publication.objects.visible(now).filter(story=story.uuid)
        shown = open_now.first()
        if shown is None:
            raise NotPossible(_("The story is not public, so there is nothing to take down."))
        story.significant_update_at = shown.significant_update_at  # not that of a change which was cancelled
        open_now.filter(visible_from__lt=now).update(visible_until=now)
        Publication.objects.filter(story=story.uuid, visible_from=now, visible_until=None).delete()
        Notice.objects.update_or_create(
            story=story.uuid,
            defaults={
                "story_number": story.pk, "language": story.language, "slug": story.slug,
                "address_date": story.address_date, "since": now,
            },
        )  # fmt: skip
        story.taken_down_at, story.publish_at, story.step = now, None, Step.EDITING
        story.save()
        _tell_readers([shown], now=now, gone=True)
        return history.record(story, kind=Kind.TAKEN_DOWN, by=by, at=now, why=why)


def readdress(*, by, article: Article, slug: str, now: datetime) -> Revision:
    """Gives a story that was public another web address. Its day stays; the old address leads to it, in one hop."""
    with _story(article) as story:
        _may(by, "publish_article", _("Your role does not include changing the address of a public story."))
        if not story.first_published_at:
            raise NotPossible(_("The story was never public. Change its web address in the form and save."))
        before = story_path(edition(story.language), story.address_date, story.slug)
        if slug == story.slug:
            raise NotPossible(_("The story has this web address already."))
        story.slug = slug
        try:
            story.full_clean()
        except ValidationError as error:
            raise NotPossible(" ".join(error.messages)) from error
        outs = Publication.objects.filter(story=story.uuid)
        moved = [*outs.exclude(visible_until__lte=now)]
        after = story_path(edition(story.language), story.address_date, slug)
        story.save()
        outs.update(slug=slug)
        Notice.objects.filter(story=story.uuid).update(slug=slug)
        OldAddress.objects.filter(key=old_addresses.key_of(after), story=story.uuid).delete()
        old_addresses.enter(address=before, language=story.language, story=story.uuid)
        _tell_readers(moved, now=now, also=[before, after])
        return history.record(story, kind=Kind.READDRESSED, by=by, at=now, why=f"{before} → {after}")


# --- filing --------------------------------------------------------------------------------------------------


def file(*, by, fields: Mapping, key: str, digest: str, now: datetime) -> tuple[Article, bool]:
    """Copy that came in from outside: (story, changed).

    `key` names the copy (language, headline, date): the same key is the same story. `digest` is of its text: the
    same text again changes nothing, even if the desk edited the story since; another text is a new version.
    """
    _may(by, "add_article", _("Your role does not include filing stories."))
    try:
        with transaction.atomic():
            return _file(by, fields, key, digest, now)
    except IntegrityError:
        raise NotPossible(_("The same copy is being filed at this moment. Look at the desk and try again.")) from None


def _file(by, fields: Mapping, key: str, digest: str, now: datetime) -> tuple[Article, bool]:
    known = Article.objects.select_for_update(of=("self",)).filter(filing_key=key).first()
    if known is None:
        article = begin(by=by, fields=fields, now=now, kind=Kind.FILED)
    elif known.filed_digest == digest:
        return known, False
    else:
        article = known
        _may_edit(by, article)
        _keep_promise(article, fields, now)
        fixed = ("slug", "language", "translation_group")
        written = write(article, {name: value for name, value in fields.items() if name not in fixed})
        if written or history.differs(article):  # a picture's words are no field of the story
            history.record(article, kind=Kind.FILED, by=by, at=now, why=_("filed again, changed"))
    Article.objects.filter(pk=article.pk).update(filing_key=key, filed_digest=digest)
    article.filing_key, article.filed_digest = key, digest
    return article, True


# --- what may be done now ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verb:
    """A button: `style` main (next step), go (readers will see it), plain or danger; `asks` is what it needs."""

    name: str
    label: str | Promise
    style: str = "plain"
    asks: str = ""  # "", moment, reason, kind


def verbs(user, article: Article, stands: Standing, *, changes: bool = False) -> list[Verb]:
    """The verbs that this person may use on the story as it stands, the likeliest first.

    `changes`: the working copy differs from what readers see (`publication.changed`).
    """
    offers: list[Verb] = []
    edit_any = user.has_perm("articles.edit_any_article")
    if article.step == Step.DRAFT and can_edit(user, article) and user.has_perm("articles.submit_article"):
        offers.append(Verb("submit", gettext_lazy("Send to desk"), "main"))
    if edit_any and article.step in (Step.SUBMITTED, Step.EDITING):
        offers.append(Verb("mark_ready", gettext_lazy("Mark as ready"), "main"))
    if edit_any and article.step != Step.DRAFT:
        offers.append(Verb("send_back", gettext_lazy("Send back"), "plain", "reason"))
    if user.has_perm("articles.publish_article"):
        if stands.waiting:
            offers.append(Verb("unschedule", gettext_lazy("Take off the schedule")))
        elif stands.live:
            # Also before a change is saved: the button saves what was typed first.
            offers.append(Verb("update", gettext_lazy("Publish changes"), "go" if changes else "plain", "kind"))
            if changes:
                offers.append(Verb("schedule", gettext_lazy("Publish changes at"), "plain", "moment"))
        else:
            offers.append(Verb("publish", gettext_lazy("Publish now"), "go"))
            offers.append(Verb("schedule", gettext_lazy("Publish at"), "plain", "moment"))
    if stands.live and user.has_perm("articles.withdraw_article"):
        offers.append(Verb("take_down", gettext_lazy("Take down"), "danger", "reason"))
    return offers
