"""The archive by year, month and day."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from articles import press, pressing, workflow
from articles.models import Article, Publication
from tests.factories import DAY, HOUR, NOW, live_story, newsroom, person, photo, picture, section

from .test_pages import get

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(db):
    newsroom()
    section("news")
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        yield


def at(year: int, month: int, day: int, **fields) -> Article:
    moment = datetime(year, month, day, 9, tzinfo=UTC)
    return live_story(now=moment, first=moment, **fields)


def links(page, **where) -> list[str]:
    return [a["href"] for nav in page.all("nav", **where) for a in nav.all("a")]


def headlines(page) -> list[str]:
    return [h.text for h in page.one("main").all("h2") if h.inside("li")]


def test_a_year_leads_to_its_months_a_month_to_its_days_and_stories_a_day_to_its_stories(client):
    for day, name in ((3, "Third"), (3, "Third again"), (27, "Twenty-seventh")):
        at(2024, 2, day, headline=name)
    at(2024, 11, 1, headline="November")
    at(2019, 5, 5, headline="Older")
    year = get(client, "/2024/")
    assert year.one("h1").text == "2024" and headlines(year) == []
    assert links(year, aria_label="Months") == ["/2024/02/", "/2024/11/"]
    assert [a.text for nav in year.all("nav", aria_label="Months") for a in nav.all("a")] == ["February", "November"]
    assert links(year, aria_label="All years") == ["/2024/", "/2019/"]
    month = get(client, "/2024/02/")
    assert month.one("h1").text == "February 2024"
    assert links(month, aria_label="Days") == ["/2024/02/03/", "/2024/02/27/"]
    assert headlines(month) == ["Twenty-seventh", "Third again", "Third"]
    assert links(month, aria_label="Earlier and later") == ["/2019/05/", "/2024/11/"]
    day = get(client, "/2024/02/03/")
    assert day.one("h1").text == "3 February 2024" and headlines(day) == ["Third again", "Third"]
    assert links(day, aria_label="Earlier and later") == ["/2019/05/05/", "/2024/02/27/"]
    assert "2024/02/" in next(day.all("p", class_="up")).one("a")["href"]
    titles = {one.one("title").text for one in (year, month, day)}
    assert len(titles) == 3 and "Archive: 3 February 2024 — " in day.one("title").text
    assert links(get(client, "/"), aria_label="Archive") == ["/2024/", "/2019/"]


@pytest.mark.parametrize(
    "path", ["/2024/02/31/", "/2024/13/", "/2024/00/", "/0000/", "/2024/02/30/", "/9999/", "/2025/", "/2024/03/",
             "/2024/02/04/", "/9999/12/31/", "/0001/01/01/"],
)  # fmt: skip
def test_a_time_without_stories_and_a_day_that_there_is_not_are_no_page(client, path):
    at(2024, 2, 3)
    get(client, path, 404)


def test_the_addresses_lead_on_in_one_hop(client):
    at(2024, 2, 3)
    for path in ("/2024", "/2024/02", "/2024/02/03"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (301, path + "/")
    answer = client.get("/en/2024/02/")
    assert (answer.status_code, answer["Location"]) == (301, "/2024/02/")


@pytest.mark.parametrize("language, month, day", [("ar", "نوفمبر 2026", "22"), ("ckb", "٢٠٢٦", "٢٢")])
def test_an_edition_has_its_own_archive_in_its_own_words_and_digits(client, language, month, day):
    live_story(language=language, headline="نووسراو")
    get(client, "/2026/11/", 404)
    page = get(client, f"/{language}/2026/11/")
    assert month in page.one("h1").text
    days = [a for nav in page.all("nav") for a in nav.all("a") if a["href"] == f"/{language}/2026/11/22/"]
    assert [a.text for a in days] == [day]


def test_what_is_not_public_is_not_in_the_archive(client):
    by = person()
    held = live_story(by=by, headline="Taken down")
    workflow.take_down(by=by, article=held, why="Because.", now=NOW + HOUR)
    with time_machine.travel(NOW, tick=False):
        coming = live_story(by=by, headline="Shown", now=NOW - DAY)
    workflow.save(by=by, article=coming, fields={"headline": "Private"}, base_version=99, now=NOW)
    page = get(client, "/2026/11/")
    assert headlines(page) == ["Shown"] and links(page, aria_label="Days") == ["/2026/11/21/"]
    get(client, "/2026/11/22/", 404)


def test_a_busy_day_is_told_page_by_page(client, monkeypatch):
    monkeypatch.setattr("articles.pages.archive.PER_PAGE", 2)
    for n in range(5):
        live_story(headline=f"Story {n}", now=NOW + timedelta(minutes=n))
    path, seen = "/2026/11/22/", []
    while path:
        page = get(client, path)
        seen += headlines(page)
        path = next((a["href"] for a in page.all("a", rel="next")), "")
    assert seen == [f"Story {n}" for n in (4, 3, 2, 1, 0)]
    get(client, "/2026/11/22/?before=999999", 404)


def test_ten_years_of_stories_cost_what_one_story_costs(client, django_assert_max_num_queries):
    at(2024, 2, 3, photo=photo(picture()))
    asked = {}
    for time in (1, 2):
        for path in ("/2024/", "/2024/02/", "/2024/02/03/"):
            with django_assert_max_num_queries(asked.get(path, 12)) as queries:
                get(client, path)
            if time == 1:
                asked[path] = len(queries) + (3 if path == "/2024/" else 0)  # there are other years to look for
        for year in range(2015, 2024):
            at(year, 3, 4)
        for day in range(4, 20):
            at(2024, 2, day, photo=photo(picture()))


def test_a_story_moves_the_pages_of_its_year_and_month_and_they_are_pressed_again():
    story = live_story()
    out = Publication.objects.get(story=story.uuid)
    assert {"archive:2026:en", "archive:2026-11:en"} <= set(press.moved_by(out))
    assert {"/2026/", "/2026/11/", "/2026/11/22/"} <= set(pressing.pages_of(out))
    for key, tag in (("/2026/", "archive:2026:en"), ("/2026/11/", "archive:2026-11:en"),
                     ("/2026/11/22/", "archive:2026-11:en")):  # fmt: skip
        made = pressing.render(key, NOW + HOUR)
        assert made is not None and tag in made.tags, key
    assert press.story_tag(story.uuid) in pressing.render("/2026/11/22/", NOW + HOUR).tags
