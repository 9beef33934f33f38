"""`manage.py old_addresses FILE.csv [--dry-run]`: addresses of before, entered by the thousand."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles import address_list
from articles.refusals import NotPossible

MOST_BYTES = 20 * 2**20


class Command(BaseCommand):
    help = (
        "Enters a list of old addresses: on each line the old address and what it leads to (an address here, the slug "
        "of a section or an author, or a photo's UUID). All of it is entered, or nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="a table (CSV) in UTF-8")
        parser.add_argument("--dry-run", action="store_true", help="say what each line would do; enter nothing")

    def handle(self, *args, **options):
        path = Path(options["file"])
        try:
            if path.is_file() and path.stat().st_size > MOST_BYTES:
                raise CommandError(f"“{path}” is larger than {MOST_BYTES // 2**20} MB. Give it in parts.", returncode=2)
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"“{path}” cannot be read: {error.strerror}.", returncode=2) from None
        try:
            text = address_list.decode(data)
            reading = address_list.read(text)
            if options["dry_run"] or reading.refused:
                self.told(reading)
            if reading.refused:
                raise CommandError(
                    f"Nothing was entered: {len(reading.refused)} of {len(reading.lines)} lines are refused."
                )
            if options["dry_run"]:
                self.stdout.write(
                    f"Nothing was entered. {len(reading.new)} would be, {len(reading.there)} are there already."
                )
                return
            reading = address_list.enter(text)
        except NotPossible as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Old addresses entered: {len(reading.new)}; there already: {len(reading.there)}.")

    def told(self, reading: address_list.Reading) -> None:
        """One line for each line."""
        said = {"new": "will lead to", "there": "leads there already:"}
        for line in reading.lines:
            if line.what == "refused":
                self.stderr.write(f"Line {line.number}: refused. {line.why}")
            else:
                self.stdout.write(f"Line {line.number}: {line.old} {said[line.what]} {line.target}")
