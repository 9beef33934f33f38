"""A newsroom of many stories, to measure with: invented, in three languages, over years, without photos.

Texts are put together of the sample's sentences and of invented names, so that words are as common and as rare as in
life, and thousands are made in seconds. What is written is what the verbs write: a version, an act in the record, a
publication, its links, and what it is found by.
"""

import random
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from articles import body as bodies
from articles import history, press, publication
from articles.copy import read_copy
from articles.edition import newsroom
from articles.models import (
    Act,
    Article,
    Credit,
    Newsroom,
    Publication,
    PublicationCredit,
    PublicationTopic,
    Revision,
    Section,
    Spelling,
    Tag,
    TaggedArticle,
)
from articles.record import write_all
from articles.search import indexing, spelling
from authors.models import Author
from newsroom.demo import material
from newsroom.demo.people import NEWSROOM, SECTIONS, TAGS
from newsroom.lib.folding import RULES
from newsroom.lib.languages import CODES

BATCH = 500
A_YEAR = 40_000  # stories: about a hundred a day
_YEAR = timedelta(days=365)
_PARAGRAPHS, _NAMES, _PLACES = 900, 4000, 400
_SENTENCE = re.compile(r"(?<=[.!؟?])\s+")
# Syllables of invented names: Latin, Arabic, Central Kurdish.
_SYLLABLES = {
    "en": ("ba", "dar", "fen", "ghal", "jor", "kash", "lum", "mar", "nez", "qor", "ran", "sil", "tav", "zer", "wan"),
    "ar": ("با", "دار", "فين", "غال", "جور", "كاش", "لوم", "مار", "نيز", "قور", "ران", "سيل", "تاف", "زير", "وان"),
    "ckb": ("با", "دار", "فێن", "غال", "جۆر", "کاش", "لوم", "مار", "نێز", "قۆر", "ڕان", "سیل", "تاڤ", "زێر", "وان"),
}  # fmt: skip
_HEADLINES = {
    "en": ("{what} in {where}: {who}", "{who} speaks of {what} in {where}", "{where}: {what}"),
    "ar": ("{what} في {where}: {who}", "{who} يتحدث عن {what} في {where}", "{where}: {what}"),
    "ckb": ("{what} لە {where}: {who}", "{who} باسی {what} دەکات لە {where}", "{where}: {what}"),
}

Made = tuple[Article, list[tuple[str, str, str]], list[Author], list[Tag]]  # a story, its paragraphs, byline, topics


def invented(number: int, language: str) -> str:
    """A name of at least two syllables: the same for a number in each language, and another for each."""
    syllables, found = _SYLLABLES[language], ""
    number += len(syllables)
    while number:
        number, digit = divmod(number, len(syllables))
        found += syllables[digit]
    return found.title()


class Texts:
    """The words of one language."""

    def __init__(self, language: str, chance: random.Random):
        self.language, self.chance = language, chance
        self.sentences: list[str] = []
        for story in material.stories():
            if story.language == language:
                body = bodies.plain(bodies.canonical(read_copy(story.text, language).body_html))
                self.sentences += [
                    part for line in body.split("\n") for part in _SENTENCE.split(line) if len(part) > 30
                ]
        self.openings = [" ".join(sentence.split()[:4]).strip(" .,:;«»“”،؛") for sentence in self.sentences]
        said = {}
        while len(said) < _PARAGRAPHS:
            said[self._paragraph()] = None
        html = bodies.canonical("\n".join(f"<p>{text}</p>" for text in said)).split("\n")
        texts = [bodies.plain(one) for one in html]
        self.paragraphs = [(one, text, indexing.folded(text, language)) for one, text in zip(html, texts, strict=True)]
        self.names = {text: self._names_in(text) for text in texts}

    def _paragraph(self) -> str:
        name = invented(int(_NAMES * self.chance.random() ** 2), self.language)  # some are named far more often
        parts = self.chance.sample(self.sentences, self.chance.randint(1, 3))
        return f"{parts[0]} {name}: {' '.join(parts[1:])}".replace("<", "").replace("&", "")

    def _names_in(self, text: str) -> dict[str, str]:
        return spelling.names_of(Publication(language=self.language, body_text=text))


class Filling:
    """Fills the newsroom of this database. `moment` is the newest story's; `said` is told how many there are."""

    def __init__(self, number: int, moment: datetime, said: Callable[[int], None], seed: int = 1):
        self.number, self.moment, self.said = number, moment, said
        self.chance = random.Random(seed)
        self.texts = {code: Texts(code, self.chance) for code in CODES}
        self.step = max(_YEAR * (number / A_YEAR), timedelta(days=30)) / number
        self.known: dict[str, set[str]] = {code: set() for code in CODES}

    def run(self) -> None:
        with transaction.atomic():
            self._taxonomy()
        self.zone = newsroom().zone
        self.first = Article.objects.count()
        for begin in range(0, self.number, BATCH):
            made = [self._story(number) for number in range(begin, min(begin + BATCH, self.number))]
            with transaction.atomic():
                self._store(made)
            self.said(min(begin + BATCH, self.number))
        with transaction.atomic():
            press.everything_changed(now=self.moment)

    def _taxonomy(self) -> None:
        if not Newsroom.objects.exists():
            Newsroom.objects.create(
                pk=1, names=NEWSROOM["name"], languages=list(CODES), time_zone=newsroom().time_zone, week_start=5
            )
        for place, section in enumerate(SECTIONS):
            Section.objects.get_or_create(slug=section["slug"], defaults={"position": place, "names": section["names"]})
        self.sections = list(Section.objects.filter(slug__in=[section["slug"] for section in SECTIONS]))
        for tag in TAGS:
            Tag.objects.get_or_create(slug=tag["slug"], defaults={"name": tag["names"]["en"], "names": tag["names"]})
        for one in range(100 - len(TAGS)):
            names = {code: invented(_NAMES + one, code) for code in CODES}
            Tag.objects.get_or_create(
                slug=f"of-{names['en'].lower()}", defaults={"name": f"Of {names['en']}", "names": names}
            )
        self.tags = list(Tag.objects.order_by("pk"))
        self.authors = []
        for one in range(max(20, min(400, self.number // 1000))):
            names = {code: f"{invented(one % 15, code)} {invented(_NAMES + 200 + one, code)}" for code in CODES}
            slug = names["en"].lower().replace(" ", "-")
            self.authors.append(Author.objects.get_or_create(slug=slug, defaults={"names": names})[0])
        self.credits = {
            (author.pk, code): publication.credit_value(
                {
                    "author": author.pk, "uuid": str(author.uuid), "role": Credit.Role.REPORTING, "as_printed": False,
                    "name": "", "lang": code,
                }, author, code,
            )
            for author in self.authors for code in CODES
        }  # fmt: skip

    def _store(self, made: list[Made]) -> None:
        """Writes stories that were made, the oldest first."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # a busy machine takes its time between two statements
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        articles = Article.objects.bulk_create([article for article, _lines, _authors, _tags in made])
        versions, acts, public, credits, tagged = [], [], [], [], []
        for article, (_same, lines, authors, tags) in zip(articles, made, strict=True):
            out = self._publication(article, lines, authors, tags)
            version = self._version(article, authors, tags)
            credits += [Credit(article=article, author=author, position=n) for n, author in enumerate(authors)]
            tagged += [TaggedArticle(tag=tag, content_object=article) for tag in tags]
            acts.append(
                Act(
                    at=article.first_published_at, verb=version.kind, story=article.uuid, version=1,
                    content=version.digest, about=publication.shown(out),
                )
            )  # fmt: skip
            versions.append(version)
            public.append(out)
        Credit.objects.bulk_create(credits)
        TaggedArticle.objects.bulk_create(tagged)
        Revision.objects.bulk_create(versions)
        write_all(acts)
        public = Publication.objects.bulk_create(public)
        PublicationCredit.objects.bulk_create(
            PublicationCredit.to(out, author_id=credit["author"], role=credit["role"])
            for out in public for credit in out.credits
        )  # fmt: skip
        PublicationTopic.objects.bulk_create(
            PublicationTopic.to(out, tag_id=topic["tag"]) for out in public for topic in out.topics
        )
        self._learn(public)

    def _story(self, number: int) -> Made:
        language = CODES[number % len(CODES)]
        texts, chance = self.texts[language], self.chance
        published = self.moment - self.step * (self.number - number)
        lines = chance.sample(texts.paragraphs, chance.randint(3, 9))
        place = invented(int(_PLACES * chance.random() ** 2), language)
        headline = chance.choice(_HEADLINES[language]).format(
            what=chance.choice(texts.openings), where=place, who=invented(chance.randrange(_NAMES), language)
        )
        # Each story has a name that no other has.
        standfirst = f"{chance.choice(texts.sentences)} {invented(100_000 + self.first + number, language)}."
        article = Article(
            uuid=UUID(int=chance.getrandbits(128), version=4),
            translation_group=UUID(int=chance.getrandbits(128), version=4),
            language=language,
            section=chance.choice(self.sections),
            slug=f"{invented(number, 'en').lower()}-{self.first + number}",
            headline=headline[:300],
            standfirst=standfirst,
            dateline_place=place if chance.random() < 0.7 else "",
            body="\n".join(html for html, _text, _folded in lines),
            step=Article.Step.READY,
            version=1,
            words_version=1,
            word_count=sum(len(text.split()) for _html, text, _folded in lines),
            first_published_at=published,
            significant_update_at=published,
            address_date=published.astimezone(self.zone).date(),
        )
        # The first are named most, so that there are lists of every length.
        authors = [self.authors[int(len(self.authors) * chance.random() ** 2)]]
        if chance.random() < 0.1 and self.authors[0] not in authors:
            authors.append(self.authors[0])
        places = {int(len(self.tags) * chance.random() ** 2) for _n in range(chance.randint(1, 4))}
        return article, lines, authors, sorted((self.tags[one] for one in places), key=lambda tag: tag.slug)

    def _version(self, article: Article, authors: list[Author], tags: list[Tag]) -> Revision:
        """As `history.record` writes it; `history.snapshot` would ask the database for what is at hand."""
        state: dict = {name: getattr(article, name) for name in history.FIELDS if name not in history.SILENT}
        for name in (*history.MOMENTS, "first_published_at", "publish_at", "significant_update_at"):
            state[name] = history.moment(getattr(article, name))
        state |= {
            "section": article.section.slug, "step": article.step, "assigned_to": None, "photo": None,
            "credits": [{"author": who.pk, "role": Credit.Role.REPORTING, "display_name": ""} for who in authors],
            "tags": [tag.slug for tag in tags],
        }  # fmt: skip
        version = Revision(
            article=article, number=1, kind=Revision.Kind.PUBLISHED, at=article.first_published_at,
            salt=secrets.token_hex(16),
        )  # fmt: skip
        version.keep(state)
        version.digest = history.digest(version, article.uuid)
        return version

    def _publication(
        self, article: Article, lines: list[tuple[str, str, str]], authors: list[Author], tags: list[Tag]
    ) -> Publication:
        """As `publication.compose` and `search.index` make it; the paragraphs are folded already."""
        language = article.language
        assert article.first_published_at and article.address_date
        out = Publication(
            story=article.uuid, story_number=article.pk, revision_number=1, language=language,
            translation_group=article.translation_group, section=article.section, genre=article.genre,
            slug=article.slug, address_date=article.address_date, headline=article.headline,
            standfirst=article.standfirst, dateline_place=article.dateline_place, body=article.body,
            body_text="\n".join(text for _html, text, _folded in lines), word_count=article.word_count,
            credits=[self.credits[who.pk, language] for who in authors],
            topics=[{"tag": tag.pk, "slug": tag.slug, "name": tag.say(language)} for tag in tags],
            photo={}, visible_from=article.first_published_at, first_published_at=article.first_published_at,
            significant_update_at=article.significant_update_at,
        )  # fmt: skip
        out.search_headline = indexing.folded(out.headline, language)
        ahead = indexing.folded(indexing.ahead(out), language)
        out.search_text = "\n".join([ahead, *(folded for _html, _text, folded in lines), ""])
        out.search_tokens = indexing.tokens(out.search_headline, out.search_text, language, indexing.facets(out))
        out.search_rules = RULES
        return out

    def _learn(self, public: list[Publication]) -> None:
        """The words of all names, each once."""
        for code in CODES:
            names: dict[str, str] = {}
            for out in public:
                if out.language == code:
                    whole, out.body_text = out.body_text, ""
                    names |= spelling.names_of(out)
                    out.body_text = whole
                    for text in whole.split("\n"):
                        names |= self.texts[code].names[text]
            fresh = sorted(names.keys() - self.known[code])
            self.known[code].update(fresh)
            Spelling.objects.bulk_create(
                spelling.rows_of(code, ((word, names[word]) for word in fresh)), ignore_conflicts=True, batch_size=5000
            )
