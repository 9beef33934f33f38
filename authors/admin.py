"""People: those whose names stand in bylines, and those who sign in. The two need not be the same."""

import logging
from uuid import UUID

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401  both registered, so that it can be undone below
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.core.validators import URLValidator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from authors import factors, sessions
from authors.models import Author, User
from authors.own_sign_in import fresh
from authors.roles import label
from authors.tongues import CHOICES
from newsroom.lib import images, media
from newsroom.lib.desk import RENDERER, DeskAdmin, DeskForm, PictureField
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.seen import SeenForm
from newsroom.lib.slugs import slug_of

logger = logging.getLogger("newsroom.factors")
MOST_LINKS = 10


class AuthorForm(DeskForm):
    """An author's words in each language, and the portrait as a file."""

    portrait_file = PictureField(
        accept="image/jpeg,image/png,image/webp,image/avif",
        label=gettext_lazy("portrait"),
        help_text=gettext_lazy("It is cut to a square and stands beside the bio."),
    )

    links = forms.CharField(
        required=False, max_length=2000, label=gettext_lazy("their pages elsewhere"),
        widget=forms.Textarea({"rows": 3, "dir": "ltr", "spellcheck": "false"}),
        help_text=gettext_lazy("One web address on each line, such as https://example.org/@name."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        choices=CHOICES, required=False, label=gettext_lazy("languages they work in"),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = Author
        fields = ("names", "kind", "job_titles", "on_masthead", "bios", "contact", "links", "languages", "slug")
        widgets = {"contact": forms.EmailInput({"dir": "ltr", "autocomplete": "off"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["links"] = "\n".join(self.instance.links)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Made from the name when left empty.")

    def clean_portrait_file(self):
        upload = self.cleaned_data["portrait_file"]
        if not upload:
            return None

        def portrait(data: bytes) -> dict:
            picture = images.open_picture(data, most_pixels=settings.PHOTO_MAX_PIXELS)
            return media.keep_picture(self.instance.uuid, picture, images.PORTRAIT)

        return PictureField.ready(upload, portrait)

    def clean_links(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        check = URLValidator(schemes=["https", "http"])
        for line in lines:
            try:
                check(line)
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("“%(line)s” is not a whole web address. Write it as in https://example.org/@name.")
                    % {"line": line}
                ) from None
        if len(lines) > MOST_LINKS:
            raise forms.ValidationError(_("At most %(most)d addresses can stand here.") % {"most": MOST_LINKS})
        return list(dict.fromkeys(lines))

    def clean(self):
        cleaned = super().clean()
        if "slug" in self.fields and not cleaned.get("slug") and "slug" not in self.errors:
            names = cleaned.get("names") or {}
            name = next((names[code] for code in LANGUAGES if names.get(code)), "")
            base = slug_of(name, 76) or "author"
            slug, n = base, 2
            others = Author.objects.exclude(pk=self.instance.pk)
            while others.filter(slug=slug).exists():
                slug, n = f"{base}-{n}", n + 1
            cleaned["slug"] = slug
        return cleaned


@admin.register(Author)
class AuthorAdmin(DeskAdmin):
    """Bylines."""

    form = AuthorForm
    list_display = ["name", "kind", "job", "slug"]
    list_filter = ["kind"]
    search_fields = ["names", "slug"]
    fields = [
        "names", "kind", "job_titles", "on_masthead", "bios", "contact", "links", "languages", "portrait_shown",
        "portrait_file", "slug",
    ]  # fmt: skip

    @admin.display(description=gettext_lazy("name"))
    def name(self, author: Author) -> str:
        found = [(code, author.names[code]) for code in LANGUAGES if author.names.get(code)]
        if not found:
            return author.slug
        return format_html(
            " · ".join(['<bdi lang="{}">{}</bdi>'] * len(found)), *(part for pair in found for part in pair)
        )

    @admin.display(description=gettext_lazy("job title"))
    def job(self, author: Author) -> str:
        return author.job_titles.get(get_language() or "en", "")

    @admin.display(description=gettext_lazy("portrait"))
    def portrait_shown(self, author: Author) -> str:
        rows = [r for r in (author.portrait or {}).get("renditions", ()) if r["format"] == "jpeg"]
        if not rows:
            return _("None yet")
        row = min(rows, key=lambda r: abs(r["width"] - 144))
        # The desk's door to pictures stands beside the photos; found by name, so nothing above is imported.
        url = reverse("admin:articles_photo_file", args=[author.portrait["uuid"], row["name"]])
        return format_html(
            '<img class="portrait" src="{}" alt="" width="{}" height="{}">', url, row["width"], row["height"]
        )

    def get_readonly_fields(self, request, obj=None):
        # A web address stands in links all over the world; it is chosen once.
        return ["portrait_shown", "slug"] if obj else ["portrait_shown"]

    def get_fields(self, request, obj=None):
        fields = list(self.fields)
        return fields if obj else [name for name in fields if name != "portrait_shown"]

    def name_of(self, obj) -> str:
        return obj.name(get_language() or "en") or obj.slug

    def in_use(self, obj) -> list[str]:
        headlines = obj.credits.values_list("article__headline", flat=True).distinct()[:50]
        return list(headlines)

    def get_deleted_objects(self, objs, request):
        places = [place for obj in objs for place in self.in_use(obj)]
        if not places:
            _found, _counts, _lacking, protected = super().get_deleted_objects(objs, request)
            places = [_("published stories")] if protected else []
        return [], {}, set(), places

    def save_model(self, request, obj, form, change):
        portrait = form.cleaned_data.get("portrait_file")
        if portrait:
            obj.portrait = portrait
            if not change:
                obj.uuid = UUID(portrait["uuid"])  # that of the form which made it ready
        super().save_model(request, obj, form, change)


class _Roles(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj) -> str:
        return label(obj.name)


class NewLoginForm(BaseUserCreationForm):
    """A name and a password."""

    default_renderer = RENDERER

    class Meta(BaseUserCreationForm.Meta):
        model = User
        fields = ("username",)


class LoginForm(SeenForm, UserChangeForm):
    """Who someone is at the desk, and what they may do."""

    default_renderer = RENDERER
    groups = _Roles(
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("roles"),
    )

    password = None  # what is stored of it is nobody's to read; a new one is set on a page of its own

    class Meta(UserChangeForm.Meta):
        model = User
        fields = (
            "username", "first_name", "last_name", "email", "author", "desk_language", "is_active", "groups",
            "is_superuser",
        )  # fmt: skip


class NewPasswordForm(AdminPasswordChangeForm):
    """A password for someone else. There is no other way in, so none can be taken away here."""

    default_renderer = RENDERER

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)


@admin.register(User)
class LoginAdmin(DeskAdmin, UserAdmin):
    """Those who sign in."""

    form = LoginForm
    add_form = NewLoginForm
    change_password_form = NewPasswordForm
    list_display = ["username", "full_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["username", "first_name", "last_name", "email"]
    filter_horizontal = ()
    readonly_fields = ["sign_in", "factor"]
    fieldsets = [
        (None, {"fields": ["username", "sign_in", "factor"]}),
        (gettext_lazy("Person"), {"fields": [("first_name", "last_name"), "email", "author", "desk_language"]}),
        (gettext_lazy("What they may do"), {"fields": ["is_active", "groups", "is_superuser"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "password1", "password2"]})]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        words = {
            "is_active": (_("May sign in"), _("Take this away instead of removing someone.")),
            "is_superuser": (_("Administrator: may do everything, people and groups too"), ""),
        }
        for name, (said, hint) in words.items():
            if name in form.base_fields:
                form.base_fields[name].label, form.base_fields[name].help_text = said, hint
        return form

    def save_related(self, request, form, formsets, change):
        user = form.instance
        before = set(user.groups.values_list("pk", flat=True))
        super().save_related(request, form, formsets, change)
        # A role is the way to the desk; without any, a login leads nowhere.
        user.is_staff = user.is_superuser or user.groups.exists()
        user.save(update_fields=["is_staff"])
        may_else = {"is_active", "is_superuser"} & set(form.changed_data)
        if change and (may_else or before != set(user.groups.values_list("pk", flat=True))):
            sessions.end_sessions(user, keep=request)  # what they may do has changed: they sign in to it anew

    def get_urls(self):
        off = path("<int:pk>/factor/", self.admin_site.admin_view(self.factor_off), name="authors_user_factor")
        return [off, *super().get_urls()]

    def factor_off(self, request, pk: int):
        """Asks, and on POST takes the second factor off someone who has lost it."""
        user = User.objects.filter(pk=pk).first()
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user) or (user.is_superuser and not request.user.is_superuser):
            raise PermissionDenied
        if user.pk == request.user.pk:
            return redirect("admin:sign_in")
        return self._factor_off(request, user)

    @method_decorator(fresh)
    def _factor_off(self, request, user: User):
        page = reverse("admin:authors_user_change", args=[user.pk])
        if not factors.has_factor(user):
            messages.info(request, _("%s has no second factor.") % user)
            return redirect(page)
        if request.method == "POST":
            factors.take_off(user)
            logger.warning("Login %d took the second factor off login %d.", request.user.pk, user.pk)
            self.log_change(request, user, "The second factor was taken off.")
            messages.success(
                request, _("%s is signed out everywhere and signs in with the password alone next time.") % user
            )
            return redirect(page)
        context = self.admin_site.each_context(request) | {
            "title": _("Take the second factor off %s?") % user,
            "person": user,
            "needed": factors.demanded(user),
            "have": factors.factors_of(user),
            "page": page,
        }
        return TemplateResponse(request, "desk/factor_off.html", context)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # what a person did stays in the history under their name

    @admin.display(description=gettext_lazy("name"))
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=gettext_lazy("password"))
    def sign_in(self, user: User) -> str:
        url = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a href="{}">{}</a>', url, _("Set a new password"))

    @admin.display(description=gettext_lazy("second factor"))
    def factor(self, user: User) -> str:
        have = factors.factors_of(user)
        if not have:
            return _("None; their role needs one.") if factors.needs_factor(user) else _("None")
        what = [_("passkey")] if have.passkeys else []
        what += [_("authenticator app")] if have.app else []
        url = reverse("admin:authors_user_factor", args=[user.pk])
        return format_html('{} · <a href="{}">{}</a>', ", ".join(what), url, _("Lost? Take it off"))

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user: User) -> str:
        names = [label(group.name) for group in user.groups.all()]
        return ", ".join([_("Administrator"), *names] if user.is_superuser else names)


class _Rights(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj) -> str:
        return f"{obj.content_type.name}: {obj.name}"


class GroupForm(DeskForm):
    """A role: its name and its rights."""

    permissions = _Rights(
        queryset=Permission.objects.select_related("content_type")
        .exclude(content_type__app_label__in=["contenttypes", "sessions", "admin", "taggit", "account", "mfa"])
        .order_by("content_type__app_label", "content_type__model", "codename"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("rights"),
    )

    class Meta:
        model = Group
        fields = ("name", "permissions")


admin.site.unregister(Group)
# Factors come and go by their owners' hands, or are taken off whole; rows of them are nobody's to edit.
admin.site.unregister(
    [one for one in (Authenticator, EmailAddress, EmailConfirmation) if admin.site.is_registered(one)]
)


@admin.register(Group)
class RoleAdmin(DeskAdmin, GroupAdmin):
    """Roles."""

    form = GroupForm
    list_display = ["role", "name"]
    filter_horizontal = ()

    @admin.display(description=gettext_lazy("role"))
    def role(self, group: Group) -> str:
        return label(group.name)

    def name_of(self, obj) -> str:
        return label(obj.name)
