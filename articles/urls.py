"""Addresses of the readers' pages (docs/contract.md), each also under a language's prefix."""

from django.urls import path, re_path, register_converter

from articles import reporting, views
from articles.addresses import MOST_READ, SITE
from articles.pages.feeds import LATEST
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


class FeedConverter(LanguageConverter):
    regex = "|".join(LATEST)


register_converter(FeedConverter, "feed")
register_converter(LanguageConverter, "tongue")
register_converter(SlugConverter, "latin")
register_converter(YearConverter, "yyyy")
register_converter(TwoDigitConverter, "dd")

app_name = "articles"

PAGES = [
    ("", views.front, "front"),
    *((where.lstrip("/"), views.site[kind], f"site_{kind}") for kind, where in SITE.items()),
    ("corrections/", views.corrections, "corrections"),
    ("feeds/corrections.<feed:form>", views.corrections_feed, "corrections_feed"),
    ("feeds/all.opml", views.feed_list, "feed_list"),
    ("feeds/latest.<feed:form>", views.feed_latest, "feed"),
    ("authors/", views.authors, "authors"),
    ("authors/<latin:slug>/feed.<feed:form>", views.feed_author, "feed_author"),
    ("authors/<latin:slug>/", views.author, "author"),
    ("topics/", views.topics, "topics"),
    ("topics/<latin:slug>/", views.topic, "topic"),
    ("topics/<latin:slug>/feed.<feed:form>", views.feed_topic, "feed_topic"),
    ("series/", views.series_all, "series_all"),
    ("series/<latin:slug>/", views.series, "series"),
    ("series/<latin:slug>/feed.<feed:form>", views.feed_series, "feed_series"),
    ("search/", views.search, "search"),
    (MOST_READ.lstrip("/"), views.most_read, "most_read"),
    ("<yyyy:year>/", views.archive, "archive_year"),
    ("<yyyy:year>/<dd:month>/", views.archive, "archive_month"),
    ("<yyyy:year>/<dd:month>/<dd:day>/", views.archive, "archive_day"),
    ("<yyyy:year>/<dd:month>/<dd:day>/<latin:slug>/", views.article, "story"),
    ("<yyyy:year>/<dd:month>/<dd:day>/<latin:slug>/versions/", views.versions, "versions"),
    ("<yyyy:year>/<dd:month>/<dd:day>/<latin:slug>/report/", reporting.form, "report"),
    ("<latin:slug>/", views.section, "section"),
    ("<latin:slug>/feed.<feed:form>", views.feed_section, "feed_section"),
]

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-pages.xml", views.sitemap_pages, name="sitemap_pages"),
    path("sitemap-pages-<dd:part>.xml", views.sitemap_pages, name="sitemap_pages_part"),
    path("sitemap-news.xml", views.sitemap_news, name="sitemap_news"),
    path("sitemap-<yyyy:year>-<dd:month>.xml", views.sitemap_month, name="sitemap_month"),
    path("sitemap-<yyyy:year>-<dd:month>-<dd:part>.xml", views.sitemap_month, name="sitemap_part"),
    path("oembed", views.card, name="oembed"),
    re_path(r"^(?P<key>[0-9a-f]{32})\.txt$", views.search_key, name="search_key"),
    path("a/<int:number>/", views.short_link, name="short"),
    re_path(
        r"^media/(?P<owner>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?P<name>[0-9a-z-]+\.(?:jpg|webp|png|avif))$",
        views.media_file,
        name="media",
    ),
    *(path("<tongue:language>/" + route, view, name=name) for route, view, name in PAGES),
    *(path(route, view, name=name) for route, view, name in PAGES),
]
