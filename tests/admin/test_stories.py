"""The story's form and its buttons: what is typed is kept, the verbs decide, the wrong role changes nothing."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.admin.verbs import picture_mark
from articles.models import Article, Publication, Revision
from articles.publication import standing_of
from tests import factories

from .conftest import form_of

pytestmark = pytest.mark.django_db
VERBS = ("submit", "send_back", "mark_ready", "publish", "schedule", "unschedule", "update", "take_down")
HOSTILE = '"></textarea><script>alert(1)</script><img src=x onerror=alert(2)>‮</title>'


def address(story, verb: str = "") -> str:
    if verb:
        return reverse("admin:articles_article_verb", args=[story.pk, verb])
    return reverse("admin:articles_article_change", args=[story.pk])


@pytest.fixture
def draft(people):
    return factories.story(by=people["reporter"], credits=[{"author": factories.author("Lana Karim")}])


def test_a_reporter_begins_a_story_under_their_own_name(desk, people):
    people["reporter"].author = factories.author("Lana Karim")
    people["reporter"].save()
    section = factories.section()
    typed = {"headline": "School garden opens", "section": section.pk, "language": "en"}
    answer = desk("reporter").post(reverse("admin:articles_article_add"), typed)
    story = Article.objects.get()
    assert answer.url == address(story)
    assert [c.author.name("en") for c in story.credits.all()] == ["Lana Karim"]
    assert story.assigned_to == people["reporter"] and story.version == 1


def test_saving_keeps_every_field_and_makes_one_version(desk, people, draft):
    second = factories.author("Dilan Sirwan")
    photo = factories.photo(factories.picture((64, 48)), by=people["photo"])
    typed = form_of(
        draft,
        headline="Night buses return on Friday",
        body="<h2>What changes</h2><p>Eleven <strong>lines</strong>.</p>",
        tags="Buses, City life، Erbil",
        photo=photo.pk,
        planned_for="2026-11-23T18:30",
        credit_author=["Dilan Sirwan", "Lana Karim"],
        credit_role=["reporting", "writing"],
        credit_name=["D. Sirwan", ""],
    )
    answer = desk("reporter").post(address(draft), typed)
    assert answer.status_code == 302, answer.context["form"].errors
    draft.refresh_from_db()
    assert draft.headline == "Night buses return on Friday" and draft.version == 2 and draft.photo == photo
    assert "<h2" in draft.body and draft.word_count == 4
    assert {tag.name for tag in draft.tags.all()} == {"Buses", "City life", "Erbil"}
    first = draft.credits.first()
    assert (first.author, first.display_name) == (second, "D. Sirwan")
    assert draft.planned_for.isoformat() == "2026-11-23T15:30:00+00:00"  # 18:30 in Baghdad
    desk("reporter").post(address(draft), form_of(draft, planned_for="2026-11-23T18:30"))
    draft.refresh_from_db()
    assert draft.version == 2  # nothing had changed


def test_a_stale_save_that_clashes_shows_both_texts_and_what_is_chosen_goes_through(desk, people, draft):
    typed = form_of(draft, headline="My headline", standfirst="My words")
    workflow.save(
        by=people["editor"], article=draft, fields={"headline": "Their headline"}, base_version=1, now=timezone.now()
    )
    client = desk("reporter")
    answer = client.post(address(draft), typed)
    html = answer.content.decode()
    assert answer.status_code == 409 and "Nothing is lost" in html
    assert "My headline" in html and "My words" in html and "Their headline" in html
    draft.refresh_from_db()
    assert draft.headline == "Their headline"
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    clash = reverse("admin:articles_article_clash", args=[draft.pk])
    assert client.post(clash, hidden | {"c_headline": "mine"}).status_code == 302
    draft.refresh_from_db()
    assert draft.headline == "My headline" and draft.standfirst == "My words"


def test_an_unknown_name_in_the_byline_is_a_sentence_and_nothing_is_saved(desk, draft):
    typed = form_of(draft, credit_author=["Nobody Known"], credit_role=["reporting"], credit_name=[""])
    answer = desk("reporter").post(address(draft), typed)
    assert answer.status_code == 200 and "Nobody Known” is not among the authors" in answer.content.decode()
    assert Revision.objects.filter(article=draft).count() == 1


def test_hostile_texts_are_shown_harmlessly(desk, people, draft):
    names = ("headline", "kicker", "standfirst", "dateline_place", "slugline", "byline_override", "desk_note", "tags")
    client = desk("editor")
    client.post(address(draft), form_of(draft, body=f"<p>x</p>{HOSTILE}", **dict.fromkeys(names, HOSTILE[:70])))
    for url in (address(draft), address(draft, "publish"), "/admin/", "/admin/articles/article/"):
        html = client.get(url).content.decode()
        assert "<script>alert" not in html and "<img src=x" not in html, url
    preview = client.get(reverse("admin:articles_article_preview", args=[draft.pk])).content.decode()
    assert "<script>alert" not in preview and "<img src=x" not in preview


def test_a_headline_of_five_thousand_letters_is_refused_and_comes_back(desk, draft):
    answer = desk("reporter").post(address(draft), form_of(draft, headline="x" * 5000))
    assert answer.status_code == 200 and "300" in answer.content.decode() and "x" * 5000 in answer.content.decode()


# -- the buttons


def test_a_story_goes_from_draft_to_readers_and_back(desk, people, draft):
    client = desk("editor")
    assert client.post(address(draft, "submit")).url == address(draft)
    client.post(address(draft, "mark_ready"))
    draft.refresh_from_db()
    assert draft.step == "ready"
    ask = client.get(address(draft, "publish"))
    assert ask.status_code == 200 and not Publication.objects.exists()  # looking publishes nothing
    client.post(address(draft, "publish"), {"confirmed": "yes", "version": draft.version})
    assert standing_of(draft, timezone.now()).live
    draft.refresh_from_db()
    client.post(address(draft), form_of(draft, headline="Another headline"))
    draft.refresh_from_db()
    asked = {"confirmed": "yes", "version": draft.version}
    nothing_chosen = client.post(address(draft, "update"), asked)
    assert nothing_chosen.status_code == 200 and "Choose what it is" in nothing_chosen.content.decode()
    assert Publication.objects.visible(timezone.now()).get().headline != "Another headline"
    client.post(address(draft, "update"), asked | {"kind": "fix", "why": "A typing error of ours."})
    assert Publication.objects.visible(timezone.now()).get().headline == "Another headline"
    draft.refresh_from_db()
    asked = {"confirmed": "yes", "version": draft.version}
    assert "Write a reason" in client.post(address(draft, "take_down"), asked).content.decode()
    client.post(address(draft, "take_down"), asked | {"why": "A name was wrong."})
    assert standing_of(draft, timezone.now()).kind == "taken_down"


def test_pressing_publish_saves_what_was_typed_first(desk, draft):
    answer = desk("editor").post(address(draft, "publish"), form_of(draft, headline="Typed just now"))
    assert answer.url == address(draft, "publish")
    draft.refresh_from_db()
    assert draft.headline == "Typed just now" and not Publication.objects.exists()


def test_a_story_that_changed_since_the_question_is_not_published_blindly(desk, people, draft):
    client = desk("editor")
    looked_at = draft.version
    workflow.save(by=people["reporter"], article=draft, fields={"headline": "New"}, base_version=1, now=timezone.now())
    answer = client.post(address(draft, "publish"), {"confirmed": "yes", "version": looked_at})
    assert answer.status_code == 409 and "after you looked" in answer.content.decode()
    assert not Publication.objects.exists()


def test_a_stopping_check_is_said_and_passed_only_with_a_reason(desk, people):
    story = factories.story(by=people["editor"], credits=[])
    client, asked = desk("editor"), {"confirmed": "yes", "version": story.version}
    answer = client.post(address(story, "publish"), asked)
    assert "no byline" in answer.content.decode() and not Publication.objects.exists()
    client.post(address(story, "publish"), asked | {"override": "The agency gives no name."})
    assert Publication.objects.count() == 1
    assert "no name" in Revision.objects.filter(article=story).first().why


def test_a_schedule_is_read_in_the_newsrooms_zone(desk, people, draft):
    at = (timezone.now() + timedelta(days=2)).replace(hour=15, minute=30, second=0, microsecond=0)
    asked = {"confirmed": "yes", "version": draft.version, "at": at.strftime("%Y-%m-%dT18:30")}
    desk("editor").post(address(draft, "schedule"), asked)
    assert standing_of(draft, timezone.now()).at == at
    past = desk("editor").post(address(draft, "schedule"), asked | {"at": "2020-01-01T10:00"})
    assert past.status_code in (200, 409)


@pytest.mark.parametrize("role", ["reporter", "photo", "audience"])
@pytest.mark.parametrize(
    "verb", ["publish", "schedule", "update", "take_down", "send_back", "mark_ready", "unschedule"]
)
def test_a_forged_verb_by_the_wrong_role_changes_nothing(role, verb, desk, everything):
    before = (list(Publication.objects.values()), everything.version, everything.step)
    sent = {"confirmed": "yes", "version": everything.version, "why": "x", "kind": "fix", "at": "2036-01-01T10:00"}
    sent["picture"] = picture_mark(everything)
    answer = desk(role).post(address(everything, verb), sent)
    assert answer.status_code in (200, 302, 403)
    everything.refresh_from_db()
    assert (list(Publication.objects.values()), everything.version, everything.step) == before


@pytest.mark.parametrize("role", ["photo", "audience", "reporter"])
def test_a_forged_save_by_someone_who_may_not_edit_changes_nothing(role, desk, everything):
    answer = desk(role).post(address(everything), form_of(everything, headline="Forged"))
    assert answer.status_code == 403
    assert Article.objects.get().headline != "Forged"


def test_state_is_no_field_of_the_form(desk, draft):
    forged = {"step": "ready", "first_published_at": "2020-01-01", "version": "99", "made_by": "1", "word_count": "9"}
    desk("reporter").post(address(draft), form_of(draft, kicker="K", **forged))
    draft.refresh_from_db()
    assert (draft.step, draft.first_published_at, draft.version) == ("draft", None, 2)


def test_a_reporter_may_no_longer_edit_once_the_story_is_ready(desk, people, draft):
    workflow.submit(by=people["reporter"], article=draft, now=timezone.now())
    workflow.mark_ready(by=people["editor"], article=draft, now=timezone.now())
    draft.refresh_from_db()
    assert desk("reporter").post(address(draft), form_of(draft, headline="Late")).status_code == 403
    assert "not change it" in desk("reporter").get(address(draft)).content.decode()


def test_reading_writes_nothing(desk, everything):
    before = (Article.objects.values().get(), Revision.objects.count(), Publication.objects.count())
    client = desk("editor")
    for verb in VERBS:
        client.get(address(everything, verb))
    client.get(address(everything)), client.get(reverse("admin:articles_article_preview", args=[everything.pk]))
    assert (Article.objects.values().get(), Revision.objects.count(), Publication.objects.count()) == before


def test_nobody_deletes_a_story(desk, everything):
    url = reverse("admin:articles_article_delete", args=[everything.pk])
    assert desk("admin").post(url, {"post": "yes"}).status_code == 403


def test_the_admins_own_history_leads_to_ours(desk, draft):
    answer = desk("editor").get(reverse("admin:articles_article_history", args=[draft.pk]))
    assert answer.url == reverse("admin:articles_article_versions", args=[draft.pk])


def test_the_preview_is_the_readers_page_of_the_working_copy(desk, people, draft):
    answer = desk("reporter").get(reverse("admin:articles_article_preview", args=[draft.pk]))
    assert draft.headline in answer.content.decode() and "noindex" in answer.content.decode()
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


# -- the list


@pytest.mark.parametrize(
    "view, expected",
    [("mine", {"Mine"}), ("desk", {"Sent"}), ("live", {"Live"}), ("scheduled", {"Later"}), ("down", {"Gone"})],
)
def test_each_tab_shows_its_stories_and_counts_them(view, expected, desk, people):
    now, editor = timezone.now(), people["editor"]
    factories.story(by=people["reporter"], headline="Other")
    factories.story(by=editor, headline="Mine", assigned_to=editor)
    sent = factories.story(by=people["reporter"], headline="Sent")
    workflow.submit(by=people["reporter"], article=sent, now=now)
    who = people["publisher"]
    factories.live_story(by=who, headline="Live")
    later = factories.story(by=who, headline="Later")
    workflow.schedule(by=who, article=later, at=now + timedelta(days=1), now=now)
    gone = factories.live_story(by=who, headline="Gone")
    workflow.take_down(by=who, article=gone, why="x", now=now)
    answer = desk("editor").get("/admin/articles/article/", {"view": view})
    shown = answer.context["list"]
    assert {story.headline for story, _stands, _here, _mark in shown.rows} == expected
    assert [tab.count for tab in shown.tabs if tab.here] == [len(expected)]


def test_the_list_is_searched_and_filtered_and_takes_any_nonsense(desk, people):
    factories.story(by=people["editor"], headline="Swifts return", slugline="birds")
    factories.story(by=people["editor"], headline="Chess club")
    client = desk("editor")
    for asked in ({"q": "swift"}, {"q": "birds"}):
        rows = client.get("/admin/articles/article/", asked).context["list"].rows
        assert [story.headline for story, _stands, _here, _mark in rows] == ["Swifts return"]
    nonsense = {"q": "%_'\"", "section": "x", "language": "xx", "who": "9" * 40, "p": "-3", "view": "zzz", "o": "1"}
    assert client.get("/admin/articles/article/", nonsense).status_code == 200
