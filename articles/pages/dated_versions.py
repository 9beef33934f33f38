"""`/<yyyy>/<mm>/<dd>/<slug>/versions/`: what readers had before, and what became of it, where the newsroom shows it.

Made of publications alone: each holds what readers got, whole. Listed are the first one, and those that told more
news or put something right; small fixes are in the next of them. What stood there before a story was taken down is
not shown again when it comes back.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from articles import comparing, press
from articles.addresses import story_path, versions_path
from articles.comparing import Comparison, Passage
from articles.edition import Edition, edition
from articles.models import Correction, Publication
from articles.pages import when
from articles.pages.errors import NotFound
from articles.pages.story import absent, not_withdrawn, whole_title
from articles.pages.values import Link, Page, Version
from articles.text import BESIDE, HEAD

CSS = ("components/versions",)
MOST = 50  # versions behind the first; of a story with more, the newest
_LIGHT = ("pk", "visible_from", "visible_until", "revision_number", "significant_update_at")


def page(language: str | None, day: date, slug: str, *, at: datetime) -> Page:
    """The page at this address and moment. Six queries. Raises NotFound or Gone."""
    here = edition(language)
    if not here.dated_versions:
        raise NotFound(here)
    not_withdrawn(here, day, slug)
    public = Publication.objects.visible(at).filter(language=here.language, address_date=day, slug=slug)
    own = public.for_lists().first()
    if own is None:
        raise absent(here, day, slug)
    told = {row.to_version: row for row in Correction.objects.filter(story=own.story, visible_from__lte=at)}
    line, resumed = unbroken(own, at)
    first, *later = substantive(line, told)
    found = Publication.objects.whole().in_bulk([row["pk"] for row in (first, *later[-MOST:])])
    outs = sorted(found.values(), key=lambda out: out.visible_from)
    path = versions_path(here, day, slug)
    story = story_path(here, day, slug)
    with override(here.language):
        heading = _("Versions of this story")
        return Page(
            edition=here,
            template="articles/versions.html",
            title=whole_title(_("Versions: %(headline)s") % {"headline": own.headline}, here),
            description=_("What readers had of this story before, and what changed in it, word by word."),
            path=path,
            canonical=settings.BASE_URL + story,
            robots="noindex,follow",
            css=CSS,
            tags=(press.story_tag(own.story),),
            whole=(press.story_tag(own.story),),
            texts={
                "heading": heading,
                "story": Link(story, own.headline),
                "versions": tuple(reversed(_versions(outs, told, here, resumed=resumed))),
                "left_out": here.number(len(later) - MOST) if len(later) > MOST else "",
                "fixed": own.pk != outs[-1].pk,
            },
        )


def unbroken(own: Publication, at: datetime) -> tuple[list[dict], bool]:
    """What readers had of the story until now, oldest first, back to where it was not there; and whether there was
    something before that. One query."""
    rows = Publication.objects.filter(story=own.story, visible_from__lte=at).order_by("-visible_from").values(*_LIGHT)
    line: list[dict] = []
    for row in rows:
        if line and row["visible_until"] != line[-1]["visible_from"]:
            return line[::-1], True
        line.append(row)
    return line[::-1], False


def substantive(line: Sequence[dict], told: Mapping[int, Correction]) -> list[dict]:
    """Those of `line` that are more than small fixes: the first, and what readers were told of."""
    return [
        row
        for place, row in enumerate(line)
        if not place
        or row["revision_number"] in told
        or row["significant_update_at"] != line[place - 1]["significant_update_at"]
    ]


def _versions(
    outs: Sequence[Publication], told: Mapping[int, Correction], here: Edition, *, resumed: bool
) -> list[Version]:
    """The versions, oldest first; `resumed`: the first of them came back after it was taken down. No queries."""
    first = outs[0]
    found = [
        Version(
            label=_("Published again") if resumed else _("As published"),
            at=when.moment(first.visible_from if resumed else first.first_published_at, here),
            anchor=f"version-{first.revision_number}",
        )
    ]
    for before, out in pairwise(outs):
        note = told.get(out.revision_number)
        compared = comparing.compare(_words(before), _words(out))
        found.append(
            Version(
                label=str(Correction.Kind(note.kind).label) if note else _("Update"),
                at=when.moment(out.visible_from, here),
                note=note.text if note else "",
                anchor=f"version-{out.revision_number}",
                words=_counted(compared, here),
                parts=tuple((_label(change.name), tuple(change.runs)) for change in compared.fields),
                passages=_changed(compared.passages),
            )
        )
    return found


def _words(out: Publication) -> dict:
    """What is compared: the words of the story and of its picture. Names in the byline follow their authors."""
    photo = out.photo
    fields = {name: getattr(out, name) for name in (*HEAD, "body", *BESIDE)}
    return fields | {"photo": {"caption": photo.get("caption", ""), "alt": photo.get("alt", "")}}


def _label(name: str) -> str:
    return {
        "headline": _("Headline"), "kicker": _("Kicker"), "standfirst": _("Standfirst"),
        "dateline_place": _("Dateline"), "photo_caption": _("Caption"), "photo_alt": _("Text alternative"),
        "method": _("How we reported this"), "source_list": _("Sources"),
    }[name]  # fmt: skip


def _changed(passages: Sequence[Passage]) -> tuple[Passage | None, ...]:
    """The paragraphs that differ, None for those between that stay as they were."""
    found: list[Passage | None] = []
    for passage in passages:
        if passage.kind != comparing.SAME or passage.moved:
            found.append(passage)
        elif not found or found[-1] is not None:
            found.append(None)
    return tuple(found) if any(found) else ()


def _counted(compared: Comparison, here: Edition) -> str:
    added = ngettext("%(n)s word added", "%(n)s words added", compared.added)
    removed = ngettext("%(n)s word removed", "%(n)s words removed", compared.removed)
    said = [
        sentence % {"n": here.number(number)}
        for sentence, number in ((added, compared.added), (removed, compared.removed))
        if number
    ]
    return here.tongue.comma.join(said)
