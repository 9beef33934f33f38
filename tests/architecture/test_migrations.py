"""Migrations are complete, named, reversible and free of project code."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.loader import MigrationLoader

PROJECT = {"newsroom", "newsletter", "articles", "authors"}
OUR_APPS = [app for app in apps.get_app_configs() if app.name.split(".")[0] in PROJECT]
FILES = sorted(
    path for app in OUR_APPS for path in Path(app.path, "migrations").glob("*.py") if path.name != "__init__.py"
)


def operations():
    loader = MigrationLoader(None)
    labels = {app.label for app in OUR_APPS}
    stack = [
        (f"{label}.{name}", operation)
        for (label, name), migration in loader.disk_migrations.items()
        if label in labels
        for operation in migration.operations
    ]
    while stack:
        where, operation = stack.pop()
        if isinstance(operation, SeparateDatabaseAndState):
            stack += [(where, inner) for inner in (*operation.database_operations, *operation.state_operations)]
        yield where, operation


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_has_a_name_that_says_what_it_does():
    assert FILES
    assert [str(path) for path in FILES if "_auto_" in path.name] == []


def test_every_migration_can_be_taken_back():
    one_way = [
        f"{where}: {operation.describe()}"
        for where, operation in operations()
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]
    assert one_way == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_a_migration_has_no_project_code(path):
    """What a model does changes; what a migration did must not."""
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    bad = [name for name in names if name.split(".")[0] in PROJECT]
    assert bad == []
