"""Two people at one story in a real browser: kept while typing, seen by each other, put together, compared, restored.

SHOTS names a folder for pictures of the screens.
"""

import os
from pathlib import Path

import pytest

from articles import workflow
from articles.models import Article, Draft, Revision
from authors.models import User
from tests import factories

from .window import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")
PARAGRAPHS = (
    "The city’s night buses will run every hour from Saturday, later than now, after a trial that began in September.",
    "Until now the last bus left the main square at 11 pm. The last departure will be at half past midnight on all six "
    "routes, the transport office said on Sunday.",
    "The trial covered two routes. Passenger counts kept by the office show that a third of the seats were taken after "
    "11 pm on weekdays, and most of them on Thursdays.",
    "Some 12 buses will be added to the night network, each with a driver and a second member of staff.",
)


def shot(window: Window, name: str) -> None:
    if SHOTS:
        window.page.wait_for_timeout(200)
        window.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.fixture
def filed(lana):
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    return factories.story(by=lana, headline="Night buses to run every hour", body=body, tags=["Transport"])


def page_of(story, more: str = "change/") -> str:
    return f"articles/article/{story.pk}/{more}"


def write(window: Window, paragraph: int, text: str) -> None:
    """Types at the end of one paragraph of the body."""
    window.page.click(f".ProseMirror p:nth-of-type({paragraph})")
    window.page.keyboard.press("End")
    window.page.keyboard.type(text)


def test_what_is_typed_is_kept_and_comes_back_after_a_crash(browser, served, lana, filed):
    window = Window(browser, served, lana)
    window.open(page_of(filed))
    write(window, 1, " Half a sentence")
    window.page.wait_for_selector("[data-saved]:has-text('Kept at')", timeout=15_000)
    assert Draft.objects.get().user == lana and Revision.objects.count() == 1
    window.close()  # as a crash does: nothing was saved
    again = Window(browser, served, lana)
    again.open(page_of(filed))
    assert "Half a sentence" in again.page.inner_text(".ProseMirror")
    assert again.page.locator("text=Your unsaved words of").count() == 1
    shot(again, "restored_1440_light_en")
    again.page.keyboard.press("Control+s")
    again.page.wait_for_selector("text=Saved as version 2.")
    assert not Draft.objects.exists()
    again.close()
    assert again.complaints == []


def test_a_session_that_ends_while_typing_is_said_and_the_text_is_there_afterwards(
    browser,
    served,
    lana,
    filed,
):
    window = Window(browser, served, lana)
    window.open(page_of(filed))
    write(window, 1, " Kept in time.")
    window.page.wait_for_selector("[data-saved]:has-text('Kept at')", timeout=15_000)
    cookies = window.page.context.cookies()
    window.page.context.clear_cookies()
    write(window, 1, " And later.")
    window.page.wait_for_selector("[data-saved]:has-text('You are signed out')", timeout=20_000)
    window.page.context.add_cookies(cookies)  # signed in again, in another window
    window.page.wait_for_selector("[data-saved]:has-text('Kept at')", timeout=20_000)
    assert "And later." in Draft.objects.get().fields["body"][0]
    window.close()


def test_two_people_see_each_other_and_their_texts_are_put_together(browser, served, lana, dilan, filed):
    mine, other = Window(browser, served, lana), Window(browser, served, dilan)
    mine.open(page_of(filed))
    other.open(page_of(filed))
    mine.page.wait_for_selector("desk-presence:has-text('Dilan has this open')", timeout=10_000)
    write(other, 3, " Dilan adds this.")
    mine.page.wait_for_selector("desk-presence:has-text('Dilan has unsaved changes')", timeout=10_000)
    shot(mine, "story_1440_light_en")
    other.page.keyboard.press("Control+s")
    other.page.wait_for_selector("text=Saved as version 2.")
    mine.page.wait_for_selector("desk-presence:has-text('Dilan saved version 2')", timeout=10_000)
    write(mine, 1, " Lana adds that.")
    mine.page.keyboard.press("Control+s")
    mine.page.wait_for_selector("text=Nothing is lost. Your text and version 2 of Dilan are put together")
    filed.refresh_from_db()
    assert "Dilan adds this." in filed.body and "Lana adds that." in filed.body
    other.close()
    mine.page.wait_for_selector("desk-presence:has-text('Nobody else')", timeout=20_000)
    mine.close()
    assert mine.complaints == other.complaints == []


def both_change_the_second(window: Window, dilan: User, filed: Article) -> None:
    """Opens the story, lets Dilan save meanwhile, and saves: the clash page."""
    window.open(page_of(filed))
    theirs = filed.body.replace("half past midnight on all six routes", "12:30 am on every route but the airport line")
    theirs = theirs.replace("most of them", "two thirds")
    workflow.save(
        by=dilan, article=Article.objects.get(pk=filed.pk), fields={"body": theirs, "tags": ["Transport", "Night"]},
        base_version=1, now=factories.NOW,
    )  # fmt: skip
    page = window.page
    page.fill("#id_headline", "Night buses to run every 30 minutes")
    page.evaluate(
        """() => {
          const field = document.querySelector("textarea[name=body]");
          const editor = document.querySelector("desk-prose").editor;
          editor.commands.setContent(field.value.replace("all six", "five of the six").replace("12 buses", "14 buses"));
          editor.commands.focus();
        }"""
    )
    page.keyboard.type(" ")
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".m-clash")


def test_the_same_paragraph_shows_both_texts_and_the_button_says_what_it_does(
    browser,
    served,
    lana,
    dilan,
    filed,
):
    window = Window(browser, served, lana)
    both_change_the_second(window, dilan, filed)
    page = window.page
    button = page.locator(".foot .btn-main")
    assert page.locator(".m-clash").count() == 1 and button.inner_text() == "Choose at each place"
    page.focus("input[value=mine]")
    page.keyboard.press("Space")
    assert button.inner_text() == "Save the story with your text"
    page.keyboard.press("ArrowRight")
    assert button.inner_text() == "Save the story with the text of Dilan"
    shot(window, "clash_1440_light_en")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert button.inner_text() == "Save the story with your new text"
    page.fill("textarea[name^=own_]", "The last departure will be at 12:30 am on five routes.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=are put together as version")
    filed.refresh_from_db()
    for text in ("at 12:30 am on five routes.", "two thirds", "14 buses"):
        assert text in filed.body
    assert filed.headline == "Night buses to run every 30 minutes"
    assert factories.kinds(filed) == ["saved", "saved", "kept", "merged"]
    page.click(".act-btns >> text=History")
    page.wait_for_selector("text=Lana’s text")
    page.check("input[name=from][value='1']")
    page.click("text=Compare")
    page.wait_for_selector(".read ins")
    shot(window, "history_1440_light_en")
    page.click("text=Restore version 1")
    page.wait_for_selector("text=Version 1 is back, as version 5.")
    window.close()
    assert window.complaints == ["Failed to load resource: the server responded with a status of 409 (Conflict)"]


def test_without_javascript_two_texts_are_decided_all_the_same(browser, served, lana, dilan, filed):
    window = Window(browser, served, lana, java_script_enabled=False)
    window.open(page_of(filed))
    workflow.save(
        by=dilan, article=Article.objects.get(pk=filed.pk), fields={"headline": "Theirs"}, base_version=1,
        now=factories.NOW,
    )  # fmt: skip
    page = window.page
    page.fill("#id_headline", "Mine")
    page.click(".act-btns >> text=Save")
    page.wait_for_selector(".m-clash")
    page.check("input[value=mine]")
    page.click("text=Save the story as you chose")
    page.wait_for_selector("text=are put together as version 3")
    filed.refresh_from_db()
    assert filed.headline == "Mine"
    window.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "width, scheme, language",
    [(1440, "light", "en"), (1440, "dark", "ckb"), (390, "light", "ar"), (390, "dark", "en")],
)
def test_the_new_screens_have_no_faults_and_are_never_wider_than_the_window(
    browser,
    served,
    lana,
    dilan,
    filed,
    width,
    scheme,
    language,
):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="not on this machine: axe").Axe()
    User.objects.filter(pk=lana.pk).update(desk_language=language)
    window = Window(
        browser, served, lana, bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    faults: list = []

    def look(name: str) -> None:
        window.page.wait_for_timeout(150)
        for fault in axe.run(window.page).response["violations"]:
            faults.append((name, fault["id"], [node["target"] for node in fault["nodes"][:2]]))
        for at in (width, 320):
            window.page.set_viewport_size({"width": at, "height": 900})
            wide = window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                faults.append((name, at, "wider than the window", wide))
        window.page.set_viewport_size({"width": width, "height": 900})
        shot(window, f"{name}_{width}_{scheme}_{language}")

    both_change_the_second(window, dilan, filed)
    window.page.check("input[value=mine]")
    look("clash")
    window.page.click(".foot .btn-main")
    window.page.wait_for_selector(".actbar")
    for number in range(5):
        fresh = Article.objects.get(pk=filed.pk)
        body = fresh.body.replace("14 buses", f"14 buses ({number})")
        workflow.save(by=dilan, article=fresh, fields={"body": body}, base_version=99, now=factories.NOW)
    fresh = Article.objects.get(pk=filed.pk)
    workflow.publish(by=lana, article=fresh, now=factories.NOW, override="test")
    workflow.save(by=dilan, article=fresh, fields={"kicker": "Transport"}, base_version=99, now=factories.NOW)
    window.open(page_of(filed, "versions/?from=1&to=3"))
    look("history")
    workflow.lock(by=dilan, article=fresh, now=factories.NOW)
    window.open(page_of(filed))
    look("story")
    window.close()
    assert faults == []
