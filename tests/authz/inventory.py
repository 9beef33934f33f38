"""Every address of the newsroom, as the resolver knows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver


@dataclass(frozen=True)
class Address:
    """`route` is the pattern as it is written, `name` the view's with its namespace."""

    route: str
    name: str


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns, before: str, space: str) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(route, f"{space}{pattern.name or ''}")
        else:
            yield from _walk(
                pattern.url_patterns, route, space + (f"{pattern.namespace}:" if pattern.namespace else "")
            )
