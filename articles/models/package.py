"""Packages: stories that belong together, each in a role; as the desk has them, and as readers get them."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.lib.words import WordsField


class Role(models.TextChoices):
    """What a story is in its package, in the order in which readers meet them."""

    MAIN = "main", _("Main story")
    SIDEBAR = "sidebar", _("Sidebar")
    BACKGROUND = "background", _("Background")
    FACTBOX = "factbox", _("Fact box")


ROLES_KNOWN = Q(role__in=["main", "sidebar", "background", "factbox"])


class Package(models.Model):
    """Stories that belong together, as the desk puts them together. Readers get a `PublicPackage` of it.

    A story stands in it in all its languages (`PackageItem.group`), so that it is put together once. `turn` counts its
    saves: who began from an older one is told.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("working name"), max_length=120, help_text=_("The desk’s own, never public."))
    titles = WordsField(_("title for readers"), blank=True, max_words_length=80)
    shown = models.BooleanField(
        _("readers see it"), default=True,
        help_text=_("On the page of each of its stories that is public, once two of them are."),
    )  # fmt: skip
    turn = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name, verbose_name_plural = _("package"), _("packages")
        ordering = ["-changed_at", "-pk"]
        constraints = [models.CheckConstraint(name="package_name_not_empty", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name


class PackageItem(models.Model):
    """One story of a package, in whatever language it is: its group of translations, its role, its place."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="items")
    group = models.UUIDField(db_index=True)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.SIDEBAR)
    position = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("story of a package"), _("stories of a package")
        default_permissions = ()
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="package_item_once", fields=["package", "group"]),
            models.CheckConstraint(name="package_item_role_known", condition=ROLES_KNOWN),
        ]


class PublicPackage(models.Model):
    """A package as readers get it. It has no relation to the desk's, and names stories by group alone."""

    uuid = models.UUIDField(unique=True, editable=False)
    titles = WordsField(_("title for readers"), blank=True, max_words_length=80)

    class Meta:
        verbose_name, verbose_name_plural = _("public package"), _("public packages")
        default_permissions = ()


class PublicPlace(models.Model):
    """One story's place in a public package. Whether readers may see that story, its publications say."""

    package = models.ForeignKey(PublicPackage, on_delete=models.CASCADE, related_name="places")
    group = models.UUIDField(db_index=True)
    role = models.CharField(max_length=10, choices=Role)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("place in a package"), _("places in packages")
        default_permissions = ()
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="public_place_once", fields=["package", "group"]),
            models.CheckConstraint(name="public_place_role_known", condition=ROLES_KNOWN),
        ]
