"""I12: the card that other sites show of our stories (oEmbed 1.0)."""

import json
from urllib.parse import quote

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from justhtml import JustHTML

from articles import old_addresses, workflow
from articles.models import Publication
from articles.pages import oembed
from tests.factories import DAY, HOUR, NOW, author, live_story, newsroom, person, photo, section, story
from tests.reader import valid

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def room(db):
    newsroom()
    section("news")
    with time_machine.travel(NOW + HOUR, tick=False) as clock:
        yield clock


def ask(client, url: str, **more):
    return client.get("/oembed", {"url": url} | more)


@pytest.fixture
def article():
    return live_story(
        headline='Night <buses> & "trams" return', standfirst="Eleven lines run until four.", slug="one",
        photo=photo(), credits=[{"author": author("Awa Karim", slug="awa")}, {"author": author("Lana")}],
    )  # fmt: skip


URL = f"{BASE}/2026/11/22/one/"


def test_i12_json_and_xml_say_the_same(client, article):
    answer = ask(client, URL)
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    said = json.loads(answer.content)
    assert (said["version"], said["type"], said["title"]) == ("1.0", "rich", article.headline)
    assert (said["provider_name"], said["provider_url"]) == ("The Canal", f"{BASE}/")
    assert (said["author_name"], said["author_url"]) == ("Awa Karim", f"{BASE}/authors/awa/")
    other = ask(client, URL, format="xml")
    assert other["Content-Type"] == "text/xml; charset=utf-8"
    root = valid.xml(other.content, "oembed")
    assert {one.tag: one.text for one in root} == {name: str(value) for name, value in said.items()}
    assert answer["Access-Control-Allow-Origin"] == "*" and "s-maxage" not in answer["Cache-Control"]
    again = client.get("/oembed", {"url": URL}, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_i12_the_card_is_a_quotation_with_a_link_and_nothing_that_loads_or_runs(client, article):
    html = json.loads(ask(client, URL).content)["html"]
    assert "<buses>" not in html
    quotation = JustHTML(html, fragment=True, sanitize=False).root
    (link,) = quotation.query("a")
    assert (link.attrs["href"], link.to_text(strip=True)) == (URL, article.headline)
    assert quotation.query("blockquote")[0].attrs["lang"] == "en"
    names = {element.name for element in quotation.query("*")}
    assert names == {"blockquote", "p", "strong", "a", "footer", "cite", "time"}


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    ("wide", "high"), [(600, 400), (320, 300), (220, 1000), (600, 150), (200, 50), (1, 1), (5000, 5000)]
)
def test_i12_it_is_no_larger_than_there_is_room(client, article, wide, high, form):
    answer = ask(client, URL, maxwidth=wide, maxheight=high, format=form)
    if form == "xml":
        said = {one.tag: one.text for one in valid.xml(answer.content, "oembed")}
    else:
        said = json.loads(answer.content)
    for name in ("", "thumbnail_"):
        assert int(said.get(f"{name}width", 0)) <= wide and int(said.get(f"{name}height", 0)) <= high
    assert said["type"] == ("link" if wide < oembed.NARROW or high < 100 else "rich")
    assert ("thumbnail_url" in said) >= (wide >= 600 and high >= 400)


def test_i12_a_thumbnail_is_there_and_other_sites_may_show_it(client, article):
    said = json.loads(ask(client, URL).content)
    file = client.get(said["thumbnail_url"].removeprefix(BASE))
    assert file.status_code == 200 and file["Cross-Origin-Resource-Policy"] == "cross-origin"
    file.close()


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_i12_each_language_reads_in_its_direction(client, language):
    live_story(language=language, headline="حافلات الليل", slug="one", genre="opinion")
    said = json.loads(ask(client, f"{BASE}/{language}/2026/11/22/one/").content)
    assert f'lang="{language}" dir="rtl"' in said["html"] and said["provider_url"] == f"{BASE}/{language}/"
    assert 'datetime="2026-11-22T12:00:00+03:00"' in said["html"]
    assert {"ar": "رأي"}.get(language, "") in said["html"]


def test_i12_every_way_to_the_story_is_a_way_to_its_card(client, article):
    old_addresses.enter(address="/archive/buses.html", story=article.uuid, language="en")
    for url in (
        URL, URL.rstrip("/"), URL + "?utm_source=x", URL + "#b1", URL.replace("http:", "https:"),
        f"{BASE}/en/2026/11/22/one/", f"{BASE}/a/{article.pk}/", f"{BASE}/archive/buses.html",
    ):  # fmt: skip
        answer = ask(client, url)
        assert answer.status_code == 200, url
        assert f'href="{URL}"' in json.loads(answer.content)["html"]


def test_i12_where_no_public_story_is_there_is_no_card(client, article, room):
    by = person()
    story(by=by, slug="draft")
    workflow.schedule(by=by, article=story(by=by, slug="later"), at=NOW + DAY, now=NOW, override="test")
    nothing = [
        f"{BASE}/", f"{BASE}/news/", f"{BASE}/admin/", f"{BASE}/2026/11/22/draft/", f"{BASE}/2026/11/22/later/",
        f"{BASE}/2026/11/23/later/", f"{BASE}/2026/02/31/one/", f"{BASE}/a/999999/", "https://elsewhere.news/2026/11/22/one/",
        f"{BASE}@elsewhere.news/2026/11/22/one/", "javascript:alert(1)", "/2026/11/22/one/", "http://[", "x" * 5000,
        f"{BASE}/2026/11/22/one/versions/", f"{BASE}/ٱ/", f"{BASE}/a\0/", f"{BASE}/fr/2026/11/22/one/",
    ]  # fmt: skip
    for url in nothing:
        answer = ask(client, url)
        assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8"), url
    assert answer.content.decode() == "No public story of ours stands at this address.\n"
    workflow.take_down(by=by, article=article, why="test", now=NOW + HOUR)
    assert {ask(client, url).status_code for url in (URL, f"{BASE}/a/{article.pk}/")} == {404}


@pytest.mark.parametrize(
    ("asked", "status"),
    [({}, 400), ({"url": ""}, 400), ({"url": URL, "format": "yaml"}, 501), ({"url": "x", "format": "html"}, 501),
     ({"url": URL, "maxwidth": "wide"}, 400), ({"url": URL, "maxwidth": "-1"}, 400),
     ({"url": URL, "maxheight": "0"}, 400),
     ({"url": URL, "maxwidth": "9" * 5000}, 400), ({"url": URL, "maxwidth": "٦٠٠"}, 400),
     ({"url": URL, "maxwidth": "1e3"}, 400)],
)  # fmt: skip
def test_i12_a_bad_question_is_told_what_is_wrong_with_it(client, article, asked, status):
    answer = client.get("/oembed", asked)
    assert answer.status_code == status
    assert answer.content.decode().strip().endswith(".") and "<" not in answer.content.decode()
    assert client.post("/oembed", asked).status_code == 405


def test_a12_a_story_names_its_card_and_no_other_page_does(client, article):
    head = client.get("/2026/11/22/one/").content.decode().partition("</head>")[0]
    address = f"{BASE}/oembed?url={quote(URL, safe='')}"
    assert 'type="application/json+oembed"' in head and f'href="{address}"' in head
    assert client.get(address.removeprefix(BASE)).status_code == 200
    for path in ("/", "/news/", "/about/"):
        assert "oembed" not in client.get(path).content.decode()


def test_a_card_costs_the_same_whatever_the_story_has(client, article):
    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ask(client, url).status_code == 200
        return len(queries)

    live_story(slug="bare")
    Publication.objects.filter(slug="bare").update(body="<p>word</p>" * 5000)
    assert cost(URL) == cost(f"{BASE}/2026/11/22/bare/") <= 6
