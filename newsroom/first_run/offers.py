"""What the set-up page offers before anybody typed: sections in three languages, time zones."""

import os
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext as _

from newsroom.demo.site import SECTIONS

# Where newsrooms in our languages are, north to south and west to east within a line.
NEAR = (
    "Asia/Baghdad", "Asia/Amman", "Asia/Beirut", "Asia/Damascus", "Asia/Jerusalem", "Asia/Riyadh", "Asia/Kuwait",
    "Asia/Dubai", "Asia/Qatar", "Asia/Tehran", "Europe/Istanbul", "Africa/Cairo", "Africa/Tripoli", "Africa/Tunis",
    "Africa/Casablanca", "Africa/Khartoum", "Europe/London", "Europe/Berlin", "Europe/Stockholm", "America/New_York",
    "UTC",
)  # fmt: skip


NOWHERE = ("UTC", "Etc/UTC", "Universal", "Etc/Universal", "Zulu", "GMT", "Etc/GMT", "UCT")


def here() -> str:
    """The time zone to offer: that of the settings, else the machine's own. Empty where both say no more than UTC,
    which is where servers stand and not newsrooms: then somebody has to choose."""
    machine = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    known = available_timezones()
    return next((name for name in (settings.TIME_ZONE, machine) if name in known and name not in NOWHERE), "")


def zones() -> list:
    """Choices of a select: none, those near, then all, by part of the world."""
    everywhere = available_timezones()
    near = [zone for zone in dict.fromkeys((here(), *NEAR)) if zone in everywhere]
    groups: list = [("", _("Choose where the newsroom is"))]
    groups.append((_("Often chosen"), [(zone, zone.replace("_", " ")) for zone in near]))
    parts: dict[str, list] = {}
    for zone in sorted(everywhere - set(near)):
        part, slash, _city = zone.partition("/")
        if slash and part not in ("Etc", "SystemV", "posix", "right", "US", "Canada", "Brazil", "Chile", "Mexico"):
            parts.setdefault(part, []).append((zone, zone.replace("_", " ")))
    return groups + sorted(parts.items())


def sections() -> list[dict[str, str]]:
    """Rows of the form: names by language code, and the web address."""
    return [{**section["names"], "slug": section["slug"]} for section in SECTIONS]
