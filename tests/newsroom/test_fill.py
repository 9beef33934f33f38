"""`manage.py fill`: what it writes is what the verbs write."""

import io

import pytest
from django.core.management import CommandError, call_command

from articles import history, proof, publication, search
from articles.models import Article, Publication
from articles.models.publication import SEARCHED
from articles.search import keeping
from newsroom.lib.languages import CODES
from tests.factories import live_story, newsroom

pytestmark = pytest.mark.django_db
NOT_COMPARED = {"id", "revision_number"}


@pytest.fixture
def filled(db, settings, tmp_path, django_capture_on_commit_callbacks, monkeypatch):
    settings.DATA_DIR, settings.PAGES_DIR = tmp_path, tmp_path / "pages"
    monkeypatch.setattr("newsroom.demo.filling._PARAGRAPHS", 60)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("fill", "90", stdout=io.StringIO())


def test_each_story_is_as_the_verbs_would_have_it(filled):
    assert {row.language for row in Article.objects.all()} == set(CODES) and Publication.objects.count() == 90
    for story in Article.objects.select_related("section")[::9]:
        out = Publication.objects.get(story=story.uuid)
        again = publication.compose(story, visible_from=story.first_published_at)
        for column in Publication._meta.concrete_fields:
            if column.name not in NOT_COMPARED:
                assert getattr(out, column.attname) == getattr(again, column.attname), column.name
        assert history.snapshot(story) == history.as_of(story, 1).snapshot
        assert out.credit_links.count() == len(out.credits) and out.topic_links.count() == len(out.topics)
        link = out.credit_links.first()
        assert (link.language, link.first_published_at) == (out.language, out.first_published_at)
    assert list(proof.faults()) == [] and list(keeping.faults()) == []


def test_every_edition_has_pages_and_a_word_that_one_story_has(filled, client):
    for prefix in ("", "/ar", "/ckb"):
        assert client.get(f"{prefix}/").status_code == client.get(f"{prefix}/news/").status_code == 200
    for out in Publication.objects.all()[::30]:
        rare = out.standfirst.split()[-1].strip(".")
        assert search.find(rare, out.language, out.first_published_at).publications == (out.pk,)
    assert set(SEARCHED) <= {column.name for column in Publication._meta.concrete_fields}


def test_it_does_not_stand_among_stories_of_people(db):
    newsroom()
    live_story()
    with pytest.raises(CommandError, match="1 stories of its own"):
        call_command("fill", "5")
    for number in ("0", "9999999"):
        with pytest.raises(CommandError, match="from 1 to"):
            call_command("fill", number)
    assert Article.objects.count() == 1
