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


def caret_at_the_start(page, selector: str) -> None:
    """Clicks into the editor's block and goes to its first letter; the editor may still be busy with the click, so
    the key is pressed until the caret stands there and stays."""
    page.click(selector)
    at_the_start = """(selector) => {
      const caret = getSelection(), block = document.querySelector(selector), before = document.createRange();
      if (!block.contains(caret.focusNode)) return false;
      before.setStart(block, 0);
      before.setEnd(caret.focusNode, caret.focusOffset);
      return before.toString() === "";
    }"""
    stays = 0
    for _try in range(50):
        stays = stays + 1 if page.evaluate(at_the_start, selector) else 0
        if stays == 3:
            return
        if not stays:
            page.keyboard.press("Home")
        page.wait_for_timeout(100)
    raise AssertionError(f"the caret never came to the start of {selector}")


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
