"""The project as an app (its commands, its languages) and the desk as the admin's site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate, pre_migrate


class NewsroomConfig(AppConfig):
    name = "newsroom"
    default = True

    def ready(self) -> None:
        from newsroom import roles

        pre_migrate.connect(roles.remember, dispatch_uid="newsroom.roles.remember")
        post_migrate.connect(roles.give, dispatch_uid="newsroom.roles.give")


class DeskConfig(AdminConfig):
    default = False
    default_site = "newsroom.desk.DeskSite"
