"""What each verb does, who may use it, and how it refuses."""

from datetime import timedelta

import pytest

from articles import publication, workflow
from articles.models import Article, Notice, Publication, Revision
from articles.publication import standing_of
from newsroom.lib.jobs.models import Job
from tests.factories import (
    BODY,
    HOUR,
    MINUTE,
    NOW,
    author,
    live_story,
    newsroom,
    person,
    publications,
    section,
    story,
)

pytestmark = pytest.mark.django_db
ROLES = ("reporter", "editor", "photo", "publisher", "audience", "")


@pytest.fixture(autouse=True)
def room(db):
    return newsroom()


def kinds(article) -> list[str]:
    return list(Revision.objects.filter(article=article).order_by("number").values_list("kind", flat=True))


def state(article) -> tuple:
    """Everything that a refused verb must leave as it was."""
    return (
        Article.objects.filter(pk=article.pk).values().get(),
        list(Publication.objects.order_by("pk").values()),
        list(Revision.objects.order_by("pk").values("pk", "digest")),
        list(Notice.objects.values()),
        Job.objects.count(),
    )


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


# --- publish -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_publishing_is_for_editors_and_the_duty_editor(role):
    article, by = story(), person(role)
    if role in ("editor", "publisher"):
        workflow.publish(by=by, article=article, now=NOW)
        assert standing_of(article, NOW).live
    else:
        before = state(article)
        with pytest.raises(workflow.NotAllowed):
            workflow.publish(by=by, article=article, now=NOW, override="please")
        assert state(article) == before


def test_publish_gives_the_address_by_the_newsrooms_day_and_writes_the_outbox():
    late = NOW.replace(hour=22)  # one in the morning in Baghdad
    article = live_story(now=late, headline="Night buses return")
    out = publications(article)[0]
    assert (out.slug, str(out.address_date)) == ("night-buses-return", "2026-11-23")
    assert out.visible_from == out.first_published_at == out.significant_update_at == late
    assert out.revision_number == article.version == 2
    assert Job.objects.get(kind="articles.public_changed").payload == {"publication": out.pk}


def test_publish_is_stopped_by_checks_unless_overridden_on_the_record():
    article, by = story(credits=[]), person()
    with pytest.raises(workflow.Stopped, match="byline") as refused:
        workflow.publish(by=by, article=article, now=NOW)
    assert [check.field for check in refused.value.checks] == ["credits"]
    workflow.publish(by=by, article=article, now=NOW, override="Wire copy, no name")
    assert Revision.objects.get(article=article, kind="published").why == "Wire copy, no name"


def test_publish_refuses_what_is_live_waiting_or_of_the_future():
    article, by = live_story(), person()
    with pytest.raises(workflow.NotPossible, match="live already"):
        workflow.publish(by=by, article=article, now=NOW + MINUTE)
    other = story()
    with pytest.raises(workflow.NotPossible, match="future"):
        workflow.publish(by=by, article=other, now=NOW, first_published_at=NOW + MINUTE)
    workflow.schedule(by=by, article=other, at=NOW + HOUR, now=NOW)
    with pytest.raises(workflow.NotPossible, match="schedule"):
        workflow.publish(by=by, article=other, now=NOW)


def test_copy_that_ran_before_keeps_its_first_date():
    first = NOW - timedelta(days=900)
    article = live_story(first=first)
    out = publications(article)[0]
    assert (out.first_published_at, out.visible_from) == (first, NOW)
    assert out.address_date == article.address_date == first.date()


def test_two_stories_of_a_day_with_one_headline_have_two_addresses():
    stories = [live_story(headline="Night buses return") for _n in range(3)]
    assert [a.slug for a in stories] == ["night-buses-return", "night-buses-return-2", "night-buses-return-3"]


def test_a_long_address_that_is_taken_stays_a_valid_one():
    headline = "a" * 75 + " bcde"  # the cut falls on the hyphen
    one, two = live_story(headline=headline), live_story(headline=headline)
    assert one.slug != two.slug and "--" not in two.slug and len(two.slug) <= 80
    two.full_clean()
    assert workflow.save(by=person(), article=two, fields={"headline": "Short"}, base_version=9, now=NOW + MINUTE)


def test_an_address_of_the_same_day_is_not_taken_by_one_that_waits():
    by, waiting = person(), story(headline="Night buses return")
    workflow.schedule(by=by, article=waiting, at=NOW + HOUR, now=NOW)
    assert live_story(headline="Night buses return").slug == "night-buses-return-2"


def test_a_headline_without_a_letter_needs_an_address():
    article = story(headline="!!!")
    with pytest.raises(workflow.Stopped, match="web address"):
        workflow.publish(by=person(), article=article, now=NOW)
    with pytest.raises(workflow.NotPossible, match="web address"):
        workflow.publish(by=person(), article=article, now=NOW, override="never mind")


def test_the_address_never_moves_once_public():
    article, by = live_story(headline="Night buses return"), person()
    workflow.save(by=by, article=article, fields={"headline": "Another"}, base_version=9, now=NOW)
    workflow.update(by=by, article=article, kind="update", now=NOW + 48 * HOUR)
    assert {(p.slug, p.address_date) for p in publications(article)} == {("night-buses-return", NOW.date())}
    with pytest.raises(workflow.NotPossible, match="address stays"):
        workflow.save(by=by, article=article, fields={"slug": "another"}, base_version=9, now=NOW)
    with pytest.raises(workflow.NotPossible, match="language stays"):
        workflow.save(by=by, article=article, fields={"language": "ar"}, base_version=9, now=NOW)


# --- update --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "moved"), [("fix", 0), ("update", 30)])
def test_a_fix_leaves_the_updated_time_and_an_update_moves_it(kind, moved):
    article, by = live_story(), person()
    workflow.save(by=by, article=article, fields={"headline": "Corrected"}, base_version=9, now=NOW + MINUTE)
    assert publications(article)[0].headline != "Corrected"  # readers see the change when it is published
    workflow.update(by=by, article=article, kind=kind, now=NOW + 30 * MINUTE)
    old, new = publications(article)
    assert old.visible_until == new.visible_from == NOW + 30 * MINUTE
    assert (new.headline, new.visible_until) == ("Corrected", None)
    assert new.significant_update_at == NOW + moved * MINUTE
    assert new.first_published_at == NOW


def test_update_refusals():
    by, article = person(), story()
    with pytest.raises(workflow.NotPossible, match="not live"):
        workflow.update(by=by, article=article, kind="fix", now=NOW)
    workflow.publish(by=by, article=article, now=NOW)
    with pytest.raises(workflow.NotPossible, match="nothing to publish"):
        workflow.update(by=by, article=article, kind="fix", now=NOW + MINUTE)
    workflow.save(by=by, article=article, fields={"headline": "Other"}, base_version=9, now=NOW)
    with pytest.raises(workflow.NotPossible, match="small fix"):
        workflow.update(by=by, article=article, kind="rewrite", now=NOW + MINUTE)
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW)
    with pytest.raises(workflow.NotPossible, match="scheduled"):
        workflow.update(by=by, article=article, kind="fix", now=NOW + MINUTE)


def test_the_same_moment_twice():
    article, by = live_story(), person()
    workflow.save(by=by, article=article, fields={"headline": "Second"}, base_version=9, now=NOW)
    workflow.update(by=by, article=article, kind="fix", now=NOW)
    assert [p.headline for p in publications(article)] == ["Second"]
    assert Publication.objects.visible(NOW).count() == 1
    workflow.take_down(by=by, article=article, why="Wrong", now=NOW)
    assert not Publication.objects.visible(NOW).exists() and Notice.objects.count() == 1
    workflow.publish(by=by, article=article, now=NOW)
    assert Publication.objects.visible(NOW).count() == 1 and not Notice.objects.exists()


# --- schedule, embargo ---------------------------------------------------------------------------------------


def test_a_schedule_opens_by_itself():
    by, article = person(), story()
    out = workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW)
    assert (standing_of(article, NOW).kind, standing_of(article, NOW).at) == ("scheduled", NOW + HOUR)
    assert standing_of(article, NOW + HOUR).kind == "live"
    assert article.first_published_at == NOW + HOUR == out.first_published_at
    assert Job.objects.get(kind="articles.public_changed").run_after == NOW + HOUR


@pytest.mark.parametrize("minutes", [0, -1])
def test_a_schedule_lies_in_the_future(minutes):
    article = story()
    with pytest.raises(workflow.NotPossible, match="passed"):
        workflow.schedule(by=person(), article=article, at=NOW + minutes * MINUTE, now=NOW)


def test_a_story_is_scheduled_once():
    by, article = person(), story()
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW)
    with pytest.raises(workflow.NotPossible, match="already"):
        workflow.schedule(by=by, article=article, at=NOW + 2 * HOUR, now=NOW)


@pytest.mark.parametrize(("at", "embargo", "opens", "kind"), [(1, 2, 2, "embargoed"), (2, 1, 2, "scheduled")])
def test_schedule_and_embargo_together_open_at_the_later(at, embargo, opens, kind):
    article = story(embargo_until=NOW + embargo * HOUR)
    out = workflow.schedule(by=person(), article=article, at=NOW + at * HOUR, now=NOW)
    assert out.visible_from == NOW + opens * HOUR
    assert standing_of(article, NOW).kind == kind


def test_publishing_under_an_embargo_waits_for_it():
    article = story(embargo_until=NOW + HOUR)
    workflow.publish(by=person(), article=article, now=NOW)
    assert not Publication.objects.visible(NOW + HOUR - timedelta(microseconds=1)).exists()
    assert Publication.objects.visible(NOW + HOUR).exists()
    assert standing_of(article, NOW).kind == "embargoed"


def test_an_embargo_that_has_passed_holds_nothing():
    article = story(embargo_until=NOW)
    workflow.publish(by=person(), article=article, now=NOW)
    assert standing_of(article, NOW).live


def test_the_embargo_of_a_waiting_story_cannot_be_changed_under_it():
    by, article = person(), story()
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW)
    with pytest.raises(workflow.NotPossible, match="Hold until"):
        workflow.save(by=by, article=article, fields={"embargo_until": NOW + 2 * HOUR}, base_version=9, now=NOW)
    with pytest.raises(workflow.NotPossible, match="Hold until"):
        workflow.save(by=by, article=article, fields={"embargo_until": NOW}, base_version=9, now=NOW)


def test_an_embargo_on_changes_to_a_live_story_leaves_readers_the_old_text_until_then():
    by, article = person(), live_story()
    workflow.save(
        by=by, article=article, fields={"headline": "New", "embargo_until": NOW + 2 * HOUR}, base_version=9, now=NOW
    )
    workflow.update(by=by, article=article, kind="update", now=NOW + HOUR)
    assert Publication.objects.visible(NOW + HOUR).get().headline != "New"
    assert Publication.objects.visible(NOW + 2 * HOUR).get().headline == "New"


def test_unschedule_gives_the_one_before_its_line_back():
    by, article = person(), live_story()
    workflow.save(by=by, article=article, fields={"headline": "Later"}, base_version=9, now=NOW)
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW + MINUTE)
    assert publications(article)[0].visible_until == NOW + HOUR
    assert standing_of(article, NOW + MINUTE).at == NOW + HOUR
    workflow.unschedule(by=by, article=article, now=NOW + 2 * MINUTE)
    (only,) = publications(article)
    assert (only.visible_until, article.publish_at) == (None, None)
    assert article.significant_update_at == NOW
    assert standing_of(article, NOW + 2 * HOUR).live


def test_unschedule_frees_the_address_of_what_was_never_public():
    by, article = person(), story(headline="Night buses return")
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW)
    workflow.unschedule(by=by, article=article, now=NOW)
    assert (article.first_published_at, article.address_date, article.significant_update_at) == (None, None, None)
    assert not publications(article)
    assert live_story(headline="Night buses return").slug == "night-buses-return"
    with pytest.raises(workflow.NotPossible, match="not scheduled"):
        workflow.unschedule(by=by, article=article, now=NOW)


def test_what_has_opened_cannot_be_unscheduled():
    by, article = person(), story()
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW)
    with pytest.raises(workflow.NotPossible, match="not scheduled"):
        workflow.unschedule(by=by, article=article, now=NOW + HOUR)


# --- take down -----------------------------------------------------------------------------------------------


def test_take_down_closes_the_line_and_cancels_what_waits():
    by, article = person(), live_story()
    workflow.save(by=by, article=article, fields={"headline": "Later"}, base_version=9, now=NOW)
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW + MINUTE)
    workflow.take_down(by=by, article=article, why="Legal", now=NOW + 2 * MINUTE)
    assert [p.visible_until for p in publications(article)] == [NOW + 2 * MINUTE]
    assert standing_of(article, NOW + 2 * HOUR).kind == "taken_down"
    assert (article.step, article.taken_down_at) == ("editing", NOW + 2 * MINUTE)
    assert Revision.objects.get(kind="taken_down").why == "Legal"


def test_what_was_cancelled_by_a_take_down_leaves_no_date_of_the_future():
    by, article = person(), live_story()
    workflow.save(by=by, article=article, fields={"headline": "Later"}, base_version=9, now=NOW)
    workflow.schedule(by=by, article=article, at=NOW + 48 * HOUR, now=NOW + MINUTE)
    workflow.take_down(by=by, article=article, why="Legal", now=NOW + 2 * MINUTE)
    out = workflow.publish(by=by, article=article, now=NOW + 3 * MINUTE)
    assert out.significant_update_at <= NOW + 3 * MINUTE


def test_a_story_that_was_taken_down_and_unscheduled_is_still_taken_down():
    by, article = person(), live_story()
    workflow.take_down(by=by, article=article, why="Legal", now=NOW + MINUTE)
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW + 2 * MINUTE)
    workflow.unschedule(by=by, article=article, now=NOW + 3 * MINUTE)
    assert standing_of(article, NOW + 4 * MINUTE).kind == "taken_down"
    assert article.taken_down_at == NOW + MINUTE


def test_take_down_asks_why_and_needs_something_public():
    by, article = person(), live_story()
    with pytest.raises(workflow.NotPossible, match="Say why"):
        workflow.take_down(by=by, article=article, why=" ", now=NOW + MINUTE)
    with pytest.raises(workflow.NotPossible, match="not public"):
        workflow.take_down(by=by, article=story(), why="x", now=NOW)
    waiting = story()
    workflow.schedule(by=by, article=waiting, at=NOW + HOUR, now=NOW)
    before = state(waiting)
    with pytest.raises(workflow.NotPossible, match="not public"):
        workflow.take_down(by=by, article=waiting, why="x", now=NOW)
    assert state(waiting) == before


def test_published_again_after_a_take_down_stands_at_its_old_address():
    by, article = person(), live_story(headline="Night buses return")
    workflow.take_down(by=by, article=article, why="Legal", now=NOW + MINUTE)
    workflow.publish(by=by, article=article, now=NOW + 100 * HOUR)
    old, new = publications(article)
    assert (new.slug, new.address_date, new.first_published_at) == (old.slug, old.address_date, NOW)
    assert not Notice.objects.exists() and article.taken_down_at is None


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
    assert not [w for w in wrong if w[4] == "offered, refused"]
    assert {w[3] for w in wrong} <= {"mark_ready"}  # a draft may be marked ready, though no button says so
