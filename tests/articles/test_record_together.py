"""Many who write the record at once: one chain, without a gap, on SQLite and PostgreSQL."""

import threading

import pytest
from django.db import connection

from articles import proof, workflow
from articles.models import Act
from articles.record import guards, head
from tests.factories import HOUR, MINUTE, NOW, live_story, newsroom, person, story

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, TIMES = 6, 6


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def at_once(works) -> list[BaseException]:
    """Runs each of `works` in a thread of its own; gives what was raised."""
    raised: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work) -> None:
        try:
            start.wait()
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_people_on_stories_of_their_own_write_one_chain():
    newsroom()
    by = person()
    stories = [story(by=by) for _n in range(PEOPLE)]

    def work(article):
        def save():
            for n in range(TIMES):
                workflow.save(
                    by=by, article=article, fields={"headline": f"Headline {n}"}, base_version=99, now=NOW + n * MINUTE
                )

        return save

    assert at_once([work(article) for article in stories]) == []
    assert list(proof.faults()) == []
    assert Act.objects.count() == PEOPLE * (TIMES + 1)
    assert head.kept() == (PEOPLE * (TIMES + 1), Act.objects.first().digest)
    assert guards.missing(connection) == []


def test_two_browsers_publish_the_same_change_and_one_of_them_has_done_it():
    newsroom()
    by = person()
    article = live_story(by=by)
    workflow.save(by=by, article=article, fields={"headline": "Other"}, base_version=99, now=NOW + MINUTE)

    def publish():
        workflow.update(by=by, article=article, kind="correction", note="It said otherwise.", now=NOW + HOUR)

    def add():
        workflow.add_update(by=by, article=article, text="And there is more.", now=NOW + HOUR)

    raised = at_once([publish, publish, add])
    assert all(isinstance(error, workflow.NotPossible) for error in raised), raised
    assert list(proof.faults()) == []
