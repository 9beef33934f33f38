"""The one sanitiser of HTML that people write, and its allow-list.

nh3 (ammonia) parses as browsers do and keeps only what is listed; no svg, math, style or raw-text element is, which
is where sanitisers have failed (RUSTSEC-2021-0074, 2025-0071). Whoever changes HTML after it has to call it again.
"""

import re

import nh3

BLOCKS = {"p", "h2", "h3", "ul", "ol", "blockquote", "aside"}
INLINE = {"a", "strong", "em", "sub", "sup", "br", "q", "cite", "span", "bdi", "time"}
ASIDES = {"pullquote", "update"}  # classes: a quotation set large, news that was added on top with its time
TAGS = BLOCKS | {"li"} | INLINE
# What editors and word processors write for the same; mapped by `articles.body` before the last cleaning.
# GROUPS only hold others together; their edges keep words apart, so they must be seen before they go.
GROUPS = {
    "div", "section", "article", "main", "header", "footer", "nav", "address", "center", "figure", "figcaption", "pre",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "dl", "dt", "dd", "fieldset", "details", "summary",
}  # fmt: skip
FOREIGN = {"b", "i", "h1", "h4", "h5", "h6"} | GROUPS
_ATTRIBUTES: dict[str, set[str]] = {tag: {"lang", "dir"} for tag in TAGS}
_ATTRIBUTES["a"] |= {"href", "hreflang"}
_ATTRIBUTES["aside"] |= {"class"}
_ATTRIBUTES["time"] |= {"datetime"}
for _tag in BLOCKS:
    _ATTRIBUTES[_tag] |= {"id"}

_HREF = re.compile(r"(?:https?://[^\s/?#]|mailto:[^\s]|tel:[+0-9]|/(?![/\\])|#[a-z0-9-]+\Z)", re.IGNORECASE)
_LANG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}\Z")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})\Z", re.ASCII)
_ID = re.compile(r"b[a-z0-9]{4,8}\Z")
_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]")
_PASSES = 8


def href(value: str) -> str | None:
    """The link target if it is one that a story may have (http, https, mailto, tel, a path of ours), else None.

    Blanks, controls and direction marks anywhere in it are refused: they serve only to hide the scheme.
    """
    value = value.strip(" \t\r\n")
    if not value or len(value) > 2000 or _ODD.search(value) or not _HREF.match(value):
        return None
    return value


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return href(value)
    if name in ("lang", "hreflang"):
        return value if _LANG.match(value) else None
    if name == "dir":
        return value if value in ("ltr", "rtl", "auto") else None
    if name == "id":
        return value if _ID.match(value) else None
    if name == "class":
        return value if value in ASIDES else None
    if name == "datetime":
        return value if _MOMENT.match(value) else None
    return None


def _once(html: str, foreign: bool) -> str:
    return nh3.clean(
        html,
        tags=TAGS | FOREIGN if foreign else TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "title", "head"},
    )


def clean(html: str, *, foreign: bool = False) -> str:
    """`html` with nothing but the allow-list. Idempotent. `foreign` also lets FOREIGN tags through (first pass).

    What is left when an element goes may be read as another tree (`<a><select><a>`), so it is read again until
    nothing moves. A text that will not come to rest is shown as text.
    """
    for _pass in range(_PASSES):
        before, html = html, _once(html, foreign)
        if html == before:
            return html
    return nh3.clean_text(html)
