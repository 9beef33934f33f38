"""The first run by the one-time link: what the page asks, keeps and refuses; two at once; the desk's first steps."""

import os
import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client

from articles.models import Newsroom, Section
from authors.models import Author, User
from newsroom.first_run import setting_up
from newsroom.first_run.forms import SetUp
from newsroom.lib.once.models import Link
from newsroom.management.commands import serve
from tests import factories
from tests.factories import DAY, NOW

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-password-1"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def link():
    return setting_up.fresh_link(NOW).partition("8000")[2]


@pytest.fixture
def mails(settings, tmp_path):
    """The folder in which mails become files."""
    settings.EMAIL_BACKEND, settings.MAIL_DIR = "newsroom.lib.mail.FileBackend", tmp_path / "mail"
    return settings.MAIL_DIR


def typed(**changed) -> dict:
    """What a browser sends for the page, with `changed`."""
    sent = {
        "publish_en": "on", "publish_ar": "on", "name_en": "The Lantern", "name_ar": "الفانوس", "root": "ar",
        "time_zone": "Asia/Baghdad", "row": ["0", "1"], "section-0-en": "News", "section-0-ar": "أخبار",
        "section-0-slug": "news", "section-1-en": "Night life", "section-1-slug": "", "your_name": "Lana Karim",
        "byline": "on", "username": "lana", "email": "lana@news.example", "password": PASSWORD,
        "password_again": PASSWORD, "spoken": "ar", "make": "1",
    } | changed  # fmt: skip
    return {name: value for name, value in sent.items() if value is not None}


def nothing_was_made() -> bool:
    return not (Newsroom.objects.exists() or Section.objects.exists() or User.objects.exists())


def test_the_page_does_all_of_it_at_once(client, link):
    answer = client.post(link, typed(logo_file=logo()))
    assert answer.status_code == 302 and answer.url == "/admin/", errors(answer)
    room, user = Newsroom.objects.get(), User.objects.get()
    assert room.names == {"en": "The Lantern", "ar": "الفانوس"} and room.languages == ["en", "ar"]
    assert (room.root_language, room.time_zone) == ("ar", "Asia/Baghdad") and room.logo["renditions"]
    assert [(s.slug, s.names) for s in Section.objects.all()] == [
        ("news", {"en": "News", "ar": "أخبار"}), ("night-life", {"en": "Night life"}),
    ]  # fmt: skip
    assert user.is_superuser and user.is_staff and user.check_password(PASSWORD)
    assert (user.get_full_name(), user.desk_language) == ("Lana Karim", "ar")
    assert user.author.names == {"ar": "Lana Karim"} and user.author.slug == "lana-karim"
    home = client.get("/admin/").content.decode()
    assert 'dir="rtl"' in home and "/admin/articles/article/add/" in home
    assert not Link.objects.exists()


def logo():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("logo.png", factories.picture((300, 200), "PNG"), "image/png")


def errors(answer) -> list:
    return answer.context["asked"].errors() if answer.context else []


@pytest.mark.parametrize(
    "header, language",
    [
        ("en-GB,en;q=0.9", "en"), ("ar-IQ,ar;q=0.8,en;q=0.5", "ar"), ("ckb", "ckb"), ("ku-IQ,en;q=0.8", "ckb"),
        ("de,fr;q=0.5", "en"), ("de,ar;q=0.5", "ar"), ("", "en"), ("q=;;,,\0x", "en"),
    ],
)  # fmt: skip
def test_the_browser_s_language_decides_first(client, link, header, language):
    page = client.get(link, headers={"accept-language": header}).content.decode()
    assert f'<html lang="{language}"' in page
    other = "ckb" if language != "ckb" else "ar"
    page = client.post(link, typed(speak=other, make=None), headers={"accept-language": header}).content.decode()
    assert f'<html lang="{other}"' in page and "الفانوس" in page and nothing_was_made()


@pytest.mark.parametrize(
    ("setting", "machine", "zone"),
    [
        ("UTC", "/usr/share/zoneinfo/Etc/UTC", ""), ("UTC", "/etc/localtime", ""),
        ("UTC", "/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin"),
        ("Asia/Amman", "/usr/share/zoneinfo/Europe/Berlin", "Asia/Amman"),
    ],
)  # fmt: skip
def test_one_language_is_ticked_and_a_time_zone_that_nobody_chose_is_asked_for(
    client, link, settings, monkeypatch, setting, machine, zone
):
    settings.TIME_ZONE = setting
    real = os.path.realpath
    monkeypatch.setattr(
        os.path, "realpath", lambda path, **more: machine if path == "/etc/localtime" else real(path, **more)
    )
    form = client.get(link, headers={"accept-language": "ar"}).context["form"]
    assert [code for code in ("en", "ar", "ckb") if form[f"publish_{code}"].value()] == ["ar"]
    assert (form["root"].value(), form["time_zone"].value()) == ("ar", zone)
    assert form.fields["time_zone"].choices[0][0] == "" and zone in str(form["time_zone"])


def test_a_set_up_without_a_time_zone_is_asked_again(client, link):
    answer = client.post(link, typed(time_zone="", spoken="en"))
    assert answer.status_code == 422 and nothing_was_made()
    assert [said for _id, _label, said in errors(answer)] == ["Choose the time zone that the newsroom works in."]


def test_a_look_writes_nothing_and_is_not_kept(client, link):
    before = Link.objects.values().get()
    answer = client.get(link)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert Link.objects.values().get() == before and nothing_was_made()


@pytest.mark.parametrize("button", [{"add_section": "1"}, {"drop_section": "1"}, {"speak": "ckb"}, {"try_mail": "1"}])
def test_every_button_keeps_what_was_typed_the_logo_too(client, link, button):
    answer = client.post(link, typed(make=None, logo_file=logo(), **button))
    page = answer.content.decode()
    assert answer.status_code == 200 and nothing_was_made()
    for words in ("The Lantern", "الفانوس", "Lana Karim", "lana@news.example", PASSWORD):
        assert f'value="{words}"' in page
    assert ('value="Night life"' in page) is ("drop_section" not in button)
    assert ('name="section-2-en"' in page) is ("add_section" in button)
    assert "errorlist" not in page
    kept = re.search(r'name="logo_kept" value="([^"]+)"', page)[1]
    assert client.post(link, typed(logo_kept=kept)).status_code == 302
    assert Newsroom.objects.get().logo["renditions"]


def test_a_logo_that_is_none_of_ours_is_not_taken(client, link):
    assert client.post(link, typed(logo_kept="eyJ1dWlkIjoieCJ9:forged")).status_code == 302
    assert Newsroom.objects.get().logo == {}


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"publish_en": None, "publish_ar": None}, "Choose at least one language."),
        ({"name_ar": " \u200b "}, "Write the newsroom’s name in العربية, or leave this language out."),
        ({"root": "ckb"}, "must be one of the newsroom"),
        ({"root": None}, "Choose which language stands at the root."),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"section-1-en": "News", "section-1-slug": "news"}, "Two sections have this web address."),
        ({"section-1-slug": "search"}, "taken by one of the site"),
        ({"section-1-slug": "2026"}, "begins with a letter"),
        ({"section-1-slug": "Not A Slug"}, "Use Latin small letters"),
        ({"section-1-en": "", "section-1-slug": "empty"}, "Write the section’s name"),
        ({"section-1-en": "؟؟؟"}, "None can be made from the name."),
        ({"row": None}, "Keep at least one section"),
        ({"username": "la na"}, "Enter a valid username."),
        ({"your_name": "\u200f"}, "This field is required."),
        ({"email": "nowhere"}, "Enter a valid email address."),
        ({"password_again": "another-password-1"}, "The two passwords differ."),
        ({"password": "short", "password_again": "short"}, "at least 10 characters"),
        ({"password": "lana-karim-1", "password_again": "lana-karim-1"}, "too similar"),
        ({"name_en": "x" * 81}, "at most 80"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(client, link, wrong, said):
    answer = client.post(link, typed(spoken="en", **wrong))
    page = answer.content.decode()
    assert answer.status_code == 422 and nothing_was_made()
    assert any(said in what for _id, _label, what in errors(answer)), errors(answer)
    assert 'value="lana@news.example"' in page or "email" in wrong
    for field_id, _label, _what in errors(answer):
        assert f'id="{field_id}"' in page or field_id == "id_root", field_id
    client.get(link)  # the link still works
    assert client.post(link, typed()).status_code == 302


def test_a_file_that_is_no_picture_is_refused_in_a_sentence(client, link):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post(link, typed(spoken="en", logo_file=SimpleUploadedFile("logo.png", b"<svg>", "image/png")))
    assert answer.status_code == 422 and [label for _id, label, _what in errors(answer)] == ["logo"]


def test_a_link_a_day_late_says_what_to_do_and_gives_back_what_was_typed(client, link, clock):
    clock.shift(DAY)
    answer = client.get(link)
    assert answer.status_code == 410 and "manage.py setup --link" in answer.content.decode()
    page = client.post(link, typed(spoken="en")).content.decode()
    assert "more than a day old" in page and "The Lantern" in page and PASSWORD not in page and nothing_was_made()


def test_a_link_used_twice_says_so_whoever_comes(client, link):
    client.post(link, typed())
    for answer in (Client().get(link), Client().post(link, typed(spoken="en", username="eve")), client.get(link)):
        assert answer.status_code == 410
    assert "set up already" in Client().get(link).content.decode() and User.objects.count() == 1


def test_no_token_works_once_there_is_an_administrator(client, link):
    factories.person("", is_superuser=True)
    assert client.get(link).status_code == 410
    assert client.post(link, typed()).status_code == 410 and User.objects.count() == 1


def test_a_new_start_ends_the_older_link(client, link):
    setting_up.fresh_link(NOW)
    answer = client.get(link)
    assert answer.status_code == 404 and "Start the server again" in answer.content.decode()
    assert client.post(link, typed()).status_code == 404 and nothing_was_made()


def test_a_link_copied_without_its_slash_works(client, link):
    assert client.get(link.rstrip("/")).status_code == 200


@pytest.mark.parametrize(
    "odd",
    [
        {"row": ["²", "-1", "x" * 99, "0"] * 9}, {"row": [str(n) for n in range(200)]}, {"username": "a\0b"},
        {"speak": "xx"}, {"drop_section": "²"}, {"logo_kept": "\0"},
        {"email": "a@b.example\nBcc: c@d.example", "try_mail": "1"},
    ],
)  # fmt: skip
def test_forged_fields_break_nothing(client, link, odd):
    for _ in range(2):
        answer = client.post(link, typed(**odd))
        assert answer.status_code in (200, 302, 409, 410, 422)
    client.get(link)


def test_a_form_from_elsewhere_is_refused(link):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link, typed()).status_code == 403 and nothing_was_made()


def test_an_old_newsroom_without_an_administrator_keeps_its_sections_and_gets_one(client, link):
    factories.newsroom(names={"en": "The Canal"})
    factories.section("news")
    page = client.get(link).content.decode()
    assert 'value="The Canal"' in page and "section-0-en" not in page
    assert client.post(link, typed(name_en="The Canal")).status_code == 302
    assert Newsroom.objects.get().names["en"] == "The Canal"
    assert list(Section.objects.values_list("slug", flat=True)) == ["news"]


def test_a_name_in_bylines_finds_a_free_address(client, link):
    Author.objects.create(slug="lana-karim", names={"en": "Another Lana Karim"})
    client.post(link, typed())
    assert User.objects.get().author.slug == "lana-karim-2"
    assert Author.objects.count() == 2


def test_the_test_mails_have_a_ceiling(client, link, mails):
    for _ in range(12):
        answer = client.post(link, typed(make=None, try_mail="1", spoken="en"))
    assert len(list(mails.glob("*.eml"))) == 10 and "quarter of an hour" in answer.content.decode()
    answer = client.post(link, typed(make=None, try_mail="1", spoken="en", email="nowhere"))
    assert "Write the e-mail address" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_finish_at_once_one_does_and_the_other_loses_nothing(monkeypatch):
    path = setting_up.fresh_link(NOW).partition("8000")[2]
    barrier, answers = threading.Barrier(2), []
    judge = setting_up.set_up

    def together(*args, **kwargs):
        barrier.wait(10)
        return judge(*args, **kwargs)

    monkeypatch.setattr(setting_up, "set_up", together)

    def finish(name: str) -> None:
        try:
            answers.append(Client().post(path, typed(username=name, spoken="en", name_en=f"The {name}")))
        finally:
            connection.close()

    threads = [threading.Thread(target=finish, args=[name]) for name in ("lana", "noor")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (302, 409)
    user, room = User.objects.get(), Newsroom.objects.get()
    assert room.names["en"] == f"The {user.username}" and Section.objects.count() == 2
    other = "noor" if user.username == "lana" else "lana"
    page = lost.content.decode()
    assert "Somebody else has just set up this newsroom." in page and f"The {other}" in page


# --- the desk ------------------------------------------------------------------------------------------------------


def test_the_first_steps_follow_what_was_done_and_go_by_themselves(client):
    boss = factories.person("", is_superuser=True)
    client.force_login(boss)
    factories.newsroom(names={"en": "The Newsroom"})
    home = client.get("/admin/").content.decode()
    assert "Give the newsroom its name" in home and "Make a section" in home and "Write your first story" not in home
    factories.newsroom(names={"en": "The Lantern"})
    factories.section("news")
    home = client.get("/admin/").content.decode()
    assert "Give the newsroom its name" not in home and "Write your first story" in home
    article = factories.story(by=boss)
    home = client.get("/admin/").content.decode()
    assert "Publish your first story" in home and f"/admin/articles/article/{article.pk}/change/" in home
    assert "First steps" in home
    factories.live_story(by=boss)
    assert "First steps" not in client.get("/admin/").content.decode()


def test_a_reporter_is_asked_for_what_a_reporter_can_do(client):
    factories.newsroom()
    factories.section("news")
    client.force_login(factories.person("reporter"))
    home = client.get("/admin/").content.decode()
    assert "Write your first story" in home and "Invite colleagues" not in home


@pytest.mark.parametrize("role, status", [("publisher", 200), ("editor", 403), ("reporter", 403), ("audience", 403)])
def test_who_may_try_the_mail_at_the_desk(client, mails, role, status):
    factories.newsroom()
    client.force_login(factories.person(role, email="who@news.example"))
    assert client.get("/admin/mail/").status_code == status
    answer = client.post("/admin/mail/", {"email": "who@news.example"})
    assert answer.status_code == status and len(list(mails.glob("*.eml"))) == (status == 200)
    if status == 200:
        assert str(mails) in answer.content.decode()
        assert client.post("/admin/mail/", {"email": "nowhere"}).status_code == 422
        assert "/admin/mail/" in client.get("/admin/articles/newsroom/1/change/").content.decode()


# --- what serve says -----------------------------------------------------------------------------------------------


@pytest.fixture
def announced(capsys, monkeypatch):
    """`announced()` gives what a start says."""
    monkeypatch.setattr(serve.connections, "close_all", lambda: None)  # the test's own would be shut

    def say() -> str:
        serve.Command().announce()
        return capsys.readouterr().out

    return say


def test_a_start_without_an_administrator_prints_a_fresh_link(client, announced):
    first, second = (re.search(r"http\S+/admin/setup/\S+", announced()).group() for _ in range(2))
    assert client.get(first.partition("8000")[2]).status_code == 404
    assert client.get(second.partition("8000")[2]).status_code == 200
    factories.person("", is_superuser=True, is_active=False)
    assert "/admin/setup/" in announced()
    factories.person("", is_superuser=True)
    assert "/admin/setup/" not in announced() and not Link.objects.filter(made_at__gt=NOW).exists()


def test_readers_of_a_newsroom_that_was_never_set_up_find_a_whole_page(client):
    for path in ("/", "/ar/", "/ckb/"):
        answer = client.get(path)
        assert answer.status_code == 200 and 'class="begin"' in answer.content.decode()
    assert "setup" not in client.get("/").content.decode()


# --- the command ---------------------------------------------------------------------------------------------------

OPTIONS = {
    "name": ["The Lantern", "ar=الفانوس"], "languages": "en,ar", "time_zone": "Europe/London",
    "sections": "news,Night life", "admin": "lana", "admin_name": "Lana Karim", "email": "lana@news.example",
    "no_input": True,
}  # fmt: skip


def refused(**options) -> tuple[int, str]:
    from django.core.management import CommandError

    with pytest.raises(CommandError) as error:
        call_command("setup", **options)
    return error.value.returncode, str(error.value)


def test_the_command_does_the_same_without_a_browser_and_once(tmp_path, capsys):
    secret = tmp_path / "password"
    secret.write_text(PASSWORD + "\n")
    call_command("setup", **OPTIONS, password_file=str(secret))
    room, user = Newsroom.objects.get(), User.objects.get()
    assert room.names == {"en": "The Lantern", "ar": "الفانوس"} and room.root_language == "en"
    assert room.time_zone == "Europe/London"
    assert [s.slug for s in Section.objects.all()] == ["news", "night-life"]
    assert Section.objects.get(slug="news").names["ckb"]
    assert user.check_password(PASSWORD) and user.get_full_name() == "Lana Karim"
    call_command("setup", **OPTIONS, password_file=str(secret))
    assert "set up already; nothing was changed" in capsys.readouterr().out and User.objects.count() == 1
    assert refused(link=True)[0] == 2


def test_the_command_reads_the_password_from_its_input(monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\nmore\n"))
    call_command("setup", **OPTIONS, password_file="-")
    assert User.objects.get().check_password(PASSWORD)


def test_the_command_asks_whoever_sits_there(monkeypatch, capsys):
    import io

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    answers = ["ar,en", "الفانوس", "The Lantern", "", "", "lana", "Lana Karim", "lana@news.example"]
    monkeypatch.setattr("sys.stdin", Terminal("\n".join(answers) + "\n"))
    monkeypatch.setattr("getpass.getpass", lambda question: PASSWORD)
    call_command("setup")
    room = Newsroom.objects.get()
    assert room.names == {"en": "The Lantern", "ar": "الفانوس"} and room.root_language == "ar"
    assert Section.objects.count() == 5 and PASSWORD not in capsys.readouterr().out


def test_the_command_says_all_that_is_missing_and_makes_nothing(tmp_path):
    code, said = refused(no_input=True)
    assert code == 2 and nothing_was_made()
    for label in ("name in English", "user name", "e-mail address", "password"):
        assert label in said
    assert refused(no_input=True, languages="en,fr")[0] == 2
    code, said = refused(**OPTIONS, password_file=str(tmp_path / "none"))
    assert code == 2 and "No such file" in said and nothing_was_made()
    (tmp_path / "short").write_text("short")
    code, said = refused(**OPTIONS, password_file=str(tmp_path / "short"))
    assert code == 2 and "at least 10 characters" in said and nothing_was_made()


def test_the_command_prints_a_link_and_tries_the_mail(client, capsys, settings, mails):
    call_command("setup", link=True)
    path = capsys.readouterr().out.strip().partition("8000")[2]
    assert client.get(path).status_code == 200
    call_command("setup", try_mail="lana@news.example")
    assert str(mails) in capsys.readouterr().out
    (mails / "no").write_text("")
    settings.MAIL_DIR = mails / "no"
    assert refused(try_mail="lana@news.example")[0] == 3


def test_the_link_s_last_moment():
    assert timedelta(hours=24) == setting_up.LASTS and SetUp().asks_sections
