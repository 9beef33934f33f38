"""Putting stories together into a package, and taking one apart. Readers see it as soon as it is saved."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles import packages, press
from articles.models import Article, Package, PackageItem, Role
from articles.packages import MOST, Wanted
from articles.record import write
from articles.refusals import NotPossible, Stale
from articles.workflow.rights import may
from newsroom.lib.failpoints import failpoint
from newsroom.lib.typography import tidy


def _may(by, permission: str) -> None:
    may(by, permission, _("Your role does not include putting stories together."))


def _locked(package: Package, seen: int | None) -> Package:
    """The row, read afresh and locked. Raises Stale where it was saved since `seen`, NotPossible where it is gone."""
    row = Package.objects.select_for_update().filter(pk=package.pk).first()
    if row is None:
        raise NotPossible(_("This package was removed meanwhile. Its stories stand as they were."))
    if seen is not None and row.turn != seen:
        raise Stale(
            _("Someone else changed this package while you had it open. Look at it as it is now, and save again."),
            None,
        )
    return row


def _checked(wanted: Sequence[Wanted]) -> list[Wanted]:
    groups = [one.group for one in wanted]
    if len(set(groups)) < len(groups):
        raise NotPossible(_("A story stands twice in this package. Take one of the two lines off."))
    if len(groups) > MOST:
        raise NotPossible(_("A package has at most %(most)d stories.") % {"most": MOST})
    if any(one.role not in Role.values for one in wanted):
        raise NotPossible(_("This role in a package is not known."))
    if sum(one.role == Role.MAIN for one in wanted) > 1:
        raise NotPossible(_("A package has one main story. Choose another role for the others."))
    if set(groups) - set(packages.named(groups, "en")):
        raise NotPossible(_("One of these stories is not there any more. Look at the list again."))
    return list(wanted)


def arrange_package(
    *, by, package: Package, name: str, titles: Mapping[str, str], shown: bool, wanted: Sequence[Wanted], now: datetime,
    seen: int | None = None,
) -> Package:  # fmt: skip
    """Saves a package (a new one where it has no key yet): its names, and `wanted`, its stories in their order.

    `seen` is the turn that the person began from. The pages of all its stories follow at once. Raises NotAllowed,
    NotPossible, Stale.
    """
    _may(by, "change_package" if package.pk else "add_package")
    with transaction.atomic():
        row = _locked(package, seen) if package.pk else package
        row.name, row.titles, row.shown = tidy(name)[:120], dict(titles), shown
        if not row.name:
            raise NotPossible(_("Give the package a name by which the desk finds it."))
        return _store(row, _checked(wanted), by=by, now=now)


def put_into_package(*, by, package: Package, story: Article, role: str, now: datetime) -> Package:
    """Adds a story, in all its languages, at the end of a package; one that is in it already gets this role."""
    _may(by, "change_package")
    with transaction.atomic():
        row = _locked(package, None)
        wanted = [Wanted(item.group, item.role) for item in row.items.all()]
        if any(one.group == story.translation_group for one in wanted):
            wanted = [Wanted(o.group, role if o.group == story.translation_group else o.role) for o in wanted]
        else:
            wanted.append(Wanted(story.translation_group, role))
        return _store(row, _checked(wanted), by=by, now=now)


def remove_package(*, by, package: Package, now: datetime) -> None:
    """Takes a package apart. Its stories stay as they are."""
    _may(by, "delete_package")
    with transaction.atomic():
        row = _locked(package, None)
        row.shown = False
        groups = packages.show(row, ())
        failpoint("remove_package.after_public")
        write("package_removed", by=by, at=now, about={"package": str(row.uuid)})
        row.delete()
        press.moved(map(press.group_tag, groups), now=now)


def _store(row: Package, wanted: Sequence[Wanted], *, by, now: datetime) -> Package:
    row.turn, row.changed_at = row.turn + 1, now
    row.save()
    row.items.all().delete()
    PackageItem.objects.bulk_create(
        PackageItem(package=row, group=one.group, role=one.role, position=place) for place, one in enumerate(wanted)
    )
    failpoint("arrange_package.after_desk")
    groups = packages.show(row, wanted)
    failpoint("arrange_package.after_public")
    about = {
        "package": str(row.uuid), "shown": row.shown, "stories": [[str(one.group), str(one.role)] for one in wanted]
    }  # fmt: skip
    write("packaged", by=by, at=now, about=about)
    press.moved(map(press.group_tag, groups), now=now)
    return row
