"""`migrate`, which alone may make the database file (every other command opens it with mode=rw)."""

import os

from django.conf import settings
from django.core.management.commands import migrate


class Command(migrate.Command):
    def execute(self, *args, **options):  # the checks before `handle` ask the database already
        name = str(settings.DATABASES["default"]["NAME"])
        if name == f"file:{settings.DATA_DIR / 'db.sqlite3'}?mode=rw":
            settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
            os.close(os.open(settings.DATA_DIR / "db.sqlite3", os.O_CREAT | os.O_RDWR, 0o640))
        return super().execute(*args, **options)
