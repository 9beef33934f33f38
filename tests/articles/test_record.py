"""The record: whoever changes it is found, and the database itself refuses to."""

import random
from uuid import uuid4

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from articles import erasing, proof, record, workflow
from articles.models import Act, ActText, Article, Correction, FrontChange, Publication, Revision
from articles.record import guards, head
from tests.factories import HOUR, MINUTE, NOW, author, live_story, newsroom, person, photo, story

TABLES = [*guards.TABLES]
ADDRESS = "source.ali@example.org"


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def kept(db, django_capture_on_commit_callbacks):
    """A newsroom with some history: saved, published, corrected, updated, taken down, translated."""
    newsroom()
    with django_capture_on_commit_callbacks(execute=True):
        by = person("editor", first_name="Shirin", last_name="Ahmed", email=ADDRESS)
        who = author("Rebin Hawrami")
        one = live_story(by=by, credits=[{"author": who, "display_name": "N. Amin"}], photo=photo())
        workflow.put_on_top(by=by, article=one, now=NOW)
        save(one, by, headline="Another headline", why=f"asked by {ADDRESS}")
        workflow.update(by=by, article=one, kind="correction", note="It said otherwise.", now=NOW + HOUR)
        workflow.add_update(by=by, article=one, text=f"Write to {ADDRESS} now.", now=NOW + 2 * HOUR)
        two = live_story(by=by, language="ar", headline="خبر", translation_group=one.translation_group)
        workflow.take_down(by=by, article=two, why="The source asked for it", now=NOW + HOUR)
        three = story(by=by, desk_note=f"The source is {ADDRESS}")
        workflow.submit(by=by, article=three, now=NOW)
    return one


def save(article, by, *, why: str = "", **fields) -> None:
    workflow.save(by=by, article=article, fields=fields, base_version=99, now=NOW + MINUTE, why=why)


def sql(statement: str, *values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def found() -> list[str]:
    return list(proof.faults())


def test_every_verb_is_an_act_and_all_is_as_it_was_written(kept):
    assert found() == []
    verbs = list(Act.objects.order_by("number").values_list("verb", flat=True))
    assert {"saved", "published", "corrected", "told", "added", "taken_down", "submitted"} <= set(verbs)
    versions = Revision.objects.count()
    assert Act.objects.exclude(content="").exclude(verb__in=("told", "front")).count() == versions
    assert head.kept() == (len(verbs), Act.objects.first().digest)
    assert all(act.by_id for act in Act.objects.all())


def test_a_refused_verb_leaves_no_act(kept):
    before = Act.objects.count()
    with pytest.raises(workflow.NotPossible):
        workflow.publish(by=person(), article=kept, now=NOW)
    assert Act.objects.count() == before


# --- the database refuses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_the_database_itself_refuses(kept, table):
    key = {"articles_act": "number", "articles_acttext": "act_id"}.get(table, "id")
    statements = [
        f"UPDATE {table} SET {key} = {key} + 1000",
        f"UPDATE {table} SET {key} = {key}",
        f"DELETE FROM {table}",
    ]
    if connection.vendor == "sqlite":
        statements += [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"]
    else:
        sql("SET CONSTRAINTS ALL IMMEDIATE")  # this test's own rows are still to be looked at
        statements += [f"TRUNCATE {table} CASCADE"]
    for statement in statements:
        with pytest.raises(DatabaseError, match="stays as it was written"), transaction.atomic():
            sql(statement)
    assert found() == []


def test_what_is_missing_is_told_by_check_and_made_by_migrate(kept):
    assert guards.missing(connection) == [] and [c.id for c in run_checks(databases=["default"])] == []
    guards.take_off(connection)
    assert guards.missing(connection) == TABLES
    assert {c.id for c in run_checks(databases=["default"])} == {"articles.W001"}
    call_command("migrate", verbosity=0)
    assert guards.missing(connection) == []


def test_a_login_with_acts_is_not_removed(kept):
    with pytest.raises(ProtectedError):
        Act.objects.first().by.delete()


# --- whoever changes it is found -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles_publication SET body = '<p>Other</p>' WHERE id = (SELECT max(id) FROM articles_publication)",
        "UPDATE articles_publication SET headline = 'Other'",
        "DELETE FROM articles_correction",
        "UPDATE articles_correction SET text = 'Other'",
        "DELETE FROM articles_frontchange",
        """UPDATE articles_frontchange SET after = '{"containers": []}'""",
        "DELETE FROM articles_acttext",
        "UPDATE articles_act SET about = '{}' WHERE verb = 'told'",
        "UPDATE articles_act SET by_id = NULL WHERE number = 2",
        "UPDATE articles_act SET at = '2020-01-01 00:00:00' WHERE number = 2",
        "UPDATE articles_article SET version = version + 1",
    ],
)
def test_what_is_changed_behind_the_desks_back_is_found(kept, statement):
    guards.take_off(connection)
    assert sql(statement) and found()


def test_a_whole_story_that_was_removed_with_its_history_is_missed(kept):
    guards.take_off(connection)
    models.QuerySet(Revision).filter(article=kept).delete()
    Article.objects.filter(pk=kept.pk).delete()
    assert any("missing" in sentence for sentence in found())


def test_a_tail_that_was_cut_is_missed(kept, capsys):
    last = Act.objects.first().number
    guards.take_off(connection)
    gone = Act.objects.first()
    models.QuerySet(Revision).filter(digest=gone.content).delete()
    ActText.objects.filter(pk=last)._raw_delete("default")
    models.QuerySet(Act).filter(pk=last).delete()
    Article.objects.filter(uuid=gone.story).update(version=gone.version - 1)
    (sentence,) = found()
    assert sentence == f"The newest acts are missing: {last - 1} are here, and there were {last}."
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_record")
    assert stopped.value.code == 1 and "The newest acts are missing" in capsys.readouterr().out


def test_the_head_that_is_gone_or_another_is_told(kept):
    head.path().write_text("rubbish")
    assert "record-head" in found()[0]
    number, digest = Act.objects.values_list("number", "digest").first()
    head.path().write_text(f"{number} {'0' * 64}\n")
    assert "record-head" in found()[0]
    head.path().unlink()
    assert "record-head" in found()[0]
    head.keep(number, digest)
    head.keep(1, "1" * 64)  # a slower process comes by later
    assert head.kept() == (number, digest) and found() == []


def test_an_act_that_another_key_made_is_found_and_an_older_key_is_known(kept, settings):
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-that-is-long-enough-for-every-purpose-here"
    assert found()
    settings.SECRET_KEY_FALLBACKS = [old]
    assert found() == []
    save(kept, person(), headline="Written under the new key")
    assert len([line for line in found() if "record-head" not in line]) == 0


MODELS = {model._meta.db_table: model for model in (Act, ActText, Revision, Correction)}
COLUMNS = {
    Act: "at verb by_id story version about content text_digest previous digest",
    ActText: "text salt",
    Revision: "number kind by_id at why packed base salt previous digest",
    Correction: "story language kind place text from_version to_version visible_from made_at salt",
}


def other(dice: random.Random, value):
    """`value` with one thing about it changed: a character, a bit, a second."""
    import datetime
    import uuid

    if isinstance(value, bytes | memoryview):
        held = bytearray(value)
        held[dice.randrange(len(held))] ^= 1 << dice.randrange(8)
        return bytes(held)

    if value is None:
        return None
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=value.int ^ (1 << dice.randrange(128)))
    if isinstance(value, datetime.datetime):
        return value + datetime.timedelta(microseconds=dice.choice((-1, 1, 10**6)))
    if isinstance(value, int):
        return value + dice.choice((1, 7))
    if isinstance(value, dict):
        if not value:
            return {"x": 1}
        name = dice.choice(sorted(value))
        return value | {name: other(dice, value[name]) if value[name] not in (None, [], {}) else "x"}
    if isinstance(value, list):
        return [*value, "x"]
    if not value:
        return "x"
    place = dice.randrange(len(value))
    return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]


def change_something(dice: random.Random) -> str:
    """One random change to the record, by whoever reaches the database; gives what it was."""
    table = dice.choice(list(MODELS))
    model = MODELS[table]
    rows = models.QuerySet(model)
    row = dice.choice(list(rows.order_by("pk")))
    same = rows.filter(pk=row.pk)
    what = dice.choice(["byte", "byte", "byte", "row", "order", "insertion", "tail"])
    if what == "byte":
        column = dice.choice(COLUMNS[model].split())
        value = getattr(row, column)
        new = other(dice, value)
        if column == "by_id":
            new = None
        elif column == "kind" and model is Correction:
            new = dice.choice([kind for kind in Correction.Kind.values if kind != value])
        elif column == "place":
            new = "foot" if value == "top" else "top"
        elif column == "language":
            new = "ckb"
        elif column == "to_version":
            new = value + 5
        elif column == "from_version":
            new = max(0, value - 1)
        elif value is None:
            new = uuid4() if column == "story" else 1
        same.update(**{column: new})
    elif what == "row":
        remove(rows, row)
    elif what == "order":
        partner = dice.choice([one for one in rows.order_by("pk") if one.pk != row.pk] or [None])
        if partner is None:
            return change_something(dice)
        fields = [f.attname for f in model._meta.concrete_fields if not f.primary_key]
        if model is Revision:
            fields = [name for name in fields if name not in ("article_id", "number")]
        if model is Correction:
            fields = ["kind", "place", "text", "salt", "visible_from"]
        one, two = ({name: getattr(r, name) for name in fields} for r in (row, partner))
        rows.filter(pk=partner.pk).update(**one)
        same.update(**two)
    elif what == "insertion":
        fields = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields if not f.primary_key}
        if model is Act:
            last = Act.objects.first()
            fields |= {"number": last.number + 1, "previous": last.digest}
        elif model is Revision:
            last = Revision.objects.filter(article=row.article_id).order_by("-number").first()
            fields |= {"number": last.number + 1, "previous": last.digest}
            Article.objects.filter(pk=row.article_id).update(version=last.number + 1)
        elif model is ActText:
            free = Act.objects.filter(text=None).order_by("number")
            fields["act_id"] = dice.choice(list(free)).pk
        else:
            fields |= {"to_version": row.to_version + 50}
        model(**fields).save_base(raw=True, force_insert=True)
    else:
        for act in list(Act.objects.all()[: dice.randint(1, 3)]):
            ActText.objects.filter(pk=act.pk)._raw_delete("default")
            models.QuerySet(Act).filter(pk=act.pk).delete()
            if act.content and act.verb != "told":
                models.QuerySet(Revision).filter(digest=act.content).delete()
                Article.objects.filter(uuid=act.story).update(version=act.version - 1)
            if act.verb == "told":
                models.QuerySet(Correction).filter(pk=act.about["correction"]).delete()
    return f"{what} in {table}"


def remove(rows, row) -> None:
    if isinstance(row, Act):
        ActText.objects.filter(pk=row.pk)._raw_delete("default")
    rows.filter(pk=row.pk).delete()


def changes_that_pass(times: int, seed: int) -> tuple[int, list[str]]:
    """Makes `times` random changes, each taken back afterwards; (how many were made, those that were not found)."""
    dice, made, unseen = random.Random(seed), 0, []
    guards.take_off(connection)
    while made < times:
        mark = transaction.savepoint()
        try:
            with transaction.atomic():
                what = change_something(dice)
        except (IntegrityError, ValueError):
            transaction.savepoint_rollback(mark)
            continue  # the tables' own constraints refused it
        made += 1
        if not found():
            unseen.append(what)
        transaction.savepoint_rollback(mark)
    return made, unseen


def test_a_hundred_random_changes_are_all_found(kept):
    assert changes_that_pass(100, seed=1) == (100, [])
    assert found() == []


@pytest.mark.slow
def test_a_thousand_random_changes_are_all_found(kept):
    assert changes_that_pass(1000, seed=2) == (1000, [])


# --- forgetting people ---------------------------------------------------------------------------------------


def everything() -> str:
    """All that the database holds, as one text."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            texts += [str(row) for row in cursor.fetchall()]
    return "\n".join(texts)


def test_an_erased_address_is_nowhere_and_the_chain_is_whole(kept, django_capture_on_commit_callbacks, capsys):
    assert everything().count(ADDRESS) >= 6
    with django_capture_on_commit_callbacks(execute=True):
        done = erasing.words(ADDRESS, by=person("publisher"), now=NOW + 3 * HOUR)
    assert ADDRESS not in everything().replace(made_by(kept).email, "", 1)
    assert len(done.texts) == 1 and len(done.versions) >= 3 and len(done.shown_anew) == 1
    assert found() == []
    call_command("verify_record")
    assert "All is as it was written" in capsys.readouterr().out
    # What was erased cannot come back, and what is left cannot be changed.
    guards.take_off(connection)
    sql("UPDATE articles_acttext SET text = 'Something else' WHERE text = ''")
    assert found()


def made_by(article):
    return article.revisions.earliest("number").by


def test_a_login_is_forgotten_and_what_it_did_stays(kept, client, django_capture_on_commit_callbacks):
    user = made_by(kept)
    client.force_login(user)
    with django_capture_on_commit_callbacks(execute=True):
        erasing.login(user, by=None, now=NOW + 3 * HOUR)
    text = everything()
    assert ADDRESS not in text and "Shirin" not in text
    assert client.get("/admin/").status_code == 302
    user.refresh_from_db()
    assert (user.username, user.is_active, user.has_usable_password()) == (f"erased-{user.pk}", False, False)
    assert Act.objects.filter(by=user).count() > 10 and found() == []


def test_an_author_is_forgotten_in_every_byline(kept, django_capture_on_commit_callbacks):
    who = kept.credits.get().author
    with django_capture_on_commit_callbacks(execute=True):
        erasing.author(who, by=None, now=NOW + 3 * HOUR)
    text = everything()
    assert "N. Amin" not in text and "Hawrami" not in text
    assert {credit["name"] for out in Publication.objects.filter(story=kept.uuid) for credit in out.credits} == {"—"}
    assert found() == []


def test_the_command_erases_by_name(kept, capsys, monkeypatch):
    from django.core.management.base import CommandError

    for wrong in (
        ["--login", "nobody"],
        ["--author", "nobody"],
        ["--text", "a"],
        ["--text", "abcdef", "--by", "nobody"],
    ):
        with pytest.raises(CommandError):
            call_command("erase", *wrong, "--yes")
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("erase", "--text", ADDRESS)


# --- removing the history of named stories -------------------------------------------------------------------


def test_named_stories_may_be_removed_with_their_history(kept, django_capture_on_commit_callbacks):
    by = person("publisher")
    with (
        django_capture_on_commit_callbacks(execute=True),
        record.lifted("The sample is not needed", by=by, now=NOW, stories=[kept.uuid]) as lift,
    ):
        assert lift.remove_history() > 5
        Publication.objects.filter(story=kept.uuid).delete()
        Article.objects.get(pk=kept.pk).delete()
    assert found() == [] and not Revision.objects.filter(article_id=kept.pk).exists()
    act = Act.objects.get(verb="removed")
    assert (act.by, act.about, act.text.text) == (by, {"stories": [str(kept.uuid)]}, "The sample is not needed")
    assert guards.missing(connection) == []


def test_nothing_else_goes_with_them(kept):
    before = Revision.objects.count()
    with (
        pytest.raises(record.lifting.TooMuch),
        record.lifted("Just one", by=None, now=NOW, stories=[kept.uuid]),
    ):
        models.QuerySet(Revision).exclude(article=kept).delete()
    with pytest.raises(ZeroDivisionError), record.lifted("Broken", by=None, now=NOW, stories=[kept.uuid]) as lift:
        lift.remove_history()
        raise ZeroDivisionError
    assert Revision.objects.count() == before and not Act.objects.filter(verb="removed").exists()
    assert guards.missing(connection) == [] and found() == []
    with pytest.raises(DatabaseError), transaction.atomic():
        sql("DELETE FROM articles_revision")


# --- a history from before the record ------------------------------------------------------------------------


def test_a_history_of_before_is_taken_in(kept, django_capture_on_commit_callbacks):
    guards.take_off(connection)
    ActText.objects.all()._raw_delete("default")
    models.QuerySet(Correction).delete()
    models.QuerySet(FrontChange).delete()  # fronts came after the record
    models.QuerySet(Act).delete()
    head.path().unlink()
    with django_capture_on_commit_callbacks(execute=True):
        assert record.adopt(NOW) == Article.objects.count()
    assert found() == [] and record.adopt(NOW) == 0
    with django_capture_on_commit_callbacks(execute=True):
        save(kept, person(), headline="And it goes on")
    assert found() == []
    sql("UPDATE articles_revision SET why = 'x' WHERE number = 1")
    assert found()
