"""What readers are told of changes to a story that was public: corrections, clarifications, retractions, updates."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.publication import Publication
from articles.models.revision import AppendOnly
from articles.models.written_once import WrittenOnce
from newsroom.lib.languages import CHOICES


class CorrectionQuerySet(AppendOnly):
    def opened(self, at: datetime) -> "CorrectionQuerySet":
        """Those whose version is before readers at `at`, or was (a schedule may be taken back before)."""
        opened = Publication.objects.filter(
            story=OuterRef("story"), revision_number=OuterRef("to_version"), visible_from__lte=at
        )
        return self.filter(Exists(opened), visible_from__lte=at)

    def visible(self, at: datetime) -> "CorrectionQuerySet":
        """Those that readers may read at `at`."""
        return self.opened(at).exclude(text="")

    def of_public_stories(self, at: datetime) -> "CorrectionQuerySet":
        """Without those of stories that were taken down: what was wrong about them is not to be read elsewhere."""
        return self.filter(Exists(Publication.objects.visible(at).filter(story=OuterRef("story"))))

    def of_mistakes(self) -> "CorrectionQuerySet":
        """Without updates: those tell more news, and nothing was wrong."""
        return self.exclude(kind=Correction.Kind.UPDATE)

    def latest_first(self) -> "CorrectionQuerySet":
        return self.order_by("-visible_from", "-pk")


class Correction(WrittenOnce):
    """One thing that readers are told of a change, bound to the versions between which it lies.

    It is what readers read: the story is named by UUID and nothing leads back to the desk. `from_version` is what
    readers saw before, `to_version` what they see since `visible_from`. `text` is in the story's language; it may be
    empty for an update, which then only says that there was one.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        RETRACTION = "retraction", _("Retraction")
        UPDATE = "update", _("Update")

    class Place(models.TextChoices):
        TOP = "top", _("above the story")
        FOOT = "foot", _("below the story")

    story = models.UUIDField(_("story"))
    language = models.CharField(_("language"), max_length=3, choices=CHOICES)
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    place = models.CharField(_("where readers find it"), max_length=4, choices=Place)
    text = models.TextField(_("what readers are told"), blank=True)
    from_version = models.PositiveIntegerField(_("version before"))
    to_version = models.PositiveIntegerField(_("version after"))
    visible_from = models.DateTimeField(_("since"))
    made_at = models.DateTimeField(_("made"))
    salt = models.CharField(max_length=32)

    objects: ClassVar[Any] = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("correction"), _("corrections")
        constraints = [
            models.CheckConstraint(
                name="correction_kind_known",
                condition=Q(kind__in=["correction", "clarification", "retraction", "update"]),
            ),
            models.CheckConstraint(name="correction_place_known", condition=Q(place__in=["top", "foot"])),
            models.CheckConstraint(name="correction_forward", condition=Q(to_version__gt=F("from_version"))),
            models.UniqueConstraint(name="correction_once_per_version", fields=["story", "to_version"]),
        ]
        indexes = [
            models.Index(name="correction_newest", fields=["language", "-visible_from", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"


class PreparedCorrection(models.Model):
    """A correction that waits at a translation: the original was corrected, and somebody must look whether this text
    says the same. One row for each translation; it is settled by a correction or update there, or by a reason.

    A row of the desk. The correction is named by its number, so that no relation leads from it to the desk.
    """

    article = models.ForeignKey(Article, verbose_name=_("story"), on_delete=models.CASCADE, related_name="prepared")
    correction = models.PositiveBigIntegerField()
    kind = models.CharField(_("kind"), max_length=13, choices=Correction.Kind)
    original = models.TextField(_("what readers of the original were told"))
    original_language = models.CharField(max_length=3, choices=CHOICES)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=500, blank=True)  # "published", or why nothing is needed

    class Meta:
        verbose_name, verbose_name_plural = _("correction to translate"), _("corrections to translate")
        constraints = [models.UniqueConstraint(name="prepared_once", fields=["article", "correction"])]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.original
