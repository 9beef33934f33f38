"""C20: what a browser's reader view takes out of a page, by the code that Firefox uses for it (Readability)."""

import re

import pytest

from tests.site.browsing import DESK, LANGUAGES

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("site")]

READ = "new Readability(document.cloneNode(true)).parse()"


@pytest.fixture(scope="module")
def readability(readability_script) -> str:
    return readability_script.read_text("utf-8")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_c20_the_reader_view_has_the_whole_story_and_nothing_else(opened, kinds, seed, readability, language):
    page = opened(DESK, bypass_csp=True)
    paths = {kinds[language, kind].path for kind in ("story", "part of a series", "story with a correction")}
    for path in paths | ({seed.path} if language == "en" else set()):
        page.goto(path)
        page.evaluate(f"() => {{ {readability}; window.Readability = Readability; }}")
        read = page.evaluate(f"(() => {{ const r = {READ}; return {{title: r.title, text: r.textContent}} }})()")
        body = words(page.evaluate("document.querySelector('.body').textContent"))
        taken = words(read["text"])
        assert page.locator("h1").inner_text() in read["title"], path
        assert len([word for word in body if word in set(taken)]) >= 0.98 * len(body), path
        assert len(taken) >= 0.98 * len(body), path
        # The newsletter's box and other stories are not read as if they were this one's text.
        around = page.evaluate("[...document.querySelectorAll('.nl small, .related h3')].map(e => e.textContent)")
        assert around and not [text for text in around if text in read["text"]], path
