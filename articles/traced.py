"""What a look for a story that was taken down has found (`articles.traces`): the places, and what stands there."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_plus

from django.conf import settings
from django.utils.translation import gettext_lazy

from articles.notices import InPlace

GONE, THERE, UNSURE, OTHERS, PUBLIC, CLEAR = "gone", "there", "unsure", "others", "public", "clear"
# What kind of address it is, in the order in which they are shown.
OWN, LISTS, FEEDS, CRAWLERS, SEARCH, STORIES, PHOTOS = (
    "own", "lists", "feeds", "crawlers", "search", "stories", "photos",
)  # fmt: skip
GROUPS = {
    OWN: gettext_lazy("Its own addresses"),
    LISTS: gettext_lazy("Pages that list stories"),
    FEEDS: gettext_lazy("Feeds"),
    CRAWLERS: gettext_lazy("For search engines and other sites"),
    SEARCH: gettext_lazy("Search"),
    STORIES: gettext_lazy("Other stories that could name it"),
    PHOTOS: gettext_lazy("Files of its photos"),
}


@dataclass(frozen=True)
class Place:
    """An address at which the story could stand. `told`: what the address itself says, which an answer may repeat."""

    group: str
    name: str
    path: str
    told: str = ""


@dataclass(frozen=True)
class Row:
    """What was found at a place: `state` is GONE, THERE, UNSURE (it could not be looked at), OTHERS (it stays, and
    rightly so), PUBLIC (this story in another language, which readers have) or CLEAR (another story, which shows
    nothing of it). `said` is a sentence, `do` what helps."""

    place: Place
    state: str
    said: str
    do: str = ""

    @property
    def url(self) -> str:
        return settings.BASE_URL + self.place.path

    @property
    def path(self) -> str:
        """The address in letters that people read."""
        return unquote_plus(self.place.path)


@dataclass(frozen=True)
class Look:
    """All that was looked at, at `at`; it took `milliseconds`."""

    rows: tuple[Row, ...]
    at: datetime
    milliseconds: int
    in_place: InPlace

    def count(self, state: str) -> int:
        return sum(row.state == state for row in self.rows)

    @property
    def there(self) -> int:
        return self.count(THERE)

    @property
    def unsure(self) -> int:
        return self.count(UNSURE)

    @property
    def gone(self) -> int:
        return self.count(GONE)

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """Named; a group with something red in it is not moved, but its rows are first."""
        order = {PUBLIC: 0, THERE: 0, UNSURE: 1, OTHERS: 2, CLEAR: 2, GONE: 2}
        found = []
        for key, name in GROUPS.items():
            rows = sorted((row for row in self.rows if row.place.group == key), key=lambda row: order[row.state])
            if rows:
                found.append((str(name), rows))
        return found
