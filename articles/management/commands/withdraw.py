"""Takes a public story down: `manage.py withdraw PATH --why "…" [--gone | --notice "…"]`. Works while the database is
away as well."""

import getpass
import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles import withdrawals
from articles.notices import Answer


class Command(BaseCommand):
    help = "Takes a public story down at once, in every process; also while the database is away."
    requires_system_checks = []  # the database may be what is away

    def add_arguments(self, parser):
        parser.add_argument("path", help="the story's address, such as /2026/11/22/night-buses-return/")
        parser.add_argument("--why", default="Withdrawn from the command line.", help="stands in the history")
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--gone",
            action="store_true",
            help="as if it had never been: 404, nothing tells that one stood there",
        )
        how.add_argument("--notice", metavar="TEXT", default="", help="what readers are told, in the story's language")
        parser.add_argument("--page", action="store_true", help="the notice answers 200 (not to be indexed), not 410")

    def handle(self, *args, path, why, gone=False, notice="", page=False, **options):
        if gone and page:
            raise CommandError("--gone and --page exclude each other: a story is not there, or a notice is.")
        answer = Answer.NEVER if gone else Answer.PAGE if page else Answer.GONE
        try:
            done = withdrawals.withdraw(path, why=why, who=_who(), now=timezone.now(), answer=answer, text=notice)
        except withdrawals.Refused as error:
            self.stderr.write(str(error))
            sys.exit(2)
        if done.waits:
            said = "Readers find nothing there" if gone else "Readers are told that the story is gone"
            self.stderr.write(
                f"The database is away. {said}; the worker takes it down at the desk when the database is back."
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
