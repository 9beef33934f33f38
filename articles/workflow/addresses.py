"""Another web address for a story that was public."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles import history, notices, old_addresses, press
from articles.addresses import story_path
from articles.edition import edition
from articles.models import Article, Notice, OldAddress, Publication, Revision
from articles.refusals import NotPossible
from articles.workflow.readers import tell_readers
from articles.workflow.rights import may
from articles.workflow.story import locked
from newsroom.lib.failpoints import failpoint

Kind = Revision.Kind


def readdress(*, by, article: Article, slug: str, now: datetime) -> Revision:
    """Gives a story that was public another web address. Its day stays; the old address leads to it, in one hop."""
    with locked(article, now) as (story, now):
        may(by, "publish_article", _("Your role does not include changing the address of a public story."))
        if not story.first_published_at or not story.address_date:
            raise NotPossible(_("The story was never public. Change its web address in the form and save."))
        outs = Publication.objects.filter(story=story.uuid)
        if not (outs.filter(visible_from__lte=now).exists() or Notice.objects.filter(story=story.uuid).exists()):
            raise NotPossible(
                _("Nobody has seen the story yet. Take it off the schedule, then change its web address in the form.")
            )
        before = story_path(edition(story.language), story.address_date, story.slug)
        if slug == story.slug:
            raise NotPossible(_("The story has this web address already."))
        story.slug = slug
        try:
            story.full_clean()
        except ValidationError as error:
            raise NotPossible(" ".join(error.messages)) from error
        moved = [*outs.exclude(visible_until__lte=now)]
        after = story_path(edition(story.language), story.address_date, slug)
        if slug in old_addresses.slugs_promised(story.language, story.address_date, slug, but=story.uuid):
            raise NotPossible(
                _("“%(slug)s” was another story’s address, and still leads there. Choose another.") % {"slug": slug}
            )
        story.save()
        failpoint("readdress.after_story")
        outs.update(slug=slug)
        failpoint("readdress.after_publications")
        Notice.objects.filter(story=story.uuid).update(slug=slug)
        OldAddress.objects.filter(key=old_addresses.key_of(after), story=story.uuid).delete()
        old_addresses.enter(address=before, language=story.language, story=story.uuid)
        failpoint("readdress.after_old_address")
        tell_readers(moved, now=now, also=[before, after])
        notice = Notice.objects.filter(story=story.uuid).first()
        if notice is not None:  # the tombstone moves with it, so that it holds with the database away
            said = notices.of(notice).kept()
            transaction.on_commit(lambda: press.apply((), gone=[after], said=said))
        revision = history.record(story, kind=Kind.READDRESSED, by=by, at=now, why=f"{before} → {after}")
        failpoint("readdress.after_revision")
        return revision
