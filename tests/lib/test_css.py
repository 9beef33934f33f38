"""The readers' style sheets: joined, minified, named by a hash, and known to browsers of 2019."""

import base64
import hashlib
import re

import pytest

from newsroom.lib import css

SHEETS = sorted(css.folder().rglob("*.css"))


@pytest.fixture
def sheets(tmp_path, monkeypatch):
    """A folder with the three sheets of every page, empty, and no memory of the real ones."""
    monkeypatch.setattr(css, "folder", lambda: tmp_path)
    for name in (*css.FIRST, *css.LAST):
        (tmp_path / f"{name}.css").write_text("")
    css.rules.cache_clear()
    yield tmp_path
    css.rules.cache_clear()


def test_sheets_are_joined_in_their_order_and_lose_comments_and_blanks(sheets):
    (sheets / "base.css").write_text("/* why */\na {\n  color: red;\n}\n")
    (sheets / "own.css").write_text("b { width: calc(1rem + 2vw); }")
    (sheets / "print.css").write_text("@media print { a { color: #000; } }")
    text, _hash = css.inline(("own",), "<a><b>")
    assert text == "a{color:red}b{width:calc(1rem + 2vw)}@media print{a{color:#000}}"


def test_the_hash_is_of_exactly_the_text(sheets):
    (sheets / "base.css").write_text('q::before { content: "— «ێ»" }')
    text, source = css.inline((), "<q>")
    assert source == f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_sheets_are_read_once_a_process(sheets):
    before = css.inline((), "<a>")
    (sheets / "base.css").write_text("a { color: red }")
    assert css.inline((), "<a>") == before


@pytest.mark.parametrize(
    "selector, here, stays",
    [
        ("p", '<p id="x">', True), ("h1", "<p>", False), (".a", '<p class="b a">', True),
        (".a", '<p class="aa">', False),
        (".a .b", '<p class="a">', False), (".a > b::after", '<p class="a"><b>', True), ("*", "<p>", True),
        ("#x", '<p id="x">', True), ("#y", '<p id="x">', False), ("[hidden]", "<p hidden>", True),
        ('[lang="ar"]', '<p lang="ckb">', False), ('[lang="ar"]', '<p lang="ar">', True), (":root", "<p>", True),
        ('[type="email"]:not(.a)', '<input type="email">', True), ("a:hover", "<a>", True), ("a:hover", "<p>", False),
        # Such a link is set as the words around it.
        ('[lang="ar"]', '<a lang="ar" hreflang="ar">', False), (".a + .b", '<p class="b">', False),
        # In a story's text, not beside it.
        (".body h2", '<div class="body"><div class="n"></div><h2></div><h3>', True),
        (".body .a h2", '<div class="body"><p class="a"><h2></div>', True),
        (".body h2", '<h2><div class="body"><div class="n"></div><h3></div><h2>', False),
        (".body h2", "<h2>", False), (".body a::after", '<div class="body" lang="en"><a></div>', True),
    ],
)  # fmt: skip
def test_only_rules_for_what_the_page_has_are_left(sheets, selector, here, stays):
    (sheets / "base.css").write_text(f"{selector}, i {{ color: red }} @media print {{ {selector} {{ color: blue }} }}")
    text, _hash = css.inline((), here)
    assert (text.count("red"), text.count("blue")) == ((1, 1) if stays else (0, 0))


def test_custom_properties_are_named_by_letters_and_no_two_alike(sheets):
    names = [f"--long-name-{n}" for n in range(60)]
    declared = ";".join(f"{name}:{n}px" for n, name in enumerate(names))
    (sheets / "base.css").write_text(f":root{{{declared}}}p{{margin:var(--long-name-7) var(--long-name-59)}}")
    text, _hash = css.inline((), "<p>")
    given = dict(re.findall(r"(--[a-z]+):(\d+px)", text))
    assert len(given) == 60 and max(map(len, given)) <= 4
    assert [given[name] for name in re.findall(r"var\((--[a-z]+)\)", text)] == ["7px", "59px"]


def test_fonts_are_left_out_where_none_may_come(sheets):
    (sheets / "base.css").write_text("@font-face { font-family: A; src: url(/static/a.woff2) } p { margin: 0 }")
    assert "@font-face" in css.inline((), "<p>")[0]
    assert css.inline((), "<p>", fonts=False)[0] == "p{margin:0}"


def test_a_name_without_a_sheet_is_an_error():
    with pytest.raises(FileNotFoundError):
        css.inline(("pages/none",), "")


def test_a_sheet_that_would_end_its_element_is_refused(sheets):
    (sheets / "base.css").write_text('a::after { content: "</style><script>" }')
    with pytest.raises(css.BadSheet):
        css.inline((), "<a>")


# What Chrome 75, Firefox 68 or Safari 12 do not read, and what would break the page there. Left out are properties that
# only make it nicer where they are known (NICER).
YOUNG = re.compile(
    r"@(?:layer|container|scope|property|supports|starting-style|view-transition)|&"
    r"|:(?:is|where|has|user-invalid|user-valid|open|modal|popover-open|dir|nth-child\([^)]* of )\b|:not\([^)]*,"
    r"|\b(?:clamp|min|max|round|mod|light-dark|color-mix|oklch|oklab|lch|lab|color|env|image-set|attr\(\w+,)\("
    r"|\d(?:dvh|svh|lvh|dvw|svw|lvw|cqw|cqi|lh|rlh|cap|ic)\b|subgrid|masonry|fit-content\b"
    r"|(?:margin|padding|border|inset)-(?:inline|block)\s*:|inset-(?:inline|block)|border-(?:start|end)-(?:start|end)"
    r"|(?<![-\w])(?:aspect-ratio|translate|rotate|scale|container|content-visibility|place-\w+|overflow-clip-margin"
    r"|overflow-(?:inline|block)|scrollbar-gutter|accent-color|mask|offset|zoom|field-sizing)\s*:"
    r"|overflow(?:-[xy])?\s*:\s*clip|text-align\s*:\s*match-parent|#[0-9a-fA-F]{8}\b(?!-)"
)
# Known since 2020 or later, with what stands in for each where it is not known.
NICER = {
    "text-wrap": "lines as the browser breaks them", "inset": "a card's link covers its words alone",
    "overflow-wrap": "`break-word` stands before `anywhere`", "scrollbar-width": "`::-webkit-scrollbar` hides it too",
    "text-decoration-thickness": "the face's own line", "text-underline-offset": "the face's own place",
    "color-scheme": "fields and bars stay light", "-webkit-text-size-adjust": "none is needed there",
}  # fmt: skip
OF_2020 = re.compile(
    r"(?<![-\w])(text-wrap|inset|overflow-wrap|scrollbar-width|text-decoration-thickness|text-underline-offset"
    r"|color-scheme|-webkit-text-size-adjust|hanging-punctuation|text-box|interpolate-size|font-palette)\s*:"
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
        known = "display: grid" in block or "columns: " in block
        assert "gap:" not in block or known, f"gap in a flex box is from 2020: {block}"
        assert set(OF_2020.findall(block)) <= set(NICER), block
        if "overflow-wrap: anywhere" in block:
            assert block.index("break-word") < block.index("anywhere")
        assert "letter-spacing" not in block and "text-transform" not in block  # they break Arabic script
        assert "justify" not in re.findall(r"text-align: (\w+)", block)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: str(sheet.relative_to(css.folder())))
def test_a_selector_that_some_browsers_do_not_know_stands_alone(sheet):
    """One that is not known makes the whole rule go, with all the others in its list."""
    for selectors in re.findall(r"([^{}]+)\{", _rules(sheet.read_text("utf-8"))):
        if re.search(r":focus-visible|::-webkit-|::marker|::part", selectors):
            assert "," not in selectors, selectors


@pytest.mark.parametrize(
    "rule, old",
    [
        ("a { gap: 1rem }", True), ("a { & b { margin: 0 } }", False), ("@layer a { }", False), ("a:has(b) { }", False),
        ("a { block-size: 100dvh }", False), ("a { aspect-ratio: 1 }", False), ("a { margin-inline: 1rem }", False),
        ("a { font-size: clamp(1rem, 2vw, 3rem) }", False), ("a:not(.b, .c) { }", False), ("a { inset: 0 }", True),
        ("a { background: #11223344 }", False), ("a { margin-inline-start: 1rem }", True),
        ("a { color: #123456 }", True),
        ("a { max-inline-size: 2rem }", True), ("a { border-start-start-radius: 1px }", False),
    ],
)  # fmt: skip
def test_the_list_of_what_is_too_young_sees_it(rule, old):
    assert (YOUNG.findall(rule) == []) == old


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
