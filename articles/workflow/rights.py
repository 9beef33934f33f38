"""Who may do what with a story."""

from django.utils.translation import gettext as _

from articles.models import Article
from articles.refusals import NotAllowed

Step = Article.Step


def can_edit(user, article: Article) -> bool:
    """Own stories while they are being written; any story for those who edit others'."""
    if user.has_perm("articles.edit_any_article"):
        return True
    own = user.pk in (article.made_by_id, article.assigned_to_id)
    return own and article.step in (Step.DRAFT, Step.SUBMITTED) and user.has_perm("articles.change_article")


def may(user, permission: str, sentence: str) -> None:
    if not user.has_perm(f"articles.{permission}"):
        raise NotAllowed(sentence)


def may_edit(user, article: Article) -> None:
    if not can_edit(user, article):
        raise NotAllowed(_("You may edit your own stories until they are ready. This one is with the desk."))
