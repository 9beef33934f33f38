"""A window of the desk in a real browser."""

from authors.models import User

PASSWORD = "a-long-password-1"


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
