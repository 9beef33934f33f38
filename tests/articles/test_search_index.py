"""The search's index is derived: it follows every write in its transaction, is checked and made anew by a command, and
loses for good what stories lose."""

import io
import re
import sqlite3

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from articles import erasing, renames, search, sources, workflow
from articles.models import Publication, Spelling, Tag
from articles.search import engines, keeping, spelling, sqlite
from newsroom import doctor
from newsroom.lib.folding import RULES, terms
from newsroom.lib.jobs.models import Job
from newsroom.lib.names import Names
from tests.factories import DAY, HOUR, MINUTE, NOW, author, live_story, newsroom, person, publications

LATER = NOW + HOUR
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="FTS5 is SQLite's")


@pytest.fixture(autouse=True)
def room(db):
    newsroom()


def holds(*tokens: str) -> list[int]:
    """What the engine itself has, public or not."""
    return engines.matching(tuple((token,) for token in tokens), 100)


def found(query: str, language: str = "en", at=LATER) -> tuple[int, ...]:
    return search.find(query, language, at).publications


def search_terms(query: str):
    return terms(query, "en")


def checked() -> str:
    out = io.StringIO()
    call_command("search_index", "--check", stdout=out)
    return out.getvalue()


def damaged() -> str:
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("search_index", "--check", stdout=out)
    return out.getvalue()


# --- it follows -------------------------------------------------------------------------------------------------


def test_it_follows_a_row_by_whatever_road():
    live_story(headline="Canary")
    [out] = Publication.objects.all()
    assert holds("h_canari", "canary") == [out.pk]
    Publication.objects.filter(pk=out.pk).update(search_tokens="other l_en")
    assert holds("canary") == [] and holds("other") == [out.pk]
    Publication.objects.filter(pk=out.pk).update(headline="Not what is searched")
    assert holds("other") == [out.pk]
    out.delete()
    assert holds("other") == []


def test_what_is_taken_back_never_was():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        live_story(headline="Canary")
        assert holds("canary")
        raise ZeroDivisionError
    assert holds("canary") == [] and not Spelling.objects.filter(word="canary").exists()


def test_a_story_that_is_taken_down_leaves_it_and_one_that_is_back_is_there():
    by = person()
    story = live_story(by=by, headline="Canary")
    workflow.take_down(by=by, article=story, why="test", now=LATER)
    assert holds("canary") == [] and holds("l_en") == []
    story.refresh_from_db()
    workflow.schedule(by=by, article=story, at=NOW + DAY, now=LATER + HOUR, override="test")
    assert len(holds("canary")) == 1 and found("canary", at=NOW + DAY / 2) == ()
    assert len(found("canary", at=NOW + DAY)) == 1
    assert "finds what the stories have" in checked()
    story.refresh_from_db()
    workflow.unschedule(by=by, article=story, now=LATER + 2 * HOUR)
    story.refresh_from_db()
    workflow.publish(by=by, article=story, now=LATER + 3 * HOUR, override="test")  # the notice goes
    assert "finds what the stories have" in checked()
    call_command("search_index", "--rebuild", stdout=io.StringIO())
    assert len(holds("canary")) == 1 and len(found("canary", at=NOW + DAY)) == 1


@pytest.mark.parametrize("kind", ["author", "tag"])
def test_a_new_name_is_found_and_the_old_one_is_not(kind):
    who = author("Nazdar Amin")
    live_story(credits=[{"author": who}], tags=["Canals"])
    assert found("amin") and found("canals")
    if kind == "author":
        who.names = {"en": "Nazdar Hawrami"}
        who.save()
        old, new = "amin", "hawrami"
    else:
        tag = Tag.objects.get()
        tag.names = {"en": "Waterways"}
        tag.save()
        old, new = "canals", "waterways"
    for job in Job.objects.filter(kind__in=["articles.author_changed", "articles.tag_changed"]):
        follow = renames.follow_author if kind == "author" else renames.follow_tag
        assert follow(job.payload[kind]) == 1
    assert found(new) and not found(old) and not known(old) and "finds what the stories have" in checked()
    assert search.correct(search_terms(new[:-2] + new[-1]), "en", LATER, search.Narrowed()).said.lower() == new


def known(word: str) -> bool:
    return Spelling.objects.filter(word=word).exists()


def test_words_of_names_leave_with_the_last_story_that_has_them():
    by = person("", is_superuser=True)
    said = {"by": by, "dateline_place": "Hawler", "body": "<p>Then the mayor, Zozan, spoke.</p>"}
    one, other = live_story(headline="Kestrel", tags=["Lanterns"], **said), live_story(headline="Pelican", **said)
    assert all(map(known, ("kestrel", "lanterns", "hawler", "zozan", "pelican")))
    workflow.take_down(by=by, article=one, why="test", now=LATER)
    assert not known("kestrel") and not known("lanterns")
    assert known("hawler") and known("zozan") and known("pelican")
    assert "finds what the stories have" in checked()
    workflow.take_down(by=by, article=other, why="test", now=LATER)
    assert not Spelling.objects.exists() and "finds what the stories have" in checked()


def test_words_of_names_leave_with_what_no_reader_ever_had():
    by = person("", is_superuser=True)
    story = live_story(by=by, headline="Kestrel")

    def wait(headline: str, at) -> None:
        workflow.save(by=by, article=story, fields={"headline": headline}, base_version=99, now=at)
        story.refresh_from_db()
        workflow.schedule(by=by, article=story, at=NOW + DAY, now=at, override="test")
        story.refresh_from_db()

    wait("Pelican", LATER)
    assert known("pelican")
    workflow.unschedule(by=by, article=story, now=LATER + MINUTE)
    story.refresh_from_db()
    assert not known("pelican") and known("kestrel")
    wait("Avocet", LATER + 2 * MINUTE)
    workflow.take_down(by=by, article=story, why="test", now=LATER + 3 * MINUTE)
    assert not Spelling.objects.exists() and "finds what the stories have" in checked()


def test_a_headline_that_gave_way_is_known_while_it_is_searched():
    """What readers had before an update stays in the index until the story leaves; both go together."""
    by = person("", is_superuser=True)
    story = live_story(by=by, headline="Kestrel")
    workflow.save(by=by, article=story, fields={"headline": "Pelican"}, base_version=99, now=LATER)
    story.refresh_from_db()
    workflow.update(by=by, article=story, kind="update", now=LATER, override="test")
    story.refresh_from_db()
    assert known("kestrel") and holds("kestrel") and "finds what the stories have" in checked()
    assert search.correct(search_terms("Kestrol"), "en", LATER + HOUR, search.Narrowed()) is None
    workflow.take_down(by=by, article=story, why="test", now=LATER + HOUR)
    assert not Spelling.objects.exists() and "finds what the stories have" in checked()


# --- checked and made anew ---------------------------------------------------------------------------------------


def name_off(who, by):
    workflow.take_name_off(by=by, author=who, instead="staff", why="Asked.", now=LATER)


def source_off(who, by):
    names, instead = Names(["Canary"]), {"en": "a friend"}
    seen = sources.look(names, LATER).digest(names, instead)
    workflow.take_source_off(by=by, names=names, instead=instead, seen=seen, why="Asked.", now=LATER)


def author_erased(who, by):
    erasing.author(who, by=by, now=LATER)


def words_erased(who, by):
    erasing.words("Canary", by=by, now=LATER)


def renamed(who, by):
    who.names = {"en": "Bahar Kestrel"}
    who.save()
    assert renames.follow_author(who.pk) == 4


@pytest.mark.parametrize("act", [name_off, source_off, author_erased, words_erased, renamed])
def test_what_left_it_stays_out_when_its_words_become_others(act):
    by, who = person("", is_superuser=True), author("Bahar Canary")
    said = {
        "by": by,
        "credits": [{"author": who}],
        "headline": "Canary of the harbour",
        "body": "<p>Harbour Canary.</p>",
    }
    down, back, live = live_story(**said), live_story(**said), live_story(**said)
    for one in (down, back):
        workflow.take_down(by=by, article=one, why="test", now=NOW + MINUTE)
    workflow.publish(by=by, article=back, now=NOW + 2 * MINUTE, override="test")
    assert [len(publications(one)) for one in (down, back, live)] == [1, 2, 1] and len(holds("harbour")) == 2
    act(who, by)
    assert "finds what the stories have" in checked() and len(holds("harbour")) == 2
    for out in Publication.objects.all():
        left = out.visible_until is not None
        assert left == (out.search_tokens == out.search_headline == out.search_text == ""), out.pk


def test_one_word_that_nobody_has_is_one_word():
    Spelling.objects.create(language="en", key="nobody", word="nobody", said="Nobody")
    assert "1 word is known of names that no story has any more." in damaged()


def test_it_is_checked_and_made_anew():
    live_story(headline="Canary", credits=[{"author": author("Nazdar Hawrami")}])
    assert "finds what the stories have" in checked()
    Publication.objects.update(search_text="x", search_tokens="x l_en")
    Spelling.objects.create(language="en", key="nobody", word="nobody", said="Nobody")
    said = damaged()
    assert "“Canary” (version 2) is searched by other words than it has." in said
    assert "words are known of names that no story has" in said
    call_command("search_index", "--rebuild", stdout=io.StringIO())
    assert "finds what the stories have" in checked() and found("canary")
    assert not known("nobody") and Spelling.objects.filter(word="hawrami").exists()


@on_sqlite
def test_an_index_that_differs_from_the_rows_is_found_and_mended():
    live_story(headline="Canary")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO articles_search(rowid, search_tokens) VALUES (9999, 'ghost l_en')")
    assert "does not have what the stories have" in damaged()
    call_command("search_index", "--rebuild", stdout=io.StringIO())
    assert holds("ghost") == [] and "finds what" in checked()


def test_a_migrate_makes_what_is_missing_and_brings_old_rules_up_to_date():
    live_story(headline="Canary")
    Publication.objects.update(search_tokens="", search_headline="", search_text="", search_rules=0)
    engine = "articles_search_added" if connection.vendor == "sqlite" else "articles_search"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP {'TRIGGER' if connection.vendor == 'sqlite' else 'INDEX'} {engine}")
    wrong = [one.sentence for one in doctor.search_index(NOW) if one.wrong]
    assert len(wrong) == 2 and engine in wrong[0] and "older version" in wrong[1]
    connection.check_constraints()  # a migrate has nothing that waits for the commit
    keeping.after_migrating(None, "default")
    assert [one.wrong for one in doctor.search_index(NOW)] == [False]
    assert found("canary") and Publication.objects.get().search_rules == RULES and "finds what" in checked()


def test_the_command_alone_brings_old_rules_up_to_date():
    live_story(headline="Canary")
    Publication.objects.update(search_rules=0)
    out = io.StringIO()
    call_command("search_index", stdout=out)
    assert "Brought up to date: 1 public texts." in out.getvalue()


def test_a_later_version_is_found_when_it_opens_and_the_one_before_until_then():
    by = person()
    story = live_story(by=by, headline="Canary")
    workflow.save(by=by, article=story, fields={"headline": "Sparrow"}, base_version=9, now=NOW)
    workflow.schedule(by=by, article=story, at=NOW + DAY, now=NOW, override="test")
    first, second = (out.pk for out in publications(story))
    assert (found("canary"), found("sparrow")) == ((first,), ())
    assert (found("canary", at=NOW + DAY), found("sparrow", at=NOW + DAY)) == ((), (second,))


# --- it forgets --------------------------------------------------------------------------------------------------


def pages_of_the_index() -> str:
    """All that FTS5 keeps in its own tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT block FROM articles_search_data UNION ALL SELECT term FROM articles_search_idx")
        return "\n".join(bytes(block or b"").decode("latin-1") for (block,) in cursor.fetchall() if block)


@on_sqlite
def test_what_is_erased_is_gone_from_the_pages_of_the_index_too(monkeypatch):
    for number in range(3):
        live_story(headline=f"Story {number}", standfirst="With qaraqush, once.", now=NOW + number * HOUR)
    assert "qaraqush" in pages_of_the_index()
    erasing.words("qaraqush", by=None, now=NOW + DAY)
    assert holds("qaraqush") == [] and Job.objects.filter(kind="articles.words_went").count() == 1
    assert not Spelling.objects.filter(word="qaraqush").exists()
    keeping.purge()
    assert "qaraqush" not in pages_of_the_index()
    assert len(found("story", at=NOW + DAY)) == 3 and "finds what" in checked()


def test_a_name_that_is_taken_off_is_no_longer_known_and_one_that_others_have_is():
    who, other = author("Nazdar Hawrami"), author("Karwan Hawrami")
    live_story(credits=[{"author": who}])
    live_story(credits=[{"author": other}])
    assert {"nazdar", "hawrami", "karwan"} <= set(Spelling.objects.values_list("word", flat=True))
    erasing.author(who, by=None, now=NOW + HOUR)
    known = set(Spelling.objects.values_list("word", flat=True))
    assert "nazdar" not in known and {"hawrami", "karwan"} <= known


# --- near spellings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("karim", "karim", 0), ("karim", "karm", 1), ("karim", "karrim", 1), ("karim", "karem", 1), ("karim", "kairm", 1),
     ("karim", "kram", 2), ("", "abc", 3)],
)  # fmt: skip
def test_letters_apart(one, other, apart):
    assert spelling.distance(one, other) == spelling.distance(other, one) == apart


def test_a_word_that_is_not_public_is_never_offered():
    by = person()
    story = live_story(by=by, headline="The bridge")
    held = live_story(by=by, headline="Qaraqush is safe", embargo_until=NOW + DAY)
    assert held.pk != story.pk and Spelling.objects.filter(word="qaraqush").exists()
    narrowed = search.Narrowed()
    assert search.correct(search_terms("qaraqsh"), "en", LATER, narrowed) is None
    assert search.correct(search_terms("qaraqsh"), "en", NOW + DAY, narrowed).said == "Qaraqush"


def test_short_words_and_numbers_are_left_as_they_are():
    live_story(headline="Oil in 2026, and Ali")
    for query in ("oli", "2062", "al", "x" * 300):
        assert search.correct(search_terms(query), "en", LATER, search.Narrowed()) is None


# --- the engine's own language -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ['"', '""', "'", "a*", "*", "NEAR(a b)", "a AND b", "-a", "a:b", "search_tokens:a", "^a", "{a b}:c", "a & b | !c",
     "a <-> b", "l_en", "h_bridge", "_", "\\", "a\\'b", ":*", "()", "\u202e\u2066", "\0", "%", "a\nb", '"a b', "«»"],
)  # fmt: skip
def test_no_query_is_anything_but_words(query):
    live_story(headline="The bridge stands", standfirst="Nothing.", body="<p>More.</p>")
    search.find(query, "en", LATER)
    search.count(query, "en", LATER)
    search.correct(search_terms(query), "en", LATER, search.Narrowed())
    for token in re.findall(r"[^\W_]+_[^\W_]+", query):  # a mark of ours is no word
        assert found(token) == (() if token == "l_en" else found("h bridge"))


def test_the_index_says_the_same_as_reading_every_text():
    """Whatever the engine: the words of a story find it, and only words that it has."""
    texts = ["Night buses return", "The bus is late", "A bridge, a canal", "Nothing to see"]
    rows = {}
    for text in texts:
        live_story(headline=text, standfirst="", body="<p>—</p>", credits=[])
        rows[text] = Publication.objects.latest("pk").pk
    for word in ("night", "buses", "bus", "bridge", "canal", "nothing", "the"):
        stems = {word, word.removesuffix("es"), f"{word}es"}  # bus, buses
        wanted = {rows[text] for text in texts if stems & set(text.lower().replace(",", "").split())}
        assert set(found(word)) == wanted, word


def test_the_triggers_use_nothing_of_django_s():
    """What they call must be there for every program that writes to the file."""
    plain = sqlite3.connect(":memory:")
    plain.execute("CREATE TABLE articles_publication (id INTEGER PRIMARY KEY, search_tokens TEXT)")
    plain.execute(sqlite.CREATE)
    for name, rest in sqlite.TRIGGERS.items():
        plain.execute(f"CREATE TRIGGER {name} {rest}")

    def holds(token: str) -> list:
        sql, asked = sqlite.question(((token,),), 9, True)
        return plain.execute(sql.replace("%s", "?"), asked).fetchall()

    plain.execute("INSERT INTO articles_publication VALUES (1, 'canary l_en')")
    plain.execute("UPDATE articles_publication SET search_tokens = 'sparrow l_en'")
    assert (holds("canary"), holds("sparrow"), holds("l_en")) == ([], [(1,)], [(1,)])
    plain.execute("DELETE FROM articles_publication")
    assert holds("sparrow") == []
