"""`manage.py setup`: the first run for servers without a browser, asked or by options."""

import getpass
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict
from django.utils import timezone

from articles.models import Newsroom
from newsroom.first_run import setting_up
from newsroom.first_run.forms import SetUp
from newsroom.lib.languages import CODES, LANGUAGES
from newsroom.lib.mail_trial import try_mail
from newsroom.lib.slugs import slug_of

DONE, WRONG, REFUSED = 0, 2, 3  # exit codes: done (or done before), a wrong answer, not possible now


class Command(BaseCommand):
    """Exit codes: 0 done, or nothing to do; 2 an answer or option cannot be taken; 3 somebody else did it meanwhile,
    or a test mail did not leave."""

    help = "Sets the newsroom up: name, languages, sections, time zone, first administrator"

    def add_arguments(self, parser):
        parser.add_argument("--link", action="store_true", help="print a fresh one-time link for a browser, and end")
        parser.add_argument("--try-mail", metavar="ADDRESS", help="send a test mail, say what happened, and end")
        parser.add_argument(
            "--name", action="append", metavar="[LANGUAGE=]NAME",
            help="the newsroom's name; ar=القناة names it in one language; may be given several times",
        )  # fmt: skip
        parser.add_argument("--languages", metavar="en,ar", help=f"of {', '.join(CODES)}; the first stands at the root")
        parser.add_argument("--root", help="the language at the root, where it is not the first")
        parser.add_argument("--time-zone", metavar="Asia/Baghdad")
        parser.add_argument("--sections", metavar="news,politics", help="web addresses or English names, by commas")
        parser.add_argument("--admin", metavar="USERNAME")
        parser.add_argument("--admin-name", metavar="NAME", help="as it stands in bylines; default: the user name")
        parser.add_argument("--email", metavar="ADDRESS")
        parser.add_argument(
            "--password-file", metavar="FILE", help="its first line is the password; - reads it from stdin"
        )
        parser.add_argument("--no-input", action="store_true", help="ask nothing; what is missing is an error")

    def handle(self, *args, **options):
        if options["try_mail"]:
            return self.trial(options["try_mail"])
        now = timezone.now()
        if not setting_up.is_needed():
            if options["link"]:
                raise CommandError(
                    "This newsroom has an administrator, so there is nothing to set up.", returncode=WRONG
                )
            self.stdout.write("This newsroom is set up already; nothing was changed.")
            return
        if options["link"]:
            self.stdout.write(setting_up.fresh_link(now))
            return
        answers = self.answers(options)
        asked = SetUp(answers)
        if not asked.is_valid():
            said = "\n".join(f"  {label}: {what}" for _id, label, what in asked.errors())
            raise CommandError(f"Nothing was set up. Mend this and try again:\n{said}", returncode=WRONG)
        try:
            user = setting_up.set_up(asked.plan(asked.form.cleaned_data["root"]), now=now)
        except setting_up.Refused as error:
            raise CommandError(str(error), returncode=REFUSED) from None
        self.stdout.write(f"The newsroom is set up. {user} signs in as {user.username}.")

    def trial(self, address: str) -> None:
        tried = try_mail(address)
        if not tried.sent:
            raise CommandError(tried.sentence, returncode=REFUSED)
        self.stdout.write(tried.sentence)

    # --- what was said, as the form of the page would send it ------------------------------------------------------

    def answers(self, options: dict) -> QueryDict:
        self.asks = not options["no_input"] and sys.stdin.isatty()
        offered = SetUp()
        room = Newsroom.objects.first()
        said = QueryDict(mutable=True)
        usual = ",".join(room.languages if room else CODES)
        languages = self.list_of(options["languages"] or self.ask("Languages, the first at the root", usual))
        for code in languages:
            if code not in LANGUAGES:
                raise CommandError(f"There is no language {code} here; choose of {', '.join(CODES)}.", returncode=WRONG)
            said[f"publish_{code}"] = "on"
        said["root"] = options["root"] or (languages[0] if languages else "")
        for code, name in self.names(options["name"], languages, offered.form.initial).items():
            said[f"name_{code}"] = name
        said["time_zone"] = options["time_zone"] or self.ask(
            "Time zone", offered.form.initial["time_zone"] or settings.TIME_ZONE
        )
        if offered.asks_sections:
            self.sections(said, options["sections"], offered)
        said["username"] = options["admin"] or self.ask("User name of the first administrator", "")
        said["your_name"] = options["admin_name"] or self.ask("Their name", str(said["username"]))
        said["byline"] = "on"
        said["email"] = options["email"] or self.ask("Their e-mail address", "")
        said["password"], said["password_again"] = self.password(options["password_file"])
        return said

    def ask(self, question: str, usual: str) -> str:
        """The answer, or what is usual; that alone where nobody is to be asked."""
        if not self.asks:
            return usual
        self.stdout.write(f"{question}{f' [{usual}]' if usual else ''}: ", ending="")
        self.stdout.flush()
        return sys.stdin.readline().strip() or usual

    @staticmethod
    def list_of(text: str) -> list[str]:
        return [part.strip() for part in text.split(",") if part.strip()]

    def names(self, given: list[str] | None, languages: list[str], before: Mapping[str, Any]) -> dict[str, str]:
        """By language. A name without one stands for all languages that are named no other way."""
        names: dict[str, str] = {}
        for text in given or ():
            code, equals, name = text.partition("=")
            if equals and code in LANGUAGES:
                names[code] = name
            else:
                names |= {code: text for code in languages if code not in names}
        for code in languages:
            if code not in names:
                names[code] = self.ask(f"The newsroom's name in {LANGUAGES[code].name}", before.get(f"name_{code}", ""))
        return names

    def sections(self, said: QueryDict, given: str | None, offered: SetUp) -> None:
        known = {row.initial["slug"]: row.initial for row in offered.rows}
        wanted = self.list_of(given or self.ask("Sections", ",".join(known)))
        for number, text in enumerate(wanted):
            row = known.get(text.casefold()) or {"en": text, "slug": slug_of(text, 40)}
            said.appendlist("row", str(number))
            for name, value in row.items():
                said[f"section-{number}-{name}"] = value

    def password(self, file: str | None) -> tuple[str, str]:
        if file == "-":
            words = sys.stdin.readline().rstrip("\r\n")
            return words, words
        if file:
            try:
                words = (Path(file).read_text(encoding="utf-8").splitlines() or [""])[0]
            except (OSError, UnicodeDecodeError) as error:
                why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "no text"
                raise CommandError(f"The password cannot be read from {file}: {why}.", returncode=WRONG) from None
            return words, words
        if not self.asks:
            return "", ""
        return getpass.getpass("Password: "), getpass.getpass("The password once more: ")
