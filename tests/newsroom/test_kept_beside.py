"""Kept pages follow what stands beside a story, the site's own pages, and the years that pass."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles import press, workflow
from articles.models import Article, Package, Series
from articles.packages import Wanted
from newsroom.lib.failpoints import Failed, arm
from newsroom.lib.jobs import work
from tests.factories import author, live_story, person, section, story
from tests.wsgi import ask as get

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def disarmed():
    yield
    arm("")


def address(article: Article) -> str:
    return f"/{article.address_date:%Y/%m/%d}/{article.slug}/"


def live(**fields) -> Article:
    return live_story(now=timezone.now(), **fields)


def arrange(*stories: Article, package: Package | None = None, shown: bool = True) -> Package:
    wanted = [Wanted(one.translation_group, "sidebar") for one in stories]
    return workflow.arrange_package(
        by=person("editor"), package=package or Package(), name="Bridges", titles={}, shown=shown, wanted=wanted,
        now=timezone.now(),
    )  # fmt: skip


def test_a_package_stands_on_its_stories_kept_pages_at_once_and_goes_from_them_at_once(kept):
    culture = section("culture")
    one, two = live(headline="The first"), live(headline="The second", section=culture)
    first, second = address(one), address(two)
    assert "The second" not in get(first).text and "The first" not in get(second).text
    package = arrange(one, two)
    assert "The second" in get(first).text and "The first" in get(second).text
    arrange(one, package=package)
    assert "The second" not in get(first).text and "The first" not in get(second).text
    package = arrange(one, two, package=package)
    arrange(one, two, package=package, shown=False)
    assert "The second" not in get(first).text
    arrange(one, two, package=package)
    assert "The second" in get(first).text
    workflow.remove_package(by=person("editor"), package=package, now=timezone.now())
    assert "The second" not in get(first).text and "The first" not in get(second).text


def test_a_story_of_a_package_that_goes_out_or_is_taken_down_changes_the_others_pages(kept):
    by, culture = person("editor"), section("culture")
    one, two = live(headline="The first"), story(headline="The second", section=culture, now=timezone.now())
    arrange(one, two)
    assert "The second" not in get(address(one)).text
    workflow.publish(by=by, article=two, now=timezone.now(), override="test")
    assert "The second" in get(address(one)).text
    workflow.take_down(by=by, article=two, why="test", now=timezone.now())
    assert "The second" not in get(address(one)).text


def test_the_parts_of_a_series_follow_one_another_and_its_name(kept):
    of, by = Series.objects.create(slug="trams", names={"en": "Trams"}), person("editor")
    one = live(series=of, part=1, headline="The first", section=section("culture"))
    assert "Part 1 of 1" in get(address(one)).text and get("/series/trams/").text.count('<li class="card') == 1
    two = live(series=of, part=2, headline="The second")
    assert "Part 1 of 2" in get(address(one)).text and "The second" in get("/series/trams/").text
    of.names = {"en": "The trams of Erbil"}
    of.save()
    assert "The trams of Erbil" in get(address(one)).text
    workflow.save(by=by, article=two, fields={"series": None}, base_version=9, now=timezone.now())
    assert "Part 1 of 2" in get(address(one)).text  # private until it is published
    workflow.update(by=by, article=two, kind="fix", why="test", now=timezone.now())
    assert "Part 1 of 1" in get(address(one)).text and "The second" not in get("/series/trams/").text
    assert two.part is None


def test_a_page_of_the_site_is_the_new_one_at_once_and_the_masthead_follows_authors(kept):
    by = person("publisher")
    assert "rules" in get("/ethics/").text.lower()
    workflow.write_site_page(by=by, kind="ethics", language="en", text="<p>We lie to nobody.</p>", seen=0,
                             now=timezone.now())  # fmt: skip
    assert "We lie to nobody." in get("/ethics/").text
    assert "Nobody has been named" in get("/masthead/").text
    who = author("Awa Karim", job_titles={"en": "Editor-in-chief"})
    assert "Editor-in-chief" in get("/masthead/").text
    who.on_masthead = False
    who.save()
    assert "Editor-in-chief" not in get("/masthead/").text


def test_where_the_verb_died_before_it_told_the_outbox_does(kept, monkeypatch):
    by = person("publisher")
    get("/ethics/")
    with monkeypatch.context() as patched:
        patched.setattr(press, "announce", lambda *tags, **more: None)
        workflow.write_site_page(by=by, kind="ethics", language="en", text="<p>We lie to nobody.</p>", seen=0,
                                 now=timezone.now())  # fmt: skip
    assert "We lie to nobody." not in get("/ethics/").text
    while work.run_once(timezone.now()):
        pass
    assert "We lie to nobody." in get("/ethics/").text


@pytest.mark.parametrize("point", ["arrange_package.after_desk", "arrange_package.after_public"])
def test_a_package_is_whole_or_was_never_saved(kept, point):
    one, two = live(headline="The first"), live(headline="The second", section=section("culture"))
    arm(f"{point}=raise")
    with pytest.raises(Failed):
        arrange(one, two)
    assert not Package.objects.exists() and "The second" not in get(address(one)).text


def test_a_kept_story_turns_a_year_older_by_itself(kept):
    now = timezone.now()
    one = live_story(now=now, first=now - timedelta(days=364))
    path = address(Article.objects.get(pk=one.pk))
    assert "year old" not in get(path).text
    page = kept.head(path)
    assert page is not None
    with time_machine.travel(now + timedelta(days=2)):
        assert "This story is 1 year old." in get(path).text
