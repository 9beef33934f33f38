"""`manage.py serve` says in a sentence why it cannot start."""

import socket

import pytest
from django.core.management import CommandError, call_command

from newsroom.management.commands import serve


@pytest.mark.parametrize(
    "host, local",
    [
        ("127.0.0.1", True), ("127.8.8.8", True), ("localhost", True), ("::1", True), ("[::1]", True),
        ("0.0.0.0", False), ("::", False), ("192.0.2.1", False), ("news.example", False), ("", False),
    ],
)  # fmt: skip
def test_who_can_reach_a_host(host, local):
    assert serve.is_loopback(host) is local


def test_a_port_in_use_is_named_with_a_way_out(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {settings.PORT} is in use .* PORT={settings.PORT + 1}") as error:
            call_command("serve")
    assert error.value.returncode == 2


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_is_none(settings, port):
    settings.PORT = port
    with pytest.raises(CommandError, match="is no port"):
        call_command("serve")


def test_the_demo_is_not_shown_to_other_machines_under_a_known_password(settings, monkeypatch):
    settings.DEMO, settings.HOST = True, "0.0.0.0"
    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        call_command("serve")
    monkeypatch.setenv("DEMO_PASSWORD", "of-my-own-choice")
    settings.PORT = 0
    with pytest.raises(CommandError, match="is no port"):  # past the first question
        call_command("serve")
