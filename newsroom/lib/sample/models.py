"""The record of the sample newsroom: what was made, and whether it was removed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Made(models.Model):
    """One thing that the sample brought: its kind ("story"), its key there (the primary key, as text), and a digest
    of its contents as they were then. Empty for what is removed whatever became of it."""

    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=60)
    digest = models.CharField(_("digest"), max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("made by the sample")
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="sample_made_once", fields=["kind", "key"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Removal(models.Model):
    """The one row that says when the sample was removed (aware, UTC): it does not come back by itself."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField(_("removed"))

    class Meta:
        verbose_name = verbose_name_plural = _("removal of the sample")
        default_permissions = ()
        constraints = [models.CheckConstraint(name="sample_removed_once", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.at.isoformat()
