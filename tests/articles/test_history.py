"""The history is written once: the chain finds whatever was done to it, and nothing of ours can do it."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError

from articles import history, workflow
from articles.history import broken_versions
from articles.models import Article, Revision, Series
from articles.record import guards
from newsroom.lib import deltas
from tests.factories import HOUR, MINUTE, NOW, live_story, newsroom, person, photo, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(db):
    """A story with four versions: begun, published, saved, taken down."""
    newsroom()
    by = person()
    article = live_story(by=by, tags=["Buses"])
    workflow.save(by=by, article=article, fields={"headline": "Other"}, base_version=9, now=NOW + MINUTE)
    workflow.take_down(by=by, article=article, why="Legal", now=NOW + HOUR)
    return article


def sql(statement: str, *values) -> None:
    """What somebody does who reaches the database itself, past its own refusal."""
    guards.take_off(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_untouched_history_is_whole(article):
    assert Revision.objects.filter(article=article).count() == article.version == 4
    assert broken_versions(article) == []


def test_a_moment_of_another_zone_is_the_same_moment(article):
    workflow.publish(by=person(), article=article, now=(NOW + 2 * HOUR).astimezone(newsroom().zone))
    assert broken_versions(article) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "ready"),
        ("why", "Nobody asked"),
        ("at", (NOW - timedelta(seconds=1)).isoformat(" ")),
        ("by_id", None),
        ("salt", "0" * 32),
        ("previous", "0" * 64),
        ("digest", "0" * 64),
        ("number", 9),
    ],
)
def test_every_column_of_a_version_is_bound(article, column, value):
    row = Revision.objects.get(article=article, number=2)
    sql(f"UPDATE articles_revision SET {column} = %s WHERE id = %s", value, row.pk)
    assert broken_versions(article)


def test_who_did_it_cannot_be_put_on_another(article):
    sql("UPDATE articles_revision SET by_id = %s WHERE article_id = %s AND number = 4", person().pk, article.pk)
    assert broken_versions(article) == [4]


def test_every_value_of_a_snapshot_is_bound(article):
    row = Revision.objects.get(article=article, number=2)
    for name, value in row.snapshot.items():
        other = row.snapshot | {name: "tampered" if value != "tampered" else ""}
        with transaction.atomic():
            sql("UPDATE articles_revision SET packed = %s, base = 0 WHERE id = %s", deltas.pack(other), row.pk)
            assert broken_versions(article)[0] == 2, name  # and those that are told by it
            transaction.set_rollback(True)
    assert broken_versions(article) == []


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_version_that_was_removed_is_missed(article, number):
    sql("DELETE FROM articles_revision WHERE article_id = %s AND number = %s", article.pk, number)
    assert broken_versions(article)


def test_a_version_that_was_put_in_is_found(article):
    made = Revision(article=article, number=5, kind="ready", by=person(), at=NOW, snapshot={}, salt="x", digest="y")
    made.save()
    assert broken_versions(article) == [5]


def test_two_versions_that_changed_places_are_found(article):
    sql("UPDATE articles_revision SET number = 99 WHERE article_id = %s AND number = 2", article.pk)
    sql("UPDATE articles_revision SET number = 2 WHERE article_id = %s AND number = 3", article.pk)
    sql("UPDATE articles_revision SET number = 3 WHERE article_id = %s AND number = 99", article.pk)
    assert broken_versions(article)


def test_the_history_of_another_story_is_not_this_ones(article):
    other = story(body=article.body)
    sql("UPDATE articles_revision SET number = 50 WHERE article_id = %s", other.pk)
    sql("UPDATE articles_revision SET article_id = %s WHERE article_id = %s", other.pk, article.pk)
    assert 1 in broken_versions(other)


def test_nothing_of_ours_changes_or_removes_a_version(article):
    rows = Revision.objects.filter(article=article)
    row = rows.first()
    for act in (
        lambda: rows.update(why=""),
        lambda: rows.delete(),
        lambda: Revision.objects.bulk_update([row], ["why"]),
        lambda: Revision.objects.update_or_create(pk=row.pk, defaults={"why": ""}),
        lambda: article.revisions.update(why=""),
        lambda: row.save(),
        lambda: row.delete(),
    ):
        with pytest.raises(TypeError, match="append-only"), transaction.atomic():
            act()
    with pytest.raises(ProtectedError):
        article.delete()
    with pytest.raises(ProtectedError):
        row.by.delete()
    assert broken_versions(article) == []


def test_a_snapshot_holds_all_that_makes_the_version(db):
    newsroom()
    article = story(
        photo=photo(), tags=["Trams", "Buses"], embargo_until=NOW + HOUR, embargo_zone="UTC", kicker="Transport",
        method="She asked.", source_list="Minutes", part=2,
        series=Series.objects.create(slug="trams", names={"en": "Trams"}),
    )  # fmt: skip
    said = Revision.objects.get(article=article).snapshot
    assert set(history.FIELDS) <= said.keys()
    assert (said["section"], said["tags"], said["kicker"]) == ("news", ["buses", "trams"], "Transport")
    assert said["photo"]["alt"].startswith("A red bus") and said["photo"]["creator"] == "Nazdar Amin"
    assert (said["series"], said["part"]) == ("trams", 2)
    assert said["embargo_until"] == (NOW + HOUR).isoformat()
    words = {f.name for f in Article._meta.concrete_fields if f.editable and not f.auto_created}
    assert words - said.keys() == set(), "a new field of the story must be kept in its history"


def test_two_who_saw_the_same_version_cannot_both_write_the_next(article):
    stale = Article.objects.get(pk=article.pk)
    by = person()
    workflow.publish(by=by, article=article, now=NOW + 2 * HOUR)
    with pytest.raises(workflow.NotPossible):
        workflow.publish(by=by, article=stale, now=NOW + 2 * HOUR)
    assert broken_versions(article) == [] and Revision.objects.filter(article=article).count() == 5
