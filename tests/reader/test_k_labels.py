"""K9, and what a story says of itself: its kind before the headline, how it was reported, what it rests on."""

import json
from xml.etree import ElementTree

import pytest
import time_machine

from articles import history, publication, workflow
from articles.models import Article, Publication
from articles.pages import structured
from articles.pages.story import preview
from articles.publication import shown_digest
from tests.articles.test_pages import Element, Reader, get
from tests.factories import HOUR, NOW, live_story, newsroom, path_of, person, section, story
from tests.reader.making import HEADLINES, PREFIXES, languages

pytestmark = pytest.mark.django_db
LABELS = {
    "en": {"report": "Report", "analysis": "Analysis", "opinion": "Opinion", "background": "Explainer",
           "review": "Review", "sponsored": "Sponsored"},
    "ar": {"report": "تقرير", "analysis": "تحليل", "opinion": "رأي", "background": "شرح", "review": "مراجعة",
           "sponsored": "مادة مموّلة"},
    "ckb": {"report": "ڕاپۆرت", "analysis": "شیکاری", "opinion": "بۆچوون", "background": "ڕوونکردنەوە",
            "review": "هەڵسەنگاندن", "sponsored": "پاڵپشتیکراو"},
}  # fmt: skip
TYPES = {
    "news": "NewsArticle", "report": "ReportageNewsArticle", "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle", "background": "BackgroundNewsArticle", "review": "ReviewNewsArticle",
    "sponsored": "AdvertiserContentArticle",
}  # fmt: skip


@pytest.fixture(autouse=True)
def room(db):
    newsroom(), section()
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        yield


def types_of(page: Element) -> list[str]:
    return [json.loads(script.parts[0])["@type"] for script in page.all("script")]


@languages
def test_k9_what_kind_of_text_it_is_stands_before_the_headline_in_the_data_and_in_feeds(client, language):
    """Also in lists, and of all kinds that the desk can choose; plain news alone has no label."""
    assert {*LABELS[language], "news"} == set(Article.Genre.values) == set(structured.TYPES)
    stories = {
        genre: live_story(language=language, headline=f"{HEADLINES[language]} {genre}", slug=genre, genre=genre)
        for genre in Article.Genre.values
    }
    start = PREFIXES[language]
    rss = ElementTree.fromstring(client.get(f"{start}/feeds/latest.xml").content)
    said = {item.find("title").text: [c.text for c in item.findall("category")] for item in rss.iter("item")}
    feed = client.get(f"{start}/feeds/latest.json").json()
    tags = {item["title"]: item["tags"] for item in feed["items"]}
    listed = get(client, f"{start}/2026/11/22/").one("main")
    # Lists of titles must not hide that a story was paid for: there its label stands before the headline.
    said, tags = ({title.rpartition(": ")[2]: told for title, told in of.items()} for of in (said, tags))
    for genre, article in stories.items():
        page = get(client, path_of(article))
        (h1,) = page.all("h1")
        before = page.one("main").text.partition(h1.text)[0]
        label = LABELS[language].get(genre, "")
        assert [b.text for b in page.one("header", class_="labelled").all("b")] == [label] if label else True
        assert (label in before) and types_of(page)[0] == TYPES[genre]
        card = next(li for li in listed.all("li") if h1.text in li.text)
        assert card.text.index(label) < card.text.index(h1.text) or not label
        assert (label in said[h1.text] and label in tags[h1.text]) or not label
    assert not list(get(client, path_of(stories["news"])).one("article").all("b"))


def test_what_was_paid_for_is_no_news_to_search_engines(client):
    live_story(headline="Paid for", genre="sponsored"), live_story(headline="Not paid for")
    said = client.get("/sitemap-news.xml").content.decode()
    assert "Not paid for" in said and "<news:title>Paid for" not in said
    assert client.get("/sitemap.xml").content.decode().count("/2026/11/22/") == 2


METHOD = 'She sat in.\nShe asked "two" members.'
SOURCES = "Minutes of the session https://council.example/minutes\nTwo drivers <b>\njavascript://council.example/x"


def box(page: Element) -> Element | None:
    return next((e for e in page.all("section") if e["class"] == "method"), None)


@languages
def test_how_it_was_reported_and_its_sources_stand_under_the_story(client, language):
    one = live_story(
        language=language, headline=HEADLINES[language], slug="s", method=METHOD, source_list=SOURCES
    )  # fmt: skip
    page = get(client, path_of(one))
    found = box(page)
    assert found.inside("article") and len(list(found.all("p"))) == 2
    assert [(li.text, [a["href"] for a in li.all("a")]) for li in found.all("li")] == [
        ("Minutes of the session", ["https://council.example/minutes"]),
        ("Two drivers <b>", []), ("javascript://council.example/x", []),
    ]  # fmt: skip
    assert (found.one("h2").text == "How we reported this") == (language == "en")
    assert box(get(client, path_of(live_story(language=language, headline=HEADLINES[language], slug="t")))) is None


def test_they_are_private_until_published_are_in_versions_and_come_back_with_them(client):
    by = person("editor")
    one = live_story(by=by, method="As it was.")
    workflow.save(by=by, article=one, fields={"method": "As it is 7.", "source_list": "A"}, base_version=9, now=NOW)
    assert box(get(client, path_of(one))).text.endswith("As it was.") and publication.changed(one, NOW)
    now_printed = Reader(preview(one, NOW + HOUR, "/m/")[0].decode()).root
    assert "As it is 7." in box(now_printed).text
    with pytest.raises(workflow.NotPossible):  # a number came in: a small fix needs its reason
        workflow.update(by=by, article=one, kind="fix", why="", now=NOW + HOUR)
    workflow.update(by=by, article=one, kind="update", why="", now=NOW + HOUR)
    assert "As it is 7." in box(get(client, path_of(one))).text
    first = one.revisions.order_by("number").first()
    assert first.snapshot["method"] == "As it was." and "source_list" not in first.snapshot
    workflow.restore(by=by, article=one, number=first.number, seen=one.version, now=NOW + HOUR)
    assert (one.method, one.source_list) == ("As it was.", "") and not history.broken_versions(one)


def test_two_who_change_them_at_once_lose_nothing():
    by, other, one = person("editor"), person("editor"), story(method="One.\nTwo.")
    workflow.save(by=by, article=one, fields={"method": "One, mine."}, base_version=1, now=NOW)
    workflow.save(by=other, article=one, fields={"source_list": "A source"}, base_version=1, now=NOW)
    assert (one.method, one.source_list) == ("One, mine.", "A source")
    with pytest.raises(workflow.Clashing) as clash:
        workflow.save(by=other, article=one, fields={"method": "One, theirs."}, base_version=1, now=NOW)
    (found,) = clash.value.together.merged.clashes
    assert found.name == "method" and found.takes_own and found.takes_both


def test_what_was_published_before_there_were_such_boxes_is_still_as_it_was_published():
    """The record holds a digest of each public text: one without a box has the digest that it always had."""
    plain, boxed = (Publication.objects.get(story=live_story(**more).uuid) for more in ({}, {"method": "x"}))
    before = shown_digest(plain)
    plain.method, boxed.method = "another", ""
    assert shown_digest(plain) != before and shown_digest(boxed) != before
    plain.method = ""
    assert shown_digest(plain) == before


@pytest.mark.parametrize("name, most", [("method", 2000), ("source_list", 4000)])
def test_a_box_that_is_too_long_is_refused_with_its_length(name, most):
    one = story()
    with pytest.raises(workflow.NotPossible, match=str(most)):
        workflow.save(by=person("editor"), article=one, fields={name: "x" * (most + 1)}, base_version=1, now=NOW)
