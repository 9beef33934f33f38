"""What the public may read at a moment."""

from datetime import timedelta

import pytest
from django.apps import apps

from articles import publication, workflow
from articles.models import Publication, Section, Series, Tag
from articles.publication import Standing, standing
from authors.models import Author
from tests.factories import HOUR, MINUTE, NOW, author, live_story, newsroom, person, photo, publications, story

TICK = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def room(db):
    newsroom()


# --- the rule ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "seen"),
    [(NOW - TICK, False), (NOW, True), (NOW + HOUR - TICK, True), (NOW + HOUR, False), (NOW + HOUR + TICK, False)],
)
def test_visible_from_its_first_moment_until_before_its_last(at, seen):
    by, article = person(), story()
    workflow.schedule(by=by, article=article, at=NOW, now=NOW - HOUR)
    workflow.take_down(by=by, article=article, why="x", now=NOW + HOUR)
    assert Publication.objects.visible(at).exists() is seen


def test_a_moment_in_another_zone_is_the_same_moment():
    live_story()
    assert Publication.objects.visible(NOW.astimezone(newsroom().zone)).exists()


def test_every_standing():
    by = person()
    never, live, gone, waiting, held, changing = (story() for _n in range(6))
    for article in (live, gone, changing):
        workflow.publish(by=by, article=article, now=NOW)
    workflow.take_down(by=by, article=gone, why="x", now=NOW + MINUTE)
    workflow.schedule(by=by, article=waiting, at=NOW + HOUR, now=NOW)
    workflow.save(by=by, article=held, fields={"embargo_until": NOW + HOUR}, base_version=9, now=NOW)
    workflow.publish(by=by, article=held, now=NOW)
    workflow.save(by=by, article=changing, fields={"headline": "New"}, base_version=9, now=NOW)
    workflow.schedule(by=by, article=changing, at=NOW + HOUR, now=NOW + MINUTE)
    found = standing([a.uuid for a in (never, live, gone, waiting, held, changing)], NOW + 2 * MINUTE)
    assert list(found.values()) == [
        Standing("none"),
        Standing("live", NOW, None, 2),
        Standing("taken_down", NOW + MINUTE),
        Standing("scheduled", None, NOW + HOUR, 2),
        Standing("embargoed", None, NOW + HOUR, 3),
        Standing("live", NOW, NOW + HOUR, 2),
    ]


def test_standing_of_ten_costs_what_one_costs(django_assert_num_queries):
    stories = [live_story() for _n in range(10)]
    for some in (stories[:1], stories):
        with django_assert_num_queries(2):
            standing([a.uuid for a in some], NOW)


# --- compose -------------------------------------------------------------------------------------------------


def test_what_is_kept_is_what_a_preview_shows():
    article = story(
        photo=photo(), tags=["Buses", "Night"], kicker="Transport", standfirst="They return.", dateline_place="Erbil",
        credits=[{"author": author("Awa"), "role": "data"}, {"author": author("Ben")}], genre="analysis",
    )  # fmt: skip
    preview = publication.compose(article, visible_from=NOW)
    workflow.publish(by=person(), article=article, now=NOW)
    kept = publications(article)[0]
    for field in Publication._meta.concrete_fields:
        if field.name not in ("id", "revision_number", "slug", "address_date"):
            assert getattr(kept, field.attname) == getattr(preview, field.attname), field.name
    assert not publication.changed(article, NOW)
    assert list(kept.credit_links.values_list("author__names__en", "role").order_by("role")) == [
        ("Awa", "data"),
        ("Ben", "reporting"),
    ]
    assert kept.topic_links.count() == 2 and kept.photo_links.get().photo == article.photo.uuid


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "Other"}, {"kicker": "K"}, {"standfirst": "S"}, {"dateline_place": "D"}, {"body": "<p>B</p>"},
        {"byline_override": "By us"}, {"genre": "opinion"}, {"tags": ["New"]}, {"credits": []}, {"section": "culture"},
        {"photo": True},
    ],
)  # fmt: skip
def test_every_change_that_readers_would_see_is_a_change(fields):
    from tests.factories import section

    article, by = live_story(), person()
    if "section" in fields:
        fields = {"section": section(fields["section"])}
    if "photo" in fields:
        fields = {"photo": photo()}
    workflow.save(by=by, article=article, fields=fields, base_version=9, now=NOW + MINUTE)
    assert publication.changed(article, NOW + MINUTE)
    workflow.update(by=by, article=article, kind="fix", now=NOW + MINUTE, why="y", override="x")
    assert not publication.changed(article, NOW + MINUTE)


@pytest.mark.parametrize("fields", [{"desk_note": "secret"}, {"slugline": "secret"}, {"planned_for": NOW}])
def test_what_only_the_desk_sees_is_no_change_and_not_in_the_publication(fields):
    article, by = live_story(), person()
    workflow.save(by=by, article=article, fields=fields, base_version=9, now=NOW + MINUTE)
    assert not publication.changed(article, NOW + MINUTE)
    assert "secret" not in str(Publication.objects.values())


# --- no way back to the desk ---------------------------------------------------------------------------------

PUBLIC = {
    "Publication", "Correction", "PublicationCredit", "PublicationTopic", "PublicationPhoto", "Notice", "PublicPackage",
    "PublicPlace",
}  # fmt: skip
SHARED = {Section, Author, Tag, Series}  # words that both sides print


def test_no_relation_leads_from_the_public_tables_to_the_desk():
    public = [model for model in apps.get_app_config("articles").get_models() if model.__name__ in PUBLIC]
    assert {model.__name__ for model in public} == PUBLIC
    assert {m.__name__ for m in apps.get_models() if m.__name__.startswith("Publication")} <= PUBLIC
    for model in public:
        for field in model._meta.get_fields(include_hidden=True):
            if field.is_relation:
                assert field.related_model in {*public, *SHARED}, f"{model.__name__}.{field.name}"


def test_the_shared_words_lead_to_publications_only_by_rows_that_ask_visible():
    """From a section no one reaches stories by attribute; authors and tags lead to the desk by name only there."""
    reverse = {f.get_accessor_name() for f in Section._meta.get_fields() if f.auto_created and not f.concrete}
    assert all(name is None or name.endswith("+") for name in reverse)
