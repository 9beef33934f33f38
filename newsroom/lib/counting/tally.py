"""How often each page was read, by the hour: counted in memory, written to a folder every few seconds.

A request adds one tuple to a list, which is turned into numbers a thousand at a time, or after PAUSE seconds. A thread
of each web process hands the numbers over as one small file (`Spool`), whole or not at all; whoever keeps them takes
the files in. A process that is killed loses what it counted since it last wrote, which is PAUSE seconds at the most.
The database is not asked, so that views are counted while it is away.
"""

import atexit
import json
import logging
import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from newsroom.lib.counting import who

logger = logging.getLogger(__name__)

PAUSE = 5.0  # seconds between two files of one process
HOUR = 3600 * 1_000_000  # microseconds
MOST = 50_000  # numbers in one process's memory: what is new beyond that is not counted while none can be written

TOGETHER = 1024  # requests that are looked at together
# (path, name of the browser, as what it is fetched, for what purpose, query, referrer with our host)
Asked = tuple[str, str | None, str | None, str | None, str, tuple[str, str | None] | None]
# (hours since 1970 UTC, path, one of `who.SOURCES`) -> views
Views = dict[tuple[int, str, str], int]


class Damaged(ValueError):
    """The file is none of ours, or was changed."""


class Spool:
    """A folder of counted views, each file whole. Raises OSError where it cannot be used."""

    def __init__(self, folder: Path | str):
        self.folder = Path(folder)

    def write(self, views: Views) -> str:
        """Adds a file; gives its name, which no other ever has."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        name = f"{time.time_ns()}-{secrets.token_hex(6)}.views"
        tmp = self.folder / f"{name}.tmp"
        try:
            tmp.write_text(json.dumps([[*key, number] for key, number in views.items()]), "utf-8")
            tmp.rename(self.folder / name)
        finally:
            tmp.unlink(missing_ok=True)
        return name

    def names(self, most: int) -> list[str]:
        """The oldest `most` files."""
        try:
            found = [entry.name for entry in os.scandir(self.folder) if entry.name.endswith(".views")]
        except FileNotFoundError:
            return []
        return sorted(found)[:most]

    def read(self, name: str) -> Views:
        """What a file counted. Raises Damaged."""
        try:
            rows = json.loads((self.folder / name).read_text("utf-8"))
            return {(int(hour), str(path), str(source)): int(number) for hour, path, source, number in rows}
        except (ValueError, TypeError) as error:
            raise Damaged(name) from error

    def drop(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names(1 << 30))


def _counted(hour: int, asked: Asked) -> tuple[int, str, str] | None:
    """Where a request counts; None where it was nobody reading."""
    path, agent, dest, purpose, query, came = asked
    if path[-1:] != "/" or who.is_robot(agent or "") or who.is_ahead(dest, purpose):  # no page: a feed, a sitemap
        return None
    referrer, host = came or ("", "")
    return hour, path, who.source(referrer, query, host or "")


class Tally:
    """One process's numbers. `note` may be called by many threads at once."""

    def __init__(self, spool: Spool, *, pause: float = PAUSE):
        self.spool, self.pause = spool, pause
        self.asked: list[Asked] = []  # what was not looked at yet, each as it came
        self.hour = self.turns = 0  # the hour that is counted, and when (microseconds) it is over
        self.full = 1  # so many of them are looked at together; the first begins the thread
        self.numbers: Views = {}
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None
        self.ended = threading.Event()

    def note(self, path: str, environ: Mapping[str, str], now: int) -> None:
        """A GET (PEP 3333) that was answered with the page at `path` at `now` (microseconds): a view, where it was
        somebody reading. That a browser had the page already and was told so (304) is a view as well."""
        if now >= self.turns:  # what was asked before was asked in the hour before
            self._look()
            self.hour = now // HOUR
            self.turns = (self.hour + 1) * HOUR
        get = environ.get
        asked, referrer = self.asked, get("HTTP_REFERER")
        purpose = get("HTTP_SEC_PURPOSE") or get("HTTP_PURPOSE") or get("HTTP_X_PURPOSE") or get("HTTP_X_MOZ")
        # An append needs no lock, and requests that are alike are looked at once: half of what looking at each costs.
        asked.append((
            path, get("HTTP_USER_AGENT"), get("HTTP_SEC_FETCH_DEST"), purpose, environ["QUERY_STRING"],
            (referrer, get("HTTP_HOST")) if referrer else None,
        ))  # fmt: skip
        if len(asked) >= self.full:
            self._look()

    @property
    def views(self) -> Views:
        """What was counted and not written yet."""
        self._look()
        return self.numbers

    def _look(self) -> None:
        """Counts what was asked; nothing is left then of who asked."""
        with self.lock:
            number = len(self.asked)  # more may come meanwhile, behind these
            asked = self.asked[:number]
            del self.asked[:number]
            for key, times in Counter(asked).items():
                counted = _counted(self.hour, key)
                if counted is not None:
                    self._add(counted, times)
            if self.thread is None:
                self.full = TOGETHER
                self._begin()

    def _add(self, key: tuple[int, str, str], number: int) -> None:
        if key in self.numbers or len(self.numbers) < MOST:
            self.numbers[key] = self.numbers.get(key, 0) + number

    def _begin(self) -> None:
        """With the first view, so that the thread is of the process that answers and not of one it was made from."""
        self.thread = threading.Thread(target=self._keep_writing, name="readership", daemon=True)
        self.thread.start()
        atexit.register(self.close)

    def _keep_writing(self) -> None:
        while not self.ended.wait(self.pause):
            self.flush()

    def flush(self) -> None:
        """Writes what was counted. Where that fails (a full disk) it is kept in memory and tried again."""
        self._look()
        with self.lock:
            views, self.numbers = self.numbers, {}
        if not views:
            return
        try:
            self.spool.write(views)
        except OSError as error:
            logger.warning("what was read could not be written down (%s); it is tried again", error)
            with self.lock:
                for key, number in views.items():
                    self._add(key, number)

    def close(self) -> None:
        """Writes what is left and ends the thread."""
        self.ended.set()
        self.flush()
