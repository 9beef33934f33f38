"""`manage.py verify_record`: whether every version, act, correction and public text is as it was written."""

import sys

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import gettext as _

from articles import proof
from articles.record import guards

MOST = 200  # sentences; behind those only how many more


class Command(BaseCommand):
    """Exit 0: all is as it was written. Exit 1: names what is not."""

    help = "Says whether the newsroom's record is as it was written; exit 1 if anything is not"

    def handle(self, *args, **options):
        found = 0
        for sentence in proof.faults():
            found += 1
            if found <= MOST:
                self.stdout.write(sentence)
        if found > MOST:
            self.stdout.write(_("And %(more)d more.") % {"more": found - MOST})
        for table in guards.missing(connection):
            self.stderr.write(_("The table %(table)s can be changed: run `manage.py migrate`.") % {"table": table})
        if found:
            sys.exit(1)
        said = _("All is as it was written: %(acts)d acts, %(versions)d versions, %(corrections)d notes to readers.")
        self.stdout.write(said % proof.summary())
