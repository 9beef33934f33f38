"""The page "Work waiting": what the newsroom does in the background, and what it could not do."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from newsroom.lib.desk import DeskAdmin, LookOnly
from newsroom.lib.jobs import outbox
from newsroom.lib.jobs.models import Job


@admin.register(Job)
class JobAdmin(LookOnly, DeskAdmin):
    list_display = ["kind", "state", "tries", "run_after", "created_at", "finished_at", "last_error"]
    list_filter = ["state", "kind"]
    ordering = ["-id"]
    actions = ["try_again"]
    fields = [
        "kind", "state", "tries", "max_tries", "run_after", "lease_until", "created_at", "finished_at",
        "last_error",
    ]  # fmt: skip

    def has_retry_permission(self, request) -> bool:
        return request.user.has_perm("jobs.retry_job")

    @admin.action(description=_("Try again"), permissions=["retry"])
    def try_again(self, request, queryset) -> None:
        failed = list(queryset.filter(state=Job.State.FAILED).values_list("pk", flat=True))
        again = outbox.try_again(failed, now=timezone.now())
        if not again:
            self.message_user(
                request, _("Nothing was tried again: only work that has failed can be."), messages.WARNING
            )
            return
        said = ngettext("%(n)d piece of work is tried again now.", "%(n)d pieces of work are tried again now.", again)
        self.message_user(request, said % {"n": again}, messages.SUCCESS)
