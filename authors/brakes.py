"""Brakes for whoever guesses: passwords by name and by address, codes by account. Counted for all processes together.

A try is counted before anything is looked at, so that two at once are two; what was right is given back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from newsroom.lib.limits import ceilings
from newsroom.lib.visitors import client_of

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Brake:
    """At most `most` wrong tries of `scope` within `per`."""

    scope: str
    most: int
    per: timedelta = QUARTER


NAME = Brake("desk.name", 10)
CLIENT = Brake("desk.client", 30)
PASSKEY = Brake("desk.passkey", 60)
# Only whoever knows the password gets as far as a code, so nobody is locked out by a stranger. A new sign-in changes
# nothing: it is the account that is counted. Ten in a quarter of an hour alone would be a thousand a day.
CODE = Brake("desk.code", 10)
CODE_DAY = Brake("desk.code.day", 40, timedelta(days=1))


class Try:
    """One try against some brakes."""

    def __init__(self, *brakes: tuple[Brake, str], now: datetime):
        self.brakes, self.now, self.taken = brakes, now, False

    def allowed(self) -> bool:
        """Counts the try; False, and nothing counted, where a brake is on. `now` is aware, in UTC."""
        done: list[tuple[Brake, str]] = []
        for brake, subject in self.brakes:
            if not ceilings.take(brake.scope, subject, most=brake.most, per=brake.per, now=self.now):
                for earlier, whose in done:
                    ceilings.give_back(earlier.scope, whose)
                return False
            done.append((brake, subject))
        self.taken = True
        return True

    def right(self) -> None:
        """It was right, so it does not count."""
        if self.taken:
            for brake, subject in self.brakes:
                ceilings.give_back(brake.scope, subject)
            self.taken = False


def password_try(name: str, request: HttpRequest | None, now: datetime) -> Try:
    """A password for the user name `name`, from where `request` comes."""
    return Try((NAME, name.casefold()), (CLIENT, client_of(request)), now=now)


def code_try(user_pk: int, now: datetime) -> Try:
    """A code, of an app or for recovery, for one account."""
    return Try((CODE, str(user_pk)), (CODE_DAY, str(user_pk)), now=now)
