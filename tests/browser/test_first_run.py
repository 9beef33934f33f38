"""The first day, as somebody new lives it: from the link in the terminal to a first story on the front, and from the
sample newsroom to one's own. Pictures of each step lie in FIRST_RUN_PICTURES, where that is set."""

import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.admin.signing import code
from tests.site.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "a-long-password-1"
MOST = 5 * 60  # seconds from the link to the story on the front


class Ours(Running):
    """A newsroom that begins without the sample, or with it."""

    demo = "0"

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"DEMO": self.demo, "WORKERS": "1"}

    def start(self, seconds: float = 90) -> float:
        self.before = len(self.log.read_text()) if self.log.exists() else 0
        return super().start(seconds)

    def said(self) -> str:
        """What the terminal said since the last start, once it has said all."""
        end = time.monotonic() + 30
        while "Ctrl-C" not in (text := self.log.read_text()[self.before :]) and time.monotonic() < end:
            time.sleep(0.1)
        return text


class Window:
    """A browser that remembers what it complained of, and takes a picture of each step."""

    def __init__(self, browser, base: str, name: str, **context):
        self.base, self.name, self.steps, self.complaints = base, name, 0, []
        self.page = browser.new_context(**context).new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def picture(self) -> None:
        self.steps += 1
        folder = os.environ.get("FIRST_RUN_PICTURES")
        if folder:
            self.page.screenshot(path=Path(folder, f"{self.name}-{self.steps:02d}.png"), full_page=True)

    def open(self, address: str) -> None:
        self.page.goto(address if address.startswith("http") else self.base + address)

    def fits(self) -> bool:
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    def publish(self) -> None:
        """From the open story to its readers."""
        self.page.click("text=Publish now… >> visible=true")
        self.picture()
        self.page.get_by_role("button", name="Publish now", exact=True).click()
        self.page.wait_for_url("**/change/")


@pytest.fixture(scope="module")
def browser(chromium):
    playwright = pytest.importorskip("playwright.sync_api", reason="not on this machine: Playwright")
    with playwright.sync_playwright() as tool:
        opened = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def newsroom(tmp_path):
    ours = Ours(tmp_path / "var")
    yield ours
    if ours.serve is not None and ours.serve.poll() is None:
        ours.stop()
    ours.kill_all()


def fill(page, **typed) -> None:
    for name, text in typed.items():
        page.fill(f"[name={name}]", text)


def second_factor(window) -> None:
    """What is asked of an administrator outside the demo, before anything else: an authenticator app here."""
    page = window.page
    page.wait_for_url("**/second-factor/enrol/")
    window.picture()
    page.click("text=Set up an app")
    window.picture()
    secret = page.inner_text(".secret").replace(" ", "")
    page.fill("[name=code]", code(secret, at=datetime.now(UTC)))
    page.click("text=Switch it on")
    window.picture()
    page.click("text=I have kept them")


ADMIN = {
    "your_name": "Lana Karim", "username": "lana", "email": "lana@news.example", "password": PASSWORD,
    "password_again": PASSWORD,
}  # fmt: skip


@pytest.mark.parametrize("width, script", [(1280, True), (360, False)])
def test_from_the_link_to_a_first_story_on_the_front(browser, newsroom, width, script):
    newsroom.start()
    link = re.search(r"http\S+/admin/setup/\S+", newsroom.said()).group()
    began = time.monotonic()
    window = Window(
        browser, newsroom.base, f"first-{width}", viewport={"width": width, "height": 900}, locale="en-GB",
        java_script_enabled=script,
    )  # fmt: skip
    page = window.page
    window.open("/")
    assert "Nothing is published here yet." in page.inner_text("main")
    window.picture()
    window.open(link)
    window.picture()
    page.check("#id_publish_ar")
    page.select_option("[name=time_zone]", "Asia/Baghdad")
    fill(page, name_en="The Lantern", name_ar="الفانوس", **ADMIN)
    page.click("text=Add a section")
    fill(page, **{"section-5-en": "Weather"})
    page.click("button:has-text('Send a test mail there')")
    assert str(newsroom.data_dir / "mail") in page.inner_text(".trial")
    assert page.input_value("[name=name_ar]") == "الفانوس"
    assert page.input_value("[name='section-5-en']") == "Weather"
    window.picture()
    page.fill("[name=password_again]", "another")
    page.locator("button[name=make]").last.click()
    assert "The two passwords differ" in page.inner_text("[role=alert]")
    window.picture()
    page.fill("[name=password_again]", PASSWORD)
    page.locator("button[name=make]").last.click()
    second_factor(window)
    page.wait_for_url(newsroom.base + "/admin/")
    assert "Write your first story" in page.inner_text("main")
    window.picture()

    page.click(".first >> text=Begin a story")
    page.fill("[name=headline]", "The lamp is lit")
    page.select_option("[name=section]", label="Weather")
    page.click("text=Begin the story" if width > 768 else "text=Keep as draft")
    page.wait_for_url("**/change/")
    window.picture()
    if script:
        page.click(".ProseMirror")
        page.keyboard.type("Tonight the first story of this newsroom went out.")
    else:
        page.fill("[name=body]", "<p>Tonight the first story of this newsroom went out.</p>")
    window.publish()
    window.open("/")
    assert "The lamp is lit" in page.inner_text("main") and "The Lantern" in page.inner_text("header")
    window.picture()
    took = time.monotonic() - began
    page.click("text=The lamp is lit")
    assert "Lana Karim" in page.inner_text("main")
    window.open("/admin/")
    assert "First steps" not in page.inner_text("main")
    window.open(link)
    assert "set up already" in page.inner_text("main")
    assert [text for text in window.complaints if "a status of 4" not in text] == []
    page.context.close()
    assert took < MOST

    assert newsroom.stop() == 0
    newsroom.start()
    assert "/admin/setup/" not in newsroom.said()


def sign_in(page, base: str, username: str, password: str) -> None:
    page.goto(f"{base}/admin/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/admin/")


def test_the_sample_goes_and_what_one_made_stays(browser, newsroom):
    newsroom.demo = "1"
    newsroom.start(seconds=240)
    assert "Log in as: reporter" in newsroom.said()
    window = Window(browser, newsroom.base, "sample", viewport={"width": 1280, "height": 900})
    page = window.page
    sign_in(page, newsroom.base, "admin", "newsroom-demo")
    window.open("/admin/articles/article/add/")
    page.fill("[name=headline]", "A story of our own")
    page.select_option("[name=section]", label="Culture")
    page.click("text=Begin the story")
    page.wait_for_url("**/change/")
    page.click(".ProseMirror")
    page.keyboard.type("It stays.")
    page.fill("[name=byline_override]", "Our own desk")
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=Publish now…")
    window.publish()
    window.open("/")
    sample = page.get_attribute(".lead a", "href")  # the lead has a picture, ours has none
    window.open("/admin/")
    page.click("text=Remove the sample newsroom")
    assert "an administrator of your own" in page.inner_text("main")
    window.picture()
    fill(page, username="dana", email="dana@news.example", password1=PASSWORD, password2=PASSWORD)
    page.click("text=Make it and sign in")
    page.wait_for_url("**/admin/sample/")
    assert "Culture" in page.inner_text("section[aria-labelledby=h-stays]")
    window.picture()
    page.check("[name=sure]")
    page.locator("button[name=remove]").click()
    second_factor(window)  # from now on it is in earnest
    page.wait_for_url(newsroom.base + "/admin/")
    window.picture()
    window.open("/")
    assert "A story of our own" in page.inner_text("main")
    window.picture()
    assert page.locator("main a[href]").count() < 5
    assert page.goto(newsroom.base + sample).status == 404
    assert [text for text in window.complaints if "a status of 4" not in text] == []
    page.context.close()

    assert newsroom.stop() == 0
    newsroom.start()
    assert "Log in as" not in newsroom.said() and "/admin/setup/" not in newsroom.said()
    other = browser.new_context().new_page()
    other.goto(f"{newsroom.base}/admin/login/")
    other.fill("#id_username", "admin")
    other.fill("#id_password", "newsroom-demo")
    other.keyboard.press("Enter")
    assert other.wait_for_selector("[role=alert]")
    other.context.close()
