"""L: where little gets through, on paper, and when things are down."""

import re

import brotli
import pytest

from tests.site.browsing import DESK, LANGUAGES
from tests.site.reading import flat, is_light, resources, value

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]


def test_l1_the_light_page_is_the_same_story_with_links_for_pictures(kinds, light, seed, reader):
    assert len(brotli.compress(reader.get(f"{seed.path}?lite").body, quality=5)) <= 6_000
    for (language, kind), page in light.items():
        whole = kinds[language, kind]
        assert page.status == whole.status, (language, kind)
        assert not page.all("img, picture, source"), (language, kind)
        assert {path for path in resources(page) if "/icons/" not in path} == set(), (language, kind)
        assert "@font-face" not in page.body.decode() and "url(" not in page.text("style"), (language, kind)
        for part in ("h1", ".body", ".byline", ".related"):
            assert [flat(e) for e in page.all(part)] == [flat(e) for e in whole.all(part)], (language, kind, part)
        if whole.all("article figure img"):
            (link,) = page.all("article figure .pic a")
            alt = value(whole.one("article figure img"), "alt")
            assert re.search("[0-9٠-٩]+ (KB|كيلوبايت|کیلۆبایت)", flat(link)) and alt in flat(page.one(".pic"))
            picture = reader.get(value(link, "href"))
            size = int("".join(str(int(digit)) for digit in re.findall(r"\d", flat(link))))
            assert picture.status == 200 and abs(len(picture.body) / 1000 - size) <= 1


def test_l1_the_full_page_is_the_one_to_be_found(light, kinds):
    for where, page in light.items():
        named = [[value(e, "href") for e in one.all('link[rel="canonical"]')] for one in (page, kinds[where])]
        assert named[0] == named[1], where


def test_l1_who_reads_light_pages_stays_there_and_can_go_back(light, kinds, reader):
    for (language, kind), page in light.items():
        away = []
        for link in page.all("a[href]"):
            address = value(link, "href")
            if re.match(r"/(?!media/|static/)", address) and not address.endswith((".xml", ".atom", ".json")):
                away += [] if is_light(address) else [address]
        assert away == [], (language, kind)
        for form in page.all("form"):
            light_too = is_light(value(form, "action")) or form.query("input[name=lite]") or not value(form, "action")
            assert light_too, (language, kind)
        (back,) = [e for e in page.all(".imprint li a") if value(e, "href").startswith("./")]
        (there,) = [e for e in kinds[language, kind].all(".imprint li a") if is_light(value(e, "href"))]
        asked = page.path.partition("?")[2].removesuffix("lite").removesuffix("&")
        assert value(back, "href") == "./" + (f"?{asked}" if asked else ""), (language, kind)
        assert flat(back) != flat(there) and value(there, "href").endswith("lite")
    for language in LANGUAGES:
        front = light[language, "front"]
        for link in front.all(".tongues a, .sections a, .card a")[:6]:
            assert reader.get(value(link, "href")).status == 200


def test_l1_a_light_page_is_kept_and_answered_like_any_other(light, reader):
    for language in LANGUAGES:
        page = light[language, "story"]
        again = reader.get(page.path, if_none_match=page.headers["ETag"])
        assert (again.status, page.headers["Vary"]) == (304, "Accept-Encoding")
        other = reader.get(page.path.replace("?lite", "?utm_source=x&lite=1"), save_data="on")
        assert other.body == page.body
        assert reader.get(page.path.partition("?")[0], save_data="on").body != page.body


def test_l1_a_list_goes_on_light(reader, light):
    section = light["en", "section"]
    for link in section.all("a[rel=next]"):
        further = reader.get(value(link, "href"))
        assert further.status == 200 and not further.all("img")
        (back,) = [value(e, "href") for e in further.all(".imprint a") if value(e, "href").startswith("./")]
        assert re.fullmatch(r"\./\?before=\d+", back)


@pytest.mark.browser
def test_l2_the_seed_prints_on_two_sheets_in_black_with_the_addresses_of_its_links(opened, seed, kinds):
    page = opened(DESK, color_scheme="dark")
    page.goto(seed.path)
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert 1 <= sheets <= 2
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".nl", ".masthead nav", ".share", ".topics", ".related", ".imprint", ".skip"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".short").is_visible() and page.locator("h1").is_visible()
    colours = "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
    for part in ("h1", ".body p:last-child", ".stand"):
        ink, paper = page.locator(part).first.evaluate(colours)
        assert paper == "rgb(255, 255, 255)" and max(map(int, re.findall(r"\d+", ink))) <= 0x33, part
    for language in LANGUAGES:
        page.goto(kinds[language, "story"].path)
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 4
