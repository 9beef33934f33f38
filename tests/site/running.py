"""A whole newsroom as it runs in life: its own DATA_DIR and port, the real commands, the real processes."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsroom.lib.supervise import die_with_parent
from tests.conftest import MISSING

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
# What a shell, an .env file or the suite itself may have set; these newsrooms are all of the default kind.
PLAIN = {
    "ALLOWED_HOSTS": HOST,
    "BEHIND_PROXY": "0",
    "CACHE_URL": "locmemcache://newsroom",
    "DATABASE_URL": "",
    "DEMO": "1",
    "DEMO_PASSWORD": "newsroom-demo",
    "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    "EMAIL_URL": "",
    "HOST": HOST,
    "SECRET_KEY": "",
    "TIME_ZONE": "Asia/Baghdad",
    "WORKERS": "2",
}


def free_port() -> int:
    """A port of this machine that nobody listens on at the moment."""
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return trial.getsockname()[1]


class Running:
    """One newsroom. `start` gives the seconds until it answered; `stop` ends it and gives who is still there."""

    def __init__(self, data_dir: Path):
        if not Path("/proc/self/environ").exists():
            pytest.skip(f"{MISSING}/proc (Linux)")
        self.data_dir = data_dir
        self.port = free_port()
        self.base = f"http://{HOST}:{self.port}"
        self.serve: subprocess.Popen | None = None
        self.log = data_dir.parent / f"{data_dir.name}.log"

    @property
    def environment(self) -> dict[str, str]:
        ours = {"DATA_DIR": str(self.data_dir), "PORT": str(self.port), "BASE_URL": self.base}
        return {**os.environ, **PLAIN, **ours}

    def manage(self, *arguments: str) -> str:
        """What `manage.py …` printed; the test fails where it failed."""
        run = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        assert run.returncode == 0, f"manage.py {arguments[0]} ended with {run.returncode}: {run.stderr}"
        return run.stdout

    def start(self, seconds: float = 90) -> float:
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.serve = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=die_with_parent,  # a test run that is killed leaves no newsroom behind
            )  # fmt: skip
        while not self.answers():
            over = time.monotonic() - began > seconds
            if over or self.serve.poll() is not None:
                code = self.serve.poll()
                self.kill_all()
                pytest.fail(f"serve (code {code}) did not come up in {seconds} s:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.05)
        return time.monotonic() - began

    def answers(self, path: str = "/healthz", seconds: float = 2) -> bool:
        """Whether this address answers 200 now."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=seconds)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def family(self) -> dict[int, str]:
        """Every process that works for this newsroom, whoever its parent is now: its id and command line."""
        mark = f"DATA_DIR={self.data_dir}".encode()
        found = {}
        for folder in Path("/proc").iterdir():
            # Processes end while one looks; those of other people may not be looked at.
            with contextlib.suppress(OSError):
                if folder.name.isdigit() and mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return found

    def left_after(self, seconds: float) -> dict[int, str]:
        """Who is still there when `seconds` have passed; empty as soon as nobody is."""
        end = time.monotonic() + seconds
        while (left := self.family()) and time.monotonic() < end:
            time.sleep(0.05)
        return left

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Sends the signal to `serve` alone, as a person or a service manager does; its exit code."""
        self.serve.send_signal(number)
        try:
            return self.serve.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill_all()
            raise

    def kill_all(self) -> None:
        for pid in self.family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.serve is not None:
            self.serve.wait()
