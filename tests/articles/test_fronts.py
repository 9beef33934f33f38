"""The rules of a front: operations that mean the same on a plan somebody else changed, undoing, filling."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import fronts
from articles.fronts import LEAD, NEWEST, SECTION, TOP, TOPIC, Clash, Container, Pin, apply, put

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
PAST, LATER = "2026-11-22T08:59:00+00:00", "2026-11-22T09:01:00+00:00"


@dataclass
class Row:
    story: str
    section_id: int = 1
    photo: dict = field(default_factory=dict)


def plan(*pins: str, **more) -> fronts.Plan:
    held = tuple(Pin(story) for story in pins)
    return (Container(TOP, slots=9, pins=held), Container("s1", rule=SECTION, key=1), Container("c1", **more))


def order(of: fronts.Plan, name: str = TOP) -> list[str]:
    return [pin.story for pin in fronts.container(of, name).pins]


def test_an_untouched_front_has_a_top_and_each_section():
    made = fronts.arranged((), [4, 2])
    assert [(c.id, c.rule, c.key, c.slots) for c in made] == [
        (TOP, NEWEST, None, 9), ("s4", SECTION, 4, 4), ("s2", SECTION, 2, 4),
    ]  # fmt: skip


def test_a_new_section_comes_at_the_end_of_a_touched_front_and_one_that_went_leaves_it():
    touched = fronts.arranged((), [1, 2])
    assert [c.id for c in fronts.arranged(touched, [2, 3])] == [TOP, "s2", "s3"]


def test_a_plan_reads_back_as_it_was_written():
    made = (Container(TOP, slots=3, pins=(Pin("a", headline="H", photo={"uuid": "u"}, until=LATER), Pin("b"))),)
    assert fronts.read(fronts.plain(made)) == made and fronts.read(None) == ()


def test_on_top_goes_before_all_and_moves_what_is_there():
    made, back = apply(plan("a", "b"), [put("b", TOP, first=True)])
    assert order(made) == ["b", "a"] and apply(made, back)[0] == plan("a", "b")


def test_a_story_is_pinned_once_however_often_it_is_put():
    made, _back = apply(plan("a"), [put("a", "c1")])
    assert order(made) == [] and order(made, "c1") == ["a"]


def test_a_full_container_lets_its_last_go_and_the_undo_brings_it_back():
    full = (Container(TOP, slots=2, pins=(Pin("a"), Pin("b", headline="Mine"))),)
    made, back = apply(full, [put("c", TOP, first=True)])
    assert order(made) == ["c", "a"] and apply(made, back)[0] == full


def test_what_is_so_already_is_said():
    with pytest.raises(Clash, match="same"):
        apply(plan("a", "b"), [put("a", TOP, first=True)])


@pytest.mark.parametrize(
    ("op", "kind"),
    [
        (put("a", "s1", before="gone"), "anchor"),
        (put("a", "nowhere"), "container"),
        (put("a", "s1", was="c1"), "moved"),
        (put("z", "s1", was=TOP), "off"),
        (fronts.off("z"), "off"),
        (fronts.off("a", was="c1"), "moved"),
        (fronts.words("z", {"headline": "New"}, {"headline": ""}), "off"),
        (fronts.words("a", {"headline": "New"}, {"headline": "Other"}), "words"),
        (fronts.shape("s1", {"slots": 3}, {"slots": 7}), "shape"),
        (fronts.shape(TOP, {"off": True}, {"off": False}), "top"),
        (fronts.place("s1", TOP), "top"),
        (fronts.drop("s1"), "top"),
        (fronts.whole((), ()), "changed"),
    ],
)
def test_what_would_mean_something_else_is_refused(op, kind):
    with pytest.raises(Clash) as clash:
        apply(plan("a"), [op])
    assert clash.value.kind == kind


def test_two_who_change_different_words_of_one_pin_lose_nothing():
    was = {"headline": "", "kicker": ""}
    one, _back = apply(plan("a"), [fronts.words("a", {"headline": "H", "kicker": ""}, was)])
    both, _back = apply(one, [fronts.words("a", {"headline": "", "kicker": "K"}, was)])
    assert fronts.pins(both)["a"][1] == Pin("a", headline="H", kicker="K")


def test_an_older_change_can_be_undone_while_a_newer_one_stands():
    one, undo = apply(plan("a"), [put("b", TOP, first=True)])
    two, _undo = apply(one, [put("c", TOP, first=True)])
    assert order(apply(two, undo)[0]) == ["c", "a"]


def test_undoing_what_somebody_changed_since_is_refused():
    one, undo = apply(plan("a"), [fronts.words("a", {"headline": "H"}, {"headline": ""})])
    two, _undo = apply(one, [fronts.words("a", {"headline": "J"}, {"headline": "H"})])
    with pytest.raises(Clash, match="words"):
        apply(two, undo)


def test_nothing_that_was_not_seen_leaves_with_its_container_or_out_of_a_full_one():
    full = (Container("c1", slots=2, pins=(Pin("a"), Pin("b"))),)
    for op in (
        fronts.drop("c1", seen=["a"]),
        fronts.shape("c1", {"slots": 1}, {"slots": 2}, seen=["a"]),
        put("x", "c1", first=True, seen=["a"]),
        {"do": "drop", "id": "c1"},
    ):
        with pytest.raises(Clash, match="unseen") as clash:
            apply(full, [op])
        assert clash.value.about in "ab" and clash.value.now.id == "c1"
    assert order(apply(full, [fronts.shape("c1", {"slots": 1}, {"slots": 2}, seen=["b"])])[0], "c1") == ["a"]
    assert apply(full, [fronts.drop("c1", seen=["b", "a"])])[0] == ()


@pytest.mark.parametrize(
    ("was", "op"),
    [
        (plan(slots=2), fronts.add("c2", {"slots": 2})),
        ((Container("c2", slots=2, pins=(Pin("a"), Pin("b"))),), fronts.off("a")),
        ((Container("c2", slots=1, pins=(Pin("a"),)),), fronts.shape("c2", {"slots": 2}, {"slots": 1})),
        ((Container(TOP), Container("c2", slots=1, pins=(Pin("a"),))), put("a", TOP)),
    ],
    ids=["added", "taken off", "made larger", "moved"],
)
def test_taking_a_change_back_takes_nobody_elses_story_off(was, op):
    made, undo = apply(was, [op])
    theirs, _back = apply(made, [put("x", "c2", first=True)])
    with pytest.raises(Clash, match="unseen"):
        apply(theirs, undo)


def test_a_front_has_an_end():
    with pytest.raises(Clash, match="full"):
        apply(
            plan(), [fronts.shape("s1", {"slots": 20}, {"slots": 4}), fronts.shape("c1", {"slots": 40}, {"slots": 4})]
        )


IDS, STORIES = [TOP, "s1", "s2", "c1"], list("abcdef")
OPS = st.one_of(
    st.builds(put, st.sampled_from(STORIES), st.sampled_from(IDS), before=st.sampled_from(["", *STORIES]),
              first=st.booleans()),
    st.builds(fronts.off, st.sampled_from(STORIES)),
    st.builds(lambda s, v: fronts.words(s, {"headline": v}, {"headline": ""}), st.sampled_from(STORIES),
              st.text(max_size=3)),
    st.builds(lambda c, n: fronts.shape(c, {"slots": n}, {"slots": 3}), st.sampled_from(IDS), st.integers(1, 4)),
    st.builds(fronts.place, st.sampled_from(IDS), st.sampled_from(["", *IDS])),
    st.builds(fronts.drop, st.sampled_from(IDS)),
    st.builds(lambda c: fronts.add(c, {"slots": 2}), st.sampled_from(["c1", "c2"])),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(OPS, max_size=12))
def test_whatever_was_done_can_be_taken_back_step_by_step(ops):
    sections = {name: {"rule": SECTION, "key": int(name[1:])} for name in IDS if name[0] == "s"}
    now = tuple(Container(name, slots=3, **sections.get(name, {})) for name in IDS)
    trail = []
    for op in ops:
        try:
            fresh, back = apply(now, [op])
        except Clash:
            continue
        stories = [pin.story for c in fresh for pin in c.pins]
        assert len(stories) == len(set(stories)) and all(len(c.pins) <= c.slots for c in fresh)
        trail.append((now, back))
        now = fresh
        assert fronts.read(fronts.plain(now)) == now
    for before, back in reversed(trail):
        now, _redo = apply(now, back)
        assert now == before


# --- filling -------------------------------------------------------------------------------------------------


def stories(blocks: list[fronts.Filled]) -> dict[str, str]:
    return {block.container.id: "".join(card.row.story for card in block.cards) for block in blocks}


def filled(of: fronts.Plan, seen: str = "", newest: str = "", **found: str):
    rows = {letter: Row(letter) for letter in seen + newest + "".join(found.values())}
    rules = {(NEWEST, None): [rows[x] for x in newest]} | {
        ({"s": SECTION, "t": TOPIC}[name[0]], int(name[1:])): [rows[x] for x in letters]
        for name, letters in found.items()
    }
    return fronts.fill(of, {x: rows[x] for x in seen}, rules, AT)


def test_pins_come_first_and_the_rest_fills_itself():
    made = filled((Container(TOP, slots=4, pins=(Pin("x"),)),), seen="x", newest="abcdef")
    assert stories(made) == {TOP: "xabc"}
    assert [bool(card.pin) for card in made[0].cards] == [True, False, False, False]


def test_a_pin_further_down_holds_its_story_back_from_filling_above():
    of = (Container(TOP, slots=2), Container("s1", rule=SECTION, key=1, slots=2, pins=(Pin("a"),)))
    assert stories(filled(of, seen="a", newest="abc", s1="abcd")) == {TOP: "bc", "s1": "ad"}


def test_what_ended_or_is_not_public_is_not_there_and_is_named():
    of = (Container(TOP, slots=2, pins=(Pin("a", until=PAST), Pin("b"), Pin("c", until=LATER))),)
    made = filled(of, seen="ac", newest="xyz")
    assert stories(made) == {TOP: "cx"} and [pin.story for pin in made[0].unseen] == ["a", "b"]


def test_a_pin_that_ended_lets_the_story_fill_again():
    of = (Container(TOP, slots=2, pins=(Pin("a", until=PAST),)),)
    assert stories(filled(of, seen="a", newest="ab")) == {TOP: "ab"}


def test_a_hidden_container_holds_nothing_back():
    of = (Container(TOP, slots=2), Container("c1", off=True, pins=(Pin("a"),)))
    assert stories(filled(of, seen="a", newest="ab")) == {TOP: "ab"}


def test_a_topic_fills_its_container():
    of = (Container(TOP, slots=1), Container("c1", rule=TOPIC, key=7, slots=2))
    assert stories(filled(of, newest="ab", t7="acd")) == {TOP: "a", "c1": "cd"}


def test_without_pins_a_story_with_a_picture_leads():
    of = (Container(TOP, slots=3),)
    rows = [Row("a"), Row("b", photo={"renditions": [1]}), Row("c")]
    (block,) = fronts.fill(of, {}, {(NEWEST, None): rows}, AT)
    assert [card.row.story for card in block.cards] == ["b", "a", "c"]


def test_a_sections_front_has_a_lead_alone():
    (lead,) = fronts.arranged((), [1, 2], of_section=True)
    assert lead.id == LEAD and lead.fixed
