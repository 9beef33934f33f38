"""Keeps a few child processes running, and ends all of them together.

Each child leads a process group of its own, so that its own children end with it, and on Linux it is told
when its parent dies: a `kill -9` of the supervisor leaves nothing behind either. Other systems lack that.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

GRACE = 8.0  # seconds from TERM to KILL
STEADY = 60.0  # seconds after which a child that dies counts as one that had worked
TRIES = 5  # starts in a row that may fail before anything was ready
_SUPERVISED = "NEWSROOM_SUPERVISED"
_PR_SET_PDEATHSIG = 1  # prctl(2)
# Loaded here, not in the child: between fork and exec nothing may be imported.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Asks the kernel to send this process the signal `number` when its parent dies (Linux; prctl(2))."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)


def die_with_supervisor() -> None:
    """`die_with_parent` for a child's own child, called by itself; does nothing where no supervisor runs."""
    if os.environ.get(_SUPERVISED):
        die_with_parent()
        if os.getppid() != os.getpgrp():  # the parent, which leads the group, died before we asked
            os._exit(1)


@dataclass
class Child:
    """One process to keep: what it is called in messages, and its command line."""

    name: str
    argv: Sequence[str]
    process: subprocess.Popen | None = None
    started: float = 0.0
    again_at: float = 0.0
    failures: int = 0

    def start(self) -> None:
        supervisor = os.getpid()

        def prepare() -> None:
            die_with_parent(signal.SIGTERM)
            if os.getppid() != supervisor:  # it died before we asked
                os._exit(1)

        self.started = time.monotonic()
        environment = {**os.environ, _SUPERVISED: "1"}
        self.process = subprocess.Popen(self.argv, process_group=0, preexec_fn=prepare, env=environment)

    def signal(self, number: int) -> None:
        """Sends `number` to the child and all its own children, dead parents or not."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except (
                ProcessLookupError,
                PermissionError,
            ):  # PermissionError: macOS, where only the dead are left
                pass

    def gone(self) -> bool:
        """Whether nothing of its process group is left."""
        if self.process is None:
            return True
        self.process.poll()  # else a dead child stays in the group as a zombie
        try:
            os.killpg(self.process.pid, 0)
        except (ProcessLookupError, PermissionError):
            return True
        return False


class Supervisor:
    """Runs `children` until SIGTERM or SIGINT.

    `ready` is asked about five times a second until it says yes; then `announce` is called, once. A child
    that dies is started again, after 0.5 s at first and 30 s at most.
    """

    def __init__(self, children: Sequence[Child], *, ready: Callable[[], bool], announce: Callable[[], None]) -> None:
        self.children = children
        self.ready = ready
        self.announce = announce
        self.stopping = False
        self.announced = False
        self.ended_by = 0

    def run(self) -> int:
        """0 after a signal, 1 when the children cannot be brought up; nothing is left running then."""
        wake, write = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # to be woken
        try:
            code = self._keep(wake)
            if self.ended_by:
                say(f"Ended by {signal.Signals(self.ended_by).name}.")
            return code
        finally:
            self._end()

    def _stop(self, number: int, _frame: object) -> None:
        self.stopping = True
        self.ended_by = self.ended_by or number  # not said here: a line half written when the signal came would break

    def _keep(self, wake: int) -> int:
        for child in self.children:
            child.start()
        while not self.stopping:
            select.select([wake], [], [], 1.0 if self.announced else 0.2)
            try:
                os.read(wake, 512)
            except BlockingIOError:
                pass
            for child in self.children:
                if not self._look_after(child):
                    return 1
            if not self.announced and not self.stopping and self.ready():
                self.announced = True
                self.announce()
        return 0

    def _look_after(self, child: Child) -> bool:
        """Starts `child` again when it has died and its pause is over; False when it is hopeless."""
        now = time.monotonic()
        if child.process is not None and child.process.poll() is not None and not self.stopping:
            code = child.process.returncode
            child.signal(signal.SIGKILL)  # what it left behind, such as web processes that lost their master
            child.process = None
            child.failures = 1 if now - child.started > STEADY else child.failures + 1
            if not self.announced and child.failures >= TRIES:
                say(
                    f"The {child.name} process ended {TRIES} times before the newsroom was up; the lines above say why."
                )
                return False
            pause = min(0.5 * 2 ** (child.failures - 1), 30.0)
            child.again_at = now + pause
            say(f"The {child.name} process {_how(code)}; it is started again in {pause:g} s.")
        if child.process is None and now >= child.again_at and not self.stopping:
            child.start()
        return True

    def _end(self) -> None:
        """TERM to all, then KILL to what is left after GRACE seconds."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and not all(child.gone() for child in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()


def _how(code: int) -> str:
    """How a process ended, from what `Popen.returncode` says."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:  # a real-time signal has no name
        return f"was ended by signal {-code}"


def say(sentence: str) -> None:
    """One line to the person at the terminal, at once."""
    print(sentence, file=sys.stderr, flush=True)
