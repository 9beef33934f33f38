"""The shared map: a small memory-mapped file by which all processes of a machine know of every change at once.

It holds numbers of 64 bits and nothing else. `COUNT` moves with every change: even, or odd while a writer works (or
died at it). `CHANGE` numbers the changes; each tag has a slot with the change that moved it last, and another with the
change that took down what it names. `EPOCH` is the age of all that is kept. `NEXT` is the moment at which something
opens or closes.
"""

import contextlib
import fcntl
import mmap
import os
import threading
import time
import zlib
from collections.abc import Iterable
from pathlib import Path

COUNT, CHANGE, EPOCH, FLOOR, NEXT, EXPECTED, DONE, FILES, TOLD, FORM = range(10)
_FORM = 0x6E65777370616765  # of this layout; anything else in the file is no map of ours
_NOTES, _FIRST_NOTE = 1024, 16
TAGS = 1 << 16
_FIRST_TAG = _FIRST_NOTE + _NOTES
_BYTES = 8 * (_FIRST_TAG + 2 * TAGS)

Fence = tuple[int, int]  # number of the last change, and epoch


def slot(tag: str) -> int:
    """Where a tag's last change stands. crc32, not hash(): that one differs from process to process. Two tags that
    share a slot only make a page be rendered once more."""
    return _FIRST_TAG + zlib.crc32(tag.encode()) % TAGS


class Control:
    """The map of the folder `root`, opened, made where there is none. Raises OSError where it cannot be."""

    def __init__(self, root: str):
        self.root, self.name = root, f"{root}/control"
        self.count: memoryview = memoryview(b"")
        self._inode, self._fd = (0, 0), -1
        self._write = threading.Lock()  # flock does not part threads
        self._open()

    def _open(self) -> None:
        os.makedirs(self.root, exist_ok=True)
        fd = os.open(self.name, os.O_RDWR | os.O_CREAT, 0o640)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            os.posix_fallocate(fd, 0, _BYTES)  # never sparse: a full disk would be SIGBUS
            state = os.fstat(fd)
            count = memoryview(mmap.mmap(fd, _BYTES)).cast("Q")
            self._after_a_boot(count)
        except BaseException:
            os.close(fd)
            raise
        fcntl.flock(fd, fcntl.LOCK_UN)
        before, self._fd, self._inode, self.count = self._fd, fd, (state.st_dev, state.st_ino), count
        if before >= 0:
            os.close(before)

    def _after_a_boot(self, count: memoryview) -> None:
        """A new map, or a machine that started anew: after a power cut counts and renames may be lost, so nothing
        of before is trusted, except as a fallback; not even as that where it is not known what was taken down."""
        try:
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        except OSError:
            boot = "unknown"
        mark = Path(self.root, "boot")
        new = count[FORM] != _FORM or count[EPOCH] == 0
        if new:
            for at in range(len(count)):
                count[at] = 0
            count[FORM] = _FORM
        if new or not mark.exists() or mark.read_text() != boot:
            count[EPOCH] = max(count[EPOCH] + 1, time.time_ns() // 1_000_000)
            count[COUNT] += 2 - count[COUNT] % 2
            count[NEXT] = 1  # a moment long past: the next hit asks what comes
            if new:
                count[FLOOR] = count[EPOCH]
            mark.write_text(boot)

    def is_current(self) -> bool:
        """Whether the map is still the one that other processes find: the folder may have been removed, or the file
        overwritten, while we ran."""
        try:
            state = os.stat(self.name)
        except OSError:
            return False
        return (state.st_dev, state.st_ino) == self._inode and state.st_size >= _BYTES and self.count[FORM] == _FORM

    def keep_current(self) -> None:
        """Opens the map anew where it is not. Raises OSError where that fails; the old one then still serves."""
        if not self.is_current():
            self._open()

    @contextlib.contextmanager
    def writing(self):
        """Alone on this machine; readers trust no memory meanwhile. After a kill the count stays odd."""
        with self._write:
            for _attempt in range(10):
                with contextlib.suppress(OSError):
                    self.keep_current()
                fd = self._fd
                fcntl.flock(fd, fcntl.LOCK_EX)
                if self.is_current() or not os.path.isdir(self.root):
                    break
                fcntl.flock(fd, fcntl.LOCK_UN)  # another made a new one while we waited
            else:
                raise OSError("the control file of the finished pages is being replaced all the time")
            try:
                self.count[COUNT] |= 1
                yield
                self.count[COUNT] += 1
            finally:
                fcntl.flock(fd, fcntl.LOCK_UN)

    def fence(self) -> Fence:
        """Taken before a render reads the database: what moves later makes that render old."""
        return self.count[CHANGE], self.count[EPOCH]

    def move(self, tags: Iterable[str], *, gone: bool = False) -> None:
        """Inside `writing`: what carries one of `tags` is old from here on; `gone`: what they name was taken down."""
        count = self.count
        count[CHANGE] += 1
        for tag in tags:
            at = slot(tag)
            count[at] = count[CHANGE]
            if gone:
                count[at + TAGS] = count[CHANGE]

    def expect(self, moment: int) -> None:
        """Inside `writing`: something opens or closes at `moment` (microseconds)."""
        for at in (NEXT, EXPECTED):
            if self.count[at] == 0 or moment < self.count[at]:
                self.count[at] = moment

    def note(self, number: int) -> None:
        """Inside `writing`: remembers a number of 64 bits among the last thousand."""
        self.count[_FIRST_NOTE + self.count[TOLD] % _NOTES] = number
        self.count[TOLD] += 1

    def is_noted(self, number: int) -> bool:
        return number in self.count[_FIRST_NOTE : _FIRST_NOTE + _NOTES].tolist()

    def flush(self) -> None:
        """To the disk, so that a power cut does not bring back what was taken down."""
        with contextlib.suppress(OSError):
            os.fsync(self._fd)
