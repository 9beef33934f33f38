"""One newsroom for all tests of the whole site, filled and served by the real commands, and read from outside.

Fixtures, loaded by tests/conftest.py. The tests that use them stand in one xdist group, so that one process runs them
and the newsroom is made once.
"""

import json
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.site import browsing, hidden
from tests.site.kinds import BY_ADDRESS, kinds_of
from tests.site.mailbox import Mailbox
from tests.site.reading import Answer, Reader
from tests.site.running import Running


@pytest.fixture(scope="session")
def filled(tmp_path_factory) -> Running:
    """A newsroom with the demo's stories and some that readers must not see; `gone` are taken down. Not running."""
    newsroom = Running(tmp_path_factory.mktemp("site") / "data")
    newsroom.manage("prepare")
    newsroom.manage("migrate", "--verbosity=0")
    newsroom.manage("demo")
    script = "import json; from tests.site import hidden; print('GONE', json.dumps(hidden.make()))"
    newsroom.gone = json.loads(newsroom.manage("shell", "-c", script).partition("GONE ")[2])
    assert set(newsroom.gone) == {"en", "ar", "ckb"} and hidden.MARKS
    return newsroom


@pytest.fixture(scope="session")
def spare(filled, tmp_path_factory):
    """Makes further newsrooms, each with a copy of all that is in the filled one, for tests that kill them."""
    made = []
    source = tmp_path_factory.mktemp("spare") / "data"
    shutil.copytree(filled.data_dir, source)

    def make(name: str) -> Running:
        folder = source.parent / name
        shutil.copytree(source, folder)
        made.append(Running(folder))
        return made[-1]

    yield make
    for newsroom in made:
        newsroom.kill_all()


@pytest.fixture(scope="session")
def site(filled, spare):
    """The running newsroom (`spare` has copied it before anything writes to it)."""
    filled.start()
    yield filled
    code = filled.stop()
    left = filled.left_after(2)
    filled.kill_all()
    assert (code, left) == (0, {})


@pytest.fixture(scope="session")
def reader(site) -> Reader:
    return Reader(site.base)


@pytest.fixture(scope="session")
def crawl(reader) -> dict[str, Answer]:
    """All that links lead to, from the three front pages on."""
    return reader.crawl("/", "/ar/", "/ckb/")


@pytest.fixture(scope="session")
def pages(crawl) -> dict[str, Answer]:
    return {path: answer for path, answer in crawl.items() if answer.is_page and answer.status == 200}


@pytest.fixture(scope="session")
def stories(pages) -> dict[str, Answer]:
    return {path: page for path, page in pages.items() if page.all("article")}


@pytest.fixture(scope="session")
def seed(stories) -> Answer:
    """The page of the story that the newsroom was built for."""
    (path,) = [path for path in stories if "/iraq-wants-to-end-us-presence" in path]
    return stories[path]


@pytest.fixture(scope="session")
def mailbox(site) -> Mailbox:
    return Mailbox(site.data_dir / "mail", site.base)


@pytest.fixture(scope="session")
def kinds(site, reader, pages, mailbox) -> dict[tuple[str, str], Answer]:
    """A page of every kind in every language, (language, kind): also those that only a form or a mail leads to."""
    return {
        (language, kind): answer
        for language in ("en", "ar", "ckb")
        for kind, answer in kinds_of(language, reader, pages, mailbox, site.gone[language]).items()
    }


@pytest.fixture(scope="session")
def light(reader, kinds) -> dict[tuple[str, str], Answer]:
    """The light version of each page that has an address of its own, (language, kind)."""
    return {
        (language, kind): reader.get(answer.path + ("&" if "?" in answer.path else "?") + "lite")
        for (language, kind), answer in kinds.items()
        if kind in BY_ADDRESS
    }


# --- a real browser that reads it ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        # A test machine's account may have no namespaces, and no shared memory to speak of.
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        running = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield running
        running.close()


@pytest.fixture
def opened(browser, site, kinds):
    """Opens a tab: `opened(viewport, **options of the context)`. Pages that only a form leads to stand under KEPT."""
    contexts = []

    def serve(route):
        language, kind = route.request.url.partition(browsing.KEPT)[2].split("/")
        answer = kinds[language, kind.replace("%20", " ").replace("%2C", ",")]
        shown = {"Content-Type": "text/html; charset=utf-8"}
        route.fulfill(status=answer.status, headers=shown, body=answer.body)

    def make(viewport=browsing.PHONE, **options):
        context = browser.new_context(base_url=site.base, viewport=viewport, **options)
        contexts.append(context)
        context.route(f"**{browsing.KEPT}**", serve)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
