"""What a page weighs on its way, and that every way of asking for it is answered rightly."""

import gzip

import brotli
import pytest

from tests.site.reading import prefix

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]

STORY_BYTES = 8_000
# What a server may send before it hears from its reader (RFC 6928): ten packets.
FIRST_FLIGHT = 14_600


def on_the_wire(answer) -> int:
    """Bytes of an answer with its headers, as HTTP/1.1 sends them."""
    return len(answer.body) + sum(len(f"{key}: {text}\r\n") for key, text in answer.headers.items()) + 19


def test_the_seed_with_its_style_inside(seed, reader):
    """Brotli at 5 is what the newsroom itself compresses with; better is left to whoever stands in front."""
    assert b"<style>" in seed.body
    assert len(brotli.compress(seed.body, quality=5)) <= STORY_BYTES
    assert len(reader.get(seed.path, accept_encoding="br").body) <= STORY_BYTES
    assert len(reader.get(seed.path, accept_encoding="gzip").body) <= 9_000


def test_every_story_comes_in_the_first_flight(stories, reader):
    heavy = {path: on_the_wire(reader.get(path, accept_encoding="br")) for path in stories}
    assert {path: size for path, size in heavy.items() if size > FIRST_FLIGHT} == {}


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_the_front_comes_in_the_first_flight(reader, language):
    answer = reader.get(f"{prefix(language)}/", accept_encoding="br")
    assert answer.headers["Content-Encoding"] == "br"
    assert on_the_wire(answer) <= FIRST_FLIGHT


def test_every_coding_is_the_same_page(seed, reader):
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
def test_what_a_client_refuses_it_does_not_get(seed, reader, accepted, coding):
    answer = reader.get(seed.path, accept_encoding=accepted)
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == coding
    assert int(answer.headers["Content-Length"]) == len(answer.body)


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_a_page_that_has_not_changed_is_not_sent_again(seed, reader, coding):
    first = reader.get(seed.path, accept_encoding=coding)
    again = reader.get(seed.path, accept_encoding=coding, if_none_match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]
    weak = reader.get(seed.path, accept_encoding=coding, if_none_match=f'"other", W/{first.headers["ETag"]}')
    assert weak.status == 304
    other = reader.get(seed.path, accept_encoding=coding, if_none_match='"something-else"')
    assert (other.status, other.body) == (200, first.body)


@pytest.mark.parametrize("path", ["/", "/ar/news/", "/ckb/newsletter/", "/nothing-here/", "/en/"])
@pytest.mark.parametrize("coding", ["identity", "br"])
def test_head_is_get_without_the_body(reader, path, coding):
    head = reader.get(path, method="HEAD", accept_encoding=coding)
    get = reader.get(path, accept_encoding=coding)
    assert (head.status, head.body) == (get.status, b"")
    passing = {"date"}

    def said(answer):
        return sorted((key.lower(), text) for key, text in answer.headers.items() if key.lower() not in passing)

    assert said(head) == said(get)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_readers_pages_are_only_read(seed, reader, method):
    assert reader.get(seed.path, method=method).status == 405
    if method != "POST":
        assert reader.get("/newsletter/", method=method).status == 405
