"""An embargo holds at every public address, in every language, to the second; and then all of them show the story.

The resolver is walked: an address that is new has to be told here how it might show a story. What shows nothing after
the moment proves nothing before it, so each address is asked on both sides.
"""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine

from articles import workflow
from articles.addresses import SITE, story_path
from articles.edition import edition
from articles.models import Article, Photo, Publication, Series
from newsroom.lib import page_store
from newsroom.lib.page_store.store import Store
from tests import factories
from tests.authz.inventory import addresses
from tests.factories import HOUR, NOW
from tests.wsgi import ask

# The application closes its connections, as in life.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LANGUAGES = ("en", "ar", "ckb")
OPENS = NOW + 3 * HOUR
SECOND = timedelta(seconds=1)
# Words as they stand in pages and files; one for each field that readers get.
FIELDS = ("headline", "kicker", "standfirst", "dateline", "body", "topic", "writer", "caption", "photographer")
SAYS_NOTHING = {  # addresses that never tell of a story
    "healthz", "readyz", "newsletter:front", "newsletter:confirm", "newsletter:unsubscribe", "articles:robots",
    *(f"articles:site_{kind}" for kind in SITE), "articles:sitemap_part", "articles:sitemap_pages_part",
    "articles:search_key",
}  # fmt: skip


@dataclass
class Held:
    """A story that opens at OPENS, the words that only it has, and its picture."""

    language: str
    article: Article
    photo: Photo
    topic: str
    writer: str
    words: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        out = Publication.objects.filter(story=self.article.uuid).latest("visible_from")
        return story_path(edition(self.language), out.address_date, out.slug)


@pytest.fixture
def kept(transactional_db, tmp_path, monkeypatch, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    fresh = Store(tmp_path / "pages", release="test")
    monkeypatch.setattr(page_store, "_store", fresh)
    factories.newsroom()
    return fresh


def words_of(language: str, what: str) -> dict[str, str]:
    return {name: f"{what}{language}{name}" for name in FIELDS}


def fields_of(language: str, what: str) -> tuple[dict, dict[str, str]]:
    """A story whose every part has a word of its own, with a picture and a writer that nothing else shows."""
    said = words_of(language, what)
    writer = factories.author(slug=f"{what}-{language}-writer", names={language: said["writer"]})
    photo = factories.photo(
        factories.picture((90 + LANGUAGES.index(language), 60 + len(what))), now=NOW,
        alts={language: "A bus"}, captions={language: said["caption"]}, creator=said["photographer"], agency="",
    )  # fmt: skip
    fields = {
        "language": language, "headline": said["headline"], "kicker": said["kicker"], "standfirst": said["standfirst"],
        "dateline_place": said["dateline"], "body": f"<p>{said['body']}</p>", "slug": f"{what}-{language}",
        "tags": [said["topic"]], "credits": [{"author": writer}], "photo": photo,
    }  # fmt: skip
    return fields, said


def held_story(language: str, by, **more) -> Held:
    """Published under an embargo; on the desk everything is done."""
    fields, said = fields_of(language, "held")
    series, _made = Series.objects.get_or_create(slug="in-parts", defaults={"names": {"en": "In parts"}})
    article = factories.story(by=by, now=NOW, embargo_until=OPENS, series=series, part=1, **fields, **more)
    workflow.publish(by=by, article=article, now=NOW, override="test")
    words = [*said.values(), f"held-{language}"]
    return Held(language, article, fields["photo"], article.tags.get().slug, f"held-{language}-writer", words)


def places(name: str, held: Held) -> list[str]:
    """The addresses of the route `name` at which `held` might be found."""
    prefix = "" if held.language == "en" else f"/{held.language}"
    day, own = f"{held.article.address_date:%Y-%m}", held.path.removeprefix(prefix)
    pictures = [f"/media/{held.photo.uuid}/{row['name']}" for row in held.photo.renditions]
    known = {
        "articles:front": ["/"], "articles:corrections": ["/corrections/"], "articles:authors": ["/authors/"],
        "articles:topics": ["/topics/"], "articles:section": ["/news/"], "articles:feed_section": ["/news/feed.json"],
        "articles:corrections_feed": ["/feeds/corrections.xml"], "articles:feed_list": ["/feeds/all.opml"],
        "articles:feed": [f"/feeds/latest.{form}" for form in ("xml", "atom", "json")],
        "articles:author": [f"/authors/{held.writer}/"], "articles:feed_author": [f"/authors/{held.writer}/feed.atom"],
        "articles:topic": [f"/topics/{held.topic}/"], "articles:feed_topic": [f"/topics/{held.topic}/feed.xml"],
        "articles:most_read": ["/most-read/"],
        "articles:search": [f"/search/?q={held.words[0]}", f"/search/?q={held.words[4]}"],
        "articles:series_all": ["/series/"], "articles:series": ["/series/in-parts/"],
        "articles:feed_series": ["/series/in-parts/feed.xml"], "articles:story": [own],
        "articles:versions": [f"{own}versions/"], "articles:report": [f"{own}report/"],
        "articles:archive_year": [f"/{held.article.address_date:%Y}/"],
        "articles:archive_month": [f"/{held.article.address_date:%Y/%m}/"],
        "articles:archive_day": [f"/{held.article.address_date:%Y/%m/%d}/"],
    }  # fmt: skip
    alone = {
        "articles:sitemap": ["/sitemap.xml"], "articles:sitemap_pages": ["/sitemap-pages.xml"],
        "articles:sitemap_news": ["/sitemap-news.xml"], "articles:sitemap_month": [f"/sitemap-{day}.xml"],
        "articles:short": [f"/a/{held.article.pk}/"], "articles:media": pictures,
        "articles:oembed": [f"/oembed?url=http://127.0.0.1:8000{held.path}&format={f}" for f in ("json", "xml")],
    }  # fmt: skip
    if name in known:
        return [prefix + path for path in known[name]]
    return alone[name]  # an address that is new: say here where it might show a story


def tells(answer, held: Held) -> list[str]:
    """The words of `held` in an answer: status line, headers or body."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.pairs)
    whole = head.encode() + answer.body
    return [word for word in held.words if word.encode() in whole]


# Where a corrected story would stand: a hold and a correction go never together (`workflow.live`).
# A year's page has months alone, and the list of series their names; versions are switched off. What is most read
# was read for days.
NEVER = {
    "articles:corrections", "articles:corrections_feed", "articles:archive_year", "articles:versions",
    "articles:series_all", "articles:most_read",
}  # fmt: skip


def test_nothing_public_shows_a_held_story_before_its_moment_and_all_of_it_does_then(kept):
    by = factories.person()
    with time_machine.travel(NOW, tick=False) as clock:
        live = factories.live_story(by=by, now=NOW - HOUR)
        stories = [held_story("en", by)]
        stories += [held_story(code, by, translation_group=live.translation_group) for code in ("ar", "ckb")]
        routes = {a.name for a in addresses() if not a.route.startswith("admin/")} - SAYS_NOTHING
        asked = [(name, path, held) for held in stories for name in routes for path in places(name, held)]
        neighbour = story_path(edition("en"), live.address_date, live.slug)  # shows related ones and translations
        quiet = ["/", "/news/", neighbour, "/about/", "/robots.txt", "/newsletter/", "/readyz"]
        numbers = [held.article.pk for held in stories]
        desk = [f"/admin/articles/article/{pk}/{part}" for pk in numbers for part in ("preview/", "change/")]
        for moment in (NOW, NOW, OPENS - HOUR, OPENS - SECOND):  # twice at one: made, and kept
            clock.move_to(moment)
            for path in [*quiet, *desk, *(path for _name, path, _held in asked)]:
                answer = ask(path)
                for held in stories:
                    own = {word for word in held.words if word in path}  # a 404 repeats its address; a search its words
                    assert set(tells(answer, held)) <= own, (moment, path)
            for name, path, _held in asked:
                if name == "articles:search":  # not by a number either: as for a word that stands nowhere
                    asked_for = path.rpartition("=")[2]
                    nowhere = ask(path.replace(asked_for, "nowhere")).text.replace("nowhere", asked_for)
                    assert ask(path).text == nowhere, (moment, path)
                if name in ("articles:story", "articles:short", "articles:media", "articles:author", "articles:topic"):
                    assert ask(path).status == 404, (moment, path)
        clock.move_to(OPENS)
        for name, path, held in asked:
            answer = ask(path)
            if name == "articles:media":
                assert answer.status == 200, path
            elif name not in NEVER:
                told = {word for word in tells(answer, held) if word not in path}
                assert told, f"{path} never shows the story, so it proves nothing"
        assert {word for held in stories for word in tells(ask(held.path), held)} == {
            word for held in stories for word in held.words
        }
        assert [len(tells(ask(neighbour), held)) > 0 for held in stories] == [True] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_changes_to_a_live_story_are_held_at_every_address(kept, language):
    """The picture, the writer and the topic are new as well; until the moment readers have the old ones."""
    by = factories.person()
    with time_machine.travel(NOW, tick=False) as clock:
        fields, _said = fields_of(language, "first")
        article = factories.live_story(by=by, now=NOW - HOUR, **fields)
        new, said = fields_of(language, "newer")
        del new["slug"], new["language"]
        workflow.save(by=by, article=article, fields=new | {"embargo_until": OPENS}, base_version=9, now=NOW)
        workflow.update(by=by, article=article, kind="update", now=NOW, override="test")
        article.refresh_from_db()
        topic = article.tags.get().slug
        held = Held(language, article, new["photo"], topic, f"newer-{language}-writer", [*said.values()])
        routes = {a.name for a in addresses() if not a.route.startswith("admin/")} - SAYS_NOTHING - NEVER
        asked = [(name, path) for name in routes for path in places(name, held)]
        pictures = [path for name, path in asked if name == "articles:media"]
        for moment in (NOW, NOW, OPENS - SECOND):
            clock.move_to(moment)
            for _name, path in asked:
                own = {word for word in held.words if word in path}
                assert set(tells(ask(path), held)) <= own, (moment, path)
            assert {ask(path).status for path in pictures} == {404}
            assert ask(held.path).status == 200
        clock.move_to(OPENS)
        assert {ask(path).status for path in pictures} == {200}
        assert set(tells(ask(held.path), held)) == set(held.words)
