"""What the sample made, and what of it is still as it was made.

The fields that count are named here, not taken from the models: a column that a later release adds must not make
everything look as if somebody had changed it.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Model

from articles.models import Article, Complaint, Newsroom, Package, Photo, Section, Series, SitePage, Tag
from articles.workflow import samples
from authors.models import Author
from newsletter.models import Newsletter
from newsroom.lib.sample import record

# A domain that can never be anybody's (RFC 2606).
LOGIN_MAIL = "{name}@demo.invalid"
CONTENTS: dict[str, tuple[type[Model], tuple[Any, ...]]] = {
    "photo": (
        Photo,
        (
            "uuid", "sha256", "alts", "captions", "decorative", "creator", "agency", "credit_lines",
            "copyright_notice", "usage_terms", "focal_x", "focal_y",
        ),
    ),
    "author": (
        Author,
        (
            "uuid", "kind", "slug", "names", "job_titles", "bios", "portrait", "contact", "links", "languages",
            "on_masthead",
        ),
    ),
    "section": (Section, ("slug", "names", "descriptions")),
    "tag": (Tag, ("slug", "name", "names", "descriptions")),
    "series": (Series, ("slug", "names", "descriptions", "parts_planned")),
    "package": (Package, ("uuid", "turn", "name", "titles", "shown")),
    "page": (SitePage, ("kind", "language", "version", "body")),
    # What the desk did with one counts, and what it wrote about it; that the newsroom emptied it in time does not.
    "complaint": (Complaint, ("reference", "turn", Count("entries"))),
    "newsletter": (Newsletter, ("slug", "names", "descriptions", "is_open")),
}  # fmt: skip
# What the settings say in words; languages, days and hours are the newsroom's, whoever chose them first.
SETTINGS = ("names", "taglines", "logo")


def digests(kind: str, pks: Iterable[int] | None = None) -> dict[int, str]:
    """A digest of the contents of each row of this kind (None: of all) that is there."""
    model, fields = CONTENTS[kind]
    rows = model._default_manager.all()
    if pks is not None:
        rows = rows.filter(pk__in=pks)
    return {pk: record.digest(contents) for pk, *contents in rows.values_list("pk", *fields)}


def setting_digests() -> dict[str, str]:
    room = Newsroom.objects.first()
    return {name: record.digest(getattr(room, name)) for name in SETTINGS} if room else {}


def write_down() -> None:
    """Everything in the newsroom is the sample's: to be called once it is filled, in the same transaction. The
    newsroom was empty before, but for logins that are known by their address."""
    rows: list[tuple[str, object, str]] = []
    stories = samples.fingerprints(Article.objects.values_list("pk", flat=True))
    rows += [("story", pk, digest) for pk, digest in stories.items()]
    for kind in CONTENTS:
        rows += [(kind, pk, digest) for pk, digest in digests(kind).items()]
    rows += [("setting", name, digest) for name, digest in setting_digests().items()]
    logins = get_user_model().objects.filter(email__endswith=LOGIN_MAIL.format(name=""))
    rows += [("login", pk, "") for pk in logins.values_list("pk", flat=True)]
    record.write_down(rows)
