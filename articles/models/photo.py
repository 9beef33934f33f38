"""Photographs and drawings, their words in each language and what is known of who made them."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.lib import images
from newsroom.lib.marks import Marks
from newsroom.lib.words import WordsField, say


class Photo(models.Model):
    """A picture with its words. Without a file it stands for one still to come: caption and credit are known.

    The stored original is re-encoded at upload, so that no GPS, serial number or thumbnail is kept, and is never
    served; `renditions` lists the files that are (see `newsroom.lib.media`).
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    original = models.CharField(_("original"), max_length=120, blank=True, editable=False)
    width = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height"), default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    renditions = models.JSONField(default=list, editable=False)
    alts = WordsField(
        _("text alternative"), blank=True, max_words_length=400,
        help_text=_("What the picture shows, for people who do not see it. Not the caption, not the headline."),
    )  # fmt: skip
    captions = WordsField(_("caption"), blank=True, long=True, max_words_length=800)
    decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It says nothing that the text does not say.")
    )
    creator = models.CharField(_("photographer"), max_length=120, blank=True)
    agency = models.CharField(_("agency"), max_length=120, blank=True)
    credit_lines = WordsField(
        _("credit as printed"), blank=True, max_words_length=200,
        help_text=_("Only where a language writes the credit otherwise, such as a name in another script."),
    )  # fmt: skip
    copyright_notice = models.CharField(_("copyright notice"), max_length=300, blank=True)
    usage_terms = models.CharField(_("usage terms"), max_length=300, blank=True)
    focal_x = models.PositiveSmallIntegerField(_("focal point from the left, %"), default=50)
    focal_y = models.PositiveSmallIntegerField(_("focal point from the top, %"), default=50)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL,
        related_name="+", verbose_name=_("sent in by"),
    )  # fmt: skip
    made_at = models.DateTimeField(_("sent in"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("photo"), _("photos")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="photo_focal_point_inside",
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                violation_error_message=_("The focal point lies between 0 and 100 %%."),
            ),
        ]

    def __str__(self) -> str:
        words = say(self.captions, "en") or say(self.alts, "en") or _("Photo without a caption")
        return str(words)[:80]

    @property
    def credit(self) -> str:
        """Photographer and agency as printed: "Murtaja Lateef / AFP"."""
        return " / ".join(name for name in (self.creator, self.agency) if name)

    @property
    def focal(self) -> tuple[float, float]:
        return self.focal_x / 100, self.focal_y / 100

    @property
    def marks(self) -> Marks:
        """What its files say of who made it."""
        return Marks(self.creator, self.credit, self.copyright_notice)

    @property
    def recipe(self) -> str:
        """What the names of its files begin with, if they are of this picture, point and credit."""
        return images.recipe(self.sha256, images.PHOTO, self.focal, self.marks) if self.original else ""

    def rendition(self, crop: str, width: int, format: str = "jpeg") -> dict | None:
        """The rendition of this crop and format nearest to `width` pixels."""
        rows = [r for r in self.renditions if r["crop"] == crop and r["format"] == format]
        return min(rows, key=lambda r: abs(r["width"] - width), default=None)
