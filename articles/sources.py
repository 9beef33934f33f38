"""Where a person's name stands in the words of stories, at the desk and before readers, and those words without it.

`articles.workflow.sources` takes it off; this only looks. The number of queries does not grow with the stories.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from articles.models import (
    Act,
    Article,
    Banner,
    Correction,
    Front,
    FrontPlan,
    Newsroom,
    Notice,
    Package,
    Photo,
    Publication,
    Section,
    Series,
    SitePage,
    Tag,
)
from articles.text import PUBLIC
from authors.models import Author
from newsroom.lib.names import Found, Names, fitting
from newsroom.lib.slugs import slug_of

MOST = 200  # stories in one act
NOTE, ADDRESS = "note", "address"  # why it stays, beside those of `newsroom.lib.names`
PHOTO = {"photo_alt": ("alts", "alt"), "photo_caption": ("captions", "caption")}  # columns of Photo; in a publication
# What readers get beside stories, in words that somebody gave it; each is changed in its own form.
ELSEWHERE: dict[type[Model], tuple[str, ...]] = {
    Author: ("names", "job_titles", "bios", "links", "contact"),
    Tag: ("name", "names", "descriptions"),
    Section: ("names", "descriptions"),
    Series: ("names", "descriptions"),
    Package: ("name", "titles"),
    SitePage: ("body",),
    Newsroom: ("names", "taglines"),
}
# Acts by which a person who read the checks put the text of the desk before readers.
_WENT_OUT = ("published", "scheduled", "updated", "fixed", "corrected")
# Acts that may bring words from elsewhere than the newest version; `named` in them says that these may have a name.
_BRINGS = ("restored", "merged", "filed")
_FRONT = ("uuid", "language", "headline", "slug", "photo_id", *PUBLIC)


@dataclass(frozen=True)
class Place:
    """One place of the name: in which field, in which language, what stands around it, and what will stand there."""

    field: str  # of PUBLIC, of PHOTO, NOTE or ADDRESS
    language: str
    found: Found

    @property
    def mended(self) -> bool:
        return not self.found.why

    def instead(self, words: Mapping[str, str]) -> str:
        """What stands there afterwards, of `words` (by language); empty where that is not said yet."""
        said = words.get(self.language, "")
        return fitting(said, self.found.before, len(self.found.before)) if said else ""


@dataclass
class Held:
    """A story with the name in it. `places` are those of the working copy and of all that readers get or got, each
    once; `public`: readers may see the story now."""

    story: Article
    public: bool = False
    places: dict[Place, None] = field(default_factory=dict)  # in order

    def add(self, places: Iterable[Place]) -> None:
        self.places |= dict.fromkeys(places)


@dataclass
class Looked:
    """What a look found: stories in their order, pictures that no story shows, and how many stories are beyond MOST.
    `elsewhere` are rows of ELSEWHERE, fronts and banners that have the name as well: nothing here mends them."""

    held: list[Held]
    photos: list[tuple[Photo, list[Place]]]
    more: int
    elsewhere: list[Model]

    @property
    def places(self) -> list[Place]:
        return [place for one in self.held for place in one.places] + [
            p for _photo, found in self.photos for p in found
        ]

    @property
    def languages(self) -> list[str]:
        """Those in which other words are needed."""
        return sorted({place.language for place in self.places if place.mended})

    def digest(self, names: Names, instead: Mapping[str, str]) -> str:
        """SHA-256 over what was seen and what was to stand instead: another where anything of it is another."""
        seen = [[one.story.pk, [_plain(place) for place in one.places]] for one in self.held]
        photos = [[photo.pk, [_plain(place) for place in found]] for photo, found in self.photos]
        words = sorted((code, instead.get(code, "")) for code in self.languages)
        asked = [[wanted.text for wanted in names.wanted], names.whole]
        said = json.dumps([asked, seen, photos, words, self.more], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


def _plain(place: Place) -> list[str]:
    return [place.field, place.language, place.found.before, place.found.name, place.found.after, place.found.why]


def look(names: Names, now: datetime) -> Looked:
    """Every story, public or not, in any language, whose words hold the name; at most MOST with something to mend, and
    as many in which nothing can be mended."""
    held: dict[UUID, Held] = {}
    own: dict[int, list[UUID]] = {}  # photo: the stories that show it
    pictures = {photo.pk: photo for photo in _rows(names, Photo, ("alts", "captions")) if _of_photo(names, photo)}
    outs, notes = _public(names), _notes(names)
    wanted = Q(pk__in=[]) | Q(uuid__in={*outs, *notes}) | Q(photo__in=pictures)
    for spelling in names.wanted:
        wanted |= Q(pk__in=spelling.rows(Article, PUBLIC).values("pk"))
        if slug := slug_of(spelling.text):
            wanted |= Q(slug__contains=slug)
    for story in Article.objects.filter(wanted).only(*_FRONT).order_by("pk").iterator(chunk_size=500):
        one = Held(story)
        one.add(_of_words(names, story, story.language))
        if story.photo_id is not None and story.photo_id in pictures:
            one.add(_of_photo(names, pictures[story.photo_id]))
            own.setdefault(story.photo_id, []).append(story.uuid)
        one.add(outs.get(story.uuid, ()))
        one.add(notes.get(story.uuid, ()))
        one.add(_of_address(names, story))
        if one.places:
            for name in PUBLIC:  # they may be many, and long: nothing of them is asked again
                if name != "headline":
                    delattr(story, name)
            held[story.uuid] = one
    first, more = _first(held.values())
    shown = Publication.objects.visible(now).filter(story__in=[one.story.uuid for one in first])
    public = set(shown.values_list("story", flat=True))
    for one in first:
        one.public = one.story.uuid in public
    alone = [(photo, _of_photo(names, photo)) for pk, photo in pictures.items() if pk not in own]
    return Looked(
        first,
        sorted(alone, key=lambda row: row[0].pk)[:MOST],
        more,
        _elsewhere(names, now),
    )


def _first(held: Iterable[Held]) -> tuple[list[Held], int]:
    """Those of this act, and how many are left."""
    held = list(held)
    mended = [one for one in held if any(place.mended for place in one.places)]
    others = [one for one in held if not any(place.mended for place in one.places)]
    return [*mended[:MOST], *others[:MOST]], max(0, len(mended) - MOST) + max(0, len(others) - MOST)


def _rows(names: Names, model: type[Model], columns: tuple[str, ...]) -> Iterator:
    wanted = Q(pk__in=[])
    for one in names.wanted:
        wanted |= Q(pk__in=one.rows(model, columns).values("pk"))
    return model._default_manager.filter(wanted).order_by("pk").iterator(chunk_size=500)


def _elsewhere(names: Names, now: datetime) -> list[Model]:
    """What has the name and is no story. Of fronts and banners those that readers get now or later, and what waits for
    its launch; a front stands for its plans, and is not stored here."""
    found: list[Model] = []
    for model, columns in ELSEWHERE.items():
        rows = (row for row in _rows(names, model, columns) if _in_any(names, [getattr(row, name) for name in columns]))
        found += islice(rows, MOST)
    plans = FrontPlan.objects.exclude(visible_until__lte=now).select_related("section").order_by("pk")
    drafts = Front.objects.select_related("section").order_by("pk")
    told = [(one, one.plan) for one in plans] + [(one, one.draft) for one in drafts]
    fronts = {(one.language, one.section_id): one.section for one, plan in told if _in_any(names, plan)}
    found += [Front(language=language, section=section) for (language, _pk), section in fronts.items()]
    banners = Banner.objects.exclude(visible_until__lte=now).order_by("pk")
    return found + [banner for banner in banners if _in_any(names, banner.text)]


def _in_any(names: Names, value: Any) -> bool:
    """Whether a text of `value` (plain JSON) has it, be it within a word or with markup through it."""
    if isinstance(value, str):
        return names.stands_in(value) or ("<" in value and bool(names.places_html(value)))
    if isinstance(value, dict | list):
        return any(_in_any(names, inner) for inner in (value.values() if isinstance(value, dict) else value))
    return False


def _public(names: Names) -> dict[UUID, list[Place]]:
    """What readers get or got, by story; of every moment, since dated versions show those of before."""
    found: dict[UUID, list[Place]] = {}
    for out in _rows(names, Publication, (*PUBLIC, "photo")):
        places = list(_of_words(names, out, out.language))
        for name, (_column, key) in PHOTO.items():
            language = out.photo.get(f"{key}_lang") or out.language
            places += [Place(name, language, one) for one in names.places(out.photo.get(key) or "")]
        if places:
            found.setdefault(out.story, []).extend(places)
    return found


def _notes(names: Names) -> dict[UUID, list[Place]]:
    """What readers are told beside a story: it stays as it was written, and is erased or written anew by its own
    verbs."""
    found: dict[UUID, list[Place]] = {}
    for model in (Correction, Notice):
        for row in _rows(names, model, ("text",)):
            places = [Place(NOTE, row.language, _stays(one, NOTE)) for one in names.places(row.text)]
            if places:
                found.setdefault(row.story, []).extend(places)
    return found


def _stays(found: Found, why: str) -> Found:
    return Found(found.before, found.name, found.after, why)


def _of_words(names: Names, row: Article | Publication, language: str) -> Iterator[Place]:
    for name in PUBLIC:
        text = getattr(row, name)
        for found in names.places_html(text) if name == "body" else names.places(text):
            yield Place(name, language, found)


def _of_photo(names: Names, photo: Photo) -> list[Place]:
    return [
        Place(name, language, found)
        for name, (column, _key) in PHOTO.items()
        for language, text in sorted(getattr(photo, column).items())
        for found in names.places(text)
    ]


def _of_address(names: Names, story: Article) -> Iterator[Place]:
    for wanted in names.wanted:
        slug = slug_of(wanted.text)
        if slug and f"-{slug}-" in f"-{story.slug}-":
            yield Place(ADDRESS, "en", Found("", story.slug, "", ADDRESS))
            return


# --- the words without it ------------------------------------------------------------------------------------


def mended_words(names: Names, row: Article | Publication, instead: str) -> dict[str, str]:
    """The fields of `row` that are others without the name."""
    found = {}
    for name in PUBLIC:
        before = getattr(row, name)
        after = (names.without_html if name == "body" else names.without)(before, instead)
        if after != before:
            found[name] = after
    return found


def mended_photo(names: Names, photo: Photo, instead: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The columns of a picture's words that are others without the name, in each language's own words."""
    found = {}
    for column, _key in PHOTO.values():
        before = getattr(photo, column)
        after = {code: names.without(text, instead[code]) if code in instead else text for code, text in before.items()}
        if after != before:
            found[column] = after
    return found


def mended_public_photo(names: Names, out: Publication, instead: Mapping[str, str]) -> dict:
    """The picture of a publication, without the name."""
    photo = dict(out.photo)
    for _column, key in PHOTO.values():
        language = photo.get(f"{key}_lang") or out.language
        if photo.get(key) and language in instead:
            photo[key] = names.without(photo[key], instead[language])
    return photo


# --- what words from before bring back -----------------------------------------------------------------------------


def may_be_named(story: Article, number: int) -> bool:
    """Whether version `number`, or a text that began there, may have a name that was taken out of the story's text
    after it. Nobody knows which: the record does not keep the name."""
    taken_out = Act.objects.filter(story=story.uuid, verb="source_off")
    if taken_out.filter(version__gt=number).exists() or _came_back(story, number).exists():
        return True
    # A text kept aside is older than its number: the act says whether it began before, or nothing where nobody knows.
    kept = Act.objects.filter(story=story.uuid, verb="kept", version=number).first()
    return kept is not None and kept.about.get("named", True) and taken_out.exists()


def was_named(story: Article) -> bool:
    """Whether a name was ever taken out of the story's text: words of it that come from outside may have it."""
    return may_be_named(story, 0)


def name_may_be_back(story: Article) -> bool:
    """Whether the text of the desk has words from before such a name was taken out (an earlier version, a text that
    began there, copy filed again), and nobody put it before readers since. Another name that was taken out meanwhile
    settles nothing. One query."""
    return came_back(story).exists()


def came_back(story: Article) -> QuerySet[Act]:
    """The act that `name_may_be_back` is about; none where it is not so."""
    return _came_back(story, story.version)


def _came_back(story: Article, number: int) -> QuerySet[Act]:
    acts = Act.objects.filter(story=story.uuid, version__lte=number)
    later = acts.filter(verb__in=("restored", *_WENT_OUT), version__gt=OuterRef("version"))
    return acts.filter(~Exists(later), verb__in=_BRINGS, about__named=True)
