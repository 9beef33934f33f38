"""Finished pages, kept on disk and in each process's memory, and told of every change.

How it stays right, with any number of processes on one machine and no message between them:

- **A shared count** (`control`). A page in memory carries the count under which it was found right, and is answered
  while they are equal. Any change makes every process compare, once for each page that it is asked for.
- **Tags.** A page carries the tags of all that it shows, and the number of the last change before its render began. It
  is right while none of its tags moved since. So a change touches a few numbers, however many pages it makes old, a
  slow render never puts an old page over a change, and an old file is found to be old by whoever opens it.
- **Odd while writing.** A writer, under a lock, makes the count odd, moves tags, makes it even. Under an odd count
  each hit compares. A writer killed half-way leaves it odd, which is right and costs a microsecond.
- **Moments.** The next moment at which anything opens or closes stands in the map. Past it, the next hit asks what
  changed and moves those tags, before it answers. Nothing has to run for a scheduled story to appear.
- **Tombstones.** Taking down removes the page and leaves a mark that beats the database. Old pages stay as what is
  answered when nothing better can be made; what was taken down is cut out of them.

Measured designs and what was rejected: docs/decisions/0010-page-store.md and 0024. The folder must be on a local disk.
"""

import contextlib
import fcntl
import json
import os
import re
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path

from newsroom.lib.failpoints import failpoint
from newsroom.lib.page_store import control
from newsroom.lib.page_store.control import Control, Fence, slot
from newsroom.lib.page_store.pages import FOREVER, Damaged, Kept, Rendered, cut_down, head_of, pack, unpack

# Each "/" begins one part, so that matching is linear; "@" and "=" come from `before`.
_SAFE = re.compile(r"(/[a-z0-9][a-z0-9_.=-]{0,200})*/?(?:@(?:before=[0-9]{1,12}(?:&lite)?|lite))?")
_SECOND = 1_000_000  # microseconds
_RETRY = _SECOND  # until a failed look at a passed moment, or a failed render, is tried again
_PATIENCE = 0.5  # seconds that a hit waits for another one that looks at a passed moment
WAITS = "key"  # stands in a tombstone of which the database does not know yet

Render = Callable[[], "Rendered | None"]
# (from, to] in microseconds -> tags that changed (None: too many to tell), and the next moment to come (None: none)
Changes = Callable[[int, int], tuple[Iterable[str] | None, int | None]]


class Gone(Exception):
    """Taken down, whatever the database says. `said` is what stands in its place, as the tombstone keeps it."""

    def __init__(self, key: str, said: dict | None = None):
        super().__init__(key)
        self.said = said or {}


def microseconds() -> int:
    """Now, since 1970, UTC."""
    return time.time_ns() // 1000


class Store:
    """See the module. `root` is the folder, `max_bytes` bounds one process's memory, `most` the files on disk,
    `release` names the code. Raises OSError where the folder cannot be used."""

    def __init__(self, root: Path | str, *, max_bytes: int = 64 << 20, most: int = 60_000, release: str = ""):
        self.root, self.max_bytes, self.most, self.release = str(root), max_bytes, most, release
        self.control = Control(self.root)
        for name in ("pages", "locks"):
            os.makedirs(f"{self.root}/{name}", exist_ok=True)
        self.count = self.control.count
        self.pages: dict[str, Kept] = {}
        self.flights: dict[str, Future] = {}
        self.size = 0
        self.lock, self.passing = threading.Lock(), threading.Lock()
        self.look_at = microseconds() + _SECOND  # when to see whether the map is still the one that others find

    # --- the reader's side ---------------------------------------------------------------------------------

    def get(self, key: str, now: int) -> Kept | None:
        """The page kept for `key` if it is right at `now` (microseconds)."""
        if now >= self.look_at:
            self._keep_current(now)
        page = self.pages.get(key)
        if page is not None and page.gen == self.count[control.COUNT] and now < page.until:
            page.used = True
            return page
        return self._look(key, page, now)

    def _keep_current(self, now: int) -> None:
        self.look_at = now + _SECOND
        with contextlib.suppress(OSError):
            self.control.keep_current()
        self.count = self.control.count

    def moment_passed(self, now: int) -> bool:
        return now >= self.count[control.NEXT] > 0

    def _look(self, key: str, page: Kept | None, now: int) -> Kept | None:
        gen = self.count[control.COUNT]  # before anything is compared
        if page is not None and self._is_right(page, now):
            page.gen = None if gen & 1 else gen
            return page
        name = self._name(key)
        if name is None:
            return None
        fresh = None
        with contextlib.suppress(OSError, Damaged):
            fresh = unpack(Path(name).read_bytes())
        if fresh is not None:
            fresh.gen = None if gen & 1 else gen
            if not self._is_right(fresh, now):
                fresh = None
        self._remember(key, fresh)
        return fresh

    def _is_right(self, page: Kept, now: int) -> bool:
        count = self.count
        if page.epoch != count[control.EPOCH] or page.release != self.release or now >= page.until:
            return False
        change = page.change
        return all(count[at] <= change for at in page.slots)

    def _remember(self, key: str, page: Kept | None) -> None:
        with self.lock:
            old = self.pages.pop(key, None)
            if old is not None:
                self.size -= old.size
            if page is not None:
                self.pages[key] = page
                self.size += page.size
                self._make_room()

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

    def _tomb(self, key: str) -> str | None:
        """Where the tombstone of `key` stands: whatever a query makes of a page is gone with it."""
        return self._name(key.partition("@")[0], "gone")

    def stale(self, key: str) -> Kept | None:
        """What was kept last for `key`, however old, for when nothing better can be made. Without what was taken down
        since; None where that is all there is."""
        name = self._name(key)
        if name is None or self.is_gone(key):
            return None
        with contextlib.suppress(OSError, Damaged):
            data = Path(name).read_bytes()
            page = unpack(data)
            count = self.count
            if page.epoch < count[control.FLOOR] or any(self._was_taken(tag, page) for tag in page.whole):
                return None
            taken = {tag for tag, _start, _end in page.cuts if self._was_taken(tag, page)}
            return cut_down(data, taken) if taken else page
        return None

    def _was_taken(self, tag: str, page: Kept) -> bool:
        return self.count[slot(tag) + control.TAGS] > page.change

    def is_gone(self, key: str) -> bool:
        name = self._tomb(key)
        return name is not None and os.path.exists(name)

    def said(self, key: str) -> dict | None:
        """What the tombstone at `key` says; an empty one, or one that cannot be read, says {}. None: there is none."""
        name = self._tomb(key)
        if name is None:
            return None
        try:
            data = Path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError:
            return {}
        with contextlib.suppress(ValueError):
            found = json.loads(data)
            return found if isinstance(found, dict) else {}
        return {}

    def head(self, key: str) -> dict | None:
        """What the file kept for `key` says of itself, however old it is."""
        name = self._name(key)
        if name is not None:
            with contextlib.suppress(OSError, Damaged):
                return head_of(Path(name).read_bytes())[0]
        return None

    def stands_in(self, key: str) -> bool:
        """Whether a page is kept for `key` that only its age makes old: nothing that it shows changed since."""
        name = self._name(key)
        if name is not None:
            with contextlib.suppress(OSError, Damaged):
                return self._is_right(unpack(Path(name).read_bytes()), 0)
        return False

    # --- the writer's side: any process of the machine -----------------------------------------------------

    @contextlib.contextmanager
    def writing(self):
        """Alone on this machine, with the map that others see."""
        with self.control.writing():
            self.count = self.control.count
            yield

    def fence(self) -> Fence:
        """Taken before a render reads the database; the page is right until something moves after it."""
        return self.control.fence()

    def press(self, key: str, rendered: Rendered, fence: Fence) -> bytes | None:
        """Keeps a page; gives its packed bytes, or None if something it shows changed since `fence`, or the disk is
        full. The page is then answered once and not kept."""
        name = self._name(key)
        if name is None or ("@" in key and self.count[control.FILES] >= self.most):
            return None  # pages far down a list have addresses without end
        until = microseconds() + rendered.lifetime * _SECOND if rendered.lifetime else FOREVER
        data = pack(key, rendered, fence, until=until, release=self.release)
        if not self._is_right(unpack(data), 0):
            return None  # it would never be answered, and may lie over one that is
        tmp = f"{name}.{os.getpid()}.{threading.get_ident()}.tmp"
        try:
            os.makedirs(os.path.dirname(name), exist_ok=True)
            with open(tmp, "wb") as file:  # no fsync: the checksum finds a torn page
                file.write(data)
            failpoint("page_store.written")
            if not os.path.exists(name):
                self.count[control.FILES] += 1  # no lock: the sweep counts them anew
            os.rename(tmp, name)
            failpoint("page_store.renamed")
        except OSError:  # a full disk: readers are answered all the same
            return None
        finally:
            with contextlib.suppress(OSError):
                os.unlink(tmp)
        return data

    def purge(
        self, *tags: str, keys: Iterable[str] = (), gone: bool = False, back: bool = False, told: int = 0,
        said: dict | None = None,
    ) -> None:  # fmt: skip
        """When this returns, no process answers the old pages. `gone`: `keys` are taken down, nothing falls back on
        what they showed, and their tombstones keep `said`, what stands in their place. `back`: `keys` are public
        again; their tombstones go. `told`: a number to remember."""
        keys = set(keys)
        with self.writing():
            self.control.move((*tags, *("page:" + key for key in keys)), gone=gone)
            failpoint("page_store.moved")
            for key in keys:
                if gone:
                    self.take_away(key, "page")
                    failpoint("page_store.page_dropped")
                    self.tombstone(key, said)
                elif back and not self._waits(key):
                    self.take_away(key, "gone")
            failpoint("page_store.pages_dropped")
            if told:
                self.control.note(told)
        if gone:
            self.control.flush()

    def take_away(self, key: str, end: str) -> None:
        name = self._name(key, end)
        if name is not None:
            with contextlib.suppress(OSError):
                os.unlink(name)

    def _waits(self, key: str) -> bool:
        """A tombstone that was put up while the database was away holds until the database knows of it."""
        return WAITS in (self.said(key) or {})

    def tombstone(self, key: str, said: dict | None = None) -> None:
        """Inside `writing`: the mark at `key`, on the disk. It stands before its words do: where there is no room for
        them the page is gone all the same."""
        name = self._tomb(key)
        if name is None:
            return
        os.makedirs(os.path.dirname(name), exist_ok=True)
        fd = os.open(name, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o640)
        try:
            os.write(fd, json.dumps(said).encode() if said else b"")
            os.fsync(fd)
        finally:
            os.close(fd)

    def purge_all(self, told: int = 0, *, gone: bool = False) -> None:
        """Everything kept is of before: settings, sections or names changed, which stand on every page. `gone`: nothing
        of it may be read again, not even as a fallback; the files go. Raises OSError where one cannot."""
        with self.writing():
            self.control.move(())
            self.count[control.EPOCH] += 1
            if gone:
                self.count[control.FLOOR] = self.count[control.EPOCH]
                self._drop_pages()
            if told:
                self.control.note(told)
        if gone:
            self.control.flush()

    def _drop_pages(self) -> None:
        for folder, _folders, names in os.walk(f"{self.root}/pages"):
            for name in names:
                if name.endswith((".page", ".tmp")):
                    with contextlib.suppress(FileNotFoundError):  # whoever renders one moves it, or the sweep was here
                        os.unlink(os.path.join(folder, name))

    # --- moments --------------------------------------------------------------------------------------------

    def expect(self, moment: int) -> None:
        """Something opens or closes at `moment` (microseconds). To be called again once that is committed."""
        with self.writing():
            self.control.expect(moment)

    def pass_moment(self, now: int, changes: Changes) -> None:
        """Past the next moment: moves what `changes` names, and notes the moment after. Where that fails (database
        away) what is kept stays, and it is tried again a second later."""
        with self._alone_at_the_moment() as alone:
            if not alone or not self.moment_passed(now):
                return  # another looks at it, or was first
            since = self.count[control.DONE]
            with self.writing():
                self.count[control.EXPECTED] = 0
            try:
                tags, following = changes(since, now)
            except Exception:
                with self.writing():
                    self.count[control.NEXT] = now + _RETRY
                return
            with self.writing():
                self.control.move(tags or ())
                if tags is None:
                    self.count[control.EPOCH] += 1
                self.count[control.DONE] = now
                # What was announced while we looked counts too, for it may not have been committed then.
                moments = [moment for moment in (following, self.count[control.EXPECTED]) if moment]
                self.count[control.NEXT] = min(moments, default=0)

    @contextlib.contextmanager
    def _alone_at_the_moment(self):
        """Whether we are the one on this machine who looks at the passed moment. Waits for another one, but not for
        long: a database that does not answer must not hold up readers of what is kept."""
        if not self.passing.acquire(timeout=_PATIENCE):
            yield False
            return
        try:
            with self.alone("moment") as held:
                yield held
        finally:
            self.passing.release()

    def alone(self, name: str):
        """A context: whether we are the one on this machine who does `name`. Waits half a second for another one."""
        return self._lock_file(name, patience=_PATIENCE)

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
            with self._lock_file(str(zlib.crc32(key.encode()) % 256)):  # one render on this machine
                page, outcome = self.get(key, microseconds()), "kept"
                if page is None:
                    said = self.said(key)
                    if said is not None:
                        raise Gone(key, said)
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
            gen, page = self.count[control.COUNT], self.stale(key)
            if page is None:
                raise
            # For a moment all take it as it is, so that not each of them waits for what cannot be made.
            page.gen, page.until = None if gen & 1 else gen, microseconds() + _RETRY
            self._remember(key, page)
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
        return unpack(pack("", rendered, (0, 0), until=FOREVER, release=self.release))

    @contextlib.contextmanager
    def _lock_file(self, name: str, patience: float | None = None):
        """Holds a lock of the machine: whether it is held. Without `patience` (seconds) it waits as long as it takes;
        where no lock can be made (a disk that is full or may only be read) there is none, and the work is done."""
        fd, held = -1, True
        with contextlib.suppress(OSError):
            os.makedirs(f"{self.root}/locks", exist_ok=True)
            fd = os.open(f"{self.root}/locks/{name}", os.O_RDWR | os.O_CREAT, 0o640)
        try:
            if fd >= 0 and patience is None:
                fcntl.flock(fd, fcntl.LOCK_EX)
            elif fd >= 0:
                held = _acquire(fd, patience or 0)
            yield held
        finally:
            if fd >= 0:
                os.close(fd)


def _acquire(fd: int, patience: float) -> bool:
    end = time.monotonic() + patience
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() >= end:
            return False
        time.sleep(0.002)
