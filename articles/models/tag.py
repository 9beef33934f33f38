"""Tags of the desk; to readers they are topics."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from newsroom.lib.slugs import slug_of
from newsroom.lib.words import WordsField, say


class Tag(TagBase):
    """A subject: `name` is the desk's, `names` are what readers see in each language."""

    names = WordsField(_("name for readers"), blank=True, max_words_length=80)
    descriptions = WordsField(_("description"), blank=True, long=True, max_words_length=400)

    class Meta:
        verbose_name, verbose_name_plural = _("tag"), _("tags")
        ordering = ["slug"]

    def say(self, language: str) -> str:
        return say(self.names, language) or self.name

    def slugify(self, tag: str, i: int | None = None) -> str:
        slug = slug_of(tag) or "topic"
        return f"{slug}-{i}" if i else slug


class TaggedArticle(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged")
    content_object = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="tagged_article_once", fields=["tag", "content_object"]),
        ]
