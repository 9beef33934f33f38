"""What is typed at the desk stays in the browser until the server has it, and is nobody else's."""

from datetime import datetime, timedelta

import pytest

from articles.edition import edition
from articles.models import Article
from tests import factories

from .window import PASSWORD, PHONE, Window, kept, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_change_is_kept_offered_after_a_reload_and_let_go_once_it_is_saved(browser, served, reporter):
    story = factories.story(by=reporter, headline="Night buses return")
    window = Window(browser, served, reporter, timezone_id="Pacific/Auckland")  # far from the newsroom
    page = window.page
    window.open(f"articles/article/{story.pk}/change/")
    page.fill("#id_headline", "Night buses return on Friday")
    page.click(".ProseMirror p")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Fares stay.")
    said = page.wait_for_selector("text=Kept in this browser at").inner_text()
    now = datetime.now(edition().zone)  # the desk has one clock, wherever its people are
    assert any(f"{now - timedelta(minutes=n):%H:%M}" in said for n in (0, 1)), said
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.click("text=Put it back")
    assert page.input_value("#id_headline") == "Night buses return on Friday"
    assert "Fares stay." in page.inner_text(".ProseMirror")
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=Saved as version 2.")
    story.refresh_from_db()
    assert "Fares stay." in story.body
    page.wait_for_timeout(300)
    assert kept(page) == [] and not page.is_visible("text=and not saved.")
    window.close()
    assert window.complaints == []


def test_a_lost_session_loses_nothing(browser, served, reporter):
    story = factories.story(by=reporter, headline="Night buses return")
    window = Window(browser, served, reporter)
    page = window.page
    window.open(f"articles/article/{story.pk}/change/")
    page.fill("#id_headline", "Mine")
    page.context.clear_cookies()
    page.keyboard.press("Control+s")
    page.wait_for_selector("#id_username, .empty-h")
    page.goto(f"{served}/admin/login/?next=/admin/articles/article/{story.pk}/change/")
    page.fill("#id_username", reporter.username)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.click("text=Put it back")
    assert page.input_value("#id_headline") == "Mine"
    window.close()


def test_without_a_line_a_save_stays_on_the_page_and_says_so(browser, served, reporter):
    story = factories.story(by=reporter, headline="Night buses return")
    window = Window(browser, served, reporter)
    page = window.page
    window.open(f"articles/article/{story.pk}/change/")
    page.fill("#id_headline", "Mine")
    page.context.set_offline(True)
    page.click(".act-btns >> text=Save")
    page.wait_for_selector("text=Not saved: no connection. Your text is kept in this browser.")
    page.context.set_offline(False)
    page.click(".act-btns >> text=Save")
    page.wait_for_selector("text=Saved as version 2.")
    window.close()


def test_nobody_sees_or_sends_what_another_person_typed_and_sign_out_asks_and_clears(browser, served, reporter):
    other = factories.person("reporter")
    other.set_password(PASSWORD)
    other.save()
    window = Window(browser, served, reporter, **PHONE)
    page = window.page
    window.open("articles/article/add/")
    page.fill("#id_headline", "A secret of Lana’s")
    page.wait_for_selector("text=Kept in this browser at")
    page.context.clear_cookies()  # the session ends, nobody signed out
    sign_in(page, served, other)
    window.open("articles/article/add/")
    page.wait_for_timeout(500)
    assert "secret" not in page.content() and Article.objects.count() == 0
    page.fill("#id_headline", "Mine")
    page.wait_for_selector("text=Kept in this browser at")
    page.tap("details.menu summary")
    page.tap("text=Sign out")
    page.wait_for_selector("dialog#unsent[open] >> text=Mine")
    page.tap("text=Stay signed in")
    assert page.input_value("#id_headline") == "Mine"
    page.tap("details.menu summary")
    page.tap("text=Sign out")
    page.tap("text=Discard and sign out")
    page.wait_for_url("**/logout/")
    assert [text["fields"]["headline"] for text in kept(page)] == [["A secret of Lana’s"]]
    sign_in(page, served, reporter)
    window.open("articles/article/add/")
    page.wait_for_selector("text=A secret of Lana’s")
    window.close()
