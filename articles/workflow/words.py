"""Beginning a story."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles import history, translations
from articles.edition import newsroom
from articles.models import Article, Publication, Revision
from articles.publication import standing_of
from articles.refusals import NotPossible, Stale
from articles.workflow.rights import may
from articles.writing import write
from newsroom.lib.failpoints import failpoint

Kind = Revision.Kind
TIES = ("translation_group", "source")  # to stories in other languages: given when it is begun, never edited


@transaction.atomic
def begin(*, by, fields: Mapping, now: datetime, kind: str = Kind.SAVED, why: str = "") -> Article:
    """A new story with `fields` (as in `save`; headline, language and section at least). `translation_group` ties it to
    stories in other languages; `source` (a story) also says which of them it is translated from. Raises NotPossible."""
    may(by, "add_article", _("Your role does not include beginning stories."))
    article = Article(made_by=by, assigned_to=fields.get("assigned_to"), made_at=now)
    if fields.get("translation_group"):
        article.translation_group = fields["translation_group"]
    if source := fields.get("source"):
        article.translation_group, article.source = source.translation_group, source
        article.source_version = translations.version_of(source, now)
    fields = {name: value for name, value in fields.items() if name not in TIES}
    write(article, fields)
    failpoint("begin.after_words")
    history.record(article, kind=kind, by=by, at=now, why=why)
    failpoint("begin.after_revision")
    return article


def not_stale(story: Article, base_version: int) -> None:
    """Raises Stale where words of the story changed after `base_version`, from which somebody began."""
    if base_version < story.words_version:
        current = story.revisions.select_related("by").get(number=story.words_version)
        raise Stale(saved_meanwhile(str(current.by or _("Someone")), current), current)


def saved_meanwhile(who: str, version: Revision) -> str:
    """The sentence for somebody whose text began before `version`."""
    when = version.at.astimezone(newsroom().zone).strftime("%H:%M")
    return _("Nothing is lost. %(who)s saved this story at %(when)s, after you opened it.") % {"who": who, "when": when}


def keep_promise(story: Article, fields: Mapping, now: datetime) -> None:
    """A publication that waits has its moment already: "Hold until" would not move it, and must not seem to. Nor would
    it move a translation that waits, and readers would have the news from that before this one's hold ends."""
    until = fields.get("embargo_until", story.embargo_until)
    if until == story.embargo_until:
        return
    if standing_of(story, now).waiting:
        raise NotPossible(_("The story is scheduled. Take it off the schedule, then change “Hold until”."))
    early = _opens_before(story, until, now) if until else None
    if early is not None:
        raise NotPossible(
            _(
                "“%(headline)s”, translated from this story, is scheduled, and would open before this moment. Take it "
                "off the schedule, then change “Hold until” here."
            )
            % {"headline": early.headline}
        )


def _opens_before(story: Article, until: datetime, now: datetime) -> Article | None:
    """The first of what was translated from `story` that waits and opens before `until`; not of what readers saw
    before, which this hold does not keep."""
    made = {one.uuid: one for one in translations.made_from(story)}
    outs = Publication.objects.filter(story__in=made)
    waiting = outs.filter(visible_from__gt=now, visible_from__lt=until)
    seen = outs.filter(visible_from__lte=now).values("story")
    first = waiting.exclude(story__in=seen).order_by("visible_from").first()
    return made[first.story] if first is not None else None
