"""The verbs that readers see the effect of: publish, update, schedule, take down."""

from datetime import timedelta

import pytest

from articles import workflow
from articles.models import Notice, Publication, Revision
from articles.publication import standing_of
from newsroom.lib.jobs.models import Job
from tests.factories import (
    HOUR,
    MINUTE,
    NOW,
    live_story,
    newsroom,
    person,
    publications,
    state,
    story,
)

pytestmark = pytest.mark.django_db
ROLES = ("reporter", "editor", "photo", "publisher", "audience", "")


@pytest.fixture(autouse=True)
def room(db):
    return newsroom()


# --- publish -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_publishing_is_for_editors_and_the_duty_editor(role):
    article, by = story(), person(role)
    if role in ("editor", "publisher"):
        workflow.publish(by=by, article=article, now=NOW)
        assert standing_of(article, NOW).live
    else:
        before = state(article)
        with pytest.raises(workflow.NotAllowed):
            workflow.publish(by=by, article=article, now=NOW, override="please")
        assert state(article) == before


def test_publish_gives_the_address_by_the_newsrooms_day_and_writes_the_outbox():
    late = NOW.replace(hour=22)  # one in the morning in Baghdad
    article = live_story(now=late, headline="Night buses return")
    out = publications(article)[0]
    assert (out.slug, str(out.address_date)) == ("night-buses-return", "2026-11-23")
    assert out.visible_from == out.first_published_at == out.significant_update_at == late
    assert out.revision_number == article.version == 2
    payload = Job.objects.get(kind="articles.public_changed").payload
    assert payload["publications"] == [out.pk]
    assert payload["back"] == ["/2026/11/23/night-buses-return/"] and payload["gone"] == []
    assert f"story:{article.uuid}" in payload["tags"]


def test_publish_is_stopped_by_checks_unless_overridden_on_the_record():
    article, by = story(credits=[]), person()
    with pytest.raises(workflow.Stopped, match="byline") as refused:
        workflow.publish(by=by, article=article, now=NOW)
    assert [check.field for check in refused.value.checks] == ["credits"]
    workflow.publish(by=by, article=article, now=NOW, override="Wire copy, no name")
    assert Revision.objects.get(article=article, kind="published").why == "Wire copy, no name"


def test_publish_refuses_what_is_live_waiting_or_of_the_future():
    article, by = live_story(), person()
    with pytest.raises(workflow.NotPossible, match="live already"):
        workflow.publish(by=by, article=article, now=NOW + MINUTE)
    other = story()
    with pytest.raises(workflow.NotPossible, match="future"):
        workflow.publish(by=by, article=other, now=NOW, first_published_at=NOW + MINUTE)
    workflow.schedule(by=by, article=other, at=NOW + HOUR, now=NOW)
    with pytest.raises(workflow.NotPossible, match="schedule"):
        workflow.publish(by=by, article=other, now=NOW)


def test_copy_that_ran_before_keeps_its_first_date():
    first = NOW - timedelta(days=900)
    article = live_story(first=first)
    out = publications(article)[0]
    assert (out.first_published_at, out.visible_from) == (first, NOW)
    assert out.address_date == article.address_date == first.date()


def test_two_stories_of_a_day_with_one_headline_have_two_addresses():
    stories = [live_story(headline="Night buses return") for _n in range(3)]
    assert [a.slug for a in stories] == ["night-buses-return", "night-buses-return-2", "night-buses-return-3"]


def test_a_long_address_that_is_taken_stays_a_valid_one():
    headline = "a" * 75 + " bcde"  # the cut falls on the hyphen
    one, two = live_story(headline=headline), live_story(headline=headline)
    assert one.slug != two.slug and "--" not in two.slug and len(two.slug) <= 80
    two.full_clean()
    assert workflow.save(by=person(), article=two, fields={"headline": "Short"}, base_version=9, now=NOW + MINUTE)


def test_an_address_of_the_same_day_is_not_taken_by_one_that_waits():
    by, waiting = person(), story(headline="Night buses return")
    workflow.schedule(by=by, article=waiting, at=NOW + HOUR, now=NOW)
    assert live_story(headline="Night buses return").slug == "night-buses-return-2"


def test_a_headline_without_a_letter_needs_an_address():
    article = story(headline="!!!")
    with pytest.raises(workflow.Stopped, match="web address"):
        workflow.publish(by=person(), article=article, now=NOW)
    with pytest.raises(workflow.NotPossible, match="web address"):
        workflow.publish(by=person(), article=article, now=NOW, override="never mind")


def test_the_address_never_moves_once_public():
    article, by = live_story(headline="Night buses return"), person()
    workflow.save(by=by, article=article, fields={"headline": "Another"}, base_version=9, now=NOW)
    workflow.update(by=by, article=article, kind="update", now=NOW + 48 * HOUR)
    assert {(p.slug, p.address_date) for p in publications(article)} == {("night-buses-return", NOW.date())}
    with pytest.raises(workflow.NotPossible, match="address stays"):
        workflow.save(by=by, article=article, fields={"slug": "another"}, base_version=9, now=NOW)
    with pytest.raises(workflow.NotPossible, match="language stays"):
        workflow.save(by=by, article=article, fields={"language": "ar"}, base_version=9, now=NOW)


# --- update --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "moved"), [("fix", 0), ("update", 30)])
def test_a_fix_leaves_the_updated_time_and_an_update_moves_it(kind, moved):
    article, by = live_story(), person()
    workflow.save(by=by, article=article, fields={"headline": "Corrected"}, base_version=9, now=NOW + MINUTE)
    assert publications(article)[0].headline != "Corrected"  # readers see the change when it is published
    workflow.update(by=by, article=article, kind=kind, now=NOW + 30 * MINUTE, why="a name was spelled wrong")
    old, new = publications(article)
    assert old.visible_until == new.visible_from == NOW + 30 * MINUTE
    assert (new.headline, new.visible_until) == ("Corrected", None)
    assert new.significant_update_at == NOW + moved * MINUTE
    assert new.first_published_at == NOW


def test_update_refusals():
    by, article = person(), story()
    with pytest.raises(workflow.NotPossible, match="not live"):
        workflow.update(by=by, article=article, kind="fix", now=NOW)
    workflow.publish(by=by, article=article, now=NOW)
    with pytest.raises(workflow.NotPossible, match="nothing to publish"):
        workflow.update(by=by, article=article, kind="fix", now=NOW + MINUTE)
    workflow.save(by=by, article=article, fields={"headline": "Other"}, base_version=9, now=NOW)
    with pytest.raises(workflow.NotPossible, match="small fix"):
        workflow.update(by=by, article=article, kind="rewrite", now=NOW + MINUTE)
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW)
    with pytest.raises(workflow.NotPossible, match="scheduled"):
        workflow.update(by=by, article=article, kind="fix", now=NOW + MINUTE)


def test_the_same_moment_twice():
    article, by = live_story(), person()
    workflow.save(by=by, article=article, fields={"headline": "Second"}, base_version=9, now=NOW)
    workflow.update(by=by, article=article, kind="fix", now=NOW, why="test")
    assert [p.headline for p in publications(article)] == ["Second"]
    assert Publication.objects.visible(NOW).count() == 1
    workflow.take_down(by=by, article=article, why="Wrong", now=NOW)
    assert not Publication.objects.visible(NOW).exists() and Notice.objects.count() == 1
    workflow.publish(by=by, article=article, now=NOW)
    assert Publication.objects.visible(NOW).count() == 1 and not Notice.objects.exists()


# --- schedule, embargo ---------------------------------------------------------------------------------------


def test_a_schedule_opens_by_itself():
    by, article = person(), story()
    out = workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW)
    assert (standing_of(article, NOW).kind, standing_of(article, NOW).at) == ("scheduled", NOW + HOUR)
    assert standing_of(article, NOW + HOUR).kind == "live"
    assert article.first_published_at == NOW + HOUR == out.first_published_at
    assert Job.objects.get(kind="articles.public_changed").run_after == NOW + HOUR


@pytest.mark.parametrize("minutes", [0, -1])
def test_a_schedule_lies_in_the_future(minutes):
    article = story()
    with pytest.raises(workflow.NotPossible, match="passed"):
        workflow.schedule(by=person(), article=article, at=NOW + minutes * MINUTE, now=NOW)


def test_a_story_is_scheduled_once():
    by, article = person(), story()
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW)
    with pytest.raises(workflow.NotPossible, match="already"):
        workflow.schedule(by=by, article=article, at=NOW + 2 * HOUR, now=NOW)


@pytest.mark.parametrize(("at", "embargo", "opens", "kind"), [(1, 2, 2, "embargoed"), (2, 1, 2, "scheduled")])
def test_schedule_and_embargo_together_open_at_the_later(at, embargo, opens, kind):
    article = story(embargo_until=NOW + embargo * HOUR)
    out = workflow.schedule(by=person(), article=article, at=NOW + at * HOUR, now=NOW)
    assert out.visible_from == NOW + opens * HOUR
    assert standing_of(article, NOW).kind == kind


def test_publishing_under_an_embargo_waits_for_it():
    article = story(embargo_until=NOW + HOUR)
    workflow.publish(by=person(), article=article, now=NOW)
    assert not Publication.objects.visible(NOW + HOUR - timedelta(microseconds=1)).exists()
    assert Publication.objects.visible(NOW + HOUR).exists()
    assert standing_of(article, NOW).kind == "embargoed"


def test_an_embargo_that_has_passed_holds_nothing():
    article = story(embargo_until=NOW)
    workflow.publish(by=person(), article=article, now=NOW)
    assert standing_of(article, NOW).live


def test_the_embargo_of_a_waiting_story_cannot_be_changed_under_it():
    by, article = person(), story()
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW)
    with pytest.raises(workflow.NotPossible, match="Hold until"):
        workflow.save(by=by, article=article, fields={"embargo_until": NOW + 2 * HOUR}, base_version=9, now=NOW)
    with pytest.raises(workflow.NotPossible, match="Hold until"):
        workflow.save(by=by, article=article, fields={"embargo_until": NOW}, base_version=9, now=NOW)


def test_an_embargo_on_changes_to_a_live_story_leaves_readers_the_old_text_until_then():
    by, article = person(), live_story()
    workflow.save(
        by=by, article=article, fields={"headline": "New", "embargo_until": NOW + 2 * HOUR}, base_version=9, now=NOW
    )
    workflow.update(by=by, article=article, kind="update", now=NOW + HOUR)
    assert Publication.objects.visible(NOW + HOUR).get().headline != "New"
    assert Publication.objects.visible(NOW + 2 * HOUR).get().headline == "New"


def test_unschedule_gives_the_one_before_its_line_back():
    by, article = person(), live_story()
    workflow.save(by=by, article=article, fields={"headline": "Later"}, base_version=9, now=NOW)
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW + MINUTE)
    assert publications(article)[0].visible_until == NOW + HOUR
    assert standing_of(article, NOW + MINUTE).at == NOW + HOUR
    workflow.unschedule(by=by, article=article, now=NOW + 2 * MINUTE)
    (only,) = publications(article)
    assert (only.visible_until, article.publish_at) == (None, None)
    assert article.significant_update_at == NOW
    assert standing_of(article, NOW + 2 * HOUR).live


def test_unschedule_frees_the_address_of_what_was_never_public():
    by, article = person(), story(headline="Night buses return")
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW)
    workflow.unschedule(by=by, article=article, now=NOW)
    assert (article.first_published_at, article.address_date, article.significant_update_at) == (None, None, None)
    assert not publications(article)
    assert live_story(headline="Night buses return").slug == "night-buses-return"
    with pytest.raises(workflow.NotPossible, match="not scheduled"):
        workflow.unschedule(by=by, article=article, now=NOW)


def test_what_has_opened_cannot_be_unscheduled():
    by, article = person(), story()
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW)
    with pytest.raises(workflow.NotPossible, match="not scheduled"):
        workflow.unschedule(by=by, article=article, now=NOW + HOUR)


# --- take down -----------------------------------------------------------------------------------------------


def test_take_down_closes_the_line_and_cancels_what_waits():
    by, article = person(), live_story()
    workflow.save(by=by, article=article, fields={"headline": "Later"}, base_version=9, now=NOW)
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW + MINUTE)
    workflow.take_down(by=by, article=article, why="Legal", now=NOW + 2 * MINUTE)
    assert [p.visible_until for p in publications(article)] == [NOW + 2 * MINUTE]
    assert standing_of(article, NOW + 2 * HOUR).kind == "taken_down"
    assert (article.step, article.taken_down_at) == ("editing", NOW + 2 * MINUTE)
    assert Revision.objects.get(kind="taken_down").why == "Legal"


def test_what_was_cancelled_by_a_take_down_leaves_no_date_of_the_future():
    by, article = person(), live_story()
    workflow.save(by=by, article=article, fields={"headline": "Later"}, base_version=9, now=NOW)
    workflow.schedule(by=by, article=article, at=NOW + 48 * HOUR, now=NOW + MINUTE)
    workflow.take_down(by=by, article=article, why="Legal", now=NOW + 2 * MINUTE)
    out = workflow.publish(by=by, article=article, now=NOW + 3 * MINUTE)
    assert out.significant_update_at <= NOW + 3 * MINUTE


def test_a_story_that_was_taken_down_and_unscheduled_is_still_taken_down():
    by, article = person(), live_story()
    workflow.take_down(by=by, article=article, why="Legal", now=NOW + MINUTE)
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW + 2 * MINUTE)
    workflow.unschedule(by=by, article=article, now=NOW + 3 * MINUTE)
    assert standing_of(article, NOW + 4 * MINUTE).kind == "taken_down"
    assert article.taken_down_at == NOW + MINUTE


def test_take_down_asks_why_and_needs_something_public():
    by, article = person(), live_story()
    with pytest.raises(workflow.NotPossible, match="Say why"):
        workflow.take_down(by=by, article=article, why=" ", now=NOW + MINUTE)
    with pytest.raises(workflow.NotPossible, match="not public"):
        workflow.take_down(by=by, article=story(), why="x", now=NOW)
    waiting = story()
    workflow.schedule(by=by, article=waiting, at=NOW + HOUR, now=NOW)
    before = state(waiting)
    with pytest.raises(workflow.NotPossible, match="not public"):
        workflow.take_down(by=by, article=waiting, why="x", now=NOW)
    assert state(waiting) == before


def test_published_again_after_a_take_down_stands_at_its_old_address():
    by, article = person(), live_story(headline="Night buses return")
    workflow.take_down(by=by, article=article, why="Legal", now=NOW + MINUTE)
    workflow.publish(by=by, article=article, now=NOW + 100 * HOUR)
    old, new = publications(article)
    assert (new.slug, new.address_date, new.first_published_at) == (old.slug, old.address_date, NOW)
    assert not Notice.objects.exists() and article.taken_down_at is None
