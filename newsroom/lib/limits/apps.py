"""The ceilings as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LimitsConfig(AppConfig):
    name = "newsroom.lib.limits"
    label = "limits"
    verbose_name = _("Ceilings")
    default_auto_field = "django.db.models.BigAutoField"
