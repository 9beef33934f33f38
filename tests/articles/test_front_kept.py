"""Fronts beside what stands on them: files of their pictures, their history on the record, what is told, forgotten."""

import json

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from articles import erasing, fronts, press, proof, workflow
from articles.fronts import LEAD, TOP, put
from articles.models import Banner, Front, FrontChange, FrontPlan, Section
from articles.pages.front import front
from articles.record import guards
from articles.workflow import Spot
from newsroom.lib.jobs import outbox, work
from newsroom.lib.jobs.models import Job
from tests import factories
from tests.articles.test_curating import EN, change, stories
from tests.factories import DAY, HOUR, MINUTE, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(db):
    factories.newsroom()
    return factories.section("news"), factories.section("culture")


@pytest.fixture
def by(room):
    return factories.person("editor", first_name="Dilan")


# --- the record ----------------------------------------------------------------------------------------------


def without_head() -> list[str]:
    return [fault for fault in proof.faults() if "record-head" not in fault]


def test_the_database_refuses_to_change_the_history_and_a_change_behind_its_back_is_found(by):
    rows = stories(2, by)
    for row in rows:
        workflow.put_on_top(by=by, article=row, now=NOW + HOUR)
    changes = QuerySet(FrontChange)
    for attack in (
        lambda: changes.filter(number=1).update(after={}),
        lambda: changes.filter(number=2).delete(),
        lambda: Front.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():  # ProtectedError is one, too
            attack()
    assert FrontChange.objects.count() == 2 and without_head() == []
    with guards.off(connection):  # as whoever holds the database could
        changes.filter(number=1).update(after={"containers": []})
    assert without_head() == ["Change 1 of a front is not as it was written."]
    with guards.off(connection):
        changes.filter(number=2).delete()
    assert without_head() == [
        "Change 1 of a front is not as it was written.", "Change 2 of a front is missing.",
    ]  # fmt: skip


def test_two_fronts_that_are_alike_are_two(by, room):
    (story,) = stories(1, by, section=room[0])
    for spot in (Spot("en", room[0]), Spot("en", room[1])):
        change(by, put(str(story.uuid), LEAD), spot=spot)
    assert without_head() == []
    with guards.off(connection):
        QuerySet(FrontChange).filter(front__section=room[1]).delete()
    assert without_head() == ["Change 1 of a front is missing."]


def test_a_section_whose_front_has_a_history_stays(by, room, client):
    (story,) = stories(1, by)
    change(by, put(str(story.uuid), LEAD), spot=Spot("en", room[1]))
    client.force_login(factories.person("publisher", is_superuser=True))
    page = client.post(f"/admin/articles/section/{room[1].pk}/delete/", {"post": "yes"}).content.decode()
    assert "the history of its front" in page and Section.objects.filter(pk=room[1].pk).exists()


@pytest.mark.parametrize("kind", ["articles.curated", "articles.picture_shown", "articles.tags_moved"])
def test_rows_that_wait_under_the_names_of_before_are_done(kind, monkeypatch):
    told = []
    monkeypatch.setattr(press, "apply", told.extend)
    monkeypatch.setattr(press, "was_told", lambda number: number == 7)
    outbox.enqueue(kind, {"tags": ["a"], "told": 1, "keys": ["/"]}, now=NOW)
    outbox.enqueue(kind, {"tags": ["b"], "told": 7, "pages": [404]}, now=NOW)
    while work.run_once(NOW + MINUTE):
        pass
    assert told == ["a"] and not Job.objects.exclude(state="done").filter(kind=kind).exists()


# --- pictures and forgetting -------------------------------------------------------------------------------------


def test_a_picture_of_its_own_opens_the_door_to_its_files_and_no_longer_than_it_stands(by, client):
    from articles.publication import picture_value

    (story,) = stories(1, by)
    photo = factories.photo()
    value = picture_value(photo, "en", story.headline)
    address = f"/media/{photo.uuid}/{value['renditions'][0]['name']}"
    with time_machine.travel(NOW + HOUR, tick=False):
        assert client.get(address).status_code == 404
        workflow.put_on_top(by=by, article=story, now=NOW)
        change(by, fronts.words(str(story.uuid), {"photo": value}, {"photo": {}}), now=NOW + MINUTE)
        assert front("en", at=NOW + DAY).listing.lead.picture.src.startswith(f"/media/{photo.uuid}/")
        answer = client.get(address)
        assert answer.status_code == 200
        answer.close()
        workflow.undo_front(by=by, spot=EN, number=2, now=NOW + 2 * MINUTE)
        assert client.get(address).status_code == 404


@pytest.fixture
def opens(client):
    """Whether readers get a photo's file at a moment."""

    def asked(photo, at) -> bool:
        with time_machine.travel(at, tick=False):
            answer = client.get(f"/media/{photo.uuid}/{photo.renditions[0]['name']}")
            answer.close()
            return answer.status_code == 200

    return asked


def with_picture(story, to=TOP, **more):
    """A photo, and the operation that puts the story there with it."""
    from articles.publication import picture_value

    photo = factories.photo()
    pin = {"story": str(story.uuid), "photo": picture_value(photo, "en", "")} | more
    return photo, put(str(story.uuid), to, first=True, pin=pin)


def test_a_picture_of_the_front_is_served_while_its_pin_stands_and_no_longer(by, opens):
    """Not for a story that was taken down or waits, a pin whose time is over, or a part that is hidden."""
    rows = stories(3, by)
    coming = factories.story(by=by)
    workflow.schedule(by=by, article=coming, at=NOW + 5 * HOUR, now=NOW, override="test")
    part = fronts.add("c1", {"name": "Picks", "rule": "none"})
    (down, op_down), (ends, op_ends), (hidden, op_hidden), (waits, op_waits) = (
        with_picture(rows[0]), with_picture(rows[1], until=(NOW + HOUR).isoformat()),
        with_picture(rows[2], to="c1"), with_picture(coming),
    )  # fmt: skip
    change(by, part, op_down, op_ends, op_hidden, op_waits)
    assert [opens(photo, NOW + MINUTE) for photo in (down, ends, hidden, waits)] == [True, True, True, False]
    workflow.take_down(by=by, article=rows[0], why="Wrong", now=NOW + 2 * HOUR)
    change(by, fronts.shape("c1", {"off": True}, {"off": False}), now=NOW + 2 * HOUR)
    later = NOW + 3 * HOUR
    assert [opens(photo, later) for photo in (down, ends, hidden, waits)] == [False] * 4
    assert opens(waits, NOW + 5 * HOUR)


def test_a_name_is_erased_from_fronts_and_their_history(by):
    (story,) = stories(1, by)
    workflow.put_on_top(by=by, article=story, now=NOW)
    change(by, fronts.words(str(story.uuid), {"headline": "Rezan Qader speaks"}, {"headline": ""}), now=NOW + MINUTE)
    workflow.put_banner_up(by=by, language="en", text="Rezan Qader was freed", now=NOW)
    erasing.words("Rezan Qader", by=by, now=NOW + HOUR)
    for table in (FrontPlan, FrontChange, Front, Banner):
        assert "Rezan" not in json.dumps(list(table.objects.values()), default=str), table
    assert "Rezan" not in front("en", at=NOW + DAY).listing.lead.headline
    assert without_head() == []
