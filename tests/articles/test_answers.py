"""How the readers' side answers: statuses, redirects, caches, what is not public."""

import pytest
import time_machine

from articles import photos, workflow
from articles.models import Newsroom
from tests.factories import DAY, HOUR, MINUTE, NOW, author, live_story, newsroom, person, photo, picture, section, story

pytestmark = pytest.mark.django_db
CANARY = "canary"


@pytest.fixture(autouse=True)
def room(db):
    newsroom()
    section("news"), section("culture")
    with time_machine.travel(NOW + HOUR, tick=False) as clock:
        yield clock


@pytest.fixture
def path() -> str:
    return f"/2026/11/22/{live_story().slug}/"


# --- caches --------------------------------------------------------------------------------------------------


def test_public_pages_are_public(client, path):
    for address in (path, "/", "/news/", "/about/", "/authors/", "/topics/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Cache-Control"].startswith("public, max-age=0, must-revalidate")
        assert answer["Vary"] == "Accept-Encoding" and "Set-Cookie" not in answer and not answer.cookies
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_T33_who_asks_first_changes_nothing(client, path):
    plain = client.get(path)
    for user, cookies in ((person("publisher"), {}), (None, {"desk": "x", "desk-csrf": "y", "django_language": "ar"})):
        if user:
            client.force_login(user)
        for name, value in cookies.items():
            client.cookies[name] = value
        answer = client.get(path, headers={"authorization": "Basic eDp5", "accept-language": "ar"})
        assert (answer.content, answer["ETag"], answer["Vary"]) == (plain.content, plain["ETag"], plain["Vary"])
        assert not answer.cookies
        client.logout()


def test_what_a_browser_has_is_not_sent_again(client, path):
    etag = client.get(path)["ETag"]
    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        answer = client.get(path, headers={"if-none-match": known})
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
        assert answer["Vary"] == "Accept-Encoding" and "max-age=0" in answer["Cache-Control"]
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_another_coding_is_another_representation(client, path):
    import gzip

    import brotli

    plain, zipped, small = (client.get(path, headers={"accept-encoding": c}) for c in ("", "gzip", "br"))
    assert plain.content == gzip.decompress(zipped.content) == brotli.decompress(small.content)
    assert len({plain["ETag"], zipped["ETag"], small["ETag"]}) == 3
    refused = client.get(path, headers={"accept-encoding": "br;q=0, gzip;q=0"})
    assert refused.content == plain.content and "Content-Encoding" not in refused


def test_a_change_has_another_etag_at_once(client, path, room):
    from articles.models import Article

    before = client.get(path)["ETag"]
    article, by = Article.objects.get(), person()
    workflow.save(by=by, article=article, fields={"headline": "Other"}, base_version=9, now=NOW + HOUR)
    assert client.get(path)["ETag"] == before
    workflow.update(by=by, article=article, kind="fix", now=NOW + HOUR, why="test")
    assert client.get(path, headers={"if-none-match": before}).status_code == 200


def test_head_is_get_without_a_body_and_writing_is_refused(client, path):
    get, head = client.get(path), client.head(path)
    assert head.content == b"" and head.status_code == 200
    assert {k: v for k, v in head.items() if k != "Content-Length"} == {
        k: v for k, v in get.items() if k != "Content-Length"
    }
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)(path).status_code == 405


# --- addresses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/2024/02/31/x/", "/0000/01/01/x/", "/2024/13/01/x/", "/2024/00/00/x/", "/9999/12/31/x/",
        "/2026/11/22/nothing/",
        "/٢٠٢٦/١١/٢٢/x/", "/nowhere/", "/authors/nobody/", "/topics/nothing/", "/a/999999/", "/a/0/",
        "/a/99999999999999999999999999/", "/news/?before=999999", "/ar/nowhere/", "/2026/11/22/NIGHT/", "/xx/",
        "/media/00000000-0000-0000-0000-000000000000/x.jpg", "/media/------------------------------------/x.jpg",
        "/media/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/x.jpg", "/media/originals/x.jpg", "/media/../settings.py",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(client, address):
    answer = client.get(address)
    assert answer.status_code == 404 and not answer.cookies
    assert answer["Vary"] == "Accept-Encoding" or address.startswith("/media/")


def test_numbers_with_more_digits_than_python_reads_are_404(client):
    assert client.get(f"/a/{'9' * 5000}/").status_code == 404
    assert client.get(f"/news/?before={'9' * 5000}").status_code == 200


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/ar", "ar"), ("/ckb", "ckb")])
def test_404_speaks_the_language_of_the_address(client, prefix, language):
    assert f'<html lang="{language}"' in client.get(f"{prefix}/nowhere/").content.decode()


def test_500_needs_no_database(client, path, django_assert_num_queries, rf):
    from articles.views import broken

    with django_assert_num_queries(0):
        answer = broken(rf.get("/ar/"))
    assert answer.status_code == 500 and answer["Cache-Control"] == "no-store"
    assert 'lang="ar"' in answer.content.decode()


@pytest.mark.parametrize("rest", ["/", "/news/", "/about/", "/authors/", "/2026/11/22/one/"])
def test_the_root_language_has_no_prefix_and_one_hop_leads_there(client, rest):
    live_story(slug="one")
    answer = client.get("/en" + rest)
    assert (answer.status_code, answer["Location"]) == (301, rest)
    assert client.get(rest).status_code == 200


def test_another_root_language_moves_the_prefixes(client):
    newsroom(root_language="ar")
    live_story(slug="one")
    live_story(slug="two", language="ar", headline="قصة")
    assert client.get("/en/2026/11/22/one/").status_code == client.get("/2026/11/22/two/").status_code == 200
    assert client.get("/ar/2026/11/22/two/")["Location"] == "/2026/11/22/two/"
    assert client.get("/2026/11/22/one/").status_code == 404


def test_a_language_that_the_newsroom_gave_up(client):
    article = live_story(slug="one", language="ckb", headline="x")
    Newsroom.objects.update(languages=["en"])
    for address in ("/ckb/2026/11/22/one/", "/ckb/", f"/a/{article.pk}/"):
        assert client.get(address).status_code == 404


def test_the_short_link_is_one_hop(client):
    article = live_story(language="ckb", headline="x", slug="one")
    answer = client.get(f"/a/{article.pk}/")
    assert (answer.status_code, answer["Location"]) == (301, "/ckb/2026/11/22/one/")
    assert client.get(f"/a/{story().pk}/").status_code == 404


def test_taken_down_is_410_everywhere_and_says_nothing(client, room):
    article = live_story(headline="Canary of the mine", slug="mine", tags=["Mine"], credits=[{"author": author("Awa")}])
    slug = article.credits.get().author.slug
    workflow.take_down(by=person(), article=article, why="Legal", now=NOW + MINUTE)
    for address in ("/2026/11/22/mine/", f"/a/{article.pk}/"):
        answer = client.get(address)
        assert answer.status_code == 410 and b"Canary" not in answer.content and b"Legal" not in answer.content
        assert b"noindex" in answer.content
    for address in ("/topics/mine/", f"/authors/{slug}/"):
        assert client.get(address).status_code == 404
    for address in ("/", "/news/", "/topics/", "/authors/"):
        assert b"Canary" not in client.get(address).content


def test_author_and_topic_pages_live_as_long_as_their_stories(client, room):
    who = author("Awa")
    article = story(credits=[{"author": who}], tags=["Buses"])
    addresses = (f"/authors/{who.slug}/", "/topics/buses/")
    assert [client.get(a).status_code for a in addresses] == [404, 404]
    workflow.schedule(by=person(), article=article, at=NOW + 2 * HOUR, now=NOW + HOUR)
    assert [client.get(a).status_code for a in addresses] == [404, 404]
    room.move_to(NOW + 2 * HOUR)
    assert [client.get(a).status_code for a in addresses] == [200, 200]
    assert [client.get("/ar" + a).status_code for a in addresses] == [404, 404]


# --- nothing before its moment -------------------------------------------------------------------------------


def status(client, address: str) -> int:
    """The status of a picture's address; its file is read, and so closed."""
    answer = client.get(address)
    assert not answer.streaming or b"".join(answer.streaming_content)
    return answer.status_code


def crawl(client) -> dict[str, bytes]:
    """Every page that can be reached by links from the fronts, and those that can be guessed."""
    import re

    queue, seen = (
        ["/", "/ar/", "/ckb/", "/news/?before=1", "/search/?q=canary", "/feeds/latest.xml", "/sitemap.xml"],
        {},
    )
    while queue and len(seen) < 300:
        address = queue.pop()
        if address not in seen:
            answer = client.get(address)
            seen[address] = (b"".join(answer.streaming_content) if answer.streaming else answer.content) + repr(
                sorted((name, value) for name, value in answer.items() if name != "ETag")
            ).encode()
            queue += re.findall(r'href="(/[^"#]*)"', seen[address].decode("utf-8", "replace"))
            # A form has a number of its own each time, by which the same form sent twice is one.
            seen[address] = re.sub(rb'(?<=name="form" value=")[0-9a-f]{24}', b"", seen[address])
    return seen


def test_no_word_of_the_desk_is_on_any_public_page(client):
    live_story(
        headline="Public", tags=["Shared"], credits=[{"author": author("Awa")}], desk_note=CANARY, slugline=CANARY
    )
    by = person(first_name=CANARY)
    words = {
        "headline": f"{CANARY} head", "standfirst": CANARY, "body": f"<p>{CANARY}</p>", "kicker": CANARY,
        "tags": [f"{CANARY} tag", "Shared"], "photo": photo(captions={"en": CANARY}),
    }  # fmt: skip
    before = crawl(client)
    assert len(before) > 8 and not [a for a, body in before.items() if CANARY.encode() in body and "search" not in a]
    _draft, sent, held, waiting = (
        story(by=by, credits=[{"author": author(f"{CANARY} {n}", slug=f"canary-{n}")}], **words) for n in range(4)
    )
    workflow.submit(by=by, article=sent, now=NOW)
    workflow.save(by=by, article=held, fields={"embargo_until": NOW + DAY}, base_version=9, now=NOW)
    workflow.publish(by=by, article=held, now=NOW)
    workflow.schedule(by=by, article=waiting, at=NOW + DAY, now=NOW)
    live = live_story(headline="Also public")
    shown = crawl(client)
    workflow.save(by=by, article=live, fields={"headline": CANARY}, base_version=9, now=NOW)
    workflow.schedule(by=by, article=live, at=NOW + DAY, now=NOW)
    assert crawl(client) == shown  # T13: not a byte tells of what waits
    assert not [a for a, body in shown.items() if CANARY.encode() in body and "search" not in a]


def test_T12_what_waits_answers_as_what_is_not(client):
    waiting, by = story(slug="waiting-here"), person()
    workflow.schedule(by=by, article=waiting, at=NOW + DAY, now=NOW)
    answers = [client.get(f"/2026/11/23/{slug}/") for slug in ("waiting-here", "nothing-here")]
    assert {a.status_code for a in answers} == {404} and answers[0].content == answers[1].content
    assert client.get(f"/a/{waiting.pk}/").content == client.get("/a/999999/").content


def test_T13_a_page_behind_a_story_that_waits_is_not_there(client):
    live_story()
    waiting = story()
    out = workflow.schedule(by=person(), article=waiting, at=NOW + DAY, now=NOW)
    assert client.get(f"/news/?before={out.pk}").status_code == client.get("/news/?before=999999").status_code == 404


def test_the_way_on_still_leads_on_when_its_story_was_changed_meanwhile(client, room):
    stories = [live_story(now=NOW - n * MINUTE) for n in range(25)]
    import re

    page = client.get("/news/").content.decode()
    (older,) = set(re.findall(r'href="(/news/\?before=\d+)"', page))
    workflow.take_down(by=person(), article=stories[19], why="x", now=NOW + MINUTE)
    rest = client.get(older)
    assert rest.status_code == 200 and rest.content.decode().count("<h2><a href") >= 4


def test_T21_a_schedule_opens_on_every_page_at_its_moment(client, room):
    article = story(headline="Canary at noon", slug="noon", tags=["Noon"])
    at = NOW + 2 * HOUR
    workflow.schedule(by=person(), article=article, at=at, now=NOW + HOUR)
    addresses = ("/2026/11/22/noon/", "/", "/news/", "/topics/noon/")
    from datetime import timedelta

    for moment, seen in ((at - timedelta(microseconds=1), False), (at, True)):
        room.move_to(moment)
        for address in addresses:
            assert (b"Canary at noon" in client.get(address).content) is seen, (address, moment)


# --- pictures ------------------------------------------------------------------------------------------------


def test_T23_a_picture_is_served_while_something_public_shows_it(client, room):
    shot = photo()
    address = f"/media/{shot.uuid}/{shot.renditions[0]['name']}"
    assert status(client, address) == 404
    article, by = story(photo=shot), person()
    assert status(client, address) == 404
    workflow.schedule(by=by, article=article, at=NOW + 2 * HOUR, now=NOW + HOUR)
    assert status(client, address) == 404
    room.move_to(NOW + 2 * HOUR)
    answer = client.get(address)
    assert b"".join(answer.streaming_content)
    assert answer.status_code == 200 and answer["Content-Type"] in ("image/webp", "image/jpeg")
    assert "immutable" in answer["Cache-Control"] and "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff" and not answer.cookies
    assert client.get(f"/media/{shot.uuid}/{shot.uuid}.jpg").status_code == 404
    workflow.take_down(by=by, article=article, why="x", now=NOW + 3 * HOUR)
    room.move_to(NOW + 3 * HOUR)
    assert status(client, address) == 404


def test_a_portrait_is_served_while_a_public_story_names_its_author(client):
    from newsroom.lib import images, media

    who = author("Awa")
    who.portrait = media.keep_picture(
        who.uuid, images.open_picture(picture((400, 400)), most_pixels=10**6), images.PORTRAIT
    )
    who.save()
    address = f"/media/{who.uuid}/{who.portrait['renditions'][0]['name']}"
    assert status(client, address) == 404
    live_story(credits=[{"author": who}])
    assert status(client, address) == 200


def test_a_picture_that_was_replaced_stays_on_the_live_page_until_it_is_published(client):
    shot, by = photo(), person()
    live_story(photo=shot)
    address = f"/media/{shot.uuid}/{shot.renditions[0]['name']}"
    photos.replace(by=by, photo=shot, data=picture((800, 420)), now=NOW)
    assert status(client, address) == 200
    fresh = f"/media/{shot.uuid}/{shot.renditions[0]['name']}"
    assert status(client, fresh) == 404  # on the desk alone, so far


def test_a_picture_that_was_replaced_is_gone_once_the_story_was_published_again(client, room):
    shot, by = photo(), person()
    article = live_story(photo=shot, by=by)
    before = f"/media/{shot.uuid}/{shot.renditions[0]['name']}"
    photos.replace(by=by, photo=shot, data=picture((800, 420)), now=NOW)
    article.refresh_from_db()
    workflow.update(by=by, article=article, kind="fix", now=NOW + HOUR, why="test", override="test")
    room.move_to(NOW + 2 * HOUR)
    assert status(client, before) == 404
    assert status(client, f"/media/{shot.uuid}/{shot.renditions[0]['name']}") == 200
