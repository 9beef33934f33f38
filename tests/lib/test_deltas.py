"""A version kept as its difference comes back as it was, whatever it is; what is spoilt is said to be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.lib.deltas import pack, unpack

line = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\n"), max_size=8)
lines = st.lists(line, max_size=6).map("\n".join)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 10**9) | lines,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(line, inner, max_size=3),
    max_leaves=6,
)
things = st.dictionaries(st.sampled_from("abcdef"), plain, max_size=6)


@settings(max_examples=400, deadline=None)
@given(things, things)
def test_what_comes_back_is_what_went_in(value, base):
    assert unpack(pack(value)) == value
    assert unpack(pack(value, base), base) == value
    assert repr(unpack(pack(value, base), base)[name] for name in value)


def test_true_is_not_one():
    assert unpack(pack({"a": True}, {"a": 1}), {"a": 1})["a"] is True


def test_a_small_change_weighs_little_however_long_the_text_is():
    text = "\n".join(f"<p>Paragraph {n} of a long story about {n * 7919} things.</p>" for n in range(2000))
    changed = text.replace("Paragraph 1900 of", "Paragraph 1900, corrected, of")
    assert len(pack({"body": changed}, {"body": text})) < 200 < len(pack({"body": changed})) / 20


def test_what_is_spoilt_or_has_another_base_is_refused():
    base, value = {"body": "a\nb\nc" * 50}, {"body": "a\nb\nd" * 50}
    kept = pack(value, base)
    for data, over in (
        (kept, None),
        (kept, {"body": "other"}),
        (kept[:-4], base),
        (b"x" + kept[1:], base),
        (b"", base),
    ):
        with pytest.raises(ValueError):
            unpack(data, over)
    with pytest.raises(ValueError):
        unpack(pack(value)[:-3])
