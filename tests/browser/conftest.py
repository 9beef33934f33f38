"""A real Chromium, and the newsroom that it looks at."""

import pytest
from django.test import override_settings

from authors.models import User
from tests import factories

from .window import PASSWORD


@pytest.fixture(scope="module")
def tool():
    playwright = pytest.importorskip("playwright.sync_api", reason="not on this machine: Playwright")
    with playwright.sync_playwright() as tool:
        yield tool


@pytest.fixture(scope="module")
def browser(chromium, tool):
    opened = tool.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    yield opened
    opened.close()


@pytest.fixture
def served(live_server):
    """The server's address, which is also where the desk says that readers' pages are."""
    with override_settings(BASE_URL=live_server.url, CSRF_TRUSTED_ORIGINS=[live_server.url]):
        yield live_server.url


def sign_up(role: str, name: str) -> User:
    user = factories.person(role, first_name=name)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def lana():
    factories.newsroom()
    return sign_up("publisher", "Lana")


@pytest.fixture
def dilan(lana):
    """A second person at the same desk, an editor."""
    return sign_up("editor", "Dilan")


@pytest.fixture
def reporter():
    factories.newsroom()
    factories.section()
    user = factories.person("reporter")
    user.set_password(PASSWORD)
    user.author = factories.author("Lana Karim")
    user.save()
    return user
