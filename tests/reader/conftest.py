"""The readers' checks: a function a check, named by its id. Pages are rendered once for all of them."""

import pytest
import time_machine
from django.db import transaction

from tests import factories
from tests.reader import pictured
from tests.reader import shown as pages
from tests.site.reading import Answer


@pytest.fixture(scope="session")
def shown(django_db_setup, django_db_blocker) -> dict[tuple[str, str], Answer]:
    """(language, kind): a page as readers get it, see `tests.reader.shown`. Nothing of it stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = pages.pages()
        transaction.set_rollback(True)
    return found


@pytest.fixture(params=pages.LANGUAGES)
def language(request) -> str:
    return request.param


@pytest.fixture
def full(shown, language) -> Answer:
    """The page of a story that has everything, in each language."""
    return shown[language, "full"]


@pytest.fixture
def whole(shown, language) -> dict[str, Answer]:
    """(kind: page) of one language, the light versions left out."""
    return {kind: page for (of, kind), page in shown.items() if of == language and not kind.startswith("lite ")}


@pytest.fixture(scope="session")
def story_with_picture(django_db_setup, django_db_blocker, tmp_path_factory) -> pictured.Pictured:
    """Pages of one story with a busy photo, and every file that they name."""
    with django_db_blocker.unblock():
        return pictured.make(tmp_path_factory.mktemp("pictured"))


@pytest.fixture
def two_sections(db):
    """A newsroom with two sections, two hours after its first stories."""
    factories.newsroom()
    factories.section("news"), factories.section("culture", en="Culture", ar="ثقافة", ckb="کولتوور")
    with time_machine.travel(factories.NOW + 2 * factories.HOUR, tick=False):
        yield
