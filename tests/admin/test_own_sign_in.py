""" "Your sign-in": factors come and go by their owner's hand, freshly shown; sessions end when they should."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.urls import NoReverseMatch, reverse

from authors import factors, sessions
from authors.models import User
from tests import factories
from tests.device import Device

from .signing import (
    CONFIRM,
    ENROL,
    NOW,
    OWN,
    PAGE,
    PASSWORD,
    adds,
    asked,
    browser,
    code,
    gives_password,
    shows,
    signed_in,
    someone,
    with_app,
)

pytestmark = pytest.mark.django_db


def with_factor(person):
    """A browser in which the person has shown the app's code."""
    client = gives_password(person)
    assert client.post(PAGE, {"code": code()}).status_code == 302
    return client


def secret_on(page: str) -> str:
    return re.search(r'class="secret" dir="ltr">([A-Z2-7 ]+)<', page)[1].replace(" ", "")


def test_an_app_is_set_up_with_a_drawing_or_letters_and_brings_recovery_codes_shown_until_kept(editor, demanded):
    client = gives_password(editor)
    assert client.get("/admin/").url == ENROL
    assert client.post(PAGE + "app/begin/").url == PAGE + "app/"
    page = client.get(PAGE + "app/").content.decode()
    secret = secret_on(page)
    assert page.count("<svg viewBox") == 1 and "data:" not in page and f"secret={secret}" in page
    wrong = client.post(PAGE + "app/", {"code": "000000"})
    assert wrong.status_code == 422 and secret_on(wrong.content.decode()) == secret  # what was scanned stays good
    before = client.session.session_key
    assert client.post(PAGE + "app/", {"code": code(secret)}).url == PAGE + "codes/"
    assert client.session.session_key != before
    page = client.get(PAGE + "codes/").content.decode()
    shown = re.findall(r"<li>([0-9a-z-]{19})</li>", page)
    assert len(shown) == 10 and "Codes from before" not in page  # there were none
    file = client.get(PAGE + "codes/file/")
    assert "attachment" in file["Content-Disposition"] and all(one in file.content.decode() for one in shown)
    assert client.post(PAGE + "codes/", {"desk": "1"}).url == "/admin/"
    assert client.get(PAGE + "codes/").url == client.get(PAGE + "codes/file/").url == OWN
    assert client.get("/admin/").status_code == 200
    assert gives_password(editor).post(PAGE, {"recovery": shown[0]}).status_code == 302


def test_looking_changes_nothing(editor):
    with_app(editor)
    client = with_factor(editor)
    rows, session = list(Authenticator.objects.order_by("pk").values()), dict(client.session)
    for path in (OWN, CONFIRM, ENROL, PAGE + "app/", PAGE + "app/begin/", PAGE + "codes/new/", OWN + "elsewhere/"):
        client.get(path)
    client.get(reverse("admin:factor_remove", args=[factors.factors_of(editor).app.pk]))
    assert list(Authenticator.objects.order_by("pk").values()) == rows and dict(client.session) == session


CHANGES = [PAGE + "app/begin/", PAGE + "passkey/", PAGE + "codes/new/"]


def test_after_a_quarter_of_an_hour_each_change_asks_again_who_is_there(editor, clock):
    with_app(editor)
    client = with_factor(editor)
    clock.shift(timedelta(minutes=15))
    app = factors.factors_of(editor).app
    for path in [*CHANGES, reverse("admin:factor_remove", args=[app.pk])]:
        assert client.post(path).url.startswith(CONFIRM), path
    assert client.post(PAGE + "options/", {"for": "add"}).status_code == 403
    page = client.get(OWN).content.decode()
    assert "first show that it is you" in page and "Make ten new codes" not in page
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 422  # a factor is asked of who has one
    now = NOW + timedelta(minutes=15)
    assert client.post(f"{CONFIRM}?next={OWN}", {"code": code(at=now)}).url == OWN
    assert client.post(PAGE + "codes/new/").url == PAGE + "codes/"
    assert client.post(f"{CONFIRM}?next=//elsewhere.example/", {"code": code(at=now)}).status_code == 422


def test_who_has_no_factor_confirms_with_the_password_braked_as_at_the_door(editor, clock):
    client = gives_password(editor)
    clock.shift(timedelta(minutes=20))
    for _guess in range(10):
        assert client.post(CONFIRM, {"password": "wrong"}).status_code == 422
    assert "Too many tries" in client.post(CONFIRM, {"password": PASSWORD}).content.decode()
    clock.shift(timedelta(minutes=16))
    assert client.post(CONFIRM + "?next=https://elsewhere.example/", {"password": PASSWORD}).url == OWN


def test_guesses_at_the_old_password_are_braked_too(editor, clock):
    client = gives_password(editor)
    sent = {"new_password1": "brand-new-and-long", "new_password2": "brand-new-and-long"}
    for _guess in range(10):
        assert client.post("/admin/password_change/", sent | {"old_password": "wrong"}).status_code == 200
    answer = client.post("/admin/password_change/", sent | {"old_password": PASSWORD})
    assert "Too many tries" in answer.content.decode()
    clock.shift(timedelta(minutes=16))
    other = gives_password(editor)
    assert client.post("/admin/password_change/", sent | {"old_password": PASSWORD}).status_code == 302
    assert client.get("/admin/").status_code == 200 and other.get("/admin/").status_code == 302


def test_the_first_factor_ends_the_sessions_that_never_showed_one(editor):
    here, there = gives_password(editor), gives_password(editor)
    assert adds(here, Device()).status_code == 302
    assert here.get("/admin/").status_code == 200
    assert there.get("/admin/").status_code == 302 and not signed_in(there)


def test_new_recovery_codes_end_the_old(editor):
    old = with_app(editor)
    client = with_factor(editor)
    client.post(PAGE + "codes/new/")
    assert "Codes from before no longer work." in client.get(PAGE + "codes/").content.decode()
    assert gives_password(editor).post(PAGE, {"recovery": old[0]}).status_code == 422


def test_the_last_factor_stays_where_the_role_needs_one(editor, demanded):
    with_app(editor)
    client = with_factor(editor)
    app = factors.factors_of(editor).app
    answer = client.post(reverse("admin:factor_remove", args=[app.pk]))
    assert answer.status_code == 422 and "Add another first" in answer.content.decode()
    adds(client, Device())
    assert client.post(reverse("admin:factor_remove", args=[app.pk])).url == OWN
    left = factors.factors_of(editor)
    assert (left.app, len(left.passkeys), left.codes) == (None, 1, 10)


def test_the_last_factor_of_who_needs_none_goes_with_the_recovery_codes(clock):
    reporter = someone("reporter")
    with_app(reporter)
    client, other = with_factor(reporter), browser()
    other.force_login(reporter)
    app = factors.factors_of(reporter).app
    assert "only second factor" in client.get(reverse("admin:factor_remove", args=[app.pk])).content.decode()
    assert client.post(reverse("admin:factor_remove", args=[app.pk])).url == OWN
    assert not Authenticator.objects.filter(user=reporter).exists()
    assert client.get("/admin/").status_code == 200 and other.get("/admin/").status_code == 302
    assert signed_in(gives_password(reporter))
    assert client.post(reverse("admin:factor_remove", args=[app.pk])).url == OWN  # a second press


def test_nobody_removes_what_is_anothers(editor):
    other = someone("publisher")
    with_app(other)
    theirs = factors.factors_of(other).app
    client = gives_password(editor)
    client.post(reverse("admin:factor_remove", args=[theirs.pk]))
    assert factors.factors_of(other).app


def test_signing_out_elsewhere_leaves_this_browser(editor):
    here, there = gives_password(editor), gives_password(editor)
    assert here.post(OWN + "elsewhere/").url == OWN
    assert here.get("/admin/").status_code == 200 and there.get("/admin/").status_code == 302
    with_app(editor)
    here, half = with_factor(editor), gives_password(editor)
    here.post(OWN + "elsewhere/")
    half.post(PAGE, {"code": code(shift=1)})
    assert not signed_in(half)


@pytest.mark.parametrize(
    "change", [{"is_active": ""}, {"groups": "reporter"}, {"groups": ""}, {"is_superuser": "on"}], ids=str
)
def test_sessions_end_when_what_someone_may_do_changes(editor, clock, change):
    admin = someone("", is_superuser=True)
    client, theirs = gives_password(admin), gives_password(editor)
    sent = {"username": editor.username, "desk_language": "en", "is_active": "on"}
    sent["groups"] = [Group.objects.get(name="editor").pk]
    for name, value in change.items():
        if name == "groups":
            value = [Group.objects.get(name=value).pk] if value else []
        sent[name] = value
    page = reverse("admin:authors_user_change", args=[editor.pk])
    same = client.post(page, sent | {"groups": [Group.objects.get(name="editor").pk], "is_active": "on"})
    if "is_superuser" not in change:
        assert same.status_code == 302 and theirs.get("/admin/").status_code == 200  # a save that changed nothing
        assert client.post(page, sent).status_code == 302
    assert theirs.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200
    User.objects.filter(pk=editor.pk).update(is_active=True, is_staff=True, is_superuser=False)
    assert theirs.get("/admin/").status_code == 302  # nothing brings it back


def test_a_copy_read_earlier_does_not_bring_ended_sessions_back(editor):
    stale, client = User.objects.get(pk=editor.pk), gives_password(editor)
    sessions.end_sessions(editor)
    stale.first_name = "Nian"
    stale.save()
    assert User.objects.get(pk=editor.pk).first_name == "Nian"
    assert client.get("/admin/").status_code == 302


def test_an_administrator_takes_a_lost_factor_off_and_it_ends_that_persons_sessions(editor, demanded):
    with_app(editor)
    theirs = with_factor(editor)
    admin = someone("", is_superuser=True)
    with_app(admin)
    client = with_factor(admin)
    page = client.get(reverse("admin:authors_user_change", args=[editor.pk])).content.decode()
    off = reverse("admin:authors_user_factor", args=[editor.pk])
    assert "authenticator app" in page and off in page
    assert "signed out everywhere" in client.get(off).content.decode()
    assert factors.has_factor(editor)
    assert client.post(off).status_code == 302
    assert not Authenticator.objects.filter(user=editor).exists()
    assert theirs.get("/admin/").status_code == 302 and not signed_in(theirs)
    assert gives_password(editor).get("/admin/").url == ENROL
    assert client.post(off).status_code == 302  # a second press
    history = client.get(reverse("admin:authors_user_history", args=[editor.pk])).content.decode()
    assert "second factor" in history


def test_only_who_manages_people_takes_a_factor_off_and_of_administrators_only_they(editor, clock):
    admin, manager = someone("", is_superuser=True), someone("reporter")
    manager.user_permissions.add(Permission.objects.get(codename="change_user"))
    with_app(admin)
    off = reverse("admin:authors_user_factor", args=[admin.pk])
    for person in (editor, manager):
        client = gives_password(person)
        assert client.get(off).status_code == client.post(off).status_code == 403
    assert factors.has_factor(admin)
    assert gives_password(editor).post("/admin/authors/user/999999/factor/").status_code == 404


def test_taking_one_off_asks_again_who_is_there(editor, clock):
    with_app(editor)
    client = gives_password(someone("", is_superuser=True))
    clock.shift(timedelta(minutes=16))
    off = reverse("admin:authors_user_factor", args=[editor.pk])
    assert client.post(off).url.startswith(CONFIRM) and client.get(off).url == f"{CONFIRM}?next={off}"
    assert factors.has_factor(editor)


def test_the_operator_takes_one_off_by_name(editor, capsys):
    with_app(editor)
    theirs = with_factor(editor)
    call_command("take_factor_off", editor.username)
    assert "is off" in capsys.readouterr().out
    assert not factors.has_factor(editor) and theirs.get("/admin/").status_code == 302
    call_command("take_factor_off", editor.username)
    assert "had no second factor" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no login called nobody"):
        call_command("take_factor_off", "nobody")


def test_a_secret_sealed_under_a_key_that_is_gone_is_a_wrong_code_and_not_a_broken_page(editor, settings):
    with_app(editor)
    key = settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-that-is-as-long-as-a-real-one-must-be-12345"
    assert gives_password(editor).post(PAGE, {"code": code()}).status_code == 422
    settings.SECRET_KEY_FALLBACKS = [key]
    assert gives_password(editor).post(PAGE, {"code": code()}).status_code == 302


def test_none_of_the_librarys_own_pages_has_an_address(client, room):
    for path in ("accounts/", "accounts/signup/", "accounts/login/", "accounts/password/reset/", "accounts/2fa/"):
        assert client.get(f"/{path}").status_code == 404
    for name in ("account_login", "account_signup", "account_reset_password", "mfa_index", "mfa_authenticate"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    admin = browser()
    admin.force_login(factories.person("", is_superuser=True))
    for path in ("mfa/authenticator/", "account/emailaddress/", "account/emailconfirmation/"):
        assert admin.get(f"/admin/{path}").status_code == 404


def test_a_passkey_bears_the_name_it_was_given(editor):
    client = gives_password(editor)
    adds(client, Device(), "  Grandmother’s <b>phone</b>\u202e ")
    adds(client, Device(), "")
    assert [one.name for one in factors.factors_of(editor).passkeys] == ["Grandmother’s <b>phone</b>", "Passkey"]
    assert "&lt;b&gt;phone" in client.get(OWN).content.decode()


def test_what_is_used_up_in_showing_who_one_is_is_used_up(editor, clock):
    device = Device()
    client = gives_password(editor)
    adds(client, device)
    clock.shift(timedelta(minutes=16))
    assert shows(client, device, "confirm").url == OWN
    assert asked(client, "add")["publicKey"]["excludeCredentials"]


def test_what_is_left_of_sessions_is_swept_and_strangers_leave_little(editor, clock):
    stays, stranger = gives_password(editor), browser()
    asked(stranger, "alone")
    assert Session.objects.count() == 2
    clock.shift(timedelta(minutes=11))
    assert sessions.sweep(NOW + timedelta(minutes=11)) == 1
    assert stays.get("/admin/").status_code == 200
