"""The groups of the desk by name, and how each is called on the screen. What each may is `newsroom.roles`."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "reporter": _("Reporter"),
    "editor": _("Editor"),
    "photo": _("Photo desk"),
    "publisher": _("Duty editor"),
    "audience": _("Audience"),
}


def label(name: str) -> str:
    """The group's name for people; groups that the newsroom made itself are called what they are called."""
    return str(LABELS.get(name, name))
