"""The record: who did what, when, to which version; one chain for the whole newsroom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.revision import AppendOnly
from articles.models.written_once import WrittenOnce


class Act(WrittenOnce):
    """One act, in the order in which they happened: `number` counts from 1 without a gap.

    `digest` is keyed and taken over all of it and the digest before, so that a changed, removed, inserted or reordered
    act shows (`articles.record`, `articles.proof`). It holds numbers and digests, and no words of people: what
    somebody wrote as a reason is an `ActText`, of which only the salted digest stands here, so that it can be erased.
    `content` is the digest of what the act wrote: of the version, or of the correction.
    """

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("when"))
    verb = models.CharField(_("what"), max_length=24)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    story = models.UUIDField(_("story"), null=True)
    version = models.PositiveIntegerField(_("version"), null=True)
    about = models.JSONField(default=dict)
    content = models.CharField(max_length=64, blank=True)
    text_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name, verbose_name_plural = _("act"), _("record")
        ordering = ["-number"]
        indexes = [
            models.Index(name="act_story", fields=["story", "number"]),
            models.Index(name="act_by", fields=["by", "number"]),
            models.Index(name="act_at", fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.verb}"


class ActText(models.Model):
    """What somebody wrote with an act: why it was done. It can be erased, which is an act of its own."""

    act = models.OneToOneField(Act, primary_key=True, on_delete=models.PROTECT, related_name="text")
    text = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("reason"), _("reasons")

    def __str__(self) -> str:
        return self.text
