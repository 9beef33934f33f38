"""Removing the sample: what nobody touched goes, all that is one's own stays, and the logins always go."""

import html
import os
import signal
import subprocess
import sys
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as project
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from articles import fronts, history, old_addresses, photos, proof, publication, workflow
from articles.models import (
    Article,
    Draft,
    Front,
    FrontChange,
    FrontPlan,
    HourViews,
    Lock,
    Newsroom,
    Notice,
    OldAddress,
    Opened,
    Package,
    Photo,
    Publication,
    PublicPackage,
    Readership,
    Revision,
    Section,
    Series,
    SitePage,
    SitePageVersion,
    Tag,
)
from articles.readership import adding
from authors.models import Author, User
from newsletter import subscriptions
from newsletter.models import Newsletter
from newsroom import sample
from newsroom.lib import media, page_store
from newsroom.lib.jobs import work
from newsroom.lib.sample import record
from newsroom.management.commands import serve
from tests import factories
from tests.factories import DAY, HOUR, NOW
from tests.newsroom.sampled import Filled, remove, staying

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-password-1"


def test_what_nobody_touched_goes_as_if_it_had_never_been(filled, own, django_capture_on_commit_callbacks):
    adding.add({(500_000, "/", "none"): 3})  # somebody read it in earnest
    files = [media.rendition_path(filled.photo.uuid, row["name"]) for row in filled.photo.renditions]
    assert all(media.exists(path) for path in [*files, filled.photo.original])
    before = set(media.card_owners())  # other tests of this process may have left some
    for out in Publication.objects.all():
        media.keep_card(media.card_path(out.story, "0-card-1200.jpg"), b"drawn")
    others = str(uuid4())
    media.keep_card(media.card_path(others, "0-card-1200.jpg"), b"drawn")
    with django_capture_on_commit_callbacks(execute=True):
        done = remove(by=own)
    while work.run_once(NOW + DAY):
        pass
    assert set(media.card_owners()) - before == {others}
    assert staying(done) == {} and done.own == 0
    things = (Photo, Author, Section, Tag, Series, Package, PublicPackage, SitePage, SitePageVersion, Newsletter)
    for model in (Article, Publication, Revision, Notice, OldAddress, *things):
        assert not model.objects.exists(), model
    assert HourViews.objects.get().views == 3 and Readership.objects.get(what="all").views == 3
    assert not any(media.exists(path) for path in [*files, filled.photo.original])
    assert set(User.objects.values_list("pk", flat=True)) == {own.pk, filled.by.pk, filled.reporter.pk}
    filled.reporter.refresh_from_db()  # what it did stands in the record; nobody gets in with it
    assert not (filled.reporter.is_active or filled.reporter.has_usable_password())
    assert list(proof.faults()) == []
    room = Newsroom.objects.get()
    assert room.names == {"en": "The Newsroom"} and room.taglines == {}
    assert room.languages == ["en", "ar", "ckb"] and room.time_zone == "Asia/Baghdad"
    assert not record.is_there() and record.removed_at() == NOW + HOUR


def test_a_login_that_only_the_record_knows_leaves_nothing_lying_about(filled, own):
    mine = factories.story(by=own)
    for user in (own, filled.reporter):
        Opened.objects.create(article=mine, user=user, window="b" * 32, since=NOW, seen_at=NOW)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    Lock.objects.create(article=mine, by=filled.reporter, since=NOW)
    remove(by=own)
    assert User.objects.filter(pk=filled.reporter.pk).exists() and not Lock.objects.exists()
    for rows in (Opened, Authenticator):
        assert [row.user_id for row in rows.objects.all()] == [own.pk], rows


def test_what_one_made_stays_with_all_that_it_uses(filled, own):
    mine = factories.live_story(
        by=own, section=filled.culture, credits=[{"author": filled.other_author}], tags=[filled.other_tag],
        photo=filled.other_photo, headline="A story of our own",
    )  # fmt: skip
    before, chain = factories.state(mine), list(mine.revisions.values_list("digest", flat=True))
    done = remove(by=own)
    assert staying(done) == {
        "photo " + str(filled.other_photo): "It is used by “A story of our own”.",
        "author Yusuf Haddad": "It is used by “A story of our own”.",
        "section Culture": "It is used by “A story of our own”.",
        "tag Birds": "It is used by “A story of our own”.",
    }
    assert factories.state(mine)[0] == before[0] and list(mine.revisions.values_list("digest", flat=True)) == chain
    assert history.broken_versions(mine) == [] and Article.objects.get() == mine
    assert Publication.objects.get().headline == "A story of our own"
    assert media.exists(filled.other_photo.original) and not Section.objects.filter(slug="news").exists()


@pytest.mark.parametrize("where", ["front", "draft"])
def test_a_photo_that_a_front_shows_with_one_s_own_story_stays(filled, own, where):
    mine = factories.live_story(by=own, section=filled.culture, headline="A story of our own")
    pin = {"story": str(mine.uuid), "photo": publication.picture_value(filled.photo, "en", "")}
    Newsroom.objects.update(front_drafts=where == "draft")
    op = fronts.put(str(mine.uuid), fronts.TOP, pin=pin)
    workflow.change_front(by=own, spot=workflow.Spot("en"), ops=[op], verb="put", now=NOW)
    assert staying(remove(by=own))[f"photo {filled.photo}"] == "It is used by “A story of our own”."
    assert all(media.exists(media.rendition_path(filled.photo.uuid, row["name"])) for row in filled.photo.renditions)


def test_a_front_of_the_sample_alone_goes_with_its_history_and_the_record_says_so(filled, own):
    workflow.put_on_top(by=filled.by, article=filled.live, now=NOW)
    remove(by=own)
    assert not Front.objects.exists() and not FrontPlan.objects.exists() and not FrontChange.objects.exists()
    assert [fault for fault in proof.faults() if "record-head" not in fault] == []
    mine = factories.live_story(by=own, section=factories.section("own"))  # its history begins anew, at 1
    workflow.put_on_top(by=own, article=mine, now=NOW + DAY)
    assert [fault for fault in proof.faults() if "record-head" not in fault] == []


def test_a_package_that_stays_takes_stories_again(filled, own):
    mine, other = (factories.live_story(by=own, section=filled.culture, headline=f"Our own {n}") for n in (1, 2))
    package = Package.objects.get()
    workflow.put_into_package(by=own, package=package, story=mine, role="sidebar", now=NOW)
    remove(by=own)
    assert list(PublicPackage.objects.get().places.values_list("group", flat=True)) == [mine.translation_group]
    workflow.put_into_package(by=own, package=package, story=other, role="sidebar", now=NOW + DAY)
    assert [item.group for item in package.items.all()] == [mine.translation_group, other.translation_group]


def test_a_story_keeps_its_place_in_a_package_while_a_translation_is_there(filled, own):
    mine = factories.live_story(
        by=own, section=filled.culture, language="ar", headline="مادة", translation_group=filled.live.translation_group
    )
    workflow.put_into_package(by=own, package=Package.objects.get(), story=mine, role="main", now=NOW)
    remove(by=own)
    assert [item.group for item in Package.objects.get().items.all()] == [mine.translation_group]


def test_what_an_earlier_version_names_stays_so_that_it_can_be_restored(filled, own):
    mine = factories.story(by=own, section=filled.culture, photo=filled.other_photo, tags=[filled.other_tag])
    fields = {"section": factories.section("mine"), "photo": None, "tags": [], "credits": []}
    workflow.save(by=own, article=mine, fields=fields, base_version=1, now=NOW)
    assert set(staying(remove(by=own))) == {
        "photo " + str(filled.other_photo), "section Culture", "tag Birds",
    }  # fmt: skip


@pytest.mark.parametrize("act", ["save", "publish", "typed", "readdress", "unschedule"])
def test_a_sample_story_that_somebody_worked_on_stays(filled, own, act):
    if act == "save":
        touched = filled.draft
        workflow.save(by=own, article=touched, fields={"headline": "Mine"}, base_version=1, now=NOW)
    elif act == "publish":
        touched = filled.draft
        workflow.publish(by=own, article=touched, now=NOW, override="mine")
    elif act == "typed":
        touched = filled.draft
        Draft.objects.create(article=touched, user=own, base_version=1, fields={"body": "half"}, kept_at=NOW)
    elif act == "readdress":
        touched = filled.live
        workflow.readdress(by=own, article=touched, slug="mine", now=NOW)
    else:
        touched = filled.scheduled
        workflow.unschedule(by=own, article=touched, now=NOW)
    done = remove(by=own)
    assert Article.objects.get() == touched and history.broken_versions(touched) == []
    assert [item.why for item in done.staying if item.kind == "story"] == ["Somebody worked on it."]
    assert Section.objects.get() == filled.news and Author.objects.get() == filled.author


def test_what_somebody_changed_stays(filled, own):
    Section.objects.filter(pk=filled.culture.pk).update(names={"en": "Arts"})
    Author.objects.filter(pk=filled.other_author.pk).update(bios={"en": "Real."})
    Tag.objects.filter(pk=filled.other_tag.pk).update(descriptions={"en": "Real."})
    Newsletter.objects.update(is_open=False)
    photos.refocus(by=own, photo=filled.other_photo, x=10, y=10, now=NOW)
    Newsroom.objects.update(names={"en": "The Lantern"}, time_zone="Europe/London")
    done = remove(by=own)
    assert set(staying(done).values()) == {"Somebody changed it."} and len(staying(done)) == 6
    room = Newsroom.objects.get()
    assert room.names == {"en": "The Lantern"} and room.time_zone == "Europe/London"
    assert Photo.objects.get() == filled.other_photo and Newsletter.objects.exists()


def test_readers_who_signed_up_keep_their_newsletter(filled, own):
    subscriptions.sign_up(email="reader@news.example", newsletters=["daily"], language="en", now=NOW)
    assert "newsletter Daily" in staying(remove(by=own)) and Newsletter.objects.exists()


def test_an_old_address_of_one_s_own_keeps_what_it_leads_to(filled, own):
    old_addresses.enter(address="/2018/arts/", language="en", section=filled.culture)
    assert staying(remove(by=own)) == {"section Culture": "It is used by “old address /2018/arts/”."}
    assert OldAddress.objects.get().section == filled.culture


# --- logins --------------------------------------------------------------------------------------------------------


def test_a_login_of_the_sample_ends_at_once_and_its_name_stays_with_one_s_own_story(filled, own):
    browsers = {}
    for user in (filled.boss, filled.reporter, own):
        browsers[user] = Client()
        browsers[user].force_login(user)
    mine = factories.story(by=filled.reporter, section=filled.culture, headline="Written under a sample login")
    done = remove(by=own)
    assert "the name stays" in {item.name: item.why for item in done.staying}[f"reporter ({filled.reporter})"]
    reporter = User.objects.get(username="reporter")
    assert not (reporter.is_active or reporter.is_staff or reporter.has_usable_password() or reporter.groups.exists())
    assert mine.revisions.get().by == reporter and str(reporter) == "Lana Karim"
    assert not User.objects.filter(username__in=["editor", "photo", "publisher", "audience", "admin"]).exists()
    assert Session.objects.count() == 1
    assert browsers[own].get("/admin/").url == "/admin/second-factor/enrol/"  # still in, and asked for a second factor
    for user in (filled.boss, filled.reporter):
        assert browsers[user].get("/admin/").status_code == 302


def test_unsaved_text_typed_under_a_sample_login_stays(filled, own):
    mine = factories.story(by=own, section=filled.culture)
    Draft.objects.create(article=mine, user=filled.reporter, base_version=1, fields={"body": "half"}, kept_at=NOW)
    remove(by=own)
    assert Draft.objects.get().user.username == "reporter"


def test_a_login_that_somebody_gave_another_password_goes_too(filled, own):
    filled.boss.set_password(PASSWORD)
    filled.boss.first_name = "Changed"
    filled.boss.save()
    remove(by=own)
    assert not User.objects.filter(username="admin").exists()


# --- who may, and how ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["reporter", "editor", "photo", "publisher", "audience"])
def test_only_administrators_see_the_page(client, filled, role):
    client.force_login(factories.person(role))
    assert client.get("/admin/sample/").status_code == 403
    assert client.post("/admin/sample/", {"remove": "1", "sure": "1"}).status_code == 403
    assert Article.objects.count() == 4 and "sample" not in client.get("/admin/").content.decode()


def test_the_sample_s_own_administrator_first_makes_one_of_one_s_own(client, filled):
    client.force_login(filled.boss)
    assert "/admin/sample/" in client.get("/admin/").content.decode()
    page = client.get("/admin/sample/").content.decode()
    assert "You are signed in with a login of the sample" in page and 'name="remove"' not in page
    assert "At least ten characters" in page and "Your password can’t be too similar" not in html.unescape(page)
    answer = client.post("/admin/sample/", {"remove": "1", "sure": "1"})
    assert answer.status_code == 409 and Article.objects.count() == 4
    typed = {"make": "1", "username": "dana", "email": "dana@news.example", "password1": PASSWORD, "password2": "other"}
    answer = client.post("/admin/sample/", typed)
    assert answer.status_code == 422 and 'value="dana"' in answer.content.decode()
    assert client.post("/admin/sample/", typed | {"password2": PASSWORD}).url == "/admin/sample/"
    page = client.get("/admin/sample/")
    assert page.wsgi_request.user.username == "dana" and 'name="remove"' in page.content.decode()
    seen = page.context["plan"].seen
    answer = client.post("/admin/sample/", {"remove": "1", "sure": "1", "seen": seen})
    assert answer.url == "/admin/" and not Article.objects.exists()
    assert client.get("/admin/").url == "/admin/second-factor/enrol/"  # from now on it is in earnest
    page = client.get("/admin/second-factor/enrol/").content.decode()
    assert "The sample newsroom is removed" in page and "/admin/sample/" not in page
    assert client.get("/admin/sample/").status_code == 302


def test_a_look_removes_nothing_and_neither_does_a_form_without_the_word(client, filled, own):
    client.force_login(own)
    page = client.get("/admin/sample/").content.decode()
    assert filled.live.headline in page and Article.objects.count() == 4
    answer = client.post("/admin/sample/", {"remove": "1"})
    assert answer.status_code == 422 and "Tick the box" in answer.content.decode() and Article.objects.count() == 4


def test_what_changed_since_one_looked_is_looked_at_again(client, filled, own):
    client.force_login(own)
    seen = client.get("/admin/sample/").context["plan"].seen
    workflow.save(by=own, article=filled.draft, fields={"headline": "Mine"}, base_version=1, now=NOW)
    answer = client.post("/admin/sample/", {"remove": "1", "sure": "1", "seen": seen})
    assert answer.status_code == 409 and "Look again" in answer.content.decode() and Article.objects.count() == 4


def test_a_second_removal_is_refused_in_a_sentence(filled, own):
    remove(by=own)
    with pytest.raises(sample.NotRemoved, match="There is no sample newsroom here"):
        remove(by=own)


# --- the history's promise -----------------------------------------------------------------------------------------


def test_the_history_of_one_s_own_story_cannot_go_this_way(filled, own):
    mine = factories.story(by=own)
    with pytest.raises(TypeError, match="append-only"):
        Revision.objects.filter(article=filled.live).delete()
    for stories in ([mine.pk], [filled.live.pk, mine.pk]):
        with pytest.raises(workflow.NotPossible):
            workflow.remove_samples(by=own, stories=stories, now=NOW)
    with pytest.raises(workflow.NotAllowed):
        workflow.remove_samples(by=filled.by, stories=[filled.live.pk], now=NOW)
    assert Article.objects.count() == 5 and Revision.objects.filter(article=filled.live).count() == 2


def test_a_touched_sample_story_is_not_removed_by_the_verb_either(filled, own):
    workflow.save(by=own, article=filled.draft, fields={"headline": "Mine"}, base_version=1, now=NOW)
    with pytest.raises(workflow.NotPossible, match="Look again"):
        workflow.remove_samples(by=own, stories=[filled.draft.pk], now=NOW)
    assert Article.objects.filter(pk=filled.draft.pk).exists()


# --- readers -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_readers_find_nothing_of_it_at_once(client):
    filled = Filled()
    own = factories.person("", is_superuser=True)
    mine = factories.live_story(by=own, section=filled.culture, headline="Ours alone")
    picture = f"/media/{filled.photo.uuid}/{filled.photo.renditions[0]['name']}"
    down = f"/{filled.down.address_date:%Y/%m/%d}/{filled.down.slug}/"
    short = f"/a/{filled.live.pk}/"

    def found() -> str:
        return client.get("/search/?q=eleven").content.decode()

    assert client.get(filled.path).status_code == 200 and filled.live.headline in found()
    shown = client.get(picture)
    shown.close()
    assert shown.status_code == 200
    assert client.get(down).status_code == 410
    kept = page_store.store()
    if kept is not None:
        assert kept.is_gone(down)
    remove(by=own)
    for path in (filled.path, picture, down, short, "/2019/old/", "/news/", f"/authors/{filled.author.slug}/"):
        assert client.get(path).status_code == 404, path
    assert filled.live.headline not in found()
    front = client.get("/").content.decode()
    assert "Ours alone" in front and filled.live.headline not in front
    assert client.get(f"/{mine.address_date:%Y/%m/%d}/{mine.slug}/").status_code == 200
    if kept is not None:
        assert not kept.is_gone(down) and kept.stale(filled.path) is None
    while work.run_once(NOW + DAY):
        pass
    assert client.get(filled.path).status_code == 404


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_removes_it_and_it_does_not_come_back(filled, own, capsys):
    factories.story(by=own, section=filled.culture)
    call_command("demo", remove=True)
    said = capsys.readouterr().out
    assert "Stories: 4 removed, 0 kept." in said and "Stories of your own: 1, as they were." in said
    assert "It is used by" in said and "Nobody can sign in now" not in said
    call_command("demo")
    assert "it is not added again" in capsys.readouterr().out and Article.objects.count() == 1
    with pytest.raises(CommandError, match="There is no sample newsroom here"):
        call_command("demo", remove=True)


def test_without_an_administrator_of_one_s_own_the_command_says_what_comes_next(filled, capsys):
    call_command("demo", remove=True)
    assert "manage.py setup" in capsys.readouterr().out


def test_a_start_names_the_sample_s_logins_while_there_are_some(filled, own, capsys, monkeypatch, settings):
    monkeypatch.setattr(serve.connections, "close_all", lambda: None)
    settings.DEMO = True
    serve.Command().announce()
    assert "Log in as: reporter, editor, photo, publisher, audience, admin" in capsys.readouterr().out
    settings.DEMO = False
    serve.Command().announce()
    assert "a password that everybody knows: reporter" in capsys.readouterr().out
    remove(by=own)
    settings.DEMO = True
    serve.Command().announce()
    said = capsys.readouterr().out
    assert "Log in as" not in said and "newsroom-demo" not in said and "reporter" not in said


def test_the_sample_is_not_filled_into_a_newsroom_that_was_set_up(db, capsys):
    factories.newsroom()
    call_command("demo")
    assert "not empty" in capsys.readouterr().out and not Article.objects.exists()


# --- all or nothing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["_remove_things", "_remove_words", "_remove_logins"])
def test_a_step_that_fails_leaves_all_of_it(filled, own, monkeypatch, step):
    def fail(plan):
        raise IntegrityError("the disk is full")

    monkeypatch.setattr(f"newsroom.sample.removal.{step}", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        remove(by=own)
    assert Article.objects.count() == 4 and Revision.objects.count() == 8 and record.is_there()
    assert User.objects.filter(username="admin").exists() and media.exists(filled.photo.original)


KILL = """
import os, signal, sys
import django
django.setup()
from django.utils import timezone
from newsroom import sample
from newsroom.lib.sample import record
from newsroom.sample import removal
name = sys.argv[1]
inner = getattr(removal, name) if hasattr(removal, name) else None
def die(*a, **k):
    if inner is not None and name != "after":
        inner(*a, **k)
    os.kill(os.getpid(), signal.SIGKILL)
if name == "after":
    removal.press.purge_all = die
else:
    setattr(removal, name, die)
sample.remove(by=None, now=timezone.now())
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "where, left", [("plan", 4), ("_remove_things", 4), ("_remove_words", 4), ("_remove_logins", 4), ("after", 0)]
)
def test_a_process_that_is_killed_leaves_all_of_it_or_nothing(where, left):
    from django.db import connection

    Filled()
    name = str(connection.settings_dict["NAME"])
    url = (
        f"sqlite:///{name}"
        if connection.vendor == "sqlite"
        else os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + name
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "DATABASE_URL": url}
    run = subprocess.run(
        [sys.executable, "-c", KILL, where], cwd=project.BASE_DIR, env=environment, capture_output=True
    )
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()
    assert Article.objects.count() == left and record.is_there() is bool(left)
    assert User.objects.filter(username="admin").exists() is bool(left)
    assert (Publication.objects.count(), Section.objects.count()) == ((3, 2) if left else (0, 0))
    for article in Article.objects.all():
        assert history.broken_versions(article) == []
