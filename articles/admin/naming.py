"""What the desk calls the values that versions keep: names of people, sections, tags and pictures, moments in words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import history
from articles.models import Article, Credit, Photo, Section, Series, Tag
from authors.models import Author
from newsroom.lib.words import say


def label_of(name: str) -> str:
    """What stands before a field that differs."""
    own = {
        "credits": _("Byline"), "byline": _("Byline"), "tags": _("Tags"), "photo": _("Photo"), "body": _("Body"),
        "photo_caption": _("Caption"), "photo_alt": _("Text alternative"), "photo_creator": _("Photographer"),
        "photo_agency": _("Agency"), "photo_credit_line": _("Credit"), "step": _("State"),
    }  # fmt: skip
    return own.get(name) or capfirst(str(Article._meta.get_field(name).verbose_name))


def names_for(versions: Iterable[Mapping[str, Any]]) -> dict[str, dict[Any, str]]:
    """The names of all values in `versions`, for `articles.comparing`. Six queries, however many versions."""
    versions = list(versions)
    language = get_language() or "en"
    credits = {row["author"] for version in versions for row in version.get("credits") or []}
    photos = {version["photo"]["uuid"] for version in versions if version.get("photo")}
    people = {version["assigned_to"] for version in versions if version.get("assigned_to")}
    tags = {slug for version in versions for slug in version.get("tags") or []}
    moments = {version[name] for version in versions for name in history.MOMENTS if version.get(name)}
    said = {moment: _moment(moment) for moment in moments}
    return {
        "author": {a.pk: a.name(language) or a.slug for a in Author.objects.filter(pk__in=credits)},
        "role": {key: str(label) for key, label in Credit.Role.choices},
        "section": {s.slug: say(s.names, language) for s in Section.objects.all()},
        "series": {s.slug: say(s.names, language) for s in Series.objects.all()},
        "tag": {t.slug: t.say(language) for t in Tag.objects.filter(slug__in=tags)},
        "photo": {str(p.uuid): str(p) for p in Photo.objects.filter(uuid__in=photos)},
        "assigned_to": {p.pk: str(p) for p in get_user_model().objects.filter(pk__in=people)},
        "genre": {key: str(label) for key, label in Article.Genre.choices},
        "step": {key: str(label) for key, label in Article.Step.choices},
        "planned_for": said,
        "embargo_until": said,
    }


def _moment(text: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "j F Y H:i")
