"""Old addresses by the thousand: a list is read line by line, each line is told what it will do, and all of it is
entered in one go or nothing is.

A line has two columns, the old address and what it leads to: an address of ours, the slug of a section or an author,
or a photo's UUID. A target that is itself an old address, here or further down the list, is followed to the thing
that it leads to, so that readers take one hop. The number of queries hardly grows with the lines.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from articles import old_addresses
from articles.edition import newsroom
from articles.models import Article, OldAddress, Photo, Publication, Section
from articles.refusals import NotPossible
from authors.models import Author

MOST = 20_000  # lines
_CHUNK = 400
_HEADS = {"old", "old address", "from", "source", "العنوان القديم", "ناونیشانی کۆن"}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Target = dict[str, Any]  # one of story, section, author, photo, and language: what `OldAddress` is made of


@dataclass
class Line:
    """One line of the list and what it will do: `new`, `there` (it leads there already) or `refused` (`why` says)."""

    number: int
    old: str
    target: str
    what: str = "new"
    why: str = ""
    key: str = ""
    leads: Target = field(default_factory=dict)

    def refuse(self, why: str) -> None:
        self.what, self.why = "refused", why


@dataclass
class Reading:
    """A list that was read."""

    lines: list[Line]

    def of(self, what: str) -> list[Line]:
        return [line for line in self.lines if line.what == what]

    @property
    def refused(self) -> list[Line]:
        return self.of("refused")

    @property
    def new(self) -> list[Line]:
        return self.of("new")

    @property
    def there(self) -> list[Line]:
        return self.of("there")


def decode(data: bytes) -> str:
    """The text of an uploaded list. Raises NotPossible with a sentence."""
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise NotPossible(_("The file is not UTF-8 text. Save the table as “CSV UTF-8” and give it again.")) from None


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(number of the line, its columns); blank lines, comments (#) and a head line are passed over.

    Columns are parted by tabs, semicolons or commas, whichever the first line has, or else by blanks.
    """
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    mark = next((mark for mark in "\t;," if mark in first), "")
    begun = False
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in (_cells(line, mark) if mark and mark in line else line.split())]
        while len(cells) > 2 and not cells[-1]:
            cells.pop()
        if not begun and cells and cells[0].casefold() in _HEADS:
            begun = True
            continue
        begun = True
        yield number, cells


def _cells(line: str, mark: str) -> list[str]:
    """One line by itself: a quotation mark that nobody closed spoils no other."""
    try:
        return next(csv.reader(io.StringIO(line), delimiter=mark), [])
    except csv.Error:  # longer than any address
        return []


def read(text: str) -> Reading:
    """Reads a list and says what each line will do; writes nothing. Raises NotPossible for one without a line, or
    with more than MOST."""
    lines = []
    for number, cells in islice(rows(text), MOST + 1):
        line = Line(number, cells[0] if cells else "", cells[1] if len(cells) > 1 else "")
        if len(cells) != 2 or not all(cells):
            line.refuse(_("Write two things on a line: the old address, and where it leads."))
        lines.append(line)
    if not lines:
        raise NotPossible(_("The list has no line. Write an old address and where it leads on each."))
    if len(lines) > MOST:
        raise NotPossible(_("The list has more than %(most)s lines. Give it in parts.") % {"most": MOST})
    _know_old(lines)
    _know_targets([line for line in lines if line.what != "refused"], lines)
    _know_what_is_there([line for line in lines if line.what != "refused"])
    return Reading(lines)


def enter(text: str, *, without_refused: bool = False) -> Reading:
    """Reads a list and enters all of it, or nothing. Raises NotPossible where a line is refused (unless those are to
    be left out) or somebody else entered one of the addresses at this moment."""
    try:
        with transaction.atomic():
            reading = read(text)
            if reading.refused and not without_refused:
                raise NotPossible(_("Nothing was entered: some lines are refused. Mend them or leave them out."))
            OldAddress.objects.bulk_create(
                (
                    OldAddress(**old_addresses.row(line.old, line.key, line.leads["language"]), **_only(line.leads))
                    for line in reading.new
                ),
                batch_size=500,
            )
    except IntegrityError:
        raise NotPossible(
            _("Nothing was entered: someone entered one of these addresses at this moment. Read the list again.")
        ) from None
    return reading


def _only(leads: Target) -> Target:
    return {name: value for name, value in leads.items() if name != "language"}


def target_of(written: str) -> Target:
    """What one target, as written, is: arguments for `old_addresses.enter`. Raises ValueError where nothing is."""
    line = Line(1, "", written)
    _know_targets([line], [line])
    if not line.leads:
        raise ValueError(line.why)
    return line.leads


# -- the old addresses themselves


def _know_old(lines: list[Line]) -> None:
    """Keys; what is no address, stands twice, or is a page of ours is refused."""
    first: dict[str, Line] = {}
    for line in lines:
        if line.what == "refused":
            continue
        line.key = old_addresses.key_or_none(line.old)
        if not line.key or len(line.old) > old_addresses.LONGEST:
            line.refuse(old_addresses.no_address(line.old[:100]))
        elif line.key in first:
            earlier = first[line.key]
            if earlier.target == line.target:
                line.refuse(_("Stands on line %(n)s already.") % {"n": earlier.number})
            else:
                line.refuse(_("Line %(n)s leads the same address elsewhere.") % {"n": earlier.number})
        elif line.key == old_addresses.key_or_none(line.target) and not _SLUG.fullmatch(line.target):
            line.refuse(_("The address leads to itself."))
        else:
            first[line.key] = line
    taken = old_addresses.ours(first)
    for key in taken:
        first[key].refuse(old_addresses.page_of_ours(first[key].old))


def _know_what_is_there(lines: list[Line]) -> None:
    known = _by(lambda some: OldAddress.objects.filter(key__in=some), {line.key for line in lines}, "key")
    for line in lines:
        old = known.get(line.key)
        if old is None:
            continue
        target = {"story": old.story, "section": old.section, "author": old.author, "photo": old.photo}
        if {name: value for name, value in target.items() if value is not None} == _only(line.leads):
            line.what = "there"
        else:
            line.refuse(old_addresses.elsewhere_already(line.old))


def _by(ask: Callable, wanted: Iterable, name: str) -> dict:
    """Rows by the value of one column, asked for some hundred at a time."""
    wanted, found = list(wanted), {}
    for start in range(0, len(wanted), _CHUNK):
        for row in ask(wanted[start : start + _CHUNK]).select_related("section", "author"):
            found[getattr(row, name)] = row
    return found


# -- what they lead to


def _know_targets(lines: list[Line], everything: list[Line]) -> None:
    """Fills `leads` of each line, or refuses it. `everything` is the whole list, where a target may stand."""
    asked = [(line, _asked(line.target)) for line in lines]
    things = _Things([what for _line, what in asked if what])
    unknown = []
    for line, what in asked:
        leads = things.find(what) if what else None
        if leads == _BOTH:
            line.refuse(
                _("A section and an author are called “%(slug)s”. Write /%(slug)s/ or /authors/%(slug)s/.")
                % {"slug": line.target}
            )
        elif leads:
            line.leads = leads
        else:
            unknown.append(line)
    _follow(unknown, everything)


def _follow(unknown: list[Line], everything: list[Line]) -> None:
    """Targets that are no thing of ours may be old addresses: of before, or of this list."""
    here: dict[str, Line] = {}
    for line in everything:
        here.setdefault(line.key, line)
    here.pop("", None)
    there = _by(
        lambda some: OldAddress.objects.filter(key__in=some),
        {old_addresses.key_or_none(line.target) for line in unknown} - {""}, "key",
    )  # fmt: skip
    for line in unknown:
        seen, at = [line.number], line
        while True:
            key = old_addresses.key_or_none(at.target)
            old, further = there.get(key), here.get(key)
            if old is not None:
                line.leads = {
                    name: getattr(old, name)
                    for name in ("story", "section", "author", "photo")
                    if getattr(old, name) is not None
                } | {"language": old.language}
            elif further is None:
                line.refuse(_("Nothing of ours stands there: give a story, section, author or picture."))
            elif further.number in seen:
                line.refuse(
                    _("Goes round in a circle, by the lines %(lines)s.") % {"lines": ", ".join(map(str, sorted(seen)))}
                )
            elif further.leads:
                line.leads = further.leads
            elif further.what == "refused":
                line.refuse(_("Leads to line %(n)s, which is refused.") % {"n": further.number})
            else:
                seen.append(further.number)
                at = further
                continue
            break


_BOTH: Target = {"both": True}


def _asked(written: str) -> tuple | None:
    """What a target asks for, without the database: (kind, …), or None where its form is none of ours."""
    written = written.translate(old_addresses.MARKS).strip()
    try:
        return ("photo", UUID(written)) if len(written) >= 32 else _asked_slug(written)
    except ValueError:
        return _asked_slug(written)


def _asked_slug(written: str) -> tuple | None:
    if _SLUG.fullmatch(written):
        return ("slug", written)
    try:
        parts = urlsplit(written if "//" in written else "//x/" + written.lstrip("/"))
    except ValueError:
        return None
    path = unquote(parts.path)
    try:
        found = resolve(path if path.endswith("/") or path.startswith("/media/") else path + "/")
    except Resolver404:
        return None
    said, language = found.kwargs, found.kwargs.get("language")
    if found.url_name == "story":
        day = f"{said['year']:04d}-{said['month']:02d}-{said['day']:02d}"
        return ("story", language, day, said["slug"])
    if found.url_name == "short":
        return ("short", said["number"]) if said["number"] < 2**63 else None
    if found.url_name in ("section", "author"):
        return (found.url_name, language, said["slug"])
    if found.url_name == "media":
        return ("photo", UUID(said["owner"]))
    return None


class _Things:
    """All that the targets of a list ask for, found with a few queries."""

    def __init__(self, asked: list[tuple]):
        self.root = newsroom().root_language
        kinds = {what[0] for what in asked}
        by_name = bool(kinds & {"slug", "section", "author"})
        self.sections = {section.slug: section for section in Section.objects.all()} if by_name else {}
        slugs = {what[-1] for what in asked if what[0] in ("slug", "author")}
        self.authors = {author.slug: author for author in _some(Author, "slug", slugs)}
        self.photos = set(
            photo.uuid for photo in _some(Photo, "uuid", {what[1] for what in asked if what[0] == "photo"})
        )
        numbers = {what[1] for what in asked if what[0] == "short"}
        self.numbers = {article.pk: article for article in _some(Article, "pk", numbers)}
        days = {(what[2], what[3]) for what in asked if what[0] == "story"}
        self.stories: dict[tuple, UUID] = {}
        for out in _some(Publication, "slug", {slug for _day, slug in days}):
            self.stories.setdefault((out.language, out.address_date.isoformat(), out.slug), out.story)

    def find(self, what: tuple) -> Target | None:
        kind = what[0]
        if kind == "slug":
            section, author = self.sections.get(what[1]), self.authors.get(what[1])
            if section and author:
                return _BOTH
            return self._some("section", section, None) or self._some("author", author, None)
        if kind == "section":
            return self._some("section", self.sections.get(what[2]), what[1])
        if kind == "author":
            return self._some("author", self.authors.get(what[2]), what[1])
        if kind == "photo":
            return self._some("photo", what[1] if what[1] in self.photos else None, None)
        if kind == "short":
            article = self.numbers.get(what[1])
            return article and {"story": article.uuid, "language": article.language}
        language = what[1] or self.root
        return self._some("story", self.stories.get((language, what[2], what[3])), language)

    def _some(self, name: str, thing, language: str | None) -> Target | None:
        return {name: thing, "language": language or self.root} if thing is not None else None


def _some(model, column: str, wanted: set) -> Iterator:
    """Rows of `model` whose `column` is among `wanted`, some hundred at a time, without long texts."""
    listed = list(wanted)
    fields = {
        "Article": ("uuid", "language"),
        "Publication": ("story", "language", "address_date", "slug"),
        "Photo": ("uuid",),
    }.get(model.__name__)
    for start in range(0, len(listed), _CHUNK):
        rows = model.objects.filter(**{f"{column}__in": listed[start : start + _CHUNK]})
        yield from rows.only(*fields) if fields else rows
