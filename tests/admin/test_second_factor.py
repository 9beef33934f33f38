"""Between password and desk: nothing is open, codes work once, guesses are counted for the account."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from authors import factors
from authors.brakes import CODE, CODE_DAY
from authors.models import User
from tests import factories

from .signing import (
    DOOR,
    ENROL,
    NOW,
    OWN,
    PAGE,
    PASSWORD,
    SECRET,
    browser,
    code,
    gives_password,
    signed_in,
    someone,
    with_app,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def addresses() -> list[tuple[str, str]]:
    """(name, address) of every page of the desk, with 1 wherever one asks for a number."""
    found = []

    def walk(patterns, path: str, space: str):
        for one in patterns:
            here = path + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, here, f"{one.namespace}:" if one.namespace else space)
            elif isinstance(one, URLPattern) and "?P<" not in here:
                address = "/" + "".join(
                    part.partition(">")[2] and "1" + part.partition(">")[2] if n else part
                    for n, part in enumerate(here.replace("^", "").replace("$", "").split("<"))
                )
                found.append((f"{space}{one.name}", address))

    walk([one for one in get_resolver().url_patterns if str(one.pattern) == "admin/"], "", "")
    return found


def answers(client, address: str):
    return [(method, getattr(client, method)(address)) for method in ("get", "post")]


def test_there_are_pages_to_try():
    names = {name for name, _address in addresses()}
    assert {"admin:index", "admin:articles_article_changelist", "admin:sign_in", "admin:authors_user_factor"} <= names
    assert len(names) > 60


def test_with_the_password_alone_only_the_page_for_the_factor_opens(editor, everything):
    with_app(editor)
    wrong = []
    for name, address in addresses():
        if name in ("admin:login", "admin:factor", "admin:factor_options"):
            continue
        client = gives_password(editor)
        for method, answer in answers(client, address):
            closed = answer.status_code == 302 and answer.url.startswith(DOOR)
            closed = closed or (name == "admin:logout" and answer.url == "/admin/")
            if not closed or signed_in(client):
                wrong.append((method, address, answer.status_code, answer.get("Location")))
    assert wrong == []
    assert "Code from your app" in gives_password(editor).get(PAGE).content.decode()


def test_whoever_must_have_a_factor_and_has_none_sees_the_page_that_asks_for_it_and_no_other(
    editor, everything, demanded
):
    wrong = []
    client = gives_password(editor)
    for name, address in addresses():
        if name.startswith("admin:factor") or name in ("admin:login", "admin:logout", "admin:language"):
            continue
        for method, answer in answers(client, address):
            if not (answer.status_code == 302 and answer.url == ENROL):
                wrong.append((method, address, answer.status_code))
    assert wrong == []
    page = client.get(ENROL).content.decode()
    assert "One more step before the desk" in page and 'class="bar"' not in page


def test_a_session_that_came_by_another_way_is_asked_too(editor, everything):
    with_app(editor)
    for name, address in addresses():
        if name in ("admin:login", "admin:logout", "admin:language"):
            continue
        client = browser()
        client.force_login(editor)
        answer = client.get(address)
        assert answer.status_code == 302 and answer.url == PAGE, address
        assert not signed_in(client)


def test_the_code_of_the_app_opens_the_desk_where_one_wanted_to_go(editor):
    with_app(editor)
    client = gives_password(editor, onwards="/admin/articles/photo/")
    before = client.session.session_key
    answer = client.post(PAGE, {"code": f" {code()[:3]} {code()[3:]} "})
    assert (answer.status_code, answer.url) == (302, "/admin/articles/photo/")
    assert signed_in(client) and client.session.session_key != before
    assert client.get("/admin/").status_code == 200


def test_a_foreign_way_on_leads_to_the_desk(editor):
    with_app(editor)
    client = gives_password(editor, onwards="https://elsewhere.example/")
    assert client.post(PAGE, {"code": code()}).url == "/admin/"


def test_a_session_of_before_the_password_is_of_no_use_after_it(editor):
    with_app(editor)
    client = browser()
    client.force_login(someone("reporter"))
    planted = client.session.session_key
    gives_password(editor, client)
    assert not signed_in(client) and client.session.session_key != planted
    client.post(PAGE, {"code": code()})
    thief = browser()
    thief.cookies["desk"] = planted
    assert thief.get("/admin/").status_code == 302


def test_digits_of_arabic_keyboards_are_read(editor):
    with_app(editor)
    arabic = code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert gives_password(editor).post(PAGE, {"code": arabic}).status_code == 302


@pytest.mark.parametrize("shift, taken", [(-3, False), (-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_wrong_and_no_more(editor, shift, taken):
    with_app(editor)
    client = gives_password(editor)
    assert (client.post(PAGE, {"code": code(shift=shift)}).status_code == 302) is taken
    assert signed_in(client) is taken


def test_no_code_opens_twice_nor_one_from_before_it(editor, clock):
    with_app(editor)
    assert gives_password(editor).post(PAGE, {"code": code()}).status_code == 302
    for shift in (0, -1):
        answer = gives_password(editor).post(PAGE, {"code": code(shift=shift)})
        assert answer.status_code == 422 and "used before" in answer.content.decode()
    clock.shift(timedelta(seconds=30))
    assert gives_password(editor).post(PAGE, {"code": code(at=NOW)}).status_code == 422
    assert gives_password(editor).post(PAGE, {"code": code(shift=1)}).status_code == 302


def test_the_code_that_set_the_app_up_does_not_sign_in(editor):
    factors.add_app(editor, SECRET, code(), NOW)
    assert gives_password(editor).post(PAGE, {"code": code()}).status_code == 422


def test_guesses_are_counted_for_the_account_whatever_is_signed_in_anew(editor, clock):
    with_app(editor)
    for n in range(10):
        answer = gives_password(editor, browser(f"10.0.1.{n}")).post(PAGE, {"code": "000000"})
        assert answer.status_code == 422 and "Too many" not in answer.content.decode()
    answer = gives_password(editor).post(PAGE, {"code": code()})
    assert "Too many wrong codes" in answer.content.decode()
    assert code() not in answer.content.decode()
    clock.shift(timedelta(minutes=16))
    assert gives_password(editor).post(PAGE, {"code": code(at=NOW + timedelta(minutes=16))}).status_code == 302


def test_no_more_than_forty_guesses_pass_in_a_day(editor, clock):
    with_app(editor)
    looked_at = 0
    for _quarter in range(60):
        client = gives_password(editor)
        for _guess in range(12):
            said = client.post(PAGE, {"code": "000000"}).content.decode()
            looked_at += "Too many" not in said
            if "Too many" in said:
                break
        clock.shift(timedelta(minutes=16))
    assert CODE.most == 10 and looked_at == CODE_DAY.most == 40


def test_right_codes_are_not_counted(editor, clock):
    with_app(editor)
    for n in range(1, 13):
        assert gives_password(editor).post(PAGE, {"code": code(shift=n)}).status_code == 302
        clock.shift(timedelta(seconds=30))


def test_a_recovery_code_opens_once_however_it_is_written(editor):
    codes = with_app(editor)
    written = codes[0].upper().replace("-", " ").replace("0", "O").replace("1", "l")
    client = gives_password(editor)
    assert client.post(PAGE, {"recovery": written}).status_code == 302
    assert "9 are left" in client.get("/admin/").content.decode()
    answer = gives_password(editor).post(PAGE, {"recovery": codes[0]})
    assert answer.status_code == 422 and "not a recovery code of yours" in answer.content.decode()
    assert gives_password(editor).post(PAGE, {"recovery": codes[1]}).status_code == 302


def test_recovery_codes_are_of_their_owner_and_cannot_be_read_from_the_table(editor):
    codes, other = with_app(editor), someone("publisher")
    with_app(other)
    assert gives_password(other).post(PAGE, {"recovery": codes[0]}).status_code == 422
    stored = " ".join(str(row.data) for row in Authenticator.objects.all())
    assert SECRET not in stored and not any(one.replace("-", "") in stored for one in codes)


def test_the_page_waits_ten_minutes_and_not_past_a_new_password(editor, clock):
    with_app(editor)
    late, changed, barred = gives_password(editor), gives_password(editor), gives_password(editor)
    clock.shift(timedelta(minutes=9))
    assert late.get(PAGE).status_code == 200
    clock.shift(timedelta(minutes=1))
    assert late.post(PAGE, {"code": code(at=NOW + timedelta(minutes=10))}).url == "/admin/"
    assert not signed_in(late)
    clock.move_to(NOW)
    editor.set_password("another-and-long-enough")
    editor.save()
    assert changed.post(PAGE, {"code": code()}).url == "/admin/" and not signed_in(changed)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert barred.post(PAGE, {"code": code()}).status_code == 302 and not signed_in(barred)


@pytest.mark.parametrize("typed", ["", " ", "12345", "1234567", "½²³", "x" * 5000, "\0", "٠" * 6, "' OR 1=1", "00000O"])
def test_whatever_is_typed_is_refused_in_a_sentence(editor, typed):
    with_app(editor)
    for field in ("code", "recovery"):
        answer = gives_password(editor).post(PAGE, {field: typed})
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()


def test_without_a_factor_the_password_opens_the_desk_as_ever(editor):
    client = gives_password(editor)
    assert signed_in(client) and client.get("/admin/").status_code == 200


def test_a_session_lasts_two_weeks_however_much_it_is_used(editor, clock):
    client = gives_password(editor)
    for _day in range(13):
        clock.shift(timedelta(days=1))
        session = client.session
        session["used"] = _day
        session.save()  # moves Django's own end of it
        assert client.get("/admin/").status_code == 200
    clock.shift(timedelta(days=1))
    answer = client.get("/admin/")
    assert answer.status_code == 302 and not signed_in(client)


@pytest.mark.parametrize(
    "role, needed",
    [("reporter", False), ("photo", False), ("editor", True), ("publisher", True), ("audience", True), ("", False)],
)
def test_who_needs_one_follows_from_what_they_may_do(clock, role, needed):
    person = User.objects.get(pk=factories.person(role).pk)
    assert factors.needs_factor(person) is needed
    assert factors.demanded(person) is False
    with override_settings(SECOND_FACTOR_DEMANDED=True):
        assert factors.demanded(person) is needed


def test_administrators_and_managers_of_people_need_one(clock):
    assert factors.needs_factor(factories.person("", is_superuser=True))
    manager = factories.person("reporter")
    manager.user_permissions.add(Permission.objects.get(codename="change_user"))
    assert factors.needs_factor(User.objects.get(pk=manager.pk))


def test_the_demo_offers_it_and_demands_it_of_nobody(editor):
    client = gives_password(editor)
    assert client.get(ENROL).url == OWN
    assert "in a newsroom that is not the demo" in client.get(OWN).content.decode()


def test_outside_the_demo_it_is_demanded():
    """The suite's own settings say otherwise; the file says what holds."""
    said = (settings.BASE_DIR / "newsroom/settings.py").read_text()
    assert "\nSECOND_FACTOR_DEMANDED = not DEMO\n" in said


def queries(client) -> int:
    client.get("/admin/articles/article/")
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/admin/articles/article/").status_code == 200
        return len(seen)


def test_a_page_costs_two_queries_more_and_none_once_the_factor_was_shown(editor):
    before = queries(gives_password(editor))
    with_app(editor)
    client = gives_password(editor)
    client.post(PAGE, {"code": code()})
    assert queries(client) == before - 2  # nothing is left to ask for


def test_the_password_page_says_the_same_with_and_without_a_factor(editor):
    """Whether someone has a factor is told to nobody who does not know the password."""
    plain = someone("editor")
    with_app(editor)
    said = []
    for person in (plain, editor):
        answer = browser().post(DOOR, {"username": person.username, "password": "wrong"})
        said.append(answer.content.decode().replace(person.username, "NAME"))
    hide = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert hide.sub("", said[0]) == hide.sub("", said[1])
    assert PASSWORD not in "".join(said)


def test_a_forged_form_shows_no_way_into_the_desk_to_whoever_is_not_through_the_door(editor, demanded):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    answer = client.post("/admin/language/", {"language": "ar"})
    assert answer.status_code == 403 and 'class="bar"' not in answer.content.decode()
    client.force_login(someone("reporter"))
    assert 'class="bar"' in client.post("/admin/language/", {"language": "ar"}).content.decode()
