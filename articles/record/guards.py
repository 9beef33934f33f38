"""The database's own refusal to change what was written: triggers against UPDATE, DELETE and TRUNCATE.

They are made after every migrate, because SQLite makes a table anew to alter it and the triggers of the old one go
silently with it, and taken off before one that has something to do. `missing` is what `check` and `doctor` ask.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import AppConfig
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.models import Act, ActText, Correction, FrontChange, Revision

# Each table, and what makes one of its rows the same row (SQLite's REPLACE would take its place without a DELETE).
TABLES = {
    Revision._meta.db_table: "id = NEW.id OR (article_id = NEW.article_id AND number = NEW.number)",
    Act._meta.db_table: "number = NEW.number",
    ActText._meta.db_table: "act_id = NEW.act_id",
    FrontChange._meta.db_table: "id = NEW.id OR (front_id = NEW.front_id AND number = NEW.number)",
    Correction._meta.db_table: "id = NEW.id OR (story = NEW.story AND to_version = NEW.to_version)",
}
REFUSAL = "What is written here stays as it was written."
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION newsroom_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('newsroom.lifted', true) = 'on' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; ELSIF TG_OP = 'UPDATE' THEN RETURN NEW; ELSE RETURN NULL; END IF;
  END IF;
  RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _statements(vendor: str, table: str) -> dict[str, str]:
    """The triggers of one table, by name."""
    if vendor == "sqlite":
        found = {
            f"{table}_no_{act.lower()}": f"BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for act in ("UPDATE", "DELETE")
        }
        same = f"EXISTS (SELECT 1 FROM {table} WHERE {TABLES[table]})"
        found[f"{table}_no_replace"] = (
            f"BEFORE INSERT ON {table} WHEN {same} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return found
    run = "EXECUTE FUNCTION newsroom_written_once()"
    return {
        f"{table}_no_change": f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {run}",
        f"{table}_no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}",
    }


def _tables(connection: BaseDatabaseWrapper) -> list[str]:
    there = set(connection.introspection.table_names())
    return [table for table in TABLES if table in there]


def _there(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of triggers that are there and on."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        return {name for (name,) in cursor.fetchall()}


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables that do not refuse to be changed, though they should."""
    there = _there(connection)
    return [table for table in _tables(connection) if not _statements(connection.vendor, table).keys() <= there]


def put_on(connection: BaseDatabaseWrapper) -> None:
    """Makes every trigger anew."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        tables = _tables(connection)
        if tables and connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table in tables:
            for name, rest in _statements(connection.vendor, table).items():
                cursor.execute(_drop(connection.vendor, name, table))
                cursor.execute(f"CREATE TRIGGER {name} {rest}")


def take_off(connection: BaseDatabaseWrapper) -> None:
    """Drops every trigger: before a migration, and before a test empties its tables."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table in _tables(connection):
            for name in _statements(connection.vendor, table):
                cursor.execute(_drop(connection.vendor, name, table))


def _drop(vendor: str, name: str, table: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + ("" if vendor == "sqlite" else f" ON {table}")


@contextmanager
def off(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lets rows be changed for the rest of the caller's transaction, which must be open, and in it alone.

    On SQLite the triggers go and come back inside it (nobody else can write meanwhile, and a death takes it all
    back); on PostgreSQL a setting of the transaction opens them.
    """
    assert connection.in_atomic_block
    if connection.vendor == "sqlite":
        take_off(connection)
        yield
        put_on(connection)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL newsroom.lifted = 'on'")
        yield
        cursor.execute("SET LOCAL newsroom.lifted = 'off'")


def before_migrating(sender: AppConfig, using: str, plan=(), **_more) -> None:
    """A migration may have rows to change; whoever may migrate may change the triggers as well."""
    if plan:
        take_off(connections[using])


def after_migrating(sender: AppConfig, using: str, **_more) -> None:
    put_on(connections[using])
