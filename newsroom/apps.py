"""The project as an app (its commands, its languages) and the desk as the admin's site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"
    default = True


class DeskConfig(AdminConfig):
    default = False
    default_site = "newsroom.desk.DeskSite"
