"""What is killed where, and the newsroom that it happens to."""

import contextlib
import json
import os
import re
import subprocess
import sys
import uuid
from pathlib import Path

from django.conf import settings

# Points that more than one verb passes: each passing is a place of its own.
OFTEN = {"publish": 3, "tell_readers": 4, "press": 4, "page_store": 4, "verb": 6, "step": 3, "begin": 1, "photo": 2}


FULL = os.environ.get("PROVE") == "full"


def points() -> list[str]:
    """Every fail point of docs/failpoints.md, as FAILPOINTS wants it; with PROVE=full the ones passed often at several
    passings."""
    text = (settings.BASE_DIR / "docs/failpoints.md").read_text()
    names = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", text, re.MULTILINE)
    return [
        f"{name}=kill@{n}"
        for name in names
        for n in range(1, (OFTEN.get(name.partition(".")[0], 1) if FULL else 1) + 1)
    ]


class Ground:
    """A newsroom of its own, where writers are killed and a judge looks at what is left."""

    def __init__(self, folder: Path, database: str = ""):
        self.folder, self.log, self.embedded = folder, str(folder / "acts.jsonl"), not database
        environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "FAILPOINTS")}
        environment |= {
            "DATA_DIR": str(folder / "data"), "DEMO": "0", "PYTHONWARNINGS": "ignore", "SECRET_KEY": "k" * 50,
            "BASE_URL": "http://127.0.0.1:8000",
        }  # fmt: skip
        if database:
            environment["DATABASE_URL"] = database
        self.errors = (folder / "errors").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.proving.ground"],
            cwd=settings.BASE_DIR, env=environment, text=True, stdin=-1, stdout=-1, stderr=self.errors,
        )  # fmt: skip
        self.last = 0
        assert self.ask("prepare")["code"] == 0, self.said()

    def said(self) -> str:
        self.errors.flush()
        return Path(self.errors.name).read_text()[-3000:]

    def ask(self, do: str, **more) -> dict:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, "log": self.log} | more) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.said()
        return json.loads(line)

    def judge(self, *, whole: bool = False) -> dict:
        """The verdict on all stories, or on those since the last one."""
        verdict = self.ask("judge", since=0 if whole else self.last)
        assert verdict["code"] == 0, self.said()
        self.last = verdict["last"]
        return verdict

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.errors.close()


@contextlib.contextmanager
def on_sqlite(folder: Path):
    ground = Ground(folder)
    try:
        yield ground
    finally:
        ground.close()


@contextlib.contextmanager
def on_postgresql(folder: Path, url: str):
    import psycopg

    name = f"kill_{uuid.uuid4().hex[:10]}"
    base, _slash, rest = url.rpartition("/")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        ground = None
        try:
            ground = Ground(folder, f"{base}/{name}{''.join(rest.partition('?')[1:])}")
            yield ground
        finally:
            if ground is not None:
                ground.close()
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
