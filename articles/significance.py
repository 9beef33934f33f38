"""Which changes between two texts a reader would want to know of: a number, a name, a quotation, a date, the headline.

Pure: two texts in, flags out. It looks at words and knows no grammar, so it says "look here" and never "this is
wrong"; a moved paragraph raises nothing, since what counts is which of these stand in the text and how often.
"""

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

HEADLINE, NUMBER, DATE, QUOTATION, NAME, NEGATION = "headline", "number", "date", "quotation", "name", "negation"
KINDS: dict[str, Promise] = {
    HEADLINE: _("the headline"),
    NUMBER: _("a number"),
    DATE: _("a date"),
    QUOTATION: _("a quotation"),
    NAME: _("a name"),
    NEGATION: _("a “not”"),
}
MOST_SHOWN = 120  # characters of one side of a flag
MOST_ALIGNED = 2000  # numbers, or names, of one text


@dataclass(frozen=True)
class Words:
    """A text as it is compared. `text` is all that readers read below the headline, one block a line; `quoted` are
    blocks that are quotations; `names` is the byline."""

    language: str
    headline: str
    text: str
    quoted: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flag:
    """One thing that changed. `before` or `after` is empty where it came or went."""

    kind: str
    before: str = ""
    after: str = ""

    @property
    def label(self) -> str:
        """What changed, as the beginning of a line: "A number changed"."""
        changed, came, went = _LABELS[self.kind]
        return str(changed if self.before and self.after else came if self.after else went)


_LABELS: dict[str, tuple[Promise, Promise, Promise]] = {
    HEADLINE: (_("The headline changed"), _("The headline changed"), _("The headline changed")),
    NUMBER: (_("A number changed"), _("A number came in"), _("A number went out")),
    DATE: (_("A date changed"), _("A date came in"), _("A date went out")),
    QUOTATION: (_("A quotation changed"), _("A quotation came in"), _("A quotation went out")),
    NAME: (_("A name changed"), _("A name came in"), _("A name went out")),
    NEGATION: (_("A “not” changed"), _("A “not” came in"), _("A “not” went out")),
}


def in_words(flags: Iterable[Flag]) -> str:
    """The kinds of `flags`, once each: "a number, the headline"."""
    comma = gettext(", ")
    return comma.join(str(KINDS[kind]) for kind in dict.fromkeys(flag.kind for flag in flags))


# --- What counts ---------------------------------------------------------------------------------------------
def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬٪", "01234567890123456789.,%")
_NUMBER = re.compile(r"[$€£]?\d+(?:[.,:/]\d+)*(?:\s?%)?")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_NUMBER_WORDS = _set(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million
    millions billion billions trillion dozen dozens half quarter third double triple twice percent
    واحد واحدة اثنان اثنين اثنتان اثنتين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثماني تسعة تسع عشرة
    عشر عشرون عشرين ثلاثون ثلاثين أربعون أربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين مئة مائة
    مئتان مئتين ألف ألفان ألفين آلاف مليون ملايين مليار مليارات نصف ربع ثلث عشرات مئات
    یەک دوو سێ چوار پێنج شەش حەوت هەشت نۆ دە یازدە دوازدە سیازدە چواردە پازدە شازدە حەڤدە هەژدە نۆزدە بیست سی چل
    پەنجا شەست حەفتا هەشتا نەوەد سەد هەزار ملیۆن ملیار نیو چارەک
    """
)
_MONTHS = (
    "January|February|March|April|June|July|August|September|October|November|December|(?<=\\d )May|May(?= \\d)",
    "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول"
    "|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "کانوونی دووەم|شوبات|ئازار|نیسان|ئایار|حوزەیران|تەممووز|ئاب|ئەیلوول|تشرینی یەکەم|تشرینی دووەم|کانوونی یەکەم",
)
_DAYS = (
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight",
    "الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد|اليوم|أمس|غداً",
    "دووشەممە|سێشەممە|چوارشەممە|پێنجشەممە|یەکشەممە|هەینی|شەممە|ئەمڕۆ|دوێنێ|سبەی",
)
_DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"
    rf"|(?<!\w)(?:\d{{1,2}} )?(?:{'|'.join(_MONTHS)})(?!\w)(?: \d{{1,2}}(?!\d))?(?:,? \d{{4}}(?!\d))?"
    rf"|(?<!\w)(?:{'|'.join(_DAYS)})(?!\w)"
)
_QUOTE = re.compile(r"“([^”“\n]+)”|«([^»«\n]+)»|\"([^\"\n]+)\"|„([^“„\n]+)“")
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĆČĐĒĞĪİŁŌŘŞŠŪŻŽ]"
_RUN = re.compile(
    rf"{_CAPITAL}[\w’'.-]*"
    rf"(?:[ \u00a0](?:(?:al|bin|ibn|de|van|von|der|da|di|of the|of)[ \u00a0])?{_CAPITAL}[\w’'-]*)*"
)
_INSIDE = re.compile(rf"(?<=[\w,] )({_CAPITAL}[\w’'-]*)")  # in the middle of a sentence
_SENTENCE_ENDS = re.compile(r"(?:^|[.!?:…\n][”»\"’)]*)[\s“«\"‘(]*\Z|^\W*\Z")
_SAYS = re.compile(r"\s(?:said|says|told|tells|added|adds|asked|argued|denied|confirmed|wrote|was|is|has|had)\b")
# Words that begin sentences and are no part of a name that follows them.
_STARTERS = _set(
    """
    A After All Although An And As At Before Both But By Despite During Earlier Each Even For From He Her His How
    However I If In It Its Last Later Many Meanwhile Most My New No Not Now Of On One Only Or Other Our Outside Several
    She Since So Some Still That The Their Then There These They This Those Though Three To Two Under Until We What
    When Where Which While Who Why With Without Yet You
    """
)
_NOT = re.compile(
    r"(?<!\w)(?:not|no|never|none|nobody|nothing|without|cannot|لا|لم|لن|ليس|ليست|ليسوا|دون|نییە|نین|نەک|بەبێ)(?!\w)"
    r"|n[’']t(?!\w)",
    re.IGNORECASE,
)

Found = list[tuple[str, str]]  # (what is compared, what is shown)


def _numbers(text: str) -> Found:
    found = [(m.start(), _THOUSANDS.sub("", m[0].replace(" ", "")), m[0]) for m in _NUMBER.finditer(text)]
    for m in re.finditer(r"[^\W\d_]+", text):
        word = m[0].casefold()
        for bare in (word, word.removeprefix("و"), word.removeprefix("ال")):
            if bare in _NUMBER_WORDS:
                found.append((m.start(), bare, m[0]))
                break
    return [(key, shown) for _at, key, shown in sorted(found)]


def _quotations(words: Words) -> Found:
    found = [next(filter(None, m.groups())) for m in _QUOTE.finditer(words.text)] + list(words.quoted)
    return [(" ".join(quote.split()).strip(" .,;،؛"), quote) for quote in found]


def _names(text: str, known: Iterable[str], elsewhere: set[str]) -> Found:
    """Runs of capitalised words, and `known` names in other scripts. A single word at the beginning of a sentence is
    a name where it is one elsewhere (in the middle of a sentence of either text), or does what people do."""
    found: list[tuple[int, str, str]] = []
    for m in _RUN.finditer(text):
        words = m[0].replace("\u00a0", " ").split(" ")
        if _SENTENCE_ENDS.search(text[max(0, m.start() - 12) : m.start()]):
            if len(words) > 1 and words[0] in _STARTERS:
                words = words[1:]
            elif len(words) == 1:
                word = words[0].rstrip(".")
                acts = word not in _STARTERS and bool(_SAYS.match(text, m.end()))
                if re.search(r"[’']s\Z", word):  # "Erbil’s", but not "It’s"
                    acts = word[:-2] not in _STARTERS
                if not acts and not (word.isupper() and len(word) > 1) and word not in elsewhere:
                    continue
        name = re.sub(r"[’']s?$", "", " ".join(words).rstrip(".-"))
        if name != "I":
            found.append((m.start(), name, name))
    for name in known:
        if not name.isascii() and not re.match(_CAPITAL, name):
            found += [(m.start(), name, name) for m in re.finditer(re.escape(name), text)]
    return [(key, shown) for _at, key, shown in sorted(found)]


def _compare(kind: str, before: Found, after: Found) -> list[Flag]:
    """Flags of what stands in one and not in the other, each paired with what took its place."""
    gone = Counter(key for key, _shown in before)
    come = Counter(key for key, _shown in after)
    gone, come = gone - come, come - gone
    if not gone and not come:
        return []
    found: list[Flag] = []

    def take(rows: Found, left: Counter) -> list[str]:
        taken = []
        for key, shown in rows:
            if left[key] > 0:
                left[key] -= 1
                taken.append(_shortened(shown))
        return taken

    keys = [key for key, _shown in before], [key for key, _shown in after]
    if max(len(before), len(after)) > MOST_ALIGNED:  # telling which took whose place takes the square of it
        spans = [(0, len(before), 0, len(after))]
    else:
        spans = [op[1:] for op in difflib.SequenceMatcher(None, *keys, autojunk=False).get_opcodes()]
    for a1, a2, b1, b2 in spans:
        out, into = take(before[a1:a2], gone), take(after[b1:b2], come)
        for n in range(max(len(out), len(into))):
            found.append(Flag(kind, out[n] if n < len(out) else "", into[n] if n < len(into) else ""))
    return found


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1].rstrip() + "…"


def flags(before: Words, after: Words, known: Sequence[str] = ()) -> list[Flag]:
    """What changed from `before` to `after` that a reader would want to know of; empty where it is spelling or layout.

    `known` are names that the newsroom knows (its authors): in scripts without capitals nothing else shows a name.
    """
    found: list[Flag] = []
    if " ".join(before.headline.split()) != " ".join(after.headline.split()):
        found.append(Flag(HEADLINE, _shortened(before.headline), _shortened(after.headline)))
    texts = [words.text.translate(_ASCII) for words in (before, after)]
    bare = [_DATE.sub(" · ", text) for text in texts]

    def both(kind: str, find: Callable[[str], Found], of: list[str]) -> None:
        found.extend(_compare(kind, find(of[0]), find(of[1])))

    both(NUMBER, _numbers, bare)
    both(DATE, lambda text: [(m[0].casefold(), m[0]) for m in _DATE.finditer(text)], texts)
    found += _compare(QUOTATION, _quotations(before), _quotations(after))
    inside = {m[1] for text in bare for m in _INSIDE.finditer(text)}
    both(NAME, lambda text: _names(text, known, inside), bare)
    found += _compare(NAME, [(name, name) for name in before.names], [(name, name) for name in after.names])
    both(NEGATION, lambda text: [(m[0].casefold(), m[0]) for m in _NOT.finditer(text)], texts)
    return found
