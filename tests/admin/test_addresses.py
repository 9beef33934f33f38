"""Addresses that are typed at the desk, or handed to its door, lead somewhere or are told not to."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories


@pytest.mark.parametrize("number", ["²", "%C2%B2", "٣x", "-1"])
def test_a_story_s_number_that_is_none(desk, number):
    assert desk("editor").get(f"/admin/articles/article/{number}/change/").status_code == 404


def test_a_sign_in_with_a_foreign_next_leads_to_the_desk(room):
    person = factories.person("editor")
    person.set_password("of-my-own-choice")
    person.save()
    sent = {"username": person.username, "password": "of-my-own-choice", "next": "https://evil.example/"}
    assert Client().post("/admin/login/", sent).url == reverse("admin:index")
