"""The front as people make it: what readers get, two who work at once, drafts and launches, undoing, the record."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import fronts, press, proof, workflow
from articles.fronts import LEAD, TOP, put
from articles.models import Act, Banner, Front, FrontChange, FrontPin, FrontPlan, Newsroom, Tag
from articles.pages.front import front
from articles.pages.listings import section as section_page
from articles.workflow import Spot
from newsroom.lib.jobs.models import Job
from tests import factories
from tests.factories import DAY, HOUR, MINUTE, NOW

pytestmark = pytest.mark.django_db
EN = Spot("en")


@pytest.fixture(autouse=True)
def room(db):
    factories.newsroom()
    return factories.section("news"), factories.section("culture")


@pytest.fixture
def by(room):
    return factories.person("editor", first_name="Dilan")


@pytest.fixture
def other(room):
    return factories.person("publisher", first_name="Rojin")


def stories(n: int, by, **more):
    """Live stories, the first the newest."""
    return [factories.live_story(by=by, now=NOW - k * HOUR, **more) for k in range(n)]


def lists(at=NOW + DAY, language="en"):
    """The front's headlines at a moment: the top, then each block."""
    page = front(language, at=at).listing
    top = [card.headline for card in ([page.lead] if page.lead else []) + list(page.cards)]
    return top, [[card.headline for card in cards] for _name, cards in page.blocks]


def top(at=NOW + DAY):
    return lists(at)[0]


def change(by, *ops, now=NOW, spot=EN, **more):
    return workflow.change_front(by=by, spot=spot, ops=ops, verb="put", now=now, **more)


# --- straight away -------------------------------------------------------------------------------------------


def test_an_untouched_front_fills_itself_and_writes_nothing(by):
    rows = stories(12, by)
    assert top() == [row.headline for row in rows[:9]] and lists()[1] == [[row.headline for row in rows[9:]]]
    assert not FrontPlan.objects.exists() and not Front.objects.exists()


def test_put_on_top_acts_at_once_and_the_rest_still_fills_itself(by):
    rows = stories(12, by)
    workflow.put_on_top(by=by, article=rows[10], now=NOW)
    assert top() == [rows[10].headline, *(row.headline for row in rows[:8])]
    newer = factories.live_story(by=by, now=NOW + HOUR)
    assert top()[:3] == [rows[10].headline, newer.headline, rows[0].headline]


def test_a_front_has_words_and_a_trail_of_its_own(by):
    (story,) = stories(1, by, standfirst="As the story says it, at some length and with care.")
    workflow.put_on_top(by=by, article=story, now=NOW)
    was = {"headline": "", "kicker": "", "trail": "own", "text": ""}
    change(by, fronts.words(str(story.uuid), {"headline": 'He said "no"', "kicker": " Live ", "trail": "text",
                                              "text": "Short."}, was), now=NOW + MINUTE)  # fmt: skip
    lead = front("en", at=NOW + DAY).listing.lead
    assert (lead.headline, lead.kicker, lead.standfirst) == ("He said “no”", "Live", "Short.")
    change(by, fronts.words(str(story.uuid), {"trail": "none"}, {"trail": "text"}), now=NOW + HOUR)
    assert front("en", at=NOW + DAY).listing.lead.standfirst == ""
    assert front("en", at=NOW + MINUTE).listing.lead.standfirst == "Short."


def test_a_pin_ends_at_its_moment_with_nothing_running(by):
    rows = stories(3, by)
    change(by, put(str(rows[2].uuid), TOP, first=True, pin={"story": str(rows[2].uuid),
                                                           "until": (NOW + HOUR).isoformat()}))  # fmt: skip
    assert top(NOW + HOUR - MINUTE)[0] == rows[2].headline and top(NOW + HOUR)[0] == rows[0].headline
    tags, following = press.changes(press._micro(NOW), press._micro(NOW + HOUR - MINUTE))
    assert tags == [] and following == press._micro(NOW + HOUR)
    tags, following = press.changes(press._micro(NOW), press._micro(NOW + HOUR))
    assert tags == [press.front_tag("en")] and following is None


def test_what_ended_leaves_the_plan_with_the_next_change(by):
    rows = stories(3, by)
    change(by, put(str(rows[2].uuid), TOP, pin={"story": str(rows[2].uuid), "until": (NOW + HOUR).isoformat()}))
    change(by, put(str(rows[1].uuid), TOP), now=NOW + 2 * HOUR)
    assert [str(pin.story) for pin in FrontPin.objects.filter(plan__visible_until=None)] == [str(rows[1].uuid)]


def test_a_moment_that_has_passed_is_refused(by):
    (story,) = stories(1, by)
    workflow.put_on_top(by=by, article=story, now=NOW)
    op = fronts.words(str(story.uuid), {"until": (NOW - HOUR).isoformat()}, {"until": ""})
    with pytest.raises(workflow.NotPossible, match="has passed"):
        change(by, op, now=NOW + MINUTE)


def test_a_story_that_was_taken_down_is_not_on_the_front_any_more(by):
    rows = stories(3, by)
    workflow.put_on_top(by=by, article=rows[2], now=NOW)
    workflow.take_down(by=by, article=rows[2], why="Wrong", now=NOW + HOUR)
    assert top() == [rows[0].headline, rows[1].headline]


def test_a_scheduled_story_may_be_put_on_top_and_stands_there_from_its_moment_on(by):
    rows = stories(2, by)
    coming = factories.story(by=by)
    workflow.schedule(by=by, article=coming, at=NOW + HOUR, now=NOW, override="test")
    workflow.put_on_top(by=by, article=coming, now=NOW)
    assert top(NOW + MINUTE)[0] == rows[0].headline and top(NOW + HOUR)[0] == coming.headline
    assert press.story_tag(coming.uuid) in front("en", at=NOW).tags


def test_what_readers_cannot_see_cannot_be_put_on_top(by):
    draft = factories.story(by=by)
    with pytest.raises(workflow.NotPossible, match="Publish it first"):
        workflow.put_on_top(by=by, article=draft, now=NOW)
    assert not Front.objects.exists()


def test_no_door_pins_a_story_that_readers_cannot_see(by):
    """The rule stands in the verb that every button leads to, and not in one of the buttons."""
    (live,) = stories(1, by)
    draft, down = factories.story(by=by), factories.live_story(by=by, now=NOW - HOUR)
    other = factories.live_story(by=by, now=NOW - HOUR, language="ar", headline="مادة")
    workflow.take_down(by=by, article=down, why="Wrong", now=NOW)
    for article, said in ((draft, "Publish it first"), (down, "Publish it first"), (other, "another language")):
        ops = [put(str(article.uuid), TOP)]
        with pytest.raises(workflow.NotPossible, match=said):
            change(by, *ops)
        with pytest.raises(workflow.NotPossible, match=said):  # beside one that may
            change(by, put(str(live.uuid), TOP), *ops)
    assert not FrontChange.objects.exists()


def test_a_pin_whose_story_was_taken_down_is_still_moved_undone_and_taken_off(by):
    rows = stories(2, by)
    for row in rows:
        change(by, put(str(row.uuid), TOP, first=True))
    workflow.take_down(by=by, article=rows[0], why="Wrong", now=NOW + MINUTE)
    change(by, put(str(rows[0].uuid), TOP, first=True), now=NOW + 2 * MINUTE)
    row = change(by, fronts.off(str(rows[0].uuid)), now=NOW + 3 * MINUTE)
    workflow.undo_front(by=by, spot=EN, number=row.number, now=NOW + 4 * MINUTE)
    assert str(rows[0].uuid) in fronts.pins(fronts.read(FrontPlan.objects.visible(NOW + HOUR).get().plan))
    assert top() == [rows[1].headline]


def test_a_pin_whose_time_is_over_does_not_count_as_standing_there(by):
    (story,) = stories(1, by)
    pin = {"story": str(story.uuid), "until": (NOW + MINUTE).isoformat()}
    change(by, put(str(story.uuid), TOP, pin=pin))
    workflow.take_down(by=by, article=story, why="Wrong", now=NOW + 2 * MINUTE)
    with pytest.raises(workflow.NotPossible, match="Publish it first"):
        change(by, put(str(story.uuid), TOP), now=NOW + 3 * MINUTE)


def test_no_story_stands_twice(by):
    rows = stories(12, by)
    change(by, put(str(rows[0].uuid), f"s{rows[0].section_id}"))
    first, blocks = lists()
    assert rows[0].headline not in first and blocks[0][0] == rows[0].headline
    said = [*first, *(headline for block in blocks for headline in block)]
    assert len(said) == len(set(said)) == 12


def test_containers_of_ones_own_with_a_name_a_rule_and_places(by, room):
    rows = [factories.live_story(by=by, now=NOW - DAY - k * HOUR, section=room[1], tags=["Oud"]) for k in range(3)]
    stories(9, by, section=room[0])
    tag = rows[0].tags.get()
    fields = {"name": "The oud", "rule": "topic", "key": tag.pk, "slots": 2}
    change(by, fronts.add("c1", fields, before=f"s{room[1].pk}"))
    (link, cards), (_culture, rest) = front("en", at=NOW + DAY).listing.blocks
    assert (link.text, link.url) == ("The oud", f"/topics/{tag.slug}/")
    assert [card.headline for card in cards] == [rows[0].headline, rows[1].headline]
    assert [card.headline for card in rest] == [rows[2].headline]


def test_a_quiet_section_is_filled_however_old_its_newest_is(by, room, monkeypatch):
    monkeypatch.setattr("articles.pages.curated.LOOK_BACK", 12)
    old = [factories.live_story(by=by, now=NOW - 9 * DAY - k * DAY, section=room[1]) for k in range(6)]
    stories(14, by, section=room[0])
    assert [row.headline for row in old[:4]] in lists()[1]


def test_a_part_of_a_topic_is_read_in_the_order_of_its_index(by, room):
    """Whose columns are those of the links: the rows of a topic with many stories are not sorted first."""
    stories(2, by, tags=["Water"])
    key = Tag.objects.get(name="Water").pk
    change(by, fronts.add("c1", {"name": "Water", "rule": "topic", "key": key, "slots": 2}, before="s1"))
    with CaptureQueriesContext(connection) as asked:
        lists()
    (of_topic,) = [one["sql"] for one in asked if "publicationtopic" in one["sql"]]
    columns = of_topic[: of_topic.index(" FROM ")].split(", ")
    at = next(n for n, one in enumerate(columns, 1) if one.endswith(' AS "link_at"'))
    assert f" ORDER BY {at} DESC, {at + 1} DESC" in of_topic


def test_what_a_front_costs_does_not_grow_with_stories_or_pins(by, room):
    rows = stories(3, by, section=room[0])
    workflow.put_on_top(by=by, article=rows[0], now=NOW)
    front("en", at=NOW + DAY)
    with CaptureQueriesContext(connection) as few:
        front("en", at=NOW + DAY)
    rows = stories(30, by, section=room[1], photo=factories.photo())
    for n, row in enumerate(rows[:8]):
        workflow.put_on_top(by=by, article=row, now=NOW + n * MINUTE)
    with CaptureQueriesContext(connection) as many:
        front("en", at=NOW + DAY)
    assert len(many) == len(few) <= 9


# --- who may, and two at once ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["reporter", "photo", "audience", ""])
def test_whoever_may_not_changes_nothing(by, role):
    (story,) = stories(1, by)
    who = factories.person(role)
    for verb in (
        lambda: workflow.put_on_top(by=who, article=story, now=NOW),
        lambda: change(who, fronts.off(str(story.uuid))),
        lambda: workflow.undo_front(by=who, spot=EN, number=1, now=NOW),
        lambda: workflow.launch_front(by=who, spot=EN, base=0, now=NOW),
        lambda: workflow.put_banner_up(by=who, language="en", text="Now", now=NOW),
        lambda: workflow.take_banner_down(by=who, language="en", now=NOW),
    ):
        with pytest.raises(workflow.NotAllowed):
            verb()
    assert not FrontChange.objects.exists() and not Banner.objects.exists()


def test_two_who_put_stories_on_top_at_once_both_find_theirs(by, other):
    rows = stories(5, by)
    workflow.put_on_top(by=by, article=rows[3], now=NOW, base=0)
    workflow.put_on_top(by=other, article=rows[4], now=NOW, base=0)
    assert top()[:3] == [rows[4].headline, rows[3].headline, rows[0].headline]
    assert FrontChange.objects.count() == 2 and FrontPlan.objects.filter(visible_until=None).count() == 1


def test_an_operation_that_would_mean_something_else_is_refused_with_what_is_there_now(by, other):
    rows = stories(3, by)
    workflow.put_on_top(by=by, article=rows[1], now=NOW)
    change(other, fronts.off(str(rows[1].uuid)), now=NOW + MINUTE, base=1)
    with pytest.raises(workflow.Stale) as said:
        change(by, put(str(rows[2].uuid), TOP, before=str(rows[1].uuid)), now=NOW + HOUR, base=1)
    assert "Rojin changed this front at 12:01" in str(said.value) and rows[1].headline in str(said.value)
    assert FrontChange.objects.count() == 2


def test_words_that_somebody_changed_meanwhile_are_shown(by, other):
    (story,) = stories(1, by)
    workflow.put_on_top(by=by, article=story, now=NOW)
    change(other, fronts.words(str(story.uuid), {"headline": "Theirs"}, {"headline": ""}), now=NOW + MINUTE, base=1)
    with pytest.raises(workflow.Stale, match="“Theirs”"):
        change(by, fronts.words(str(story.uuid), {"headline": "Mine"}, {"headline": ""}), now=NOW + HOUR, base=1)
    assert front("en", at=NOW + DAY).listing.lead.headline == "Theirs"


def test_words_that_are_too_long_are_refused(by):
    (story,) = stories(1, by)
    workflow.put_on_top(by=by, article=story, now=NOW)
    with pytest.raises(workflow.NotPossible, match="201 characters, and 200"):
        change(by, fronts.words(str(story.uuid), {"headline": "x" * 201}, {"headline": ""}), now=NOW + MINUTE)


# --- undo and history ----------------------------------------------------------------------------------------


def test_undo_is_a_change_of_its_own_and_can_be_undone(by):
    rows = stories(3, by)
    workflow.put_on_top(by=by, article=rows[2], now=NOW)
    row = workflow.undo_front(by=by, spot=EN, number=1, now=NOW + MINUTE)
    assert (row.number, row.verb, row.undoes) == (2, "undo", 1) and top()[0] == rows[0].headline
    workflow.undo_front(by=by, spot=EN, number=2, now=NOW + HOUR)
    assert top()[0] == rows[2].headline


def test_any_entry_of_the_history_is_undone_where_it_still_stands(by):
    rows = stories(5, by)
    for n in (4, 3, 2):
        workflow.put_on_top(by=by, article=rows[n], now=NOW + (5 - n) * MINUTE)
    workflow.undo_front(by=by, spot=EN, number=1, now=NOW + HOUR)
    assert top()[:3] == [rows[2].headline, rows[3].headline, rows[0].headline]
    with pytest.raises(workflow.Stale, match="not pinned here any more"):
        workflow.undo_front(by=by, spot=EN, number=1, now=NOW + DAY)


def test_the_front_at_a_moment_is_shown_again_as_it_was(by):
    rows = stories(4, by)
    workflow.put_on_top(by=by, article=rows[3], now=NOW)
    workflow.put_on_top(by=by, article=rows[2], now=NOW + HOUR)
    workflow.take_down(by=by, article=rows[3], why="Wrong", now=NOW + 2 * HOUR)
    assert top(NOW + MINUTE)[0] == rows[3].headline
    assert top(NOW + HOUR)[:2] == [rows[2].headline, rows[3].headline]
    assert rows[3].headline not in top(NOW + 3 * HOUR)


def test_an_earlier_front_is_brought_back_whole(by):
    rows = stories(4, by)
    workflow.put_on_top(by=by, article=rows[3], now=NOW)
    workflow.put_on_top(by=by, article=rows[2], now=NOW + HOUR)
    workflow.restore_front(by=by, spot=EN, number=1, base=2, now=NOW + 2 * HOUR, why="Too early")
    assert top()[:2] == [rows[3].headline, rows[0].headline]
    with pytest.raises(workflow.Stale):
        workflow.restore_front(by=by, spot=EN, number=2, base=2, now=NOW + 3 * HOUR)


def test_every_change_is_on_the_record_and_the_record_holds(by):
    (story,) = stories(1, by)
    workflow.put_on_top(by=by, article=story, now=NOW + HOUR)
    act = Act.objects.get(verb="front")
    assert (act.by, act.story) == (by, story.uuid)
    assert act.about == {"front": "en", "change": 1, "what": "top", "live": True} and len(act.content) == 64
    assert [fault for fault in proof.faults() if "record-head" not in fault] == []
    job = Job.objects.get(kind="articles.tags_moved")
    assert job.payload["tags"] == [press.front_tag("en")] and job.payload["keys"] == ["/"]


def test_the_history_is_written_once(by):
    (story,) = stories(1, by)
    workflow.put_on_top(by=by, article=story, now=NOW)
    with pytest.raises(TypeError):
        FrontChange.objects.update(why="other")
    with pytest.raises(TypeError):
        FrontChange.objects.get().save()


def test_the_database_itself_keeps_one_plan_open(by):
    (story,) = stories(1, by)
    workflow.put_on_top(by=by, article=story, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        FrontPlan.objects.create(language="en", number=9, visible_from=NOW + DAY)


# --- drafts and launches ---------------------------------------------------------------------------------------


@pytest.fixture
def drafts(room):
    Newsroom.objects.update(front_drafts=True)


def test_a_draft_waits_for_its_launch(by, drafts):
    rows = stories(3, by)
    workflow.put_on_top(by=by, article=rows[2], now=NOW)
    assert top()[0] == rows[0].headline and not FrontPlan.objects.exists()
    stands = workflow.front_standing(EN, NOW)
    assert front("en", at=NOW + DAY, plan=stands.plan).listing.lead.headline == rows[2].headline
    workflow.launch_front(by=by, spot=EN, base=1, now=NOW + HOUR)
    assert top()[0] == rows[2].headline and workflow.front_standing(EN, NOW + DAY).draft is None


def test_what_is_urgent_goes_before_readers_at_once_and_into_the_draft_too(by, drafts):
    rows = stories(4, by)
    workflow.put_on_top(by=by, article=rows[3], now=NOW)
    workflow.put_on_top(by=by, article=rows[2], now=NOW + MINUTE, at_once=True)
    assert top()[:2] == [rows[2].headline, rows[0].headline]
    workflow.launch_front(by=by, spot=EN, base=2, now=NOW + HOUR)
    assert top()[:2] == [rows[2].headline, rows[3].headline]


def test_a_launch_at_a_moment_opens_by_itself_and_the_store_knows_it(by, drafts):
    rows = stories(3, by)
    workflow.put_on_top(by=by, article=rows[2], now=NOW)
    workflow.launch_front(by=by, spot=EN, base=1, at=NOW + HOUR, now=NOW)
    assert top(NOW + HOUR - MINUTE)[0] == rows[0].headline and top(NOW + HOUR)[0] == rows[2].headline
    assert press.changes(press._micro(NOW), press._micro(NOW + MINUTE))[1] == press._micro(NOW + HOUR)
    assert press.changes(press._micro(NOW), press._micro(NOW + HOUR))[0] == [press.front_tag("en")]


def test_a_launch_that_waits_is_taken_off_and_is_the_draft_again(by, drafts):
    rows = stories(3, by)
    workflow.put_on_top(by=by, article=rows[1], now=NOW)
    workflow.launch_front(by=by, spot=EN, base=1, now=NOW + MINUTE)
    workflow.put_on_top(by=by, article=rows[2], now=NOW + 2 * MINUTE)
    workflow.launch_front(by=by, spot=EN, base=3, at=NOW + HOUR, now=NOW + 3 * MINUTE)
    workflow.cancel_launch(by=by, spot=EN, now=NOW + 4 * MINUTE)
    assert top()[0] == rows[1].headline
    draft = fronts.container(workflow.front_standing(EN, NOW + DAY).draft, TOP)
    assert draft.pins[0].story == str(rows[2].uuid)
    with pytest.raises(workflow.NotPossible, match="No launch waits"):
        workflow.cancel_launch(by=by, spot=EN, now=NOW + DAY)


def test_what_is_put_on_top_while_a_launch_waits_is_on_top_after_it_too(by, drafts):
    rows = stories(4, by)
    workflow.put_on_top(by=by, article=rows[3], now=NOW)
    workflow.launch_front(by=by, spot=EN, base=1, at=NOW + HOUR, now=NOW)
    workflow.put_on_top(by=by, article=rows[2], now=NOW + MINUTE, at_once=True)
    assert top(NOW + 2 * MINUTE)[:2] == [rows[2].headline, rows[0].headline]
    assert top(NOW + HOUR)[:2] == [rows[2].headline, rows[3].headline]


def test_a_launch_takes_the_place_of_one_that_waits(by, drafts):
    rows = stories(4, by)
    workflow.put_on_top(by=by, article=rows[3], now=NOW)
    workflow.launch_front(by=by, spot=EN, base=1, at=NOW + HOUR, now=NOW)
    workflow.put_on_top(by=by, article=rows[2], now=NOW + MINUTE)
    workflow.launch_front(by=by, spot=EN, base=3, now=NOW + 2 * MINUTE)
    assert (
        top()[:2] == [rows[2].headline, rows[3].headline] and FrontPlan.objects.filter(visible_until=None).count() == 1
    )


def test_a_draft_that_somebody_changed_after_the_look_is_not_launched(by, other, drafts):
    rows = stories(3, by)
    workflow.put_on_top(by=by, article=rows[2], now=NOW)
    workflow.put_on_top(by=other, article=rows[1], now=NOW + MINUTE)
    for verb in (workflow.launch_front, workflow.discard_front):
        with pytest.raises(workflow.Stale, match="Rojin"):
            verb(by=by, spot=EN, base=1, now=NOW + HOUR)


def test_a_discarded_draft_is_in_the_history(by, drafts):
    rows = stories(3, by)
    workflow.put_on_top(by=by, article=rows[2], now=NOW)
    workflow.discard_front(by=by, spot=EN, base=1, now=NOW + MINUTE)
    assert workflow.front_standing(EN, NOW + DAY).draft is None
    with pytest.raises(workflow.NotPossible, match="history"):
        workflow.undo_front(by=by, spot=EN, number=2, now=NOW + HOUR)
    workflow.restore_front(by=by, spot=EN, number=1, base=2, now=NOW + HOUR)
    assert workflow.front_standing(EN, NOW + DAY).draft is not None


def test_a_launch_is_undone_before_readers(by, drafts):
    rows = stories(3, by)
    workflow.put_on_top(by=by, article=rows[2], now=NOW)
    workflow.launch_front(by=by, spot=EN, base=1, now=NOW + MINUTE)
    workflow.undo_front(by=by, spot=EN, number=2, now=NOW + HOUR)
    assert top()[0] == rows[0].headline


def test_there_is_nothing_to_launch_without_a_draft(by):
    with pytest.raises(workflow.NotPossible, match="no draft"):
        workflow.launch_front(by=by, spot=EN, base=0, now=NOW)


# --- sections ------------------------------------------------------------------------------------------------


def test_a_section_has_a_lead_of_its_own(by, room):
    rows = stories(4, by, section=room[0])
    spot = Spot("en", room[0])
    workflow.put_on_top(by=by, article=rows[3], now=NOW, section=True)
    page = section_page("en", "news", at=NOW + DAY)
    assert [page.listing.lead.headline, *(c.headline for c in page.listing.cards)] == [
        rows[n].headline for n in (3, 0, 1, 2)
    ]  # fmt: skip
    assert top()[0] == rows[0].headline  # the edition's front is another
    assert FrontPlan.objects.get().section == room[0] and press.front_tag("en", room[0].pk) in page.tags
    workflow.undo_front(by=by, spot=spot, number=1, now=NOW + MINUTE)
    assert section_page("en", "news", at=NOW + DAY).listing.lead.headline == rows[0].headline


def test_a_section_front_may_lead_with_a_story_of_another_section(by, room):
    (own,), (guest,) = stories(1, by, section=room[0]), stories(1, by, section=room[1])
    change(by, put(str(guest.uuid), LEAD, first=True), spot=Spot("en", room[0]))
    page = section_page("en", "news", at=NOW + DAY).listing
    assert (page.lead.headline, [c.headline for c in page.cards]) == (guest.headline, [own.headline])
