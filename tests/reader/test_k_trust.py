"""K: what readers are told when we were wrong, and how they tell us."""

import re

import pytest
from django.test import Client

from articles import workflow
from articles.models import Complaint, Revision
from tests.factories import HOUR, NOW, live_story, newsroom, person
from tests.reader.shown import LANGUAGES, NOTE
from tests.site.reading import flat, value

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("place", "above"), [("top", True), ("foot", False)])
def test_k6_a_correction_stands_where_its_weight_asks_dated_and_the_old_text_is_kept(place, above, time_machine):
    newsroom()
    one, by = live_story(slug="one", headline="Twelve lines"), person()
    workflow.save(by=by, article=one, fields={"headline": "Eleven lines"}, base_version=9, now=NOW + HOUR)
    workflow.update(
        by=by, article=one, kind="correction", note=NOTE, place=place, now=NOW + HOUR, override="test"
    )  # fmt: skip
    time_machine.move_to(NOW + 2 * HOUR, tick=False)
    html = Client().get(f"/{NOW:%Y/%m/%d}/one/").content.decode()
    assert (html.index(NOTE, html.index("<body>")) < html.index('<div class="body">')) == above
    note = re.search(r'(?s)<div class="note".*?</div>', html)[0]
    assert 'datetime="2026-11-22T13:00:00+03:00"' in note
    assert "Twelve lines" in {row.snapshot["headline"] for row in Revision.objects.filter(article=one)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_k7_what_changed_can_be_read_where_the_newsroom_wants_it(shown, language):
    page = shown[language, "versions"]
    assert len(page.all(".version")) == 2
    assert [value(e, "datetime") for e in page.all(".version h2 time")] == sorted(
        (value(e, "datetime") for e in page.all(".version time")), reverse=True
    )
    assert NOTE in flat(page.one("main")) and page.all("ins")
    assert page.path in [value(e, "href") for e in shown[language, "full"].all(".byline a")]


def test_k7_and_is_not_there_where_it_does_not(time_machine):
    newsroom(dated_versions=False)
    live_story(slug="one")
    time_machine.move_to(NOW + HOUR, tick=False)
    assert Client().get(f"/{NOW:%Y/%m/%d}/one/versions/").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_k8_each_story_leads_to_a_plain_form_without_a_riddle(shown, language):
    page = shown[language, "report"]
    assert page.path in [value(e, "href") for e in shown[language, "full"].all("article footer a")]
    form = page.one("form.rep")
    assert value(form, "method") == "post" and form.query("textarea[name=text]")
    assert not page.all("script") and "captcha" not in page.body.decode().lower()


def test_k8_what_is_said_arrives_and_too_much_of_it_waits(time_machine):
    newsroom()
    live_story(slug="one")
    time_machine.move_to(NOW + HOUR, tick=False)
    path, client = f"/{NOW:%Y/%m/%d}/one/report/", Client(headers={"Sec-Fetch-Site": "same-origin"})
    for number in range(10):
        answer = client.post(f"{path}?lite", {"text": f"Line {number} does not run."})
        assert answer.status_code == 303 and answer["Location"].endswith("&lite")
    assert 'role="status"' in client.get(answer["Location"]).content.decode()
    refused = client.post(path, {"text": "One more."})
    assert refused.status_code == 429 and "One more." in refused.content.decode()
    assert Complaint.objects.count() == 10
