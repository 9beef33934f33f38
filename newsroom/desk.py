"""The desk: Django's admin as the newsroom's own site. On top of everything, so it may know every app."""

import traceback
from dataclasses import dataclass
from datetime import timedelta
from functools import update_wrapper
from urllib.parse import urlsplit

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import views
from articles.edition import newsroom
from newsroom.lib.desk import RENDERER
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.limits import ceilings
from newsroom.lib.visitors import client_of


class SignIn(AdminAuthenticationForm):
    """Name and password. It never says which of the two was wrong, and brakes whoever guesses: so many wrong tries
    for a name, or from an address, within a quarter of an hour, and no password is looked at until that is over."""

    default_renderer = RENDERER
    error_messages = {
        "invalid_login": gettext_lazy("That name and password do not go together. Check both and try again."),
        "inactive": gettext_lazy("That name and password do not go together. Check both and try again."),
    }
    username = forms.CharField(max_length=150, label=gettext_lazy("User name"))
    BRAKE = timedelta(minutes=15)
    TRIES = {"desk.name": 10, "desk.client": 30}

    def clean(self):
        name = (self.cleaned_data.get("username") or "").casefold()
        subjects = {"desk.name": name, "desk.client": client_of(self.request)}
        now = timezone.now()
        taken: list[str] = []
        for scope, subject in subjects.items():
            if not ceilings.take(scope, subject, most=self.TRIES[scope], per=self.BRAKE, now=now):
                for earlier in taken:
                    ceilings.give_back(earlier, subjects[earlier])
                raise ValidationError(
                    _("Too many tries. Wait a quarter of an hour, or ask an administrator for a new password.")
                )
            taken.append(scope)
        cleaned = super().clean()  # raises where the two do not go together; then the try counts
        for scope in taken:
            ceilings.give_back(scope, subjects[scope])
        return cleaned


@dataclass(frozen=True)
class Place:
    """One entry of the bar or the menu. `keys`: what one presses for it."""

    name: str
    url: str
    here: bool
    keys: str = ""


# The bar, in this order; what is registered beyond it stands in the menu under one's name.
BAR = ("article", "photo", "author", "section", "tag", "newsletter", "subscriber")
KEYS = {"article": "g s", "photo": "g p"}


class DeskSite(AdminSite):
    """The admin under `/admin/`, with our words and look."""

    site_header = site_title = index_title = gettext_lazy("The desk")
    enable_nav_sidebar = False
    empty_value_display = "–"
    index_template = "desk/home.html"
    login_template = "desk/login.html"
    login_form = SignIn

    def admin_view(self, view, cacheable=False):
        """Every page speaks in the newsroom's time. The answer is rendered inside, before the zone goes."""
        inner = super().admin_view(view, cacheable)

        def in_our_time(request, *args, **kwargs):
            with timezone.override(newsroom().zone):
                try:
                    response = inner(request, *args, **kwargs)
                except PermissionDenied:
                    response = self._notice(request, 403)
                except Http404:
                    response = self._notice(request, 404)
                except OperationalError as error:
                    if "lock" not in str(error):  # "database is locked", "lock timeout", "deadlock detected"
                        raise
                    # The error's frames hold a cursor. Were another thread to collect it, while that thread has the
                    # database and this one waits for it again, SQLite would let both wait for each other.
                    traceback.clear_frames(error.__traceback__)
                    response = self._notice(request, 503)
                    response.headers["Retry-After"] = "10"
                if isinstance(response, TemplateResponse) and not response.is_rendered:
                    response.render()
                return response

        return update_wrapper(in_our_time, inner)

    def _notice(self, request, status: int) -> TemplateResponse:
        """What is said instead of a page, with the bar above it: the readers' own would be no help here."""
        context = self.each_context(request) | {"status": status}
        return TemplateResponse(request, "desk/notice.html", context, status=status)

    def each_context(self, request: HttpRequest) -> dict:
        context = super().each_context(request)
        if not context["has_permission"]:
            return context
        bar, more = self._places(request)
        name = "admin:articles_article"
        context |= {
            "desk_nav": bar,
            "desk_more": more,
            "desk_search": reverse(f"{name}_changelist") if request.user.has_perm("articles.view_article") else "",
            "desk_new": reverse(f"{name}_add") if request.user.has_perm("articles.add_article") else "",
            "now": timezone.now(),
            "desk_languages": [(one.code, one.name, one.direction) for one in LANGUAGES.values()],
        }
        return context

    def get_urls(self):
        return [path("language/", self.admin_view(self.language), name="language"), *super().get_urls()]

    def language(self, request):
        """The desk in another language, for this person from now on. POST only; back to where they were."""
        if request.method == "POST" and request.POST.get("language") in LANGUAGES:
            request.user.desk_language = request.POST["language"]
            request.user.save(update_fields=["desk_language"])
        back = request.headers.get("Referer", "")
        safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        return HttpResponseRedirect(urlsplit(back).path if safe else reverse("admin:index"))

    def _places(self, request) -> tuple[list[Place], list[Place]]:
        start = reverse("admin:index")
        bar = {"": Place(_("Desk"), start, request.path == start, "g d")}
        more = []
        for model, model_admin in self._registry.items():
            if not model_admin.has_view_or_change_permission(request):
                continue
            opts, noun = model._meta, str(model._meta.model_name)
            url = reverse(f"admin:{opts.app_label}_{noun}_changelist")
            name = capfirst(str(opts.verbose_name_plural))
            place = Place(name, url, request.path.startswith(url), KEYS.get(noun, ""))
            if noun in BAR:
                bar[noun] = place
            else:
                more.append(place)
        return [bar[key] for key in ("", *BAR) if key in bar], more

    def index(self, request, extra_context=None):
        """What waits for this person, what goes out next, what is live, and whether the background works."""
        from articles.admin.home import overview

        context = self.each_context(request) | {
            "title": _("Desk"),
            "home": overview(request.user, timezone.now()),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.index_template, context)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token (Django's CSRF_FAILURE_VIEW): what happened, and what to do."""
    from django.contrib.admin import site

    context = site.each_context(request) | {"status": 400}
    return TemplateResponse(request, "desk/notice.html", context, status=403).render()


def broken(request: HttpRequest) -> HttpResponse:
    """500. Readers get their own page; at the desk a sentence that says what became of what was typed."""
    if not request.path.startswith("/admin/"):
        return views.broken(request)
    page = render_to_string("desk/broken.html", {"language": getattr(request, "LANGUAGE_CODE", "en")})
    return HttpResponse(page, status=500)
