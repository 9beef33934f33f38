"""Two texts put together: what nobody disputes is taken, what both changed is a clash, and no word is ever lost."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.body import canonical, parse, plain
from articles.merging import Answer, merge

WORDS = ("bus", "night", "city", "mayor", "said", "road", "five", "line", "school", "water", "canal", "nurse")


def body(*paragraphs: str, before: str = "") -> str:
    return canonical("".join(f"<p>{text}</p>" if not text.startswith("<") else text for text in paragraphs), before)


BASE = body("One stays here.", "Two is the second of them.", "Three has a number, 12.", "Four ends it all.")


def edited(base: str, change) -> str:
    """`base` after somebody's editor: blocks keep their names, as the editor keeps them."""
    blocks = [block.whole for block in parse(base)]
    change(blocks)
    return canonical("\n".join(blocks), base)


def put(place: int, old: str, new: str):
    def change(blocks: list[str]) -> None:
        assert old in blocks[place]
        blocks[place] = blocks[place].replace(old, new)

    return change


def texts(html: str) -> list[str]:
    return [block.text for block in parse(html)]


def together(mine: str, theirs: str, base: str = BASE):
    return merge({"body": base}, {"body": mine}, {"body": theirs})


# -- paragraphs


def test_edits_of_two_paragraphs_come_together_and_keep_their_names():
    mine, theirs = edited(BASE, put(0, "stays", "remains")), edited(BASE, put(2, "12", "14"))
    merged = together(mine, theirs)
    assert not merged.clashes
    assert texts(merged.fields["body"]) == [
        "One remains here.", "Two is the second of them.", "Three has a number, 14.", "Four ends it all.",
    ]  # fmt: skip
    assert [block.id for block in parse(merged.fields["body"])] == [block.id for block in parse(BASE)]
    assert [piece.kind for piece in merged.pieces] == ["mine", "same", "theirs", "same"]
    assert (merged.counts("mine"), merged.counts("theirs")) == (1, 1)


def test_the_same_paragraph_changed_by_both_is_a_clash_with_both_texts():
    mine, theirs = edited(BASE, put(2, "12", "14")), edited(BASE, put(2, "12", "15"))
    merged = together(mine, theirs)
    assert "body" not in merged.fields
    (clash,) = merged.clashes
    assert [plain(text) for text in (clash.base, clash.mine, clash.theirs)] == [
        "Three has a number, 12.", "Three has a number, 14.", "Three has a number, 15.",
    ]  # fmt: skip
    for choice, wanted in {"mine": ["14."], "theirs": ["15."], "both": ["14.", "15."]}.items():
        said = texts(canonical(merged.settled({clash.name: Answer(choice)})["body"], theirs))
        assert [text.split()[-1] for text in said[2:-1]] == wanted, choice
    own = merged.settled({clash.name: Answer("own", "Three <has> none.\n\nNew.")})["body"]
    assert texts(canonical(own, theirs))[2:4] == ["Three <has> none.", "New."]


def test_a_clash_must_be_answered_by_something_it_takes():
    merged = merge({"headline": "A", "planned_words": 1}, {"headline": "B", "planned_words": 2}, {"headline": "C"})
    with pytest.raises(KeyError):
        merged.settled({"headline": Answer("mine")})
    for wrong in ("", "both", "<script>"):
        with pytest.raises(ValueError):
            merged.settled({"headline": Answer(wrong), "planned_words": Answer("mine")})
    with pytest.raises(ValueError):
        merged.settled({"headline": Answer("mine"), "planned_words": Answer("own", "3")})


def test_the_same_edit_by_both_is_no_clash():
    change = put(2, "12", "14")
    merged = together(edited(BASE, change), edited(BASE, change))
    assert not merged.clashes and [piece.kind for piece in merged.pieces].count("both") == 1


def test_both_insert_at_one_place_and_both_stay():
    mine = edited(BASE, lambda blocks: blocks.insert(1, "<p>Mine is new.</p>"))
    theirs = edited(BASE, lambda blocks: blocks.insert(1, "<p>Theirs came first.</p>"))
    merged = together(mine, theirs)
    assert texts(merged.fields["body"])[:4] == [
        "One stays here.", "Theirs came first.", "Mine is new.", "Two is the second of them.",
    ]  # fmt: skip


def test_what_both_insert_in_the_same_words_stands_once():
    change = lambda blocks: blocks.insert(1, "<p>The council met.</p>")  # noqa: E731
    merged = together(edited(BASE, change), edited(BASE, change))
    assert texts(merged.fields["body"]).count("The council met.") == 1


def test_removed_by_one_and_untouched_by_the_other_is_removed():
    merged = together(edited(BASE, lambda blocks: blocks.pop(1)), BASE)
    assert texts(merged.fields["body"]) == ["One stays here.", "Three has a number, 12.", "Four ends it all."]
    assert [(piece.kind, piece.after) for piece in merged.pieces][1] == ("mine", "")


@pytest.mark.parametrize("turned", [False, True])
def test_removed_by_one_and_changed_by_the_other_is_a_clash(turned):
    sides = [edited(BASE, lambda blocks: blocks.pop(2)), edited(BASE, put(2, "12", "14"))]
    merged = together(*(reversed(sides) if turned else sides))
    (clash,) = merged.clashes
    assert {clash.mine == "", clash.theirs == ""} == {True, False}
    gone = "theirs" if turned else "mine"
    assert len(texts(merged.settled({clash.name: Answer(gone)})["body"])) == 3


def test_a_moved_paragraph_is_moved_and_a_change_in_it_comes_along():
    mine = edited(BASE, lambda blocks: blocks.insert(0, blocks.pop(3)))
    theirs = edited(BASE, put(3, "ends", "closes"))
    for merged in (together(mine, theirs), together(theirs, mine)):
        assert not merged.clashes
        assert texts(merged.fields["body"]) == [
            "Four closes it all.", "One stays here.", "Two is the second of them.", "Three has a number, 12.",
        ]  # fmt: skip


LONG = body(
    "The first thing the council decided on Monday was the budget.",
    "The mayor promised new buses, and the opposition asked who would pay for the drivers and the fuel.",
    "Nurses marched along the canal road towards the bridge at noon.",
    "Schools reopen next week.",
)


def test_a_split_paragraph_that_the_other_changed_is_one_clash_with_all_of_its_parts():
    def split(blocks: list[str]) -> None:
        head, _comma, tail = blocks[1].partition(", and")
        blocks[1:2] = [f"{head}.</p>", f"<p>The{tail.removeprefix(' the')}"]

    merged = together(edited(LONG, split), edited(LONG, put(1, "who would pay", "who was to pay")), LONG)
    (clash,) = merged.clashes
    assert len(texts(clash.mine)) == 2 and len(texts(clash.theirs)) == 1
    took = merged.settled({clash.name: Answer("theirs")})["body"]
    assert len(texts(took)) == 4 and took.count("opposition") == 1
    alone = together(edited(LONG, split), edited(LONG, put(2, "noon", "dusk")), LONG)
    assert not alone.clashes and len(texts(alone.fields["body"])) == 5


def test_joined_paragraphs_of_which_the_other_changed_one_are_one_clash():
    def join(blocks: list[str]) -> None:
        blocks[1:3] = [blocks[1].removesuffix("</p>") + " " + blocks[2].partition(">")[2]]

    merged = together(edited(LONG, join), edited(LONG, put(2, "noon", "dusk")), LONG)
    (clash,) = merged.clashes
    assert len(texts(clash.mine)) == 1 and len(texts(clash.theirs)) == 2
    assert merged.settled({clash.name: Answer("mine")})["body"].count("Nurses") == 1
    assert merged.settled({clash.name: Answer("theirs")})["body"].count("Nurses") == 1
    alone = together(edited(LONG, join), edited(LONG, put(3, "week", "month")), LONG)
    assert not alone.clashes and len(texts(alone.fields["body"])) == 3


def test_a_list_that_an_editor_wrote_out_again_counts_as_untouched():
    base = body("Before.", "<ul><li>One</li><li>Two</li></ul>")
    mine = canonical(base.replace("<li>", "<li><p>").replace("</li>", "</p></li>"), base)
    theirs = edited(base, put(1, "Two", "Three"))
    assert not together(mine, theirs, base).clashes


def test_two_texts_that_have_nothing_in_common_are_one_question_and_lose_nothing():
    merged = together(body("Mine alone."), body("Theirs alone."), "")
    assert texts(merged.fields["body"]) == ["Theirs alone.", "Mine alone."]


# -- fields

GROUND = {
    "headline": "Night buses", "section": "news", "tags": ["buses", "city"], "photo": None, "planned_words": None,
    "credits": [{"author": 1, "role": "reporting", "display_name": ""}], "desk_note": "",
}  # fmt: skip


def side(**changes) -> dict:
    return GROUND | changes


def name(author: int, printed: str = "", role: str = "reporting") -> dict:
    return {"author": author, "role": role, "display_name": printed}


def test_each_field_is_taken_from_whoever_changed_it():
    merged = merge(GROUND, side(headline="Buses at night"), side(section="culture"))
    assert not merged.clashes and merged.fields["headline"] == "Buses at night"
    assert merged.fields["section"] == "culture" and (merged.mine, merged.theirs) == (["headline"], ["section"])


def test_a_field_that_both_changed_is_a_clash_and_a_change_to_the_same_is_none():
    assert [c.name for c in merge(GROUND, side(headline="A"), side(headline="B")).clashes] == ["headline"]
    assert not merge(GROUND, side(headline="A"), side(headline="A")).clashes


def test_tags_are_a_set():
    merged = merge(GROUND, side(tags=["buses", "night"]), side(tags=["buses", "city", "fares"]))
    assert merged.fields["tags"] == ["buses", "fares", "night"]


def test_a_picture_is_the_same_whatever_its_words():
    one, other = {"uuid": "u1", "alt": "A"}, {"uuid": "u1", "alt": "B"}
    assert not merge(side(photo=one), side(photo=one), side(photo=other)).clashes
    assert [c.name for c in merge(GROUND, side(photo=one), side(photo={"uuid": "u2"})).clashes] == ["photo"]


@pytest.mark.parametrize(
    ("mine", "theirs", "wanted"),
    [
        ([name(1), name(2)], [name(1), name(3)], [1, 3, 2]),
        ([name(2), name(1)], [name(1, "A. One")], [2, 1]),
        ([], [name(1), name(3)], [3]),
        ([name(1, "A. One")], [name(1, "B. One")], None),
        ([], [name(1, "B. One")], None),
        ([name(1), name(2, "X")], [name(1), name(2, "Y")], None),
    ],
)
def test_bylines_come_together_or_clash(mine, theirs, wanted):
    merged = merge(GROUND, side(credits=mine), side(credits=theirs))
    if wanted is None:
        assert [clash.name for clash in merged.clashes] == ["credits"]
    else:
        assert [row["author"] for row in merged.fields["credits"]] == wanted


def test_two_new_orders_of_three_names_clash():
    ground = side(credits=[name(1), name(2), name(3)])
    merged = merge(ground, side(credits=[name(2), name(1), name(3)]), side(credits=[name(3), name(1), name(2)]))
    assert [clash.name for clash in merged.clashes] == ["credits"]


# -- whatever people do

sentence = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
paragraph = sentence.map(lambda text: f"<p>{text}</p>")
deed = st.one_of(
    st.tuples(st.just("change"), st.integers(0, 9), sentence),
    st.tuples(st.just("put in"), st.integers(0, 9), paragraph),
    st.tuples(st.just("remove"), st.integers(0, 9), st.just("")),
    st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 9).map(str)),
    st.tuples(st.just("split"), st.integers(0, 9), st.just("")),
    st.tuples(st.just("join"), st.integers(0, 9), st.just("")),
    st.tuples(st.just("name off"), st.integers(0, 9), st.just("")),
)


def done(base: str, deeds: list) -> str:
    """`base` after `deeds`, as an editor sends it."""
    blocks = [block.whole for block in parse(base)]
    for what, at, more in deeds:
        place = at % len(blocks) if blocks else 0
        if what == "put in" or not blocks:
            blocks.insert(place, more if more.startswith("<") else "<p>new</p>")
        elif what == "change":
            blocks[place] = f"{blocks[place].partition('>')[0]}>{more}</p>"
        elif what == "remove":
            blocks.pop(place)
        elif what == "move":
            blocks.insert(int(more) % len(blocks), blocks.pop(place))
        elif what == "split":
            words = blocks[place].removesuffix("</p>").split(" ")
            if len(words) > 4:
                blocks[place : place + 1] = [" ".join(words[:4]) + "</p>", f"<p>{' '.join(words[4:])}</p>"]
        elif what == "join" and place + 1 < len(blocks):
            blocks[place] = blocks[place].removesuffix("</p>") + " " + blocks.pop(place + 1).partition(">")[2]
        elif what == "name off":
            blocks[place] = "<p>" + blocks[place].partition(">")[2]
    return canonical("\n".join(blocks), base)


def count(html: str) -> Counter:
    return Counter(plain(html).split())


bases = st.lists(paragraph, min_size=0, max_size=8).map(lambda parts: canonical("".join(parts)))
many = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(bases, st.lists(deed, max_size=5), st.lists(deed, max_size=5))
def test_no_word_that_anyone_wrote_is_lost(base, mine_did, theirs_did):
    mine, theirs = done(base, mine_did), done(base, theirs_did)
    merged = together(mine, theirs, base)
    kept = Counter()
    for piece in merged.pieces:
        kept += count(piece.after)
    for clash in merged.clashes:
        kept += count(clash.mine) | count(clash.theirs)
    for side_ in (mine, theirs):
        wrote = count(side_) - count(base)
        assert not wrote - kept
        # and whole paragraphs, not only words: each that is new stands somewhere as it was written
        old = set(texts(base))
        shown = [
            *(p.after for p in merged.pieces),
            *(c.mine for c in merged.clashes),
            *(c.theirs for c in merged.clashes),
        ]
        there = {text for html in shown for text in texts(html)}
        assert {text for text in texts(side_) if text not in old} <= there


@many
@example(canonical("<p>bus bus bus night</p>"), [("split", 0, ""), ("put in", 1, "<p>bus</p>")])
@given(bases, st.lists(deed, max_size=6))
@example('<p id="b1a8w">bus bus bus bus</p>', [("split", 0, ""), ("put in", 1, "<p>night</p>")])
def test_with_one_side_untouched_the_other_comes_out(base, deeds):
    changed = done(base, deeds)
    for merged in (together(changed, base, base), together(base, changed, base)):
        assert not merged.clashes
        assert texts(merged.fields["body"]) == texts(changed)
        assert count(merged.fields["body"]) == count(changed)


@many
@given(bases, st.lists(deed, max_size=5), st.lists(deed, max_size=5))
def test_whoever_comes_second_the_same_comes_out_but_for_the_order(base, mine_did, theirs_did):
    mine, theirs = done(base, mine_did), done(base, theirs_did)
    one, other = together(mine, theirs, base), together(theirs, mine, base)
    assert sorted((c.mine, c.theirs) for c in one.clashes) == sorted((c.theirs, c.mine) for c in other.clashes)
    plainly = [Counter(t for p in m.pieces for t in texts(p.after)) for m in (one, other)]
    assert plainly[0] == plainly[1]


@many
@given(bases, st.lists(deed, max_size=5))
def test_the_same_from_both_comes_out_once(base, deeds):
    changed = done(base, deeds)
    merged = together(changed, changed, base)
    assert not merged.clashes and texts(merged.fields["body"]) == texts(changed)


def test_what_both_wrote_alike_stays_in_its_order():
    """Found by the test above: two new paragraphs around a changed one, all of the same word."""
    base, both = body("bus bus"), "<p>bus</p>\n<p>bus bus bus</p>\n<p>bus</p>"
    merged = together(both, both, base)
    assert not merged.clashes and texts(merged.fields["body"]) == texts(both)


def test_two_hundred_pairs_of_edits_to_different_paragraphs_come_together_by_themselves():
    chance = random.Random(4)
    for number in range(200):
        base = body(*(" ".join(chance.choices(WORDS, k=chance.randint(8, 60))) + f" {n}" for n in range(24)))
        places = chance.sample(range(24), 6)

        def rewrite(where: list[int], word: str, base=base, number=number):
            def change(blocks: list[str]) -> None:
                for place in sorted(where, reverse=True):
                    head, _gt, rest = blocks[place].partition(">")
                    words = rest.removesuffix("</p>").split()
                    at = chance.randrange(len(words))
                    words[at : at + chance.randint(0, 3)] = [f"{word}{number}x{place}"]
                    blocks[place] = f"{head}>{' '.join(words)}</p>"
                    if chance.random() < 0.3:
                        blocks.insert(place + 1, f"<p>{word} new {number} {place}</p>")

            return change

        mine, theirs = edited(base, rewrite(places[:3], "mine")), edited(base, rewrite(places[3:], "theirs"))
        merged = together(mine, theirs, base)
        assert not merged.clashes, number
        said = plain(merged.fields["body"])
        for place in places[:3]:
            assert f"mine{number}x{place}" in said
        for place in places[3:]:
            assert f"theirs{number}x{place}" in said
