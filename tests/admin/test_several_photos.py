"""The photo desk: several photos at once, and crops that readers get without a new version of any story."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import photos
from articles.admin.several import MOST
from articles.models import Photo, Publication
from newsroom.lib import images
from tests import factories
from tests.admin.test_photos import upload
from tests.factories import NOW

pytestmark = pytest.mark.django_db
SEVERAL = "/admin/articles/photo/several/"


def files(*sizes) -> list:
    return [upload(factories.picture(size), f"bus-{n}.jpg") for n, size in enumerate(sizes)]


def test_each_file_becomes_a_photo_with_the_same_credit(desk, people):
    sent = {"files": files((90, 60), (80, 50), (70, 40)), "creator": "Nazdar Amin", "copyright_notice": "© Amin"}
    answer = desk("reporter").post(SEVERAL, sent)
    assert answer.status_code == 302 and answer["Location"].endswith("?view=alt")
    rows = Photo.objects.all()
    assert {(row.width, row.creator, row.copyright_notice, row.made_by) for row in rows} == {
        (width, "Nazdar Amin", "© Amin", people["reporter"]) for width in (90, 80, 70)
    }
    assert all(row.recipe == images.recipe_in(row.renditions) for row in rows)  # nothing is to be made twice


def test_one_that_is_refused_stops_no_other_and_is_named(desk, people):
    good, other = files((90, 60), (80, 50))
    sent = {"files": [good, upload(b"no picture", "odd <b>.jpg"), other], "creator": "Nazdar Amin"}
    answer = desk("photo").post(SEVERAL, sent)
    html = answer.content.decode()
    assert answer.status_code == 422 and Photo.objects.count() == 2
    assert "odd &lt;b&gt;.jpg" in html and "not a picture that can be read" in html
    assert 'value="Nazdar Amin"' in html and html.count("/change/") >= 2


@pytest.mark.parametrize(
    "sent, said",
    [
        ({}, "Choose at least one photo."),
        ({"files": [b"x"] * (MOST + 1)}, f"At most {MOST} photos"),
        ({"files": [b"x"], "creator": "x" * 121}, "120"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_kept(desk, people, sent, said):
    if "files" in sent:
        sent = sent | {"files": [upload(data, f"{n}.jpg") for n, data in enumerate(sent["files"])]}
    answer = desk("photo").post(SEVERAL, sent | {"agency": "AFP"})
    html = answer.content.decode()
    assert answer.status_code == 422 and said in html and 'value="AFP"' in html and not Photo.objects.exists()


def test_a_browser_that_sends_one_by_one_gets_plain_answers(desk, people):
    client, headers = desk("photo"), {"accept": "application/json"}
    (one,) = files((90, 60))
    answer = client.post(SEVERAL, {"files": one, "creator": "Nazdar Amin"}, headers=headers)
    photo = Photo.objects.get()
    url = reverse("admin:articles_photo_change", args=[photo.pk])
    assert answer.json() == {"sent": [{"name": "bus-0.jpg", "said": "", "url": url}], "errors": []}
    answer = client.post(SEVERAL, {"files": upload(b"no picture")}, headers=headers)
    assert answer.status_code == 422 and "not a picture" in answer.json()["sent"][0]["said"]
    assert client.post(SEVERAL, {}, headers=headers).json()["errors"] == ["Choose at least one photo."]


def test_who_may_add_no_photo_has_no_such_page(desk, people):
    assert desk("audience").get(SEVERAL).status_code == 403
    assert desk("audience").post(SEVERAL, {"files": files((90, 60))}).status_code == 403


# --- crops ---------------------------------------------------------------------------------------------------


@pytest.fixture
def moved(people) -> Photo:
    shot = factories.photo(factories.picture((900, 400)), by=people["photo"])
    factories.live_story(photo=shot, headline="Night buses")
    photos.refocus(by=people["photo"], photo=shot, x=0, y=50, now=NOW)
    return shot


def page_of(shot: Photo) -> str:
    return reverse("admin:articles_photo_change", args=[shot.pk])


def test_the_page_says_where_readers_see_it_and_in_which_crops(desk, moved):
    html = desk("publisher").get(page_of(moved)).content.decode()
    assert "Where readers see it" in html and "in the crops of before" in html and "/2026/11/22/night-buses" in html
    assert "Readers of 1 story see this photo in other crops." in html and "Show readers the new crops" in html
    html = desk("photo").get(page_of(moved)).content.decode()
    assert "Somebody who may publish" in html and "Show readers the new crops" not in html


def test_one_press_gives_readers_the_new_crops(desk, moved):
    client = desk("publisher")
    answer = client.post(reverse("admin:articles_photo_crops", args=[moved.pk]), follow=True)
    html = answer.content.decode()
    assert "Readers of 1 story see the new crops now." in html and "in the crops of before" not in html
    assert Publication.objects.get().photo["renditions"] == Photo.objects.get(pk=moved.pk).renditions
    again = client.post(reverse("admin:articles_photo_crops", args=[moved.pk]), follow=True)
    assert "Readers see this photo in its present crops already." in again.content.decode()


@pytest.mark.parametrize("role, status", [("photo", 403), ("reporter", 403), ("audience", 403)])
def test_nobody_else_can(desk, moved, role, status):
    before = Publication.objects.get().photo
    assert desk(role).post(reverse("admin:articles_photo_crops", args=[moved.pk])).status_code == status
    assert Publication.objects.get().photo == before


def test_looking_changes_nothing(desk, moved):
    assert desk("publisher").get(reverse("admin:articles_photo_crops", args=[moved.pk])).status_code == 405


def test_ten_stories_cost_what_one_costs(desk, moved):
    client = desk("publisher")
    client.get(page_of(moved))
    with CaptureQueriesContext(connection) as one:
        client.get(page_of(moved))
    for _ in range(9):
        factories.live_story(photo=moved)
    with CaptureQueriesContext(connection) as ten:
        client.get(page_of(moved))
    assert len(ten) <= len(one)


def test_without_a_script_the_crops_are_the_files_themselves(desk, moved):
    html = desk("photo").get(page_of(moved)).content.decode()
    for crop in ("16x9", "3x2", "4x3", "1x1"):
        assert any(row["crop"] == crop and row["name"] in html for row in moved.renditions), crop
