"""`manage.py serve`, whole: quick to start again, nothing left at its end, back on its feet when a part dies."""

import os
import signal
import time

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]

UP_AGAIN = 10  # seconds, on a machine that does nothing else


@pytest.fixture(scope="module")
def newsroom(spare):
    """A newsroom that is filled, and running at the start of each test that leaves it so."""
    return spare("killed")


def spread(newsroom, what: str) -> list[int]:
    """The processes whose command line holds this, eldest first."""
    return sorted(pid for pid, line in newsroom.family().items() if what in line)


def waits(seconds: float, condition) -> bool:
    end = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    return bool(met)


def test_a_second_start_is_quick_and_sigterm_ends_everything(newsroom):
    took = newsroom.start()
    assert newsroom.answers("/")
    assert len(spread(newsroom, "granian")) >= 3 and spread(newsroom, "manage.py worker")
    assert newsroom.stop(signal.SIGTERM) == 0
    assert newsroom.left_after(1) == {}
    # A machine that is busy with other things gives each of them its share only.
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert took <= UP_AGAIN * busy


def test_ctrl_c_ends_everything(newsroom):
    newsroom.start()
    assert newsroom.stop(signal.SIGINT) == 0
    assert newsroom.left_after(1) == {}


def test_kill_nine_of_serve_leaves_nothing(newsroom):
    """Nobody is there to tell the others: the kernel does."""
    newsroom.start()
    newsroom.serve.kill()
    newsroom.serve.wait()
    assert newsroom.left_after(6) == {}


@pytest.fixture(scope="module")
def up(newsroom):
    newsroom.start()
    yield newsroom
    assert newsroom.stop() == 0
    assert newsroom.left_after(1) == {}


def web_processes(newsroom) -> set[int]:
    """Those that answer readers: the children of granian's first process that speak to the database."""
    return {pid for pid in spread(newsroom, "") if held(pid, newsroom.port)} - {newsroom.serve.pid}


def held(pid: int, port: int) -> bool:
    """Whether this process holds a socket that listens on the port."""
    inodes = set()
    with open("/proc/net/tcp") as table:
        for line in list(table)[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    try:
        return any(os.readlink(f"/proc/{pid}/fd/{fd}") in inodes for fd in os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return False


def test_a_web_process_that_dies_comes_back(up):
    master = spread(up, "granian")[0]
    before = web_processes(up) - {master}
    assert before
    os.kill(min(before), signal.SIGKILL)
    assert waits(2, lambda: up.answers("/"))
    assert waits(15, lambda: len(web_processes(up) - {master} - before) >= 1)
    assert up.answers("/")


def test_the_web_server_itself_comes_back(up):
    (master, *_) = spread(up, "granian")
    os.kill(master, signal.SIGKILL)
    assert waits(15, lambda: spread(up, "granian")[:1] not in ([], [master]) and up.answers("/"))


def test_the_worker_comes_back_and_readers_notice_nothing(up):
    (worker,) = spread(up, "manage.py worker")
    os.kill(worker, signal.SIGKILL)
    assert up.answers("/")
    assert waits(15, lambda: spread(up, "manage.py worker") not in ([], [worker]))
    assert up.answers("/")
