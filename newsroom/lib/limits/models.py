"""How much of something has been used up in a stretch of time."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Ceiling(models.Model):
    """What one subject has used of one scope since `window_start` (moments aware, UTC).

    `subject` is a keyed hash: the table tells nobody whose address or name was counted. A window begins with
    the first use after the last one ended, so with a ceiling of one a day two uses are never less than a day
    apart.
    """

    scope = models.CharField(_("what is limited"), max_length=60)
    subject = models.CharField(_("whose (hashed)"), max_length=64)
    window_start = models.DateTimeField(_("counted since"))
    window_end = models.DateTimeField(_("counted until"), db_index=True)
    count = models.PositiveIntegerField(_("used"))

    class Meta:
        verbose_name = _("ceiling")
        verbose_name_plural = _("ceilings")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="limits_one_row_per_subject", fields=["scope", "subject"]),
            models.CheckConstraint(name="limits_window_has_length", condition=Q(window_end__gt=F("window_start"))),
        ]

    def __str__(self) -> str:
        return f"{self.scope}: {self.count}"
