"""Copy as people paste it: each sample is read as its sender meant it, and what was left out is named by its line."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.copy import CopyError, decode, read_copy
from articles.copy.pasted import mended, read_pasted

PASTED = Path(__file__).parent / "pasted"
FILED = Path(__file__).parent / "copy"


def text_of(path: Path) -> str:
    return path.read_bytes().decode()


@pytest.mark.parametrize("path", sorted(PASTED.glob("*.json")), ids=lambda path: path.stem)
def test_a_sample_is_read_as_its_sender_meant_it(path):
    expected = json.loads(path.read_text(encoding="utf-8"))
    read = read_pasted(text_of(path.with_suffix(".txt")))
    copy = read.copy
    assert {
        "language": read.language,
        "notes": list(read.notes),
        "headline": copy.headline,
        "bylines": [byline.name for byline in copy.bylines],
        "section": copy.section,
        "dateline_place": copy.dateline_place,
        "blocks": [[block.kind, list(block.items) or block.text] for block in copy.blocks],
        "unread": [list(line) for line in read.unread],
    } == expected


@pytest.mark.parametrize("path", sorted(PASTED.glob("*.txt")), ids=lambda path: path.stem)
def test_every_line_is_in_the_draft_or_named(path):
    """Nothing is lost in silence: each line that was pasted is found in what was read, or among the unread."""
    text = mended(text_of(path))
    read = read_pasted(text_of(path))
    copy = read.copy
    kept = " ".join(
        [copy.headline, copy.section, copy.dateline_place, copy.wire, *(b.name for b in copy.bylines)]
        + [text for block in copy.blocks for text in (block.text, *block.items)]
    ).casefold()
    named = {number for number, _said in read.unread}
    lost = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = [w.strip("\u200e\u200f\u202a\u202b\u202c\"'“”«»‘’.,:;،") for w in line.split()]
        words = [w for w in words if len(w) > 4 and w.isalpha()]
        if words and number not in named and not any(word.casefold() in kept for word in words):
            lost.append((number, line))
    assert lost == []


@pytest.mark.parametrize("path", sorted(FILED.glob("*.json")), ids=lambda path: path.stem)
def test_copy_that_needs_nothing_done_is_read_as_it_is_filed(path):
    language = json.loads(path.read_text(encoding="utf-8"))["language"]
    text = decode(path.with_suffix(".txt").read_bytes())
    read, filed = read_pasted(text, language), read_copy(text, language)
    assert (read.copy.headline, read.copy.bylines, read.copy.body_html) == (
        filed.headline, filed.bylines, filed.body_html
    )  # fmt: skip
    assert read.notes == ()
    assert read.language == language


def test_a_refusal_names_the_line_of_what_was_pasted():
    with pytest.raises(CopyError, match=r"^Line 3: The label “Price”"):
        read_pasted("\n\nPrice: 5\nHeadline: x\n\nText.\n")


def test_a_chain_of_forwards_gives_the_innermost_story():
    inner = "From: Wire <w@x.example>\nSubject: Rain\nTo: a@x.example\n\n" + "Rain fell on the whole city. " * 12
    middle = f"From: A <a@x.example>\nSubject: Fwd: Rain\nTo: b@x.example\n\nFor you?\n\n{inner}"
    read = read_pasted(f"From: B <b@x.example>\nSubject: Fwd: Fwd: Rain\nTo: desk@x.example\n\nSee below.\n\n{middle}")
    assert (read.copy.headline, [b.name for b in read.copy.bylines]) == ("Rain", ["Wire"])
    assert {"For you?", "See below."} <= {said for _n, said in read.unread}


def test_heads_in_a_story_are_no_mail():
    text = (
        "A form that nobody understands\n\n"
        + "Long. " * 40
        + "\n\nSubject: rent\nFrom: you\n\nThe office sent it back."
    )
    read = read_pasted(text)
    assert read.copy.headline == "A form that nobody understands"
    assert any("Subject: rent" in block.text for block in read.copy.blocks)


@pytest.mark.parametrize(
    "text",
    ["\t" * 100_000, "- \n" * 60_000, "[1/1/2026, 1:1" * 15_000, "From: x\nSubject: y\n" * 9_000, "> " * 90_000,
     "É" * 190_000, "a|" * 90_000, "(reporting by " * 14_000, ("Re: " * 40_000) + "x", "A-1\n" * 40_000,
     "From: x\nSubject: y\n\n" + "Regards\n" * 20_000],
)  # fmt: skip
def test_hostile_text_is_read_or_refused_in_no_time(text):
    began = time.process_time()
    try:
        read_pasted(text)
    except CopyError:
        pass
    assert time.process_time() - began < 5


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["", "en", "ar", "ckb"]))
def test_anything_is_read_or_refused_in_a_sentence(text, language):
    try:
        read = read_pasted(text, language)
    except CopyError as error:
        assert str(error).strip()
    else:
        assert read.copy.headline and read.copy.blocks
        assert all(1 <= number <= text.count("\n") + text.count("\r") + 1 for number, _said in read.unread)
