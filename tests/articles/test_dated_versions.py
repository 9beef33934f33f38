"""A story's dated versions for readers: off by default; more than small fixes; nothing that is not public any more."""

import re

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import erasing, workflow
from articles.addresses import story_path, versions_path
from articles.edition import edition
from articles.models import Newsroom, Publication
from newsroom.lib import page_store
from newsroom.lib.page_store.store import Store
from tests import factories
from tests.factories import DAY, HOUR, MINUTE, NOW
from tests.wsgi import ask

pytestmark = pytest.mark.django_db
FIRST = (
    "<p>Eleven lines run until four in the morning.</p><p>Tickets cost one thousand dinars.</p><p>The mayor came.</p>"
)


@pytest.fixture(autouse=True)
def room(db):
    return factories.newsroom(dated_versions=True)


@pytest.fixture
def by(db):
    return factories.person()


@pytest.fixture
def clock():
    with time_machine.travel(NOW + DAY, tick=False) as clock:
        yield clock


@pytest.fixture
def story(by):
    return factories.live_story(by=by, body=FIRST, headline="Night buses return", slug="buses", now=NOW - HOUR)


def change(article, by, kind, now, note="", why="", **fields):
    article.refresh_from_db()
    workflow.save(by=by, article=article, fields=fields, base_version=99, now=now)
    workflow.update(by=by, article=article, kind=kind, now=now, note=note, why=why, override="test")


def path_of(article, *, language: str = "") -> str:
    out = Publication.objects.filter(story=article.uuid).latest("visible_from")
    return versions_path(edition(language or article.language), out.address_date, out.slug)


def labels(html: str) -> list[str]:
    return [re.sub(r"\s+", " ", label) for label in re.findall(r"<h2>([^<]+?) <time", html)]


def read(client, article) -> str:
    answer = client.get(path_of(article))
    assert answer.status_code == 200
    return answer.content.decode()


def test_updates_and_corrections_are_there_word_by_word_and_small_fixes_are_not_versions(client, clock, story, by):
    change(story, by, "fix", NOW + MINUTE, why="spelling", body=FIRST.replace("Eleven", "Elleven"))
    change(story, by, "update", NOW + HOUR, body=FIRST.replace("until four", "until five"))
    note = "An earlier version named the wrong price."
    change(story, by, "correction", NOW + 2 * HOUR, note=note, body=FIRST.replace("until four", "until five")
           .replace("one thousand", "two thousand"), headline="Night buses come back")  # fmt: skip
    html = read(client, story)
    assert labels(html) == ["Correction", "Update", "As published"]
    assert "<del>one</del>" in html and "<ins>two</ins>" in html and "<ins>five</ins>" in html
    assert "<dt>Headline</dt>" in html and "<ins>come back</ins>" in html and note in html
    assert "Elleven" not in html and "The mayor came." not in html  # what stays is not repeated
    assert "After the newest version" not in html
    assert html.count('class="version"') == 3 and '<p class="rest" aria-hidden="true">…</p>' in html


def test_a_small_fix_after_the_newest_version_is_said(client, clock, story, by):
    change(story, by, "update", NOW + HOUR, body=FIRST.replace("until four", "until five"))
    change(
        story,
        by,
        "fix",
        NOW + 2 * HOUR,
        why="layout",
        body=FIRST.replace("until four", "until five").replace("came", "comes"),
    )
    html = read(client, story)
    assert "After the newest version here only small things were mended." in html
    assert labels(html) == ["Update", "As published"]


def test_it_is_off_by_default_and_then_there_is_neither_page_nor_link(client, clock, story, by):
    change(story, by, "update", NOW + HOUR, body=FIRST.replace("until four", "until five"))
    page = story_path(edition("en"), story.address_date, story.slug)
    assert f'href="{page}versions/"' in client.get(page).content.decode()
    assert Newsroom._meta.get_field("dated_versions").default is False
    factories.newsroom(dated_versions=False)
    assert client.get(path_of(story)).status_code == 404
    assert "versions/" not in client.get(page).content.decode()


def test_a_story_that_was_never_updated_has_no_link_and_one_version(client, clock, story):
    page = story_path(edition("en"), story.address_date, story.slug)
    assert "versions/" not in client.get(page).content.decode()
    assert labels(read(client, story)) == ["As published"]


def test_crawlers_are_told_where_the_story_is(client, clock, story, by):
    html = read(client, story)
    page = story_path(edition("en"), story.address_date, story.slug)
    assert '<meta name="robots" content="noindex,follow">' in html
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{page}">' in html
    for path in ("/sitemap.xml", "/sitemap-news.xml", "/feeds/latest.xml"):
        assert "versions/" not in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("language", "label", "old", "new"),
    [("ar", "كما نُشرت", "أولى", "ثانية"), ("ckb", "وەک بڵاوکراوە", "یەکەم", "دووەم")],
)
def test_it_is_in_the_language_of_the_story(client, clock, by, language, label, old, new):
    words = f"<p>{old} هنا.</p>"
    article = factories.live_story(by=by, language=language, headline="عنوان", body=words, slug="one")
    change(article, by, "update", NOW + HOUR, body=words.replace(old, new))
    html = read(client, article)
    assert f'<html lang="{language}" dir="rtl">' in html and label in html
    assert f"<del>{old}</del>" in html and f"<ins>{new}</ins>" in html
    shown = html.partition("<main")[2].partition("</main>")[0]
    assert not re.search(r"[A-Za-z]{3}", re.sub(r"<[^>]+>", "", shown.partition(">")[2]))  # no English is left


def test_a_held_change_is_no_version_before_its_moment(client, clock, story, by):
    story.refresh_from_db()
    workflow.save(
        by=by, article=story, fields={"body": FIRST + "<p>Held words.</p>", "embargo_until": NOW + 2 * DAY},
        base_version=99, now=NOW,
    )  # fmt: skip
    workflow.update(by=by, article=story, kind="update", now=NOW, override="test")
    assert labels(read(client, story)) == ["As published"] and "Held" not in read(client, story)
    clock.move_to(NOW + 2 * DAY)
    assert labels(read(client, story)) == ["Update", "As published"] and "Held words." in read(client, story)


def test_a_story_under_embargo_or_taken_down_has_none(client, clock, story, by):
    held = factories.story(by=by, embargo_until=NOW + 2 * DAY, slug="held")
    workflow.publish(by=by, article=held, now=NOW, override="test")
    assert client.get(path_of(held)).status_code == 404
    workflow.take_down(by=by, article=story, why="test", now=NOW)
    answer = client.get(path_of(story))
    assert answer.status_code == 410 and b"Eleven" not in answer.content


def test_what_stood_there_before_it_was_taken_down_is_not_shown_when_it_comes_back(client, clock, story, by):
    change(story, by, "update", NOW + MINUTE, body=FIRST.replace("mayor", "mayor’s secret brother"))
    workflow.take_down(by=by, article=story, why="test", now=NOW + HOUR)
    story.refresh_from_db()
    workflow.save(by=by, article=story, fields={"body": FIRST}, base_version=99, now=NOW + HOUR)
    workflow.publish(by=by, article=story, now=NOW + 2 * HOUR, override="test")
    change(story, by, "update", NOW + 3 * HOUR, body=FIRST.replace("four", "five"))
    html = read(client, story)
    assert labels(html) == ["Update", "Published again"] and "secret" not in html


def test_erased_words_are_gone_from_earlier_versions_too(client, clock, story, by):
    change(story, by, "update", NOW + HOUR, body=FIRST.replace("The mayor", "Rezan Qader"))
    change(story, by, "update", NOW + 2 * HOUR, body=FIRST.replace("The mayor", "Somebody"))
    assert "Rezan Qader" in read(client, story)
    erasing.words("Rezan Qader", by=by, now=NOW + 3 * HOUR)
    assert "Rezan" not in read(client, story)


@pytest.mark.parametrize(
    "path", ["/2026/13/40/buses/versions/", "/2026/11/22/nothing/versions/", "/fr/2026/11/22/buses/versions/"]
)
def test_an_address_that_is_none_is_not_found(client, clock, story, path):
    assert client.get(path).status_code == 404


def test_ten_versions_cost_what_one_costs(client, clock, story, by):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            read(client, story)
        return len(found)

    one = queries()
    for n in range(1, 11):
        change(story, by, "update", NOW + n * HOUR, body=FIRST.replace("four", f"{n} past four"))
    assert len(labels(read(client, story))) == 11 and queries() == one


def test_markup_in_the_words_stays_words(client, clock, by):
    article = factories.live_story(by=by, body="<p>Safe.</p>", slug="marks")
    change(article, by, "update", NOW + HOUR, body="<p>Safe &lt;script&gt;alert(1)&lt;/script&gt; &amp; sound.</p>")
    html = read(client, article)
    assert "&lt;script&gt;" in html or "&lt;" in html
    assert "<script>alert" not in html


@pytest.mark.django_db(transaction=True)
def test_it_is_kept_and_follows_each_change_and_the_takedown(tmp_path, monkeypatch, by):
    monkeypatch.setattr(page_store, "_store", Store(tmp_path / "pages", release="test"))
    now = timezone.now()
    article = factories.live_story(by=by, body=FIRST, slug="kept", now=now - 2 * HOUR)
    path = path_of(article)
    assert labels(ask(path).text) == ["As published"]
    with CaptureQueriesContext(connection) as queries:
        assert ask(path).status == 200
    assert len(queries) == 0
    change(article, by, "update", now, body=FIRST.replace("four", "five"))
    assert labels(ask(path).text) == ["Update", "As published"]
    call_command("withdraw", path.removesuffix("versions/"))

    def away(*args, **kwargs):
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch:  # nothing that was kept comes back either
        patch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
        answer = ask(path)
        assert answer.status in (410, 500, 503) and "Eleven" not in answer.text
    assert ask(path).status == 410


@pytest.mark.django_db(transaction=True)
def test_switching_it_off_takes_kept_pages_away(tmp_path, monkeypatch, by, room):
    monkeypatch.setattr(page_store, "_store", Store(tmp_path / "pages", release="test"))
    article = factories.live_story(by=by, body=FIRST, slug="kept")
    assert ask(path_of(article)).status == 200
    room.dated_versions = False
    room.save()
    assert ask(path_of(article)).status == 404


def test_of_very_many_the_first_is_the_first_and_it_is_said_how_many_are_left_out(
    client, clock, story, by, monkeypatch
):
    monkeypatch.setattr("articles.pages.dated_versions.MOST", 3)
    for n in range(6):
        change(story, by, "update", NOW + (n + 1) * HOUR, headline=f"Change {n}")
    html = read(client, story)
    assert html.count('<section class="version"') == 4 and labels(html)[-1] == "As published"
    assert "Between the first version and the others 3 are left out." in html
