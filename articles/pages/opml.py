"""`/feeds/all.opml`: every feed of an edition in one list (OPML 2.0), for programs that read feeds."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from articles import press
from articles.addresses import OPML, author_path, section_path, series_path, topic_path
from articles.edition import edition
from articles.models import Publication, PublicationCredit, PublicationTopic, Series, Tag
from articles.pages import feeds
from articles.pages.values import Document
from articles.publication import credit_value
from authors.models import Author

MOST = 5_000  # of each kind


@dataclass(frozen=True)
class Outline:
    """One feed: what it is called, and whole addresses of it and of its page."""

    title: str
    address: str
    home: str


def page(language: str | None, *, at: datetime) -> Document:
    """The RSS feeds of this edition: of all, of corrections, then by section, author, topic and series. Five
    queries."""
    here = edition(language)
    public = Publication.objects.visible(at).in_language(here.language)
    names = Author.objects.filter(pk__in=PublicationCredit.objects.filter(publication__in=public).values("author"))
    tags = Tag.objects.filter(pk__in=PublicationTopic.objects.filter(publication__in=public).values("tag"))
    authors = [
        (credit_value({"as_printed": False}, who, here.language)["name"], author_path(here, who.slug))
        for who in names[:MOST]
    ]
    series = Series.objects.filter(pk__in=public.filter(series__isnull=False).values("series"))
    parts = [(of.name(here.language), series_path(here, of.slug)) for of in series[:MOST]]
    topics = [(tag.say(here.language), topic_path(here, tag.slug)) for tag in tags[:MOST]]
    with override(here.language):
        groups = [
            (_("Sections"), [(s.name, section_path(here, s.slug)) for s in here.sections]),
            (_("Authors"), sorted(authors)),
            (_("Topics"), sorted(topics)),
            (pgettext("several", "Series"), sorted(parts)),
        ]
        first = [
            Outline(here.name, here.absolute("/feeds/latest.xml"), here.absolute("/")),
            Outline(
                f"{here.name}: {_('Corrections')}",
                here.absolute("/feeds/corrections.xml"),
                here.absolute("/corrections/"),
            ),
        ]
        text = render_to_string(
            "feeds/opml.xml",
            {
                "edition": here, "first": first, "title": _("Feeds of %(name)s") % {"name": here.name},
                "groups": [(group, [_outline(*row) for row in rows]) for group, rows in groups if rows],
            },
        )  # fmt: skip
    return Document(
        text=text,
        content_type="text/x-opml; charset=utf-8",
        path=here.url(OPML),
        tags=tuple(press.list_tag(kind, "", here.language) for kind in ("authors", "topics", "allseries")),
        edition=here,
        headers=feeds.OPEN,
    )


def _outline(title: str, path: str) -> Outline:
    address = settings.BASE_URL + path
    return Outline(title, f"{address}feed.xml", address)
