"""Pictures: real files of the size that the markup says, one that hurries and the rest that wait."""

import io
import re

import pytest
from PIL import Image

from tests.site.reading import ancestors, flat, srcset, value

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "AVIF": "image/avif"}


@pytest.fixture(scope="module")
def sizes(crawl):
    """(width, height) of each picture that a page loads, by its path; decoded whole, not by its name."""
    found = {}
    for path, answer in crawl.items():
        if path.startswith("/media/"):
            with Image.open(io.BytesIO(answer.body)) as picture:
                picture.load()
                assert answer.headers["Content-Type"] == TYPES[picture.format], path
                found[path] = picture.size
    return found


def test_there_are_pictures(sizes, pages):
    assert len(sizes) > 100
    assert sum(len(page.all("img")) for page in pages.values()) > 50


def test_width_and_height_are_the_files_own(pages, sizes):
    wrong = []
    for path, page in pages.items():
        for img in page.all("img"):
            told = (int(value(img, "width")), int(value(img, "height")))
            if told != sizes.get(value(img, "src")):
                wrong.append(f"{path}: {value(img, 'src')} is {sizes.get(value(img, 'src'))}, not {told}")
    assert wrong == []


def test_each_candidate_is_as_wide_as_it_says_and_of_the_same_shape(pages, sizes):
    wrong = set()
    for page in pages.values():
        for picture in page.all("picture"):
            img = picture.query("img")[0]
            shape = int(value(img, "width")) / int(value(img, "height"))
            for element in (*picture.query("source"), img):
                for address, width in srcset(value(element, "srcset")):
                    real = sizes[address]
                    # Heights are whole pixels: the smallest renditions are off by half of one.
                    if (width and width != real[0]) or abs(real[0] / shape - real[1]) > 1:
                        wrong.add(f"{address} is {real}")
                if element.name == "source" and not value(element, "type"):
                    wrong.add(f"{page.path}: a source without its type")
                if " " in value(element, "srcset") and not value(element, "sizes"):
                    wrong.add(f"{page.path}: widths without sizes")
    assert wrong == set()


def test_one_picture_hurries_and_no_other(pages):
    """None of the page's first pictures is lazy; all others are, and are decoded aside."""
    wrong = []
    for path, page in pages.items():
        images = page.all("img")
        high = [img for img in images if value(img, "fetchpriority") == "high"]
        if len(high) > 1 or [img for img in high if value(img, "loading")]:
            wrong.append(f"{path}: {len(high)} pictures of high priority")
        if page.all("article figure img") and high != page.all("article figure img"):
            wrong.append(f"{path}: its hero does not hurry")
        for img in images:
            if img not in high and (value(img, "loading"), value(img, "decoding")) != ("lazy", "async"):
                wrong.append(f"{path}: {value(img, 'src')} does not wait")
    assert wrong == []
    assert any(page.all('img[fetchpriority="high"]') for page in pages.values())


def test_alternative_texts_say_what_is_to_be_seen(stories):
    wrong = []
    for path, page in stories.items():
        for img in page.all("article figure img"):
            alt, caption = value(img, "alt").strip(), [flat(e) for e in page.all("figcaption > span")]
            if not alt or alt in (page.text("h1"), *caption) or re.match(r"(?i)image of|picture of|.*\.jpe?g", alt):
                wrong.append(f"{path}: {alt!r}")
            if not page.all("figcaption .credit"):
                wrong.append(f"{path}: a picture without a credit")
    assert wrong == []


def test_pictures_that_only_decorate_are_silent(pages):
    """Portraits and the small pictures of lists stand beside the words that they repeat."""
    shown = [
        img
        for page in pages.values()
        for img in page.all(".card img, .author img")
        if any(value(above, "class") for above in ancestors(img))
    ]
    assert len(shown) > 30
    assert [value(img, "src") for img in shown if img.attrs.get("alt") != ""] == []


def test_icons(crawl, pages):
    (svg,) = {value(e, "href") for page in pages.values() for e in page.all('link[rel="icon"]')}
    (png,) = {value(e, "href") for page in pages.values() for e in page.all('link[rel="apple-touch-icon"]')}
    assert crawl[svg].headers.get_content_type() == "image/svg+xml" and b"<svg" in crawl[svg].body
    with Image.open(io.BytesIO(crawl[png].body)) as picture:
        assert (picture.format, picture.size) == ("PNG", (180, 180))
