"""PostgreSQL's engine: a GIN index over the bags, which the database keeps itself.

The bags are words already, so none of PostgreSQL's parsers and dictionaries has a say: what is found is what SQLite
finds. Needs no extension.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

INDEX, OF = "articles_search", "articles_publication"
# A function of ours, because the planner takes the database's own for cheap: it would rather make every bag anew, row
# by row, than ask the index for a common word.
FUNCTION = """
CREATE OR REPLACE FUNCTION newsroom_bag(tokens text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100000
AS $$ BEGIN RETURN array_to_tsvector(string_to_array(tokens, ' ')); END $$
"""
BAG = "newsroom_bag(search_tokens)"
CREATE = f"CREATE INDEX {INDEX} ON {OF} USING gin ({BAG}) WITH (fastupdate = off)"


def question(groups: Sequence[Sequence[str]], most: int, newest: bool) -> tuple[str, list]:
    """See `engines.matching`."""
    match = " & ".join("(" + " | ".join(_quoted(token) for token in group) + ")" for group in groups)
    # In a query of its own, so that nothing but the index is asked for what matches.
    found = f"SELECT id FROM {OF} WHERE {BAG} @@ %s::tsquery"
    order = " ORDER BY id DESC" if newest else ""
    return f"WITH found AS MATERIALIZED ({found}) SELECT id FROM found{order} LIMIT %s", [match, most]


def _quoted(token: str) -> str:
    return f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'"


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """What of the engine is not there, or is of no use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [INDEX])
        row = cursor.fetchone()
    return [] if row and row[0] else [INDEX]


def put_on(connection: BaseDatabaseWrapper) -> None:
    """Makes what is missing."""
    if missing(connection):
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")  # as long as it takes
            cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
            cursor.execute(FUNCTION)
            cursor.execute(CREATE)


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """The index anew from the bags."""
    put_on(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(f"REINDEX INDEX {INDEX}")


def check(connection: BaseDatabaseWrapper) -> list[str]:
    """Sentences: where the index cannot be asked. What it holds is the database's own business."""
    return [f"The search lacks {name}." for name in missing(connection)]


def purge(connection: BaseDatabaseWrapper) -> None:
    """Nothing to do: vacuuming takes old words out of the index."""
