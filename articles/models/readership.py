"""How often pages were read: sums by hour and by day, of nobody. Readers' pages may read them, so they name what was
read by numbers that publications have, without a ForeignKey to the desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from newsroom.lib.languages import CHOICES


class Source(models.TextChoices):
    """From what kind of place a reader came; which place it was is not kept."""

    SEARCH = "search", _("search engines")
    SOCIAL = "social", _("social networks")
    LETTER = "letter", _("newsletters and mail")
    OTHER = "other", _("other sites")
    OWN = "own", _("pages of our own")
    NONE = "none", _("directly, or it is not said")


class PageKind(models.TextChoices):
    STORY = "story", _("stories")
    FRONT = "front", _("front pages")
    SECTION = "section", _("section fronts")
    AUTHOR = "author", _("pages of authors")
    TOPIC = "topic", _("pages of topics")
    SERIES = "series", _("pages of series")
    ARCHIVE = "archive", _("the archive")
    SEARCH = "search", _("the search")
    OTHER = "other", _("other pages")


class Views(models.Model):
    """A number of views. `sample`: the sample newsroom invented them, and they go with it."""

    language = models.CharField(max_length=3, choices=CHOICES)
    sample = models.BooleanField(default=False)
    views = models.PositiveBigIntegerField()

    class Meta:
        abstract = True


class HourViews(Views):
    """The views of one story (its short link's number), or of one kind of page (0), from one kind of source, in the
    hour that begins at `hour` (UTC). Thinned out after READERSHIP_HOURS days."""

    hour = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=PageKind)
    story = models.PositiveBigIntegerField(default=0)
    source = models.CharField(max_length=6, choices=Source)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="hour_views_once", fields=["hour", "language", "kind", "story", "source", "sample"]
            )
        ]
        indexes = [models.Index(name="hour_views_story", fields=["story", "hour"])]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.kind} {self.story or ''}: {self.views}"


class Readership(Views):
    """The views of one thing on one day (the newsroom's own), for READERSHIP_DAYS days.

    `what` and `key` name the thing: all there was (""), a kind of page, a story (its number), its section, each of its
    authors and topics (their keys), a kind of source, an hour of the day ("00" to "23")."""

    class What(models.TextChoices):
        ALL = "all", pgettext_lazy("readership", "all")
        KIND = "kind", _("kind of page")
        STORY = "story", _("story")
        SECTION = "section", _("section")
        AUTHOR = "author", _("author")
        TOPIC = "topic", _("topic")
        SOURCE = "source", _("where readers came from")
        HOUR = "hour", _("hour of the day")

    day = models.DateField()
    what = models.CharField(max_length=8, choices=What)
    key = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = _("readership")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(name="readership_once", fields=["what", "day", "language", "key", "sample"])
        ]
        indexes = [models.Index(name="readership_of", fields=["what", "key", "day"])]

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.key}: {self.views}"


class ViewsTaken(models.Model):
    """What was counted already: a file of counted views, or a proxy's log up to the byte `upto`."""

    name = models.CharField(max_length=100, unique=True)
    upto = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
