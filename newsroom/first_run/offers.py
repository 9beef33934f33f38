"""What the set-up page offers before anybody typed: sections in three languages, time zones."""

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


def zones() -> list:
    """Choices of a select: those near first, then all, by part of the world."""
    everywhere = available_timezones()
    near = [zone for zone in dict.fromkeys((settings.TIME_ZONE, *NEAR)) if zone in everywhere]
    groups: list = [(_("Often chosen"), [(zone, zone.replace("_", " ")) for zone in near])]
    parts: dict[str, list] = {}
    for zone in sorted(everywhere - set(near)):
        part, slash, _city = zone.partition("/")
        if slash and part not in ("Etc", "SystemV", "posix", "right", "US", "Canada", "Brazil", "Chile", "Mexico"):
            parts.setdefault(part, []).append((zone, zone.replace("_", " ")))
    return groups + sorted(parts.items())


def sections() -> list[dict[str, str]]:
    """Rows of the form: names by language code, and the web address."""
    return [{**section["names"], "slug": section["slug"]} for section in SECTIONS]
