"""The photo desk: uploads are taken, or refused in a sentence; pictures have a door of their own."""

import io
import time
import zlib
from struct import pack

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.urls import reverse

from articles import photos, workflow
from articles.models import Article, Newsroom, Photo
from authors.models import Author
from newsroom.lib import images
from newsroom.lib.languages import CODES
from tests import factories

from .conftest import form_of

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/photo/add/"


def upload(data: bytes, name: str = "bus.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def words(**typed) -> dict:
    """What the photo form sends."""
    sent = {"creator": "Nazdar Amin", "agency": "AFP", "copyright_notice": "", "usage_terms": ""}
    for name in ("alts", "captions"):
        sent |= {f"{name}_{code}": "" for code in CODES}
    return sent | {"alts_en": "A red bus", "captions_en": "The last bus."} | typed


def huge_png() -> bytes:
    """A header of 400 megapixels and next to nothing behind it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    header = pack(">IIBBBBB", 20000, 20000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


def test_a_reporter_sends_a_photo_in_and_mends_its_words(desk, people):
    client = desk("reporter")
    answer = client.post(ADD, words(file=upload(factories.picture((90, 60)))))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    photo = Photo.objects.get()
    assert photo.made_by == people["reporter"] and photo.renditions and photo.alts == {"en": "A red bus"}
    page = reverse("admin:articles_photo_change", args=[photo.pk])
    client.post(page, words(alts_en="A blue bus", focal_x="50", focal_y="50"))
    photo.refresh_from_db()
    assert photo.alts == {"en": "A blue bus"}


def test_a_reporter_may_not_touch_the_photos_of_others(desk, people):
    photo = factories.photo(factories.picture((64, 48)), by=people["photo"])
    page = reverse("admin:articles_photo_change", args=[photo.pk])
    assert desk("reporter").post(page, words(alts_en="Forged", focal_x="1", focal_y="1")).status_code == 403
    photo.refresh_from_db()
    assert "Forged" not in str(photo.alts) and photo.focal_x == 50


@pytest.mark.parametrize(
    "data, said",
    [
        (b"GIF89a but not really", "picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture that can be read"),
        (huge_png(), "megapixels"),
        (factories.picture((900, 600))[:2000], "damaged"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence_within_a_second(desk, data, said):
    began = time.process_time()
    answer = desk("photo").post(ADD, words(file=upload(data)))
    assert time.process_time() - began < 3
    html = answer.content.decode()
    assert answer.status_code == 200 and said in html and "A red bus" in html
    assert not Photo.objects.exists()


def test_a_refused_picture_in_the_storys_form_keeps_the_story_as_typed(desk, people):
    story = factories.story(by=people["reporter"])
    page = reverse("admin:articles_article_change", args=[story.pk])
    answer = desk("reporter").post(page, form_of(story, headline="Typed") | {"new_photo": upload(b"no picture")})
    html = answer.content.decode()
    assert "not a picture" in html and "Typed" in html
    assert Article.objects.get().headline != "Typed"


def test_a_picture_sent_in_with_the_story_becomes_its_photo(desk, people):
    story = factories.story(by=people["reporter"])
    page = reverse("admin:articles_article_change", args=[story.pk])
    typed = form_of(story) | {
        "new_photo": upload(factories.picture((64, 42))), "new_alt": "A red bus", "new_creator": "Nazdar Amin",
    }  # fmt: skip
    desk("reporter").post(page, typed)
    story.refresh_from_db()
    assert story.photo.alts == {"en": "A red bus"} and story.photo.creator == "Nazdar Amin"


def test_moving_the_focal_point_cuts_anew(desk, people):
    photo = factories.photo(factories.picture((64, 48)), by=people["photo"])
    before = photo.renditions
    page = reverse("admin:articles_photo_change", args=[photo.pk])
    desk("photo").post(page, words(focal_x="10", focal_y="90"))
    photo.refresh_from_db()
    assert (photo.focal_x, photo.focal_y) == (10, 90) and photo.renditions != before


def test_a_photo_in_use_is_not_removed_and_the_page_says_where_it_is(desk, everything):
    url = reverse("admin:articles_photo_delete", args=[everything.photo_id])
    client = desk("photo")
    assert everything.headline in client.get(url).content.decode()
    client.post(url, {"post": "yes"})
    assert Photo.objects.filter(pk=everything.photo_id).exists()


@pytest.mark.parametrize("kind", ["section", "tag"])
def test_sections_and_tags_in_use_are_not_removed(kind, desk, everything):
    pk = everything.section_id if kind == "section" else everything.tags.get().pk
    url = reverse(f"admin:articles_{kind}_delete", args=[pk])
    html = desk("admin").get(url).content.decode()
    assert "because it is in use" in html and everything.headline in html
    desk("admin").post(url, {"post": "yes"})
    assert desk("admin").get(reverse(f"admin:articles_{kind}_change", args=[pk])).status_code == 200


def test_an_author_in_use_is_not_removed(desk, everything):
    author = everything.credits.get().author
    url = reverse("admin:authors_author_delete", args=[author.pk])
    assert "because it is in use" in desk("editor").get(url).content.decode()
    desk("editor").post(url, {"post": "yes"})
    assert Author.objects.filter(pk=author.pk).exists()


def test_the_desks_door_to_pictures_asks_who_comes(client, desk, people):
    photo = factories.photo(factories.picture((64, 48)), by=people["photo"])
    url = reverse("admin:articles_photo_file", args=[photo.uuid, photo.rendition("3x2", 320)["name"]])
    answer = desk("reporter").get(url)
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
    assert desk("audience").get(url).status_code == 403
    assert client.get(url).status_code == 302
    assert desk("editor").get(url.replace(".jpg", ".txt")).status_code == 404


def test_an_author_gets_an_address_and_a_portrait(desk, room):
    sent = {f"{name}_{code}": "" for name in ("names", "job_titles", "bios") for code in CODES}
    sent |= {
        "names_en": "Łukasz Ö'Brien",
        "kind": "person",
        "slug": "",
        "portrait_file": upload(factories.picture((90, 90))),
    }
    answer = desk("editor").post("/admin/authors/author/add/", sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    author = Author.objects.get(slug="lukasz-obrien")
    assert author.portrait["renditions"]
    assert '<img class="portrait"' in desk("editor").get(f"/admin/authors/author/{author.pk}/change/").content.decode()


def test_the_settings_keep_languages_digits_and_zone(desk, room):
    url = reverse("admin:articles_newsroom_change", args=[1])
    names = ("names", "taglines", "about", "ethics", "corrections_policy", "privacy")
    sent = {f"{name}_{code}": "" for name in names for code in CODES} | {
        "names_en": "The Canal", "languages": ["en", "ckb"], "root_language": "ckb", "time_zone": "Europe/London",
        "week_start": "5", "digits_en": "latn", "digits_ar": "latn", "digits_ckb": "arab",
        "logo_file": upload(factories.picture((60, 60), "PNG"), "logo.png"),
    }  # fmt: skip
    answer = desk("publisher").post(url, sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    room = Newsroom.objects.get()
    assert (room.languages, room.root_language, room.time_zone) == (["en", "ckb"], "ckb", "Europe/London")
    assert room.digits["ckb"] == "arab" and room.logo["renditions"]
    wrong = desk("publisher").post(url, sent | {"time_zone": "Atlantis", "logo_file": upload(io.BytesIO(b"x").read())})
    assert "no such time zone" in wrong.content.decode() and Newsroom.objects.get().time_zone == "Europe/London"


# --- what takes long is done before anything is locked ---


@pytest.fixture
def watched(monkeypatch):
    """For each picture that was decoded: whether the desk had a transaction of its own open."""
    seen, honest = [], images.open_picture

    def look(data, **limits):
        seen.append(len(connection.savepoint_ids))
        return honest(data, **limits)

    monkeypatch.setattr(images, "open_picture", look)
    return seen


def test_a_photo_is_decoded_once_and_outside_of_the_transaction(desk, people, watched):
    client = desk("photo")
    client.post(ADD, words(file=upload(factories.picture((90, 60)))))
    assert watched == [0]
    photo = Photo.objects.get()
    page = reverse("admin:articles_photo_change", args=[photo.pk])
    client.post(page, words(focal_x="20", focal_y="50", file=upload(factories.picture((80, 60)))))
    photo.refresh_from_db()
    assert watched == [0, 0] and photo.width == 80 and photo.focal_x == 20
    client.post(page, words(focal_x="30", focal_y="50"))
    photo.refresh_from_db()
    assert watched == [0, 0, 0] and photo.focal_x == 30


def test_a_portrait_is_decoded_once_and_outside_of_the_transaction(desk, people, watched):
    sent = {f"{name}_{code}": "" for name in ("names", "job_titles", "bios") for code in CODES}
    sent |= {"names_en": "Awa", "kind": "person", "slug": "", "portrait_file": upload(factories.picture((90, 90)))}
    desk("editor").post("/admin/authors/author/add/", sent)
    author = Author.objects.get(slug="awa")
    assert watched == [0] and author.portrait["uuid"] == str(author.uuid)


def test_a_locked_database_is_told_in_a_sentence(desk, people, monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(photos, "take_in", locked)
    answer = desk("photo").post(ADD, words(file=upload(factories.picture((90, 60)))))
    assert answer.status_code == 503 and "Nothing was lost" in answer.content.decode()


def test_a_reporter_may_not_change_their_photo_behind_an_editors_back(desk, people):
    photo = factories.photo(factories.picture((64, 48)), by=people["reporter"])
    story = factories.story(by=people["reporter"], photo=photo)
    page = reverse("admin:articles_photo_change", args=[photo.pk])
    assert desk("reporter").post(page, words(focal_x="50", focal_y="50", creator="Me")).status_code == 302
    workflow.mark_ready(by=people["editor"], article=story, now=factories.NOW)
    assert desk("reporter").post(page, words(focal_x="50", focal_y="50", creator="Forged")).status_code == 403
    photo.refresh_from_db()
    assert photo.creator == "Me"


def test_a_picture_that_changed_while_the_question_stood_open_is_asked_again(desk, people):
    photo = factories.photo(factories.picture((64, 48)), by=people["photo"])
    story = factories.story(by=people["editor"], photo=photo)
    page, client = reverse("admin:articles_article_verb", args=[story.pk, "publish"]), desk("publisher")
    form = client.get(page).context["form"]
    sent = {"confirmed": "yes", "version": form["version"].value(), "picture": form["picture"].value()}
    photos.replace(by=people["photo"], photo=photo, data=factories.picture((80, 48)), now=factories.NOW)
    answer = client.post(page, sent | {"override": "x"})
    assert answer.status_code == 409 and "changed the picture" in answer.content.decode()
    sent["picture"] = answer.context["form"]["picture"].value()
    assert client.post(page, sent | {"override": "x"}).status_code == 302
