"""G: for eyes, fingers, keyboards, and for those who meet the pages otherwise. In a real Chromium."""

import re
from io import BytesIO
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from newsroom.lib import css
from tests.site import browsing
from tests.site.browsing import DESK, LANGUAGES, PHONE, places
from tests.site.reading import flat, prefix, value, walk

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("site")]

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": ["cat.color"]}
# Kinds whose light version is another page to the eye: the others have no picture.
LIGHT = ("front", "section", "story", "author", "authors")


@pytest.mark.parametrize("language", LANGUAGES)
def test_g1_axe_finds_nothing_and_leaves_nothing_open_in_light_and_dark(opened, kinds, light, language):
    page = opened(DESK, bypass_csp=True)
    axe, found = Axe(), []
    where = places(kinds, language)
    where |= {f"light {kind}": light[language, kind].path for kind in LIGHT}
    for kind, path in where.items():
        page.goto(path)
        # What is dark differs in its colours alone, so that of the rules those of colour are asked again.
        for scheme, options, least in (("light", AXE, 15), ("dark", COLOURS, 1)):
            page.emulate_media(color_scheme=scheme)
            said = axe.run(page, options=options).response
            assert len(said["passes"]) >= least
            for what in (*said["violations"], *said["incomplete"]):
                found.append((kind, scheme, what["id"], what["nodes"][0]["html"][:200]))
    assert found == []


def test_g1_axe_sees_what_is_wrong(opened, seed):
    page = opened(DESK, bypass_csp=True)
    page.goto(seed.path)
    page.evaluate("document.querySelector('.share a').textContent = ''")
    assert "link-name" in {v["id"] for v in Axe().run(page).response["violations"]}
    page.emulate_media(color_scheme="dark")
    page.add_style_tag(content="@media (prefers-color-scheme: dark) { body { color: #333; background: #222 } }")
    said = Axe().run(page, options={"runOnly": ["cat.color"]}).response
    assert "color-contrast" in {v["id"] for v in said["violations"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_g2_the_first_tab_is_a_way_past_the_masthead(opened, kinds, language):
    page = opened(PHONE)
    page.goto(kinds[language, "story"].path)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    box = link.bounding_box()
    assert link.get_attribute("href") == "#main"
    assert box["width"] > 60 and box["height"] > 24
    assert box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_g3_g4_each_stop_of_the_keyboard_has_a_ring_and_is_covered_by_nothing(opened, kinds):
    page = opened(DESK)
    page.goto(kinds["en", "story"].path)
    hidden = []
    stops = page.evaluate("document.querySelectorAll('a[href], button, input:not([type=hidden])').length") - 1
    for _ in range(stops):
        page.keyboard.press("Tab")
        bad = page.evaluate("""() => {
          const e = document.activeElement, s = getComputedStyle(e), box = e.getClientRects()[0];
          const on = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          const seen = parseFloat(s.outlineWidth) >= 2 && s.outlineStyle !== 'none' && (e.contains(on) || on === e);
          return seen ? '' : e.outerHTML.slice(0, 90);
        }""")
        hidden += [bad] if bad else []
    assert hidden == []
    assert stops > 20


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_g4_the_ring_stands_out_from_what_is_on_both_sides_of_it(opened, kinds, scheme):
    """Looked at in a picture of the page: blue of the ring, paper inside of it, 3:1 between the two and more."""
    page = opened(DESK, color_scheme=scheme)
    page.goto(kinds["en", "story"].path)
    for selector in (".topics a", ".nl button", ".by a"):
        page.keyboard.press("Tab")  # so that the browser shows rings at all
        page.locator(selector).first.focus()
        box = page.locator(selector).first.bounding_box()
        clip = {"x": box["x"] - 8, "y": box["y"] - 8, "width": box["width"] + 16, "height": box["height"] + 16}
        with Image.open(BytesIO(page.screenshot(clip=clip))) as picture:
            across = [picture.convert("RGB").getpixel((picture.width // 2, n)) for n in range(9)]
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineColor")
        ring = tuple(int(n) for n in re.findall(r"\d+", ring)[:3])
        assert ring in across, (selector, across)
        at = across.index(ring)
        for beside in (across[at - 1], across[len(across) - across[::-1].index(ring)]):
            assert contrast(ring, beside) >= 3, (selector, ring, beside)


def contrast(one, other) -> float:
    """WCAG 2.2: between two colours of 8 bits a part."""

    def luminance(colour) -> float:
        parts = [n / 255 for n in colour]
        red, green, blue = (n / 12.92 if n <= 0.04045 else ((n + 0.055) / 1.055) ** 2.4 for n in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("language", LANGUAGES)
def test_g5_g7_nothing_is_wider_than_a_small_screen_nor_cut_off_with_letters_twice_as_large(opened, kinds, language):
    page = opened({"width": 320, "height": 640})
    wide = {}
    for kind, path in places(kinds, language).items():
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        larger = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        cut = page.evaluate(browsing.CLIPPED)
        if over > 0 or larger > 0 or cut:
            wide[kind] = (over, larger, cut[:2])
    assert wide == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_g6_more_space_between_letters_cuts_nothing_off(opened, kinds, language):
    page = opened(PHONE, bypass_csp=True)
    cut = {}
    for kind, path in places(kinds, language).items():
        page.goto(path)
        before = page.evaluate(browsing.CLIPPED)
        page.add_style_tag(content=browsing.SPACING)
        if found := before + page.evaluate(browsing.CLIPPED):
            cut[kind] = found[:3]
    assert cut == {}


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_g8_whatever_one_can_press_is_large_enough(opened, kinds, language, viewport):
    page = opened(viewport)
    small, seen = set(), 0
    for kind, path in places(kinds, language).items():
        page.goto(path)
        for what, width, height in page.evaluate(browsing.TARGETS):
            seen += 1
            primary = what.startswith("<button") or 'type="email"' in what or 'rel="tag"' in what
            if min(width, height) < 24 or (primary and height < 44):
                small.add((kind, what, width, height))
    assert small == set()
    assert seen > 300


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_g9_words_stand_out_from_their_paper(opened, kinds, scheme):
    """As the browser has computed it, in each language: 7:1 for what is read, 4.5:1 for what is beside it."""
    page = opened(DESK, color_scheme=scheme)
    least = {".body p:not(.dateline)": 7, "h1": 7}
    least |= dict.fromkeys((".stand", "figcaption", ".byline p + p", ".kicker", ".when", ".imprint", ".nl small"), 4.5)
    for language in LANGUAGES:
        page.goto(kinds[language, "story"].path)
        for selector, wanted in least.items():
            ink, paper = page.evaluate(browsing.INK_AND_PAPER, selector)
            assert contrast(ink, paper) >= wanted, (language, selector, ink, paper)


def test_g10_colours_of_the_readers_own_leave_every_edge(opened, kinds):
    page = opened(DESK, forced_colors="active")
    for path in (kinds["en", "story"].path, kinds["en", "newsletter"].path):
        page.goto(path)
        faint = page.evaluate("""() => {
          const paper = getComputedStyle(document.body).backgroundColor, found = [];
          for (const e of document.querySelectorAll('button, input[type=email], .topics a')) {
            const s = getComputedStyle(e);
            const edge = s.borderBlockStartStyle !== 'none' && parseFloat(s.borderBlockStartWidth) >= 1;
            const clear = /^rgba\\(.*, 0\\)$/.test(s.borderBlockStartColor) || s.borderBlockStartColor === paper;
            if (!edge || clear) found.push([e.outerHTML.slice(0, 90), s.borderBlockStartColor, paper]);
          }
          return found;
        }""")
        assert faint == []
    assert page.locator(".masthead .wordmark").is_visible()


def test_g11_nothing_moves():
    """So there is nothing to still for readers who ask for less motion."""
    for sheet in css.folder().rglob("*.css"):
        text = re.sub(r"(?s)/\*.*?\*/", "", sheet.read_text("utf-8"))
        assert not re.search(r"animation|transition|@keyframes|scroll-behavior\s*:\s*smooth", text), sheet


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_g12_what_is_only_heard_is_in_the_pages_language_too(kinds, light, language):
    heard = set()
    for (of, _kind), page in (*kinds.items(), *light.items()):
        for element in walk(page.one("body")) if of == language else ():
            if value(element, "class") == "unseen" or value(element, "class") == "skip":
                heard.add(flat(element))
            heard |= {value(element, name) for name in ("aria-label", "title")} - {""}
    assert len(heard) > 6
    names = {flat(page.one("h1")) for (of, kind), page in kinds.items() if (of, kind) == (language, "front")}
    assert [text for text in heard - names if re.search("[A-Za-z]{2}", text)] == []


READING = """() => {
  const found = [], walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), on = walker.currentNode.parentElement;
    if (!text || on.closest('[hidden], .unseen, style, script') || getComputedStyle(on).display === 'none') continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    if (box.height) found.push([text.slice(0, 40), Math.round(box.top), Math.round(box.bottom)]);
  }
  return found;
}"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_g13_without_style_it_reads_in_the_order_in_which_it_stands(opened, kinds, language):
    """On a phone everything stands in one column: each text below or beside the one before it."""
    page = opened(PHONE)
    for kind in ("story", "front", "section", "author", "report", "search"):
        page.goto(kinds[language, kind].path)
        found = page.evaluate(READING)
        assert len(found) > 5
        above = [(a, b) for a, b in pairwise(found) if b[2] < a[1]]
        assert above == [], kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_g14_signing_up_and_leaving_without_javascript(opened, site, kinds, mailbox, language):
    """From a story to the mail, from the mail to the newsletter, and out again."""
    page = opened(PHONE, java_script_enabled=False)
    address = f"browser-{language}@example.org"
    page.goto(kinds[language, "story"].path)
    page.fill("input[name=email]", address)
    page.locator(".nl button").click()
    page.wait_for_url(f"{site.base}{prefix(language)}/newsletter/?done*")
    assert page.locator("main [role=status] h1").is_visible()
    assert page.locator("main form").count() == 0
    letter = mailbox.letter(address)
    assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    for path in (letter.confirm, letter.leave):
        page.goto(path)
        asked = page.locator("h1").inner_text()
        assert page.locator("main [role=status]").count() == 0
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        assert page.locator("main [role=status] h1").inner_text() != asked
        page.goto(path)  # a look afterwards does nothing more, and says how things stand
        assert page.locator("main [role=status] h1").inner_text() != asked
    assert page.context.cookies() == []
