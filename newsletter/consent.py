"""What readers agree to when they sign up: the words beside the form, and how each version of them is known."""

import hashlib

from django.utils.translation import gettext, override

from newsletter.models import ConsentText
from newsroom.lib.languages import CODES

_MARK, _WHOLE = 16, 64  # hexadecimal digits


def words(language: str) -> str:
    """The text beside the sign-up form, in `language`. Another wording is another version: nothing is
    replaced.
    """
    with override(language):
        return gettext(
            "We send the newsletter to this address and use it for nothing else. "
            "You first get a mail with a link to confirm. You can leave at any time, with one click."
        )


def digest(text: str) -> str:
    """The name of a version of the text: SHA-256 of its UTF-8, in hex (64 characters)."""
    return hashlib.sha256(text.encode()).hexdigest()


def mark(text: str) -> str:
    """What forms name a version by: the beginning of its digest. Every story carries it, and who writes the texts is
    us, so that nobody can make another one begin so."""
    return digest(text)[:_MARK]


def version(name: str) -> ConsentText | None:
    """The text that a form names by its digest or by its mark, kept from its first use on; None if no such text was
    ever ours.

    A page that was open for long names a text of before, and that is the one its reader saw.
    """
    if len(name) not in (_MARK, _WHOLE):
        return None
    for language in CODES:
        text = words(language)
        whole = digest(text)
        if whole.startswith(name):
            return ConsentText.objects.get_or_create(digest=whole, defaults={"language": language, "text": text})[0]
    return ConsentText.objects.filter(digest__startswith=name).first()
