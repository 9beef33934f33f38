"""Moments typed on other clocks: both are shown, what is skipped or repeated is asked about, nothing typed is lost."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Draft, Publication
from tests import factories
from tests.admin.conftest import form_of
from tests.factories import NOW


@pytest.fixture(autouse=True)
def now(room):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def draft(people):
    return factories.story(by=people["editor"], language="en")


def save(desk, story, **typed):
    page = f"/admin/articles/article/{story.pk}/change/"
    answer = desk("editor").post(page, form_of(story, **typed), follow=True)
    story.refresh_from_db()
    return answer.content.decode()


def choices(html: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}_choice" value="([^"]+)"', html)


def test_a_hold_typed_on_the_clocks_of_another_place_is_kept_and_shown_on_both(desk, draft):
    html = save(desk, draft, embargo_until="2026-12-01T14:00", embargo_until_zone="america/new york")
    assert draft.embargo_until == datetime(2026, 12, 1, 19, tzinfo=UTC)
    assert draft.embargo_zone == "America/New_York"
    assert "1 December 2026, 14:00 in New York · 22:00 in Baghdad" in html
    assert 'value="2026-12-01T14:00"' in html and 'value="America/New_York"' in html
    save(desk, draft, embargo_until="2026-12-01T14:00", embargo_until_zone="America/New_York", kicker="Again")
    assert draft.embargo_until == datetime(2026, 12, 1, 19, tzinfo=UTC) and draft.kicker == "Again"
    assert [r.snapshot.get("embargo_zone") for r in draft.revisions.all()] == ["America/New_York"] * 2 + [None]


def test_both_days_are_said_where_the_places_have_different_ones(desk, draft):
    html = save(desk, draft, embargo_until="2026-12-01T20:00", embargo_until_zone="America/New_York")
    assert "1 December 2026, 20:00 in New York · 2 December 2026, 04:00 in Baghdad" in html


def test_without_a_zone_it_is_the_newsroom_s_own(desk, draft):
    html = save(desk, draft, embargo_until="2026-12-01T14:00")
    assert draft.embargo_until == datetime(2026, 12, 1, 11, tzinfo=UTC) and draft.embargo_zone == ""
    assert 'id="id_embargo_until_zone" value="Asia/Baghdad"' in html and "·&nbsp;" not in html
    assert html.index('<option value="Asia/Baghdad">') < html.index('<option value="Africa/Abidjan">')


def test_zones_that_the_desk_uses_come_first(desk, draft):
    save(desk, draft, embargo_until="2026-12-01T14:00", embargo_until_zone="Pacific/Auckland")
    html = save(desk, factories.story(), embargo_until="2026-12-01T14:00")
    assert html.index('"Pacific/Auckland"') < html.index('"Africa/Abidjan"')


def test_an_unknown_zone_is_a_sentence_and_nothing_typed_is_lost(desk, draft):
    html = save(desk, draft, embargo_until="2026-12-01T14:00", embargo_until_zone="Gotham", kicker="Buses")
    assert "There is no such time zone." in html
    assert 'value="Gotham"' in html and 'value="2026-12-01T14:00"' in html and "Buses" in html
    assert draft.embargo_until is None and draft.kicker == ""


@pytest.mark.parametrize("field", ["embargo_until", "planned_for"])
def test_a_time_that_the_clocks_skip_is_refused_with_the_two_nearest_to_choose_from(desk, draft, field):
    factories.newsroom(time_zone="Europe/Berlin")
    typed = {field: "2027-03-28T02:30", "kicker": "Buses"}
    html = save(desk, draft, **typed)
    assert "On 28 March 2027 the clocks in Berlin skip 02:30. The nearest are 01:59 and 03:00: choose one" in html
    assert draft.kicker == "" and "Buses" in html and 'value="2027-03-28T02:30"' in html
    before, after = choices(html, field)
    save(desk, draft, **typed, **{f"{field}_choice": after})
    assert getattr(draft, field) == datetime(2027, 3, 28, 1, tzinfo=UTC) and draft.kicker == "Buses"
    save(desk, draft, **typed, **{f"{field}_choice": before})
    assert getattr(draft, field) == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)


def test_a_time_that_comes_twice_asks_which_and_keeps_the_answer(desk, draft):
    typed = {"embargo_until": "2026-11-01T01:30", "embargo_until_zone": "America/New_York", "kicker": "Buses"}
    html = save(desk, draft, **typed)
    assert "On 1 November 2026 the clocks in New York show 01:30 twice. Choose which of both you mean." in html
    assert "01:30 the first time (UTC−4)" in html and "01:30 the second time (UTC−5)" in html
    assert draft.kicker == "" and "Buses" in html
    first, second = choices(html, "embargo_until")
    html = save(desk, draft, **typed, embargo_until_choice=second)
    assert draft.embargo_until == datetime(2026, 11, 1, 6, 30, tzinfo=UTC) and draft.kicker == "Buses"
    assert f'value="{second}" checked' in html and f'value="{first}" checked' not in html


def test_an_answer_is_to_one_time_only(desk, draft):
    """Somebody chose, then typed another time: the choice must not move that."""
    factories.newsroom(time_zone="Europe/Berlin")
    chosen = "2027-03-28T01:00:00+00:00"
    save(desk, draft, embargo_until="2027-03-27T02:30", embargo_until_choice=chosen)
    assert draft.embargo_until == datetime(2027, 3, 27, 1, 30, tzinfo=UTC)
    html = save(desk, draft, embargo_until="2028-03-26T02:30", embargo_until_choice=chosen)
    assert "the clocks in Berlin skip 02:30" in html


def test_a_schedule_takes_other_clocks_and_says_both(desk, people):
    story = factories.story(by=people["editor"], photo=factories.photo())
    page = f"/admin/articles/article/{story.pk}/verb/schedule/"
    sent = {"version": story.version, "confirmed": "yes", "override": "test"}
    client = desk("publisher")
    sent["picture"] = re.search(r'name="picture" value="(\w+)"', client.get(page).content.decode())[1]
    typed = {"at": "2026-11-29T01:30", "at_zone": "Gotham"}
    html = client.post(page, sent | typed).content.decode()
    assert "There is no such time zone." in html and 'value="2026-11-29T01:30"' in html
    html = client.post(page, sent | typed | {"at_zone": "america/new_york"}, follow=True).content.decode()
    both = "29 November 2026, 01:30 in New York · 09:30 in Baghdad"
    assert f"Scheduled: {both}. It goes out by itself." in html and html.count(both) == 2  # said, and in the state
    assert Publication.objects.get().visible_from == datetime(2026, 11, 29, 6, 30, tzinfo=UTC)
    client.post(f"/admin/articles/article/{story.pk}/verb/unschedule/")
    assert Article.objects.get().publish_zone == ""


def test_what_is_kept_while_typing_has_the_clocks_and_the_choice(desk, draft, people):
    typed = {"embargo_until": "2026-11-01T01:30", "embargo_until_zone": "America/New_York"}
    sent = form_of(draft, **typed, window="a" * 32, turn=1, embargo_until_choice="x")
    desk("editor").post(f"/admin/articles/article/{draft.pk}/draft/", sent)
    assert Draft.objects.get().fields["embargo_until_zone"] == ["America/New_York"]
    html = desk("editor").get(f"/admin/articles/article/{draft.pk}/change/").content.decode()
    assert 'value="America/New_York"' in html and "show 01:30 twice" in html


@pytest.mark.parametrize("junk", ["2026-13-01T10:00", "tomorrow", "2026-12-01T25:00", "２０２６-12-01T10:00", "²"])
def test_what_is_no_moment_is_a_sentence(desk, draft, junk):
    html = save(desk, draft, embargo_until=junk)
    assert "f-embargo_until f-bad" in html and draft.embargo_until is None


def test_the_zones_cost_no_query_a_story(desk, draft):
    client = desk("editor")
    page = f"/admin/articles/article/{draft.pk}/change/"
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for _n in range(10):
        factories.story(embargo_until=datetime(2027, 1, 1, tzinfo=UTC), embargo_zone="Europe/Berlin")
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few)
