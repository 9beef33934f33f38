"""Series: stories told in parts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsroom.lib.slugs import SlugField, slug_check
from newsroom.lib.words import WordsField, say


class Series(models.Model):
    """A story told in parts. Which story is which part stands with the story, and in its versions."""

    slug = SlugField(_("web address"), max_length=60, unique=True)
    names = WordsField(_("name"), max_words_length=80)
    descriptions = WordsField(_("description"), blank=True, long=True, max_words_length=400)
    parts_planned = models.PositiveSmallIntegerField(
        _("parts that it will have"), null=True, blank=True,
        help_text=_("Readers then see “Part 2 of 5” from the start. Left empty, the parts that are public count."),
    )  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("series"), pgettext_lazy("several", "series")
        ordering = ["slug"]
        constraints = [slug_check("series")]

    def __str__(self) -> str:
        return self.name("en") or self.slug

    def name(self, language: str) -> str:
        return say(self.names, language)
