"""How the readers' pages stand on a screen, in a real Chromium. What is asked of them by id is in tests/reader."""

import pytest

from tests.site.browsing import LANGUAGES, PHONE, places

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
