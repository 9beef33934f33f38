"""What readers have now, to look at only: for those who work on newsletters and have no part in the writing."""

from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.addresses import story_path
from articles.edition import UnknownEdition, edition
from articles.models import Publication
from newsroom.lib.desk import DeskAdmin, LookOnly


@admin.register(Publication)
class PublicationAdmin(LookOnly, DeskAdmin):
    """Stories as they are public at this moment."""

    list_display = ["title", "language", "section_name", "first_published_at", "word_count"]
    list_display_links = None
    list_filter = ["language"]
    search_fields = ["headline"]
    ordering = ["-first_published_at", "-pk"]
    list_select_related = ["section"]
    fields = ["page", "title", "standfirst", "language", "section_name", "first_published_at", "word_count"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).visible(timezone.now()).for_lists()

    @admin.display(description=_("headline"), ordering="headline")
    def title(self, row: Publication) -> str:
        url = reverse("admin:articles_publication_change", args=[row.pk])
        return format_html('<a class="hed" href="{}" lang="{}" dir="auto">{}</a>', url, row.language, row.headline)

    @admin.display(description=_("section"))
    def section_name(self, row: Publication) -> str:
        return row.section.name("en")

    @admin.display(description=_("page"))
    def page(self, row: Publication) -> str:
        try:
            here = edition(row.language)
        except UnknownEdition:
            return ""
        url = settings.BASE_URL + story_path(here, row.address_date, row.slug)
        return format_html('<a href="{}">{}</a>', url, url)
