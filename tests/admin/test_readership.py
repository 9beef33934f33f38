"""Readership at the desk: who may see it, what it shows, what is taken out, and that it costs the same always."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin import readership_charts as charts
from articles.models import Tag
from articles.readership import adding
from tests.factories import DAY, NOW, author, live_story, path_of, section

pytestmark = pytest.mark.django_db
PAGE = "/admin/articles/readership/"
SINCE = int(NOW.timestamp() // 3600)


@pytest.fixture(autouse=True)
def later(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def read(people):
    """A story that was read five times, its edition's front four times, and another edition's front once."""
    tag = Tag.objects.create(name="Buses", names={"en": "Buses"})
    article = live_story(
        by=people["editor"], headline="=Night buses <b>return</b>", tags=[tag], section=section("culture"),
        credits=[{"author": author("Nazdar Amin")}],
    )  # fmt: skip
    path = path_of(article)
    adding.add({
        (SINCE, path, "search"): 3, (SINCE - 48, path, "none"): 2, (SINCE, "/", "none"): 4, (SINCE, "/ar/", "own"): 1,
    })  # fmt: skip
    return article


def rows(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_who_may_see_it(desk, read, client):
    for role in ("reporter", "editor", "photo", "audience", "publisher", "admin"):
        wanted = 200 if role in ("editor", "publisher", "audience", "admin") else 403
        for url in (PAGE, f"{PAGE}table/story/", f"{PAGE}story/{read.pk}/"):
            assert desk(role).get(url).status_code == wanted, (role, url)
    assert client.get(PAGE).status_code == 302
    assert desk("admin").get(f"{PAGE}add/").status_code == 404


def test_it_shows_all_that_was_read(desk, read):
    page = desk("audience").get(PAGE).content.decode()
    assert '<b class="num">10</b>' in page
    for words in ("Night buses &lt;b&gt;return", "Culture", "Nazdar Amin", "Buses", "search engines", "العربية"):
        assert words in page, words
    assert "style=" not in page and "<script>" not in page


def test_period_and_edition_narrow_it(desk, read):
    def views(query: str) -> str:
        page = desk("editor").get(f"{PAGE}?{query}").content.decode()
        return page.partition('<p class="sum"><b class="num">')[2].partition("<")[0]

    assert [views(q) for q in ("period=1", "period=7", "edition=ar", "period=1&edition=en")] == ["8", "10", "1", "7"]
    for odd in ("period=x", "period=-1", "edition=%00", "by=decade", "period=²", "period=all&by=week", "by=month"):
        assert views(odd) == "10", odd


def test_it_is_compared_with_the_days_before(desk, read):
    adding.add({(SINCE - 24 * 8, "/", "none"): 5, (SINCE - 24 * 14, "/", "none"): 1})
    page = desk("editor").get(f"{PAGE}?period=7").content.decode()
    assert "100% more than in the days before (5)" in page
    assert "than in the days before" not in desk("editor").get(f"{PAGE}?period=30").content.decode()


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("story", [["5"]]), ("section", [["5"]]), ("author", [["5"]]), ("topic", [["5"]]),
        ("edition", [["9"], ["1"]]), ("source", [["6"], ["3"], ["1"]]), ("kind", [["5"], ["5"]]),
    ],
)  # fmt: skip
def test_each_list_is_taken_out(desk, read, what, expected):
    head, *lines = rows(desk("audience").get(f"{PAGE}table/{what}/?period=7"))
    assert head == ["key", what, "views"] and [line[2:] for line in lines] == expected


def test_no_cell_is_a_formula(desk, read):
    _head, line = rows(desk("audience").get(f"{PAGE}table/story/"))
    assert line[1] == "'=Night buses <b>return</b>"


def test_days_and_hours_are_taken_out_with_those_without_readers(desk, read):
    _head, *days = rows(desk("editor").get(f"{PAGE}table/time/?period=7"))
    assert [number for _day, number in days] == ["0", "0", "0", "0", "2", "0", "8"]
    _head, *hours = rows(desk("editor").get(f"{PAGE}table/hour/?period=7"))
    assert len(hours) == 24 and sum(int(number) for _hour, number in hours) == 10
    assert desk("editor").get(f"{PAGE}table/nothing/").status_code == 404


def test_a_story_has_a_page_and_a_place_on_its_form(desk, read):
    page = desk("editor").get(f"{PAGE}story/{read.pk}/").content.decode()
    assert '<b class="num">5</b>' in page and "search engines" in page
    assert desk("editor").get(f"{PAGE}story/99999999999999999999/").status_code == 404
    form = f"/admin/articles/article/{read.pk}/change/"
    assert '<b class="num">5</b>' in desk("editor").get(form).content.decode()
    assert "r-readers" not in desk("reporter").get(form).content.decode()


def test_nothing_read_is_said(desk, people):
    page = desk("editor").get(PAGE).content.decode()
    assert "Nothing was counted in this time." in page and '<svg class="columns"' not in page


def test_what_is_gone_is_said(desk, read):
    adding.add_places([(SINCE, adding.Place("story", "en", 777, 888, (999,), (111,)), "none", 1)])
    page = desk("editor").get(PAGE).content.decode()
    for words in ("a story that is gone", "a section that is gone", "a name that is gone", "a topic that is gone"):
        assert words in page


def test_ten_stories_cost_what_one_costs(desk, read):
    client = desk("editor")

    def cost() -> int:
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    before = cost()
    adding.add({
        (SINCE - n, path_of(live_story(section=section(f"part-{n}"), headline=f"Story {n}")), "none"): n + 1
        for n in range(10)
    })  # fmt: skip
    assert cost() == before


def test_time_is_cut_into_weeks_and_months():
    days = [(NOW.date() - n * DAY, 1) for n in reversed(range(70))]
    weeks = charts.stretched(days, "week", 6)
    assert sum(views for _label, views in weeks) == 70 and [views for _l, views in weeks[1:-1]] == [7] * (
        len(weeks) - 2
    )
    sunday = NOW.date() - timedelta(days=(NOW.date().weekday() - 6) % 7)
    assert weeks[-1][1] == (NOW.date() - sunday).days + 1
    assert len(charts.stretched(days, "month", 0)) == 3
    columns = charts.chart([("a", 0), ("b", 1), ("c", 1000)]).columns
    assert [(c.height, c.y) for c in columns] == [(0, 100), (1, 99), (100, 0)]
