"""Kept pages in front of Django: what is answered without it, and that no verb leaves an old page behind."""

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import notices, press, workflow
from articles.models import Notice
from newsroom import pressed
from newsroom.lib.failpoints import Failed, arm
from newsroom.lib.jobs import work
from newsroom.lib.page_store import microseconds
from tests.factories import HOUR, author, live_story, newsroom, person, section, story
from tests.wsgi import ask as get

pytestmark = pytest.mark.django_db(transaction=True)


def address(article) -> str:
    day = article.address_date
    return f"/{day.year}/{day.month:02d}/{day.day:02d}/{article.slug}/"


def live(**fields):
    return live_story(now=timezone.now(), **fields)


def test_a_second_reader_costs_no_query(kept):
    article = live()
    first = get(address(article))
    with CaptureQueriesContext(connection) as queries:
        second = get(address(article))
    assert (first.status, second.status, len(queries)) == (200, 200, 0)
    assert first.body == second.body
    assert article.headline in second.text


def test_the_kept_page_is_what_django_answers_with_its_headers(kept, client):
    article = live()
    ours = get(address(article))
    django = client.get(address(article))
    assert ours.body == django.content
    for name in ("content-security-policy", "cache-control", "x-content-type-options", "content-language", "vary"):
        assert ours.headers[name] == django[name]
    assert "set-cookie" not in ours.headers


@pytest.mark.parametrize("where", ["/", "/news/", "/authors/", "own", "author"])
def test_every_page_follows_each_verb_at_once(kept, where):
    by = person()
    writer = author("Nazdar Amin")
    article = story(by=by, headline="Buses until four", credits=[{"author": writer}], now=timezone.now())
    paths = {"own": None, "author": f"/authors/{writer.slug}/"}
    path = paths.get(where, where)
    assert get(path or "/").status in (200, 404)
    workflow.publish(by=by, article=article, now=timezone.now(), override="test")
    path = path or address(article)
    word = writer.names["en"] if where == "/authors/" else "Buses until four"
    assert word in get(path).text
    assert word in get(path).text
    workflow.save(
        by=by, article=article, fields={"headline": "Buses until five"}, base_version=article.version,
        now=timezone.now(),
    )  # fmt: skip
    assert "Buses until five" not in get(path).text
    workflow.update(by=by, article=article, kind="update", now=timezone.now(), override="test")
    if where != "/authors/":
        assert "Buses until five" in get(path).text
    workflow.take_down(by=by, article=article, why="test", now=timezone.now())
    assert "Buses until" not in get(path).text
    if where == "own":
        assert get(path).status == 410


def test_related_stories_do_not_keep_what_was_taken_down(kept):
    by = person()
    one, other = live(by=by, headline="The one"), live(by=by, headline="The other")
    kept.purge_all()  # a story page need not follow what comes after it at once
    assert "The other" in get(address(one)).text
    workflow.take_down(by=by, article=other, why="test", now=timezone.now())
    assert "The other" not in get(address(one)).text


def test_a_schedule_opens_by_itself_on_warm_pages(kept, monkeypatch):
    by, now = person(), timezone.now()
    article = story(by=by, headline="At nine", now=now)
    assert get("/").status == 200
    workflow.schedule(by=by, article=article, at=now + HOUR, now=now, override="test")
    assert "At nine" not in get("/").text
    at = now + HOUR + HOUR / 3600
    monkeypatch.setattr(pressed, "microseconds", lambda: int(at.timestamp() * 1_000_000))
    monkeypatch.setattr(timezone, "now", lambda: at)
    assert "At nine" in get("/").text
    assert "At nine" in get("/news/").text
    assert get(address(article)).status == 200


@pytest.mark.parametrize("answer", ["gone", "never"])
@pytest.mark.parametrize("how", ["schedule", "hold"])
def test_what_was_taken_down_is_back_at_the_moment_it_was_put_back_for(kept, monkeypatch, answer, how):
    by, now = person(), timezone.now()
    article = live(by=by, headline="Back at nine")
    path, short = address(article), f"/a/{article.pk}/"
    workflow.take_down(by=by, article=article, why="test", answer=answer, now=timezone.now())
    if how == "schedule":
        workflow.schedule(by=by, article=article, at=now + HOUR, now=timezone.now(), override="test")
    else:
        workflow.save(
            by=by,
            article=article,
            fields={"embargo_until": now + HOUR},
            base_version=article.version,
            now=timezone.now(),
        )
        workflow.publish(by=by, article=article, now=timezone.now(), override="test")
    down = {"gone": 410, "never": 404}[answer]
    assert {get(path).status, get(path + "?lite").status, get(short).status} == {down}
    at = now + HOUR + HOUR / 3600
    monkeypatch.setattr(pressed, "microseconds", lambda: int(at.timestamp() * 1_000_000))
    monkeypatch.setattr(timezone, "now", lambda: at)
    # Nothing has to run for readers to see it.
    assert (get(path).status, get(path + "?lite").status, get(short).status) == (200, 200, 301)
    assert "Back at nine" in get("/").text
    while work.run_once(at):
        pass
    assert not Notice.objects.exists() and get(path).status == 200
    workflow.take_down(by=by, article=article, why="test", now=at)
    while work.run_once(at + HOUR):
        pass
    assert Notice.objects.count() == 1 and get(path).status == 410


def test_a_tombstone_that_was_laid_again_meanwhile_goes_when_the_story_is_back(kept, monkeypatch):
    by, now = person(), timezone.now()
    article = live(by=by)
    workflow.take_down(by=by, article=article, why="test", text="By Canary.", now=timezone.now())
    workflow.schedule(by=by, article=article, at=now + HOUR, now=timezone.now(), override="test")
    notices.take_out(Notice.objects.all(), lambda text: text.replace("Canary", "…"))
    at = now + HOUR + HOUR / 3600
    monkeypatch.setattr(pressed, "microseconds", lambda: int(at.timestamp() * 1_000_000))
    monkeypatch.setattr(timezone, "now", lambda: at)
    while work.run_once(at):
        pass
    assert get(address(article)).status == 200 and not Notice.objects.exists()


def test_a_page_taken_down_stays_down_though_the_database_still_has_it(kept):
    article = live()
    get(address(article))
    press.apply([press.story_tag(article.uuid)], gone=[address(article)])
    answer = get(address(article))
    assert answer.status == 410
    assert article.headline not in answer.text


def test_a_tombstone_has_the_banner_that_stands_and_none_while_the_database_is_away(kept, monkeypatch):
    by, now = person("editor"), timezone.now()
    article = live(by=by)
    workflow.put_banner_up(by=by, language="en", text="The bridge is open", story=article, until=now + HOUR, now=now)
    assert f'href="{address(article)}"' in get("/").text
    press.apply([press.story_tag(article.uuid)], gone=[address(article)])  # known before the database knows it
    for path in (address(article), f"{address(article)}?lite", address(article)):  # made, and kept
        answer = get(path)
        assert answer.status == 410 and "The bridge is open" in answer.text
        assert f'href="{address(article)}"' not in answer.text
    with monkeypatch.context() as away:
        away.setattr("newsroom.pressed._edition", lambda language: (_ for _ in ()).throw(OperationalError("away")))
        kept.purge("any")
        answer = get(address(article))
        assert answer.status == 410 and "The bridge is open" not in answer.text
    assert "The bridge is open" in get(address(article)).text
    workflow.put_banner_up(by=by, language="en", text="It is closed again", until=now + HOUR, now=timezone.now())
    assert "It is closed again" in get(address(article)).text
    at = now + HOUR + HOUR / 3600
    monkeypatch.setattr(pressed, "microseconds", lambda: int(at.timestamp() * 1_000_000))
    monkeypatch.setattr(timezone, "now", lambda: at)
    assert "It is closed again" not in get(address(article)).text


def test_kept_pages_are_answered_while_the_database_is_away(kept, monkeypatch):
    article = live()
    get(address(article))
    kept.purge_all()

    def away(*args, **kwargs):
        raise OSError("away")

    monkeypatch.setattr("articles.pages.story.edition", away)
    monkeypatch.setattr("django.core.handlers.exception.log_response", lambda *a, **k: None)
    answer = get(address(article))
    assert answer.status == 200
    assert article.headline in answer.text


def test_unknown_query_names_are_the_same_page_and_make_no_file(kept):
    article = live()
    plain = get(address(article))
    before = len(list(kept_files(kept)))
    for n in range(50):
        assert get(f"{address(article)}?utm_source={n}&x={n}").body == plain.body
    assert len(list(kept_files(kept))) == before


def kept_files(kept):
    from pathlib import Path

    return Path(kept.root, "pages").rglob("*.page")


def test_nothing_of_one_reader_reaches_another(kept):
    live()
    marked = get("/", cookie="desk=abc", user_agent="marker-7", x_forwarded_host="evil.example", accept_language="ar")
    clean = get("/")
    assert marked.body == clean.body
    assert b"marker-7" not in clean.body and b"evil.example" not in clean.body


def test_a_foreign_host_is_no_matter_of_the_store(kept):
    live()
    assert get("/", host="evil.example").status == 400


def test_head_and_if_none_match(kept):
    live()
    full = get("/", accept_encoding="br")
    head = get("/", "HEAD", accept_encoding="br")
    assert head.body == b"" and head.headers == full.headers
    again = get("/", accept_encoding="br", if_none_match=full.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_addresses_without_a_page_are_not_kept(kept):
    section("news")
    for path in ("/nothing/", "/2026/02/31/x/", "/news/?before=99", "/%2e%2e/", "/ar/nothing/"):
        assert get(path).status == 404
    assert not list(kept_files(kept))


def test_settings_and_sections_stand_on_every_page(kept):
    live()
    assert "The Canal" in get("/").text
    newsroom(names={"en": "The Bridge"})
    assert "The Bridge" in get("/").text
    news = section("news")
    news.names = {"en": "Reports"}
    news.save()
    assert "Reports" in get("/").text


def test_page_store_off_renders_afresh(settings):
    settings.PAGE_STORE = False
    newsroom()
    article = live()
    with CaptureQueriesContext(connection) as queries:
        get(address(article))
        get(address(article))
    assert len(queries) == 12


def test_a_moment_to_come_is_known_before_the_commit(kept):
    """Should the process die right after it, the schedule is not missed: nothing has to run."""
    by, article = person("publisher"), story(now=timezone.now())
    get("/")
    try:
        arm("press.before_telling=raise")
        with pytest.raises(Failed):
            workflow.schedule(by=by, article=article, at=timezone.now() + HOUR, now=timezone.now(), override="test")
    finally:
        arm("")
    assert kept.moment_passed(microseconds() + 3_700_000_000)
    assert not kept.moment_passed(microseconds())
