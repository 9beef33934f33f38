"""L, in front of Django: what is kept is answered while the database is away, light pages too."""

import pytest
from django.db import OperationalError
from django.utils import timezone

from articles import workflow
from newsroom.lib.page_store import keeping
from tests.factories import live_story, person, photo, picture
from tests.newsroom.conftest import kept  # noqa: F401
from tests.newsroom.test_pressed import address, kept_files, live
from tests.wsgi import ask

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def away(monkeypatch):
    """`away()`: from here on whatever asks the database is refused."""

    def refused(*args, **kwargs):
        raise OperationalError("the database is away")

    def go():
        monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", refused)
        monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", refused)

    return go


def test_l1_a_light_page_is_kept_beside_the_full_one_and_moves_with_it(kept):  # noqa: F811
    by = person()
    article = live_story(by=by, now=timezone.now(), photo=photo(picture((1400, 900))))
    path = address(article)
    light = ask(f"{path}?lite").text
    assert "<img" not in light and " KB)" in light and f'rel="canonical" href="http://127.0.0.1:8000{path}"' in light
    assert "<img" in ask(path).text
    files = len(list(kept_files(kept)))
    for more in ("?lite=1", "?utm_source=a&lite", "?lite&before=7", "?LITE&lite"):
        assert ask(path + more).text == light, more
    assert len(list(kept_files(kept))) == files
    workflow.save(by=by, article=article, fields={"headline": "Newer"}, base_version=99, now=timezone.now())
    workflow.update(by=by, article=article, kind="update", now=timezone.now(), override="test")
    assert "Newer" in ask(f"{path}?lite").text


def test_l7_what_was_kept_is_answered_while_the_database_is_away(kept, away):  # noqa: F811
    path = address(live(headline="Until four"))
    paths = [path, "/", "/news/", "/about/", f"{path}?lite", "/?lite", "/feeds/latest.xml"]
    before = {one: ask(one) for one in paths}
    away()
    for one in paths:
        again = ask(one)
        assert (again.status, again.body) == (200, before[one].body), one
    assert ask("/never-asked/").status == 503


def test_l7_what_is_withdrawn_meanwhile_is_gone_in_both_forms(kept, away):  # noqa: F811
    path = address(live(headline="Until four"))
    assert ask(f"{path}?lite").status == ask(path).status == 200
    kept.take_away(path, "page")  # of the full page nothing is left: the light one alone must be found
    away()
    keeping.withdraw(kept, path, {"why": "test", "who": "test"})
    for one in (f"{path}?lite", path):
        answer = ask(one)
        assert answer.status == 410 and "Until four" not in answer.text, one
