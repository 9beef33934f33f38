"""The editors' side of stories and all that belongs to them, one file per desk."""

from articles.admin import (
    complaints,
    front,
    newsroom,
    old_addresses,
    packages,
    photos,
    published,
    readership,
    record,
    site_pages,
    stories,
    taxonomy,
)

__all__ = [
    "complaints", "front", "newsroom", "old_addresses", "packages", "photos", "published", "readership", "record",
    "site_pages", "stories", "taxonomy",
]  # fmt: skip
