"""An update put on top of a live story: a paragraph with its time, before readers in one act."""

from datetime import datetime

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from articles import body as bodies
from articles import history, publication
from articles.edition import newsroom
from articles.models import Article, Correction, Publication, Revision
from articles.refusals import NotPossible
from articles.workflow.going_out import not_held, publishable, put_before_readers
from articles.workflow.story import locked
from articles.workflow.telling import tell
from newsroom.lib.failpoints import failpoint
from newsroom.lib.languages import LANGUAGES, digits
from newsroom.lib.typography import normalise_letters, quotes, tidy_lines

MOST_UPDATE = 3000  # characters


def add_update(*, by, article: Article, text: str, now: datetime) -> Publication:
    """Puts `text` (plain; a line is a paragraph) on top of a live story, with its time, and publishes that alone.

    Changes that wait in the working copy stay private: readers get the text that they had and the update. Both get
    it. The readers' "updated" time moves. Raises NotAllowed, NotPossible.
    """
    with locked(article, now) as (story, now):
        stands = publishable(by, story, now)
        if not stands.live:
            raise NotPossible(_("The story is not live, so nothing can be added on top. Write it into the story."))
        if stands.waiting:
            raise NotPossible(_("A change is scheduled. Take it off the schedule first."))
        not_held(story, now)
        lines = [normalise_letters(quotes(line, story.language), story.language) for line in tidy_lines(text)]
        text = "\n".join(line for line in lines if line.strip())
        if not text:
            raise NotPossible(_("Write what is new. It goes out on top of the story with the time."))
        if len(text) > MOST_UPDATE:
            raise NotPossible(
                _("The update has %(have)d characters, and %(most)d is the most. Write the rest into the story.")
                % {"have": len(text), "most": MOST_UPDATE}
            )
        seen = publication.live(story, now)
        assert seen is not None  # it is live, and its row is locked
        return _add(story, seen, text, by, now)


def _add(story: Article, seen: Publication, text: str, by, now: datetime) -> Publication:
    private = publication.differ(seen, publication.compose(story, visible_from=now))
    moment, said, label = _when(story.language, now)
    try:
        # Of what readers see, not of the version that it was made from: that may have a name that was taken off since.
        live_body = bodies.with_update(seen.body, text, moment, said, label)
        story.body = bodies.with_update(story.body, text, moment, said, label) if private else live_body
    except ValueError as error:
        raise NotPossible(str(error)) from None
    story.word_count = bodies.count(story.body)
    story.significant_update_at = max(now, seen.first_published_at)
    story.save()
    failpoint("add_update.after_story")
    out = Publication.objects.get(pk=seen.pk)
    out.pk, out._state.adding = None, True
    out.visible_from, out.visible_until, out.held, out.renewed_in = now, None, False, None
    out.significant_update_at = story.significant_update_at
    publication.set_body(out, live_body)
    state = None
    if private:
        before = story.revisions.get(number=seen.revision_number).snapshot
        state = history.as_published(out, before) | {"significant_update_at": history.moment(out.significant_update_at)}
    out.revision_number = history.record(
        story, kind=Revision.Kind.UPDATED, by=by, at=now, state=state, words=True, verb="added",
        about=publication.shown(out),
    ).number  # fmt: skip
    failpoint("add_update.after_revision")
    put_before_readers(out, now=now)
    tell(story, by=by, kind=Correction.Kind.UPDATE, note="", place=Correction.Place.FOOT, before=seen, out=out, now=now)
    failpoint("add_update.after_telling")
    if private:  # the changes that readers do not see are the newest version, as they were
        history.record(story, kind=Revision.Kind.SAVED, by=by, at=now)
    return out


def _when(language: str, now: datetime) -> tuple[str, str, str]:
    """The moment for machines, for people in the story's language, and the word for what it is."""
    room = newsroom()
    local = now.astimezone(room.zone)
    system = room.digits.get(language) or LANGUAGES[language].digits
    with override(language):
        said = dateformat.format(local, "j F Y") + LANGUAGES[language].comma + local.strftime("%H:%M")
        return local.isoformat("T", "seconds"), digits(said, system), pgettext("news added to a story", "Update")
