"""What a publication is found by: its words, folded, and a bag of tokens.

Tokens: a word as it stands; `f_` a form that counts as one of its words; `h_` a word or form of the headline; `l_`
language, `s_` section, `a_` author, `y_`, `m_` and `d_` year, month and day of its address.
"""

from collections.abc import Iterable

from articles.models import Publication
from newsroom.lib.folding import RULES, forms, words

MOST_TOKENS = 40_000  # different ones of one story; PostgreSQL takes a megabyte of them


def folded(text: str, language: str) -> str:
    """`text` as the columns of the search hold it."""
    return " ".join(words(text, language))


def index(out: Publication) -> None:
    """Writes what is searched of `out` into it; whoever composes a publication or changes its words calls it.
    `search_text` has what stands ahead of the body on one line, then the body's lines as `body_text` has them, then the
    caption. What left the search stays out of it, whatever its words become."""
    language = out.language
    if has_left(out):
        out.search_headline = out.search_text = out.search_tokens = ""
        out.search_rules = RULES
        return
    lines = [ahead(out), *out.body_text.split("\n"), out.photo.get("caption", "")]
    out.search_headline = folded(out.headline, language)
    out.search_text = "\n".join(folded(line, language) for line in lines)
    out.search_tokens = tokens(out.search_headline, out.search_text, language, facets(out))
    out.search_rules = RULES


def has_left(out: Publication) -> bool:
    """Whether this was in the search once and is not any more (`leaving.leave`). All that is in it has tokens."""
    return out.visible_until is not None and bool(out.search_rules) and not out.search_tokens


def ahead(out: Publication) -> str:
    """What stands ahead of the body, beside the headline: kicker, standfirst, place, names, topics."""
    names = [credit["name"] for credit in out.credits] + [out.byline_override]
    topics = [topic["name"] for topic in out.topics]
    return " ".join((out.kicker, out.standfirst, out.dateline_place, *names, *topics)).replace("\n", " ")


def facets(out: Publication) -> list[str]:
    day = out.address_date
    authors = dict.fromkeys(credit["author"] for credit in out.credits)
    return [
        f"l_{out.language}", f"s_{out.section_id}", f"y_{day.year}", f"m_{day.year}{day.month:02}", f"d_{day:%Y%m%d}",
        *(f"a_{author}" for author in authors),
    ]  # fmt: skip


def tokens(headline: str, text: str, language: str, more: Iterable[str]) -> str:
    """The bag, from folded words."""
    first, rest = headline.split(), dict.fromkeys(text.split())
    found = dict.fromkeys(more)
    for word in first:
        found[word] = found[f"h_{word}"] = None
        for form in forms(word, language):
            found[f"h_{form}"] = found[f"f_{form}"] = None
    for word in rest:
        found[word] = None
        for form in forms(word, language):
            found[f"f_{form}"] = None
        if len(found) > MOST_TOKENS:
            break
    return " ".join(found)
