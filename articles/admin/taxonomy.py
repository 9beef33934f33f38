"""Sections, tags and series: their words in each language, their addresses, and what holds them fast."""

from django.contrib import admin
from django.db.models import Count
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from taggit import admin as _taggit_admin  # noqa: F401
from taggit.models import Tag as LibraryTag

from articles.models import Article, FrontChange, Publication, PublicationTopic, Section, Series, Tag
from newsroom.lib.desk import DeskAdmin
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.slugs import slug_of


def in_each_language(words: dict) -> str:
    """The names side by side, each marked with its language."""
    found = [format_html('<bdi lang="{}">{}</bdi>', code, words[code]) for code in LANGUAGES if words.get(code)]
    return format_html(" · ".join(["{}"] * len(found)), *found) if found else ""


# The library's own tags are not ours and have no page here; its admin registers them on import.
admin.site.unregister(LibraryTag)


@admin.register(Section)
class SectionAdmin(DeskAdmin):
    """Sections."""

    list_display = ["name", "slug", "position"]
    fields = ["names", "slug", "descriptions", "position"]
    search_fields = ["names", "slug"]
    ordering = ["position", "slug"]

    @admin.display(description=gettext_lazy("name"))
    def name(self, section: Section) -> str:
        return in_each_language(section.names)

    def get_readonly_fields(self, request, obj=None):
        # Words are an editor's; the address stands in links all over the world.
        return [] if request.user.has_perm("articles.add_section") else ["slug", "position"]

    def name_of(self, obj) -> str:
        return obj.name(get_language() or "en")

    def in_use(self, obj) -> list[str]:
        stories = Article.objects.filter(section=obj)
        places = [story.headline for story in stories.only("headline")[:50]]
        if not places and Publication.objects.filter(section=obj).exists():
            places.append(_("published stories"))
        if FrontChange.objects.filter(front__section=obj).exists():
            places.append(_("the history of its front"))
        return places

    def get_deleted_objects(self, objs, request):
        # The database's own list would name every publication; ours names the stories.
        places = [place for obj in objs for place in self.in_use(obj)]
        return [], {}, set(), places


@admin.register(Series)
class SeriesAdmin(DeskAdmin):
    """Series. Which story is which part, the story's own form says."""

    list_display = ["name", "slug", "parts_planned"]
    fields = ["names", "slug", "descriptions", "parts_planned"]
    search_fields = ["names", "slug"]

    @admin.display(description=gettext_lazy("name"))
    def name(self, series: Series) -> str:
        return in_each_language(series.names)

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj is not None else []  # it stands in links all over the world

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "slug" in form.base_fields:
            form.base_fields["slug"].required = False
            form.base_fields["slug"].help_text = _("Made from the name when left empty.")
        return form

    def save_model(self, request, obj, form, change):
        if not obj.slug:
            name = next((obj.names[code] for code in LANGUAGES if obj.names.get(code)), "")
            base = slug_of(name, 56) or "series"
            slug, n = base, 2
            while Series.objects.filter(slug=slug).exists():
                slug, n = f"{base}-{n}", n + 1
            obj.slug = slug
        super().save_model(request, obj, form, change)

    def name_of(self, obj) -> str:
        return obj.name(get_language() or "en")

    def in_use(self, obj) -> list[str]:
        places = list(Article.objects.filter(series=obj).values_list("headline", flat=True)[:50])
        if not places and Publication.objects.filter(series=obj).exists():
            places.append(_("published stories"))
        return places

    def get_deleted_objects(self, objs, request):
        places = [place for obj in objs for place in self.in_use(obj)]
        return [], {}, set(), places


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    """Tags; to readers they are topics."""

    list_display = ["name", "for_readers", "slug", "stories"]
    fields = ["name", "names", "slug", "descriptions"]
    search_fields = ["name", "slug", "names"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(uses=Count("tagged"))

    @admin.display(description=gettext_lazy("name for readers"))
    def for_readers(self, tag: Tag) -> str:
        return in_each_language(tag.names)

    @admin.display(description=gettext_lazy("stories"), ordering="uses")
    def stories(self, tag: Tag) -> int:
        return tag.uses

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "slug" in form.base_fields:
            form.base_fields["slug"].required = False
            form.base_fields["slug"].label = _("web address")
            form.base_fields["slug"].help_text = _("Made from the name when left empty.")
            form.base_fields["name"].label = _("name at the desk")
        return form

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj is not None else []

    def save_model(self, request, obj, form, change):
        if not obj.slug:
            obj.slug = obj.slugify(obj.name)
        super().save_model(request, obj, form, change)

    def in_use(self, obj) -> list[str]:
        places = list(Article.objects.filter(tagged__tag=obj).values_list("headline", flat=True)[:50])
        if not places and PublicationTopic.objects.filter(tag=obj).exists():
            places.append(_("published stories"))
        return places

    def get_deleted_objects(self, objs, request):
        places = [place for obj in objs for place in self.in_use(obj)]
        return [], {}, set(), places
