"""The newsletter's addresses, plain and under each language's prefix (docs/contract.md)."""

from django.urls import re_path

from newsletter import views
from newsroom.lib.languages import CODES

app_name = "newsletter"
# A token's address works with and without a prefix, and never redirects: RFC 8058 forbids it.
_LANGUAGE = rf"^(?:(?P<language>{'|'.join(CODES)})/)?newsletter/"

urlpatterns = [
    re_path(rf"{_LANGUAGE}$", views.front, name="front"),
    re_path(rf"{_LANGUAGE}confirm/(?P<token>[^/]+)/?$", views.confirm, name="confirm"),
    re_path(rf"{_LANGUAGE}unsubscribe/(?P<token>[^/]+)/?$", views.unsubscribe, name="unsubscribe"),
]
