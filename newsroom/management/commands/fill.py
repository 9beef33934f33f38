"""`manage.py fill N`: a newsroom of N invented stories, to measure with."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.models import Article
from newsroom.demo.filling import Filling
from newsroom.lib.sample import record


class Command(BaseCommand):
    """They are public like any other story, and nothing takes them away again: so not into a newsroom of people."""

    help = "Fills the newsroom with N invented public stories in three languages, over years, to measure with"

    def add_arguments(self, parser):
        parser.add_argument("number", metavar="N", type=int, help="how many stories")
        parser.add_argument(
            "--among-our-own", action="store_true", help="also where there are stories that people wrote here"
        )

    def handle(self, *args, number: int, among_our_own: bool = False, **options):
        if not 1 <= number <= 5_000_000:
            raise CommandError("Give a number of stories, from 1 to 5000000.")
        own = Article.objects.exclude(pk__in=record.keys("story")).count()
        if own and not among_our_own:
            raise CommandError(
                f"This newsroom has {own} stories of its own. Invented ones would stand among them, and"
                " nothing takes them away again. Use another DATA_DIR; or, if you mean it, --among-our-own."
            )
        began = time.monotonic()
        Filling(number, timezone.now(), self.told).run()
        self.stdout.write(f"{number} stories are there, after {time.monotonic() - began:.0f} seconds.")

    def told(self, number: int) -> None:
        if number % 10_000 == 0:
            self.stdout.write(f"{number} …")
            self.stdout.flush()
