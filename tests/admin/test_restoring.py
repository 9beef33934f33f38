"""Before an earlier version comes back, the desk says what comes back with it."""

import pytest
from django.utils import timezone

from articles import checks, history, sources, workflow
from newsroom.lib.names import Names
from tests import factories
from tests.admin.conftest import form_of
from tests.admin.test_two_texts import at, hidden

NAMES = Names(["Bahar Canary"])


@pytest.fixture
def live(people):
    return factories.live_story(by=people["publisher"], standfirst="Bahar Canary saw eleven buses.", now=factories.NOW)


def restoring(client, story, number: int) -> str:
    page = client.get(f"/admin/articles/article/{story.pk}/versions/?from={number}&to={story.version}")
    return page.content.decode()


def test_a_corrected_mistake_and_a_name_that_was_taken_out_are_named(desk, people, live):
    by, browser = people["publisher"], desk("publisher")
    first = live.version
    workflow.save(by=by, article=live, fields={"headline": "Twelve buses return"}, base_version=99, now=timezone.now())
    live.refresh_from_db()
    plain = restoring(browser, live, first)
    assert "Restore version" in plain and "comes back with it" not in plain
    workflow.update(
        by=by, article=live, kind="correction", note="Twelve buses, not eleven.", override="test", now=timezone.now()
    )
    instead = {"en": "a woman from Erbil"}
    seen = sources.look(NAMES, timezone.now()).digest(NAMES, instead)
    workflow.take_source_off(by=by, names=NAMES, instead=instead, seen=seen, why="Asked.", now=timezone.now())
    live.refresh_from_db()
    page = restoring(browser, live, first)
    assert "A name was taken out of this story after this version" in page
    assert "Readers were told after this version: Correction: “Twelve buses, not eleven.”" in page
    later = restoring(browser, live, live.version - 1)
    assert "A name was taken out" in later and "Readers were told" not in later


def off(by, text: str = "Bahar Canary") -> None:
    names, instead = Names([text]), {"en": "a woman from Erbil"}
    seen = sources.look(names, timezone.now()).digest(names, instead)
    workflow.take_source_off(by=by, names=names, instead=instead, seen=seen, why="Asked.", now=timezone.now())


def restored(browser, story, number: int) -> str:
    """What the desk says once version `number` is back."""
    story.refresh_from_db()
    asked = {"number": number, "seen": story.version}
    page = browser.post(f"/admin/articles/article/{story.pk}/versions/restore/", asked, follow=True)
    story.refresh_from_db()
    return page.content.decode()


def update(by, story, **more):
    return workflow.update(by=by, article=story, kind="update", now=timezone.now(), **more)


def test_a_name_that_was_taken_out_does_not_go_out_again_by_an_earlier_version(desk, people, live):
    by, first = people["publisher"], live.version
    off(by)
    assert "The text may say a name again that was taken out." in restored(desk("editor"), live, first)
    assert "Bahar Canary" in live.standfirst
    with pytest.raises(workflow.Stopped, match="may say a name which was taken out since"):
        update(by, live)
    page = desk("publisher").get(f"/admin/articles/article/{live.pk}/verb/update/").content.decode()
    assert "may say a name which was taken out since" in page
    # Another name that is taken out meanwhile, and a save on top, settle nothing.
    workflow.save(by=by, article=live, fields={"kicker": "Erbil"}, base_version=99, now=timezone.now())
    off(by, "eleven buses")
    live.refresh_from_db()
    with pytest.raises(workflow.Stopped):
        update(by, live)
    off(by)
    live.refresh_from_db()
    out = update(by, live, override="I looked, it is out.")
    assert "Bahar Canary" not in out.standfirst
    # Whoever put it before readers has looked: what comes next is like any change.
    workflow.save(by=by, article=live, fields={"kicker": "Soran"}, base_version=99, now=timezone.now())
    live.refresh_from_db()
    assert update(by, live).kicker == "Soran"


def test_a_name_comes_back_also_by_the_version_that_brought_it_back(desk, people, live):
    by, first = people["publisher"], live.version
    off(by)
    mended = live.revisions.order_by("-number").first().number
    browser = desk("publisher")
    restored(browser, live, first)
    back = live.version
    assert "The text may say a name again" not in restored(browser, live, mended)  # a version without it
    assert not sources.name_may_be_back(live) and "Bahar Canary" not in live.standfirst
    assert "comes back with it" in restoring(browser, live, back)
    assert "The text may say a name again that was taken out." in restored(browser, live, back)
    with pytest.raises(workflow.Stopped):
        update(by, live)


# --- other ways by which words from before come back --------------------------------------------------------------


STOPPED = "may say a name which was taken out since"


@pytest.fixture
def stale(desk, people, live):
    """(browser, page of the choice): a form that was open before the name went changes the sentence that had it."""
    browser = desk("editor")
    typed = form_of(live, standfirst="Bahar Canary saw twelve buses.", window="a" * 32)
    off(people["publisher"])
    answer = browser.post(at(live, "change"), typed)
    assert answer.status_code == 409
    return browser, answer.content.decode()


def chosen(browser, story, page: str, choice: str) -> str:
    sent = hidden(page) | {"c_standfirst": choice, "own_standfirst": "Bahar Canary saw them."}
    said = browser.post(at(story, "clash"), sent, follow=True).content.decode()
    story.refresh_from_db()
    return said


def test_the_choice_says_that_a_name_was_taken_out_since_the_text_began(people, stale, live):
    browser, page = stale
    said = "A name was taken out of this story after your text began"
    assert said in page and page.index(said) < page.index('type="radio"')
    assert said in browser.get(at(live, "clash")).content.decode()
    # Nothing is said where both began without it.
    chosen(browser, live, page, "theirs")
    typed = form_of(live, standfirst="Mine.", window="b" * 32)
    workflow.save(
        by=people["publisher"], article=live, fields={"standfirst": "Theirs."}, base_version=99, now=timezone.now()
    )
    again = browser.post(at(live, "change"), typed)
    assert again.status_code == 409 and said not in again.content.decode()
    live.refresh_from_db()
    chosen(browser, live, again.content.decode(), "mine")
    assert live.standfirst == "Mine." and update(people["publisher"], live).standfirst == "Mine."


@pytest.mark.parametrize("choice", ["mine", "own"])
def test_a_name_does_not_go_out_again_by_two_texts_put_together(people, stale, live, choice):
    browser, page = stale
    assert "The text may say a name again that was taken out." in chosen(browser, live, page, choice)
    assert live.revisions.order_by("-number").first().kind == "merged" and sources.name_may_be_back(live)
    for kind in ("update", "fix"):
        with pytest.raises(workflow.Stopped, match=STOPPED):
            workflow.update(by=people["publisher"], article=live, kind=kind, why="Layout.", now=timezone.now())
    out = update(people["publisher"], live, override="I looked.")
    workflow.save(by=people["publisher"], article=live, fields={"kicker": "Soran"}, base_version=99, now=timezone.now())
    live.refresh_from_db()
    assert out and update(people["publisher"], live).kicker == "Soran"


def test_a_save_that_is_put_together_by_itself_says_it_too(desk, people, live):
    browser = desk("editor")
    typed = form_of(live, kicker="Bahar Canary’s street", window="a" * 32)
    off(people["publisher"])
    page = browser.post(at(live, "change"), typed, follow=True).content.decode()
    live.refresh_from_db()
    assert "are put together as version" in page and "Canary" in live.kicker
    assert "The text may say a name again that was taken out." in page
    with pytest.raises(workflow.Stopped, match=STOPPED):
        update(people["publisher"], live)


def test_a_name_does_not_go_out_again_by_a_text_that_was_kept_aside(people, stale, live):
    browser, page = stale
    mended = live.revisions.order_by("-number").first().number
    chosen(browser, live, page, "theirs")
    assert "Canary" not in live.standfirst and not sources.name_may_be_back(live)
    kept = live.revisions.get(kind="kept")
    assert kept.number > mended and "Canary" in kept.snapshot["standfirst"]
    # An undoubted version in between, so that the text kept aside is no longer the newest.
    workflow.save(by=people["publisher"], article=live, fields={"kicker": "Erbil"}, base_version=99, now=timezone.now())
    live.refresh_from_db()
    assert update(people["publisher"], live).kicker == "Erbil"
    live.refresh_from_db()
    assert "A name was taken out of this story" in restoring(browser, live, kept.number)
    assert "The text may say a name again that was taken out." in restored(browser, live, kept.number)
    assert "Bahar Canary" in live.standfirst
    with pytest.raises(workflow.Stopped, match=STOPPED):
        workflow.update(by=people["publisher"], article=live, kind="fix", why="Layout.", now=timezone.now())


def test_what_was_kept_where_a_story_was_taken_over_may_be_from_before_too(desk, people, live):
    mine = history.snapshot(live)
    off(people["publisher"])
    now = timezone.now()
    workflow.lock(by=people["editor"], article=live, now=now)
    workflow.take_over(by=people["publisher"], article=live, now=now, texts=[(people["editor"], mine)])
    kept = live.revisions.get(kind="kept")
    assert sources.may_be_named(live, kept.number)
    restored(desk("publisher"), live, kept.number)
    assert "Canary" in live.standfirst and sources.name_may_be_back(live)


def test_copy_that_is_filed_again_does_not_bring_a_name_back_unread(people):
    by, now = people["publisher"], timezone.now()
    body = "<p>Bahar Canary saw eleven buses.</p>"
    told = {"language": "en", "headline": "Wire", "section": factories.section(), "body": body, "credits": []}
    story, _changed = workflow.file(by=by, fields=told, key="k" * 64, digest="1", now=now)
    workflow.publish(by=by, article=story, now=now, override="test")
    off(by)
    story.refresh_from_db()
    assert "Canary" not in story.body and not sources.name_may_be_back(story)
    again = told | {"body": body + "<p>More.</p>"}
    story, _changed = workflow.file(by=by, fields=again, key="k" * 64, digest="2", now=timezone.now())
    assert "Canary" in story.body and sources.name_may_be_back(story)
    assert STOPPED in "".join(check.message for check in checks.stops(story))
    with pytest.raises(workflow.Stopped, match=STOPPED):
        update(by, story)
    # Even once somebody looked: whoever sends the copy does not know what was taken out here.
    update(by, story, override="I looked.")
    third = again | {"body": body + "<p>Even more.</p>"}
    story, _changed = workflow.file(by=by, fields=third, key="k" * 64, digest="3", now=timezone.now())
    assert sources.name_may_be_back(story)
