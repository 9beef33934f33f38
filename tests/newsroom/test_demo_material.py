"""The demo newsroom's material: complete, known names, correct letters."""

import re

import pytest

from newsroom.demo import pictures, portraits
from newsroom.demo.material import LANGUAGES, stories
from newsroom.demo.people import NEWSLETTERS, NEWSROOM, PEOPLE, SECTIONS, TAGS
from newsroom.demo.site import SEED_TAGS

MUST = ("Headline", "Byline", "Section", "Standfirst", "Dateline", "Tags", "Slug")
LABELS = {*MUST, "Kicker", "Alt", "Caption", "Credit"}  # no Date: the demo gives the dates
LATIN_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Letters that an Arabic keyboard puts into Sorani: kaf, yeh, teh marbuta, alef maksura, heh doachashmee.
NOT_SORANI = re.compile("[كيةىھ]")

ALL = stories()
LABELLED = [story for story in ALL if not story.path.name.endswith(".page.txt")]


def name(story):
    return f"{story.language}/{story.group}"


def head(story):
    """The labels of a story and their values."""
    lines = story.text.split("\n\n", 1)[0].splitlines()
    pairs = [line.split(": ", 1) for line in lines]
    assert len({label for label, _ in pairs}) == len(pairs), "a label stands twice"
    return dict(pairs)


@pytest.fixture(params=LABELLED, ids=name)
def story(request):
    return request.param


def test_a_story_has_all_that_a_page_shows(story):
    labels = head(story)
    assert set(labels) <= LABELS
    assert all(labels.get(label, "").strip() for label in MUST)
    assert story.text.split("\n\n", 1)[1].strip()
    assert not re.search("[ \t]$|\n\n\n", story.text, re.MULTILINE)


def test_section_byline_and_tags_are_known(story):
    labels = head(story)
    assert labels["Section"] in {section["slug"] for section in SECTIONS}
    assert set(labels["Byline"].split(", ")) <= {person["names"][story.language] for person in PEOPLE}
    assert set(labels["Tags"].split(", ")) <= {tag["slug"] for tag in TAGS}


def test_a_picture_has_alt_caption_and_credit_or_there_is_none(story):
    labels = head(story)
    given = [bool(labels.get(label)) for label in ("Alt", "Caption", "Credit")]
    assert given == [story.picture] * 3
    if story.picture:
        assert labels["Alt"] != labels["Caption"]
        assert len(labels["Alt"]) <= 300


def test_letters_and_quotes_are_those_of_the_language(story):
    body = story.text
    if story.language == "ckb":
        assert not NOT_SORANI.search(body)
    if story.language != "en":
        assert not re.search('["“”]', body)
    else:
        assert '"' not in body and "'" not in body


def test_slugs_are_latin_and_each_stands_once():
    slugs = [head(story)["Slug"] for story in LABELLED]
    assert all(LATIN_SLUG.fullmatch(slug) for slug in slugs)
    assert len(set(slugs)) == len(slugs)
    assert all(LATIN_SLUG.fullmatch(story.group) for story in ALL)


def test_every_language_has_stories_in_every_section():
    for language in LANGUAGES:
        own = [head(story) for story in LABELLED if story.language == language]
        assert len(own) >= (9 if language == "en" else 6)
        assert {labels["Section"] for labels in own} == {section["slug"] for section in SECTIONS}


def test_at_least_four_stories_stand_in_all_three_languages():
    groups = {}
    for story in LABELLED:
        groups.setdefault(story.group, {})[story.language] = head(story)
    whole = [group for group in groups.values() if set(group) == set(LANGUAGES)]
    assert len(whole) >= 4
    for group in groups.values():
        assert len({labels["Section"] for labels in group.values()}) == 1
        assert len({labels["Tags"] for labels in group.values()}) == 1


def test_some_bylines_have_two_names_and_one_is_an_organisation():
    bylines = [head(story)["Byline"] for story in LABELLED if story.language == "en"]
    assert sum(", " in byline for byline in bylines) >= 2
    assert {p["names"]["en"] for p in PEOPLE if p["kind"] == "organisation"} & set(bylines)


def test_every_tag_and_every_person_is_used():
    tags, names = set(), set()
    for story in LABELLED:
        tags |= set(head(story)["Tags"].split(", "))
        names |= set(head(story)["Byline"].split(", "))
    assert tags | set(SEED_TAGS) == {tag["slug"] for tag in TAGS}
    assert all(names & set(person["names"].values()) for person in PEOPLE)


def test_the_stories_come_in_one_order_and_the_seed_is_among_them():
    assert [name(story) for story in ALL] == [name(story) for story in stories()]
    seed = next(story for story in ALL if story.group == "seed-iraq-us-presence")
    assert (seed.language, seed.picture) == ("en", False)
    assert seed.text.startswith("News\n\nIraq wants to end US presence")


def test_site_texts_are_there_in_every_language():
    for things in (PEOPLE, SECTIONS, TAGS, NEWSLETTERS):
        slugs = [thing["slug"] for thing in things]
        assert len(set(slugs)) == len(slugs)
        assert all(LATIN_SLUG.fullmatch(slug) for slug in slugs)
    translated = [
        value
        for thing in [*PEOPLE, *SECTIONS, *TAGS, *NEWSLETTERS, NEWSROOM]
        for value in thing.values()
        if isinstance(value, dict)
    ]
    assert all(set(value) == set(LANGUAGES) and all(value.values()) for value in translated)
    assert not any(NOT_SORANI.search(value["ckb"]) for value in translated)
    for page in ("about", "ethics", "corrections", "privacy"):
        assert all(60 <= len(NEWSROOM[page][language].split()) <= 120 for language in LANGUAGES)


def test_there_is_a_picture_for_each_story_that_describes_one_and_no_other():
    assert set(pictures.SCENES) == {story.group for story in ALL if story.picture}


def test_the_same_name_draws_the_same_picture_in_the_size_asked_for():
    first, again = (pictures.draw("swifts-return", width=240) for _ in range(2))
    assert (first.mode, first.size) == ("RGB", (240, 160))
    assert first.tobytes() == again.tobytes()
    # A picture, not a plain sheet: some hundreds of tones at the least.
    assert len(first.getcolors(maxcolors=240 * 160)) > 500


def test_a_story_without_a_picture_is_a_key_error():
    with pytest.raises(KeyError):
        pictures.draw("seed-iraq-us-presence", width=240)


def test_everyone_has_a_look_of_their_own():
    invented = {person["slug"] for person in PEOPLE if person["kind"] == "person"}
    assert set(portraits.LOOKS) == invented
    picture = pictures.portrait("green-valley-wire")
    assert (picture.mode, picture.size) == ("RGB", (640, 640))
