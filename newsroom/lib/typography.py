"""Typography of plain text and of HTML: quotes, apostrophes, blanks, names, Kurdish letters.

Pure functions: a ``str`` goes in, a ``str`` comes out, nothing is read from outside and nothing raises for
any text. Each is idempotent: what it gave once it gives again. All are linear in the length of the text.
"""

import html as _html
import re
import unicodedata


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Languages that set straight double quotes as « » (CLDR quotation marks for ar; newsroom style for ckb).
GUILLEMET_LANGUAGES = frozenset({"ar", "ckb", "fa", "ku-arab"})

_DOUBLE = frozenset('"“”')
_DOUBLE_RTL = frozenset('"“”«»')
_SINGLE = frozenset("'‘’")
_OPENERS, _CLOSERS = frozenset("“«"), frozenset("”»")
_CURLY, _GUILLEMETS = "“”", "«»"

# What may stand before an opening mark, and what may stand after a closing one, beside blanks and the edges.
_BEFORE_OPEN = frozenset("([{<—–-/|„‚‹«¿¡")
_AFTER_CLOSE = frozenset(")]}>—–-/|.,;:!?…،؛؟›»%")

# A longer run of quotes is no typography (a ruler, a broken file) and stays as it was written; likewise a text
# of which more than an eighth is quote marks.
_LONGEST_RUN = 6
_MANY, _DENSE = 30, 8
_WORD_APOSTROPHE = re.compile(r"(?<=\w)['‘](?=[^\W\d_])")
_RUN = re.compile("[\"“”«»'‘’]+")
_RUN_LATIN = re.compile("[\"“”'‘’]+")
_NEXT = re.compile('["“”\'‘’]*["“”]["“”\'‘’]*')
_NEXT_RTL = re.compile('["“”«»\'‘’]*["“”«»]["“”«»\'‘’]*')
_FEET_INCHES = re.compile(r"\d'\s?\d{1,2}(?:[.,]\d)?\Z")
# Words that begin with an apostrophe, not with a quotation (Oxford Style Manual, contractions).
_ELIDED = re.compile(r"(?:tis|twas|twere|twill|em|til|n|tween)(?!\w)", re.IGNORECASE)
_DECADE = re.compile(r"\d0s(?!\w)")
_SHORT_YEAR = re.compile(r"\d\d(?!\w)")


def _is_rtl(language: str) -> bool:
    code = language.casefold().replace("_", "-")
    return code in GUILLEMET_LANGUAGES or code.split("-")[0] in GUILLEMET_LANGUAGES


def quotes(text: str, language: str) -> str:
    """Give the text typographic, matched quotes and apostrophes.

    In: plain text (no HTML) and a language code (``en``, ``ar``, ``ckb``, also ``ar-IQ``). Out: text of the same
    length; marks change, nothing is added or taken away. ``en`` and every other language get “ ” ‘ ’; ``ar`` and
    ``ckb`` get « » for straight double quotes and keep “ ” or « » as the writer wrote them, save that both halves
    of a pair are made one kind. A mark that points the wrong way is turned. Feet and inches (6'2", 12") stay
    straight. A newline ends every open quotation.
    """
    marks_in_all = sum(map(text.count, "\"“”«»'‘’"))
    if not marks_in_all or (marks_in_all > _MANY and marks_in_all * _DENSE > len(text)):
        return text
    if "\n" in text:
        return "\n".join(quotes(line, language) for line in text.split("\n"))
    rtl = _is_rtl(language)
    # The commonest mark by far is the apostrophe inside a word (don't); it needs no context.
    text = _WORD_APOSTROPHE.sub("’", text)
    doubles = _DOUBLE_RTL if rtl else _DOUBLE
    last_single_close = _last_single_close(text, _RUN if rtl else _RUN_LATIN)
    pieces: list[str] = []
    waiting: list[tuple[int, int, str]] = []  # opening marks: piece, place in it, the mark as written
    done, depth, single_open, end_of_text = 0, 0, False, len(text)
    for found in (_RUN if rtl else _RUN_LATIN).finditer(text):
        start, end = found.span()
        if end - start > _LONGEST_RUN:
            continue
        before = text[start - 1] if start else ""
        after = text[end] if end < end_of_text else ""
        opens = not before or before.isspace() or before in _BEFORE_OPEN
        closes = not after or after.isspace() or after in _AFTER_CLOSE
        digit = before.isdecimal()
        pieces.append(text[done:start])
        marks = list(found.group())
        for place, mark in enumerate(marks):
            if mark in doubles:
                if opens and not closes:
                    opening = True
                elif closes and not opens:
                    if mark == '"' and digit and (not depth or _are_inches(text, start, end, doubles)):
                        continue
                    opening = False
                elif mark == '"':
                    opening = not depth
                else:
                    opening = mark in _OPENERS
                if opening:
                    depth += 1
                    marks[place] = (_GUILLEMETS if mark in '"«»' else _CURLY)[0] if rtl else "“"
                    if rtl:
                        waiting.append((len(pieces), place, mark))
                else:
                    depth = max(0, depth - 1)
                    marks[place] = "”"
                    if rtl:
                        family = _CURLY if mark in _CURLY else _GUILLEMETS
                        if waiting:
                            piece, at, written = waiting.pop()
                            if written != '"':
                                family = _CURLY if written in _CURLY else _GUILLEMETS
                            elif piece < len(pieces):
                                opened = pieces[piece]
                                pieces[piece] = opened[:at] + family[0] + opened[at + 1 :]
                            else:
                                marks[at] = family[0]
                        marks[place] = family[1]
            elif mark in _SINGLE:
                marks[place] = _single(
                    mark, text, (start, end), (opens, closes, digit), single_open, end <= last_single_close
                )
                if marks[place] == "‘":
                    single_open = True
                elif closes and not opens:
                    single_open = False
        pieces.append("".join(marks))
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _are_inches(text: str, start: int, end: int, doubles: frozenset[str]) -> bool:
    """Say whether a mark after a digit, inside a quotation, is inches: the quotation is closed by a later mark."""
    if _FEET_INCHES.search(text, max(0, start - 8), start):
        return True
    later = (_NEXT_RTL if doubles is _DOUBLE_RTL else _NEXT).search(text, end)
    if not later:
        return False
    before, after = text[later.start() - 1], text[later.end() : later.end() + 1]
    opens = before.isspace() or before in _BEFORE_OPEN
    return not opens and (not after or after.isspace() or after in _AFTER_CLOSE)


def _last_single_close(text: str, runs: re.Pattern[str]) -> int:
    """Give the place of the last single mark that could close a quotation, or -1."""
    last = max(text.rfind(mark) for mark in _SINGLE)
    if last < 0:
        return -1
    end = last + 1
    while end < len(text) and runs.match(text[end]):
        end += 1
    start = last
    while start and runs.match(text[start - 1]):
        start -= 1
    if (end == len(text) or text[end].isspace() or text[end] in _AFTER_CLOSE) and not text[start - 1 : start].isspace():
        return last
    return last - 1


def _single(mark, text, span, context, single_open, close_to_come):
    """Decide one single mark: opening, closing or apostrophe, or a foot left straight."""
    if mark == "’":
        return mark  # right wherever it stands: the writer may have meant an apostrophe we do not know
    start, end = span
    opens, closes, digit = context
    if opens and not closes:
        if _ELIDED.match(text, end) or _DECADE.match(text, end):
            return "’"
        if mark == "‘":
            return mark
        if _SHORT_YEAR.match(text, end):
            return "’"
        # Without a mark to close it, a mark before a word in mid-sentence stands for a letter left out.
        return "‘" if not start or close_to_come else "’"
    if closes and not opens:
        return "'" if mark == "'" and digit and not single_open else "’"
    if digit and mark == "'" and end < len(text) and text[end].isdecimal():
        return "'"
    if opens:
        return mark if mark == "‘" or not single_open else "’"
    return "’" if start and text[start - 1].isalnum() else mark


# --- the same for HTML -------------------------------------------------------------------------------------

_INLINE = _words("a abbr b bdi bdo cite data del dfn em font i ins label mark q s small span strong sub sup time u wbr")
_OPAQUE = _words("code kbd samp pre script style textarea var svg math")
_RAW = frozenset({"script", "style", "textarea"})
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_TAG_STOP = re.compile("[\"'>]")
_OBJECT = "\ufffc"  # stands for what is not text, so that a quote beside it sees a word


def quotes_html(html: str, language: str) -> str:
    """Do what :func:`quotes` does to the text between the tags of HTML.

    In: an HTML fragment and a language code. Out: the same HTML in which only quote marks between tags differ.
    Tags, attributes, comments and what stands in code, pre, script, style and their like are untouched. A
    quotation runs through inline tags (``"<em>so</em>"``) and ends with its block. Character references such as
    ``&quot;`` and ``&#x27;`` are read as the marks they are.
    """
    out: list[str] = []
    raws: list[str] = []  # this block: what was written, and what each piece reads as
    reads: list[str] = []

    def flush() -> None:
        plain = "".join(reads)
        set_ = quotes(plain, language)
        at = 0
        for raw, read in zip(raws, reads, strict=True):
            now = set_[at : at + len(read)]
            out.append(raw if now == read else now if len(raw) == len(read) else (now if now in "“”«»‘’" else raw))
            at += len(read)
        raws.clear()
        reads.clear()

    def text(raw: str) -> None:
        if opaque:
            raws.append(raw)
            reads.append(_OBJECT if raw else "")
            return
        at = 0
        for entity in _ENTITY.finditer(raw):
            plain(raw[at : entity.start()])
            read = _html.unescape(entity.group())
            raws.append(entity.group())
            reads.append(read if len(read) == 1 and read not in "\n\r" else _OBJECT)
            at = entity.end()
        plain(raw[at:])

    def plain(raw: str) -> None:
        if not raw:
            return
        if "\n" in raw or "\r" in raw:
            for part in re.split("([\n\r])", raw):
                raws.append(part)
                reads.append(" " if part in ("\n", "\r") else part)
        else:
            raws.append(raw)
            reads.append(raw)

    at, opaque = 0, ""
    while at < len(html):
        tag = html.find("<", at)
        if tag < 0:
            tag = len(html)
        text(html[at:tag])
        if tag == len(html):
            break
        follows = html[tag + 1 : tag + 2]
        if not (follows.isascii() and (follows.isalpha() or follows in ("/", "!", "?"))) or not follows:
            text("<")
            at = tag + 1
            continue
        end = _end_of_tag(html, tag)
        raw = html[tag:end]
        at = end
        named = _TAG_NAME.match(raw)
        name = named.group(1).lower() if named else ""
        closing = raw.startswith("</")
        if opaque:
            raws.append(raw)
            reads.append("")
            if closing and name == opaque:
                opaque = ""
        elif name in _OPAQUE and not closing:
            raws.append(raw)
            reads.append(_OBJECT)
            if not raw.endswith("/>"):
                opaque = name
            if name in _RAW:
                close = re.compile(f"</{name}", re.IGNORECASE).search(html, at)
                stop = close.start() if close else len(html)
                raws.append(html[at:stop])
                reads.append("")
                at = stop
        elif name in _INLINE or not name:
            raws.append(raw)
            reads.append("")
        elif name in ("br", "img"):
            raws.append(raw)
            reads.append(" " if name == "br" else _OBJECT)
        else:
            flush()
            out.append(raw)
    flush()
    return "".join(out)


def _end_of_tag(html: str, start: int) -> int:
    """Give the place after the tag or comment that begins at start; the end of the text if it never ends."""
    if html.startswith("<!--", start):
        end = html.find("-->", start + 4)
        return len(html) if end < 0 else end + 3
    at = start + 1
    while stop := _TAG_STOP.search(html, at):
        if stop.group() == ">":
            return stop.end()
        close = html.find(stop.group(), stop.end())
        if close < 0:
            break
        at = close + 1
    return len(html)


# --- blanks and invisible characters ------------------------------------------------------------------------

# Bidi controls (UAX #9), zero-width and invisible format characters, interlinear marks, soft hyphen, BOM. ZWNJ
# (U+200C) stays: it parts letters in Kurdish. Bidi isolation is the template's work, not the text's.
_ANY_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200d\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]+"
)
# More combining marks on one letter than a stream-safe text has (UAX #15, section 13) are noise, and sorting
# them takes quadratic time.
_MARKS = re.compile(rb"[^\0]{31,}")


def _visible(text: str) -> str:
    """Give the text as NFC without invisible characters; line ends and other blanks stay."""
    text = _ANY_INVISIBLE.sub("", text)
    if text.isascii():
        return text
    classes = bytes(map(unicodedata.combining, text))
    if _MARKS.search(classes):
        pieces, at = [], 0
        for run in _MARKS.finditer(classes):
            pieces.append(text[at : run.start() + 30])
            at = run.end()
        text = "".join(pieces) + text[at:]
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """Give the text as one clean line.

    In: any text. Out: NFC, without control characters, bidi controls (U+202A-E, U+2066-9, U+200E/F, U+061C) and
    zero-width characters other than ZWNJ (U+200C, which Kurdish needs); every run of blanks, line ends and
    no-break spaces one blank; none at either end. Emoji joined by U+200D fall apart into their parts.
    """
    return " ".join(_visible(text).split())


def tidy_lines(text: str) -> list[str]:
    r"""Give each line of the text as :func:`tidy` gives it, so that places in the list are line numbers from 0.

    A line ends at ``\n``, ``\r\n`` or ``\r`` and nowhere else.
    """
    lines = _visible(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return [" ".join(line.split()) for line in lines]


# --- names ---------------------------------------------------------------------------------------------------

_AGENCIES = _words(
    "AA AAP AFP AFPTV ANI ANSA AP APA APS APTN BNA DHA DPA EFE EPA IHA INA IRNA ISNA KUNA MAP MENA "
    "NINA NNA NRT PA PTI QNA SANA SPA TAP TASS UPI WAM"
)
_ROMAN = _words("II III IV VI VII VIII IX")
_PARTICLES = _words("AL EL BIN BINT IBN VAN VON DE DER DEN DA DI DU DEL DELLA LA LE TEN TER")
_ARTICLE = re.compile(r"(?:AL|EL|AS(?=-S)|ASH(?=-SH)|AN(?=-N)|AR(?=-R)|AD(?=-D)|AT(?=-T)|AZ(?=-Z))-", re.IGNORECASE)
_LOW_PREFIX = re.compile(r"(?<!\w)(?:Mc|Mac|al-|el-|bin |bint |ibn |van |von |de |der |den )(?=[A-Z])")
_NAME_PART = re.compile(r"[^\W\d_]+")


def name_case(name: str) -> str:
    """Give a name that is set wholly in capitals in ordinary case, with typographic apostrophes.

    In: a person's or a place's name. Out: ``MURTAJA LATEEF`` -> ``Murtaja Lateef``, ``AL-SAADI`` -> ``al-Saadi``,
    ``O'NEIL`` -> ``O’Neil``, ``McDONALD`` and ``MCDONALD`` -> ``McDonald``. A family name alone in capitals, as the
    agencies write it (``Ahmad AL-RUBAYE``), is set likewise. Every other name keeps its case, so do initials,
    Roman numerals and the short names of news agencies (``AFP``); other agencies are the caller's to keep away.
    """
    name = quotes(name, "en")
    words = name.split(" ")
    letters = _LOW_PREFIX.sub("", name)
    if letters.upper() == letters and letters.lower() != letters:
        first = 0
    else:
        first = len(words)
        while first and words[first - 1].isupper() and words[first - 1].rstrip(".,") not in _ROMAN:
            first -= 1
        if first == 0 or sum(map(str.isalpha, "".join(words[first:]))) < 4:
            return name
    if len(words) == 1 and name in _AGENCIES:
        return name
    last = len(words) - 1
    for place in range(first, len(words)):
        words[place] = _word_case(words[place], inner=0 < place < last, alone=place == 0)
    return " ".join(words)


def _word_case(word: str, *, inner: bool, alone: bool) -> str:
    upper = word.upper()
    if upper in _ROMAN and not alone:
        return upper
    if upper in _PARTICLES and inner:
        return upper.lower()
    if alone and len(word) == 2 and word.isalpha() and not set(upper) & set("AEIOUY"):
        return word  # initials without stops: JP Smith
    article = _ARTICLE.match(word)
    if article:
        rest = word[article.end() :]
        return article.group().lower() + (_word_case(rest, inner=False, alone=False) if rest else "")
    pieces, at = [], 0
    for part in _NAME_PART.finditer(word):
        between = word[at : part.start()]
        pieces.append(between)
        at = part.end()
        after_long_part = between in ("’", "ʼ", "ʿ", "ʾ") and pieces[:-1] and len(pieces[-2]) > 1
        pieces.append(_lower(part.group()) if after_long_part else _capital(part.group()))
    return "".join(pieces) + word[at:]


def _lower(part: str) -> str:
    return part.lower().replace("i̇", "i")


def _capital(part: str) -> str:
    if len(part) > 4 and part[:2].upper() == "MC":
        return "Mc" + part[2].upper() + _lower(part[3:])
    return part[:1].upper() + _lower(part[1:])


# --- letters --------------------------------------------------------------------------------------------------

_SORANI = str.maketrans({"ك": "ک", "ي": "ی", "ى": "ی"})


def normalise_letters(text: str, language: str) -> str:
    """Give Sorani text in Sorani's own letters.

    In: text and a language code. Out: for ``ckb`` Arabic kaf becomes keheh (ک), yeh and alef maksura become Farsi
    yeh (ی), heh followed by ZWNJ becomes ae (ە), as CLDR's exemplar letters for Kurdish in Arabic script have
    them; text in any other language, Arabic above all, is given back as it is.
    """
    if language.casefold().split("-")[0] != "ckb":
        return text
    return text.translate(_SORANI).replace("ه\u200c", "ە")
