"""From a phone: what is typed stays in the browser, and reaches the desk over a line that breaks, once and whole."""

import contextlib
import hashlib
import io
import os
import random
import signal
import time
from pathlib import Path

import pytest
from PIL import Image

from articles import incoming, photos, workflow
from articles.models import Article, Photo, SentPhoto
from authors.models import User
from tests import factories

from .window import PASSWORD, PHONE, Window, kept, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SLOW_3G = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
CUT = {**SLOW_3G, "offline": True}
TEXT = "The fire began at noon in the old bazaar.\nNobody was hurt, the brigade says: “We were here in ten minutes.”"


# PROVE=full sends pictures of three megabytes over the slow line, as a phone's are; every day they have half of it.
FULL = os.environ.get("PROVE") == "full"
SIZE, LEAST, MOST = ((2100, 1400), 2.5e6, 4e6) if FULL else ((1600, 1070), 1.4e6, 2.4e6)


def drawn(seed: int, size: tuple[int, int] = SIZE) -> bytes:
    """A picture that no encoder makes small: noise over a drawing."""
    chance = random.Random(seed)
    noise = Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3))
    out = io.BytesIO()
    Image.blend(Image.open(io.BytesIO(factories.picture(size))), noise, 0.7).save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.fixture
def pictures(tmp_path) -> list[Path]:
    files = []
    for number in (1, 2):
        path = tmp_path / f"IMG_{number}.jpg"
        path.write_bytes(drawn(number))
        files.append(path)
    return files


def until(page, what: str, seconds: float = 20) -> None:
    """Waits until the page's status says `what`."""
    page.wait_for_function(
        "(what) => document.querySelector('desk-outgoing')?.innerText.includes(what)", arg=what, timeout=seconds * 1000
    )


def begin(window: Window, headline: str = "Fire in the bazaar", text: str = TEXT) -> None:
    window.open("articles/article/add/")
    window.page.fill("#id_headline", headline)
    window.page.fill("#id_text", text)


def choose(page, files: list[Path]) -> None:
    page.set_input_files("input[type=file]:not([capture])", [str(file) for file in files])
    page.wait_for_function("(n) => document.querySelectorAll('.takens li').length === n", arg=len(files))


def test_a_story_with_photos_is_filed_from_a_phone(browser, served, reporter, pictures):
    window = Window(browser, served, reporter, **PHONE)
    page = window.page
    begin(window)
    assert page.is_visible("#id_section") and not page.is_visible("#id_slugline")
    page.tap("label.more")
    assert page.is_visible("#id_slugline")
    choose(page, pictures)
    page.tap("text=Send to desk")
    until(page, "2 of 2 photos sent.", 60)
    story = Article.objects.get()
    assert story.step == Article.Step.SUBMITTED and "in ten minutes" in story.body and story.body.count("<p ") == 2
    sent = list(story.sent_photos.all())
    assert [row.sha256 for row in sent] == [hashlib.sha256(file.read_bytes()).hexdigest() for file in pictures]
    assert story.photo == sent[0].photo and sent[1].photo is not None
    assert kept(page) == []
    page.tap("desk-outgoing >> text=Open the story")
    page.wait_for_selector("#r-sent")
    window.close()
    assert window.complaints == []


@pytest.mark.slow
def test_slow_3g_and_the_line_cut_twenty_times_nothing_is_lost(browser, served, reporter, pictures, monkeypatch):
    came, whole = [], []
    add, prepare = incoming.add, photos.prepare

    def counted(sent, offset, piece, now):
        add(sent, offset, piece, now)
        came.append(len(piece))

    def seen(data, *more):
        whole.append(hashlib.sha256(data).hexdigest())
        return prepare(data, *more)

    monkeypatch.setattr(incoming, "add", counted)
    monkeypatch.setattr(photos, "prepare", seen)
    sizes = [file.stat().st_size for file in pictures]
    assert all(LEAST < size < MOST for size in sizes)

    window = Window(browser, served, reporter, **PHONE)
    page, chance = window.page, random.Random(20)
    window.open("articles/article/add/")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW_3G)
    cuts = 0

    def cut(most: float = 2.0) -> None:
        nonlocal cuts
        wire.send("Network.emulateNetworkConditions", CUT)
        page.wait_for_timeout(chance.uniform(0.2, most) * 1000)
        wire.send("Network.emulateNetworkConditions", SLOW_3G)
        cuts += 1

    page.fill("#id_headline", "Fire in the bazaar")
    cut()
    page.type("#id_text", TEXT, delay=2)
    cut()
    choose(page, pictures)
    wire.send("Network.emulateNetworkConditions", CUT)
    cuts += 1
    page.tap("text=Send to desk")
    until(page, "It is sent as soon as there is a line")
    page.wait_for_timeout(1500)
    assert Article.objects.count() == 0
    wire.send("Network.emulateNetworkConditions", SLOW_3G)
    while cuts < 20:
        page.wait_for_timeout(chance.uniform(0.3, 9) * 1000)
        cut()
    at_the_last_cut = sum(came)
    until(page, "2 of 2 photos sent.", 400)

    story = Article.objects.get()
    assert story.step == Article.Step.SUBMITTED and story.headline == "Fire in the bazaar"
    assert [line in story.body for line in TEXT.splitlines()] == [True, True]
    sent = list(story.sent_photos.all())
    assert [(row.state, row.size) for row in sent] == [("done", size) for size in sizes]
    assert whole == [hashlib.sha256(file.read_bytes()).hexdigest() for file in pictures]
    assert Photo.objects.count() == 2 and story.photo == sent[0].photo
    assert sum(came) == sum(sizes), "a byte that the server had was sent again"
    assert 0 < at_the_last_cut < sum(sizes), "the cuts fell before or after the photos"
    assert factories.kinds(story)[:2] == ["saved", "submitted"] and kept(page) == []
    window.close()


def test_without_a_line_the_story_waits_and_goes_by_itself_once(browser, served, reporter):
    window = Window(browser, served, reporter, **PHONE)
    page = window.page
    begin(window)
    page.context.set_offline(True)
    page.tap("text=Send to desk")
    until(page, "It is sent as soon as there is a line")
    assert [text["wanted"] for text in kept(page)] == ["desk"]
    page.tap("desk-outgoing >> text=Change it")
    page.fill("#id_headline", "Fire in the old bazaar")
    page.tap("text=Send to desk")
    until(page, "It is sent as soon as there is a line")
    page.context.set_offline(False)
    until(page, "It is with the desk.", 30)
    story = Article.objects.get()
    assert story.step == Article.Step.SUBMITTED and story.headline == "Fire in the old bazaar"
    window.close()


def test_an_answer_that_was_lost_makes_no_second_story(browser, served, reporter):
    window = Window(browser, served, reporter, **PHONE)
    page, lost = window.page, []

    def lose(route):
        if len(lost) < 2:
            lost.append(route.fetch().status)  # it arrives; its answer does not
            route.abort()
        else:
            route.continue_()

    page.route("**/article/send/", lose)
    begin(window)
    page.tap("text=Send to desk")
    until(page, "It is with the desk.", 40)
    assert lost == [200, 200] and Article.objects.count() == 1
    assert factories.kinds(Article.objects.get()) == ["saved", "submitted"]
    window.close()


class Profile:
    """A browser whose memory outlives it: calling it opens it again, `kill` ends it as a crash does."""

    def __init__(self, tool, chromium: str, folder: Path):
        self.tool, self.chromium, self.folder = tool, chromium, folder

    def __call__(self):
        self.context = self.tool.chromium.launch_persistent_context(
            str(self.folder), executable_path=self.chromium, args=["--no-sandbox"], **PHONE
        )
        return self.context

    def kill(self) -> None:
        mark = f"--user-data-dir={self.folder}".encode()
        for process in Path("/proc").iterdir():
            # Processes end while one looks; those of other people may not be looked at.
            with contextlib.suppress(OSError):
                if process.name.isdigit() and mark in (process / "cmdline").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)
        with contextlib.suppress(Exception):
            self.context.close()  # it is gone already


@pytest.fixture
def profile(chromium, tool, tmp_path):
    opened = Profile(tool, chromium, tmp_path / "profile")
    yield opened
    opened.kill()


@pytest.mark.slow
def test_killed_while_typing_the_text_and_the_photo_are_back(profile, served, reporter, pictures):
    page = profile().new_page()
    sign_in(page, served, reporter)
    page.goto(f"{served}/admin/articles/article/add/")
    page.fill("#id_headline", "Fire in the bazaar")
    page.type("#id_text", TEXT, delay=5)
    choose(page, pictures[:1])
    page.wait_for_selector("text=Kept in this browser at")
    time.sleep(1.5)
    profile.kill()

    page = profile().new_page()
    sign_in(page, served, reporter)  # a browser writes cookies down later than it dies
    page.wait_for_selector("desk-outgoing >> text=and not saved.")
    page.goto(f"{served}/admin/articles/article/add/")
    page.wait_for_selector("desk-kept >> text=and not saved.")
    assert page.input_value("#id_text") == ""  # nothing is put back unasked
    page.tap("text=Put it back")
    page.wait_for_selector(".takens li")
    assert page.input_value("#id_headline") == "Fire in the bazaar" and page.input_value("#id_text") == TEXT
    page.tap("text=Send to desk")
    until(page, "1 of 1 photos sent.", 60)
    assert Article.objects.get().photo is not None
    assert SentPhoto.objects.get().sha256 == hashlib.sha256(pictures[0].read_bytes()).hexdigest()


@pytest.mark.slow
def test_queued_and_the_browser_closed_it_goes_when_the_desk_is_opened_again(profile, served, reporter):
    page = profile().new_page()
    sign_in(page, served, reporter)
    page.goto(f"{served}/admin/articles/article/add/")
    page.fill("#id_headline", "Fire in the bazaar")
    page.fill("#id_text", TEXT)
    page.context.set_offline(True)
    page.tap("text=Send to desk")
    until(page, "It is sent as soon as there is a line")
    profile.kill()
    assert Article.objects.count() == 0
    page = profile().new_page()
    sign_in(page, served, reporter)
    until(page, "It is with the desk.", 30)
    assert Article.objects.get().step == Article.Step.SUBMITTED


def test_a_line_that_breaks_between_text_and_photos_is_told_as_it_is(browser, served, reporter, pictures):
    window = Window(browser, served, reporter, **PHONE)
    page = window.page
    page.route("**/incoming/**", lambda route: route.abort())
    begin(window)
    choose(page, pictures[:1])
    page.tap("text=Send to desk")
    until(page, "It is with the desk. Its photos are kept in this browser")
    assert not page.is_visible("text=Change it")
    story = Article.objects.get()
    other = Window(browser, served, reporter)
    other.open(f"articles/article/{story.pk}/change/")
    other.page.wait_for_selector("#r-sent >> text=Sent with the story")
    assert "nothing of it is here yet" in other.page.inner_text("section:has(#r-sent)")
    other.close()
    page.unroute("**/incoming/**")
    until(page, "1 of 1 photos sent.", 60)
    window.close()


def test_what_is_no_picture_is_said_and_the_rest_arrives(browser, served, reporter, pictures, tmp_path):
    wrong = tmp_path / "notes.jpg"
    wrong.write_bytes(b"not a picture " * 100)
    window = Window(browser, served, reporter, **PHONE)
    page = window.page
    begin(window)
    choose(page, [wrong, pictures[0]])
    page.tap("text=Send to desk")
    until(page, "notes.jpg: This is not a picture that can be read.", 60)
    story = Article.objects.get()
    assert "1 of 2 photos sent." in page.inner_text("desk-outgoing")
    assert story.photo == story.sent_photos.last().photo is not None
    window.close()


def test_a_story_that_cannot_be_taken_comes_back_with_the_reason_and_everything_typed(browser, served, reporter):
    window = Window(browser, served, reporter, **PHONE)
    page = window.page
    begin(window, text="")
    page.tap("text=Send to desk")
    page.wait_for_selector("text=The story has no text yet.")
    page.fill("#id_text", TEXT)
    page.fill("#id_headline", "x" * 301)
    page.evaluate("document.querySelector('#id_headline').removeAttribute('maxlength')")
    page.fill("#id_headline", "x" * 301)
    page.tap("text=Send to desk")
    page.wait_for_selector("[data-wrong] >> text=Headline:")
    assert page.input_value("#id_text") == TEXT and Article.objects.count() == 0
    page.fill("#id_headline", "Fire")
    page.tap("text=Send to desk")
    until(page, "It is with the desk.")
    window.close()


def test_a_desk_publishes_and_takes_down_by_thumb(browser, served):
    factories.newsroom()
    user = factories.person("publisher")
    user.set_password(PASSWORD)
    user.save()
    photo = factories.photo(factories.picture((300, 200)), by=user)
    story = factories.story(by=user, headline="Night buses return", photo=photo)
    workflow.submit(by=user, article=story, now=factories.NOW)
    window = Window(browser, served, user, **PHONE)
    page = window.page
    page.tap(".wait >> text=Edit")
    page.wait_for_selector(".thumb")
    small = page.evaluate(
        "[...document.querySelectorAll('.thumb .btn')].filter(b => b.getBoundingClientRect().height < 44).length"
    )
    assert small == 0 and not page.is_visible(".nexts .btn:not(.by-hand)")
    page.tap(".thumb >> text=Publish now")
    page.tap(".foot .btn-go")
    page.wait_for_selector("text=Readers see it now.")
    page.tap(".thumb >> text=Take down")
    page.fill("#id_why", "A name was wrong.")
    page.tap(".foot .btn-bad")
    page.wait_for_selector("text=Gone at all")
    page.tap(".head .btn-icon")  # back to the story
    page.tap(".thumb >> text=Send back")
    page.fill("#id_why", "Ask the ministry.")
    page.tap(".foot >> text=Send back")
    page.wait_for_selector("text=Sent back to the writer.")
    window.close()
    assert window.complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ckb"])
@pytest.mark.parametrize("width", [320, 360])
def test_each_screen_of_the_phone_is_free_of_faults_and_never_wider_than_it(
    browser, served, reporter, pictures, width, language
):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="not on this machine: axe").Axe()
    User.objects.filter(pk=reporter.pk).update(desk_language=language)
    context = PHONE | {"viewport": {"width": width, "height": 740}, "bypass_csp": True}
    window = Window(browser, served, reporter, **context)
    page, faults = window.page, []

    def look(name: str) -> None:
        page.wait_for_timeout(150)
        for fault in axe.run(page).response["violations"]:
            faults.append((name, fault["id"], [node["target"] for node in fault["nodes"][:2]]))
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            faults.append((name, "wider than the window", wide))

    begin(window)
    choose(page, pictures[:1])
    look("new story")
    page.tap("label.more")
    look("new story, all of it")
    page.wait_for_timeout(1200)
    page.reload()
    page.wait_for_selector("[data-back]")
    look("kept text offered")
    page.tap("[data-back]")
    page.wait_for_selector(".takens li")
    page.context.set_offline(True)
    page.tap("[name=to_desk]")
    page.wait_for_selector("desk-outgoing li")
    look("waiting")
    page.context.set_offline(False)
    page.wait_for_selector("desk-outgoing li[data-what=done]", timeout=60_000)
    look("sent")
    page.tap("desk-outgoing [data-open]")
    page.wait_for_selector(".thumb")
    look("story")
    window.open("")
    look("home")
    window.close()
    assert faults == []
