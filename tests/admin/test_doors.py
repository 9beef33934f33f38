"""Doors that the desk does not have, though Django's admin would."""

import pytest
from django.test import Client

from articles.models import Article
from tests.admin.conftest import form_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["autocomplete/", "jsi18n/", "r/1/1/", "doc/", "articles/article/export/"])
def test_what_nobody_uses_is_not_there(desk, everything, address):
    assert desk("admin").get(f"/admin/{address}").status_code in (302, 404)
    assert desk("admin").get(f"/admin/{address}", follow=True).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_only_what_browsers_send_is_taken(desk, everything, method):
    for client in (Client(), desk("admin")):
        for address in ("/admin/", "/admin/login/", "/admin/articles/article/", "/admin/articles/photo/add/"):
            answer = client.generic(method, address)
            assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST"), address


@pytest.mark.parametrize("kind", ["newsletter/subscriber", "jobs/job", "authors/user", "articles/oldaddress"])
def test_who_may_not_see_rows_is_not_told_which_there_are(desk, everything, kind):
    reporter = desk("reporter")
    for number in (1, 999_999, "x"):
        assert reporter.get(f"/admin/{kind}/{number}/change/").status_code == 403
        assert reporter.get(f"/admin/{kind}/{number}/history/").status_code == 403
    assert desk("admin").get(f"/admin/{kind}/999999/change/").status_code == 404


def test_a_form_without_its_token_is_told_so_in_a_sentence_and_changes_nothing(everything, people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["editor"])
    answer = client.post(
        f"/admin/articles/article/{everything.pk}/change/", form_of(everything, headline="Not ours at all")
    )
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
    assert Article.objects.get().headline == everything.headline
