"""The one-time links as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnceConfig(AppConfig):
    name = "newsroom.lib.once"
    label = "once"
    verbose_name = _("One-time links")
    default_auto_field = "django.db.models.BigAutoField"
