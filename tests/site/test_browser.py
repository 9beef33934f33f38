"""The readers' pages in a real Chromium: for eyes, fingers, keyboards, and for those who see them otherwise."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.site import browsing
from tests.site.kinds import BY_FORM
from tests.site.reading import prefix

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("site")]

LANGUAGES = ["en", "ar", "ckb"]
PHONE = {"width": 360, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        # A test machine's account may have no namespaces, and no shared memory to speak of.
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        running = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield running
        running.close()


@pytest.fixture
def opened(browser, site, kinds):
    """Opens a tab: `opened(viewport, **options of the context)`. Pages that only a form leads to stand under KEPT."""
    contexts = []

    def serve(route):
        language, kind = route.request.url.partition(browsing.KEPT)[2].split("/")
        answer = kinds[language, kind.replace("%20", " ").replace("%2C", ",")]
        shown = {"Content-Type": "text/html; charset=utf-8"}
        route.fulfill(status=answer.status, headers=shown, body=answer.body)

    def make(viewport=PHONE, **options):
        context = browser.new_context(base_url=site.base, viewport=viewport, **options)
        contexts.append(context)
        context.route(f"**{browsing.KEPT}**", serve)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def places(kinds, language: str) -> dict[str, str]:
    """(kind: path) of a page of every kind."""
    return {
        kind: browsing.address(language, kind, answer, kind in BY_FORM)
        for (of, kind), answer in kinds.items()
        if of == language
    }


# --- By rules -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_light_and_dark(opened, kinds, language):
    page = opened(DESK, bypass_csp=True)
    axe, found = Axe(), []
    # What is dark differs in its colours alone, so that of the rules those of colour are asked again.
    schemes = {"light": (None, 15), "dark": ({"runOnly": ["cat.color"]}, 1)}
    for kind, path in places(kinds, language).items():
        page.goto(path)
        for scheme, (options, least) in schemes.items():
            page.emulate_media(color_scheme=scheme)
            said = axe.run(page, options=options).response
            assert len(said["passes"]) >= least
            found += [(kind, scheme, v["id"], v["nodes"][0]["html"][:200]) for v in said["violations"]]
    assert found == []


def test_axe_sees_what_is_wrong(opened, seed):
    page = opened(DESK, bypass_csp=True)
    page.goto(seed.path)
    page.evaluate("document.querySelector('.share a').textContent = ''")
    assert "link-name" in {v["id"] for v in Axe().run(page).response["violations"]}
    page.emulate_media(color_scheme="dark")
    page.add_style_tag(content="@media (prefers-color-scheme: dark) { :root { --ink: #333; --paper: #222 } }")
    said = Axe().run(page, options={"runOnly": ["cat.color"]}).response
    assert "color-contrast" in {v["id"] for v in said["violations"]}


# --- What a visit costs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("kind", ["story", "story without a picture"])
def test_a_first_view_is_few_requests_and_no_complaint(opened, site, kinds, kind, viewport):
    page = opened(viewport)
    visit = browsing.Visit(site.base).watch(page)
    page.goto(kinds["en", kind].path, wait_until="networkidle")
    assert visit.elsewhere == []
    assert visit.complaints == []
    # The icon counts as well, whether or not a browser without a window asks for it.
    icons = {path for _what, path in visit.asked if path.startswith("/static/icons/")}
    asked = [(what, path) for what, path in visit.asked if path not in icons]
    assert {what for what, _path in asked} <= {"document", "image"}  # no script, style or font
    assert len(asked) + max(1, len(icons)) <= 5, asked


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("kind", ["front", "story", "author"])
def test_nothing_moves_when_pictures_come_late(opened, kinds, kind, viewport):
    page = opened(viewport)
    held, late = [], True
    page.route("**/media/**", lambda route: held.append(route) if late else route.continue_())
    page.goto(kinds["en", kind].path, wait_until="domcontentloaded")
    page.wait_for_timeout(300)
    assert held
    late = False
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(browsing.SHIFTS) == 0


# --- On a small screen --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wider_than_a_small_screen(opened, kinds, language):
    page = opened({"width": 320, "height": 640})
    wide = {}
    for kind, path in places(kinds, language).items():
        page.goto(path)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        larger = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0 or larger > 0:
            wide[kind] = (over, larger)
    assert wide == {}


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


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_one_can_press_is_large_enough(opened, kinds, language, viewport):
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


# --- By keyboard, and otherwise than most -------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_tab_is_a_way_past_the_masthead(opened, kinds, language):
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


def test_focus_can_be_seen_everywhere(opened, kinds):
    """Each stop has a ring, and none is covered by something else."""
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


def test_colours_of_the_readers_own_leave_every_edge(opened, kinds):
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_more_space_between_letters_cuts_nothing_off(opened, kinds, language):
    page = opened(PHONE, bypass_csp=True)
    cut = {}
    for kind, path in places(kinds, language).items():
        page.goto(path)
        before = page.evaluate(browsing.CLIPPED)
        page.add_style_tag(content=browsing.SPACING)
        if found := before + page.evaluate(browsing.CLIPPED):
            cut[kind] = found[:3]
    assert cut == {}


def test_the_seed_prints_on_two_sheets(opened, seed):
    page = opened(DESK)
    page.goto(seed.path)
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert 1 <= sheets <= 2
    page.emulate_media(media="print")
    assert not page.locator(".nl").is_visible() and not page.locator(".masthead nav").first.is_visible()
    assert page.locator(".short").is_visible()


# --- Without JavaScript -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_up_and_leaving_without_javascript(opened, site, kinds, mailbox, language):
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
