"""A person's name in texts: found with what stands around it, and replaced without touching anything else."""

import time

import pytest

from newsroom.lib import names
from newsroom.lib.names import INSIDE, LINK, SPLIT, Names

ALI = Names(["Ali Hassan"])


@pytest.mark.parametrize(
    ("names", "text", "instead", "then"),
    [
        (["Karim Ali"], "He met KARIM  ALI’s son.", "a resident", "He met a resident’s son."),
        (["O'Brien"], "Then O’Brien spoke, and O&#x27;Brien left.", "a source",
         "Then a source spoke, and a source left."),
        (["Karim Ali"], "Karim Ali said. Karim Ali left; Dr. Karim Ali saw it.", "a doctor",
         "A doctor said. A doctor left; Dr. a doctor saw it."),
        (["Karim"], "Karima saw Karim, Abdulkarim did not.", "a man", "Karima saw a man, Abdulkarim did not."),
        (["Karim Ali", "Karim"], "So Karim Ali came, as Karim does.", "he", "So he came, as he does."),
        (["كريم علي"], "قال كريم علي وكريم علي لكريم علي فبكريم علي", "أحد السكان",
         "قال أحد السكان وأحد السكان لأحد السكان فبأحد السكان"),
        (["سامرائي"], "والسامرائي وسامرائية", "ساكن", "والساكن وسامرائية"),
        (["باسمة"], "باسمة وبباسمةَ", "امرأة", "امرأة وبامرأة"),
        (["کەریم عەلی"], "کەریم عەلی گوتی و کەریم عەلییەکان", "سەرچاوەیەک", "سەرچاوەیەک گوتی و کەریم عەلییەکان"),
        (["J. R. Smith Jr."], "It was J. R. Smith Jr.: yes", "x", "It was x: yes"),
        (["Karim"], "Nobody.", "x", "Nobody."),
    ],
)  # fmt: skip
def test_other_words_take_its_place(names, text, instead, then):
    assert Names(names).without(text, instead) == then


def test_inside_longer_words_only_where_that_is_asked():
    text = "Karima and Karimov"
    assert [place.why for place in Names(["Karim"]).places(text)] == [INSIDE, INSIDE]
    assert Names(["Karim"]).without(text, "x") == text
    assert Names(["Karim"], whole=False).without(text, "N") == "Na and Nov"


def test_html_is_changed_between_tags_alone_and_byte_for_byte():
    html = (
        '<p id="b0001">Ali Hassan &amp; sons: <a href="https://x.example/?n=Ali Hassan&amp;b=%3C">Ali&nbsp;Hassan</a>'
        "<br>said <em>so</em>.</p>\n<ul id=\"b0002\"><li><p>&lt;b&gt;Ali Hassan</p></li></ul>"
    )  # fmt: skip
    then = ALI.without_html(html, "a man <b>")
    assert then == (
        '<p id="b0001">A man &lt;b&gt; &amp; sons: <a href="https://x.example/?n=Ali Hassan&amp;b=%3C">a man &lt;b&gt;'
        "</a>"
        "<br>said <em>so</em>.</p>\n<ul id=\"b0002\"><li><p>&lt;b&gt;a man &lt;b&gt;</p></li></ul>"
    )  # fmt: skip
    assert [place.why for place in ALI.places_html(html)] == ["", "", "", LINK]
    assert ALI.places_html(html)[2].before == "<b>"  # as people read it


@pytest.mark.parametrize(
    "html", ["<p><strong>Ali</strong> Hassan</p>", "<p>A<em>l</em>i Hassan</p>", "<p>Ali<br>Hassan</p>",
             '<p>x <a href="/">Ali </a><a href="/">Hassan</a></p>'],
)  # fmt: skip
def test_a_name_that_markup_runs_through_is_told_and_stays(html):
    assert [place.why for place in ALI.places_html(html)] == [SPLIT]
    assert ALI.without_html(html, "x") == html


def test_a_word_goes_on_behind_markup_and_paragraphs_are_apart():
    assert [p.why for p in Names(["Karim"]).places_html("<p><strong>Karim</strong>a</p>")] == [INSIDE]
    assert ALI.places_html("<p>Ali</p>\n<p>Hassan</p>") == []
    assert Names(["Karim"]).without_html("<p>Karim</p><p>ov</p>", "x") == "<p>X</p><p>ov</p>"


def test_what_stands_around_it_is_short_and_cut_between_words():
    place = ALI.places("word " * 200 + "Ali Hassan" + " other" * 200)[0]
    assert place.before.startswith("…word") and place.after.endswith("other…")
    assert len(place.before) < 65 and len(place.after) < 65
    amp = ALI.places_html(f"<p>{'&amp; ' * 200}Ali Hassan{' &amp;' * 200}</p>")[0]
    assert set(amp.before) == set(amp.after) == set("…& ")


@pytest.mark.parametrize("few", [["Ali"], [], ["Ali Hassan", "Ali"], ["    "]])
def test_too_short_a_name_is_refused_inside_longer_words(few):
    with pytest.raises(ValueError, match=r"five characters|no name"):
        Names(few, whole=False)


def test_as_words_of_its_own_a_short_name_is_looked_for():
    assert Names(["Ali"]).without("Ali and Alissa", "a man") == "A man and Alissa"
    with pytest.raises(ValueError, match=r"five characters"):
        Names(["A"])


def test_a_text_full_of_it_takes_no_longer_than_it_is_long():
    began = time.process_time()
    html = "<p>" + "aaaaa " * 30_000 + "aaaaab " * 30_000 + "</p>"
    names = Names(["aaaaa"])
    assert names.without_html(html, "b").lower().count("b ") == 60_000 and len(names.places_html(html)) == 60_000
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "name", "instead", "expected"),
    [
        ("Ali and Alissa Khalid", "Ali", "A staff writer", "A staff writer and Alissa Khalid"),
        ("ALI, with Nazdar", "Ali", "", ", with Nazdar"),
        ("Khalid Ali", "Ali", "X", "Khalid X"),
        ("Ali’s", "Ali", "X", "X’s"),
        ("تقرير ونازدار أمين", "نازدار أمين", "محرر", "تقرير ومحرر"),
        ("By A.B. (Erbil)", "A.B.", "X", "By X (Erbil)"),
        ("Nobody", "", "X", "Nobody"),
    ],
)
def test_a_short_name_goes_as_words_of_its_own(text, name, instead, expected):
    assert names.without_name(text, name, instead) == expected
