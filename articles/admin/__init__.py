"""The editors' side of stories and all that belongs to them, one file per desk."""

from articles.admin import complaints, front, newsroom, old_addresses, photos, published, record, stories, taxonomy

__all__ = ["complaints", "front", "newsroom", "old_addresses", "photos", "published", "record", "stories", "taxonomy"]
