"""What is found, and in which order: candidates from the engine, what is public of them, the best first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from articles.models import Publication
from articles.models.publication import PublicationQuerySet
from articles.search import engines
from articles.search.nearness import near_enough
from articles.search.ranking import Score, score
from authors.models import Author
from newsroom.lib.folding import Term, terms, words

MOST_FOUND = 200
ENOUGH = 20  # fewer than so many, and words that only begin as what was asked count too
MOST_LOOKED_AT = 400  # candidates that are weighed; more than MOST_FOUND, because not all are public
_SHORTEST_START = 3  # letters of a word that may stand for longer ones
# In which the newest of many are looked for, one window behind the other: days, then months.
_DAYS, _WINDOWS = (1, 2, 4, 8, 16), (1, 2, 4, 8, 16, 32, 64)
_MOST_MONTHS = 240
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Narrowed:
    """What is searched: a section, stories of any of these authors, days from `since` to `until`; None: all."""

    section: int | None = None
    authors: tuple[int, ...] | None = None
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return any(part is not None for part in (self.section, self.authors, self.since, self.until))


@dataclass(frozen=True)
class Found:
    """Numbers of publications, the best first, MOST_FOUND at most; `more`: there are others."""

    publications: tuple[int, ...] = ()
    more: bool = False


def find(query: str, language: str, at: datetime, narrowed: Narrowed | None = None) -> Found:
    """The stories of this language, visible at `at` (aware), that have every word of `query` and are where `narrowed`
    says; without a word all of those, the newest first; nothing where neither is asked.

    Words of the headline weigh most, then whole words, then other forms of them; of what weighs the same the newer
    comes first. Where few have the words, those that have words which begin so come behind. Of very many, the newest
    are weighed.
    """
    return found_of(terms(query, language), language, at, narrowed or Narrowed())


def found_of(wanted: Sequence[Term], language: str, at: datetime, narrowed: Narrowed) -> Found:
    """As `find`, for a query that was read already."""
    if not wanted and not narrowed:
        return Found()
    weighed = _weighed(wanted, language, at, narrowed)
    if wanted and len(weighed) < ENOUGH:
        known = set(weighed)
        weighed |= {
            pk: got for pk, got in _weighed(wanted, language, at, narrowed, start=True).items() if pk not in known
        }
    best = sorted(weighed, key=lambda pk: (*weighed[pk], pk), reverse=True)
    return Found(tuple(best[:MOST_FOUND]), len(best) > MOST_FOUND)


def count(query: str, language: str, at: datetime, narrowed: Narrowed | None = None) -> tuple[int, bool]:
    """How many `find` finds, and whether there are more than MOST_FOUND; nothing is weighed."""
    wanted, narrowed = terms(query, language), narrowed or Narrowed()
    if not wanted and not narrowed:
        return 0, False
    return count_of(wanted, language, at, narrowed)


def count_of(wanted: Sequence[Term], language: str, at: datetime, narrowed: Narrowed) -> tuple[int, bool]:
    """As `count`, for a query that was read already."""
    found: set[int] = set()
    for start in (False, True):
        if len(found) < ENOUGH:
            pks = _candidates(wanted, language, at, narrowed, start=start)
            rows = _holding(_public(pks, language, at, narrowed), wanted)
            found |= set(rows.values_list("pk", flat=True)[: MOST_FOUND + 1])
    return min(len(found), MOST_FOUND), len(found) > MOST_FOUND


def _weighed(
    wanted: Sequence[Term], language: str, at: datetime, narrowed: Narrowed, *, start: bool = False
) -> dict[int, Score]:
    pks = _candidates(wanted, language, at, narrowed, start=start)
    rows = _public(pks, language, at, narrowed)
    found: dict[int, Score] = {}
    if not wanted:
        for pk, published in rows.values_list("pk", "first_published_at"):
            found[pk] = (0.0, published)
        return found
    columns = rows.values_list("pk", "search_headline", "search_text", "first_published_at")
    for pk, headline, text, published in columns:
        weight = score(headline, text, wanted, language, at - published)
        if weight:
            found[pk] = (weight, published)
    return found


def _public(pks: Sequence[int], language: str, at: datetime, narrowed: Narrowed) -> PublicationQuerySet:
    rows = Publication.objects.visible(at).filter(pk__in=pks, language=language)
    if narrowed.since is not None:
        rows = rows.filter(address_date__gte=narrowed.since)
    if narrowed.until is not None:
        rows = rows.filter(address_date__lte=narrowed.until)
    return rows


def _holding(rows: PublicationQuerySet, wanted: Sequence[Term]) -> PublicationQuerySet:
    """Of candidates, those with the phrases: an engine knows words, not places."""
    for term in wanted:
        if term.phrase:
            rows = rows.filter(search_text__contains=" ".join(term.words)) | rows.filter(
                search_headline__contains=" ".join(term.words)
            )
    return rows


# --- candidates --------------------------------------------------------------------------------------------------


def groups_of(wanted: Sequence[Term], *, start: bool = False, headline: bool = False) -> engines.Groups:
    """What an engine is asked for `wanted`: the words, and what counts as them; with `start` what begins so as well."""
    found: list[tuple[str, ...]] = []
    for term in wanted:
        if term.phrase:
            found += [(f"h_{word}",) if headline else (word,) for word in term.words]
            continue
        same = (term.word, *term.forms)
        tokens = [f"h_{word}" for word in same] if headline else [*same, *(f"f_{word}" for word in same)]
        if start and len(term.word) >= _SHORTEST_START:
            tokens.append(f"{term.word}*")
        found.append(tuple(tokens))
    return tuple(found)


def _candidates(wanted: Sequence[Term], language: str, at: datetime, narrowed: Narrowed, *, start: bool) -> list[int]:
    """Publications, public or not, that may be what is asked: all, or of very many those with it in the headline and
    the newest."""
    where = _where(language, at, narrowed)
    groups = groups_of(wanted, start=start)
    if wanted:
        found = engines.matching((*groups, *where), MOST_LOOKED_AT + 1, newest=False)
        if len(found) <= MOST_LOOKED_AT:
            return found
    most = MOST_LOOKED_AT // 2 if wanted else MOST_FOUND + 50
    found = _newest((*groups, *where), narrowed.until, at, most)
    if wanted:
        found += _newest((*groups_of(wanted, headline=True), *where), narrowed.until, at, most)
    return list(dict.fromkeys(found))


def _where(language: str, at: datetime, narrowed: Narrowed) -> engines.Groups:
    found: list[tuple[str, ...]] = [(f"l_{language}",)]
    if narrowed.section is not None:
        found.append((f"s_{narrowed.section}",))
    if narrowed.authors is not None:
        found.append(tuple(f"a_{author}" for author in narrowed.authors) or ("a_",))  # no story is of nobody
    if narrowed.since is not None or narrowed.until is not None:
        last = narrowed.until or _last_day(at)
        first = narrowed.since or date(1, 1, 1)
        months = list(_months(last, (last.year - first.year) * 12 + last.month - first.month + 1, _MOST_MONTHS + 1))
        if len(months) <= _MOST_MONTHS:  # else the table's own column says the days
            found.append(tuple(months) or ("m_",))
    return tuple(found)


def _last_day(at: datetime) -> date:
    """No zone is further ahead."""
    return (at.astimezone(UTC) + _A_DAY).date()


def _months(last: date, number: int, most: int) -> Iterator[str]:
    """Tokens of `number` months, at most `most`, that of `last` first and then backwards."""
    month = last.year * 12 + last.month - 1
    for one in range(month, max(month - min(number, most), 11), -1):
        yield f"m_{one // 12}{one % 12 + 1:02}"


def _newest(groups: engines.Groups, until: date | None, at: datetime, most: int) -> list[int]:
    """At most `most` of very many, from the newest day backwards."""
    last = min(until or date.max, _last_day(at))
    days = (f"d_{last - number * _A_DAY:%Y%m%d}" for number in range(min(sum(_DAYS), last.toordinal())))
    months = _months(last, sum(_WINDOWS), sum(_WINDOWS))
    found: dict[int, None] = {}
    for tokens, sizes in ((days, _DAYS), (months, _WINDOWS)):
        for size in sizes:
            window = tuple(islice(tokens, size))
            if window:
                found |= dict.fromkeys(engines.matching((*groups, window), most))
            if len(found) >= most:
                return list(found)[:most]
    return list(found | dict.fromkeys(engines.matching(groups, most)))[:most]


# --- authors -----------------------------------------------------------------------------------------------------


def authors_named(text: str) -> tuple[int, ...]:
    """The authors whose name, in any language, has every word of `text`, or words that begin so; none where it has no
    word."""
    return _authors(text, lambda wanted, word: word.startswith(wanted))


def authors_near(text: str) -> tuple[int, ...]:
    """As `authors_named`, with a typing error or two in each word."""
    return _authors(text, near_enough)


def _authors(text: str, same: Callable[[str, str], bool]) -> tuple[int, ...]:
    found = []
    for pk, names in Author.objects.values_list("pk", "names"):
        for language, name in names.items():
            has, wanted = words(name, language), words(text, language)
            if wanted and all(any(same(word, one) for one in has) for word in wanted):
                found.append(pk)
                break
    return tuple(found)
