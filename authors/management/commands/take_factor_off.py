"""`manage.py take_factor_off NAME`: for an operator whose administrators have all lost their second factors."""

import logging

from django.core.management.base import BaseCommand, CommandError

from authors import factors
from authors.models import User

logger = logging.getLogger("newsroom.factors")


class Command(BaseCommand):
    """Takes all second factors off one login and ends its sessions. Whoever runs it has the server's shell."""

    help = "Takes the second factor off a login by its user name, and ends its sessions"

    def add_arguments(self, parser):
        parser.add_argument("name", help="the user name, as it is typed at the door")

    def handle(self, *args, name: str, **options):
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no login called {name}.")
        had = factors.take_off(user)
        logger.warning("The second factor of login %d was taken off by the operator.", user.pk)
        if not had:
            self.stdout.write(f"{name} had no second factor. All sessions of {name} are over.")
            return
        self.stdout.write(f"The second factor of {name} is off, and all sessions of {name} are over.")
        if factors.demanded(user):
            self.stdout.write("At the next sign-in a new one is asked for before anything else.")
