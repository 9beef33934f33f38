"""A passkey in a real browser, with Chromium's own virtual device: added, and then the desk opens by it alone."""

from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.test import override_settings

from authors import factors
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a-long-password-1"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def editor():
    factories.newsroom()
    user = factories.person("publisher")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture(scope="module")
def browser(chromium):
    playwright = pytest.importorskip("playwright.sync_api", reason="not on this machine: Playwright")
    with playwright.sync_playwright() as tool:
        opened = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def served(live_server):
    """The server by its name: browsers make no passkeys for a number."""
    url = live_server.url.replace("127.0.0.1", "localhost")
    with override_settings(BASE_URL=url, CSRF_TRUSTED_ORIGINS=[url], SECOND_FACTOR_DEMANDED=True):
        yield url


class Desk:
    """A window with a device that holds passkeys."""

    def __init__(self, browser, url: str, **context):
        self.url, self.complaints = url, []
        self.page = browser.new_context(**context).new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.device = self.page.context.new_cdp_session(self.page)
        self.device.send("WebAuthn.enable")
        made = self.device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.id = made["authenticatorId"]

    def heard(self, message) -> None:
        # That a form was refused (422) and a device asked too late (409) is said on the page as well.
        if message.type in ("error", "warning") and not any(code in message.text for code in ("422", "409")):
            self.complaints.append(message.text)

    def password(self, user) -> None:
        self.page.goto(f"{self.url}/admin/login/")
        self.page.fill("#id_username", user.username)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("#login-form .btn")

    def add(self, name: str) -> None:
        self.page.fill("#passkey-name", name)
        self.page.click("[data-passkey=add] button")

    def close(self) -> None:
        self.page.context.close()


def test_a_passkey_is_added_at_the_first_sign_in_and_then_opens_the_desk_alone(browser, served, editor):
    desk = Desk(browser, served)
    page = desk.page
    desk.password(editor)
    page.wait_for_url("**/second-factor/enrol/")
    desk.add("Work laptop")
    page.wait_for_url("**/second-factor/codes/")
    assert page.locator(".codes li").count() == 10
    with page.expect_download() as file:
        page.click("text=Save as a file")
    assert "Each works once." in Path(file.value.path()).read_text()
    page.click("text=I have kept them")
    page.wait_for_url(served + "/admin/")
    assert [one.name for one in factors.factors_of(editor).passkeys] == ["Work laptop"]

    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    page.goto(f"{served}/admin/login/?next=/admin/articles/article/")
    page.click("text=Sign in with a passkey")
    page.wait_for_url("**/admin/articles/article/")

    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    desk.password(editor)
    page.wait_for_url("**/second-factor/?desk=en")
    page.click("text=Use your passkey")
    page.wait_for_url(served + "/admin/")
    desk.close()
    assert desk.complaints == []


def test_what_goes_wrong_with_a_device_is_said_beside_its_button(browser, served, editor):
    desk = Desk(browser, served)
    page = desk.page
    desk.password(editor)
    desk.add("One")
    page.wait_for_url("**/second-factor/codes/")
    page.goto(f"{served}/admin/your-sign-in/")
    desk.add("The same again")
    page.wait_for_selector("text=This device holds a passkey for the desk already.")
    assert Authenticator.objects.filter(type="webauthn").count() == 1

    desk.device.send("WebAuthn.setUserVerified", {"authenticatorId": desk.id, "isUserVerified": False})
    page.context.clear_cookies()
    page.goto(f"{served}/admin/login/")
    page.click("text=Sign in with a passkey")
    page.wait_for_selector("text=No passkey came.")
    page.context.set_offline(True)
    page.click("text=Sign in with a passkey")
    page.wait_for_selector("text=No connection.")
    desk.close()


def test_without_javascript_everything_but_passkeys_works(browser, served, editor):
    window = browser.new_context(java_script_enabled=False).new_page()
    window.set_default_timeout(20_000)
    window.goto(f"{served}/admin/login/")
    assert window.locator("[data-passkey]:visible").count() == 0
    window.fill("#id_username", editor.username)
    window.fill("#id_password", PASSWORD)
    window.click("#login-form .btn")
    window.wait_for_url("**/second-factor/enrol/")
    assert window.locator("text=Passkeys need JavaScript").is_visible()
    window.click("text=Set up an app")
    window.wait_for_url("**/second-factor/app/")
    assert window.locator(".qr svg").bounding_box()["width"] > 150
    window.fill("#id_code", "1")
    window.click("text=Switch it on")
    window.wait_for_selector("text=not the code that the app shows")
    window.context.close()


LOOKS = [("en", "light", 1440), ("en", "dark", 390), ("ckb", "light", 390), ("ar", "dark", 1440)]


@pytest.mark.parametrize("language, scheme, width", LOOKS)
def test_axe_finds_nothing_on_the_pages_of_the_sign_in(browser, served, editor, language, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    editor.desk_language = language
    editor.save()
    desk = Desk(browser, served, bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900})
    page, faults = desk.page, []

    def look(name: str) -> None:
        page.wait_for_timeout(150)
        for fault in Axe().run(page).response["violations"]:
            faults.append((name, fault["id"], [node["target"] for node in fault["nodes"][:2]]))
        page.set_viewport_size({"width": 320, "height": 700})
        if (wide := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            faults.append((name, "wider than the window", wide))
        page.set_viewport_size({"width": width, "height": 900})

    page.goto(f"{served}/admin/login/?desk={language}")
    look("login")
    desk.password(editor)
    page.wait_for_url("**/second-factor/enrol/")
    assert page.get_attribute("html", "lang") == language
    look("enrol")
    page.click("[action$='app/begin/'] button")
    page.wait_for_url("**/second-factor/app/")
    look("app")
    page.goto(f"{served}/admin/second-factor/enrol/")
    desk.add("لاپتۆپ")
    page.wait_for_url("**/second-factor/codes/")
    look("codes")
    for name in ("your-sign-in", "second-factor/confirm"):
        page.goto(f"{served}/admin/{name}/")
        look(name)
    page.goto(f"{served}/admin/second-factor/{factors.factors_of(editor).passkeys[0].pk}/remove/")
    look("remove")
    page.context.clear_cookies()
    desk.password(editor)
    page.wait_for_url("**/second-factor/?desk=*")
    page.click("summary")
    page.fill("#id_recovery", "wrong")
    page.click("details .btn")
    page.wait_for_selector("[role=alert]:visible")
    look("factor")
    desk.close()
    assert faults == []
