"""Takes a public story down: `manage.py withdraw PATH --why "…"`. Works while the database is away as well."""

import getpass
import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles import withdrawals


class Command(BaseCommand):
    help = "Takes a public story down at once, in every process; also while the database is away."
    requires_system_checks = []  # the database may be what is away

    def add_arguments(self, parser):
        parser.add_argument("path", help="the story's address, such as /2026/11/22/night-buses-return/")
        parser.add_argument("--why", default="Withdrawn from the command line.", help="stands in the history")

    def handle(self, *args, path, why, **options):
        try:
            done = withdrawals.withdraw(path, why=why, who=_who(), now=timezone.now())
        except withdrawals.Refused as error:
            self.stderr.write(str(error))
            sys.exit(2)
        if done.waits:
            self.stderr.write(
                "The database is away. Readers are told that the story is gone; the worker takes it down at the desk"
                " when the database is back."
            )
        if not done.everywhere:
            self.stderr.write("No finished page told which story it is: others that mention it may still do so.")
        self.stdout.write(done.path)


def _who() -> str:
    """The account at the shell."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        return "operator"
