"""Names that people give to versions, beside the history: that is written once, and a name may change."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class VersionName(models.Model):
    """What somebody calls version `number` of a story: “before the lawyer's changes”. One name a version.

    The record has each naming as an act, with the name among what can be erased.
    """

    article = models.ForeignKey(
        Article, verbose_name=_("story"), on_delete=models.CASCADE, related_name="version_names"
    )
    number = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=80)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name, verbose_name_plural = _("name of a version"), _("names of versions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="version_named_once", fields=["article", "number"]),
            models.CheckConstraint(name="version_name_not_empty", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
