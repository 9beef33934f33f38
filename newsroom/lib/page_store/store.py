"""Finished pages, kept on disk and in each process's memory, and told of every change.

How it stays right, with any number of processes on one machine and no message between them:

- **A shared count.** A small memory-mapped file holds numbers. The first counts changes; a page in memory carries the
  count under which it was checked, and is answered while they are equal. Any change makes every process look once at
  the file of each page that it is asked for.
- **Odd while writing.** A writer, under a lock, makes the count odd, changes files, makes it even. Under an odd count
  nobody trusts memory. A writer killed half-way leaves it odd, which costs a look at the file each hit until the next
  write, and is right.
- **Fences.** Whoever renders takes the change number first. A page is kept only if none of its tags moved since,
  so a slow render never puts an old page over a purge.
- **Moments.** The next moment at which anything opens or closes stands in the map. Past it, the next hit asks what
  changed and purges that, before it answers. Nothing has to run for a scheduled story to appear.
- **Tombstones.** Taking down removes the page and its fallback and leaves a mark that beats the database.

Measured designs and what was rejected: docs/decisions/0010-page-store.md. The folder must be on a local disk.
"""

import contextlib
import fcntl
import mmap
import os
import re
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path

from newsroom.lib.failpoints import failpoint
from newsroom.lib.page_store.pages import FOREVER, Damaged, Kept, pack, unpack

SLOTS = 1 << 15
_COUNT, _CHANGE, _EPOCH, _NEXT, _DONE, _FIRST_TAG = range(6)
# Each "/" begins one part, so that matching is linear; "@" and "=" come from `before`.
_SAFE = re.compile(r"(/[a-z0-9][a-z0-9_.=-]{0,200})*/?(?:@before=[0-9]{1,12})?")
_RETRY = 1_000_000  # microseconds until a failed look at a passed moment is tried again

Render = Callable[[], "Rendered | None"]
# (from, to] in microseconds -> tags that changed, and the next moment to come (None: none)
Changes = Callable[[int, int], tuple[Iterable[str], int | None]]


class Gone(Exception):
    """Taken down: answer 410, whatever the database says."""


class Rendered:
    """What a render gives to keep: body, headers, the tags of all that it shows, and a longest life in seconds."""

    __slots__ = ("body", "headers", "lifetime", "tags")

    def __init__(self, body: bytes, headers: Iterable[tuple[str, str]], tags: Iterable[str], lifetime: int = 0):
        self.body, self.headers, self.tags, self.lifetime = body, list(headers), tuple(tags), lifetime


def microseconds() -> int:
    """Now, since 1970, UTC."""
    return time.time_ns() // 1000


class Store:
    """See the module. `root` is the folder, `max_bytes` bounds one process's memory, `release` names the code."""

    def __init__(self, root: Path | str, *, max_bytes: int = 64 << 20, release: str = ""):
        self.root, self.max_bytes, self.release = str(root), max_bytes, release
        for name in ("pages", "locks", "tags"):
            os.makedirs(f"{self.root}/{name}", exist_ok=True)
        self.fd = os.open(f"{self.root}/control", os.O_RDWR | os.O_CREAT, 0o640)
        self.pages: dict[str, Kept] = {}
        self.flights: dict[str, Future] = {}
        self.size = 0
        self.lock, self.write = threading.Lock(), threading.Lock()
        with self.write:
            fcntl.flock(self.fd, fcntl.LOCK_EX)
            try:
                os.posix_fallocate(self.fd, 0, 8 * SLOTS)  # never sparse: a full disk would be SIGBUS
                self.map = mmap.mmap(self.fd, 8 * SLOTS)
                self.count = memoryview(self.map).cast("Q")
                self._after_a_boot()
            finally:
                fcntl.flock(self.fd, fcntl.LOCK_UN)

    def _after_a_boot(self) -> None:
        """A new map, or a machine that started anew: after a power cut counts and renames may be lost, so nothing
        of before is trusted, except as a fallback."""
        try:
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        except OSError:
            boot = "unknown"
        mark = Path(self.root, "boot")
        if self.count[_EPOCH] == 0 or not mark.exists() or mark.read_text() != boot:
            self.count[_EPOCH] = max(self.count[_EPOCH] + 1, time.time_ns() // 1_000_000)
            self.count[_COUNT] += 2 - self.count[_COUNT] % 2
            self.count[_NEXT] = 1  # a moment long past: the next hit asks what comes
            mark.write_text(boot)

    # --- the reader's side ---------------------------------------------------------------------------------

    def get(self, key: str, now: int) -> Kept | None:
        """The page kept for `key` if it is right at `now` (microseconds)."""
        page = self.pages.get(key)
        if page is not None and page.gen == self.count[_COUNT] and now < page.until:
            page.used = True
            return page
        return self._look(key, page, now)

    def moment_passed(self, now: int) -> bool:
        return now >= self.count[_NEXT] > 0

    def _look(self, key: str, page: Kept | None, now: int) -> Kept | None:
        gen: int | None = self.count[_COUNT]  # before the file is looked at
        if gen is not None and gen & 1:
            gen = None
        name = self._name(key)
        if name is None:
            return None
        fresh = None
        try:
            with open(name, "rb") as file:
                state = os.fstat(file.fileno())
                sig = (state.st_mtime_ns, state.st_ino, state.st_size)
                if page is not None and page.sig == sig and self._today(page, now):
                    page.gen = gen
                    return page
                fresh = unpack(file.read())
                if self._today(fresh, now):
                    fresh.gen, fresh.sig = gen, sig
                else:
                    fresh = None
        except (OSError, Damaged):
            fresh = None
        with self.lock:
            old = self.pages.pop(key, None)
            if old is not None:
                self.size -= old.size
            if fresh is not None:
                self.pages[key] = fresh
                self.size += fresh.size
                self._make_room()
        return fresh

    def _today(self, page: Kept, now: int) -> bool:
        return page.epoch == self.count[_EPOCH] and page.release == self.release and now < page.until

    def _make_room(self) -> None:
        """CLOCK: a hit only sets a flag; what was not used since the last round goes first."""
        while self.size > self.max_bytes and len(self.pages) > 1:
            key = next(iter(self.pages))
            page = self.pages.pop(key)
            if page.used:
                page.used = False
                self.pages[key] = page
            else:
                self.size -= page.size

    def _name(self, key: str, end: str = "page") -> str | None:
        if not key.startswith("/") or len(key) > 800 or not _SAFE.fullmatch(key):
            return None
        path, _, query = key.partition("@")
        return f"{self.root}/pages{path}@{query}.{end}"

    def stale(self, key: str) -> Kept | None:
        """What was kept last for `key`, however old, for when nothing better can be made."""
        for end in ("page", "stale"):
            name = self._name(key, end)
            with contextlib.suppress(OSError, Damaged):
                if name is not None:
                    return unpack(Path(name).read_bytes())
        return None

    def is_gone(self, key: str) -> bool:
        name = self._name(key, "gone")
        return name is not None and os.path.exists(name)

    # --- the writer's side: any process of the machine -----------------------------------------------------

    @contextlib.contextmanager
    def writing(self):
        """Alone on this machine; readers trust no memory meanwhile. After a kill the count stays odd."""
        with self.write:  # flock does not part threads
            fcntl.flock(self.fd, fcntl.LOCK_EX)
            try:
                self.count[_COUNT] |= 1
                yield
                self.count[_COUNT] += 1
            finally:
                fcntl.flock(self.fd, fcntl.LOCK_UN)

    @staticmethod
    def slot(tag: str) -> int:
        # crc32, not hash(): that one differs from process to process. A collision only discards one page.
        return _FIRST_TAG + zlib.crc32(tag.encode()) % (SLOTS - _FIRST_TAG)

    def fence(self) -> int:
        """Taken before a render reads the database; `press` compares."""
        return self.count[_CHANGE]

    def _move(self, tags: Iterable[str]) -> None:
        self.count[_CHANGE] += 1
        for tag in tags:
            self.count[self.slot(tag)] = self.count[_CHANGE]

    def press(self, key: str, rendered: Rendered, fence: int) -> bytes | None:
        """Keeps a page; gives its packed bytes, or None if something it shows changed since `fence`, or the disk is
        full. The page is then answered once and not kept."""
        name = self._name(key)
        if name is None:
            return None
        epoch = self.count[_EPOCH]
        until = microseconds() + rendered.lifetime * 1_000_000 if rendered.lifetime else FOREVER
        data = pack(rendered.body, rendered.headers, rendered.tags, until=until, epoch=epoch, release=self.release)
        tmp = f"{name}.{os.getpid()}.{threading.get_ident()}.tmp"
        try:
            os.makedirs(os.path.dirname(name), exist_ok=True)
            with open(tmp, "wb") as file:  # no fsync: the checksum finds a torn page
                file.write(data)
            failpoint("page_store.written")
            with self.writing():
                tags = (*rendered.tags, "page:" + key)
                if epoch != self.count[_EPOCH] or any(self.count[self.slot(tag)] > fence for tag in tags):
                    return None
                for slot in {self.slot(tag) for tag in rendered.tags}:
                    with open(f"{self.root}/tags/{slot}", "a") as file:
                        file.write(key + "\n")
                failpoint("page_store.tagged")
                self._unique_time(tmp)
                os.rename(tmp, name)
                failpoint("page_store.renamed")
            return data
        except OSError:  # a full disk: readers are answered all the same
            return None
        finally:
            with contextlib.suppress(OSError):
                os.unlink(tmp)

    def _unique_time(self, name: str) -> None:
        # Inodes are used again and clocks are coarse; a number that only grows tells two files apart.
        now = time.time_ns()
        os.utime(name, ns=(now, now - now % 1_000_000 + self.count[_COUNT] % 1_000_000))

    def purge(self, *tags: str, keys: Iterable[str] = (), gone: bool = False, back: bool = False) -> None:
        """When this returns, no process answers the old pages. `gone`: `keys` are taken down, and leave no fallback.
        `back`: `keys` are public again; their tombstones go."""
        keys = set(keys)
        with self.writing():
            self._purge(tags, keys, gone, back)

    def _purge(self, tags: Iterable[str], keys: set[str], gone: bool = False, back: bool = False) -> None:
        self._move((*tags, *("page:" + key for key in keys)))
        failpoint("page_store.moved")
        found, listed = set(keys), {}
        for slot in {self.slot(tag) for tag in tags}:
            with contextlib.suppress(OSError):
                listed[slot] = set(Path(f"{self.root}/tags/{slot}").read_text().split())
                found |= listed[slot]
        for key in found:
            name = self._name(key)
            if name is None:
                continue
            with contextlib.suppress(OSError):
                # What showed a story that is gone must not come back as a fallback either.
                os.unlink(name) if gone else os.rename(name, self._name(key, "stale") or name)
            if gone:
                with contextlib.suppress(OSError):
                    os.unlink(self._name(key, "stale") or name)
            failpoint("page_store.page_dropped")
            if gone and key in keys:
                self._tombstone(key)
            elif back and key in keys:
                with contextlib.suppress(OSError):
                    os.unlink(self._name(key, "gone") or name)
        failpoint("page_store.pages_dropped")
        # Last, so that a purge that was killed half-way finds the same pages when it is done again.
        for slot, its_keys in listed.items():
            self._forget(slot, set() if gone else its_keys)

    def _forget(self, slot: int, keys: set[str]) -> None:
        """Of the pages that carry this tag only those stay listed that left a fallback: a takedown must find it."""
        name = f"{self.root}/tags/{slot}"
        left = sorted(key for key in keys if os.path.exists(self._name(key, "stale") or ""))
        with contextlib.suppress(OSError):
            if not left:
                os.unlink(name)
                return
            with open(f"{name}.{os.getpid()}.tmp", "w") as file:
                file.write("".join(f"{key}\n" for key in left))
            os.rename(f"{name}.{os.getpid()}.tmp", name)

    def _tombstone(self, key: str) -> None:
        name = self._name(key, "gone")
        if name is None:
            return
        os.makedirs(os.path.dirname(name), exist_ok=True)
        fd = os.open(name, os.O_CREAT | os.O_WRONLY, 0o640)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def purge_all(self) -> None:
        """Everything kept is of before: settings, sections or names changed, which stand on every page."""
        with self.writing():
            self.count[_CHANGE] += 1
            self.count[_EPOCH] += 1

    # --- moments --------------------------------------------------------------------------------------------

    def expect(self, moment: int) -> None:
        """Something opens or closes at `moment` (microseconds); called after the change that says so is committed."""
        with self.writing():
            if self.count[_NEXT] == 0 or moment < self.count[_NEXT]:
                self.count[_NEXT] = moment

    def pass_moment(self, now: int, changes: Changes) -> None:
        """Past the next moment: purges what `changes` names, and notes the moment after. Where that fails (database
        away) what is kept stays, and it is tried again a second later."""
        with self.writing():
            if not self.moment_passed(now):
                return  # another was first
            try:
                tags, following = changes(self.count[_DONE], now)
            except Exception:
                self.count[_NEXT] = now + _RETRY
                return
            self._purge(tags, set())
            self.count[_DONE] = now
            self.count[_NEXT] = following or 0

    # --- one render for many ----------------------------------------------------------------------------------

    def fetch(self, key: str, render: Render) -> Kept | None:
        """The page, rendered once for all who wait on this machine; a stale one where the render fails; None where
        `render` gives None (not a page to keep). Raises Gone, or the render's error."""
        for _attempt in range(4):
            with self.lock:
                flight = self.flights.get(key)
                leader = flight is None
                if flight is None:
                    flight = self.flights[key] = Future()
            if leader:
                return self._lead(key, render, flight)
            outcome = flight.result(timeout=30)
            if outcome == "none":
                return None
            # Never the leader's page: a purge may lie between its render and now.
            page = self.get(key, microseconds()) or (self.stale(key) if outcome == "fell" else None)
            if page is not None:
                return page
        return self._unkept(render())

    def _lead(self, key: str, render: Render, flight: Future) -> Kept | None:
        try:
            with open(f"{self.root}/locks/{zlib.crc32(key.encode()) % 256}", "a") as file:
                fcntl.flock(file, fcntl.LOCK_EX)  # one render on this machine
                page, outcome = self.get(key, microseconds()), "kept"
                if page is None:
                    if self.is_gone(key):
                        raise Gone(key)
                    page, outcome = self._render(key, render)
            flight.set_result(outcome)
            return page
        except BaseException as error:
            flight.set_exception(error)
            raise
        finally:
            with self.lock:
                self.flights.pop(key, None)

    def _render(self, key: str, render: Render) -> tuple[Kept | None, str]:
        fence = self.fence()
        try:
            rendered = render()
        except Exception:
            page = self.stale(key)
            if page is None:
                raise
            return page, "fell"
        if rendered is None:
            return None, "none"
        data = self.press(key, rendered, fence)
        if data is None:
            return self._unkept(rendered), "kept"
        return self.get(key, microseconds()) or unpack(data), "kept"

    def _unkept(self, rendered: Rendered | None) -> Kept | None:
        if rendered is None:
            return None
        return unpack(pack(rendered.body, rendered.headers, (), until=FOREVER, epoch=0, release=self.release))

    # --- housekeeping -----------------------------------------------------------------------------------------

    def sweep(self, most: int) -> int:
        """Removes files of killed writers and, beyond `most` pages, those kept longest ago; gives how many went."""
        pages, removed, old = [], 0, time.time() - 3600
        for folder, _folders, names in os.walk(f"{self.root}/pages"):
            for name in names:
                path = os.path.join(folder, name)
                with contextlib.suppress(OSError):
                    state = os.stat(path)
                    if name.endswith(".tmp") and state.st_mtime < old:
                        os.unlink(path)
                        removed += 1
                    elif name.endswith((".page", ".stale")):
                        pages.append((state.st_mtime, path))
        for _time, path in sorted(pages)[: max(0, len(pages) - most)]:
            with contextlib.suppress(OSError):
                os.unlink(path)
                removed += 1
        return removed
