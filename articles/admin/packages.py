"""The desk's packages: stories put together, each in its role, in an order by buttons or by drag."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles import packages, workflow
from articles.admin.story_named import stories_of, unclear
from articles.admin.tabs import row_number
from articles.models import Article, Package, Role
from articles.packages import MOST, Wanted
from newsroom.lib.desk import DeskAdmin, PlainForm
from newsroom.lib.words import WordsFormField


@dataclass(frozen=True)
class Row:
    """One line of the form: what was typed or stands there, and the stories that it may mean."""

    label: str
    role: str
    stories: Sequence[Article]

    @property
    def story(self) -> Article | None:
        """The one that it means; of a story in several languages any does."""
        return self.stories[0] if len({story.translation_group for story in self.stories}) == 1 else None

    @property
    def role_name(self) -> str:
        return str(dict(Role.choices).get(self.role, self.role))


class PackageForm(PlainForm):
    """A package's names, and its stories as parallel lists in the order of the page."""

    name = forms.CharField(
        label=gettext_lazy("working name"), max_length=120, help_text=gettext_lazy("The desk’s own, never public.")
    )
    titles = WordsFormField(
        label=gettext_lazy("title for readers"), max_length=80, required=False,
        help_text=gettext_lazy("Readers see it after the words “In this package”. You may leave it empty."),
    )  # fmt: skip
    shown = forms.BooleanField(label=gettext_lazy("readers see it"), required=False)
    turn = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, package: Package, first: Article | None = None):
        kept = {"name": package.name, "titles": package.titles, "shown": package.shown, "turn": package.turn}
        super().__init__(data, initial=kept)
        self.package, self.first = package, first

    @cached_property
    def rows(self) -> list[Row]:
        """The lines as they were typed, or as the package has them."""
        if self.is_bound:
            typed = zip(self.data.getlist("item_story"), self.data.getlist("item_role"), strict=False)
            lines = [(text.strip()[:320], role) for text, role in list(typed)[: MOST + 1]]
            return [Row(text, role, stories_of(text)) for text, role in lines if text]
        if self.package.pk is None:
            return [Row(packages.label(self.first), Role.MAIN, [self.first])] if self.first else []
        items = list(self.package.items.all())
        stories = packages.named((item.group for item in items), get_language() or "en")
        return [
            Row(packages.label(stories[item.group]), item.role, [stories[item.group]])
            for item in items
            if item.group in stories
        ]

    @property
    def shown_rows(self) -> list[Row | None]:
        """The lines, and empty ones to type into."""
        return [*self.rows, *([None] * (3 if not self.rows else 1))]

    def clean(self):
        cleaned = super().clean()
        for row in self.rows:
            if row.story is None:
                self.add_error(None, unclear(row.label, list(row.stories)))
        return cleaned

    @property
    def tongues(self) -> list[tuple[str, str]]:
        """The titles that the package has: (language, words)."""
        return [(code, words) for code, words in self.package.titles.items() if words]

    def begin_anew(self, package: Package) -> None:
        """What was typed stays; the next saving begins from the package as it is now."""
        self.data = self.data.copy()
        self.data["turn"] = str(package.turn)

    @property
    def wanted(self) -> list[Wanted]:
        return [Wanted(row.story.translation_group, row.role) for row in self.rows if row.story]


@admin.register(Package)
class PackageAdmin(DeskAdmin):
    """Packages. Each save is a verb, and readers see it at once."""

    list_display = ["name", "stories", "shown", "changed_at"]
    search_fields = ["name", "titles"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(count=Count("items"))

    @admin.display(description=gettext_lazy("stories"), ordering="count")
    def stories(self, package: Package) -> int:
        return package.count

    def get_urls(self):
        put = path("put/", self.admin_site.admin_view(self.put_view), name="articles_package_put")
        return [put, *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._form(request, Package())

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return self._form(request, get_object_or_404(Package, pk=row_number(str(object_id))))

    def _form(self, request, package: Package):
        may = self.has_change_permission(request, package) if package.pk else self.has_add_permission(request)
        if request.method == "POST" and not may:
            raise PermissionDenied
        form = PackageForm(request.POST if request.method == "POST" else None, package=package, first=_asked(request))
        status, there = 200, None
        if form.is_bound and form.is_valid():
            try:
                saved = self._save(request, package, form)
            except workflow.Stale as error:
                form.add_error(None, str(error))
                package, status = Package.objects.get(pk=package.pk), 409
                there = PackageForm(package=package)
                form.begin_anew(package)  # who has read this, and what is there now, may save over it
            except workflow.WorkflowError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _said(saved))
                return HttpResponseRedirect(reverse("admin:articles_package_change", args=[saved.pk]))
        context = self.admin_site.each_context(request) | {
            "title": package.name if package.pk else _("New package"),
            "package": package,
            "form": form,
            "there": there,
            "editable": may,
            "may_remove": bool(package.pk) and self.has_delete_permission(request, package),
            "roles": Role.choices,
            "offered": packages.offered() if may else [],
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/package.html", context, status=status)

    def _save(self, request, package: Package, form: PackageForm) -> Package:
        said = form.cleaned_data
        fresh = Package.objects.get(pk=package.pk) if package.pk else Package()
        return workflow.arrange_package(
            by=request.user, package=fresh, name=said["name"], titles=said["titles"] or {}, shown=said["shown"],
            wanted=form.wanted, seen=said["turn"] or 0, now=timezone.now(),
        )  # fmt: skip

    def put_view(self, request):
        """From a story's form: the story is put into a package, in a role. POST only; back to the story."""
        story = _story(request.POST.get("story", ""))
        if story is None or not request.user.has_perm("articles.view_article"):
            raise Http404
        back = HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]) + "#r-package")
        if request.method != "POST":
            return back
        if not request.user.has_perm("articles.change_package"):
            raise PermissionDenied
        package = Package.objects.filter(pk=row_number(request.POST.get("package", "")) or 0).first()
        if package is None:
            messages.error(request, _("Choose a package, then put the story into it."))
            return back
        try:
            workflow.put_into_package(
                by=request.user, package=package, story=story, role=request.POST.get("role", ""), now=timezone.now()
            )
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The story stands in the package “%(name)s”.") % {"name": package.name})
        return back

    def delete_model(self, request, obj):
        workflow.remove_package(by=request.user, package=obj, now=timezone.now())


def _story(number: str) -> Article | None:
    return Article.objects.filter(pk=row_number(number) or 0).first()


def _asked(request) -> Article | None:
    """The story that a new package was begun from."""
    return _story(request.GET.get("story", ""))


def _said(package: Package) -> str:
    if not package.shown:
        return _("Saved. Readers do not see this package.")
    return _("Saved. Readers find it on the pages of its stories, once two of them are public.")
