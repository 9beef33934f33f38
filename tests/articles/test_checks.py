"""What stops a story, and what is worth a look."""

import pytest

from articles.checks import checks, stops
from tests.factories import newsroom, photo, story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(db):
    newsroom()


def found(level: str, **fields) -> set[str]:
    return {check.field for check in checks(story(**fields)) if check.level == level}


def test_a_whole_story_passes():
    whole = {"photo": photo(), "standfirst": "They return.", "tags": ["Buses"]}
    assert found("stop", **whole) == found("warn", **whole) == set()
    assert {"body", "credits", "photo", "standfirst"} <= found("ok", **whole)


@pytest.mark.parametrize(
    ("fields", "stopped"),
    [
        ({"body": ""}, {"body"}),
        ({"credits": []}, {"credits"}),
        ({"credits": [], "byline_override": "By our own"}, set()),
        ({"headline": "!!!"}, {"slug"}),
        ({"headline": "!!!", "slug": "named"}, set()),
        ({"body": "", "credits": [], "headline": "!!!"}, {"body", "credits", "slug"}),
    ],
)
def test_what_stops(fields, stopped):
    assert {check.field for check in stops(story(**fields))} == stopped


@pytest.mark.parametrize(
    ("alts", "stopped"),
    [
        ({}, True),
        ({"ar": "حافلة"}, True),
        ({"en": "Night buses return"}, True),
        ({"en": "Image of Night buses return"}, True),
        ({"en": "IMG_2041.jpg"}, True),
        ({"en": "The last bus of line 11 in Erbil on Thursday night."}, True),
        ({"en": "A red bus stands at an empty stop"}, False),
    ],
)
def test_a_picture_needs_words_of_its_own(alts, stopped):
    article = story(headline="Night buses return", photo=photo(alts=alts))
    assert ("photo" in {check.field for check in stops(article)}) is stopped


def test_a_decorative_picture_needs_none_and_one_to_come_only_warns():
    assert "photo" not in found("stop", photo=photo(alts={}, decorative=True))
    from articles import photos
    from tests.factories import NOW, person

    to_come = photos.take_in(by=person(), data=None, now=NOW, captions={"en": "Words"})
    assert "photo" in found("warn", photo=to_come) and "photo" not in found("stop", photo=to_come)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"standfirst": ""}, "standfirst"),
        ({"tags": []}, "tags"),
        ({"headline": "word " * 25}, "headline"),
        ({"body": "<p>It was TK people</p>"}, "body"),
        ({"photo": None}, "photo"),
    ],
)
def test_what_is_worth_a_look(fields, field):
    assert field in found("warn", **fields)


@pytest.mark.parametrize("body", ["<p>TK</p>", "<p>About TK.</p>", "<p>(TK)</p>"])
def test_a_word_to_come_is_seen_wherever_it_stands(body):
    assert "body" in found("warn", body=body)
    assert "body" not in found("warn", body="<p>The ATKINS case</p>")


def test_checks_cost_the_same_with_ten_of_everything(django_assert_max_num_queries):
    article = story(tags=[f"Tag {n}" for n in range(10)], photo=photo())
    with django_assert_max_num_queries(2):
        checks(article)


def test_what_stops_stands_first():
    levels = [check.level for check in checks(story(body="", standfirst=""))]
    assert levels == sorted(levels, key=["stop", "warn", "ok"].index)
