"""Addresses of before: of this newsroom's own stories, and of the system that it came from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.section import Section
from newsroom.lib.languages import CHOICES


class OldAddress(models.Model):
    """An address that once led somewhere and now leads, in one hop, to a story, section, author or photo.

    `key` is the address as it is compared (see `articles.old_addresses`), `cut` its first 200 bytes as written, which
    is where some systems cut long addresses off. A story is named by UUID: readers' code looks here.
    """

    address = models.CharField(
        _("old address"), max_length=1000,
        help_text=_("A path such as /2019/05/old-name/ or a query such as ?p=17, as it stood in links."),
    )  # fmt: skip
    key = models.CharField(max_length=1000, unique=True, editable=False)
    cut = models.CharField(max_length=200, db_index=True, editable=False, blank=True)
    story = models.UUIDField(_("story"), null=True, blank=True)
    section = models.ForeignKey(
        Section, verbose_name=_("section"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    author = models.ForeignKey(
        "authors.Author", verbose_name=_("author"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    photo = models.UUIDField(_("photo"), null=True, blank=True)
    language = models.CharField(_("edition"), max_length=3, choices=CHOICES, default="en")
    made_at = models.DateTimeField(_("entered"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("old address"), _("old addresses")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                name="old_address_one_target",
                condition=(
                    Q(story__isnull=False, section=None, author=None, photo=None)
                    | Q(story=None, section__isnull=False, author=None, photo=None)
                    | Q(story=None, section=None, author__isnull=False, photo=None)
                    | Q(story=None, section=None, author=None, photo__isnull=False)
                ),
                violation_error_message=_(
                    "An old address leads to one thing: a story, a section, an author or a photo."
                ),
            ),
            models.CheckConstraint(name="old_address_key_not_empty", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.address
