"""Before an earlier version comes back, the desk says what comes back with it."""

import pytest
from django.utils import timezone

from articles import sources, workflow
from newsroom.lib.names import Names
from tests import factories

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
