"""What the public may read at a moment: how a publication is made of a story, and how a story stands."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models.functions import Coalesce

from articles import body as bodies
from articles import search
from articles.copy import useless_alt
from articles.models import (
    Article,
    Notice,
    Photo,
    Publication,
    PublicationCredit,
    PublicationPhoto,
    PublicationTopic,
)
from articles.significance import Words
from articles.text import BESIDE, PUBLIC
from authors.models import Author
from newsroom.lib.words import told


@dataclass(frozen=True)
class Standing:
    """What readers see of a story now: `kind` is none, live, scheduled, embargoed or taken_down.

    `since`: live or taken down since. `at`: when the next publication opens, for scheduled stories and for live
    ones with a change waiting. `revision_number`: the desk's newest version that says what readers see, or will first
    see.
    """

    kind: str
    since: datetime | None = None
    at: datetime | None = None
    revision_number: int = 0

    @property
    def live(self) -> bool:
        return self.kind == "live"

    @property
    def waiting(self) -> bool:
        return self.at is not None


NOT_PUBLIC = Standing("none")


def standing(stories: Iterable[UUID], now: datetime) -> dict[UUID, Standing]:
    """How each of `stories` stands at `now`; those that were never public are NOT_PUBLIC. Two queries."""
    stories = list(stories)
    found = dict.fromkeys(stories, NOT_PUBLIC)
    for notice in Notice.objects.filter(story__in=stories):
        found[notice.story] = Standing("taken_down", since=notice.since)
    rows = (
        Publication.objects.filter(story__in=stories)
        .exclude(visible_until__lte=now)
        .order_by("visible_from")
        .annotate(says=Coalesce("renewed_in", "revision_number"))
        .values("story", "visible_from", "visible_until", "says", "first_published_at", "held")
    )
    for row in rows:
        so_far = found[row["story"]]
        if row["visible_from"] <= now:
            found[row["story"]] = Standing("live", since=row["first_published_at"], revision_number=row["says"])
        elif so_far.live:
            found[row["story"]] = Standing("live", so_far.since, row["visible_from"], so_far.revision_number)
        elif not so_far.waiting:
            kind = "embargoed" if row["held"] else "scheduled"
            found[row["story"]] = Standing(kind, at=row["visible_from"], revision_number=row["says"])
    return found


def renew(article: Article, number: int, before: int) -> None:
    """After an act that changed what readers see and the desk's copy alike, in version `number`: where readers had the
    desk's last words (`before`: its `words_version` until then), they have those of `number` now."""
    rows = Publication.objects.annotate(says=Coalesce("renewed_in", "revision_number"))
    rows.filter(story=article.uuid, says__gte=before).update(renewed_in=number)


def standing_of(article: Article, now: datetime) -> Standing:
    return standing([article.uuid], now)[article.uuid]


def photo_value(article: Article) -> dict:
    """The story's picture with its words in the story's language, as a publication keeps it."""
    return {} if article.photo is None else picture_value(article.photo, article.language, article.headline)


def picture_value(photo: Photo, language: str, headline: str) -> dict:
    """A photo with its words in `language`, under this headline."""
    alt, alt_lang = told(photo.alts, language)
    caption, caption_lang = told(photo.captions, language)
    if photo.decorative or useless_alt(alt, headline, caption):
        alt = ""  # the caption says more than one that repeats it, or the headline
    return {
        "uuid": str(photo.uuid),
        "alt": alt,
        "alt_lang": alt_lang,
        "caption": caption,
        "caption_lang": caption_lang,
        "creator": photo.credit_lines.get(language) or photo.creator,
        "agency": "" if photo.credit_lines.get(language) else photo.agency,
        "copyright": photo.copyright_notice,
        "renditions": photo.renditions,
    }


def credit_values(article: Article) -> list[dict]:
    """The byline, in order, with what the author box shows."""
    values = []
    for credit in article.credits.select_related("author"):
        printed = {
            "author": credit.author_id,
            "uuid": str(credit.author.uuid),
            "role": credit.role,
            "as_printed": bool(credit.display_name),
            "name": credit.display_name,
            "lang": article.language,
        }
        values.append(credit_value(printed, credit.author, article.language))
    return values


def credit_value(printed: dict, author: Author, language: str) -> dict:
    """`printed` (a value of `Publication.credits`) with what the author's record says now in `language`."""
    bio, bio_lang = told(author.bios, language)
    fresh = {
        "slug": author.slug,
        "kind": author.kind,
        "job": author.job_titles.get(language, ""),
        "bio": bio,
        "bio_lang": bio_lang,
        "portrait": author.portrait,
    }
    if not printed["as_printed"]:
        name, lang = told(author.names, language)
        fresh |= {"name": name or author.slug, "lang": lang}
    return printed | fresh


def topic_values(article: Article) -> list[dict]:
    return [
        {"tag": tag.pk, "slug": tag.slug, "name": tag.say(article.language)} for tag in article.tags.order_by("slug")
    ]


def compose(article: Article, *, revision_number: int = 0, visible_from: datetime) -> Publication:
    """An unsaved publication of the working copy as it stands. `keep` stores it; a preview shows it as it is."""
    out = Publication(
        story=article.uuid,
        story_number=article.pk,
        revision_number=revision_number,
        language=article.language,
        translation_group=article.translation_group,
        source=article.source.uuid if article.source else None,
        source_language=article.source.language if article.source else "",
        section=article.section,
        genre=article.genre,
        series=article.series,
        part=article.part,
        slug=article.slug or "preview",
        address_date=article.address_date or visible_from.date(),
        headline=article.headline,
        kicker=article.kicker,
        standfirst=article.standfirst,
        dateline_place=article.dateline_place,
        body=bodies.render(article.body),
        body_text=bodies.plain(article.body),
        word_count=article.word_count,
        byline_override=article.byline_override,
        method=article.method,
        source_list=article.source_list,
        credits=credit_values(article),
        topics=topic_values(article),
        photo=photo_value(article),
        visible_from=visible_from,
        first_published_at=article.first_published_at or visible_from,
        significant_update_at=article.significant_update_at or article.first_published_at or visible_from,
    )
    search.index(out)
    return out


def set_body(out: Publication, body: str) -> None:
    """Gives a publication another (canonical) body, with all that is made of it."""
    out.body, out.body_text, out.word_count = bodies.render(body), bodies.plain(body), bodies.count(body)
    search.index(out)


_SHOWN = ("section_id", "genre", "source_language", "series_id", "part", *PUBLIC, "credits", "topics", "photo")


def live(article: Article, now: datetime) -> Publication | None:
    """What readers see of the story at `now`."""
    return Publication.objects.visible(now).filter(story=article.uuid).first()


def is_public(article: Article, now: datetime) -> bool:
    """Whether readers see the story at `now`."""
    return Publication.objects.visible(now).filter(story=article.uuid).exists()


def differ(one: Publication, other: Publication) -> bool:
    """Whether readers would see a difference."""
    return any(getattr(one, name) != getattr(other, name) for name in _SHOWN)


def changed(article: Article, now: datetime) -> bool:
    """Whether the working copy differs from what readers see of it at `now` (False where they see nothing)."""
    seen = live(article, now)
    return seen is not None and differ(seen, compose(article, visible_from=now))


def words_of(out: Publication) -> Words:
    """What `out` says, as changes are looked for in it."""
    photo = out.photo
    blocks = bodies.parse(out.body)
    return Words(
        language=out.language,
        headline=out.headline,
        text="\n".join(
            [
                out.kicker, out.standfirst, out.dateline_place, *(block.text for block in blocks), out.method,
                out.source_list, photo.get("caption", ""), photo.get("alt", ""),
            ]
        ),
        quoted=tuple(block.text for block in blocks if block.kind == "blockquote"),
        names=(out.byline_override,)
        if out.byline_override
        else tuple(dict.fromkeys(credit["name"] for credit in out.credits)),
    )  # fmt: skip


_PRINTED = ("language", "genre", *(name for name in PUBLIC if name not in BESIDE))


def shown_digest(out: Publication) -> str:
    """SHA-256 over the words that readers get. The record holds it, so that a change behind the desk's back shows.

    Names in the byline, topics and the picture's files are not in it: they follow their author, tag and photo.
    """
    photo = {name: out.photo.get(name, "") for name in ("uuid", "alt", "caption")}
    beside = {name: getattr(out, name) for name in BESIDE if getattr(out, name)}  # not in publications of before
    said = [*(getattr(out, name) for name in _PRINTED), *([beside] if beside else ()), photo]
    said.append(out.first_published_at.astimezone(UTC).isoformat())
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def shown(out: Publication) -> dict:
    """What the act that puts `out` before readers says of it."""
    return {"opens": out.visible_from.astimezone(UTC).isoformat(), "shown": shown_digest(out)}


def keep(publication: Publication) -> Publication:
    """Stores a composed publication and the rows that find it by author, topic, picture and near spellings."""
    publication.save(force_insert=True)
    PublicationCredit.objects.bulk_create(
        PublicationCredit.to(publication, author_id=author, role=role)
        for author, role in dict.fromkeys((c["author"], c["role"]) for c in publication.credits)
    )
    PublicationTopic.objects.bulk_create(
        PublicationTopic.to(publication, tag_id=topic["tag"]) for topic in publication.topics
    )
    if publication.photo.get("renditions"):
        PublicationPhoto.objects.create(publication=publication, photo=publication.photo["uuid"])
    search.learn(publication)
    return publication
