"""Who waits for a story's row acts behind whoever had it: never before, never at the same moment, never ahead of the
clock."""

from datetime import timedelta

import pytest
import time_machine

from articles import proof, workflow
from articles.models import Article, Notice, Publication
from articles.record import head
from tests import factories
from tests.factories import HOUR, NOW

pytestmark = pytest.mark.django_db
SECOND, MOMENT = timedelta(seconds=1), timedelta(microseconds=1)
NOTE = "An earlier version named eleven lines. There are nine."


@pytest.fixture(autouse=True)
def room(db):
    with time_machine.travel(NOW + HOUR, tick=False):
        yield factories.newsroom(dated_versions=True)


def again(story: Article) -> Article:
    return Article.objects.get(pk=story.pk)


def outs(story: Article) -> list[tuple]:
    return [(row.visible_from, row.visible_until) for row in factories.publications(story)]


def test_what_somebody_waited_for_is_before_what_they_do():
    by = factories.person()
    story = factories.story(by=by, now=NOW - HOUR)
    workflow.publish(by=by, article=again(story), now=NOW, override="test")
    with pytest.raises(workflow.NotPossible, match="live already"):
        workflow.publish(by=by, article=again(story), now=NOW - SECOND, override="test")


def test_of_a_correction_and_an_update_at_one_moment_both_are_told(client):
    by = factories.person()
    story = factories.live_story(by=by, now=NOW - HOUR)
    workflow.update(by=by, article=again(story), kind="correction", note=NOTE, place="top", now=NOW)
    workflow.add_update(by=by, article=again(story), text="More buses are coming.", now=NOW - SECOND / 20)
    shown = client.get(f"/2026/11/22/{story.slug}/").content.decode()
    assert NOTE in shown and "More buses are coming." in shown
    assert NOTE in client.get("/corrections/").content.decode()
    assert outs(story) == [(NOW - HOUR, NOW), (NOW, NOW + MOMENT), (NOW + MOMENT, None)]


def test_taken_down_while_it_was_published_it_was_public_and_is_closed():
    by = factories.person("publisher")
    story = factories.story(by=by, now=NOW - HOUR)
    workflow.publish(by=by, article=again(story), now=NOW, override="test")
    workflow.take_down(by=by, article=again(story), why="Because.", now=NOW - SECOND)
    assert outs(story) == [(NOW, NOW + MOMENT)] and Notice.objects.count() == 1


def test_what_stood_before_a_takedown_is_no_version_of_what_came_back_at_the_same_moment(client):
    by = factories.person("publisher")
    story = factories.live_story(by=by, now=NOW - HOUR, body="<p>The name is Rojan Aziz, they said.</p>")
    workflow.save(by=by, article=again(story), fields={"body": "<p>No name.</p>"}, base_version=99, now=NOW - HOUR / 2)
    workflow.take_down(by=by, article=again(story), why="Because.", now=NOW)
    workflow.publish(by=by, article=again(story), now=NOW - SECOND, override="test")
    newer = {"body": "<p>No name at all.</p>"}
    workflow.save(by=by, article=again(story), fields=newer, base_version=99, now=NOW + SECOND)
    workflow.update(by=by, article=again(story), kind="update", now=NOW + 2 * SECOND, override="test")
    page = client.get(f"/2026/11/22/{story.slug}/versions/").content.decode()
    assert "Published again" in page and "Rojan" not in page


@pytest.mark.parametrize("ahead", [2 * SECOND, 40 * SECOND])
def test_an_act_of_a_clock_that_is_ahead_holds_nothing_up(ahead):
    """Another server saved the story by a clock that is `ahead`; here it is taken down by ours: at once."""
    by = factories.person("publisher")
    story = factories.live_story(by=by, now=NOW - HOUR)
    workflow.save(by=by, article=again(story), fields={"kicker": "Ahead"}, base_version=99, now=NOW + ahead)
    with time_machine.travel(NOW, tick=False):
        workflow.take_down(by=by, article=again(story), why="Because.", now=NOW)
    assert not Publication.objects.visible(NOW).filter(story=story.uuid).exists()
    assert outs(story) == [(NOW - HOUR, NOW)]


@pytest.mark.django_db(transaction=True)
def test_the_record_stays_whole():
    head.path().unlink(missing_ok=True)
    by = factories.person()
    story = factories.live_story(by=by, now=NOW)
    workflow.save(by=by, article=again(story), fields={"kicker": "A"}, base_version=99, now=NOW - SECOND)
    workflow.update(by=by, article=again(story), kind="fix", why="test", now=NOW - SECOND, override="test")
    assert list(proof.faults()) == []
