"""`manage.py withdraw`: a public story is gone at once, with the database and without it."""

import io

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from articles import withdrawals, workflow
from articles.history import broken_versions
from articles.models import Notice, Publication
from newsroom.lib import page_store
from newsroom.lib.page_store import keeping
from newsroom.lib.page_store.store import Store
from newsroom.management.commands import worker
from tests.factories import kinds, live_story, person
from tests.newsroom.test_pressed import address, get

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def away(monkeypatch):
    """Takes the database away until `monkeypatch.undo` of it: whatever asks it raises."""

    def leave():
        def refused(*args, **kwargs):
            raise OperationalError("the database is away")

        with_it = pytest.MonkeyPatch()
        with_it.setattr("django.db.backends.utils.CursorWrapper.execute", refused)
        with_it.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", refused)
        return with_it

    return leave


def withdraw(path: str, **options) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("withdraw", path, stdout=out, stderr=err, **options)
    except SystemExit as error:
        return int(error.code), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def live(**fields):
    return live_story(now=timezone.now(), **fields)


@pytest.mark.parametrize("form", ["{path}", "http://127.0.0.1:8000{path}?utm_source=x#b1", "  {path} ", "bare"])
def test_a_story_is_gone_at_once_and_the_history_says_who_and_why(kept, form):
    article = live()
    path = address(article)
    assert get(path).status == 200
    written = path.strip("/") if form == "bare" else form.format(path=path)
    code, out, _err = withdraw("/" + written if form == "bare" else written, why="a court said so")
    assert (code, out.strip()) == (0, path)
    assert get(path).status == 410
    assert article.headline not in get("/").text
    last = article.revisions.order_by("-number").first()
    assert (last.kind, last.by.username) == ("taken_down", "operator")
    assert last.why.startswith("a court said so (")
    assert broken_versions(article) == []


@pytest.mark.parametrize(
    "path",
    ["/", "/news/", "/admin/", "/a/1/", "nonsense", "/2026/11/22/never-here/", "/2026/02/31/x/", "/../x"],
)
def test_what_is_no_public_story_is_refused_in_a_sentence(kept, path):
    live()
    code, out, err = withdraw(path)
    assert (code, out) == (2, "")
    assert err.strip().endswith(".") or path in err
    assert Notice.objects.count() == 0


def test_without_the_database_readers_are_told_at_once_and_the_worker_tells_it(kept, away, tmp_path):
    by = person()
    article, other = live(by=by, headline="The one"), live(by=by, headline="The other")
    path = address(article)
    kept.purge_all()
    for page in ("/", "/news/", path, address(other), "/feeds/latest.xml", "/feeds/latest.atom", "/sitemap.xml"):
        assert get(page).status == 200
    assert "The one" in get(address(other)).text  # among the related ones
    another_process = Store(tmp_path / "pages", release="test")
    gone = away()
    try:
        code, out, err = withdraw(path, why="a court said so")
        assert (code, out.strip()) == (0, path) and "The database is away" in err
        assert get(path).status == 410
        for page in ("/", "/news/", address(other), "/feeds/latest.xml", "/feeds/latest.atom"):
            answer = get(page)
            assert answer.status == 200, page
            assert "The one" not in answer.text and "The other" in answer.text, page
        assert get("/sitemap.xml").status == 503
        assert another_process.get(path, page_store.microseconds()) is None and another_process.is_gone(path)
    finally:
        gone.undo()
    # The database still has it, and no reader came since.
    assert Publication.objects.visible(timezone.now()).filter(story=article.uuid).exists()
    workflow.save(by=by, article=article, fields={"headline": "The one!"}, base_version=99, now=timezone.now())
    workflow.update(by=by, article=article, kind="fix", now=timezone.now(), override="test", why="a comma")
    assert kept.is_gone(path)  # and an editor who did not know cannot bring it back by an update
    assert withdrawals.tell_the_database(timezone.now()) == 1
    assert get(path).status == 410
    assert kinds(article)[-1] == "taken_down"
    last = article.revisions.order_by("-number").first()
    assert last.by.username == "operator" and "a court said so" in last.why and "away" in last.why
    assert broken_versions(article) == []
    assert withdrawals.tell_the_database(timezone.now()) == 0
    assert "The one" not in get("/").text
    workflow.publish(by=by, article=article, now=timezone.now(), override="test")  # whoever may, may put it back
    assert get(path).status == 200


def test_one_that_was_taken_down_at_the_desk_meanwhile_is_settled(kept, away):
    by = person()
    article = live(by=by)
    path = address(article)
    gone = away()
    assert withdraw(path)[0] == 0
    gone.undo()
    workflow.take_down(by=by, article=article, why="the desk was quicker", now=timezone.now())
    assert withdrawals.tell_the_database(timezone.now()) == 1
    assert list(keeping.withdrawn(kept)) == []
    assert get(path).status == 410


def test_the_worker_waits_for_the_database(kept, away, monkeypatch):
    article = live()
    gone = away()
    assert withdraw(address(article))[0] == 0
    with pytest.raises(OperationalError):
        withdrawals.tell_the_database(timezone.now())
    gone.undo()
    assert [note["key"] for note in keeping.withdrawn(kept)] == [address(article)]
    assert withdrawals.tell_the_database(timezone.now()) == 1
    assert worker.withdrawals is withdrawals


def test_without_database_and_finished_pages_it_says_that_nothing_was_done(away, settings):
    settings.PAGE_STORE = False
    gone = away()
    try:
        code, out, err = withdraw("/2026/11/22/one/")
        assert (code, out) == (2, "") and "PAGE_STORE=off" in err
    finally:
        gone.undo()


def test_a_disk_that_is_full_is_told(kept, away, monkeypatch):
    article = live()
    get(address(article))
    monkeypatch.setattr(keeping, "_write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    gone = away()
    try:
        code, _out, err = withdraw(address(article))
        assert code == 2 and "No space left" in err
        assert get(address(article)).status == 410  # as far as it could be done
    finally:
        gone.undo()
