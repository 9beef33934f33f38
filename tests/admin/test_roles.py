"""The groups carry what their names say, and a second migration neither adds nor takes what people changed."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse

from authors.models import User
from newsroom.roles import ROLES
from tests import factories

pytestmark = pytest.mark.django_db


def rights(name: str) -> set[str]:
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_every_right_that_a_role_names_exists():
    known = set(Permission.objects.values_list("content_type__app_label", "codename"))
    assert set().union(*ROLES.values()) - known == set()


def test_only_those_who_may_publish_may():
    assert [name for name in ROLES if "publish_article" in rights(name)] == ["editor", "publisher"]
    assert not any("delete_article" in rights(name) for name in ROLES)
    assert not any({"change_user", "change_group"} & rights(name) for name in ROLES)


def test_a_second_migration_leaves_what_people_gave_and_took():
    editor = Group.objects.get(name="editor")
    editor.permissions.remove(Permission.objects.get(codename="withdraw_article"))
    editor.permissions.add(Permission.objects.get(codename="view_newsroom"))
    before = rights("editor")
    call_command("migrate", verbosity=0)
    assert rights("editor") == before


def test_the_roles_are_called_what_people_call_them(desk, people):
    page = desk("admin").get(reverse("admin:authors_user_change", args=[people["editor"].pk])).content.decode()
    assert "Duty editor" in page and "Photo desk" in page


def test_an_administrator_makes_a_login_and_gives_it_a_role(desk, room):
    client, group = desk("admin"), Group.objects.get(name="reporter")
    client.post(
        "/admin/authors/user/add/", {"username": "new", "password1": "a-long-pass-1", "password2": "a-long-pass-1"}
    )
    user = User.objects.get(username="new")
    sent = {"username": "new", "desk_language": "ckb", "is_active": "on", "is_staff": "on", "groups": [group.pk]}
    answer = client.post(reverse("admin:authors_user_change", args=[user.pk]), sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    user.refresh_from_db()
    assert user.check_password("a-long-pass-1") and list(user.groups.all()) == [group]
    client.force_login(user)
    assert 'dir="rtl"' in client.get("/admin/").content.decode()


def test_someone_without_a_role_sees_a_greeting_and_nothing_else(client, room):
    client.force_login(factories.person(""))
    answer = client.get("/admin/")
    assert answer.status_code == 200 and "Good to see you" in answer.content.decode()
    assert client.get("/admin/articles/article/").status_code == 403
