"""Who works on a story at this moment. None of it is history, and none of it stops anyone but a lock asked for."""

from django.conf import settings
from django.db import models

from articles.models.article import Article


class Opened(models.Model):
    """One window in which somebody has a story open: since when, last heard of, unsaved words since.

    The window says so every few seconds; what was not heard of for a while is not open any more.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="opened")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    window = models.CharField(max_length=36)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    unsaved_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="opened_once_per_window", fields=["article", "user", "window"])]
        indexes = [models.Index(name="opened_seen", fields=["seen_at"])]

    def __str__(self) -> str:
        return f"{self.user} in {self.article}"


class Lock(models.Model):
    """A story that somebody asked to have alone. Any editor may take it over."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="lock")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article}, by {self.by}"
