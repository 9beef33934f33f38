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
