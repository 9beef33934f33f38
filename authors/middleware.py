"""The desk's own sessions, forms, language and door; readers' pages say their language in the address."""

from django.contrib.auth import logout
from django.contrib.sessions.middleware import SessionMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.utils import timezone, translation

from authors import factors, sessions
from newsroom.lib.languages import LANGUAGES


class DeskSessions(SessionMiddleware):
    """Sessions of the desk. What a browser sends along to a readers' page must leave no mark on the answer: Django
    would take a cookie that is none away, and with `Vary: Cookie` each reader would be a page of their own."""

    def process_response(self, request, response):
        if request.path.startswith("/admin/"):
            return super().process_response(request, response)
        return response


class DeskCsrf(CsrfViewMiddleware):
    """Forms of the desk. Elsewhere the cookie is neither read nor mended, for the same reason; a form there that
    is not exempt is refused."""

    def process_request(self, request):
        if request.path.startswith("/admin/"):
            super().process_request(request)

    def process_response(self, request, response):
        return super().process_response(request, response) if request.path.startswith("/admin/") else response


class DeskLanguage:
    """Activates `user.desk_language` on desk pages, or what the sign-in page's links ask for by `?desk=ar`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith("/admin/"):
            return self.get_response(request)
        asked = request.GET.get("desk", "")
        language = asked if asked in LANGUAGES else getattr(request.user, "desk_language", "en")
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return self.get_response(request)


# What is open to someone who is signed in and must still take a second factor.
OPEN = {"admin:login", "admin:logout", "admin:language"}


class DeskDoor:
    """Nobody is let in further than their sign-in goes, whichever way they came by it.

    Whoever has a second factor and has not shown it in this session is sent to show it. Whoever must have one and has
    none is led to it and sees no other page (`request.factor_due`). A session that has lasted long enough ends.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        request.factor_due = False
        if not request.path.startswith("/admin/") or not request.user.is_authenticated:
            return None
        now, name = timezone.now(), request.resolver_match.view_name
        if sessions.over(request, now):
            logout(request)  # the page itself asks to sign in again
            return None
        if sessions.proven(request):
            return None
        if factors.has_factor(request.user):
            if name in OPEN:
                return None
            onwards = request.get_full_path() if request.method == "GET" else ""
            sessions.pend(request, request.user, onwards, now)
            return redirect("admin:factor")
        request.factor_due = factors.demanded(request.user)
        if request.factor_due and name not in OPEN and not name.startswith("admin:factor"):
            return redirect("admin:factor_enrol")
        return None
