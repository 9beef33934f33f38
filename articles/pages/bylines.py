"""Who wrote a story and who translated it, for readers: each stands in a place of their own."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from articles.addresses import author_path, story_path
from articles.edition import Edition
from articles.models import Credit, Publication
from articles.pages.values import Link, Name, Translated

# A translation is from one of these: in some languages the name takes an ending there.
_FROM = {
    "en": pgettext_lazy("translated from", "English"),
    "ar": pgettext_lazy("translated from", "Arabic"),
    "ckb": pgettext_lazy("translated from", "Kurdish"),
}


def authors(out: Publication) -> list[dict]:
    """The names of the byline as the publication keeps them, without those who translated the story."""
    apart = Credit.Role.TRANSLATION if out.source_language else ""
    return [credit for credit in out.credits if credit["role"] != apart]


def translators(out: Publication) -> list[dict]:
    """Those who translated it; nobody for an original."""
    if not out.source_language:
        return []
    return [credit for credit in out.credits if credit["role"] == Credit.Role.TRANSLATION]


def byline(out: Publication, here: Edition) -> tuple[Name, ...]:
    """The names; those who translated stand in the sentence that says so."""
    return _names(out, here, authors(out), roles=True)


def translated(out: Publication, here: Edition, source: Publication | None = None) -> Translated | None:
    """From which language, in words of the active one, with a link where `source` is the original that can be read, and
    by whom; None for an original."""
    if not out.source_language:
        return None
    names = _names(out, here, translators(out))
    # Translators: %(original)s, which is a link, must stand before %(names)s, which are links too.
    said = _("Translated from %(original)s by %(names)s") if names else _("Translated from %(original)s")
    before, _cut, rest = said.partition("%(original)s")
    between, _cut, after = rest.partition("%(names)s")
    path = story_path(here, source.address_date, source.slug, source.language) if source else ""
    language = out.source_language if path else ""
    return Translated(before, Link(path, str(_FROM[out.source_language]), language), between, names, after)


def other(language: str, out: Publication) -> str:
    """`language` where it is not the story's, else nothing."""
    return language if language and language != out.language else ""


def _names(out: Publication, here: Edition, credits: Sequence[dict], *, roles: bool = False) -> tuple[Name, ...]:
    called = dict(Credit.Role.choices)
    plain = (Credit.Role.REPORTING, Credit.Role.WRITING)
    return tuple(
        Name(
            credit["name"],
            author_path(here, credit["slug"]),
            other(credit["lang"], out),
            str(called.get(credit["role"], "")).lower() if roles and credit["role"] not in plain else "",
        )
        for credit in credits
    )
