"""Copy that comes in from outside: the same copy is the same story."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import history, sources
from articles.models import Article, Revision
from articles.refusals import NotPossible
from articles.workflow.presence import not_locked
from articles.workflow.rights import may, may_edit
from articles.workflow.words import TIES, begin, keep_promise
from articles.writing import write
from newsroom.lib.failpoints import failpoint

Kind = Revision.Kind


def file(*, by, fields: Mapping, key: str, digest: str, now: datetime) -> tuple[Article, bool]:
    """Copy that came in from outside: (story, changed).

    `key` names the copy (language, headline, date): the same key is the same story. `digest` is of its text: the
    same text again changes nothing, even if the desk edited the story since; another text is a new version. Where a
    name was taken out of the story, that version may have it, and a check stops it (`sources.name_may_be_back`).
    """
    may(by, "add_article", _("Your role does not include filing stories."))
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
        may_edit(by, article)
        not_locked(article, by)
        keep_promise(article, fields, now)
        fixed = ("slug", "language", *TIES)
        written = write(article, {name: value for name, value in fields.items() if name not in fixed})
        if written or history.differs(article):  # a picture's words are no field of the story
            # Whoever sends the copy does not know which names were taken out here.
            about = {"named": sources.was_named(article)}
            history.record(article, kind=Kind.FILED, by=by, at=now, why=_("filed again, changed"), about=about)
    failpoint("file.after_story")
    Article.objects.filter(pk=article.pk).update(filing_key=key, filed_digest=digest)
    failpoint("file.after_key")
    article.filing_key, article.filed_digest = key, digest
    return article, True
