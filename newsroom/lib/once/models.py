"""The one link of a purpose that works now."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Link(models.Model):
    """A link's purpose, the SHA-256 of its token in hex, and the moments (aware, UTC) between which it works.

    The token itself is shown once, to whoever asked for the link, and kept nowhere.
    """

    purpose = models.CharField(_("what for"), max_length=40, primary_key=True)
    digest = models.CharField(_("digest"), max_length=64)
    made_at = models.DateTimeField(_("made"))
    good_until = models.DateTimeField(_("works until"))

    class Meta:
        verbose_name = _("one-time link")
        verbose_name_plural = _("one-time links")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="once_link_lasts", condition=Q(good_until__gt=F("made_at"))),
        ]

    def __str__(self) -> str:
        return self.purpose
