"""A database that is busy is said in a sentence, and what the failed try held is let go at once."""

import gc
import weakref

import pytest
from django.db import OperationalError

from articles.admin import stories

pytestmark = pytest.mark.django_db


def test_no_cursor_outlives_a_try_that_failed(desk, monkeypatch):
    """A cursor that another thread's garbage collection finds may stop that thread: SQLite waits for its connection,
    which waits for the lock that the other thread holds."""

    class Cursor:
        pass

    held = []

    def busy(*_args, **_more):
        cursor = Cursor()
        held.append(weakref.ref(cursor))
        try:
            raise ValueError("as the driver does")
        except ValueError as inner:
            error = OperationalError("database is locked")
            raise error from inner  # and the frame holds the error: a circle

    monkeypatch.setattr(stories, "story_list", busy)
    client = desk("editor")
    gc.collect()
    gc.disable()
    try:
        answer = client.get("/admin/articles/article/")
        assert answer.status_code == 503 and answer["Retry-After"] == "10"
        assert held[0]() is None
    finally:
        gc.enable()
