"""People with second factors, and how they sign in, for the tests of the door."""

import json
from datetime import UTC, datetime

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from authors import factors
from tests import factories

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PASSWORD = "right-and-long-enough"
DOOR, PAGE, OWN = "/admin/login/", "/admin/second-factor/", "/admin/your-sign-in/"
ENROL, CONFIRM = PAGE + "enrol/", PAGE + "confirm/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def someone(role: str, **more):
    """A person of this role who knows PASSWORD."""
    person = factories.person(role, **more)
    person.set_password(PASSWORD)
    person.save()
    return person


def code(secret: str = SECRET, at: datetime = NOW, shift: int = 0) -> str:
    """What the app shows at a moment, `shift` steps away."""
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30 + shift))


def with_app(person, at: datetime = NOW) -> list[str]:
    """Gives the person an app that was set up an hour ago, and recovery codes; returns these."""
    earlier = datetime.fromtimestamp(at.timestamp() - 3600, UTC)
    factors.add_app(person, SECRET, code(at=earlier), earlier)
    return factors.new_codes(person, earlier)


def browser(address: str = "10.0.0.1") -> Client:
    return Client(REMOTE_ADDR=address, SERVER_NAME="localhost", SERVER_PORT="80")


def gives_password(person, client: Client | None = None, onwards: str = "") -> Client:
    """A browser in which the person has given name and password, and nothing else yet."""
    client = client or browser()
    sent = {"username": person.get_username(), "password": PASSWORD} | ({"next": onwards} if onwards else {})
    answer = client.post(DOOR, sent)
    assert answer.status_code == 302, answer.content.decode()
    return client


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def asked(client: Client, purpose: str) -> dict:
    """What the browser is told to ask its devices for."""
    answer = client.post(PAGE + "options/", {"for": purpose})
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def adds(client: Client, device, name: str = "Laptop"):
    """Adds the device in a signed-in browser."""
    answer = json.dumps(device.make(asked(client, "add")))
    return client.post(PAGE + "passkey/", {"name": name, "credential": answer})


def shows(client: Client, device, purpose: str):
    """Shows the device at the door or on the second page."""
    where = {"alone": DOOR, "factor": PAGE, "confirm": CONFIRM}[purpose]
    return client.post(where, {"credential": json.dumps(device.sign(asked(client, purpose)))})
