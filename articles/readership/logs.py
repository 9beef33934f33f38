"""Views from a proxy's log, where a proxy answers readers by itself: nginx's and Apache's common and combined forms,
and Caddy's lines of JSON. A line's address of whoever asked is read past and goes no further.

How far a log was counted is kept under a keyed digest of its first line, so that the same file counts once, one that
grew counts what is new, and one that was renamed or packed since is known again.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from articles.models import ViewsTaken
from articles.readership import adding
from newsroom.lib.counting import who

_LINES = 100_000  # of one transaction
_LONGEST = 64 * 1024  # bytes of a line; a longer one is no line of a log
_COMMON = re.compile(
    r'\S+ \S+ .*? \[(?P<at>[^\]]{20,32})\] "(?P<method>[A-Z]+) (?P<path>\S+)[^"]*" (?P<status>\d{3}) \S+'
    r'(?: "(?P<referrer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)
_HOUR = 3600


class NotALog(Exception):
    """Nothing was counted; the text says why and what to do."""


@dataclass
class Counted:
    """What came of a log: lines that are new, the views among them, and lines that could not be read."""

    lines: int = 0
    views: int = 0
    unread: int = 0


@dataclass(frozen=True)
class Line:
    """One answer. `hour`: since 1970, UTC."""

    hour: int
    path: str
    query: str
    referrer: str
    agent: str
    ahead: bool = False

    def key(self, own: str) -> tuple[int, str, str] | None:
        """What it counts as; None where it was nobody reading."""
        if who.is_robot(self.agent) or self.ahead or not self.path.endswith("/"):
            return None
        return self.hour, self.path, who.source(self.referrer, self.query, own)


def count(file: Path, now: datetime) -> Counted:
    """Adds the views of a log that are not counted yet. Whole or not at all for each 100,000 lines: after a process
    that died, the same command goes on where it stopped. Raises NotALog, OSError."""
    done = Counted()
    with _opened(file) as log:
        name = _name(log, file)
        while _more(log, name, now, done):
            pass
    if done.lines and done.unread == done.lines:
        raise NotALog(
            f"{file}: no line of it can be read. Common and combined log lines (nginx, Apache) and Caddy's JSON are."
        )
    return done


def _opened(file: Path) -> BinaryIO:
    with file.open("rb") as start:
        packed = start.read(2) == b"\x1f\x8b"
    return gzip.open(file, "rb") if packed else file.open("rb")  # type: ignore[return-value]


def _name(log: BinaryIO, file: Path) -> str:
    first = log.readline(_LONGEST)
    if not first.endswith(b"\n"):
        raise NotALog(f"{file}: there is no whole line in it.")
    return f"log:{salted_hmac('articles.readership.log', first, algorithm='sha256').hexdigest()}"


def _more(log: BinaryIO, name: str, now: datetime, done: Counted) -> bool:
    """One transaction's lines; whether there may be more."""
    own = urlsplit(settings.BASE_URL).netloc
    views: Counter[tuple[int, str, str]] = Counter()
    with transaction.atomic():
        ViewsTaken.objects.get_or_create(name=name, defaults={"at": now})
        row = ViewsTaken.objects.select_for_update().get(name=name)  # whoever counts the same log waits here
        log.seek(row.upto)
        lines = 0
        for raw in _whole_lines(log):
            lines += 1
            row.upto += len(raw)
            line, readable = parse(raw.decode("utf-8", "replace"))
            done.unread += not readable
            key = line.key(own) if line is not None else None
            if key is not None:
                views[key] += 1
            if lines == _LINES:
                break
        row.at = now
        row.save(update_fields=["upto", "at"])
        adding.add(views)
    done.lines += lines
    done.views += views.total()
    return lines == _LINES


def _whole_lines(log: BinaryIO) -> Iterator[bytes]:
    """Lines with their ends; the last one waits where it is still being written."""
    while True:
        raw = log.readline()
        if not raw.endswith(b"\n"):
            return
        yield raw


def parse(text: str) -> tuple[Line | None, bool]:
    """The answer that a line of a log tells of, where it is a page that somebody may have read, and whether the line
    could be read at all."""
    if len(text) > _LONGEST:
        return None, False
    return _json(text) if text.startswith("{") else _common(text)


def _common(text: str) -> tuple[Line | None, bool]:
    found = _COMMON.match(text)
    if found is None:
        return None, False
    try:
        at = datetime.strptime(found["at"], "%d/%b/%Y:%H:%M:%S %z").timestamp()
    except ValueError:
        return None, False
    referrer, agent = (found["referrer"] or "", found["agent"] or "")
    return _line(at, found["method"], found["path"], int(found["status"]), referrer, agent), True


def _json(text: str) -> tuple[Line | None, bool]:
    try:
        said = json.loads(text)
        asked = said["request"]
        headers = {str(name).lower(): str(values[0]) for name, values in asked.get("headers", {}).items() if values}
        at, status = said["ts"], int(said["status"])
        at = datetime.fromisoformat(at).timestamp() if isinstance(at, str) else float(at)
        purpose = next((said for name in who.PURPOSES if (said := headers.get(name))), None)
        ahead = who.is_ahead(headers.get("sec-fetch-dest"), purpose)
        return _line(
            at, str(asked["method"]), str(asked["uri"]), status, headers.get("referer", ""),
            headers.get("user-agent", ""), ahead,
        ), True  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None, False


def _line(
    at: float, method: str, address: str, status: int, referrer: str, agent: str, ahead: bool = False
) -> Line | None:
    if method != "GET" or status not in (200, 304):
        return None
    path, _mark, query = address.partition("?")
    return Line(int(at // _HOUR), unquote(path), query, "" if referrer == "-" else referrer, agent, ahead)
