"""The readers' style sheets: joined, minified, named by a hash, and known to browsers of 2019."""

import base64
import hashlib
import re

import brotli
import pytest

from newsroom.lib import css

STORY = ("components/topics", "components/person", "components/newsletter", "components/card", "pages/story")
LISTING = ("components/person", "components/newsletter", "components/card", "pages/listing")
SHEETS = sorted(css.folder().rglob("*.css"))


@pytest.fixture
def sheets(tmp_path, monkeypatch):
    """A folder with the three sheets of every page, empty, and no memory of the real ones."""
    monkeypatch.setattr(css, "folder", lambda: tmp_path)
    for name in (*css.FIRST, *css.LAST):
        (tmp_path / f"{name}.css").write_text("")
    css.inline.cache_clear()
    yield tmp_path
    css.inline.cache_clear()


def test_sheets_are_joined_in_their_order_and_lose_comments_and_blanks(sheets):
    (sheets / "base.css").write_text("/* why */\na {\n  color: red;\n}\n")
    (sheets / "own.css").write_text("b { width: calc(1rem + 2vw); }")
    (sheets / "print.css").write_text("@media print { a { color: #000; } }")
    text, _hash = css.inline(("own",))
    assert text == "a{color:red}b{width:calc(1rem + 2vw)}@media print{a{color:#000}}"


def test_the_hash_is_of_exactly_the_text(sheets):
    (sheets / "base.css").write_text('q::before { content: "— «ێ»" }')
    text, source = css.inline()
    assert source == f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_text_is_made_once_a_process(sheets):
    before = css.inline()
    (sheets / "base.css").write_text("a { color: red }")
    assert css.inline() is before


def test_a_name_without_a_sheet_is_an_error():
    with pytest.raises(FileNotFoundError):
        css.inline(("pages/none",))


def test_a_sheet_that_would_end_its_element_is_refused(sheets):
    (sheets / "base.css").write_text('a::after { content: "</style><script>" }')
    with pytest.raises(css.BadSheet):
        css.inline()


def test_a_story_brings_no_more_than_two_kilobytes_of_style():
    text, _hash = css.inline(STORY)
    assert len(brotli.compress(text.encode())) <= 2_200
    assert len(brotli.compress(css.inline(LISTING)[0].encode())) <= 2_200


# What Chrome 74, Firefox 68 or Safari 12 do not read, and what would break the page there. Left out are
# properties that only make it nicer where they are known (text-wrap, overflow-wrap: anywhere, inset).
YOUNG = re.compile(
    r"@layer|@container|@scope|&|:(?:is|where|has)\(|\b(?:clamp|min|max|light-dark|color-mix|oklch)\("
    r"|(?:margin|padding|border|inset)-(?:inline|block)\s*:|inset-(?:inline|block)|aspect-ratio|:dir\("
)
# The architecture's tests know left and right; up and down have logical names as well.
PHYSICAL = re.compile(
    r"(?:margin|padding|border)-(?:top|bottom|left|right)|(?<![-\w])(?:top|bottom|left|right|(?:(?:min|max)-)?(?:width|height))\s*:"
)


def _rules(text: str) -> str:
    """Without comments, and without the conditions of media queries, which know width only."""
    return re.sub(r"@media[^{]*", "", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.relative_to(css.folder())))
def test_a_sheet_holds_only_what_browsers_of_2019_read_and_logical_properties(sheet):
    rules = _rules(sheet.read_text("utf-8"))
    assert YOUNG.findall(rules) == []
    assert PHYSICAL.findall(rules) == []
    for block in re.findall(r"\{([^{}]*)\}", rules):
        assert "gap:" not in block or "display: grid" in block, f"gap in a flex box is from 2020: {block}"
        assert "letter-spacing" not in block and "text-transform" not in block  # they break Arabic script
        assert "justify" not in re.findall(r"text-align: (\w+)", block)


# --- Colours ---------------------------------------------------------------------------------------


def _schemes() -> dict[str, dict[str, str]]:
    text = (css.folder() / "tokens.css").read_text("utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    return {
        name: dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", part)) for name, part in (("light", light), ("dark", dark))
    }


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "soft"])
@pytest.mark.parametrize(
    ("ink", "least"), [("ink", 7), ("mute", 4.5), ("accent", 4.5), ("focus", 3)]
)  # WCAG 1.4.6, 1.4.3, 1.4.11
def test_words_stand_out_from_their_ground(scheme, ground, ink, least):
    colours = _schemes()[scheme]
    assert _contrast(colours[ink], colours[ground]) >= least
