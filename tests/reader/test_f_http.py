"""F: what is said on the wire."""

import base64
import gzip
import hashlib
import re

import brotli
import pytest

from tests.site.reading import value

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]

KEEP = r"public, max-age=0, must-revalidate, s-maxage=\d+"
# A reader's own words, or a form with a number of its own: kept by nobody.
OWN = re.compile(r"/(?:\w+/)?(?:search|[\d/]+/[\w-]+/report)/(?:\?.*)?\Z")
SOURCES = {"'none'", "'self'"}
LOUD = {"default-src": "'none'", "frame-ancestors": "'none'", "base-uri": "'none'", "connect-src": "'self'"}


def faults_of(pages, look) -> list[str]:
    """What `look` says of each page, with the page's path before it."""
    return [f"{path}: {fault}" for path, page in sorted(pages.items()) for fault in look(page)]


@pytest.fixture(scope="module")
def all_pages(pages, light):
    return pages | {page.path: page for page in light.values() if page.status == 200}


def test_f1_browsers_ask_again_each_time_and_nothing_varies_by_reader(all_pages):
    def look(page):
        said = page.headers
        keep = "private, no-store" if OWN.match(page.path) else KEEP
        if not re.fullmatch(keep, said["Cache-Control"] or "") or not said["ETag"]:
            yield f"Cache-Control {said['Cache-Control']}, ETag {said['ETag']}"
        if said.get_all("Vary") != ["Accept-Encoding"]:
            yield f"Vary {said.get_all('Vary')}"

    assert faults_of(all_pages, look) == []


def test_f2_no_answer_sets_a_cookie(crawl, kinds, light):
    everything = [*crawl.values(), *kinds.values(), *light.values()]
    assert [answer.path for answer in everything if answer.headers["Set-Cookie"]] == []


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_f3_a_page_that_has_not_changed_is_not_sent_again(seed, reader, coding):
    first = reader.get(seed.path, accept_encoding=coding)
    again = reader.get(seed.path, accept_encoding=coding, if_none_match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]
    weak = reader.get(seed.path, accept_encoding=coding, if_none_match=f'"other", W/{first.headers["ETag"]}')
    assert weak.status == 304
    other = reader.get(seed.path, accept_encoding=coding, if_none_match='"something-else"')
    assert (other.status, other.body) == (200, first.body)


def test_f4_every_coding_is_the_same_page(seed, reader):
    packed = reader.get(seed.path, accept_encoding="gzip, deflate, br")
    zipped = reader.get(seed.path, accept_encoding="gzip")
    assert (packed.headers["Content-Encoding"], zipped.headers["Content-Encoding"]) == ("br", "gzip")
    assert brotli.decompress(packed.body) == gzip.decompress(zipped.body) == seed.body
    assert len({seed.headers["ETag"], packed.headers["ETag"], zipped.headers["ETag"]}) == 3
    assert {answer.headers["Vary"] for answer in (seed, packed, zipped)} == {"Accept-Encoding"}


@pytest.mark.parametrize(
    "accepted, coding",
    [
        ("", None), ("identity", None), ("br;q=0, gzip", "gzip"), ("br;q=0", None), ("*;q=0", None),
        ("gzip;q=0.5, br;q=0.1", "gzip"), ("br;q=0, *", "gzip"), ("*", "br"), ("zstd, compress", None),
    ],
)  # fmt: skip
def test_f4_what_a_client_refuses_it_does_not_get(seed, reader, accepted, coding):
    answer = reader.get(seed.path, accept_encoding=accepted)
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == coding
    assert int(answer.headers["Content-Length"]) == len(answer.body)


def test_f5_what_pages_load_is_kept_for_good(crawl):
    loaded = {path: answer for path, answer in crawl.items() if path.startswith(("/media/", "/static/"))}
    assert len(loaded) > 100

    def look(answer):
        kept = answer.headers["Cache-Control"]
        year = "max-age=31536000" in kept or "max-age=315360000" in kept
        if not year or "immutable" not in kept or "public" not in kept:
            yield f"Cache-Control {kept}"
        if answer.headers["X-Content-Type-Options"] != "nosniff":
            yield "a browser may guess what it is"
        if answer.headers["Vary"] not in (None, "Accept-Encoding"):
            yield f"Vary {answer.headers['Vary']}"

    assert faults_of(loaded, look) == []


def test_f6_the_policy_names_the_style_and_lets_nothing_else_be(all_pages):
    def look(page):
        style = page.one("style").to_text(separator="", strip=False)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = dict(part.strip().partition(" ")[::2] for part in page.headers["Content-Security-Policy"].split(";"))
        if policy.pop("style-src", "") != f"'sha256-{digest}'":
            yield "the policy does not name its style"
        if {name: policy.get(name) for name in LOUD} != LOUD or set(policy.values()) - SOURCES:
            yield f"policy {policy}"

    assert faults_of(all_pages, look) == []


def test_f7_the_other_headers_of_a_page_that_nobody_can_bend(all_pages):
    wanted = {
        "X-Content-Type-Options": "nosniff", "Content-Type": "text/html; charset=utf-8",
        "Cross-Origin-Opener-Policy": "same-origin", "Referrer-Policy": "strict-origin-when-cross-origin",
    }  # fmt: skip

    def look(page):
        for name, text in wanted.items():
            if page.headers[name] != text:
                yield f"{name} {page.headers[name]}"
        for feature in ("camera", "microphone", "geolocation", "browsing-topics"):
            if f"{feature}=()" not in (page.headers["Permissions-Policy"] or ""):
                yield f"may ask for the {feature}"
        if page.headers["Strict-Transport-Security"]:
            yield "it asks for https, which this newsroom does not speak"

    assert faults_of(all_pages, look) == []


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
@pytest.mark.parametrize("kind, status", [("not found", 404), ("taken down", 410)])
def test_f8_where_there_is_no_page_there_are_ways_on(kinds, reader, language, kind, status):
    page = kinds[language, kind]
    assert (page.status, page.language) == (status, language)
    assert len(reader.get(page.path, accept_encoding="br").body) <= 8_000
    assert "noindex" in value(page.one('meta[name="robots"]'), "content")
    form = page.one("main form[role=search]")
    assert reader.get(value(form, "action")).status == 200 and page.one("main input[name=q]")
    stories = [value(link, "href") for link in page.all("main .related .card a")]
    assert len(stories) == 5 and all(reader.get(path).status == 200 for path in stories)


@pytest.mark.parametrize("path", ["/", "/ar/news/", "/ckb/newsletter/", "/nothing-here/", "/en/"])
@pytest.mark.parametrize("coding", ["identity", "br"])
def test_f10_head_is_get_without_the_body(reader, path, coding):
    head = reader.get(path, method="HEAD", accept_encoding=coding)
    get = reader.get(path, accept_encoding=coding)
    assert (head.status, head.body) == (get.status, b"")
    passing = {"date"}

    def said(answer):
        return sorted((key.lower(), text) for key, text in answer.headers.items() if key.lower() not in passing)

    assert said(head) == said(get)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_f10_readers_pages_are_only_read(seed, reader, method):
    assert reader.get(seed.path, method=method).status == 405
    if method != "POST":
        assert reader.get("/newsletter/", method=method).status == 405
