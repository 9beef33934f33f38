"""Newsletters, who gets them, and the record of who agreed to what. All moments are aware, in UTC."""

import uuid

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from newsroom.lib.languages import CHOICES
from newsroom.lib.words import WordsField, say


class RecordIsKept(TypeError):
    """Somebody tried to change or delete what is evidence."""

    def __init__(self) -> None:
        super().__init__("The record of consent is only ever added to: it is what proves that a reader agreed.")


class NewsletterQuerySet(models.QuerySet):
    def open(self) -> "NewsletterQuerySet":
        """Those that readers can sign up to, in the order of the sign-up page."""
        return self.filter(is_open=True).order_by("position", "pk")


class Newsletter(models.Model):
    """A newsletter that readers can sign up to: its name and what it brings, in each language."""

    slug = models.SlugField(
        _("web name"), max_length=60, unique=True,
        help_text=_("Latin letters, digits and hyphens. Mail programs sort by it, so leave it as it is."),
    )  # fmt: skip
    names = WordsField(_("name"), max_words_length=80)
    descriptions = WordsField(_("what it brings, and when"), blank=True, max_words_length=300)
    is_open = models.BooleanField(_("readers can sign up"), default=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    objects = NewsletterQuerySet.as_manager()

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name("en") or self.slug

    def name(self, language: str) -> str:
        return say(self.names, language) or self.slug

    def description(self, language: str) -> str:
        return say(self.descriptions, language)


class Subscriber(models.Model):
    """A reader's address: once, however it is typed (`newsroom.lib.addresses`), and the language to write in.

    Of a reader who was erased the address is empty, and the key a keyed hash of it (`newsletter.erasing`).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    email_key = models.CharField(_("address as a key"), max_length=254, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=3, choices=CHOICES, default="en")
    created_at = models.DateTimeField(_("first seen"))

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.email or str(_("a reader who was erased"))


class Subscription(models.Model):
    """Whether one reader gets one newsletter.

    `request` names the one request that a link in a mail can confirm. It is renewed with each request anew,
    so a link from before can never bring back a reader who left. `invited_at` says when the mail with that
    link went out.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Not yet confirmed")
        CONFIRMED = "confirmed", _("Gets it")
        LEFT = "left", _("Left")

    subscriber = models.ForeignKey(Subscriber, PROTECT, related_name="subscriptions", verbose_name=_("subscriber"))
    newsletter = models.ForeignKey(Newsletter, PROTECT, related_name="subscriptions", verbose_name=_("newsletter"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    request = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    requested_at = models.DateTimeField(_("asked for"))
    invited_at = models.DateTimeField(_("asked to confirm"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="newsletter_one_subscription_per_pair", fields=["subscriber", "newsletter"],
                violation_error_message=_("This reader has a subscription to this newsletter already."),
            ),
            models.CheckConstraint(
                name="newsletter_subscription_state_known",
                condition=Q(state__in=["pending", "confirmed", "left"]),
                violation_error_message=_("A subscription is waiting for its reader, confirmed or left."),
            ),
            models.CheckConstraint(
                name="newsletter_pending_has_no_answer",
                condition=~Q(state="pending") | Q(confirmed_at__isnull=True, left_at__isnull=True),
                violation_error_message=_("Who has not confirmed yet has no moment of confirming or leaving."),
            ),
            models.CheckConstraint(
                name="newsletter_confirmed_has_its_moment",
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False, left_at__isnull=True),
                violation_error_message=_("Who gets a newsletter has confirmed it at some moment, and not left."),
            ),
            models.CheckConstraint(
                name="newsletter_left_has_its_moment",
                condition=~Q(state="left") | Q(left_at__isnull=False),
                violation_error_message=_("Who left has left at some moment."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(name="newsletter_audience", fields=["newsletter", "state", "id"])]

    def __str__(self) -> str:
        return f"{self.newsletter_id}: {self.state}"


class KeptQuerySet(models.QuerySet):
    """Rows that can be added and read, and nothing else."""

    def update(self, **kwargs):
        raise RecordIsKept

    def bulk_update(self, *args, **kwargs):
        raise RecordIsKept

    def delete(self):
        raise RecordIsKept

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Kept(models.Model):
    """A row of the record: written once."""

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise RecordIsKept
        super().save(*args, **(kwargs | {"force_insert": True}))

    def delete(self, *args, **kwargs):
        raise RecordIsKept


class ConsentText(Kept):
    """What stood beside a sign-up form, word for word; `digest` is its SHA-256 in hex."""

    digest = models.CharField(_("digest"), max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=3, choices=CHOICES)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.text[:80]


class ConsentEvent(Kept):
    """One act of a reader, as evidence (GDPR Art. 7(1)): who, what, when, by which form, on which page, under
    which text. `text` is empty where the form did not say which text it showed. There is no IP address: it
    proves nothing that the mail's link does not.
    """

    class Action(models.TextChoices):
        REQUESTED = "requested", _("Asked for it")
        INVITED_AGAIN = "invited-again", _("Was asked to confirm again")
        CONFIRMED = "confirmed", _("Confirmed")
        LEFT = "left", _("Left")

    subscriber = models.ForeignKey(Subscriber, PROTECT, related_name="consent", verbose_name=_("subscriber"))
    newsletter = models.ForeignKey(Newsletter, PROTECT, related_name="+", verbose_name=_("newsletter"))
    action = models.CharField(_("what"), max_length=15, choices=Action)
    at = models.DateTimeField(_("when"))
    form = models.CharField(_("form"), max_length=30, blank=True)
    page = models.CharField(_("page"), max_length=300, blank=True)
    text = models.ForeignKey(ConsentText, PROTECT, null=True, blank=True, related_name="+", verbose_name=_("text"))
    language = models.CharField(_("language"), max_length=3, choices=CHOICES)

    class Meta:
        verbose_name = _("act of consent")
        verbose_name_plural = _("acts of consent")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="newsletter_consent_action_known",
                condition=Q(action__in=["requested", "invited-again", "confirmed", "left"]),
                violation_error_message=_("A reader asks, is asked again, confirms or leaves."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d}"
