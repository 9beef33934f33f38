"""The desk in a real browser: a story from filed copy to readers and back, by hand and by keys, in both directions."""

import pytest

from articles import workflow
from articles.models import Publication
from authors.models import User
from tests import factories

from .window import PASSWORD, Window, caret_at_the_start

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor():
    factories.newsroom()
    user = factories.person("publisher")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def filed(editor):
    return factories.story(by=editor, headline="Night buses return", standfirst="On Friday.")


def test_an_editor_takes_a_filed_story_to_its_readers_and_back(browser, served, editor, filed):
    window = Window(browser, served, editor)
    page = window.page
    page.click("text=Stories")
    page.click("text=Night buses return")
    page.fill("#id_headline", "Night buses return on Friday")
    page.click(".ProseMirror p")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("Fares stay the same.")
    assert page.inner_text("[data-saved]") == "Not saved yet"
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=Saved as version 2.")
    filed.refresh_from_db()
    assert filed.headline == "Night buses return on Friday"
    assert "<strong>Fares stay the same.</strong>" in filed.body

    page.click(".act-btns .btn-go")
    page.wait_for_url("**/verb/publish/")
    page.click(".foot .btn-go")
    page.wait_for_selector("text=Readers see it now.")
    with page.context.expect_page() as opened:
        page.click("text=Open the page")
    readers = opened.value
    readers.wait_for_load_state()
    assert readers.inner_text("h1").startswith("Night buses")
    assert "Fares stay the same." in readers.inner_text("article")

    page.fill("#id_standfirst", "From Friday on, until four.")
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=Saved as version")
    readers.reload()
    assert "until four." not in readers.inner_text("main p")  # private until it is published
    page.click("text=Publish changes…")
    page.check("[value=update]")
    page.click(".foot .btn-go")
    page.wait_for_selector("text=Your changes are out.")
    readers.reload()
    assert "From Friday on, until four." in readers.content()

    page.click("text=Take down…")
    page.fill("#id_why", "A name was wrong.")
    page.click(".foot .btn-bad")
    page.wait_for_selector("text=Taken down.")
    assert readers.reload().status == 410
    assert not Publication.objects.filter(visible_until=None).exists()
    window.close()
    assert window.complaints == []


def test_a_word_that_is_typed_and_not_saved_is_not_lost_by_a_colleague(browser, served, editor, filed):
    window = Window(browser, served, editor)
    window.open(f"articles/article/{filed.pk}/change/")
    workflow.save(
        by=factories.person("editor"), article=filed, fields={"kicker": "Transport"}, base_version=1, now=factories.NOW
    )
    window.page.fill("#id_headline", "Mine")
    window.page.keyboard.press("Control+s")
    window.page.wait_for_selector("text=Nothing is lost.")
    assert window.page.input_value("#id_headline") == "Mine"
    window.close()


def test_the_editor_keeps_what_the_sanitiser_allows_and_nothing_else(browser, served, editor, filed):
    body = (
        "<h2>What changes</h2><p>A <em>word</em>, H<sub>2</sub>O, <q>said</q> <cite>he</cite>, <bdi>نص</bdi>"
        ' <span lang="ar" dir="rtl">نص</span>.</p><ul><li><p>one</p></li></ul><ol><li><p>two</p></li></ol>'
        '<blockquote><p>quote</p></blockquote><aside class="pullquote"><p>pull</p></aside>'
        '<p><a href="https://example.org/">link</a> <a href="tel:+964">call</a></p>'
    )
    workflow.save(by=editor, article=filed, fields={"body": body}, base_version=1, now=factories.NOW)
    before = filed.body
    window = Window(browser, served, editor)
    window.open(f"articles/article/{filed.pk}/change/")
    caret_at_the_start(window.page, ".ProseMirror h2")
    window.page.keyboard.type("X")
    window.page.keyboard.press("Control+s")
    window.page.wait_for_selector("text=Saved as version 3.")
    filed.refresh_from_db()
    assert filed.body.replace(">XWhat", ">What") == before
    window.close()
    assert window.complaints == []


def test_the_whole_desk_is_reached_by_keys(browser, served, editor, filed):
    window = Window(browser, served, editor)
    page = window.page
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/articles/article/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.classList.contains('hed')")
    page.keyboard.press("/")
    page.keyboard.type("g s n")
    assert page.input_value("#searchbar") == "g s n"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 1
    page.keyboard.press("Escape")
    window.open(f"articles/article/{filed.pk}/change/")
    hidden = []
    for _stop in range(45):
        page.keyboard.press("Tab")
        hidden += page.evaluate(
            """() => {
              const at = document.activeElement, box = at.getBoundingClientRect();
              if (at === document.body || !box.width) return [];
              const x = Math.min(innerWidth - 2, Math.max(1, box.left + box.width / 2));
              const middle = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
              const y = Math.max(1, Math.min(innerHeight - 2, middle));
              const top = document.elementFromPoint(x, y);
              return top && (at.contains(top) || top.contains(at) || top.closest("label")?.control === at)
                ? [] : [at.outerHTML.slice(0, 80)];
            }"""
        )
    assert hidden == []
    window.close()


def test_the_focal_point_moves_by_keys_and_by_a_click(browser, served, editor):
    photo = factories.photo(factories.picture((300, 200)), by=editor)
    window = Window(browser, served, editor)
    window.open(f"articles/photo/{photo.pk}/change/")
    page = window.page
    page.focus(".dot-btn")
    for _press in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowUp")
    assert (page.input_value("#id_focal_x"), page.input_value("#id_focal_y")) == ("80", "49")
    page.locator(".stage img").click(position={"x": 10, "y": 10})
    assert int(page.input_value("#id_focal_x")) < 20
    window.close()
    assert window.complaints == []


PAGES = {
    "home": "", "stories": "articles/article/", "story": "articles/article/{story}/change/",
    "publish": "articles/article/{story}/verb/publish/", "photos": "articles/photo/",
    "photo": "articles/photo/{photo}/change/", "settings": "articles/newsroom/", "authors": "authors/author/",
    "new": "articles/article/add/",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "width, scheme, language",
    [(1440, "light", "en"), (1440, "dark", "ckb"), (390, "light", "ckb"), (390, "dark", "en")],
)
def test_every_screen_is_free_of_faults_for_assistive_technology_and_never_wider_than_the_window(
    browser, served, editor, filed, width, scheme, language
):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="not on this machine: axe").Axe()
    photo = factories.photo(factories.picture((300, 200)), by=editor)
    workflow.save(by=editor, article=filed, fields={"photo": photo}, base_version=1, now=factories.NOW)
    User.objects.filter(pk=editor.pk).update(desk_language=language)
    # axe writes styles of its own, so the policy rests while it looks
    window = Window(
        browser, served, editor, bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    faults = []

    def look(name: str) -> None:
        window.page.wait_for_timeout(150)
        for fault in axe.run(window.page).response["violations"]:
            faults.append((name, fault["id"], [node["target"] for node in fault["nodes"][:2]]))
        wide = window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            faults.append((name, "wider than the window", wide))

    for name, path in PAGES.items():
        window.open(path.format(story=filed.pk, photo=photo.pk))
        look(name)
    window.page.context.clear_cookies()
    window.open(f"login/?desk={language}")
    look("login")
    window.page.set_viewport_size({"width": 320, "height": 700})
    wide = window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    window.close()
    assert faults == [] and wide <= 0
