"""The audience's desk: finds a reader by the whole address, at any size, and changes nothing about them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsletter import consent
from newsletter.models import Newsletter, Subscriber
from tests.factories import person

from .conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(person("audience"))
    return client


def readers(count: int, start: int = 0) -> None:
    Subscriber.objects.bulk_create(
        Subscriber(email=f"R{n}@example.org", email_key=f"r{n}@example.org", created_at=NOW)
        for n in range(start, start + count)
    )


def test_a_reader_is_found_by_the_whole_address_however_it_is_typed(desk, daily):
    readers(20)
    page = desk.get("/admin/newsletter/subscriber/", {"q": " R7@EXAMPLE.org "})
    assert [s.email for s in page.context["cl"].result_list] == ["R7@example.org"]
    for part in ("r7", "example.org", "r77@example.org"):
        assert not desk.get("/admin/newsletter/subscriber/", {"q": part}).context["cl"].result_list


def test_searching_uses_the_index(daily):
    readers(10)
    assert "email_key" in Subscriber.objects.filter(email_key="r7@example.org").explain()


def test_the_list_counts_no_further_than_it_must_and_costs_the_same_at_any_size(desk, daily):
    queries = []
    for size in (60, 600):
        readers(size, start=Subscriber.objects.count())
        with CaptureQueriesContext(connection) as seen:
            assert desk.get("/admin/newsletter/subscriber/").status_code == 200
        queries.append([query["sql"] for query in seen])
    assert len(queries[0]) == len(queries[1])
    counts = [sql for sql in queries[1] if "COUNT" in sql and "newsletter_subscriber" in sql]
    assert len(counts) == 1 and "LIMIT 50000" in counts[0]


def test_a_readers_page_shows_what_they_agreed_to_and_offers_nothing_to_change(desk, daily, ask):
    ask(form="box", page="/news/", text_digest=consent.digest(consent.words("en")))
    url = f"/admin/newsletter/subscriber/{Subscriber.objects.get().pk}/change/"
    page = desk.get(url)
    text = page.content.decode()
    assert page.status_code == 200
    assert all(words in text for words in ("Asked for it", "/news/", "Not yet confirmed", "use it for nothing else"))
    assert 'name="_save"' not in text and 'name="email"' not in text
    assert desk.post(url, {"email": "x@example.org"}).status_code == 403
    for way in ("add/", f"{Subscriber.objects.get().pk}/delete/"):
        assert desk.get(f"/admin/newsletter/subscriber/{way}").status_code == 403


def test_a_newsletter_is_made_named_and_closed_but_keeps_its_web_name_and_is_never_removed(desk):
    made = desk.post(
        "/admin/newsletter/newsletter/add/",
        {"names_en": "Weekly", "names_ckb": "هەفتانە", "slug": "weekly", "is_open": "on", "position": "1"},
    )
    assert made.status_code == 302
    weekly = Newsletter.objects.get()
    assert weekly.names == {"en": "Weekly", "ckb": "هەفتانە"} and weekly.is_open
    url = f"/admin/newsletter/newsletter/{weekly.pk}/change/"
    desk.post(url, {"names_en": "Weekly", "slug": "other", "position": "1"})
    weekly.refresh_from_db()
    assert (weekly.slug, weekly.is_open) == ("weekly", False)
    assert desk.get(f"/admin/newsletter/newsletter/{weekly.pk}/delete/").status_code == 403


@pytest.mark.parametrize("role", ["reporter", "editor", "photo", "publisher"])
def test_who_works_on_stories_sees_no_readers(client, daily, role):
    client.force_login(person(role))
    for page in ("newsletter", "subscriber"):
        assert client.get(f"/admin/newsletter/{page}/").status_code == 403
