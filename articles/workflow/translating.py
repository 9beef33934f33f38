"""Translating a story: a draft of its own in another language, tied to the version that it says."""

from datetime import datetime

from django.utils.translation import gettext as _

from articles import corrections, history, translations
from articles.edition import languages_of, newsroom
from articles.models import Article, Credit, Revision
from articles.refusals import NotPossible
from articles.workflow.presence import not_locked
from articles.workflow.rights import may, may_edit
from articles.workflow.story import locked
from articles.workflow.words import begin
from newsroom.lib.failpoints import failpoint

Kind, Role = Revision.Kind, Credit.Role
# What a translation has of its original as it is; its words are written anew.
TAKEN_OVER = ("genre", "section", "series", "slugline", "slug", "photo", "embargo_until", "embargo_zone")


def translate(*, by, article: Article, language: str, now: datetime) -> Article:
    """The story in `language`: a new draft of this person's beside its original, or the one that is there already.

    It has the original's section, series, tags, picture, names and hold, and is the same part unless another story in
    this language is that already. The headline is the original's until it is translated (a check stops it from going
    out so). Whoever translates stands in the byline, where their login has a name for it.
    Two people who ask at once get one draft. Raises NotAllowed, NotPossible.
    """
    may(by, "add_article", _("Your role does not include translating stories."))
    if language not in languages_of(newsroom()):
        raise NotPossible(_("The newsroom does not publish in this language."))
    if language == article.language:
        raise NotPossible(_("The story is in this language already."))
    there = sibling(article, language)
    if there is not None:
        return there
    try:
        with locked(article, now) as (story, now):
            made = sibling(story, language) or _begin(story, by, language, now)
            failpoint("translate.after_draft")
            return made
    except NotPossible:
        # Somebody may have translated another story of the group into this language at the same moment.
        there = sibling(article, language)
        if there is None:
            raise
        return there


def sibling(article: Article, language: str) -> Article | None:
    """The same story in `language`, if there is one."""
    return Article.objects.filter(translation_group=article.translation_group, language=language).first()


def _begin(story: Article, by, language: str, now: datetime) -> Article:
    fields = {name: getattr(story, name) for name in TAKEN_OVER} | {
        "language": language,
        "headline": story.headline,
        "part": None if _part_taken(story, language) else story.part,
        "tags": list(story.tags.all()),
        "credits": _byline(story, by, language),
        "assigned_to": by,
        "source": story,
    }
    return begin(by=by, fields=fields, now=now, kind=Kind.TRANSLATED)


def _part_taken(story: Article, language: str) -> bool:
    return story.part is not None and Article.objects.filter(
        series=story.series, language=language, part=story.part
    ).exists()  # fmt: skip


def _byline(story: Article, by, language: str) -> list[dict]:
    """The original's names, in their spelling of `language` where they have one, and whoever translates it now. Who
    translated the original itself is named there."""
    rows = [
        {
            "author": credit.author,
            "role": credit.role,
            "display_name": "" if credit.author.names.get(language) else credit.display_name,
        }
        for credit in story.credits.select_related("author")
        if credit.role != Role.TRANSLATION
    ]
    if by.author is not None:
        rows.append({"author": by.author, "role": Role.TRANSLATION, "display_name": ""})
    return rows


def catch_up(*, by, article: Article, seen: int, now: datetime) -> Revision:
    """Says that the translation is up to date with version `seen` of its original: somebody has looked.

    What waited here because the original was corrected is settled by it while readers never saw this text; once they
    did, that needs a correction or a reason of its own. Raises NotAllowed, NotPossible.
    """
    with locked(article, now) as (story, now):
        may_edit(by, story)
        not_locked(story, by)
        revision = say_up_to_date(story, by=by, seen=seen, now=now)
        if story.first_published_at is None:
            corrections.settle(story, by=by, outcome="translated", now=now)
        return revision


def say_up_to_date(story: Article, *, by, seen: int, now: datetime) -> Revision:
    """Writes that `story`, whose row is locked, says version `seen` of its original. Raises NotPossible."""
    if story.source is None:
        raise NotPossible(_("This story is no translation."))
    if seen != translations.version_of(story.source, now):
        raise NotPossible(_("The original changed again after you looked. Look at it once more."))
    if seen == story.source_version:
        raise NotPossible(_("The translation is up to date already."))
    story.source_version = seen
    story.save(update_fields=["source_version", "saved_at"])
    failpoint("catch_up.after_story")
    about = {"source": str(story.source.uuid), "version": seen}
    revision = history.record(story, kind=Kind.UP_TO_DATE, by=by, at=now, about=about)
    failpoint("catch_up.after_revision")
    return revision
