"""History: every version of a story, append-only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class AppendOnly(models.QuerySet):
    """Rows that are written once. The verbs insert; nothing updates or deletes."""

    def update(self, **values):
        raise TypeError("The history is append-only.")

    def delete(self):
        raise TypeError("The history is append-only.")


class Revision(models.Model):
    """One version of a story: a full snapshot, who made it, when, by which verb and why.

    `digest` chains the story's versions: it is taken over the snapshot, the salt and the digest before, so that
    a changed, removed or reordered version shows (see `articles.history`).
    """

    class Kind(models.TextChoices):
        FILED = "filed", _("as filed")
        SAVED = "saved", _("saved")
        SUBMITTED = "submitted", _("sent to desk")
        SENT_BACK = "sent_back", _("sent back")
        READY = "ready", _("ready")
        PUBLISHED = "published", _("as published")
        UPDATED = "updated", _("as updated")
        CORRECTED = "corrected", _("as corrected")
        SCHEDULED = "scheduled", _("scheduled")
        UNSCHEDULED = "unscheduled", _("taken off the schedule")
        TAKEN_DOWN = "taken_down", _("taken down")
        READDRESSED = "readdressed", _("given another web address")

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("when"))
    why = models.CharField(_("why"), max_length=500, blank=True)
    snapshot = models.JSONField()
    salt = models.CharField(max_length=32)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("version"), _("versions")
        ordering = ["article", "-number"]
        constraints = [models.UniqueConstraint(name="revision_number_once", fields=["article", "number"])]

    def __str__(self) -> str:
        return f"{self.number}, {self.get_kind_display()}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("The history is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The history is append-only.")
