"""Translating: a draft of its own beside its original, and knowing when the original has moved on."""

from threading import Barrier, Thread

import pytest
from django.db import connections

from articles import checks, history, translations, workflow
from articles.models import Act, Article, Correction, Credit, PreparedCorrection, Publication, Revision, Series, Tag
from tests.factories import BODY, DAY, HOUR, MINUTE, NOW, author, kinds, live_story, newsroom, person, photo, story

pytestmark = pytest.mark.django_db
LATER = NOW + HOUR
AFTER = LATER + HOUR


@pytest.fixture(autouse=True)
def room(db):
    newsroom()


@pytest.fixture
def by(room):
    return person(author=author("Lana Karim", names={"en": "Lana Karim", "ckb": "لانا کەریم"}))


@pytest.fixture
def original(by):
    names = author(names={"en": "Nazdar Amin", "ar": "نازدار أمين"})
    other = author("Karwan Ali")
    credits = [
        {"author": names, "display_name": "N. Amin"},
        {"author": other, "role": "photos", "display_name": "Karwan A."},
    ]
    tag = Tag.objects.create(name="Buses", names={"en": "Buses"})
    return live_story(by=by, slug="night-buses", credits=credits, tags=[tag], photo=photo())


def change(article, by, now, **fields):
    workflow.save(by=by, article=article, fields=fields, base_version=99, now=now)


def mark(article, now=AFTER):
    return translations.marks([article.pk], now).get(article.pk)


# -- making one


def test_a_translation_takes_over_all_but_the_words(by, original):
    made = workflow.translate(by=by, article=original, language="ar", now=LATER)
    assert (made.language, made.translation_group) == ("ar", original.translation_group)
    for name in ("section", "genre", "photo", "slug", "slugline"):
        assert getattr(made, name) == getattr(original, name)
    assert list(made.tags.all()) == list(original.tags.all())
    assert (made.body, made.standfirst, made.kicker, made.step) == ("", "", "", "draft")
    assert (made.made_by, made.assigned_to) == (by, by)
    # Nazdar has an Arabic name, which is printed; Karwan has none, so the spelling of the original stays.
    assert [(c.author.name("ar"), c.role, c.display_name) for c in made.credits.all()] == [
        ("نازدار أمين", "reporting", ""),
        ("Karwan Ali", "photos", "Karwan A."),
        ("Lana Karim", "translation", ""),
    ]
    assert kinds(made) == ["translated"] and Act.objects.filter(story=made.uuid, verb="translated").count() == 1


def test_a_translation_is_the_same_part_of_the_series_where_that_is_free(by):
    of = Series.objects.create(slug="nights", names={"en": "Nights"})
    first, second, loose = (live_story(by=by, series=of, part=number) for number in (1, 2, None))
    live_story(by=by, series=of, part=2, language="ar", slug="another")
    live_story(by=by, series=Series.objects.create(slug="days", names={"en": "Days"}), part=1, language="ar", slug="b")
    made = [workflow.translate(by=by, article=one, language="ar", now=LATER) for one in (first, second, loose)]
    assert [(one.series, one.part) for one in made] == [(of, 1), (of, None), (of, None)]
    kurdish = workflow.translate(by=by, article=second, language="ckb", now=LATER)
    assert (kurdish.series, kurdish.part) == (of, 2)
    assert history.as_of(kurdish, kurdish.version).snapshot["part"] == 2


def test_it_knows_its_original_and_which_version_of_it_it_says(by, original):
    change(original, by, NOW + MINUTE, headline="Private so far")
    made = workflow.translate(by=by, article=original, language="ckb", now=LATER)
    live = Publication.objects.get(story=original.uuid).revision_number
    assert (made.source, made.source_version) == (original, live)  # what readers see, not what is private
    kept = history.as_of(made, made.version).snapshot
    assert kept["source"] == {"story": str(original.uuid), "version": live}


def test_a_draft_can_be_translated_and_from_any_language(by):
    draft = story(by=by, language="ckb", headline="پاسەکانی شەو", now=NOW)
    made = workflow.translate(by=by, article=draft, language="en", now=LATER)
    assert (made.source, made.source_version, made.language) == (draft, draft.version, "en")
    third = workflow.translate(by=by, article=made, language="ar", now=LATER)
    assert third.translation_group == draft.translation_group and third.source == made


def test_asking_twice_gives_the_same_draft_and_keeps_what_was_written(by, original):
    made = workflow.translate(by=by, article=original, language="ar", now=LATER)
    change(made, by, LATER, headline="عودة الحافلات", body="<p>خبر</p>")
    again = workflow.translate(by=person(), article=original, language="ar", now=AFTER)
    assert again.pk == made.pk and again.headline == "عودة الحافلات" and kinds(again) == ["translated", "saved"]


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_give_one_draft(by, original):
    other, failed, start = person(), [], Barrier(2)
    sibling = workflow.translate(by=by, article=original, language="ckb", now=LATER)

    def go(user, source):
        try:
            start.wait(10)
            workflow.translate(by=user, article=source, language="ar", now=LATER)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    # One from the original, one from its Kurdish version: not even the same row is locked.
    threads = [Thread(target=go, args=pair) for pair in ((by, original), (other, sibling))]
    [t.start() for t in threads]
    [t.join(30) for t in threads]
    assert not failed
    assert Article.objects.filter(translation_group=original.translation_group, language="ar").count() == 1


@pytest.mark.parametrize(
    ("language", "said"), [("en", "in this language already"), ("de", "does not publish"), ("", "does not publish")]
)
def test_a_language_that_makes_no_sense_is_refused(by, original, language, said):
    with pytest.raises(workflow.NotPossible, match=said):
        workflow.translate(by=by, article=original, language=language, now=LATER)
    assert Article.objects.count() == 1


def test_who_may_not_begin_stories_may_not_translate(original):
    with pytest.raises(workflow.NotAllowed, match="translating"):
        workflow.translate(by=person("photo"), article=original, language="ar", now=LATER)


# -- before it goes out


def test_the_originals_headline_does_not_go_out_untranslated(by, original):
    made = workflow.translate(by=by, article=original, language="ar", now=LATER)
    change(made, by, LATER, body="<p>تعود الحافلات</p>")
    said = "The headline is still that of the original."
    assert said in [check.message for check in checks.stops(made)]
    change(made, by, LATER, headline="عودة الحافلات")
    assert said not in [check.message for check in checks.checks(made)]


def test_a_translation_without_its_translator_is_worth_a_look(original):
    made = workflow.translate(by=person(), article=original, language="ar", now=LATER)  # a login without a byline
    assert "Nobody is credited for the translation." in [check.message for check in checks.checks(made)]


def test_the_hold_of_the_original_holds_the_translation(by):
    until = NOW + DAY
    held = story(by=by, now=NOW, embargo_until=until, embargo_zone="Europe/London")
    made = workflow.translate(by=by, article=held, language="ar", now=LATER)
    assert (made.embargo_until, made.embargo_zone) == (until, "Europe/London")
    # Also where the hold came, or was made longer, after the translation was begun.
    change(held, by, LATER, embargo_until=until + HOUR)
    out = workflow.publish(by=by, article=made, now=AFTER, override="test")
    assert out.visible_from == until + HOUR and out.held


# -- behind


@pytest.fixture
def made(by, original):
    made = workflow.translate(by=by, article=original, language="ckb", now=LATER)
    change(made, by, LATER, headline="پاسەکان دەگەڕێنەوە", body="<p>پاسەکان</p>")
    assert mark(made) is None
    return made


@pytest.mark.parametrize("kind", ["correction", "update", "clarification", "retraction"])
def test_what_readers_of_the_original_are_told_leaves_the_translation_behind(by, original, made, kind):
    change(original, by, LATER, body=BODY.replace("Eleven", "Twelve"))
    workflow.update(by=by, article=original, kind=kind, note="Twelve lines, not eleven.", override="t", now=AFTER)
    assert mark(made) == translations.Behind(kind, AFTER)
    assert list(Article.objects.filter(translations.behind(AFTER))) == [made]
    beside = translations.original(made, AFTER)
    assert beside.changes == 1 and beside.behind.kind == kind
    changed = next(p for p in beside.passages if p.kind == "changed")
    assert [(r.kind, r.text) for r in changed.runs if r.kind != "same"] == [("out", "Eleven"), ("in", "Twelve")]


def test_a_small_fix_does_not_and_a_private_change_is_not_seen(by, original, made):
    change(original, by, LATER, body=BODY.replace("Friday", "friday"))
    assert mark(made) is None and not translations.original(made, AFTER).moved
    workflow.update(by=by, article=original, kind="fix", why="lower case", override="t", now=AFTER)
    beside = translations.original(made, AFTER)
    assert mark(made) is None and beside.behind is None
    assert beside.moved and beside.changes == 1  # a lesser mark, on its own page alone


def test_a_correction_says_more_than_the_update_that_came_after_it(by, original, made):
    for minutes, kind in ((0, "correction"), (5, "update")):
        at = AFTER + minutes * MINUTE
        change(original, by, at, standfirst=f"Standfirst {minutes}")
        workflow.update(by=by, article=original, kind=kind, note="It was wrong.", override="t", now=at)
    assert mark(made, AFTER + HOUR) == translations.Behind("correction", AFTER)


def test_a_scheduled_change_leaves_it_behind_when_it_opens(by, original, made):
    change(original, by, LATER, body=BODY.replace("Eleven", "Twelve"))
    workflow.schedule(by=by, article=original, at=AFTER, now=LATER, override="t")
    assert mark(made, AFTER - MINUTE) is None and mark(made, AFTER).kind == "update"
    workflow.unschedule(by=by, article=original, now=AFTER - MINUTE)
    assert mark(made, AFTER) is None


def test_an_original_that_was_taken_down_is_the_first_thing_said(by, original, made):
    workflow.take_down(by=by, article=original, why="wrong", now=AFTER)
    assert mark(made).kind == "taken_down"
    seen = translations.version_of(original, AFTER)
    workflow.catch_up(by=by, article=made, seen=seen, now=AFTER)
    assert mark(made, AFTER + MINUTE) is None


def test_a_draft_that_goes_out_changed_leaves_its_translation_behind(by):
    same, other = (story(by=by, now=NOW, headline=f"Draft {n}") for n in (1, 2))
    one, two = (workflow.translate(by=by, article=a, language="ar", now=LATER) for a in (same, other))
    change(other, by, LATER, body=BODY.replace("Eleven", "Nine"))
    two = Article.objects.get(pk=two.pk)
    assert mark(two) is None and translations.original(two, LATER).moved  # not yet before readers
    for article in (same, other):
        workflow.publish(by=by, article=article, now=AFTER, override="t")
    assert mark(one) is None and mark(two) == translations.Behind("published", AFTER)


def test_up_to_date_again_stands_on_the_record(by, original, made):
    change(original, by, LATER, body=BODY.replace("Eleven", "Twelve"))
    workflow.update(by=by, article=original, kind="correction", note="Twelve.", override="t", now=AFTER)
    seen = translations.version_of(original, AFTER)
    revision = workflow.catch_up(by=by, article=made, seen=seen, now=AFTER + MINUTE)
    assert made.source_version == seen and mark(made, AFTER + HOUR) is None
    assert revision.kind == Revision.Kind.UP_TO_DATE and revision.snapshot["source"]["version"] == seen
    act = Act.objects.get(story=made.uuid, verb="up_to_date")
    assert act.by == by and act.about == {"source": str(original.uuid), "version": seen}
    assert made.words_version < made.version  # nobody who is writing has to put two texts together
    # Readers never saw this text, so nothing is left to be corrected in it.
    assert not PreparedCorrection.objects.filter(article=made, settled_at=None).exists()
    with pytest.raises(workflow.NotPossible, match="up to date already"):
        workflow.catch_up(by=by, article=made, seen=seen, now=AFTER + MINUTE)


def test_a_live_translation_still_needs_its_own_correction(by, original, made):
    workflow.publish(by=by, article=made, now=LATER + MINUTE, override="t")
    change(original, by, LATER + MINUTE, body=BODY.replace("Eleven", "Twelve"))
    workflow.update(by=by, article=original, kind="correction", note="Twelve.", override="t", now=AFTER)
    workflow.catch_up(by=by, article=made, seen=translations.version_of(original, AFTER), now=AFTER + MINUTE)
    assert PreparedCorrection.objects.filter(article=made, settled_at=None).count() == 1


def test_who_looked_at_an_older_version_looks_again(by, original, made):
    seen = translations.version_of(original, AFTER)
    change(original, by, LATER, body=BODY.replace("Eleven", "Twelve"))
    workflow.update(by=by, article=original, kind="update", override="t", now=AFTER)
    with pytest.raises(workflow.NotPossible, match="changed again after you looked"):
        workflow.catch_up(by=by, article=made, seen=seen, now=AFTER)
    with pytest.raises(workflow.NotPossible, match="no translation"):
        workflow.catch_up(by=by, article=original, seen=1, now=AFTER)
    stranger = person("reporter")
    with pytest.raises(workflow.NotAllowed):
        workflow.catch_up(by=stranger, article=made, seen=seen + 1, now=AFTER)


def test_ten_translations_are_looked_at_at_the_cost_of_one(by, django_assert_num_queries):
    pks = []
    for n in range(10):
        article = live_story(by=by, headline=f"Story {n}")
        pks.append(workflow.translate(by=by, article=article, language="ar", now=LATER).pk)
        change(article, by, LATER, standfirst=f"New {n}")
        workflow.update(by=by, article=article, kind="update", override="t", now=AFTER)
    with django_assert_num_queries(1):
        assert len(translations.marks(pks, AFTER)) == 10
    assert Correction.objects.count() == 10


def test_readers_are_told_from_which_language(by, original, made):
    workflow.publish(by=by, article=made, now=AFTER, override="t")
    out = Publication.objects.get(story=made.uuid)
    assert (out.source, out.source_language) == (original.uuid, "en")
    assert Publication.objects.get(story=original.uuid).source_language == ""
    assert [c["role"] for c in out.credits][-1] == Credit.Role.TRANSLATION


def test_copy_that_names_its_original_is_a_translation_of_it(by, original):
    fields = {"language": "ar", "headline": "عودة الحافلات", "section": original.section, "source": original}
    made = workflow.begin(by=by, fields=fields, now=LATER)
    assert made.source == original and made.translation_group == original.translation_group
    assert made.source_version == translations.version_of(original, LATER)
