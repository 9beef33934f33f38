"""The desk of the fronts: buttons that act at once, words for the front alone, drafts, the history."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import fronts, workflow
from articles.models import FrontChange, FrontPlan, Newsroom
from articles.workflow import Spot
from tests import factories
from tests.factories import HOUR

EN = "/admin/articles/front/en/"


def five_stories(people) -> list:
    now = timezone.now()
    return [
        factories.live_story(
            by=people["editor"], now=now - n * HOUR, headline=f"Story {n}", section=factories.section()
        )
        for n in range(1, 6)
    ]


@pytest.fixture
def stories(people):
    return five_stories(people)


@pytest.fixture
def client(desk):
    return desk("editor")


# What a hidden control may bring that no browser was given.
ODD = ["[" * 100_000, '{"a":' * 50_000, '{"a":' * 950 + "1" + "}" * 950, "1" * 5000, '{"slots": NaN}',
       '{"name": "\\u0000"}', '{"name": "\\ud800"}', '{"name": 7, "headline": 7}']  # fmt: skip


def typed_at(moment) -> str:
    """A moment as it is typed at the desk, on the newsroom's clocks."""
    return moment.astimezone(ZoneInfo("Asia/Baghdad")).strftime("%Y-%m-%dT%H:%M")


def base() -> int:
    return FrontChange.objects.count()


def press(client, do: str, story=None, page=EN, **more):
    sent = {"do": do, "base": base(), **({"story": story.uuid} if story else {}), **more}
    return client.post(f"{page}change/", sent, follow=True).content.decode()


def pinned(name: str = "top", at=None) -> list[str]:
    row = FrontPlan.objects.visible(at or timezone.now()).filter(section=None).order_by("-visible_from").first()
    part = fronts.container(fronts.read(row.plan if row else None), name)
    return [pin.story for pin in part.pins] if part else []


def keys(*stories) -> list[str]:
    return [str(story.uuid) for story in stories]


# --- straight away -------------------------------------------------------------------------------------------


def test_one_tap_puts_a_story_on_top_and_the_page_says_who_sees_it(client, stories):
    html = press(client, "top", stories[3])
    assert "It is on top. Readers see it now." in html and pinned() == keys(stories[3])
    assert 'value="undo"' in html and "Put on top: “Story 4”" in html
    assert client.get("/").content.decode().index("Story 4") < client.get("/").content.decode().index("Story 1")


def test_up_down_to_another_part_and_off_by_buttons_alone(client, stories):
    for story in stories[:3]:
        press(client, "top", story)
    assert pinned() == keys(stories[2], stories[1], stories[0])
    press(client, "down", stories[2])
    assert pinned() == keys(stories[1], stories[2], stories[0])
    press(client, "up", stories[0])
    assert pinned() == keys(stories[1], stories[0], stories[2])
    part = f"s{stories[0].section_id}"
    press(client, "to", stories[0], to=part)
    assert pinned() == keys(stories[1], stories[2]) and pinned(part) == keys(stories[0])
    press(client, "drag", stories[0], to="top", before=stories[2].uuid)
    assert pinned() == keys(stories[1], stories[0], stories[2])
    html = press(client, "off", stories[0])
    assert "Taken off. Its place fills itself." in html and pinned() == keys(stories[1], stories[2])
    press(client, "hold", stories[4], to="top")
    assert pinned() == keys(stories[1], stories[2], stories[4])


def test_after_a_step_the_focus_is_on_the_same_button(client, stories):
    for story in stories[:3]:
        press(client, "top", story)
    html = press(client, "down", stories[2])
    button = re.search(r'<button name="do" value="down"([^>]*)>', html[html.index(f'id="s-{stories[2].uuid}"') :])[1]
    assert "autofocus" in button and "data-focus" in button


def test_one_up_means_what_it_meant_when_one_looked(client, desk, stories):
    for story in stories[:3]:
        press(client, "top", story)  # 2, 1, 0
    seen = base()
    press(desk("publisher"), "off", stories[1])
    html = client.post(
        f"{EN}change/", {"do": "up", "story": stories[0].uuid, "base": seen}, follow=True
    ).content.decode()
    assert "changed this front at" in html and "Story 2" in html and "Choose its place again" in html
    assert pinned() == keys(stories[2], stories[0])


def test_the_last_change_and_any_before_it_are_undone_by_one_button(client, stories):
    press(client, "top", stories[3])
    press(client, "top", stories[4])
    html = client.post(f"{EN}history/1/", {"do": "undo", "back": "front"}, follow=True).content.decode()
    assert "Undone. Readers see it now." in html and pinned() == keys(stories[4])
    html = client.post(f"{EN}history/1/", {"do": "undo"}, follow=True).content.decode()
    assert "not pinned here any more" in html and base() == 3


def test_what_readers_do_not_see_is_named_at_the_desk(client, people, stories):
    press(client, "top", stories[1])
    workflow.take_down(by=people["editor"], article=stories[1], why="Wrong", now=timezone.now())
    assert "Taken down: readers do not see it, and its place fills itself." in client.get(EN).content.decode()
    coming = factories.story(by=people["editor"])
    workflow.schedule(
        by=people["editor"], article=coming, at=timezone.now() + timedelta(days=1), now=timezone.now(), override="test"
    )
    press(client, "top", coming)
    assert "Not public yet: it stands here from" in client.get(EN).content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "top"}, {"do": "top", "story": "x"}, {"do": "boo", "story": "00000000-0000-4000-8000-000000000000"},
        {"do": "top", "story": "00000000-0000-4000-8000-000000000000"}, {"do": "up", "base": "²"},
        {"do": "part_up:nowhere", "part": "s1"}, {"do": "hide", "part": "top"}, {"do": "drop", "part": "s999"}, {},
    ],
)  # fmt: skip
def test_junk_changes_nothing_and_is_answered_in_a_sentence(client, stories, sent):
    html = client.post(f"{EN}change/", sent, follow=True).content.decode()
    assert 'role="alert"' in html and base() == 0


@pytest.mark.parametrize("was", ODD, ids=range(len(ODD)))
def test_an_odd_shape_that_was_seen_is_said_and_what_was_typed_stays(client, stories, was):
    name = f"s{stories[0].section_id}"
    answer = client.post(f"{EN}part/{name}/", part_form(client, name, name="Typed", was=was))
    html = answer.content.decode()
    assert answer.status_code == 200 and "Open it again" in html and 'value="Typed"' in html and base() == 0


def test_a_button_of_any_length_is_answered_on_the_page(client, stories):
    sent = {"do": "x" * 100_000, "story": stories[0].uuid, "base": 0}
    answer = client.post(f"{EN}change/", sent)
    assert answer.status_code == 302 and len(answer["Location"]) < 100 and base() == 0


def test_the_first_one_up_is_no_change(client, stories):
    press(client, "top", stories[1])
    html = press(client, "up", stories[1])
    assert "It is so already" in html and "Moved up" not in html and base() == 1


def test_nobody_is_told_that_readers_see_what_they_do_not(client, people, stories):
    coming = factories.story(by=people["editor"])
    workflow.schedule(
        by=people["editor"], article=coming, at=timezone.now() + timedelta(days=1), now=timezone.now(), override="test"
    )
    html = press(client, "top", coming)
    assert "It is on top. Readers cannot see this story now" in html and "Readers see it now" not in html
    html = client.post(f"/admin/articles/front/top/{coming.pk}/", {"undo": "1"}, follow=True).content.decode()
    assert "Undone. Readers see it now." in html


def test_a_story_of_another_edition_cannot_be_put_there(client, people, stories):
    other = factories.live_story(by=people["editor"], language="ar", headline="مادة")
    press(client, "top", other)
    assert base() == 0


def test_whoever_may_not_sees_none_of_it(desk, stories):
    for role in ("reporter", "photo", "audience"):
        client = desk(role)
        assert client.get(EN).status_code == 403
        assert client.post(f"{EN}change/", {"do": "top", "story": stories[0].uuid}).status_code == 403
        assert client.post(f"/admin/articles/front/top/{stories[0].pk}/").status_code == 403
    reporter = desk("reporter")
    assert "front/top" not in reporter.get("/admin/articles/article/").content.decode()
    assert "front-top" not in reporter.get(f"/admin/articles/article/{stories[0].pk}/change/").content.decode()
    assert base() == 0


def test_getting_an_address_changes_nothing(client, stories):
    for path in (f"{EN}change/?do=top&story={stories[0].uuid}", f"/admin/articles/front/top/{stories[0].pk}/",
                 f"{EN}launch/", f"{EN}history/", f"{EN}preview/"):  # fmt: skip
        client.get(path)
    assert base() == 0


@pytest.mark.parametrize("key", ["fr", "en-none", "zz-news", "en-"])
def test_a_front_that_is_none_is_not_found(client, stories, key):
    assert client.get(f"/admin/articles/front/{key}/").status_code == 404


# --- from the story and the list --------------------------------------------------------------------------------


def test_the_list_and_the_storys_own_page_have_the_button_and_the_undo(client, stories):
    top = f"/admin/articles/front/top/{stories[2].pk}/"
    assert top in client.get("/admin/articles/article/").content.decode()
    html = client.post(top, {"back": "list"}, follow=True).content.decode()
    assert "It is on top. Readers see it now." in html and pinned() == keys(stories[2])
    page = client.get(f"/admin/articles/article/{stories[2].pk}/change/").content.decode()
    assert "On the front page" in page and 'form="front-top" name="undo" value="1"' in page
    client.post(top, {"undo": "1"})
    assert pinned() == []
    client.post(top, {"where": "section"})
    assert FrontPlan.objects.filter(section=stories[2].section, visible_until=None).exists()


@pytest.mark.parametrize("back", ["list", "story"])
@pytest.mark.parametrize("where", ["front", "section"])
def test_the_message_itself_offers_the_undo(client, stories, back, where):
    top = f"/admin/articles/front/top/{stories[2].pk}/"
    html = client.post(top, {"back": back, "where": where}, follow=True).content.decode()
    said = html[html.index("It is on top.") :]
    button = re.search(r'<button[^>]*form="front-top" formaction="([^"]+)" name="(\w+)" value="(\d+)">', said)
    assert button and 'id="front-top"' in html and said.index(button[0]) < said.index("</div>")
    html = client.post(button[1], {button[2]: button[3], "back": back}, follow=True).content.decode()
    assert "Undone. Readers see it now." in html and 'formaction="/admin/articles/front/top' not in html
    spot = Spot("en", stories[2].section if where == "section" else None)
    assert fronts.pins(workflow.front_standing(spot, timezone.now()).plan) == {}


def test_a_story_that_readers_cannot_see_has_no_such_button(client, people):
    draft = factories.story(by=people["editor"])
    assert (
        "front-top" not in client.get(f"/admin/articles/article/{draft.pk}/change/").content.decode().split("<form")[0]
    )
    html = client.post(f"/admin/articles/front/top/{draft.pk}/", follow=True).content.decode()
    assert "Publish it first" in html and base() == 0


# --- words for the front alone ------------------------------------------------------------------------------------


def card(client, story, **typed):
    page = f"{EN}story/{story.uuid}/"
    html = client.get(page).content.decode()
    was = re.search(r'name="was" value="([^"]*)"', html)[1].replace("&quot;", '"')
    seen = re.search(r'name="base" value="(\d+)"', html)[1]
    return {"base": seen, "was": was, "headline": "", "kicker": "", "trail": "own", "text": "", "until": "",
            "photo": ""} | typed  # fmt: skip


def test_words_picture_and_time_for_the_front_alone(client, people, stories):
    press(client, "top", stories[1])
    photo = factories.photo(factories.picture((640, 420)), by=people["photo"])
    until = typed_at(timezone.now() + timedelta(days=2))
    sent = card(client, stories[1], headline="On the front", kicker="Live", trail="text", text="In short.", until=until,
                photo=photo.pk)  # fmt: skip
    html = client.post(f"{EN}story/{stories[1].uuid}/", sent, follow=True).content.decode()
    assert "Saved. Readers see it now." in html and "own headline here" in html and "until" in html
    page = client.get("/").content.decode()
    assert "On the front" in page and "In short." in page and f"/media/{photo.uuid}/" in page and "Story 2" not in page
    again = client.get(f"{EN}story/{stories[1].uuid}/").content.decode()
    assert f'value="{photo.pk}" checked' in again and until in again


def test_two_who_write_for_one_story_lose_nothing_and_the_second_is_told(client, desk, stories):
    press(client, "top", stories[1])
    page = f"{EN}story/{stories[1].uuid}/"
    mine, theirs = card(client, stories[1], headline="Mine"), card(client, stories[1], headline="Theirs")
    desk("publisher").post(page, theirs)
    answer = client.post(page, mine)
    html = answer.content.decode()
    assert answer.status_code == 409 and "“Theirs”" in html and 'value="Mine"' in html
    again = dict(re.findall(r'name="(was|base)" value="([^"]*)"', html))
    client.post(page, mine | {"was": again["was"].replace("&quot;", '"'), "base": again["base"]})
    assert "Mine" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"headline": "x" * 201}, "at most 200"),
        ({"trail": "text", "text": "  "}, "Write the other words"),
        ({"until": "2020-01-01T10:00"}, "has passed"),
        ({"until": "tomorrow"}, "valid"),
        ({"was": "nothing"}, ""),
        ({"was": "[1]"}, "Open it again"),
        *(({"was": was}, "Open it again") for was in ODD),
        ({"photo": "999999"}, ""),
    ],
)
def test_bad_words_come_back_as_they_were_typed(client, stories, typed, said):
    press(client, "top", stories[1])
    sent = card(client, stories[1], kicker="Typed") | typed
    html = client.post(f"{EN}story/{stories[1].uuid}/", sent).content.decode()
    assert said in html and 'value="Typed"' in html and base() == 1


# --- parts -----------------------------------------------------------------------------------------------------


def part_form(client, part: str, **typed):
    html = client.get(f"{EN}part/{part}/").content.decode()
    was = re.search(r'name="was" value="([^"]*)"', html)[1].replace("&quot;", '"')
    return {"base": base(), "was": was, "name": "", "slots": "4"} | typed


def test_a_part_of_ones_own_is_made_moved_hidden_and_removed(client, people, stories):
    html = client.post(
        f"{EN}part/new/", part_form(client, "new", name="Long reads", rule="none", slots="3"), follow=True
    ).content.decode()
    assert "Long reads" in html and "3 places, by hand alone" in html
    (name,) = re.findall(r'data-part="(c\w+)"', html)
    press(client, "first", stories[4], to=name)
    assert pinned(name) == keys(stories[4]) and "<bdi>Long reads</bdi>" in client.get("/").content.decode()
    sent = part_form(client, name, name="Slow reads", rule="section", section=stories[0].section_id, slots="2")
    client.post(f"{EN}part/{name}/", sent)
    assert "Slow reads" in client.get("/").content.decode()
    press(client, f"part_up:{name}", part=f"s{stories[0].section_id}")
    press(client, "hide", part=name)
    assert "Slow reads" not in client.get("/").content.decode()
    press(client, "drop", part=name)
    assert name not in client.get(EN).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"rule": "section"}, "Choose which."), ({"rule": "topic"}, "Choose which."),
        ({"rule": "none"}, "Give it a name"),
        ({"rule": "none", "name": "A", "slots": "21"}, "20"), ({"rule": "none", "name": "A", "slots": "0"}, "1"),
        ({"rule": "every", "name": "A"}, ""),
    ],
)  # fmt: skip
def test_a_part_that_cannot_be_is_said_beside_its_field(client, stories, typed, said):
    html = client.post(f"{EN}part/new/", part_form(client, "new", **typed)).content.decode()
    assert said in html and "errorlist" in html and base() == 0


def test_a_front_that_would_grow_too_long_is_refused(client, stories):
    for n in range(3):
        client.post(f"{EN}part/new/", part_form(client, "new", name=f"Part {n}", rule="none", slots="20"))
    assert base() == 2
    html = client.post(
        f"{EN}part/new/", part_form(client, "new", name="More", rule="none", slots="20")
    ).content.decode()
    assert "at most 60 places" in html and 'value="More"' in html


# --- drafts ------------------------------------------------------------------------------------------------------


@pytest.fixture
def drafts(room):
    Newsroom.objects.update(front_drafts=True)


def test_a_draft_is_seen_at_the_desk_alone_until_it_is_launched(client, stories, drafts):
    html = press(client, "top", stories[4])
    assert "It is in the draft" in html and "Draft: 1 change not launched" in html and pinned() == []
    preview = client.get(f"{EN}preview/")
    page = preview.content.decode()
    assert "Readers do not see this yet" in page and page.index("Story 5") < page.index("Story 1")
    assert "no-store" in preview["Cache-Control"] and 'content="noindex"' in page
    html = client.post(f"{EN}launch/", {"base": base(), "at": "", "why": "Evening"}, follow=True).content.decode()
    assert "Launched. Readers see it now." in html and pinned() == keys(stories[4])


def test_what_is_said_is_of_the_change_that_was_made(client, stories, drafts):
    """Not of the one that it brings back: that one readers had, this one is a draft."""
    Newsroom.objects.update(front_drafts=False)
    assert "Readers see it now." in press(client, "top", stories[4])
    assert "Readers see it now." in press(client, "top", stories[3])
    Newsroom.objects.update(front_drafts=True)
    html = client.post(f"{EN}history/1/", {"do": "restore", "base": base()}, follow=True).content.decode()
    assert "It is in the draft; readers get it when you launch." in html and "Readers see it now." not in html
    assert pinned() == keys(stories[3], stories[4])
    html = client.post(f"{EN}history/2/", {"do": "undo"}, follow=True).content.decode()  # which goes before readers
    assert "Undone. Readers see it now." in html and pinned() == keys(stories[4])


def test_what_is_urgent_goes_out_at_once_all_the_same(client, stories, drafts):
    press(client, "top", stories[4])
    client.post(f"{EN}change/", {"at_once": "top", "story": stories[3].uuid, "base": base()})
    assert pinned() == keys(stories[3])


def test_what_the_draft_dropped_already_is_still_taken_from_readers_at_once(client, stories, drafts):
    for by_story in (False, True):
        client.post(f"{EN}change/", {"at_once": "top", "story": stories[3].uuid, "base": base()})
        press(client, "off", stories[3])
        assert pinned() == keys(stories[3])
        if by_story:
            page = client.get(f"/admin/articles/article/{stories[3].pk}/change/").content.decode()
            assert 'form="front-top" name="off" value="now"' in page
            html = client.post(f"/admin/articles/front/top/{stories[3].pk}/", {"off": "now"}, follow=True)
        else:
            sent = {"at_once": "off", "story": stories[3].uuid, "base": base()}
            html = client.post(f"{EN}change/", sent, follow=True)
        assert "Taken off. Its place fills itself. Readers see it now." in html.content.decode() and pinned() == []


def test_a_launch_at_a_moment_waits_and_can_be_taken_off(client, stories, drafts):
    press(client, "top", stories[4])
    at = typed_at(timezone.now() + timedelta(hours=3))
    html = client.post(f"{EN}launch/", {"base": base(), "at": at, "why": ""}, follow=True).content.decode()
    assert "Scheduled. It opens by itself." in html and "A launch waits:" in html and pinned() == []
    assert pinned(at=timezone.now() + timedelta(hours=4)) == keys(stories[4])
    press(client, "top", stories[3])
    html = press(client, "cancel")
    assert "The draft that you have is as it was" in html and "It is the draft again" not in html
    press(client, "discard")
    press(client, "top", stories[4])
    client.post(f"{EN}launch/", {"base": base(), "at": at, "why": ""})
    html = press(client, "cancel")
    assert "It is the draft again." in html and pinned(at=timezone.now() + timedelta(hours=4)) == []
    html = press(client, "discard")
    assert "The draft is discarded." in html and "not launched" not in html


def test_a_launch_of_what_somebody_else_changed_meanwhile_is_asked_again(client, desk, stories, drafts):
    press(client, "top", stories[4])
    seen = base()
    press(desk("publisher"), "top", stories[3])
    answer = client.post(f"{EN}launch/", {"base": seen, "at": "", "why": "Evening"})
    html = answer.content.decode()
    assert (
        answer.status_code == 409 and "changed this front at" in html and 'value="Evening"' in html and pinned() == []
    )
    html = client.post(f"{EN}launch/", {"base": "0", "at": "2020-01-01T10:00", "why": ""}).content.decode()
    assert "say say-bad" in html


# --- history ---------------------------------------------------------------------------------------------------


def test_the_front_at_a_moment_is_shown_as_readers_had_it(client, people, stories):
    then = timezone.now() - timedelta(minutes=30)
    workflow.put_on_top(by=people["editor"], article=stories[3], now=then)
    press(client, "top", stories[4])
    workflow.take_down(by=people["editor"], article=stories[3], why="Wrong", now=timezone.now())
    at = typed_at(then + timedelta(minutes=5))
    page = client.get(f"{EN}then/", {"at": at}).content.decode()
    assert "The front as readers had it" in page and "Story 4" in page
    assert page.index("Story 4") < page.index("Story 1") and "Story 4" not in client.get("/").content.decode()
    assert client.get(f"{EN}then/", {"at": "never"}, follow=True).status_code == 200


def test_an_earlier_front_is_looked_at_and_brought_back(client, stories):
    press(client, "top", stories[3])
    press(client, "top", stories[4])
    html = client.get(f"{EN}history/").content.decode()
    assert html.count('value="undo"') == 2 and html.count('value="restore"') == 1
    assert "The front after change 1" in client.get(f"{EN}history/1/").content.decode()
    client.post(f"{EN}history/1/", {"do": "restore", "base": base()})
    assert pinned() == keys(stories[3])
    html = client.post(f"{EN}history/2/", {"do": "restore", "base": "1"}, follow=True).content.decode()
    assert "Nothing was done" in html and pinned() == keys(stories[3])


def test_ten_changes_cost_what_one_costs(client, stories):
    def cost(path):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    press(client, "top", stories[0])
    few = cost(EN), cost(f"{EN}history/")
    for story in stories[1:] * 2:
        press(client, "top", story)
    assert (cost(EN), cost(f"{EN}history/")) == few


def test_a_sections_front_has_its_own_page(client, people, stories):
    page = "/admin/articles/front/en-news/"
    html = press(client, "top", stories[3], page=page)
    assert "It is on top." in html and "Section front" in html
    assert workflow.front_standing(Spot("en", stories[3].section), timezone.now()).number == 1
    news = client.get("/news/").content.decode()
    assert news.index("Story 4") < news.index("Story 1") and pinned() == []
    assert client.get(f"{page}preview/").status_code == 200 and client.get(f"{page}part/new/").status_code == 404
