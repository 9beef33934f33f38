"""J, with C18, G15 and B17: lists, series, packages, what stands beside a story, authors, the site's own pages."""

import re
from collections import Counter

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from articles import site_pages, workflow
from articles.addresses import SITE
from articles.models import Credit, SitePage, Tag
from articles.pages import archive, company, corrections, listings
from articles.pages import series as series_page
from newsroom.lib.languages import LANGUAGES
from tests.articles.test_pages import Element, data, get
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    author,
    live_story,
    newsroom,
    path_of,
    person,
    photo,
    picture,
    section,
    story,
)
from tests.reader.making import (
    HEADLINES,
    PREFIXES,
    a_reporter,
    cards,
    feeds_of,
    languages,
    package,
    page_at,
    part,
    series,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_sections")]


# --- lists ---------------------------------------------------------------------------------------------------


@languages
def test_j1_a_section_front_has_a_heading_a_lead_and_cards_of_one_link_each(client, language):
    shown = photo(picture((640, 420)))
    for n in range(3):
        live_story(language=language, headline=f"{HEADLINES[language]} {n}", slug=f"story-{n}", photo=shown)
    page = get(client, f"{PREFIXES[language]}/news/")
    assert page.one("h1").text and len([e for e in page.all("div") if "lead" in (e["class"] or "").split()]) == 1
    assert len(cards(page)) == 2
    for card in cards(page):
        (link,) = card.all("a")
        assert link.inside("h2") and not list(link.all("img")) and next(card.all("img"))["alt"] == ""
    assert data(page, "CollectionPage")["name"] == page.one("h1").text


def test_j1_a_section_without_stories_is_whole(client):
    page = get(client, "/culture/")
    assert page.one("h1").text == "Culture" and "No stories" in page.one("main").text


@languages
def test_j2_an_author_page_has_all_stories_in_any_role_and_how_to_reach_them(client, language):
    who = a_reporter(language)
    other = author("Ben")
    for n, role in enumerate(("reporting", "photos", "editing", "translation")):
        credits = [{"author": other}, {"author": who, "role": role}] if role != "reporting" else [{"author": who}]
        live_story(
            language=language,
            headline=f"{HEADLINES[language]} {n}",
            slug=f"s-{n}",
            credits=credits,
            now=NOW + n * HOUR / 9,
        )
    page = get(client, f"{PREFIXES[language]}/authors/awa/")
    with override(language):
        roles = ["", *(str(dict(Credit.Role.choices)[role]) for role in ("photos", "editing", "translation"))]
    assert [told(card, "role") for card in reversed(cards(page))] == roles
    head = page.one("header", class_="heading author")
    links = [a["href"] for a in head.all("a")]
    assert links == ["mailto:awa@canal.example", "https://social.example/@awa", "https://www.other.example/awa"]
    spoken = [("ckb", "کوردیی ناوەندی"), ("en", "English")]
    assert all(name in head.text for _code, name in spoken)
    others = [one for one in spoken if one[0] != language]  # the page's own says nothing of itself
    assert [(b["lang"], b.text) for b in head.all("bdi") if b["lang"] in ("ckb", "en") and b["dir"]] == others
    assert f"{PREFIXES[language]}/authors/awa/feed.xml" in feeds_of(page)


@languages
def test_b17_an_author_page_says_who_it_is_to_machines(client, language):
    live_story(language=language, headline=HEADLINES[language], slug="s", credits=[{"author": a_reporter(language)}])
    page = get(client, f"{PREFIXES[language]}/authors/awa/")
    said = data(page, "ProfilePage")["mainEntity"]
    assert (said["@type"], said["name"], said["knowsLanguage"]) == ("Person", page.one("h1").text, ["ckb", "en"])
    assert said["sameAs"] == ["https://social.example/@awa", "https://www.other.example/awa"]
    assert said["email"] in page.one("main").text and said["jobTitle"] == "Reporter"


def test_b17_an_author_without_any_of_it_is_whole(client):
    live_story(credits=[{"author": author("Ben Azad", slug="ben")}])
    page = get(client, "/authors/ben/")
    said = data(page, "ProfilePage")["mainEntity"]
    assert {"sameAs", "knowsLanguage", "email", "image"} & said.keys() == set()
    assert not list(page.one("header", class_="heading author").all("ul")) and len(cards(page)) == 1


@languages
def test_j3_a_topic_page_has_a_description_and_a_feed(client, language):
    live_story(language=language, headline=HEADLINES[language], slug="s", tags=["Buses"])
    Tag.objects.filter(name="Buses").update(slug="buses", descriptions={language: "All about buses."})
    page = get(client, f"{PREFIXES[language]}/topics/buses/")
    assert page.one("header", class_="heading").one("p", class_="stand").text == "All about buses."
    assert f"{PREFIXES[language]}/topics/buses/feed.xml" in feeds_of(page)
    assert data(page, "CollectionPage")["description"] == "All about buses."


@languages
def test_j3_a_series_page_has_its_parts_in_order_a_description_and_a_feed(client, language):
    of = series()
    for number in (2, 1, 3):
        part(of, number, language, now=NOW + number * HOUR / 9)
    start = PREFIXES[language]
    page = get(client, f"{start}/series/the-bridges/")
    assert (
        page.one("h1").text == of.names[language]
        and of.descriptions[language] in page.one("header", class_="heading").text
    )
    assert [next(card.all("a"))["href"].split("/")[-2] for card in cards(page)] == ["part-1", "part-2", "part-3"]
    assert all(told(card, "role") for card in cards(page))
    assert f"{start}/series/the-bridges/feed.xml" in feeds_of(page)
    feed = client.get(f"{start}/series/the-bridges/feed.xml")
    assert feed.status_code == 200 and feed.content.decode().count("<item ") == 3
    assert f"{start}/series/the-bridges/" in [a["href"] for a in get(client, f"{start}/series/").all("a")]


@languages
def test_j3_a_story_says_which_part_it_is_and_leads_to_those_beside_it(client, language):
    of = series(parts_planned=5)
    one, two, three = (part(of, number, language) for number in (1, 2, 3))
    page = get(client, path_of(two))
    digits = LANGUAGES[language].digits
    said = told(page, "part")
    assert of.names[language] in said and (
        "٢" in said and "٥" in said if digits == "arab" else "2" in said and "5" in said
    )
    ways = {a["rel"]: a["href"] for a in page.one("nav", class_="parts pager").all("a")}
    assert ways == {"prev": path_of(one), "next": path_of(three)}
    assert [a["rel"] for a in get(client, path_of(one)).one("nav", class_="parts pager").all("a")] == ["next"]


def test_j3_parts_that_are_not_public_are_neither_counted_nor_led_to(client):
    of = series()
    one = part(of, 1)
    story(series=of, part=2, headline="A draft"), part(of, 3, now=NOW + DAY / 4)
    workflow.take_down(by=person("editor"), article=part(of, 4), why="test", now=NOW + HOUR)
    page = get(client, path_of(one))
    assert told(page, "part").startswith("Part 1 of 1") and not list(page.all("nav", class_="parts pager"))
    with time_machine.travel(NOW + DAY / 2, tick=False):  # the third opened by itself
        assert told(get(client, path_of(one)), "part").startswith("Part 1 of 3")


def test_j3_two_stories_cannot_be_one_part(client):
    of = series()
    part(of, 1)
    with pytest.raises(workflow.NotPossible, match="Another story is this part of the series already"):
        story(series=of, part=1)
    part(of, 1, "ar")  # its translation is


@pytest.mark.parametrize("kind", ["section", "author", "topic", "series", "archive", "corrections"])
def test_j5_lists_go_on_and_back_by_key(client, monkeypatch, kind):
    """Every page once, forwards by rel=next and back by rel=prev, the same pages; one that is new moves none."""
    for module in (listings, archive, corrections, series_page):
        monkeypatch.setattr(module, "PER_PAGE", 3)
    of, who, by = series(), author("Awa", slug="awa"), person("editor")
    for n in range(8):
        one = live_story(
            series=of,
            part=n + 1,
            slug=f"s-{n}",
            tags=["Buses"],
            credits=[{"author": who}],
            by=by,
            now=NOW + n * HOUR / 9,
        )
        if kind == "corrections":
            workflow.save(by=by, article=one, fields={"standfirst": "Another."}, base_version=9, now=NOW + HOUR)
            workflow.update(
                by=by,
                article=one,
                kind="correction",
                why="x",
                note=f"It was {n}.",
                now=NOW + HOUR + n * MINUTE,
            )
    starts = {
        "section": "/news/", "author": "/authors/awa/", "topic": "/topics/buses/", "series": "/series/the-bridges/",
        "archive": "/2026/11/22/", "corrections": "/corrections/",
    }  # fmt: skip

    def links(page: Element) -> list[str]:
        found = [a["href"].partition("#")[0] for a in page.one("main").all("a")]
        return list(dict.fromkeys(href for href in found if re.search(r"/s-\d/", href)))

    def walk(path: str, rel: str) -> list[tuple[str, list[str]]]:
        found = []
        while path:
            page = get(client, path)
            found.append((path, links(page)))
            path = next((a["href"] for a in page.all("a", rel=rel)), "")
            assert ("noindex" in next(page.all("meta", name="robots"))["content"]) == (
                "?" in found[-1][0] or kind == "archive"
            )
        return found

    forwards = walk(starts[kind], "next")
    assert [len(rows) for _path, rows in forwards] == [3, 3, 2]
    assert len({row for _path, rows in forwards for row in rows}) == 8
    assert walk(forwards[-1][0], "prev") == forwards[::-1]
    live_story(slug="s-9", tags=["Buses"], credits=[{"author": who}], now=NOW + HOUR + HOUR / 2)
    assert walk(forwards[1][0], "next") == forwards[1:]


# --- what stands beside a story ------------------------------------------------------------------------------


def related(page: Element) -> list[str]:
    box = [e for e in page.all("section") if e["class"] == "related"]
    return [next(card.all("a")).text for card in cards(box[0])] if box else []


def packaged(page: Element) -> list[tuple[str, str]]:
    box = [e for e in page.all("section") if e["class"] == "related package"]
    return [(told(card, "role"), next(card.all("a")).text) for card in cards(box[0])] if box else []


def test_c18_related_are_by_package_then_topic_then_section_without_the_story_itself(client):
    own = live_story(headline="The story", tags=["Buses", "Night"])
    live_story(headline="Of one topic", tags=["Buses"], section=section("culture"), now=NOW - 2 * DAY)
    live_story(headline="Of both topics", tags=["Buses", "Night"], section=section("culture"), now=NOW - 9 * DAY)
    live_story(headline="Of the section", now=NOW - DAY)
    side = live_story(headline="In the package", tags=["Buses"], now=NOW - DAY)
    live_story(headline="Of another matter", section=section("culture"))
    story(headline="A draft", tags=["Buses"]), live_story(headline="To come", tags=["Buses"], now=NOW + DAY)
    gone = live_story(headline="Taken down", tags=["Buses"])
    workflow.take_down(by=person("editor"), article=gone, why="test", now=NOW + HOUR)
    package((own, "main"), (side, "sidebar"))
    page = get(client, path_of(own))
    assert packaged(page) == [("Sidebar", "In the package")]
    assert related(page) == ["Of both topics", "Of one topic", "Of the section"]
    assert all(list(card.all("time")) for card in cards(page))
    main = page.one("main").text
    assert main.index("In the package") < main.index("Of both topics")


def test_c18_a_topic_is_not_used_up_by_other_languages_nor_by_one_story_that_goes_out_often(client, monkeypatch):
    monkeypatch.setattr(company, "LOOKED_AT", company.RELATED + 1)
    by, elsewhere = person("editor"), section("culture")
    own = live_story(headline="The story", tags=["Buses"], by=by)
    live_story(headline="Older", tags=["Buses"], section=elsewhere, by=by, now=NOW - DAY)
    often = live_story(headline="Often", tags=["Buses"], section=elsewhere, by=by)
    for n in range(company.RELATED + 1):
        live_story(language="ar", slug=f"ar-{n}", tags=["Buses"], by=by)
        workflow.add_update(by=by, article=often, text=f"More {n}", now=NOW + (n + 1) * MINUTE)
    assert related(get(client, path_of(own))) == ["Often", "Older"]


@pytest.mark.parametrize("topics", [2, 20])
def test_c18_what_stands_beside_is_found_by_indexes_however_many_stories_there_are(client, topics):
    if connection.vendor != "sqlite":
        pytest.skip("The plan is read in SQLite's words.")
    own = live_story(tags=[f"Topic {n}" for n in range(topics)], series=series(), part=1)
    with CaptureQueriesContext(connection) as seen:
        get(client, path_of(own))
    sql = next(one["sql"] for one in seen if "UNION" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql)
        plan = [row[3] for row in cursor.fetchall()]
    assert len([step for step in plan if "publication_topic_newest (tag_id" in step]) == min(
        topics, company.MOST_TOPICS
    )
    sorts = [step for step in plan if "FOR ORDER BY" in step]
    assert len(sorts) == 1 and not [step for step in plan if "publication_newest" in step]  # the parts, of one series


def test_c18_what_stands_beside_costs_the_same_however_much_there_is(client, django_assert_max_num_queries):
    of = series()
    own = live_story(headline="Alone", tags=["Buses"], series=of, part=1)
    with django_assert_max_num_queries(6):  # F13
        get(client, path_of(own))
    others = [live_story(tags=["Buses", f"Tag {n}"], series=of, part=n + 2) for n in range(6)]
    package((own, "main"), *((other, "sidebar") for other in others[:4]))
    package((own, "background"), (others[4], "main"))
    workflow.save(
        by=person("editor"), article=own, fields={"tags": [f"Tag {n}" for n in range(6)]}, base_version=9, now=NOW
    )
    workflow.update(by=person("editor"), article=own, kind="update", why="x", now=NOW + HOUR)
    with django_assert_max_num_queries(6):
        page = get(client, path_of(own))
    assert len(packaged(page)) == 4 and len(related(page)) <= company.RELATED


@languages
def test_packages_stand_on_each_members_page_in_each_language_with_roles(client, language):
    by = person("editor")
    roles = ["background", "main", "sidebar", "factbox"]
    stories = []
    for n, role in enumerate(roles):
        english = live_story(headline=f"Story {n}", slug=f"s-{n}", by=by)
        if language != "en":
            live_story(
                language=language, headline=f"{HEADLINES[language]} {n}", slug=f"s-{n}", by=by,
                translation_group=english.translation_group,
            )  # fmt: skip
        stories.append((english, role))
    package(*stories)
    page = get(client, f"{PREFIXES[language]}/2026/11/22/s-0/")
    with override(language):
        words = [str(label) for label in dict(company.Role.choices).values()]
    assert [role for role, _headline in packaged(page)] == [words[0], words[1], words[3]]  # not its own
    assert ("The city and its bridges" in page.one("main").text) == (language == "en")


def test_under_a_packages_title_stand_its_own_stories_and_those_of_another_lead_the_related(client):
    own, one, two = (live_story(headline=name) for name in ("Own", "One", "Two"))
    live_story(headline="Newer")
    package((own, "main"), (one, "sidebar"), titles={"en": "The bridges"})
    package((own, "main"), (two, "sidebar"), titles={"en": "The ferries"})
    page = get(client, path_of(own))
    assert "The bridges" in page.one("main").text and "The ferries" not in page.one("main").text
    assert packaged(page) == [("Sidebar", "One")] and related(page)[0] == "Two"


def test_a_package_of_one_public_story_shows_nothing(client):
    own = live_story()
    package((own, "main"), (story(headline="A draft"), "sidebar"))
    page = get(client, path_of(own))
    assert packaged(page) == [] and "A draft" not in page.one("main").text


def test_a_packages_title_is_not_told_before_readers_see_another_of_its_stories(client):
    own, other = live_story(), live_story(headline="The other")
    waits = live_story(headline="To come", now=NOW + DAY)
    package((own, "main"), (waits, "sidebar"), name="A", titles={"en": "What is still to come"})
    package((own, "main"), (other, "sidebar"), name="B", titles={})
    page = get(client, path_of(own))
    assert packaged(page) == [("Sidebar", "The other")] and "What is still to come" not in page.one("html").text
    assert page.one("h2", id="package").text == "In this package"


# --- the site's own pages ------------------------------------------------------------------------------------


@languages
def test_j10_each_page_of_the_site_exists_in_each_language(client, language):
    live_story(language=language, headline=HEADLINES[language], slug="s", credits=[{"author": a_reporter(language)}])
    for kind, where in SITE.items():
        page = get(client, PREFIXES[language] + where)
        with override(language):
            assert page.one("h1").text == site_pages.heading(kind)
        assert page.one("html")["lang"] == language and page.one("title").text.endswith(f": {page.one('h1').text}")
        assert len(page.one("main").text) > 120 or kind == "masthead"
        if kind == "masthead":
            assert f"{PREFIXES[language]}/authors/awa/" in [a["href"] for a in page.one("main").all("a")]
            assert "Reporter" in page.one("main").text
        links = [link for link in page.all("link") if link["hreflang"]]
        assert {link["hreflang"]: link["href"].removeprefix("http://127.0.0.1:8000") for link in links} == {
            "x-default": where, **{LANGUAGES[code].hreflang: PREFIXES[code] + where for code in LANGUAGES},
        }  # fmt: skip


@languages
def test_j10_what_stands_there_by_itself_is_in_the_pages_language_and_says_what_is_kept(client, language):
    newsroom(complaint_keep_days=42)
    text = get(client, f"{PREFIXES[language]}/privacy/").one("main").text
    assert ("٤٢" if LANGUAGES[language].digits == "arab" else "42") in text
    english = get(client, "/privacy/").one("main").text
    assert (text == english) == (language == "en")


def test_j10_what_the_desk_writes_stands_there_cleaned_and_the_rest_is_as_it_came(client):
    text = '<h2>Who owns us</h2><p onclick="x()">A <a href="https://x.example/">trust</a>.</p><script>ran()</script>'
    saved = workflow.write_site_page(
        by=person("publisher"), kind="ownership", language="en", text=text, seen=0, now=NOW
    )
    page = get(client, "/ownership/")
    prose = page.one("div", class_="prose")
    assert [e.tag for e in prose.all()] == ["h2", "p", "a"] and "ran()" not in page.one("main").text
    assert not any(e["onclick"] for e in prose.all()) and saved.version == 1
    assert "الملكية" in get(client, "/ar/ownership/").one("h1").text  # the others say what they said
    assert SitePage.objects.count() == 1


def test_b11_the_publisher_has_its_policies_and_each_is_there(client):
    said = data(get(client, path_of(live_story())), "NewsArticle")["publisher"]
    names = ["publishingPrinciples", "ethicsPolicy", "correctionsPolicy", "ownershipFundingInfo", "masthead"]
    for name in names:
        get(client, said[name].removeprefix("http://127.0.0.1:8000"))


@languages
def test_g15_the_foot_is_the_same_in_the_same_order_on_every_kind_of_page(client, language):
    live_story(language=language, headline=HEADLINES[language], slug="s", tags=["Buses"])
    start = PREFIXES[language]
    paths = ["/", "/news/", "/2026/11/22/s/", "/2026/", "/2026/11/", "/authors/", "/topics/", "/series/", "/search/",
             "/corrections/", "/newsletter/", *SITE.values()]  # fmt: skip

    def foot(path: str, status: int = 200) -> list[tuple[str, str]]:
        found = page_at(client, start + path, status)
        return [(a["href"], a.text) for a in found.one("footer", class_="imprint").one("nav").all("a")]

    feet = {path: foot(path) for path in paths} | {"/nothing-here/": foot("/nothing-here/", 404)}
    assert len({tuple(links) for links in feet.values()}) == 1
    wanted = [start + SITE[kind] for kind in ("about", "privacy", "accessibility", "contact")]
    assert [href for href, _text in feet["/"] if href in wanted] == wanted
    # The others stand one step on, where the about page leads.
    onward = {a["href"] for a in page_at(client, f"{start}/about/", 200).one("main").all("a")}
    assert {start + where for kind, where in SITE.items() if kind != "about"} <= onward


# --- the whole of it -----------------------------------------------------------------------------------------


def test_j4_j12_a4_every_story_is_four_clicks_away_no_link_is_dead_no_title_twice_all_in_the_sitemap(client):
    """From the front on by links alone; old stories too. Pages behind the first of a list are not for the index."""
    of, who = series(), author("Awa", slug="awa", job_titles={"en": "Reporter"})
    moments = [NOW - n * DAY for n in (0, 1, 2, 40, 400, 800, 1200, 4000)] + [
        NOW - 5000 * DAY - n * HOUR for n in range(5)
    ]
    wanted = set()
    for n, moment in enumerate(moments):
        made = live_story(
            headline=f"Story number {n}", slug=f"s-{n}", now=moment, credits=[{"author": who}], tags=["Buses"],
            **({"series": of, "part": n + 1} if n < 3 else {}),
        )  # fmt: skip
        wanted.add(path_of(made))
    distance, waiting, titles, indexed = {"/": 0}, ["/"], Counter(), set()
    for path in waiting:
        answer = client.get(path)
        assert answer.status_code == 200, path
        if "html" not in answer["Content-Type"]:
            continue
        page = get(client, path)
        titles[page.one("title").text] += "?" not in path
        if "noindex" not in next(page.all("meta", name="robots"))["content"]:
            indexed.add(path)
        for href in {e["href"].partition("#")[0] for e in page.all() if e["href"]} | {
            e["src"] for e in page.all("img")
        }:
            href = href.removeprefix("http://127.0.0.1:8000")
            if (
                href.startswith("/")
                and not re.match(r"/(?:ar|ckb|static)/|/a/|.*/report/", href)
                and href not in distance
            ):
                distance[href] = distance[path] + 1
                waiting.append(href)
    assert {path: distance.get(path) for path in wanted if distance.get(path, 9) > 4} == {}
    assert {title: count for title, count in titles.items() if count > 1} == {}
    listed = re.findall(r"<loc>http://127\.0\.0\.1:8000(/[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    assert indexed - set(listed) - {"/newsletter/"} == set()


@languages
def test_j9_the_corrections_page_has_each_correction_newest_first_with_its_story_and_a_feed(client, language):
    by = person("editor")
    for n in range(3):
        one = live_story(language=language, headline=f"{HEADLINES[language]} {n}", slug=f"s-{n}", by=by)
        workflow.save(by=by, article=one, fields={"standfirst": "x"}, base_version=9, now=NOW)
        workflow.update(
            by=by, article=one, kind="correction", why="x", note=f"It was {n}.", now=NOW + HOUR + n * HOUR / 9
        )
    start = PREFIXES[language]
    page = get(client, f"{start}/corrections/")
    text = page.one("main").text
    assert text.index("It was 2.") < text.index("It was 1.") < text.index("It was 0.")
    hrefs = [a["href"].partition("#")[0] for a in page.one("main").all("a")]
    assert {f"{start}/2026/11/22/s-{n}/" for n in range(3)} <= set(hrefs)
    feed = client.get(f"{start}/feeds/corrections.xml").content.decode()
    assert feed.count("</item>") == 3 and f"{start}/feeds/corrections.xml" in feeds_of(page)
    assert f"{start}/corrections/policy/" in hrefs
