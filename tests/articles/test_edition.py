"""Editions: languages, prefixes, digits, names."""

from datetime import date

import pytest

from articles.addresses import author_path, section_path, short_path, story_path, topic_path
from articles.edition import UnknownEdition, edition, newsroom
from articles.models import Newsroom
from tests import factories
from tests.factories import NOW, section

pytestmark = pytest.mark.django_db
DAY = date(2024, 2, 8)


@pytest.fixture(autouse=True)
def room(db):
    factories.newsroom()


@pytest.mark.parametrize(
    ("root", "language", "prefix"),
    [("en", "en", ""), ("en", "ar", "/ar"), ("ar", "ar", ""), ("ar", "en", "/en"), ("en", None, ""), ("ckb", None, "")],
)
def test_the_root_language_alone_has_no_prefix(root, language, prefix):
    factories.newsroom(root_language=root)
    here = edition(language)
    assert (here.prefix, here.language) == (prefix, language or root)
    assert section_path(here, "news") == f"{prefix}/news/" and author_path(here, "a") == f"{prefix}/authors/a/"
    assert topic_path(here, "t") == f"{prefix}/topics/t/" and short_path(7) == "/a/7/"
    assert story_path(here, DAY, "x") == f"{prefix}/2024/02/08/x/"


def test_a_story_of_another_language_keeps_its_own_prefix():
    here = edition("ar")
    assert story_path(here, DAY, "x", "en") == "/2024/02/08/x/" and story_path(here, DAY, "x", "ckb").startswith(
        "/ckb/"
    )


@pytest.mark.parametrize("language", ["de", "EN", "", "en-GB"])
def test_a_language_that_is_not_published_is_refused(language):
    if language == "":
        assert edition(language).language == "en"
    else:
        with pytest.raises(UnknownEdition):
            edition(language)


def test_a_newsroom_that_was_never_set_up_still_has_pages():
    Newsroom.objects.all().delete()
    assert newsroom().pk is None and edition().name == "The Newsroom"


@pytest.mark.parametrize(
    "wrong", [{"languages": []}, {"languages": ["xx"]}, {"root_language": "ar", "languages": ["en"]}]
)
def test_settings_that_are_wrong_do_not_take_the_site_down(wrong):
    Newsroom.objects.update(**wrong)
    assert edition().language in ("en", "ar", "ckb")


@pytest.mark.parametrize(("language", "shown"), [("en", "2024"), ("ar", "2024"), ("ckb", "٢٠٢٤")])
def test_digits_are_the_editions(language, shown):
    assert edition(language).number(2024) == shown


def test_digits_can_be_chosen():
    factories.newsroom(digits={"ar": "arab"})
    assert edition("ar").number(2024) == "٢٠٢٤"


def test_a_section_without_a_name_in_this_language_says_in_which_it_is():
    section("news", en="News")
    section("culture", ar="ثقافة")
    found = {s.slug: (s.name, s.lang) for s in edition("ar").sections}
    assert found == {"news": ("News", "en"), "culture": ("ثقافة", "")}


def test_local_time_is_the_newsrooms():
    assert edition().local(NOW).isoformat() == "2026-11-22T12:00:00+03:00"


def test_an_edition_costs_two_queries_however_many_sections(django_assert_num_queries):
    for n in range(6):
        section(f"section-{chr(97 + n)}")
    with django_assert_num_queries(2):
        edition("ar").section("news")


def test_other_editions_and_whole_addresses():
    here = edition("ckb")
    assert here.others == [("en", "English", "/"), ("ar", "العربية", "/ar/")]
    assert here.absolute("/news/") == "http://127.0.0.1:8000/ckb/news/"
