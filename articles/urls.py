"""Addresses of the readers' pages (docs/contract.md), each also under a language's prefix."""

from django.urls import path, re_path, register_converter

from articles import views
from newsroom.lib.languages import CODES


class LanguageConverter:
    regex = "|".join(CODES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SlugConverter(LanguageConverter):
    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"


class YearConverter:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class TwoDigitConverter(YearConverter):
    regex = "[0-9]{2}"

    def to_url(self, value: int) -> str:
        return f"{value:02d}"


register_converter(LanguageConverter, "tongue")
register_converter(SlugConverter, "latin")
register_converter(YearConverter, "yyyy")
register_converter(TwoDigitConverter, "dd")

app_name = "articles"

PAGES = [
    ("", views.front, "front"),
    ("about/", views.about, "about"),
    ("corrections/", views.corrections, "corrections"),
    ("feeds/corrections.xml", views.corrections_feed, "corrections_feed"),
    ("authors/", views.authors, "authors"),
    ("authors/<latin:slug>/", views.author, "author"),
    ("topics/", views.topics, "topics"),
    ("topics/<latin:slug>/", views.topic, "topic"),
    ("search/", views.search, "search"),
    ("<yyyy:year>/<dd:month>/<dd:day>/<latin:slug>/", views.article, "story"),
    ("<latin:slug>/", views.section, "section"),
]

urlpatterns = [
    path("a/<int:number>/", views.short_link, name="short"),
    re_path(
        r"^media/(?P<owner>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?P<name>[0-9a-z-]+\.(?:jpg|webp|png))$",
        views.media_file,
        name="media",
    ),
    *(path("<tongue:language>/" + route, view, name=name) for route, view, name in PAGES),
    *(path(route, view, name=name) for route, view, name in PAGES),
]
