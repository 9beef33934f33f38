"""The engine of the database that is in use."""

from types import ModuleType

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.models import Publication
from articles.search import postgres, sqlite

# What an engine is asked for: publications that have, of each group, at least one token. One that ends in "*" stands
# for all that begin so. Tokens are letters, digits and "_", so none can be read as anything else.
Groups = tuple[tuple[str, ...], ...]


def connection() -> BaseDatabaseWrapper:
    return connections[router.db_for_read(Publication)]


def of(connection: BaseDatabaseWrapper) -> ModuleType:
    return sqlite if connection.vendor == "sqlite" else postgres


def matching(groups: Groups, most: int, *, newest: bool = True) -> list[int]:
    """Numbers of at most `most` publications that have a token of each group; with `newest` those that were made last,
    else any. Whether they are public is another question."""
    here = connection()
    with here.cursor() as cursor:
        cursor.execute(*of(here).question(groups, most, newest))
        return [pk for (pk,) in cursor.fetchall()]
