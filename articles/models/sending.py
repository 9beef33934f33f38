"""What a browser sends by itself, perhaps more than once: a new story, and the photos that follow it in pieces."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.photo import Photo


class Sending(models.Model):
    """One new story as one browser sent it. The browser made `key` before it sent anything, so that the same story
    sent again, because the answer was lost, is known again.

    `digest` is of what was sent; `version` the version of the story that it made. `at_desk`: this text was handed to
    the desk already, so that a late copy of the request does not hand over again what the desk has sent back.
    """

    key = models.UUIDField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sendings")
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    at_desk = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="sending_once_per_person", fields=["by", "key"])]

    def __str__(self) -> str:
        return f"{self.key}: {self.article}"


class SentPhoto(models.Model):
    """A photo that goes with a story: announced together with it, here in pieces up to `offset`, or arrived.

    `size` in bytes and `sha256` in hexadecimal are what the browser says of the whole file. `pieces` names the stored
    pieces in their order. `busy_until`: someone makes the picture ready at this moment. `refused` is the sentence
    that says why it became no picture.
    """

    class State(models.TextChoices):
        COMING = "coming", _("on its way")
        WHOLE = "whole", _("all of it is here")
        DONE = "done", _("arrived")
        REFUSED = "refused", _("refused")

    key = models.UUIDField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sent_photos")
    place = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    offset = models.PositiveIntegerField(default=0)
    pieces = models.JSONField(default=list)
    photo = models.ForeignKey(Photo, null=True, on_delete=models.SET_NULL, related_name="+")
    refused = models.CharField(max_length=400, blank=True)
    busy_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(name="sent_photo_once_per_person", fields=["by", "key"]),
            models.CheckConstraint(name="sent_photo_offset_within_size", condition=Q(offset__lte=F("size"))),
        ]
        indexes = [models.Index(name="sent_photo_waiting", fields=["touched_at"], condition=Q(done_at=None))]

    def __str__(self) -> str:
        return self.name or str(self.key)

    @property
    def state(self) -> "SentPhoto.State":
        if self.refused:
            return self.State.REFUSED
        if self.done_at:
            return self.State.DONE
        return self.State.WHOLE if self.offset == self.size else self.State.COMING

    @property
    def percent(self) -> int:
        """How much of it is here, 0 to 100."""
        return 100 * self.offset // self.size if self.size else 0
