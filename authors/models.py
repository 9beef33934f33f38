"""People and organisations whose names stand in bylines, and the logins of those who work at the desk."""

from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from newsroom.lib.languages import CHOICES, CODES
from newsroom.lib.slugs import SlugField, slug_check
from newsroom.lib.words import WordsField, say


class Author(models.Model):
    """A name in a byline: a person, or an organisation such as an agency. Not a login."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation, such as an agency")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERSON)
    slug = SlugField(_("web address"), max_length=80, unique=True)
    names = WordsField(_("name"), max_words_length=120)
    job_titles = WordsField(_("job title"), blank=True, max_words_length=120)
    bios = WordsField(_("bio"), blank=True, long=True, max_words_length=1200)
    contact = models.EmailField(
        _("e-mail address for readers"), blank=True, help_text=_("It stands on their page, for everyone to read.")
    )
    links = models.JSONField(_("their pages elsewhere"), default=list, blank=True)  # whole addresses
    languages = models.JSONField(_("languages they work in"), default=list, blank=True)  # codes, ISO 639
    on_masthead = models.BooleanField(
        _("stands on the masthead"), default=True, help_text=_("Where they have a job title.")
    )
    # What is served is made from it, see `newsroom.lib.images`; the file itself is never public.
    portrait = models.JSONField(_("portrait"), default=dict, blank=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("author"), _("authors")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(name="author_kind_known", condition=Q(kind__in=["person", "organisation"])),
            slug_check("author"),
        ]

    def __str__(self) -> str:
        return self.name("en") or self.slug

    def name(self, language: str) -> str:
        return say(self.names, language)


class User(AbstractUser):
    """A login of the desk. Its rights come from its groups: reporter, editor, photo, publisher, audience."""

    author = models.OneToOneField(
        Author,
        verbose_name=_("byline"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="login",
        help_text=_("The name under which this person's stories run, where there is one."),
    )
    desk_language = models.CharField(_("language of the desk"), max_length=3, choices=CHOICES, default="en")
    # Sessions of an earlier round are over; see `authors.sessions.end_sessions`, which alone moves it.
    session_round = models.PositiveIntegerField(_("round of sessions"), default=0, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = _("login")  # type: ignore[assignment]
        verbose_name_plural = _("logins")  # type: ignore[assignment]
        constraints = [models.CheckConstraint(name="user_desk_language_known", condition=Q(desk_language__in=CODES))]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def save(self, **kwargs) -> None:
        # A copy that was read earlier must not bring ended sessions back to life.
        if not self._state.adding and kwargs.get("update_fields") is None and not kwargs.get("force_insert"):
            fields = self._meta.local_concrete_fields
            kwargs["update_fields"] = [f.name for f in fields if not f.primary_key and f.name != "session_round"]
        super().save(**kwargs)

    def _get_session_auth_hash(self, secret=None) -> str:
        """What a session must match: it ends when the password, the round, or what kind of login this is changes."""
        kind = f"{self.session_round} {self.is_active:d}{self.is_staff:d}{self.is_superuser:d}"
        value = f"{self.password}\0{kind}"
        return salted_hmac("authors.sessions", value, secret=secret, algorithm="sha256").hexdigest()
