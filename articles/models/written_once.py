"""Rows that are written once: history, record, corrections. The database's triggers say so too."""

from typing import Any, ClassVar

from django.db import models

from articles.models.revision import AppendOnly


class WrittenOnce(models.Model):
    """A row that is inserted and then stays as it is."""

    objects: ClassVar[Any] = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("What is written here stays as it is.")
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args, **kwargs):
        raise TypeError("What is written here stays as it is.")
