"""Starts writers and judges without waiting for Django each time: one process has everything loaded and forks.

Run as `python -m tests.proving.ground`, with the environment of the newsroom that is to be killed. It takes one JSON
object a line and answers with one.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path


def fork(work: Callable, out: str) -> int:
    """A child that does `work()` and writes what it gives as JSON to the file `out`; its process number."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        given = work()
        Path(out).write_text(json.dumps(given))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def end_of(pid: int) -> int:
    """The child's exit code; negative: the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def prepare() -> None:
    from django.core.management import call_command

    from tests.proving import writer

    call_command("migrate", verbosity=0)
    writer.furnish()


def write(log: str, seed: int, points: str, acts: str | None):
    from newsroom.lib import failpoints
    from tests.proving.writer import Writer

    failpoints.arm(points)
    made = Writer(log, seed)
    getattr(made, acts)()


def passings(log: str, seed: int) -> dict[str, dict[str, int]]:
    """How often each act passes each fail point, `{act: {point: times}}`; under "" how many milliseconds it takes."""
    from newsroom.lib import failpoints
    from tests.proving.writer import Writer

    made, found = Writer(log, seed), {}
    failpoints.arm("no.such=sleep:0")
    for act in Writer.ACTS:
        seen: Counter[str] = Counter()
        failpoints._pass = lambda name, seen=seen: seen.update([name])
        begun = time.monotonic()
        getattr(made, act)()
        found[act] = seen | {"": round(1000 * (time.monotonic() - begun))}
    return found


def killed_at_random(pid: int, log: str, lines: int, after: float, begun: int) -> None:
    """Kills the child `after` seconds after its `lines`-th line in the log: counted, so that a busy machine changes
    nothing."""
    deadline = time.monotonic() + 120
    with open(log, "rb") as file:
        file.seek(begun)
        while lines > 0 and time.monotonic() < deadline:
            lines -= file.read().count(b"\n")
            time.sleep(0.002)
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)


def obey(asked: dict) -> dict:
    log, out = asked["log"], asked["log"] + ".out"
    Path(log).touch()
    Path(out).unlink(missing_ok=True)
    if asked["do"] == "prepare":
        return {"code": end_of(fork(prepare, out))}
    if asked["do"] == "passings":
        code = end_of(fork(lambda: passings(log, asked["seed"]), out))
        return {"code": code, "acts": json.loads(Path(out).read_text()) if code == 0 else {}}
    if asked["do"] == "write":
        begun = Path(log).stat().st_size
        pid = fork(lambda: write(log, asked["seed"], asked.get("points", ""), asked["acts"]), out)
        if "after" in asked:
            killed_at_random(pid, log, asked["lines"], asked["after"], begun)
        return {"code": end_of(pid)}
    from tests.proving.judge import judge

    code = end_of(fork(lambda: judge(log, asked["since"]), out))
    return {"code": code} | (json.loads(Path(out).read_text()) if code == 0 else {"faults": ["the judge fell"]})


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    import django
    from django.conf import settings

    # As in tests/conftest.py: the static files where they lie.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    django.setup()
    import tests.proving.judge
    import tests.proving.writer  # noqa: F401  loaded once, for all children

    for line in sys.stdin:
        answer = obey(json.loads(line))
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
