"""Translating at the desk: one click, the original beside the draft, and what to do when it has moved on."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import translations, workflow
from articles.models import Act, Article
from tests.factories import BODY, HOUR, MINUTE, NOW, live_story

from .conftest import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def later(time_machine):
    time_machine.move_to(NOW + 2 * HOUR, tick=False)


@pytest.fixture
def original(people):
    return live_story(by=people["editor"], standfirst="On Friday, after a winter without them.")


@pytest.fixture
def made(people, original):
    made = workflow.translate(by=people["reporter"], article=original, language="ckb", now=NOW + MINUTE)
    words = {"headline": "پاسەکان دەگەڕێنەوە", "body": "<p>پاسەکان</p>"}
    workflow.save(by=people["reporter"], article=made, fields=words, base_version=9, now=NOW + MINUTE)
    return made


@pytest.fixture
def corrected(people, original, made):
    """The original says twelve instead of eleven, and its readers were told."""
    by, fields = people["editor"], {"body": BODY.replace("Eleven", "Twelve")}
    workflow.save(by=by, article=original, fields=fields, base_version=9, now=NOW + HOUR)
    workflow.update(
        by=by, article=original, kind="correction", note="It is twelve lines.", override="t", now=NOW + HOUR
    )
    return made


def url(article, what: str = "change") -> str:
    return reverse(f"admin:articles_article_{what}", args=[article.pk])


def test_one_click_makes_the_draft_and_leads_to_it(desk, people, original):
    client = desk("reporter")
    page = client.get(url(original)).content.decode()
    assert f'name="into" value="ar" formaction="{url(original, "translate")}"' in page and 'value="en"' in page
    answer = client.post(url(original, "translate"), {"into": "ar"}, follow=True)
    made = Article.objects.get(language="ar")
    assert answer.redirect_chain[-1][0] == url(made) and made.made_by == people["reporter"]
    assert "The translation is begun." in answer.content.decode()


def test_what_was_typed_into_the_original_is_saved_first(desk, original):
    typed = form_of(original, standfirst="From Friday on.", window="a" * 32, into="ar")
    desk("editor").post(url(original, "translate"), typed)
    original.refresh_from_db()
    assert original.standfirst == "From Friday on." and Article.objects.filter(language="ar").exists()


def test_what_cannot_be_saved_is_shown_again_and_nothing_is_begun(desk, original):
    typed = form_of(original, headline="", standfirst="Not to be lost.", window="a" * 32, into="ar")
    page = desk("editor").post(url(original, "translate"), typed)
    assert page.status_code == 200 and "Not to be lost." in page.content.decode()
    assert not Article.objects.filter(language="ar").exists()


def test_the_second_click_leads_to_the_same_draft(desk, original, made):
    answer = desk("editor").post(url(original, "translate"), {"into": "ckb"}, follow=True)
    assert answer.redirect_chain[-1][0] == url(made)
    assert "The story is in this language already. This is it." in answer.content.decode()


@pytest.mark.parametrize("into", ["", "xx", "en"])
def test_a_language_that_makes_no_sense_is_answered_in_a_sentence(desk, original, into):
    answer = desk("editor").post(url(original, "translate"), {"into": into}, follow=True)
    assert "this language" in answer.content.decode() and Article.objects.count() == 1


def test_the_original_stands_beside_the_draft_in_its_own_language_and_direction(desk, made):
    page = desk("reporter").get(url(made)).content.decode()
    column = page[page.index('<section class="source"') : page.index('<aside class="rail"')]
    assert column.count('lang="en" dir="ltr"') >= 3 and "Night buses return to the city on Friday." in column
    assert re.findall(r'data-n="(\d)"', column) == ["1", "2"]
    assert page.index('<div class="words"') < page.index('<section class="source"') < page.index('<aside class="rail"')
    assert 'class="say' not in column and "Up to date again" not in page


def test_a_story_that_is_no_translation_has_no_second_column(desk, original):
    page = desk("editor").get(url(original)).content.decode()
    assert "desk-two" not in page and 'class="source"' not in page


def test_when_the_original_was_corrected_the_form_says_so_and_shows_what_changed(desk, corrected):
    page = desk("reporter").get(url(corrected)).content.decode()
    assert "The original was corrected on 22 November 2026 13:00." in page
    assert "<del>Eleven</del>" in page and "<ins>Twelve</ins>" in page
    assert "It is twelve lines." in page and "Publish a correction" not in page  # readers never saw this text


def test_a_live_translation_is_asked_for_a_correction_as_well(desk, people, original, made):
    workflow.publish(by=people["editor"], article=made, override="t", now=NOW + 2 * MINUTE)
    fields = {"body": BODY.replace("Eleven", "Twelve")}
    workflow.save(by=people["editor"], article=original, fields=fields, base_version=9, now=NOW + HOUR)
    workflow.update(
        by=people["editor"], article=original, kind="correction", note="Twelve.", override="t", now=NOW + HOUR
    )
    page = desk("editor").get(url(made)).content.decode()
    assert "Publish a correction" in page and "Up to date again" in page


@pytest.fixture
def asked_for_a_correction(people, original, made):
    """A live translation whose original was corrected; its text is mended, and waits to go out."""
    by = people["editor"]
    workflow.publish(by=by, article=made, override="t", now=NOW + 2 * MINUTE)
    correct(by, original, "Twelve")
    workflow.save(by=by, article=made, fields={"body": "<p>دوانزە پاس</p>"}, base_version=99, now=NOW + HOUR)
    return made


def correct(by, original, said: str) -> None:
    fields = {"body": BODY.replace("Eleven", said)}
    workflow.save(by=by, article=original, fields=fields, base_version=99, now=NOW + HOUR)
    original.refresh_from_db()
    workflow.update(by=by, article=original, kind="correction", note=f"{said}.", override="t", now=NOW + HOUR)


def correction_of(client, story, **more) -> dict:
    """The form as it is filled in, with the hidden fields and ticks of its page."""
    page = client.get(reverse("admin:articles_article_verb", args=[story.pk, "update"])).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(version|picture|confirmed|original)" value="([^"]*)"', page))
    ticked = {"same": "on"} if re.search(r'name="same"[^>]* checked', page) else {}
    return hidden | ticked | {"kind": "correction", "note": "دوانزە.", "place": "foot", "override": "t"} | more


def test_a_correction_that_answers_the_originals_brings_the_translation_up_to_date(desk, asked_for_a_correction):
    made, client = asked_for_a_correction, desk("editor")
    sent = correction_of(client, made)
    assert sent["same"] == "on"  # unasked: it answers what waits here
    client.post(reverse("admin:articles_article_verb", args=[made.pk, "update"]), sent)
    assert translations.marks([made.pk], NOW + 3 * HOUR) == {}
    page = client.get(url(made)).content.decode()
    assert "The original was corrected" not in page and "Up to date again" not in page
    assert Act.objects.filter(story=made.uuid, verb="up_to_date").count() == 1
    assert made.revisions.order_by("-number").first().kind == "corrected"
    assert (
        'name="same"'
        not in client.get(reverse("admin:articles_article_verb", args=[made.pk, "update"])).content.decode()
    )


def test_whoever_takes_the_tick_away_leaves_it_behind(desk, asked_for_a_correction):
    made, client = asked_for_a_correction, desk("editor")
    sent = {name: value for name, value in correction_of(client, made).items() if name != "same"}
    client.post(reverse("admin:articles_article_verb", args=[made.pk, "update"]), sent)
    assert made.pk in translations.marks([made.pk], NOW + 3 * HOUR)
    assert "Up to date again" in client.get(url(made)).content.decode()


def test_an_original_that_changed_again_is_looked_at_once_more(desk, people, original, asked_for_a_correction):
    made, client = asked_for_a_correction, desk("editor")
    verb, sent = reverse("admin:articles_article_verb", args=[made.pk, "update"]), correction_of(client, made)
    correct(people["editor"], original, "Thirteen")
    page = client.post(verb, sent).content.decode()
    assert "The original changed again after you looked." in page and "دوانزە." in page
    original.refresh_from_db()
    assert f'name="original" value="{original.version}"' in page
    with pytest.raises(workflow.NotPossible, match="changed again"):
        workflow.update(
            by=people["editor"], article=made, kind="update", override="t", now=NOW + 3 * HOUR,
            says=int(sent["original"]),
        )  # fmt: skip
    client.post(verb, sent | {"original": original.version})
    assert translations.marks([made.pk], NOW + 3 * HOUR) == {}


def test_a_small_fix_is_a_lesser_mark_on_the_form_alone(desk, people, original, made):
    fields = {"standfirst": "On Friday, after one winter without them."}
    workflow.save(by=people["editor"], article=original, fields=fields, base_version=9, now=NOW + HOUR)
    workflow.update(by=people["editor"], article=original, kind="fix", why="style", override="t", now=NOW + HOUR)
    page = desk("editor").get(url(made)).content.decode()
    assert "The original changed a little since it was translated." in page and "Up to date again" in page
    assert "chip-behind" not in desk("editor").get(reverse("admin:articles_article_changelist")).content.decode()


def test_up_to_date_again_saves_what_is_typed_and_stands_on_the_record(desk, original, corrected):
    seen = translations.version_of(original, NOW + 2 * HOUR)
    typed = form_of(corrected, standfirst="دوازدە هێڵ.", window="a" * 32, seen=seen)
    answer = desk("reporter").post(url(corrected, "up_to_date"), typed, follow=True)
    page = answer.content.decode()
    corrected.refresh_from_db()
    assert "Noted: the translation is up to date" in page and "Up to date again" not in page
    assert corrected.standfirst == "دوازدە هێڵ." and corrected.source_version == seen
    assert Act.objects.filter(story=corrected.uuid, verb="up_to_date").count() == 1
    again = desk("reporter").post(url(corrected, "up_to_date"), {"seen": seen}, follow=True)
    assert "The translation is up to date already." in again.content.decode()


@pytest.mark.parametrize("seen", ["", "x", "1", "99999999999999"])
def test_a_version_that_nobody_looked_at_is_refused(desk, corrected, seen):
    answer = desk("editor").post(url(corrected, "up_to_date"), {"seen": seen}, follow=True)
    assert "Look at it once more." in answer.content.decode()
    assert not Act.objects.filter(verb="up_to_date").exists()


def test_lists_and_the_first_page_mark_what_is_behind(desk, corrected):
    lists = desk("editor").get(reverse("admin:articles_article_changelist")).content.decode()
    assert lists.count("Original corrected") == 1
    alone = desk("editor").get(reverse("admin:articles_article_changelist") + "?view=behind").content.decode()
    assert alone.count('role="rowheader"') == 1 and "پاسەکان" in alone
    home = desk("editor").get(reverse("admin:index")).content.decode()
    assert "Translations behind their original" in home and "Original corrected" in home
    assert "Translations behind their original" in desk("reporter").get(reverse("admin:index")).content.decode()
    assert "Translations behind their original" not in desk("photo").get(reverse("admin:index")).content.decode()


def test_the_original_tells_which_of_its_translations_are_behind(desk, original, corrected):
    page = desk("editor").get(url(original)).content.decode()
    assert "Original corrected" in page and url(corrected) in page


def test_ten_translations_cost_the_list_and_the_first_page_what_one_costs(desk, people, corrected):
    client = desk("editor")

    def cost(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(path)
        return len(asked)

    paths = [reverse("admin:articles_article_changelist") + "?view=behind", reverse("admin:index")]
    one = [cost(path) for path in paths]
    for n in range(9):
        article = live_story(by=people["editor"], headline=f"Story {n}")
        workflow.translate(by=people["reporter"], article=article, language="ar", now=NOW + MINUTE)
        fields = {"standfirst": f"New {n}"}
        workflow.save(by=people["editor"], article=article, fields=fields, base_version=9, now=NOW + HOUR)
        workflow.update(by=people["editor"], article=article, kind="update", override="t", now=NOW + HOUR)
    assert [cost(path) for path in paths] == one
