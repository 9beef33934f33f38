"""A source's name is taken out of everything at once: texts of now and before, lists, feeds, data, search, archive."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import erasing, history, proof, sources, workflow
from articles.history import broken_versions
from articles.models import Act, ActText, Article, Photo, Publication, Revision
from articles.publication import changed, standing_of
from articles.workflow.sources import words_of
from newsroom.lib.failpoints import Failed, arm
from newsroom.lib.jobs import work
from newsroom.lib.names import Names
from tests.factories import HOUR, author, live_story, newsroom, person, photo, publications, state, story
from tests.newsroom.test_pressed import address
from tests.newsroom.test_withdraw import away  # noqa: F401  a fixture
from tests.wsgi import ask as get

pytestmark = pytest.mark.django_db(transaction=True)
NAME, ARABIC, KURDISH = "Bahar Canary", "بهار كناري", "بەهار کەناری"
NAMES = Names([NAME, ARABIC, KURDISH])
INSTEAD = {"en": "a woman from Erbil", "ar": "امرأة من أربيل", "ckb": "ژنێک لە هەولێر"}
SPOKEN = (NAME, NAME.upper(), ARABIC, KURDISH, "Canary", "كناري", "کەناری")


@pytest.fixture
def room(kept):
    newsroom(dated_versions=True)
    return kept


def seen(names=NAMES, instead=INSTEAD) -> str:
    return sources.look(names, timezone.now()).digest(names, words_of(instead))


def take_off(by=None, names=NAMES, instead=INSTEAD, **more):
    said = {"seen": seen(names, instead), "why": "She was threatened."} | more
    return workflow.take_source_off(by=by or person(), names=names, instead=instead, now=timezone.now(), **said)


def everything() -> dict[str, Article]:
    """One story of each kind in which the name stands, each in another place."""
    by, now = person(), timezone.now()
    about = author("Lana Karim", slug="lana-karim")
    shown = photo(alts={"en": f"{NAME} at her door", "ar": f"{ARABIC} عند الباب"},
                  captions={"en": f"The door of {NAME}."})  # fmt: skip
    live = {"by": by, "now": now, "credits": [{"author": about}], "tags": ["Buses"]}
    body = f'<p>The street is dark. {NAME} says so, as <a href="https://x.example/a">{NAME}’s brother</a> does.</p>'
    found = {
        "body": live_story(body=body, **live),
        "head": live_story(headline=f"The door of {NAME}", slug="the-door", kicker=NAME.upper(), **live),
        "around": live_story(standfirst=f"It was {NAME}.", dateline_place=f"{NAME}’s house",
                             byline_override=f"As told by {NAME}", **live),
        "picture": live_story(photo=shown, **live),
        "arabic": live_story(language="ar", headline=f"قال و{ARABIC} شيئاً", slug="said",
                             body=f"<p>قال ل{ARABIC} أحدهم.</p>", **live),
        "kurdish": live_story(language="ckb", headline=f"هەواڵی {KURDISH}", slug="hewal",
                              body=f"<p>{KURDISH} گوتی.</p>", **live),
        "before": live_story(headline=f"{NAME} speaks", slug="speaks", **live),
        "private": live_story(headline="Of readers", **live),
        "down": live_story(headline=f"Down: {NAME}", slug="down", **live),
        "draft": story(by=by, headline=f"Draft of {NAME}", now=now),
        "waits": story(by=by, headline=f"Waits for {NAME}", slug="waits", now=now),
    }  # fmt: skip
    workflow.save(by=by, article=found["before"], fields={"headline": "She speaks"}, base_version=99, now=now)
    workflow.update(by=by, article=found["before"], kind="update", override="test", note="It is told anew.",
                    now=timezone.now())  # fmt: skip
    workflow.save(by=by, article=found["private"], fields={"standfirst": f"Only {NAME} knows."}, base_version=99,
                  now=timezone.now())  # fmt: skip
    workflow.schedule(by=by, article=found["waits"], at=now + HOUR, now=now, override="test")
    workflow.take_down(by=by, article=found["down"], why="x", now=timezone.now())
    return found


PAGES = (
    "/", "/news/", "/feeds/latest.xml", "/feeds/latest.atom", "/feeds/latest.json", "/news/feed.xml", "/topics/buses/",
    "/topics/buses/feed.xml", "/authors/lana-karim/", "/authors/lana-karim/feed.xml", "/sitemap.xml", "/ar/",
    "/sitemap-news.xml", "/ar/feeds/latest.xml", "/ckb/feeds/latest.json", "/search/?q=door",
    f"/ar/search/?q={quote('شيئاً')}",
)  # fmt: skip
# Searches for the name say it again themselves; what they find is counted.
SEARCHES = ("/search/?q=canary", f"/ar/search/?q={quote(ARABIC)}", f"/ckb/search/?q={quote(KURDISH)}")


def pages(stories: dict) -> list[str]:
    prefix = {"arabic": "/ar", "kurdish": "/ckb"}
    own = [
        prefix.get(name, "") + address(one) for name, one in stories.items() if name not in ("draft", "waits", "down")
    ]
    day = address(stories["head"]).rpartition("the-door")[0]
    archive = [edition + day[:most] for edition in ("", "/ar", "/ckb") for most in (6, 9, 12)]
    return [*PAGES, *own, *archive, address(stories["before"]) + "versions/"]


def test_the_name_stands_nowhere_that_readers_come(room):
    stories = everything()
    before = {path for path in pages(stories) if any(word in get(path).text for word in SPOKEN)}
    silent = set(pages(stories)) - before  # lists of months, and of addresses alone
    assert silent <= {"/sitemap.xml", *(edition + address(stories["head"])[:6] for edition in ("", "/ar", "/ckb"))}, (
        silent
    )
    found = [get(path).text for path in SEARCHES]
    assert address(stories["head"]) in found[0] and "said/" in found[1] and "hewal/" in found[2]
    done = take_off()
    assert (done.stories, done.photos) == (len(stories), 1)
    assert done.texts == 9  # of "before" the first alone; of "private" none; the one that waits
    for path in pages(stories):
        answer = get(path)
        assert answer.status == 200, path
        assert not any(word in answer.text for word in SPOKEN), path
    found = [get(path).text for path in SEARCHES]
    assert not any(f"/{one.slug}/" in text for text in found for one in stories.values() if one.slug)
    assert address(stories["head"]) in get("/search/?q=woman").text
    page = get(address(stories["body"])).text
    assert ("dark. A woman from Erbil says so, as <a href=\"https://x.example/a\">a woman from Erbil’s brother</a>"
            in page)  # fmt: skip
    assert "قال وامرأة من أربيل شيئاً" in get("/ar" + address(stories["arabic"])).text
    assert "A woman from Erbil at her door" in get(address(stories["picture"])).text
    for out in Publication.objects.all():
        kept = str({name: getattr(out, name) for name in ("photo", *sources.PUBLIC, "body_text", "search_text")})
        assert not any(word in kept for word in (*SPOKEN, "canary")), out
    assert not any(word in str(Photo.objects.values_list("alts", "captions")) for word in SPOKEN)
    assert list(proof.faults()) == []


def test_each_story_gets_a_version_of_words_and_nothing_private_goes_out(room):
    stories = everything()
    moments = {name: [(p.visible_from, p.visible_until, p.significant_update_at, p.slug) for p in publications(one)]
               for name, one in stories.items()}  # fmt: skip
    versions = {name: Article.objects.get(pk=one.pk).version for name, one in stories.items()}
    take_off()
    for name, one in stories.items():
        one.refresh_from_db()
        last = one.revisions.order_by("-number").first()
        assert one.version == one.words_version == last.number == versions[name] + 1, name
        assert not NAMES.stands_in(str(last.snapshot)) and not history.differs(one), name
        assert [
            (p.visible_from, p.visible_until, p.significant_update_at, p.slug) for p in publications(one)
        ] == moments[name]
        assert changed(one, timezone.now()) == (name == "private"), name
        stands = standing_of(one, timezone.now())
        assert not stands.live or (stands.revision_number < last.number) == (name == "private"), name
        assert broken_versions(one) == []


def test_nothing_else_is_changed_byte_for_byte(room):
    body = (f'<p id="b0001">One &amp; “two” <strong>{NAME}</strong>&nbsp;– <q>x</q></p>\n'
            '<ul id="b0002"><li><p>a &lt; b</p></li></ul>')  # fmt: skip
    one = live_story(body=body, standfirst=f"“{NAME}” said", now=timezone.now())
    other = live_story(body="<p>Nobody here.</p>", now=timezone.now())
    was, as_before = Article.objects.get(pk=one.pk), state(other)[0]
    out = Publication.objects.get(story=one.uuid)
    take_off()
    now = Article.objects.get(pk=one.pk)
    assert now.body == was.body.replace(NAME, INSTEAD["en"]) != was.body
    assert now.standfirst == "“A woman from Erbil” said"
    fresh = Publication.objects.get(story=one.uuid)
    assert fresh.body == out.body.replace(NAME, INSTEAD["en"]) and fresh.body_text == out.body_text.replace(
        NAME, INSTEAD["en"]
    )
    touched = {"body", "body_text", "search_text", "search_tokens", "standfirst", "word_count", "renewed_in"}
    for field in Publication._meta.concrete_fields:
        assert field.name in touched or getattr(fresh, field.attname) == getattr(out, field.attname), field.name
    touched = {"body", "standfirst", "word_count", "version", "words_version"}
    for field in Article._meta.concrete_fields:
        assert field.name in touched or getattr(now, field.attname) == getattr(was, field.attname), field.name
    assert now.word_count == fresh.word_count == was.word_count + 2
    assert state(other)[0] == as_before


def test_the_record_says_it_once_a_story_and_once_as_a_whole_without_the_name(room):
    stories = everything()
    count = Act.objects.count()
    take_off()
    acts = Act.objects.filter(verb="source_off")
    assert Act.objects.count() == count + len(stories) + 1 == count + acts.count()
    assert set(acts.values_list("story", flat=True)) == {None, *(one.uuid for one in stories.values())}
    whole = acts.get(story=None)
    assert whole.text.text == "She was threatened." and whole.about["stories"] == len(stories)
    texts = ActText.objects.filter(act__in=acts).values_list("text", flat=True)
    said = str(list(acts.values())) + str(list(texts)) + str(list(Revision.objects.filter(
        number__in=[one.version + 1 for one in stories.values()]).values_list("why")))  # fmt: skip
    assert not any(word in said for word in (*SPOKEN, *INSTEAD.values()))


def test_a_name_that_cannot_be_mended_is_told_and_the_rest_is(room):
    one = live_story(
        body="<p><strong>Bahar</strong> Canary and Bahar Canary.</p>", slug="bahar-canary-speaks", now=timezone.now()
    )
    alone = live_story(headline="Bahar Canaryan", slug="other", now=timezone.now())
    workflow.update(by=person(), article=one, kind="correction", note=f"It was {NAME}, not her brother.", place="top",
                    override="test", now=timezone.now())  # fmt: skip
    found = sources.look(NAMES, timezone.now())
    assert [held.story.pk for held in found.held] == [one.pk, alone.pk]
    assert [place.found.why for place in found.held[0].places] == ["split", "", "note", "address"]
    assert [place.found.why for place in found.held[1].places] == ["inside"]
    before = state(alone)[0]
    assert take_off().stories == 1
    assert Publication.objects.get(story=one.uuid, visible_until=None).body.endswith(
        "<strong>Bahar</strong> Canary and a woman from Erbil.</p>"
    )
    assert state(alone)[0] == before
    with pytest.raises(workflow.NotPossible, match="stands in no story"):
        take_off()
    assert erasing.words(NAME, by=person(), now=timezone.now()).corrections  # what is append-only, by its own way


def test_whatever_changed_since_it_was_looked_at_is_looked_at_again(room):
    one = live_story(body=f"<p>{NAME} came.</p>", now=timezone.now())
    digest = seen()
    workflow.save(by=person(), article=one, fields={"standfirst": f"By {NAME}"}, base_version=99, now=timezone.now())
    before = state(one)
    with pytest.raises(workflow.Stale, match="Nothing is changed yet"):
        take_off(seen=digest)
    with pytest.raises(workflow.Stale):  # other words than those that were shown
        take_off(seen=seen(instead=INSTEAD | {"en": "a man"}))
    assert state(one) == before
    assert take_off().stories == 1


def test_two_people_who_confirm_the_same_do_it_once(room):
    live_story(body=f"<p>{NAME} came.</p>", now=timezone.now())
    digest = seen()
    take_off(seen=digest)
    with pytest.raises(workflow.NotPossible, match="stands in no story"):
        take_off(seen=digest)
    assert Act.objects.filter(verb="source_off").count() == 2


def test_a_form_that_was_open_does_not_bring_the_name_back(room):
    by = person()
    one = live_story(by=by, body=f"<p>{NAME} came.</p>", now=timezone.now())
    one.refresh_from_db()
    began = one.version
    take_off()
    fields = {"body": one.body.replace("came", "left"), "headline": "Typed meanwhile"}
    with pytest.raises(workflow.Stale):
        workflow.save(by=by, article=one, fields=fields, base_version=began, now=timezone.now())
    assert not NAMES.stands_in(Article.objects.get(pk=one.pk).body)


@pytest.mark.parametrize(
    ("role", "more", "error", "sentence"),
    [
        ("reporter", {}, workflow.NotAllowed, "role"), ("photo", {}, workflow.NotAllowed, "role"),
        ("audience", {}, workflow.NotAllowed, "role"), ("editor", {"why": " "}, workflow.NotPossible, "Say why"),
        ("editor", {"why": f"{NAME} asked"}, workflow.NotPossible, "The reason has the name"),
        ("editor", {"instead": {"en": " "}}, workflow.NotPossible, "Write what stands"),
        ("editor", {"instead": {"ar": "امرأة"}}, workflow.NotPossible, "English"),
        ("editor", {"instead": {"en": f"not {NAME}"}}, workflow.NotPossible, "other words"),
        ("editor", {"instead": {"en": "x" * 81}}, workflow.NotPossible, "At most 80"),
        ("editor", {"instead": {"en": "the longest words that somebody could find, and a few more"}},
         workflow.NotPossible, "Kicker|kicker"),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing(room, role, more, error, sentence):
    one = live_story(kicker=f"It is what {NAME} calls the night bus of line 11", now=timezone.now())
    before = state(one), Act.objects.count()
    with pytest.raises(error, match=sentence):
        take_off(by=person(role), **more)
    assert (state(one), Act.objects.count()) == before


def test_all_or_nothing_and_the_worker_tells_what_a_killed_process_did_not(room):
    one = live_story(body=f"<p>{NAME} came.</p>", now=timezone.now())
    assert NAME in get(address(one)).text
    before = state(one)
    for point in ("public", "stories", "outbox"):
        arm(f"take_source_off.after_{point}=raise")
        try:
            with pytest.raises(Failed):
                take_off()
        finally:
            arm("")
        assert NAME in get(address(one)).text and state(one) == before
    arm("press.before_telling=raise")
    try:
        take_off()
    except Failed:
        pass
    finally:
        arm("")
    while work.run_once(timezone.now() + HOUR):
        pass
    assert NAME not in get(address(one)).text


def test_with_the_database_away_nothing_kept_falls_back_on_the_name(room, away):  # noqa: F811
    stories = everything()
    paths = [path for path in pages(stories) if "?q=" not in path]
    for path in paths:
        get(path)
    take_off()
    gone = away()
    try:
        for path in paths:
            assert not any(word in get(path).text for word in SPOKEN), path
    finally:
        gone.undo()


def test_looking_costs_the_same_for_twenty(room):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            found = sources.look(NAMES, timezone.now())
        assert all(one.public and one.places for one in found.held)
        return len(asked)

    def one_more():
        live_story(body=f"<p>{NAME} came.</p>", photo=photo(captions={"en": f"{NAME} at home"}), now=timezone.now())

    one_more()
    first = queries()
    for _n in range(19):
        one_more()
    assert len(sources.look(NAMES, timezone.now()).held) == 20 and queries() == first


def test_two_hundred_stories_at_a_time_and_how_many_are_left(room, monkeypatch):
    monkeypatch.setattr(sources, "MOST", 2)
    for n in range(5):
        story(headline=f"{NAME}, part {n}", now=timezone.now())
    told = []
    for _n in range(3):
        told.append((sources.look(NAMES, timezone.now()).more, take_off().stories))
    assert told == [(3, 2), (1, 2), (0, 1)]
    assert not sources.look(NAMES, timezone.now()).held


def test_a_picture_of_no_story_and_what_has_the_name_as_its_own(room):
    alone = photo(captions={"en": f"{NAME} at home", "ar": "باب"})
    who = author(NAME)
    found = sources.look(NAMES, timezone.now())
    assert [row.pk for row, _places in found.photos] == [alone.pk] and found.elsewhere == [who] and not found.held
    assert take_off().photos == 1
    alone.refresh_from_db()
    assert alone.captions == {"en": "A woman from Erbil at home", "ar": "باب"}


def test_a_hostile_name_and_hostile_words_stay_text(room):
    names = Names(['<img src=x onerror="a">'])
    one = live_story(body='<p>He wrote &lt;img src=x onerror="a"&gt; there.</p>', now=timezone.now())
    take_off(names=names, instead={"en": '</script><b onclick="x">&'})
    body = Publication.objects.get(story=one.uuid).body
    assert "<b" not in body and "&lt;/script&gt;&lt;b onclick=" in body and body.endswith("&amp; there.</p>")
    assert "</script><b" not in get(address(one)).text
