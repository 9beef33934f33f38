"""Two people at one front: what one of them did not see does not leave it."""

import re

import pytest

from articles.models import Newsroom

from .test_front import EN, base, five_stories, keys, part_form, pinned, press


@pytest.fixture
def stories(people):
    return five_stories(people)


@pytest.fixture
def client(desk):
    return desk("editor")


def test_what_somebody_pinned_meanwhile_does_not_leave_with_a_part(client, desk, stories):
    other = desk("publisher")
    client.post(f"{EN}part/new/", part_form(client, "new", name="Long reads", rule="none", slots="3"))
    (name,) = re.findall(r'data-part="(c\w+)"', client.get(EN).content.decode())
    seen = base()
    press(other, "hold", stories[4], to=name)
    html = client.post(f"{EN}history/1/", {"do": "undo", "back": "front"}, follow=True).content.decode()
    assert "“Story 5” was put into “Long reads” by then" in html and pinned(name) == keys(stories[4])
    html = client.post(f"{EN}change/", {"do": "drop", "part": name, "base": seen}, follow=True).content.decode()
    assert "“Story 5” was put into “Long reads” by then" in html and pinned(name) == keys(stories[4])
    press(client, "drop", part=name)  # who has seen it may
    assert pinned(name) == []


def test_what_somebody_pinned_meanwhile_does_not_leave_a_part_made_smaller(client, desk, stories):
    name, other = f"s{stories[0].section_id}", desk("publisher")
    press(client, "hold", stories[0], to=name)
    sent = part_form(client, name, slots="1")
    for story in stories[1:4]:
        press(other, "hold", story, to=name)
    answer = client.post(f"{EN}part/{name}/", sent)
    html = answer.content.decode()
    assert answer.status_code == 409 and "“Story 2” was put into" in html and len(pinned(name)) == 4
    assert re.search(r'name="slots" value="1"', html)
    again = re.search(r'name="was" value="([^"]*)"', html)[1].replace("&quot;", '"')
    client.post(f"{EN}part/{name}/", sent | {"was": again, "base": base()})
    assert pinned(name) == keys(stories[0])


def test_what_somebody_pinned_meanwhile_does_not_leave_a_full_part(client, desk, stories):
    name, other = f"s{stories[0].section_id}", desk("publisher")
    client.post(f"{EN}part/{name}/", part_form(client, name, slots="2"))
    press(client, "hold", stories[0], to=name)
    press(client, "hold", stories[1], to=name)
    press(client, "off", stories[0])
    seen = base()
    press(other, "hold", stories[3], to=name)
    html = client.post(f"{EN}history/{seen}/", {"do": "undo"}, follow=True).content.decode()
    assert "“Story 4” was put into" in html and pinned(name) == keys(stories[1], stories[3])
    sent = {"do": "first", "story": stories[2].uuid, "to": name, "base": seen}
    html = client.post(f"{EN}change/", sent, follow=True).content.decode()
    assert "“Story 4” was put into" in html and pinned(name) == keys(stories[1], stories[3])
    press(client, "first", stories[2], to=name)  # who has seen it may
    assert pinned(name) == keys(stories[2], stories[1])


def test_at_once_means_what_readers_had_when_one_looked(client, desk, stories):
    Newsroom.objects.update(front_drafts=True)
    client.post(f"{EN}change/", {"at_once": "top", "story": stories[3].uuid, "base": base()})
    seen, to = base(), f"s{stories[3].section_id}"
    other = desk("publisher")
    press(other, "to", stories[3], to=to, at_once="yes")
    assert pinned(to) == keys(stories[3])
    sent = {"at_once": "off", "story": stories[3].uuid, "base": seen}
    assert "by now" in client.post(f"{EN}change/", sent, follow=True).content.decode()
    assert pinned(to) == keys(stories[3])


def test_what_somebody_pinned_meanwhile_does_not_leave_the_top(client, desk, stories):
    other = desk("publisher")
    client.post(f"{EN}part/top/", part_form(client, "top", slots="1"))
    seen = base()
    press(other, "top", stories[0])
    sent = {"do": "top", "story": stories[1].uuid, "base": seen}
    html = client.post(f"{EN}change/", sent, follow=True).content.decode()
    assert "“Story 1” was put into" in html and pinned("top") == keys(stories[0])
    press(client, "top", stories[1])  # who has seen it may
    assert pinned("top") == keys(stories[1])
