"""A story's versions: what a snapshot holds, and the chain that binds one to the next."""

import hashlib
import json
import secrets
from datetime import datetime

from articles.models import Article, Revision

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
    }
    return state


def digest(*, previous: str, salt: str, number: int, kind: str, snapshot: dict) -> str:
    """SHA-256 over the version's contents, salted, and the digest of the version before."""
    said = json.dumps([previous, salt, number, kind, snapshot], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def record(article: Article, *, kind: str, by, at: datetime, why: str = "") -> Revision:
    """Writes the next version of `article` (whose `version` counts up) inside the caller's transaction."""
    last = Revision.objects.filter(article=article).order_by("-number").only("number", "digest").first()
    number = (last.number if last else 0) + 1
    state, salt, previous = snapshot(article), secrets.token_hex(16), last.digest if last else ""
    revision = Revision.objects.create(
        article=article,
        number=number,
        kind=kind,
        by=by,
        at=at,
        why=why[:500],
        snapshot=state,
        salt=salt,
        previous=previous,
        digest=digest(previous=previous, salt=salt, number=number, kind=kind, snapshot=state),
    )
    article.version = number
    if kind in (Revision.Kind.FILED, Revision.Kind.SAVED):
        article.words_version = number
    Article.objects.filter(pk=article.pk).update(version=number, words_version=article.words_version)
    return revision


def broken_versions(article: Article) -> list[int]:
    """Numbers of the versions that are not as they were written, or whose predecessor is not."""
    wrong, previous, expected = [], "", 1
    for r in Revision.objects.filter(article=article).order_by("number"):
        right = digest(previous=previous, salt=r.salt, number=r.number, kind=r.kind, snapshot=r.snapshot)
        if r.number != expected or r.previous != previous or r.digest != right:
            wrong.append(r.number)
        previous, expected = r.digest, r.number + 1
    return wrong
