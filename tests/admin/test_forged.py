"""A form without its token: a sentence, and nothing changed."""

from django.test import Client

from articles.models import Article
from tests.admin.conftest import form_of


def test_a_forged_form_is_told_so_and_changes_nothing(everything, people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["editor"])
    answer = client.post(
        f"/admin/articles/article/{everything.pk}/change/", form_of(everything, headline="Not ours at all")
    )
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
    assert Article.objects.get().headline == everything.headline
