"""Photos in pieces: what is acknowledged is there, whatever breaks in between, and each becomes one photo once."""

import hashlib
import os
import random
import select
import signal
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from articles import incoming, photos, workflow
from articles.models import Article, Photo, SentPhoto
from newsroom.lib import images, media
from tests import factories
from tests.factories import NOW

from .elsewhere import BEGIN, environment, run

pytestmark = pytest.mark.django_db
PICTURE = factories.picture((900, 600))


@pytest.fixture
def reporter():
    factories.newsroom()
    return factories.person("reporter")


def announced(data: bytes = PICTURE, name: str = "IMG_1.jpg") -> workflow.Announced:
    return workflow.Announced(uuid4(), len(data), hashlib.sha256(data).hexdigest(), name)


def words(**fields) -> dict:
    return {
        "headline": "Fire in the bazaar",
        "section": factories.section(),
        "body": "<p>It began at noon.</p>",
    } | fields


def filed(by, *follow: workflow.Announced, key=None, to_desk: bool = True, **fields) -> Article:
    return workflow.send(by=by, key=key or uuid4(), fields=words(**fields), to_desk=to_desk, announced=follow, now=NOW)


def row(mark: workflow.Announced) -> SentPhoto:
    return SentPhoto.objects.select_related("article", "by", "photo").get(key=mark.key)


def all_of(mark: workflow.Announced, data: bytes = PICTURE, size: int = 4000) -> SentPhoto:
    for start in range(0, len(data), size):
        incoming.add(row(mark), start, data[start : start + size], NOW)
    return row(mark)


def pieces_kept() -> int:
    return sum(len(media.piece_names(owner)) for owner in media.piece_owners())


@pytest.fixture(autouse=True)
def nothing_before():
    for owner in media.piece_owners():
        media.drop_pieces(owner, media.piece_names(owner))


def test_the_pieces_become_the_story_s_photo_and_the_next_one_stands_beside_it(reporter):
    first, second = announced(), announced(factories.picture((700, 500)))
    story = filed(reporter, first, second)
    assert story.step == Article.Step.SUBMITTED and story.photo is None
    photo = incoming.finish(all_of(first), NOW)
    other = incoming.finish(all_of(second, factories.picture((700, 500))), NOW)
    story.refresh_from_db()
    assert story.photo == photo and (photo.width, photo.height, photo.made_by) == (900, 600, reporter)
    assert [sent.photo for sent in story.sent_photos.all()] == [photo, other]
    assert story.revisions.first().why == "the photo arrived" and pieces_kept() == 0


def test_a_piece_from_another_place_changes_nothing_and_is_told_where_it_stands(reporter):
    mark = announced()
    filed(reporter, mark)
    incoming.add(row(mark), 0, PICTURE[:5000], NOW)
    for offset in (0, 4999, 5001):
        with pytest.raises(incoming.WrongOffset) as refused:
            incoming.add(row(mark), offset, PICTURE[offset : offset + 100], NOW)
        assert refused.value.offset == 5000
    with pytest.raises(ValueError, match="past the end"):
        incoming.add(row(mark), 5000, bytes(len(PICTURE)), NOW)
    assert row(mark).offset == 5000 and pieces_kept() == 1


def test_of_two_that_send_the_same_piece_at_once_one_wins_and_the_other_leaves_no_file(reporter):
    mark = announced()
    filed(reporter, mark)
    slow, quick = row(mark), row(mark)
    incoming.add(quick, 0, PICTURE[:3000], NOW + timedelta(seconds=1))
    with pytest.raises(incoming.WrongOffset) as told:
        incoming.add(slow, 0, PICTURE[:4000], NOW)
    assert told.value.offset == 3000 and pieces_kept() == 1


def test_asked_twice_there_is_one_photo(reporter):
    mark = announced()
    story = filed(reporter, mark)
    whole = all_of(mark)
    assert incoming.finish(whole, NOW) == incoming.finish(row(mark), NOW)
    assert workflow.receive(sent=row(mark), prepared=photos.prepare(PICTURE), now=NOW) == row(mark).photo
    assert Photo.objects.count() == 1 and story.revisions.count() == 3


def test_while_one_makes_it_ready_another_is_told_to_wait_until_that_one_is_surely_gone(reporter):
    mark = announced()
    filed(reporter, mark)
    whole = all_of(mark)
    SentPhoto.objects.update(busy_until=NOW + incoming.BUSY)
    with pytest.raises(incoming.Busy):
        incoming.finish(whole, NOW)
    assert incoming.finish(row(mark), NOW + incoming.BUSY).width == 900


def test_what_is_not_what_was_announced_is_sent_anew(reporter):
    mark = announced()
    filed(reporter, mark)
    sent = all_of(mark)
    with default_storage.open(media.piece_path(incoming.folder(sent), sent.pieces[1]), "wb") as file:
        file.write(b"x")
    with pytest.raises(incoming.WrongOffset) as told:
        incoming.finish(sent, NOW)
    assert told.value.offset == 0 and row(mark).state == SentPhoto.State.COMING and Photo.objects.count() == 0
    assert incoming.finish(all_of(mark), NOW) is not None


def test_what_is_no_picture_is_refused_in_a_sentence_and_the_next_one_leads(reporter):
    wrong, right = announced(b"no picture at all" * 9), announced()
    story = filed(reporter, wrong, right)
    photo = incoming.finish(all_of(right), NOW)
    story.refresh_from_db()
    assert story.photo is None
    for _again in range(2):
        with pytest.raises(images.PictureRefused, match="not a picture"):
            incoming.finish(all_of(wrong, b"no picture at all" * 9) if not _again else row(wrong), NOW)
    story.refresh_from_db()
    assert story.photo == photo and pieces_kept() == 0


def test_a_photo_never_takes_the_place_of_one_that_the_desk_chose_nor_touches_what_the_desk_took_over(reporter):
    one, two, chosen = announced(), announced(), factories.photo(factories.picture((64, 48)))
    editor = factories.person("editor")
    story = filed(reporter, one)
    workflow.save(by=editor, article=story, fields={"photo": chosen}, base_version=story.version, now=NOW)
    incoming.finish(all_of(one), NOW)
    story.refresh_from_db()
    assert story.photo == chosen and row(one).photo is not None
    taken = filed(reporter, two)
    workflow.mark_ready(by=editor, article=taken, now=NOW)
    incoming.finish(all_of(two), NOW)
    taken.refresh_from_db()
    assert taken.photo is None and row(two).photo is not None


def test_too_large_and_too_many_are_refused_before_a_byte_is_taken(reporter, settings, monkeypatch):
    settings.UPLOAD_MAX_BYTES = 2**20
    large = workflow.Announced(uuid4(), 2**20 + 1, "0" * 64)
    story = filed(reporter, large)
    assert "at most 1" in row(large).refused and story.step == Article.Step.SUBMITTED
    monkeypatch.setattr("articles.workflow.sending.MOST_WAITING", 1)
    one, two = announced(), announced()
    filed(reporter, one, two)
    assert row(one).refused == "" and "on their way already" in row(two).refused
    with pytest.raises(workflow.NotPossible, match="At most 20"):
        filed(reporter, *[announced() for _n in range(21)])


def test_the_sweep_finishes_what_is_whole_drops_what_came_no_further_and_files_without_a_name(reporter):
    whole, stuck = announced(), announced()
    filed(reporter, whole, stuck)
    all_of(whole)
    incoming.add(row(stuck), 0, PICTURE[:100], NOW)
    media.keep_piece(incoming.folder(row(stuck)), b"left by one who was killed")
    media.keep_piece("99999999", b"of nobody")
    assert incoming.sweep(NOW + timedelta(minutes=1)) == 0
    assert incoming.sweep(NOW + timedelta(hours=1)) == 1 and row(whole).photo is not None
    assert incoming.sweep(NOW + incoming.KEEP) == 0 and row(stuck).offset == 100
    assert incoming.sweep(NOW + incoming.KEEP + timedelta(minutes=1)) == 1
    assert not SentPhoto.objects.filter(key=stuck.key).exists()
    incoming.sweep(NOW + timedelta(days=20_000))  # files are as old as this run
    assert pieces_kept() == 0


def test_one_photo_that_cannot_be_finished_keeps_no_other_waiting(reporter, monkeypatch, caplog):
    half, broken, refused, good = (announced(factories.picture((700 + n, 500))) for n in range(4))
    stories = [filed(reporter, mark) for mark in (half, broken, refused, good)]
    incoming.add(row(half), 0, factories.picture((700, 500))[:100], NOW)
    for n, mark in enumerate((broken, refused, good), 1):
        all_of(mark, factories.picture((700 + n, 500)))
    read, receive = media.read_pieces, workflow.receive

    def away(owner, names):
        if owner == incoming.folder(row(broken)):
            raise OSError(5, "Input/output error")
        return read(owner, names)

    def not_now(*, sent, **more):
        if sent.pk == row(refused).pk:
            raise workflow.NotPossible("Someone else did the same at this moment.")
        return receive(sent=sent, **more)

    monkeypatch.setattr(media, "read_pieces", away)
    monkeypatch.setattr(workflow, "receive", not_now)
    monkeypatch.setattr(incoming, "MOST_AT_ONCE", 1)  # what came half and what fails takes no place
    assert incoming.sweep(NOW + timedelta(hours=1)) == 1
    assert row(good).photo is not None and caplog.text.count("cannot be finished now") == 2
    stories[3].refresh_from_db()
    assert stories[3].photo == row(good).photo
    monkeypatch.undo()
    assert incoming.sweep(NOW + timedelta(hours=2)) == 2


def test_a_photo_that_arrives_while_somebody_has_the_story_alone_stands_beside_it(reporter):
    first, second = announced(), announced(factories.picture((700, 500)))
    mine, theirs = filed(reporter, first, to_desk=False), filed(reporter, second, to_desk=False)
    workflow.lock(by=factories.person("editor"), article=theirs, now=NOW)
    workflow.lock(by=reporter, article=mine, now=NOW)
    photo = incoming.finish(all_of(first), NOW)
    beside = incoming.finish(all_of(second, factories.picture((700, 500))), NOW)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.photo, theirs.photo) == (photo, None)
    assert [sent.photo for sent in theirs.sent_photos.all()] == [beside]


# -- the text
def test_the_same_story_sent_again_is_the_same_story_and_goes_to_the_desk_once(reporter):
    key = uuid4()
    story = filed(reporter, key=key)
    editor = factories.person("editor")
    workflow.send_back(by=editor, article=story, now=NOW, why="Who says so?")
    assert filed(reporter, key=key) == story and Article.objects.count() == 1
    story.refresh_from_db()
    assert story.step == Article.Step.DRAFT  # a late copy does not hand it over again
    assert filed(reporter, key=key, body="<p>The fire brigade says it began at noon.</p>") == story
    story.refresh_from_db()
    assert story.step == Article.Step.SUBMITTED and "brigade" in story.body
    assert factories.kinds(story) == ["saved", "submitted", "sent_back", "saved", "submitted"]


def test_another_person_s_browser_with_the_same_key_makes_a_story_of_its_own(reporter):
    key, other = uuid4(), factories.person("reporter")
    assert filed(reporter, key=key) != filed(other, key=key)


def test_other_words_after_the_desk_changed_it_are_stale_and_change_nothing(reporter):
    key = uuid4()
    story = filed(reporter, key=key)
    workflow.save(
        by=factories.person("editor"), article=story, fields={"kicker": "City"}, base_version=story.version, now=NOW
    )
    before = factories.state(story)
    with pytest.raises(workflow.Stale, match="Nothing is lost"):
        filed(reporter, key=key, body="<p>Mine.</p>")
    assert factories.state(story) == before


def test_words_sent_again_after_a_photo_arrived_are_not_stale(reporter):
    key, mark = uuid4(), announced()
    story = filed(reporter, mark, key=key)
    incoming.finish(all_of(mark), NOW)
    filed(reporter, mark, key=key, headline="Fire in the old bazaar")
    story.refresh_from_db()
    assert story.headline == "Fire in the old bazaar" and story.photo is not None


def test_a_photo_that_the_sender_took_off_again_is_waited_for_no_longer(reporter):
    key, here, coming, off = uuid4(), announced(), announced(), announced()
    story = filed(reporter, here, coming, off, key=key)
    incoming.finish(all_of(here), NOW)
    filed(reporter, coming, key=key)
    assert {row.key for row in story.sent_photos.all()} == {here.key, coming.key}  # what arrived stays


def test_a_story_without_text_is_not_sent_to_the_desk_and_not_half_made(reporter):
    with pytest.raises(workflow.NotPossible, match="no body yet"):
        filed(reporter, announced(), body="")
    assert Article.objects.count() == 0 and SentPhoto.objects.count() == 0


# -- killed half-way
SEND = (
    BEGIN
    + """
from articles import incoming
from articles.models import SentPhoto
data, now = sys.stdin.buffer.read(), timezone.now()
while True:
    sent = SentPhoto.objects.select_related("article", "by", "photo").get()
    if sent.state in ("whole", "done"):
        os.write(1, b"whole\\n")
        incoming.finish(sent, timezone.now())
        break
    incoming.add(sent, sent.offset, data[sent.offset:sent.offset + 900], timezone.now())
    os.write(1, f"{sent.offset}\\n".encode())
"""
)
PREPARE = (
    BEGIN
    + """
import hashlib
from uuid import uuid4
from django.core.management import call_command
call_command("migrate", verbosity=0)
newsroom()
data = sys.stdin.buffer.read()
mark = workflow.Announced(uuid4(), len(data), hashlib.sha256(data).hexdigest())
fields = {"headline": "Fire", "section": section(), "body": "<p>Smoke.</p>"}
workflow.send(by=person("reporter"), key=uuid4(), fields=fields, to_desk=True, announced=[mark], now=timezone.now())
"""
)
LOOK = (
    BEGIN
    + """
from articles.models import SentPhoto
from newsroom.lib import media
sent = SentPhoto.objects.get()
assert sent.state == "done" and Photo.objects.count() == 1
story = Article.objects.get()
assert story.photo == sent.photo and story.step == "submitted", story.step
assert broken_versions(story) == []
assert all(media.exists(media.rendition_path(sent.photo.uuid, r["name"])) for r in sent.photo.renditions)
"""
)


@pytest.mark.slow
def test_killed_at_random_moments_no_acknowledged_byte_is_sent_again_and_there_is_one_photo(tmp_path):
    here = environment(tmp_path)
    here.pop("DATABASE_URL", None)
    noise = os.urandom(3 * 80 * 60)
    data = factories.picture((400, 300)) + noise  # what follows the picture's end is part of the file
    run(PREPARE, here, data)
    chance, acknowledged, deaths = random.Random(23), 0, 0
    for _life in range(80):
        child = subprocess.Popen(
            [sys.executable, "-c", SEND], cwd=settings.BASE_DIR, env=here, stdin=-1, stdout=-1, stderr=-1
        )
        child.stdin.write(data)
        child.stdin.close()
        assert select.select([child.stdout], [], [], 60)[0]
        first = child.stdout.readline().decode().strip()
        if first.isdigit():
            assert int(first) > acknowledged, "an acknowledged piece was sent again"
        try:
            child.wait(chance.uniform(0.0, 1.5 if first == "whole" else 0.03))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            deaths += 1
        said = [first, *child.stdout.read().decode().rpartition("\n")[0].split()]
        errors = child.stderr.read().decode()
        code = child.wait()
        for pipe in (child.stdout, child.stderr):
            pipe.close()
        acknowledged = max([acknowledged, *(int(word) for word in said if word.isdigit())])
        if code == 0:
            break
        if "Busy" in errors:  # the one before was killed while it made the picture ready: its time must pass
            run(BEGIN + "from articles.models import SentPhoto\nSentPhoto.objects.update(busy_until=None)", here)
        else:
            assert code == -signal.SIGKILL, errors[-2000:]
    assert deaths >= 3, "it was never killed"
    run(LOOK, here)
