"""Files of pictures that come when nothing else is to be done, and crops that go out by themselves."""

import io
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from PIL import Image

from articles import erasing, photos, publication, workflow
from articles.admin.verbs import picture_mark
from articles.models import Act, Photo, Publication
from articles.refusals import NotAllowed, NotPossible
from newsroom.lib import images, media
from newsroom.lib.jobs import outbox, work
from newsroom.lib.jobs.models import Job
from tests.factories import DAY, HOUR, MINUTE, NOW, live_story, newsroom, person, photo, picture, story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    newsroom()
    with time_machine.travel(NOW + MINUTE, tick=False):
        yield


def all_work(now=NOW + MINUTE) -> None:
    while work.run_once(now) or work.run_idle(now):
        pass


def formats(rows) -> set[str]:
    return {row["format"] for row in rows}


def shown(article) -> list[dict]:
    return Publication.objects.visible(NOW + HOUR).get(story=article.uuid).photo["renditions"]


def files() -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {path.name for path in (root / "renditions").rglob("*.*")}


# --- AVIF ----------------------------------------------------------------------------------------------------


def test_avif_comes_by_itself_and_readers_have_it_without_a_new_publication(client):
    shot = photo(picture((900, 600)))
    article = live_story(photo=shot)
    path = f"/2026/11/22/{article.slug}/"
    before, digest = client.get(path).content, publication.shown_digest(publication.live(article, NOW + HOUR))
    assert b"image/avif" not in before and formats(shown(article)) == {"webp", "jpeg"}
    all_work()
    shot.refresh_from_db()
    assert formats(shown(article)) == {"avif", "webp", "jpeg"} and shown(article) == shot.renditions
    assert b"image/avif" in client.get(path).content
    assert publication.shown_digest(publication.live(article, NOW + HOUR)) == digest
    assert not publication.changed(article, NOW + HOUR) and len(Publication.objects.all()) == 1
    assert {row["name"] for row in shot.renditions} == files()


def test_nobody_waits_for_it(monkeypatch):
    """It is begun when nothing else is to be done, and is never late."""
    Job.objects.all().delete()  # what a new newsroom tells the kept pages
    photo(picture((900, 600)))
    assert {job.kind for job in Job.objects.filter(state="waiting")} == {"articles.picture"}
    assert work.run_once(NOW + DAY) == 0 and outbox.oldest_waiting(NOW + DAY) is None
    monkeypatch.setattr(images, "light_avif", lambda *_: pytest.fail("AVIF was made while somebody waited"))
    live_story(photo=photo(picture((900, 600))))
    assert work.run_once(NOW + DAY) > 0
    monkeypatch.undo()
    assert work.run_idle(NOW + DAY) == 1


def test_a_large_picture_is_done_bit_by_bit(monkeypatch):
    shot = photo(picture((900, 600)))
    monkeypatch.setitem(photos.finish.__kwdefaults__, "seconds", 0.0)
    pieces = 0
    while work.run_idle(NOW + MINUTE):
        pieces += 1
        assert pieces < 20
    shot.refresh_from_db()
    wanted = images.plan((shot.width, shot.height), images.PHOTO, shot.focal, later=True)
    made = [row for row in shot.renditions if row["format"] == "avif"]
    assert len(made) == len(wanted) and pieces >= len(wanted)
    assert Job.objects.get(kind="articles.picture").tries <= 2  # waiting for the next piece counts as no try


def test_a_killed_worker_loses_nothing(monkeypatch):
    shot = photo(picture((900, 600)))
    encode, made = images.light_avif, []

    def dies(*args):
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(1)
        return encode(*args)

    monkeypatch.setattr(images, "light_avif", dies)
    with pytest.raises(KeyboardInterrupt):
        work.run_idle(NOW + MINUTE)
    monkeypatch.undo()
    work.recover(NOW + HOUR)
    all_work(NOW + HOUR)
    shot.refresh_from_db()
    assert photos.finished(shot) and {row["name"] for row in shot.renditions} == files()


def test_a_picture_that_was_moved_meanwhile_is_begun_again(monkeypatch):
    shot = photo(picture((900, 400)))
    finish = photos.finish

    def slow(uuid):
        made = finish(uuid)
        monkeypatch.undo()
        photos.refocus(by=None, photo=Photo.objects.get(uuid=uuid), x=90, y=50, now=NOW)
        return made

    monkeypatch.setattr(photos, "finish", slow)
    all_work()
    shot.refresh_from_db()
    assert shot.focal_x == 90 and photos.finished(shot)
    assert {images.recipe_in([row]) for row in shot.renditions} == {shot.recipe}


def test_a_story_that_went_out_while_files_were_made_gets_them_too():
    shot = photo(picture((900, 600)))
    before = list(shot.renditions)
    all_work()
    article = live_story(photo=Photo.objects.get(pk=shot.pk))
    # As if the story had been composed before the worker was done.
    out = Publication.objects.get(story=article.uuid)
    Publication.objects.filter(pk=out.pk).update(photo=out.photo | {"renditions": before})
    all_work()
    assert "avif" in formats(shown(article))


def test_what_was_asked_at_publishing_is_not_asked_again_because_avif_came():
    shot = photo(picture((900, 600)))
    article = story(photo=shot)
    asked = picture_mark(article)
    all_work()
    article.photo.refresh_from_db()
    assert "avif" in formats(article.photo.renditions) and picture_mark(article) == asked


def test_a_photo_without_a_file_asks_for_nothing():
    photos.take_in(by=None, now=NOW, captions={"en": "Still to come"})
    assert not Job.objects.filter(kind="articles.picture").exists()
    workflow.finish_picture(Photo.objects.get().uuid, NOW)
    assert Photo.objects.get().renditions == []


# --- the names in the files ----------------------------------------------------------------------------------


def credit_in(shot, name: str) -> str:
    with media.open_file(media.rendition_path(shot.uuid, name)) as file:
        return Image.open(io.BytesIO(file.read())).info.get("xmp", b"").decode()


def test_another_credit_is_in_all_files_and_no_file_has_the_old_one():
    shot = photo(picture((900, 600)), creator="Wrong Name")
    article = live_story(photo=shot)
    all_work()
    shot.refresh_from_db()
    before = files()
    assert all("Wrong Name" in credit_in(shot, name) for name in before)
    shot.creator = "Right Name"
    shot.save()
    photos.ask_for_rest(shot, NOW)
    all_work()
    shot.refresh_from_db()
    assert not before & files() and {row["name"] for row in shown(article)} == files()
    assert all("Right Name" in credit_in(shot, name) and "Wrong" not in credit_in(shot, name) for name in files())


def test_an_erased_name_goes_out_of_the_files():
    shot = photo(picture((400, 300)), creator="Zaynab Hidden", agency="")
    live_story(photo=shot)
    all_work()
    erasing.words("Zaynab Hidden", by=person("publisher", is_superuser=True), now=NOW + MINUTE)
    all_work()
    assert files() and not any("Zaynab" in credit_in(shot, name) for name in files())


# --- crops that go out by themselves -------------------------------------------------------------------------


def test_new_crops_go_out_in_one_act():
    shot, by = photo(picture((900, 400))), person("publisher")
    one, two = live_story(photo=shot), live_story(photo=shot)
    photos.refocus(by=by, photo=shot, x=0, y=50, now=NOW)
    assert [old for _out, old in workflow.shows(shot, NOW + MINUTE)] == [True, True]
    versions = one.version
    assert workflow.renew_crops(by=by, photo=shot, now=NOW + MINUTE) == 2
    shot.refresh_from_db()
    assert shown(one) == shown(two) == shot.renditions
    act = Act.objects.get(verb="crops")
    assert act.by == by and act.about == {
        "photo": str(shot.uuid), "stories": sorted([str(one.uuid), str(two.uuid)])
    }  # fmt: skip
    one.refresh_from_db()
    assert one.version == versions and not publication.changed(one, NOW + MINUTE)
    told = Job.objects.filter(kind="articles.picture_shown").latest("pk").payload["tags"]
    assert told == sorted(f"story:{article.uuid}" for article in (one, two))


def test_what_waits_gets_them_too_and_what_is_over_does_not():
    shot, by = photo(picture((900, 400))), person("publisher")
    waiting, over = story(by=by, photo=shot), live_story(by=by, photo=shot)
    workflow.schedule(by=by, article=waiting, at=NOW + DAY, now=NOW, override="test")
    workflow.take_down(by=by, article=over, why="x", now=NOW + MINUTE / 2)
    photos.refocus(by=by, photo=shot, x=0, y=50, now=NOW)
    assert workflow.renew_crops(by=by, photo=shot, now=NOW + MINUTE) == 1
    shot.refresh_from_db()
    assert Publication.objects.get(story=waiting.uuid).photo["renditions"] == shot.renditions


@pytest.mark.parametrize("role", ["reporter", "photo", "audience", ""])
def test_only_who_may_publish_lets_crops_out(role):
    shot = photo(picture((900, 400)))
    article = live_story(photo=shot)
    before = shown(article)
    photos.refocus(by=None, photo=shot, x=0, y=50, now=NOW)
    with pytest.raises(NotAllowed):
        workflow.renew_crops(by=person(role), photo=shot, now=NOW + MINUTE)
    assert shown(article) == before and not Act.objects.filter(verb="crops").exists()


def test_another_picture_does_not_go_out_as_a_crop():
    shot, by = photo(picture((900, 400))), person("publisher")
    article = live_story(photo=shot)
    before = shown(article)
    photos.replace(by=by, photo=shot, data=picture((800, 500)), now=NOW)
    assert [old for _out, old in workflow.shows(shot, NOW + MINUTE)] == [False]
    with pytest.raises(NotPossible):
        workflow.renew_crops(by=by, photo=shot, now=NOW + MINUTE)
    all_work()
    assert shown(article) == before and {row["name"] for row in before} <= files()


def test_how_many_stories_show_it_costs_one_query(django_assert_num_queries):
    shot = photo(picture((64, 48)))
    for _ in range(3):
        live_story(photo=shot)
    with django_assert_num_queries(1):
        assert len(workflow.shows(shot, NOW + MINUTE)) == 3


# --- newsrooms from before -----------------------------------------------------------------------------------


def test_photos_of_before_get_their_files_within_a_day():
    """Their names were made another way, and they have neither AVIF nor the shapes for search engines."""
    shot = photo(picture((900, 600)))
    article = live_story(photo=shot)
    old = [
        row | {"name": f"0123456789ab-{row['name'].partition('-')[2]}"}
        for row in shot.renditions
        if row["crop"] in ("full", "16x9")
    ]
    media.drop(shot.uuid, shot.renditions)
    for row in old:
        media.keep_file(shot.uuid, row["name"], b"old")
    Photo.objects.update(renditions=old)
    Publication.objects.update(photo=Publication.objects.get().photo | {"renditions": old})
    Job.objects.all().delete()
    assert sum(photos.catch_up(NOW, part) for part in range(24)) == 1
    all_work()
    shot.refresh_from_db()
    assert shown(article) == shot.renditions and formats(shot.renditions) == {"avif", "webp", "jpeg"}
    assert {row["name"] for row in shot.renditions} == files()
    assert sum(photos.catch_up(NOW, part) for part in range(24)) == 0
