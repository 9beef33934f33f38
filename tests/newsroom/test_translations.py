"""Our words in Arabic and Central Kurdish: nothing missing, nothing broken, and what an accident looks like."""

import re
import string
from datetime import date
from io import StringIO

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext, ngettext, override, pgettext

from newsroom.management.commands import messages

LANGUAGES = tuple(messages.PLURALS)
PLACEHOLDER = re.compile(r"%\(\w+\)[-0-9.]*[a-z]|%[sd]|\{\w+\}")
TAG = re.compile(r"<[^>]*>")
# Plural forms that stand for one number only may say it in words: "two days".
SAY_THE_NUMBER = {"ar": (0, 1, 2), "ckb": (0,)}
ARABIC_SCRIPT = re.compile(r"[\u0620-\u06ff]")
# Arabic's kaf, yeh, alef maksura, teh marbuta, and heh doachashmee; short vowels, which Kurdish writes as letters.
NOT_KURDISH = re.compile(r"[كيىةھ\u064b-\u0652]")


def entries():
    for code in LANGUAGES:
        catalogue = messages.read(messages.catalogue_path(code), code)
        for message in catalogue:
            if message.id:
                asked = message.id if isinstance(message.id, tuple) else (message.id,)
                said = message.string if isinstance(message.string, tuple) else (message.string,)
                for form, text in enumerate(said):
                    yield code, form, len(said) > 1, asked, text


ENTRIES = list(entries())


def faults(rule) -> list[str]:
    return [f"{code}: {asked[0]!r}: {text!r}" for code, form, plural, asked, text in ENTRIES if rule(code, asked, text)]


@pytest.fixture
def newsroom(tmp_path, monkeypatch, settings):
    """A project of one template and one module, with a catalogue of its own."""
    (tmp_path / "templates").mkdir()
    for package in messages.PACKAGES:
        (tmp_path / package / "migrations").mkdir(parents=True)
    (tmp_path / "templates/page.html").write_text(
        "{% load i18n %}\n"
        "  <p>{# Translators: a button #}\n{% translate 'Publish' %}</p>\n"
        '<b title=\'{% translate "By" context "byline" %}\'>it\'s (not) "text"</b>\n'
        "    {% blocktranslate count n=stories|length with who=user %}{{ n }} story by {{ who }}"
        "{% plural %}{{ n }} stories by {{ who }}{% endblocktranslate %}\n"
        "{% include 'x.html' with label=_('Label') %}\n",
    )
    (tmp_path / "articles/models.py").write_text(
        "from django.utils.translation import gettext_lazy as _, pgettext\n"
        "# Translators: what the desk works on\n"
        "name = _('story'\n    ' and more')\n"
        "by = pgettext('byline', 'By')\n"
        "unknown = _(name)\n"
    )
    (tmp_path / "articles/migrations/0001_initial.py").write_text("name = _('of a migration')\n")
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    return tmp_path


def collected(*arguments: str) -> str:
    out = StringIO()
    call_command("messages", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def catalogue(code: str = "ckb") -> Catalog:
    return messages.read(messages.catalogue_path(code), code)


# --- What we say ---------------------------------------------------------------------------------------------


def test_every_text_is_translated():
    out = StringIO()
    try:
        call_command("messages", "--check", stdout=out, stderr=StringIO())
    except CommandError:
        pytest.fail(f"Run `manage.py messages`, then translate:\n{out.getvalue()}")


def test_no_text_is_kept_that_nothing_asks_for():
    asked = messages.collect(settings.BASE_DIR)
    for code in LANGUAGES:
        gone = [m.id for m in catalogue(code) if m.id and m.locations and not messages.find(asked, messages.key_of(m))]
        assert gone == [], "Run `manage.py messages`."


def test_placeholders_are_those_of_the_original():
    wrong = []
    for code, form, plural, asked, text in ENTRIES:
        allowed = [set(PLACEHOLDER.findall(one)) for one in asked]
        mine = set(PLACEHOLDER.findall(text))
        told = plural and form in SAY_THE_NUMBER[code] and mine <= set().union(*allowed)
        if mine != allowed[-1] and mine not in allowed[:1] and not told:
            wrong.append(f"{code}: {asked[0]!r}: {text!r}")
    assert wrong == []


def test_tags_are_those_of_the_original():
    assert faults(lambda code, asked, text: TAG.findall(text) != TAG.findall(asked[-1])) == []


def test_per_cent_signs_break_no_formatting():
    """A lone % in a text with placeholders would be an error at the moment of showing it."""
    assert (
        faults(
            lambda code, asked, text: (
                PLACEHOLDER.search(text) and "%" in PLACEHOLDER.sub("", text).replace("%%", "").replace("%\n", "")
            )
        )
        == []
    )


def test_blanks_at_the_ends_are_those_of_the_original():
    def ends(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    assert faults(lambda code, asked, text: ends(text) != ends(asked[-1])) == []
    assert faults(lambda code, asked, text: "  " in text) == []


def test_ends_are_marked_as_in_the_original():
    same = {".": ".", "?": "؟", ":": ":", "…": "…", ",": "،"}

    def differs(code, asked, text):
        expected = same.get(asked[-1][-1])
        return (text[-1] != expected) if expected else text[-1] in same.values()

    abbreviated = re.compile(r"'[A-Z][a-z]{2,3}\.'")  # months
    assert [fault for fault in faults(differs) if not abbreviated.search(fault)] == []


def test_words_are_said_in_the_language():
    def latin_only(code, asked, text):
        words = PLACEHOLDER.sub("", TAG.sub("", asked[-1]))
        return any(letter in string.ascii_letters for letter in words) and not ARABIC_SCRIPT.search(text)

    assert faults(latin_only) == []


def test_kurdish_is_written_with_kurdish_letters():
    assert faults(lambda code, asked, text: code == "ckb" and NOT_KURDISH.search(text)) == []


def test_arabic_is_written_with_arabic_letters():
    assert faults(lambda code, asked, text: code == "ar" and re.search("[کیەڕڵۆێگپچژڤ]", text)) == []


def test_quotation_marks_and_marks_of_the_sentence_are_those_of_the_script():
    assert (
        faults(
            lambda code, asked, text: re.search(r"[“”„;]|\?(?![a-z]+=)", TAG.sub("", text)) or '"' in TAG.sub("", text)
        )
        == []
    )
    assert faults(lambda code, asked, text: re.search(r"[\u0620-\u06ff],", text)) == []


def test_no_direction_is_forced_but_by_isolates_in_pairs():
    assert faults(lambda code, asked, text: re.search("[\u200e\u200f\u202a-\u202e]", text)) == []
    assert faults(lambda code, asked, text: text.count("\u2068") != text.count("\u2069")) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_compiled_words_answer(code):
    said = {"ar": ("الأقسام", "بقلم"), "ckb": ("بەشەکان", "نووسینی")}[code]
    with override(code):
        assert (gettext("Sections"), pgettext("byline", "By")) == said


@pytest.mark.parametrize(
    "n, said",
    [
        (0, "مدة القراءة: أقل من دقيقة"),
        (1, "مدة القراءة: دقيقة"),
        (2, "مدة القراءة: دقيقتان"),
        (3, "مدة القراءة: 3 دقائق"),
        (11, "مدة القراءة: 11 دقيقة"),
        (100, "مدة القراءة: 100 دقيقة"),
    ],
)
def test_arabic_counts_in_six_ways(n, said):
    with override("ar"):
        assert ngettext("%(n)s min read", "%(n)s min read", n) % {"n": n} == said


def test_no_count_begins_with_its_number_where_a_dot_stands_before_it():
    """In Arabic-Indic digits "· ١" is read as ten: zero is a dot."""
    for code in LANGUAGES:
        with override(code):
            assert not ngettext("%(n)s min read", "%(n)s min read", 5).startswith("%")


def test_every_plural_has_all_its_forms():
    counted = {"ar": 6, "ckb": 2}
    for code in LANGUAGES:
        assert catalogue(code).num_plurals == counted[code]
        for message in catalogue(code):
            if message.id and isinstance(message.id, tuple):
                assert len(message.string) == counted[code], message.id


def test_a_kurdish_date_is_of_the_calendar_that_the_day_is_of():
    """Django names January after a month of the Kurdish calendar that begins on the 21st."""
    day = date(2026, 1, 5)
    with override("ckb"):
        assert date_format(day, "j F Y") == "5 کانوونی دووەم 2026"
        assert date_format(day, "l j M") == "دووشەممە 5 کانوونی دووەم"
        assert date_format(day, "D") == "دووشەممە"
        assert len({date_format(date(2026, month, 1), "F") for month in range(1, 13)}) == 12
        for month in range(1, 13):
            assert len({date_format(date(2026, month, 1), kind) for kind in "FMNE"}) == 1
    with override("ar"):
        assert date_format(day, "l j F Y") == "الاثنين 5 يناير 2026"


# --- The command ---------------------------------------------------------------------------------------------


def test_texts_are_collected_from_code_and_templates_with_context_plural_and_comment(newsroom):
    collected()
    found = {messages.key_of(m): m for m in catalogue() if m.id}
    assert list(found) == [
        ("story and more", None),
        ("By", "byline"),
        ("Publish", None),
        ("%(n)s story by %(who)s", None),
        ("Label", None),
    ]
    assert found["story and more", None].auto_comments == ["what the desk works on"]
    assert found["Publish", None].auto_comments == ["a button"]
    assert found["%(n)s story by %(who)s", None].id[1] == "%(n)s stories by %(who)s"
    assert [name for name, _line in found["By", "byline"].locations] == ["articles/models.py", "templates/page.html"]


def test_a_second_run_changes_nothing_and_the_file_holds_neither_dates_nor_lines(newsroom):
    collected()
    first = messages.catalogue_path("ar").read_bytes()
    collected()
    assert messages.catalogue_path("ar").read_bytes() == first
    assert b"Date" not in first
    assert not re.search(rb"\.(py|html):\d", first)


def test_translations_are_kept_what_is_gone_is_removed_what_was_put_there_by_hand_stays(newsroom):
    collected()
    path = messages.catalogue_path("ckb")
    text = path.read_text().replace('msgid "Publish"\nmsgstr ""', '# note\nmsgid "Publish"\nmsgstr "بڵاوکردنەوە"')
    path.write_text(text + '\n# a city\nmsgid "Erbil"\nmsgstr "هەولێر"\n')
    (newsroom / "articles/models.py").unlink()
    collected()
    kept = catalogue()
    assert (kept.get("Publish").string, kept.get("Publish").user_comments) == ("بڵاوکردنەوە", ["note"])
    assert (kept.get("Erbil").string, kept.get("Erbil").user_comments) == ("هەولێر", ["a city"])
    assert kept.get("story and more") is None


def test_the_check_names_what_is_missing_empty_or_fuzzy_and_writes_nothing(newsroom):
    collected()
    path = messages.catalogue_path("ckb")
    path.write_text(path.read_text().replace('msgid "Publish"\nmsgstr ""', '#, fuzzy\nmsgid "Publish"\nmsgstr "هێشتا"'))
    (newsroom / "authors/roles.py").write_text("_('Editor')")
    before, out = path.read_bytes(), StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("messages", "--check", stdout=out, stderr=StringIO())
    assert refused.value.returncode == 1
    assert "ckb: missing: 'Editor' (authors/roles.py)" in out.getvalue()
    assert "ckb: fuzzy: 'Publish' (templates/page.html)" in out.getvalue()
    assert "ckb: empty: 'By' [byline] (articles/models.py, templates/page.html)" in out.getvalue()
    assert path.read_bytes() == before
