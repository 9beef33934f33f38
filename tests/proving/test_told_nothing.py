"""That something is there which is not public shows in nothing: not in one answer, not in what changes, not in time."""

import re
import statistics
import time
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from articles import workflow
from articles.addresses import story_path
from articles.edition import edition
from articles.models import Article, Photo, Section, Tag
from tests import factories
from tests.proving.asking import PLACES, addresses
from tests.wsgi import ask

pytestmark = pytest.mark.slow
PASSING = {"date"}
FORM_NUMBER = re.compile(rb'(?<=name="form" value=")[0-9a-f]{24}')


def snapshot(paths) -> dict[str, tuple]:
    """Every public answer, whole: status, headers, body."""
    found = {}
    for path in paths:
        answer = ask(path)
        # A form to report an error has a number of its own each time, so that sent twice it is one.
        form = path.endswith("/report/")
        passing = PASSING | {"etag"} if form else PASSING
        head = sorted((name, value) for name, value in answer.pairs if name.lower() not in passing)
        body = FORM_NUMBER.sub(b"", answer.body) if form else answer.body
        found[path] = (answer.status, head, body)
    return found


def fifty_drafts() -> list[Article]:
    """Begun, edited, scheduled, held, sent on; with public people, topics, sections and pictures, and new ones."""
    by, now, later = factories.person("publisher"), timezone.now(), timezone.now() + timedelta(days=30)
    lana = {"author": factories.author("Somebody New")}
    made = []
    for n in range(50):
        fields = {
            "headline": f"Secret number {n}", "language": ("en", "ar", "ckb")[n % 3],
            "section": Section.objects.first(),
            "body": factories.BODY, "tags": ["Buses", f"New topic {n}"], "photo": Photo.objects.order_by("pk").first(),
            "standfirst": "Nobody may know that this is being written.",
            "credits": [lana, {"author": factories.Author.objects.get(slug="lana-karim")}],
        }  # fmt: skip
        story = workflow.begin(by=by, fields=fields, now=now)
        workflow.save(by=by, article=story, fields={"headline": f"Secret, edited {n}"}, base_version=9, now=now)
        if n % 5 == 1:
            workflow.submit(by=by, article=story, now=now)
        if n % 5 == 2:
            workflow.schedule(by=by, article=story, at=later, now=now, override="test")
        if n % 5 == 3:
            workflow.save(by=by, article=story, fields={"embargo_until": later}, base_version=9, now=now)
            workflow.publish(by=by, article=story, now=now, override="test")
        if n % 5 == 4:
            workflow.schedule(by=by, article=story, at=later, now=now, override="test")
            workflow.unschedule(by=by, article=story, now=now)
        made.append(story)
    return made


@pytest.mark.parametrize("warm", [True, False], ids=["kept pages", "pages made afresh"])
def test_fifty_drafts_change_no_public_byte(planted, kept, warm):
    with time_machine.travel(timezone.now(), tick=False):
        day = timezone.now().astimezone(factories.newsroom().zone).date()
        guessed = [story_path(edition("en"), day, f"secret-number-{n}") for n in range(50)]
        newest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
        numbers = [f"/a/{n}/" for n in range(newest + 1, newest + 52)]
        paths = [path for path in addresses(planted, guessed_files=False) if path != "/readyz"] + guessed + numbers
        paths += ["/topics/new-topic-1/", "/authors/somebody-new/", "/search/?q=secret"]
        before = snapshot(paths)
        again = snapshot(paths)
        assert [path for path in paths if before[path] != again[path]] == [], "answers differ by themselves"
        made = fifty_drafts()
        if not warm:
            kept.purge_all()
        after = snapshot(paths)
    assert [path for path in paths if before[path] != after[path]] == []
    assert Tag.objects.filter(name__startswith="New topic").count() == 50 and len(made) == 50
    print(f"{len(paths)} answers, byte for byte the same")


def shape(path: str) -> tuple:
    """An answer without what it repeats of its own address."""
    answer = ask(path)
    said = path.strip("/").rpartition("/")[2]
    head = sorted((name, value.replace(said, "~")) for name, value in answer.pairs if name.lower() not in PASSING)
    return answer.status, head, answer.body.replace(said.encode(), b"~")


def test_a_story_that_is_there_and_one_that_is_not_are_told_apart_by_nothing(planted):
    """200 stories that exist against 200 addresses that were never (T12): status, headers, body; and time."""
    by, now = factories.person("publisher"), timezone.now()
    day = now.astimezone(factories.newsroom().zone).date()
    slugs = [f"story-{uuid4().hex[:12]}" for _n in range(200)]
    for n, slug in enumerate(slugs):
        story = factories.story(by=by, slug=slug, section=Section.objects.first())
        if n % 2:
            workflow.schedule(by=by, article=story, at=now + timedelta(days=3), now=now, override="test")
    never = [f"story-{uuid4().hex[:12]}" for _n in range(200)]
    here = edition("en")
    there, nowhere = ([story_path(here, day, slug) for slug in group] for group in (slugs, never))
    assert len({str(shape(path)) for path in there + nowhere}) == 1
    numbers = list(Article.objects.order_by("-pk").values_list("pk", flat=True)[:200])
    short = snapshot([f"/a/{pk}/" for pk in (*numbers, *range(10**6, 10**6 + 50))])
    assert len({str(answer) for answer in short.values()}) == 1 and {answer[0] for answer in short.values()} == {404}
    took: dict[str, list[float]] = {"there": [], "nowhere": []}
    for pair in zip(there, nowhere, strict=True):
        for name, path in zip(took, pair, strict=True):
            began = time.process_time()  # a reader's clock would see the rest of the machine as well
            ask(path)
            took[name].append(time.process_time() - began)
    apart = abs(statistics.median(took["there"]) - statistics.median(took["nowhere"]))
    print(f"medians lie {apart * 1000:.2f} ms apart")
    assert apart < 0.005


def test_a_topic_author_or_picture_of_drafts_alone_is_like_one_that_never_was(planted):
    for kind in ("authors", "topics"):
        drafts = [path for path in planted.paths if re.fullmatch(rf"/{kind}/[^/]+/", path)]
        assert len(drafts) >= 5
        shapes = {str(shape(path)) for path in drafts} | {str(shape(f"/{kind}/never-was/"))}
        assert len(shapes) == 1
    assert {ask(path).status for path in planted.files} == {404}
    assert len(PLACES) > 20
