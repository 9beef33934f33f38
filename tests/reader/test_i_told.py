"""I6 and I11: who follows our feeds, and search engines, are told at once of what is new, changed or gone. A hub and a
search engine of the tests' own listen on this machine."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import announcing, workflow
from articles.models import Article
from newsroom.lib import hearers, outgoing, page_store
from newsroom.lib.jobs import work
from newsroom.lib.jobs.models import Job
from newsroom.lib.page_store.store import Store
from tests.factories import DAY, HOUR, MINUTE, NOW, author, live_story, newsroom, person, section, story
from tests.lib.test_outgoing import listening
from tests.reader import valid
from tests.wsgi import ask

pytestmark = pytest.mark.django_db
SITE = "https://thecanal.news"
HUB, SEARCH = "articles.tell_hub", "articles.tell_search"


@dataclass
class Heard:
    """What arrived, and what is answered to it."""

    posts: list[tuple[str, str, bytes]] = field(default_factory=list)
    status: int = 204

    def __call__(self, handler) -> None:
        self.posts.append((handler.path, handler.headers["Content-Type"], handler.body))
        handler.send_response(self.status)
        handler.end_headers()
        handler.wfile.write(b"" if self.status == 204 else b"try later")

    @property
    def feeds(self) -> list[str]:
        return [url for path, _kind, body in self.posts if path == "/hub" for url in parse_qs(body.decode())["hub.url"]]

    @property
    def pages(self) -> list[str]:
        return [url for path, _kind, body in self.posts if path == "/now" for url in json.loads(body)["urlList"]]


@pytest.fixture(autouse=True)
def room(db, settings, tmp_path, monkeypatch):
    # The worker's tombstones stay in this one's store.
    monkeypatch.setattr(page_store, "_store", Store(tmp_path / "pages", release="test"))
    newsroom()
    section("news")
    settings.BASE_URL = SITE
    settings.ALLOWED_HOSTS = ["thecanal.news"]
    with time_machine.travel(NOW + HOUR, tick=False) as clock:
        yield clock


@pytest.fixture
def heard(settings, monkeypatch):
    monkeypatch.setattr(outgoing, "is_public", lambda address: True)
    found = Heard()
    with listening(found) as port:
        settings.WEBSUB_HUB, settings.INDEXNOW = (f"http://127.0.0.1:{port}/{name}" for name in ("hub", "now"))
        yield found


def go(now=NOW) -> None:
    while work.run_once(now):
        pass


def page(article: Article, prefix: str = "") -> str:
    return f"{SITE}{prefix}/2026/11/22/{article.slug}/"


def get(client, path: str):
    return client.get(path, headers={"host": "thecanal.news"})


@pytest.mark.parametrize("path", ["/feeds/latest", "/feeds/corrections", "/news/feed", "/ar/feeds/latest"])
def test_i6_each_feed_names_the_hub_and_itself_once_in_headers_and_text(client, path, settings):
    hub = settings.WEBSUB_HUB
    for form in ("xml", "atom", "json"):
        answer = get(client, f"{path}.{form}")
        assert answer["Link"] == f'<{hub}>; rel="hub", <{SITE}{path}.{form}>; rel="self"'
        valid.feed(answer.content, form)
        if form == "json":
            assert json.loads(answer.content)["hubs"] == [{"type": "WebSub", "url": hub}]
        else:
            text = answer.content.decode()
            assert len(re.findall('rel="self"', text)) == 1 and text.count(f'rel="hub" href="{hub}"') == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("BASE_URL", "http://127.0.0.1:8000"), ("BASE_URL", "https://news.example"), ("DEMO", True), ("WEBSUB_HUB", "")],
)
def test_i6_where_no_hub_is_told_none_is_named_and_nothing_waits(client, settings, name, value):
    setattr(settings, name, value)
    settings.ALLOWED_HOSTS = ["*"]
    live_story()
    for form in ("xml", "atom", "json"):
        answer = get(client, f"/feeds/latest.{form}")
        assert answer["Link"] == f'<{settings.BASE_URL}/feeds/latest.{form}>; rel="self"'
        assert b"hub" not in answer.content
    assert not Job.objects.filter(kind=HUB).exists()
    assert Job.objects.filter(kind=SEARCH).exists() is (name == "WEBSUB_HUB")


def test_i6_i11_what_is_published_changed_corrected_and_taken_down_is_told(heard):
    by, who = person(), author(slug="awa")
    article = live_story(by=by, slug="one", tags=["Buses"], credits=[{"author": who}])
    go()
    lists = ["/feeds/latest", "/feeds/corrections", "/news/feed", "/authors/awa/feed", "/topics/buses/feed"]
    feeds = sorted(f"{SITE}{name}.{form}" for name in lists for form in ("xml", "atom", "json"))
    assert (heard.feeds, heard.pages) == (feeds, [page(article)])
    (hub,) = [post for post in heard.posts if post[0] == "/hub"]
    assert hub[1] == "application/x-www-form-urlencoded" and parse_qs(hub[2].decode())["hub.mode"] == ["publish"]
    for n, kind in enumerate(("update", "fix", "correction"), start=1):
        heard.posts.clear()
        now = NOW + n * 20 * MINUTE
        workflow.save(by=by, article=article, fields={"standfirst": f"More {n}"}, base_version=99, now=now)
        workflow.update(by=by, article=article, kind=kind, now=now, note="note", why="why", override="test")
        go(now)
        assert (sorted(heard.feeds), heard.pages) == (feeds, [page(article)]), kind
    heard.posts.clear()
    workflow.take_down(by=by, article=article, why="test", now=NOW + 2 * HOUR)
    go(NOW + 2 * HOUR)
    assert (sorted(heard.feeds), heard.pages) == (feeds, [page(article)])


def test_i6_a_section_that_a_story_left_is_told_as_well(heard):
    by = person()
    article = live_story(by=by)
    go()
    heard.posts.clear()
    workflow.save(by=by, article=article, fields={"section": section("culture")}, base_version=99, now=NOW + MINUTE)
    workflow.update(by=by, article=article, kind="update", now=NOW + MINUTE, override="test")
    go(NOW + MINUTE)
    assert {f"{SITE}/news/feed.xml", f"{SITE}/culture/feed.xml"} <= set(heard.feeds)


def test_i6_i11_what_is_not_public_yet_is_told_at_its_moment_and_what_never_was_is_not(heard):
    by = person()
    later, never = story(by=by, slug="later"), story(by=by, slug="never")
    held = story(by=by, slug="held", embargo_until=NOW + DAY)
    for article in (later, never):
        workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW, override="test")
    workflow.publish(by=by, article=held, now=NOW, override="test")
    go()
    workflow.unschedule(by=by, article=never, now=NOW + MINUTE)
    go(NOW + 59 * MINUTE)
    assert heard.posts == []
    go(NOW + HOUR)
    assert heard.pages == [page(later)] and heard.feeds
    go(NOW + 2 * DAY)
    assert heard.pages == [page(later), f"{SITE}/2026/11/23/held/"]
    assert not any("never" in body.decode() for _path, _kind, body in heard.posts)


def test_i11_the_key_stands_where_it_is_said_to(heard, client):
    live_story()
    go()
    (said,) = [json.loads(body) for path, _kind, body in heard.posts if path == "/now"]
    assert (said["host"], said["key"]) == ("thecanal.news", hearers.key())
    answer = get(client, said["keyLocation"].removeprefix(SITE))
    assert (answer.status_code, answer.content.decode()) == (200, said["key"])
    assert answer["Content-Type"].startswith("text/plain") and 8 <= len(said["key"]) <= 128
    assert get(client, f"/{'0' * 32}.txt").status_code == 404


def test_i11_there_is_no_key_where_nobody_is_told(client, settings):
    settings.INDEXNOW = ""
    assert get(client, f"/{hearers.key()}.txt").status_code == 404


def test_i6_i11_many_acts_are_told_in_few_messages(heard, monkeypatch):
    assert announcing.PAGES <= 10_000  # what the protocol allows in one message
    monkeypatch.setattr(announcing, "PAGES", 3)
    made = [live_story(now=NOW + n * MINUTE) for n in range(7)]
    go(NOW + HOUR)
    assert sorted(heard.pages) == sorted(map(page, made))
    assert [len(json.loads(body)["urlList"]) for path, _kind, body in heard.posts if path == "/now"] == [3, 3, 1]
    assert len(heard.feeds) == len(set(heard.feeds))
    assert set(Job.objects.filter(kind__in=(HUB, SEARCH)).values_list("state", flat=True)) == {"done"}


def test_i6_i11_nobody_waits_for_who_does_not_answer_and_it_is_tried_again(heard):
    heard.status = 503
    article = live_story()
    assert heard.posts == []  # nothing is told before the story is out
    go()
    waiting = Job.objects.filter(kind__in=(HUB, SEARCH))
    assert {(job.state, job.tries) for job in waiting} == {("waiting", 1)}
    assert all("127.0.0.1 answered 503: try later" in job.last_error for job in waiting)
    assert Job.objects.get(kind="articles.public_changed").state == "done"
    heard.status = 200
    heard.posts.clear()
    go(NOW + 5 * MINUTE)
    assert heard.pages == [page(article)] and heard.feeds
    assert {job.state for job in waiting.all()} == {"done"}


def test_i6_i11_a_hub_in_the_house_is_not_asked(heard, monkeypatch):
    monkeypatch.setattr(outgoing, "is_public", lambda address: False)
    live_story()
    go()
    assert heard.posts == []
    assert all("the network in the house" in job.last_error for job in Job.objects.filter(kind__in=(HUB, SEARCH)))


def test_i6_a_language_that_was_given_up_is_told_no_more(heard):
    live_story(language="ar")
    newsroom(languages=["en", "ckb"])
    go()
    assert heard.posts == []


def test_telling_of_ten_costs_what_one_costs(heard, monkeypatch):
    monkeypatch.setattr(announcing, "_post", lambda *args: None)

    def cost(outs: int) -> int:
        made = [live_story(tags=["Buses", f"T{n}"]) for n in range(outs)]
        payloads = [{"publications": [], "stories": [str(one.uuid)]} for one in made]
        with CaptureQueriesContext(connection) as queries:
            announcing.tell_hub(payloads, NOW + timedelta(hours=1))
        return len(queries)

    assert cost(1) == cost(10)


@pytest.mark.django_db(transaction=True)
def test_i6_a_kept_feed_names_them_too(settings):
    live_story()
    found = [ask("/feeds/latest.atom", host="thecanal.news") for _again in range(2)]
    assert page_store.store().head("/feeds/latest.atom") is not None
    said = f'<{settings.WEBSUB_HUB}>; rel="hub", <{SITE}/feeds/latest.atom>; rel="self"'
    assert [(one.status, one.headers["link"]) for one in found] == [(200, said)] * 2
    assert found[0].headers["access-control-allow-origin"] == "*"
    assert found[0].headers["cross-origin-resource-policy"] == "cross-origin"
