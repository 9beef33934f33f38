"""What every page of the desk stands on: forms whose templates are ours, native fields for days and moments, and an
admin that speaks the newsroom's language instead of the database's."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models
from django.forms import renderers
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsroom.lib.images import PictureRefused, too_heavy
from newsroom.lib.moments import Moment, MomentField
from newsroom.lib.seen import SeenForm
from newsroom.lib.words import tidied


class DeskRenderer(renderers.DjangoTemplates):
    """Looks for widgets' templates in `templates/` first; Django's own renderer knows only those of apps."""

    @cached_property
    def engine(self):
        folders = [settings.BASE_DIR / "templates", Path(renderers.__file__).parent / "templates"]
        return self.backend({"APP_DIRS": True, "DIRS": folders, "NAME": "desk", "OPTIONS": {}})


RENDERER = DeskRenderer()


class DeskForm(SeenForm):
    """A form of the desk. What people type into it is tidied: nothing that cannot be seen is kept."""

    default_renderer = RENDERER
    raw: tuple[str, ...] = ()  # fields that are cleaned elsewhere, as HTML is

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str) and name not in self.raw:
                long = isinstance(self.fields[name].widget, forms.Textarea)
                cleaned[name] = tidied(value, long=long)
        return cleaned


class PlainForm(forms.Form):
    """A form of the desk without a table behind it."""

    default_renderer = RENDERER


def not_too_heavy(upload) -> None:
    """Raises ValidationError where an uploaded file is larger than the newsroom takes."""
    if said := too_heavy(upload.size, settings.UPLOAD_MAX_BYTES):
        raise ValidationError(said)


class PictureField(forms.FileField):
    """An uploaded picture, made ready while the form is checked, so that a refusal is a sentence beside the field.

    A form asks `ready` with what turns the bytes into the value that is saved. The value stays with the upload:
    the form that checks the same upload a second time, now inside a transaction, finds it there.
    """

    def __init__(self, *, accept: str, **kwargs):
        super().__init__(required=False, widget=forms.FileInput(attrs={"accept": accept}), **kwargs)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            not_too_heavy(upload)
        return upload

    @staticmethod
    def ready(upload, prepare: Callable[[bytes], Any]):
        """What `prepare` makes of the upload, made once. Raises ValidationError with its refusal."""
        if not hasattr(upload, "ready"):
            try:
                upload.ready = prepare(upload.read())
            except PictureRefused as error:
                upload.ready = ValidationError(str(error))
        if isinstance(upload.ready, ValidationError):
            raise upload.ready
        return upload.ready


class Day(forms.DateInput):
    """A day, the browser's own control."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class NamedChoice(forms.ModelChoiceField):
    """A choice among rows that have a name per language: shows the one of the desk's language."""

    def label_from_instance(self, obj) -> str:
        return obj.name(get_language()) or str(obj)


NATIVE = {
    models.DateTimeField: {"form_class": MomentField, "widget": Moment},
    models.DateField: {"widget": Day},
}


class LookOnly:
    """For an admin of rows that nobody makes, changes or removes by hand. Stands before DeskAdmin."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class DeskAdmin(admin.ModelAdmin):
    """A page of the desk: no pop-ups, no bulk deleting, our sentences after each act."""

    form = DeskForm
    formfield_overrides = NATIVE
    list_per_page = 50
    show_full_result_count = False
    needs_beforehand = False  # whether something takes long also where no file is sent

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        # The wrapper's pencil, plus, cross and eye open pop-up windows; the bar leads there as well.
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # What follows is one transaction, and on SQLite the only one that may write: what takes seconds comes first.
        if request.method == "POST":
            self.beforehand(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def beforehand(self, request, object_id):
        """Checks the form once without a transaction, which makes uploaded pictures ready. Gives the form, or None
        where there is nothing to do for this person."""
        if not request.FILES and not self.needs_beforehand:
            return None
        obj = None if object_id is None else self.get_object(request, unquote(object_id))
        if obj is None and (object_id is not None or not self.has_add_permission(request)):
            return None  # the view says so
        if obj is not None and not self.has_change_permission(request, obj):
            return None
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        form = self.get_form(request, obj, change=obj is not None, fields=fields)(
            request.POST, request.FILES, instance=obj
        )
        form.is_valid()
        return form

    def get_object(self, request, object_id, from_field=None):
        obj = super().get_object(request, object_id, from_field)
        if obj is None or request.method != "POST" or not connection.in_atomic_block:
            return obj
        # Whoever saves the same row at the same moment waits, and is compared with what is there then (SeenForm).
        self.model._base_manager.select_for_update().filter(pk=obj.pk).values_list("pk").first()
        return super().get_object(request, object_id, from_field)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        # Django sends everybody to the first page, also those who may not see such rows: that tells which there are.
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        raise Http404

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def response_action(self, request, queryset, *args, **kwargs):
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(pk.isascii() and pk.isdecimal() and len(pk) < 19 for pk in chosen):  # nothing that the page offers
            self.message_user(request, _("This is not in the list. Choose again."), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset, *args, **kwargs)

    def in_use(self, obj) -> Iterable[str]:
        """Sentences or names that say where `obj` is used; while there is one it cannot be removed."""
        return ()

    def get_deleted_objects(self, objs, request):
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        protected = list(protected) + [place for obj in objs for place in self.in_use(obj)]
        return to_delete, counts, lacking, protected

    def name_of(self, obj) -> str:
        """The name of a row in messages, short enough for one line."""
        return Truncator(str(obj)).chars(80)

    def response_add(self, request, obj, post_url_continue=None):
        self.message_user(request, _("“%s” is made.") % self.name_of(obj), messages.SUCCESS)
        return self.onwards(request, obj)

    def response_change(self, request, obj):
        self.message_user(request, _("“%s” is saved.") % self.name_of(obj), messages.SUCCESS)
        return self.onwards(request, obj)

    def response_delete(self, request, obj_display, obj_id):
        self.message_user(request, _("“%s” is removed.") % obj_display, messages.SUCCESS)
        return self.onwards(request)

    def onwards(self, request, obj=None):
        """Where a save leads: back to the page itself where that was asked for, else to the list."""
        stay = obj is not None and "_continue" in request.POST
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if stay and self.has_view_or_change_permission(request, obj):
            return HttpResponseRedirect(reverse(f"{name}_change", args=[obj.pk]))
        if self.has_view_or_change_permission(request):
            return HttpResponseRedirect(reverse(f"{name}_changelist"))
        return HttpResponseRedirect(reverse("admin:index"))


def refuse() -> None:
    """Ends the request: this person may not see this."""
    raise PermissionDenied
