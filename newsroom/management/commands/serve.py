"""`manage.py serve`: the whole newsroom in one command: tables, sample stories, web, background work."""

import errno
import http.client
import ipaddress
import os
import signal
import socket
import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone

from newsroom.first_run import setting_up
from newsroom.lib.sample import record
from newsroom.lib.supervise import Child, Supervisor


class Command(BaseCommand):
    """Runs in the foreground until SIGTERM or Ctrl-C, and leaves no process behind."""

    help = "Serves the newsroom, web and background work, on HOST and PORT"
    requires_system_checks = []  # `migrate` runs those of the database, and each web process the rest

    def handle(self, *args, **options):
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # before there are children, Ctrl-C simply ends it
        host, port = settings.HOST, settings.PORT
        if settings.DEMO and not is_loopback(host) and not os.environ.get("DEMO_PASSWORD"):
            raise CommandError(
                f"The demo newsroom's passwords are known to everybody, and HOST={host} can be reached from"
                " other machines: choose one with DEMO_PASSWORD=..., or leave the demo out with DEMO=0.",
                returncode=2,
            )
        claim(host, port)
        for folder in ("media", "pages", "mail"):
            (settings.DATA_DIR / folder).mkdir(parents=True, exist_ok=True, mode=0o750)
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO and "demo" in get_commands():
            call_command("demo", stdout=self.stdout)
        connections.close_all()
        claim(host, port)  # again: another may have taken it meanwhile, and two would share it without a word
        code = Supervisor(
            [Child("web", web_command(host, port)), Child("background", [*manage(), "worker"])],
            ready=lambda: answers(host, port),
            announce=self.announce,
        ).run()
        if code:
            raise CommandError("The newsroom did not start.", returncode=code)

    def announce(self) -> None:
        """Says where everything is, once it is there."""
        lines = [
            "",
            f"The site:  {settings.BASE_URL}/",
            f"The desk:  {settings.BASE_URL}/admin/",
        ]
        sample = get_user_model().objects.filter(pk__in=record.keys("login"), is_active=True).order_by("pk")
        logins = ", ".join(sample.values_list("username", flat=True))
        if logins and settings.DEMO:
            lines.append(f"Log in as: {logins} (password: {settings.DEMO_PASSWORD})")
        elif logins:
            lines.append(f"The sample newsroom's logins still work, with a password that everybody knows: {logins}.")
            lines.append("  Remove the sample at the desk, or by `manage.py demo --remove`.")
        if setting_up.is_needed():
            lines.append("Nobody runs this newsroom yet. Set it up here; the link works once, and for a day:")
            lines.append(f"  {setting_up.fresh_link(timezone.now())}")
            lines.append("  Without a browser: .venv/bin/python manage.py setup")
        if settings.EMAIL_BACKEND == "newsroom.lib.mail.FileBackend":
            lines.append(f"Mail is written to {settings.MAIL_DIR}, each a file.")
        else:
            lines.append(f"Mail goes out by {settings.EMAIL_HOST}.")
        lines.append("Ctrl-C ends it.")
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
        connections.close_all()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def claim(host: str, port: int) -> None:
    """Raises CommandError (exit code 2) where HOST and PORT cannot be listened on."""
    if not 0 < port < 2**16:
        raise CommandError(f"PORT={port} is no port: choose one from 1024 to 65535.", returncode=2)
    try:
        (family, kind, number, _, address), *_ = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        with socket.socket(family, kind, number) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # else a port just left counts as taken
            trial.bind(address)
            trial.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} is in use on {host}: choose another, for example PORT={port + 1}."
        elif error.errno == errno.EACCES:
            message = f"Port {port} may not be used by this account: choose one above 1023, for example PORT=8000."
        else:
            message = f"The newsroom cannot listen on HOST={host}, PORT={port}: {error.strerror}."
        raise CommandError(message, returncode=2) from None


def manage() -> list[str]:
    """The start of a command line of ours, by the Python that runs now."""
    return [sys.executable, str(settings.BASE_DIR / "manage.py")]


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def web_command(host: str, port: int) -> list[str]:
    """granian's command line.

    A few threads, so that one slow page does not hold up the others; hundreds (its default) only wait for one
    another.
    """
    return [
        sys.executable, "-m", "granian", "newsroom.wsgi:application",
        "--interface", "wsgi", "--http", "1", "--no-ws",
        "--host", host.strip("[]"), "--port", str(port),
        "--workers", str(settings.WORKERS or cores()), "--blocking-threads", "8",
        "--backlog", "1024", "--workers-kill-timeout", "2",
        "--respawn-failed-workers", "--respawn-interval", "0.5",
        "--no-access-log", "--log-level", "error",
        "--working-dir", str(settings.BASE_DIR),
    ]  # fmt: skip


def answers(host: str, port: int) -> bool:
    """Whether /healthz of this newsroom answers 200 on the port."""
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host.strip("[]"), host.strip("[]"))
    connection = http.client.HTTPConnection(address, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(settings.BASE_URL).netloc})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
