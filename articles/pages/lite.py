"""The light version of a readers' page (`?lite`): the same words without pictures, and links that stay in it.

A picture that says something becomes a link with its size; one that only decorates goes. `Save-Data` is not looked at:
an answer that varied by it could not be kept for everybody (docs/decisions/0040-light-pages.md).
"""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.edition import Edition
from articles.pages.values import Card, Hero, Listing, Page, Picture

NAME = "lite"  # the query name that asks for it
CSS = "components/lite"
# Links and forms of ours, but for what leads to no readers' page. Our templates and the sanitiser write attributes in
# double quotes and no bare signs of markup into them.
_OURS = r'(<(?:a|form)\s(?:[^<>]*\s)?(?:href|action)=")((?:%(base)s)?/(?![/\\])[^"#]*)(#[^"]*)?"(?=[^<>]*>)'
_NO_PAGE = re.compile(r"/(?:media|static|admin)/|[^?]*\.(?:xml|atom|json|txt|opml)(?:\?|\Z)")
_GET_FORM = re.compile(r'<form\b[^<>]*\smethod="get"[^<>]*>')


def light(page: Page) -> Page:
    """The light version of `page`; itself where it is light already. No queries."""
    if page.lite:
        return page
    with override(page.edition.language):
        return replace(
            page,
            lite=True,
            css=(*page.css, CSS),
            structured=(),  # the full page says it, and that is the one to be found
            story=_bare(page.story, page.edition),
            listing=_bare(page.listing, page.edition),
            texts=_bare(page.texts, page.edition),
        )


def _bare(value: Any, here: Edition) -> Any:
    """`value` without pictures, all the way down; a hero and the story that opens a list keep a link to theirs."""
    if isinstance(value, Picture):
        return None
    if isinstance(value, dict):
        return {name: _bare(part, here) for name, part in value.items()}
    if isinstance(value, (tuple, list)):
        made = [_bare(part, here) for part in value]
        return type(value)(*made) if hasattr(value, "_fields") else type(value)(made)
    if isinstance(value, Hero):
        return replace(value, picture=_link(value.picture, here))
    if isinstance(value, Listing) and value.lead is not None:
        lead: Card = value.lead
        bare = _bare(replace(value, lead=None), here)
        return replace(bare, lead=replace(_bare(lead, here), picture=_link(lead.picture, here)))
    if is_dataclass(value) and not isinstance(value, (type, Edition)):
        parts = {f.name: getattr(value, f.name) for f in fields(value) if f.init}
        return replace(value, **{name: _bare(part, here) for name, part in parts.items()})
    return value


def _link(picture: Picture | None, here: Edition) -> Picture | None:
    if picture is None:
        return None
    words = _("Picture")
    if picture.size:
        words = _("Picture (%(size)s KB)") % {"size": here.number(max(1, round(picture.size / 1000)))}
    return replace(picture, instead=words)


def stay(address: str, *, amp: str = "&") -> str:
    """`address`, a path of ours with or without a query, as one of the light site; unchanged where it is no readers'
    page. `amp` is what stands between two parts of a query where the address does: in HTML it is `&amp;`."""
    path, _mark, query = address.partition("?")
    where = path.removeprefix(settings.BASE_URL)
    if _NO_PAGE.match(where) or NAME in re.split(r"&amp;|&|=", query):
        return address
    return f"{path}?{query}{amp}{NAME}" if query else f"{path}?{NAME}"


def linked(html: str) -> str:
    """The text of a light page whose links and forms lead to light pages."""
    pattern = re.compile(_OURS % {"base": re.escape(settings.BASE_URL)})

    def light_link(found: re.Match) -> str:
        return f'{found[1]}{stay(found[2], amp="&amp;")}{found[3] or ""}"'

    html = pattern.sub(light_link, html)
    # A browser puts a form's fields in place of the query that its action has.
    return _GET_FORM.sub(lambda found: f'{found[0]}<input type="hidden" name="{NAME}" value="">', html)
