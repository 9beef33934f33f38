"""The words of names and headlines by their near spellings, so that a search with a typing error is met."""

from django.db import models

from newsroom.lib.languages import CHOICES


class Spelling(models.Model):
    """A folded `word` of a language under one `key`: itself, itself without one letter, or its consonants. Two words
    that share a key may be a typing error apart. `said` is how it was written. Derived of publications, see
    `articles.search.spelling`."""

    language = models.CharField(max_length=3, choices=CHOICES)
    key = models.CharField(max_length=60)
    word = models.CharField(max_length=60)
    said = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(name="spelling_once", fields=["language", "key", "word"])]
        indexes = [models.Index(name="spelling_word", fields=["word"])]
        default_permissions = ()

    def __str__(self) -> str:
        return self.said
