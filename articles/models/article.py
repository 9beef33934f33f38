"""The story as the desk works on it: half-written, wrong, embargoed, secret. Readers get publications."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.models.photo import Photo
from articles.models.section import Section
from articles.models.series import Series
from articles.models.tag import TaggedArticle
from newsroom.lib.languages import CHOICES, CODES
from newsroom.lib.slugs import SlugField


class Article(models.Model):  # type: ignore[django-manager-missing]  # taggit's `tagged`
    """The working copy of one story in one language. Its state is written by `articles.workflow` alone."""

    class Step(models.TextChoices):
        """Where the story is on the desk. What readers see is another question (`Publication`)."""

        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("With the desk")
        EDITING = "editing", _("In edit")
        READY = "ready", _("Ready")

    class Genre(models.TextChoices):
        """What kind of text readers get; becomes the schema.org type and, but for news, a label."""

        NEWS = "news", _("News")
        REPORT = "report", _("Report")
        ANALYSIS = "analysis", _("Analysis")
        OPINION = "opinion", _("Opinion")
        BACKGROUND = "background", _("Explainer")
        REVIEW = "review", _("Review")
        SPONSORED = "sponsored", _("Sponsored")

    # -- what it is
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=3, choices=CHOICES, default="en")
    translation_group = models.UUIDField(_("translations"), default=uuid4, editable=False)
    # What it was translated from, and the version of that which it says; both stand in this story's versions.
    source = models.ForeignKey(
        "self", verbose_name=_("translated from"), null=True, blank=True, editable=False, on_delete=models.SET_NULL,
        related_name="translated",
    )  # fmt: skip
    source_version = models.PositiveIntegerField(default=0, editable=False)
    section = models.ForeignKey(Section, verbose_name=_("section"), on_delete=models.PROTECT, related_name="+")
    genre = models.CharField(_("kind of text"), max_length=12, choices=Genre, default=Genre.NEWS)
    series = models.ForeignKey(
        Series, verbose_name=_("series"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    part = models.PositiveSmallIntegerField(_("part"), null=True, blank=True, validators=[MinValueValidator(1)])
    slugline = models.CharField(
        _("slugline"),
        max_length=80,
        blank=True,
        help_text=_("The story's working name on the desk, never public."),
    )
    slug = SlugField(
        _("web address"), max_length=80, blank=True,
        help_text=_("Made from the headline when left empty. It never changes once the story was public."),
    )  # fmt: skip
    # -- words
    headline = models.CharField(_("headline"), max_length=300)
    kicker = models.CharField(_("kicker"), max_length=80, blank=True)
    standfirst = models.TextField(_("standfirst"), max_length=600, blank=True)
    dateline_place = models.CharField(_("dateline"), max_length=120, blank=True)
    body = models.TextField(_("body"), blank=True)
    body_version = models.PositiveSmallIntegerField(default=1, editable=False)
    byline_override = models.CharField(
        _("byline as printed"), max_length=200, blank=True,
        help_text=_("Only where the names below should not be printed as they stand."),
    )  # fmt: skip
    method = models.TextField(
        _("how we reported this"), max_length=2000, blank=True,
        help_text=_("For readers, in a box under the story: who was asked, what was looked at, what is not known."),
    )  # fmt: skip
    source_list = models.TextField(
        _("sources"), max_length=4000, blank=True,
        help_text=_("For readers: a source on each line, its web address behind it where it has one."),
    )  # fmt: skip
    authors = models.ManyToManyField("authors.Author", through="articles.Credit", related_name="+")
    photo = models.ForeignKey(
        Photo,
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stories",
    )
    tags = TaggableManager(verbose_name=_("tags"), through=TaggedArticle, blank=True)
    # -- the desk's work
    step = models.CharField(_("step"), max_length=10, choices=Step, default=Step.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    words_version = models.PositiveIntegerField(default=0, editable=False)  # the last that changed words
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("begun by"), null=True, blank=True, editable=False,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    planned_words = models.PositiveIntegerField(_("planned words"), null=True, blank=True)
    word_count = models.PositiveIntegerField(_("words"), default=0, editable=False)
    desk_note = models.TextField(_("note to the desk"), blank=True, max_length=2000)
    # -- where it was filed from: the same copy filed again is the same story
    filing_key = models.CharField(max_length=64, blank=True, editable=False)
    filed_digest = models.CharField(max_length=64, blank=True, editable=False)
    # -- moments, each a question of its own (all aware, stored as UTC)
    planned_for = models.DateTimeField(_("due"), null=True, blank=True)
    embargo_until = models.DateTimeField(
        _("hold until"),
        null=True,
        blank=True,
        help_text=_("Readers see nothing before this moment, whatever else."),
    )
    # On whose clocks these two were typed, where not on the newsroom's: names of zones.
    embargo_zone = models.CharField(
        _("hold until, on the clocks of"), max_length=64, blank=True, default="", editable=False
    )
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True, editable=False)
    publish_zone = models.CharField(max_length=64, blank=True, default="", editable=False)
    first_published_at = models.DateTimeField(_("first published"), null=True, blank=True, editable=False)
    address_date = models.DateField(_("day in the web address"), null=True, blank=True, editable=False)
    significant_update_at = models.DateTimeField(_("updated"), null=True, blank=True, editable=False)
    taken_down_at = models.DateTimeField(_("taken down"), null=True, blank=True, editable=False)
    made_at = models.DateTimeField(_("begun"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("story"), _("stories")
        constraints = [
            models.UniqueConstraint(
                name="story_once_per_language",
                fields=["translation_group", "language"],
                violation_error_message=_("There is a version of this story in this language already."),
            ),
            models.UniqueConstraint(
                name="story_address_unique",
                fields=["language", "address_date", "slug"],
                condition=Q(address_date__isnull=False),
                violation_error_message=_("Another story of that day has this web address."),
            ),
            models.UniqueConstraint(
                name="story_part_once",
                fields=["series", "language", "part"],
                condition=Q(series__isnull=False, part__isnull=False),
                violation_error_message=_("Another story is this part of the series already. Choose another number."),
            ),
            models.UniqueConstraint(name="story_filed_once", fields=["filing_key"], condition=~Q(filing_key="")),
            models.CheckConstraint(
                name="story_source_has_version", condition=Q(source__isnull=True) | Q(source_version__gt=0)
            ),
            models.CheckConstraint(name="story_not_its_own_source", condition=~Q(source=F("id"))),
            models.CheckConstraint(name="story_language_known", condition=Q(language__in=CODES)),
            models.CheckConstraint(
                name="story_step_known", condition=Q(step__in=["draft", "submitted", "editing", "ready"])
            ),
            models.CheckConstraint(
                name="story_headline_not_empty",
                condition=~Q(headline=""),
                violation_error_message=_("The story has no headline."),
            ),
            models.CheckConstraint(
                name="story_public_has_address",
                condition=Q(first_published_at__isnull=True) | (Q(address_date__isnull=False) & ~Q(slug="")),
            ),
        ]
        indexes = [
            models.Index(name="story_due", fields=["planned_for"]),
            models.Index(name="story_step", fields=["step", "-saved_at"]),
            models.Index(name="story_saved", fields=["-saved_at"]),
        ]
        permissions = [
            ("submit_article", "Can send a story to the desk"),
            ("edit_any_article", "Can edit stories of others"),
            ("publish_article", "Can publish and schedule stories"),
            ("withdraw_article", "Can take stories down"),
        ]

    def __str__(self) -> str:
        return self.headline


class Credit(models.Model):
    """One name in a story's byline: whose, in which role, at which place. `display_name` prints another spelling."""

    class Role(models.TextChoices):
        REPORTING = "reporting", _("Reporting")
        WRITING = "writing", _("Writing")
        PHOTOS = "photos", _("Photos")
        EDITING = "editing", _("Editing")
        DATA = "data", _("Data")
        TRANSLATION = "translation", _("Translation")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="credits")
    author = models.ForeignKey(
        "authors.Author", verbose_name=_("author"), on_delete=models.PROTECT, related_name="credits"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.REPORTING)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    display_name = models.CharField(_("name as printed"), max_length=120, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("name in the byline"), _("byline")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="credit_once_per_role",
                fields=["article", "author", "role"],
                violation_error_message=_("This name stands in the byline already."),
            ),
        ]


class Draft(models.Model):
    """What one person has typed into one story, in one window, and not saved: one replaceable row. Not history.

    `fields` is what the form's controls held, name by name. `turn` counts a window's own keepings, so that one that
    comes late does not replace a later one.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    window = models.CharField(max_length=36, default="")
    turn = models.PositiveIntegerField(default=0)
    base_version = models.PositiveIntegerField()
    fields = models.JSONField(default=dict)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="draft_one_per_window", fields=["article", "user", "window"])]

    def __str__(self) -> str:
        return f"{self.user} in {self.article}"
