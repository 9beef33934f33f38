"""Breaking news over every page of an edition."""

import pytest
import time_machine

from articles import old_addresses, press, workflow
from articles.models import Act, Banner, Publication
from articles.pages.banners import with_banner
from articles.pages.front import front
from tests import factories
from tests.factories import DAY, HOUR, MINUTE, NOW

pytestmark = pytest.mark.django_db
SAID = 'aria-label="Breaking news"'


@pytest.fixture(autouse=True)
def room(db):
    factories.newsroom()
    factories.section("news")


@pytest.fixture
def by(room):
    return factories.person("editor", first_name="Dilan")


def up(by, text="The bridge is open", now=NOW, language="en", **more):
    return workflow.put_banner_up(by=by, language=language, text=text, now=now, **more)


def html(client, path: str, at=NOW + MINUTE) -> str:
    with time_machine.travel(at, tick=False):
        return client.get(path).content.decode()


def test_it_stands_on_every_page_of_its_edition_and_on_no_other(by, client):
    story = factories.live_story(by=by, now=NOW)
    up(by)
    own = f"/2026/11/22/{story.slug}/"
    for path in ("/", "/news/", own, "/about/", "/authors/", "/topics/", "/corrections/", "/2026/", "/search/?q=x",
                 "/nothing/here/", own + "report/", "/newsletter/"):  # fmt: skip
        page = html(client, path)
        assert page.count(SAID) == 1 and "The bridge is open" in page, path
    assert SAID not in html(client, "/ar/") and SAID not in html(client, "/ckb/news/")


def test_it_speaks_the_editions_language(by, client):
    up(by, "فُتح الجسر", language="ar")
    page = html(client, "/ar/")
    assert "فُتح الجسر" in page and 'aria-label="Breaking news"' not in page and '<aside class="banner"' in page


def test_it_comes_down_at_once_and_at_its_moment(by, client):
    up(by, until=NOW + HOUR)
    assert SAID in html(client, "/", NOW + HOUR - MINUTE) and SAID not in html(client, "/", NOW + HOUR)
    assert press.changes(press._micro(NOW), press._micro(NOW + HOUR))[0] == [press.banner_tag("en")]
    workflow.take_banner_down(by=by, language="en", now=NOW + MINUTE)
    assert SAID not in html(client, "/", NOW + 2 * MINUTE)
    with pytest.raises(workflow.NotPossible, match="No banner"):
        workflow.take_banner_down(by=by, language="en", now=NOW + HOUR)


def test_another_takes_its_place(by, client):
    up(by)
    up(by, "The bridge is closed", now=NOW + MINUTE)
    page = html(client, "/", NOW + HOUR)
    assert page.count(SAID) == 1 and "closed" in page
    assert "is open" in front_at(NOW)


def front_at(at) -> str:
    return with_banner(front("en", at=at), at).banner.text


def test_pages_carry_one_tag_for_it_and_it_moves_that_tag_alone(by):
    page = with_banner(front("en", at=NOW), NOW)
    assert page.tags.count(press.banner_tag("en")) == 1
    assert press.moved_by(Publication(language="en", story="x", address_date=NOW.date())).count("banner::en") == 0


def test_it_leads_to_its_story_while_readers_see_that(by, client):
    story = factories.live_story(by=by, now=NOW)
    up(by, story=story)
    link = f'<a href="/2026/11/22/{story.slug}/"><bdi>The bridge is open</bdi></a>'
    assert link in html(client, "/") and press.story_tag(story.uuid) in with_banner(front("en", at=NOW), NOW).tags
    assert link not in html(client, f"/2026/11/22/{story.slug}/")  # no link to the page itself
    workflow.take_down(by=by, article=story, why="Wrong", now=NOW + HOUR)
    page = html(client, "/", NOW + 2 * HOUR)
    assert link not in page and "The bridge is open" in page


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"text": "  "}, "Write what"),
        ({"text": "x" * 161}, "161 characters, and 160"),
        ({"until": NOW - HOUR}, "has passed"),
        ({"language": "fr"}, "does not publish"),
    ],
)
def test_what_cannot_be_is_a_sentence(by, told, said):
    with pytest.raises(workflow.NotPossible, match=said):
        up(by, **told)
    assert not Banner.objects.exists()


def test_a_draft_is_no_story_to_lead_to(by):
    with pytest.raises(workflow.NotPossible, match="Publish it first"):
        up(by, story=factories.story(by=by))


def test_two_who_change_it_at_once_are_told_what_stands(by):
    row = up(by)
    up(by, "The bridge is closed", now=NOW + MINUTE)
    with pytest.raises(workflow.Stale, match="“The bridge is closed”"):
        workflow.take_banner_down(by=by, language="en", seen=row.pk, now=NOW + HOUR)


def test_whoever_saw_none_does_not_take_down_what_somebody_put_up_meanwhile(by):
    up(by, seen=0)
    with pytest.raises(workflow.Stale, match="“The bridge is open”"):
        up(by, "The bridge is closed", now=NOW + MINUTE, seen=0)
    assert workflow.banner_of("en", NOW + HOUR).text == "The bridge is open"


def test_it_is_on_the_record(by):
    up(by, now=NOW + DAY)
    workflow.take_banner_down(by=by, language="en", now=NOW + 2 * DAY)
    acts = Act.objects.filter(verb__startswith="banner").order_by("number").select_related("text")
    assert [(act.verb, act.by) for act in acts] == [("banner_up", by), ("banner_down", by)]
    assert acts[0].text.text == "The bridge is open" and "The bridge" not in str(acts[0].about)


def test_it_stands_over_notices_too(by, client):
    """Where a story was taken down, by its own address, its short link, an old one, in capitals and on its form."""
    story = factories.live_story(by=by, now=NOW)
    old_addresses.enter(address="/2019/old/", language="en", story=story.uuid)
    workflow.take_down(by=by, article=story, why="Wrong", now=NOW)
    up(by, until=NOW + DAY)
    own = f"/2026/11/22/{story.slug}/"
    for path in (own, f"{own}report/", f"/a/{story.pk}/", "/2019/old/", own.upper(), f"{own}?lite"):
        with time_machine.travel(NOW + MINUTE, tick=False):
            answer = client.get(path)
        assert answer.status_code == 410 and SAID in answer.content.decode(), path
        with time_machine.travel(NOW + DAY, tick=False):
            assert SAID not in client.get(path).content.decode(), path
