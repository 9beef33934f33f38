"""The audience's desk: newsletters, and who gets them."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from newsletter.models import ConsentEvent, Newsletter, Subscriber, Subscription
from newsroom.lib.addresses import BadAddress, normalise
from newsroom.lib.desk import DeskAdmin, LookOnly


@admin.register(Newsletter)
class NewsletterAdmin(DeskAdmin):
    list_display = ["title", "slug", "is_open", "position"]
    fields = ["names", "descriptions", "slug", "is_open", "position"]

    @admin.display(description=_("newsletter"))
    def title(self, newsletter: Newsletter) -> str:
        return newsletter.name(get_language()) or str(newsletter)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # its readers' consent names it; close it instead

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []  # mail programs sort by it (RFC 2919)


class ShortPaginator(Paginator):
    """Counts no further than a thousand pages, so that a million readers cost what a thousand cost."""

    @cached_property
    def count(self) -> int:
        return self.object_list[: 1000 * self.per_page].count()


class ReadOnly(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


class Subscriptions(ReadOnly):
    model = Subscription
    fields = ["newsletter", "state", "requested_at", "invited_at", "confirmed_at", "left_at"]


class Consent(ReadOnly):
    model = ConsentEvent
    verbose_name_plural = _("What this reader agreed to")
    fields = ["at", "action", "newsletter", "form", "page", "language", "text"]
    ordering = ["at", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("newsletter", "text")


@admin.register(Subscriber)
class SubscriberAdmin(LookOnly, DeskAdmin):
    list_display = ["email", "language", "created_at"]
    ordering = ["-pk"]
    paginator = ShortPaginator
    search_fields = ["email_key"]
    search_help_text = _("The whole e-mail address")
    fields = ["email", "language", "created_at"]
    inlines = [Subscriptions, Consent]

    def get_search_results(self, request, queryset, search_term):
        """By the whole address, however it is typed: an index answers that at any size."""
        if not search_term:
            return queryset, False
        try:
            return queryset.filter(email_key=normalise(search_term).key), False
        except BadAddress:
            return queryset.none(), False
