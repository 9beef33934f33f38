"""What the readers' checks share."""

import pytest

from tests.reader import pictured


@pytest.fixture(scope="session")
def story_with_picture(django_db_setup, django_db_blocker, tmp_path_factory) -> pictured.Pictured:
    """Pages of one story with a busy photo, and every file that they name."""
    with django_db_blocker.unblock():
        return pictured.make(tmp_path_factory.mktemp("pictured"))
