"""Packages: which stories there are to put together, how a form names them, and the public side of one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from articles.models import Article, Package, PackageItem, PublicPackage, PublicPlace, Role
from newsroom.lib.languages import CODES

MOST = 30  # stories of one package
OFFERED = 300  # newest stories that are offered by name


@dataclass(frozen=True)
class Wanted:
    """A story as it is to stand in a package."""

    group: UUID
    role: str = Role.SIDEBAR


def label(story: Article) -> str:
    """What finds a story in a form: its headline, and its number, so that two of one name are two."""
    return f"{story.headline} #{story.pk}"


def offered() -> list[str]:
    """The labels of the newest stories, one for each of their languages. One query."""
    return [label(story) for story in Article.objects.only("headline").order_by("-pk")[:OFFERED]]


def named(groups: Iterable[UUID], language: str) -> dict[UUID, Article]:
    """One story of each group, in `language` where there is one, else in the first of ours. One query."""
    order = [language, *(code for code in CODES if code != language)]
    # What says which story it is; a text is long.
    rows = Article.objects.filter(translation_group__in=set(groups)).defer("body", "desk_note", "method", "source_list")
    found: dict[UUID, Article] = {}
    for story in sorted(rows, key=lambda story: order.index(story.language)):
        found.setdefault(story.translation_group, story)
    return found


def of_story(story: Article) -> list[PackageItem]:
    """The packages that a story stands in, with its role in each. One query."""
    return list(PackageItem.objects.filter(group=story.translation_group).select_related("package"))


def show(package: Package, wanted: Sequence[Wanted]) -> set[UUID]:
    """Makes the public side of `package` what the desk's is, in the caller's transaction: gone where readers are not to
    see it. Gives the groups whose pages change by it."""
    before = set(PublicPlace.objects.filter(package__uuid=package.uuid).values_list("group", flat=True))
    if not package.shown or not wanted:
        PublicPackage.objects.filter(uuid=package.uuid).delete()
        return before
    public, _made = PublicPackage.objects.update_or_create(uuid=package.uuid, defaults={"titles": package.titles})
    public.places.all().delete()
    PublicPlace.objects.bulk_create(
        PublicPlace(package=public, group=one.group, role=one.role, position=place) for place, one in enumerate(wanted)
    )
    return before | {one.group for one in wanted}


def forget(groups: Collection[UUID]) -> None:
    """Takes the places of those groups that have no story any more out of all packages, in the caller's transaction. A
    package that has none left is not public any more."""
    left = Article.objects.filter(translation_group__in=groups).values_list("translation_group", flat=True)
    gone = set(groups) - set(left)
    PackageItem.objects.filter(group__in=gone).delete()
    PublicPlace.objects.filter(group__in=gone).delete()
    PublicPackage.objects.filter(places=None).delete()
