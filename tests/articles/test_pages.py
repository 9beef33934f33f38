"""The readers' pages: markup, metadata and answers. Ids such as A2 or C9 are those of the list of readers' checks."""

import json
import re
import struct
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise

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
    newsroom(about={"en": "Who we are."}, ethics={"en": "Our rules."})
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


def test_A2_charset_comes_first(client, page):
    raw = client.get(page[1]).content
    assert 0 < raw.index(b'<meta charset="utf-8">') < min(1024, raw.index(b"<title>"))


def test_A4_one_title_that_begins_with_the_headline(page):
    title = page[0].one("title").text
    assert title.startswith(page[0].one("h1").text[:60]) and len(title) <= 110


def test_A4_a_long_headline_is_cut_in_the_title(client):
    article = live_story(headline="word " * 59)
    assert len(get(client, f"/2026/11/22/{article.slug}/").one("title").text) <= 110


def test_A5_description_is_the_standfirst(page):
    assert meta(page[0], "description") == page[0].one("p", class_="stand").text
    assert 50 <= len(meta(page[0], "description")) <= 300


def test_A5_without_a_standfirst_it_is_the_beginning_of_the_body(client):
    article = live_story(body="<p>" + "word " * 200 + "</p>")
    said = meta(get(client, f"/2026/11/22/{article.slug}/"), "description")
    assert said.startswith("word word") and 50 <= len(said) <= 300


@pytest.mark.parametrize("more", ["", "?lite", "?utm_source=x&utm_medium=y", "?before=1"])
def test_A6_one_canonical_address_whatever_is_asked(client, page, more):
    links = list(get(client, page[1] + more).all("link", rel="canonical"))
    assert [link["href"] for link in links] == ["http://127.0.0.1:8000" + page[1]]


def test_A6_without_its_last_slash_it_is_one_hop_away(client, page):
    answer = client.get(page[1].rstrip("/"))
    assert (answer.status_code, answer["Location"]) == (301, page[1])


def test_A7_readers_may_zoom(page):
    assert not re.search("maximum-scale|user-scalable", meta(page[0], "viewport"))


def test_A8_robots(client, page):
    assert "max-image-preview:large" in meta(page[0], "robots") and "noindex" not in meta(page[0], "robots")
    assert "noindex" in meta(get(client, "/2026/11/22/nothing/", 404), "robots")


def test_A13_nothing_runs_and_nothing_is_styled_inline(page):
    for element in page[0].all():
        assert not [n for n in element.attributes if n.startswith("on") or n == "style"]
        assert not re.match(r"\s*(javascript|data):", element["href"] or "")
        assert element.tag != "script" or element["type"] == "application/ld+json"


# --- B: structured data --------------------------------------------------------------------------------------


def test_B1_a_headline_of_markup_ends_nothing(client):
    article = live_story(headline="</script><script>ran(1)</script><!-- \u2028", slug="hostile", tags=["</script>"])
    raw = client.get(f"/2026/11/22/{article.slug}/").content.decode()
    assert "<script>ran" not in raw and "<!-- " not in raw.split("</head>")[0]
    page = Reader(raw).root
    assert data(page, "NewsArticle")["headline"] == page.one("h1").text
    assert [s["type"] for s in page.all("script")] == ["application/ld+json"] * 2


def test_B2_B3_B10_B12_B13_what_the_data_say(page):
    said = data(page[0], "AnalysisNewsArticle" if "buses" in page[1] else "NewsArticle")
    assert said["headline"] == page[0].one("h1").text
    publisher = said["publisher"]
    assert publisher["@type"] == "NewsMediaOrganization" and publisher["@id"] and publisher["name"] == "The Canal"
    assert (said["inLanguage"], said["articleSection"], said["isAccessibleForFree"]) == ("en", "News", True)
    assert said["dateline"] == page[0].one("p", class_="dateline").text
    words = len(page[0].one("div", class_="body").text.split()) - len(said["dateline"].split())
    assert abs(said["wordCount"] - words) <= 0.02 * words


def test_B4_dates_have_an_offset_and_are_those_on_the_page(client, page):
    said = data(page[0], "AnalysisNewsArticle" if "buses" in page[1] else "NewsArticle")
    shown = next(page[0].one("article").all("time"))["datetime"]
    assert said["datePublished"] == shown and shown.endswith("+03:00")
    assert said["dateModified"] >= said["datePublished"]


@pytest.mark.parametrize(("minutes", "kind", "shown"), [(9, "update", False), (10, "update", True), (60, "fix", False)])
def test_C6_B5_updated_is_said_after_ten_minutes_and_of_updates_only(client, minutes, kind, shown):
    article, by = live_story(), person()
    workflow.save(by=by, article=article, fields={"standfirst": "New words."}, base_version=9, now=NOW)
    workflow.update(by=by, article=article, kind=kind, now=NOW + minutes * MINUTE, why="test")
    page = get(client, f"/2026/11/22/{article.slug}/")
    times = [t["datetime"] for t in page.one("article").one("header").all("time")]
    said = data(page, "NewsArticle")
    assert len(times) == (2 if shown else 1)
    assert said["dateModified"] == times[-1] and said["datePublished"] == times[0]


def test_B8_authors_are_those_on_the_page(page):
    said = data(page[0], "AnalysisNewsArticle" if "buses" in page[1] else "NewsArticle")["author"]
    shown = [(a.text, a["href"]) for a in page[0].all("a", rel="author")]
    assert [(a["name"], a["url"].removeprefix("http://127.0.0.1:8000")) for a in said] == shown
    assert {a["@type"] for a in said} <= {"Person", "Organization"}
    assert "Organization" not in {a["@type"] for a in said if a["name"] != "Ben Azad"}


# --- C: the story --------------------------------------------------------------------------------------------


def test_C1_one_h1_first_in_main(page):
    (h1,) = page[0].all("h1")
    before = page[0].one("main").text.split(h1.text)[0]
    assert len(before.split()) <= 4  # the section, and what kind of text


def test_C2_headings_never_skip(page):
    levels = [int(e.tag[1]) for e in page[0].all() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))


def test_C3_landmarks(page):
    body = page[0].one("body")
    assert len(list(page[0].all("main"))) == 1
    assert len([e for e in body.all("header") if not e.inside("article") and not e.inside("main")]) == 1
    assert len([e for e in body.all("footer") if not e.inside("article") and not e.inside("main")]) == 1
    names = [e["aria-label"] for e in page[0].all("nav")]
    assert all(names) and len(names) == len(set(names))


def test_C4_the_article_ends_where_the_story_ends(page):
    article = page[0].one("article")
    assert list(article.all("h1")) and list(article.all("div", class_="body"))
    assert not list(article.all("form")) and not list(article.all("section", class_="related"))
    assert list(page[0].one("main").all("form"))


def test_C5_every_date_is_a_time(page):
    for moment in page[0].all("time"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+03:00", moment["datetime"]) and not list(moment.all())


@pytest.mark.parametrize(("words", "said"), [(0, 0), (1, 1), (230, 1), (500, 2), (10_000, 43)])
def test_C7_reading_time(words, said):
    from articles.text import reading_minutes

    assert reading_minutes(words, "en") == said
    assert reading_minutes(words, "ckb") >= said


def test_C7_the_seed_takes_two_minutes(seed):
    assert "2 min" in seed[0].one("span", class_="reading-time").text


def test_C8_the_picture_has_a_caption_and_its_credit_an_element(page):
    figure = page[0].one("figure")
    assert figure.one("figcaption").one("span", class_="credit").one("bdi", class_="creator").text
    assert figure.one("bdi", class_="agency").text == "AFP"


def test_C9_the_alt_says_something_of_its_own(full):
    alt = full[0].one("figure").one("img")["alt"]
    caption = next(full[0].one("figcaption").all("span")).text
    assert alt and alt not in (caption, full[0].one("h1").text)
    assert not re.match(r"(?i)(image|picture|photo) of|.*\.jpe?g$", alt)


def test_C12_topics_are_a_list_of_pages_that_are_there(client, full):
    links = [a["href"] for a in full[0].one("ul", class_="topics").all("a")]
    assert links == ["/topics/buses/", "/topics/night/"]
    for link in links:
        get(client, link)


def test_C13_author_box(client, full):
    box = full[0].one("div", class_="author")
    assert box.one("h2").one("a").text == "Awa Karim" and "Awa writes about streets." in box.text
    get(client, box.one("h2").one("a")["href"])


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


def test_a_story_costs_five_queries_with_one_or_ten_of_everything(client, django_assert_num_queries):
    small = live_story(tags=["One"])
    many = live_story(
        tags=[f"Tag {n}" for n in range(10)], credits=[{"author": author()} for _n in range(10)], photo=photo()
    )
    for _n in range(10):
        live_story()
    for article in (small, many):
        with django_assert_num_queries(5):
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
