"""What was taken off does not come back by the next act: updates on top of a live story."""

import pytest
from django.utils import timezone

from articles import history, proof, publication, workflow
from articles.history import broken_versions
from articles.models import Article, Publication
from articles.workflow.names import STAFF_SLUG
from newsroom.lib.names import Names
from tests.factories import author, live_story, newsroom, person, photo
from tests.newsroom.test_names_taken_off import take_off as take_name_off
from tests.newsroom.test_pressed import address
from tests.newsroom.test_sources_taken_off import NAME, take_off
from tests.wsgi import ask as get

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = Names([NAME])
TOLD = "Nobody was hurt."


@pytest.fixture
def room(kept):
    newsroom(dated_versions=True)
    return kept


def full_of_it(by) -> Article:
    """A live story with the name in every field that readers get."""
    shown = photo(alts={"en": f"{NAME} at her door"}, captions={"en": f"The door of {NAME}."})
    body = f'<p>{NAME} says so &amp; “so”.</p>\n<p>See <a href="https://x.example/a?b=1&amp;c=2">the list</a>.</p>'
    return live_story(
        by=by, headline=f"The door of {NAME}", kicker=NAME, standfirst=f"It was {NAME}.", body=body,
        dateline_place=f"{NAME}’s house", byline_override=f"As told by {NAME}", method=f"We met {NAME}.",
        source_list=f"{NAME}, two neighbours", photo=shown, tags=["Buses"], slug="the-door", now=timezone.now(),
    )  # fmt: skip


def saved(by, article: Article, **fields) -> None:
    workflow.save(by=by, article=article, fields=fields, base_version=99, now=timezone.now())


def added(by, article: Article) -> Publication:
    workflow.add_update(by=by, article=Article.objects.get(pk=article.pk), text=TOLD, now=timezone.now())
    article.refresh_from_db()
    out = publication.live(article, timezone.now())
    assert out is not None and TOLD in out.body
    return out


def says_what_readers_see(article: Article, out: Publication) -> dict:
    """The version that `out` was made from, which must be true: what it holds is what readers get of it."""
    holds = history.SILENT | article.revisions.get(number=out.revision_number).snapshot
    for name in (*publication.PUBLIC, "slug"):
        assert holds[name] == getattr(out, name), name
    assert [(row["author"], row["role"]) for row in holds["credits"]] == [
        (row["author"], row["role"]) for row in out.credits
    ]
    assert holds["tags"] == [topic["slug"] for topic in out.topics]
    assert (holds["photo"] or {}).get("caption", "") == out.photo.get("caption", "")
    assert (holds["photo"] or {}).get("alt", "") == out.photo.get("alt", "")
    return holds


@pytest.mark.parametrize("private", [False, True])
def test_a_source_that_is_off_does_not_come_back_with_an_update(room, private):
    by = person()
    one = full_of_it(by)
    if private:
        saved(by, one, headline=f"Not yet: {NAME}", standfirst="Of the desk alone.", tags=["Trains"])
    take_off(names=NAMES)
    before = publication.live(one, timezone.now())
    out = added(by, one)
    assert not NAMES.stands_in(str(vars(out))) and not NAMES.stands_in(get(address(one)).text)
    assert out.headline == before.headline == "The door of a woman from Erbil" and out.topics[0]["slug"] == "buses"
    assert "Of the desk alone" not in get(address(one)).text
    assert out.body.endswith(before.body)
    assert not NAMES.stands_in(str(says_what_readers_see(one, out)))
    assert publication.changed(one, timezone.now()) == private
    assert (publication.standing_of(one, timezone.now()).revision_number >= one.words_version) != private
    assert not history.differs(one) and broken_versions(one) == [] and list(proof.faults()) == []
    if private:
        assert one.standfirst == "Of the desk alone." and TOLD in one.body


@pytest.mark.parametrize("private", [False, True])
def test_an_author_who_is_off_does_not_come_back_with_an_update(room, private):
    by, who = person(), author(NAME, slug="bahar-canary")
    shared = [{"author": who, "display_name": "B. Canary"}, {"author": author("Lana Karim")}]
    one = live_story(by=by, credits=shared, byline_override=f"{NAME} in Erbil", now=timezone.now())
    if private:
        saved(by, one, standfirst="Of the desk alone.")
    take_name_off(who)
    out = added(by, one)
    holds = says_what_readers_see(one, out)
    for said in (str(vars(out)), str(holds), get(address(one)).text):
        assert NAME not in said and "Canary" not in said
    assert [credit["name"] for credit in out.credits] == ["A staff writer", "Lana Karim"]
    assert [row["display_name"] for row in holds["credits"]] == ["", ""]
    assert STAFF_SLUG in [link.author.slug for link in out.credit_links.select_related("author")]
    if private:
        # The version is one that may be restored: it brings back what readers had, without the name.
        workflow.restore(by=by, article=one, number=out.revision_number, seen=one.version, now=timezone.now())
        assert next(row.author.slug for row in one.credits.all()) == STAFF_SLUG and one.standfirst == ""
        assert not publication.changed(one, timezone.now())


def test_a_name_as_it_was_printed_stays_as_it_was_printed(room):
    by, who = person(), author("Nazdar Amin")
    one = live_story(by=by, credits=[{"author": who, "display_name": "N. Amin"}], now=timezone.now())
    saved(by, one, standfirst="Of the desk alone.")
    holds = says_what_readers_see(one, added(by, one))
    assert [row["display_name"] for row in holds["credits"]] == ["N. Amin"]


def test_a_picture_told_in_another_language_is_no_word_of_the_versions_own(room):
    by = person()
    shown = photo(alts={"ar": "باص أحمر"}, captions={"en": "The last bus."})
    one = live_story(by=by, photo=shown, now=timezone.now())
    saved(by, one, standfirst="Of the desk alone.")
    out = added(by, one)
    holds = one.revisions.get(number=out.revision_number).snapshot
    assert (out.photo["alt"], holds["photo"]["alt"], holds["photo"]["caption"]) == ("باص أحمر", "", "The last bus.")
    assert holds["photo"]["sha256"] == shown.sha256
