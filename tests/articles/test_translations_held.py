"""The hold of an original holds what is translated from it, until readers saw that first; then it has its own."""

from threading import Event, Thread

import pytest
from django.db import connection, connections

from articles import translations, workflow
from articles.models import Article, Publication
from articles.workflow import saving
from tests.factories import BODY, DAY, HOUR, MINUTE, NOW, live_story, newsroom, person, story

pytestmark = pytest.mark.django_db
LATER, AFTER = NOW + HOUR, NOW + 2 * HOUR
FIRST, SECOND = NOW + DAY, NOW + 2 * DAY


@pytest.fixture(autouse=True)
def room(db):
    newsroom()


@pytest.fixture
def by(room):
    return person()


def change(article, by, now, **fields):
    workflow.save(by=by, article=article, fields=fields, base_version=99, now=now)


def translated(article, by, language, headline, now=LATER):
    made = workflow.translate(by=by, article=article, language=language, now=now)
    change(made, by, now, headline=headline, body="<p>خبر</p>")
    return made


@pytest.fixture
def held(by):
    return story(by=by, now=NOW, embargo_until=FIRST)


@pytest.fixture
def arabic(by, held):
    return translated(held, by, "ar", "عودة الحافلات")


@pytest.fixture
def kurdish(by, arabic):
    """Translated from what is a translation itself."""
    return translated(arabic, by, "ckb", "گەڕانەوەی پاسەکان")


# -- the hold


def test_the_hold_of_the_first_original_holds_a_translation_of_its_translation(by, held, kurdish):
    change(held, by, LATER, embargo_until=SECOND)
    out = workflow.publish(by=by, article=kurdish, now=AFTER, override="t")
    assert out.visible_from == SECOND and out.held


def test_a_hold_is_not_moved_past_a_translation_that_waits_for_it(by, held, arabic):
    workflow.publish(by=by, article=arabic, now=AFTER, override="t")
    with pytest.raises(workflow.NotPossible, match=r"“عودة الحافلات”.*Take it off the schedule, then change"):
        change(held, by, AFTER, embargo_until=SECOND)
    assert Article.objects.get(pk=held.pk).embargo_until == FIRST
    workflow.unschedule(by=by, article=arabic, now=AFTER + MINUTE)
    change(held, by, AFTER + MINUTE, embargo_until=SECOND)
    assert workflow.publish(by=by, article=arabic, now=AFTER + HOUR, override="t").visible_from == SECOND


def test_also_not_past_a_translation_of_a_translation(by, held, kurdish):
    workflow.publish(by=by, article=kurdish, now=AFTER, override="t")
    with pytest.raises(workflow.NotPossible, match="“گەڕانەوەی پاسەکان”"):
        change(held, by, AFTER, embargo_until=SECOND)


def test_also_not_by_a_save_that_comes_second(by, held, arabic):
    workflow.publish(by=by, article=arabic, now=AFTER, override="t")
    began = held.version
    change(held, by, AFTER, kicker="Transport")
    with pytest.raises(workflow.NotPossible, match="is scheduled"):
        workflow.save(by=by, article=held, fields={"embargo_until": SECOND}, base_version=began, now=AFTER)


@pytest.mark.parametrize("hold", [None, FIRST - HOUR, FIRST, FIRST + HOUR])
def test_a_hold_that_ends_before_the_translation_opens_is_no_danger(by, held, arabic, hold):
    workflow.schedule(by=by, article=arabic, at=FIRST + HOUR, now=AFTER, override="t")
    change(held, by, AFTER, embargo_until=hold)
    assert Article.objects.get(pk=held.pk).embargo_until == hold


def test_the_hold_of_a_translation_does_not_ask_its_original(by, held, arabic):
    workflow.publish(by=by, article=held, now=AFTER, override="t")
    change(arabic, by, AFTER, embargo_until=SECOND)
    assert workflow.publish(by=by, article=arabic, now=AFTER, override="t").visible_from == SECOND


def test_originals_that_run_in_a_circle_end(by, held, arabic, kurdish):
    Article.objects.filter(pk=held.pk).update(source=kurdish, source_version=1)
    held = Article.objects.get(pk=held.pk)
    assert translations.sources_of(held) == [kurdish, arabic]
    assert translations.made_from(held) == [arabic, kurdish]


def test_originals_cost_one_query_however_far_up_the_first_is(held, arabic, kurdish, django_assert_num_queries):
    for article, queries, found in ((held, 0, []), (arabic, 1, [held]), (kurdish, 1, [arabic, held])):
        with django_assert_num_queries(queries):
            assert translations.sources_of(article) == found


@pytest.mark.django_db(transaction=True)
def test_a_hold_and_a_schedule_at_the_same_moment_leave_no_gap(by, held, arabic, monkeypatch):
    """Whoever comes second sees what the first did: the translation never opens before its original's hold ends."""
    looked, failed = Event(), []
    keep_promise = saving.keep_promise

    def slow(*args, **kwargs):
        keep_promise(*args, **kwargs)
        looked.set()
        if connection.vendor == "postgresql":  # SQLite lets nobody in anyway
            go_out.join(0.5)

    def out():
        looked.wait(10)
        try:
            workflow.publish(by=by, article=arabic, now=AFTER, override="t")
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    monkeypatch.setattr(saving, "keep_promise", slow)
    go_out = Thread(target=out)
    go_out.start()
    change(held, by, AFTER, embargo_until=SECOND)
    go_out.join(30)
    assert looked.is_set() and not failed
    assert Publication.objects.get(story=arabic.uuid).visible_from == SECOND


# -- once readers saw the translation


@pytest.fixture
def both(by):
    """An original and its translation, both live; the original's next change is held."""
    original = live_story(by=by, now=NOW)
    made = translated(original, by, "ar", "عودة الحافلات")
    workflow.publish(by=by, article=made, now=LATER, override="t")
    change(original, by, LATER, body=BODY.replace("Eleven", "Twelve"), embargo_until=FIRST)
    return original, made


@pytest.mark.parametrize("kind", ["fix", "update", "correction", "retraction"])
def test_what_was_wrong_in_a_live_translation_does_not_wait_for_its_original(by, both, kind):
    change(both[1], by, LATER, body="<p>خبر آخر</p>")
    out = workflow.update(
        by=by, article=both[1], kind=kind, note="خطأ في العدد.", why="letters", override="t", now=AFTER
    )
    assert out.visible_from == AFTER and not out.held


def test_nor_does_an_update_on_top_of_it(by, both):
    assert workflow.add_update(by=by, article=both[1], text="خبر", now=AFTER).visible_from == AFTER


def test_its_own_hold_still_keeps_it(by, both):
    change(both[1], by, LATER, embargo_until=FIRST)
    with pytest.raises(workflow.NotPossible, match="The story has a “Hold until”"):
        workflow.update(by=by, article=both[1], kind="correction", note="خطأ.", override="t", now=AFTER)


def test_a_change_that_waits_in_a_live_translation_does_not_keep_the_hold_of_the_original(by, both):
    original, made = both
    change(made, by, LATER, body="<p>خبر آخر</p>")
    workflow.schedule(by=by, article=made, at=FIRST, now=AFTER, override="t")
    change(original, by, AFTER, embargo_until=SECOND)
    assert Article.objects.get(pk=original.pk).embargo_until == SECOND


def test_one_that_was_taken_down_waits_for_its_original_again(by, both):
    original, made = both
    for one in (original, made):
        workflow.take_down(by=by, article=one, why="too early", now=LATER)
    out = workflow.publish(by=by, article=made, now=LATER, override="t")
    assert out.visible_from == FIRST and not Publication.objects.visible(LATER).filter(story=made.uuid).exists()
