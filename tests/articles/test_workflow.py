"""The desk's verbs: what each does, who may use it, and how it refuses. Those that readers see: test_going_out."""

import pytest

from articles import publication, workflow
from articles.models import Article, Revision
from articles.publication import standing_of
from tests.factories import (
    BODY,
    HOUR,
    MINUTE,
    NOW,
    author,
    kinds,
    live_story,
    newsroom,
    person,
    section,
    state,
    story,
)

pytestmark = pytest.mark.django_db
ROLES = ("reporter", "editor", "photo", "publisher", "audience", "")


@pytest.fixture(autouse=True)
def room(db):
    return newsroom()


# --- begin, save ---------------------------------------------------------------------------------------------


def test_begin_makes_a_draft_with_its_first_version():
    article = story(headline="Night buses return")
    article.refresh_from_db()
    assert (article.step, article.version, article.words_version, article.word_count) == ("draft", 1, 1, 16)
    assert kinds(article) == ["saved"]
    assert standing_of(article, NOW).kind == "none"


@pytest.mark.parametrize("role", ROLES)
def test_begin_is_for_those_who_write(role):
    by = person(role)
    if role in ("reporter", "editor", "publisher"):
        assert story(by=by).made_by == by
    else:
        with pytest.raises(workflow.NotAllowed):
            story(by=by)
        assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"headline": ""}, "Headline"),
        ({"headline": "x" * 301}, "300"),
        ({"kicker": "x" * 81}, "80"),
        ({"standfirst": "x" * 601}, "600"),
        ({"slug": "Night Buses"}, "small letters"),
        ({"language": "de"}, "de"),
        ({"genre": "gossip"}, "gossip"),
        ({"step": "ready"}, "step"),
        ({"first_published_at": NOW}, "first_published_at"),
        ({"uuid": "x"}, "uuid"),
        ({"body": "x" * 400_001}, "400"),
    ],
)
def test_a_value_that_cannot_be_taken_is_refused_in_a_sentence(fields, said):
    with pytest.raises(workflow.NotPossible, match=said):
        story(**fields)
    assert not Article.objects.exists() and not Revision.objects.exists()


def test_a_refused_value_names_its_field():
    with pytest.raises(workflow.NotPossible, match=r"(?i)kicker"):
        story(kicker="x" * 81)


def test_save_writes_one_version_and_nothing_when_nothing_differs():
    by, article = person(), story()
    made = workflow.save(by=by, article=article, fields={"headline": "Other"}, base_version=1, now=NOW + MINUTE)
    assert (made.number, made.snapshot["headline"], article.headline, article.version) == (2, "Other", "Other", 2)
    assert workflow.save(by=by, article=article, fields={"headline": "Other"}, base_version=2, now=NOW) is None
    assert Revision.objects.filter(article=article).count() == 2


def test_save_changes_byline_and_tags_as_words():
    by, article = person(), story()
    one, two = author("Dilan Sirwan"), author("Nazdar Amin")
    rows = [{"author": two, "role": "data"}, {"author": one}]
    made = workflow.save(
        by=by, article=article, fields={"credits": rows, "tags": ["Buses"]}, base_version=1, now=NOW + MINUTE
    )
    assert [(c["author"], c["role"]) for c in made.snapshot["credits"]] == [(two.pk, "data"), (one.pk, "reporting")]
    assert made.snapshot["tags"] == ["buses"]
    again = [{"author": two, "role": "data"}, {"author": one}]
    assert workflow.save(by=by, article=article, fields={"credits": again}, base_version=2, now=NOW) is None
    with pytest.raises(workflow.NotPossible, match="twice"):
        workflow.save(by=by, article=article, fields={"credits": [*rows, *rows]}, base_version=2, now=NOW)


def test_a_stale_save_changes_nothing_and_names_who_saved():
    first, second, article = person(first_name="Awa"), person(first_name="Ben"), story()
    workflow.save(by=first, article=article, fields={"headline": "Awa's"}, base_version=1, now=NOW + HOUR)
    before = state(article)
    with pytest.raises(workflow.Stale, match="Awa") as refused:
        workflow.save(by=second, article=article, fields={"headline": "Ben's"}, base_version=1, now=NOW + HOUR)
    assert refused.value.current.snapshot["headline"] == "Awa’s"
    assert "13:00" in str(refused.value)  # Baghdad's time
    assert state(article) == before


def test_a_step_on_the_desk_does_not_make_open_words_stale_nor_takes_the_blame():
    writer, editor, article = person(first_name="Awa"), person(first_name="Ben"), story()
    workflow.submit(by=editor, article=article, now=NOW)
    assert workflow.save(by=writer, article=article, fields={"headline": "Two"}, base_version=1, now=NOW)
    workflow.mark_ready(by=editor, article=article, now=NOW)
    with pytest.raises(workflow.Stale, match="Awa"):
        workflow.save(by=editor, article=article, fields={"headline": "Three"}, base_version=1, now=NOW)


def test_twenty_people_saving_from_one_version_is_one_save():
    people, article, done = [person() for _n in range(20)], story(), 0
    for n, by in enumerate(people):
        try:
            copy = Article.objects.get(pk=article.pk)
            workflow.save(by=by, article=copy, fields={"headline": f"Mine {n}"}, base_version=1, now=NOW)
            done += 1
        except workflow.Stale:
            pass
    assert done == 1
    assert kinds(article) == ["saved", "saved"]


def test_a_reporter_edits_only_own_stories_and_only_until_they_are_edited():
    reporter, other, editor = person("reporter"), person("reporter"), person()
    article = story(by=reporter)
    with pytest.raises(workflow.NotAllowed):
        workflow.save(by=other, article=article, fields={"headline": "Theirs"}, base_version=1, now=NOW)
    workflow.submit(by=reporter, article=article, now=NOW)
    assert workflow.save(by=reporter, article=article, fields={"headline": "Mine"}, base_version=1, now=NOW)
    workflow.save(by=editor, article=article, fields={"headline": "Ours"}, base_version=3, now=NOW)
    assert article.step == "editing"
    with pytest.raises(workflow.NotAllowed):
        workflow.save(by=reporter, article=article, fields={"headline": "Mine"}, base_version=4, now=NOW)


def test_a_reporter_may_not_touch_the_live_story_of_another():
    article, reporter = live_story(), person("reporter")
    before = state(article)
    for verb, more in (
        (workflow.save, {"fields": {"headline": "x"}, "base_version": 9}),
        (workflow.submit, {}),
        (workflow.send_back, {"why": "x"}),
        (workflow.mark_ready, {}),
        (workflow.publish, {}),
        (workflow.schedule, {"at": NOW + HOUR}),
        (workflow.unschedule, {}),
        (workflow.update, {"kind": "fix"}),
        (workflow.take_down, {"why": "x"}),
    ):
        with pytest.raises(workflow.NotAllowed):
            verb(by=reporter, article=article, now=NOW + MINUTE, **more)
    assert state(article) == before


# --- steps ---------------------------------------------------------------------------------------------------


def test_the_way_over_the_desk():
    reporter, editor = person("reporter"), person()
    article = story(by=reporter)
    workflow.submit(by=reporter, article=article, now=NOW)
    assert article.step == "submitted"
    with pytest.raises(workflow.NotPossible, match="already"):
        workflow.submit(by=reporter, article=article, now=NOW)
    with pytest.raises(workflow.NotPossible, match="Say what"):
        workflow.send_back(by=editor, article=article, now=NOW, why=" ")
    workflow.send_back(by=editor, article=article, now=NOW, why="Who says so?")
    assert article.step == "draft"
    with pytest.raises(workflow.NotPossible, match="draft"):
        workflow.send_back(by=editor, article=article, now=NOW, why="Again")
    workflow.mark_ready(by=editor, article=article, now=NOW)
    assert article.step == "ready"
    with pytest.raises(workflow.NotPossible, match="ready already"):
        workflow.mark_ready(by=editor, article=article, now=NOW)
    workflow.save(by=editor, article=article, fields={"headline": "Last touch"}, base_version=9, now=NOW)
    assert article.step == "editing"
    assert kinds(article) == ["saved", "submitted", "sent_back", "ready", "saved"]
    assert list(Revision.objects.filter(kind="sent_back").values_list("why", flat=True)) == ["Who says so?"]


def test_an_empty_story_is_not_sent_to_the_desk():
    article = story(body="")
    with pytest.raises(workflow.NotPossible, match="no body"):
        workflow.submit(by=article.made_by, article=article, now=NOW)


# --- file ----------------------------------------------------------------------------------------------------


def filed(by, digest="1", **fields):
    fields = {"language": "en", "headline": "Wire", "section": section(), "body": BODY, "credits": []} | fields
    return workflow.file(by=by, fields=fields, key="k" * 64, digest=digest, now=NOW)


def test_filing_twice_is_one_story_and_a_changed_text_a_new_version():
    by = person()
    (one, fresh), (two, again), (three, changed) = filed(by), filed(by), filed(by, "2", headline="Wire, new")
    assert (one.pk, fresh, again, changed) == (two.pk, True, False, True) and three.pk == one.pk
    assert kinds(one) == ["filed", "filed"]


def test_filing_does_not_move_the_embargo_of_a_waiting_story():
    by = person()
    article, _fresh = filed(by)
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW, override="x")
    with pytest.raises(workflow.NotPossible, match="Hold until"):
        filed(by, "2", embargo_until=NOW + 2 * HOUR)
    article.refresh_from_db()
    assert article.embargo_until is None and article.filed_digest == "1"


def test_a_refiled_translation_keeps_its_group():
    by, group = person(), story().translation_group
    article, _fresh = filed(by, language="ar", translation_group=group)
    again, changed = filed(by, "2", language="ar", translation_group=group, headline="Other")
    assert changed and again.pk == article.pk and again.translation_group == group


@pytest.mark.parametrize("role", ["photo", "audience", ""])
def test_filing_is_for_those_who_write(role):
    with pytest.raises(workflow.NotAllowed):
        filed(person(role))


def test_a_button_and_its_page_ask_for_the_same():
    from articles.admin.verbs import ASKS
    from articles.publication import Standing

    by, asked = person("publisher"), {}
    by.is_superuser = True
    for step in Article.Step.values:
        for kind in ("none", "live", "scheduled", "taken_down"):
            stands = Standing(kind, at=NOW) if kind == "scheduled" else Standing(kind)
            for verb in workflow.verbs(by, Article(step=step, made_by=by), stands, changes=True):
                asked[verb.name] = verb.asks
    assert asked == ASKS


# --- buttons -------------------------------------------------------------------------------------------------


def test_every_button_that_is_offered_works_and_what_is_not_offered_is_refused():
    """In each standing and role: a verb is offered if and only if it would be done."""
    from django.db import transaction

    more = {
        "send_back": {"why": "x"}, "schedule": {"at": NOW + 5 * HOUR}, "update": {"kind": "fix"},
        "take_down": {"why": "x"},
    }  # fmt: skip
    names = ("submit", "send_back", "mark_ready", "publish", "schedule", "unschedule", "update", "take_down")
    editor, reporter = person(), person("reporter")
    draft, sent, ready, waiting = (story(by=reporter) for _n in range(4))
    workflow.submit(by=reporter, article=sent, now=NOW)
    workflow.mark_ready(by=editor, article=ready, now=NOW)
    workflow.schedule(by=editor, article=waiting, at=NOW + HOUR, now=NOW)
    live, changed, gone = live_story(), live_story(), live_story()
    workflow.save(by=editor, article=changed, fields={"headline": "New"}, base_version=9, now=NOW)
    workflow.take_down(by=editor, article=gone, why="x", now=NOW)
    at, wrong = NOW + MINUTE, []
    for role in ROLES:
        by = reporter if role == "reporter" else person(role)
        for article in (draft, sent, ready, waiting, live, changed, gone):
            article.refresh_from_db()
            differs = publication.changed(article, at)
            offers = {v.name for v in workflow.verbs(by, article, standing_of(article, at), changes=differs)}
            for name in names:
                try:
                    with transaction.atomic():
                        copy = Article.objects.get(pk=article.pk)
                        getattr(workflow, name)(by=by, article=copy, now=at, **more.get(name, {}))
                        transaction.set_rollback(True)
                    done = True
                except workflow.WorkflowError:
                    done = False
                if name in offers and not done:
                    wrong.append((role, article.step, standing_of(article, at).kind, name, "offered, refused"))
                if done and name not in offers and (role, name) != ("editor", "mark_ready"):
                    wrong.append((role, article.step, standing_of(article, at).kind, name, "done, not offered"))
    # "Publish changes" is offered on a live story before a change is saved: its button saves first.
    assert {w[2:4] for w in wrong if w[4] == "offered, refused"} == {("live", "update")}
    assert {w[3] for w in wrong} <= {"mark_ready", "update"}  # a draft may be marked ready, though no button says so
