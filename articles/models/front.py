"""Fronts: what readers get of them (plans and banners, each with its moments), and how the desk came there.

The first three tables are public and name no desk's row: a story on a front is its UUID. `Front` and `FrontChange` are
the desk's.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.publication import open_at
from articles.models.section import Section
from articles.models.written_once import WrittenOnce
from newsroom.lib.languages import CHOICES


class PublicQuerySet(models.QuerySet):
    def visible(self, at: datetime) -> "PublicQuerySet":
        """What is public at the moment `at` (aware)."""
        return self.filter(open_at(at))


class FrontPlan(models.Model):
    """What people decided of one front, as readers get it from `visible_from` until `visible_until`.

    `plan` is a plain value of `articles.fronts`: containers with their pins. What nobody decided is not in it, and
    fills itself while the page is made. `number` is that of the desk's change which made it.
    """

    language = models.CharField(_("edition"), max_length=3, choices=CHOICES)
    section = models.ForeignKey(
        Section, verbose_name=_("section"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    number = models.PositiveIntegerField()
    plan = models.JSONField(default=dict)
    visible_from = models.DateTimeField()
    visible_until = models.DateTimeField(null=True, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name, verbose_name_plural = _("front as readers get it"), _("fronts as readers get them")
        constraints = [
            models.CheckConstraint(
                name="front_plan_interval_forward",
                condition=Q(visible_until__isnull=True) | Q(visible_until__gt=F("visible_from")),
            ),
            models.UniqueConstraint(
                name="front_plan_one_open", fields=["language"], condition=Q(visible_until=None, section=None)
            ),
            models.UniqueConstraint(
                name="front_plan_one_open_of_section", fields=["language", "section"],
                condition=Q(visible_until=None, section__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(name="front_plan_of", fields=["language", "section", "-visible_from"]),
            models.Index(name="front_plan_next", fields=["visible_from"]),
            models.Index(name="front_plan_end", fields=["visible_until"]),
        ]

    def __str__(self) -> str:
        return f"{self.language}, {self.number}"


class FrontPin(models.Model):
    """Finds the plans that hold a story, show a picture, or change by themselves when a pin's time is over."""

    plan = models.ForeignKey(FrontPlan, on_delete=models.CASCADE, related_name="pins")
    story = models.UUIDField(db_index=True)
    photo = models.UUIDField(null=True, blank=True, db_index=True)
    until = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="front_pin_once", fields=["plan", "story"])]


class Banner(models.Model):
    """Breaking news over every page of an edition, from `visible_from` until `visible_until`."""

    language = models.CharField(_("edition"), max_length=3, choices=CHOICES)
    text = models.CharField(_("text"), max_length=160)
    story = models.UUIDField(_("story"), null=True, blank=True)
    visible_from = models.DateTimeField()
    visible_until = models.DateTimeField(null=True, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name, verbose_name_plural = _("banner"), _("banners")
        constraints = [
            models.CheckConstraint(
                name="banner_interval_forward",
                condition=Q(visible_until__isnull=True) | Q(visible_until__gt=F("visible_from")),
            ),
            models.CheckConstraint(name="banner_text_not_empty", condition=~Q(text="")),
        ]
        indexes = [
            models.Index(name="banner_of", fields=["language", "-visible_from"]),
            models.Index(name="banner_end", fields=["visible_until"]),
        ]

    def __str__(self) -> str:
        return self.text


class Front(models.Model):
    """The desk's side of one front: an edition's, or that of one of its sections.

    `changes` counts what was done to it, and is what a browser says it has seen. `draft` is the plan that waits for its
    launch; None where what one does is done before readers at once.
    """

    language = models.CharField(_("edition"), max_length=3, choices=CHOICES)
    section = models.ForeignKey(
        Section, verbose_name=_("section"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    changes = models.PositiveIntegerField(default=0)
    draft = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("front"), _("fronts")
        default_permissions = ()
        permissions = [("curate_front", "Can change fronts and the banner")]
        constraints = [
            models.UniqueConstraint(name="front_one_an_edition", fields=["language"], condition=Q(section=None)),
            models.UniqueConstraint(
                name="front_one_a_section", fields=["language", "section"], condition=Q(section__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.section or ''}".strip()


class FrontChange(WrittenOnce):
    """One change of a front: what was done (`ops`), what would undo it (`back`), and the plan `after` it.

    `live`: readers got it (at `opens`). `undoes` is the number of the change that this one takes back. The record has
    an act for each, with the digest of `after`.
    """

    front = models.ForeignKey(Front, on_delete=models.PROTECT, related_name="history")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=12)
    ops = models.JSONField(default=list)
    back = models.JSONField(default=list)
    after = models.JSONField(default=dict)
    why = models.CharField(_("why"), max_length=300, blank=True)
    live = models.BooleanField(default=True)
    opens = models.DateTimeField(null=True, blank=True)
    undoes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("change of a front"), _("changes of fronts")
        default_permissions = ()
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="front_change_once", fields=["front", "number"])]
        indexes = [models.Index(name="front_change_at", fields=["front", "at"])]

    def __str__(self) -> str:
        return f"{self.number}, {self.verb}"
