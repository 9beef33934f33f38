"""Old addresses by the thousand: each line says what it will do; all of it is entered, or nothing."""

import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import address_list, old_addresses, workflow
from articles.models import OldAddress
from articles.refusals import NotPossible
from tests.factories import NOW, author, live_story, newsroom, path_of, person, photo, section, story

from .test_old_addresses import leads

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(db):
    newsroom()


def fates(text: str) -> list[tuple[int, str]]:
    return [(line.number, line.what) for line in address_list.read(text).lines]


def whys(text: str) -> dict[int, str]:
    return {line.number: line.why for line in address_list.read(text).refused}


def test_every_kind_of_target_is_understood_and_leads_on_in_one_hop(client):
    news, who, picture = section("news"), author("Nazdar Amin", slug="nazdar-amin"), photo()
    one = live_story(section=news, credits=[{"author": who}], photo=picture)
    other = live_story(language="ar", slug="akhar", section=news)
    moved = live_story(by=(by := person()), slug="first")
    workflow.readdress(by=by, article=moved, slug="second", now=NOW)
    text = "\n".join(
        [
            "old,new", f"/1/x,{path_of(one)}", f"https://müller.example/2,https://news.example{path_of(one)}",
            f"?p=3,/a/{one.pk}/", "/4/x,news", "/5/x,/news/", "/6/x,nazdar-amin", "/7/x,/authors/nazdar-amin/",
            f"/8/x,{picture.uuid}", f"/9/x,{path_of(other)}", "# a comment", "",
            f"/12/x,{path_of(moved).replace('second', 'first')}", "/13/x,?p=3", "/14/x,/13/x/",
        ]
    )  # fmt: skip
    reading = address_list.enter(text)
    assert (len(reading.new), reading.refused, reading.there) == (12, [], [])
    assert OldAddress.objects.get(key="?p=3").story == OldAddress.objects.get(key="/14/x").story == one.uuid
    expected = {
        "/1/x/": path_of(one), "/2": path_of(one), "/?p=3": path_of(one), "/4/X": "/news/", "/5/x": "/news/",
        "/6/x": "/authors/nazdar-amin/", "/7/x": "/authors/nazdar-amin/", "/9/x": f"{path_of(other)}",
        "/12/x": path_of(moved), "/13/x": path_of(one), "/14/x/": path_of(one),
    }  # fmt: skip
    assert {old: leads(client, old) for old in expected} == expected
    assert leads(client, "/8/x").startswith(f"/media/{picture.uuid}/")
    again = address_list.read(text)
    assert (len(again.there), again.new, again.refused) == (12, [], [])


def test_each_refusal_is_named_by_its_line_and_nothing_is_entered():
    news, who = section("news"), author(slug="both")
    section("both")
    live = live_story(section=news, credits=[{"author": who}])
    gone = live_story(by=(by := person()), slug="gone")
    workflow.take_down(by=by, article=gone, why="test", now=NOW)
    text = "\n".join(
        [
            "/good/x/,news", "/good/y/", "/a,b,c", "/self/x/,/self/x", "/nowhere/x/,/2020/01/01/none/",
            "/loop/1/,/loop/2/", "/loop/2/,/loop/3/", "/loop/3/,/loop/1/", "/news/,news", f"{path_of(live)},news",
            f"{path_of(gone)},news", "/good/x,both", "/GOOD/x/,news", "/amb/x/,both", "http://[bad,news", "/about,news",
            "/to-bad/x/,/nowhere/x/", "/a/5/,news", '"/open/x/,news', "/\x01/x,news", "\u202e,news",
                "\u200f/marked/x/\u200e,\u2066news\u2069",
        ]
    )  # fmt: skip
    said = whys(text)
    assert set(said) == set(range(2, 22))
    assert "itself" in said[4] and "circle" in said[6] and "6, 7, 8" in said[6] and "line 6" in said[7]
    assert "line 5" in said[17].lower() and "Line 1 " in said[12] and "line 1 " in said[13]
    assert "/authors/both/" in said[14] and "page of ours" in said[10] and "page of ours" in said[11]
    with pytest.raises(NotPossible, match="Nothing was entered"):
        address_list.enter(text)
    assert not OldAddress.objects.exists()
    reading = address_list.enter(text, without_refused=True)
    assert [line.number for line in reading.new] == [1, 22]
    assert reading.new[1].key == "/marked/x"


def test_an_address_that_leads_elsewhere_is_not_bent():
    section("news"), section("sport")
    address_list.enter("/x/y,news")
    assert fates("/x/y/,news\n/X/Y,sport") == [(1, "there"), (2, "refused")]


@pytest.mark.parametrize(
    "text",
    [
        "/x/y,news\r\n/x/z,news", "/x/y\tnews\n/x/z\tnews", "/x/y;news\n/x/z;news\n", "/x/y news\n/x/z    news",
        "\ufeffOld;New\n/x/y;news;;\n/x/z;news;;", '"/x/y","news"\n"/x/z","news"',
    ],
)  # fmt: skip
def test_tables_as_people_have_them(text):
    section("news")
    assert [line.key for line in address_list.enter(text).new] == ["/x/y", "/x/z"]


def test_a_host_without_its_scheme_is_no_part_of_the_address():
    assert old_addresses.key_of("old.example/2019/x/") == "/2019/x"
    assert old_addresses.key_of("www.خبر.example/2019/x/") == "/2019/x"
    assert old_addresses.key_of("index.php/2019/x/") == "/index.php/2019/x"
    assert old_addresses.key_of("story.asp?id=9") == "/story.asp?id=9"
    assert old_addresses.key_of("archive/x?next=//evil.example/") == "/archive/x"


def test_cut_and_encoded_addresses_of_a_list_are_found(client):
    section("news")
    live_story()
    long = "/2019/05/" + "-".join(["خبر", "طويل", "جداً", "عن", "الحافلات", "الليلية", "في", "المدينة"] * 3)
    address_list.enter(f"{long},news\n/%D8%AE%D8%A8%D8%B1/x,news")
    from urllib.parse import quote

    assert leads(client, quote(long)[:200]) == "/news/"
    assert leads(client, "/خبر/x/") == "/news/"


def test_a_thousand_lines_cost_few_more_queries_than_ten_and_little_time():
    by, news = person(), section("news")
    paths = [path_of(live_story(by=by, section=news, slug=f"s-{n}")) for n in range(20)]

    def cost(n: int, name: str) -> int:
        text = "\n".join(f"/{name}/{k}/x/,{paths[k % 20]}" for k in range(n))
        with CaptureQueriesContext(connection) as seen:
            assert len(address_list.enter(text).new) == n
        return len(seen)

    assert cost(1000, "many") - cost(10, "few") < 20  # it is written a hundred rows at a time
    began = time.process_time()
    cost(10_000, "most")
    assert time.process_time() - began < 15  # two or three; our own time, whatever else the machine does


def test_too_many_or_no_lines_are_told():
    with pytest.raises(NotPossible, match="no line"):
        address_list.read(" \n# nothing\n")
    with pytest.raises(NotPossible, match="more than"):
        address_list.read("/x,news\n" * (address_list.MOST + 1))


# -- the command


def run(*arguments) -> str:
    out, err = StringIO(), StringIO()
    call_command("old_addresses", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue() + err.getvalue()


def test_the_command_enters_a_file_and_a_dry_run_does_not(tmp_path):
    section("news")
    file = tmp_path / "old.csv"
    file.write_bytes("\ufeffold,new\n/x/y,news\n?p=17,/news/\n".encode())
    said = run(file, "--dry-run")
    assert "Line 2: /x/y will lead to news" in said and "Nothing was entered. 2 would be" in said
    assert not OldAddress.objects.exists()
    assert "Old addresses entered: 2; there already: 0." in run(file)
    assert "Old addresses entered: 0; there already: 2." in run(file)


@pytest.mark.parametrize("data", [b"/x/y,nowhere", b"\xff\xfa\x00", b"", b"/x\n"])
def test_the_command_refuses_the_whole_file(tmp_path, data):
    section("news")
    file = tmp_path / "old.csv"
    file.write_bytes(data)
    with pytest.raises(CommandError):
        run(file)
    with pytest.raises(CommandError):
        run(tmp_path / "missing.csv")
    assert not OldAddress.objects.exists()


# -- promises of our own


def test_a_new_story_never_takes_an_address_that_leads_to_another(client):
    by = person()
    first = live_story(by=by, slug="one-name")
    before = path_of(first)
    workflow.readdress(by=by, article=first, slug="another-name", now=NOW)
    second = live_story(by=by, slug="one-name")
    assert second.slug == "one-name-2"
    assert leads(client, before) == path_of(first)
    with pytest.raises(NotPossible, match="another story"):
        workflow.readdress(by=by, article=second, slug="one-name", now=NOW)


def test_two_changes_are_one_hop_and_a_takedown_is_gone_at_all_of_them(client):
    by = person()
    article = live_story(by=by, slug="one-name")
    before = [path_of(article)]
    for slug in ("two-name", "three-name"):
        workflow.readdress(by=by, article=article, slug=slug, now=NOW)
        before.append(path_of(article))
    address_list.enter(f"?p=17,{before[0]}")
    assert [leads(client, old) for old in (*before[:2], "/?p=17")] == [before[2]] * 3
    workflow.take_down(by=by, article=article, why="test", now=NOW)
    for old in (*before, "/?p=17", before[0].upper(), f"/a/{article.pk}", before[2].rstrip("/")):
        assert client.get(old).status_code == 410, old
    workflow.readdress(by=by, article=article, slug="four-name", now=NOW)
    assert client.get(before[2]).status_code == client.get(path_of(article)).status_code == 410


def test_translations_that_share_a_slug_move_apart(client):
    by = person()
    english = live_story(by=by, slug="shared")
    arabic = live_story(by=by, language="ar", slug="shared", translation_group=english.translation_group)
    workflow.readdress(by=by, article=arabic, slug="other", now=NOW)
    assert leads(client, "/ar" + path_of(english)) == path_of(arabic)
    assert client.get(path_of(english)).status_code == 200
    assert client.get(path_of(arabic)).headers["Content-Language"] == "ar"


def test_a_story_that_nobody_has_seen_is_not_readdressed():
    by = person()
    article = story(by=by)
    workflow.schedule(by=by, article=article, at=NOW.replace(hour=20), now=NOW, override="test")
    with pytest.raises(NotPossible, match="off the schedule"):
        workflow.readdress(by=by, article=article, slug="new-name", now=NOW)
    assert not OldAddress.objects.exists()


def test_typed_with_capitals_or_without_the_last_slash_it_is_one_hop(client):
    section("news")
    article = live_story(slug="one-name")
    arabic = live_story(slug="arabic", language="ar")
    number, path = article.pk, path_of(article)
    expected = {
        f"/a/{number}/": path, f"/a/{number}": path, f"/A/{number}/": path, f"/a/00{number}/": path,
        f"/a/{arabic.pk}": path_of(arabic), "/ar": "/ar/", "/AR/": "/ar/", "/en/": "/", "/EN": "/",
        "/en/news": "/news/", "/NEWS": "/news/", "/ar/News/": "/ar/news/", f"/en{path}": path, path.rstrip("/"): path,
        path.upper().rstrip("/"): path, "/search?q=bus": "/search/?q=bus", "/authors": "/authors/",
    }  # fmt: skip
    assert {old: leads(client, old) for old in expected} == expected
    missing = ["/a/0/", "/a/", "/a", f"/a/{10**30}/", "/a/-1/", "/a/x", f"/ar/a/{number}/", "/none", "/None/", "//x/y",
               f"/ar{path}", "/%00", "/a/%D9%A5/"]  # fmt: skip
    assert {path: client.get(path).status_code for path in missing} == dict.fromkeys(missing, 404)
