"""About us, masthead, our rules, ownership, contact, privacy, accessibility: the site's own pages."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import body as bodies
from articles import press, site_pages
from articles.addresses import author_path, site_page_path
from articles.edition import Edition, edition, newsroom
from articles.models import Publication, PublicationCredit, SitePage
from articles.pages import feeds, structured
from articles.pages.listings import editions
from articles.pages.story import author_box
from articles.pages.values import AuthorBox, Link, Page
from articles.publication import credit_value
from articles.text import shorten
from authors.models import Author

CSS = ("components/person", "pages/site")
MOST_NAMES = 300
Kind = SitePage.Kind


def of(kind: str) -> Callable[..., Page]:
    """What makes the page of this kind."""

    def page(language: str | None, *, at: datetime) -> Page:
        """Three queries; two more where it names people. Raises UnknownEdition."""
        room = newsroom()
        here = edition(language, of=room)
        with override(here.language):
            text, _own = site_pages.text(kind, here, room.complaint_keep_days)
            people = _people(kind, here, at) if kind in SitePage.WITH_PEOPLE else ()
            heading = site_pages.heading(kind)
            path = site_page_path(here, kind)
            return Page(
                edition=here,
                template="articles/site_page.html",
                title=f"{here.name}: {heading}",  # a topic may well be called Privacy
                description=shorten(bodies.plain(text) or f"{heading}: {here.name}"),
                path=path,
                canonical=settings.BASE_URL + path,
                css=CSS,
                alternates=tuple(
                    (code, front + site_page_path(here, kind).removeprefix(here.prefix).lstrip("/"))
                    for code, front in editions(here)
                ),
                feeds=feeds.links(here),
                tags=_tags(kind, here),
                structured=(structured.site_page(kind, here, path=path, heading=heading),),
                texts={
                    "kind": kind,
                    "heading": heading,
                    "body": SafeString(bodies.render(text)),
                    "people": people,
                    "nobody": kind == Kind.MASTHEAD and not people and not text,
                    "people_heading": _("The people") if kind == Kind.MASTHEAD else _("Who can be written to"),
                    "others": _others(here) if kind == Kind.ABOUT else (),
                },
            )

    return page


def _tags(kind: str, here: Edition) -> tuple[str, ...]:
    own = (press.site_tag(kind, here.language),)
    if kind not in SitePage.WITH_PEOPLE:
        return own
    # Their names lead to their pages, which come and go with their stories.
    return (*own, press.MASTHEAD, press.list_tag("authors", "", here.language))


def _others(here: Edition) -> tuple[tuple[str, Link], ...]:
    """The other pages, each under the name of the part that stood on the about page once."""
    return tuple(
        (kind.value, Link(site_page_path(here, kind), site_pages.heading(kind))) for kind in Kind if kind != Kind.ABOUT
    )


def _people(kind: str, here: Edition, at: datetime) -> tuple[AuthorBox, ...]:
    """Those who stand on the masthead with what they do here; on the contact page those who gave an address."""
    rows = Author.objects.filter(on_masthead=True).exclude(kind=Author.Kind.ORGANISATION)
    if kind == Kind.CONTACT:
        rows = rows.exclude(contact="")
    found = [who for who in rows[:MOST_NAMES] if who.job_titles.get(here.language) or kind == Kind.CONTACT]
    public = Publication.objects.visible(at).in_language(here.language)
    links = PublicationCredit.objects.filter(publication__in=public, author__in=found)
    with_page = set(links.values_list("author", flat=True))
    boxes = []
    for who in found:
        url = author_path(here, who.slug) if who.pk in with_page else ""
        boxes.append(author_box(credit_value({"as_printed": False}, who, here.language), here, who=who, url=url))
    return tuple(sorted(boxes, key=lambda box: box.name))
