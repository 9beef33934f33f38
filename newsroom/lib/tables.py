"""Tables that the desk takes out as CSV (RFC 4180), for the programs in which people open them."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse


class _Line:
    """Gives each written line back instead of keeping it."""

    def write(self, value: str) -> str:
        return value


def _cell(value: object) -> str:
    """`value` as it may stand in a table: programs run what begins like a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def lines(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The table line by line, its columns' names first, marked as UTF-8 for Excel."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([_cell(name) for name in columns])
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def answer(table: Iterable[str], name: str) -> StreamingHttpResponse:
    """The table as a file called `name`."""
    response = StreamingHttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
