"""What readers find: stories with their words, narrowed by section, author and day, with the place where they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.edition import Edition, edition
from articles.models import Publication
from articles.pages.cards import card
from articles.pages.errors import NotFound
from articles.pages.values import Card, Link, Listing, Page
from articles.search import Narrowed, authors_named, excerpt, find
from newsroom.lib.folding import terms
from newsroom.lib.languages import LANGUAGES
from newsroom.lib.typography import tidy

CSS = (
    "components/newsletter",
    "components/field",
    "components/find",
    "components/card",
    "pages/listing",
    "pages/search",
)
PER_PAGE = 20
MOST_FOUND = 200
NARROW = ("section", "by", "from", "to")  # what the form asks beside the words
_MOST_ASKED = 100  # characters of each


@dataclass(frozen=True)
class Asked:
    """What was typed beside the words, what that means, and a sentence for each part that means nothing."""

    typed: dict[str, str]
    narrowed: Narrowed
    faults: tuple[str, ...]


def _read(typed: Mapping[str, str], here: Edition) -> Asked:
    """Reads what narrows the search. What cannot be read is left out and told."""
    said = {name: tidy(typed.get(name, "")[:_MOST_ASKED]) for name in NARROW}
    faults, days = [], {}
    section = here.section(said["section"]) if said["section"] else None
    if said["section"] and section is None:
        faults.append(_("There is no such section here, so all sections were searched."))
    for name in ("from", "to"):
        try:
            days[name] = date.fromisoformat(said[name]) if said[name] else None
        except ValueError:
            days[name] = None
            faults.append(_("“%(day)s” is no day. Write it as 2026-11-27.") % {"day": said[name]})
    if days["from"] and days["to"] and days["from"] > days["to"]:
        days["from"], days["to"] = days["to"], days["from"]
        said["from"], said["to"] = said["to"], said["from"]
    authors = authors_named(said["by"]) if said["by"] else None
    narrowed = Narrowed(section.pk if section else None, authors, days["from"], days["to"])
    return Asked(said, narrowed, tuple(faults))


def page(
    language: str | None, *, at: datetime, query: str = "", page: int = 1, narrow: Mapping[str, str] | None = None
) -> Page:
    """What readers find for `query`, a page at a time, MOST_FOUND at most. Never kept, never indexed by others.

    `narrow`: what was typed in the form beside the words, by the names in NARROW. Raises NotFound beyond the last page.
    """
    here = edition(language)
    query = tidy(query[:1000])[:200]
    path = here.url("/search/")
    with override(here.language):
        asked = _read(narrow or {}, here)
        # One look over the texts finds all; the stories of this page are then fetched by number.
        found = list(find(query, here.language, at, asked.narrowed).values_list("pk", flat=True)[: MOST_FOUND + 1])
        more, found = len(found) > MOST_FOUND, found[:MOST_FOUND]
        here_from, here_to = (page - 1) * PER_PAGE, page * PER_PAGE
        if page > 1 and here_from >= len(found):
            raise NotFound(here)
        shown = Publication.objects.visible(at).for_search().in_bulk(found[here_from:here_to])
        in_use = {name: text for name, text in asked.typed.items() if text}

        def numbered(number: int) -> str:
            return f"{path}?{urlencode({'q': query} | in_use | {'page': number})}"

        heading = _("Search")
        return Page(
            edition=here,
            template="articles/search.html",
            title=f"{query} — {heading} — {here.name}" if query else f"{heading} — {here.name}",
            description=f"{heading}: {here.name}",
            path=path,
            canonical=settings.BASE_URL + path,
            robots="noindex,follow",
            css=CSS,
            listing=Listing(
                kind="search",
                heading=heading,
                cards=_cards((shown[pk] for pk in found[here_from:here_to] if pk in shown), query, here),
                older=numbered(page + 1) if here_to < len(found) else "",
            ),
            texts={
                "query": query, "asked": bool(query or in_use), "found": len(found),
                "said": here.number(len(found)), "more": more, "page": page,
                "back": numbered(page - 1) if page > 1 else "",
                "typed": {name.replace("from", "since"): text for name, text in asked.typed.items()},
                "narrowed": bool(in_use), "faults": asked.faults,
                "sections": tuple((section.slug, section.name, section.lang) for section in here.sections),
                "elsewhere": tuple(_elsewhere(here, query)),
            },
        )  # fmt: skip


def _cards(rows: Iterable[Publication], query: str, here: Edition) -> tuple[Card, ...]:
    wanted = terms(query)
    return tuple(replace(card(row, here), excerpt=excerpt(row, wanted)) for row in rows)


def _elsewhere(here: Edition, query: str) -> Iterable[tuple[Link, str]]:
    """The same words in the newsroom's other editions: links, each with its `hreflang`."""
    for code in here.languages:
        if code != here.language and query:
            url, tongue = f"{here.prefix_of(code)}/search/?{urlencode({'q': query})}", LANGUAGES[code]
            yield Link(url, tongue.name, code, tongue.direction), tongue.hreflang
