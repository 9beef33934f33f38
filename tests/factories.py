"""What tests of stories begin with. Each function makes one thing, with words of its own unless it is told others."""

import io
import itertools
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.contrib.auth.models import Group
from PIL import Image

from articles import photos, workflow
from articles.models import Article, Newsroom, Notice, Photo, Publication, Revision, Section
from authors.models import Author, User
from newsroom.lib.jobs.models import Job

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BODY = "<p>Night buses return to the city on Friday.</p>\n<p>Eleven lines run until four in the morning.</p>"
_count = itertools.count(1)


def newsroom(**fields) -> Newsroom:
    """The newsroom of the demo: three languages, English at the root, Baghdad's time."""
    fields = {
        "names": {"en": "The Canal", "ar": "القناة", "ckb": "کەناڵ"},
        "languages": ["en", "ar", "ckb"],
        "time_zone": "Asia/Baghdad",
    } | fields
    return Newsroom.objects.update_or_create(pk=1, defaults=fields)[0]


def section(slug: str = "news", **names) -> Section:
    names = names or {"en": slug.title(), "ar": "أخبار", "ckb": "هەواڵ"}
    return Section.objects.get_or_create(slug=slug, defaults={"names": names})[0]


def author(name: str = "", **fields) -> Author:
    number = next(_count)
    fields = {"slug": f"author-{uuid4().hex[:8]}", "names": {"en": name or f"Author {number}"}} | fields
    return Author.objects.create(**fields)


def person(role: str = "editor", **fields) -> User:
    """Someone at the desk, in the group `role` (reporter, editor, photo, publisher, audience; "" for none)."""
    user = User.objects.create(username=f"{role or 'nobody'}-{uuid4().hex[:8]}", is_staff=True, **fields)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def picture(size: tuple[int, int] = (1800, 1200), format: str = "JPEG", mode: str = "RGB", **save) -> bytes:
    """A picture file whose four quarters differ, so that a turn or a wrong cut shows."""
    small = Image.new("RGB", (2, 2))
    small.putdata([(200, 30, 30), (30, 200, 30), (30, 30, 200), (220, 220, 40)])
    out = io.BytesIO()
    small.resize(size, Image.Resampling.NEAREST).convert(mode).save(out, format, **save)
    return out.getvalue()


def photo(data: bytes | None = None, *, by: User | None = None, now: datetime = NOW, **words) -> Photo:
    """A photo with alt, caption, photographer and agency; made from a small picture unless `data` is given."""
    words = {
        "alts": {"en": "A red bus stands at an empty stop under a street lamp"},
        "captions": {"en": "The last bus of line 11 in Erbil on Thursday night."},
        "creator": "Nazdar Amin",
        "agency": "AFP",
    } | words
    return photos.take_in(by=by, data=data or picture((640, 420)), now=now, **words)


def story(*, by: User | None = None, now: datetime = NOW, **fields) -> Article:
    """A draft with headline, section, body and a byline."""
    fields = {"language": "en", "headline": f"Night buses return, part {next(_count)}", "body": BODY} | fields
    fields.setdefault("section", None)
    fields["section"] = fields["section"] or section()
    if "credits" not in fields:
        fields["credits"] = [{"author": author()}]
    return workflow.begin(by=by or person(), fields=fields, now=now)


def live_story(*, by: User | None = None, now: datetime = NOW, first: datetime | None = None, **fields) -> Article:
    """A story that was published at `now`."""
    by = by or person()
    article = story(by=by, now=now, **fields)
    workflow.publish(by=by, article=article, now=now, override="test", first_published_at=first)
    return article


def publications(article: Article) -> list[Publication]:
    return list(Publication.objects.filter(story=article.uuid).order_by("visible_from"))


def kinds(article) -> list[str]:
    """What was done to the story, verb by verb."""
    return list(Revision.objects.filter(article=article).order_by("number").values_list("kind", flat=True))


def state(article) -> tuple:
    """Everything that a refused verb must leave as it was."""
    return (
        Article.objects.filter(pk=article.pk).values().get(),
        list(Publication.objects.order_by("pk").values()),
        list(Revision.objects.order_by("pk").values("pk", "digest")),
        list(Notice.objects.values()),
        Job.objects.count(),
    )


def path_of(article) -> str:
    """Where readers find the story, in a newsroom that has English at its root."""
    root = "" if article.language == "en" else f"/{article.language}"
    return f"{root}/{article.address_date:%Y/%m/%d}/{article.slug}/"
