"""The words on the pages: each in the page's language, said so where it is another, names kept apart."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from newsroom.lib.languages import LANGUAGES
from tests.site.reading import ancestors, texts, value, walk

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]

# Where words that only the desk sees come from.
DESK = re.compile(r"admin|desk|registration|management|models|workflow|forms|mail|checks|apps\.py|settings")
SAID = ("aria-label", "alt", "title", "placeholder", "content", "label", "value")
# Names that are written so in every language.
NAMES = {"WhatsApp", "Telegram", "X", "Facebook"}
# What a feed's title says of its form, a standard by its name, a place on the web.
FORMS = re.compile(r"\((?:RSS|Atom|JSON Feed|WCAG)\)|\bAA\b|\b[a-z]+\.example\b")


def catalogue(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def ours(language: str) -> list[str]:
    """The English words of the readers' pages that this language's catalogue translates."""
    assert catalogue(language).is_file(), f"There is no catalogue for {language}."
    with catalogue(language).open("rb") as file:
        messages = list(read_po(file, locale=language))
    found = []
    for message in messages:
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        theirs = message.string if isinstance(message.string, tuple) else (message.string,)
        places = [place for place, _line in message.locations]
        if message.id and not set(english) & set(theirs) and not (places and all(map(DESK.search, places))):
            found += english
    return found


def pattern(english: str) -> re.Pattern:
    """The whole of a text, with anything where a value stands."""
    parts = re.split(r"%\(\w+\)s|%s|%d|\{\w*\}", " ".join(english.split()))
    return re.compile(".+".join(map(re.escape, parts)))


def foreign(element, language: str) -> bool:
    return value(element, "lang") not in ("", language)


def spoken(page):
    """(where, text) of all that is shown or read out in the page's own language."""

    def skip(element):
        return element.name in ("style", "script") or foreign(element, page.language)

    for element, text in texts(page.doc.root, skip):
        yield element.name, text
    for element in walk(page.doc.root):
        held = (element, *ancestors(element))
        if any(foreign(above, page.language) for above in held) or any(above.name == "script" for above in held):
            continue
        for attribute in SAID:
            if text := value(element, attribute):
                plain = attribute not in ("content", "value") or value(element, "name") == "description"
                if plain or value(element, "property") in ("og:title", "og:description", "og:image:alt"):
                    yield f"{element.name} {attribute}", " ".join(text.split())


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_no_english_word_of_ours_on_other_pages(language, pages, kinds):
    """Each text of the templates and views that has a translation is shown in it."""
    words = [pattern(text) for text in ours(language) if re.search("[A-Za-z]{2}", text)]
    assert len(words) > 30, "The catalogue says next to nothing of the readers' pages."
    shown = [page for page in (*pages.values(), *kinds.values()) if page.language == language]
    bad = {text for page in shown for _where, text in spoken(page) if any(word.fullmatch(text) for word in words)}
    assert bad == set()


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_latin_words_say_that_they_are_foreign(language, pages, kinds):
    """Whatever is in Latin letters on a page in Arabic script is a name of ours, or stands under `lang`."""
    shown = [page for page in (*pages.values(), *kinds.values()) if page.language == language]
    assert len(shown) > 20
    bad = {
        f"{where}: {text}"
        for page in shown
        for where, text in spoken(page)
        if re.search("[A-Za-z]{2}", FORMS.sub("", re.sub(r"https?://\S+|\S+@\S+", "", text))) and text not in NAMES
    }
    assert bad == set()


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_digits_are_the_editions_own(language, stories):
    """One set of digits in all that we write ourselves: dates and lengths."""
    other = "[٠-٩۰-۹]" if LANGUAGES[language].digits == "latn" else "[0-9۰-۹]"
    said = [
        page.doc.query(selector)[0].to_text()
        for page in stories.values()
        if page.language == language
        for selector in (".byline time", ".reading-time")
    ]
    assert len(said) > 8
    assert [text for text in said if re.search(other, text)] == []


def test_names_are_kept_apart_from_the_text_around_them(pages):
    """Authors, photographers, topics and headlines in lists stand in `bdi` (right-to-left safe)."""
    selectors = (".by a", ".author h2", ".creator", ".agency", ".topics a", ".card h2 a", ".card h3 a", ".sections a")
    bare, seen = [], 0
    for path, page in pages.items():
        for selector in selectors:
            for element in page.all(selector):
                seen += 1
                outside = [text for holder, text in texts(element, lambda child: child.name == "bdi")]
                if outside and element.name != "bdi":
                    bare.append(f"{path}: {selector} {outside}")
    assert bare == []
    assert seen > 500


def test_a_name_in_another_language_says_which(pages):
    """`lang` is on elements whose text is not in the page's language, and never repeats the page's."""
    repeated = [
        f"{path}: {element.name} {value(element, 'lang')}"
        for path, page in pages.items()
        for element in walk(page.one("body"))
        if value(element, "lang") == page.language
    ]
    assert repeated == []
    other = {"en": r"[؀-ۿ]", "ar": "[A-Za-z]{2}", "ckb": "[A-Za-z]{2}"}
    switches = [page.all(".tongues a") for page in pages.values()]
    assert all(len(links) for links in switches)
    assert [value(a, "lang") for links in switches for a in links if value(a, "lang") not in other] == []
