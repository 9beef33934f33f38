"""The desk speaks the language that its user chose; readers' pages say theirs in the address."""

from django.utils import translation

from newsroom.lib.languages import LANGUAGES


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
