"""SQLite's engine: an FTS5 table over the bags, without a copy of them and without places (`detail=none`).

Triggers keep it in step with every change of a row, by whatever road. They use nothing of Django's, and are gone where
a migration made the table anew: `put_on` makes them, and the index, again.
"""

from collections.abc import Sequence
from sqlite3 import sqlite_version_info

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE, OF = "articles_search", "articles_publication"
# Prefixes of three and four letters have lists of their own: those that match the most words.
CREATE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(search_tokens, content='{OF}', content_rowid='id', detail=none,"
    " prefix='3 4', tokenize=\"ascii tokenchars '_'\")"
)
_OUT = f"INSERT INTO {TABLE}({TABLE}, rowid, search_tokens) VALUES ('delete', OLD.id, OLD.search_tokens);"
_IN = f"INSERT INTO {TABLE}(rowid, search_tokens) VALUES (NEW.id, NEW.search_tokens);"
TRIGGERS = {
    f"{TABLE}_added": f"AFTER INSERT ON {OF} BEGIN {_IN} END",
    f"{TABLE}_removed": f"AFTER DELETE ON {OF} BEGIN {_OUT} END",
    f"{TABLE}_changed": (
        f"AFTER UPDATE OF search_tokens ON {OF} WHEN NEW.search_tokens IS NOT OLD.search_tokens BEGIN {_OUT} {_IN} END"
    ),
}
_STEP = 500  # pages that one step of `purge` writes
_MOST_STEPS = 100_000


def question(groups: Sequence[Sequence[str]], most: int, newest: bool) -> tuple[str, list]:
    """See `engines.matching`."""
    match = " AND ".join("(" + " OR ".join(_quoted(token) for token in group) + ")" for group in groups)
    order = " ORDER BY rowid DESC" if newest else ""
    return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s{order} LIMIT %s", [match, most]


def _quoted(token: str) -> str:
    return f'"{token[:-1]}"*' if token.endswith("*") else f'"{token}"'


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """What of the engine is not there: the table, or triggers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'table') AND name LIKE %s", [f"{TABLE}%"]
        )
        there = {name for (name,) in cursor.fetchall()}
    return [name for name in (TABLE, *TRIGGERS) if name not in there]


def put_on(connection: BaseDatabaseWrapper) -> None:
    """Makes what is missing, and then the index anew: nobody told it what happened meanwhile."""
    gone = missing(connection)
    if not gone:
        return
    with connection.cursor() as cursor:
        if TABLE in gone:
            cursor.execute(CREATE)
        for name in TRIGGERS.keys() & set(gone):
            cursor.execute(f"CREATE TRIGGER {name} {TRIGGERS[name]}")
    rebuild(connection)


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """The index anew from the bags."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')")
        if sqlite_version_info >= (3, 42):
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('secure-delete', 1)")


def check(connection: BaseDatabaseWrapper) -> list[str]:
    """Sentences: where the index does not say what the bags say."""
    if gone := missing(connection):
        return [f"The search lacks {', '.join(gone)}."]
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return ["The index of the search does not have what the stories have."]
    return []


def purge(connection: BaseDatabaseWrapper) -> None:
    """Takes words out of the index's own pages that no row has any more: a deletion only marks them. Step by step,
    each short, so that others write between them."""
    with connection.cursor() as cursor:
        pages = -_STEP  # the first step takes all parts of the index together
        for _step in range(_MOST_STEPS):
            cursor.execute("SELECT total_changes()")
            before = cursor.fetchone()[0]
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('merge', %s)", [pages])
            cursor.execute("SELECT total_changes()")
            if cursor.fetchone()[0] - before < 2:
                return
            pages = _STEP
