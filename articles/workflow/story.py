"""The story that a verb works on: its row locked, read afresh."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles.models import Article
from articles.refusals import NotPossible
from newsroom.lib.failpoints import failpoint


@contextmanager
def locked(article: Article):
    """One transaction with the story's row locked, read afresh. On SQLite the transaction is the lock."""
    try:
        with transaction.atomic():
            fresh = (
                Article.objects.select_for_update(of=("self",)).select_related("section", "photo").get(pk=article.pk)
            )
            yield fresh
            failpoint("verb.before_commit")
    except IntegrityError:
        raise NotPossible(_("Someone else did the same at this moment. Look at the story and try again.")) from None
    failpoint("verb.after_commit")
    # The caller's object follows, so that it can be shown without asking again.
    for field in Article._meta.concrete_fields:
        setattr(article, field.attname, getattr(fresh, field.attname))
