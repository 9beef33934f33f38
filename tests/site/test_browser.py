"""How the readers' pages stand on a screen, in a real Chromium. What is asked of them by id is in tests/reader."""

import pytest

from tests.site import browsing
from tests.site.browsing import DESK, LANGUAGES, PHONE, places

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("site")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_stands_high_and_the_masthead_is_low(opened, kinds, language):
    page = opened(PHONE)
    low = {}
    for kind, path in places(kinds, language).items():
        page.goto(path)
        top = page.locator("h1").bounding_box()["y"]
        head = page.locator("header.masthead").bounding_box()["height"]
        if top >= 260 or head > 112:
            low[kind] = (top, head)
    assert low == {}


# --- From right to left -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_arabic_script_is_set_as_arabic_script(opened, kinds, language):
    page = opened(DESK)
    wrong = {}
    for kind, path in places(kinds, language).items():
        page.goto(path)
        if found := page.evaluate(browsing.SCRIPT):
            wrong[kind] = found[:3]
    assert wrong == {}
    page.goto(kinds[language, "story"].path)
    assert page.evaluate(browsing.LEADING, "article .body p:last-child") >= 1.6
    assert page.evaluate(browsing.LEADING, "h1") >= 1.3


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("kind", ["front", "section", "story", "author", "newsletter"])
def test_from_right_to_left_is_the_same_page_in_a_mirror(opened, kinds, kind, viewport):
    page = opened(viewport)
    page.goto(kinds["en", kind].path, wait_until="networkidle")
    plain = page.evaluate(browsing.BOXES)
    page.evaluate("document.documentElement.dir = 'rtl'")
    mirrored = page.evaluate(browsing.BOXES)
    assert len(plain) == len(mirrored) > 20
    moved = [
        (name, ltr, rtl)
        for (name, *ltr), (_, *rtl) in zip(plain, mirrored, strict=True)
        if any(abs(a - b) > 2 for a, b in zip(ltr, rtl, strict=True))
    ]
    assert moved == []
