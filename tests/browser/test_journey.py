"""One live story from two desks to its end, in a real browser, as an editor and a reader see it.

Two people edit it; one publishes an update, the other meets both texts; an error is found and a correction goes out;
then the story is taken down. JOURNEY_PICTURES names a folder for a picture of each step.
"""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from articles import workflow
from articles.addresses import story_path
from articles.edition import edition
from articles.models import Article
from tests import factories

from .window import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PARAGRAPHS = (
    "The city’s night buses will run every hour from Saturday, after a trial that began in September.",
    "The last departure will be at half past midnight on all six routes, the transport office said on Sunday.",
    "Some 12 buses will be added to the night network, each with a driver and a second member of staff.",
)


@pytest.fixture
def live(lana) -> Article:
    story = factories.story(
        by=lana,
        headline="Night buses to run every hour",
        standfirst="A trial on two routes becomes a service on six, from Saturday on.",
        body="".join(f"<p>{text}</p>" for text in PARAGRAPHS),
        tags=["Transport"],
        photo=factories.photo(factories.picture((1200, 675))),
        credits=[{"author": factories.author("Lana Karim")}],
    )
    workflow.publish(by=lana, article=story, now=timezone.now(), override="test")
    story.refresh_from_db()
    return story


class Journey:
    def __init__(self) -> None:
        self.folder, self.number = os.environ.get("JOURNEY_PICTURES"), 0

    def picture(self, page, name: str) -> None:
        self.number += 1
        if self.folder:
            page.wait_for_timeout(250)
            page.screenshot(path=str(Path(self.folder) / f"{self.number:02}-{name}.png"), full_page=True)


def replace(window: Window, old: str, new: str) -> None:
    """Changes words of the body as a person does, in the editor; then leaves it to the page."""
    window.page.evaluate(
        """([before, after]) => {
          const editor = document.querySelector("desk-prose").editor;
          editor.commands.setContent(editor.getHTML().replace(before, after));
          editor.commands.focus("end");
        }""",
        [old, new],
    )
    window.page.keyboard.type(" ")
    window.page.keyboard.press("Backspace")


def test_a_story_from_two_desks_to_its_end(browser, served, lana, dilan, live):
    journey = Journey()
    address = served + story_path(edition("en"), live.address_date, live.slug)
    reader = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    reader.goto(address)
    assert "all six routes" in reader.inner_text("main")
    journey.picture(reader, "a-reader-reads-it")

    mine, other = Window(browser, served, lana), Window(browser, served, dilan)
    page_of = f"articles/article/{live.pk}/change/"
    mine.open(page_of)
    other.open(page_of)
    mine.page.wait_for_selector("desk-presence:has-text('Dilan has this open')", timeout=20_000)
    replace(mine, "on all six routes", "on five of the six routes")
    replace(other, "on all six routes", "on every route but the airport line")
    mine.page.wait_for_selector("desk-presence:has-text('Dilan has unsaved changes')", timeout=20_000)
    journey.picture(mine.page, "two-at-one-live-story")
    other.page.keyboard.press("Control+s")
    other.page.wait_for_selector("text=Saved as version")
    reader.reload()
    assert "all six routes" in reader.inner_text("main")  # what is saved stays at the desk

    other.page.click(".act-btns >> text=Publish changes")
    other.page.check("input[name=kind][value=update]")
    journey.picture(other.page, "what-changed-and-what-it-is")
    other.page.click(".foot .btn-go")
    other.page.wait_for_selector("text=Your changes are out")
    journey.picture(other.page, "the-update-is-out")
    reader.reload()
    assert "every route but the airport line" in reader.inner_text("main")
    journey.picture(reader, "a-reader-reads-the-update")

    mine.page.keyboard.press("Control+s")
    mine.page.wait_for_selector(".m-clash")
    journey.picture(mine.page, "both-texts-side-by-side")
    mine.page.check("input[value=theirs]")
    mine.page.click(".foot .btn-main")
    mine.page.wait_for_selector(".actbar")

    replace(mine, "Some 12 buses", "Some 14 buses")
    mine.page.keyboard.press("Control+s")
    mine.page.wait_for_selector("text=Saved as version")
    mine.page.click(".act-btns >> text=Publish changes")
    assert mine.page.locator(".found >> text=12").count() == 1  # a number changed: it is named
    mine.page.check("input[name=kind][value=correction]")
    mine.page.click(".foot .btn-go")
    mine.page.wait_for_selector("[role=alert]")  # nothing goes out without its note
    journey.picture(mine.page, "a-correction-needs-its-note")
    told = "An earlier version of this story said that 12 buses will be added. It is 14."
    mine.page.fill("textarea[name=note]", told)
    mine.page.check("input[name=place][value=top]")
    mine.page.click(".foot .btn-go")
    mine.page.wait_for_selector("text=Your changes are out")
    mine.page.wait_for_selector("text=Where it has arrived")
    journey.picture(mine.page, "each-channel")
    reader.reload()
    assert "It is 14." in reader.inner_text("main") and "Some 14 buses" in reader.inner_text("main")
    journey.picture(reader, "a-reader-reads-the-correction")
    reader.goto(served + "/corrections/")
    assert "It is 14." in reader.inner_text("main")
    journey.picture(reader, "the-page-of-corrections")

    mine.open(page_of)
    mine.page.click("text=Take down…")
    mine.page.fill("textarea[name=why]", "The transport office has called the plan off.")
    journey.picture(mine.page, "taking-it-down")
    mine.page.click(".foot .btn-bad")
    mine.page.wait_for_selector("text=Gone at all")
    assert mine.page.locator(".is-stop, .is-warn").count() == 0
    journey.picture(mine.page, "the-desk-has-looked-and-it-is-gone")
    answer = reader.goto(address)
    assert answer.status == 410 and "Some 14 buses" not in reader.inner_text("main")
    journey.picture(reader, "a-reader-finds-the-notice")
    reader.goto(served + "/")
    assert "Night buses" not in reader.inner_text("main")
    journey.picture(reader, "the-front-page-without-it")
    for window in (mine, other):
        window.close()
        assert [said for said in window.complaints if "409" not in said] == []
