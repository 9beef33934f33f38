"""Removing the sample: complaints of it go, those that anybody had to do with stay, with their stories."""

import pytest

from articles import proof, workflow
from articles.complaints import Typed
from articles.models import Article, Complaint
from newsroom import sample
from newsroom.lib.sample import record
from newsroom.lib.sample.models import Removal
from tests.factories import HOUR, MINUTE, NOW
from tests.newsroom.sampled import remove, staying

pytestmark = pytest.mark.django_db


def complain(story, text="Wrong.", now=NOW + MINUTE) -> Complaint:
    return workflow.receive_complaint(story=story.uuid, kind="error", typed=Typed(text), now=now)


@pytest.fixture
def complained(filled):
    """The sample with a complaint of its own at two stories."""
    record.close(NOW)
    Removal.objects.all().delete()
    filled.complaints = [complain(filled.live), complain(filled.down)]
    sample.write_down()
    return filled


def test_the_samples_complaints_go_with_it(complained, own):
    assert staying(remove(by=own)) == {}
    assert not Complaint.objects.exists() and not Article.objects.exists()
    assert [fault for fault in proof.faults() if "record-head" not in fault] == []


def test_a_complaint_of_the_sample_goes_also_where_its_story_stays(complained, own):
    workflow.save(by=own, article=complained.live, fields={"headline": "Ours"}, base_version=99, now=NOW + HOUR)
    done = remove(by=own)
    assert f"story {complained.live.headline}" in staying(done)
    assert not Complaint.objects.exists() and Article.objects.count() == 1


@pytest.mark.parametrize("act", ["note", "close", "another"])
def test_what_people_did_with_a_complaint_keeps_it_and_its_story(complained, own, act):
    row = complained.complaints[0]
    if act == "note":
        workflow.note_on_complaint(by=own, complaint=row, text="Rang them.", now=NOW + HOUR)
    elif act == "close":
        workflow.close_complaint(by=own, complaint=row, outcome="elsewhere", seen=row.turn, now=NOW + HOUR)
    else:
        row = complain(complained.live, "A reader of ours wrote this.", NOW + HOUR)
    done = remove(by=own)
    assert f"story {complained.live.headline}" in staying(done)
    assert list(Complaint.objects.all()) == [row] and Article.objects.get() == complained.live
