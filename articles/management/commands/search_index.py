"""`manage.py search_index`: looks after what stories are found by, which is derived of them."""

import sys

from django.core.management.base import BaseCommand

from articles.search import keeping


class Command(BaseCommand):
    """Exit 0: all is as it should be, or was made anew. Exit 1: `--check` found something."""

    help = "Brings the search's index up to date; --check says what is wrong, --rebuild makes it anew"

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="compare it with every story; exit 1 if it differs")
        what.add_argument("--rebuild", action="store_true", help="make all of it anew, while the newsroom goes on")

    def handle(self, *args, check: bool = False, rebuild: bool = False, **options):
        if check:
            found = 0
            for sentence in keeping.faults():
                found += 1
                self.stdout.write(sentence)
            if found:
                self.stdout.write("Make it anew: manage.py search_index --rebuild")
                sys.exit(1)
            self.stdout.write("The search finds what the stories have.")
        elif rebuild:
            number = keeping.rebuild(self.told)
            self.stdout.write(f"Made anew: {number} public texts.")
        else:
            number = keeping.catch_up()
            self.stdout.write(f"Brought up to date: {number} public texts.")

    def told(self, number: int) -> None:
        if number % 10_000 == 0:
            self.stdout.write(f"{number} …")
            self.stdout.flush()
