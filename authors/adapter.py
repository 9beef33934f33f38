"""What django-allauth's tables of second factors ask of the project (MFA_ADAPTER)."""

from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from newsroom.lib.sealing import seal, unseal

PURPOSE = "second factor"


class Factors(DefaultMFAAdapter):
    """Secrets are stored sealed; apps and passkeys bear the site's host and the person's user name."""

    def encrypt(self, text: str) -> str:
        return seal(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, PURPOSE)

    def get_totp_issuer(self) -> str:
        return urlsplit(settings.BASE_URL).hostname or "desk"

    def _get_user_identifier(self, user) -> str:
        return user.get_username()
