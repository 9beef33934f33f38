"""Bodies: the canonical form loses no words, changes nothing twice, and keeps the ids of its blocks."""

import re
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import body
from articles.body import canonical, parse, plain, render
from newsroom.lib import html as sanitiser

calm = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def ids(html: str) -> list[str]:
    return [block.id for block in parse(html)]


def words(html: str) -> list[str]:
    return plain(html).split()


# --- form ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pasted", "kinds", "text"),
    [
        ("<p>One</p>\n<!-- no --><p>Two</p>", "p p", "One Two"),
        ("loose <b>bold</b> words<p>Two</p>", "p p", "loose bold words Two"),
        ('<b style="font-weight:normal"><p>One</p><p>Two</p></b>', "p p", "One Two"),
        ('<a href="https://x.org/"><h2>T</h2><p>x</p></a>', "h2 p", "T x"),
        ("<strong>x<p>b</p>y</strong>", "p p p", "x b y"),
        ("<span><div>a</div><div>b</div></span>", "p p", "a b"),
        ("<div><div>a</div>b<div><p>c</p></div></div>", "p p p", "a b c"),
        ("<ul>loose<li>a</li></ul>", "ul", "loose a"),
        ("<ul><li>a</li><ul><li>nested</li></ul></ul>", "ul", "a nested"),
        ("<ul><li><div>a</div><div>b</div></li></ul>", "ul", "a b"),
        ("<ol><li>a<ol><li>b</ol></ol>", "ol", "a b"),
        ("<h1>x</h1><h5>y</h5>", "h2 h3", "x y"),
        ("<h2><p>x</p><p>y</p></h2>", "h2", "x y"),
        ("<li>x", "ul", "x"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>", "p p p", "a b c"),
        ("<figure><img src=x><figcaption>a</figcaption></figure>b", "p p", "a b"),
        ("<dl><dt>a<dd>b</dl>", "p p", "a b"),
        ("<blockquote>a<p>b</p></blockquote>", "blockquote", "a b"),
        ('<aside class="pullquote">x</aside>', "aside", "x"),
        ("<p> </p><p>&nbsp;</p><strong></strong>", "", ""),
        ("a<br>b", "p", "a b"),
    ],
)
def test_what_editors_paste_becomes_blocks_without_a_word_lost_or_joined(pasted, kinds, text):
    made = canonical(pasted)
    assert [block.kind for block in parse(made)] == kinds.split()
    assert words(made) == text.split()
    assert canonical(made) == canonical(made, made) == made
    assert body.count(made) == len(text.split())


def test_only_top_level_blocks_have_ids_and_each_its_own():
    deep = '<blockquote><blockquote><p id="babcd">x</p></blockquote></blockquote><ul><li><p id="babcd">y</p></li></ul>'
    made = canonical(deep * 3)
    found = re.findall(r'id="(\w+)"', made)
    assert len(found) == len(set(found)) == 6 == len(parse(made))


def test_a_link_without_words_does_not_stay():
    assert "href" not in canonical('<p>a <a href="/x"></a> <a href="/y"> </a> <a href="/z"><b></b></a> b</p>')
    assert 'href="/x"' in canonical('<p><a href="/x">go</a></p>')


@pytest.mark.parametrize("mark", ["\x00", "\x0b", "\x1f", "\x7f", "\x9b", "\u202e", "\u2066", "\ufeff", "\uffff"])
def test_what_cannot_be_seen_does_not_stay(mark):
    assert words(canonical(f"<p>a{mark}b</p>")) in (["ab"], ["a�b"])


def test_letters_that_join_or_not_stay():
    assert "می\u200cخوانم" in canonical("<p>می\u200cخوانم</p>")


@pytest.mark.parametrize(
    "heavy",
    [
        "<blockquote>" * 5000 + "x",
        "<span>" * 5000 + "x",
        "<div>" * 60_000 + "x",
        "<b>" * 1000 + "x",
        "<ul><li>" * 300 + "x",
        "<p>x</p>" * 50_000,
        "x" * 400_001,
    ],
)
def test_a_body_that_would_weigh_the_desk_down_is_refused(heavy):
    begun = process_time()
    with pytest.raises(ValueError, match="body has"):
        canonical(heavy)
    assert process_time() - begun < 10


# --- ids -----------------------------------------------------------------------------------------------------


def test_ids_stay_with_their_blocks():
    first = canonical("<p>One</p><p>Two</p><p>Three</p>")
    one, two, three = ids(first)
    assert ids(canonical("<p>One</p><p>New</p><p>Two</p><p>Three</p>", first))[::2] == [one, two]
    assert ids(canonical("<p>Three</p>", first)) == [three]
    assert ids(canonical("<p>One</p><p>Two, rewritten</p><p>Three</p>", first)) == [one, two, three]
    assert ids(canonical("<p>One</p><h2>Two</h2><p>Three</p>", first)) == [one, two, three]


def test_an_id_that_is_written_into_the_text_is_not_believed():
    first = canonical("<p>One</p>")
    forged = canonical(f'<p id="{ids(first)[0]}">Stranger</p><p id="{ids(first)[0]}">One</p>', first)
    assert len(set(ids(forged))) == 2 and ids(forged)[1] == ids(first)[0]


def test_the_same_words_twice_have_two_ids():
    assert len(set(ids(canonical("<p>Again</p>" * 50)))) == 50


# --- what holds for any text ---------------------------------------------------------------------------------

_tags = sorted(sanitiser.TAGS | sanitiser.FOREIGN | {"script", "svg", "math", "style", "img", "template", "select"})
_bits = st.one_of(
    st.sampled_from([f"<{t}>" for t in _tags]),
    st.sampled_from([f"</{t}>" for t in _tags]),
    st.sampled_from(["one", "دوو", " ", "&lt;", "&amp;", "&nbsp;", "\n", "<!--", "-->", '<a href="/x">']),
    st.sampled_from(['<p id="babcd">', '<a href="javascript:x()">', "<aside class=pullquote>", "<p lang=ckb dir=rtl>"]),
    st.sampled_from(["<![CDATA[", "]]>"]),
    st.text(alphabet="<>/\"'= &;ax\u202e\x00", max_size=6),
)  # fmt: skip
markup = st.lists(_bits, max_size=25).map("".join)


@calm
@given(markup)
def test_the_sanitiser_changes_nothing_twice(text):
    once = sanitiser.clean(text)
    assert sanitiser.clean(once) == once


@calm
@given(markup, markup)
def test_the_canonical_form_is_a_fixed_point(text, before):
    try:
        old = canonical(before)
        made = canonical(text, old)
    except ValueError:
        return
    assert canonical(made, made) == made
    assert canonical(made, old) == made
    assert render(made) == made
    found = re.findall(r'\bid="([^"]*)"', made)
    assert len(found) == len(set(found)) == len(parse(made))


@calm
@given(st.lists(st.text(alphabet="abc دو<>&\"'", max_size=12), max_size=8))
def test_plain_words_come_out_as_they_went_in(paragraphs):
    from html import escape

    made = canonical("".join(f"<p>{escape(text)}</p>" for text in paragraphs))
    assert words(made) == " ".join(paragraphs).split()
