"""Passkeys: what a device signed opens the desk once, for its own person, page and purpose."""

import base64
import json
import random
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from authors import factors
from authors.models import User
from tests.device import Device

from .signing import DOOR, NOW, PAGE, adds, asked, browser, gives_password, shows, signed_in, someone, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(editor):
    """A device of the editor's that is known here."""
    device = Device()
    assert adds(gives_password(editor), device).status_code == 302
    return device


def test_a_passkey_opens_the_desk_alone_and_after_the_password(editor, device):
    client = browser()
    assert shows(client, device, "alone").url == "/admin/"
    assert client.get("/admin/").status_code == 200
    client = gives_password(editor, onwards="/admin/articles/photo/")
    assert client.get("/admin/").status_code == 302
    assert shows(client, device, "factor").url == "/admin/articles/photo/"
    assert client.get("/admin/").status_code == 200
    assert factors.factors_of(editor).passkeys[0].used_at == NOW


def test_the_key_of_the_session_changes(device):
    client = browser()
    asked(client, "alone")
    before = client.session.session_key
    shows(client, device, "alone")
    assert client.session.session_key != before


def test_an_answer_is_good_once_and_for_what_it_was_asked_for(editor, device):
    client = browser()
    answer = {"credential": json.dumps(device.sign(asked(client, "alone")))}
    assert client.post(DOOR, answer).status_code == 302
    client.post("/admin/logout/")
    assert client.post(DOOR, answer).status_code == 200 and not signed_in(client)
    asked(client, "alone")
    assert client.post(DOOR, answer).status_code == 200 and not signed_in(client)  # of another challenge
    client = gives_password(editor)
    alone = device.sign(asked(client, "alone"))
    assert client.post(PAGE, {"credential": json.dumps(alone)}).status_code == 422 and not signed_in(client)


def test_an_answer_that_comes_late_is_none(device, clock):
    client = browser()
    answer = {"credential": json.dumps(device.sign(asked(client, "alone")))}
    clock.shift(timedelta(minutes=5))
    said = client.post(DOOR, answer).content.decode()
    assert "took too long" in said and not signed_in(client)


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "http://evil.localhost"},
        {"origin": "http://localhost:9999"},
        {"host": "elsewhere.example"},
        {"sure": False},
        {"user": b"2"},
    ],
    ids=str,
)
def test_an_answer_from_another_page_or_without_a_person_is_none(device, bent):
    for name, value in bent.items():
        setattr(device, name, value if name != "user" else "MzU")
    client = browser()
    assert shows(client, device, "alone").status_code == 200 and not signed_in(client)


def test_a_key_that_does_not_ask_who_holds_it_serves_after_the_password_only(editor):
    device = Device(sure=False)
    assert adds(gives_password(editor), device).status_code == 302
    client = browser()
    assert shows(client, device, "alone").status_code == 200 and not signed_in(client)
    assert shows(gives_password(editor), device, "factor").status_code == 302


def test_another_persons_passkey_is_no_second_factor(device, clock):
    other = someone("publisher")
    with_app(other)
    client = gives_password(other)
    assert shows(client, device, "factor").status_code == 422 and not signed_in(client)


def test_a_stranger_and_someone_who_may_no_longer_sign_in_are_refused_alike(editor, device):
    stranger = Device()
    stranger.user = device.user
    said = [shows(browser(), stranger, "alone").content.decode()]
    User.objects.filter(pk=editor.pk).update(is_active=False)
    client = browser()
    said.append(shows(client, device, "alone").content.decode())
    assert all("not known here" in page for page in said) and not signed_in(client)


def test_the_same_passkey_is_not_added_twice(editor, device):
    client = browser()
    shows(client, device, "alone")
    assert adds(client, device).status_code == 422
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_twenty_are_enough(editor):
    client = gives_password(editor)
    for _one in range(20):
        assert adds(client, Device()).status_code == 302
    answer = client.post(PAGE + "options/", {"for": "add"})
    assert answer.status_code == 409 and "20 passkeys" in answer.json()["refused"]


@pytest.mark.parametrize("seed", range(40))
def test_a_broken_answer_is_refused_in_a_sentence(editor, device, seed):
    """Parts cut, doubled, of another kind, or missing, at adding and at showing."""
    chance = random.Random(seed)
    values = ["", "AA", "!!", None, 5, [], {}, "A" * 30_000, "é", [[[]]], True]

    def bend(answer: dict) -> dict:
        where = chance.choice([answer, answer["response"]])
        name = chance.choice([*where, "type"])
        if isinstance(where.get(name), str) and chance.random() < 0.5:
            at = chance.randrange(len(where[name]) + 1)
            where[name] = where[name][:at] + chance.choice(["", "AA", "_"]) + where[name][at + 1 :]
        else:
            where[name] = chance.choice(values)
        return answer

    client = browser()
    for _try in range(3):
        answer = client.post(DOOR, {"credential": json.dumps(bend(device.sign(asked(client, "alone"))))})
        assert answer.status_code in (200, 302)
        client.post("/admin/logout/")
    client = browser()
    client.force_login(someone("editor"))
    answer = client.post(PAGE + "passkey/", {"credential": json.dumps(bend(Device().make(asked(client, "add"))))})
    assert answer.status_code in (422, 302)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "5", "[" * 15_000, "{}", '{"id": 1}'])
def test_what_is_no_answer_at_all_is_refused_in_a_sentence(editor, text):
    client = browser()
    asked(client, "alone")
    answer = client.post(DOOR, {"credential": text})
    assert answer.status_code == 200 and 'role="alert"' in answer.content.decode() and not signed_in(client)


def test_what_is_nested_without_end_is_no_sign_in(device):
    client = browser()
    answer = device.sign(asked(client, "alone"))
    answer["response"]["clientDataJSON"] = base64.urlsafe_b64encode(b"[" * 5_000).decode().rstrip("=")
    said = client.post(DOOR, {"credential": json.dumps(answer)})
    assert said.status_code == 200 and 'role="alert"' in said.content.decode() and not signed_in(client)


def test_an_answer_that_is_nested_without_end_is_refused_in_a_sentence(editor):
    client = browser()
    client.force_login(someone("editor"))
    made = Device().make(asked(client, "add"))
    made["response"]["attestationObject"] = base64.urlsafe_b64encode(b"\x81" * 5_000 + b"\x00").decode().rstrip("=")
    answer = client.post(PAGE + "passkey/", {"credential": json.dumps(made)})
    assert answer.status_code == 422 and "The passkey was not made." in answer.content.decode()


def test_options_are_given_to_those_alone_who_stand_where_they_are_for(editor):
    stranger = browser()
    for purpose in ("factor", "confirm", "add", "other", ""):
        assert stranger.post(PAGE + "options/", {"for": purpose}).status_code == 403
    assert stranger.get(PAGE + "options/").status_code == 405
    with_app(editor)
    half = gives_password(editor)
    for purpose in ("confirm", "add"):
        assert half.post(PAGE + "options/", {"for": purpose}).status_code == 403


def test_asking_again_and_again_is_braked(clock):
    given = [browser().post(PAGE + "options/", {"for": "alone"}).status_code for _n in range(61)]
    assert given == [200] * 60 + [409]
    assert browser("10.0.0.2").post(PAGE + "options/", {"for": "alone"}).status_code == 200


@pytest.mark.parametrize(
    "host, https, offered",
    [("localhost", False, True), ("127.0.0.1", False, False), ("[::1]", False, False), ("127.0.0.1", True, False)],
)
def test_passkeys_are_offered_where_browsers_make_them(room, host, https, offered):
    page = Client(SERVER_NAME=host).get(DOOR, secure=https).content.decode()
    assert ('data-passkey="alone"' in page) is offered


def test_at_a_number_the_demo_leads_to_the_machines_name(editor):
    client = Client(HTTP_HOST="127.0.0.1:8000")
    client.force_login(editor)
    assert "http://localhost:8000/admin/your-sign-in/" in client.get("/admin/your-sign-in/").content.decode()
