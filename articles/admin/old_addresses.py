"""Old addresses: what stood in links before, and what it leads to now."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import address_list, old_addresses
from articles.models import Article, OldAddress
from articles.refusals import NotPossible
from newsroom.lib.desk import DeskAdmin, DeskForm, PlainForm

MOST_BYTES = 4 * 2**20
SHOWN = 500  # lines of each kind on the page


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
            target = address_list.target_of(cleaned["leads_to"])
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


class ListForm(PlainForm):
    """A list of old addresses, pasted or given as a file. What a file held stands in the field afterwards."""

    text = forms.CharField(
        label=gettext_lazy("the list"),
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "ltr", "spellcheck": "false", "class": "list-text"}),
        help_text=gettext_lazy(
            "On each line the old address, a comma, and what it leads to: an address here, the slug of a section or an "
            "author, or the number (UUID) of a photo. A table pasted from a spreadsheet works as well."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("or a file (CSV)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )
    without_refused = forms.BooleanField(label=gettext_lazy("Leave out the lines that are refused"), required=False)

    def clean(self):
        cleaned = super().clean()
        upload = cleaned.get("file")
        if upload:
            if upload.size > MOST_BYTES:
                self.add_error(
                    "file", _("The file is larger than %(most)d MB. Give it in parts.") % {"most": MOST_BYTES // 2**20}
                )
                return cleaned
            try:
                cleaned["text"] = address_list.decode(upload.read())
            except NotPossible as error:
                self.add_error("file", str(error))
                return cleaned
            self.data = self.data.copy()
            self.data["text"] = cleaned["text"]
        elif not cleaned.get("text", "").strip() and "text" not in self.errors:
            self.add_error("text", _("Paste a list, or choose a file."))
        return cleaned


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
            return old.headline or _("a story")
        return str(old.section or old.author or _("a picture"))

    def get_queryset(self, request):
        headline = Article.objects.filter(uuid=OuterRef("story")).values("headline")[:1]
        return super().get_queryset(request).select_related("section", "author").annotate(headline=Subquery(headline))

    def get_urls(self):
        many = path("many/", self.admin_site.admin_view(self.many_view), name="articles_oldaddress_many")
        return [many, *super().get_urls()]

    def many_view(self, request):
        """Many at once: the list is read and each line says what it will do; then all of it is entered, or nothing."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ListForm(request.POST or None, request.FILES or None)
        reading = None
        if request.method == "POST" and form.is_valid():
            text, without = form.cleaned_data["text"], form.cleaned_data["without_refused"]
            try:
                reading = address_list.read(text)
                if "enter" in request.POST:
                    reading = address_list.enter(text, without_refused=without)
                    return self.many_entered(request, reading)
            except NotPossible as error:
                form.add_error(None if reading else "text", str(error))
        context = self.admin_site.each_context(request) | {
            "title": _("Many old addresses"),
            "form": form,
            "reading": reading,
            "shown": SHOWN,
            "opts": self.opts,
        }
        return TemplateResponse(request, "desk/address_list.html", context, status=422 if form.errors else 200)

    def many_entered(self, request, reading: address_list.Reading):
        n = len(reading.new)
        said = ngettext("%(n)d old address is entered.", "%(n)d old addresses are entered.", n) % {"n": n}
        if not n:
            said = _("All of these lead there already.")
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_oldaddress_changelist"))

    def get_readonly_fields(self, request, obj=None):
        return ["address", "leads_to"] if obj else []

    def save_model(self, request, obj, form, change):
        """Nothing: `OldAddressForm.clean` entered it, with all its checks."""
