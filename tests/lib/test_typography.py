"""Quotes, blanks, names and letters are set as a newsroom sets them, and set once."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.lib.typography import name_case, normalise_letters, quotes, quotes_html, tidy, tidy_lines

MARKS = st.text(alphabet="\"'“”‘’«» \n\u200cab90s&;<>/—-.(،نهكي\u0301\u202e", max_size=25)
LANGUAGES = st.sampled_from(["en", "ar", "ckb"])


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("\"Don't,\" he said, \"the '90s were rock 'n' roll.\"", "“Don’t,” he said, “the ’90s were rock ’n’ roll.”"),
        ('presence “more than ever"', "presence “more than ever”"),
        ('"more than ever”', "“more than ever”"),
        ("”so“", "“so”"),
        ("He said: \"'Tis 'so'.\"", "He said: “’Tis ‘so’.”"),
        ("the dogs' bones, the 1990's, ‘80s", "the dogs’ bones, the 1990’s, ’80s"),
        ("6'2\" and a 12\" pipe, 5' long", "6'2\" and a 12\" pipe, 5' long"),
        ('"He was 6\'2" tall," she said', "“He was 6'2\" tall,” she said"),
        ("\"in 2024\" and 'in 2025'", "“in 2024” and ‘in 2025’"),
        ('("so")—"no"', "(“so”)—“no”"),
        ("“already set”, it’s ‘fine’", "“already set”, it’s ‘fine’"),
        ("“a quotation that goes on in the next paragraph", "“a quotation that goes on in the next paragraph"),
    ],
)
def test_english_quotes_are_matched(written, set_):
    assert quotes(written, "en") == set_


@pytest.mark.parametrize("language", ["ar", "ckb", "ar-IQ"])
@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ('"نص" و"آخر"', "«نص» و«آخر»"),
        ("“نص”", "“نص”"),
        ("«نص»", "«نص»"),
        ('“نص"', "“نص”"),
        ('"نص»', "«نص»"),
        ("”نص“", "“نص”"),
        ("“نص»", "“نص”"),
    ],
)
def test_arabic_and_sorani_quotes_are_matched_in_the_writers_kind(language, written, set_):
    assert quotes(written, language) == set_


@settings(max_examples=100, deadline=None)
@given(MARKS, LANGUAGES)
def test_quotes_are_set_once_and_change_nothing_else(text, language):
    once = quotes(text, language)
    assert quotes(once, language) == once
    assert len(once) == len(text)
    for before, after in zip(text, once, strict=True):
        assert before == after or (before in "\"'“”‘’«»" and after in "“”‘’«»")


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ('<p title="a \'b\'">"<em>so</em>" don\'t</p>', "<p title=\"a 'b'\">“<em>so</em>” don’t</p>"),
        ('"<a href="/x">b</a>" it&#x27;s &quot;so&quot;', '“<a href="/x">b</a>” it’s “so”'),
        ('<p>"x</p><p>y"</p>', "<p>“x</p><p>y”</p>"),
        ('a < b "c" <!-- "x" --> "d"', 'a < b “c” <!-- "x" --> “d”'),
        ('<code>"a"</code> <script>"x"</script>"y"', '<code>"a"</code> <script>"x"</script>“y”'),
        ('<p>"so <a href="', '<p>“so <a href="'),
    ],
)
def test_html_is_changed_between_its_tags_only(written, set_):
    assert quotes_html(written, "en") == set_


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                '"',
                "'",
                "“",
                "a",
                " ",
                "&quot;",
                "&#39;",
                "<em>",
                "</em>",
                "<p>",
                "<br>",
                "<code>",
                "</code>",
                "<a title=\"'x'\">",
                "<!--'-->",
                "<",
                "5",
            ]
        )
    ).map("".join),
    LANGUAGES,
)
def test_html_is_set_once_and_keeps_its_tags(html, language):
    once = quotes_html(html, language)
    assert quotes_html(once, language) == once
    tags = re.compile(r"<!--.*?-->|</?[a-z](?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
    assert tags.findall(once) == tags.findall(html)


def test_tidy_strips_what_cannot_be_seen_and_keeps_zwnj():
    assert tidy("  a\u200b\u202eb\u2066\u200f \t\r\n\u00a0c\x00\ufeff ") == "ab c"
    assert tidy("ده\u200cچێت") == "ده\u200cچێت"
    assert tidy("e\u0301") == "é"


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_tidy_is_idempotent_and_normal(text):
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


def test_lines_keep_their_numbers():
    assert tidy_lines("a\r\n\r\n b \u2028 c\rd") == ["a", "", "b c", "d"]


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("MURTAJA LATEEF", "Murtaja Lateef"),
        ("AL-SAADI", "al-Saadi"),
        ("O'NEIL", "O’Neil"),
        ("McDONALD", "McDonald"),
        ("JEAN-PIERRE DE LA TOUR", "Jean-Pierre de la Tour"),
        ("SA'ADI", "Sa’adi"),
        ("Ahmad AL-RUBAYE", "Ahmad al-Rubaye"),
        ("MUHAMMAD BIN SALMAN", "Muhammad bin Salman"),
        ("HENRY VIII", "Henry VIII"),
        ("J.R. SMITH", "J.R. Smith"),
        ("AFP", "AFP"),
        ("Dilan Sirwan", "Dilan Sirwan"),
        ("شیلان", "شیلان"),
        ("", ""),
    ],
)
def test_a_name_in_capitals_becomes_a_name(written, set_):
    assert name_case(written) == set_
    assert name_case(set_) == set_


def test_sorani_letters_are_set_in_sorani_only():
    assert normalise_letters("كوردي ده\u200c\u200cچێتى", "ckb") == "کوردی دە\u200cچێتی"
    assert normalise_letters("كتاب علي هدى", "ar") == "كتاب علي هدى"


@settings(max_examples=100, deadline=None)
@given(MARKS, LANGUAGES)
def test_letters_are_set_once(text, language):
    once = normalise_letters(text, language)
    assert normalise_letters(once, language) == once
