"""The sign-up box."""

from typing import TYPE_CHECKING

from django import template

from newsletter import consent

if TYPE_CHECKING:
    from articles.edition import Edition

register = template.Library()


@register.inclusion_tag("components/newsletter_box.html")
def newsletter_box(edition: "Edition", page_path: str) -> dict[str, str]:
    """`{% newsletter_box edition page_path %}`: the box that signs up to the first open newsletter.

    `page_path` is the path of the page that it stands on, for the record of consent. Asks the database
    nothing.
    """
    text = consent.words(edition.language)
    return {
        "action": edition.url("/newsletter/"),
        "page_path": page_path,
        "consent": text,
        "digest": consent.mark(text),
    }
