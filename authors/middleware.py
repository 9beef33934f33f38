"""The desk speaks the language that its user chose; readers' pages say theirs in the address."""

from django.contrib.sessions.middleware import SessionMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation

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
