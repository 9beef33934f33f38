"""A new story by form and by a browser that sends it by itself: roles, bad input, pieces, and nothing twice."""

import base64
import hashlib
import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles import incoming, workflow
from articles.models import Article, Photo, SentPhoto
from newsroom.lib import media
from tests import factories

from .conftest import form_of

pytestmark = pytest.mark.django_db
ADD, LINE, SEND = (reverse(f"admin:articles_article_{name}") for name in ("add", "line", "send"))
PICTURE = factories.picture((640, 420))
WRITERS = ("reporter", "editor", "publisher", "admin")


def door(key) -> str:
    return reverse("admin:articles_article_incoming", args=[key])


def typed(**more) -> dict:
    words = {"headline": "Fire in the bazaar", "text": "It began at noon.\n\nNobody was hurt.", "language": "en"}
    return words | {"section": factories.section().pk, "key": str(uuid4())} | more


def mark(data: bytes = PICTURE, **more) -> dict:
    return {"key": str(uuid4()), "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "name": "a.jpg"} | more


def send(client, *follow: dict, **more):
    return client.post(SEND, typed(to_desk="yes", announced=json.dumps(follow), **more))


def piece(client, key, offset, data: bytes, digest: str | None = None):
    digest = digest or base64.b64encode(hashlib.sha256(data).digest()).decode()
    headers = {"Upload-Offset": str(offset), "Content-Digest": f"sha-256=:{digest}:"}
    return client.post(door(key), data, content_type="application/offset+octet-stream", headers=headers)


def upload(data: bytes = PICTURE, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


# -- the form, without scripts
def test_text_and_photos_go_to_the_desk_in_one_post(desk, people):
    people["reporter"].author = factories.author("Lana Karim")
    people["reporter"].save()
    sent = typed(photos=[upload(), upload(factories.picture((500, 400)), "b.jpg")], to_desk="yes")
    answer = desk("reporter").post(ADD, sent)
    story = Article.objects.get()
    assert answer.url == reverse("admin:articles_article_change", args=[story.pk])
    assert story.step == Article.Step.SUBMITTED and story.assigned_to == people["reporter"]
    assert [block.split(">")[1].split("<")[0] for block in story.body.splitlines()] == [
        "It began at noon.", "Nobody was hurt.",
    ]  # fmt: skip
    assert [row.photo.width for row in story.sent_photos.all()] == [640, 500] and story.photo.width == 640
    page = desk("editor").get(answer.url).content.decode()
    assert "Sent with the story" in page and "the story’s photo" in page


def test_the_form_sent_twice_makes_one_story_with_its_photos_once(desk):
    client, sent = desk("reporter"), typed(to_desk="yes")
    for _time in range(2):
        assert client.post(ADD, sent | {"photos": [upload()]}).status_code == 302
    assert Article.objects.count() == Photo.objects.count() == SentPhoto.objects.count() == 1


def test_a_file_that_is_no_picture_is_named_and_nothing_is_half_made(desk):
    answer = desk("reporter").post(ADD, typed(photos=[upload(), upload(b"text", "notes.txt")], to_desk="yes"))
    page = answer.content.decode()
    assert "notes.txt: This is not a picture" in page and "It began at noon." in page and "again" in page
    assert not Article.objects.exists() and not Photo.objects.exists()


def test_without_a_text_it_is_no_story_for_the_desk_but_a_draft(desk):
    client = desk("reporter")
    answer = client.post(ADD, typed(text="", to_desk="yes"))
    assert "no body yet" in answer.content.decode() and not Article.objects.exists()
    assert client.post(ADD, typed(text="", keep="yes")).status_code == 302
    assert Article.objects.get().step == Article.Step.DRAFT


def test_too_many_and_too_large_photos_are_refused_in_a_sentence(desk, settings):
    client = desk("reporter")
    page = client.post(ADD, typed(photos=[upload() for _n in range(21)])).content.decode()
    assert "At most 20 photos" in page
    settings.UPLOAD_MAX_BYTES = len(PICTURE) - 1
    assert "at most 0 are taken" in client.post(ADD, typed(photos=[upload()])).content.decode()
    assert not Article.objects.exists()


# -- by a browser
@pytest.mark.parametrize("role", WRITERS)
def test_who_may_begin_a_story_may_send_one(desk, role, people):
    answer = send(desk(role)).json()
    story = Article.objects.get()
    assert answer == {"story": story.pk, "step": "submitted", "photos": {}} | {
        "url": reverse("admin:articles_article_change", args=[story.pk])
    }
    assert story.made_by == people[role]


@pytest.mark.parametrize("role", ["photo", "audience"])
def test_who_may_not_begin_a_story_may_not_send_one(desk, role):
    assert send(desk(role)).status_code == 403 and not Article.objects.exists()


def test_nobody_sends_without_signing_in_or_from_another_site(people):
    key = door(uuid4())
    for client in (Client(), Client(enforce_csrf_checks=True)):
        for url in (SEND, key):
            assert client.post(url, typed()).status_code in (302, 403)
        assert client.get(LINE).status_code == client.get(key).status_code == 302
    signed = Client(enforce_csrf_checks=True)
    signed.force_login(people["reporter"])
    assert signed.post(SEND, typed()).status_code == 403
    told = signed.get(LINE).json()
    assert told["user"] == people["reporter"].pk
    assert signed.post(SEND, typed(), headers={"X-CSRFToken": told["csrf"]}).status_code == 200


def test_a_mark_of_before_is_refused_once_someone_else_has_signed_in(people):
    """So that a page left open by one person never sends as another."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["reporter"])
    before = client.get(LINE).json()["csrf"]
    for role in ("reporter", "editor"):
        people[role].set_password("a-long-password-1")
        people[role].save()
    client.logout()
    page = client.get("/admin/login/")
    sent = {"username": people["editor"].username, "password": "a-long-password-1", "next": "/admin/"}
    sent["csrfmiddlewaretoken"] = str(page.context["csrf_token"])
    assert client.post("/admin/login/", sent).status_code == 302
    assert client.post(SEND, typed(), headers={"X-CSRFToken": before}).status_code == 403
    assert not Article.objects.exists()


def test_only_what_the_doors_are_for_is_let_in(desk):
    client = desk("reporter")
    assert client.post(LINE).status_code == client.get(SEND).status_code == 405
    follow = mark()
    send(client, follow)
    assert client.put(door(follow["key"])).status_code == client.delete(door(follow["key"])).status_code == 405


def test_the_photo_comes_in_pieces_and_the_door_says_where_it_stands(desk):
    client, follow = desk("reporter"), mark()
    told = send(client, follow).json()
    assert told["photos"] == {follow["key"]: {"state": "coming", "offset": 0, "said": ""}}
    middle = len(PICTURE) // 2
    assert piece(client, follow["key"], 0, PICTURE[:middle]).json()["offset"] == middle
    answer = client.get(door(follow["key"]))
    assert (answer["Upload-Offset"], answer["Upload-Length"]) == (str(middle), str(len(PICTURE)))
    wrong = piece(client, follow["key"], 0, PICTURE[:middle])
    assert wrong.status_code == 409 and wrong.json()["offset"] == middle
    assert piece(client, follow["key"], middle, PICTURE[middle:]).json()["state"] == "done"
    for _again in range(2):  # the answer was lost
        assert piece(client, follow["key"], len(PICTURE), b"").json()["state"] == "done"
    assert Photo.objects.count() == 1 and Article.objects.get().photo == Photo.objects.get()


@pytest.mark.parametrize("digest", ["", "AAAA", base64.b64encode(bytes(32)).decode()])
def test_a_piece_with_a_wrong_digest_is_not_taken(desk, digest):
    client, follow = desk("reporter"), mark()
    send(client, follow)
    headers = {"Upload-Offset": "0"} | ({"Content-Digest": f"sha-256=:{digest}:"} if digest else {})
    answer = client.post(door(follow["key"]), PICTURE, content_type="application/octet-stream", headers=headers)
    assert answer.status_code == 400 and "sent again" in answer.json()["said"]
    assert SentPhoto.objects.get().offset == 0


@pytest.mark.parametrize("offset", ["", "x", "-1", "1e3", "٣"])
def test_an_offset_that_is_none_is_refused(desk, offset):
    client, follow = desk("reporter"), mark()
    send(client, follow)
    assert piece(client, follow["key"], offset, PICTURE[:10]).status_code in (400, 409)
    assert SentPhoto.objects.get().offset == 0


def test_another_person_s_photo_is_as_unknown_as_one_that_never_was(desk):
    follow = mark()
    send(desk("reporter"), follow)
    for key in (follow["key"], uuid4()):
        for answer in (desk("editor").get(door(key)), piece(desk("editor"), key, 0, PICTURE)):
            assert answer.status_code == 404 and answer.json() == {
                "said": "Nothing is known of this photo here. It is sent anew."
            }
    assert SentPhoto.objects.get().offset == 0


def test_a_piece_that_is_too_large_or_goes_past_the_end_is_refused(desk):
    client, follow = desk("reporter"), mark(size=100)
    send(client, follow)
    assert piece(client, follow["key"], 0, bytes(incoming.PIECE_MOST + 1)).status_code == 413
    assert piece(client, follow["key"], 0, bytes(101)).status_code == 413
    assert SentPhoto.objects.get().offset == 0


def test_what_is_no_picture_is_said_each_time_and_keeps_no_piece(desk):
    client, data = desk("reporter"), b"no picture " * 30
    follow = mark(data)
    send(client, follow)
    for _again in range(2):
        told = piece(client, follow["key"], 0, data).json()
        assert told["state"] == "refused" and "not a picture" in told["said"]
    page = client.get(reverse("admin:articles_article_change", args=[Article.objects.get().pk])).content.decode()
    assert "This is not a picture that can be read." in page and not Photo.objects.exists()
    assert not any(media.piece_names(owner) for owner in media.piece_owners())


def test_who_may_not_send_photos_in_sends_the_text(desk, people):
    from django.contrib.auth.models import Group, Permission

    Group.objects.get(name="reporter").permissions.remove(Permission.objects.get(codename="add_photo"))
    client, follow = desk("reporter"), mark()
    told = send(client, follow).json()
    assert told["step"] == "submitted" and "does not include" in told["photos"][follow["key"]]["said"]
    assert client.get(door(follow["key"])).status_code == 403
    assert "f-photos" not in client.get(ADD).content.decode()


@pytest.mark.parametrize(
    "text",
    ["{", "3", '"x"', "[1]", "[{}]", '[{"key":"x","size":1,"sha256":""}]', "null", '[{"key":null}]',
     json.dumps([{"key": str(uuid4()), "size": -1, "sha256": "0" * 64}]),
     json.dumps([{"key": str(uuid4()), "size": 2**40, "sha256": "0" * 64}]),
     json.dumps([{"key": str(uuid4()), "size": 5, "sha256": "Z" * 64}]), "[" * 5000],
)  # fmt: skip
def test_an_announcement_that_is_none_changes_nothing(desk, text):
    answer = desk("reporter").post(SEND, typed(announced=text))
    assert answer.status_code == 400 and not SentPhoto.objects.exists() and not Article.objects.exists()


def test_what_the_form_refuses_is_said_field_by_field_and_nothing_is_made(desk):
    for wrong, field in (({"headline": ""}, "Headline"), ({"section": "999"}, "Section"), ({"key": "x"}, "Key")):
        answer = desk("reporter").post(SEND, typed(**wrong))
        assert answer.status_code == 422 and answer.json()["errors"][0][0] == field
    assert desk("reporter").post(SEND, typed(key="")).status_code == 422
    assert desk("reporter").post(SEND, typed(text="x" * 100_001)).status_code == 422
    assert send(desk("reporter"), text=" ").json()["errors"][0][1].startswith("The story has no body yet.")
    assert not Article.objects.exists()


def test_sent_again_it_is_the_same_story_and_after_the_desk_changed_it_nothing_is_lost(desk, people):
    client, sent = desk("reporter"), typed(to_desk="yes")
    first = client.post(SEND, sent).json()
    assert client.post(SEND, sent).json() == first
    assert client.post(SEND, sent | {"text": "It began at one."}).json()["story"] == first["story"]
    story = Article.objects.get()
    assert "It began at one." in story.body
    workflow.save(
        by=people["editor"], article=story, fields={"kicker": "City"}, base_version=story.version, now=factories.NOW
    )
    answer = client.post(SEND, sent | {"text": "It began at two."})
    assert answer.status_code == 409 and answer.json()["said"].startswith("Nothing is lost.")
    story.refresh_from_db()
    assert "It began at one." in story.body and story.kicker == "City"


def test_hostile_names_are_shown_as_text(desk):
    client = desk("reporter")
    send(client, mark(name='"><script>alert(1)</script>' + "x" * 200))
    page = client.get(reverse("admin:articles_article_change", args=[Article.objects.get().pk])).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


# -- what the browser may let go
def test_the_page_after_a_save_names_the_sending_that_was_taken_and_no_other(desk, people):
    story = factories.story(by=people["reporter"])
    client, taken, refused = desk("reporter"), str(uuid4()), str(uuid4())
    page = reverse("admin:articles_article_change", args=[story.pk])
    client.post(page, form_of(story, headline="", kept=refused))
    assert client.post(page, form_of(story, headline="Other", kept=taken)).status_code == 302
    for url in (page, "/admin/"):
        html = client.get(url).content.decode()
        assert f'data-accepted="{taken}"' in html and refused not in html
    added = str(uuid4())
    client.post(ADD, typed(kept=added))
    client.post(page, form_of(story, kept='"><b>' + "x" * 31))
    html = client.get("/admin/").content.decode()
    assert f'data-accepted="{taken} {added}"' in html
    assert taken not in desk("editor").get("/admin/").content.decode()


def test_the_form_of_a_phone_asks_little_and_shows_pictures_of_this_page_s_memory_alone(desk):
    answer = desk("reporter").get(ADD)
    html = answer.content.decode()
    assert 'accept="image/*" capture="environment" multiple' in html
    assert "img-src 'self' blob:;" in answer["Content-Security-Policy"]
    assert "blob:" not in desk("reporter").get("/admin/")["Content-Security-Policy"]


@pytest.mark.parametrize("role", ["reporter", "editor", "publisher"])
def test_every_verb_that_needs_no_typing_stands_under_the_thumb(desk, people, role):
    story = factories.live_story(by=people["editor"])
    html = desk(role).get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    bar = html.partition('<div class="thumb">')[2].partition("</div>")[0]
    found = {name for name in ("take_down", "update", "publish", "send_back", "schedule") if f"/verb/{name}/" in bar}
    assert found == (set() if role == "reporter" else {"take_down", "update", "send_back"})


def test_twenty_sent_photos_cost_the_story_s_page_what_one_costs(desk, people):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = desk("editor"), []
    for number in (1, 20):
        story = factories.story(by=people["reporter"])
        for place in range(number):
            row = {"by": people["reporter"], "article": story, "place": place, "size": 9, "offset": 9, "sha256": "0"}
            moments = {"begun_at": factories.NOW, "touched_at": factories.NOW, "done_at": factories.NOW}
            photo = factories.photo(factories.picture((64, 48)))
            SentPhoto.objects.create(key=uuid4(), photo=photo, **row, **moments)
        page = reverse("admin:articles_article_change", args=[story.pk])
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# -- languages
def test_only_languages_that_readers_get_are_offered(desk, people, room):
    """A story in another could not be published; one that has it keeps it."""
    type(room).objects.update(languages=["ar", "en"], root_language="ar")
    people["reporter"].desk_language = "ckb"
    people["reporter"].save()
    client = desk("reporter")
    form = client.get(ADD).context["form"]
    assert [code for code, _name in form.fields["language"].choices] == ["ar", "en"]
    assert form["language"].value() == "ar"
    answer = client.post(ADD, typed(language="ckb"))
    assert answer.status_code == 200 and answer.context["form"].errors["language"]
    assert not Article.objects.exists()
    kept = factories.story(by=people["reporter"], language="ckb", headline="هەواڵ")
    page = client.get(reverse("admin:articles_article_change", args=[kept.pk]))
    assert [code for code, _name in page.context["form"].fields["language"].choices] == ["ar", "en", "ckb"]
    paste = client.get(reverse("admin:articles_article_paste"))
    assert [code for code, _name in paste.context["form"].fields["language"].choices] == ["", "ar", "en"]
