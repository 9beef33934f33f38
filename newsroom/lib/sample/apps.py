"""The record of the sample as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SampleConfig(AppConfig):
    name = "newsroom.lib.sample"
    label = "sample"
    verbose_name = _("The sample newsroom")
    default_auto_field = "django.db.models.BigAutoField"
