"""Taking a story down at the desk: how it asks, and the page that looks whether it is gone."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import override

from articles import fronts, notices, old_addresses, press, publication, search, traces, translations, workflow
from articles.edition import edition
from articles.models import Notice, Package, Publication, Series
from articles.models.publication import SEARCHED
from articles.packages import Wanted
from articles.pages import share_cards
from articles.traces import GONE, OTHERS, THERE, UNSURE
from newsroom.lib import asking
from tests import factories
from tests.articles.test_embargo_holds import SAYS_NOTHING
from tests.authz.inventory import addresses
from tests.factories import author, live_story, newsroom, person, photo, picture, section

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(client, kept):
    by = person("editor")
    client.force_login(by)
    return by


@pytest.fixture
def kept(tmp_path, monkeypatch, settings):
    from newsroom.lib import page_store
    from newsroom.lib.page_store.store import Store

    settings.MEDIA_ROOT = tmp_path / "media"
    fresh = Store(tmp_path / "pages", release="test")
    monkeypatch.setattr(page_store, "_store", fresh)
    newsroom()
    return fresh


def live(**fields):
    return live_story(now=timezone.now(), **fields)


def full(by=None):
    """A story with all that an address can be made of."""
    return live(
        by=by, headline="The bridge was closed for a reason nobody gave", tags=["Bridges", "Roads"],
        standfirst="Engineers had warned of it for years, and were not heard.",
        credits=[{"author": author("Nazdar Amin")}, {"author": author("Lana Karim")}],
        photo=photo(picture((640, 420))),
    )  # fmt: skip


def verb(article, name="take_down") -> str:
    return reverse("admin:articles_article_verb", args=[article.pk, name])


def gone(article) -> str:
    return reverse("admin:articles_article_gone", args=[article.pk])


def asked(article, **more) -> dict:
    return {"confirmed": "yes", "version": article.version, "picture": "", "why": "A court said so."} | more


def states(found) -> dict[str, set[str]]:
    by_state: dict[str, set[str]] = {}
    for row in found.rows:
        by_state.setdefault(row.state, set()).add(row.place.path)
    return by_state


def test_it_asks_what_readers_find_and_then_looks_whether_it_is_gone(client, editor):
    article = full(editor)
    page = client.get(verb(article)).content.decode()
    assert page.count('name="answer"') == 3 and "for legal reasons" in page
    answer = client.post(verb(article), asked(article, answer="gone", text="The court of Erbil asked for it."))
    assert answer["Location"] == gone(article)
    assert notices.of(Notice.objects.get()).text == "The court of Erbil asked for it."
    page = client.get(gone(article)).content.decode()
    assert "Gone at all" in page and "Still there" not in page and "The court of Erbil asked for it." in page
    assert "Is it gone?" in client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()


def test_nothing_typed_is_lost_where_it_cannot_be(client, editor):
    article = live(by=editor)
    for data, sentence in [
        ({"answer": "never", "text": "Sorry for it."}, "Nothing is told where nothing stands"),
        ({"answer": "gone", "text": "Sorry […] it."}, "still to come"),
        ({"answer": "302", "text": "Sorry for it."}, "302"),
    ]:
        page = client.post(verb(article), asked(article, **data)).content.decode()
        assert sentence in page and data["text"] in page
    assert not Notice.objects.exists()


def test_the_notice_is_changed_at_the_desk(client, editor):
    article = live(by=editor)
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now(), text="One.")
    page = client.get(verb(article, "change_notice")).content.decode()
    assert "One." in page
    answer = client.post(verb(article, "change_notice"), asked(article, answer="never", text="", why=""))
    assert answer["Location"] == gone(article) and Notice.objects.get().answer == "never"
    assert "as if it had never been" in client.get(gone(article)).content.decode()


@pytest.mark.parametrize("answer", ["gone", "page", "never"])
def test_every_address_is_looked_at(editor, answer):
    article = full(editor)
    slug = article.slug
    old_addresses.enter(address="/2019/05/the-bridge/", story=article.uuid)
    old_addresses.enter(address="?p=17", story=article.uuid)
    workflow.readdress(by=editor, article=article, slug="another-bridge", now=timezone.now())
    before = Publication.objects.get()
    for path in (
        "/",
        "/news/",
        "/topics/bridges/",
        f"/media/{article.photo.uuid}/{article.photo.renditions[0]['name']}",
    ):
        assert asking.ask(path, most=1).status == 200
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now(), answer=answer)
    found = traces.look(article, timezone.now())
    paths = {row.place.path for row in found.rows}
    day = f"{article.address_date:%Y/%m/%d}"
    slugs = [credit["slug"] for credit in before.credits]
    expected = {
        f"/{day}/{slug}/", f"/{day}/another-bridge/", f"/a/{article.pk}/", "/2019/05/the-bridge/", "/?p=17", "/",
        "/news/",
        "/news/feed.xml", "/topics/bridges/", "/topics/roads/feed.xml", "/corrections/", "/feeds/corrections.xml",
        "/feeds/latest.xml", "/feeds/latest.atom", "/feeds/latest.json", "/sitemap.xml", "/sitemap-news.xml",
        *(f"/authors/{slug}/" for slug in slugs), *(f"/authors/{slug}/feed.xml" for slug in slugs),
        *(f"/media/{article.photo.uuid}/{row['name']}" for row in article.photo.renditions),
    }  # fmt: skip
    assert expected <= paths
    assert any(path.startswith("/search/?q=The+bridge") for path in paths)
    assert states(found).keys() == {GONE}, [row for row in found.rows if row.state != GONE]


def test_what_is_still_there_is_found_wherever_it_is(editor, monkeypatch):
    """Each kind of copy, put there behind the desk's back."""
    article = full(editor)
    out = Publication.objects.get()
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now())
    Publication.objects.filter(pk=out.pk).update(visible_until=None)  # the database has it again, and the store is told
    search.index(out)  # and the search, which a story leaves when it is taken down
    out.save(update_fields=SEARCHED)
    Notice.objects.update(slug="elsewhere")
    press.apply(press.moved_by(out), back=[press.key_of(out)])
    there = states(traces.look(article, timezone.now()))[THERE]
    day = f"{article.address_date:%Y/%m/%d}"
    for path in (
        f"/a/{article.pk}/", "/", "/news/", "/topics/bridges/", "/topics/bridges/feed.xml", "/feeds/latest.xml",
        "/feeds/latest.atom", "/feeds/latest.json", f"/authors/{out.credits[0]['slug']}/",
    ):  # fmt: skip
        assert path in there, (path, day)
    assert any(path.startswith("/search/") for path in there), there
    assert any(path.startswith("/media/") for path in there), there


def test_a_page_that_cannot_be_made_is_not_called_gone(editor, monkeypatch):
    article = full(editor)
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now())

    def broken(*args, **kwargs):
        raise OSError("no")

    monkeypatch.setattr("django.core.handlers.exception.log_response", lambda *a, **k: None)
    monkeypatch.setattr("articles.pages.search.find", broken)
    found = traces.look(article, timezone.now())
    assert {path.partition("?")[0] for path in states(found)[UNSURE]} == {"/search/"} and not found.there


def test_as_if_it_had_never_been_is_compared_with_an_address_where_nothing_stood(editor, monkeypatch):
    article = full(editor)
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now(), answer="never")
    assert states(traces.look(article, timezone.now())).keys() == {GONE}
    monkeypatch.setattr(traces, "_like_nowhere", lambda path: "/about/")
    there = states(traces.look(article, timezone.now()))[THERE]
    assert f"/a/{article.pk}/" in there and len(there) == 6


def test_a_photo_that_another_story_shows_stays_and_is_told(editor):
    shown = photo(picture((640, 420)))
    article, other = (
        live(by=editor, photo=shown),
        live(by=editor, photo=shown, headline="Another story shows the photo"),
    )
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now())
    found = traces.look(article, timezone.now())
    assert not found.there
    assert [row.said for row in found.rows if row.state == OTHERS] == [
        "The photo stays: “Another story shows the photo” shows it as well."
    ]
    workflow.take_down(by=editor, article=other, why="x", now=timezone.now())
    again = traces.look(article, timezone.now())
    assert not [row for row in again.rows if row.state == OTHERS]
    assert sum(row.place.group == traces.PHOTOS for row in again.rows) == len(shown.renditions) + 1  # and its card


def test_a_front_that_shows_its_photo_with_another_story_is_named(editor):
    shown = photo(picture((640, 420)))
    article, other = live(by=editor, photo=shown), live(by=editor, section=section("culture"))
    pin = {"story": str(other.uuid), "photo": publication.picture_value(shown, "en", "")}
    spot = workflow.Spot("en", section("culture"))
    op = fronts.put(str(other.uuid), fronts.LEAD, pin=pin)
    workflow.change_front(by=editor, spot=spot, ops=[op], verb="put", now=timezone.now())
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now())
    said = {row.do for row in traces.look(article, timezone.now()).rows if row.state == THERE}
    assert said == {
        "A front shows it with another story: Culture (English). Choose another picture for that story there."
    }


def test_a_story_that_links_to_it_is_told(editor):
    article = full(editor)
    path = press.key_of(Publication.objects.get())
    live(by=editor, headline="It links", body=f'<p>As <a href="{path}">we wrote</a> before.</p>')
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now())
    row, *more = [row for row in traces.look(article, timezone.now()).rows if row.state == THERE]
    assert row.place.group == traces.STORIES and row.place.name == "It links" and "Change its text" in row.do
    assert {(row.place.group, row.do) for row in more} == {(traces.FEEDS, "“It links” names it: see there.")}


def test_words_that_others_have_too_are_no_trace(editor):
    headline = "The same headline stands over two stories"
    article, _other = live(by=editor, headline=headline), live(by=editor, headline=headline)
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now())
    assert not traces.look(article, timezone.now()).there


def test_a_translation_at_the_same_address_in_its_own_edition_is_no_trace(editor):
    group = (article := live(by=editor, slug="one")).translation_group
    live(by=editor, language="ar", headline="جسر أغلق", slug="one", translation_group=group)
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now())
    assert not traces.look(article, timezone.now()).there


@pytest.fixture
def in_arabic(editor):
    """A live story and its translation, which readers have too."""
    article = live(by=editor, headline="The bridge was closed", slug="one")
    headline = "أُغلق الجسر لسبب لم يذكره أحد"
    group = article.translation_group
    return article, live(by=editor, language="ar", headline=headline, slug="one", translation_group=group)


def test_a_translation_that_stays_is_named_before_and_is_not_called_gone_after(client, editor, in_arabic):
    article, arabic = in_arabic
    other = live(by=editor, headline="Something else in the same section")
    page = client.get(verb(article)).content.decode()
    assert f'name="also" value="{arabic.pk}"' in page and arabic.headline in page
    assert reverse("admin:articles_article_change", args=[arabic.pk]) in page
    assert "Readers have this story in other languages too" not in client.get(verb(other)).content.decode()
    assert article.headline in client.get(verb(arabic)).content.decode()  # what it was translated from, as well
    client.post(verb(article), asked(article, answer="gone"))
    found = traces.look(article, timezone.now())
    by_state = states(found)
    assert by_state[traces.PUBLIC] == {factories.path_of(arabic)} and not found.there
    assert by_state[traces.CLEAR] == {factories.path_of(other)}
    assert found.gone == sum(row.place.group != traces.STORIES for row in found.rows)
    page = client.get(gone(article)).content.decode()
    assert "Still public: this story in <bdi>العربية</bdi>" in page and verb(arabic) in page
    assert page.index("Still public") < page.index("In the language of this story it is gone")
    assert "Gone at all" not in page and "Shows nothing of it" in page


def test_translations_go_in_the_same_act_all_or_none(client, editor, in_arabic):
    article, arabic = in_arabic
    sent = asked(article, answer="page", text="The court asked for it.", also=[str(arabic.pk), "99999", "x"])
    assert client.post(verb(article), sent)["Location"] == gone(article)
    assert not Publication.objects.visible(timezone.now()).exists()
    told = {row.language: (row.answer, row.text) for row in Notice.objects.all()}
    assert told == {"en": ("page", "The court asked for it."), "ar": ("page", "")}
    assert arabic.revisions.order_by("-number").first().why == "A court said so."
    page = client.get(gone(article)).content.decode()
    assert "Gone at all" in page and "Still public" not in page


def test_where_one_cannot_go_none_does(editor, in_arabic):
    article, arabic = in_arabic
    stranger = live(by=editor, headline="Another story")
    now = timezone.now()
    for wrong, sentence in ((stranger, "not this story in another language"), (arabic, "not public")):
        if wrong is arabic:
            workflow.take_down(by=editor, article=arabic, why="x", now=now)
        with pytest.raises(workflow.NotPossible, match=sentence):
            workflow.take_down(by=editor, article=article, why="x", now=timezone.now(), also=[wrong])
        assert publication.live(article, timezone.now()) is not None


@pytest.fixture
def in_kurdish(editor, in_arabic):
    """The same story in Kurdish, which opens in an hour."""
    article, arabic = in_arabic
    kurdish = factories.story(
        by=editor, language="ckb", headline="پردەکە داخرا", slug="one", translation_group=article.translation_group
    )
    at = timezone.now() + timedelta(hours=1)
    workflow.schedule(by=editor, article=kurdish, at=at, now=timezone.now(), override="test")
    return article, arabic, kurdish


def test_a_language_that_waits_is_named_and_is_not_called_gone(client, editor, in_kurdish):
    article, arabic, kurdish = in_kurdish
    opens = kurdish.publish_at.astimezone(edition("en").zone).strftime("%H:%M")
    page = client.get(verb(article)).content.decode()
    assert f'name="also" value="{kurdish.pk}"' in page and "opens" in page and opens in page
    assert "It opens at its time unless you tick it" in page and f'name="also" value="{arabic.pk}"' in page
    client.post(verb(article), asked(article, also=[str(arabic.pk)]))
    page = client.get(gone(article)).content.decode()
    assert "Gone at all" not in page and "In the language of this story it is gone" in page
    assert "Still public" not in page and "Will be public" in page and opens in page
    assert kurdish.headline in page and verb(kurdish, "unschedule") in page
    assert page.index("Will be public") < page.index("In the language of this story it is gone")
    client.post(verb(kurdish, "unschedule"), {"confirmed": "yes", "version": kurdish.version})
    page = client.get(gone(article)).content.decode()
    assert "Gone at all" in page and "Will be public" not in page
    # Nobody is told of what waits where nothing does.
    other = live(by=editor)
    assert "It opens at its time" not in client.get(verb(other)).content.decode()


def test_a_language_that_waits_comes_off_the_schedule_in_the_same_act(client, editor, in_kurdish):
    article, arabic, kurdish = in_kurdish
    sent = asked(article, also=[str(arabic.pk), str(kurdish.pk)])
    assert client.post(verb(article), sent)["Location"] == gone(article)
    kurdish.refresh_from_db()
    assert factories.kinds(kurdish)[-1] == "unscheduled" and kurdish.publish_at is None
    later = timezone.now() + timedelta(hours=2)
    assert not Publication.objects.visible(later).exists() and not Notice.objects.filter(story=kurdish.uuid).exists()
    assert "Gone at all" in client.get(gone(article)).content.decode()


def test_one_that_opened_while_the_form_was_open_is_taken_down(client, editor, in_kurdish):
    article, _arabic, kurdish = in_kurdish
    now = timezone.now() + timedelta(hours=1, minutes=1)
    workflow.take_down(by=editor, article=article, why="x", now=now, also=[kurdish])
    assert Notice.objects.filter(story=kurdish.uuid).exists()


def test_where_one_cannot_go_what_waits_stays_on_the_schedule(editor, in_kurdish):
    article, arabic, kurdish = in_kurdish
    now = timezone.now()
    workflow.take_down(by=editor, article=arabic, why="x", now=now)
    for also in ([kurdish, arabic], [arabic, kurdish]):
        with pytest.raises(workflow.NotPossible, match="not public"):
            workflow.take_down(by=editor, article=article, why="x", now=timezone.now(), also=also)
        assert publication.standing_of(kurdish, timezone.now()).waiting
        assert publication.live(article, timezone.now()) is not None


def test_what_waits_is_asked_for_in_one_query(editor, in_kurdish):
    article, _arabic, _kurdish = in_kurdish
    with CaptureQueriesContext(connection) as queries:
        assert [one.language for one in translations.to_come(article, timezone.now())] == ["ckb"]
    assert len(queries) == 1


def test_nothing_that_was_ticked_is_lost(client, editor, in_arabic):
    article, arabic = in_arabic
    page = client.post(verb(article), asked(article, why="", also=[str(arabic.pk)])).content.decode()
    assert f'value="{arabic.pk}" id="id_also_0" checked' in page


def test_a_story_further_back_in_a_list_is_looked_for_there(editor, monkeypatch):
    monkeypatch.setattr("articles.pages.listings.PER_PAGE", 2)
    article = full(editor)
    for _n in range(3):
        newest = live(by=editor)
    assert newest
    second = Publication.objects.order_by("pk")[1]
    assert article.headline in asking.ask(f"/news/?before={second.pk}").text
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now())
    found = traces.look(article, timezone.now())
    assert f"/news/?before={second.pk}" in states(found)[GONE]


def test_looking_writes_nothing_and_its_own_queries_are_as_many_for_one_as_for_ten(editor, client, monkeypatch):
    monkeypatch.setattr(traces, "ask", lambda path, most=0: asking.Answer(410, {}, b""))

    def count(stories) -> int:
        article = live(by=editor, tags=[f"Tag {n}" for n in range(stories)], photo=photo(picture((64, 42))),
                       credits=[{"author": author()} for _n in range(stories)])  # fmt: skip
        for n in range(stories):
            old_addresses.enter(address=f"/old/{article.pk}/{n}/", story=article.uuid)
        workflow.take_down(by=editor, article=article, why="x", now=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            traces.look(article, timezone.now())
        assert not [one for one in queries if not one["sql"].lstrip("( ").upper().startswith("SELECT")]
        return len(queries)

    assert count(1) == count(8) <= 10


# Pages that tell names of sections, series, authors and topics, never a story; further parts of large sitemaps.
NO_STORY = SAYS_NOTHING | {"articles:feed_list"}


def test_every_address_that_readers_have_is_looked_at(editor):
    """The resolver is walked: an address that is new has to be told to `traces` as well."""
    of = Series.objects.create(slug="in-parts", names={"en": "In parts"})
    fields = {"by": editor, "series": of, "tags": ["Bridges"], "section": section("news")}
    before, article, after = (
        live(part=n, headline=f"Part {n} of what the bridges cost", photo=photo(picture((640 + n, 420))), **fields)
        for n in (1, 2, 3)
    )
    beside, culture = live(by=editor, section=section("sport")), section("culture")
    workflow.arrange_package(
        by=editor, package=Package(), name="Bridges", titles={}, shown=True, now=timezone.now(),
        wanted=[Wanted(one.translation_group, "sidebar") for one in (article, beside)],
    )  # fmt: skip
    op = fronts.put(str(article.uuid), fronts.LEAD)
    workflow.change_front(by=editor, spot=workflow.Spot("en", culture), ops=[op], verb="put", now=timezone.now())
    out = Publication.objects.get(story=article.uuid)
    with override("en"):
        card = f"/media/{article.uuid}/{share_cards.of(out, edition('en')).name}"
    own = press.key_of(out)
    others = {press.key_of(Publication.objects.get(story=one.uuid)) for one in (before, after, beside)}
    embed = f"/oembed?url={quote(settings.BASE_URL + own, safe='')}&format="
    new = {
        f"{own}?lite", card, "/?lite", "/culture/", "/series/in-parts/", "/series/in-parts/feed.xml",
        "/series/in-parts/feed.json", "/series/in-parts/feed.atom", f"{embed}json", f"{embed}xml", *others,
    }  # fmt: skip
    for path in new:  # what never shows it proves nothing
        answer = asking.ask(path)
        assert answer.status == 200 and (path == card or article.headline in answer.text), path
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now())
    found = traces.look(article, timezone.now())
    paths = {row.place.path for row in found.rows}
    assert new <= paths and "/most-read/" in paths
    assert not found.there and not found.unsure
    asked = {resolve(path.partition("?")[0].lower()).view_name for path in paths}
    assert {a.name for a in addresses() if not a.route.startswith("admin/")} - NO_STORY <= asked


def test_a_light_page_and_a_card_that_stayed_are_found(editor, monkeypatch):
    article = full(editor)
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now())
    there = asking.Answer(200, {}, f"<p>{article.headline}</p>".encode())
    ask = asking.ask
    stays = ("lite", "-card-1200.jpg", "/oembed")
    monkeypatch.setattr(
        traces, "ask", lambda path, most=0: there if any(one in path for one in stays) else ask(path, most=most)
    )
    rows = [row for row in traces.look(article, timezone.now()).rows if row.state == THERE]
    assert len(rows) == 5 and all(row.do.startswith("Check again") for row in rows)


@pytest.mark.parametrize("answer", notices.Answer.values)
def test_its_light_page_answers_like_its_own(editor, answer):
    article = full(editor)
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now(), answer=answer)
    assert not traces.look(article, timezone.now()).there


def test_a_get_changes_nothing(client, editor):
    article = full(editor)
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now())
    before = factories.state(article)
    assert client.get(gone(article)).status_code == 200
    assert factories.state(article) == before


def test_the_desk_keeps_its_language_and_login(client, editor):
    article = full(editor)
    workflow.take_down(by=editor, article=article, why="x", now=timezone.now())
    client.post("/admin/language/", {"language": "ar"})
    page = client.get(gone(article))
    assert page.status_code == 200 and page.context["user"] == editor
    assert '<html lang="ar"' in page.content.decode()


@pytest.mark.parametrize(("role", "status"), [("reporter", 403), ("photo", 403), ("editor", 200), ("publisher", 200)])
def test_who_may_take_down_may_look(client, kept, role, status):
    article = live()
    client.force_login(person(role))
    assert client.get(gone(article)).status_code == status  # live: it says so
    workflow.take_down(by=person(), article=article, why="x", now=timezone.now())
    assert client.get(gone(article)).status_code == status
