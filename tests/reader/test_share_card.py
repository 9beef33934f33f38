"""Readers' checks A9, A10: the picture that other sites show of a story, with a photo and without one."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageChops

from articles import erasing, share_cards, sources, workflow
from articles.models import Newsroom, Publication
from newsroom.lib import media, share_card
from newsroom.lib.jobs import work
from newsroom.lib.names import Names
from newsroom.lib.share_card import Card
from tests import factories
from tests.factories import HOUR, NOW
from tests.reader import pictured
from tests.site.reading import Answer, value

pytestmark = pytest.mark.django_db
BASE = "http://news.example"
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar", "ckb"])


@pytest.fixture
def room(settings, tmp_path):
    settings.MEDIA_ROOT, settings.BASE_URL = tmp_path / "media", BASE
    factories.newsroom()
    with time_machine.travel(NOW + HOUR, tick=False) as clock:
        yield clock


def said(page: Answer) -> dict[str, str]:
    found = [(value(e, "property") or value(e, "name"), value(e, "content")) for e in page.all("meta[content]")]
    assert len({name for name, _text in found if name != "article:tag"}) == len(
        [name for name, _text in found if name != "article:tag"]
    )
    return dict(found)


def page_of(client, story) -> Answer:
    return pictured.fetch(client, f"/2026/11/22/{story.slug}/")


def card_of(client, story) -> str:
    return said(page_of(client, story))["og:image"].removeprefix(BASE)


def ink(picture: Image.Image, box) -> int:
    """How many pixels of a part are no paper."""
    part = picture.convert("RGB").crop(box)
    return sum(ImageChops.difference(part, Image.new("RGB", part.size, share_card.PAPER)).convert("L").histogram()[60:])


@LANGUAGES
def test_a9_other_sites_are_told_all_that_they_ask(story_with_picture, language):
    page = story_with_picture.pages[language]
    meta = said(page)
    assert meta["og:type"] == "article" and meta["og:title"] == pictured.HEADLINES[language]
    assert meta["og:url"] == value(page.one('link[rel="canonical"]'), "href") == BASE + pictured.PATHS[language]
    assert meta["og:locale"] and meta["og:site_name"] and meta["og:description"]
    assert {"article:published_time", "article:modified_time", "article:section"} <= meta.keys()
    picture = story_with_picture.opened(meta["og:image"].removeprefix(BASE))
    assert (picture.format, picture.size) == ("JPEG", (1200, 630))
    assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
    assert pictured.HEADLINES[language] in meta["og:image:alt"] and "What is seen" in meta["og:image:alt"]


@LANGUAGES
def test_a10_the_card_is_large(story_with_picture, language):
    assert said(story_with_picture.pages[language])["twitter:card"] == "summary_large_image"


@LANGUAGES
def test_the_card_has_the_photo_on_the_side_where_lines_end(story_with_picture, language):
    meta = said(story_with_picture.pages[language])
    picture = story_with_picture.opened(meta["og:image"].removeprefix(BASE))
    left, right = ink(picture, (0, 0, 400, 630)), ink(picture, (800, 0, 1200, 630))
    assert (left > 5 * right) if language != "en" else (right > 5 * left)
    assert min(left, right) > 1000  # words


def test_a_story_without_a_photo_has_one_too(room, client):
    path = card_of(client, factories.live_story(photo=None))
    answer = pictured.fetch(client, path)
    picture = Image.open(io.BytesIO(answer.body))
    assert answer.status == 200 and picture.size == (1200, 630) and answer.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in answer.headers["Cache-Control"] and ink(picture, (0, 0, 1200, 630)) > 5000


def test_a_photo_that_is_too_small_for_it_is_left_out(room, client):
    path = card_of(client, factories.live_story(photo=factories.photo(factories.picture((700, 500)))))
    picture = Image.open(io.BytesIO(pictured.fetch(client, path).body))
    assert ink(picture, (1140, 0, 1200, 630)) == 0


def test_the_worker_draws_it_before_anybody_asks_and_nobody_draws_it_twice(room, client, monkeypatch):
    story = factories.live_story(photo=None)
    out = Publication.objects.get(story=story.uuid)
    assert share_cards.make(out)
    path = card_of(client, story)
    monkeypatch.setattr(share_card, "draw", lambda *_: pytest.fail("it was drawn again"))
    assert pictured.fetch(client, path).status == 200 and share_cards.make(out)


def test_what_is_not_public_has_no_card(room, client):
    by = factories.person()
    shown = factories.live_story(by=by, photo=None)
    path = card_of(client, shown)
    held = factories.story(by=by, photo=None)
    workflow.schedule(by=by, article=held, at=NOW + 3 * HOUR, now=NOW + HOUR, override="test")
    name = path.rpartition("/")[2]
    for owner in (held.uuid, factories.story(by=by).uuid):
        assert pictured.fetch(client, f"/media/{owner}/{name}").status == 404
    waiting = Publication.objects.get(story=held.uuid)
    of_held = share_cards._of(waiting).name
    assert share_cards.make(waiting)  # although it is drawn already
    assert pictured.fetch(client, f"/media/{held.uuid}/{of_held}").status == 404
    room.move_to(NOW + 4 * HOUR)
    assert pictured.fetch(client, f"/media/{held.uuid}/{of_held}").status == 200
    workflow.take_down(by=by, article=shown, why="x", now=timezone.now())
    assert pictured.fetch(client, path).status == 404


def test_nobody_can_have_other_cards_drawn(room, client, monkeypatch):
    story = factories.live_story(photo=None)
    monkeypatch.setattr(share_card, "draw", lambda *_: pytest.fail("it was drawn"))
    for name in ("0" * 16 + "-card-1200.jpg", "-card-1200.jpg", "x-card-1200.jpg"):
        assert pictured.fetch(client, f"/media/{story.uuid}/{name}").status == 404


def test_other_words_or_another_name_of_the_newsroom_give_another_address(room, client):
    by = factories.person()
    story = factories.live_story(by=by, photo=None, headline="Buses return")
    first = card_of(client, story)
    Newsroom.objects.update(names={"en": "The River"})
    second = card_of(client, story)
    story.refresh_from_db()
    workflow.save(by=by, article=story, fields={"headline": "Trams return"}, base_version=story.version, now=NOW + HOUR)
    workflow.update(by=by, article=story, kind="update", now=NOW + HOUR, override="test")
    third = card_of(client, story)
    assert len({first, second, third}) == 3
    assert [pictured.fetch(client, path).status for path in (first, second, third)] == [404, 404, 200]


def test_cards_that_nobody_wants_any_more_are_swept(room, client):
    path = card_of(client, factories.live_story(photo=None))
    pictured.fetch(client, path)
    (story,) = media.card_owners()
    part = int(story.replace("-", ""), 16) % share_cards.PARTS
    now = media.written_at(path.replace("/media/", "cards/"))  # by the machine's own clock
    assert share_cards.sweep(now, part) == 0
    assert share_cards.sweep(now + timedelta(days=31), (part + 1) % 24) == 0
    assert share_cards.sweep(now + timedelta(days=31), part) == 1 and media.card_owners() == []
    assert pictured.fetch(client, path).status == 200  # drawn anew


NAME = "Bahar Canary"


def on_disk() -> list[bytes]:
    """The files of all cards."""
    return [path.read_bytes() for path in (Path(settings.MEDIA_ROOT) / "cards").rglob("*.jpg")]


def everything_drawn(by) -> list:
    """Three stories with their cards: one has the name in its photo's credit, one had it in its headline, one never."""
    photo = factories.photo(factories.picture((1000, 800)), creator=NAME)
    credited = factories.live_story(by=by, photo=photo)
    before = factories.live_story(by=by, photo=None, headline=f"{NAME} speaks")
    never = factories.live_story(by=by, photo=None)
    assert all(share_cards.make(out) for out in Publication.objects.all())
    workflow.save(by=by, article=before, fields={"headline": "She speaks"}, base_version=99, now=NOW + HOUR)
    workflow.update(by=by, article=before, kind="fix", why="x", now=NOW + HOUR)
    assert share_cards.make(Publication.objects.visible(timezone.now()).get(story=before.uuid))
    assert len(media.card_owners()) == 3 and len(on_disk()) == 4 and any(NAME.encode() in file for file in on_disk())
    return [credited, before, never]


def everything_done() -> None:
    while work.run_once(timezone.now() + HOUR):
        pass


def test_what_is_erased_is_on_no_card_that_was_drawn_before(room, client):
    stories = everything_drawn(factories.person())
    erasing.words(NAME, by=factories.person("", is_superuser=True), now=timezone.now())
    everything_done()
    assert media.card_owners() == []
    for story in stories:  # each is drawn anew, of what readers get now
        assert pictured.fetch(client, card_of(client, story)).status == 200
    assert len(on_disk()) == 3 and not any(NAME.encode() in file for file in on_disk())


def test_a_name_that_is_taken_out_of_the_text_is_on_no_card_either(room, client):
    by = factories.person()
    everything_drawn(by)
    names, instead = Names([NAME]), {"en": "a woman from Erbil"}
    seen = sources.look(names, timezone.now()).digest(names, instead)
    workflow.take_source_off(by=by, names=names, instead=instead, seen=seen, why="x", now=timezone.now())
    everything_done()
    assert media.card_owners() == []


# --- how it is drawn -----------------------------------------------------------------------------------------

LONG = "What the two governments have agreed, what they have not, and why the deadline matters to the region " * 3


ANY = ["Short", LONG[:300], "x" * 300, "A 🚌 bus", "漢字 in a headline", "", "ڵ ڕ ۆ ێ «ژیان»"]


@pytest.mark.parametrize("headline", ANY)
@pytest.mark.parametrize("rtl", [False, True])
def test_any_headline_stays_inside_and_the_same_card_is_the_same_bytes(headline, rtl):
    card = Card("The Canal", headline, over="News", language="ckb" if rtl else "en", rtl=rtl)
    data = share_card.draw(card)
    picture = Image.open(io.BytesIO(data))
    assert picture.size == (1200, 630) and data == share_card.draw(card)
    for edge in ((0, 0, 40, 630), (1160, 0, 1200, 630), (0, 0, 1200, 40), (0, 600, 1200, 630)):
        assert ink(picture, edge) == 0, edge
    assert len(data) < 300_000  # what messengers take


@pytest.mark.skipif(not share_card.shapes(), reason="not on this machine: FriBiDi, which Pillow asks")
def test_letters_of_arabic_script_are_joined_and_go_from_the_right():
    """A joined word is narrower than its letters one by one, and its first letter stands at the right."""
    font = share_card._font(share_card.BOTH, 60)
    word = "كردستان"
    joined = font.getlength(word, direction="rtl", language="ar")
    assert joined < 0.95 * sum(font.getlength(letter) for letter in word)

    def at_the_right(headline: str) -> int:
        drawn = share_card.draw(Card("", headline, language="ar", rtl=True))
        return ink(Image.open(io.BytesIO(drawn)), (1125, 100, 1140, 300))

    assert at_the_right("ا سسسس") > at_the_right("سسسس ا")  # the upright stroke is first


def test_where_letters_cannot_be_joined_none_are_drawn(monkeypatch):
    monkeypatch.setattr(share_card, "shapes", lambda: False)
    share_card._font.cache_clear()
    assert share_card.font_for("القناة") == "" and share_card.font_for("The Canal") == share_card.SERIF
    arabic = Image.open(io.BytesIO(share_card.draw(Card("القناة", "أخبار", language="ar", rtl=True))))
    latin = Image.open(io.BytesIO(share_card.draw(Card("The Canal", "News", language="en"))))
    assert ink(arabic, (0, 80, 1200, 630)) == 0 < ink(latin, (0, 80, 1200, 630))
    share_card._font.cache_clear()
