from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Stories")

    def ready(self):
        from articles import (
            guarding,  # the tables of the record refuse to be changed
            renames,  # noqa: F401  listens for renamed authors and topics
        )
        from articles.search import keeping

        guarding.listen(self)
        post_migrate.connect(keeping.after_migrating, sender=self, dispatch_uid="articles.search.after")
