"""What lists and the search cost in a small newsroom and in a large one: seconds of CPU, page by page, and ratios."""

import json
import time
from collections.abc import Callable
from datetime import datetime

from articles.models import Publication, Tag
from articles.models.publication import PublicationQuerySet
from articles.pages import archive, listings, render
from articles.pages import front as front_page
from articles.pages import search as search_page
from authors.models import Author

ROUNDS = 7
PER_PAGE = listings.PER_PAGE


def pages(at: datetime) -> dict[str, Callable[[], object]]:
    """Ways to make each kind of page of the English edition of a newsroom that `fill` made; the last of each list."""
    public = Publication.objects.visible(at).in_language("en")
    who, tag = Author.objects.order_by("pk")[0], Tag.objects.order_by("pk")[0]
    credited = Publication.objects.visible(at).credited(who, "en")
    on_topic = Publication.objects.visible(at).on_topic(tag, "en")
    middle = public.order_by("first_published_at")[public.count() // 2]
    rare = middle.standfirst.split()[-1].strip(".")
    topic_behind, author_behind = _last(on_topic, linked=True), _last(credited, linked=True)
    first, behind = middle.address_date, _last(public.filter(section__slug="news"))
    typed = middle.headline.split(":")[0].split()[-1]
    asked = {
        "a common word": "the", "a rare word": rare, "two words": "city library", "a phrase": '"second hand"',
        "a typing error": typed[:3] + typed[4:], "nothing": "zzzzqq",
    }  # fmt: skip
    found: dict[str, Callable[[], object]] = {
        "front": lambda: front_page.front("en", at=at),
        "section": lambda: listings.section("en", "news", at=at),
        "section, the last page": lambda: listings.section("en", "news", at=at, before=behind),
        "topic": lambda: listings.topic("en", tag.slug, at=at),
        "topic, the last page": lambda: listings.topic("en", tag.slug, at=at, before=topic_behind),
        "author": lambda: listings.author("en", who.slug, at=at),
        "author, the last page": lambda: listings.author("en", who.slug, at=at, before=author_behind),
        "archive of a month": lambda: archive.page("en", first.year, first.month, at=at),
        "archive of a day": lambda: archive.page("en", first.year, first.month, first.day, at=at),
    }
    for name, query in asked.items():
        found[f"search: {name}"] = lambda query=query: search_page.page("en", at=at, query=query)  # type: ignore[misc]
    found["search: Arabic"] = lambda: search_page.page("ar", at=at, query="المدينة")
    found["search: Kurdish"] = lambda: search_page.page("ckb", at=at, query="شار")
    return found


def _last(rows: PublicationQuerySet, *, linked: bool = False) -> int:
    """Behind what the last full page begins."""
    numbers = rows.latest_first(linked=linked).values_list("pk", flat=True)
    return numbers[max(0, len(numbers) - PER_PAGE - 1)]


def measure(at: datetime) -> dict[str, float]:
    """Milliseconds of CPU of this process for each page, rendered afresh: the least of rounds in which all take turns.
    What else runs on the machine makes a page dearer, for a while, and never cheaper."""
    ways = pages(at)
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(ROUNDS + 1):
        for name, make in ways.items():
            took[name].append(_cost(make))
    return {name: min(costs[1:]) * 1000 for name, costs in took.items()}  # the first fills the caches


def _cost(make: Callable[[], object]) -> float:
    began = time.process_time()
    render.finish(make())  # type: ignore[arg-type]
    return time.process_time() - began


def told(at: datetime) -> str:
    return json.dumps(measure(at))


def table(small: dict[str, float], large: dict[str, float]) -> str:
    """For people: each page's cost in both, and the ratio."""
    return "\n".join(
        f"{name:28}{small[name]:8.1f}{large[name]:8.1f} ms{large[name] / small[name]:8.2f}" for name in small
    )
