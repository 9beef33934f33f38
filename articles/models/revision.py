"""History: every version of a story, append-only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from newsroom.lib import deltas

MOST_OF_WHOLE = 0.15  # how heavy a difference may be before the next version is kept whole again


class AppendOnly(models.QuerySet):
    """Rows that are written once. The verbs insert; nothing updates or deletes."""

    def update(self, **values):
        raise TypeError("The history is append-only.")

    def delete(self):
        raise TypeError("The history is append-only.")


class Revision(models.Model):
    """One version of a story: a full snapshot, who made it, when, by which verb and why.

    The snapshot weighs little: it is kept as its difference from version `base`, which is kept whole (0: this one is).
    `digest` chains the story's versions: it is taken over the snapshot, the salt and the digest before, so that
    a changed, removed or reordered version shows (see `articles.history`).
    """

    class Kind(models.TextChoices):
        FILED = "filed", _("as filed")
        SAVED = "saved", _("saved")
        MERGED = "merged", _("put together")
        KEPT = "kept", _("text kept aside")  # what somebody typed and was not taken: never the story as it stood
        RESTORED = "restored", _("restored")
        SUBMITTED = "submitted", _("sent to desk")
        SENT_BACK = "sent_back", _("sent back")
        READY = "ready", _("ready")
        PUBLISHED = "published", _("as published")
        UPDATED = "updated", _("as updated")
        CORRECTED = "corrected", _("as corrected")
        SCHEDULED = "scheduled", _("scheduled")
        UNSCHEDULED = "unscheduled", _("taken off the schedule")
        TAKEN_DOWN = "taken_down", _("taken down")
        NOTICE = "notice", _("notice changed")
        READDRESSED = "readdressed", _("given another web address")
        TRANSLATED = "translated", _("translation begun")
        UP_TO_DATE = "up_to_date", _("up to date with the original")

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("version"))
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("when"))
    why = models.CharField(_("why"), max_length=500, blank=True)
    packed = models.BinaryField()
    base = models.PositiveIntegerField(default=0)
    salt = models.CharField(max_length=32)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    _snapshot: dict | None = None
    beside: "Revision | None" = None  # of a version just put together: the text that was saved before it

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

    @property
    def snapshot(self) -> dict:
        """All that the version holds. Asks for its base where nobody did before (`articles.history.contents` asks once
        for many). Raises ValueError where it cannot be read."""
        if self._snapshot is None:
            base = None
            if self.base:
                rows = Revision.objects.filter(article=self.article_id, number=self.base, base=0)
                whole = rows.only("packed").first()
                base = deltas.unpack(bytes(whole.packed)) if whole else None
            self._snapshot = self._unpack(base)
        return self._snapshot

    @snapshot.setter
    def snapshot(self, value: dict) -> None:
        self.keep(value)

    def keep(self, value: dict, base: "Revision | None" = None) -> None:
        """Takes `value` as what the version holds: as a difference from `base`, a whole one, while that is small."""
        self._snapshot, self.base, self.packed = value, 0, deltas.pack(value)
        if base is not None:
            difference = deltas.pack(value, base.snapshot)
            if len(difference) <= MOST_OF_WHOLE * len(self.packed):
                self.base, self.packed = base.number, difference

    def read_over(self, base: dict | None) -> dict:
        """`snapshot`, for whoever has its base at hand."""
        if self._snapshot is None:
            self._snapshot = self._unpack(base)
        return self._snapshot

    def _unpack(self, base: dict | None) -> dict:
        data = bytes(self.packed)
        if data.startswith(deltas.WHOLE) == bool(self.base):
            raise ValueError("a version is whole, or told by another: this one is both, or neither")
        return deltas.unpack(data, base)
