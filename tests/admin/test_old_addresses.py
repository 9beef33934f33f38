"""The desk's side of addresses that last: another one for a story, and many old ones at once."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import old_addresses, workflow
from articles.models import OldAddress, Section
from articles.models.section import RESERVED
from tests import factories

MANY = "/admin/articles/oldaddress/many/"


def verb(article) -> str:
    return f"/admin/articles/article/{article.pk}/verb/readdress/"


def sent(article, slug: str, shown: str = "") -> dict:
    return {"confirmed": "yes", "version": article.version, "slug": slug, "shown": shown}


# -- another address for a story


def test_the_new_address_is_shown_before_it_is_given_and_both_lead_there_afterwards(desk, client, people):
    article = factories.live_story(by=people["editor"], slug="old-name")
    editor, day = desk("editor"), article.address_date
    story = f"/admin/articles/article/{article.pk}/change/"
    assert "Change the web address…" in editor.get(story).content.decode()
    asked = editor.get(verb(article)).content.decode()
    assert f"/{day:%Y/%m/%d}/old-name/" in asked and 'value="old-name"' in asked
    shown = editor.post(verb(article), sent(article, "new-name")).content.decode()
    assert f"/{day:%Y/%m/%d}/new-name/" in shown and 'name="shown" value="new-name"' in shown
    assert client.get(f"/{day:%Y/%m/%d}/old-name/").status_code == 200
    answer = editor.post(verb(article), sent(article, "new-name", "new-name"), follow=True)
    assert "The old one leads there" in answer.content.decode()
    assert client.get(f"/{day:%Y/%m/%d}/old-name/")["Location"] == f"/{day:%Y/%m/%d}/new-name/"
    article.refresh_from_db()
    assert f"/{day:%Y/%m/%d}/old-name/" in editor.get(verb(article)).content.decode()


@pytest.mark.parametrize("slug", ["", "Not Latin", "عربي", "a--b", "x" * 81, "taken", "old-name", "../x", "<b>"])
def test_a_bad_address_comes_back_with_a_sentence_and_what_was_typed(desk, people, slug):
    factories.live_story(by=people["editor"], slug="taken")
    article = factories.live_story(by=people["editor"], slug="old-name")
    answer = desk("editor").post(verb(article), sent(article, slug, slug))
    assert answer.status_code == 200 and re.search(r'role="alert".*?<p>', answer.content.decode(), re.S)
    article.refresh_from_db()
    assert article.slug == "old-name"


def test_two_people_at_once_and_those_who_may_not(desk, people):
    article = factories.live_story(by=people["editor"])
    assert desk("editor").post(verb(article), sent(article, "first", "first")).status_code == 302
    assert desk("publisher").post(verb(article), sent(article, "second", "second")).status_code == 409
    article.refresh_from_db()
    assert "cannot be done" in desk("reporter").get(verb(article)).content.decode()
    desk("reporter").post(verb(article), sent(article, "third", "third"))
    article.refresh_from_db()
    assert article.slug == "first"


def test_it_is_offered_for_what_readers_know_and_for_nothing_else(desk, people):
    by = people["editor"]
    draft, down = factories.story(by=by), factories.live_story(by=by)
    workflow.take_down(by=by, article=down, why="test", now=factories.NOW)
    words = {a: desk("editor").get(f"/admin/articles/article/{a.pk}/change/").content.decode() for a in (draft, down)}
    assert [">Change the web address…" in words[a] for a in (draft, down)] == [False, True]


# -- many at once


def test_a_list_is_read_first_and_then_entered(desk, people):
    factories.section("news")
    text = "/x/y,news\n/x/z,/news/\n"
    shown = desk("editor").post(MANY, {"text": text, "read": "1"})
    assert "2 addresses will be entered." in shown.content.decode() and "Enter them" in shown.content.decode()
    assert not OldAddress.objects.exists()
    answer = desk("editor").post(MANY, {"text": text, "enter": "1"}, follow=True)
    assert "2 old addresses are entered." in answer.content.decode()
    assert {old.key for old in OldAddress.objects.all()} == {"/x/y", "/x/z"}


def test_a_file_is_read_into_the_field_so_that_it_can_be_mended(desk, people):
    factories.section("news")
    file = SimpleUploadedFile("old.csv", "﻿old;new\n/خبر/قديم/;news\n/x;nowhere\n".encode())
    page = desk("editor").post(MANY, {"text": "", "file": file, "enter": "1"}).content.decode()
    assert "/خبر/قديم/;news" in page and "One line is refused." in page and "Line 3:" in page
    assert "Leave out the lines" in page and not OldAddress.objects.exists()
    sent = {"text": "/خبر/قديم/;news\n/x;nowhere", "enter": "1", "without_refused": "on"}
    assert desk("editor").post(MANY, sent).status_code == 302
    assert OldAddress.objects.count() == 1


@pytest.mark.parametrize("data", [b"\xff\xfa\x00", b"", b"\x00\x00", b"\x89PNG\r\n"])
def test_a_file_that_is_no_list_is_told_in_a_sentence(desk, people, data):
    answer = desk("editor").post(MANY, {"text": "", "file": SimpleUploadedFile("x.csv", data), "read": "1"})
    assert answer.status_code in (200, 422)
    assert "will be entered" not in answer.content.decode() or "0 addresses" in answer.content.decode()


@pytest.mark.parametrize(("role", "status"), [("editor", 200), ("publisher", 200), ("reporter", 403), ("photo", 403)])
def test_who_may_enter_many(desk, role, status):
    assert desk(role).get(MANY).status_code == status
    assert desk(role).post(MANY, {"text": "/x/y,news", "enter": "1"}).status_code == (422 if status == 200 else 403)


def test_ten_old_addresses_on_the_list_cost_what_one_costs(desk, people):
    url = "/admin/articles/oldaddress/"

    def cost() -> int:
        old_addresses.enter(address=f"/x/{OldAddress.objects.count()}/", story=factories.live_story().uuid)
        with CaptureQueriesContext(connection) as seen:
            assert desk("editor").get(url).status_code == 200
        return len(seen)

    one = cost()
    assert [cost() for _ in range(9)][-1] == one


# -- words that no section may have


@pytest.mark.parametrize("slug", ["feed", "setup", "sitemap", "robots", "en", "ckb", "a", "archive", "2026"])
def test_reserved_words_are_refused_as_a_sections_address_by_form_and_database(db, slug):
    with pytest.raises(ValidationError, match=r"Choose another|begins with a letter"):
        Section(slug=slug, names={"en": "X"}).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.create(slug=slug, names={"en": "X"})


def test_every_fixed_word_of_the_addresses_is_reserved():
    from django.urls import get_resolver

    words = set()
    for pattern in get_resolver().url_patterns:
        for inner in [pattern] if str(pattern.pattern) else pattern.url_patterns:  # "": an app's own addresses
            first = str(inner.pattern).lstrip("^").partition("/")[0]
            if re.fullmatch(r"[a-z]+", first):
                words.add(first)
    assert {"admin", "authors", "healthz", "media"} <= words <= set(RESERVED)
