"""`manage.py doctor`: says in sentences what is wrong with this set-up."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from newsroom.doctor import examine


class Command(BaseCommand):
    """Exit 0: nothing is wrong. Exit 1: something is. Changes nothing, and tells no secret."""

    help = "Says what is wrong with this set-up; exit 1 if anything is"
    requires_system_checks = []

    def handle(self, *args, **options):
        found = 0
        for finding in examine(timezone.now()):
            found += finding.wrong
            self.stdout.write(f"{'WRONG' if finding.wrong else 'ok   '}  {finding.sentence}")
        if found:
            self.stdout.write("One thing is wrong." if found == 1 else f"{found} things are wrong.")
            sys.exit(1)
        self.stdout.write("Nothing is wrong.")
