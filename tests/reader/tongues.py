"""A newsroom in one language or several, and every kind of page that its readers get, each asked for once."""

from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import time_machine
from django.db import transaction
from django.test import Client

from articles import workflow
from articles.addresses import story_path
from articles.edition import edition
from articles.models import Article, Newsroom
from newsletter.models import Newsletter
from newsroom.lib.languages import LANGUAGES
from tests import factories
from tests.factories import HOUR, NOW
from tests.site.reading import Answer

LATER = NOW + 2 * HOUR
WORDS = {
    "en": (
        "Night buses return",
        "Eleven lines run until four in the morning, for the first time since the bridges were closed.",
        "Lana Karim",
        "Wrong by a day.",
    ),
    "ar": (
        "عودة الحافلات الليلية",
        "أحد عشر خطاً تعمل حتى الرابعة فجراً، للمرة الأولى منذ أُغلقت الجسور في الشتاء الماضي.",
        "لانا كريم",
        "خطأ بيوم واحد.",
    ),
    "ckb": (
        "پاسەکانی شەو دەگەڕێنەوە",
        "یازدە هێڵ تا چواری بەرەبەیان کار دەکەن، بۆ یەکەم جار لەوەتەی پردەکان داخراون.",
        "لانا کەریم",
        "بە ڕۆژێک هەڵە بوو.",
    ),
}


@dataclass
class Tongues:
    """What was answered: `pages` by (language, kind), `other` documents by path, and every address that was asked."""

    root: str
    languages: tuple[str, ...]
    pages: dict[tuple[str, str], Answer] = field(default_factory=dict)
    others: dict[str, Answer] = field(default_factory=dict)
    dead: dict[str, set[str]] = field(default_factory=dict)  # links that lead nowhere, with the pages they stand on

    def prefix(self, language: str) -> str:
        return "" if language == self.root else f"/{language}"


def _story(language: str, by, source: Article | None, slug: str) -> Article:
    headline, standfirst, _name, _note = WORDS[language]
    if source is not None:
        made = workflow.translate(by=by, article=source, language=language, now=NOW)
    else:
        credits = [
            {"author": factories.author(names={code: words[2] for code, words in WORDS.items()}, slug=f"l-{slug}")}
        ]
        photo = factories.photo(
            alts={code: f"{words[1]} {words[2]}" for code, words in WORDS.items()},
            captions={code: words[1] for code, words in WORDS.items()},
        )
        fields = {"language": language, "headline": headline, "section": factories.section(), "slug": slug,
                  "credits": credits, "photo": photo, "tags": [f"{headline} {slug}"]}  # fmt: skip
        made = workflow.begin(by=by, fields=fields, now=NOW)
    body = f"<h2>{headline}</h2>" + f"<p>{standfirst} {standfirst}</p>" * 6
    words = {"headline": headline, "standfirst": standfirst, "body": body}
    workflow.save(by=by, article=made, fields=words, base_version=99, now=NOW)
    workflow.publish(by=by, article=made, now=NOW, override="test")
    return made


def build(root: str, languages: tuple[str, ...]) -> Tongues:
    """Fills the newsroom, asks for all and takes everything back. Needs the database unblocked."""
    found = Tongues(root, languages)
    with transaction.atomic(), time_machine.travel(LATER, tick=False):
        factories.newsroom(root_language=root, languages=list(languages), dated_versions=True)
        Newsletter.objects.create(slug="daily", names={code: WORDS[code][0] for code in languages})
        translator = factories.author(names={code: words[2] for code, words in WORDS.items()}, slug="translator")
        by = factories.person("publisher", author=translator)
        alone = [_story(code, by, None, f"alone-{code}") for code in languages]
        first = _story(languages[0], by, None, "shared")
        stories = [first, *(_story(code, by, first, "shared") for code in languages[1:])]
        for story in stories:
            fields = {"standfirst": f"{WORDS[story.language][1]} {WORDS[story.language][0]}."}
            workflow.save(by=by, article=story, fields=fields, base_version=99, now=NOW + HOUR)
            note = WORDS[story.language][3]
            workflow.update(by=by, article=story, kind="correction", note=note, override="t", now=NOW + HOUR)
        client = Client()
        for code, one, own in zip(languages, stories, alone, strict=True):
            _ask(found, client, code, one, own)
        for path in ("/sitemap-news.xml", "/sitemap.xml", "/robots.txt"):
            found.others[path] = _answer(client, path)
        _follow(found, client)
        transaction.set_rollback(True)
    assert not Newsroom.objects.exists()
    return found


def _ask(found: Tongues, client: Client, code: str, one: Article, own: Article) -> None:
    here = edition(code)
    day = one.address_date
    shared, alone = (story_path(here, story.address_date, story.slug) for story in (one, own))
    paths = {
        "front": "/", "section": "/news/", "author": f"/authors/l-{own.slug}/", "authors": "/authors/",
        "topics": "/topics/",
        "topic": f"/topics/{own.tags.get().slug}/", "search": f"/search/?q={quote(WORDS[code][0])}",
        "nothing found": "/search/?q=zzz",
        "year": f"/{day:%Y}/", "month": f"/{day:%Y/%m}/", "day": f"/{day:%Y/%m/%d}/", "corrections": "/corrections/",
        "about": "/about/", "newsletter": "/newsletter/", "not found": "/nothing-here/",
    }  # fmt: skip
    paths = {kind: here.url(path) for kind, path in paths.items()}
    paths |= {"story": shared, "story alone": alone, "versions": f"{shared}versions/", "report": f"{shared}report/"}
    for kind, path in paths.items():
        found.pages[code, kind] = _answer(client, path)
    for path in ("/feeds/latest.xml", "/feeds/latest.atom", "/feeds/latest.json"):
        found.others[here.url(path)] = _answer(client, here.url(path))


def _answer(client: Client, path: str) -> Answer:
    answer = client.get(path)
    return Answer(path, answer.status_code, _headers(answer), b"".join(answer) if answer.streaming else answer.content)


def _headers(answer):
    from email.message import Message

    headers = Message()
    for name, text in answer.items():
        headers[name] = text
    return headers


def _follow(found: Tongues, client: Client) -> None:
    """Every link of ours on every page, once."""
    known: dict[str, int] = {}
    for page in found.pages.values():
        for link in page.all("a[href]"):
            address = urlsplit(link.attrs["href"])
            if address.scheme or address.netloc or not address.path:
                continue
            path = address.path + (f"?{address.query}" if address.query else "")
            if path not in known:
                known[path] = client.get(path).status_code
            if known[path] not in (200, 301, 302):
                found.dead.setdefault(path, set()).add(page.path)


def direction(language: str) -> str:
    return LANGUAGES[language].direction
