"""Languages and scripts (group H of the readers' checks; A3, A11 and J11 beside them)."""

import json
import re
from itertools import product

import feedparser
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from playwright.sync_api import sync_playwright

from newsroom.lib.languages import LANGUAGES
from newsroom.lib.words import told
from tests.factories import picture
from tests.reader import tongues
from tests.site import browsing
from tests.site.reading import value, walk

pytestmark = pytest.mark.django_db
SCRIPTS = ["ar", "ckb"]
SET_UPS = {
    "all three": ("en", ("en", "ar", "ckb")),
    "Arabic at the root": ("ar", ("en", "ar", "ckb")),
    "Kurdish at the root": ("ckb", ("ckb", "ar")),
    "English alone": ("en", ("en",)),
    "Arabic alone": ("ar", ("ar",)),
    "Kurdish alone": ("ckb", ("ckb",)),
}
_made: dict[str, tongues.Tongues] = {}


@pytest.fixture(scope="session")
def made(django_db_setup, django_db_blocker):
    """Makes a newsroom of one of the set-ups, once for all tests of this process."""

    def make(name: str) -> tongues.Tongues:
        if name not in _made:
            with django_db_blocker.unblock():
                _made[name] = tongues.build(*SET_UPS[name])
        return _made[name]

    return make


@pytest.fixture
def three(made):
    return made("all three")


def faults(found: tongues.Tongues, look) -> dict:
    bad = {}
    for (language, kind), page in found.pages.items():
        if wrong := list(look(language, kind, page)):
            bad[language, kind] = wrong
    return bad


def named(page) -> dict[str, str]:
    return {value(e, "hreflang"): value(e, "href") for e in page.all('link[rel="alternate"][hreflang]')}


def switcher(page) -> list:
    return page.all(".tongues a")


# --- Set-ups: several languages, one alone, another at the root ------------------------------------------------


@pytest.mark.parametrize("name", SET_UPS)
def test_a3_every_page_of_every_set_up_says_its_language_and_direction(made, name):
    found = made(name)

    def look(language, kind, page):
        root = page.one("html")
        if (value(root, "lang"), value(root, "dir")) != (language, tongues.direction(language)):
            yield f"lang={value(root, 'lang')} dir={value(root, 'dir')}"
        if page.headers["Content-Language"] != language:
            yield f"Content-Language {page.headers['Content-Language']}"
        if page.status != (404 if kind == "not found" else 200):
            yield f"status {page.status}"
        canonical = page.all('link[rel="canonical"]')
        if canonical and not value(canonical[0], "href").startswith(settings.BASE_URL + found.prefix(language) + "/"):
            yield f"canonical {value(canonical[0], 'href')}"

    assert len(found.pages) == 19 * len(found.languages)
    assert faults(found, look) == {}


@pytest.mark.parametrize("name", SET_UPS)
def test_a3_no_link_of_any_set_up_leads_nowhere_or_to_a_language_that_is_not_published(made, name):
    found = made(name)
    assert found.dead == {}
    gone = [f"/{code}/" for code in LANGUAGES if code not in found.languages or code == found.root]

    def look(language, kind, page):
        for link in page.all("a[href], form[action], link[href]"):
            address = (value(link, "href") or value(link, "action")).removeprefix(settings.BASE_URL)
            if address.startswith(tuple(gone)):
                yield address
        said = [(value(a, "lang"), value(a, "hreflang")) for a in switcher(page)]
        wanted = [(code, code) for code in found.languages if code != language]
        if kind not in ("report",) and said != wanted:
            yield f"the switcher offers {said}"

    assert faults(found, look) == {}


# --- A11, H13: what search engines are told -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["all three", "Arabic at the root", "Kurdish at the root"])
def test_a11_the_hreflang_set_is_the_same_on_all_its_pages_itself_and_x_default_included(made, name):
    found = made(name)
    sets = {language: named(found.pages[language, "story"]) for language in found.languages}
    one = sets[found.root]
    assert all(other == one for other in sets.values()) and len(one) == len(found.languages) + 1
    for language in found.languages:
        own = value(found.pages[language, "story"].one('link[rel="canonical"]'), "href")
        assert one[LANGUAGES[language].hreflang] == own
    assert one["x-default"] == one[LANGUAGES[found.root].hreflang]
    assert set(one) <= {"en", "ar", "ku", "x-default"}  # ISO 639-1 alone
    assert named(found.pages[found.root, "story alone"]) == {}


def test_h13_central_kurdish_is_ckb_everywhere_and_ku_for_search_engines(three):
    page = three.pages["ckb", "story"]
    assert value(page.one("html"), "lang") == "ckb" and "/ckb/" in named(page)["ku"]
    news = three.others["/sitemap-news.xml"].body.decode()
    assert "<news:language>ckb</news:language>" in news and "<news:language>ku</news:language>" not in news
    assert "ckb" in [json.loads(e.to_text()).get("inLanguage") for e in page.all('script[type="application/ld+json"]')]


# --- J11, H4: the switcher ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_j11_the_switcher_leads_to_the_translation_or_says_that_it_leads_to_the_front(three, language):
    there = {value(a, "lang"): a for a in switcher(three.pages[language, "story"])}
    for code, link in there.items():
        assert value(link, "href") == three.pages[code, "story"].path
    assert not three.pages[language, "story"].all(".tongues .when")
    fronts = {"en": "Front page", "ar": "الصفحة الأولى", "ckb": "لاپەڕەی یەکەم"}
    alone = three.pages[language, "story alone"]
    (label,) = alone.all(".tongues .when")
    assert label.to_text() == f"{fronts[language]}:"
    for link in switcher(alone):
        assert value(link, "href") == three.prefix(value(link, "lang")) + "/"


def test_h4_links_to_another_language_say_which(three):
    def look(language, kind, page):
        for link in page.all("a[href]"):
            path = value(link, "href").removeprefix(settings.BASE_URL)
            first = path.lstrip("/").partition("/")[0]
            leads = first if first in LANGUAGES else three.root
            if (
                path.startswith("/")
                and not path.startswith("/a/")
                and leads != language
                and not value(link, "hreflang")
            ):
                yield path

    assert faults(three, look) == {}
    for link in switcher(three.pages["en", "front"]):
        assert value(link, "lang") == value(link, "hreflang") and value(link, "dir") == "rtl"


# --- A translation is known as one ----------------------------------------------------------------------------


def test_k_a_translation_says_from_which_language_and_by_whom(three):
    said = {code: three.pages[code, "story"].all(".translated") for code in LANGUAGES}
    assert said["en"] == []
    texts = {code: " ".join(said[code][0].to_text().split()) for code in SCRIPTS}
    assert texts == {
        "ar": "ترجمة عن الإنجليزية بقلم لانا كريم",
        "ckb": "لە ئینگلیزییەوە وەرگێڕدراوە، وەرگێڕ: لانا کەریم",
    }
    link = said["ar"][0].query("a[hreflang]")[0]
    assert (value(link, "href"), value(link, "hreflang")) == (three.pages["en", "story"].path, "en")
    byline = three.pages["ar", "story"].one(".by").to_text()
    assert byline.count("لانا كريم") == 1  # who reported it; who translated it stands in the sentence


def test_k_machines_are_told_the_same(three):
    def article(language):
        found = [
            json.loads(e.to_text()) for e in three.pages[language, "story"].all('script[type="application/ld+json"]')
        ]
        return next(data for data in found if data["@type"] == "NewsArticle")

    original, arabic = article("en"), article("ar")
    assert arabic["translationOfWork"]["@id"] == original["@id"] and "translationOfWork" not in original
    assert {work["inLanguage"] for work in original["workTranslation"]} == {"ar", "ckb"}
    assert [person["name"] for person in arabic["translator"]] == ["لانا كريم"] and "translator" not in original
    assert len(arabic["author"]) == 1


@pytest.mark.parametrize("form", ["xml", "atom", "json"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_k_and_so_are_those_who_read_it_in_a_feed(three, language, form):
    """Who translated is no author there either, and stands in the same sentence."""
    document = three.others[f"{three.prefix(language)}/feeds/latest.{form}"].body
    if form == "json":
        items = json.loads(document)["items"]
        told = {item["url"]: (item["content_html"], len(item["authors"])) for item in items}
    else:
        entries = feedparser.parse(document).entries
        told = {entry.link: (entry.content[0].value, len(entry.authors)) for entry in entries}
    root = "http://127.0.0.1:8000"
    own, alone = (told.pop(root + three.pages[language, kind].path) for kind in ("story", "story alone"))
    assert not told and own[1] == alone[1] == 1
    said = [" ".join(e.to_text().split()) for e in three.pages[language, "story"].all(".translated")]
    assert [one in re.sub("<[^>]*>", "", own[0]) for one in said] == [True] * (language != "en")
    link = f'<a href="{root}{three.prefix(language)}/authors/translator/">'
    assert (link in own[0], link in alone[0]) == (language != "en", False)


# --- H1 to H7, H11: markup and words --------------------------------------------------------------------------


def test_h1_the_style_knows_no_left_and_right(three):
    box = r"[;{\s](margin|padding|border|inset)?-?(left|right)\s*:"
    said = {page.one("style").to_text() for page in three.pages.values()}
    assert len(said) > 5
    assert [text for text in said if re.search(rf"{box}|text-align:\s*(left|right)|float:\s*(left|right)", text)] == []


@pytest.mark.parametrize("kind", ["story", "front", "author", "corrections"])
def test_h2_right_to_left_pages_have_the_markup_of_the_others(three, kind):
    def shape(language):
        main = three.pages[language, kind].one("main")
        return [(e.name, value(e, "class")) for e in walk(main) if value(e, "class") != "translated"
                and not any(value(up, "class") == "translated" for up in _above(e))]  # fmt: skip

    assert shape("en") == shape("ar") == shape("ckb")


def _above(element):
    while (element := getattr(element, "parent", None)) is not None:
        yield element


def test_h3_names_that_are_put_in_stand_apart(three):
    seen = 0
    for language in LANGUAGES:
        for page in (
            three.pages[language, kind] for kind in ("story", "front", "author", "topic", "authors", "topics")
        ):
            names = (
                ".by a",
                ".translated a[rel]",
                ".author h2 a",
                ".topics a",
                ".card h2 a",
                ".card h3 a",
                '.sections a:not([href$="/search/"])',
            )
            for link in (found for selector in names for found in page.all(selector)):
                assert link.query("bdi"), f"{page.path}: {link.to_text()}"
                seen += 1
        searched = three.pages[language, "search"].all('input[name="q"]')
        assert [value(e, "dir") for e in searched] == ["auto"]
    assert seen > 40


@pytest.mark.parametrize("language", SCRIPTS)
def test_h5_no_word_of_ours_can_be_missing_in_a_language(language):
    """What readers see of ours is translated, all of it; so there is no English word that would need a `lang`."""
    with open(settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po", "rb") as file:
        catalogue = read_po(file)
    told_ = [(m.id, m.string if isinstance(m.string, tuple) else (m.string,)) for m in catalogue if m.id]
    assert len(told_) > 1500
    assert [words for words, said in told_ if not all(said)] == []
    assert not [message.id for message in catalogue if message.fuzzy and message.id]


def test_h5_words_of_the_newsroom_that_are_missing_say_which_language_they_are_in():
    assert told({"en": "Sport"}, "ckb") == ("Sport", "en") and told({"en": "Sport", "ckb": "وەرزش"}, "ckb")[1] == "ckb"


MACHINES = ("datetime", "href", "src", "srcset", "content", "action", "hreflang", "value")


@pytest.mark.parametrize("name", ["all three", "Kurdish alone"])
def test_h6_what_machines_read_has_ascii_digits_and_iso_dates(made, name):
    found = made(name)
    other = re.compile("[٠-٩۰-۹]")

    def look(language, kind, page):
        for element in walk(page.doc.root):
            if value(element, "name") in ("description", "twitter:description") or "title" in value(
                element, "property"
            ):
                continue
            if "description" in value(element, "property") or "alt" in value(element, "property"):
                continue
            for attribute in MACHINES:
                if other.search(value(element, attribute)):
                    yield f"{element.name} {attribute}={value(element, attribute)[:60]}"
            if element.name == "time" and not re.match(
                r"\d{4}-\d\d(-\d\dT\d\d:\d\d|-\d\d$|$)", value(element, "datetime")
            ):
                yield f"datetime={value(element, 'datetime')}"
            if element.name == "script" and other.search(element.to_text()):
                yield "JSON-LD has other digits"

    assert faults(found, look) == {}
    for path, answer in found.others.items():
        for date in re.findall(r"<(?:pubDate|updated|published|lastmod)>([^<]+)", answer.body.decode()):
            assert date.isascii(), path


@pytest.mark.parametrize(("language", "own"), [("en", "0-9"), ("ar", "0-9"), ("ckb", "٠-٩")])
def test_h7_digits_for_people_are_the_editions(three, language, own):
    shown = []
    for kind in ("story", "front", "section", "corrections", "versions", "day", "search", "author"):
        shown += [e.to_text() for e in three.pages[language, kind].all("time, .reading-time")]
    assert len(shown) > 10
    times = [e.to_text() for e in three.pages[language, "story"].all("time")]
    assert times and [text for text in times if not re.search(f"[{own}]", text)] == []
    assert [text for text in shown if re.search(f"(?![{own}])[0-9٠-٩۰-۹]", text)] == []


def test_h11_fields_run_the_way_of_what_is_typed_into_them(three):
    seen = set()

    def look(language, kind, page):
        for field in page.all("input, textarea"):
            form, runs = value(field, "type") or field.name, value(field, "dir")
            seen.add(form)
            if form in ("email", "url", "tel") and runs != "ltr":
                yield f"{form} {value(field, 'name')}: {runs}"
            if form in ("search", "text", "textarea") and runs != "auto" and value(field, "tabindex") != "-1":
                yield f"{form} {value(field, 'name')}: {runs}"

    assert faults(three, look) == {}
    assert {"email", "search", "textarea"} <= seen


# --- H2, H8, H10: in a real browser ---------------------------------------------------------------------------

PICTURE = picture((3, 2), format="PNG")
SHAPES = ["story", "front", "section", "author", "corrections", "newsletter"]


@pytest.fixture(scope="module")
def shown(chromium, made):
    """Shows a page that was made: `shown(language, kind, viewport)`. One browser, one tab, no server."""
    found = made("all three")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        running = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = running.new_page()
        page.route("**/*", lambda route: answered(found, route))

        def show(language: str, kind: str, width: int = 1280, height: int = 900):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"http://newsroom.test/{language}/{kind}".replace(" ", "_"))
            return page

        yield show
        running.close()


def answered(found: tongues.Tongues, route) -> None:
    """What a page asks for: itself, a static file; its pictures do not matter here, their boxes are the page's."""
    parts = route.request.url.removeprefix("http://newsroom.test/").split("/")
    if parts[0] == "static":
        file = settings.BASE_DIR / "/".join(parts)
        route.fulfill(path=file, content_type="font/woff2" if file.suffix == ".woff2" else None)
    elif len(parts) == 2 and (parts[0], parts[1].replace("_", " ")) in found.pages:
        answer = found.pages[parts[0], parts[1].replace("_", " ")]
        route.fulfill(body=answer.body, content_type="text/html; charset=utf-8")
    elif route.request.resource_type == "image":
        route.fulfill(body=PICTURE, content_type="image/png")
    else:
        route.abort()


@pytest.mark.browser
@pytest.mark.parametrize(("kind", "size"), list(product(SHAPES, [(360, 640), (1280, 900)])))
def test_h2_from_right_to_left_it_is_the_same_page_in_a_mirror(shown, kind, size):
    page = shown("en", kind, *size)
    plain = page.evaluate(browsing.BOXES)
    page.evaluate("document.documentElement.dir = 'rtl'")
    mirrored = page.evaluate(browsing.BOXES)
    assert len(plain) == len(mirrored) > 15
    moved = [
        (name, ltr, rtl)
        for (name, *ltr), (_, *rtl) in zip(plain, mirrored, strict=True)
        if any(abs(a - b) > 2 for a, b in zip(ltr, rtl, strict=True))
    ]
    assert moved == []


@pytest.mark.browser
@pytest.mark.parametrize("language", SCRIPTS)
def test_h8_arabic_script_is_not_spaced_slanted_in_capitals_divided_or_justified(shown, three, language):
    wrong = {}
    for kind in sorted({kind for _language, kind in three.pages}):
        if found := shown(language, kind).evaluate(browsing.SCRIPT):
            wrong[kind] = found[:3]
    assert wrong == {}


@pytest.mark.browser
@pytest.mark.parametrize("language", SCRIPTS)
@pytest.mark.parametrize("width", [360, 1280])
def test_h10_lines_of_arabic_script_stand_apart(shown, language, width):
    page = shown(language, "story", width)
    assert page.evaluate(browsing.LEADING, "article .body p:last-child") >= 1.6
    assert page.evaluate(browsing.LEADING, "h1") >= 1.3
    assert page.evaluate(browsing.LEADING, "article .body h2") >= 1.3
