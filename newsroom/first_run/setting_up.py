"""The verb: an empty newsroom is set up, once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Newsroom, Section
from authors.models import Author
from newsroom.lib.once import links
from newsroom.lib.slugs import slug_of

PURPOSE, LASTS = "setup", timedelta(hours=24)


class Refused(Exception):
    """The newsroom was not set up; the text says why and what to do."""


@dataclass(frozen=True)
class Administrator:
    """Who runs the newsroom. `byline`: stories may run under this name from the first day."""

    username: str
    name: str
    email: str
    password: str
    language: str = "en"
    byline: bool = True


@dataclass(frozen=True)
class Plan:
    """All that a set-up decides. `names` and each section's `names` are by language; `logo` is what
    `media.keep_picture` gave, or empty. `sections` stays empty where the newsroom has some already."""

    names: dict[str, str]
    languages: list[str]
    root_language: str
    time_zone: str
    administrator: Administrator
    sections: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    logo: dict = field(default_factory=dict)


def is_needed() -> bool:
    """Whether nobody can run this newsroom: there is no active administrator."""
    return not get_user_model().objects.filter(is_active=True, is_superuser=True).exists()


def fresh_link(now: datetime) -> str:
    """The whole address of a new one-time link, good for `LASTS`; the one of before stops working."""
    return f"{settings.BASE_URL}/admin/setup/{links.fresh(PURPOSE, lasts=LASTS, now=now)}/"


def set_up(plan: Plan, *, now: datetime, token: str | None = None):
    """Does it, in one transaction, and gives the new administrator.

    `token` is that of the link by which somebody came; None for whoever runs commands on the server. Of two who finish
    at once one gets Refused, and nothing of theirs is written.
    """
    with transaction.atomic():
        # The row is the lock. Whoever makes it second waits for the first, and then finds an administrator.
        room, _made = Newsroom.objects.get_or_create(pk=1, defaults={"languages": plan.languages})
        room = Newsroom.objects.select_for_update().get(pk=1)
        if not is_needed():
            raise Refused(
                _("Somebody else has just set up this newsroom. Ask its administrator for a login of your own.")
            )
        if token is not None:
            try:
                links.use(PURPOSE, token, now)
            except links.NoLink:
                raise Refused(_("A newer set-up link was made meanwhile. Use that one.")) from None
        links.end(PURPOSE)
        room.names, room.languages, room.root_language = plan.names, plan.languages, plan.root_language
        room.time_zone = plan.time_zone
        room.logo = plan.logo or room.logo
        room.full_clean()
        room.save()
        for place, (slug, names) in enumerate(plan.sections):
            section = Section(slug=slug, names=names, position=place)
            section.full_clean()
            section.save()
        return _administrator(plan)


def _administrator(plan: Plan):
    who = plan.administrator
    first, _space, last = who.name.rpartition(" ")
    user = get_user_model()(
        username=who.username, first_name=first or last, last_name=last if first else "", email=who.email,
        is_staff=True, is_superuser=True, desk_language=who.language,
    )  # fmt: skip
    user.set_password(who.password)
    if who.byline:
        user.author = _author(who.name, plan.root_language)
    user.full_clean()
    user.save()
    return user


def _author(name: str, language: str) -> Author:
    slug, n = slug_of(name, 76) or "author", 2
    base = slug
    while Author.objects.filter(slug=slug).exists():
        slug, n = f"{base}-{n}", n + 1
    author = Author(slug=slug, names={language: name})
    author.full_clean()
    author.save()
    return author
