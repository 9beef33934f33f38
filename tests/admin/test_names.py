"""Taking a name off at the desk: who may, how it asks, what it says."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Publication, Revision
from authors.models import Author
from tests.factories import author, live_story, newsroom, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    newsroom()
    found = author("Nazdar Amin")
    for _n in range(2):
        live_story(credits=[{"author": found}], now=timezone.now())
    return found


def page(who) -> str:
    return reverse("admin:articles_article_name", args=[who.pk])


def test_it_is_asked_beside_what_it_would_change(client, who):
    client.force_login(person("editor"))
    assert page(who) in client.get(reverse("admin:authors_author_change", args=[who.pk])).content.decode()
    html = client.get(page(who)).content.decode()
    assert "2 stories" in html and "2 of them public" in html and "from_history" not in html
    assert "the masthead, the contact page" in html
    assert "A staff writer" in html and 'lang="ar" dir="rtl"' in html and " checked" not in html
    answer = client.post(page(who), {"instead": "nothing", "why": "Asked."}, follow=True)
    assert "The name is off the bylines of 2 stories" in answer.content.decode()
    assert [out.credits for out in Publication.objects.all()] == [[], []]
    assert not Author.objects.get(pk=who.pk).on_masthead
    assert "No story has this name" in client.get(page(who)).content.decode()


def test_nothing_typed_is_lost_and_nothing_is_done(client, who):
    client.force_login(person("editor"))
    versions = Revision.objects.count()
    for data in ({"why": "Because of her."}, {"instead": "staff"}, {"instead": "x", "why": "Because of her."},
                 {"instead": "staff", "why": "   "}):  # fmt: skip
        html = client.post(page(who), data).content.decode()
        assert 'role="alert"' in html and data.get("why", "").strip() in html
    assert Revision.objects.count() == versions


def test_a_forged_field_erases_nothing(client, who):
    client.force_login(person("editor"))
    client.post(page(who), {"instead": "staff", "why": "Asked.", "from_history": "on"})
    assert Author.objects.get(pk=who.pk).names == {"en": "Nazdar Amin"}


def test_an_administrator_may_erase_it_from_the_history_too(client, who):
    client.force_login(person("", is_superuser=True))
    assert "from_history" in client.get(page(who)).content.decode()
    client.post(page(who), {"instead": "staff", "why": "Asked.", "from_history": "on"})
    assert "Nazdar" not in str(Author.objects.values_list("names", "slug"))


@pytest.mark.parametrize("role", ["reporter", "photo", "audience", ""])
def test_others_may_not(client, who, role):
    client.force_login(person(role))
    assert (
        client.get(page(who)).status_code == client.post(page(who), {"instead": "staff", "why": "x"}).status_code == 403
    )
    assert all(out.credits for out in Publication.objects.all())
