"""Readers' checks D: pictures of the right size, weight and shape, with the names of who made them.

D12 (an original kept byte by byte) is not held: see docs/decisions/0035-pictures.md.
"""

import io
import json
import re

import pytest
from PIL import Image, IptcImagePlugin

from newsroom.lib import images
from newsroom.lib.marks import Marks
from tests.reader import pictured
from tests.site.reading import srcset, value

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar", "ckb"])
TYPES = ["image/avif", "image/webp"]


@pytest.fixture(scope="module")
def scene(story_with_picture) -> pictured.Pictured:
    return story_with_picture


def all_pages(scene) -> list:
    return [*scene.before.values(), *scene.pages.values(), scene.front]


def hero(page):
    (img,) = page.all("article figure img")
    return img


def source(page, kind: str, of: str = "article figure"):
    (found,) = [e for e in page.all(f"{of} source") if value(e, "type") == f"image/{kind}"]
    return found


def test_the_pages_and_all_files_that_they_name_are_there(scene):
    assert all(page.status == 200 for page in all_pages(scene))
    assert {path: file.status for path, file in scene.files.items() if file.status != 200} == {}
    assert len(scene.files) > 25


def test_d1_width_and_height_are_integers_with_the_files_own_ratio(scene):
    for page in all_pages(scene):
        assert page.all("img")
        for img in page.all("img"):
            assert (int(value(img, "width")), int(value(img, "height"))) == scene.opened(value(img, "src")).size
            for path, wide in srcset(value(img, "srcset")):
                size, shape = scene.opened(path).size, int(value(img, "width")) / int(value(img, "height"))
                assert size[0] == wide and abs(size[0] / shape - size[1]) <= 1


@LANGUAGES
def test_d2_exactly_one_picture_hurries_and_it_is_the_hero(scene, language):
    for page in (scene.before[language], scene.pages[language]):
        (high,) = page.all('img[fetchpriority="high"]')
        assert value(high, "src") == value(hero(page), "src") and "loading" not in high.attrs


@LANGUAGES
def test_d3_all_other_pictures_wait(scene, language):
    page = scene.pages[language]
    others = [img for img in page.all("img") if "fetchpriority" not in img.attrs]
    assert others and {(value(img, "loading"), value(img, "decoding")) for img in others} == {("lazy", "async")}


@LANGUAGES
def test_d4_a_picture_offers_avif_then_webp_then_jpeg_each_typed(scene, language):
    page = scene.pages[language]
    for element in page.all("picture"):
        assert [value(e, "type") for e in element.query("source")] == TYPES
        assert value(element.query("img")[0], "src").endswith(".jpg")
        for e in element.query("source"):
            for path, _wide in srcset(value(e, "srcset")):
                assert scene.files[path].headers["Content-Type"] == value(e, "type")
                assert Image.MIME[scene.opened(path).format] == value(e, "type")
    # Before the worker came by, the page was whole without AVIF.
    assert {value(e, "type") for e in scene.before[language].all("article figure source")} == {"image/webp"}


@LANGUAGES
def test_d5_candidates_are_of_the_ladder(scene, language):
    for page in (scene.before[language], scene.pages[language], scene.front):
        widths = {wide for e in page.all("source, img") for _path, wide in srcset(value(e, "srcset")) if wide}
        assert widths == set(images.WIDTHS) == {400, 640, 800, 1280, 1600}


def test_d7_a_busy_hero_is_light_as_avif(scene):
    (path,) = [p for p, wide in srcset(value(source(scene.pages["en"], "avif"), "srcset")) if wide == 800]
    size = len(scene.files[path].body)
    print(f"hero, 800 wide: {size} bytes of AVIF")
    assert 15_000 < size <= 45_000 + len(Marks().xmp()) + 500


def test_d7_no_picture_is_heavier_than_the_cap():
    """Plain noise is the worst there is: no photo is like it."""
    noise = Image.effect_noise((400, 266), 120).convert("RGB")
    for width, height in ((400, 266), (200, 133)):
        data, quality = images.light_avif(noise.resize((width, height)))
        assert len(data) <= 60_000 * width * height / (800 * 533)
        assert quality < images.AVIF_QUALITIES[0]


@pytest.mark.parametrize("size", [(2400, 1600), (1000, 700), (500, 900), (333, 222), (64, 48)])
def test_d8_no_picture_is_made_larger_than_its_original(size):
    for later in (False, True):
        files = images.plan(size, images.PHOTO, (0.3, 0.6), later=later)
        assert files
        for file in files:
            left, top, right, bottom = file.box
            assert 0 <= left < right <= size[0] and 0 <= top < bottom <= size[1]
            assert file.width <= right - left and file.height <= bottom - top + 1


def test_d9_addresses_are_of_the_contents_and_never_asked_again(scene):
    for path, file in scene.files.items():
        assert "immutable" in file.headers["Cache-Control"] and "max-age=31536000" in file.headers["Cache-Control"]
        assert re.fullmatch(r"/media/[0-9a-f-]{36}/[0-9a-f]{16}-[0-9a-z]+-\d+\.(jpg|webp|avif)", path), path
    whole, other = ("0" * 64, images.PHOTO), ("1" * 64, images.PHOTO)
    names = [
        images.recipe(*whole, (0.5, 0.5)), images.recipe(*other, (0.5, 0.5)), images.recipe(*whole, (0.5, 0.6)),
        images.recipe(*whole, (0.5, 0.5), Marks(creator="A")),
    ]  # fmt: skip
    assert len(set(names)) == len(names)


def test_d10_every_file_of_the_photo_says_who_made_it_and_nothing_else(scene):
    (owner,) = {path.split("/")[2] for path, _w in srcset(value(source(scene.pages["en"], "webp"), "srcset"))}
    files = {path: file.body for path, file in scene.files.items() if owner in path}
    kinds = {path.rpartition(".")[2] for path in files}
    assert kinds == {"jpg", "webp", "avif"}
    for path, data in files.items():
        picture = Image.open(io.BytesIO(data))
        picture.load()
        said = picture.info["xmp"].decode()
        credit = " / ".join(pictured.CREDIT)
        assert f"<dc:creator><rdf:Seq><rdf:li>{pictured.CREDIT[0]}</rdf:li>" in said, path
        assert f"<photoshop:Credit>{credit}</photoshop:Credit>" in said
        assert pictured.COPYRIGHT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in said
        if path.endswith(".jpg"):
            iptc = IptcImagePlugin.getiptcinfo(picture)
            assert iptc[(1, 90)] == b"\x1b%G" and iptc[(2, 80)].decode() == pictured.CREDIT[0]
            assert iptc[(2, 110)].decode().startswith(pictured.CREDIT[0])
            assert iptc[(2, 116)].decode() == pictured.COPYRIGHT
        # No place, no camera, no notes of a program.
        assert not picture.getexif() and b"Exif" not in data and pictured.SERIAL not in data


@pytest.mark.parametrize("at", [(0.15, 0.5), (0.85, 0.2), (0.5, 0.9)])
def test_d11_the_focal_point_is_in_every_crop(at):
    size = (2000, 1100) if at[1] == 0.5 else (1100, 2000)
    sheet = Image.new("RGB", size, "white")
    spot = (round(at[0] * size[0]), round(at[1] * size[1]))
    sheet.paste("red", (spot[0] - 30, spot[1] - 30, spot[0] + 30, spot[1] + 30))
    for file in images.plan(size, images.PHOTO, at):
        green = images.resized(sheet, file).getchannel("G").histogram()
        dark = sum(green[:120])  # where paper is, the green is white
        whole = 60 * 60 * (file.width / (file.box[2] - file.box[0])) ** 2
        assert dark > 0.8 * whole, (file.crop, file.width)


@LANGUAGES
def test_b6_search_engines_get_three_shapes_of_1200_pixels(scene, language):
    data = [json.loads(e.to_text()) for e in scene.pages[language].all('script[type="application/ld+json"]')]
    (article,) = [one for one in data if one["@type"] == "NewsArticle"]
    shapes = []
    for image in article["image"]:
        path = image["url"].removeprefix("http://news.example")
        assert image["url"] == f"http://news.example{path}" and scene.files[path].status == 200
        size = scene.opened(path).size
        assert size == (image["width"], image["height"]) and size[0] >= 1200
        assert "noindex" not in scene.files[path].headers.get("X-Robots-Tag", "")
        shapes.append(size[0] / size[1])
    for got, wanted in zip(shapes, (16 / 9, 4 / 3, 1), strict=True):
        assert abs(got / wanted - 1) < 0.01


@LANGUAGES
def test_b7_the_first_picture_says_whose_it_is(scene, language):
    data = [json.loads(e.to_text()) for e in scene.pages[language].all('script[type="application/ld+json"]')]
    first = next(one for one in data if one["@type"] == "NewsArticle")["image"][0]
    assert first["creditText"] == " / ".join(pictured.CREDIT)
    assert first["caption"] == f"A caption, {language}" and first["copyrightNotice"] == pictured.COPYRIGHT


def test_a_small_original_gives_what_it_has(scene):
    """The related story's photo is 700 wide: its card is whole, and nothing of it is larger."""
    cards = [img for img in scene.front.all(".card img")]
    assert cards and all(int(value(img, "width")) <= 320 for img in cards)


# --- in a browser --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def laid_out(scene, chromium):
    """(width of the window, dpr): (what was chosen, its width in the layout), of the hero, with no server at all."""
    playwright = pytest.importorskip("playwright.sync_api", reason="not on this machine: Playwright")
    found = {}

    def answer(route):
        path = route.request.url.removeprefix("http://news.example")
        file = scene.pages["en"] if path == pictured.PATHS["en"] else scene.files.get(path)
        if file is None:
            return route.fulfill(status=404, body="")
        return route.fulfill(status=200, body=file.body, headers={"Content-Type": file.headers["Content-Type"]})

    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for width in (360, 768, 1280):
            for dpr in (1, 2):
                page = browser.new_page(viewport={"width": width, "height": 800}, device_scale_factor=dpr)
                page.route("**/*", answer)
                page.goto(f"http://news.example{pictured.PATHS['en']}")
                found[width, dpr] = page.evaluate(
                    """() => { const i = document.querySelector('article figure img');
                    const probe = document.createElement('div'); probe.style.position = 'absolute';
                    const wanted = i.sizes.split(',').map(s => s.match(/^(?:(\\(.*\\)) )?(\\S+)$/));
                    const [, , length] = wanted.find(m => !m[1] || matchMedia(m[1]).matches);
                    document.body.append(probe); probe.style.width = length;
                    return [i.currentSrc, i.getBoundingClientRect().width, probe.getBoundingClientRect().width]; }"""
                )
                page.close()
        browser.close()
    return found


@pytest.mark.browser
def test_d5_sizes_are_the_layouts_within_a_tenth(laid_out):
    for (width, dpr), (_src, wide, told) in laid_out.items():
        assert abs(told / wide - 1) <= 0.1, (width, dpr, wide, told)


@pytest.mark.browser
def test_d6_what_is_served_is_at_most_half_as_much_again_as_is_needed(laid_out):
    for (width, dpr), (src, wide, _told) in laid_out.items():
        served = int(re.search(r"-(\d+)\.avif$", src)[1])
        assert wide * min(dpr, 2) * 0.95 <= served <= max(wide * 2, 1) * 1.5, (width, dpr, src, wide)
        if dpr == 2:
            assert served <= wide * dpr * 1.5, (width, src, wide)
