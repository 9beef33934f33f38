"""Versions that people name: told apart in the history, found again, on the record, and erased when they must be."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import erasing, proof, workflow
from articles.history import broken_versions
from articles.models import Act, ActText, VersionName
from tests import factories
from tests.factories import HOUR, MINUTE, NOW

NAME = "before the lawyer’s changes"


@pytest.fixture
def draft(people):
    article = factories.story(by=people["editor"])
    for n in range(1, 7):
        workflow.save(by=people["editor"], article=article, fields={"kicker": f"Round {n}"}, base_version=99,
                      now=NOW + n * MINUTE)  # fmt: skip
    return article


def faults() -> list[str]:
    """What the record says is wrong; its head is written after a commit, and these tests have none."""
    return [fault for fault in proof.faults() if "record-head" not in fault]


def page(story) -> str:
    return f"/admin/articles/article/{story.pk}/versions/"


def name(client, story, number, said, follow=True):
    sent = {"number": number, "from": 1, "name": said}
    return client.post(page(story) + "name/", sent, follow=follow)


def test_a_named_version_stands_out_and_is_found_alone(desk, draft):
    client = desk("editor")
    assert "Named only" not in client.get(page(draft)).content.decode()
    html = name(client, draft, 3, "before the lawyer's changes").content.decode()
    assert f"Version 3 is called “{NAME}”." in html or "Version 3 is called “before the lawyer&#x27;s changes”." in html
    assert html.count("v-named") == 1 and "Named only" in html
    assert 'value="3"' in html  # a run of saves is folded, not the named one
    alone = client.get(page(draft) + "?named").content.decode()
    listed = alone.partition('<ol class="vers">')[2].partition("</ol>")[0]
    assert (
        listed.count('class="v') - listed.count('class="v-') <= 4 and "v-named" in listed and "<details" not in listed
    )
    assert "All versions" in alone


def test_a_name_is_changed_and_taken_away_and_each_is_on_the_record(desk, draft, people):
    client = desk("editor")
    name(client, draft, 2, "One")
    name(client, draft, 2, "  Two  ")
    name(client, draft, 2, "Two")  # nothing changes
    assert VersionName.objects.get().name == "Two" and VersionName.objects.get().by == people["editor"]
    html = name(client, draft, 2, "").content.decode()
    assert "Version 2 has no name of its own." in html and not VersionName.objects.exists()
    acts = Act.objects.filter(verb__in=["named", "unnamed"]).order_by("number")
    assert [(act.verb, act.version, act.by) for act in acts] == [
        ("named", 2, people["editor"]), ("named", 2, people["editor"]), ("unnamed", 2, people["editor"]),
    ]  # fmt: skip
    assert [act.about for act in acts] == [{}] * 3 and ActText.objects.filter(text="Two").count() == 1
    assert faults() == [] and broken_versions(draft) == []


@pytest.mark.parametrize(
    ("number", "said", "told"),
    [(99, "Late", "There is no version 99 of this story."), (2, "x" * 81, "at most 80 characters")],
)
def test_what_cannot_be_is_a_sentence_and_what_was_typed_stays(desk, draft, number, said, told):
    html = name(desk("editor"), draft, number, said).content.decode()
    assert told in html and not VersionName.objects.exists()
    assert f'value="{said}"' in html


@pytest.mark.parametrize(
    "junk", [{}, {"number": "²", "name": "x"}, {"number": "-1", "name": "x"}, {"number": "1" * 30}]
)
def test_junk_changes_nothing(desk, draft, junk):
    assert desk("editor").post(page(draft) + "name/", junk).status_code in (200, 302)
    assert not VersionName.objects.exists()


def test_whoever_may_not_edit_names_nothing_and_is_not_asked(desk, draft):
    assert 'id="v-name"' not in desk("reporter").get(page(draft)).content.decode()
    assert name(desk("reporter"), draft, 2, "Mine", follow=False).status_code == 403
    assert not VersionName.objects.exists()


def test_getting_the_address_changes_nothing(desk, draft):
    answer = desk("editor").get(page(draft) + "name/?number=2&name=x")
    assert answer.status_code == 302 and not VersionName.objects.exists()


def test_a_name_in_another_script_and_with_markup_is_shown_as_it_is(desk, draft):
    html = name(desk("editor"), draft, 2, "قبل <b>المحامي</b>").content.decode()
    assert "قبل &lt;b&gt;المحامي&lt;/b&gt;" in html and '<strong class="v-given" dir="auto">' in html


def test_what_must_be_forgotten_goes_from_names_too(draft, people):
    by = people["editor"]
    workflow.name_version(by=by, article=draft, number=2, name="as Rezan Qader told it", now=NOW + HOUR)
    erasing.words("Rezan Qader", by=by, now=NOW + 2 * HOUR)
    assert "Rezan" not in VersionName.objects.get().name
    assert not ActText.objects.filter(text__contains="Rezan").exists() and faults() == []


def test_two_who_name_at_once_leave_one_name(draft, people):
    workflow.name_version(by=people["editor"], article=draft, number=2, name="One", now=NOW)
    workflow.name_version(by=people["publisher"], article=draft, number=2, name="Another", now=NOW)
    assert [row.name for row in VersionName.objects.all()] == ["Another"]


def test_ten_names_cost_what_one_costs(desk, draft, people):
    client = desk("editor")
    workflow.name_version(by=people["editor"], article=draft, number=1, name="One", now=NOW)
    client.get(page(draft))
    with CaptureQueriesContext(connection) as few:
        client.get(page(draft))
    for n in range(2, 8):
        workflow.name_version(by=people["editor"], article=draft, number=n, name=f"Name {n}", now=NOW)
    with CaptureQueriesContext(connection) as many:
        client.get(page(draft))
    assert len(many) == len(few)
