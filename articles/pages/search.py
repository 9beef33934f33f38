"""What readers find: stories with their words, narrowed by section, author and day, with the place where they stand."""

from collections.abc import Iterable, Mapping, Sequence
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
from articles.search import Correction, Found, Narrowed, authors_named, authors_near, correct, count, excerpt, find
from newsroom.lib.folding import Term, terms
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
FEW = 3  # fewer than so many, and a near spelling that has more is offered
NARROW = ("section", "by", "from", "to")  # what the form asks beside the words
_MOST_ASKED = 100  # characters of each
_MOST_WORDS = 4  # that are asked for one by one, where no story has all


@dataclass(frozen=True)
class Asked:
    """What was typed beside the words, what that means, and a sentence for each part that means nothing."""

    typed: dict[str, str]
    narrowed: Narrowed
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """A link to another search, and how much is there: "12", "more than 200"."""

    link: Link
    found: str
    hreflang: str = ""


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
        faults.append(_("The first day is later than the last, so they were exchanged."))
        days["from"], days["to"] = days["to"], days["from"]
        said["from"], said["to"] = said["to"], said["from"]
    authors = authors_named(said["by"]) if said["by"] else None
    narrowed = Narrowed(section.pk if section else None, authors, days["from"], days["to"])
    return Asked(said, narrowed, tuple(faults))


def page(
    language: str | None, *, at: datetime, query: str = "", page: int = 1, narrow: Mapping[str, str] | None = None
) -> Page:
    """What readers find for `query`, a page at a time. Never kept, never indexed by others.

    A query that finds nothing is searched with the near spellings of its names, and that is said; where that finds
    nothing either, there are ways on. `narrow`: what was typed in the form beside the words, by the names in NARROW.
    Raises NotFound beyond the last page.
    """
    here = edition(language)
    query = tidy(query[:1000])[:200]
    path = here.url("/search/")
    with override(here.language):
        asked = _read(narrow or {}, here)
        in_use = {name: text for name, text in asked.typed.items() if text}
        wanted = terms(query, here.language)
        found = find(query, here.language, at, asked.narrowed)
        if asked.narrowed.authors == () and not found.publications:
            asked, found = _by_somebody_near(asked, found, query, here, at)
        instead = None
        if wanted and not found.publications:
            instead = correct(wanted, here.language, at, asked.narrowed)
            if instead:
                wanted, found = instead.terms, find(instead.said, here.language, at, asked.narrowed)
        here_from, here_to = (page - 1) * PER_PAGE, page * PER_PAGE
        if page > 1 and here_from >= len(found.publications):
            raise NotFound(here)
        shown = found.publications[here_from:here_to]
        rows = Publication.objects.visible(at).for_search().in_bulk(shown)

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
                cards=_cards((rows[pk] for pk in shown if pk in rows), wanted, here),
                older=numbered(page + 1) if here_to < len(found.publications) else "",
            ),
            texts={
                "query": query, "asked": bool(query or in_use), "words": bool(wanted),
                "found": len(found.publications), "said": here.number(len(found.publications)), "more": found.more,
                "page": page, "back": numbered(page - 1) if page > 1 else "",
                "typed": {name.replace("from", "since"): text for name, text in asked.typed.items()},
                "narrowed": bool(in_use), "faults": asked.faults, "instead": instead,
                "perhaps": _perhaps(wanted, found, here, at, asked.narrowed, in_use) if page == 1 else None,
                "ways": _ways(wanted, found, here, at, asked.narrowed, query, in_use),
                "sections": tuple((section.slug, section.name, section.lang) for section in here.sections),
                "elsewhere": tuple(_elsewhere(here, instead.said if instead else query, at, asked.narrowed, in_use)),
            },
        )  # fmt: skip


def _by_somebody_near(
    asked: Asked, found: Found, query: str, here: Edition, at: datetime
) -> tuple[Asked, Found]:  # fmt: skip
    """The same by authors whose name is nearly what was typed, where nobody has that name; said with the names that
    stand over what is found, and no others."""
    near = authors_near(asked.typed["by"])
    other = replace(asked.narrowed, authors=near)
    by_them = find(query, here.language, at, other) if near else found
    if not by_them.publications:
        return asked, found
    rows = Publication.objects.visible(at).filter(pk__in=by_them.publications).values_list("credits", flat=True)
    names = {credit["name"]: None for credits in rows for credit in credits if credit["author"] in near}
    said = _("Nobody here is called “%(typed)s”, so stories by %(names)s were searched.") % {
        "typed": asked.typed["by"],
        "names": here.tongue.comma.join(list(names)[:3]),
    }
    return replace(asked, narrowed=other, faults=(*asked.faults, said)), by_them


def _cards(rows: Iterable[Publication], wanted: Sequence[Term], here: Edition) -> tuple[Card, ...]:
    return tuple(replace(card(row, here), excerpt=excerpt(row, wanted)) for row in rows)


def _said(found: tuple[int, bool], here: Edition) -> str:
    """A number of stories for people, as `count` gives it."""
    number = here.number(found[0])
    return _("more than %(n)s") % {"n": number} if found[1] else number


def _link(here: Edition, query: str, in_use: Mapping[str, str], text: str = "") -> Link:
    return Link(f"{here.url('/search/')}?{urlencode({'q': query} | dict(in_use))}", text or query)


def _perhaps(
    wanted: Sequence[Term], found: Found, here: Edition, at: datetime, narrowed: Narrowed, in_use: Mapping[str, str]
) -> Way | None:
    """A near spelling that has far more, where few stories have what was asked."""
    few = len(found.publications)
    if not 0 < few < FEW:
        return None
    other: Correction | None = correct(wanted, here.language, at, narrowed, rare=True)
    if other is None:
        return None
    there = count(other.said, here.language, at, narrowed)
    if there[0] < FEW * few:
        return None
    return Way(_link(here, other.said, in_use), _said(there, here))


def _ways(
    wanted: Sequence[Term], found: Found, here: Edition, at: datetime, narrowed: Narrowed, query: str,
    in_use: Mapping[str, str],
) -> tuple[Way, ...]:  # fmt: skip
    """Where nothing was found: the same everywhere, then each word by itself, with how many there are."""
    if found.publications or not wanted:
        return ()
    ways = []
    if narrowed:
        there = count(query, here.language, at)
        if there[0]:
            text = _("“%(words)s” in all sections, by anybody, at any time") % {"words": query}
            ways.append(Way(_link(here, query, {}, text), _said(there, here)))
    if len(wanted) > 1:
        for term in wanted[:_MOST_WORDS]:
            said = f'"{term.said}"' if term.phrase else term.said
            there = count(said, here.language, at, narrowed)
            if there[0]:
                ways.append(Way(_link(here, said, in_use), _said(there, here)))
    return tuple(ways)


def _elsewhere(here: Edition, query: str, at: datetime, narrowed: Narrowed, in_use: Mapping[str, str]) -> Iterable[Way]:
    """The same search in the newsroom's other editions, with how much is there."""
    for code in here.languages:
        if code != here.language and (query or in_use):
            url = f"{here.prefix_of(code)}/search/?{urlencode({'q': query} | dict(in_use))}"
            tongue = LANGUAGES[code]
            yield Way(
                Link(url, tongue.name, code, tongue.direction),
                _said(count(query, code, at, narrowed), here),
                tongue.hreflang,
            )
