"""Addresses that other sites' programs ask."""

from urllib.parse import quote

from django.conf import settings

from newsroom.lib import hearers


def special(scene, route: str, thing: str, role: str) -> str:
    """The address, or nothing where the route is none of these."""
    if route == "oembed":
        shown = scene.special("<yyyy:year>/<dd:month>/<dd:day>/<latin:slug>/", thing, role)
        return "/oembed?url=" + quote(f"{settings.BASE_URL}{shown}", safe="")
    return f"/{hearers.key()}.txt" if "(?P<key>" in route else ""
