"""E-mail addresses: what a person typed, made into an identity, or refused in a sentence."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext

LONGEST = 254  # characters of a whole address (RFC 5321 4.5.3.1.3, erratum 1690)
LONGEST_LOCAL = 64  # of the part before the @ (RFC 5321 4.5.3.1.1)

# A dot-atom of RFC 5322 3.2.3. Quoted local parts are legal and, where people type, always a mistake or an
# attack.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Control, format (bidi, zero width), private, surrogate, unassigned, line and paragraph separators.
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}


class BadAddress(ValueError):
    """The text is no address to send mail to. Its message is a sentence for the person who typed it."""


@dataclass(frozen=True)
class Address:
    """An address to write to, and the key that it is known by.

    `email`: the local part as typed, the domain in lower case and ASCII (A-labels). `key`: all in lower case.
    By the letter of RFC 5321 2.4 the case of a local part may matter; in people's mailboxes it does not, and
    two rows for one reader do harm.
    """

    email: str
    key: str


def normalise(text: str) -> Address:
    """Reads an e-mail address as typed or pasted (blanks around it do no harm). Raises BadAddress."""
    if len(text) > 4 * LONGEST:
        raise BadAddress(_too_long())
    text = unicodedata.normalize("NFC", text).strip(" \t\u00a0")
    if not text:
        raise BadAddress(gettext("Write your e-mail address, such as name@example.org."))
    if any(unicodedata.category(character) in _UNSEEN for character in text):
        raise BadAddress(
            gettext("This address holds characters that cannot be seen. Type it by hand instead of pasting it.")
        )
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise BadAddress(_no_address())
    if not local.isascii():
        raise BadAddress(
            gettext(
                "The part before the @ has letters that many mail servers cannot read. "
                "Use an address of plain Latin letters, digits and signs."
            )
        )
    if len(local) > LONGEST_LOCAL:
        raise BadAddress(_too_long())
    if not _LOCAL.fullmatch(local):
        raise BadAddress(_no_address())
    host = _host(domain)
    email = f"{local}@{host}"
    if len(email) > LONGEST:
        raise BadAddress(_too_long())
    return Address(email=email, key=email.lower())


def canonical(key: str) -> str:
    """The mailbox that variants of a key most likely lead to: without a `+tag` and without dots in the local
    part.

    Only for ceilings: elsewhere `a.b@` and `ab@` are two people.
    """
    local, _at, host = key.rpartition("@")
    return f"{local.partition('+')[0].replace('.', '') or local}@{host}"


def _host(domain: str) -> str:
    """A domain in lower case and A-labels, by IDNA 2008 (RFC 5891): unlike Python's codec it keeps `ß`."""
    labels = unicodedata.normalize("NFKC", domain).replace("\u3002", ".").lower().split(".")
    host = ".".join(_label(label) for label in labels)
    if len(labels) < 2 or labels[-1].isdigit() or len(host) > 253:
        raise BadAddress(_no_address())
    return host


def _label(label: str) -> str:
    if not label.isascii():
        # RFC 5892: letters, marks and digits, and a mark never first.
        if any(unicodedata.category(c)[0] not in "LM" and unicodedata.category(c) != "Nd" and c != "-" for c in label):
            raise BadAddress(_no_address())
        if unicodedata.category(label[0])[0] == "M" or "-" in (label[0], label[-1]):
            raise BadAddress(_no_address())
        if label.startswith("xn--"):  # what begins like that is encoded already, or nothing
            raise BadAddress(_no_address())
        label = "xn--" + label.encode("punycode").decode("ascii")
    elif label.startswith("xn--"):
        try:
            decoded = label[4:].encode("ascii").decode("punycode")
        except (UnicodeError, ValueError, OverflowError):
            raise BadAddress(_no_address()) from None
        if not decoded or decoded.isascii():
            raise BadAddress(_no_address())
    if not _LABEL.fullmatch(label):
        raise BadAddress(_no_address())
    return label


def _no_address() -> str:
    return gettext("This does not look like an e-mail address. Write it like name@example.org.")


def _too_long() -> str:
    return gettext("This address is too long: an e-mail address has at most 254 characters.")
