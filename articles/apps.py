from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Stories")

    def ready(self):
        from articles import (
            guarding,  # the tables of the record refuse to be changed
            renames,  # noqa: F401  listens for renamed authors and topics
        )

        guarding.listen(self)
