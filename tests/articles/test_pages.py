"""The readers' pages: markup, metadata and answers. Ids such as A2 or C9 are those of the list of readers' checks."""

import json
import struct
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO

import pytest
import time_machine
from django.core.management import call_command
from PIL import Image

from articles import workflow
from articles.models import Newsroom, Photo, Publication
from newsroom.lib.encoding import negotiate
from tests.articles.test_file_story import SEED
from tests.factories import DAY, HOUR, MINUTE, NOW, author, live_story, newsroom, person, photo, picture, section, story

pytestmark = pytest.mark.django_db
VOID = {"meta", "link", "img", "br", "source", "input", "hr"}


class Element:
    """One element of a page: tag, attributes, children, text."""

    def __init__(self, tag, attributes, parent=None):
        self.tag, self.attributes, self.parent = tag, dict(attributes), parent
        self.parts: list = []

    def __getitem__(self, name):
        return self.attributes.get(name)

    def all(self, tag: str = "", **attributes):
        for part in self.parts:
            if isinstance(part, Element):
                wanted = all(part[k.rstrip("_").replace("_", "-")] == v for k, v in attributes.items())
                if (not tag or part.tag == tag) and wanted:
                    yield part
                yield from part.all(tag, **attributes)

    def one(self, tag: str, **attributes) -> "Element":
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def text(self) -> str:
        return " ".join("".join(p if isinstance(p, str) else p.text for p in self.parts).split())

    def inside(self, tag: str) -> bool:
        return self.parent is not None and (self.parent.tag == tag or self.parent.inside(tag))


class Reader(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.root = self.here = Element("root", {})
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        made = Element(tag, attrs, self.here)
        self.here.parts.append(made)
        if tag not in VOID:
            self.here = made

    def handle_endtag(self, tag):
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        self.here = self.here.parent

    def handle_data(self, data):
        self.here.parts.append(data)


@pytest.fixture(autouse=True)
def room(db):
    newsroom()
    section("news"), section("culture")
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        yield


def get(client, path: str, status: int = 200, **headers) -> Element:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, (path, answer.status_code, answer.get("Location"))
    assert not answer.cookies and answer["Vary"] == "Accept-Encoding"
    return Reader(answer.content.decode()).root


def data(page: Element, type_: str) -> dict:
    found = [json.loads(s.parts[0]) for s in page.all("script", type="application/ld+json")]
    return next(d for d in found if d["@type"] == type_)


def meta(page: Element, name: str) -> str:
    found = [m["content"] for m in page.all("meta") if name in (m["name"], m["property"])]
    assert len(found) == 1, (name, found)
    return found[0]


@pytest.fixture
def seed(client, capsys):
    """The page of the seed story, and its path."""
    call_command("file_story", str(SEED), "--publish")
    path = capsys.readouterr().out.splitlines()[-1]
    return get(client, path), path


@pytest.fixture
def full(client):
    """The page of a story that has everything, and its path."""
    fields = {
        "headline": "Night buses return to the city", "kicker": "Transport", "genre": "analysis",
        "standfirst": "Eleven lines run until four in the morning, for the first time since the bridges were closed.",
        "dateline_place": "Erbil", "tags": ["Buses", "Night"], "photo": photo(picture((1400, 900))),
        "credits": [
            {"author": author("Awa Karim", bios={"en": "Awa writes about streets."}), "role": "reporting"},
            {"author": author("Ben Azad", kind="organisation"), "role": "data"},
        ],
    }  # fmt: skip
    live_story(headline="An older story", now=NOW - DAY)
    article = live_story(**fields)
    path = f"/2026/11/22/{article.slug}/"
    return get(client, path), path


@pytest.fixture(params=["seed", "full"])
def page(request):
    return request.getfixturevalue(request.param)


# --- A: document and metadata --------------------------------------------------------------------------------


# --- C: the story --------------------------------------------------------------------------------------------


def test_C18_related_leaves_out_this_story_and_what_is_not_public(client, full):
    story(headline="A draft")
    held = story(headline="Held", embargo_until=NOW + DAY)
    workflow.publish(by=person(), article=held, now=NOW)
    gone = live_story(headline="Gone")
    workflow.take_down(by=person(), article=gone, why="x", now=NOW + MINUTE)
    shown = [h.text for h in get(client, full[1]).one("section", class_="related").all("h3")]
    assert shown == ["An older story"]


# --- D: pictures ---------------------------------------------------------------------------------------------


def test_D1_every_picture_has_the_size_of_its_file(client, full):
    for path in (full[1], "/", "/news/"):
        for image in get(client, path).all("img"):
            file = b"".join(client.get(image["src"]).streaming_content)
            assert Image.open(BytesIO(file)).size == (int(image["width"]), int(image["height"]))
            for part in (image["srcset"] or "").split(","):
                address, _space, width = part.partition(" ")
                if address:
                    file = b"".join(client.get(address).streaming_content)
                    size = Image.open(BytesIO(file)).size
                    assert size[0] == int(width[:-1])
                    assert abs(size[0] / size[1] - int(image["width"]) / int(image["height"])) < 0.02


def test_D2_D3_one_picture_comes_first_and_the_others_wait(client, full):
    for path in (full[1], "/", "/news/"):
        images = list(get(client, path).all("img"))
        first = [i for i in images if i["fetchpriority"] == "high"]
        assert len(first) == 1 and not first[0]["loading"]
        assert all(i["loading"] == "lazy" and i["decoding"] == "async" for i in images if i not in first)


# --- queries -------------------------------------------------------------------------------------------------


def test_a_story_costs_six_queries_with_one_or_ten_of_everything(client, django_assert_num_queries):
    small = live_story(tags=["One"])
    many = live_story(
        tags=[f"Tag {n}" for n in range(10)], credits=[{"author": author()} for _n in range(10)], photo=photo()
    )
    for _n in range(10):
        live_story()
    for article in (small, many):
        with django_assert_num_queries(6):
            client.get(f"/2026/11/22/{article.slug}/")


def test_a_list_of_twenty_costs_what_a_list_of_one_costs(client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> list[int]:
        found = []
        for path in ("/", "/news/", "/topics/", "/authors/", "/topics/one/"):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert client.get(path).status_code == 200
            found.append(len(seen))
        return found

    live_story(tags=["One"])
    before = cost()
    for _n in range(20):
        live_story(tags=["One", "Two"])
    assert cost() == before


def test_pictures_have_a_header_that_says_jpeg():
    assert struct.unpack(">H", picture((64, 64))[:2]) == (0xFFD8,)


def test_negotiation_of_codings():
    for said, wanted in {
        "": "identity", "br": "br", "gzip": "gzip", "gzip, br": "br", "br;q=0": "identity", "br;q=0, gzip": "gzip",
        "*": "br", "*;q=0": "identity", "gzip;q=1.0, br;q=0.1": "gzip", "identity": "identity", "br;q=nan": "identity",
        "gzip;q=0.5, identity": "identity", "br;q=2": "identity", ",,;;": "identity", "BR": "br",
    }.items():  # fmt: skip
        assert negotiate(said) == wanted, said


def test_everything_of_the_seed_has_an_element_of_its_own(seed):
    page = seed[0]
    assert page.one("a", class_="section").text == "News"
    assert page.one("h1").text == "Iraq wants to end US presence “more than ever”"
    assert page.one("a", rel="author").text == "Dilan Sirwan"
    assert page.one("p", class_="stand").text.endswith("prompting concerns about stability and sovereignty.")
    assert page.one("p", class_="dateline").text == "Erbil, Kurdistan Region of Iraq"
    assert len(list(page.one("div", class_="body").all("p"))) == 14  # with the dateline
    assert page.one("bdi", class_="creator").text == "Murtaja Lateef"
    assert page.one("figcaption").text.startswith("People, rescuers and security forces")
    assert page.one("div", class_="author").one("h2").text == "Dilan Sirwan"
    assert page.one("input", type="email")
    assert not Photo.objects.get().renditions and Newsroom.objects.count() == Publication.objects.count() == 1
    assert timedelta(0) <= NOW - Publication.objects.get().first_published_at
