"""`make bench`: what pages cost, as ratios of things measured side by side in one run, on a newsroom made for it."""

import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from newsroom.management import load
from newsroom.management.sizes import table, told

SEED = "newsroom/demo/stories/en/seed-iraq-us-presence.page.txt"
ROUNDS, SECONDS = 5, 1.0


class Command(BaseCommand):
    help = "Measures kept pages against the same pages rendered afresh, interleaved, and prints ratios."

    def add_arguments(self, parser):
        parser.add_argument("--inner", metavar="PATH", help="measure this address in the present newsroom")
        parser.add_argument(
            "--sizes", metavar="N", type=int, nargs=2, help="measure lists and search instead, with so many stories"
        )
        parser.add_argument("--lists", action="store_true", help="measure lists and search in the present newsroom")

    def handle(self, *args, inner=None, sizes=None, lists=False, **options):
        if inner:
            self.measure(inner)
            return
        if lists:
            self.stdout.write(told(timezone.now()))
            return
        if sizes:
            self.sizes(*sizes)
            return
        with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
            environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
            environment |= {"DATA_DIR": folder, "DEMO": "0", "SECRET_KEY": "only-for-a-benchmark-and-long-enough"}
            self.run(environment, "migrate", "-v0")
            self.run(environment, "shell", "-v0", "-c", _FILL)
            path = self.run(environment, "file_story", SEED, "--publish").split()[-1]
            self.stdout.write(self.run(environment, "bench", "--inner", path))
            self.from_outside(environment, path, Path(folder))

    def sizes(self, few: int, many: int) -> None:
        """Lists and search in two newsrooms that are made for it. 200,000 stories take a quarter of an hour to make."""
        found = []
        for number in (few, many):
            with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
                environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
                environment |= {"DATA_DIR": folder, "DEMO": "0", "SECRET_KEY": "only-for-a-benchmark-and-long-enough"}
                self.run(environment, "migrate", "-v0")
                self.run(environment, "fill", str(number))
                found.append(json.loads(self.run(environment, "bench", "--lists")))
        self.stdout.write(f"rendered afresh, CPU, with {few} and with {many} stories, and the ratio:")
        self.stdout.write(table(*found))

    def run(self, environment: dict, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            self.stderr.write(done.stderr)
            sys.exit(done.returncode)
        return done.stdout

    def measure(self, path: str) -> None:
        """CPU time of the application alone (no server, no network), medians of interleaved rounds."""
        from newsroom.wsgi import application, django

        # `application` may be wrapped for request bodies; what stands inside answers pages.
        kept = lambda: ask(application, path)  # noqa: E731
        afresh = lambda: ask(django, path)  # noqa: E731
        kept(), afresh()
        costs: dict[str, list[float]] = {"kept": [], "afresh": []}
        for _round in range(ROUNDS):
            costs["kept"].append(cost(kept))
            costs["afresh"].append(cost(afresh))
        held, made = statistics.median(costs["kept"]), statistics.median(costs["afresh"])
        self.stdout.write(f"story page kept:    {held * 1e6:9.1f} µs CPU a request")
        self.stdout.write(f"story page afresh:  {made * 1e6:9.1f} µs CPU a request")
        self.stdout.write(f"ratio afresh/kept:  {made / held:9.1f}")

    def from_outside(self, environment: dict, path: str, folder: Path) -> None:
        """The same through the web server, beside one that does nothing else; rounds in turn, medians."""
        if shutil.which("wrk") is None or not Path("/proc/self/stat").exists():
            self.stdout.write("Not measured through the web server: wrk is not on this machine.")
            return
        body = folder / "body"
        body.write_bytes(os.urandom(8_000))  # about what the seed story is, compressed
        bare = environment | {"BARE_BODY": str(body)}
        with (
            load.server("bare server", "newsroom.management.bare:application", bare, path) as nothing,
            load.server("kept", "newsroom.wsgi:application", environment, path) as kept,
            load.server("afresh", "newsroom.wsgi:application", environment | {"PAGE_STORE": "off"}, path) as afresh,
        ):
            for connections in (1, 16, 64):
                for one in (nothing, kept, afresh):
                    one.rates, one.costs = [], []
                for _round in range(ROUNDS):
                    for one in (nothing, kept, afresh):
                        one.press(path, connections, 2)
                self.stdout.write(f"through the web server, {connections} connections:")
                for one in (nothing, kept, afresh):
                    self.stdout.write(
                        f"  {one.name:12} {one.rate:9.0f} requests/s {one.cost * 1e6:9.1f} µs CPU a request"
                    )
                self.stdout.write(
                    f"  ratio kept/afresh: {kept.rate / afresh.rate:.1f} (CPU {afresh.cost / kept.cost:.1f});"
                    f" kept/bare server: {kept.rate / nothing.rate:.2f} (CPU {nothing.cost / kept.cost:.2f})"
                )


_FILL = """
from articles.models import Newsroom, Section
Newsroom.objects.create(pk=1, names={"en": "Bench"}, languages=["en", "ar", "ckb"], time_zone="Asia/Baghdad")
Section.objects.create(slug="news", names={"en": "News", "ar": "أخبار", "ckb": "هەواڵ"})
"""


def ask(application, path: str) -> None:
    """One GET as a browser sends it, read to its end."""
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": "", "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br", "HTTP_USER_AGENT": load.BROWSER,
        "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http",
    }  # fmt: skip
    said: list[str] = []
    parts = application(environ, lambda status, headers, fault=None: said.append(status))
    b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    if not said[0].startswith("200"):
        raise SystemExit(f"{Path(path)} answered {said[0]}")


def cost(act: Callable[[], None]) -> float:
    """Seconds of CPU time that one call takes, over SECONDS of wall time."""
    calls, start, end = 0, time.process_time(), time.monotonic() + SECONDS
    while time.monotonic() < end:
        act()
        calls += 1
    return (time.process_time() - start) / calls
