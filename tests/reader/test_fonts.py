"""The typeface for Arabic script (E8 and H9 of the readers' checks): what is in it, and when a browser asks for it."""

import hashlib
import os
import re
from io import BytesIO

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from playwright.sync_api import sync_playwright

from articles.pages.render import FACES
from newsroom import typefaces
from newsroom.lib import css
from tests.conftest import MISSING

FONTS = settings.BASE_DIR / "static" / "fonts"
FILE = FONTS / "naskh.woff2"
# What H9 names, and the dashes that headlines have.
SORANI = "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنوهھەوۆیێ"
SIGNS = "،؛؟٪٫٬«»‹›–—…" + "\u200c"
ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي" + "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
DIGITS = "٠١٢٣٤٥٦٧٨٩"

HTML = '<html lang="ckb"><body><h1>x</h1><p>x</p></body></html>'  # what a page of it needs of the style


@pytest.fixture(scope="module")
def font() -> TTFont:
    return TTFont(FILE)


@pytest.mark.parametrize(("language", "files"), [("en", 0), ("ar", 1), ("ckb", 1)])
def test_e8_at_most_one_web_font_a_language_as_woff2_that_never_hides_text(language, files):
    sheet = str(css.inline((*FACES.get(language, ()), "components/card"), HTML)[0])
    faces = re.findall(r"@font-face\{[^}]*\}", sheet)
    addresses = {address for face in faces for address in re.findall(r"url\(([^)]+)\)", face)}
    assert len(addresses) == files
    for face in faces:
        assert "font-display:swap" in face and 'format("woff2")' in face and "unicode-range:" in face
        # What the machine has under one of its own names is taken first, and then nothing is fetched.
        assert face.index("local(") < face.index("url(")
    assert all(address.startswith("/static/fonts/") for address in addresses)


def test_e8_the_file_is_small_and_its_licence_lies_beside_it(font):
    assert FILE.read_bytes()[:4] == b"wOF2" and FILE.stat().st_size <= 16_000
    assert [file.name for file in sorted(FONTS.iterdir())] == ["OFL.txt", "naskh.woff2"]
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()
    assert "SIL Open Font License" in font["name"].getDebugName(13) and font["name"].getDebugName(0)


def test_h9_every_letter_sign_and_digit_of_both_languages_is_in_it(font):
    there = font.getBestCmap()
    assert [hex(ord(letter)) for letter in SORANI + SIGNS + ARABIC + DIGITS if ord(letter) not in there] == []
    # The browser asks for it for each of them, and for nothing else that it has not.
    said = re.search(r"unicode-range:([^;}]+)", str(css.inline(FACES["ckb"], HTML)[0]))[1]
    ranges = [[int(end, 16) for end in part.strip()[2:].split("-")] for part in said.split(",")]
    asked = {code for part in ranges for code in range(part[0], part[-1] + 1)}
    assert {ord(letter) for letter in SORANI + SIGNS + ARABIC + DIGITS} <= asked
    assert not asked & set(range(0x20, 0x7F))


def test_h9_letters_join(font):
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina", "rlig"} <= features
    assert "mark" in {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}


def test_the_file_is_what_the_program_makes():
    if not (typefaces.FOLDER / "NotoNaskhArabic-Regular.ttf").exists():
        pytest.skip(f"{MISSING}fonts-noto-core")
    made = typefaces.make()
    # Compression may differ between releases of Brotli; the font inside may not.
    assert _tables(made) == _tables(FILE.read_bytes())


def _tables(data: bytes) -> dict[str, str]:
    font = TTFont(BytesIO(data))
    head = font["head"]
    head.checkSumAdjustment = 0
    tags = [tag for tag in font.keys() if tag not in ("head", "GlyphOrder")]  # noqa: SIM118  (no mapping)
    tables = {tag: font.getTableData(tag) for tag in tags}
    return {tag: hashlib.sha256(data).hexdigest() for tag, data in tables.items()} | {"made": str(head.created)}


# --- On a machine without a letter of Arabic script -----------------------------------------------------------

CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""
PAGE = """<!doctype html><html lang="ckb" dir="rtl"><title>x</title><style>{css} #sans {{ font-family: var(--sans) }}
#serif {{ font-family: var(--serif) }}</style><p id="serif">{text}</p><p id="sans">{text}</p>"""


@pytest.fixture
def bare(chromium, tmp_path):
    """A browser to which the machine offers one Latin typeface, or those of this machine as well."""
    latin = typefaces.FOLDER / "NotoSans-Regular.ttf"
    if not latin.exists():
        pytest.skip(f"{MISSING}fonts-noto-core")
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / latin.name).symlink_to(latin)
    (tmp_path / "fonts.conf").write_text(CONF.format(fonts=fonts, cache=tmp_path / "cache"))
    with sync_playwright() as playwright:
        opened = []

        def shown(*, alone: bool):
            env = {**os.environ} | ({"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")} if alone else {})
            flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
            opened.append(playwright.chromium.launch(executable_path=chromium, args=flags, env=env))
            return _shown(opened[-1].new_page())

        yield shown
        for browser in opened:
            browser.close()


def _shown(page) -> tuple[dict[str, dict[str, int]], list[str]]:
    """Which faces drew each paragraph, with how many glyphs; and the fonts that were asked for."""
    asked: list[str] = []
    text = SORANI + SIGNS + DIGITS
    html = PAGE.format(css=css.inline(FACES["ckb"], HTML)[0], text=text)

    def answer(route):
        if route.request.url.endswith(".woff2"):
            asked.append(route.request.url)
            route.fulfill(path=FILE, content_type="font/woff2")
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    page.route("**/*", answer)
    page.goto("http://newsroom.test/")
    page.evaluate("document.fonts.ready")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable"), session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    faces = {}
    for name in ("serif", "sans"):
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": f"#{name}"})["nodeId"]
        used = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        faces[name] = {font["familyName"]: font["glyphCount"] for font in used}
    return faces, asked


@pytest.mark.browser
def test_h9_no_letter_is_a_box_where_the_machine_has_no_arabic_typeface(bare):
    faces, asked = bare(alone=True)
    assert len(asked) == 1 and "/static/fonts/" in asked[0]
    for drawn in faces.values():
        assert drawn["Newsroom Naskh"] >= len(SORANI + DIGITS) and set(drawn) <= {"Newsroom Naskh", "Noto Sans"}
        assert drawn.get("Noto Sans", 0) <= len(SIGNS)  # dashes may come from the Latin one


@pytest.mark.browser
def test_e8_a_machine_that_has_one_fetches_nothing(bare):
    faces, asked = bare(alone=False)
    assert asked == [] and all(drawn for drawn in faces.values())
