"""Taking a text out of what people wrote: how it is found, and how it goes.

`articles.erasing` decides what is forgotten and writes it into the record. An app above it empties its own tables by a
function that it registers here (`also`).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from newsroom.lib.html import INLINE

GONE = "█████"  # what stands where a text was taken out
SHORTEST = len(GONE)  # characters of a text that is looked for: what stands for it is never longer
_EITHER = {  # what may stand for a character: typography, and how HTML writes it
    "'": "(?:['’‘ʼ]|&#x27;|&#39;)", '"': '(?:["“”„«»]|&quot;)', "&": "(?:&amp;|&)", "<": "(?:&lt;|<)",
    ">": "(?:&gt;|>)", " ": "(?:\\s|&nbsp;)+",
}  # fmt: skip
# Letters that keyboards write for one another in Arabic and Central Kurdish; a search meets them too (`folding`).
_ALIKE = {letter: group for group in ("اأإآٱ", "يىیێئ", "كک", "ةەهھ", "وؤۆ", "رڕ", "لڵ") for letter in group}
_ARABIC = re.compile("[\u0600-\u06ff]")
_SIGN = "[\u064b-\u0652\u0670\u0640\u200c\u200d]"  # vowel signs, the stroke that draws a word out, joiners
_HTML = re.compile("</?[A-Za-z]")
_TAG = "</?[A-Za-z][^<>]*>"
# Markup that may run through a name; what ends a block ends the name.
_INLINE = rf"</?(?:{'|'.join(sorted(INLINE - {'br'}))})\b[^<>]*>"
_KEPT = re.compile(_INLINE, re.I)
_HREF = re.compile(r'(\bhref="(?:[a-z][a-z0-9+.-]*:(?://)?)?)([^"]*)', re.I)
_AS = str.maketrans("’‘ʼ“”„«»", '\'\'\'"""""')


@dataclass
class Forgotten:
    """What became of a text: how many rows were emptied, and sentences that say where it still stands, and why."""

    rows: int = 0
    left: list[str] = field(default_factory=list)


Forgets = Callable[[str, datetime], Forgotten]
ALSO: list[Forgets] = []


def also(forgets: Forgets) -> Forgets:
    """Registers what empties the tables of an app. It is called in the transaction of the erasure, with the text as it
    was given and the moment (aware)."""
    if forgets not in ALSO:
        ALSO.append(forgets)
    return forgets


def _spelt(letter: str) -> str:
    """An expression for one letter in all its spellings."""
    if letter in _EITHER:
        return _EITHER[letter]
    if letter in _ALIKE:
        return f"[{_ALIKE[letter]}]"
    apart = unicodedata.normalize("NFD", letter)
    return re.escape(letter) if apart == letter else f"(?:{re.escape(letter)}|{re.escape(apart)})"


class Wanted:
    """A text that is looked for, whatever its case, its typography, the blanks in it and the keyboard that wrote it,
    also where markup runs through it. `pattern` is a regular expression for it in plain text, to be asked without
    regard to case.

    Raises ValueError where it is too short to be meant.
    """

    def __init__(self, text: str, *, shortest: int = SHORTEST):
        bare = re.sub(_SIGN, "", unicodedata.normalize("NFC", text.translate(_AS)))
        self.text = " ".join(bare.split())
        if len(self.text) < shortest:
            raise ValueError("Give at least five characters: fewer stand in texts of other people as well.")
        signs = f"{_SIGN}*" if _ARABIC.search(self.text) else ""
        letters = [_spelt(letter) + signs for letter in self.text]
        self.pattern = "".join(letters)
        self._plain = re.compile(self.pattern, re.I)
        through = f"(?:{_INLINE})*".join(letters)
        self._marked_up = re.compile(rf"(?P<hit>{through})|(?P<tag>{_TAG})|&#?\w+;", re.I)

    def out_of(self, value: Any) -> Any:
        """`value` (plain JSON) with the text taken out of every string in it; of HTML, out of what people read and of
        where links lead, and not out of the markup itself."""
        if isinstance(value, str):
            marked_up = _HTML.search(value)
            return self._marked_up.sub(self._instead, value) if marked_up else self._plain.sub(GONE, value)
        if isinstance(value, dict):
            return {name: self.out_of(inner) for name, inner in value.items()}
        return [self.out_of(inner) for inner in value] if isinstance(value, list) else value

    def _instead(self, found: re.Match) -> str:
        if found["hit"]:
            return GONE + "".join(_KEPT.findall(found["hit"]))
        return _HREF.sub(lambda link: link[1] + self._plain.sub(GONE, link[2]), found[0]) if found["tag"] else found[0]

    def rows(self, model: type[models.Model], names: tuple[str, ...]) -> models.QuerySet:
        """The rows of a table in whose columns `names` it may stand. A plain query set: that of the model may refuse
        to change a row.

        The database sifts short plain columns by a word of ASCII letters. All else is looked through here: no database
        knows vowel signs, other keyboards, or markup within a word.
        """
        rows: models.QuerySet = models.QuerySet(model)
        holds, looked_through = Q(pk__in=[]), []
        for name in names:
            short = isinstance(model._meta.get_field(name), models.CharField)
            if short and self.text.isascii():
                holds |= Q(**{f"{name}__icontains": max(re.split(r"[^\w@.+-]+", self.text), key=len)})
            else:
                looked_through.append(name)
        if looked_through:
            every = rows.values_list("pk", *looked_through).order_by().iterator()
            holds |= Q(pk__in=[pk for pk, *values in every if self.out_of(values) != values])
        return rows.filter(holds)

    def empty(self, model: type[models.Model], names: tuple[str, ...]) -> list[Any]:
        """Takes it out of these columns; gives the rows that held it, as they are now."""
        emptied = []
        for row in self.rows(model, names).order_by("pk"):
            fresh = {name: self.out_of(getattr(row, name)) for name in names}
            if any(value != getattr(row, name) for name, value in fresh.items()):
                models.QuerySet(model).filter(pk=row.pk).update(**fresh)
                for name, value in fresh.items():
                    setattr(row, name, value)
                emptied.append(row)
        return emptied


def unmarked(value: Any) -> Any:
    """`value` (plain JSON) with nothing where a text was taken out: as no text that somebody has at hand."""
    if isinstance(value, str):
        return value.replace(GONE, "")
    if isinstance(value, dict):
        return {name: unmarked(inner) for name, inner in value.items()}
    return [unmarked(inner) for inner in value] if isinstance(value, list) else value
