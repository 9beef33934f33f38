"""Files a story from a text file: `manage.py file_story FILE [--photo FILE] [--language en] [--publish]`."""

import os
import stat
import sys
from datetime import UTC, datetime

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles import workflow
from articles.addresses import story_path
from articles.checks import stops
from articles.copy import Copy, CopyError, decode, read_copy
from articles.copy.tongue import tongue_of
from articles.edition import edition, newsroom
from articles.filing import file_copy, prepare
from articles.publication import standing_of
from authors.operator import operator
from newsroom.lib import media
from newsroom.lib.images import PictureRefused
from newsroom.lib.languages import CODES

OVERRIDE = "Published from the command line; checks passed over."


class Refused(Exception):
    """Told to the person on one line; exit code 2."""


def moment(text: str | None, option: str):
    """An ISO 8601 moment with its offset; Refused without one."""
    if text is None:
        return None
    try:
        value = parse_datetime(text.replace("Z", "+00:00"))
    except ValueError:
        value = None
    if value is None or value.tzinfo is None:
        raise Refused(
            f"{option} takes a moment with its offset, such as 2026-11-22T18:00:00+03:00; “{text}” is not one."
        )
    # Near either end of the calendar another time zone's day does not exist any more.
    if not datetime(1900, 1, 1, tzinfo=UTC) <= value < datetime(2200, 1, 1, tzinfo=UTC):
        raise Refused(f"{option} takes a moment between the years 1900 and 2200; “{text}” is not one.")
    return value


def read(path: str, what: str, most: int) -> bytes:
    """The bytes of a regular file, `most` at most. A pipe could keep us waiting, a device never ends."""
    try:
        # Without O_NONBLOCK a pipe would hold up even the opening. What is open cannot be swapped for another.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Refused(f"{path}: the {what} is not a file. Nothing was filed.")
            data = file.read(most + 1)
    except OSError as error:
        raise Refused(f"{path}: the {what} cannot be read ({error.strerror}). Nothing was filed.") from None
    if len(data) > most:
        raise Refused(f"{path}: the {what} has more than {most // 10**6} MB. Nothing was filed.")
    return data


class Command(BaseCommand):
    help = "Files a story from a text: the plain text of a news page, or labelled copy."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the story as a text file (UTF-8)")
        parser.add_argument("--photo", help="the picture's file (JPEG, PNG, WebP, AVIF or GIF)")
        parser.add_argument("--language", default=None, choices=CODES, help="the text's; else its letters tell")
        parser.add_argument("--publish", action="store_true", help="put it before readers at once")
        parser.add_argument("--at", metavar="MOMENT", help="publish it at this moment (ISO 8601)")
        parser.add_argument("--embargo", metavar="MOMENT", help="readers see nothing before this moment (ISO 8601)")

    def handle(self, *args, **options):
        try:
            path, notes = self.file(options)
        except (Refused, CopyError, PictureRefused, workflow.WorkflowError) as error:
            self.stderr.write(str(error))
            sys.exit(2)
        for note in notes:
            self.stderr.write(note)
        self.stdout.write(path)

    def file(self, options) -> tuple[str, list[str]]:
        now = timezone.now()
        at, embargo = moment(options["at"], "--at"), moment(options["embargo"], "--embargo")
        text = decode(read(options["file"], "text", 2_000_000))
        picture = read(options["photo"], "picture", settings.UPLOAD_MAX_BYTES) if options["photo"] else None
        room = newsroom()
        copy = read_copy(text, options["language"] or tongue_of(text), room.zone)
        if copy.language not in room.languages:
            raise Refused(f"This newsroom does not publish in “{copy.language}”. Nothing was filed.")
        with media.all_or_nothing():
            prepared = prepare(copy, text, picture)
            with transaction.atomic():
                by = operator()
                filed = file_copy(
                    by=by, copy=copy, text=text, picture=picture, prepared=prepared, embargo=embargo, now=now
                )
                article = filed.article
                if options["publish"] or at:
                    self.send_out(article, filed, by, at, now)
        stands = standing_of(article, now)
        notes = self.notes(copy, filed)
        if options["publish"] or at:
            notes += [f"Published though: {check.message}" for check in stops(article)]
        if stands.waiting and stands.at is not None:
            held = "held until" if stands.kind == "embargoed" else "to be published at"
            notes.append(f"The story is {held} {stands.at.astimezone(room.zone).isoformat(' ', 'minutes')}.")
        if stands.live and article.address_date:
            return story_path(edition(article.language, of=room), article.address_date, article.slug), notes
        return f"/admin/articles/article/{article.pk}/change/", notes

    def send_out(self, article, filed, by, at, now) -> None:
        """Nothing where the same text is before readers, or on its way to them. A changed text that waits behind an
        older one is refused by the verb, not passed over."""
        stands = standing_of(article, now)
        if not filed.changed and (stands.live or stands.waiting):
            return
        if not filed.changed and stands.kind == "taken_down":
            raise Refused("This very text was taken down. If it should stand again, publish it at the desk.")
        if at:
            workflow.schedule(by=by, article=article, at=at, now=now, override=OVERRIDE)
        elif stands.live:
            workflow.update(by=by, article=article, kind="update", now=now, override=OVERRIDE)
        else:
            workflow.publish(
                by=by, article=article, now=now, override=OVERRIDE, first_published_at=filed.first_published_at
            )

    def notes(self, copy: Copy, filed) -> list[str]:
        notes = [f"Line {number} was not read: {text}" for number, text in copy.unread]
        if not filed.changed:
            notes.append("The same text was filed before; nothing was changed.")
        return notes
