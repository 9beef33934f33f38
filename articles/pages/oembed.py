"""oEmbed (oembed.com, 1.0) of our stories: what other sites show of one that somebody links to.

The card is a quotation with a link, without script, frame or picture: it works under every policy, loads nothing, and
tells us of nobody who reads it.
"""

import json
import math
from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import notices
from articles.addresses import story_path
from articles.edition import Edition, edition
from articles.models import Publication
from articles.pages import pictures, structured, when
from articles.pages.cards import label
from articles.pages.errors import NoPage, NotFound
from articles.pages.feeds import OPEN
from articles.pages.values import Document
from articles.text import shorten

PATH = "/oembed"
FORMATS = {"json": "application/json", "xml": "text/xml"}
WIDE, NARROW = 600, 220  # pixels: as wide as the card is made, and the least that it needs
_LETTER, _LINE, _MARGIN = 8, 26, 40  # pixels, at the size in which most pages set text
_MOST_DIGITS = 6
_CACHE = 3600  # seconds


class BadQuestion(ValueError):
    """The sentence says what to ask instead; `status` is the answer's."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def link(url: str) -> tuple[str, str, str]:
    """(media type, no title, whole address) by which a story's page names its card."""
    return "application/json+oembed", "", f"{settings.BASE_URL}{PATH}?url={quote(url, safe='')}"


def path_asked(asked: Mapping[str, str]) -> str:
    """The path of ours that `url` names, with its query. Raises BadQuestion where there is none, or it is somebody
    else's."""
    if not asked.get("url"):
        raise BadQuestion(_("Give the whole address of a story as “url”."))
    try:
        parts, ours = urlsplit(asked["url"]), urlsplit(settings.BASE_URL)
        same = parts.scheme in ("http", "https") and parts.netloc.lower() == ours.netloc.lower()
    except ValueError:
        same = False
    if not same or not parts.path.isascii():
        raise BadQuestion(_no_story(), 404)
    return parts.path.rstrip("/") + "/" + (f"?{parts.query}" if parts.query else "")


def _no_story() -> str:
    return _("No public story of ours stands at this address.")


def story(language: str | None, day: date, slug: str, *, at: datetime) -> tuple[Edition, Publication]:
    """The story that readers have at an address now. Three queries. Raises NoPage."""
    here = edition(language)
    public = Publication.objects.visible(at).filter(language=here.language, address_date=day, slug=slug)
    out = public.whole().defer("body", "body_text").first()
    if out is None or notices.tombstone(story_path(here, day, slug)) is not None:
        raise NotFound(here)
    return here, out


def form(asked: Mapping[str, str]) -> str:
    """The format that is asked for. Raises BadQuestion."""
    found = asked.get("format") or "json"
    if found not in FORMATS:
        raise BadQuestion(_("We answer in two formats: ask for format=json or format=xml."), 501)
    return found


def _room(asked: Mapping[str, str], name: str, otherwise: int) -> int:
    text = asked.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text)):
        raise BadQuestion(_("“%(name)s” is a whole number of pixels.") % {"name": name})
    return int(text)


def card(here: Edition, out: Publication, asked: Mapping[str, str]) -> Document:
    """The card of `out`, no wider and no higher than is asked. No queries. Raises BadQuestion."""
    width, height = min(_room(asked, "maxwidth", WIDE), WIDE), _room(asked, "maxheight", 10**_MOST_DIGITS)
    with override(here.language):
        said = _said(here, out, width, height)
        kind = form(asked)
        text = json.dumps(said, ensure_ascii=False) if kind == "json" else render_to_string(
            "feeds/oembed.xml", {"said": said.items()}
        )  # fmt: skip
    return Document(text=text, content_type=f"{FORMATS[kind]}; charset=utf-8", path=PATH, tags=(), edition=here,
                    headers=OPEN)  # fmt: skip


def _said(here: Edition, out: Publication, width: int, height: int) -> dict:
    url = settings.BASE_URL + story_path(here, out.address_date, out.slug)
    first = structured.authors(out, here)[:1]
    said: dict = {
        "version": "1.0",
        "type": "link",
        "title": out.headline,
        "provider_name": here.name,
        "provider_url": here.absolute("/"),
        "cache_age": _CACHE,
    }
    for author in first:
        said["author_name"] = author["name"]
        if "url" in author:
            said["author_url"] = author["url"]
    said |= _thumbnail(out, width, height)
    kind, standfirst = label(out.genre), shorten(out.standfirst)
    # What does not fit is left out, the headline last; then there is the link alone.
    for words in (standfirst, ""):
        high = _MARGIN + _LINE * sum(_lines(text, width) for text in (kind, out.headline, words, here.name))
        if width >= NARROW and high <= height:
            html = render_to_string(
                "feeds/oembed.html",
                {"edition": here, "url": url, "headline": out.headline, "label": kind, "standfirst": words,
                 "published": when.moment(out.first_published_at, here, place=False)},
            )  # fmt: skip
            said |= {"type": "rich", "html": html.strip(), "width": width, "height": high}
            break
    return said


def _lines(text: str, width: int) -> int:
    return math.ceil(len(text) * _LETTER / (width - _MARGIN)) if text else 0


def _thumbnail(out: Publication, width: int, height: int) -> dict:
    """The largest of its files that is not larger than what is asked."""
    base = settings.BASE_URL + pictures.MEDIA
    plain = [row for row in out.photo.get("renditions", ()) if row["format"] in ("jpeg", "png")]
    fits = [
        row for row in plain if row["crop"] in ("16x9", "full") and row["width"] <= width and row["height"] <= height
    ]
    if not fits:
        return {}
    row = max(fits, key=lambda row: (row["width"], row["crop"]))
    address = pictures.address(out.photo["uuid"], row, base)
    return {"thumbnail_url": address, "thumbnail_width": row["width"], "thumbnail_height": row["height"]}


def refusal(error: BadQuestion | NoPage) -> Document:
    """What is said where there is no card: a sentence, and why by its status."""
    status = error.status if isinstance(error, BadQuestion) else 404
    text = str(error) if isinstance(error, BadQuestion) else _no_story()
    return Document(
        text=f"{text}\n", content_type="text/plain; charset=utf-8", path=PATH, tags=(), status=status, headers=OPEN
    )
