"""F, of what changes: redirects, what a verb moves, and what a page costs the database."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from articles.models.publication import SEARCHED
from tests.articles.test_embargo_holds import OPENS, SAYS_NOTHING, held_story, places
from tests.authz.inventory import addresses
from tests.factories import DAY, HOUR, MINUTE, NOW, author, live_story, newsroom, person, photo, section, story
from tests.newsroom.conftest import kept  # noqa: F401
from tests.newsroom.test_pressed import address, live
from tests.wsgi import ask


@pytest.mark.django_db(transaction=True)
def test_f8_while_the_database_is_away_the_answer_says_when_to_come_again(kept, monkeypatch):  # noqa: F811
    def refused(*args, **kwargs):
        raise OperationalError("the database is away")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", refused)
    for path, word in (("/never-asked-for/", "Something went wrong here"), ("/ckb/never-asked-for/", 'lang="ckb"')):
        answer = ask(path)
        assert (answer.status, answer.headers["retry-after"]) == (503, "5") and word in answer.text
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.django_db
def test_f13_what_is_searched_is_read_where_somebody_searches_and_nowhere_else(settings, tmp_path, time_machine):
    """It is as long as the story itself, once more."""
    settings.MEDIA_ROOT = tmp_path / "media"
    newsroom(dated_versions=True)
    by = person()
    held = held_story("en", by)
    live_story(by=by, language="ar", slug="ar", translation_group=held.article.translation_group, now=NOW)
    live_story(by=by, slug="beside", tags=[held.topic], now=NOW)
    workflow.save(by=by, article=held.article, fields={"body": "<p>Another</p>"}, base_version=99, now=OPENS)
    workflow.update(by=by, article=held.article, kind="correction", note="It was.", override="t", now=OPENS + MINUTE)
    time_machine.move_to(OPENS + HOUR, tick=False)
    client, read = Client(), {}
    for name in {one.name for one in addresses() if not one.route.startswith("admin/")} - SAYS_NOTHING:
        for path in places(name, held):
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path)
                b"".join(answer) if answer.streaming else answer.content
            assert answer.status_code in (200, 301, 302), path
            if any(f'"{column}"' in query["sql"] for query in queries for column in SEARCHED):
                read[name] = path
    assert set(read) == {"articles:search"}


@pytest.mark.django_db
def test_f9_an_address_that_moved_is_one_hop_away():
    newsroom()
    one = live_story(slug="first")
    workflow.readdress(by=person(), article=one, slug="second", now=NOW + HOUR)
    for asked, more in (("/first/", ""), ("/first/?lite", "?lite")):
        hop = Client().get(f"/{NOW:%Y/%m/%d}{asked}")
        assert (hop.status_code, hop["Location"]) == (301, f"/{NOW:%Y/%m/%d}/second/{more}")


@pytest.mark.django_db(transaction=True)
def test_f11_a_verb_moves_the_pages_that_show_it_at_once_and_no_others(kept):  # noqa: F811
    section("news"), section("culture")
    by, awa, ben = person(), author("Awa Karim", slug="awa"), author("Ben Azad", slug="ben")
    other = live(by=by, headline="Another", section=section("culture"), tags=["Music"], credits=[{"author": ben}])
    live(by=by, headline="Before", tags=["Buses"], credits=[{"author": awa}])
    shows = [
        "/",
        "/news/",
        "/topics/buses/",
        "/authors/awa/",
        "/feeds/latest.xml",
        "/news/feed.xml",
        "/sitemap-news.xml",
    ]
    shows += [f"{path}?lite" for path in shows if path.endswith("/")]
    others = [
        "/about/",
        "/topics/music/",
        "/authors/ben/",
        "/culture/",
        address(other),
        "/ar/",
        f"{address(other)}?lite",
    ]
    for path in (*shows, *others):
        assert ask(path).status == 200, path

    def holds(word: str) -> None:
        with CaptureQueriesContext(connection) as queries:
            assert [path for path in others if ask(path).status != 200] == []
        assert len(queries) == 0  # they are kept as they were
        assert [path for path in shows if (word in ask(path).text) != bool(word)] == [], word

    article = live(by=by, headline="Buses until four", tags=["Buses"], credits=[{"author": awa}])
    holds("Buses until four")
    fields = {"headline": "Buses until five"}
    workflow.save(by=by, article=article, fields=fields, base_version=article.version, now=timezone.now())
    note = "They run until five."
    workflow.update(by=by, article=article, kind="correction", note=note, now=timezone.now(), override="test")
    holds("Buses until five")
    assert note in ask("/corrections/").text and note in ask(address(article) + "?lite").text
    workflow.take_down(by=by, article=article, why="test", now=timezone.now())
    assert [path for path in shows if "Buses until" in ask(path).text] == []
    assert (ask(address(article)).status, ask(address(article) + "?lite").status) == (410, 410)


@pytest.mark.django_db
def test_f13_a_story_costs_six_queries_at_the_most_with_one_or_ten_of_everything():
    newsroom()
    small = live_story(tags=["One"])
    ten = [f"Tag {n}" for n in range(10)]
    many = live_story(
        tags=ten, credits=[{"author": author()} for _n in range(10)], photo=photo(), body="<p>word</p>" * 400
    )
    for _n in range(10):
        live_story()
    cost = []
    for article in (small, many):
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(f"/{article.address_date:%Y/%m/%d}/{article.slug}/").status_code == 200
        cost.append(len(queries))
    assert cost[0] == cost[1] <= 6


@pytest.mark.django_db
def test_f14_a_scheduled_story_is_nowhere_before_its_moment_and_everywhere_from_it_on(time_machine):
    newsroom()
    section("news")
    live_story(headline="Here already")
    article, by = story(headline="Saxifrage", tags=["Plants"], slug="later"), person()
    workflow.schedule(by=by, article=article, at=NOW + DAY, now=NOW, override="test")
    article.refresh_from_db()
    own = f"/{article.address_date or (NOW + DAY):%Y/%m/%d}/later/"
    lists = ["/", "/news/", "/topics/plants/", "/feeds/latest.xml", "/feeds/latest.json", "/news/feed.xml"]
    more = ["/sitemap-news.xml", "/search/?q=saxifrage", f"/sitemap-{NOW + DAY:%Y-%m}.xml", own]
    moments = {NOW + DAY - timedelta(seconds=1): False, NOW + DAY: True}
    for moment, there in moments.items():
        time_machine.move_to(moment, tick=False)
        for path in (*lists, *more, "/?lite", own + "?lite"):
            text = Client().get(path).content.decode()
            assert ("Saxifrage" in text or "/later/" in text) == there, (path, moment)
