"""What a reader would want to know of a change, and what is only spelling."""

import time

import pytest

from articles.significance import MOST_SHOWN, Flag, Words, flags

KNOWN = ["شيرين أحمد", "دیلان سیروان"]


def found(before: str, after: str, language: str = "en", **more) -> list[tuple[str, str, str]]:
    one, other = (Words(language, "Same", text, **more) for text in (before, after))
    return [(flag.kind, flag.before, flag.after) for flag in flags(one, other, KNOWN)]


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("They met 12 men.", "They met 14 men.", [("number", "12", "14")]),
        ("It cost $12 million.", "It cost $12 billion.", [("number", "million", "billion")]),
        ("Eleven lines run.", "Twelve lines run.", [("number", "Eleven", "Twelve")]),
        ("A rise of 5%.", "A rise of 5.5%.", [("number", "5%", "5.5%")]),
        ("It was 14:30 then.", "It was 15:30 then.", [("number", "14:30", "15:30")]),
        ("He came on Friday.", "He came on Monday.", [("date", "Friday", "Monday")]),
        ("It was 5 May 2024.", "It was 6 May 2024.", [("date", "5 May 2024", "6 May 2024")]),
        ("He said “we know” then.", "He said “we knew” then.", [("quotation", "we know", "we knew")]),
        ("The mayor, Ali Hama, left.", "The mayor, Ali Hassan, left.", [("name", "Ali Hama", "Ali Hassan")]),
        ("Barzani said he would.", "Talabani said he would.", [("name", "Barzani", "Talabani")]),
        ("The talks in Erbil ended.", "The talks ended.", [("name", "Erbil", "")]),
        ("He was not held.", "He was held.", [("negation", "not", "")]),
        ("They didn’t go.", "They did go.", [("negation", "n’t", "")]),
    ],
)
def test_what_a_reader_would_want_to_know(before, after, wanted):
    assert found(before, after) == wanted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Teh buses retrun to the city.", "The buses return to the city."),
        ("It cost 1,000 dinars.", "It cost 1000 dinars."),
        ("He came , and went.", "He came, and went."),
        ("One line.\nAli Hama went on Friday.", "Ali Hama went on Friday.\nOne line."),
        ("Night buses are back. So it is.", "Late buses are back. So it is."),
        ("Erbil’s mayor left.", "The mayor of Erbil left."),
        ("It’s late.", "Its late."),
        ("He said “we know.”", "He said “we know”."),
        ("ژمارە ١٢", "ژمارە 12"),
    ],
)
def test_what_is_only_spelling_layout_or_order(before, after):
    assert found(before, after) == []


@pytest.mark.parametrize(
    ("language", "before", "after", "kinds"),
    [
        ("ar", "أصيب ١٢ شخصاً يوم الجمعة", "أصيب ١٤ شخصاً يوم السبت", ["number", "date"]),
        ("ar", "قال شيرين أحمد «نعم»", "قال دیلان سیروان «لا نعرف»", ["quotation", "name", "negation"]),
        ("ar", "وثلاثة رجال في آذار", "وأربعة رجال في نيسان", ["number", "date"]),
        ("ckb", "دوازدە کەس لە ٥ی ئایار", "سیازدە کەس لە ٥ی نیسان", ["number", "date"]),
    ],
)
def test_scripts_without_capitals(language, before, after, kinds):
    assert [kind for kind, _before, _after in found(before, after, language)] == kinds


def test_the_headline_the_byline_and_quoted_blocks():
    assert flags(Words("en", "Old", ""), Words("en", "New", "")) == [Flag("headline", "Old", "New")]
    one, other = Words("en", "H", "", names=("Awa",)), Words("en", "H", "", names=("Ben",))
    assert flags(one, other) == [Flag("name", "Awa", "Ben")]
    one, other = Words("en", "H", "", quoted=("We go",)), Words("en", "H", "", quoted=("We stay",))
    assert flags(one, other) == [Flag("quotation", "We go", "We stay")]


def test_what_is_shown_of_a_long_quotation_is_short():
    long = "word " * 200
    shown = found(f"“{long}”", f"“{long}more”")[0]
    assert all(len(side) <= MOST_SHOWN for side in shown[1:])


def test_hostile_and_long_texts_take_no_time():
    for text in ("A " * 30_000, "1," * 30_000, "“" * 30_000, "n’t" * 20_000, "May " * 20_000, "A" * 60_000):
        began = time.process_time()
        flags(Words("en", "H", text), Words("en", "H", text[:-3] + " 7"))
        assert time.process_time() - began < 5, text[:10]
    story = " ".join(f"On Friday Ali Hama{n} said “word {n}” and {n} men left." for n in range(600))
    began = time.process_time()
    changed = flags(Words("en", "H", story), Words("en", "H", story.replace("word 17”", "word 18”")))
    assert {flag.kind for flag in changed} == {"number", "quotation"}
    assert time.process_time() - began < 2
