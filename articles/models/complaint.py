"""What readers and others hold against a story: by the form on its page, or entered by hand. A row of the desk."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.article import Article
from newsroom.lib.languages import CHOICES


class Complaint(models.Model):
    """One complaint about one story, from its arrival to its outcome. `articles.workflow` alone writes its state.

    All that people outside wrote or are known by stands here and in its entries, and in no other table, so that it can
    be emptied (`emptied_at`) while kind, days and outcome stay. `reference` is drawn at random: it tells nobody how
    many there are. `story_version` is what readers saw when it came; None where they saw nothing. `due_on` is a day of
    the newsroom's. `turn` counts the changes, so that two people do not undo each other's.
    """

    class Kind(models.TextChoices):
        """What is wanted; each has its own deadline."""

        ERROR = "error", _("Error")
        REPLY = "reply", _("Right of reply")
        NAME = "name", _("Take a name off")
        CONDUCT = "conduct", _("How we worked")
        LEGAL = "legal", _("Legal demand")

    class Via(models.TextChoices):
        FORM = "form", _("Form on the page")
        MAIL = "mail", _("E-mail")
        LETTER = "letter", pgettext_lazy("way to write", "Letter")
        PHONE = "phone", _("Phone")
        VISIT = "visit", _("In person")
        LAWYER = "lawyer", _("Lawyer")
        COUNCIL = "council", _("Press council")

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", _("Corrected")
        CLARIFIED = "clarified", _("Clarified")
        TAKEN_DOWN = "taken_down", _("Taken down")
        NAME_OFF = "name_off", _("Name taken off")
        NOTHING = "nothing", _("Nothing changed")
        ELSEWHERE = "elsewhere", _("Answered elsewhere")
        SPAM = "spam", _("Spam")

    article = models.ForeignKey(Article, verbose_name=_("story"), on_delete=models.CASCADE, related_name="complaints")
    story_version = models.PositiveIntegerField(_("version at the time"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=3, choices=CHOICES)
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    sent_key = models.CharField(max_length=64, blank=True)  # the same form sent twice is one complaint
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    via = models.CharField(_("how it came"), max_length=8, choices=Via)
    # -- what people outside wrote, and who they are
    text = models.TextField(_("what is wrong"), blank=True)
    quote = models.TextField(_("words of the story"), blank=True)
    source = models.TextField(_("how it should be"), blank=True)
    name = models.CharField(_("who"), max_length=200, blank=True)
    email = models.CharField(_("e-mail address"), max_length=254, blank=True)
    contact = models.CharField(_("other ways to reach them"), max_length=300, blank=True)
    # -- the desk's work
    received_at = models.DateTimeField(_("received"))
    due_on = models.DateField(_("answer by"))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who sees to it"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    made_at = models.DateTimeField(_("entered"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entered by"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    turn = models.PositiveIntegerField(default=1)
    # -- how it ended
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    outcome_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("closed by"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    outcome_why = models.CharField(_("why"), max_length=1000, blank=True)
    correction = models.PositiveBigIntegerField(null=True, blank=True)  # the number of what readers were told
    emptied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("complaint"), _("complaints")
        default_permissions = ("add", "change", "view")
        permissions = [("empty_complaint", "Can erase what a complaint says and whose it is")]
        constraints = [
            models.UniqueConstraint(name="complaint_sent_once", fields=["sent_key"], condition=~Q(sent_key="")),
            models.CheckConstraint(
                name="complaint_kind_known", condition=Q(kind__in=["error", "reply", "name", "conduct", "legal"])
            ),
            models.CheckConstraint(
                name="complaint_way_known",
                condition=Q(via__in=["form", "mail", "letter", "phone", "visit", "lawyer", "council"]),
            ),
            models.CheckConstraint(
                name="complaint_outcome_known",
                condition=Q(
                    outcome__in=[
                        "", "corrected", "clarified", "taken_down", "name_off", "nothing", "elsewhere", "spam",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="complaint_closed_at_a_moment",
                condition=Q(outcome="", outcome_at__isnull=True) | (~Q(outcome="") & Q(outcome_at__isnull=False)),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(name="complaint_due", fields=["outcome", "due_on"]),
            models.Index(name="complaint_came", fields=["-received_at"]),
        ]

    def __str__(self) -> str:
        return self.shown_reference

    @property
    def shown_reference(self) -> str:
        """In groups of four, as people read it to each other."""
        return "-".join(self.reference[n : n + 4] for n in range(0, len(self.reference), 4))

    @property
    def is_open(self) -> bool:
        return not self.outcome


class ComplaintEntry(models.Model):
    """What the desk wrote about a complaint: a note to itself, or an answer to whoever complained. Only ever added to.

    `mail` says what became of an answer by e-mail; it is empty for a note, and for an answer that went another way.
    """

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        ANSWER = "answer", _("Answer")

    class Mail(models.TextChoices):
        WAITING = "waiting", _("on its way")
        SENT = "sent", _("sent by mail")
        REFUSED = "refused", _("refused by the mail server")

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=6, choices=Kind)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mail = models.CharField(max_length=7, choices=Mail, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("note on a complaint"), _("notes on complaints")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="complaint_entry_known", condition=Q(kind__in=["note", "answer"])),
            models.CheckConstraint(
                name="complaint_mail_known", condition=Q(mail__in=["", "waiting", "sent", "refused"])
            ),
        ]

    def __str__(self) -> str:
        return self.text
