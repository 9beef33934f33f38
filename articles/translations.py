"""Translations at the desk: which version of its original a story says, and whether the original has moved on.

A story that was made by translating names its original (`Article.source`) and the version of it that it says
(`Article.source_version`). What counts as the original's text is what readers see of it; while they see nothing, the
working copy. Decision 36 says which changes of the original leave its translations behind.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from articles import comparing, history
from articles.models import Article, Correction, Notice, Publication, Revision
from articles.publication import standing_of
from articles.text import HEAD

Kind = Revision.Kind
TAKEN_DOWN, PUBLISHED = "taken_down", "published"
OF_PICTURE = ("caption", "alt")


@dataclass(frozen=True)
class Behind:
    """Why a translation is behind: `kind` is what readers of the original were told (a `Correction.Kind`), TAKEN_DOWN,
    or PUBLISHED where it went out with other words than were translated; `at` is since when."""

    kind: str
    at: datetime | None


@dataclass(frozen=True)
class Part:
    """A field of the original: its name (of HEAD, or "photo_caption", "photo_alt") and its words, old and new."""

    name: str
    runs: list[comparing.Run]

    @property
    def changed(self) -> bool:
        return any(run.kind != comparing.SAME for run in self.runs)


@dataclass(frozen=True)
class Original:
    """The original beside its translation: `version` is the one that is shown, each part and paragraph with what
    became of it since `seen`, the version that the translation says. `behind`: why somebody must look at it."""

    story: Article
    seen: int
    version: int
    parts: list[Part]
    passages: list[comparing.Passage]
    behind: Behind | None

    @property
    def changes(self) -> int:
        """How many parts and paragraphs say something else."""
        changed = [passage for passage in self.passages if passage.kind not in (comparing.SAME, "form")]
        return len(changed) + sum(part.changed for part in self.parts)

    @property
    def moved(self) -> bool:
        """Whether there is anything to look at: also a small fix, or a save of what readers do not see yet."""
        return self.behind is not None or bool(self.changes)


def version_of(original: Article, now: datetime) -> int:
    """The version of `original` that a translation made at `now` says."""
    stands = standing_of(original, now)
    if stands.live:
        return stands.revision_number
    last = history.as_of(original, original.version)
    return last.number if last else original.version


def sources_of(story: Article) -> list[Article]:
    """What `story` was translated from, the nearest first: its original, what that was translated from, and so on up
    to the first. One query; none for an original. All of them are of one group, so that a circle has an end."""
    nearest: int | None = story.source_id
    group, found = _group(story) if nearest else {}, []
    while nearest is not None and nearest in group:
        found.append(group.pop(nearest))
        nearest = found[-1].source_id
    return found


def made_from(story: Article) -> list[Article]:
    """What was translated from `story`, from that, and so on. One query."""
    group, found, of = _group(story), [], {story.pk}
    while of:
        below = [group.pop(one.pk) for one in list(group.values()) if one.source_id in of]
        found += below
        of = {one.pk for one in below}
    return found


def _group(story: Article) -> dict[int, Article]:
    """The other languages of `story`, with what the two above and a hold ask of them."""
    rows = Article.objects.filter(translation_group=story.translation_group).exclude(pk=story.pk)
    return {row.pk: row for row in rows.only("uuid", "source", "language", "headline", "embargo_until").order_by("pk")}


def public_now(story: Article, now: datetime) -> list[Article]:
    """The other languages in which readers have the story at `now`: what was translated from it, and what it was
    translated from. One query."""
    return list(_others(story).filter(uuid__in=_shown(story, now)))


def to_come(story: Article, now: datetime) -> list[Article]:
    """The other languages in which readers do not have the story at `now`, and get it later by themselves: scheduled or
    held. Each has `opens`, the moment (aware). One query."""
    waiting = Publication.objects.filter(story=OuterRef("uuid"), visible_from__gt=now).order_by("visible_from")
    others = _others(story).exclude(uuid__in=_shown(story, now))
    return list(others.annotate(opens=Subquery(waiting.values("visible_from")[:1])).filter(opens__isnull=False))


def _others(story: Article) -> QuerySet[Article]:
    others = Article.objects.filter(translation_group=story.translation_group).exclude(pk=story.pk)
    return others.defer("body", "desk_note").order_by("language", "pk")


def _shown(story: Article, now: datetime) -> QuerySet:
    """The stories of the group that readers have, by uuid."""
    return Publication.objects.visible(now).filter(translation_group=story.translation_group).values("story")


def _told(now: datetime):
    """What readers of the original were told since; for a query of translations."""
    rows = Correction.objects.opened(now)
    return rows.filter(story=OuterRef("source__uuid"), to_version__gt=OuterRef("source_version"))


def _down():
    down = Revision.objects.filter(
        article=OuterRef("source"), kind=Kind.TAKEN_DOWN, number__gt=OuterRef("source_version")
    )
    return Q(Exists(down)) & Q(Exists(Notice.objects.filter(story=OuterRef("source__uuid"))))


def _went_out(now: datetime) -> Q:
    """The original went out, and words of it were saved between the version that was translated and that one."""
    words = Revision.objects.filter(
        article=OuterRef("article"), kind__in=history.OF_WORDS, number__gt=OuterRef(OuterRef("source_version")),
        number__lt=OuterRef("number"),
    )  # fmt: skip
    out = Revision.objects.filter(
        article=OuterRef("source"), kind__in=(Kind.PUBLISHED, Kind.SCHEDULED), number__gt=OuterRef("source_version")
    )
    public = Publication.objects.visible(now).filter(
        story=OuterRef("article__uuid"), revision_number__gte=OuterRef("number")
    )
    return Q(Exists(out.filter(Exists(words), Exists(public))))


def behind(now: datetime) -> Q:
    """THE rule of which stories are translations that are behind their original at `now`."""
    return Q(source__isnull=False) & (Q(Exists(_told(now))) | _down() | _went_out(now))


def marks(stories: Iterable[int], now: datetime) -> dict[int, Behind]:
    """Which of `stories` (primary keys) are behind, and why. One query."""
    update_last = Case(When(kind=Correction.Kind.UPDATE, then=Value(1)), default=Value(0), output_field=IntegerField())
    told = _told(now).order_by(update_last, "-visible_from", "-pk")
    rows = (
        Article.objects.filter(behind(now), pk__in=list(stories))
        .annotate(
            down=Case(When(_down(), then=Value(1)), default=Value(0), output_field=IntegerField()),
            down_at=Subquery(Notice.objects.filter(story=OuterRef("source__uuid")).values("since")[:1]),
            told_kind=Subquery(told.values("kind")[:1]),
            told_at=Subquery(told.values("visible_from")[:1]),
            out_at=F("source__first_published_at"),
        )
        .values_list("pk", "down", "down_at", "told_kind", "told_at", "out_at")
    )
    found = {}
    for pk, down, down_at, told_kind, told_at, out_at in rows:
        if down:
            found[pk] = Behind(TAKEN_DOWN, down_at)
        elif told_kind:
            found[pk] = Behind(told_kind, told_at)
        else:
            found[pk] = Behind(PUBLISHED, out_at)
    return found


def original(article: Article, now: datetime) -> Original | None:
    """What stands beside a translation while it is worked on; None for a story that is none, or whose original has no
    history that can be read."""
    if article.source is None:
        return None
    version = version_of(article.source, now)
    found = history.contents(article.source, {article.source_version, version})
    shown = found.get(version)
    if shown is None:
        return None
    seen = found.get(article.source_version, shown)
    parts = [Part(name, comparing.words(seen.get(name) or "", shown.get(name) or "")) for name in HEAD]
    one, other = (holds.get("photo") or {} for holds in (seen, shown))
    parts += [Part(f"photo_{name}", comparing.words(one.get(name) or "", other.get(name) or "")) for name in OF_PICTURE]
    return Original(
        story=article.source,
        seen=article.source_version,
        version=version,
        parts=[part for part in parts if part.runs],
        passages=comparing.passages(seen.get("body") or "", shown.get("body") or ""),
        behind=marks([article.pk], now).get(article.pk),
    )
