"""Files of pictures that come when nothing else is to be done, and crops that go out by themselves."""

import io
import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from PIL import Image

from articles import erasing, fronts, photos, press, proof, publication, workflow
from articles.admin.verbs import picture_mark
from articles.models import Act, Front, FrontPlan, Newsroom, Photo, Publication
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
    told = Job.objects.filter(kind="articles.tags_moved").latest("pk").payload["tags"]
    assert {f"story:{article.uuid}" for article in (one, two)} < set(told)


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


# --- fronts with a picture of their own ----------------------------------------------------------------------


@pytest.fixture
def front_with():
    """A front of which the top story has a picture of the front's own; gives how it stands."""

    def made(shot, by, **more):
        lead = live_story(by=by, now=NOW - HOUR)
        op = fronts.put(str(lead.uuid), fronts.TOP, pin={
            "story": str(lead.uuid), "photo": publication.picture_value(shot, "en", "")
        })  # fmt: skip
        workflow.change_front(by=by, spot=EN, ops=[op], verb="put", now=NOW, **more)
        return lead

    return made


EN = workflow.Spot("en")


def pinned_files(plan: dict) -> list[dict]:
    ((_part, pin),) = fronts.pins(fronts.read(plan)).values()
    return pin.photo["renditions"]


def on_front(at=NOW + HOUR) -> list[dict]:
    return pinned_files(FrontPlan.objects.visible(at).get().plan)


def served(client, shot) -> None:
    """Every file that the front names is there for readers."""
    page = client.get("/").content.decode()
    named = set(re.findall(rf"/media/{shot.uuid}/[0-9a-z.-]+", page))
    assert named
    for path in named:
        answer = client.get(path)
        answer.close()
        assert answer.status_code == 200, path


def test_a_front_follows_another_credit_and_the_record_stays_true(client, front_with):
    shot, by = photo(picture((900, 600)), creator="Wrong Name"), person("editor")
    front_with(shot, by)
    all_work()
    shot.refresh_from_db()
    before = files()
    assert on_front() == shot.renditions
    shot.creator = "Right Name"
    shot.save()
    photos.ask_for_rest(shot, NOW)
    workflow.finish_picture(shot.uuid, NOW + MINUTE)
    shot.refresh_from_db()
    assert not before & files() and {row["name"] for row in on_front()} == files()
    assert press.front_tag("en") in Job.objects.filter(kind="articles.tags_moved").latest("pk").payload["tags"]
    served(client, shot)
    assert [fault for fault in proof.faults() if "record-head" not in fault] == []


def test_a_draft_and_a_launch_that_waits_follow_too(front_with):
    shot, by = photo(picture((900, 600))), person("editor")
    Newsroom.objects.update(front_drafts=True)
    front_with(shot, by)
    workflow.launch_front(by=by, spot=EN, base=1, at=NOW + DAY, now=NOW)
    op = fronts.shape("top", {"slots": 5}, {"slots": 9})
    workflow.change_front(by=by, spot=EN, ops=[op], verb="shape", now=NOW + MINUTE / 2)
    shot.refresh_from_db()
    shot.creator = "Right Name"
    shot.save()
    photos.ask_for_rest(shot, NOW)
    all_work()
    shot.refresh_from_db()
    assert pinned_files(Front.objects.get().draft) == on_front(NOW + 2 * DAY) == shot.renditions


def test_what_the_history_brings_back_names_files_that_are_there(client, front_with):
    shot, by = photo(picture((900, 600))), person("editor")
    lead = front_with(shot, by)
    workflow.change_front(by=by, spot=EN, ops=[fronts.off(str(lead.uuid))], verb="off", now=NOW)
    shot.creator = "Right Name"
    shot.save()
    photos.ask_for_rest(shot, NOW)
    all_work()
    shot.refresh_from_db()
    workflow.undo_front(by=by, spot=EN, number=2, now=NOW + MINUTE / 4)
    assert on_front() == shot.renditions
    served(client, shot)
    workflow.undo_front(by=by, spot=EN, number=3, now=NOW + MINUTE / 3)
    workflow.restore_front(by=by, spot=EN, number=1, base=4, now=NOW + MINUTE / 2)
    assert on_front() == shot.renditions
    assert [fault for fault in proof.faults() if "record-head" not in fault] == []


def test_words_are_still_undone_after_the_files_got_other_names(front_with):
    shot, other, by = photo(picture((900, 600))), photo(picture((640, 420))), person("editor")
    lead = front_with(shot, by)
    was, value = publication.picture_value(shot, "en", ""), publication.picture_value(other, "en", "")
    op = fronts.words(str(lead.uuid), {"photo": value}, {"photo": was})
    workflow.change_front(by=by, spot=EN, ops=[op], verb="words", now=NOW)
    all_work()  # AVIF came
    other.refresh_from_db()
    assert on_front() == other.renditions != value["renditions"]
    workflow.undo_front(by=by, spot=EN, number=2, now=NOW + MINUTE / 2)
    shot.refresh_from_db()
    assert on_front() == shot.renditions


def test_new_crops_go_out_on_fronts_too(client, desk_page, front_with):
    shot, by = photo(picture((900, 400))), person("publisher")
    front_with(shot, by)
    before = on_front()
    photos.refocus(by=by, photo=shot, x=0, y=50, now=NOW)
    story_of_another = live_story(by=by, now=NOW - HOUR)
    change = fronts.put(str(story_of_another.uuid), fronts.TOP)
    workflow.change_front(by=by, spot=EN, ops=[change], verb="put", now=NOW + MINUTE / 2)
    plan = fronts.pins(fronts.read(FrontPlan.objects.visible(NOW + HOUR).get().plan))
    assert [pin.photo["renditions"] for _c, pin in plan.values() if pin.photo] == [before]  # a change moves no crop
    assert "A front shows this photo in other crops." in desk_page(by, shot)
    assert workflow.renew_crops(by=by, photo=shot, now=NOW + MINUTE) == 0
    shot.refresh_from_db()
    plan = fronts.pins(fronts.read(FrontPlan.objects.visible(NOW + HOUR).get().plan))
    assert [pin.photo["renditions"] for _c, pin in plan.values() if pin.photo] == [shot.renditions]
    assert Act.objects.get(verb="crops").about == {"photo": str(shot.uuid), "stories": [], "fronts": ["en"]}
    assert "other crops" not in desk_page(by, shot)
    with pytest.raises(NotPossible):
        workflow.renew_crops(by=by, photo=shot, now=NOW + MINUTE)


@pytest.fixture
def desk_page(client):
    def page(by, shot) -> str:
        client.force_login(by)
        return client.get(f"/admin/articles/photo/{shot.pk}/change/").content.decode()

    return page


def test_the_files_of_a_draft_are_not_swept(front_with):
    shot, by = photo(picture((900, 600))), person("editor")
    Newsroom.objects.update(front_drafts=True)
    front_with(shot, by)
    draft = {row["name"] for row in pinned_files(Front.objects.get().draft)}
    photos.replace(by=by, photo=shot, data=picture((640, 420)), now=NOW)
    with time_machine.travel(NOW + 30 * DAY, tick=False):
        photos.sweep(NOW + 3000 * DAY)
    assert draft <= files()


def test_the_sitemaps_name_the_new_files(client):
    shot, by = photo(picture((1300, 900))), person("publisher")
    article = live_story(by=by, photo=shot)
    photos.refocus(by=by, photo=shot, x=0, y=50, now=NOW)
    workflow.renew_crops(by=by, photo=shot, now=NOW + MINUTE)
    told = Job.objects.filter(kind="articles.tags_moved").latest("pk").payload["tags"]
    assert {press.SITEMAP, press.sitemap_tag(article.address_date.year, article.address_date.month)} <= set(told)


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
