"""Sections: the newsroom's departments, each with a front of its own."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.lib.languages import CODES
from newsroom.lib.slugs import SlugField, slug_check
from newsroom.lib.words import WordsField, say

# Addresses of the site's own pages (docs/contract.md); a section there would hide them.
RESERVED = (
    "a", "about", "accessibility", "admin", "archive", "authors", "contact", "corrections", "ethics", "favicon.ico",
    "feed", "feeds", "healthz", "masthead", "media", "most-read", "newsletter", "oembed", "ownership", "photos",
    "privacy", "readyz", "robots", "robots.txt", "search", "series", "setup", "sitemap", "sitemap-news", "sitemap.xml",
    "static", "topics", *CODES,
)  # fmt: skip


class Section(models.Model):
    """A department such as News or Culture."""

    slug = SlugField(_("web address"), max_length=40, unique=True)
    names = WordsField(_("name"), max_words_length=60)
    descriptions = WordsField(_("description"), blank=True, long=True, max_words_length=400)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("section"), _("sections")
        ordering = ["position", "slug"]
        constraints = [
            slug_check("section"),
            models.CheckConstraint(
                name="section_slug_not_reserved",
                condition=~Q(slug__in=RESERVED),
                violation_error_message=_("This web address is taken by one of the site's own pages. Choose another."),
            ),
            models.CheckConstraint(
                name="section_slug_no_number",  # numbers are the archive's addresses
                condition=Q(slug__gte="a"),
                violation_error_message=_("A section's web address begins with a letter."),
            ),
        ]

    def __str__(self) -> str:
        return self.name("en")

    def name(self, language: str) -> str:
        return say(self.names, language)
