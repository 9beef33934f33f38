"""Kept pages that ask an author, a topic or a series itself: what is changed there readers see at once."""

import pytest
from django.utils import timezone

from articles import press, tasks
from articles.models import Series, Tag
from tests.factories import author
from tests.newsroom.test_pressed import live
from tests.wsgi import ask

pytestmark = pytest.mark.django_db(transaction=True)


def told(*paths: str) -> list[str]:
    answers = [ask(path) for path in paths]
    assert [answer.status for answer in answers] == [200] * len(paths)
    return [answer.text for answer in answers]


@pytest.mark.parametrize(
    ("field", "before", "after", "old", "new"),
    [
        ("contact", "old@news.example", "new@news.example", "old@news", "new@news"),
        ("links", ["https://old.example/awa"], ["https://new.example/awa"], "old.example", "new.example"),
        ("languages", ["fr"], ["de"], "Français", "Deutsch"),
    ],
)
def test_an_authors_page_follows_what_only_it_says_of_them(kept, field, before, after, old, new):
    who = author("Awa Karim", slug="awa", **{field: before})
    live(credits=[{"author": who}])
    pages = ["/authors/awa/", "/authors/awa/?lite"]
    assert [old in text for text in told(*pages)] == [True, True]
    setattr(who, field, after)
    who.save()
    assert [(old in text, new in text) for text in told(*pages)] == [(False, True)] * 2


def test_also_where_every_byline_is_printed_otherwise(kept):
    who = author("Awa Karim", slug="awa")
    live(credits=[{"author": who, "display_name": "A. K."}])
    pages = ["/authors/", "/authors/awa/", *(f"/authors/awa/feed.{form}" for form in ("xml", "atom", "json"))]
    assert ["Awa Karim" in text for text in told(*pages)] == [True] * 5
    who.names = {"en": "Awa Hassan"}
    who.save()
    assert [("Awa Karim" in text, "Awa Hassan" in text) for text in told(*pages)] == [(False, True)] * 5


def test_nothing_is_left_of_a_feed_that_is_named_after_an_author_who_is_taken_off(kept):
    who = author("Awa Karim", slug="awa")
    live(credits=[{"author": who}])
    told("/authors/awa/feed.xml")
    press.apply([press.name_tag(who.pk)], gone=["/elsewhere/"])
    assert kept.stale("/authors/awa/feed.xml") is None


def test_a_topics_page_and_feed_follow_its_description(kept):
    live(tags=["Buses"])
    tag = Tag.objects.get()
    pages = ["/topics/buses/", "/topics/buses/feed.xml"]
    told(*pages)
    for old, new in (("", "All that drives"), ("All that drives", "What drives at night")):
        tag.descriptions = {"en": new}
        tag.save()
        assert [new in text and not (old and old in text) for text in told(*pages)] == [True, True]


def test_a_series_page_and_the_pages_of_its_parts_follow_its_words(kept):
    of = Series.objects.create(slug="nights", names={"en": "Nights"}, descriptions={"en": "In five parts"})
    live(series=of, part=1)
    pages = ["/series/nights/", "/series/nights/feed.xml", "/series/"]
    told(*pages)
    of.names, of.descriptions = {"en": "Days"}, {"en": "In six parts"}
    of.save()
    first, second, third = told(*pages)
    assert [("Nights" in text, "Days" in text) for text in (first, second, third)] == [(False, True)] * 3
    assert "In six parts" in first and "In six parts" in second


@pytest.mark.parametrize("kind", ["author", "tag"])
def test_a_process_that_died_before_it_told_them_is_made_good(kept, kind, monkeypatch):
    who = author("Awa Karim", slug="awa", contact="old@news.example")
    live(credits=[{"author": who}], tags=["Buses"])
    tag = Tag.objects.get()
    path = {"author": "/authors/awa/", "tag": "/topics/buses/"}[kind]
    told(path)
    with monkeypatch.context() as dies:
        dies.setattr(press, "announce", lambda tags, **what: None)
        who.contact, tag.descriptions = "new@news.example", {"en": "new@news.example"}
        who.save(), tag.save()
    handle = {"author": tasks.author_changed, "tag": tasks.tag_changed}[kind]
    assert "new@news" not in told(path)[0]
    handle({kind: {"author": who, "tag": tag}[kind].pk}, timezone.now())
    assert "new@news" in told(path)[0]
