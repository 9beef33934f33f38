"""Feeds with the full text: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1; of an edition, a section, an author, a topic.

Like pages they are made of address and moment alone, from publications, and kept with the tags of what they show. Where
a hub is told of changes (WebSub), each names it, and itself, in its text and in its headers.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import press
from articles.addresses import FORMS, author_path, section_path, story_path, topic_path
from articles.edition import Edition, edition
from articles.models import Correction, Publication, Tag
from articles.models.publication import PublicationQuerySet
from articles.pages import bylines, pictures, structured, when
from articles.pages.cards import label
from articles.pages.errors import NotFound
from articles.pages.notes import note_value
from articles.pages.values import Document, Link, Note, Picture
from articles.publication import credit_value
from authors.models import Author
from newsroom.lib import hearers
from newsroom.lib.page_store import cuts

MOST = 30
RSS, ATOM, JSON = "application/rss+xml", "application/atom+xml", "application/feed+json"
LATEST = dict(zip(FORMS, (RSS, ATOM, JSON), strict=True))
NAMED = dict(zip(FORMS, ("RSS", "Atom", "JSON Feed"), strict=True))
# Programs in other sites' pages may read it: it is the same for all, and no cookie goes with it.
OPEN = (("Access-Control-Allow-Origin", "*"), ("Cross-Origin-Resource-Policy", "cross-origin"))
_TITLED = {"sponsored"}  # kinds that lists of titles must not hide
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # what an empty feed says of its last change
_OURS = re.compile(r'( (?:href|cite|src)=")(/|#)')


@dataclass(frozen=True)
class Entry:
    """One story in a feed. `id` never changes; `html` is its full text with whole addresses."""

    id: str
    url: str
    title: str
    label: str
    summary: str
    html: SafeString
    published: datetime
    updated: datetime
    authors: tuple[Link, ...]  # `url` is a whole address, or empty
    categories: tuple[str, ...]
    picture: Picture | None
    kind: str  # the picture's media type
    size: int  # and its file's length in bytes, 0 where that is not known
    credit: str
    begins: str
    ends: str

    @property
    def published_rfc(self) -> str:
        """RFC 822, as RSS wants it."""
        return format_datetime(self.published)


@dataclass(frozen=True)
class Feed:
    """All that the three forms say. Addresses are whole."""

    edition: Edition
    title: str
    description: str
    home: str
    address: str
    entries: tuple[Entry, ...]
    icon: str = ""
    hub: str = ""  # who is told of changes, where anybody is

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=_NEVER)


def links(here: Edition, *more: tuple[str, str]) -> tuple[tuple[str, str, str], ...]:
    """(media type, title, whole address) of the edition's feeds, for the head of its pages; `more` are (title, path of
    the RSS form) of feeds of what the page itself lists, which come first."""
    return tuple(
        (LATEST[form], f"{title} ({NAMED[form]})", f"{settings.BASE_URL}{path.removesuffix('xml')}{form}")
        for title, path in (*more, (here.name, here.url("/feeds/latest.xml")))
        for form in LATEST
    )


def latest(language: str | None, form: str, *, at: datetime) -> Document:
    """An edition's newest stories. Four queries."""
    here = edition(language)
    rows = newest(Publication.objects.visible(at).in_language(here.language))
    return feed(
        here, rows, form, at=at, path=here.url(f"/feeds/latest.{form}"), title=here.name, description=here.tagline,
        home="/", tag=press.list_tag("front", "", here.language),
    )  # fmt: skip


def section(language: str | None, slug: str, form: str, *, at: datetime) -> Document:
    """A section's newest stories. Four queries."""
    here = edition(language)
    of = here.section(slug)
    if of is None:
        raise NotFound(here)
    rows = newest(Publication.objects.visible(at).filter(section_id=of.pk, language=here.language))
    path = section_path(here, slug)
    return feed(
        here, rows, form, at=at, path=f"{path}feed.{form}", title=f"{of.name} — {here.name}",
        description=of.description, home=f"/{slug}/", tag=press.list_tag("section", of.pk, here.language),
    )  # fmt: skip


def author(language: str | None, slug: str, form: str, *, at: datetime) -> Document:
    """An author's newest stories; there is none where there is no page of theirs. Five queries."""
    here = edition(language)
    who = Author.objects.filter(slug=slug).first()
    rows = newest(Publication.objects.visible(at).credited(who, here.language), linked=True) if who else []
    if who is None or not rows:
        raise NotFound(here)
    name = credit_value({"as_printed": False}, who, here.language)["name"]
    return feed(
        here, rows, form, at=at, path=f"{author_path(here, slug)}feed.{form}", title=f"{name} — {here.name}",
        description="", home=f"/authors/{slug}/", tag=press.list_tag("author", who.pk, here.language),
        about=(press.name_tag(who.pk),),
    )  # fmt: skip


def topic(language: str | None, slug: str, form: str, *, at: datetime) -> Document:
    """A topic's newest stories; there is none where there is no page of it. Five queries."""
    here = edition(language)
    tag = Tag.objects.filter(slug=slug).first()
    rows = newest(Publication.objects.visible(at).on_topic(tag, here.language), linked=True) if tag else []
    if tag is None or not rows:
        raise NotFound(here)
    return feed(
        here, rows, form, at=at, path=f"{topic_path(here, slug)}feed.{form}",
        title=f"{tag.say(here.language)} — {here.name}", description=tag.descriptions.get(here.language, ""),
        home=f"/topics/{slug}/", tag=press.list_tag("topic", tag.pk, here.language),
    )  # fmt: skip


def newest(rows: PublicationQuerySet, *, linked: bool = False) -> list[Publication]:
    """The newest of `rows`, as many as a feed holds. `linked`: a link found them."""
    return list(rows.for_feeds().latest_first(linked=linked)[:MOST])


def feed(
    here: Edition, rows: list[Publication], form: str, *, at: datetime, path: str, title: str, description: str,
    home: str, tag: str, about: tuple[str, ...] = (),
) -> Document:  # fmt: skip
    """The feed of `rows` in `form` (xml, atom or json). `home` is the path of the page that it belongs to, without the
    language; `tag` moves with what enters and leaves, `about` are the tags of what the feed is named after. One query:
    what readers were told of changes to them."""
    said: dict = {}
    told = Correction.objects.filter(story__in=[row.story for row in rows]).visible(at)
    for note in told.order_by("visible_from", "pk"):
        said.setdefault(note.story, []).append(note)
    with override(here.language):
        entries = [_entry(row, here, said.get(row.story, ())) for row in rows]
        description = description or _("%(section)s: the newest stories") % {"section": title}
        return document(
            here, entries, form, path=path, title=title, description=description, home=home,
            tags=(tag, *(press.story_tag(row.story) for row in rows)), about=about,
        )  # fmt: skip


def document(
    here: Edition, entries: Iterable[Entry], form: str, *, path: str, title: str, description: str, home: str,
    tags: tuple[str, ...], about: tuple[str, ...] = (),
) -> Document:  # fmt: skip
    """A feed of these entries in `form`. `tags`: of the list, then of each story; `about` as above. No queries."""
    address, hub = settings.BASE_URL + path, hearers.hub()
    shown = Feed(
        edition=here, title=title, description=description, home=here.absolute(home), address=address,
        entries=tuple(entries), icon=_icon(here), hub=hub,
    )  # fmt: skip
    ways = [f'<{hub}>; rel="hub"'] * bool(hub) + [f'<{address}>; rel="self"']
    return Document(
        text=_FORMS[form](shown),
        content_type=f"{LATEST[form]}; charset=utf-8",
        path=path,
        tags=(*tags, *about),
        edition=here,
        whole=(*about, *(tags[1:] if form == "json" else ())),  # parts of JSON cannot be cut out
        headers=(("Link", ", ".join(ways)), *OPEN),
    )


def _icon(here: Edition) -> str:
    logo = pictures.largest(here.logo, "full", settings.BASE_URL + pictures.MEDIA) if here.logo else None
    return logo[0] if logo else ""


def _entry(row: Publication, here: Edition, said: Iterable[Correction]) -> Entry:
    """The story in words of the active language; `said` is what readers were told of changes to it. No queries."""
    url = settings.BASE_URL + story_path(here, row.address_date, row.slug)
    largest = pictures.largest(row.photo, "full", settings.BASE_URL + pictures.MEDIA)
    picture = Picture(*largest, alt=row.photo.get("alt", "")) if largest else None
    section = next((s.name for s in here.sections if s.pk == row.section_id), "")
    updated = row.significant_update_at
    if not when.worth_saying(row.first_published_at, updated):
        updated = row.first_published_at
    kind = label(row.genre)
    top, foot = (_notes(said, here, place) for place in (Correction.Place.TOP, Correction.Place.FOOT))
    html = render_to_string(
        "feeds/entry.html",
        {
            "edition": here, "row": row, "picture": picture, "lang": row.language, "label": kind,
            "notes_top": top, "notes_foot": foot, "translated": bylines.translated(row, here),
            "root": settings.BASE_URL,
            # Cleaned by `articles.body.render` when the publication was made.
            "body": mark_safe(_OURS.sub(lambda found: found[1] + _whole(found[2], url), row.body)),
        },
    )  # fmt: skip
    return Entry(
        id=f"urn:uuid:{row.story}",
        url=url,
        title=f"{kind}: {row.headline}" if row.genre in _TITLED else row.headline,
        label=kind,
        summary=row.standfirst,
        html=mark_safe(html),
        published=here.local(row.first_published_at),
        updated=here.local(updated),
        authors=tuple(Link(one.get("url", ""), one["name"]) for one in structured.authors(row, here)),
        categories=tuple(name for name in (section, kind, *(t["name"] for t in row.topics)) if name),
        picture=picture,
        kind="image/png" if picture and picture.src.endswith(".png") else "image/jpeg",
        size=_size(row.photo, picture),
        credit=" / ".join(name for name in (row.photo.get("creator"), row.photo.get("agency")) if name),
        begins=cuts.begins(press.story_tag(row.story)),
        ends=cuts.ENDS,
    )


def _size(photo: dict, picture: Picture | None) -> int:
    name = picture.src.rpartition("/")[2] if picture else ""
    return next((file.get("size", 0) for file in photo.get("renditions", ()) if file["name"] == name), 0)


def _notes(said: Iterable[Correction], here: Edition, place: str) -> list[Note]:
    return [note_value(row, here) for row in said if row.place == place]


def _whole(start: str, url: str) -> str:
    """The beginning of an address of ours as it must stand outside of our pages."""
    return url + "#" if start == "#" else settings.BASE_URL + "/"


def _rss(feed: Feed) -> str:
    return render_to_string("feeds/rss.xml", {"feed": feed, "updated": format_datetime(feed.updated)})


def _atom(feed: Feed) -> str:
    return render_to_string("feeds/atom.xml", {"feed": feed})


def _json(feed: Feed) -> str:
    here = feed.edition
    said: dict = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "description": feed.description,
        "language": here.language,
        "authors": [{"name": here.name, "url": here.absolute("/")}],
    }
    if feed.icon:
        said["icon"] = feed.icon
    if feed.hub:
        said["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    said["items"] = [_json_item(entry, here) for entry in feed.entries]
    return json.dumps(said, ensure_ascii=False, indent=1)


def _json_item(entry: Entry, here: Edition) -> dict:
    said: dict = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": entry.published.isoformat("T", "seconds"),
        "date_modified": entry.updated.isoformat("T", "seconds"),
        "authors": [{"name": one.text} | ({"url": one.url} if one.url else {}) for one in entry.authors],
        "tags": list(entry.categories),
        "language": here.language,
    }
    if entry.summary:
        said["summary"] = entry.summary
    if entry.picture:
        said["image"] = entry.picture.src
    return said


_FORMS: dict[str, Callable[[Feed], str]] = {"xml": _rss, "atom": _atom, "json": _json}
