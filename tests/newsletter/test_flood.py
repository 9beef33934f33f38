"""One who signs up hundreds of invented addresses does not keep honest readers from their mail."""

from datetime import timedelta

import pytest

from newsletter import subscriptions
from newsletter.models import Newsletter
from newsroom.lib.jobs.models import Job
from newsroom.lib.visitors import client_of
from tests.factories import NOW, newsroom

pytestmark = pytest.mark.django_db


def sign_up(email: str, client: str) -> Job:
    subscriptions.sign_up(email=email, newsletters=[], language="en", client=client, now=NOW)
    return Job.objects.order_by("-pk").first()


def test_those_beyond_the_ceiling_wait_behind_all_others():
    newsroom()
    Newsletter.objects.get_or_create(slug="daily", defaults={"names": {"en": "Daily"}})
    flood = [sign_up(f"invented-{n}@example.org", "10.1.1.1") for n in range(70)]
    honest = sign_up("reader@example.org", "10.2.2.2")
    assert [job.run_after == NOW for job in flood] == [True] * 60 + [False] * 10
    assert (honest.run_after, honest.priority) == (NOW, 0)
    assert all(job.run_after >= NOW + timedelta(hours=1) and job.priority < 0 for job in flood[60:])


@pytest.mark.parametrize(
    ("told", "is_one"),
    [("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("10.0.0.1", "10.0.0.1"), ("", ""), ("unix:", "unix:")],
)
def test_an_ipv6_household_is_one_visitor(rf, told, is_one):
    assert client_of(rf.get("/", REMOTE_ADDR=told, HTTP_X_FORWARDED_FOR="9.9.9.9")) == is_one


def test_behind_a_proxy_of_ours_its_last_word_counts(rf, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 10.9.9.9")
    assert client_of(request) == "10.9.9.9"
