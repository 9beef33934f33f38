"""Named places where a test may stop, break or slow the program: `failpoint("publish.after_revision")`.

Nothing happens there unless the environment asks for it when the process starts:

    FAILPOINTS="publish.after_revision=kill,outbox.claimed=sleep:0.5,press.told=raise@2"

`kill` ends the process as `kill -9` does, `raise` raises `Failed`, `sleep:SECONDS` waits. `@N` acts at the N-th passing
only, counted from one; without it, at each. Every name stands in docs/failpoints.md, and a test kills at each of them
(tests/proving/test_kill.py).
"""

import logging
import os
import re
import signal
import time
from dataclasses import dataclass

logger = logging.getLogger(__name__)
_ASKED = re.compile(
    r"(?P<name>[a-z_]+\.[a-z_]+)=(?P<act>kill|raise|sleep:(?P<seconds>\d+(?:\.\d+)?))(?:@(?P<at>[1-9]\d*))?"
)


class Failed(Exception):
    """What a fail point raises that is asked to."""


@dataclass
class _Armed:
    act: str
    seconds: float
    at: int  # 0: at each passing
    passed: int = 0


_armed: dict[str, _Armed] = {}


def arm(asked: str) -> None:
    """Takes what FAILPOINTS says (see the module); an empty text disarms. Raises ValueError for what is none."""
    armed = {}
    for part in filter(None, (part.strip() for part in asked.split(","))):
        match = _ASKED.fullmatch(part)
        if match is None:
            raise ValueError(f"FAILPOINTS: {part!r} is not of the form name=kill, name=raise or name=sleep:0.5.")
        armed[match["name"]] = _Armed(
            match["act"].partition(":")[0], float(match["seconds"] or 0), int(match["at"] or 0)
        )
    _armed.clear()
    _armed.update(armed)


def failpoint(name: str) -> None:
    """A place that a test may ask for. Costs one look at an empty dictionary otherwise."""
    if _armed:
        _pass(name)


def _pass(name: str) -> None:
    asked = _armed.get(name)
    if asked is None:
        return
    asked.passed += 1
    if asked.at not in (0, asked.passed):
        return
    if asked.act == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if asked.act == "raise":
        raise Failed(name)
    time.sleep(asked.seconds)


if os.environ.get("FAILPOINTS"):
    arm(os.environ["FAILPOINTS"])
    logger.warning("fail points are armed: %s", ", ".join(_armed))
