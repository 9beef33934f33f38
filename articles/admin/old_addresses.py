"""Old addresses: what stood in links before, and what it leads to now."""

from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import old_addresses
from articles.edition import newsroom
from articles.models import Article, OldAddress, Photo, Publication, Section
from articles.refusals import NotPossible
from authors.models import Author
from newsroom.lib.desk import DeskAdmin, DeskForm


def target_of(written: str) -> dict:
    """What one of our own addresses (path or whole) shows: arguments for `old_addresses.enter`. ValueError: nothing."""
    path = urlsplit(written.strip()).path
    try:
        found = resolve(path if path.endswith("/") or path.startswith("/media/") else path + "/")
    except Resolver404:
        raise ValueError from None
    said, language = found.kwargs, found.kwargs.get("language") or newsroom().root_language
    if found.url_name == "story":
        day = f"{said['year']:04d}-{said['month']:02d}-{said['day']:02d}"
        story = (
            Publication.objects.filter(language=language, address_date=day, slug=said["slug"])
            .values_list("story", flat=True)
            .first()
        )
        return _some(story=story, language=language)
    if found.url_name == "short":
        story = Article.objects.filter(pk=said["number"]).values_list("uuid", "language").first()
        return _some(story=story[0], language=story[1]) if story else _some(story=None, language=language)
    if found.url_name == "section":
        return _some(section=Section.objects.filter(slug=said["slug"]).first(), language=language)
    if found.url_name == "author":
        return _some(author=Author.objects.filter(slug=said["slug"]).first(), language=language)
    if found.url_name == "media":
        photo = Photo.objects.filter(uuid=said["owner"]).values_list("uuid", flat=True).first()
        return _some(photo=photo, language=language)
    raise ValueError


def _some(language: str, **target) -> dict:
    if None in target.values():
        raise ValueError
    return target | {"language": language}


class OldAddressForm(DeskForm):
    """The old address, and one of ours that it leads to."""

    leads_to = forms.CharField(
        label=gettext_lazy("leads to"),
        max_length=1000,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=gettext_lazy("The address of a story, section, author or picture here; paste it from the browser."),
    )

    class Meta:
        model = OldAddress
        fields = ("address",)
        widgets = {"address": forms.TextInput(attrs={"dir": "ltr"})}

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            target = target_of(cleaned["leads_to"])
        except ValueError:
            self.add_error("leads_to", _("Nothing of ours stands there: give a story, section, author or picture."))
            return cleaned
        try:
            self.entered = old_addresses.enter(address=cleaned["address"], **target)
        except NotPossible as error:
            self.add_error("address", str(error))
        return cleaned

    def save(self, commit=True):
        return self.entered

    def save_m2m(self):
        """Nothing: the row was entered whole."""


@admin.register(OldAddress)
class OldAddressAdmin(DeskAdmin):
    """Old addresses. One is entered or removed, never changed: remove it and enter it anew."""

    form = OldAddressForm
    list_display = ["address", "leads_to", "made_at"]
    search_fields = ["key"]
    fields = ["address", "leads_to"]
    ordering = ["-made_at"]

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description=gettext_lazy("leads to"))
    def leads_to(self, old: OldAddress) -> str:
        if old.story:
            return Article.objects.filter(uuid=old.story).values_list("headline", flat=True).first() or _("a story")
        return str(old.section or old.author or _("a picture"))

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("section", "author")

    def get_readonly_fields(self, request, obj=None):
        return ["address", "leads_to"] if obj else []

    def save_model(self, request, obj, form, change):
        """Nothing: `OldAddressForm.clean` entered it, with all its checks."""
