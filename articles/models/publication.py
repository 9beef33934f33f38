"""What readers get: finished snapshots, each with the moments between which it is visible.

Nothing here points back at the desk's tables: a story is named by its UUID, so that no code that holds a
publication can reach a draft. A test walks the relations.
"""

from datetime import datetime

from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.models.section import Section
from articles.models.series import Series
from articles.models.tag import Tag
from newsroom.lib.languages import CHOICES

SEARCHED = ("search_headline", "search_text", "search_tokens", "search_rules")
_ORDER = {False: ("first_published_at", "pk"), True: ("link_at", "link_to")}  # by columns of a link, where one led here


def open_at(at: datetime) -> Q:
    """THE rule of what is public at the moment `at` (aware), of stories, fronts and banners. Nothing else does."""
    return Q(visible_from__lte=at) & (Q(visible_until__isnull=True) | Q(visible_until__gt=at))


class PublicationQuerySet(models.QuerySet):
    def visible(self, at: datetime) -> "PublicationQuerySet":
        """What is public at the moment `at` (aware)."""
        return self.filter(open_at(at))

    def in_language(self, language: str) -> "PublicationQuerySet":
        return self.filter(language=language)

    def on_topic(self, tag: Tag | int, language: str) -> "PublicationQuerySet":
        """Those on a topic (or its key), for `latest_first(linked=True)`."""
        return self._linked("topic_links", language, tag=tag)

    def credited(self, author, language: str) -> "PublicationQuerySet":
        """Those whose byline has an author, once each in whatever roles, for `latest_first(linked=True)`."""
        # The database finds another role by `publication_credit_once`; most stories have one.
        before = PublicationCredit.objects.filter(
            publication=OuterRef("pk"), author=author, role__lt=OuterRef("link_role")
        )
        named = self._linked("credit_links", language, author=author)
        return named.annotate(link_role=F("link__role")).filter(~Exists(before))

    def _linked(self, links: str, language: str, **to) -> "PublicationQuerySet":
        """What a link finds, with the link's own columns: an index has them in the order of the list."""
        [(name, value)] = to.items()
        link = FilteredRelation(links, condition=Q(**{f"{links}__{name}": value}))
        return self.annotate(link=link).filter(**{f"link__{name}": value}, link__language=language).annotate(
            link_at=F("link__first_published_at"), link_to=F("link__publication_id")
        )  # fmt: skip

    def latest_first(self, *, linked: bool = False) -> "PublicationQuerySet":
        return self.order_by(*(f"-{name}" for name in _ORDER[linked]))

    def behind(self, moment: datetime, number: int, *, linked: bool = False) -> "PublicationQuerySet":
        """Those that come behind publication `number`, first published at `moment`, in `latest_first(linked=…)`."""
        at, pk = _ORDER[linked]
        return self.filter(**{f"{at}__lte": moment}).exclude(**{at: moment, f"{pk}__gte": number})

    def down_to(self, moment: datetime, number: int, *, linked: bool = False) -> "PublicationQuerySet":
        """Publication `number`, first published at `moment`, and those before it, in the order of
        `latest_first(linked=…)` turned round."""
        at, pk = _ORDER[linked]
        return self.filter(**{f"{at}__gte": moment}).exclude(**{at: moment, f"{pk}__lt": number}).order_by(at, pk)

    def for_lists(self) -> "PublicationQuerySet":
        """Without what only the story's own page shows."""
        return self.defer("body", "body_text", *SEARCHED, "credits", "topics", "method", "source_list")

    def for_feeds(self) -> "PublicationQuerySet":
        """All that a feed says: the whole story, and not what is searched of it."""
        return self.defer("body_text", *SEARCHED)

    def for_search(self) -> "PublicationQuerySet":
        """As for lists, with the words that are shown around what was found."""
        return self.defer(
            "body", "search_headline", "search_tokens", "search_rules", "credits", "topics", "method", "source_list"
        )


class Publication(models.Model):
    """One story as readers see it from `visible_from` until `visible_until` (open: until further notice)."""

    story = models.UUIDField(editable=False)
    story_number = models.PositiveBigIntegerField(editable=False)  # the short link's /a/<id>/
    revision_number = models.PositiveIntegerField(editable=False)
    # The desk's later version that says the same, where a name was taken out of both.
    renewed_in = models.PositiveIntegerField(null=True, editable=False)
    language = models.CharField(_("language"), max_length=3, choices=CHOICES)
    translation_group = models.UUIDField()
    # The story that it is translated from, and its language; empty for an original.
    source = models.UUIDField(null=True, editable=False)
    source_language = models.CharField(max_length=3, blank=True, default="", choices=CHOICES)
    section = models.ForeignKey(Section, verbose_name=_("section"), on_delete=models.PROTECT, related_name="+")
    genre = models.CharField(_("kind of text"), max_length=12)
    series = models.ForeignKey(
        Series, verbose_name=_("series"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    part = models.PositiveSmallIntegerField(_("part"), null=True, blank=True)
    slug = models.CharField(_("web address"), max_length=80)
    address_date = models.DateField(_("day in the web address"))
    headline = models.CharField(_("headline"), max_length=300)
    kicker = models.CharField(_("kicker"), max_length=80, blank=True)
    standfirst = models.TextField(_("standfirst"), blank=True)
    dateline_place = models.CharField(_("dateline"), max_length=120, blank=True)
    body = models.TextField(_("body"), blank=True)
    body_text = models.TextField(blank=True)
    # What it is found by, see `articles.search`: folded words in order, a bag of tokens, and by which rules.
    search_headline = models.TextField(blank=True)
    search_text = models.TextField(blank=True)
    search_tokens = models.TextField(blank=True, default="")
    search_rules = models.PositiveSmallIntegerField(default=0)
    word_count = models.PositiveIntegerField(_("words"), default=0)
    byline_override = models.CharField(max_length=200, blank=True)
    method = models.TextField(_("how we reported this"), blank=True)
    source_list = models.TextField(_("sources"), blank=True)
    credits = models.JSONField(default=list)  # {author uuid, slug, kind, role, name, language, job, bio, portrait}
    topics = models.JSONField(default=list)  # {slug, names}
    photo = models.JSONField(default=dict)  # {uuid, alt, caption, creator, agency, copyright, renditions}
    held = models.BooleanField(default=False)  # its start was set by an embargo
    visible_from = models.DateTimeField()
    visible_until = models.DateTimeField(null=True, blank=True)
    first_published_at = models.DateTimeField(_("first published"))
    significant_update_at = models.DateTimeField(_("updated"))

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("publication"), _("publications")
        constraints = [
            models.CheckConstraint(
                name="publication_interval_forward",
                condition=Q(visible_until__isnull=True) | Q(visible_until__gt=F("visible_from")),
            ),
            models.UniqueConstraint(
                name="publication_one_open", fields=["story"], condition=Q(visible_until__isnull=True)
            ),
            models.UniqueConstraint(name="publication_one_start", fields=["story", "visible_from"]),
            models.CheckConstraint(
                name="publication_update_after_first",
                condition=Q(significant_update_at__gte=F("first_published_at")),
            ),
            models.CheckConstraint(name="publication_slug_not_empty", condition=~Q(slug="")),
        ]
        indexes = [
            models.Index(name="publication_address", fields=["language", "address_date", "slug"]),
            models.Index(name="publication_newest", fields=["language", "-first_published_at", "-id"]),
            models.Index(name="publication_section", fields=["section", "language", "-first_published_at", "-id"]),
            models.Index(name="publication_group", fields=["translation_group"]),
            models.Index(name="publication_number", fields=["story_number"]),
            models.Index(name="publication_next", fields=["visible_from"]),
            models.Index(name="publication_rules", fields=["search_rules"]),
        ]

    def __str__(self) -> str:
        return self.headline


class PublicationLink(models.Model):
    """What finds a publication. It has the columns by which lists are ordered, which never change, so that a list of
    many thousands is read from an index in its order."""

    language = models.CharField(max_length=3, choices=CHOICES)
    first_published_at = models.DateTimeField()

    class Meta:
        abstract = True

    @classmethod
    def to(cls, publication: Publication, **found_by):
        """An unsaved link to `publication`."""
        return cls(
            publication=publication,  # type: ignore[misc]  # those that are not abstract have it
            language=publication.language,
            first_published_at=publication.first_published_at,
            **found_by,
        )


class PublicationCredit(PublicationLink):
    """Finds an author's publications; what is printed stands in `Publication.credits`."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="credit_links")
    author = models.ForeignKey("authors.Author", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="publication_credit_once", fields=["publication", "author", "role"])
        ]
        indexes = [
            models.Index(
                name="publication_credit_newest", fields=["author", "language", "-first_published_at", "-publication"]
            )
        ]


class PublicationTopic(PublicationLink):
    """Finds a topic's publications."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="topic_links")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="publication_topic_once", fields=["publication", "tag"])]
        indexes = [
            models.Index(
                name="publication_topic_newest", fields=["tag", "language", "-first_published_at", "-publication"]
            )
        ]


class PublicationPhoto(models.Model):
    """Opens the door of `/media/` for a picture while a publication that shows it is visible."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="photo_links")
    photo = models.UUIDField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="publication_photo_once", fields=["publication", "photo"])]


class Notice(models.Model):
    """What stands at the address of a story that was taken down: a notice, or nothing. `text` is for readers, in the
    story's language; an empty one is the standard notice."""

    class Answer(models.TextChoices):
        GONE = "gone", _("a notice, gone for good (410)")
        PAGE = "page", _("a notice, as a page (200)")
        NEVER = "never", _("nothing, as if it had never been (404)")

    story = models.UUIDField(unique=True)
    story_number = models.PositiveBigIntegerField()
    language = models.CharField(max_length=3, choices=CHOICES)
    address_date = models.DateField()
    slug = models.CharField(max_length=80)
    since = models.DateTimeField()
    answer = models.CharField(_("what readers find"), max_length=5, choices=Answer, default=Answer.GONE)
    text = models.TextField(_("what readers are told"), blank=True, default="")

    class Meta:
        verbose_name, verbose_name_plural = _("notice"), _("notices")
        indexes = [models.Index(name="notice_address", fields=["language", "address_date", "slug"])]
        constraints = [
            models.CheckConstraint(name="notice_slug_not_empty", condition=~Q(slug="")),
            models.CheckConstraint(name="notice_answer_known", condition=Q(answer__in=["gone", "page", "never"])),
            models.CheckConstraint(name="notice_never_says_nothing", condition=~Q(answer="never") | Q(text="")),
        ]

    def __str__(self) -> str:
        return self.slug
