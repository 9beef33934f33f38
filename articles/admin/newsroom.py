"""The newsroom's settings: one row, so the list leads straight to it."""

from uuid import uuid4
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles import complaints
from articles.admin.media import desk_media
from articles.models import Complaint, Newsroom
from newsroom.lib import images, media
from newsroom.lib.desk import DeskAdmin, DeskForm, PictureField
from newsroom.lib.languages import CHOICES, LANGUAGES

DIGITS = [("latn", "0123456789"), ("arab", "٠١٢٣٤٥٦٧٨٩")]


class Suggestions(forms.TextInput):
    """A text field with a list of suggestions under it."""

    template_name = "desk/widgets/suggestions.html"

    def __init__(self, options, attrs=None):
        super().__init__(attrs)
        self.options = options

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"]["list"] = list_id
        return context | {"options": self.options, "list_id": list_id}


class NewsroomForm(DeskForm):
    """Languages as boxes, digits as a choice per language, the logo as a file."""

    languages = forms.MultipleChoiceField(
        choices=CHOICES, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("languages"), required=False
    )
    time_zone = forms.CharField(
        max_length=64,
        label=gettext_lazy("time zone"),
        widget=Suggestions(sorted(available_timezones()), {"dir": "ltr"}),
        help_text=gettext_lazy("As in Asia/Baghdad or Europe/London."),
    )
    logo_file = PictureField(
        accept="image/png,image/jpeg,image/webp",
        label=gettext_lazy("logo"),
        help_text=gettext_lazy("A picture; it is shown beside the name and to search engines."),
    )

    class Meta:
        model = Newsroom
        fields = (
            "names", "taglines", "languages", "root_language", "time_zone", "week_start", "dated_versions",
            "front_drafts", "complaint_keep_days",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, language in LANGUAGES.items():
            self.fields[f"digits_{code}"] = forms.ChoiceField(
                choices=DIGITS,
                label=_("Digits in %(language)s") % {"language": language.name},
                initial=(self.instance.digits or {}).get(code, language.digits),
            )

        self.fields["complaint_keep_days"].required = False
        for kind, name in Complaint.Kind.choices:
            self.fields[f"complaint_days_{kind}"] = forms.IntegerField(
                label=name, min_value=0, max_value=complaints.MOST_DAYS, required=False,
                initial=complaints.days_for(kind, self.instance),
            )  # fmt: skip

    def clean_logo_file(self):
        upload = self.cleaned_data["logo_file"]
        if not upload:
            return None

        def logo(data: bytes) -> dict:
            picture = images.open_picture(data, most_pixels=settings.PHOTO_MAX_PIXELS)
            return media.keep_picture(uuid4(), picture, images.LOGO)

        return PictureField.ready(upload, logo)

    def clean_complaint_keep_days(self):
        days = self.cleaned_data["complaint_keep_days"]
        return self.instance.complaint_keep_days if days is None else days

    def clean(self):
        cleaned = super().clean()
        self.instance.digits = {code: cleaned[f"digits_{code}"] for code in LANGUAGES if cleaned.get(f"digits_{code}")}
        days = {kind: cleaned.get(f"complaint_days_{kind}") for kind in Complaint.Kind.values}
        self.instance.complaint_days = {kind: n for kind, n in days.items() if n is not None}
        return cleaned


@admin.register(Newsroom)
class NewsroomAdmin(DeskAdmin):
    """Settings."""

    form = NewsroomForm
    change_form_template = add_form_template = "desk/newsroom.html"
    _days = [f"complaint_days_{kind}" for kind in Complaint.Kind.values]
    _digits = [f"digits_{code}" for code in LANGUAGES]
    fieldsets = [
        (gettext_lazy("Name"), {"fields": ["names", "taglines", "logo_file"]}),
        (
            gettext_lazy("Languages and time"),
            {"fields": ["languages", "root_language", tuple(_digits), ("time_zone", "week_start")]},
        ),
        (gettext_lazy("What readers can look up"), {"fields": ["dated_versions"]}),
        (gettext_lazy("Fronts"), {"fields": ["front_drafts"]}),
        (
            gettext_lazy("Complaints"),
            {
                "fields": [tuple(_days), "complaint_keep_days"],
                "description": gettext_lazy("Working days until each kind should be answered."),
            },
        ),
    ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return NewsroomForm  # its fields for digits are made per language; the admin's factory would not find them

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and not Newsroom.objects.exists()

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = Newsroom.objects.first()
        if row is None and not self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        name = "admin:articles_newsroom_"
        return HttpResponseRedirect(reverse(f"{name}change", args=[row.pk]) if row else reverse(f"{name}add"))

    def render_change_form(self, request, context, *args, **kwargs):
        response = super().render_change_form(request, context | {"lone": True}, *args, **kwargs)
        response.context_data["media"] = desk_media()  # the admin keeps its scripts' list under this name
        return response

    def name_of(self, obj) -> str:
        return obj.name(get_language() or "en")

    def save_model(self, request, obj, form, change):
        obj.pk = 1
        logo = form.cleaned_data.get("logo_file")
        if logo:
            obj.logo = logo
        super().save_model(request, obj, form, change)

    def onwards(self, request, obj=None):
        return HttpResponseRedirect(reverse("admin:articles_newsroom_change", args=[1]))
