"""The second factor: who needs one, who has one, whether a code is right, and how one comes and goes.

The rows are django-allauth's (`allauth.mfa`): one a passkey, one for an authenticator app, one for all recovery codes.
What guards them is ours, because it must hold for all processes together: see docs/decisions/0020-second-factor.md.
"""

import hashlib
import logging
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from authors import sessions
from authors.brakes import code_try
from authors.models import User
from newsroom.lib.sample import record as sample
from newsroom.lib.sealing import Unsealable

logger = logging.getLogger("newsroom.factors")

# A right is a danger to all by its first word, whatever it is to: each app names its rights in this way.
ACTS = ("publish_", "withdraw_", "send_", "export_", "import_", "erase_")
# These let one make oneself anybody, or read every reader's address.
DANGERS = {f"{act}_{what}" for act in ("add", "change", "delete") for what in ("user", "group")} | {"view_subscriber"}

STEP = 30  # seconds for which a code of an app stands (RFC 6238)
DRIFT = 1  # steps by which a clock may be wrong, either way
CODES = 10  # recovery codes
# 16 letters of 32: 80 bits, too many to try out whatever the hash. None looks like another.
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
LIKENESS = str.maketrans("oil", "011")

PASSKEY, APP, RECOVERY = Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


class FactorRefused(Exception):
    """A code, a passkey or a change that is not taken. The message is a sentence for the person."""


@dataclass(frozen=True)
class Passkey:
    """A passkey of someone's: its name, and when it was added and last used (aware, UTC)."""

    pk: int
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """What someone has besides the password."""

    passkeys: tuple[Passkey, ...] = ()
    app: Passkey | None = None
    codes: int = 0  # recovery codes not used yet

    def __bool__(self) -> bool:
        """Recovery codes alone are none: they stand in for a factor that is lost."""
        return bool(self.passkeys or self.app)


def needs_factor(user) -> bool:
    """Whether what this person may do asks for a second factor: publish, send, export, manage people."""
    if user.is_superuser:
        return True
    codenames = (right.partition(".")[2] for right in user.get_all_permissions())
    return any(name.startswith(ACTS) or name in DANGERS for name in codenames)


def demanded(user) -> bool:
    """Whether this newsroom lets the person in only with one. In the demo it is offered to all, demanded of nobody;
    whoever has removed the sample begins in earnest."""
    return (settings.SECOND_FACTOR_DEMANDED or sample.removed_at() is not None) and needs_factor(user)


def has_factor(user) -> bool:
    """Whether the person has one: one query."""
    return Authenticator.objects.filter(user=user, type__in=[PASSKEY, APP]).exists()


def half_way(request) -> bool:
    """Whether who is signed in here has a second factor still to show, or to add."""
    return not sessions.proven(request) and (has_factor(request.user) or demanded(request.user))


def factors_of(user) -> Factors:
    """All that the person has: one query."""
    passkeys, app, codes = [], None, 0
    for row in Authenticator.objects.filter(user=user).order_by("created_at", "pk"):
        if row.type == RECOVERY:
            codes = len(row.data["hashes"])
            continue
        one = Passkey(row.pk, row.data.get("name", ""), row.created_at, row.last_used_at)
        if row.type == PASSKEY:
            passkeys.append(one)
        else:
            app = one
    return Factors(tuple(passkeys), app, codes)


# --- Codes -----------------------------------------------------------------------------------------


def check_code(user: User, typed: str, now: datetime) -> str:
    """Which factor the typed code shows, an app's or a recovery code, which is used up by it.

    Raises FactorRefused: wrong, used before, or too many were wrong. Every digit of Unicode is read, blanks and
    dashes are not. `now` is aware, in UTC.
    """
    attempt = code_try(user.pk, now)
    if not attempt.allowed():
        raise FactorRefused(
            _("Too many wrong codes. Wait a quarter of an hour, or a day after very many. A passkey works at any time.")
        )
    code = plain(typed)
    if code.isdigit() and len(code) == 6:
        factor, right = APP, _app_code_is_right(user, code, now)
    else:
        factor, right = RECOVERY, _use_up(user, code, now)
    if not right and factor == APP:
        raise FactorRefused(_("That code is not right, or was used before. Wait for the next one and type that."))
    if not right:
        raise FactorRefused(_("That is not a recovery code of yours, or was used before. Look at each of its letters."))
    attempt.right()
    return factor


def plain(typed: str) -> str:
    """A code as we keep it: small letters and Latin digits, nothing between them."""
    kept = []
    for letter in typed[:200]:
        digit = unicodedata.digit(letter, None)
        kept.append(str(digit) if digit is not None else letter.lower())
    return "".join(letter for letter in kept if letter.isascii() and letter.isalnum())


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step (RFC 6238) whose code this is at `now`, give or take the drift of a clock; None if it is none."""
    current = int(now.timestamp()) // STEP
    found = None
    for step in range(current - DRIFT, current + DRIFT + 1):
        if constant_time_compare(format_hotp_value(hotp_value(secret, step)), code):
            found = step
    return found


def _app_code_is_right(user: User, code: str, now: datetime) -> bool:
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(user=user, type=APP).first()
        if row is None:
            return False
        try:
            step = step_of(decrypt(row.data["secret"]), code, now)
        except Unsealable:
            logger.error("The secret of an app was sealed under a key that is gone; SECRET_KEY_FALLBACKS may hold it.")
            return False
        if step is None or step <= row.data.get("step", 0):  # a code once used, and all before it, are spent
            return False
        row.data["step"] = step
        row.last_used_at = now
        row.save(update_fields=["data", "last_used_at"])
    return True


def _use_up(user: User, code: str, now: datetime) -> bool:
    code = code.translate(LIKENESS)
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(user=user, type=RECOVERY).first()
        if row is None:
            return False
        hashed = _hashed(row.data["salt"], code)
        left = [one for one in row.data["hashes"] if not constant_time_compare(one, hashed)]
        if len(left) == len(row.data["hashes"]):
            return False
        row.data["hashes"] = left
        row.last_used_at = now
        row.save(update_fields=["data", "last_used_at"])
    return True


def _hashed(salt: str, code: str) -> str:
    return hashlib.sha256(f"{salt}{code}".encode()).hexdigest()


# --- Coming ----------------------------------------------------------------------------------------


def new_secret() -> str:
    """A secret for an authenticator app, as it is typed there (Base32, 160 bits)."""
    return generate_totp_secret()


def add_app(user: User, secret: str, typed: str, now: datetime) -> None:
    """Keeps the app that shares `secret`, once a code of it shows that it does. Raises FactorRefused."""
    attempt = code_try(user.pk, now)
    if not attempt.allowed():
        raise FactorRefused(_("Too many wrong codes. Wait a quarter of an hour, then try again."))
    step = step_of(secret, plain(typed), now)
    if step is None:
        raise FactorRefused(
            _("That is not the code that the app shows now. Type the present one; the phone’s clock must be right.")
        )
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two at once are one after the other
        if Authenticator.objects.filter(user=user, type=APP).exists():
            raise FactorRefused(_("You have an app already. Remove it first."))
        row = TOTP.activate(user, secret).instance
        row.data["step"] = step
        row.created_at = now
        row.save(update_fields=["data", "created_at"])
    attempt.right()


def new_codes(user: User, now: datetime) -> list[str]:
    """Ten new recovery codes, in the place of those from before. Only their hashes are kept."""
    codes = ["".join(secrets.choice(LETTERS) for _n in range(16)) for _code in range(CODES)]
    salt = secrets.token_hex(8)
    data = {"salt": salt, "hashes": [_hashed(salt, code) for code in codes]}
    Authenticator.objects.update_or_create(
        user=user, type=RECOVERY, defaults={"data": data, "created_at": now, "last_used_at": None}
    )
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes]


# --- Going -----------------------------------------------------------------------------------------


def remove(user: User, pk: int) -> Factors:
    """Takes one of the person's own factors away, and with the last one the recovery codes; gives what is left.

    Raises FactorRefused where they may not be without any, and for a factor that is not theirs or is gone.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        row = Authenticator.objects.filter(user=user, pk=pk, type__in=[PASSKEY, APP]).first()
        if row is None:
            raise FactorRefused(_("It is removed already."))
        others = Authenticator.objects.filter(user=user, type__in=[PASSKEY, APP]).exclude(pk=pk)
        if not others.exists():
            if demanded(user):
                raise FactorRefused(_("This is your only second factor, and your role needs one. Add another first."))
            Authenticator.objects.filter(user=user, type=RECOVERY).delete()
        row.delete()
    return factors_of(user)


def take_off(user: User) -> bool:
    """Takes all factors off someone who has lost them, and ends their sessions; False if there were none.

    Their password stands. Where their role needs a factor, they are led to a new one when they next sign in.
    """
    with transaction.atomic():
        had = has_factor(user)
        Authenticator.objects.filter(user=user).delete()
        sessions.end_sessions(user)
    return had
