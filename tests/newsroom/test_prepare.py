"""What is made from the source: translations compiled without gettext's own tools."""

import gettext
import os

import pytest
from babel.messages.pofile import PoFileError

from newsroom.lib.catalogues import compile_catalogues

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Publish now"
msgstr "ئێستا بڵاو بکەرەوە"

#, fuzzy
msgid "Take down"
msgstr "guess"
"""


@pytest.fixture
def source(tmp_path):
    source = tmp_path / "ckb/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")
    return source


def test_a_catalogue_is_compiled_once_and_again_when_it_changes(tmp_path, source):
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert compile_catalogues(tmp_path) == []
    later = source.with_suffix(".mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    assert len(compile_catalogues(tmp_path)) == 1
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_what_is_uncertain_stays_in_english(tmp_path, source):
    compile_catalogues(tmp_path)
    with source.with_suffix(".mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert words.gettext("Publish now") == "ئێستا بڵاو بکەرەوە"
    assert words.gettext("Take down") == "Take down"


def test_a_broken_catalogue_is_an_error_and_leaves_nothing(tmp_path, source):
    source.write_text("<<<<<<< a merge that nobody finished\n" + PO, encoding="utf-8")
    with pytest.raises(PoFileError):
        compile_catalogues(tmp_path)
    assert not source.with_suffix(".mo").exists()
