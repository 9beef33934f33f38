"""The store of finished pages: what it keeps, when it forgets, and what it does with damage."""

import os
import threading
import time
from pathlib import Path

import pytest

from newsroom.lib.failpoints import Failed, arm
from newsroom.lib.page_store.pages import Damaged, answer, unpack
from newsroom.lib.page_store.store import Gone, Rendered, Store, microseconds

BODY = b"<!doctype html><title>One</title>" + b"<p>Night buses return.</p>" * 40


@pytest.fixture
def kept(tmp_path) -> Store:
    return Store(tmp_path / "pages", release="r1")


def page(body: bytes = BODY, tags=("story:1",), lifetime: int = 0) -> Rendered:
    return Rendered(body, [("Content-Type", "text/html; charset=utf-8")], tags, lifetime)


def press(store: Store, key: str = "/news/", **what):
    return store.press(key, page(**what), store.fence())


def body_of(found) -> bytes:
    return answer(found, "identity", None, head=False)[2]


def test_a_kept_page_is_answered_from_memory_and_by_another_process(kept, tmp_path):
    press(kept)
    assert body_of(kept.get("/news/", microseconds())) == BODY
    other = Store(tmp_path / "pages", release="r1")
    assert body_of(other.get("/news/", microseconds())) == BODY


def test_a_purge_is_seen_by_the_next_hit_of_every_process(kept, tmp_path):
    other = Store(tmp_path / "pages", release="r1")
    press(kept)
    assert other.get("/news/", microseconds()) is not None
    kept.purge("story:1")
    assert other.get("/news/", microseconds()) is None
    assert kept.get("/news/", microseconds()) is None


def test_a_purge_of_one_tag_leaves_other_pages(kept):
    press(kept, "/news/")
    press(kept, "/sport/", tags=("story:2",))
    kept.purge("story:1")
    assert kept.get("/sport/", microseconds()) is not None


def test_a_render_that_began_before_a_purge_is_not_kept(kept):
    fence = kept.fence()
    kept.purge("story:1")
    assert kept.press("/news/", page(), fence) is None
    assert kept.get("/news/", microseconds()) is None


def test_everything_is_old_after_purge_all(kept):
    press(kept)
    kept.purge_all()
    assert kept.get("/news/", microseconds()) is None
    assert body_of(kept.stale("/news/")) == BODY  # but there when nothing better can be made


def test_pages_of_another_release_are_not_answered(kept, tmp_path):
    press(kept)
    newer = Store(tmp_path / "pages", release="r2")
    assert newer.get("/news/", microseconds()) is None


def test_a_lifetime_ends(kept):
    press(kept, lifetime=60)
    now = microseconds()
    assert kept.get("/news/", now) is not None
    assert kept.get("/news/", now + 61_000_000) is None


def test_one_taken_down_is_gone_and_leaves_nothing_to_fall_back_on(kept):
    press(kept)
    kept.purge("story:1", keys=["/news/"], gone=True)
    assert kept.stale("/news/") is None
    with pytest.raises(Gone):
        kept.fetch("/news/", page)
    kept.purge(keys=["/news/"], back=True)
    assert body_of(kept.fetch("/news/", page)) == BODY


def test_lists_that_showed_what_is_gone_leave_no_fallback_either(kept):
    press(kept, "/", tags=("story:1", "front"))
    kept.purge("story:1", keys=["/2026/11/22/one/"], gone=True)
    assert kept.stale("/") is None


def test_a_failed_render_is_answered_by_what_was_kept_last(kept):
    press(kept)
    kept.purge("story:1")

    def broken():
        raise OSError("the database is away")

    assert body_of(kept.fetch("/news/", broken)) == BODY
    with pytest.raises(OSError, match="away"):
        kept.fetch("/never-kept/", broken)


@pytest.mark.parametrize("spoil", ["cut", "flip", "empty", "older form", "not ours"])
def test_a_damaged_file_is_rendered_anew(kept, tmp_path, spoil):
    press(kept)
    file = Path(kept._name("/news/"))
    data = file.read_bytes()
    changed = {
        "cut": data[: len(data) // 2],
        "flip": data[:-10] + bytes([data[-10] ^ 1]) + data[-9:],
        "empty": b"",
        "older form": b"PRS1" + data[5:],
        "not ours": b"<html>",
    }[spoil]
    file.write_bytes(changed)
    with pytest.raises(Damaged):
        unpack(changed)
    fresh = Store(tmp_path / "pages", release="r1")
    assert fresh.get("/news/", microseconds()) is None
    assert body_of(fresh.fetch("/news/", lambda: page(b"anew " * 60))) == b"anew " * 60


def test_a_writer_killed_half_way_makes_everyone_look_at_the_file(kept, tmp_path):
    press(kept)
    assert kept.get("/news/", microseconds()) is not None
    kept.count[0] |= 1  # what a kill -9 inside `writing` leaves
    os.unlink(kept._name("/news/"))
    assert kept.get("/news/", microseconds()) is None
    press(kept)
    assert kept.count[0] % 2 == 0
    assert kept.get("/news/", microseconds()) is not None


def test_a_full_disk_is_no_readers_matter(kept, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    assert body_of(kept.fetch("/news/", page)) == BODY
    assert not list(Path(kept.root).rglob("*.tmp"))


def test_many_readers_wait_for_one_render(kept):
    renders, found = [], []

    def slow():
        renders.append(1)
        time.sleep(0.2)
        return page()

    threads = [threading.Thread(target=lambda: found.append(kept.fetch("/news/", slow))) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(renders) == 1
    assert [body_of(one) for one in found] == [BODY] * 40


def test_a_passed_moment_purges_what_changed_once(kept):
    press(kept)
    now = microseconds()
    kept.expect(now + 1_000)
    asked = []

    def changes(since, until):
        asked.append((since, until))
        return ["story:1"], now + 9_000_000

    assert kept.moment_passed(now + 2_000)
    kept.pass_moment(now + 2_000, changes)
    kept.pass_moment(now + 2_000, changes)
    assert len(asked) == 1
    assert kept.get("/news/", now + 2_000) is None
    assert not kept.moment_passed(now + 3_000)
    assert kept.moment_passed(now + 9_000_001)


def test_a_moment_that_cannot_be_looked_up_is_tried_again(kept):
    press(kept)
    now = microseconds()
    kept.expect(now)

    def away(since, until):
        raise OSError("the database is away")

    kept.pass_moment(now, away)
    assert kept.get("/news/", now) is not None  # what is kept stays
    assert kept.moment_passed(now + 1_000_001)


def test_memory_is_bounded_and_what_is_read_stays(tmp_path):
    small = Store(tmp_path / "pages", max_bytes=20_000, release="r1")
    for n in range(200):
        press(small, f"/{n}/", body=os.urandom(900))
        small.get("/0/", microseconds())
    assert small.size <= 20_000 + 2_000
    assert "/0/" in small.pages


@pytest.mark.parametrize(
    "key", ["", "news", "/../etc/passwd", "/a//b/", "/\0/", "/é/", "/" + "a" * 900, "/A/", "/a\n/", "/.hidden/"]
)
def test_addresses_that_could_leave_the_folder_have_no_file(kept, key):
    assert kept._name(key) is None
    assert kept.press(key, page(), kept.fence()) is None


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("br, gzip", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("br;q=0", "identity"), ("", "identity"),
        ("identity", "identity"), ("*", "br"), ("*;q=0", "identity"), ("gzip;q=0.9, br;q=0.1", "gzip"),
    ],
)  # fmt: skip
def test_the_coding_follows_the_weights(kept, header, coding):
    press(kept)
    status, headers, body = answer(kept.get("/news/", microseconds()), header, None, head=False)
    told = dict(headers)
    assert status == "200 OK"
    assert told.get("Content-Encoding", "identity") == coding
    assert int(told["Content-Length"]) == len(body)
    again = answer(kept.get("/news/", microseconds()), header, told["ETag"], head=False)
    assert again[0] == "304 Not Modified" and again[2] == b""
    assert "Content-Length" not in dict(again[1])


def test_the_oldest_go_beyond_the_number_kept(kept):
    for n in range(10):
        press(kept, f"/{n}/")
        os.utime(kept._name(f"/{n}/"), (1_700_000_000 + n, 1_700_000_000 + n))
    assert kept.sweep(most=4) == 6
    assert [n for n in range(10) if os.path.exists(kept._name(f"/{n}/"))] == [6, 7, 8, 9]


def test_a_purge_that_died_half_way_finds_the_same_pages_when_it_is_done_again(kept):
    """The outbox does it again; what was not dropped must not have been forgotten."""
    for key in ("/one/", "/two/", "/three/"):
        press(kept, key)
    try:
        arm("page_store.page_dropped=raise")
        with pytest.raises(Failed):
            kept.purge("story:1")
    finally:
        arm("")
    kept.purge("story:1")
    assert [key for key in ("/one/", "/two/", "/three/") if kept.get(key, microseconds())] == []


def test_a_fallback_that_shows_what_is_taken_down_goes_with_it(kept):
    """The front was purged by an update and not made again since: its old page is what a dead database would show."""
    press(kept, "/", tags=("front::en", "story:1"))
    kept.purge("front::en", "story:1")
    assert kept.stale("/")
    kept.purge("front::en", "story:1", keys=["/2026/11/22/it/"], gone=True)
    assert kept.stale("/") is None


def test_the_list_of_a_tags_pages_does_not_grow_with_purges(kept):
    for _time in range(20):
        press(kept, "/", tags=("front::en",))
        kept.purge("front::en")
    (listed,) = Path(kept.root, "tags").iterdir()
    assert listed.read_text() == "/\n"
