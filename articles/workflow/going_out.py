"""Going out: a story, or the changes to a live one, put before readers now or at a moment."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles import changes, checks, history, old_addresses, press, publication, search, translations
from articles.edition import newsroom
from articles.models import Article, Correction, Notice, Publication, Revision
from articles.publication import Standing, standing_of
from articles.refusals import NotPossible, Stopped
from articles.workflow.presence import not_locked
from articles.workflow.readers import tell_readers
from articles.workflow.rights import may
from articles.workflow.story import locked
from articles.workflow.telling import tell
from newsroom.lib.failpoints import failpoint
from newsroom.lib.slugs import slug_of

Step, Kind = Article.Step, Revision.Kind


def pass_checks(story: Article, override: str) -> None:
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
    # An address that once led to another story still does: a new page there would hide it.
    taken |= old_addresses.slugs_promised(story.language, story.address_date, stem, but=story.uuid)
    story.slug, n = base, 2
    while story.slug in taken:
        story.slug, n = f"{stem}-{n}", n + 1


def go_out(
    story: Article,
    *,
    kind: str,
    by,
    at: datetime,
    now: datetime,
    significant: bool,
    why: str,
    first=None,
    verb: str = "",
    about: dict | None = None,
    zone: str = "",
):
    """Makes the publication that opens at `at` (or when the embargo ends, if that is later). `zone` names the clocks on
    which `at` was typed, where those are not the newsroom's."""
    opens = max(at, held_until(story, now) or at)
    held = opens > at
    _give_address(story, opens, first if opens <= now else None)
    if significant:
        story.significant_update_at = max(opens, story.first_published_at or opens)
    elif story.significant_update_at is None:
        story.significant_update_at = story.first_published_at
    story.publish_at = opens if opens > now else None
    story.publish_zone = (story.embargo_zone if held else zone) if story.publish_at else ""
    story.taken_down_at = None
    story.step = Step.READY
    failpoint("publish.after_address")
    story.save()
    failpoint("publish.after_story")
    out = publication.compose(story, visible_from=opens)
    about = publication.shown(out) | (about or {})
    out.revision_number = history.record(story, kind=kind, by=by, at=now, why=why, verb=verb, about=about).number
    out.held = held
    failpoint("publish.after_revision")
    return put_before_readers(out, now=now)


def put_before_readers(out: Publication, *, now: datetime) -> Publication:
    """Stores a composed publication in the place of the one that readers see when it opens."""
    opens = out.visible_from
    line = Publication.objects.filter(story=out.story, visible_until=None)
    replaced = list(line)
    search.drop(line.filter(visible_from__gte=opens))  # replaced before anybody saw it
    line.update(visible_until=opens)
    failpoint("publish.after_closing")
    # What was taken down and opens later: its tombstone, which knows no moment, goes now. Until it opens the notice in
    # the database answers alone.
    down = Notice.objects.filter(story=out.story)
    again = bool(down.delete()[0]) if opens <= now else down.exists()
    publication.keep(out)
    failpoint("publish.after_publication")
    tell_readers([*replaced, out], opens=opens, back=again or opens <= now, now=now)
    return out


def end_notices(publications: Iterable[int], *, now: datetime) -> None:
    """What stood in a story's place goes once one of these publications (numbers) is public: the end of a take-down
    that a schedule or a hold put off. What readers see does not wait for it, but where its tombstone was laid again
    meanwhile, with other words. Raises OSError where the store of finished pages cannot be told."""
    outs = Publication.objects.filter(pk__in=list(publications))
    with transaction.atomic():
        # Who takes it down again meanwhile has these rows first, or after us makes new ones.
        rows = list(Notice.objects.select_for_update().filter(story__in=outs.values("story")).order_by("pk"))
        public = list(outs.visible(now).filter(story__in=[row.story for row in rows]).for_lists())
        if public:
            press.apply((), back=[press.key_of(out) for out in public])  # first: what fails here is tried again
            Notice.objects.filter(story__in=[out.story for out in public]).delete()


def publishable(by, story: Article, now: datetime) -> Standing:
    """Whether this person may put the story's text before readers now, and how it stands. Somebody who has the story
    alone is in the middle of it: nobody else sends it out. Raises NotAllowed, NotPossible."""
    may_publish(by)
    not_locked(story, by)
    return standing_of(story, now)


def may_publish(by) -> None:
    may(by, "publish_article", _("Your role does not include publishing."))


def held_until(story: Article, now: datetime) -> datetime | None:
    """Before this moment readers see nothing new of it. The holds of all that it was translated from hold it as well,
    unless readers see it: what is held there is the next change then, and this one's changes are its own."""
    above = [] if publication.is_public(story, now) else translations.sources_of(story)
    holds = [one.embargo_until for one in (story, *above)]
    return max((moment for moment in holds if moment), default=None)


def not_held(story: Article, now: datetime) -> None:
    """For what goes out at once or not at all: a hold would keep it, and what follows from it would be done already."""
    if (held_until(story, now) or now) > now:
        raise NotPossible(_("The story has a “Hold until” that lies ahead. Take it away first."))


def publish(
    *, by, article: Article, now: datetime, override: str = "", first_published_at: datetime | None = None
) -> Publication:
    """Puts the story before readers: now, or when its embargo ends.

    `override` is the reason for passing checks that would stop it; it stands in the history.
    `first_published_at` is for copy that ran elsewhere before; a moment to come is refused. A story that was taken
    down is compared with what readers saw last: where more than spelling changed, it counts as updated.
    """
    with locked(article, now, sources=True) as (story, now):
        stands = publishable(by, story, now)
        if stands.live:
            raise NotPossible(_("The story is live already. Publish your changes as a small fix or an update."))
        if stands.waiting:
            raise NotPossible(_("The story is scheduled. Take it off the schedule first."))
        if first_published_at and first_published_at > now:
            raise NotPossible(_("The first publication lies in the future. Schedule the story instead."))
        pass_checks(story, override)
        flags = _flags_since_it_was_public(story, now)
        return go_out(
            story, kind=Kind.PUBLISHED, by=by, at=now, now=now, significant=bool(flags), why=override,
            first=first_published_at, about={"flags": flags} if flags else None,
        )  # fmt: skip


def _flags_since_it_was_public(story: Article, now: datetime) -> list[str]:
    """What readers would want to know of a text that they get again: names of flags; none for a new story."""
    last = Publication.objects.filter(story=story.uuid, visible_from__lte=now).order_by("-visible_from").first()
    return [flag.kind for flag in changes.since(story, last, now).flags] if last else []


def schedule(
    *, by, article: Article, at: datetime, now: datetime, override: str = "", zone: str = ""
) -> Publication:  # fmt: skip
    """Puts the story, or the changes to a live one, before readers at `at` (or when its embargo ends, if later).

    `zone` names the clocks on which it was typed, where those are not the newsroom's: the desk shows both.
    """
    with locked(article, now, sources=True) as (story, now):
        stands = publishable(by, story, now)
        if at <= now:
            raise NotPossible(_("This moment has passed. Choose a later one, or publish now."))
        if stands.waiting:
            raise NotPossible(_("The story is scheduled already. Take it off the schedule first."))
        if stands.live and not publication.changed(story, now):
            raise NotPossible(_("Readers see this text already; there is no change to schedule."))
        pass_checks(story, override)
        before = publication.live(story, now)
        flags = _flags_since_it_was_public(story, now)
        out = go_out(
            story, kind=Kind.SCHEDULED, by=by, at=at, now=now, significant=stands.live or bool(flags), why=override,
            about={"flags": flags} if flags else None, zone=zone,
        )  # fmt: skip
        if before is not None:  # what goes out by itself is an update: nobody is there to say that it is a correction
            kind, place = Correction.Kind.UPDATE, Correction.Place.FOOT
            tell(story, by=by, kind=kind, note="", place=place, before=before, out=out, now=now)
        return out


def unschedule(*, by, article: Article, now: datetime) -> Revision:
    """Cancels what waits. What readers see now, if anything, stays until further notice."""
    with locked(article, now) as (story, now):
        may_publish(by)  # whoever has the story alone: what must not go out does not
        stands = standing_of(story, now)
        if not stands.waiting:
            raise NotPossible(_("The story is not scheduled."))
        tell_readers(cancel_waiting(story, now), now=now)
        failpoint("unschedule.after_cancelling")
        story.publish_at, story.publish_zone = None, ""
        if not stands.live:  # a notice stands until a publication opens
            story.taken_down_at = Notice.objects.filter(story=story.uuid).values_list("since", flat=True).first()
        before = Publication.objects.filter(story=story.uuid).order_by("-visible_from").first()
        if before is None:
            story.first_published_at = story.address_date = story.significant_update_at = None
        else:
            story.significant_update_at = before.significant_update_at
        story.save()
        failpoint("unschedule.after_story")
        revision = history.record(story, kind=Kind.UNSCHEDULED, by=by, at=now)
        failpoint("unschedule.after_revision")
        return revision


def cancel_waiting(story: Article, now: datetime) -> list[Publication]:
    """Removes publications that have not opened, and gives the one before its line back. Gives what it removed."""
    waiting = Publication.objects.filter(story=story.uuid, visible_from__gt=now)
    removed = list(waiting)
    starts = [out.visible_from for out in removed]
    search.drop(waiting)
    failpoint("unschedule.after_deleting")
    Publication.objects.filter(story=story.uuid, visible_from__lte=now, visible_until__in=starts).update(
        visible_until=None
    )
    return removed
