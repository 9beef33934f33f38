"""Whatever is done to a story in whatever order, its publications stand one behind the other and promise nothing."""

from datetime import datetime
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import workflow
from articles.history import broken_versions
from articles.models import Article, Notice, Publication, Revision
from articles.publication import standing_of
from tests.factories import MINUTE, NOW, newsroom, person, publications, story

VERBS = ("publish", "schedule", "unschedule", "update", "take_down", "save", "hold", "submit", "send_back", "file")
acts = st.lists(
    st.tuples(st.sampled_from(VERBS), st.sampled_from([0, 0, 1, 5, 59, 600]), st.sampled_from([-5, 0, 1, 7, 120, 900])),
    max_size=14,
)


def sound(article: Article, now: datetime) -> None:
    """What must hold of one story's rows at any time."""
    rows = publications(article)
    for one, two in pairwise(rows):
        assert one.visible_until is not None and one.visible_until <= two.visible_from, "intervals overlap"
    for row in rows:
        assert row.visible_until is None or row.visible_until > row.visible_from
        assert row.significant_update_at >= row.first_published_at
        assert row.first_published_at <= row.visible_from
        assert row.significant_update_at <= row.visible_from, "updated later than it was shown"
        assert Revision.objects.filter(article=article, number=row.revision_number).exists()
        held = Revision.objects.get(article=article, number=row.revision_number).snapshot["embargo_until"]
        assert held is None or datetime.fromisoformat(held) <= row.visible_from, "an embargo was beaten"
    assert len({(r.slug, r.address_date) for r in rows}) <= 1, "an address moved"
    assert sum(r.visible_until is None for r in rows) <= 1
    stands = standing_of(article, now)
    assert stands.live == Publication.objects.visible(now).filter(story=article.uuid).exists()
    assert (stands.kind == "taken_down") <= Notice.objects.filter(story=article.uuid).exists()
    assert sum(r.visible_from > now for r in rows) <= 1, "more than one waits"
    assert broken_versions(article) == []
    article.refresh_from_db()
    assert bool(article.first_published_at) == bool(rows)
    article.full_clean()


class Intervals(TestCase):
    """Random sequences of verbs and times."""

    def setUp(self):
        newsroom()

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
    @given(acts)
    def test_the_invariants_hold(self, sequence):
        by, now = person("publisher"), NOW
        article = story(by=by)
        for number, (verb, pause, offset) in enumerate(sequence):
            now += pause * MINUTE
            more = {
                "schedule": {"at": now + offset * MINUTE, "override": "x"},
                "update": {"kind": "update" if offset % 2 else "fix", "override": "x"},
                "publish": {"override": "x", "first_published_at": now - 900 * MINUTE if offset == 7 else None},
                "take_down": {"why": "x"}, "send_back": {"why": "x"},
                "save": {"fields": {"headline": f"Headline {number}"}, "base_version": 99},
                "hold": {"fields": {"embargo_until": now + offset * MINUTE}, "base_version": 99},
            }  # fmt: skip
            try:
                if verb == "file":
                    held = {"embargo_until": now + offset * MINUTE} if offset > 0 else {}
                    Article.objects.filter(pk=article.pk).update(filing_key=str(article.uuid))
                    words = {"headline": f"Filed {number}"} | held
                    workflow.file(by=by, fields=words, key=str(article.uuid), digest=str(number), now=now)
                else:
                    call = {"hold": "save"}.get(verb, verb)
                    getattr(workflow, call)(by=by, article=article, now=now, **more.get(verb, {}))
            except workflow.WorkflowError:
                pass
            sound(article, now)
        for later in (1, 60, 1000):
            assert Publication.objects.visible(now + later * MINUTE).filter(story=article.uuid).count() <= 1
