"""Sends one cell of the matrix and says what came of it."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse

from tests.authz.scene import Raw, Scene

# Rows that no act of a person is: who is signed in, and how often an address was tried.
PASSING = {"django_session", "limits_ceiling"}


def tables() -> list[str]:
    return sorted(
        {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed} - PASSING
    )


def state_of_database() -> str:
    """A digest of every row of every table but PASSING."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            digest.update(f"{table}{rows}".encode())
    return digest.hexdigest()


class Writes:
    """Sees statements that write, but to PASSING."""

    def __init__(self):
        self.seen = False

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE") and not any(table in sql for table in PASSING):
            self.seen = True
        return execute(sql, params, many, context)


@contextmanager
def undone():
    """Whatever happens inside leaves no trace in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def send(client, method: str, path: str, data=None) -> HttpResponse:
    """One request, with a form's fields or with bytes as they are."""
    if isinstance(data, Raw):
        return client.post(path, data.body, content_type="application/octet-stream", headers=data.headers)
    if method in ("GET", "HEAD", "POST"):
        return getattr(client, method.lower())(path, data)
    return client.generic(method, path)


def knock(scene: Scene, method: str, path: str, role: str, data=None, **more) -> tuple[HttpResponse, bool]:
    """(answer, whether anything was written that is still there) of one request; nothing of it stays."""
    before = scene.state = getattr(scene, "state", None) or state_of_database()  # type: ignore[attr-defined]
    client, writes = scene.client(role, **more), Writes()
    with undone():
        with connection.execute_wrapper(writes):
            answer = send(client, method, path, data)
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for close in answer._resource_closers:  # not answer.close(): that ends the request, and with it the connection
            close()
        wrote = writes.seen and state_of_database() != before
    return answer, wrote


def class_of(answer: HttpResponse, wrote: bool) -> str:
    """How the matrix calls an answer: see the head of the file."""
    status = str(answer.status_code)
    if 300 <= answer.status_code < 400:
        where = answer["Location"]
        status = "login" if where.startswith("/admin/login/") else "->"
        if where == "/admin/second-factor/":
            status = "factor"
    return status + ("!" if wrote else "")
