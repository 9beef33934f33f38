"""From copy to a story: whom and what filing finds, and what it makes."""

import threading

import pytest
from django.db import connection

from articles import filing, workflow
from articles.copy import CopyError, read_copy
from articles.models import Article, Revision
from authors.models import Author
from tests.factories import NOW, live_story, newsroom, person, publications, section, story

COPY = "Headline: {headline}\nByline: {byline}\nSection: news\nCaption: {caption}\n\nThe body of it.\n"


@pytest.fixture
def room(db):
    newsroom()
    section("news")


def file(by=None, language="en", text=None, **words):
    words = {"headline": "A headline", "byline": "Awa Karim", "caption": "A caption"} | words
    text = text or COPY.format(**words)
    return filing.file_copy(
        by=by or person("publisher"), copy=read_copy(text, language, newsroom().zone), text=text, now=NOW
    )


def test_a_known_author_is_found_in_any_language_and_keeps_the_bio(room):
    known = Author.objects.create(slug="awa", names={"en": "Awa Karim", "ckb": "ئاوا کەریم"}, bios={"en": "Hers."})
    file()
    file(language="ckb", byline="ئاوا کەریم", headline="سەردێڕ")
    assert list(Author.objects.all()) == [known]
    assert filing.find_author("Awa Karim", "en", "Another bio").bios == {"en": "Hers."}
    assert filing.find_author("Awa Karim", "ar", "سيرة").bios == {"en": "Hers.", "ar": "سيرة"}


def test_two_whose_names_make_one_address_have_two(room):
    file(byline="Awa Karim; Áwa Karím")
    assert sorted(Author.objects.values_list("slug", flat=True)) == ["awa-karim", "awa-karim-2"]


def test_an_agency_is_an_organisation(room):
    file(byline="AFP")
    assert Author.objects.get().kind == "organisation"


@pytest.mark.parametrize("written", ["news", "NEWS", " News ", "أخبار", "هەواڵ"])
def test_sections_are_found(room, written):
    assert filing.find_section(written, 3).slug == "news"


@pytest.mark.parametrize(("written", "said"), [("gossip", "Line 3: .*gossip.*news"), ("", "names no section.*news")])
def test_sections_are_not_invented(room, written, said):
    with pytest.raises(CopyError, match=said):
        filing.find_section(written, 3)


def test_the_same_headline_of_another_day_or_language_is_another_story(room):
    text = COPY.format(headline="A", byline="B C", caption="D")
    for more in ("", "Date: 2026-11-20\n", "Date: 2026-11-21\n"):
        file(text=text.replace("Section", more + "Section"))
    assert Article.objects.count() == 3


def test_letter_case_of_a_headline_is_not_another_story(room):
    assert file(headline="A Headline").article == file(headline="A headline").article


def test_new_words_of_a_picture_are_a_new_version(room):
    one = file()
    two = file(caption="Another caption")
    assert two.changed and two.article == one.article
    assert Article.objects.get().photo.captions == {"en": "Another caption"}
    assert Revision.objects.filter(article=one.article).count() == 2


def test_filing_never_changes_what_readers_see(room):
    filed = file().article
    workflow.publish(by=person(), article=filed, now=NOW, override="x")
    file(byline="Someone Else", caption="Other")
    assert len(publications(filed)) == 1 and publications(filed)[0].credits[0]["name"] == "Awa Karim"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["publish", "save", "file"])
def test_T74_many_at_once_have_one_effect(what):
    """Threads with connections of their own do the same at the same moment: one is done, all others are refused."""
    newsroom()
    section("news")
    by = person("publisher")
    article = story(by=by) if what != "file" else None
    done, refused, wrong, start = [], [], [], threading.Barrier(8)

    def act():
        try:
            start.wait(20)
            if what == "publish":
                workflow.publish(by=by, article=Article.objects.get(pk=article.pk), now=NOW)
            elif what == "save":
                mine = {"headline": f"Mine {threading.get_ident()}"}
                workflow.save(by=by, article=Article.objects.get(pk=article.pk), fields=mine, base_version=1, now=NOW)
            elif not file(by).changed:
                raise workflow.NotPossible("filed before")
            done.append(1)
        except workflow.WorkflowError as error:
            refused.append(error)
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(done), len(refused), wrong) == (1, 7, [])
    assert Article.objects.count() == 1
    assert Revision.objects.count() == (1 if what == "file" else 2)
    if what == "publish":
        assert len(publications(article)) == 1


def test_a_live_story_can_be_made_of_nothing_but_defaults(room):
    assert live_story().first_published_at == NOW
