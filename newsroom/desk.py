"""The desk: Django's admin as the newsroom's own site. On top of everything, so it may know every app."""

import traceback
from dataclasses import dataclass
from functools import update_wrapper
from urllib.parse import urlsplit

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, re_path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from articles import views
from articles.edition import newsroom
from authors import factors
from newsroom.lib.kept import accepted
from newsroom.lib.languages import LANGUAGES


@dataclass(frozen=True)
class Place:
    """One entry of the bar or the menu. `keys`: what one presses for it."""

    name: str
    url: str
    here: bool
    keys: str = ""


# The bar, in this order; what is registered beyond it stands in the menu beside it.
BAR = ("article", "front", "complaint", "photo", "author", "section", "tag", "newsletter", "subscriber")
KEYS = {"article": "g s", "front": "g f", "photo": "g p"}
# What browsers send. Django's views take any other method for one of these.
ASKED = ("GET", "HEAD", "POST")
# Addresses that Django's admin has and the desk does not use: each is one more door.
UNUSED = {"autocomplete", "jsi18n", "view_on_site"}


class DeskSite(AdminSite):
    """The admin under `/admin/`, with our words and look."""

    site_header = site_title = index_title = gettext_lazy("The desk")
    enable_nav_sidebar = False
    empty_value_display = "–"
    index_template = "desk/home.html"

    def admin_view(self, view, cacheable=False):
        """Every page speaks in the newsroom's time. The answer is rendered inside, before the zone goes."""
        inner = super().admin_view(view, cacheable)

        def in_our_time(request, *args, **kwargs):
            if request.method not in ASKED:
                return HttpResponseNotAllowed(ASKED)
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
        # Where a form was refused before the door was asked (`forged`), nobody knows yet.
        if request.factor_due if hasattr(request, "factor_due") else factors.half_way(request):
            return context | {"has_permission": False}  # no bar: none of what it leads to is open yet
        bar, more = self._places(request)
        name = "admin:articles_article"
        context |= {
            "desk_nav": bar,
            "desk_more": more,
            "desk_search": reverse(f"{name}_changelist") if request.user.has_perm("articles.view_article") else "",
            "desk_new": reverse(f"{name}_add") if request.user.has_perm("articles.add_article") else "",
            "now": timezone.now(),
            "kept_accepted": accepted(request),
            "desk_languages": [(one.code, one.name, one.direction) for one in LANGUAGES.values()],
        }
        return context

    def get_urls(self):
        from authors import door, own_sign_in
        from newsroom.first_run import pages as first_run
        from newsroom.sample import pages as sample

        return [
            path("language/", self.admin_view(self.language), name="language"),
            *door.urls,
            *own_sign_in.urls(),
            # For whoever holds the link; nobody is signed in. Terminals cut a slash off when one copies.
            re_path(r"^setup/(?P<token>[^/]+)/?$", first_run.setup, name="setup"),
            path("mail/", self.admin_view(first_run.mail), name="try_mail"),
            path("sample/", self.admin_view(sample.sample), name="sample"),
            *(one for one in super().get_urls() if getattr(one, "name", None) not in UNUSED),
        ]

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """Name and password or a passkey, then the second factor: `authors.door`."""
        if request.method not in ASKED:
            return HttpResponseNotAllowed(ASKED)
        from authors import door

        return door.sign_in(request)

    def password_change(self, request, extra_context=None):
        """One's own password; guessing the old one is braked as at the door."""
        from authors.own_password import OwnPasswordPage

        return OwnPasswordPage.as_view(extra_context=self.each_context(request))(request)

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
