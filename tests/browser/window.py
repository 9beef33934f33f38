"""A window of the desk in a real browser."""

from authors.models import User

PASSWORD = "a-long-password-1"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


class Window:
    """A signed-in window that remembers what the browser complained of."""

    def __init__(self, browser, url: str, user: User, **context):
        self.url, self.complaints = url, []
        self.page = browser.new_context(**context).new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.open("login/")
        self.page.fill("#id_username", user.username)
        self.page.fill("#id_password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(url + "/admin/")

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}/admin/{path}")

    def close(self) -> None:
        self.page.context.close()


def sign_in(page, url: str, user: User) -> None:
    page.goto(f"{url}/admin/login/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(url + "/admin/")


def kept(page) -> list[dict]:
    """What stands in this browser's store."""
    return page.evaluate(
        """() => new Promise((resolve) => {
          const request = indexedDB.open("desk", 1);
          request.onsuccess = () => {
            const all = request.result.transaction("texts").objectStore("texts").getAll();
            all.onsuccess = () => { request.result.close(); resolve(all.result); };
          };
        })"""
    )
