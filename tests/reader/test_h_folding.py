"""H12: a search meets the spellings that keyboards mix, in Arabic and in Central Kurdish, and no other words."""

import pytest

from articles.models import Publication
from articles.search import find
from newsroom.lib.folding import fold, forms, terms, words
from tests.factories import HOUR, NOW, live_story, newsroom

# (language, what stands in a story, what is typed): they meet.
MEET = [
    ("ar", "كتاب", "کتاب"), ("ckb", "کتێب", "كتيب"),  # Kaf
    ("ar", "علي", "على"), ("ar", "على", "علی"), ("ckb", "شادی", "شادي"), ("ckb", "شێر", "شير"),  # Yeh
    ("ar", "هدى", "ھدى"), ("ckb", "هەولێر", "ھەولێر"), ("ckb", "هەولێر", "هه‌ولێر"),  # Heh, with a joiner
    ("ar", "مكتبة", "مكتبه"), ("ckb", "ڕۆژنامە", "رۆژنامة"), ("ckb", "ئێمە", "ئێمه"),  # Teh marbuta, Kurdish E
    ("ar", "أربيل", "اربيل"), ("ar", "إعلام", "اعلام"), ("ar", "آثار", "اثار"), ("ar", "ٱلشمس", "الشمس"),  # Alef
    ("ar", "مسؤول", "مسوول"), ("ar", "شئون", "شيون"),  # what carries a hamza
    ("ckb", "ڕووبار", "رووبار"), ("ckb", "پڵان", "پلان"), ("ckb", "بۆ", "بو"),
    ("ar", "كتاب", "كتــــاب"), ("ar", "كِتَابٌ", "كتاب"), ("ar", "كتاب", "كُتاب"),  # tatweel, vowel signs
    ("ckb", "نه‌ورۆز", "نەورۆز"), ("ar", "می‌خواهم", "میخواهم"),  # the joiner
    ("ar", "٢٠٢٦", "2026"), ("ckb", "۲۰۲۶", "٢٠٢٦"), ("en", "2026", "٢٠٢٦"),  # digits of three scripts
    ("ar", "ﻻﺟﺊ", "لاجئ"),  # letters as old systems drew them
    ("en", "Café", "cafe"), ("en", "O’Neil", "O'NEIL"), ("en", "Straße", "STRASSE"), ("en", "ﬁsh", "fish"),
]  # fmt: skip
# They do not: other words, which a coarser folding would take for the same.
APART = [
    ("ar", "ماء", "ما"), ("ar", "جزء", "جز"), ("ckb", "ئار", "یار"), ("ckb", "ئاو", "یاو"), ("en", "part", "art"),
    ("ar", "مكتب", "مكتبة"), ("ar", "وزير", "زير"), ("ar", "كتاب", "تاب"),
]  # fmt: skip
# One is the other with what the language writes in one with it, or behind it.
FORMS = [
    *(("ar", f"{ahead}مدرسة", "مدرسة") for ahead in ("ال", "و", "ب", "ل", "ك", "ف", "وال", "بال", "كال", "فال", "لل")),
    ("ar", "مدرسة", "المدرسة"), ("ar", "بغداد", "لبغداد"), ("ar", "للجنة", "لجنة"), ("ar", "سيارات", "سيارة"),
    ("ar", "صحفيون", "صحفي"), ("ckb", "شارەکان", "شار"), ("ckb", "کتێبخانەکە", "کتێبخانە"),
    ("ckb", "کتێبخانە", "کتێبخانەکانی"), ("ckb", "هەولێری", "هەولێر"), ("en", "bridges", "bridge"),
    ("en", "published", "publishing"), ("en", "the minister’s", "minister"),
]  # fmt: skip


def forms_of(text: str, language: str) -> set[str]:
    return {form for word in words(text, language) for form in (word, *forms(word, language))}


@pytest.mark.parametrize(("language", "text", "typed"), MEET)
def test_h12_spellings_that_keyboards_mix_are_one(language, text, typed):
    assert fold(text, language) == fold(typed, language)


@pytest.mark.parametrize(("language", "text", "typed"), APART)
def test_h12_other_words_stay_others(language, text, typed):
    assert forms_of(text, language).isdisjoint(words(typed, language))


@pytest.mark.parametrize(("language", "text", "typed"), FORMS)
def test_h12_a_word_is_met_with_what_is_written_in_one_with_it(language, text, typed):
    assert not forms_of(text, language).isdisjoint(forms_of(typed, language))


def test_h12_a_fold_is_a_fixed_point_and_takes_any_text():
    hostile = "\0\ud800\u202e\u2067 'x' ''' — ___ \U0001f600 e\u0301 ئ ۀ ێ ﷺ ½ İ ß"
    for language in ("en", "ar", "ckb"):
        for text in (*(text for _language, text, _typed in MEET), hostile):
            once = fold(text, language)
            assert fold(once, language) == once
    assert words("___ — …", "en") == [] and words("a" * 10_000, "en") == ["a" * 60]


def test_h12_quotation_marks_of_every_language_hold_words_together():
    for said in ('"night buses"', "“night buses”", "«night buses»", "„night buses“"):
        assert [term.words for term in terms(f"{said} return", "en")] == [("night", "buses"), ("return",)]
    assert [term.words for term in terms('night "buses', "en")] == [("night",), ("buses",)]


@pytest.mark.django_db
def test_h12_stories_are_found_by_every_spelling_and_not_by_other_words():
    newsroom()
    for language in ("en", "ar", "ckb"):
        meant = [(text, typed) for code, text, typed in (*MEET, *FORMS) if code == language]
        others = [(text, typed) for code, text, typed in APART if code == language]
        for headline, pairs in (("A", meant), ("B", others)):
            body = f"<p>{' — '.join(text for text, _typed in pairs)}</p>"
            live_story(language=language, headline=headline, slug=headline.lower(), body=body, credits=[])

        def found(typed: str, language=language) -> list[str]:
            numbers = find(typed, language, NOW + HOUR).publications
            return sorted(Publication.objects.filter(pk__in=numbers).values_list("headline", flat=True))

        for _text, typed in meant:
            assert "A" in found(typed), typed
        for _text, typed in others:
            assert "B" not in found(typed), typed
