"""What a history weighs: a version costs what changed in it, and each can be read, compared and taken back."""

import random
import time

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles import comparing, history, workflow
from articles.body import parse
from articles.models import Article, Revision
from articles.record import guards
from tests.factories import MINUTE, NOW, newsroom, person, story

WORDS = [f"word{n}" for n in range(700)] + ["the", "of", "and", "to", "in"] * 60


def text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))


def edited(body: str, chance: random.Random) -> str:
    """A typical edit: some words of one paragraph; now and then a new paragraph, or one less."""
    blocks = [block.whole for block in parse(body)]
    place, kind = chance.randrange(len(blocks)), chance.random()
    if kind < 0.85:
        head, _gt, rest = blocks[place].partition(">")
        words = rest.removesuffix("</p>").split()
        at = chance.randrange(len(words))
        words[at : at + chance.randint(0, 3)] = chance.choices(WORDS, k=chance.randint(1, 4))
        blocks[place] = f"{head}>{' '.join(words)}</p>"
    elif kind < 0.93 or len(blocks) < 20:
        blocks.insert(place, f"<p>{text(chance, 30)}</p>")
    else:
        blocks.pop(place)
    return "\n".join(blocks)


def many_saves(saves: int) -> Article:
    """A story of a thousand words, saved `saves` times."""
    newsroom()
    chance, by = random.Random(3), person()
    body = "".join(f"<p>{text(chance, 40)}</p>" for _n in range(25))
    article = story(by=by, body=body, standfirst=text(chance, 30)[:500])
    for number in range(saves):
        fields = {"body": edited(article.body, chance)}
        workflow.save(by=by, article=article, fields=fields, base_version=article.version, now=NOW + number * MINUTE)
    return article


def look(article: Article, saves: int, most: int) -> None:
    found = history.weight(article)
    assert found.versions == article.version > 0.95 * saves and found.whole < found.versions / 4
    plain = sum(len(str(value)) for value in history.contents(article, range(1, article.version + 1)).values())
    print(f"{found.versions} versions: {found.each} bytes each, {plain // found.versions} as they stand")
    assert found.each < most
    assert history.broken_versions(article) == []


@pytest.mark.django_db
def test_a_save_weighs_what_changed():
    article = many_saves(60)
    look(article, 60, 900)
    started = time.process_time()
    pair = history.contents(article, [3, 57])
    found = comparing.compare(pair[3], pair[57])
    assert found.added and found.passages_changed and time.process_time() - started < 1.0


@pytest.mark.slow
@pytest.mark.django_db
def test_a_thousand_saves_of_a_thousand_words():
    article = many_saves(1000)
    look(article, 1000, 600)
    assert history.weight().bytes >= history.weight(article).bytes


@pytest.mark.django_db
def test_reading_many_versions_asks_twice(django_assert_num_queries):
    article = many_saves(12)
    with django_assert_num_queries(2):
        assert len(history.contents(article, range(1, 14))) == 13
    row = Revision.objects.get(article=article, number=9)
    assert row.snapshot == history.contents(article, [9])[9]


@pytest.mark.django_db
def test_a_version_whose_base_was_spoilt_is_found_and_not_made_up():
    article = many_saves(4)
    guards.take_off(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_revision SET packed = %s WHERE base = 0", [b"wxx"])
    assert history.broken_versions(article) == [1, 2, 3, 4, 5]
    with pytest.raises(ValueError):
        _ = Revision.objects.get(article=article, number=3).snapshot


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_history_goes_back_to_what_it_was_and_comes_again():
    article = many_saves(8)
    before = {row.number: (row.digest, row.snapshot) for row in Revision.objects.filter(article=article)}
    executor = MigrationExecutor(connection)
    newest = [key for key in executor.loader.graph.leaf_nodes() if key[0] == "articles"]
    try:
        executor.migrate([("articles", "0005_merging_drafts_and_presence")])
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, digest FROM articles_revision")
            assert dict(cursor.fetchall()) == {number: digest for number, (digest, _held) in before.items()}
        old = executor.loader.project_state([("articles", "0005_merging_drafts_and_presence")]).apps
        rows = old.get_model("articles", "Revision").objects.all()
        assert {row.number: row.snapshot for row in rows} == {n: held for n, (_digest, held) in before.items()}
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert {r.number: (r.digest, r.snapshot) for r in Revision.objects.filter(article=article)} == before
    assert history.broken_versions(article) == []
