"""Changes to a live story are told for what they are: no silent edits, and corrections that reach every reader."""

import json
import re
import xml.etree.ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import changes, publication, workflow
from articles.models import Act, Article, Correction, PreparedCorrection, Publication
from tests.factories import (
    BODY,
    HOUR,
    MINUTE,
    NOW,
    kinds,
    live_story,
    newsroom,
    person,
    publications,
    state,
    story,
)

pytestmark = pytest.mark.django_db
NOTE = "An earlier version of this story said 11 lines run. It is 12."


@pytest.fixture(autouse=True)
def room():
    return newsroom()


def saved(article, by, **fields):
    workflow.save(by=by, article=article, fields=fields, base_version=99, now=NOW + MINUTE)
    return article


def corrected(kind: str = "correction", *, now=NOW + HOUR, note: str = NOTE, place: str = "", **fields) -> Article:
    """A live story with 11 lines that was corrected to 12."""
    by = person()
    article = live_story(by=by, body="<p>In all 11 lines run.</p>", **fields)
    saved(article, by, body="<p>In all 12 lines run.</p>")
    workflow.update(by=by, article=article, kind=kind, note=note, place=place, now=now)
    return article


# --- the verb ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": "Another headline"},
        {"body": BODY.replace("Friday", "Monday")},
        {"body": BODY.replace("Eleven", "Twelve")},
        {"body": BODY.replace("the city", "the city of Erbil")},
        {"body": BODY + "<p>He said “no”.</p>"},
        {"standfirst": "So says Ali Hama."},
    ],
)
def test_a_small_fix_that_is_none_is_refused_by_the_verb_itself(fields):
    by = person()
    article = saved(live_story(by=by), by, **fields)
    before = state(article)
    with pytest.raises(workflow.NotPossible, match="More than spelling changed"):
        workflow.update(by=by, article=article, kind="fix", now=NOW + HOUR)
    with pytest.raises(workflow.NotPossible, match="More than spelling changed"):
        workflow.update(by=by, article=article, kind="fix", now=NOW + HOUR, why="  ", override="a check")
    assert state(article) == before
    workflow.update(by=by, article=article, kind="fix", now=NOW + HOUR, why="the agency's typing error")
    assert article.revisions.first().why == "the agency's typing error"
    assert publications(article)[-1].significant_update_at == NOW and not Correction.objects.exists()


def test_spelling_is_a_small_fix_without_a_reason():
    by = person()
    article = saved(live_story(by=by, body="<p>Night buses retrun.</p>"), by, body="<p>Night buses return.</p>")
    workflow.update(by=by, article=article, kind="fix", now=NOW + HOUR)
    assert kinds(article)[-1] == "updated" and publications(article)[-1].significant_update_at == NOW


@pytest.mark.parametrize("kind", ["correction", "clarification", "retraction"])
@pytest.mark.parametrize("note", ["", "   ", "An earlier version said […]. It is […].", "x" * 1300])
def test_none_goes_out_without_its_note(kind, note):
    by = person()
    article = saved(live_story(by=by), by, headline="Other")
    before = state(article)
    with pytest.raises(workflow.NotPossible, match="note"):
        workflow.update(by=by, article=article, kind=kind, note=note, now=NOW + HOUR)
    assert state(article) == before and not Correction.objects.exists()


@pytest.mark.parametrize(
    ("kind", "moved", "place"),
    [("update", 1, "foot"), ("correction", 1, "top"), ("retraction", 1, "top"), ("clarification", 0, "top")],
)
def test_each_kind_is_a_row_between_the_two_versions(kind, moved, place):
    article = corrected(kind)
    row = Correction.objects.get()
    old, new = publications(article)
    assert (row.kind, row.place, row.text, row.language) == (kind, place, NOTE, "en")
    assert (row.from_version, row.to_version) == (old.revision_number, new.revision_number)
    assert row.visible_from == new.visible_from == NOW + HOUR
    assert new.significant_update_at == NOW + moved * HOUR
    assert kinds(article)[-1] == ("updated" if kind == "update" else "corrected")


def test_what_changes_no_meaning_stands_below_and_one_may_choose():
    by = person()
    article = live_story(by=by)
    workflow.update(by=by, article=article, kind="clarification", note="It runs each night.", now=NOW + MINUTE)
    assert Correction.objects.get().place == "foot"  # nothing else changed, and none had to
    workflow.update(by=by, article=article, kind="correction", note="So it was.", place="top", now=NOW + HOUR)
    assert Correction.objects.latest_first().first().place == "top"
    with pytest.raises(workflow.NotPossible, match="above the story or below"):
        workflow.update(by=by, article=article, kind="correction", note="So.", place="left", now=NOW + HOUR)
    with pytest.raises(workflow.NotPossible, match="nothing to publish"):
        workflow.update(by=by, article=article, kind="update", now=NOW + 2 * HOUR)


def test_the_rows_are_written_once():
    corrected()
    row = Correction.objects.get()
    row.text = "Something else"
    for change in (row.save, row.delete, Correction.objects.all().delete, lambda: Correction.objects.update(text="")):
        with pytest.raises(TypeError):
            change()


def test_only_publishers_of_stories_correct():
    article = live_story()
    for role in ("reporter", "photo", "audience", ""):
        with pytest.raises(workflow.NotAllowed):
            workflow.update(by=person(role), article=article, kind="correction", note=NOTE, now=NOW + HOUR)
        with pytest.raises(workflow.NotAllowed):
            workflow.add_update(by=person(role), article=article, text="News", now=NOW + HOUR)


def test_what_goes_out_by_itself_is_an_update_and_shows_nothing_before_or_if_taken_back():
    by = person()
    article = saved(live_story(by=by), by, headline="Other")
    workflow.schedule(by=by, article=article, at=NOW + HOUR, now=NOW + 2 * MINUTE)
    row = Correction.objects.get()
    assert (row.kind, row.visible_from) == ("update", NOW + HOUR)
    workflow.unschedule(by=by, article=article, now=NOW + 3 * MINUTE)
    assert not Correction.objects.visible(NOW + 2 * HOUR).exists()


@pytest.mark.parametrize("kind", ["clarification", "correction", "retraction"])
def test_a_correction_is_not_held_back(kind):
    by = person()
    article = saved(live_story(by=by), by, headline="Other", embargo_until=NOW + 3 * HOUR)
    with pytest.raises(workflow.NotPossible, match="Hold until"):
        workflow.update(by=by, article=article, kind=kind, note=NOTE, now=NOW + HOUR)
    assert not Correction.objects.exists() and len(publications(article)) == 1


def test_what_changed_while_a_story_was_down_is_no_silent_edit():
    by = person()
    same, other = live_story(by=by), live_story(by=by, headline="Eleven buses")
    for article in (same, other):
        workflow.take_down(by=by, article=article, why="The source asked", now=NOW + HOUR)
    saved(other, by, headline="Twelve buses")
    for article in (same, other):
        workflow.publish(by=by, article=article, now=NOW + 2 * HOUR, override="asked and answered")
    first, again = publications(same)[-1], publications(other)[-1]
    assert first.significant_update_at == first.first_published_at
    assert again.significant_update_at == NOW + 2 * HOUR
    assert Act.objects.filter(story=other.uuid, verb="published").latest("number").about["flags"]


def test_what_changed_is_shown_in_pieces_that_can_be_read():
    by = person()
    article = live_story(by=by, standfirst="The bus runs on Friday night.")
    saved(article, by, standfirst="The bus runs on Monday night.", body="<p>Another text altogether is here</p>")
    found = changes.between(article, NOW + HOUR)
    runs = [[(run.kind, run.text) for run in part.runs] for part in found.parts]
    assert runs[0] == [
        ("same", "The bus runs on "), ("out", "Friday"), ("same", " "), ("in", "Monday"), ("same", " night."),
    ]  # fmt: skip
    body = runs[1:]
    assert ("in", "Another text altogether is here") in [row[0] for row in body]
    assert ("out", "Eleven lines run until four in the morning.") in [row[0] for row in body]


def test_a_link_that_leads_elsewhere_is_shown_though_no_word_changed():
    by = person()
    article = live_story(by=by, body='<p>See <a href="https://one.example/">the list</a>.</p>')
    saved(article, by, body='<p>See <a href="https://two.example/">the list</a>.</p>')
    (part,) = changes.between(article, NOW + HOUR).parts
    assert part.name == "links"
    assert [(run.kind, run.text) for run in part.runs] == [
        ("out", "https://one.example/"), ("in", "https://two.example/"),
    ]  # fmt: skip


# --- translations --------------------------------------------------------------------------------------------


def translations():
    by = person()
    original = live_story(by=by, body="<p>In all 11 lines run.</p>")
    sibling = live_story(by=by, language="ar", headline="الحافلات", translation_group=original.translation_group)
    saved(original, by, body="<p>In all 12 lines run.</p>")
    workflow.update(by=by, article=original, kind="correction", note=NOTE, now=NOW + HOUR)
    return by, original, sibling


def test_a_correction_waits_at_each_translation_until_one_goes_out_there():
    by, original, sibling = translations()
    row = PreparedCorrection.objects.get()
    assert (row.article, row.original, row.settled_at) == (sibling, NOTE, None)
    saved(sibling, by, body="<p>١٢ خطاً</p>")
    workflow.update(by=by, article=sibling, kind="update", now=NOW + HOUR)
    assert PreparedCorrection.objects.get(pk=row.pk).settled_at is None  # more news settles nothing
    workflow.update(by=by, article=sibling, kind="correction", note="ذكرت نسخة سابقة ١١.", now=NOW + 2 * HOUR)
    assert PreparedCorrection.objects.get(pk=row.pk).outcome == "published"
    assert not PreparedCorrection.objects.filter(article=original).exists()  # no answer to an answer
    workflow.update(by=by, article=sibling, kind="correction", note="وثمة خطأ آخر.", now=NOW + 3 * HOUR)
    assert PreparedCorrection.objects.filter(article=original, settled_at=None).count() == 1


def test_or_somebody_says_that_nothing_is_wrong_there():
    by, _original, sibling = translations()
    row = PreparedCorrection.objects.get()
    for who, why, error in ((person("reporter"), "x", workflow.NotAllowed), (by, " ", workflow.NotPossible)):
        with pytest.raises(error):
            workflow.not_needed_here(by=who, article=sibling, prepared=row.pk, why=why, now=NOW + HOUR)
    workflow.not_needed_here(by=by, article=sibling, prepared=row.pk, why="It says 12 here", now=NOW + HOUR)
    row.refresh_from_db()
    assert (row.outcome, row.settled_by) == ("It says 12 here", by)
    with pytest.raises(workflow.NotPossible, match="settled"):
        workflow.not_needed_here(by=by, article=sibling, prepared=row.pk, why="Again", now=NOW + HOUR)


# --- what readers get ----------------------------------------------------------------------------------------


@pytest.fixture
def later(time_machine):
    time_machine.move_to(NOW + 5 * HOUR, tick=False)


def path_of(article, prefix: str = "") -> str:
    return f"{prefix}/2026/11/22/{article.slug}/"


def linked(html: str) -> dict:
    found = [json.loads(data) for data in re.findall(r'(?s)<script type="application/ld\+json">(.*?)</script>', html)]
    return next(data for data in found if "Article" in data["@type"])


def test_the_note_stands_with_the_story_and_in_its_data(client, later):
    article = corrected()
    html = client.get(path_of(article)).content.decode()
    assert html.index('id="note-') < html.index('<div class="body">')
    assert NOTE in html and "Correction" in html
    (comment,) = linked(html)["correction"]
    assert (comment["@type"], comment["text"]) == ("CorrectionComment", NOTE)
    assert comment["datePublished"] == "2026-11-22T13:00:00+03:00" and comment["url"].endswith("/#note-4")


def test_an_update_is_no_correction(client, later):
    article = corrected("update")
    html = client.get(path_of(article)).content.decode()
    assert html.index('<div class="body">') < html.index('id="note-') and "correction" not in linked(html)
    assert NOTE not in client.get("/corrections/").content.decode()


def test_a_hostile_note_stays_text(client, later):
    note = "</script><script>alert(1)</script> <b>1 & 2</b>"
    article = corrected(note=note)
    for path in (path_of(article), "/corrections/", "/feeds/corrections.xml"):
        body = client.get(path).content.decode()
        assert "<script>alert" not in body and "<b>1" not in body
    assert linked(client.get(path_of(article)).content.decode())["correction"][0]["text"] == note


def test_the_page_of_corrections_lists_those_of_its_edition_newest_first(client, later):
    empty = client.get("/corrections/").content.decode()
    assert "Nothing has had to be corrected here yet." in empty
    first = corrected(note="The first note.")
    second = corrected(note="The second note.", now=NOW + 2 * HOUR)
    corrected(language="ar", headline="الحافلات", note="ملاحظة")
    html = client.get("/corrections/").content.decode()
    assert html.index("The second note.") < html.index("The first note.") and "ملاحظة" not in html
    assert f'href="{path_of(second)}#note-' in html and first.headline in html
    assert "ملاحظة" in client.get("/ar/corrections/").content.decode()
    assert client.get("/en/corrections/").url == "/corrections/"
    workflow.take_down(by=person(), article=first, why="Wrong", now=NOW + 3 * HOUR)
    assert "The first note." not in client.get("/corrections/").content.decode()


def test_it_is_paged_by_key_and_costs_the_same_with_many(client, later):
    corrected()

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/corrections/").status_code == 200
        return len(seen)

    one = cost()
    for n in range(22):
        corrected(note=f"Note number {n}.", now=NOW + HOUR + n * MINUTE)
    assert cost() == one
    html = client.get("/corrections/").content.decode()
    assert html.count("<li><p><strong>") == 20
    older = re.search(r'rel="next" href="([^"]+)"', html)[1]
    rest = client.get(older).content.decode()
    assert rest.count("<li><p><strong>") == 3 and "noindex" in rest
    assert client.get("/corrections/?before=999999").status_code == 404
    assert client.get("/corrections/?before=no").status_code == 200


def test_the_feed_of_corrections(client, later):
    article = corrected()
    answer = client.get("/feeds/corrections.xml")
    channel = ET.fromstring(answer.content).find("channel")
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    (item,) = channel.findall("item")
    assert item.find("title").text == f"Correction: {article.headline}" and item.find("description").text == NOTE
    assert item.find("link").text.startswith("http://127.0.0.1:8000" + path_of(article) + "#note-")
    assert channel.find("language").text == "en"
    assert client.get("/feeds/corrections.xml", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get("/en/feeds/corrections.xml").url == "/feeds/corrections.xml"
    assert ET.fromstring(client.get("/ckb/feeds/corrections.xml").content).find("channel/item") is None
    assert client.post("/feeds/corrections.xml").status_code == 405


def test_a_newsroom_of_one_language_has_no_page_in_another(client, later):
    newsroom(languages=["en"])
    for path in ("/ar/corrections/", "/ar/feeds/corrections.xml"):
        assert client.get(path).status_code == 404


# --- an update on top ----------------------------------------------------------------------------------------


def test_an_update_on_top_goes_out_alone_and_what_is_private_stays_so():
    by = person()
    article = live_story(by=by, slug="buses", headline="Night buses return")
    saved(article, by, headline="A headline that nobody may see yet", body=BODY + "<p>Half a thought</p>")
    baghdad = (NOW + HOUR).astimezone(ZoneInfo("Asia/Baghdad"))  # versions keep moments in UTC, whoever tells them
    workflow.add_update(by=by, article=article, text='The mayor "agrees".\n\nSo it is.', now=baghdad)
    old, new = publications(article)
    assert (old.visible_until, new.visible_from, new.visible_until) == (NOW + HOUR, NOW + HOUR, None)
    assert new.headline == "Night buses return" and "Half a thought" not in new.body
    assert new.body.startswith('<aside class="update"') and "<p>The mayor “agrees”.</p>" in new.body
    assert '<time datetime="2026-11-22T13:00:00+03:00">22 November 2026, 13:00</time>' in new.body
    assert new.significant_update_at == NOW + HOUR and "agrees" in new.body_text and "agrees" in new.search_text
    assert new.body_text.endswith(old.body_text)
    fresh = Article.objects.get(pk=article.pk)
    assert fresh.headline.startswith("A headline that") and "Half a thought" in fresh.body and "agrees" in fresh.body
    assert publication.changed(fresh, NOW + HOUR)
    kept = fresh.revisions.get(number=new.revision_number).snapshot
    assert kept["significant_update_at"] == "2026-11-22T10:00:00+00:00"
    assert kept["headline"] == "Night buses return" and "Half a thought" not in kept["body"]
    assert fresh.words_version == fresh.version > new.revision_number
    row = Correction.objects.get()
    assert (row.kind, row.text, row.to_version) == ("update", "", new.revision_number)


def test_two_updates_stand_newest_first_and_above_the_dateline(client, later):
    by = person()
    article = live_story(by=by, dateline_place="Erbil")
    workflow.add_update(by=by, article=article, text="One o’clock news", now=NOW + HOUR)
    assert not publication.changed(article, NOW + HOUR)
    workflow.add_update(by=by, article=article, text="Two o’clock news", now=NOW + 2 * HOUR)
    html = client.get(path_of(article)).content.decode().partition('<div class="body">')[2]
    places = [html.index(text) for text in ("Two o’clock", "One o’clock", 'class="dateline"', "Night buses return to")]
    assert places == sorted(places)
    # Who opened the story before does not write over them: both are put together.
    merged = workflow.save(by=by, article=article, fields={"headline": "X"}, base_version=1, now=NOW + 3 * HOUR)
    assert merged.kind == "merged" and article.headline == "X" and "Two o’clock news" in article.body


def test_refusals_of_an_update_on_top():
    by, article = person(), story()
    with pytest.raises(workflow.NotPossible, match="not live"):
        workflow.add_update(by=by, article=article, text="News", now=NOW)
    article = live_story(by=by)
    before = state(article)
    for text, why in ((" \n ", "Write what is new"), ("x" * 4000, "is the most")):
        with pytest.raises(workflow.NotPossible, match=why):
            workflow.add_update(by=by, article=article, text=text, now=NOW + HOUR)
    assert state(article) == before
    workflow.add_update(by=by, article=article, text="<script>alert(1)</script> & <b>", now=NOW + HOUR)
    body = publications(article)[-1].body
    assert "<script>" not in body and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in body
    saved(article, by, headline="Other")
    workflow.schedule(by=by, article=article, at=NOW + 3 * HOUR, now=NOW + HOUR)
    with pytest.raises(workflow.NotPossible, match="scheduled"):
        workflow.add_update(by=by, article=article, text="News", now=NOW + 2 * HOUR)


def test_an_update_in_an_edition_with_its_own_digits():
    by = person()
    article = live_story(by=by, language="ckb", headline="پاسەکان")
    workflow.add_update(by=by, article=article, text="هەواڵی نوێ", now=NOW + HOUR)
    body = Publication.objects.visible(NOW + HOUR).get().body
    assert "نوێکردنەوە" in body and "٢٢" in body and "١٣:٠٠" in body
