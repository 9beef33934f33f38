"""The readers' style sheets as one text inside the page: no request, and a hash that lets the policy name it."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import rcssmin
from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

# What every page has before its own sheets, and after them (print overrides the page's own).
FIRST = ("tokens", "base", "layout")
LAST = ("print",)
_FONT = re.compile(r'url\("\.\./\.\./(fonts/[\w-]+\.woff2)"\)')


class BadSheet(ValueError):
    """A sheet that cannot stand inside a style element."""


def folder() -> Path:
    """Where the sheets are written by hand: `static/css`."""
    return settings.BASE_DIR / "static" / "css"


@cache
def inline(names: tuple[str, ...] = ()) -> tuple[SafeString, str]:
    """The sheets of every page and `names` ("components/card"), joined and minified, and their CSP source.

    The hash (`'sha256-…'`, CSP Level 3, 2.3.1) is of exactly this text: templates must put it between `<style>` and
    `</style>` with nothing around it. Kept for the life of the process. Raises FileNotFoundError for a name
    without a sheet, and BadSheet where a text would end the element.
    """
    texts = [(folder() / f"{name}.css").read_text("utf-8") for name in (*FIRST, *names, *LAST)]
    # A sheet names a font from where it lies; inside a page it is the file's own address, with the hash in its name.
    css = _FONT.sub(lambda found: f"url({static(found[1])})", rcssmin.cssmin("\n".join(texts)))
    if "</" in css or "<!--" in css:
        raise BadSheet(f"One of {names} would end the style element that it stands in.")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    # Our own files, and nothing in them ends the element: checked above.
    return mark_safe(css), f"'sha256-{digest}'"
