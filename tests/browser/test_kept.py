"""What is typed at the desk stays in the browser until the server has it, and is nobody else's."""

from datetime import datetime, timedelta

import pytest

from articles.edition import edition
from articles.models import Article, Draft
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
    page.context.route("**/draft/", lambda route: route.abort())  # the desk hears nothing: only the browser keeps it
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
    page.tap("details.mine summary")
    page.tap("text=Sign out")
    page.wait_for_selector("dialog#unsent[open] >> text=Mine")
    page.tap("text=Stay signed in")
    assert page.input_value("#id_headline") == "Mine"
    page.tap("details.mine summary")
    page.tap("text=Sign out")
    page.tap("text=Discard and sign out")
    page.wait_for_url("**/logout/")
    assert [text["fields"]["headline"] for text in kept(page)] == [["A secret of Lana’s"]]
    sign_in(page, served, reporter)
    window.open("articles/article/add/")
    page.wait_for_selector("text=A secret of Lana’s")
    window.close()


def type_at_the_end(page, text: str) -> None:
    page.click(".ProseMirror p")
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def kept_at_the_desk(page, text: str) -> Draft:
    """Waits until the desk has the text."""
    for _try in range(100):
        row = Draft.objects.order_by("-kept_at").first()
        if row and text in row.fields["body"][0]:
            return row
        page.wait_for_timeout(100)
    raise AssertionError(f"the desk never kept “{text}”")


def test_a_text_put_back_is_kept_at_the_desk_again_under_the_new_page_s_name(browser, served, reporter):
    story = factories.story(by=reporter, headline="Night buses return")
    window = Window(browser, served, reporter)
    page = window.page
    page.on("dialog", lambda dialog: dialog.accept())
    window.open(f"articles/article/{story.pk}/change/")
    for text in (" One.", " Two.", " Three."):  # the desk counts the page's keepings
        type_at_the_end(page, text)
        before = kept_at_the_desk(page, text)
    assert before.turn == 3
    page.context.route("**/draft/", lambda route: route.abort())
    page.evaluate("navigator.sendBeacon = () => true")  # as in a crash: the desk hears no last word
    type_at_the_end(page, " Four.")
    page.wait_for_selector("[data-saved]:has-text('Kept in this browser at')")
    page.reload()
    page.context.unroute("**/draft/")
    assert "Three." in page.inner_text(".ProseMirror") and "Four." not in page.inner_text(".ProseMirror")
    page.click("text=Put it back")
    assert "Four." in page.inner_text(".ProseMirror")
    type_at_the_end(page, " Five.")
    after = kept_at_the_desk(page, " Four. Five.")
    assert after.pk == before.pk and after.window != before.window and Draft.objects.count() == 1
    page.wait_for_selector("[data-saved]:has-text('Kept at')")
    window.close()


def test_what_the_desk_has_brought_back_already_is_not_offered_a_second_time(browser, served, reporter):
    story = factories.story(by=reporter, headline="Night buses return", tags=["Transport"])
    window = Window(browser, served, reporter)
    page = window.page
    page.on("dialog", lambda dialog: dialog.accept())
    window.open(f"articles/article/{story.pk}/change/")
    page.fill("#id_headline", "Night buses return on Friday")
    type_at_the_end(page, " Fares stay.")
    kept_at_the_desk(page, "Fares stay.")
    assert len(kept(page)) == 1 and not {"window", "draft"} & set(kept(page)[0]["fields"])
    page.reload()
    page.wait_for_selector("text=Your unsaved words of")
    page.wait_for_timeout(500)
    assert page.locator("[data-back]").count() == 0
    assert len(kept(page)) == 1  # this page’s own: the old one is let go
    window.close()
    assert window.complaints == []


def test_the_page_says_in_one_place_where_the_text_is(browser, served, reporter):
    story = factories.story(by=reporter, headline="Night buses return")
    window = Window(browser, served, reporter)
    page = window.page
    window.open(f"articles/article/{story.pk}/change/")
    said = "[data-saved] [data-text]"
    page.fill("#id_headline", "Mine")
    assert page.inner_text(said) == "Not saved yet"
    page.wait_for_selector("[data-saved]:has-text('Kept in this browser at')")
    page.wait_for_selector("[data-saved]:has-text('Kept at')")
    page.wait_for_timeout(1500)  # nothing that the browser says takes it back
    assert "Kept at" in page.inner_text(said) and "Kept at" in page.inner_text("[data-aloud]")
    page.context.set_offline(True)
    page.fill("#id_headline", "Mine and more")
    page.wait_for_selector("[data-saved]:has-text('Not saved: no connection. Your text is kept in this browser.')")
    assert "no connection" in page.inner_text("[data-aloud]")
    page.context.set_offline(False)
    page.wait_for_selector("[data-saved]:has-text('Kept at')")
    window.close()
