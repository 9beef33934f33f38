"""Passkeys: the two ceremonies of WebAuthn (W3C, level 3), over the fido2 library.

Each has two halves. The first gives the browser what to ask the device for and notes the challenge in the session; the
second checks what the device signed. A challenge is good once, for five minutes, for what it was asked for.
"""

import ipaddress
import struct
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from authors.factors import PASSKEY, FactorRefused
from authors.models import User

NOTE = "sign-in.passkey"
PATIENCE = timedelta(minutes=5)
MOST = 20  # passkeys of one person
# What a device's answer that is broken, cut, forged, nested without end or of an unknown kind of key makes the library
# raise; the last two are RuntimeErrors.
BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, struct.error, OverflowError,
          InvalidSignature, UnsupportedAlgorithm, RuntimeError)  # fmt: skip


def possible(request: HttpRequest) -> bool:
    """Whether a browser would make a passkey for the address it has open: a name, by https or on the machine itself."""
    host = _host(request)
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host == "localhost" or host.endswith(".localhost") or settings.HTTPS or request.is_secure()
    return False


def begin_adding(request: HttpRequest, user: User, now: datetime) -> dict:
    """What `navigator.credentials.create` takes, as JSON. Raises FactorRefused where the person has too many."""
    known = [_credential(row) for row in Authenticator.objects.filter(user=user, type=PASSKEY)]
    if len(known) >= MOST:
        raise FactorRefused(_("You have %(n)s passkeys. Remove one that you do not use first.") % {"n": MOST})
    options, state = _server(request).register_begin(
        user=PublicKeyCredentialUserEntity(**_entity(user)),
        credentials=known,
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
        extensions={"credProps": True},
    )
    _note(request, "add", state, now)
    return dict(options)


def finish_adding(request: HttpRequest, user: User, answer: Any, name: str, now: datetime) -> Authenticator:
    """The new passkey, from what the device gave. Raises FactorRefused."""
    state = _noted(request, "add", now)
    try:
        made = _server(request).register_complete(state, RegistrationResponse.from_dict(answer))
        key = websafe_encode(made.credential_data.credential_id)  # type: ignore[union-attr]
        answer = {
            "id": key,
            "rawId": key,
            "type": "public-key",
            "response": {part: str(answer["response"][part]) for part in ("clientDataJSON", "attestationObject")},
        }
    except BROKEN as error:
        raise FactorRefused(_("The passkey was not made. Try again, or take another device.")) from error
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if Authenticator.objects.filter(type=PASSKEY, data__credential__id=key).exists():
            raise FactorRefused(_("This passkey is known here already."))
        row = WebAuthn.add(user, name, answer).instance
        row.created_at = now
        row.save(update_fields=["created_at"])
    return row


def begin_using(request: HttpRequest, purpose: str, user: User | None, now: datetime) -> dict:
    """What `navigator.credentials.get` takes, as JSON. Without `user` the device offers what it has for this desk, and
    must itself be sure who holds it, by a finger, a face or a number."""
    known = [_credential(row) for row in Authenticator.objects.filter(user=user, type=PASSKEY)] if user else None
    sure = UserVerificationRequirement.PREFERRED if user else UserVerificationRequirement.REQUIRED
    options, state = _server(request).authenticate_begin(credentials=known, user_verification=sure)
    _note(request, purpose, state, now)
    if not request.user.is_authenticated:
        request.session.set_expiry(2 * int(PATIENCE.total_seconds()))  # strangers leave nothing for long
    return dict(options)


def finish_using(request: HttpRequest, purpose: str, user: User | None, answer: Any, now: datetime) -> User:
    """Whose passkey signed: `user`, or with None anybody who may come to the desk. Raises FactorRefused."""
    refusal = FactorRefused(_("That passkey is not known here, or it took too long. Try again."))
    state = _noted(request, purpose, now)
    try:
        signed = AuthenticationResponse.from_dict(answer)
        rows = Authenticator.objects.filter(type=PASSKEY, data__credential__id=websafe_encode(signed.raw_id))
        row = (rows.filter(user=user) if user else rows).select_related("user").first()
        if row is None:
            raise refusal
        handle = signed.response.user_handle
        if handle and handle != _entity(row.user)["id"]:
            raise refusal
        _server(request).authenticate_complete(state, [_credential(row)], signed)
    except BROKEN as error:
        raise refusal from error
    if not (row.user.is_active and row.user.is_staff):
        raise refusal
    row.last_used_at = now
    row.save(update_fields=["last_used_at"])
    return row.user


def _entity(user: User) -> dict:
    return get_adapter().get_public_key_credential_user_entity(user)


def _credential(row: Authenticator):
    return row.wrap().authenticator_data.credential_data


def _host(request: HttpRequest) -> str:
    """The host that the browser has open, one of ALLOWED_HOSTS, without its port."""
    return urlsplit(f"//{request.get_host()}").hostname or ""


def _server(request: HttpRequest) -> Fido2Server:
    """Passkeys are for the host that is open, and answers must come from its own pages, not from a name beneath it."""
    ours = {f"{request.scheme}://{request.get_host()}"}
    base = urlsplit(settings.BASE_URL)
    if base.hostname == _host(request):
        ours.add(f"{base.scheme}://{base.netloc}")  # a proxy may speak plain http to us
    entity = PublicKeyCredentialRpEntity(id=_host(request), name=_host(request))
    return Fido2Server(entity, verify_origin=lambda origin: origin in ours)


def _note(request: HttpRequest, purpose: str, state: Any, now: datetime) -> None:
    request.session[NOTE] = {"for": purpose, "at": int(now.timestamp()), "state": state}


def _noted(request: HttpRequest, purpose: str, now: datetime) -> Any:
    """The challenge that was asked for, and from now on no longer."""
    note = request.session.pop(NOTE, None)
    if not note or note["for"] != purpose or not 0 <= now.timestamp() - note["at"] < PATIENCE.total_seconds():
        raise FactorRefused(_("That took too long. Try again."))
    return note["state"]
