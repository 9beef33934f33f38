"""From what people type to what a version keeps, and back: merging and restoring work on versions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model

from articles import history
from articles.models import Article, Photo, Section, Series, Tag
from articles.text import PUBLIC
from articles.writing import EDITABLE, known_tag, printed, tidied
from authors.models import Author

# What a restored version brings back. Dates, people and notes are the desk's of today.
RESTORED = ("genre", *PUBLIC, "section", "series", "part", "photo", "credits", "tags", "slug")


def as_kept(fields: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """`fields` as `workflow.save` takes them, as a version keeps them; blocks get their names from `base`.

    Writes nothing: a tag that is not there yet stands by its name. Raises NotPossible for a body that cannot be read.
    """
    language = fields.get("language") or base.get("language") or "en"
    kept: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "tags":
            found = [(known_tag(tag), tag) for tag in value if str(tag).strip()]
            kept[name] = sorted({tag.slug if tag else str(typed).strip() for tag, typed in found})
        elif name == "credits":
            kept[name] = [
                {"author": row["author"].pk, "role": row.get("role") or "reporting", "display_name": printed(row)}
                for row in value
            ]
        elif name == "photo":
            kept[name] = history.picture(value, language)
        elif name in ("section", "series"):
            kept[name] = value and value.slug
        elif name == "assigned_to":
            kept[name] = value and value.pk
        elif name in history.MOMENTS:
            kept[name] = history.moment(value)
        elif name in EDITABLE:
            kept[name] = tidied(name, value, language, base.get("body") or "")
    return kept


def ground(version: Mapping[str, Any]) -> dict[str, Any]:
    """A version with its moments in UTC, however they were written, and with what it was silent about."""
    moments = {
        name: history.moment(datetime.fromisoformat(version[name])) for name in history.MOMENTS if version.get(name)
    }
    return {**history.SILENT, **version, **moments}


def as_fields(kept: Mapping[str, Any], article: Article, *, typed: bool = False) -> dict[str, Any]:
    """What a version keeps, as `writing.write` takes it. What is not there any more (an author, a picture, a tag, a
    section) is left out; a section that is gone leaves the story where it is.

    `typed`: it is what somebody typed (`as_kept`), so a tag that is not there stands by the name of one to make.
    """
    fields: dict[str, Any] = dict(kept)
    if "section" in fields:
        fields["section"] = Section.objects.filter(slug=fields["section"]).first() or article.section
    if fields.get("series"):
        fields["series"] = Series.objects.filter(slug=fields["series"]).first()
    if "photo" in fields:
        photo = fields["photo"]
        fields["photo"] = photo and Photo.objects.filter(uuid=UUID(photo["uuid"])).first()
    if "assigned_to" in fields:
        fields["assigned_to"] = get_user_model().objects.filter(pk=fields["assigned_to"]).first()
    if "tags" in fields:
        known = {tag.slug: tag for tag in Tag.objects.filter(slug__in=fields["tags"])}
        fields["tags"] = [known.get(name, name) for name in fields["tags"] if typed or name in known]
    if "credits" in fields:
        authors = Author.objects.in_bulk([row["author"] for row in fields["credits"]])
        fields["credits"] = [
            {**row, "author": authors[row["author"]]} for row in fields["credits"] if row["author"] in authors
        ]
    for name in history.MOMENTS:
        if fields.get(name):
            fields[name] = datetime.fromisoformat(fields[name])
    return fields
