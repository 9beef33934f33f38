"""A story's versions: what a snapshot holds, and the chain that binds one to the next."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Count, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum

from articles.models import Act, Article, Photo, Publication, Revision
from articles.record import write
from articles.text import PUBLIC

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
    "method",
    "source_list",
    "part",
    "planned_words",
    "desk_note",
    "planned_for",
    "embargo_until",
    "embargo_zone",
)
MOMENTS = ("planned_for", "embargo_until")
# What a version holds only where it is said, and what it then says.
SILENT = {"embargo_zone": "", "method": "", "source_list": "", "series": None, "part": None}
Kind = Revision.Kind
OF_WORDS = (Kind.FILED, Kind.SAVED, Kind.MERGED, Kind.RESTORED, Kind.TRANSLATED)  # the versions in which words change


def snapshot(article: Article) -> dict:
    """Everything that makes this version, as plain JSON: fields, section, byline, tags, picture with its words."""
    state = {name: getattr(article, name) for name in FIELDS}
    for name in (*MOMENTS, "first_published_at", "publish_at", "significant_update_at"):
        state[name] = moment(getattr(article, name))
    if article.source is not None:
        state["source"] = {"story": str(article.source.uuid), "version": article.source_version}
    state["section"] = article.section.slug
    state["series"] = article.series.slug if article.series else None
    for name in SILENT:
        if not state[name]:
            del state[name]  # as in versions from before there was a choice
    state["step"] = article.step
    state["assigned_to"] = article.assigned_to_id
    state["credits"] = [
        {"author": c.author_id, "role": c.role, "display_name": c.display_name} for c in article.credits.all()
    ]
    state["tags"] = sorted(article.tags.values_list("slug", flat=True))
    state["photo"] = picture(article.photo, article.language)
    return state


def as_published(out: Publication, before: dict) -> dict:
    """What a version holds that says what readers get of `out`, beside what `before` (the version that it was made
    from) has of the desk. A name that was taken out of `out` since stands in `before`, and not in this."""
    state = before | {name: getattr(out, name) for name in ("slug", *PUBLIC)}
    for name in SILENT:
        if name in PUBLIC and not state[name]:
            del state[name]
    state["credits"] = [
        {"author": c["author"], "role": c["role"], "display_name": c["name"] if c["as_printed"] else ""}
        for c in out.credits
    ]
    state["tags"] = sorted(topic["slug"] for topic in out.topics)
    if before["photo"]:
        told = {key: out.photo.get(key) or "" for key in ("alt", "caption")}
        own = {key: text for key, text in told.items() if out.photo.get(f"{key}_lang", out.language) == out.language}
        state["photo"] = before["photo"] | dict.fromkeys(told, "") | own
    return state


def moment(at: datetime | None) -> str | None:
    """A moment as a version keeps it: ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat() if at else None


def picture(photo: Photo | None, language: str) -> dict | None:
    """A picture as a version keeps it: which file, and its words in the story's language."""
    if photo is None:
        return None
    return {
        "uuid": str(photo.uuid),
        "sha256": photo.sha256,
        "alt": photo.alts.get(language, ""),
        "caption": photo.captions.get(language, ""),
        "creator": photo.creator,
        "agency": photo.agency,
        "credit_line": photo.credit_lines.get(language, ""),
    }


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

    `state` is what the version holds where that is not the working copy (an update added to the text that is live, or a
    text that was not taken, of kind KEPT);
    `words` says that it changed the words of the working copy, as filing and saving do by themselves. The act goes
    into the newsroom's record as `verb` (the kind, where none is given) with `about`, see `articles.record.write`.
    """
    last = Revision.objects.filter(article=article).order_by("-number").defer("packed").first()
    number = (last.number if last else 0) + 1
    revision = Revision(
        article=article,
        number=number,
        kind=kind,
        by=by,
        at=at,
        why=why[:500],
        salt=secrets.token_hex(16),
        previous=last.digest if last else "",
    )
    whole = last and Revision.objects.filter(article=article, number=last.base or last.number).first()
    revision.keep(snapshot(article) if state is None else state, whole)
    revision.digest = digest(revision, article.uuid)
    revision.save()
    write(
        verb or kind, by=by, at=at, story=article.uuid, version=number, content=revision.digest, why=why, about=about
    )  # fmt: skip
    article.version = number
    if words or kind in OF_WORDS:
        article.words_version = number
    Article.objects.filter(pk=article.pk).update(version=number, words_version=article.words_version)
    return revision


def differs(article: Article) -> bool:
    """Whether the story is not as its newest version has it."""
    last, now = as_of(article, article.version), snapshot(article)
    # A version may hold more than the story: what readers find in its place.
    return last is None or {name: last.snapshot.get(name) for name in now} != now


def as_of(article: Article, number: int) -> Revision | None:
    """The version that the story was at when it counted `number`: texts kept aside never were the story."""
    real = Revision.objects.filter(article=article).exclude(kind=Kind.KEPT).select_related("by")
    return real.filter(number__lte=max(number, 1)).order_by("-number").first()


def newest() -> Subquery:
    """For a query of versions: the number of the newest that was their story (not of a text kept aside)."""
    real = Revision.objects.filter(article=OuterRef("article")).exclude(kind=Kind.KEPT)
    return Subquery(real.order_by("-number").values("number")[:1])


def emptied_since(article: Article, number: int) -> bool:
    """Whether words of the story were erased after its version `number` (`articles.erasing`): a text that began there
    may still have them."""
    return Act.objects.filter(story=article.uuid, verb="emptied", version__gt=number).exists()


def broken_versions(article: Article) -> list[int]:
    """Numbers of the versions that are not as they were written, whose predecessor is not, or that are missing at
    the end (the story itself counts its versions)."""
    wrong, last = [], 0
    for row, now, follows in proved(Revision.objects.filter(article=article)):
        if now != row.digest or not follows:
            wrong.append(row.number)
        last = row.number
    counted = Article.objects.values_list("version", flat=True).get(pk=article.pk)
    return wrong + list(range(last + 1, counted + 1))


def proved(versions: QuerySet[Revision]) -> Iterator[tuple[Revision, str, bool]]:
    """Whole histories, story by story and oldest first: each version, the digest of what it holds now (empty where it
    cannot be read), and whether it is the next in its story's chain. One query, one at a time in memory but for the
    whole ones of a story."""
    story, previous, expected = None, "", 1
    wholes: dict[int, dict] = {}
    for row in versions.select_related("article").order_by("article_id", "number").iterator(chunk_size=500):
        if row.article_id != story:
            story, previous, expected, wholes = row.article_id, "", 1, {}
        try:
            holds = row.read_over(wholes.get(row.base))
        except ValueError:
            now = ""
        else:
            now = digest(row, row.article.uuid)
            if not row.base:
                wholes[row.number] = holds
        yield row, now, row.number == expected and row.previous == previous
        previous, expected = row.digest, row.number + 1


CONTENTS = ("packed",)  # the column that is heavy


def contents(article: Article, numbers: Iterable[int]) -> dict[int, dict]:
    """What versions `numbers` of the story hold, by number. Two queries, however many."""
    versions = Revision.objects.filter(article=article)
    rows = list(versions.filter(number__in=list(numbers)))
    wholes = versions.filter(number__in={row.base for row in rows if row.base}, base=0)
    bases = {row.number: row.snapshot for row in wholes}
    return {row.number: row.read_over(bases.get(row.base)) for row in rows}


def read_through(versions: QuerySet[Revision]) -> Iterator[tuple[Revision, dict]]:
    """Whole histories, story by story and oldest first, each version with what it holds. One query, one at a time in
    memory but for the whole ones of a story."""
    story: int | None = None
    wholes: dict[int, dict] = {}
    for row in versions.order_by("article", "number").iterator():
        if row.article_id != story:
            story, wholes = row.article_id, {}
        holds = row.read_over(wholes.get(row.base))
        if not row.base:
            wholes[row.number] = holds
        yield row, holds


@dataclass(frozen=True)
class Weight:
    """What histories weigh: how many versions, of them how many whole, and the bytes that their contents take."""

    versions: int
    whole: int
    bytes: int

    @property
    def each(self) -> int:
        """Bytes a version, on the average."""
        return round(self.bytes / self.versions) if self.versions else 0


def weight(article: Article | None = None) -> Weight:
    """The weight of one story's history, or of all. One query."""
    rows = Revision.objects.all() if article is None else Revision.objects.filter(article=article)
    found = rows.aggregate(
        versions=Count("pk"), whole=Count("pk", filter=Q(base=0)), bytes=Sum(_Octets("packed"), default=0)
    )
    return Weight(**found)


class _Octets(Func):
    """Bytes of a binary column: LENGTH counts them on SQLite and on PostgreSQL alike."""

    function = "LENGTH"
    output_field = IntegerField()
