"""A name that is to be taken off stands outside of stories too: the look says where, and who changes it there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import erasing, fronts, sources, workflow
from articles.models import (
    Article,
    Banner,
    Credit,
    Draft,
    Front,
    FrontChange,
    FrontPlan,
    Newsroom,
    Package,
    Photo,
    PreparedCorrection,
    PublicPackage,
    Section,
    SentPhoto,
    Series,
    SitePageVersion,
    Tag,
    VersionName,
)
from articles.workflow.fronts import Spot
from newsroom.lib.jobs.models import Job
from newsroom.lib.names import Names
from tests.factories import DAY, HOUR, MINUTE, NOW, author, live_story, newsroom, person, section
from tests.newsroom.test_sources_taken_off import take_off

pytestmark = pytest.mark.django_db
NAME = "Bahar Canary"
NAMES = Names([NAME])
EN, NEWS = Spot("en"), "en-news"


@pytest.fixture(autouse=True)
def room(db):
    newsroom()
    section("news")


def elsewhere(at=None) -> list[tuple[type, str]]:
    return [(type(row), str(row)) for row in sources.look(NAMES, at or timezone.now()).elsewhere]


def pinned(by, spot=EN, now=NOW, **words):
    """A story on top of a front, with words of the front's own."""
    story = str(live_story(by=by, now=now).uuid)
    container = fronts.LEAD if spot.section else fronts.TOP
    put = fronts.put(story, container, first=True, pin={"story": story} | words)
    return story, workflow.change_front(by=by, spot=spot, ops=[put], verb="put", now=now)


def everything(by, n: int = 0) -> None:
    """Every thing that is no story, with the name in one of its words."""
    author(NAME, slug=f"bahar-{n}")
    author(f"Awa {n}", bios={"ckb": f"Works with {NAME}."})
    Tag.objects.create(name=f"Tag {n}", descriptions={"ar": f"x {NAME} x"})
    Series.objects.create(slug=f"doors-{n}", names={"en": f"Doors {n}"}, descriptions={"en": f"With {NAME}."})
    Package.objects.create(name=f"Package {n}", titles={"en": f"The doors of {NAME}"}, changed_at=NOW)
    Section.objects.create(slug=f"part-{n}", names={"en": f"Part {n}"}, descriptions={"en": f"What {NAME} saw."})
    pinned(by, headline=f"{NAME} speaks")


def test_it_is_found_on_fronts_in_banners_packages_series_and_the_sites_own_pages(client):
    by = person("", is_superuser=True)
    everything(by)
    pinned(by, spot=Spot("en", section("news")), text=f"By {NAME}")
    workflow.put_banner_up(by=by, language="en", text=f"{NAME} is free", now=NOW)
    # Markup runs through the name; it is read all the same.
    workflow.write_site_page(
        by=by, kind="about", language="ckb", text="<p>Of <b>Bahar</b> Canary.</p>", seen=0, now=NOW
    )
    Newsroom.objects.update(taglines={"en": f"Founded by {NAME}"})
    found = sources.look(NAMES, NOW + HOUR)
    assert not found.held and not found.photos
    kinds = [type(row).__name__ for row in found.elsewhere]
    assert kinds == ["Author", "Author", "Tag", "Section", "Series", "Package", "SitePage", "Newsroom", "Front",
                     "Front", "Banner"]  # fmt: skip
    client.force_login(by)
    html = client.post(reverse("admin:articles_article_source"), {"name": NAME, "step": "look"}).content.decode()
    assert "They are not changed from here" in html and "It stands in no story" in html
    for called in ("Part 0</bdi></a> (section)", "Doors 0</bdi></a> (series)", "English</bdi></a> (front)",
                   "English · News</bdi></a> (front)", "About us · "):  # fmt: skip
        assert f"<bdi>{called}" in html, called
    places = [reverse(f"admin:articles_{of._meta.model_name}_change", args=[of.objects.get().pk])
              for of in (Tag, Series, Package, Newsroom)]  # fmt: skip
    places += [reverse("admin:articles_front_page", args=[key]) for key in ("en", NEWS)]
    places += [reverse("admin:articles_front_banner", args=["en"])]
    places += [reverse("admin:articles_sitepage_page", args=["about", "ckb"])]
    for place in places:
        assert f'<a href="{place}"><bdi>' in html, place
        assert client.get(place).status_code == 200, place


def test_what_is_over_or_was_changed_is_not_told(client):
    by = person("publisher")
    story, _change = pinned(by, headline=f"{NAME} speaks")
    workflow.put_banner_up(by=by, language="en", text=f"{NAME} is free", now=NOW, until=NOW + DAY)
    assert elsewhere(NOW + HOUR) == [(Front, "en"), (Banner, f"{NAME} is free")]
    assert elsewhere(NOW + 2 * DAY) == [(Front, "en")]
    was, fresh = {"headline": f"{NAME} speaks"}, {"headline": "She speaks"}
    workflow.change_front(by=by, spot=EN, ops=[fronts.words(story, fresh, was)], verb="put", now=NOW + MINUTE)
    assert elsewhere(NOW + 2 * DAY) == []


def test_what_waits_for_its_launch_is_told():
    by = person("publisher")
    story, _change = pinned(by)
    workflow.change_front(by=by, spot=EN, ops=[fronts.words(story, {"kicker": NAME}, {"kicker": ""})], verb="put",
                          now=NOW + MINUTE)  # fmt: skip
    waiting = FrontPlan.objects.get(visible_until=None)
    Front.objects.update(draft=waiting.plan)
    FrontPlan.objects.all().delete()
    assert elsewhere() == [(Front, "en")]


def test_whoever_takes_it_off_is_told_what_is_left_for_others(client):
    by = person("editor")
    live_story(by=by, body=f"<p>{NAME} came.</p>", now=NOW)
    Newsroom.objects.update(taglines={"en": f"Founded by {NAME}"})
    client.force_login(by)
    said = {"name": NAME, "instead_en": "a nurse", "why": "She asked for it."}
    page = reverse("admin:articles_article_source")
    seen = sources.look(NAMES, timezone.now()).digest(NAMES, {"en": "a nurse"})
    html = client.post(page, said | {"step": "do", "seen": seen}).content.decode()
    assert "The name is out of one story, and of what pages, lists and feeds show of it." in html
    assert "Readers may still find it outside of stories" in html
    # The settings are not an editor's; the name of the place stands there, and no link that is refused.
    assert "<li><bdi>" in html and reverse("admin:articles_newsroom_change", args=[1]) not in html
    Newsroom.objects.update(taglines={})
    html = client.post(page, {"name": "Canary", "step": "look"}).content.decode()
    assert "Outside of stories" not in html


def test_taking_it_off_changes_nothing_of_it():
    by = person("publisher")
    everything(by)
    live_story(by=by, body=f"<p>{NAME} came.</p>", now=NOW)
    before = elsewhere()
    take_off(by=by, names=NAMES)
    assert elsewhere() == before and len(before) == 7


def test_looking_costs_the_same_for_ten(client):
    by = person("", is_superuser=True)
    client.force_login(by)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            html = client.post(reverse("admin:articles_article_source"), {"name": NAME, "step": "look"})
        assert html.status_code == 200
        return len(asked)

    everything(by)
    queries()
    first = queries()
    for n in range(1, 10):
        everything(by, n)
    assert len(sources.look(NAMES, timezone.now()).elsewhere) == 61 and queries() == first


def test_every_place_where_people_write_is_looked_through_or_is_not_for_readers():
    looked = {*sources.ELSEWHERE, Article, Photo, Front, FrontPlan, Banner}
    of_the_desk = {Draft, FrontChange, PreparedCorrection, SentPhoto, SitePageVersion, VersionName, Job}
    by_another_road = {Credit, PublicPackage}  # `take_name_off`; as its package has it
    others = {model for model in erasing.WRITTEN if model._meta.app_label == "admin"}
    assert looked | of_the_desk | by_another_road | others == {*erasing.WRITTEN}
