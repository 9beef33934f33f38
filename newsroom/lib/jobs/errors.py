"""What an error may say in a row that people read: short, and without secrets or addresses."""

import re

from django.conf import settings

LONGEST = 500  # characters
_HIDDEN = "…"
_PATTERNS = [
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^/\s@]+@"), rf"\1{_HIDDEN}@"),  # user:password@ in an address
    (re.compile(r"(?i)\b(pass(?:word|wd)?|secret|token|key|auth\w*)(\s*[=:]\s*)\S+"), rf"\1\2{_HIDDEN}"),
    (re.compile(r"[^\s<>()\[\]\"',;:/…]+@(?=[\w-]+\.)"), f"{_HIDDEN}@"),  # the person in an e-mail address
    (
        re.compile(r"[A-Za-z0-9_\-+/=.:]*[A-Za-z0-9_\-+=]{32,}[A-Za-z0-9_\-+/=.:]*"),
        _HIDDEN,
    ),  # tokens, digests
]
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def shortened(text: str) -> str:
    """One line of at most 500 characters, with secrets, tokens and people's addresses left out."""
    text = text[:20_000]
    for secret in _secrets():
        text = text.replace(secret, _HIDDEN)
    text = _CONTROL.sub(" ", text)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    text = text.strip()
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _secrets() -> list[str]:
    known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS, settings.EMAIL_HOST_PASSWORD]
    known += [database.get("PASSWORD") for database in settings.DATABASES.values()]
    return [str(secret) for secret in known if secret]
