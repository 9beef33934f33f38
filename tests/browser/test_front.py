"""The desk of a front in a real browser: dragged by mouse and by thumb, stepped by keyboard, without any script too."""

import pytest
from django.utils import timezone

from articles import fronts, workflow
from articles.models import FrontPlan
from tests import factories
from tests.factories import HOUR

from .window import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EN = "/admin/articles/front/en/"


@pytest.fixture
def front(lana):
    """Four stories on top, the last one first."""
    now = timezone.now()
    stories = [factories.live_story(by=lana, now=now - n * HOUR, headline=f"Story {n}") for n in range(1, 5)]
    for n, story in enumerate(stories):
        workflow.put_on_top(by=lana, article=story, now=now - (20 - n) * factories.MINUTE)
    return stories


def order(part: str = "top") -> list[str]:
    plan = fronts.read(FrontPlan.objects.get(visible_until=None).plan)
    found = fronts.container(plan, part)
    return [pin.story for pin in found.pins] if found else []


def keys(*stories) -> list[str]:
    return [str(story.uuid) for story in stories]


def middle(page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_long_headline_in_the_undo_does_not_burst_the_story_page(browser, served, lana, front):
    story = factories.live_story(by=lana, now=timezone.now(), headline="Three Saturdays in a row the market " * 3)
    change = workflow.put_on_top(by=lana, article=story, now=timezone.now())
    window = Window(browser, served, lana)
    page = window.page
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{served}/admin/articles/article/{story.pk}/change/")
        undo = page.locator(f"button[name=undo][value='{change.number}']")
        inside = "node => node.getBoundingClientRect().width <= node.closest('section').getBoundingClientRect().width"
        assert undo.evaluate(inside)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("button[name=where][value=section]").click()
    said = page.locator(".messages")
    said.get_by_role("button", name="Undo").click()
    assert "Undone." in said.inner_text()
    window.close()


EDGES = """selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return [box.left, box.right, box.top, box.bottom].map(Math.round);
}"""


def test_breaking_news_and_the_desks_note_keep_to_the_column(browser, served, lana, front):
    workflow.put_banner_up(by=lana, language="en", text="The bridge is open", now=timezone.now())
    window = Window(browser, served, lana)
    page = window.page
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(served)
        left, right, *_ = page.evaluate(EDGES, ".sections")
        assert page.evaluate(EDGES, ".banner p")[:2] == [left, right]  # which has the lines
        page.goto(f"{served}{EN}preview/")
        note = page.evaluate(EDGES, "main .banner p")
        assert note[:2] == [left, right]
        below = page.evaluate("document.querySelector('main > .banner').nextElementSibling.getBoundingClientRect().top")
        assert below - note[3] >= 16
    window.close()


def test_a_story_is_dragged_by_mouse_and_stepped_by_keyboard(browser, served, lana, front):
    window = Window(browser, served, lana)
    page = window.page
    page.goto(served + EN)
    x, y = middle(page, f"[data-story='{front[3].uuid}'] .grip")
    below = page.locator(f"[data-story='{front[1].uuid}']").bounding_box()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 20, steps=3)
    page.mouse.move(x, below["y"] + below["height"] * 0.8, steps=6)
    with page.expect_navigation():
        page.mouse.up()
    assert order() == keys(front[2], front[1], front[3], front[0])
    assert "Moved there." in page.inner_text(".messages")

    page.focus(f"[data-story='{front[0].uuid}'] button[value=up]")
    for step in (1, 2):  # the focus stays where it was, so that one may go on pressing
        with page.expect_response(lambda answer: "did=up" in answer.url):
            page.keyboard.press("Enter")
        page.wait_for_load_state()
        if step == 1:
            page.wait_for_selector(f"[data-story='{front[0].uuid}'] button[value=up]:focus")
    assert order() == keys(front[2], front[0], front[1], front[3])

    x, y = middle(page, f"[data-story='{front[2].uuid}'] .grip")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 150, steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert order() == keys(front[2], front[0], front[1], front[3]) and page.url.startswith(served + EN)
    assert window.complaints == []


def test_a_thumb_drags_a_story_at_its_handle(browser, served, lana, front):
    window = Window(browser, served, lana, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = window.page
    page.goto(served + EN)
    grip = f"[data-story='{front[3].uuid}'] .grip"
    page.locator(grip).scroll_into_view_if_needed()
    x, y = middle(page, grip)
    below = page.locator(f"[data-story='{front[1].uuid}']").bounding_box()
    thumb = page.context.new_cdp_session(page)

    def touch(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        thumb.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", x, y)
    for step in range(1, 7):
        touch("touchMove", x, y + (below["y"] + below["height"] * 0.8 - y) * step / 6)
    with page.expect_navigation():
        touch("touchEnd")
    assert order() == keys(front[2], front[1], front[3], front[0])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_all_of_it_works_without_scripts(browser, served, lana, front):
    window = Window(browser, served, lana, java_script_enabled=False)
    page = window.page
    page.goto(served + EN)
    assert not page.locator(".grip").first.is_visible()
    page.click(f"[data-story='{front[0].uuid}'] button[value=top]")
    assert order()[0] == str(front[0].uuid) and "It is on top." in page.inner_text(".messages")
    page.click(".fundo button")
    assert order() == keys(front[3], front[2], front[1], front[0])
