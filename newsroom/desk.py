"""The desk: Django's admin as the newsroom's own site."""

from django.contrib.admin import AdminSite


class DeskSite(AdminSite):
    """The admin under `/admin/`, with our words and look."""

    site_header = site_title = "The desk"
    enable_nav_sidebar = False
