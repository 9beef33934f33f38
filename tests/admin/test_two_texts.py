"""Two people, two windows, a lost session: nothing typed is lost, and nothing is written over in silence."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article, Draft, Revision
from tests import factories
from tests.admin.conftest import form_of

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def at(story, page: str) -> str:
    return reverse(f"admin:articles_article_{page}", args=[story.pk])


def hidden(html: str) -> dict:
    """What the first form of the page's content brings along unseen."""
    content = html.partition('id="content"')[2]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', content))


@pytest.fixture
def draft(people):
    body = "".join(f"<p>Paragraph {word} of the story.</p>" for word in ("one", "two", "three", "four"))
    return factories.story(by=people["editor"], body=body, credits=[{"author": factories.author("Lana Karim")}])


def change(story, old: str, new: str) -> str:
    assert old in story.body
    return story.body.replace(old, new)


def saved_by(people, story, **fields) -> None:
    """Somebody else saves the newest version, changed."""
    fresh = Article.objects.get(pk=story.pk)
    workflow.save(by=people["publisher"], article=fresh, fields=fields, base_version=fresh.version, now=timezone.now())


# -- a save that comes second


def test_edits_to_two_paragraphs_are_put_together_and_said(desk, people, draft):
    mine = form_of(draft, body=change(draft, "one", "ONE"), kicker="Transport", window="a" * 32)
    saved_by(people, draft, body=change(draft, "three", "THREE"), headline="Theirs")
    client = desk("editor")
    assert client.post(at(draft, "change"), mine).status_code == 302
    draft.refresh_from_db()
    assert "ONE" in draft.body and "THREE" in draft.body
    assert (draft.headline, draft.kicker) == ("Theirs", "Transport")
    last = Revision.objects.filter(article=draft).first()
    assert (last.kind, last.by) == ("merged", people["editor"]) and "version 2" in last.why
    assert "put together as version 3" in client.get(at(draft, "change")).content.decode()


def clash(desk, people, draft, **typed):
    """The editor and the publisher both change paragraph two; gives (client, the page's answer)."""
    fields = {"body": change(draft, "two", "MINE"), "window": "a" * 32, "tags": "Night"} | typed
    mine = form_of(draft, **fields)
    saved_by(people, draft, body=change(draft, "two", "THEIRS").replace("four", "FOUR"))
    client = desk("editor")
    return client, client.post(at(draft, "change"), mine)


def test_the_same_paragraph_gives_the_page_with_both_texts(desk, people, draft):
    client, answer = clash(desk, people, draft)
    html = answer.content.decode()
    assert answer.status_code == 409 and "Nothing is lost" in html
    for text in ("MINE", "THEIRS", "FOUR", "Paragraph 2: choose a text", "Keep both, yours first", "Write it anew"):
        assert text in html, text
    assert Revision.objects.filter(article=draft).count() == 2
    again = client.get(at(draft, "clash")).content.decode()  # after a lost window, or a night's sleep
    assert "MINE" in again and "THEIRS" in again


@pytest.mark.parametrize(
    ("choice", "more", "stands", "kinds"),
    [
        ("mine", {}, ["MINE"], ["saved", "saved", "merged"]),
        ("theirs", {}, ["THEIRS"], ["saved", "saved", "kept", "merged"]),
        ("both", {}, ["MINE", "THEIRS"], ["saved", "saved", "merged"]),
        ("own", {"own_p1": "Anew <b>"}, ["Anew &lt;b&gt;"], ["saved", "saved", "kept", "merged"]),
    ],
)
def test_what_is_chosen_is_saved_and_what_is_not_taken_is_kept_by_name(
    desk, people, draft, choice, more, stands, kinds
):
    client, answer = clash(desk, people, draft)
    sent = hidden(answer.content.decode()) | {"c_p1": choice} | more
    assert client.post(at(draft, "clash"), sent).status_code == 302
    draft.refresh_from_db()
    for text in ("MINE", "THEIRS", "Anew &lt;b&gt;"):
        assert (text in draft.body) == (text in stands), text
    assert "FOUR" in draft.body and [tag.name for tag in draft.tags.all()] == ["Night"]
    assert factories.kinds(draft) == kinds
    every = "".join(r.snapshot["body"] for r in Revision.objects.filter(article=draft))
    assert "MINE" in every and "THEIRS" in every
    assert not Draft.objects.exists()
    if "kept" in kinds:
        kept = Revision.objects.get(article=draft, kind="kept")
        assert kept.by == people["editor"] and "MINE" in kept.snapshot["body"]
        page = client.get(at(draft, "versions")).content.decode()
        assert f"{people['editor']}’s text" in page


def test_a_second_press_of_the_button_saves_nothing_twice(desk, people, draft):
    client, answer = clash(desk, people, draft)
    sent = hidden(answer.content.decode()) | {"c_p1": "mine"}
    client.post(at(draft, "clash"), sent)
    before = factories.state(draft)
    second = client.post(at(draft, "clash"), sent, follow=True)
    assert "nothing left to choose" in second.content.decode()
    assert factories.state(draft) == before


def test_nothing_chosen_is_asked_again_with_what_was_chosen(desk, people, draft):
    client, answer = clash(desk, people, draft, headline="My headline")
    saved_by(people, draft, headline="Another")
    answer = client.get(at(draft, "clash"))
    sent = hidden(answer.content.decode()) | {"c_p1": "own", "own_p1": "Kept while asking"}
    asked = client.post(at(draft, "clash"), sent)
    html = asked.content.decode()
    assert asked.status_code == 422 and "Choose a text at each place" in html and "Kept while asking" in html
    for nonsense in ("", "other", "<script>"):
        assert client.post(at(draft, "clash"), sent | {"c_headline": nonsense}).status_code == 422
    assert client.post(at(draft, "clash"), sent | {"c_headline": "both"}).status_code == 422  # one headline alone


def test_a_third_person_who_saves_meanwhile_is_seen(desk, people, draft):
    client, answer = clash(desk, people, draft)
    sent = hidden(answer.content.decode()) | {"c_p1": "mine"}
    fresh = Article.objects.get(pk=draft.pk)
    saved_by(people, draft, body=fresh.body.replace("THEIRS", "THIRD"))
    again = client.post(at(draft, "clash"), sent)
    html = again.content.decode()
    assert again.status_code == 409 and "THIRD" in html and "once more" in html
    assert re.search(r'value="mine" required checked', html)  # what was chosen is still chosen
    client.post(at(draft, "clash"), hidden(html) | {"c_p1": "both"})
    draft.refresh_from_db()
    assert "MINE" in draft.body and "THIRD" in draft.body


def test_a_third_person_who_saves_elsewhere_does_not_ask_again(desk, people, draft):
    client, answer = clash(desk, people, draft)
    saved_by(people, draft, standfirst="From a third.")
    client.post(at(draft, "clash"), hidden(answer.content.decode()) | {"c_p1": "mine"})
    draft.refresh_from_db()
    assert "MINE" in draft.body and draft.standfirst == "From a third."


def test_hostile_words_are_shown_harmlessly_in_both_texts_and_in_the_history(desk, people, draft):
    mine = form_of(draft, headline=f"m{HOSTILE}"[:90], window="a" * 32)
    saved_by(people, draft, headline=f"t{HOSTILE}"[:90])
    client = desk("editor")
    html = client.post(at(draft, "change"), mine).content.decode()
    html += client.get(at(draft, "versions")).content.decode()
    assert "<script>alert" not in html and "<img src=x" not in html and "&lt;script&gt;" in html


def test_a_verb_saves_first_and_asks_where_two_texts_clash(desk, people, draft):
    mine = form_of(draft, headline="Mine", window="a" * 32)
    saved_by(people, draft, headline="Theirs")
    url = reverse("admin:articles_article_verb", args=[draft.pk, "publish"])
    answer = desk("editor").post(url, mine)
    assert answer.status_code == 409 and "choose a text" in answer.content.decode()


def test_a_story_that_was_sent_on_meanwhile_shows_what_was_typed(desk, people):
    story = factories.story(by=people["reporter"])
    mine = form_of(story, headline="Typed too late", body="<p>And these words.</p>", window="a" * 32)
    workflow.submit(by=people["reporter"], article=story, now=timezone.now())
    workflow.mark_ready(by=people["editor"], article=story, now=timezone.now())
    for url in (at(story, "change"), reverse("admin:articles_article_verb", args=[story.pk, "submit"])):
        answer = desk("reporter").post(url, mine)
        html = answer.content.decode()
        assert answer.status_code == 403 and "Typed too late" in html and "And these words." in html
    story.refresh_from_db()
    assert story.headline != "Typed too late"


# -- kept while typing


def keep(client, story, *, turn: int = 1, window: str = "b" * 32, **typed):
    return client.post(at(story, "draft"), form_of(story, window=window, turn=turn, **typed))


def test_what_is_typed_is_kept_and_is_no_version(desk, draft):
    client = desk("editor")
    answer = keep(client, draft, headline="Half a head")
    assert answer.status_code == 200 and "Kept at" in answer.json()["said"]
    assert keep(client, draft, turn=2, headline="Half a headline").json()["draft"] == f"{Draft.objects.get().pk}.2"
    assert Revision.objects.filter(article=draft).count() == 1 and Draft.objects.count() == 1
    html = client.get(at(draft, "change")).content.decode()
    assert "Half a headline" in html and "Your unsaved words of" in html and "Discard" in html


def test_one_that_comes_late_does_not_replace_a_later_one(desk, draft):
    client = desk("editor")
    keep(client, draft, turn=5, headline="Later")
    keep(client, draft, turn=4, headline="Earlier")
    assert Draft.objects.get().fields["headline"] == ["Later"]


def test_discarding_takes_only_ones_own(desk, people, draft):
    keep(desk("editor"), draft, headline="Mine")
    row = Draft.objects.get()
    desk("publisher").post(at(draft, "discard"), {"discard": row.pk})
    assert Draft.objects.exists()
    desk("editor").get(at(draft, "discard"))
    assert Draft.objects.exists()  # looking throws nothing away
    answer = desk("editor").post(at(draft, "discard"), {"discard": row.pk}, follow=True)
    assert not Draft.objects.exists() and "discarded" in answer.content.decode()


def test_kept_on_an_old_version_says_that_somebody_saved(desk, people, draft):
    saved_by(people, draft, headline="Theirs")
    answer = keep(desk("editor"), draft, kicker="Mine")
    assert answer.status_code == 409 and "put both texts together" in answer.json()["said"]
    assert Draft.objects.get().fields["kicker"] == ["Mine"]  # kept all the same


def test_a_restored_text_is_put_together_with_what_was_saved_since(desk, people, draft):
    client = desk("editor")
    keep(client, draft, kicker="Mine")
    saved_by(people, draft, headline="Theirs")
    page = client.get(at(draft, "change")).content.decode()
    assert "Mine" in page
    client.post(at(draft, "change"), form_of(draft, kicker="Mine") | hidden(page))
    draft.refresh_from_db()
    assert (draft.headline, draft.kicker) == ("Theirs", "Mine") and not Draft.objects.exists()


def test_two_windows_of_one_person_do_not_write_over_each_other(desk, draft):
    client = desk("editor")
    keep(client, draft, window="a" * 32, kicker="First window")
    keep(client, draft, window="b" * 32, standfirst="Second window")
    assert Draft.objects.count() == 2
    html = client.get(at(draft, "change")).content.decode()
    assert "Second window" in html and "other unsaved words" in html
    first = Draft.objects.get(window="a" * 32)
    assert "First window" in client.get(at(draft, "change") + f"?draft={first.pk}").content.decode()
    client.post(at(draft, "change"), form_of(draft, standfirst="Second window", window="b" * 32))
    client.post(at(draft, "change"), form_of(draft, kicker="First window", window="a" * 32))
    draft.refresh_from_db()
    assert (draft.kicker, draft.standfirst) == ("First window", "Second window") and not Draft.objects.exists()


def test_a_window_that_took_a_text_up_goes_on_with_it_unless_the_first_one_did(desk, draft):
    client = desk("editor")
    keep(client, draft, window="a" * 32, kicker="One")
    took = hidden(client.get(at(draft, "change")).content.decode())["draft"]
    keep(client, draft, window="b" * 32, draft=took, kicker="One and two")
    assert Draft.objects.get().window == "b" * 32
    took = hidden(client.get(at(draft, "change")).content.decode())["draft"]
    keep(client, draft, window="b" * 32, turn=2, kicker="One, two, three")
    keep(client, draft, window="c" * 32, draft=took, kicker="Other")
    assert {row.fields["kicker"][0] for row in Draft.objects.all()} == {"One, two, three", "Other"}


def test_after_signing_in_again_the_text_is_there(client, desk, people, draft):
    first = desk("editor")
    keep(first, draft, headline="Typed before the session ended")
    first.logout()
    assert keep(first, draft, turn=2, headline="Lost").status_code == 302  # to the sign-in
    client.force_login(people["editor"])
    assert "Typed before the session ended" in client.get(at(draft, "change")).content.decode()


def test_a_text_that_says_nothing_new_is_not_brought_up(desk, people, draft):
    client = desk("editor")
    keep(client, draft, kicker="Same")
    saved_by(people, draft, kicker="Same")
    assert "Your unsaved words" not in client.get(at(draft, "change")).content.decode()


def test_bad_input_is_answered_and_keeps_what_can_be_kept(desk, draft):
    client = desk("editor")
    assert client.post(at(draft, "draft"), {"headline": "x"}).status_code == 400
    assert client.post(at(draft, "draft"), {"headline": "x", "window": "<script>"}).status_code == 400
    assert client.get(at(draft, "draft")).status_code == 405
    assert keep(client, draft, body="x" * 1_600_000).status_code == 413
    assert keep(client, draft, kicker="a\x00b").status_code == 200
    assert Draft.objects.get().fields["kicker"] == ["ab"]
    odd = {"base_version": "²", "turn": "99999999999999999999", "draft": "1.x", "headline": ""}
    assert keep(client, draft, **odd).status_code == 409
    assert "Half" not in Draft.objects.get().fields
    assert client.get(at(draft, "change")).status_code == 200  # an empty headline comes back, and is told
    assert set(Draft.objects.get().fields) <= {*form_of(draft), "new_alt"} - {"base_version"}


@pytest.mark.parametrize("role", ["photo", "audience", "reporter"])
@pytest.mark.parametrize("page", ["draft", "here", "lock", "clash", "versions", "restore", "discard"])
def test_who_may_not_edit_changes_nothing_at_any_of_the_new_addresses(role, page, desk, people, everything):
    before = factories.state(everything)
    sent = form_of(everything, window="a" * 32, lock="take", number=1, seen=9, headline="Forged", discard=1)
    for answer in (desk(role).post(at(everything, page), sent), desk(role).get(at(everything, page))):
        assert answer.status_code in (200, 302, 403, 405)
    assert factories.state(everything) == before and not Draft.objects.exists()
    from articles.models import Lock, Opened

    assert not Lock.objects.exists() and not Opened.objects.exists()


# -- who is here


def beat(client, story, **more):
    return client.post(at(story, "here"), {"window": "d" * 32, "base_version": story.version} | more).json()


def test_others_are_told_who_has_the_story_open_and_what_was_saved(desk, people, draft):
    mine, other = desk("editor"), desk("publisher")
    assert beat(mine, draft)["said"] == []
    beat(other, draft, window="e" * 32)
    (said,) = beat(mine, draft)["said"]
    assert str(people["publisher"]) in said and "no unsaved changes" in said
    beat(other, draft, window="e" * 32, unsaved="yes")
    assert "has unsaved changes here since" in beat(mine, draft)["said"][0]
    for url in (at(draft, "change"), "/admin/", reverse("admin:articles_article_changelist")):
        assert str(people["publisher"]) in mine.get(url).content.decode(), url
    saved_by(people, draft, kicker="New")
    assert "saved version 2" in beat(mine, draft)["said"][1]
    beat(other, draft, window="e" * 32, gone="yes")
    assert len(beat(mine, draft)["said"]) == 1


def test_a_window_that_falls_silent_is_not_open_any_more(desk, people, draft):
    now = timezone.now()
    workflow.here(by=people["publisher"], article=draft, window="e" * 32, unsaved=True, now=now)
    for seconds, there in ((0, 1), (10, 1), (16, 0)):
        moment = now + timedelta(seconds=seconds)
        assert len(workflow.company([draft.pk], moment)) == there


def test_opening_never_blocks_and_writes_nothing(desk, people, draft):
    before = factories.state(draft)
    for role in ("editor", "publisher"):
        assert "id_headline" in desk(role).get(at(draft, "change")).content.decode()
    assert factories.state(draft) == before


# -- alone


def test_a_story_asked_for_alone_waits_for_nobody_but_is_saved_by_one(desk, people, draft):
    mine, other = desk("editor"), desk("publisher")
    mine.post(at(draft, "lock"), {"lock": "lock"})
    typed = form_of(draft, headline="Theirs", window="f" * 32)
    refused = other.post(at(draft, "change"), typed)
    html = refused.content.decode()
    assert "has this story alone since" in html and "Theirs" in html and "Take it over" in html
    draft.refresh_from_db()
    assert draft.headline != "Theirs"
    assert mine.post(at(draft, "change"), form_of(draft, kicker="Mine", window="a" * 32)).status_code == 302
    mine.post(at(draft, "lock"), {"lock": "unlock"})
    assert other.post(at(draft, "change"), typed).status_code == 302
    draft.refresh_from_db()
    assert (draft.headline, draft.kicker) == ("Theirs", "Mine")


def test_who_has_a_story_alone_is_not_sent_out_by_others_but_what_is_public_can_be_taken_away(people):
    by, other = people["publisher"], people["editor"]
    live, ready = factories.live_story(by=by), factories.story(by=by)
    workflow.schedule(by=by, article=ready, at=factories.NOW + timedelta(days=1), now=factories.NOW, override="test")
    waits, more = factories.story(by=by), {"by": by, "now": factories.NOW + timedelta(minutes=1)}
    workflow.save(article=live, fields={"headline": "Newer"}, base_version=99, **more)
    for story in (live, ready, waits):
        workflow.lock(by=other, article=story, now=factories.NOW)
    for verb, story, asked in (
        ("publish", waits, {"override": "test"}),
        ("schedule", waits, {"at": factories.NOW + timedelta(days=1), "override": "test"}),
        ("update", live, {"kind": "update", "override": "test"}),
        ("add_update", live, {"text": "More."}),
    ):
        before = factories.state(story)
        with pytest.raises(workflow.NotPossible, match="has this story alone"):
            getattr(workflow, verb)(article=story, **asked, **more)
        assert factories.state(story) == before, verb
    workflow.unschedule(article=ready, **more)
    workflow.take_down(article=live, why="At once", **more)
    workflow.take_over(article=waits, **more)
    workflow.publish(article=waits, override="test", **more)


def test_copy_filed_again_does_not_write_over_who_has_the_story_alone(people):
    filed = {"by": people["editor"], "key": "k" * 64, "now": factories.NOW}
    fields = {"language": "en", "headline": "Filed", "section": factories.section(), "body": factories.BODY}
    story, _changed = workflow.file(fields=fields, digest="1", **filed)
    workflow.lock(by=people["publisher"], article=story, now=factories.NOW)
    before = factories.state(story)
    assert workflow.file(fields=fields, digest="1", **filed) == (story, False)
    with pytest.raises(workflow.NotPossible, match="has this story alone"):
        workflow.file(fields=fields | {"headline": "Anew"}, digest="2", **filed)
    assert factories.state(story) == before


def test_taken_over_in_one_press_with_the_others_text_kept_by_name(desk, people, draft):
    mine, other = desk("editor"), desk("publisher")
    mine.post(at(draft, "lock"), {"lock": "lock"})
    keep(mine, draft, kicker="Half a thought")
    other.post(at(draft, "lock"), form_of(draft, lock="take", window="f" * 32, standfirst="Typed before taking"))
    assert workflow.lock_of(draft).by == people["publisher"]
    kept = Revision.objects.get(article=draft, kind="kept")
    assert kept.by == people["editor"] and kept.snapshot["kicker"] == "Half a thought"
    assert "Typed before taking" in other.get(at(draft, "change")).content.decode()
    assert "Half a thought" in mine.get(at(draft, "change")).content.decode()
    other.post(at(draft, "change"), form_of(draft, headline="Theirs", window="f" * 32))
    draft.refresh_from_db()
    assert draft.headline == "Theirs" and draft.kicker == ""


# -- history


def test_any_two_versions_are_compared_and_an_earlier_one_comes_back_as_a_new_one(desk, people, draft):
    client = desk("editor")
    saved_by(people, draft, headline="Second", body=change(draft, "two", "2"))
    saved_by(people, draft, headline="Third")
    html = client.get(at(draft, "versions") + "?from=1&to=2").content.decode()
    assert "<del>" in html and "<ins>" in html and "Second" in html and "Third" in html  # the head is today's
    assert "Restoring makes a new version" in html
    back = client.post(at(draft, "restore"), {"number": 1, "seen": 3}, follow=True).content.decode()
    draft.refresh_from_db()
    assert "Version 1 is back, as version 4" in back and "two" in draft.body
    assert factories.kinds(draft) == ["saved", "saved", "saved", "restored"]
    again = client.post(at(draft, "restore"), {"number": 1, "seen": 4}, follow=True)
    assert "Nothing had changed" in again.content.decode()
    stale = client.post(at(draft, "restore"), {"number": 2, "seen": 2}, follow=True)
    assert "after you opened it" in stale.content.decode()
    missing = client.post(at(draft, "restore"), {"number": 99, "seen": 9}, follow=True)
    assert "There is no version 99" in missing.content.decode()


def test_a_correction_is_a_milestone_that_one_compares_with(desk, people):
    by = people["publisher"]
    story = factories.live_story(by=by)
    note = "It said otherwise."
    workflow.update(by=by, article=story, kind="correction", note=note, now=factories.NOW, override="test")
    corrected = Revision.objects.get(article=story, kind="corrected").number
    workflow.save(by=by, article=story, fields={"headline": "After it"}, base_version=99, now=factories.NOW)
    context = desk("publisher").get(at(story, "versions")).context
    assert context["start"].revision.number == corrected and context["start"].milestone


def test_restoring_brings_back_byline_picture_tags_and_section_but_not_dates(desk, people):
    first, second = factories.author("Dilan Hama"), factories.author("Rezan Omer")
    photo = factories.photo(by=people["photo"])
    story = factories.story(by=people["editor"], photo=photo, tags=["Buses"], credits=[{"author": first}])
    later = factories.NOW + factories.DAY
    saved_by(
        people, story, photo=None, tags=["City"], credits=[{"author": second}], section=factories.section("culture"),
        planned_for=later,
    )  # fmt: skip
    desk("editor").post(at(story, "restore"), {"number": 1, "seen": 2})
    story.refresh_from_db()
    assert (story.photo, story.section.slug, story.planned_for) == (photo, "news", later)
    assert [c.author for c in story.credits.all()] == [first] and [t.name for t in story.tags.all()] == ["Buses"]


def test_a_live_story_with_private_changes_says_so(desk, people, everything):
    saved_by(people, everything, headline="Private so far")
    html = desk("editor").get(at(everything, "versions")).content.decode()
    assert "Changed since it was published" in html and "what readers see" in html
    assert "As published" in html


def test_plain_saves_are_folded_and_thirty_cost_what_ten_cost(desk, people, draft):
    client = desk("editor")
    for number in range(12):
        saved_by(people, draft, headline=f"Headline {number}")
    html = client.get(at(draft, "versions")).content.decode()
    assert "11 saves" in html or "10 saves" in html
    with CaptureQueriesContext(connection) as few:
        client.get(at(draft, "versions"))
    for number in range(20):
        saved_by(people, draft, headline=f"Another {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(at(draft, "versions"))
    assert len(many) <= len(few)
    for odd in ("?from=x&to=-1", "?from=99&to=98", "?from=²", "?from=12&to=3"):
        assert client.get(at(draft, "versions") + odd).status_code == 200
