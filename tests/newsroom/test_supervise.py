"""The supervisor: children come back when they die, and none is left when it ends, whatever ends it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

# A supervisor of two children; `stubborn` has a child of its own, and neither of them heeds SIGTERM.
PROGRAM = """
import sys
from newsroom.lib import supervise

supervise.GRACE = 1.0
python, folder = sys.executable, sys.argv[1]
plain = (
    "import os, sys, time; "
    "open(sys.argv[1] + '/plain', 'a').write(f'{os.getpid()} '); time.sleep(600)"
)
stubborn = '''
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
inner = subprocess.Popen([sys.executable, "-c",
    "from newsroom.lib.supervise import die_with_supervisor as d; d(); import time; time.sleep(600)"])
open(sys.argv[1] + "/stubborn", "a").write(f"{os.getpid()} {inner.pid} ")
time.sleep(600)
'''
children = [supervise.Child(n, [python, "-c", c, folder]) for n, c in [("plain", plain), ("stubborn", stubborn)]]
ready = lambda: all(__import__("os").path.exists(f"{folder}/{c.name}") for c in children)
announce = lambda: print("up", flush=True)
sys.exit(supervise.Supervisor(children, ready=ready, announce=announce).run())
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pids, seconds=6.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(map(alive, pids)):
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def running(tmp_path):
    """A supervisor that is up, and a function that gives the ids of its children's processes, newest last."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("not on this machine: /proc (Linux)")
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "up\n"

    def pids(name):
        return [int(pid) for pid in (tmp_path / name).read_text().split()]

    yield process, pids
    process.kill()
    process.wait()
    for pid in [*pids("plain"), *pids("stubborn")]:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)
    process.stdout.close()
    process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_even_who_does_not_listen(running, number):
    process, pids = running
    everyone = [*pids("plain"), *pids("stubborn")]
    process.send_signal(number)
    assert process.wait(timeout=10) == 0
    assert gone(everyone, 1)
    assert process.stderr.readline() == f"Ended by {signal.Signals(number).name}.\n"


def test_kill_nine_leaves_only_who_ignores_term_and_not_its_children_for_long(running):
    """The kernel sends TERM to each child. One that ignores it is not ours: granian and the worker do not."""
    process, pids = running
    process.kill()
    assert gone(pids("plain"))
    outer, inner = pids("stubborn")
    os.kill(outer, signal.SIGKILL)
    assert gone([inner])


def test_a_child_that_dies_comes_back_and_its_own_children_do_not_linger(running):
    process, pids = running
    outer, inner = pids("stubborn")
    os.kill(outer, signal.SIGKILL)
    assert gone([inner])
    end = time.monotonic() + 10
    while len(pids("stubborn")) < 4 and time.monotonic() < end:
        time.sleep(0.05)
    assert len(pids("stubborn")) == 4
    assert process.poll() is None
    assert process.stderr.readline() == "The stubborn process was ended by SIGKILL; it is started again in 0.5 s.\n"
