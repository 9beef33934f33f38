"""The site's own pages: about us, our rules, who owns us; in each language, each with its versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.lib.languages import CHOICES, CODES


class SitePage(models.Model):
    """One of the site's own pages in one language, where the newsroom wrote it. Where there is no row, or its body is
    empty, readers get what is true of every newsroom of this kind (`articles.site_pages`)."""

    class Kind(models.TextChoices):
        ABOUT = "about", _("About us")
        MASTHEAD = "masthead", _("Masthead")
        ETHICS = "ethics", _("Our rules")
        CORRECTIONS = "corrections", _("How we correct mistakes")
        OWNERSHIP = "ownership", _("Ownership and funding")
        CONTACT = "contact", _("Contact")
        PRIVACY = "privacy", _("Privacy")
        ACCESSIBILITY = "accessibility", _("Accessibility")

    WITH_PEOPLE = (Kind.MASTHEAD, Kind.CONTACT)  # under their text stand those who are on the masthead

    kind = models.CharField(_("page"), max_length=13, choices=Kind)
    language = models.CharField(_("language"), max_length=3, choices=CHOICES)
    body = models.TextField(_("text"), blank=True)  # canonical HTML, as a story's
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(_("changed"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("page of the site"), _("pages of the site")
        default_permissions = ("change", "view")
        constraints = [
            models.UniqueConstraint(name="site_page_once", fields=["kind", "language"]),
            models.CheckConstraint(name="site_page_language_known", condition=Q(language__in=CODES)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language})"


class SitePageVersion(models.Model):
    """What a page of the site said from `at` on, and who wrote it. The first may be what stood there before."""

    page = models.ForeignKey(SitePage, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("version of a page"), _("versions of pages")
        default_permissions = ()
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="site_page_version_once", fields=["page", "number"])]
