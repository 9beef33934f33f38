"""What the record listens to: every migrate (for its guards), `manage.py check`, changes at the desk beside stories."""

import json
from datetime import UTC, datetime

from django.apps import AppConfig
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.core import checks
from django.db import connections
from django.db.models.signals import post_migrate, post_save, pre_migrate

from articles.models import Act
from articles.record import adopt, guards, write


def listen(app: AppConfig) -> None:
    pre_migrate.connect(guards.before_migrating, sender=app, dispatch_uid="articles.guards.before")
    post_migrate.connect(after_migrating, sender=app, dispatch_uid="articles.guards.after")
    post_save.connect(desk_changed, sender=LogEntry, dispatch_uid="articles.desk_changed")


def after_migrating(sender: AppConfig, using: str, **more) -> None:
    """The triggers are there; a history from before there was a record is taken into it."""
    guards.after_migrating(sender, using, **more)
    if using == "default" and Act._meta.db_table in connections[using].introspection.table_names():
        adopt(datetime.now(UTC))


def desk_changed(sender, instance: LogEntry, created: bool, **_more) -> None:
    """What is changed at the desk beside stories (authors, sections, logins, settings) is an act as well: which row of
    which table, and which fields. The words themselves are not in the chain."""
    if not created:
        return
    kind = instance.content_type
    try:
        changes = json.loads(instance.change_message or "[]")
    except ValueError:
        changes = []  # a sentence, and no list
    fields = [str(name) for change in changes for name in change.get("changed", {}).get("fields", ())]
    write(
        "changed", by=instance.user, at=instance.action_time,
        about={
            "what": f"{kind.app_label}.{kind.model}" if kind else "", "row": str(instance.object_id),
            "how": {ADDITION: "added", CHANGE: "changed", DELETION: "removed"}.get(instance.action_flag, ""),
            "fields": sorted(fields),
        },
    )  # fmt: skip


@checks.register(checks.Tags.database)
def record_is_guarded(databases=None, **_more) -> list[checks.CheckMessage]:
    """A warning for each table of the record that the database would let somebody change. (An error would stop the
    very migrate that mends it.)"""
    return [
        checks.Warning(
            f"The table {table} can be changed: its triggers are missing.",
            hint="Run `manage.py migrate`, which makes them anew.",
            id="articles.W001",
        )
        for alias in databases or ()
        for table in guards.missing(connections[alias])
    ]
