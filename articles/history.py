"""A story's versions: what a snapshot holds, and the chain that binds one to the next."""

import hashlib
import json
import secrets
from datetime import UTC, datetime
from uuid import UUID

from articles.models import Article, Revision
from articles.record import write

# The fields of a story that are words or decisions of the desk; what a save may change and a version keeps.
FIELDS = (
    "language",
    "genre",
    "slugline",
    "slug",
    "headline",
    "kicker",
    "standfirst",
    "dateline_place",
    "body",
    "byline_override",
    "planned_words",
    "desk_note",
    "planned_for",
    "embargo_until",
)


def snapshot(article: Article) -> dict:
    """Everything that makes this version, as plain JSON: fields, section, byline, tags, picture with its words."""
    state = {name: getattr(article, name) for name in FIELDS}
    for name in ("planned_for", "embargo_until", "first_published_at", "publish_at", "significant_update_at"):
        moment = getattr(article, name)
        state[name] = moment.isoformat() if moment else None
    state["section"] = article.section.slug
    state["step"] = article.step
    state["assigned_to"] = article.assigned_to_id
    state["credits"] = [
        {"author": c.author_id, "role": c.role, "display_name": c.display_name} for c in article.credits.all()
    ]
    state["tags"] = sorted(article.tags.values_list("slug", flat=True))
    photo = article.photo
    state["photo"] = photo and {
        "uuid": str(photo.uuid),
        "sha256": photo.sha256,
        "alt": photo.alts.get(article.language, ""),
        "caption": photo.captions.get(article.language, ""),
        "creator": photo.creator,
        "agency": photo.agency,
        "credit_line": photo.credit_lines.get(article.language, ""),
    }
    return state


def digest(revision: Revision, story: UUID) -> str:
    """SHA-256 over all that the version says (whose, what, who, when, why), salted, and the digest before it."""
    r = revision
    at = r.at.astimezone(UTC).isoformat()
    said = json.dumps(
        [r.previous, r.salt, str(story), r.number, r.kind, r.by_id, at, r.why, r.snapshot],
        sort_keys=True,
        ensure_ascii=False,
    )
    return hashlib.sha256(said.encode()).hexdigest()


def record(
    article: Article,
    *,
    kind: str,
    by,
    at: datetime,
    why: str = "",
    state: dict | None = None,
    words: bool = False,
    verb: str = "",
    about: dict | None = None,
) -> Revision:
    """Writes the next version of `article` (whose `version` counts up) inside the caller's transaction.

    `state` is what the version holds where that is not the working copy (an update added to the text that is live);
    `words` says that it changed the words of the working copy, as filing and saving do by themselves. The act goes
    into the newsroom's record as `verb` (the kind, where none is given) with `about`, see `articles.record.write`.
    """
    last = Revision.objects.filter(article=article).order_by("-number").only("number", "digest").first()
    number = (last.number if last else 0) + 1
    revision = Revision(
        article=article,
        number=number,
        kind=kind,
        by=by,
        at=at,
        why=why[:500],
        snapshot=snapshot(article) if state is None else state,
        salt=secrets.token_hex(16),
        previous=last.digest if last else "",
    )
    revision.digest = digest(revision, article.uuid)
    revision.save()
    write(
        verb or kind, by=by, at=at, story=article.uuid, version=number, content=revision.digest, why=why, about=about
    )  # fmt: skip
    article.version = number
    if words or kind in (Revision.Kind.FILED, Revision.Kind.SAVED):
        article.words_version = number
    Article.objects.filter(pk=article.pk).update(version=number, words_version=article.words_version)
    return revision


def differs(article: Article) -> bool:
    """Whether the story is not as its newest version has it."""
    last = Revision.objects.filter(article=article).order_by("-number").first()
    return last is None or last.snapshot != snapshot(article)


def broken_versions(article: Article) -> list[int]:
    """Numbers of the versions that are not as they were written, whose predecessor is not, or that are missing at
    the end (the story itself counts its versions)."""
    wrong, previous, expected = [], "", 1
    for r in Revision.objects.filter(article=article).order_by("number"):
        if r.number != expected or r.previous != previous or r.digest != digest(r, article.uuid):
            wrong.append(r.number)
        previous, expected = r.digest, r.number + 1
    counted = Article.objects.values_list("version", flat=True).get(pk=article.pk)
    return wrong + list(range(expected, counted + 1))
