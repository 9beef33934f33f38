"""What a readers' page is made of: plain values, finished before a template sees them.

Templates take these and nothing else: no model, no request, no database. All text is plain text unless it says
HTML; `lang` is set only where it differs from the page's language.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString

from articles.comparing import Passage, Run
from articles.edition import Edition


@dataclass(frozen=True)
class Link:
    """A link of ours: `url` is a path, `text` what it says."""

    url: str
    text: str
    lang: str = ""
    dir: str = ""
    note: str = ""  # a label before it, in the page's language: what it leads to where that is not what it names


@dataclass(frozen=True)
class Moment:
    """A moment as machines read it (ISO 8601 with offset, ASCII digits) and as people of this edition do."""

    iso: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True)
class Picture:
    """One `<picture>`: typed sources, then the plain JPEG. Width and height are the file's own, in pixels."""

    src: str
    width: int
    height: int
    alt: str
    srcset: str = ""
    sources: tuple[tuple[str, str], ...] = ()  # (media type, srcset)
    sizes: str = ""
    lang: str = ""
    size: int = 0  # bytes of the file at `src`, 0 where that is not known
    instead: str = ""  # what a link to it says on a light page, which does not show it


@dataclass(frozen=True)
class Hero:
    """The story's picture with its words; `picture` is None where it is still to come."""

    picture: Picture | None
    caption: str
    creator: str
    agency: str
    lang: str = ""
    dir: str = ""


@dataclass(frozen=True)
class Name:
    """One name of the byline; `url` is empty where no page of theirs exists."""

    name: str
    url: str
    lang: str = ""
    role: str = ""  # in words, empty for plain reporting


@dataclass(frozen=True)
class AuthorBox:
    name: str
    url: str
    lang: str
    job: str
    bio: str
    bio_lang: str
    portrait: Picture | None
    contact: str = ""  # an e-mail address
    links: tuple[Link, ...] = ()  # whole addresses: their pages elsewhere
    tongues: tuple[Link, ...] = ()  # the languages they work in, each by its own name; no addresses


@dataclass(frozen=True)
class Card:
    """A story in a list. `label` is its kind where it is not plain news (opinion, analysis …)."""

    url: str
    headline: str
    standfirst: str
    label: str
    kicker: str
    section: Link | None
    published: Moment
    picture: Picture | None
    lang: str = ""
    dir: str = ""
    role: str = ""  # what this story is, or what somebody did for it, where the list says so: Part 2, Sidebar, Photos
    excerpt: tuple[tuple[str, bool], ...] = ()  # what was found of a search: text, and whether it was asked for
    begins: str = ""  # marks around the card by which it can be cut out of a kept page, see `page_store.cuts`
    ends: str = ""


@dataclass(frozen=True)
class Note:
    """What readers are told of a change to a story: `label` says what it is (Correction), `text` is plain."""

    kind: str
    label: str
    text: str
    at: Moment
    anchor: str
    story: Link | None = None  # where the note stands away from its story
    begins: str = ""  # marks by which it can be cut out there, see `newsroom.lib.page_store.cuts`
    ends: str = ""


@dataclass(frozen=True)
class Version:
    """A story as readers had it from `at` on, by what became of the version before it.

    `label` says what it was (Correction), `note` what readers were told. `parts` are the fields that differ, by name;
    `passages` the paragraphs that do, None where some stay as they were. Both are empty for the first version.
    """

    label: str
    at: Moment
    anchor: str
    note: str = ""
    words: str = ""  # "4 words added, 1 word removed"
    parts: tuple[tuple[str, tuple[Run, ...]], ...] = ()
    passages: tuple[Passage | None, ...] = ()


@dataclass(frozen=True)
class Series:
    """Where a story stands in its series: "Part 2 of 5", and the parts beside it."""

    link: Link
    place: str  # empty where its number is not told
    before: Card | None = None
    after: Card | None = None


@dataclass(frozen=True)
class Source:
    """One source that readers are told of; `url` is a whole address, or empty."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Translated:
    """From which language a story is translated, and by whom: a sentence in pieces, `before` the language, `between` it
    and the names, and `after` them. `original` leads to the original while readers see it."""

    before: str
    original: Link
    between: str
    names: tuple[Name, ...]
    after: str


@dataclass(frozen=True)
class Story:
    """The story page's own part."""

    headline: str
    kicker: str
    label: str
    section: Link
    standfirst: str
    byline: tuple[Name, ...]
    byline_override: str
    published: Moment
    updated: Moment | None
    reading_time: str
    hero: Hero | None
    dateline: str
    body: SafeString  # HTML, sanitised and rendered by `articles.body`
    topics: tuple[Link, ...]
    share: tuple[Link, ...]
    authors: tuple[AuthorBox, ...]
    related: tuple[Card, ...]
    translations: tuple[Link, ...]
    short_url: str
    report: str = ""  # path of the page to say what is wrong with it
    notes_top: tuple[Note, ...] = ()  # the meaning changed
    notes_foot: tuple[Note, ...] = ()
    updates: str = ""  # HTML, safe; news that was added on top of the body
    versions: str = ""  # path of the page of its dated versions
    age: str = ""  # "This story is 3 years old."
    series: Series | None = None
    package: tuple[Card, ...] = ()  # the other stories of its package, each with its role
    package_title: str = ""
    method: tuple[str, ...] = ()  # paragraphs: how it was reported
    sources: tuple[Source, ...] = ()
    translated: Translated | None = None  # from which language, by whom


@dataclass(frozen=True)
class Listing:
    """Front, section, author and topic pages: a heading, a lead where there is one, the rest, and the way on."""

    kind: str  # front | section | author | topic | series …
    heading: str
    description: str = ""
    lead: Card | None = None
    cards: tuple[Card, ...] = ()
    blocks: tuple[tuple[Link, tuple[Card, ...]], ...] = ()  # the front's sections
    author: AuthorBox | None = None
    people: tuple[AuthorBox, ...] = ()  # /authors/
    topics: tuple[Link, ...] = ()  # /topics/
    notes: tuple[Note, ...] = ()  # /corrections/
    older: str = ""  # path of the next page
    newer: str = ""  # path of the page before


@dataclass(frozen=True)
class Banner:
    """Breaking news over the page; `url` is empty where it leads nowhere (now)."""

    text: str
    url: str = ""
    begins: str = ""  # marks by which it can be cut out, see `newsroom.lib.page_store.cuts`
    ends: str = ""


@dataclass(frozen=True)
class Page:
    """All that `base.html` and the page's own template take."""

    edition: Edition
    template: str
    title: str
    description: str
    path: str  # this page's own path with the language prefix
    status: int = 200
    robots: str = "max-image-preview:large"
    canonical: str = ""  # absolute; empty on pages without one (errors)
    css: tuple[str, ...] = ()  # sheets beside the base
    section: str = ""  # slug of the section that the navigation marks
    og_type: str = "website"
    og_image: Picture | None = None  # its src is absolute
    og_extra: tuple[tuple[str, str], ...] = ()
    alternates: tuple[tuple[str, str], ...] = ()  # (hreflang, absolute address), itself included
    translations: tuple[Link, ...] = ()  # where the language switcher leads
    structured: tuple[SafeString, ...] = ()  # JSON-LD, escaped for a script element
    story: Story | None = None
    listing: Listing | None = None
    banner: Banner | None = None
    texts: dict = field(default_factory=dict)  # other plain values that a small page needs
    feeds: tuple[tuple[str, str, str], ...] = ()  # (media type, title, absolute address)
    query: str = ""  # what its address asks beside the path ("before=12"), percent-encoded
    lite: bool = False  # it is the light version, see `articles.pages.lite`
    tags: tuple[str, ...] = ()  # of all that it shows, see `articles.press`; without any it is not kept
    whole: tuple[str, ...] = ()  # tags of what it is all about: nothing of it is left when that is taken down
    lifetime: int = 0  # seconds that it may be kept; 0: until a tag moves

    @property
    def switch(self) -> str:
        """Where the other version of it is, light or full, as a reference from its own address."""
        query = "&".join(part for part in (self.query, "" if self.lite else "lite") if part)
        return ("./" if self.lite else "") + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Document:
    """A readers' answer that is no page: a feed, a sitemap, robots.txt. `text` may hold marks of `page_store.cuts`."""

    text: str
    content_type: str
    path: str
    tags: tuple[str, ...]
    edition: Edition | None = None
    whole: tuple[str, ...] = ()
    lifetime: int = 0
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()  # that it has beside those of every answer
