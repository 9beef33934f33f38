"""What the tests of the leaf tools share."""

import pytest
from django.db import connection


@pytest.fixture
def needs_parallel_database():
    """Skips where threads cannot each have a connection of their own to the test database."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an SQLite database in memory has one connection only")
