"""Removing the sample: one transaction, so that a process that dies leaves all of it or nothing."""

from datetime import datetime
from functools import partial

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from articles import press, workflow
from articles.edition import UNNAMED
from articles.erasing import leave_nothing
from articles.models import Newsroom, Package, Photo, PublicPackage
from articles.readership import adding
from authors.models import Author
from newsroom.lib import media
from newsroom.lib.sample import record
from newsroom.sample.plan import Plan, plan
from newsroom.sample.written import CONTENTS

# Stories' belongings go after the stories; nothing of the order matters otherwise.
_ORDER = ("complaint", "package", "page", "photo", "author", "tag", "series", "section", "newsletter")


class NotRemoved(Exception):
    """Nothing was removed; the text says why and what to do."""


def is_own_administrator(user) -> bool:
    """Whether this person can run the newsroom once the sample's logins are gone."""
    return user.is_active and user.is_superuser and user.pk not in record.keys("login")


def remove(*, by, now: datetime, seen: str = "") -> Plan:
    """Removes the sample and gives what went and what stayed.

    `by` is an administrator of one's own; None stands for whoever runs commands on the server. `seen` is the digest
    of the plan that was looked at: where another would be carried out by now, nothing is. Raises NotRemoved.
    """
    if by is not None and not is_own_administrator(by):
        raise NotRemoved(_("Sign in as an administrator of your own first: the sample’s logins go with it."))
    with transaction.atomic():
        # The row is the lock: a second removal waits here, and then finds nothing.
        Newsroom.objects.select_for_update().filter(pk=1).first()
        if not record.is_there():
            raise NotRemoved(_("There is no sample newsroom here."))
        doing = plan()
        if seen and seen != doing.seen:
            raise NotRemoved(_("Somebody changed something meanwhile. Look again at what goes and what stays."))
        try:
            workflow.remove_samples(by=by, stories=doing.pks("story"), now=now)
        except workflow.WorkflowError as error:
            raise NotRemoved(str(error)) from error
        _remove_things(doing)
        _remove_words(doing)
        _remove_logins(doing)
        adding.forget_sample()
        record.close(now)
        press.everything_changed(now=now)
    return doing


def _remove_things(doing: Plan) -> None:
    for kind in _ORDER:
        rows = list(CONTENTS[kind][0]._default_manager.filter(pk__in=doing.pks(kind)))
        for row in rows:
            if isinstance(row, Package):
                PublicPackage.objects.filter(uuid=row.uuid).delete()
            elif isinstance(row, Photo):
                _drop_later(str(row.uuid), row.renditions)
                if row.original:
                    transaction.on_commit(partial(media.drop_original, row.original), robust=True)
            elif isinstance(row, Author) and row.portrait:
                _drop_later(row.portrait["uuid"], row.portrait["renditions"])
        CONTENTS[kind][0]._default_manager.filter(pk__in=[row.pk for row in rows]).delete()


def _drop_later(owner: str, rows: list[dict]) -> None:
    # After the commit, and whatever becomes of it: files that nothing names are swept within a day.
    transaction.on_commit(partial(media.drop, owner, rows), robust=True)


def _remove_words(doing: Plan) -> None:
    names = doing.keys("setting")
    room = Newsroom.objects.first()
    if room is None or not names:
        return
    if "logo" in names and room.logo:
        _drop_later(room.logo["uuid"], room.logo["renditions"])
    for name in names:
        setattr(room, name, dict(UNNAMED) if name == "names" else {})
    room.save(update_fields=names)


def _remove_logins(doing: Plan) -> None:
    logins = doing.pks("login") | doing.pks("login", staying=True)
    leave_nothing(logins, words=False)  # what somebody typed under such a login may be meant
    User = get_user_model()
    for user in User.objects.filter(pk__in=doing.pks("login", staying=True)):
        user.is_active = user.is_staff = user.is_superuser = False
        user.author = None
        user.email = ""
        user.set_unusable_password()
        user.save()
    gone = doing.pks("login")
    LogEntry.objects.filter(user__in=gone).delete()
    User.objects.filter(pk__in=gone).delete()
