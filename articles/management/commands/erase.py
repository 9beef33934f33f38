"""`manage.py erase`: forgets a person or a text. The chain of the record stays whole; the erasure is an act in it."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from articles import erasing
from articles.search import keeping
from authors.models import Author, User


class Command(BaseCommand):
    """One of --login, --author, --text. It cannot be taken back."""

    help = "Erases a login, an author or a text for good; the record says that it was done"

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--login", metavar="NAME", help="the user name of a login: its name, address and sessions go")
        what.add_argument("--author", metavar="SLUG", help="an author: names, bio, portrait and printed bylines go")
        what.add_argument(
            "--text", help="a text, such as a source's or a reader's address, wherever the newsroom keeps it"
        )
        parser.add_argument("--by", metavar="NAME", help="the login in whose name it is done")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args, login=None, author=None, text=None, by=None, yes=False, **options):
        doer = self._one(User, username=by) if by else None
        if not yes and input("This cannot be taken back. Write yes to go on: ") != "yes":
            raise CommandError("Nothing was erased.")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA secure_delete=ON")  # what is emptied is also gone from the file
        now = timezone.now()
        if login:
            found = erasing.login(self._one(User, username=login), by=doer, now=now)
        elif author:
            found = erasing.author(self._one(Author, slug=author), by=doer, now=now)
        else:
            try:
                found = erasing.words(text, by=doer, now=now)
            except ValueError as error:
                raise CommandError(str(error)) from None
        keeping.purge()  # the worker would, later
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.stdout.write(
            f"Erased: {len(found.texts)} reasons, {len(found.versions)} versions, {len(found.corrections)} notes, "
            f"{len(found.shown_anew)} public texts, {found.rows} other rows. Backups and mails that were sent are not "
            "touched: remove what is older than this day. What browsers keep of an open form goes with its next save."
        )
        for where in found.left:
            self.stdout.write(where)

    def _one(self, model, **by):
        found = model.objects.filter(**by).first()
        if found is None:
            raise CommandError(f"There is no {model._meta.verbose_name} {next(iter(by.values()))}.")
        return found
