"""One language's edition of the newsroom: its name, directions, digits, sections and addresses."""

import zoneinfo
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import DateTimeField, Subquery, Value
from django.db.models.functions import Coalesce

from articles.models import Banner, Newsroom, Section
from newsroom.lib.languages import CODES, LANGUAGES, Language, digits
from newsroom.lib.words import say, told


class UnknownEdition(LookupError):
    """The newsroom does not publish in this language."""


@dataclass(frozen=True)
class NavSection:
    """A section as the navigation shows it; `pk` finds its stories."""

    pk: int
    slug: str
    name: str
    lang: str
    url: str
    description: str = ""


@dataclass(frozen=True)
class Edition:
    """What every readers' page knows of its newsroom. Plain values; nothing here asks the database."""

    language: str
    direction: str
    name: str
    tagline: str
    prefix: str  # "" at the root, else "/ar"
    root_language: str
    languages: tuple[str, ...]
    zone: zoneinfo.ZoneInfo
    numbering: str  # CLDR numbering system
    week_start: int
    sections: tuple[NavSection, ...]
    logo: dict = field(default_factory=dict)
    dated_versions: bool = False  # readers may compare them
    banners_until: datetime | None = None  # when the last banner of any edition is over; None: there is none

    def url(self, path: str) -> str:
        """`path` ("/news/") with this edition's language in front where it is not at the root."""
        return self.prefix + path

    def absolute(self, path: str) -> str:
        """`path` as a whole address of this edition, from BASE_URL."""
        return settings.BASE_URL + self.url(path)

    def prefix_of(self, language: str) -> str:
        return "" if language == self.root_language else f"/{language}"

    @property
    def tongue(self) -> Language:
        return LANGUAGES[self.language]

    def number(self, value: object) -> str:
        """`value` with this edition's digits."""
        return digits(value, self.numbering)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    @property
    def others(self) -> list[tuple[str, str, str]]:
        """(language, its own name, address of its front) of the newsroom's other editions."""
        return [
            (code, LANGUAGES[code].name, self.prefix_of(code) + "/") for code in self.languages if code != self.language
        ]

    def section(self, slug: str) -> NavSection | None:
        return next((s for s in self.sections if s.slug == slug), None)


NEVER = datetime(9999, 12, 31, tzinfo=UTC)

# What a newsroom is called before anybody gave it a name.
UNNAMED = {"en": "The Newsroom"}


def newsroom() -> Newsroom:
    """The settings row, or an unsaved one with the defaults where the newsroom was never set up."""
    ends = Coalesce("visible_until", Value(NEVER, output_field=DateTimeField()))
    last = Banner.objects.annotate(ends=ends).order_by("-ends").values("ends")[:1]
    there = Newsroom.objects.annotate(banners_until=Subquery(last)).first()
    if there is not None:
        return there
    room = Newsroom(names=dict(UNNAMED), languages=list(CODES), time_zone=settings.TIME_ZONE)
    room.banners_until = None  # type: ignore[attr-defined]
    return room


def languages_of(room: Newsroom) -> tuple[str, ...]:
    """The codes of the languages that it publishes in; all of ours where it was never said."""
    return tuple(code for code in room.languages if code in CODES) or CODES


def offered(own: str = "") -> list[tuple[str, str]]:
    """(code, its own name) of the languages that a story may be begun in, the one at the root first; `own` is that of a
    story which has one, even where the newsroom gave the language up since. One query."""
    room = newsroom()
    found = [code for code in CODES if code in (*languages_of(room), own)]
    found.sort(key=lambda code: code != room.root_language)
    return [(code, LANGUAGES[code].name) for code in found]


def edition(language: str | None = None, *, of: Newsroom | None = None) -> Edition:
    """The edition in `language` (None: the one at the root). Two queries. Raises UnknownEdition."""
    room = of or newsroom()
    languages = languages_of(room)
    root = room.root_language if room.root_language in languages else languages[0]
    language = language or root
    if language not in languages:
        raise UnknownEdition(language)
    prefix = "" if language == root else f"/{language}"
    sections = []
    for s in Section.objects.all():
        name, lang = told(s.names, language)
        sections.append(
            NavSection(
                s.pk, s.slug, name or s.slug, "" if lang == language else lang, f"{prefix}/{s.slug}/",
                say(s.descriptions, language) if s.descriptions.get(language) else "",
            )
        )  # fmt: skip
    return Edition(
        language=language,
        direction=LANGUAGES[language].direction,
        name=room.name(language),
        tagline=say(room.taglines, language),
        prefix=prefix,
        root_language=root,
        languages=languages,
        zone=room.zone,
        numbering=room.digits.get(language) or LANGUAGES[language].digits,
        week_start=room.week_start,
        sections=tuple(sections),
        logo=room.logo,
        dated_versions=room.dated_versions,
        banners_until=getattr(room, "banners_until", NEVER),
    )
