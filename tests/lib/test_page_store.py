"""The store of finished pages: what it keeps, when it forgets, and what it does with damage."""

import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest

from newsroom.lib.page_store import control, cuts, keeping
from newsroom.lib.page_store.pages import Damaged, Rendered, answer, unpack
from newsroom.lib.page_store.store import Gone, Store, microseconds
from tests.conftest import MISSING

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


def marked(*stories: str) -> Rendered:
    """A list of stories, as templates mark them."""
    text = "<ul>" + "".join(f"{cuts.begins('story:' + s)}<li>Story {s}</li>{cuts.ENDS}" for s in stories) + "</ul>"
    body, parts = cuts.lift(text)
    return Rendered(body, [], ["front", *(f"story:{s}" for s in stories)], cuts=parts)


def test_marks_leave_no_trace_and_parts_can_be_cut_out():
    page = marked("1", "2", "3")
    assert page.body == b"<ul><li>Story 1</li><li>Story 2</li><li>Story 3</li></ul>"
    assert cuts.without(page.body, page.cuts, {"story:2"}) == b"<ul><li>Story 1</li><li>Story 3</li></ul>"
    assert cuts.lift("words\x01 only \x02 and \x01\x02") == (b"words\x01 only \x02 and ", [])


def test_a_list_falls_back_without_what_was_taken_down(kept):
    kept.press("/", marked("1", "2"), kept.fence())
    kept.purge("story:1", keys=["/2026/11/22/one/"], gone=True)

    def away():
        raise OSError("the database is away")

    assert body_of(kept.fetch("/", away)) == b"<ul><li>Story 2</li></ul>"
    assert body_of(kept.get("/", microseconds())) == b"<ul><li>Story 2</li></ul>"  # for a moment, as it is


def test_nothing_is_left_of_what_was_all_about_it(kept):
    kept.press("/old/", Rendered(BODY, [], ["story:1"], whole=["story:1"]), kept.fence())
    kept.purge("story:1", keys=["/new/"], gone=True)
    assert kept.stale("/old/") is None
    with pytest.raises(OSError, match="away"):
        kept.fetch("/old/", lambda: (_ for _ in ()).throw(OSError("away")))


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


def test_a_writer_killed_half_way_makes_everyone_compare(kept, tmp_path):
    press(kept)
    assert kept.get("/news/", microseconds()) is not None
    kept.count[control.COUNT] |= 1  # what a kill -9 inside `writing` leaves
    kept.control.move(["story:2"])
    assert kept.get("/news/", microseconds()) is not None
    kept.control.move(["story:1"])
    assert kept.get("/news/", microseconds()) is None
    kept.purge("story:3")
    assert kept.count[control.COUNT] % 2 == 0
    press(kept)
    assert kept.get("/news/", microseconds()) is not None


def test_settings_changed_during_a_render_make_it_old(kept):
    fence = kept.fence()
    kept.purge_all()
    assert kept.press("/news/", page(), fence) is None


def test_a_slow_render_does_not_lie_over_a_newer_page(kept):
    fence = kept.fence()
    kept.purge("story:1")
    press(kept, body=b"new " * 60)
    assert kept.press("/news/", page(), fence) is None
    assert body_of(kept.get("/news/", microseconds())) == b"new " * 60


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
    kept.most = 4
    assert keeping.is_crowded(kept)
    assert keeping.sweep(kept) == 6
    assert not keeping.is_crowded(kept)
    assert [n for n in range(10) if os.path.exists(kept._name(f"/{n}/"))] == [6, 7, 8, 9]


def test_pages_far_down_a_list_are_kept_while_there_is_room(kept):
    kept.most = 2
    for n in range(5):
        press(kept, f"/news/@before={n}")
    assert kept.count[control.FILES] == 2
    assert press(kept, "/news/") is not None  # an address of its own always


def test_left_overs_go_and_what_is_being_written_stays(kept):
    press(kept)
    folder = Path(kept._name("/news/")).parent
    old, new, former = folder / "a.1.2.tmp", folder / "b.1.2.tmp", folder / "@.stale"
    for file in (old, new, former):
        file.write_bytes(b"half")
    os.utime(old, (1_700_000_000, 1_700_000_000))
    assert keeping.sweep(kept) == 2
    assert not old.exists() and new.exists() and not former.exists()
    assert kept.get("/news/", microseconds()) is not None


# --- moments ------------------------------------------------------------------------------------------------


def test_a_moment_announced_while_another_is_looked_at_is_not_lost(kept):
    now = microseconds()
    kept.expect(now)

    def changes(since, until):
        kept.expect(now + 5_000_000)  # committed after `changes` has asked the database
        return [], now + 60_000_000

    kept.pass_moment(now, changes)
    assert kept.moment_passed(now + 5_000_000)


def test_readers_do_not_wait_for_a_database_that_does_not_answer(kept):
    press(kept)
    now, slow = microseconds(), threading.Event()
    kept.expect(now)
    looking = threading.Thread(target=lambda: kept.pass_moment(now, lambda *_: slow.wait(10) and ([], None)))
    looking.start()
    try:
        began = time.process_time()
        kept.pass_moment(now, lambda *_: pytest.fail("asked twice at once"))
        assert time.process_time() - began < 2
        assert kept.get("/news/", now) is not None
    finally:
        slow.set()
        looking.join()


def test_too_many_changes_to_tell_make_everything_old(kept):
    press(kept)
    kept.expect(microseconds())
    kept.pass_moment(microseconds(), lambda *_: (None, None))
    assert kept.get("/news/", microseconds()) is None


# --- faults -------------------------------------------------------------------------------------------------


def later() -> int:
    """When the store has looked whether its map is still the one that others see."""
    return microseconds() + 2_000_000


def test_a_folder_removed_while_we_run_is_made_anew(kept, tmp_path):
    press(kept)
    shutil.rmtree(tmp_path / "pages")
    assert kept.get("/news/", later()) is None
    assert body_of(kept.fetch("/news/", page)) == BODY
    other = Store(tmp_path / "pages", release="r1")  # a process that came after it
    other.purge("story:1")
    assert kept.get("/news/", later()) is None


def test_a_writer_finds_the_map_that_others_see(kept, tmp_path):
    shutil.rmtree(tmp_path / "pages")
    other = Store(tmp_path / "pages", release="r1")
    press(other)
    kept.purge("story:1")
    assert other.get("/news/", microseconds()) is None


@pytest.mark.parametrize("spoil", ["emptied", "cut", "zeroed", "noise"])
def test_a_damaged_map_trusts_nothing_of_before(kept, tmp_path, spoil):
    press(kept)
    kept.purge("story:2", keys=["/gone/"], gone=True)
    file = tmp_path / "pages" / "control"
    size = file.stat().st_size
    del kept
    data = {"emptied": b"", "cut": b"\x01" * 100, "zeroed": bytes(size), "noise": os.urandom(size // 8) * 8}[spoil]
    file.write_bytes(data)
    again = Store(tmp_path / "pages", release="r1")
    assert again.get("/news/", microseconds()) is None
    assert body_of(again.fetch("/news/", page)) == BODY
    assert again.get("/news/", microseconds()) is not None
    with pytest.raises(Gone):
        again.fetch("/gone/", page)


def test_a_map_overwritten_while_we_run_trusts_nothing_of_before(kept, tmp_path):
    press(kept)
    with open(tmp_path / "pages" / "control", "r+b") as file:
        file.write(bytes(64 * 1024))
    assert kept.get("/news/", later()) is None
    assert body_of(kept.fetch("/news/", page)) == BODY
    assert kept.get("/news/", microseconds()) is not None


@pytest.fixture
def small_disk(tmp_path):
    """A disk of four megabytes."""
    where = tmp_path / "disk"
    where.mkdir()
    if (
        os.geteuid()
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(where)], capture_output=True
        ).returncode
    ):
        pytest.skip(MISSING + "the right to mount a disk of its own")
    yield where
    subprocess.run(["umount", "-l", str(where)], check=True)


def test_a_disk_that_fills_up_and_is_full_at_the_start(small_disk):
    kept = Store(small_disk / "pages", release="r1")
    for n in range(400):
        fresh = os.urandom(20_000)
        assert body_of(kept.fetch(f"/{n}/", lambda body=fresh: page(body))) == fresh
    assert not list(small_disk.rglob("*.tmp"))
    assert 0 < len(list(small_disk.rglob("*.page"))) < 400
    kept.purge("story:1")  # needs no room
    assert kept.get("/0/", microseconds()) is None
    assert body_of(kept.fetch("/0/", page)) == BODY
    shutil.rmtree(small_disk / "pages")
    (small_disk / "filler").write_bytes(bytes(4 << 20 >> 1))
    with pytest.raises(OSError, match="space"):
        (small_disk / "rest").write_bytes(bytes(4 << 20))
    with pytest.raises(OSError, match="space"):
        Store(small_disk / "pages", release="r1")


def test_a_disk_that_may_only_be_read(small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(OSError, match="Read-only"):
        Store(small_disk / "pages", release="r1")


# --- taken down while the database was away ---------------------------------------------------------------------


def test_a_withdrawn_page_stays_down_until_the_database_knows(kept, tmp_path):
    key = "/2026/11/22/one/"
    kept.press(key, Rendered(BODY, [], ["story:1"], whole=["story:1"]), kept.fence())
    kept.press("/", marked("1", "2"), kept.fence())
    other = Store(tmp_path / "pages", release="r1")
    assert other.get(key, microseconds()) is not None
    assert keeping.withdraw(kept, key, {"why": "a court said so", "who": "root", "at": "now"})
    for process in (kept, other):
        assert process.get(key, microseconds()) is None
        with pytest.raises(Gone):
            process.fetch(key, page)
        assert body_of(process.stale("/")) == b"<ul><li>Story 2</li></ul>"
    kept.purge("story:1", keys=[key], back=True)  # somebody publishes it, before the database was told
    with pytest.raises(Gone):
        other.fetch(key, page)
    assert [(note["key"], note["why"]) for note in keeping.withdrawn(other)] == [(key, "a court said so")]
    keeping.settle(other, key, gone=True)
    assert list(keeping.withdrawn(kept)) == []
    kept.purge("story:1", keys=[key], back=True)
    assert body_of(other.fetch(key, page)) == BODY


def test_whose_page_it_is_can_be_learnt_from_a_page_that_mentions_it(kept):
    body, parts = cuts.lift(f'{cuts.begins("story:7")}<a href="/2026/11/22/one/">The one</a>{cuts.ENDS}<p>Rest')
    kept.press("/", Rendered(body, [], ["front", "story:7"], cuts=parts), kept.fence())
    assert keeping.withdraw(kept, "/2026/11/22/one/", {})
    assert body_of(kept.stale("/")) == b"<p>Rest"
    assert not keeping.withdraw(kept, "/2026/11/22/unknown/", {})
