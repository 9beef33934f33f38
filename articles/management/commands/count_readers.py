"""`manage.py count_readers LOGFILE...`: adds to the readership what a proxy answered by itself."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.readership import logs


class Command(BaseCommand):
    """Safe to repeat: what was counted is not counted again, also where the log was renamed or packed since."""

    help = "Counts readers from the log of a proxy (nginx, Apache, Caddy) that answers pages by itself"

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="LOGFILE")

    def handle(self, *args, files: list[Path], **options):
        if settings.READERSHIP != "log":
            raise CommandError(
                "This newsroom counts readers on the server itself; the log would count them a second time. Set"
                " READERSHIP=log and start the newsroom anew, then the log alone counts."
            )
        for file in files:
            try:
                done = logs.count(file, timezone.now())
            except logs.NotALog as error:
                raise CommandError(str(error)) from None
            except OSError as error:
                raise CommandError(f"{file} cannot be read: {error.strerror or error}.") from None
            unread = f" {done.unread} could not be read." if done.unread else ""
            self.stdout.write(f"{file}: {done.lines} new lines, {done.views} of them pages that people read.{unread}")
