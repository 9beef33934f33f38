"""Measuring a web server from outside: granian on a core of its own, wrk on another, requests a second and CPU."""

import contextlib
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

_TICKS = os.sysconf("SC_CLK_TCK")
# What asks says that it is a browser, so that counting readers is measured too.
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass
class Server:
    """One granian, as `serve` runs it, with one worker."""

    name: str
    port: int
    process: subprocess.Popen
    rates: list[float] = field(default_factory=list)  # requests a second, one a round
    costs: list[float] = field(default_factory=list)  # seconds of CPU a request

    def cpu(self) -> float:
        """Seconds of CPU that the server and its children have used."""
        total = 0
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                if folder.name.isdigit() and os.getpgid(int(folder.name)) == self.process.pid:
                    parts = (folder / "stat").read_text().rpartition(")")[2].split()
                    total += int(parts[11]) + int(parts[12])
        return total / _TICKS

    def press(self, path: str, connections: int, seconds: float) -> None:
        """One round of load."""
        before = self.cpu()
        said = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-H", "Accept-Encoding: gzip, br",
             "-H", f"User-Agent: {BROWSER}", f"http://127.0.0.1:{self.port}{path}"],
            capture_output=True, text=True, check=True, preexec_fn=lambda: _stay_on(-1),
        ).stdout  # fmt: skip
        if "Non-2xx" in said:
            raise SystemExit(f"{self.name}: {said}")
        done = int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]
        self.rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]))  # type: ignore[index]
        self.costs.append((self.cpu() - before) / done)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def cost(self) -> float:
        return statistics.median(self.costs)


def _stay_on(core: int) -> None:
    """This process stays on the first (0) or the last (-1) core that it may use."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[core]})


@contextlib.contextmanager
def server(name: str, target: str, environment: dict, path: str) -> Iterator[Server]:
    """Runs one until the block ends; it has answered `path` by then."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", target, "--interface", "wsgi", "--http", "1", "--host", "127.0.0.1",
         "--port", str(port), "--workers", "1", "--blocking-threads", "8", "--no-access-log", "--log-level", "error",
         "--workers-kill-timeout", "2"],
        cwd=settings.BASE_DIR, env=environment | {"PORT": str(port)}, start_new_session=True,
        preexec_fn=lambda: _stay_on(0),
    )  # fmt: skip
    try:
        _until_it_answers(port, path)
        yield Server(name, port, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)


def _until_it_answers(port: int, path: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        finally:
            connection.close()
    raise SystemExit(f"Nothing answered on port {port}.")
