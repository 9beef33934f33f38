"""C: what each part of a story is, said in HTML."""

import re
from datetime import datetime
from itertools import pairwise
from urllib.parse import quote

import pytest
from django.test import Client

from articles import workflow
from articles.text import reading_minutes
from newsletter.models import Newsletter
from newsroom.lib.typography import quotes
from tests.factories import HOUR, MINUTE, NOW, live_story, newsroom, person
from tests.reader.shown import BASE, LANGUAGES
from tests.site.reading import ancestors, flat, value, walk

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[("en", "seed"), ("en", "full"), ("ar", "full"), ("ckb", "full")], ids=" ".join)
def page(request, shown):
    return shown[request.param]


def test_c1_one_h1_and_before_it_no_more_than_the_line_above_it(shown):
    for where, one in shown.items():
        h1 = one.one("h1")
        assert any(above.name == "main" for above in ancestors(h1)), where
        before = flat(one.one("main")).split(flat(h1))[0]
        assert len(before.split()) <= 5, (where, before)


def test_c2_levels_of_headings_never_skip(shown):
    for where, one in shown.items():
        levels = [int(e.name[1]) for e in walk(one.one("body")) if re.fullmatch("h[1-6]", e.name)]
        assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels)), (where, levels)
    for kind in ("seed", "full"):
        assert shown["en", kind].one("article .author h2") and shown["en", kind].one(".related > h2")


def test_c3_landmarks_each_with_a_name_of_its_own_in_the_pages_language(shown):
    for (language, kind), one in shown.items():
        for selector in ("body > header", "main", "body > footer"):
            assert len(one.all(selector)) == 1, (language, kind, selector)
        names = [value(e, "aria-label") for e in one.all("nav")]
        assert all(names) and len(names) == len(set(names)), (language, kind, names)
        if language != "en":
            assert not re.search("[A-Za-z]", "".join(names)), (language, kind, names)


def test_c4_an_article_is_the_story_and_nothing_else(page):
    story = page.one("article")
    assert story.query("h1") and story.query(".body") and story.query(".author")
    assert not story.query("form") and not story.query(".related") and not story.query(".nl")
    assert page.all("main form") and page.all("main .related")


def test_c5_every_date_is_one_that_machines_read(shown):
    seen = 0
    for where, one in shown.items():
        for moment in one.all("time"):
            seen += 1
            stamp = value(moment, "datetime")
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+03:00", stamp) and datetime.fromisoformat(stamp), (
                where
            )
            assert not list(walk(moment)), where
    assert seen > 100


@pytest.mark.parametrize(("minutes", "kind", "said"), [(9, "update", False), (10, "update", True), (60, "fix", False)])
def test_c6_updated_is_said_from_ten_minutes_on_with_both_moments(minutes, kind, said, time_machine):
    newsroom()
    one, by = live_story(slug="one"), person()
    workflow.save(by=by, article=one, fields={"standfirst": "New words."}, base_version=9, now=NOW)
    workflow.update(by=by, article=one, kind=kind, now=NOW + minutes * MINUTE, why="test")
    time_machine.move_to(NOW + 2 * HOUR, tick=False)
    html = Client().get(f"/{NOW:%Y/%m/%d}/one/").content.decode()
    byline = html.partition('<div class="byline">')[2].partition("</div>")[0]
    assert byline.count("<time") == (2 if said else 1) and ("Updated" in byline) == said


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (230, 1), (500, 2), (10_000, 43)])
def test_c7_how_long_it_takes_to_read(words, minutes):
    assert reading_minutes(words, "en") == minutes
    for language in LANGUAGES:
        assert minutes <= reading_minutes(words, language) <= 2 * max(minutes, 1)


def test_c7_the_seed_takes_two_minutes(shown):
    assert shown["en", "seed"].text(".reading-time") == "2 min read"


def test_c8_a_picture_has_a_caption_and_the_credit_an_element(page):
    figure = page.one("article figure")
    (credit,) = figure.query("figcaption .credit")
    assert flat(credit.query(".creator")[0]) and flat(credit.query(".agency")[0]) == "AFP"
    assert flat(figure.query("figcaption > span")[0]) and not page.all("figure figure")


def test_c9_the_alternative_text_says_something_of_its_own(shown):
    for language in LANGUAGES:
        one = shown[language, "full"]
        alt = value(one.one("article figure img"), "alt")
        assert alt and alt not in (one.text("h1"), *[flat(e) for e in one.all("figcaption > span")])
        assert not re.match(r"(?i)(image|picture|photo) of|.*\.(jpe?g|png|webp)$", alt)
    for where, one in shown.items():
        assert all("alt" in img.attrs for img in one.all("img")), where
        assert {img.attrs["alt"] for img in one.all(".card img, .author img")} <= {""}, where


def test_c10_quotations_say_who_and_in_which_language(full):
    quote = full.one(".body blockquote")
    assert flat(quote.query("cite")[0]) == "Awa Karim"
    foreign = full.one(".body q")
    assert (value(foreign, "lang"), value(foreign, "dir")) == ("en", "ltr")


def test_c11_sharing_is_a_link_to_the_address_itself(page):
    links = [value(a, "href") for a in page.all("ul.share a")]
    assert len(links) == 5
    for link in links:
        assert quote(BASE + page.path, safe="") in link
        assert not re.search("utm_|fbclid|[?&]ref=", link)


def test_c12_topics_are_a_list_of_pages_that_are_there(shown, language):
    links = [value(a, "href") for a in shown[language, "full"].all("ul.topics > li > a")]
    assert len(links) == 2 and shown[language, "topic"].path in links
    assert shown[language, "topic"].status == 200


def test_c13_the_authors_box(full, shown, language):
    (box,) = full.all("article .author")
    assert value(box.query("h2 a")[0], "href") == shown[language, "author"].path
    assert flat(box.query("p")[-1]) and all(img.attrs["alt"] == "" for img in box.query("img"))


def test_c14_the_sign_up_form_says_what_it_is(shown):
    seen = 0
    for where, one in shown.items():
        for field in one.all("input[name=email]"):
            seen += 1
            assert (value(field, "type"), value(field, "autocomplete")) == ("email", "email"), where
            assert one.all(f'label[for="{value(field, "id")}"]'), where
    assert seen > 20


def test_c14_it_works_as_a_plain_form_and_says_what_came_of_it():
    newsroom()
    Newsletter.objects.create(slug="daily", names={"en": "Daily"})
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    for path in ("/newsletter/", "/newsletter/?lite"):
        answer = client.post(path, {"email": "reader@example.org", "page": "/", "form": "box"})
        assert answer.status_code == 303 and ("lite" in answer["Location"]) == ("lite" in path)
        html = client.get(answer["Location"]).content.decode()
        assert 'role="status"' in html and "captcha" not in html.lower()
    refused = client.post("/newsletter/", {"email": "nobody"})
    assert refused.status_code == 422 and 'role="alert"' in refused.content.decode()
    assert 'value="nobody"' in refused.content.decode()


def test_c15_no_link_opens_another_window(shown):
    for where, one in shown.items():
        assert not one.all("[target]"), where


def test_c16_what_other_sites_would_show_is_not_fetched(time_machine):
    """A story takes no embeds: what is pasted as one leaves its words, and nothing is asked of anybody."""
    newsroom()
    body = (
        '<p>Before.</p><iframe src="https://video.example/x"></iframe><script src="https://x.example/y.js"></script>'
        '<object data="https://x.example/"></object><blockquote class="tweet"><p>Said elsewhere.</p></blockquote>'
        '<video poster="https://x.example/p.jpg" src="https://x.example/v"></video><img src="https://x.example/i.png">'
    )
    live_story(slug="one", body=body)
    time_machine.move_to(NOW + HOUR, tick=False)
    html = Client().get(f"/{NOW:%Y/%m/%d}/one/").content.decode()
    assert "Before." in html and "Said elsewhere." in html
    assert not re.search(r"<(iframe|object|embed|video)|x\.example|video\.example", html)


def test_c17_a_table_is_never_without_its_words(time_machine):
    """A story takes no tables yet: what was in one stays as words, and no table stands without caption and heads."""
    newsroom()
    live_story(slug="one", body="<table><tr><th>Line</th><td>11</td></tr><tr><td>Until</td><td>four</td></tr></table>")
    time_machine.move_to(NOW + HOUR, tick=False)
    html = Client().get(f"/{NOW:%Y/%m/%d}/one/").content.decode()
    assert all(word in html for word in ("Line", "11", "Until", "four"))
    for table in re.findall(r"(?s)<table.*?</table>", html):
        assert "<caption" in table and 'scope="' in table


@pytest.mark.parametrize(
    ("language", "typed", "set_right"),
    [("en", "He said \"yes\", didn't he", "He said “yes”, didn’t he"), ("ar", 'قال "نعم"', "قال «نعم»"),
     ("ckb", 'وتی "بەڵێ"', "وتی «بەڵێ»")],
)  # fmt: skip
def test_c19_marks_are_set_as_each_language_sets_them_and_once(language, typed, set_right):
    once = quotes(typed, language)
    assert once == set_right and quotes(once, language) == once


def test_the_order_of_a_story_is_the_order_of_reading(page):
    parts = {"stand", "byline", "body", "end"}
    marks = [value(e, "class") or e.name for e in walk(page.one("article"))]
    assert [mark for mark in marks if mark in parts or mark == "h1"] == ["h1", "stand", "byline", "body", "end"]
