"""Two people with one section, author, photo or setting open: neither writes over the other in silence."""

import json

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from articles.models import Newsroom, Photo, Section, Tag
from authors.models import Author
from newsletter.models import Newsletter

from .test_saved_as_it_stands import typed


def where(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def opened(browser, row) -> dict:
    return typed(browser.get(where(row)).content.decode())


@pytest.mark.parametrize("model", [Section, Tag, Author, Photo, Newsletter, Newsroom], ids=lambda model: model.__name__)
def test_what_each_changed_is_kept(desk, everything, model):
    """One writes the English words, the other the Kurdish ones, both from the same page."""
    row = model.objects.order_by("pk").first()
    field = {Photo: "captions"}.get(model, "names")
    first, second = desk("admin"), desk("admin")
    one, two = opened(first, row), opened(second, row)
    assert first.post(where(row), one | {f"{field}_en": ["Of the first"]}).status_code == 302
    answer = second.post(where(row), two | {f"{field}_ckb": ["هی دووەم"]})
    assert answer.status_code == 302, answer.context["errors"]
    row.refresh_from_db()
    words = getattr(row, field)
    assert (words["en"], words["ckb"]) == ("Of the first", "هی دووەم")


def test_what_both_changed_is_asked_and_the_second_answer_holds(desk, everything):
    section = Section.objects.order_by("pk").first()
    first, second = desk("admin"), desk("admin")
    one, two = opened(first, section), opened(second, section)
    first.post(where(section), one | {"names_en": ["City"], "slug": ["city"]})
    answer = second.post(where(section), two | {"names_en": ["Town"]})
    page = answer.content.decode()
    assert answer.status_code == 200 and "Somebody else changed this while you had it open: it is “City” now." in page
    section.refresh_from_db()
    assert (section.names["en"], section.slug) == ("City", "city")
    again = typed(page)
    assert again["names_en"] == ["Town"] and again["slug"] == ["city"]  # one's own is there, and so is the other's
    assert second.post(where(section), again).status_code == 302
    section.refresh_from_db()
    assert (section.names["en"], section.slug) == ("Town", "city")


def test_what_both_changed_to_the_same_is_saved(desk, everything):
    section = Section.objects.order_by("pk").first()
    first, second = desk("admin"), desk("admin")
    one, two = opened(first, section), opened(second, section)
    for browser, sent in ((first, one), (second, two)):
        assert browser.post(where(section), sent | {"names_en": ["City"]}).status_code == 302


def test_a_box_and_a_choice_are_compared_too(desk, everything):
    photo, room = Photo.objects.order_by("pk").first(), Newsroom.objects.get()
    first, second = desk("admin"), desk("admin")
    one, two = opened(first, photo), opened(second, photo)
    first.post(where(photo), one | {"decorative": ["on"]})
    second.post(where(photo), two | {"creator": ["Nazdar Amin"]})
    photo.refresh_from_db()
    assert photo.decorative and photo.creator == "Nazdar Amin"

    one, two = opened(first, room), opened(second, room)
    first.post(where(room), one | {"week_start": ["5"]})
    page = second.post(where(room), two | {"week_start": ["6"]}).content.decode()
    assert "it is “Saturday” now" in page


def test_a_role_given_and_a_door_closed_are_both_kept(desk, people):
    reporter = people["reporter"]
    first, second = desk("admin"), desk("admin")
    one, two = opened(first, reporter), opened(second, reporter)
    roles = [str(pk) for pk in Group.objects.filter(name="editor").values_list("pk", flat=True)]
    first.post(where(reporter), {name: sent for name, sent in one.items() if name != "is_active"})
    assert second.post(where(reporter), two | {"groups": two["groups"] + roles}).status_code == 302
    reporter.refresh_from_db()
    assert not reporter.is_active and reporter.groups.filter(name="editor").exists()


@pytest.mark.parametrize("seen", ["", "[]", "nonsense", "[" * 100_000, json.dumps({"names_en": 7, "slug": None})])
def test_an_odd_digest_is_no_fault(desk, everything, seen):
    section = Section.objects.order_by("pk").first()
    browser = desk("admin")
    sent = opened(browser, section) | {"names_en": ["City"], "_seen": [seen]}
    assert browser.post(where(section), sent).status_code in (200, 302)
