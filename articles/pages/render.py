"""From a finished page to bytes."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override

from articles.pages.values import Page
from newsroom.lib.css import inline


def html(page: Page) -> tuple[bytes, str]:
    """The page as UTF-8 HTML, and the CSP source that allows its inline style. No queries."""
    css, source = inline(page.css)
    with override(page.edition.language):
        text: SafeString = render_to_string(page.template, {"page": page, "edition": page.edition, "css": css})
    return text.encode(), source
