"""The index is derived of publications: made with the tables, brought up to date, checked, made anew."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from django.db import connections, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import ngettext

from articles.models import Notice, Publication, Spelling
from articles.models.publication import SEARCHED
from articles.search import engines
from articles.search.indexing import index
from articles.search.spelling import names_of, rows_of
from newsroom.lib.folding import RULES

_BATCH = 200


def after_migrating(sender, using: str, **_more) -> None:
    """What a migrate took away is there again, and what was folded by older rules is folded by these."""
    connection = connections[using]
    if not _has_columns(connection):
        return  # it went back behind the search
    engines.of(connection).put_on(connection)
    catch_up()


def _has_columns(connection) -> bool:
    table = Publication._meta.db_table
    if not {table, Spelling._meta.db_table} <= set(connection.introspection.table_names()):
        return False
    with connection.cursor() as cursor:
        columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    return set(SEARCHED) <= columns


def catch_up() -> int:
    """Writes anew what was written by older rules; gives how many publications."""
    return _write(Q(search_rules__lt=RULES))


def rebuild(said: Callable[[int], None] = lambda _number: None) -> int:
    """Everything anew: each publication's words, the known spellings, the index. Gives how many publications."""
    with transaction.atomic():
        Spelling.objects.all().delete()
    number = _write(Q(), said)
    here = engines.connection()
    engines.of(here).rebuild(here)
    return number


def _write(which: Q, said: Callable[[int], None] = lambda _number: None) -> int:
    """Batch by batch, each a transaction of its own: the newsroom goes on meanwhile."""
    last = number = 0
    known: dict[str, set[str]] = defaultdict(set)
    while True:
        with transaction.atomic():
            rows = list(_with_place(which & Q(pk__gt=last)).select_for_update(of=("self",)).order_by("pk")[:_BATCH])
            if not rows:
                return number
            for out in rows:
                as_it_should(out)
            Publication.objects.bulk_update(rows, SEARCHED)
            names: dict[str, dict[str, str]] = defaultdict(dict)
            for out in rows:
                if out.search_tokens:
                    names[out.language] |= names_of(out)
            for language, found in names.items():
                fresh = found.keys() - known[language]
                Spelling.objects.bulk_create(
                    rows_of(language, ((word, found[word]) for word in sorted(fresh))), ignore_conflicts=True,
                    batch_size=5000,
                )  # fmt: skip
                known[language] |= fresh
        last, number = rows[-1].pk, number + len(rows)
        said(number)


def _with_place(which: Q):
    """Publications, each with `left`: it was taken from readers (`leaving.leave`)."""
    down = Exists(Notice.objects.filter(story=OuterRef("story")))
    return Publication.objects.annotate(left=down & Q(visible_until__isnull=False)).filter(which)


def as_it_should(out: Publication) -> None:
    """Fills the columns of the search by today's rules. What left the search stays out of it, also where its story is
    public again in another version; what was taken down leaves it, should it be in it."""
    index(out)
    if out.left:  # type: ignore[attr-defined]
        out.search_headline = out.search_text = out.search_tokens = ""


def faults() -> Iterator[str]:
    """A sentence for each thing that is not as it should be; none where all is. Reads every publication."""
    here = engines.connection()
    yield from engines.of(here).check(here)
    wrong = 0
    for out in _with_place(Q()).order_by("pk").iterator(chunk_size=200):
        kept = [getattr(out, name) for name in SEARCHED]
        as_it_should(out)
        if [getattr(out, name) for name in SEARCHED] != kept:
            wrong += 1
            if wrong <= 20:
                yield f"“{out.headline}” (version {out.revision_number}) is searched by other words than it has."
    if wrong > 20:
        yield f"So are {wrong - 20} more."
    known = Spelling.objects.filter(key=F("word")).values_list("word", flat=True).distinct()
    alone = sum(not engines.matching(((word,),), 1, newest=False) for word in known.iterator(chunk_size=2000))
    if alone:
        yield ngettext(
            "%(n)d word is known of names that no story has any more.",
            "%(n)d words are known of names that no story has any more.",
            alone,
        ) % {"n": alone}


def quick_faults() -> Iterator[str]:
    """Of the same, what costs nothing to look at."""
    here = engines.connection()
    for name in engines.of(here).missing(here):
        yield f"The search lacks {name}."
    if Publication.objects.filter(search_rules__lt=RULES).exists():
        yield "Stories are searched by the rules of an older version."


def purge() -> None:
    """What was taken out of stories is out of the index's own pages as well. Outside of a transaction, for other
    people's sake: it may take a while."""
    here = engines.connection()
    engines.of(here).purge(here)
