"""The judge proves itself: what acts have left is well, and each damage that a kill could do is found and named."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles import history
from articles.models import Article, Notice, Photo, Publication, PublicationTopic, Revision
from articles.record import guards
from newsletter.models import ConsentEvent, Subscription
from newsroom.lib import media, page_store
from newsroom.lib.jobs.models import Job
from newsroom.lib.page_store.store import Store
from tests.proving.judge import Judge
from tests.proving.writer import Writer, furnish

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def log(tmp_path, monkeypatch, settings) -> str:
    """The log of a writer who did everything once, and was not killed."""
    fresh = Store(tmp_path / "pages", release="test")
    monkeypatch.setattr(page_store, "_store", fresh)
    settings.DATA_DIR = tmp_path  # where the head of the record is
    settings.MEDIA_ROOT, settings.MAIL_DIR = tmp_path / "media", tmp_path / "mail"
    settings.EMAIL_BACKEND = "newsroom.lib.mail.FileBackend"
    furnish()
    writer = Writer(str(tmp_path / "acts.jsonl"), seed=1)
    writer.all()
    return str(tmp_path / "acts.jsonl")


LATE = datetime(2100, 1, 1, tzinfo=UTC)


def sql(statement: str) -> None:
    with transaction.atomic(), guards.off(connection), connection.cursor() as cursor:
        cursor.execute(statement)


def live() -> Publication:
    return Publication.objects.visible(timezone.now()).exclude(topic_links=None).order_by("pk").first()


def drop_a_file() -> None:
    """One that nothing can be made from again."""
    media.default_storage.delete(Photo.objects.exclude(original="").order_by("pk").first().original)


def bring_a_name_back() -> None:
    out = Publication.objects.filter(body__contains="Then a source spoke.").first()
    article = Article.objects.get(uuid=out.story)
    version = history.contents(article, [out.revision_number])[out.revision_number]
    Publication.objects.filter(pk=out.pk).update(body=version["body"])


def lose_the_last_version() -> None:
    last = Revision.objects.filter(kind=Revision.Kind.UPDATED).order_by("pk").last()
    sql(f"DELETE FROM articles_revision WHERE article_id = {last.article_id} AND number >= {last.number}")


DAMAGES = {
    "a version is lost": (lose_the_last_version, "was acknowledged"),
    "a version is other than it was written": (
        lambda: sql("UPDATE articles_revision SET why = 'else' WHERE number = 2"), "chain of versions is broken",
    ),
    "the story is ahead of its versions": (
        lambda: Article.objects.filter(pk=Article.objects.first().pk).update(headline="Half"),
        "headline is not that of its last version",
    ),
    "a publication is lost": (lambda: live().delete(), "went out and is not there"),
    "a publication has other words": (
        lambda: Publication.objects.filter(pk=live().pk).update(headline="Half"), "has another headline",
    ),
    "two are open": (
        lambda: Publication.objects.exclude(visible_until=None).update(visible_until=LATE),
        "two at one time",
    ),
    "a topic does not find it": (
        lambda: PublicationTopic.objects.filter(publication=live()).delete(), "topics cannot be found by",
    ),
    "the search lacks it": (
        lambda: Publication.objects.filter(pk=live().pk).update(search_text="x"), "the search lacks words",
    ),
    "a name that was taken out is back": (bring_a_name_back, "stands in ['body']"),
    "a notice is lost": (lambda: Notice.objects.all().delete(), "there is a notice, or none"),
    "the outbox lacks rows": (  # two: the version that is lost has one too many by now
        lambda: [row.delete() for row in Job.objects.filter(kind="articles.public_changed")[:2]], "rows in the outbox",
    ),
    "a subscription is ahead of its record": (
        lambda: sql("DELETE FROM newsletter_consentevent WHERE action = 'left'"), "on the record",
    ),
    "a reader who left is back": (
        lambda: Subscription.objects.update(state="confirmed", left_at=None), "left and is still here",
    ),
    "a picture's file is lost": (drop_a_file, "has a row, but not"),
}  # fmt: skip


def test_what_was_done_is_well_and_each_damage_is_found(log):
    """One damage after the other: the judge says nothing of it before, and names it afterwards."""
    faults, missed = Judge(log).all(), {}
    assert faults == []
    for damage, (do, said) in DAMAGES.items():
        before = set(faults)
        do()
        faults = Judge(log).all()
        if not any(said in fault for fault in faults if fault not in before):
            missed[damage] = faults
    assert missed == {}


def test_a_kept_page_with_old_words_is_found(log):
    """As it would be, had the process died between commit and purge and the outbox forgotten it."""
    judge = Judge(log)
    assert judge.all() == [] and ConsentEvent.objects.count() == 5
    out = live()
    Publication.objects.filter(pk=out.pk).update(headline="Newer words")
    Job.objects.filter(kind="articles.public_changed").delete()
    judge.faults.clear()
    judge.pages()
    assert any("old words" in fault for fault in judge.faults), judge.faults
