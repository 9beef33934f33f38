"""The page "Work waiting"."""

from datetime import UTC, datetime

import pytest

from newsroom.lib.jobs.models import Job
from tests.factories import person

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LIST = "/admin/jobs/job/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def failed():
    return Job.objects.create(
        kind="x.y", state="failed", tries=8, run_after=NOW, created_at=NOW, finished_at=NOW, last_error="disk full",
        payload={"story": 5},
    )  # fmt: skip


def press(client, job, action="try_again"):
    return client.post(LIST, {"action": action, "_selected_action": [job.pk]}, follow=True)


def test_it_says_what_failed_and_why(client, failed):
    client.force_login(person("publisher"))
    page = client.get(LIST).content.decode()
    assert "disk full" in page and "Failed" in page and "Work waiting" in page
    assert "disk full" in client.get(f"{LIST}{failed.pk}/change/").content.decode()


def test_failed_work_is_tried_again_by_who_may(client, failed):
    client.force_login(person("publisher"))
    assert "1 piece of work is tried again now." in press(client, failed).content.decode()
    failed.refresh_from_db()
    assert (failed.state, failed.tries, failed.payload) == ("waiting", 0, {"story": 5})
    assert "Nothing was tried again" in press(client, failed).content.decode()


def test_what_is_no_row_is_refused_in_a_sentence(client, failed):
    client.force_login(person("publisher"))
    for odd in ("x", "", "1" * 400, "\x00"):
        answer = client.post(LIST, {"action": "try_again", "_selected_action": [odd]}, follow=True)
        assert answer.status_code == 200 and "Choose again" in answer.content.decode()


def test_who_may_only_look_cannot_try_again(client, failed):
    from django.contrib.auth.models import Permission

    looker = person("")
    looker.user_permissions.add(Permission.objects.get(codename="view_job"))
    client.force_login(looker)
    assert client.get(LIST).status_code == 200
    press(client, failed)
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_nobody_writes_changes_or_deletes_work_by_hand(client, failed):
    client.force_login(person("", is_superuser=True))
    for way in ("add/", f"{failed.pk}/delete/"):
        assert client.get(LIST + way).status_code == 403
    assert client.post(f"{LIST}{failed.pk}/change/", {"kind": "z.z"}).status_code == 403
    press(client, failed, "delete_selected")
    assert Job.objects.filter(pk=failed.pk, kind="x.y").exists()


@pytest.mark.parametrize("role", ["reporter", "editor", "photo", "audience"])
def test_others_do_not_see_it(client, failed, role):
    client.force_login(person(role))
    assert client.get(LIST).status_code == 403
