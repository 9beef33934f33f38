"""A person's name is taken off everything at once: bylines, public and not, author page, feeds, data, archive."""

from urllib.parse import quote

import pytest
from django.utils import timezone

from articles import erasing, history, old_addresses, proof, publication, workflow
from articles.history import broken_versions
from articles.models import Act, Publication, Revision
from articles.publication import changed
from articles.workflow.names import STAFF_SLUG, named, staff_words
from authors.models import Author
from newsroom.lib.failpoints import Failed, arm
from newsroom.lib.jobs import work
from tests.factories import HOUR, author, live_story, person, publications, story
from tests.newsroom.test_pressed import address
from tests.newsroom.test_withdraw import away  # noqa: F401  a fixture
from tests.wsgi import ask as get

pytestmark = pytest.mark.django_db(transaction=True)
NAME, ARABIC = "Nazdar Canary Amin", "نازدار كناري أمين"


@pytest.fixture
def who(kept):
    return author(NAME, slug="nazdar-canary", names={"en": NAME, "ar": ARABIC}, bios={"en": "Writes about buses."},
                  job_titles={"en": "Reporter", "ar": "مراسلة"}, contact="nazdar-canary@news.example")  # fmt: skip


def take_off(who, by=None, **more):
    said = {"instead": "staff", "why": "She was threatened."} | more
    return workflow.take_name_off(by=by or person(), author=who, now=timezone.now(), **said)


def everything(who) -> dict:
    """One story of each kind that names `who`."""
    by, now = person(), timezone.now()
    credits = [{"author": who}]
    found = {
        "alone": live_story(by=by, credits=credits, now=now),
        "with others": live_story(by=by, credits=[*credits, {"author": author("Lana Karim")}], now=now),
        "as printed": live_story(by=by, credits=[{"author": who, "display_name": "N. Canary"}], now=now),
        "by hand": live_story(by=by, credits=credits, byline_override=f"{NAME} in Erbil", now=now),
        "arabic": live_story(by=by, credits=credits, language="ar", headline="عاد باص الليل", slug="bus", now=now),
        "draft": story(by=by, credits=credits, now=now),
        "waits": story(by=by, credits=credits, now=now),
        "down": live_story(by=by, credits=credits, now=now),
        "private": live_story(by=by, credits=credits, now=now),
    }
    workflow.schedule(by=by, article=found["waits"], at=now + HOUR, now=now, override="test")
    workflow.take_down(by=by, article=found["down"], why="x", now=timezone.now())
    workflow.save(by=by, article=found["private"], fields={"headline": "Not for readers"}, base_version=99,
                  now=timezone.now())  # fmt: skip
    return found


# Lists of cards name no author; they are looked through all the same.
SEARCHES = ("/search/?q=canary", f"/ar/search/?q={quote('أمين')}")
SILENT = {"/", "/news/", "/ar/", *SEARCHES}
PAGES = (
    "/", "/news/", "/authors/", "/authors/nazdar-canary/", "/authors/nazdar-canary/feed.xml", "/feeds/latest.xml",
    "/feeds/latest.atom", "/feeds/latest.json", "/news/feed.xml", "/sitemap.xml", "/ar/",
    "/ar/authors/", "/ar/authors/nazdar-canary/", "/ar/feeds/latest.xml", "/masthead/", "/ar/masthead/", "/contact/",
    "/ar/contact/", *SEARCHES,
)  # fmt: skip


def pages(stories: dict) -> list[str]:
    own = [address(one) for name, one in stories.items() if name not in ("draft", "waits", "down")]
    return [*PAGES, *("/ar" + path if path == address(stories["arabic"]) else path for path in own)]


@pytest.mark.parametrize("instead", ["staff", "nothing"])
def test_the_name_stands_nowhere_that_readers_come(kept, who, instead):
    stories = everything(who)
    spoken = (NAME, ARABIC, "Canary", "nazdar-canary")
    before = {path for path in pages(stories) if any(word in get(path).text for word in spoken)}
    assert set(pages(stories)) - before <= SILENT, set(pages(stories)) - before - SILENT
    assert address(stories["alone"]) in get(SEARCHES[0]).text and address(stories["arabic"]) in get(SEARCHES[1]).text
    done = take_off(who, instead=instead)
    assert (done.stories, done.texts) == (len(stories), len(stories) - 1)
    for path in pages(stories):
        answer = get(path)
        assert not any(word in answer.text for word in spoken), path  # a search says "canary" again, no more
        assert answer.status == (404 if "nazdar-canary" in path else 200), path
    assert address(stories["alone"]) not in get(SEARCHES[0]).text
    assert address(stories["arabic"]) not in get(SEARCHES[1]).text
    assert ("A staff writer" in get(address(stories["alone"])).text) == (instead == "staff")
    assert "Lana Karim" in get(address(stories["with others"])).text
    assert "in Erbil" in get(address(stories["by hand"])).text
    # The address of the author is one where nothing ever stood.
    unknown = get("/authors/never-was/")
    gone = get("/authors/nazdar-canary/")
    assert (gone.status, gone.body, gone.pairs) == (404, unknown.body, unknown.pairs)
    for one in Publication.objects.all():
        assert not any(credit["author"] == who.pk for credit in one.credits)
        assert not one.credit_links.filter(author=who).exists()
        assert one.credit_links.count() == len(one.credits)
        assert "canary" not in one.search_text


def test_each_language_has_its_own_words(kept, who):
    stories = everything(who)
    take_off(who)
    names = Author.objects.get(slug=STAFF_SLUG).names
    assert names == {code: staff_words(code) for code in ("en", "ar", "ckb")} and len(set(names.values())) == 3
    assert names["ar"] in get("/ar" + address(stories["arabic"])).text


def test_every_story_gets_a_version_and_readers_get_no_private_change(kept, who):
    stories = everything(who)
    seen = {name: [(p.visible_from, p.headline, p.significant_update_at) for p in publications(one)]
            for name, one in stories.items()}  # fmt: skip
    take_off(who)
    for name, one in stories.items():
        one.refresh_from_db()
        last = one.revisions.order_by("-number").first()
        assert all(credit["author"] != who.pk for credit in last.snapshot["credits"])
        assert broken_versions(one) == [] and not history.differs(one), name
        assert [(p.visible_from, p.headline, p.significant_update_at) for p in publications(one)] == seen[name]
        assert changed(one, timezone.now()) == (name == "private"), name
    assert list(proof.faults()) == []


def test_the_record_says_it_without_the_name(kept, who):
    everything(who)
    take_off(who)
    act = Act.objects.get(verb="name_off", story=None)
    assert act.about["author"] == str(who.uuid) and act.about["instead"] == "staff"
    assert act.text.text == "She was threatened."
    for one in Act.objects.filter(verb="name_off"):
        assert "Canary" not in str(one.about)


def test_two_names_off_one_byline_leave_one_staff_writer(kept, who):
    other = author("Lana Karim")
    article = live_story(credits=[{"author": who}, {"author": other}], now=timezone.now())
    take_off(who)
    take_off(other)
    assert [credit["name"] for credit in Publication.objects.get().credits] == ["A staff writer"]
    assert article.credits.count() == 1


def test_with_the_database_away_nothing_kept_falls_back_on_the_name(kept, who, away):  # noqa: F811
    stories = everything(who)
    paths = [path for path in pages(stories) if "?q=" not in path]
    for path in paths:
        get(path)
    take_off(who)
    gone = away()
    try:
        for path in paths:
            answer = get(path)
            assert not any(word in answer.text for word in (NAME, ARABIC, "Canary", "nazdar-canary")), path
    finally:
        gone.undo()


def test_an_old_address_of_the_author_and_the_portrait_are_gone(kept, who):
    everything(who)
    old_addresses.enter(address="/team/nazdar/", author=who)
    assert get("/team/nazdar/").status == 301
    take_off(who)
    assert (get("/team/nazdar/").status, get("/team/nazdar/").body) == (404, get("/team/nobody/").body)


def test_from_the_history_too_is_the_erasing_of_before_and_for_administrators(kept, who, monkeypatch):
    stories = everything(who)
    with pytest.raises(workflow.NotAllowed, match="administrator"):
        take_off(who, from_history=True)
    assert stories["alone"].credits.filter(author=who).exists()
    called = []
    real = erasing.author
    monkeypatch.setattr(erasing, "author", lambda *args, **more: called.append(args) or real(*args, **more))
    take_off(who, by=person("", is_superuser=True), from_history=True)
    assert len(called) == 1
    for row in Revision.objects.all():
        row.refresh_from_db()
    told = str([holds for _row, holds in history.read_through(Revision.objects.all())])
    assert "Canary" not in told and NAME not in str(Author.objects.values_list("names", flat=True))
    assert list(proof.faults()) == []


@pytest.mark.parametrize(
    ("role", "more", "error", "sentence"),
    [
        ("reporter", {}, workflow.NotAllowed, "role"), ("photo", {}, workflow.NotAllowed, "role"),
        ("audience", {}, workflow.NotAllowed, "role"), ("editor", {"why": " "}, workflow.NotPossible, "Say why"),
        ("editor", {"instead": "x"}, workflow.NotPossible, "Choose what"),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing(kept, who, role, more, error, sentence):
    live_story(credits=[{"author": who}], now=timezone.now())
    before = list(Publication.objects.values()), Act.objects.count(), Revision.objects.count()
    with pytest.raises(error, match=sentence):
        take_off(who, by=person(role), **more)
    assert (list(Publication.objects.values()), Act.objects.count(), Revision.objects.count()) == before


def test_who_is_in_no_byline_and_the_staff_writer_are_refused(kept, who):
    with pytest.raises(workflow.NotPossible, match="No story"):
        take_off(who)
    live_story(credits=[{"author": who}], now=timezone.now())
    take_off(who)
    with pytest.raises(workflow.NotPossible, match="stands in for others"):
        take_off(Author.objects.get(slug=STAFF_SLUG))


def test_all_or_nothing_and_the_worker_tells_what_a_killed_process_did_not(kept, who):
    article = live_story(credits=[{"author": who}], now=timezone.now())
    assert NAME in get(address(article)).text
    for point in ("public", "stories", "outbox"):
        arm(f"take_name_off.after_{point}=raise")
        try:
            with pytest.raises(Failed):
                take_off(who)
        finally:
            arm("")
        assert NAME in get(address(article)).text and not Act.objects.filter(verb="name_off").exists()
    arm("press.before_telling=raise")
    try:
        with pytest.raises(Failed):
            take_off(who)
    finally:
        arm("")
    while work.run_once(timezone.now() + HOUR):
        pass
    assert NAME not in get(address(article)).text


def test_counting_costs_the_same_for_ten(kept, who, django_assert_num_queries):
    for _n in range(3):
        live_story(credits=[{"author": who}], now=timezone.now())
    with django_assert_num_queries(2):
        found = named(who, timezone.now())
    assert (found.public, found.all) == (3, 3)


def test_a_story_that_somebody_is_writing_at_meets_the_new_byline(kept, who):
    by = person()
    article = live_story(by=by, credits=[{"author": who}], now=timezone.now())
    began = article.version
    take_off(who)
    fields = {"standfirst": "Typed meanwhile.", "credits": [{"author": who}]}
    workflow.save(by=by, article=article, fields=fields, base_version=began, now=timezone.now())
    assert [row.author.slug for row in article.credits.all()] == [STAFF_SLUG]
    assert publication.live(article, timezone.now()).credits[0]["slug"] == STAFF_SLUG


def test_a_name_that_was_taken_off_does_not_come_back_with_an_old_version(kept, who):
    article = live_story(by=person(), credits=[{"author": who}], now=timezone.now())
    take_off(who)
    workflow.save(by=person(), article=article, fields={"kicker": "New"}, base_version=99, now=timezone.now())
    workflow.restore(by=person(), article=article, number=1, seen=article.version, now=timezone.now())
    assert [credit.author.slug for credit in article.credits.all()] == [STAFF_SLUG]
    last = article.revisions.order_by("-number").first()
    assert last.why == "Version 1 again, without the names that were taken off since."


def test_the_desk_knows_that_readers_have_the_newest_words(who):
    made = everything(who)
    take_off(who)
    now = timezone.now()
    for kind, one in made.items():
        one.refresh_from_db()
        stands = publication.standing_of(one, now)
        if kind not in ("draft", "down"):
            same = stands.revision_number >= one.words_version
            assert same == (kind != "private"), kind
