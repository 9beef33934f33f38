"""The newsroom's own settings: one row."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.lib.languages import CHOICES, CODES
from newsroom.lib.words import WordsField, say


class Newsroom(models.Model):
    """Name, languages and time zone of this newsroom. There is exactly one, with primary key 1."""

    WEEK = [(0, _("Monday")), (5, _("Saturday")), (6, _("Sunday"))]

    names = WordsField(_("name"), max_words_length=80)
    taglines = WordsField(_("tagline"), blank=True, max_words_length=200)
    logo = models.JSONField(_("logo"), default=dict, blank=True, editable=False)
    languages = models.JSONField(_("languages"), default=list)
    root_language = models.CharField(
        _("language at the root"), max_length=3, choices=CHOICES, default="en",
        help_text=_("Its pages have no language in their address; the others stand under /ar/ or /ckb/."),
    )  # fmt: skip
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    week_start = models.PositiveSmallIntegerField(_("first day of the week"), choices=WEEK, default=0)
    digits = models.JSONField(_("digits in each language"), default=dict, blank=True)
    dated_versions = models.BooleanField(
        _("readers may compare dated versions of a story"), default=False,
        help_text=_("As published, and after each update and correction, word by word; small fixes are none."),
    )  # fmt: skip
    front_drafts = models.BooleanField(
        _("changes of the front wait for a launch"), default=False,
        help_text=_("What is changed on a front is a draft that readers get when somebody launches it."),
    )  # fmt: skip
    # {kind of complaint: working days until it should be answered}; what is missing is `articles.complaints.DAYS`
    complaint_days = models.JSONField(_("days to answer a complaint"), default=dict, blank=True)
    complaint_keep_days = models.PositiveSmallIntegerField(
        _("days that complaints are kept"), default=180,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("So many days after its outcome, what a complaint says and whose it is are erased."),
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = _("settings of the newsroom")
        constraints = [
            models.CheckConstraint(
                name="newsroom_one_row",
                condition=Q(pk=1),
                violation_error_message=_("There is one newsroom only."),
            ),
            models.CheckConstraint(name="newsroom_root_known", condition=Q(root_language__in=CODES)),
            models.CheckConstraint(name="newsroom_week_start_known", condition=Q(week_start__in=[0, 5, 6])),
        ]

    def __str__(self) -> str:
        return self.name("en")

    def name(self, language: str) -> str:
        return say(self.names, language)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def clean(self):
        errors = {}
        if self.time_zone not in zoneinfo.available_timezones():
            errors["time_zone"] = _("There is no such time zone. Write it as in Asia/Baghdad or Europe/London.")
        if not self.languages or any(code not in CODES for code in self.languages):
            errors["languages"] = _("Choose at least one language.")
        elif self.root_language not in self.languages:
            errors["root_language"] = _("The language at the root must be one of the newsroom's languages.")
        if errors:
            raise ValidationError(errors)
