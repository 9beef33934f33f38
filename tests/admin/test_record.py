"""The record at the desk: who may read it, what it shows, how it is sifted and taken out."""

import ast
import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from articles import record, workflow
from articles.admin.record import VERBS
from articles.models import Act, Revision
from authors.models import Author
from tests.factories import DAY, HOUR, MINUTE, NOW, live_story, story

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/act/"
TABLE = "/admin/articles/act/table/"


@pytest.fixture(autouse=True)
def later(time_machine):
    time_machine.move_to(NOW + DAY, tick=False)


@pytest.fixture
def done(people):
    article = live_story(by=people["editor"])
    workflow.take_down(by=people["publisher"], article=article, why="=The source <b>asked</b>", now=NOW + HOUR)
    return article


def test_who_may_read_it(desk, done, client):
    for role in ("reporter", "editor", "photo", "audience", "publisher", "admin"):
        wanted = 200 if role in ("publisher", "admin") else 403
        assert [desk(role).get(url).status_code for url in (LIST, TABLE)] == [wanted, wanted], role
    assert client.get(TABLE).status_code == 302
    act = desk("admin").get(f"{LIST}{Act.objects.first().pk}/change/")
    assert act.status_code == 302 and act.url.startswith(LIST)
    assert desk("admin").get(f"{LIST}add/").status_code == 403
    assert desk("admin").post(f"{LIST}1/delete/", {"post": "yes"}).status_code == 403


def test_it_is_sifted_by_story_person_verb_and_day(desk, done, people):
    story(by=people["reporter"], now=NOW - 2 * DAY)
    client = desk("publisher")

    def shown(query: str) -> int:
        return client.get(f"{LIST}?{query}").content.decode().count("<time datetime")

    assert shown("") == 4 and shown(f"story={done.pk}") == 3 and shown(f"who={people['publisher'].pk}") == 1
    assert shown("verb=published") == 1 and shown("day=2026-11-20") == 1 and shown("day=2026-11-22") == 3
    assert shown(f"story={done.pk}&verb=taken_down") == 1
    for odd in ("story=x", "story=999999", "who=²", "day=2026-99-99", "day=9999-12-31", "verb=%00", "before=x"):
        assert client.get(f"{LIST}?{odd}").status_code == 200, odd
    html = client.get(LIST).content.decode()
    assert "=The source &lt;b&gt;asked&lt;/b&gt;" in html and "took down" in html


def verbs_written() -> set[str]:
    """Every verb that the code writes into the record by its name: `write("told", at=…)` and `verb="fixed"`."""
    found = set()
    for folder in ("articles", "authors", "newsletter", "newsroom"):
        for file in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text())):
                if not isinstance(call, ast.Call):
                    continue
                named = {word.arg: word.value for word in call.keywords}
                # What is done to a front has words of its own there; the record has one for all of it.
                of_fronts = file.name.startswith("front") or "change_front" in ast.dump(call.func)
                said = [named["verb"]] if "verb" in named and not of_fronts else []
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                if name == "_note_on_record" or (name == "write" and "at" in named):
                    said += call.args[:1]
                said = [
                    part for one in said for part in ((one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,))
                ]
                found.update(part.value for part in said if isinstance(part, ast.Constant) and part.value)
    return found


def test_every_verb_has_its_words_in_every_language_and_can_be_sifted_by(desk, done):
    written = verbs_written()
    assert {"told", "fixed", "added", "not_needed", "changed", "adopted", "erased", "removed"} <= written
    assert written | set(Revision.Kind.values) == set(VERBS)
    page = desk("publisher").get(LIST).content.decode()
    assert all(f'<option value="{verb}"' in page for verb in VERBS)
    for language in ("ar", "ckb"):
        with override(language):
            assert [verb for verb, words in VERBS.items() if str(words).isascii()] == []


def test_it_is_taken_out_as_a_table_that_runs_nothing(desk, done):
    answer = desk("publisher").get(f"{TABLE}?story={done.pk}")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row["what"] for row in rows] == ["taken_down", "published", "saved"]
    assert rows[0]["why"] == "'=The source <b>asked</b>" and rows[0]["digest"] == Act.objects.first().digest
    assert answer["Content-Disposition"].startswith('attachment; filename="record-2026-11-23')


def test_it_is_paged_by_number_and_a_page_costs_what_one_row_costs(desk, done, people):
    client = desk("publisher")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        return len(seen)

    one = cost()
    for n in range(60):
        record.write("changed", by=people["admin"], at=NOW + n * MINUTE, why=f"reason {n}", story=done.uuid)
    assert cost() == one
    html = client.get(LIST).content.decode()
    assert html.count("<tr>") == 51 and "before=" in html
    assert client.get(f"{LIST}?before=14").content.decode().count("<tr>") == 14


def test_the_storys_own_page_says_what_was_done(desk, done):
    page = reverse("admin:articles_article_change", args=[done.pk])
    html = desk("editor").get(page).content.decode()
    assert "Took down" in html and "Published" in html and f"{LIST}?story={done.pk}" not in html
    assert f"{LIST}?story={done.pk}" in desk("publisher").get(page).content.decode()


def test_what_else_is_changed_at_the_desk_is_an_act_without_its_words(desk, people):
    client = desk("admin")
    sent = {"kind": "person", "slug": "awa-hama", "names_en": "Awa Hama"}
    client.post("/admin/authors/author/add/", sent)
    who = Author.objects.get(slug="awa-hama")
    act = Act.objects.get(verb="changed")
    assert (act.by, act.about["what"], act.about["row"], act.about["how"]) == (
        people["admin"], "authors.author", str(who.pk), "added",
    )  # fmt: skip
    assert "Awa" not in str(act.about) and act.at == datetime(2026, 11, 23, 9, tzinfo=UTC)
