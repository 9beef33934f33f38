"""From a finished page to bytes and headers, the same for one reader and for all."""

import re
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.translation import override

from articles.pages import lite
from articles.pages.values import Document, Page
from newsroom.lib import css
from newsroom.lib.page_store.cuts import Cut, lift

# Browsers ask again each time (one that may serve a stale copy shows a withdrawn story); caches that we purge may keep.
KEEP = "public, max-age=0, must-revalidate, s-maxage=60"
# Sheets of typefaces, for the editions whose script a reader's machine may not have at all.
FACES = {"ar": ("fonts/naskh",), "ckb": ("fonts/naskh",)}
_POLICY = (
    "default-src 'none'; style-src {style}; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Templates leave blank lines where a part is not there; where lines are somebody's own they stay.
_BLANK_LINES = re.compile(r"\n\s*\n")
_AS_TYPED = re.compile(r"<(?:textarea|pre)\b")
# What XML 1.0 has no place for, but the marks of `cuts`.
_NO_XML = re.compile("[^\t\n\r\x01\x02\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Finished(NamedTuple):
    """Bytes (not compressed), headers, and the parts that can be cut out later."""

    body: bytes
    headers: list[tuple[str, str]]
    cuts: list[Cut]


def policy(style: str) -> str:
    """The Content-Security-Policy of a readers' page, whose only style is the inline one with this hash."""
    return _POLICY.format(style=style)


def finish(page: Page | Document, *, keep: str = KEEP) -> Finished:
    """The answer that everybody gets. No queries."""
    headers = [("Cache-Control", keep)]
    if page.edition is not None:
        headers.append(("Content-Language", page.edition.language))
    if isinstance(page, Document):
        body, cuts = lift(_NO_XML.sub("", page.text))
        return Finished(body, [("Content-Type", page.content_type), *headers, *page.headers], cuts)
    text, style = _html(page)
    body, cuts = lift(text)
    headers += [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy(style))]
    return Finished(body, headers, cuts)


def html(page: Page) -> tuple[bytes, str]:
    """The page as UTF-8 HTML, and the CSP source that allows its inline style. No queries."""
    text, style = _html(page)
    return lift(text)[0], style


def _html(page: Page) -> tuple[str, str]:
    """The text, which may hold marks of `cuts`, and the CSP source of its style."""
    with override(page.edition.language):
        text: str = render_to_string(page.template, {"page": page, "edition": page.edition, "css": ""})
    if page.lite:
        text = lite.linked(text)
    if not _AS_TYPED.search(text):
        text = _BLANK_LINES.sub("\n", text)
    style, source = css.inline((*FACES.get(page.edition.language, ()), *page.css), text, fonts=not page.lite)
    # The first one is the head's: before it stands the title alone, in which every sign of markup is escaped.
    return text.replace("<style></style>", f"<style>{style}</style>", 1), source
