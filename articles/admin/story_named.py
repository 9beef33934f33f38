"""Which story a person at the desk means: by its number, any address of it, or words of its headline."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from articles import address_list
from articles.models import Article
from articles.packages import label

FEW = 5  # stories that are named where several may be meant
_NUMBER = re.compile(r"(?:^|#)(\d{1,12})\Z", re.ASCII)


def stories_of(typed: str) -> list[Article]:
    """The story that somebody named: by its label or number, by an address of ours (the readers', the desk's, the short
    link, the form that reports a mistake), by its headline or a part of it. Several where that does not tell them
    apart: at most FEW and one; none where nothing fits. At most five queries."""
    typed = typed.replace("\x00", "").strip()
    if not typed:
        return []
    found = _NUMBER.search(typed)
    # A headline may well be “Room #16”.
    if found and not (typed[: found.start()] and Article.objects.filter(headline__iexact=typed).exists()):
        return list(Article.objects.filter(pk=int(found[1])))
    if "/" in typed and (story := _at(typed)):
        return [story]
    rows = Article.objects.defer("body", "desk_note", "method", "source_list").order_by("-pk")
    for how in ("iexact", "icontains"):
        if same := list(rows.filter(**{f"headline__{how}": typed})[: FEW + 1]):
            return same
    return []


def unclear(typed: str, stories: list[Article]) -> str:
    """What is said where `stories_of` found no story, or several."""
    if not stories:
        return _("“%(typed)s” is no story of ours. Write a part of its headline, its number or its address.") % {
            "typed": typed
        }
    named = " · ".join(f"“{label(story)}”" for story in stories[:FEW]) + (" …" if len(stories) > FEW else "")
    return _("“%(typed)s” may be one of several: %(stories)s. Write the number of the one that you mean.") % {
        "typed": typed, "stories": named,
    }  # fmt: skip


def _at(written: str) -> Article | None:
    try:
        path = urlsplit(written).path
    except ValueError:  # `http://[x`
        return None
    parts = [part for part in path.split("/") if part]
    if parts[:3] == ["admin", "articles", "article"] and len(parts) > 3 and parts[3].isascii() and parts[3].isdigit():
        return Article.objects.filter(pk=int(parts[3][:12])).first()
    if path.endswith("/report/"):
        written = path.removesuffix("report/")
    try:
        found = address_list.target_of(written)
    except ValueError:
        return None
    story = found.get("story")
    return Article.objects.filter(uuid=story).first() if isinstance(story, UUID) else None
