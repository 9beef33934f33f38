"""What the desk's lists have in common: saved views as tabs, and numbers that come in an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tab:
    """A saved view: `query` is its address without the page."""

    name: str
    query: str
    count: int
    here: bool


def tabs(names: Mapping[str, Any], counts: Mapping[str, int], here: str, asked) -> list[Tab]:
    """A tab for each of `names` ({view: what it is called}). `asked` is the QueryDict of the page one has open: each
    tab keeps what it is sifted by."""
    kept = asked.copy()
    for name in ("p", "view"):
        kept.pop(name, None)

    def query(view: str) -> str:
        wanted = kept.copy()
        if view:
            wanted["view"] = view
        return wanted.urlencode()

    return [Tab(str(label), query(view), counts[view], view == here) for view, label in names.items()]


def row_number(text: str) -> int | None:
    """The number of a row in `text`; None for anything else, and for what no table will ever reach."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
