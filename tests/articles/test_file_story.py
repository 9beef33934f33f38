"""`manage.py file_story`: every part of a filed text in its field; what cannot be filed leaves no trace."""

import hashlib
import io
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from articles import workflow
from articles.models import Article, Notice, Photo, Publication, Revision
from articles.publication import standing_of
from authors.models import Author, User
from tests.factories import HOUR, NOW, live_story, newsroom, person, picture, publications, section

SEED = Path(__file__).parent / "copy" / "seed.txt"
LABELLED = """Headline: Night buses return
Byline: Nazdar Amin
Section: news
Tags: buses, night
Date: 2026-11-20

Night buses return to the city on Friday.

Eleven lines run until four in the morning.
"""

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(db):
    newsroom()
    section("news")
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


class Said:
    """What one call of the command said, and its exit code."""

    def __init__(self, *arguments: str):
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("file_story", *arguments, stdout=out, stderr=err)
            self.code = 0
        except SystemExit as end:
            self.code = end.code
        self.out, self.err = out.getvalue(), err.getvalue()

    @property
    def path(self) -> str:
        return self.out.splitlines()[-1]


@pytest.fixture
def file(tmp_path):
    """Files a text (or bytes) with options."""

    def run(text: str | bytes = LABELLED, *options: str) -> Said:
        path = tmp_path / "story.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Said(str(path), *options)

    return run


def everything() -> str:
    """A digest of all tables and all files."""
    said = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda m: m._meta.label):
        for row in model._base_manager.order_by("pk").values_list():
            said.update(repr((model._meta.label, row)).encode())
    for path in sorted(Path(settings.MEDIA_ROOT).rglob("*")):
        if path.is_file():
            said.update(str(path).encode() + path.read_bytes())
    return said.hexdigest()


# --- the seed ------------------------------------------------------------------------------------------------


def test_the_seed_text_gives_every_field():
    said = Said(str(SEED), "--publish")
    assert (said.code, said.path) == (0, "/2024/02/08/iraq-wants-to-end-us-presence-more-than-ever/")
    article = Article.objects.select_related("photo", "section").get()
    assert article.section.slug == "news"
    assert article.headline == "Iraq wants to end US presence “more than ever”"
    assert article.standfirst.startswith("Iraq wants to end the US-led coalition’s mission amid")
    assert article.dateline_place == "Erbil, Kurdistan Region of Iraq"
    (credit,) = article.credits.select_related("author")
    assert (credit.author.name("en"), credit.author.kind) == ("Dilan Sirwan", "person")
    assert credit.author.bios["en"].startswith("Dilan Sirwan is an Erbil-based Kurdish journalist")
    photo = article.photo
    assert (photo.creator, photo.agency) == ("Murtaja Lateef", "AFP")
    assert photo.captions["en"].startswith("People, rescuers") and photo.captions["en"].endswith("February 7, 2024")
    assert photo.alts["en"].startswith("Image of Iraq") and "People" not in photo.alts["en"]
    assert "Photo by" not in photo.captions["en"] and "Image of" not in photo.captions["en"]
    paragraphs = re.findall(r"<p[^>]*>(.*?)</p>", article.body)
    assert len(paragraphs) == 13 == article.body.count("<p ")
    assert paragraphs[0].startswith("Iraq wants to end the US-led coalition’s mission “more than ever before”,")
    assert paragraphs[12].endswith("at the expense of its sovereignty.")
    assert "Get the latest" not in article.body and "journalist" not in article.body
    out = publications(article)[0]
    assert out.first_published_at.isoformat() == "2024-02-07T21:00:00+00:00"  # the first minute of 8 February there
    assert out.visible_from == NOW


def test_the_words_of_the_seed_are_its_words():
    Said(str(SEED))
    source = SEED.read_text("utf-8").split("Kurdistan Region of Iraq - ")[1].split("Profile picture")[0]
    plain = re.sub(r"<[^>]+>", " ", Article.objects.get().body)
    flat = str.maketrans("“”’‘", "\"\"''")
    assert plain.translate(flat).split() == source.translate(flat).split()


# --- again, changed, with more -------------------------------------------------------------------------------


def test_filed_twice_is_one_story(file):
    one = file(LABELLED, "--publish")
    before = everything()
    two = file(LABELLED, "--publish")
    assert (one.code, two.code, one.path) == (0, 0, two.path)
    assert "filed before" in two.err and everything() == before


def test_a_changed_text_is_a_new_version_and_an_update(file, room):
    file(LABELLED, "--publish")
    room.shift(timedelta(hours=1))
    said = file(LABELLED.replace("Eleven", "Twelve"), "--publish")
    article = Article.objects.get()
    assert said.code == 0 and "Twelve" in article.body
    old, new = publications(article)
    assert (old.visible_until, new.significant_update_at) == (NOW + HOUR, NOW + HOUR)
    assert (new.slug, new.address_date) == (old.slug, old.address_date)


def test_a_desk_edit_survives_the_same_text(file):
    file()
    article = Article.objects.get()
    workflow.save(by=person(), article=article, fields={"headline": "The desk’s"}, base_version=9, now=NOW)
    assert file(LABELLED, "--publish").code == 0
    assert publications(article)[0].headline == "The desk’s"
    assert file().code == 0 and Article.objects.get().headline == "The desk’s"


def test_an_unpublished_story_gives_its_desk_path(file):
    assert file().path == f"/admin/articles/article/{Article.objects.get().pk}/change/"
    assert not Publication.objects.exists()


def test_at_schedules_and_again_changes_nothing(file):
    moment = (NOW + HOUR).isoformat()
    assert file(LABELLED, "--at", moment).code == 0
    assert publications(Article.objects.get())[0].visible_from == NOW + HOUR
    before = everything()
    assert file(LABELLED, "--at", moment).code == 0 and everything() == before
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        assert file(LABELLED, "--at", moment).code == 0 and everything() == before


@pytest.mark.parametrize("option", ["--publish", "--at"])
def test_a_changed_text_does_not_pass_by_a_schedule_in_silence(file, option):
    file(LABELLED, "--at", (NOW + HOUR).isoformat())
    before = everything()
    more = [option, (NOW + 2 * HOUR).isoformat()] if option == "--at" else [option]
    said = file(LABELLED.replace("Eleven", "Twelve"), *more)
    assert said.code == 2 and "schedule" in said.err and everything() == before


def test_embargo_holds_even_with_publish(file):
    said = file(LABELLED, "--publish", "--embargo", (NOW + HOUR).isoformat())
    article = Article.objects.get()
    assert said.code == 0 and standing_of(article, NOW).kind == "embargoed"
    assert publications(article)[0].visible_from == NOW + HOUR


def test_the_same_text_does_not_bring_back_what_was_taken_down(file):
    file(LABELLED, "--publish")
    workflow.take_down(by=person(), article=Article.objects.get(), why="Legal", now=NOW + HOUR)
    with time_machine.travel(NOW + 2 * HOUR, tick=False):
        said = file(LABELLED, "--publish")
    assert said.code == 2 and "taken down" in said.err
    assert Notice.objects.exists() and not Publication.objects.visible(NOW + 2 * HOUR).exists()


def test_a_photo_goes_with_it(file, tmp_path):
    (tmp_path / "p.jpg").write_bytes(picture((700, 500)))
    text = LABELLED.replace("Tags:", "Alt: A red bus at a stop\nCaption: The last bus.\nCredit: Azad Omar / AFP\nTags:")
    assert file(text, "--publish", "--photo", str(tmp_path / "p.jpg")).code == 0
    photo = Photo.objects.get()
    assert (photo.width, photo.alts, photo.credit) == (700, {"en": "A red bus at a stop"}, "Azad Omar / AFP")
    assert publications(Article.objects.get())[0].photo_links.exists()
    (tmp_path / "p.jpg").write_bytes(picture((800, 500)))
    assert file(text, "--publish", "--photo", str(tmp_path / "p.jpg")).code == 0
    assert Photo.objects.get().width == 800 and Article.objects.count() == 1


@pytest.mark.parametrize(("written", "language"), [("أخبار", "ar"), ("NEWS", "en"), ("هەواڵ", "ckb")])
def test_a_section_is_found_by_slug_or_any_name(file, written, language):
    assert file(LABELLED.replace("Section: news", f"Section: {written}"), "--language", language).code == 0


# --- what cannot be filed ------------------------------------------------------------------------------------

REFUSED = {
    "unknown section": (LABELLED.replace("Section: news", "Section: gossip"), [], r"Line 3: .*gossip"),
    "no section": (LABELLED.replace("Section: news\n", ""), [], "section"),
    "no headline": (LABELLED.replace("Headline: Night buses return\n", ""), [], "headline"),
    "unknown label": (LABELLED.replace("Tags:", "Mood:"), [], "Line 4: .*Mood"),
    "headline of 5,000": (LABELLED.replace("return", "x" * 5000, 1), [], "Line 1: .*headline"),
    "empty": (b"", [], "empty"),
    "blank": (b" \n\n\t\n", [], "empty"),
    "50 MB": (b"Headline: x\n" * 4_200_000, [], "MB"),
    "not text": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, [], "PNG"),
    "binary": (bytes(range(256)) * 9, [], "not"),
    "wrong encoding": (LABELLED.encode() + "أخبار".encode("cp1256"), [], "Line 10"),
    "no body": ("Headline: x\nSection: news\nByline: A B\n\n", [], "body"),
    "a time without its offset": (LABELLED, ["--at", "2026-11-23T10:00"], "offset"),
    "no time": (LABELLED, ["--embargo", "tomorrow"], "tomorrow"),
    "a schedule in the past": (LABELLED, ["--at", "2020-01-01T00:00:00Z"], "passed"),
    "a photo that is none": (LABELLED, ["--photo", str(SEED)], "picture"),
    "no such photo": (LABELLED, ["--photo", "/nowhere.jpg"], "nowhere.jpg"),
    "a language not published": (LABELLED, ["--language", "ckb"], "ckb"),
    "a photographer of 500": (LABELLED.replace("Tags:", f"Caption: c\nCredit: {'x' * 500}\nTags:"), [], "120"),
    "a name of 500": (LABELLED.replace("Nazdar Amin", "N" * 500), [], "Line 2: .*byline"),
    "a standfirst of 5,000": (LABELLED.replace("Tags:", f"Standfirst: {'word ' * 1000}\nTags:"), [], "600"),
    "a kicker of 500": (LABELLED.replace("Tags:", f"Kicker: {'x' * 500}\nTags:"), [], "80"),
    "a dateline of 500": (LABELLED.replace("Tags:", f"Dateline: {'x' * 500}\nTags:"), [], "120"),
    "no letters for an address": (LABELLED.replace("Night buses return", "!!!"), ["--publish"], "web address"),
    "a body without end": (LABELLED + "\n\nx" * 3000, [], "paragraphs"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_filed_leaves_no_trace(file, what):
    if what == "a language not published":
        newsroom(languages=["en"])
    text, options, said = REFUSED[what]
    before = everything()
    answer = file(text, *options)
    assert answer.code == 2, answer.out
    assert re.search(said, answer.err), answer.err
    assert answer.err.count("\n") == 1 and "Traceback" not in answer.err and not answer.out
    assert everything() == before


def test_a_picture_of_a_refused_story_is_not_kept(file, tmp_path):
    (tmp_path / "p.jpg").write_bytes(picture((700, 500)))
    before = everything()
    said = file(LABELLED, "--photo", str(tmp_path / "p.jpg"), "--at", "2020-01-01T00:00:00Z")
    assert said.code == 2 and everything() == before


def test_a_new_picture_of_a_refused_version_leaves_the_old_one_whole(file, tmp_path):
    path = tmp_path / "p.jpg"
    path.write_bytes(picture((700, 500)))
    assert file(LABELLED, "--photo", str(path), "--at", (NOW + HOUR).isoformat()).code == 0
    before = everything()
    path.write_bytes(picture((900, 500)))
    assert file(LABELLED, "--photo", str(path), "--at", (NOW + 2 * HOUR).isoformat()).code == 2
    assert everything() == before


@pytest.mark.parametrize("path", ["/nowhere.txt", "/", "/proc/1/mem"])
def test_a_file_that_cannot_be_read(path):
    before, said = everything(), Said(path)
    assert said.code == 2 and path in said.err and everything() == before


# --- hostile words -------------------------------------------------------------------------------------------


def test_a_headline_of_markup_is_shown_as_words(file, client):
    said = file(LABELLED.replace("Night buses return", "</script><script>ran(1)</script>"), "--publish")
    assert said.code == 0
    page = client.get(said.path).content.decode()
    assert "<script>ran" not in page and "</script><script>" not in page.replace("</script>\n", "")
    assert "&lt;script&gt;ran(1)" in page


def test_direction_marks_do_not_stay_in_names_and_headlines(file):
    text = LABELLED.replace("Nazdar Amin", "Naz\u202edar Amin\u2066").replace("Night buses", "Night\u202e bu\u200bses")
    assert file(text).code == 0
    assert Author.objects.get().names["en"] == "Nazdar Amin"
    assert Article.objects.get().headline == "Night buses return"


def test_the_operator_cannot_sign_in(file):
    file()
    user = User.objects.get(username="operator")
    assert not user.has_usable_password() and not user.is_staff and not user.is_superuser


def test_filing_writes_who_and_how_it_was_published(file):
    file(LABELLED, "--publish")
    rows = list(Revision.objects.order_by("number").values_list("kind", "by__username"))
    assert rows == [("filed", "operator"), ("published", "operator")]
    assert "command line" in Revision.objects.get(kind="published").why


def test_a_second_story_of_that_name_is_not_the_same_story(file):
    other = live_story(headline="Night buses return", first=NOW - timedelta(days=2))
    said = file(LABELLED, "--publish")
    assert said.path.endswith("night-buses-return-2/") and other.slug == "night-buses-return"


@pytest.mark.parametrize("option", ["--at", "--embargo"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00+00:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_at_the_end_of_the_calendar_is_refused(tmp_path, option, moment):
    (tmp_path / "a.txt").write_text(LABELLED, encoding="utf-8")
    said = Said(str(tmp_path / "a.txt"), option, moment)
    assert said.code == 2
    assert "between the years 1900 and 2200" in said.err


def test_a_date_at_the_end_of_the_calendar_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text(LABELLED.replace("2026-11-20", "0001-01-01"), encoding="utf-8")
    said = Said(str(tmp_path / "a.txt"))
    assert said.code == 2
    assert "There is no such day" in said.err


def test_only_a_file_is_read(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (str(pipe), "/dev/zero", str(tmp_path)):
        said = Said(path)
        assert said.code == 2, path
        assert "Nothing was filed." in said.err
