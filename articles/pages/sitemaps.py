"""Sitemaps (sitemaps.org, Google News, Google Images) and robots.txt, for crawlers. From publications alone; they have
no language.

Up to FEW stories stand in one file; beyond that `/sitemap.xml` names one file for each month, and those of old months
stay as they are, byte for byte.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max
from django.db.models.functions import ExtractMonth, ExtractYear
from django.template.loader import render_to_string

from articles import press
from articles.addresses import FIXED, author_path, section_path, series_path, story_path, topic_path
from articles.edition import Edition, edition, newsroom
from articles.models import Article, Publication, PublicationCredit, PublicationTopic
from articles.pages import pictures, when
from articles.pages.errors import NotFound
from articles.pages.values import Document
from newsroom.lib.languages import LANGUAGES

FEW = 2_000
# Addresses in a file. sitemaps.org allows 50,000 and 50 MB: with its picture and three languages a story takes up to
# 1.2 kB.
MOST = 25_000
NAMES = 50_000  # authors, and topics
NEWS, NEWS_FOR = 1_000, timedelta(hours=48)  # addresses in a news sitemap, and how long a story is news (Google)
DAY = 24 * 3600  # seconds; a translation in another month does not move the file of this one
_XML = "application/xml; charset=utf-8"
_ROBOTS = "User-agent: *\n{closed}\nSitemap: {base}/sitemap.xml\nSitemap: {base}/sitemap-news.xml\n"


def _editions() -> dict[str, Edition]:
    room = newsroom()
    first = edition(of=room)
    return {code: first if code == first.language else edition(code, of=room) for code in first.languages}


def _address(editions: dict[str, Edition], row: dict) -> str:
    return settings.BASE_URL + story_path(editions[row["language"]], row["address_date"], row["slug"])


def _document(name: str, template: str, values: dict, tag: str, lifetime: int = 0) -> Document:
    """`tag` moves with every publication that stands in it, and when one is taken down nothing of it is left."""
    return Document(
        text=render_to_string(template, values), content_type=_XML, path=f"/{name}", tags=(tag,), whole=(tag,),
        lifetime=lifetime,
    )  # fmt: skip


def sitemap(*, at: datetime) -> Document:
    """`/sitemap.xml`: all addresses, or where they are."""
    editions = _editions()
    visible = Publication.objects.visible(at).filter(language__in=editions)
    own, stories = _pages(editions, at), visible.count()
    if stories <= FEW and len(own) + stories <= MOST:
        rows = [*own, *_stories(editions, visible, visible)]
        return _document("sitemap.xml", "feeds/sitemap.xml", {"rows": rows}, press.SITEMAP)
    months = (
        visible.annotate(year=ExtractYear("address_date"), month=ExtractMonth("address_date"))
        .values("year", "month")
        .annotate(stories=Count("pk"), updated=Max("significant_update_at"))
        .order_by("-year", "-month")
    )
    root = next(iter(editions.values()))
    files = [(_pages_file(part), "") for part in range(1, -(-len(own) // MOST) + 1)]
    for month in months:
        name = f"{month['year']:04d}-{month['month']:02d}"
        for part in range(1, -(-month["stories"] // MOST) + 1):
            file = f"sitemap-{name}.xml" if part == 1 else f"sitemap-{name}-{part:02d}.xml"
            files.append((file, when.iso(month["updated"], root)))
    values = {"files": [(f"{settings.BASE_URL}/{file}", updated) for file, updated in files]}
    return _document("sitemap.xml", "feeds/sitemap_index.xml", values, press.SITEMAP)


def pages(part: int = 1, *, at: datetime) -> Document:
    """`/sitemap-pages.xml`: the pages of every edition, sections, authors and topics."""
    rows = _pages(_editions(), at)[(part - 1) * MOST : part * MOST] if part else []
    if not rows:
        raise NotFound
    return _document(_pages_file(part), "feeds/sitemap.xml", {"rows": rows}, press.SITEMAP)


def _pages_file(part: int) -> str:
    return "sitemap-pages.xml" if part == 1 else f"sitemap-pages-{part:02d}.xml"


def month(year: int, month: int, part: int = 1, *, at: datetime) -> Document:
    """`/sitemap-2026-11.xml`: the stories of a month."""
    editions = _editions()
    if not 1 <= month <= 12 or not 1 <= year <= 9999 or part < 1:
        raise NotFound
    public = Publication.objects.visible(at).filter(language__in=editions)
    visible = public.filter(address_date__year=year, address_date__month=month)
    rows = _stories(editions, public, visible, (part - 1) * MOST, part * MOST)
    if not rows:
        raise NotFound
    name = f"sitemap-{year:04d}-{month:02d}" + (f"-{part:02d}" if part > 1 else "")
    return _document(f"{name}.xml", "feeds/sitemap.xml", {"rows": rows}, press.sitemap_tag(year, month), DAY)


def _stories(editions: dict[str, Edition], public, visible, start: int = 0, end: int = MOST) -> list[dict]:
    """Addresses of the stories `visible`, each with those of its translations among `public`. Two queries."""
    fields = ("language", "address_date", "slug", "translation_group", "significant_update_at")
    # A picture's row is long, so they are read bit by bit.
    own = visible.order_by("address_date", "pk").values(*fields, "photo")[start:end].iterator(chunk_size=1_000)
    groups: dict = {}
    for row in public.filter(translation_group__in=visible.values("translation_group")).values(*fields):
        groups.setdefault(row["translation_group"], {})[row["language"]] = _address(editions, row)
    found = []
    for row in own:
        here = editions[row["language"]]
        alternates = groups[row["translation_group"]]
        others = [(LANGUAGES[code].hreflang, address) for code, address in alternates.items()]
        found.append(
            {
                "address": _address(editions, row),
                "updated": when.iso(row["significant_update_at"], here),
                "alternates": others if len(others) > 1 else (),
                "picture": (pictures.largest(row["photo"], "full", settings.BASE_URL + pictures.MEDIA) or ("",))[0],
            }
        )
    return found


def _pages(editions: dict[str, Edition], at: datetime) -> list[dict]:
    """Three queries for authors, topics and series, however many languages there are."""
    public = Publication.objects.visible(at).filter(language__in=editions)
    authors = _named(PublicationCredit.objects.filter(publication__in=public), "author__slug")
    topics = _named(PublicationTopic.objects.filter(publication__in=public), "tag__slug")

    def everywhere(path: str) -> list[dict]:
        found = [(LANGUAGES[code].hreflang, here.absolute(path)) for code, here in editions.items()]
        return [
            {"address": address, "updated": "", "alternates": found if len(found) > 1 else ()} for _c, address in found
        ]

    rows = [row for path in FIXED for row in everywhere(path)]
    for section in next(iter(editions.values())).sections:
        rows += everywhere(section_path(_bare(editions), section.slug))
    series = public.filter(series__isnull=False).order_by("language", "series__slug")
    parts = series.values_list("language", "series__slug").distinct()[:MOST]
    for links, path_of in ((authors, author_path), (topics, topic_path), (parts, series_path)):
        rows += [
            {"address": settings.BASE_URL + path_of(editions[language], slug), "updated": "", "alternates": ()}
            for language, slug in links
        ]
    return rows


def _bare(editions: dict[str, Edition]) -> Edition:
    """The edition at the root, whose paths have no language."""
    return next(here for here in editions.values() if not here.prefix)


def _named(links, slug: str) -> Iterable[tuple[str, str]]:
    return links.order_by("publication__language", slug).values_list("publication__language", slug).distinct()[:NAMES]


def news(*, at: datetime) -> Document:
    """`/sitemap-news.xml`: stories first published within the last 48 hours. Valid also when there is none."""
    editions = _editions()
    rows = list(
        Publication.objects.visible(at)
        .filter(language__in=editions, first_published_at__gt=at - NEWS_FOR)
        .exclude(genre=Article.Genre.SPONSORED)  # paid for, so no news
        .latest_first()
        .values("language", "address_date", "slug", "headline", "first_published_at")[:NEWS]
    )
    oldest = rows[-1]["first_published_at"] + NEWS_FOR - at if rows else None
    values = {
        "rows": [
            {
                "address": _address(editions, row),
                "name": editions[row["language"]].name,
                "language": row["language"],
                "published": when.iso(row["first_published_at"], editions[row["language"]]),
                "title": row["headline"],
            }
            for row in rows
        ]
    }
    lifetime = max(1, int(oldest.total_seconds())) if oldest else 0
    return _document("sitemap-news.xml", "feeds/sitemap_news.xml", values, press.SITEMAP, lifetime)


def robots() -> Document:
    """`/robots.txt`: all is open but the desk and what readers search for."""
    room = newsroom()
    first = edition(of=room)
    closed = ["/admin/", *(f"{first.prefix_of(code)}/search/" for code in first.languages)]
    text = _ROBOTS.format(closed="".join(f"Disallow: {path}\n" for path in closed), base=settings.BASE_URL)
    return Document(text=text, content_type="text/plain; charset=utf-8", path="/robots.txt", tags=("robots",))
