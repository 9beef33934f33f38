"""What waits to be done, and when the worker last showed itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One piece of work, written in the transaction of the act that it follows from.

    All moments are aware, in UTC. `tries` counts how often it was begun, so a worker that is killed in the
    middle counts too. `lease_until` says until when the one at it has it for itself. A payload holds ids,
    never people's data, and is emptied once the work is done.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being done")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(_("what"), max_length=100)
    payload = models.JSONField(_("about"), default=dict, blank=True)
    key = models.CharField(_("key"), max_length=200, blank=True, default="")
    priority = models.SmallIntegerField(_("priority"), default=0)
    run_after = models.DateTimeField(_("not before"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    max_tries = models.PositiveSmallIntegerField(_("tries at most"), default=8)
    last_error = models.TextField(_("last error"), blank=True, default="")
    lease_until = models.DateTimeField(_("taken until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("asked for"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("piece of work")
        verbose_name_plural = _("Work waiting")
        default_permissions = ("view",)
        permissions = [("retry_job", "Can have failed work tried again")]
        constraints = [
            models.CheckConstraint(
                name="jobs_state_is_known",
                condition=Q(state__in=["waiting", "running", "done", "failed"]),
                violation_error_message=_("Work is waiting, being done, done or failed."),
            ),
            models.CheckConstraint(
                name="jobs_lease_while_running",
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True)),
                violation_error_message=_("Work is taken for a time while it is being done, and only then."),
            ),
            models.CheckConstraint(
                name="jobs_finished_when_over",
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | Q(state__in=["waiting", "running"], finished_at__isnull=True),
                violation_error_message=_("Work has an end once it is done or has failed, and only then."),
            ),
            models.CheckConstraint(
                name="jobs_priority_in_range",
                condition=Q(priority__gte=-100, priority__lte=100),
                violation_error_message=_("A priority lies between -100 and 100."),
            ),
            models.UniqueConstraint(
                name="jobs_one_waiting_per_key",
                fields=["kind", "key"],
                condition=Q(state="waiting") & ~Q(key=""),
                violation_error_message=_("This work waits already."),
            ),
        ]
        indexes = [
            models.Index(name="jobs_next", fields=["-priority", "run_after", "id"], condition=Q(state="waiting")),
            models.Index(name="jobs_due", fields=["run_after"], condition=Q(state="waiting")),
            models.Index(name="jobs_lease", fields=["lease_until"], condition=Q(state="running")),
            models.Index(name="jobs_over", fields=["state", "finished_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Heartbeat(models.Model):
    """The one row that says when a worker was last seen alive (aware, UTC)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")
        default_permissions = ()
        constraints = [models.CheckConstraint(name="jobs_one_heartbeat", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.at.isoformat()
