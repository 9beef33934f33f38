"""Whether a story that was taken down is gone: every address at which it could stand is asked for, as a reader would,
and looked through for what was its own."""

import html
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, reduce
from operator import or_
from time import perf_counter
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db.models import F, Q, Subquery
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from articles import notices, publication
from articles.addresses import (
    FORMS,
    MOST_READ,
    archive_path,
    author_path,
    section_path,
    series_path,
    short_path,
    story_path,
    topic_path,
)
from articles.edition import Edition, UnknownEdition, edition
from articles.models import Article, Correction, FrontPlan, Notice, OldAddress, Publication, PublicPlace, Section
from articles.models.publication import PublicationQuerySet
from articles.notices import InPlace
from articles.packages import MOST
from articles.pages import curated, lite, oembed, share_cards
from articles.share_cards import is_card
from articles.traced import (
    CLEAR,
    CRAWLERS,
    FEEDS,
    GONE,
    LISTS,
    OTHERS,
    OWN,
    PHOTOS,
    PUBLIC,
    SEARCH,
    STORIES,
    THERE,
    UNSURE,
    Look,
    Place,
    Row,
)
from newsroom.lib.asking import Answer, ask
from newsroom.lib.languages import CODES, LANGUAGES

_MOST_OUTS, _MOST_OLD, _MOST_NAMES, _MOST_FILES, _MOST_STORIES, _MOST_FRONTS = 20, 20, 8, 60, 10, 60
_TELLING = 25  # characters from which words are a story's own
_NOWHERE = "nothing-ever-stood-here"


@dataclass
class Known:
    """What readers saw of the story, asked of the database once."""

    here: Edition
    notice: Notice
    outs: list[Publication]
    old: list[OldAddress]
    others: list[Publication]  # visible ones that show its photos, or have its words
    naming: list[Publication]  # visible ones that could name it: translations, and texts with a link to it
    corrections: list[str]
    held: list[FrontPlan]  # the fronts that hold it, or one of its photos
    at: datetime
    marks: tuple[str, ...] = ()
    own: list[str] = field(default_factory=list)  # paths

    @cached_property
    def languages(self) -> list[Publication]:
        """The story itself in other languages."""
        return [out for out in self.naming if out.translation_group == self.outs[0].translation_group]

    @cached_property
    def photos(self) -> set[str]:
        return {out.photo["uuid"] for out in self.outs if out.photo.get("uuid")}

    @cached_property
    def fronts(self) -> list[FrontPlan]:
        """Those that show one of its photos, with another story."""
        return [row for row in self.held if curated.shows(row, self.photos, self.at)]


def look(article: Article, now: datetime) -> Look | None:
    """Asks for every address; None where the story is not taken down. Some tens of requests in this process, bounded
    whatever the story has; the queries before them are a fixed number."""
    began = perf_counter()
    known = _known(article, now)
    if known is None:
        return None
    in_place = notices.of(known.notice)
    nowhere: dict[str, Answer] = {}
    # Other stories first: feeds carry their whole text, so that a link in it stands there too.
    order = sorted(places(known, now), key=lambda place: place.group != STORIES)
    linking: dict[str, str] = {}
    rows = []
    for place in order:
        row, mark = _row(place, known, in_place, nowhere)
        if mark and place.group == STORIES:
            linking.setdefault(mark, place.name)
        elif mark in linking:
            row = replace(row, do=_("“%(headline)s” names it: see there.") % {"headline": linking[mark]})
        rows.append(row)
    rows += _shared(known)
    return Look(tuple(rows), now, round((perf_counter() - began) * 1000), in_place)


def _known(article: Article, now: datetime) -> Known | None:
    notice = Notice.objects.filter(story=article.uuid).first()
    if notice is None:
        return None
    try:
        here = edition(notice.language)
    except UnknownEdition:  # the newsroom gave this language up
        here = edition()
    outs = list(
        Publication.objects.filter(story=article.uuid, visible_from__lte=now)
        .order_by("-pk")
        .select_related("series")[:_MOST_OUTS]
    )
    if not outs:  # it was taken down in the moment in which it went out
        outs = [publication.compose(article, visible_from=now)]
    old = list(OldAddress.objects.filter(story=article.uuid).order_by("-pk")[:_MOST_OLD])
    path = story_path(here, notice.address_date, notice.slug, notice.language)
    visible = Publication.objects.visible(now).exclude(story=article.uuid)
    photos = {out.photo["uuid"] for out in outs if out.photo.get("uuid")}
    alike = Q(headline__in=[out.headline for out in outs]) | Q(
        standfirst__in=[out.standfirst for out in outs if out.standfirst]
    )
    named = Q(body__contains=path) | Q(body__contains=short_path(article.pk))
    languages = visible.filter(translation_group=article.translation_group)
    naming = [languages, visible.filter(named).latest_first()[:_MOST_STORIES], *_beside(visible, outs[0], notice)]
    shown = (
        "pk", "story", "translation_group", "headline", "standfirst", "photo", "language", "address_date", "slug",
        "first_published_at",
    )  # fmt: skip
    known = Known(
        here=here,
        at=now,
        notice=notice,
        outs=outs,
        old=old,
        others=list(visible.filter(alike | Q(photo_links__photo__in=photos)).distinct().only(*shown)[:200]),
        naming=list(
            visible.filter(reduce(or_, (Q(pk__in=few.values("pk")) for few in naming))).latest_first().only(*shown)
        ),
        corrections=list(Correction.objects.filter(story=article.uuid).exclude(text="").values_list("text", flat=True)),
        held=list(curated.holding(now, photos, article.uuid)[:_MOST_FRONTS]),
        own=list(
            dict.fromkeys(
                [
                    path,
                    *(story_path(here, out.address_date, out.slug, out.language) for out in outs if out.address_date),
                    *(one.address for one in old if one.address.startswith("/")),
                ]
            )
        ),
    )
    known.marks = tuple(_marks(article, known))
    return known


def _beside(visible: PublicationQuerySet, out: Publication, notice: Notice) -> list[PublicationQuerySet]:
    """The public stories beside which ours could stand: those of its packages, the parts of its series before and after
    it, and, as related ones, the newest of its topics and of its section."""
    near = visible.filter(language=notice.language)
    mine = PublicPlace.objects.filter(group=out.translation_group).values("package")
    groups = PublicPlace.objects.filter(package__in=mine).values("group")
    found = [
        near.filter(translation_group__in=groups).latest_first()[:MOST],
        near.filter(section=out.section_id).latest_first()[:2],
        near.filter(topic_links__tag__in=[topic["tag"] for topic in out.topics]).latest_first()[:2],
    ]
    if out.series_id:
        parts = near.filter(series=out.series_id)
        if out.part is not None:
            found.append(parts.filter(part__lt=out.part).order_by("-part", "-pk")[:1])
            parts = parts.filter(Q(part__gt=out.part) | Q(part=None)).order_by(F("part").asc(nulls_last=True), "pk")
        found.append(parts[:2])
    return found


def _marks(article: Article, known: Known) -> Iterable[str]:
    """What only this story has: where an answer holds one of these, the story is still there."""
    base = settings.BASE_URL
    for path in [*known.own, short_path(article.pk)]:
        yield from (base + path, f'"{path}')  # a translation's path ends like it, so it is met whole
    yield str(article.uuid)
    elsewhere = {words for out in known.others for words in (out.headline, out.standfirst)}
    words = [text for out in known.outs for text in (out.headline, out.standfirst, out.body_text[:120])]
    for text in dict.fromkeys([*words, *known.corrections]):
        if len(text) >= _TELLING and text not in elsewhere:
            yield text
    shared = {out.photo.get("uuid") for out in known.others}
    if not known.fronts:  # with another story: the files' rows say so
        yield from known.photos - shared


def _forms(mark: str) -> set[str]:
    """`mark` as it may stand in HTML, XML, JSON and links."""
    return {
        mark, html.escape(mark), html.escape(mark, quote=False), json.dumps(mark)[1:-1],
        json.dumps(mark, ensure_ascii=False)[1:-1], quote(mark, safe=""),
    }  # fmt: skip


def found_in(text: str, marks: Iterable[str]) -> str:
    """The first of `marks` that stands in `text`, however it is written there; empty where none does."""
    plain = html.unescape(text)
    return next((mark for mark in marks if any(form in text or form in plain for form in _forms(mark))), "")


# --- where it could stand ------------------------------------------------------------------------------------


def places(known: Known, now: datetime) -> list[Place]:
    """Every address at which the story could stand. One query, whatever it has."""
    return [
        *_own(known),
        *_lists(known, now),
        *_cards(known),
        Place(CRAWLERS, _("Sitemap"), "/sitemap.xml"),
        Place(CRAWLERS, _("Sitemap of its month"), f"/sitemap-{known.notice.address_date:%Y-%m}.xml"),
        Place(CRAWLERS, _("Sitemap of authors and topics"), "/sitemap-pages.xml"),
        Place(CRAWLERS, _("News sitemap"), "/sitemap-news.xml"),
        *(
            Place(SEARCH, _("Search for “%(words)s”") % {"words": words},
                  known.here.url(f"/search/?{urlencode({'q': words})}"), words)
            for words in dict.fromkeys(out.headline[:200] for out in known.outs[:3])
        ),
        *_naming(known),
        *_files(known),
    ]  # fmt: skip


def _own(known: Known) -> list[Place]:
    path, number = known.own[0], known.notice.story_number
    found = [Place(OWN, _("Its page"), path), Place(OWN, _("Short link"), short_path(number))]
    found += [
        Place(OWN, _("Its page, light version"), lite.stay(path)),
        Place(OWN, _("Its page in capitals"), path.upper()),
        Place(OWN, _("Its versions"), path + "versions/"),
        Place(OWN, _("The form to report an error"), path + "report/"),
    ]
    return found + [Place(OWN, _("Old address"), _as_link(one.address)) for one in known.old]


def _cards(known: Known) -> Iterable[Place]:
    """What other sites show of it: the card by oEmbed, and the picture."""
    where = settings.BASE_URL + known.own[0]
    name = _("What other sites show of it")
    yield from (Place(CRAWLERS, name, f"{oembed.PATH}?{urlencode({'url': where, 'format': form})}", where)
                for form in oembed.FORMATS)  # fmt: skip
    with override(known.here.language):
        names = {share_cards.of(out, known.here).name for out in known.outs if out.language == known.here.language}
    yield from (Place(PHOTOS, one, f"/media/{known.notice.story}/{one}") for one in sorted(names))


def _as_link(address: str) -> str:
    """An old address, as it was written, as a path of ours with its query."""
    path = address if address[:1] in ("/", "?") else "/" + address.partition("://")[2].partition("/")[2]
    path = path if path.startswith("/") else "/" + path
    return quote(path, safe="/?=&%+;:@,~!$'()*")


def _lists(known: Known, now: datetime) -> list[Place]:
    here, outs, day = known.here, known.outs, known.notice.address_date
    visible = Publication.objects.visible(now).in_language(here.language)
    names = {section.pk: section for section in here.sections}
    found = [Place(LISTS, _("Front page"), path) for path in (here.url("/"), lite.stay(here.url("/")))]
    found.append(Place(LISTS, _("Most read"), here.url(MOST_READ)))
    found += [Place(FEEDS, _("Feed of the newest"), here.url(f"/feeds/latest.{form}")) for form in FORMS]
    kinds: list[tuple[str, str, Q]] = []
    for pk in dict.fromkeys(out.section_id for out in outs):
        if pk in names:
            kinds.append((names[pk].name, section_path(here, names[pk].slug), Q(section_id=pk)))
    series = {out.series_id: out.series for out in outs if out.series}
    for key, one in [*series.items()][:_MOST_NAMES]:
        kinds.append((one.name(here.language) or one.slug, series_path(here, one.slug), Q(series_id=key)))
    people = {credit["author"]: credit for out in outs for credit in out.credits}
    tags = {topic["tag"]: topic for out in outs for topic in out.topics}
    for pk, credit in [*people.items()][:_MOST_NAMES]:
        kinds.append((credit["name"], author_path(here, credit["slug"]), Q(credit_links__author=pk)))
    for pk, topic in [*tags.items()][:_MOST_NAMES]:
        kinds.append((topic["name"], topic_path(here, topic["slug"]), Q(topic_links__tag=pk)))
    before = _newer_ones(visible, [q for _name, _path, q in kinds], outs[0])
    for (name, path, _q), newer in zip(kinds, before, strict=True):
        found.append(Place(LISTS, name, path))
        found += [Place(FEEDS, _("Feed: %(name)s") % {"name": name}, f"{path}feed.{form}") for form in FORMS]
        if newer is not None:
            found.append(Place(LISTS, _("%(name)s, further back") % {"name": name}, f"{path}?before={newer}"))
    there = {place.path for place in found}
    pinned = (row.section for row in known.held if row.section and row.language == here.language)
    found += [
        Place(LISTS, section.name(here.language) or section.slug, path)
        for section in pinned
        if (path := section_path(here, section.slug)) not in there
    ]
    found += [
        Place(LISTS, pgettext("several", "Series"), here.url("/series/")),
        Place(LISTS, _("Authors"), here.url("/authors/")),
        Place(LISTS, _("Topics"), here.url("/topics/")),
        Place(LISTS, _("Corrections"), here.url("/corrections/")),
        Place(LISTS, _("Archive of its year"), archive_path(here, day.year)),
        Place(LISTS, _("Archive of its month"), archive_path(here, day.year, day.month)),
        Place(LISTS, _("Archive of its day"), archive_path(here, day.year, day.month, day.day)),
        *(Place(FEEDS, _("Feed of corrections"), here.url(f"/feeds/corrections.{form}")) for form in FORMS),
    ]
    return found


def _newer_ones(visible, kinds: list[Q], out: Publication) -> list[int | None]:
    """For each list the story next before ours: the page behind it begins where ours stood. One query for all."""
    newer = visible.filter(first_published_at__gte=out.first_published_at).order_by("first_published_at", "pk")
    asked = {f"kind_{n}": Subquery(newer.filter(q).values("pk")[:1]) for n, q in enumerate(kinds)}
    row = Publication.objects.filter(pk=out.pk).values_list(*asked.values()).first() if kinds else None
    return list(row) if row else [None] * len(kinds)


def _naming(known: Known) -> list[Place]:
    return [Place(STORIES, out.headline, _path_of(out, known)) for out in dict.fromkeys(known.naming)]


def _path_of(out: Publication, known: Known) -> str:
    return story_path(known.here, out.address_date, out.slug, out.language)


def _renditions(outs: Iterable[Publication]) -> dict[str, None]:
    return {
        f"/media/{out.photo['uuid']}/{row['name']}": None
        for out in outs
        if out.photo.get("uuid")
        for row in out.photo.get("renditions") or ()
    }


def _files(known: Known) -> list[Place]:
    stays = _renditions(known.others)
    paths = [path for path in _renditions(known.outs) if path not in stays][:_MOST_FILES]
    return [Place(PHOTOS, path.rpartition("/")[2], path) for path in paths]


def _shared(known: Known) -> list[Row]:
    """Photos that another public story shows: they stay, and the desk is told by which."""
    found: dict[str, Row] = {}
    for out in known.others:
        if out.photo.get("uuid") in known.photos and _renditions([out]).keys() & _renditions(known.outs).keys():
            path = _path_of(out, known)
            said = _("The photo stays: “%(headline)s” shows it as well.") % {"headline": out.headline}
            found.setdefault(out.photo["uuid"], Row(Place(PHOTOS, _("Its photo"), path), OTHERS, said))
    return [*found.values()]


# --- what stands there ---------------------------------------------------------------------------------------


def _row(place: Place, known: Known, in_place: InPlace, nowhere: dict[str, Answer]) -> tuple[Row, str]:
    """What was found, and what it was known by."""
    answer = ask(place.path, most=0 if place.group == PHOTOS else 8 << 20)
    if answer.status >= 500 or answer.status == 400:
        said = _("It could not be looked at (%(status)d).") % {"status": answer.status}
        return Row(place, UNSURE, said, _("Check again in a moment. If it stays, ask whoever runs the server.")), ""
    if place.group == PHOTOS:
        if answer.status == 404:
            return Row(place, GONE, _("No file.")), ""
        do = _help(place) if is_card(place.name) else _off_there(known)
        return Row(place, THERE, _("The file is still served."), do), ""
    marks = [mark for mark in known.marks if not place.told or (mark not in place.told and place.told not in mark)]
    mark = found_in(answer.text, marks)
    if mark:
        words = mark.strip('"')
        said = _("It says “%(words)s”.") % {"words": words if len(words) <= 60 else words[:57] + "…"}
        return Row(place, THERE, said, _help(place)), mark.strip('"').removeprefix(settings.BASE_URL)
    if place.group == STORIES:
        return _other_story(place, known), ""
    if place.group != OWN:
        return Row(place, GONE, _("Nothing of it.")), ""
    return _own_row(place, answer, in_place, nowhere), ""


def _other_story(place: Place, known: Known) -> Row:
    """A story that readers have, and that says nothing of ours: it is not gone, nor was it to go."""
    for out in known.languages:
        if place.path == _path_of(out, known):
            said = _("It tells the same story in another language (%(language)s).")
            do = _("Take it down too, if readers should not have it there either.")
            return Row(place, PUBLIC, said % {"language": LANGUAGES[out.language].name}, do)
    return Row(place, CLEAR, "")


def _front_name(language: str, section: Section | None) -> str:
    """A front as the desk calls it: with its edition's own name."""
    name = (section.name(get_language() or "en") or section.slug) if section else _("Front page")
    return f"{name} ({LANGUAGES[language].name})"


def _off_there(known: Known) -> str:
    """Where a photo's file that is still served is to be taken off."""
    if known.fronts:
        said = _("A front shows it with another story: %(fronts)s. Choose another picture for that story there.")
        return said % {"fronts": ", ".join(_front_name(row.language, row.section) for row in known.fronts)}
    return _("Something public shows it: a story, a byline, or the newsroom’s logo. Take it off there.")


def _own_row(place: Place, answer: Answer, in_place: InPlace, nowhere: dict[str, Answer]) -> Row:
    """At its own addresses the answer must be the one that was chosen, too."""
    if in_place.never:
        like = _like_nowhere(place.path)
        if like not in nowhere:
            nowhere[like] = ask(like)
        if (answer.status, answer.body) == (nowhere[like].status, nowhere[like].body):
            return Row(place, GONE, _("As at any address where nothing ever stood."))
        return Row(place, THERE, _("It answers otherwise (%(status)d) than an address where nothing ever stood.")
                   % {"status": answer.status}, _help(place))  # fmt: skip
    if answer.status == in_place.status:
        return Row(place, GONE, _("The notice stands there (%(status)d).") % {"status": answer.status})
    if answer.status == 404:
        return Row(place, GONE, _("Nothing stands there (404)."))
    return Row(place, THERE, _("It answers %(status)d, not %(right)d.")
               % {"status": answer.status, "right": in_place.status}, _help(place))  # fmt: skip


def _like_nowhere(path: str) -> str:
    """An address of the same form at which nothing ever stood."""
    bare, _mark, query = path.partition("?")
    if query and bare == "/":
        return f"/?{query.partition('=')[0]}=999999999999"
    if bare.lower().startswith("/a/"):
        return "/a/0/"
    first = bare.lower().strip("/").partition("/")[0]
    nowhere = (f"/{first}" if first in CODES else "") + f"/{_NOWHERE}/"
    return lite.stay(nowhere) if query == lite.NAME else nowhere


def _help(place: Place) -> str:
    if place.group == STORIES:
        return _("That story names it. Change its text or its link, and publish that.")
    if place.group == OWN:
        return _("Check again. If it stays, the finished pages may not be writable: ask whoever runs the server.")
    return _(
        "Check again. If it stays, another story may say the same words; else ask whoever runs the server to look at "
        "the finished pages."
    )
