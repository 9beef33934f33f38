"""Secrets that must be read again, such as what an authenticator app shares with us: sealed before they are stored.

The key comes from SECRET_KEY; what was sealed under one of SECRET_KEY_FALLBACKS is still opened. A copy of the
database alone tells nobody what is inside.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class Unsealable(ValueError):
    """What was to be opened was sealed under a key that is gone, for another purpose, or not by us."""


def seal(text: str, purpose: str) -> str:
    """`text` encrypted and signed; only `unseal` with the same `purpose` gives it back."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(token: str, purpose: str) -> str:
    """What `seal` was given. Raises Unsealable."""
    try:
        return _box(purpose).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Unsealable("This was not sealed with a key that is known here.") from error


def _box(purpose: str) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (salted_hmac("newsroom.sealing", purpose, secret=one, algorithm="sha256").digest() for one in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
