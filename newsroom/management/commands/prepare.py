"""`manage.py prepare`: makes what is made from the source, the compiled translations and the static files.

Both are skipped when nothing that they come from has changed, so that every `make run` may call it.
"""

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from newsroom.lib.catalogues import compile_catalogues


class Command(BaseCommand):
    """Writes `.mo` files beside the translations and STATIC_ROOT; nothing of DATA_DIR."""

    help = "Compiles the translations and collects the static files, where they have changed"
    requires_system_checks = []

    def handle(self, *args, **options):
        with Path(__file__).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two newsrooms may start from one folder at once
            for folder in settings.LOCALE_PATHS:
                for made in compile_catalogues(Path(folder)):
                    self.stdout.write(f"Compiled {made.relative_to(settings.BASE_DIR)}.")
            self.collect()

    def collect(self) -> None:
        """Collects the static files when their names, sizes or times, or what collects them, have changed."""
        stamp = Path(settings.STATIC_ROOT) / ".made-from"
        now = fingerprint()
        if stamp.is_file() and stamp.read_text() == now:
            return
        self.stdout.write("Making the static files.")
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(now)


def fingerprint() -> str:
    """A digest of all the static files of the project and of its packages.

    Of names, sizes and times, not of contents: it is asked at every start.
    """
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=[]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
