"""Readers' templates: whole from plain values, in every language, without one query.

No test here asks for the database, so pytest-django refuses every query: zero is not counted but enforced.
"""

import base64
import hashlib
import re
import zoneinfo
from dataclasses import replace
from itertools import pairwise

import pytest
from django.utils.safestring import mark_safe
from justhtml import JustHTML

from articles.edition import Edition, NavSection
from articles.pages import render
from articles.pages.values import (
    AuthorBox,
    Card,
    Hero,
    Link,
    Listing,
    Moment,
    Name,
    Page,
    Picture,
    Series,
    Source,
    Story,
)
from newsroom.lib.languages import LANGUAGES

ALL = tuple(LANGUAGES)
HEADLINES = {"en": "The roof is finished", "ar": "اكتمل السقف", "ckb": "سەربانەکە تەواو بوو"}
MOMENT = Moment("2024-02-08T14:05:00+03:00", "8 Feb 2024, 14:05")
PICTURE = Picture(
    "/media/a.jpg", 1280, 800, "A hall", "/media/a.jpg 1280w", (("image/webp", "/media/a.webp 1280w"),), "100vw"
)
THUMB = Picture("/media/t.jpg", 320, 213, "A hall")
# Everything that a person could type to break out of a page, or to turn the words around it.
HOSTILE = '</script><script>x()</script>"><img src=x onerror=x()>\u202eevil\u2066'


def edition(language="en", *, sections=True) -> Edition:
    prefix = "" if language == "en" else f"/{language}"
    return Edition(
        language=language,
        direction=LANGUAGES[language].direction,
        name="The Newsroom",
        tagline="Reported with care",
        prefix=prefix,
        root_language="en",
        languages=ALL,
        zone=zoneinfo.ZoneInfo("Asia/Baghdad"),
        numbering=LANGUAGES[language].digits,
        week_start=6,
        sections=(
            NavSection(1, "news", "News", "", f"{prefix}/news/"),
            NavSection(2, "sport", "رياضة", "ar", f"{prefix}/sport/"),
        )
        if sections
        else (),
    )


def author(words="Dilan Sirwan") -> AuthorBox:
    return AuthorBox(words, "/authors/dilan-sirwan/", "", words, words, "en", THUMB)


def card(words="A headline", **changes) -> Card:
    made = Card("/2024/02/08/a/", words, words, words, words, Link("/news/", words), MOMENT, THUMB)
    return replace(made, **changes)


def story(language="en", words="", **changes) -> Story:
    words = words or HEADLINES[language]
    made = Story(
        headline=words,
        kicker=words,
        label=words,
        section=Link("/news/", words),
        standfirst=words,
        byline=(Name(words, "/authors/a/"), Name(words, "", "ar", words)),
        byline_override="",
        published=MOMENT,
        updated=MOMENT,
        reading_time="2 min read",
        hero=Hero(PICTURE, words, words, words),
        dateline=words,
        body=mark_safe("<p>One.</p><h2>Two</h2><p>Three.</p>"),
        topics=(Link("/topics/a/", words), Link("/topics/b/", words, "ckb", "rtl")),
        share=(Link("https://wa.me/?text=https%3A%2F%2Fexample.org%2Fa%2F1%2F", "WhatsApp"),),
        authors=(author(words),),
        related=(card(words), card(words, lang="ar", dir="rtl", picture=None)),
        translations=(),
        short_url="https://example.org/a/1/",
    )
    return replace(made, **changes)


def listing(kind, words="Words", **changes) -> Listing:
    lists = {
        "front": {
            "lead": card(words, picture=PICTURE),
            "cards": (card(words),),
            "blocks": ((Link("/news/", words), (card(words), card(words))),),
        },
        "section": {"lead": card(words), "cards": (card(words),), "description": words, "older": "/news/?before=1"},
        "author": {"author": author(words), "cards": (card(words),)},
        "topic": {"cards": (card(words),)},
        "authors": {"people": (author(words), author(words))},
        "topics": {"topics": (Link("/topics/a/", words),)},
        "none": {"cards": (card(words),)},
    }
    return Listing(kind, words, **(lists[kind] | changes))


def page(template, language="en", words="Words", **changes) -> Page:
    its = changes.pop("edition", None) or edition(language)
    made = Page(
        its, template, words, words, its.prefix + "/a/",
        canonical="https://example.org/a/",
        alternates=(("en", "https://example.org/a/"), ("x-default", "https://example.org/a/")),
        section="news",
        og_image=replace(PICTURE, src="https://example.org/media/a.jpg", alt=words),
        og_extra=(("article:section", words),),
        structured=(mark_safe('{"@type": "NewsArticle"}'),),
    )  # fmt: skip
    return replace(made, **changes)


PAGES = {
    "story": lambda language, words: page("story.html", language, words, story=story(language, words)),
    "story without a picture": lambda language, words: page(
        "story.html", language, words, story=story(language, words, hero=Hero(None, words, words, ""))
    ),
    "story of few words": lambda language, words: page(
        "story.html",
        language,
        words,
        story=story(
            language, words, hero=None, kicker="", label="", standfirst="", byline=(), updated=None, reading_time="",
            dateline="", topics=(), share=(), authors=(), related=(),
        ),
    ),
    "translated story": lambda language, words: page(
        "story.html",
        language,
        words,
        story=story(language, words, byline_override=words),
        translations=(Link("/ar/2024/02/08/a/", "العربية", "ar", "rtl"),),
    ),
    "front": lambda language, words: page("listing.html", language, words, listing=listing("front", words)),
    "section": lambda language, words: page("listing.html", language, words, listing=listing("section", words)),
    "empty section": lambda language, words: page(
        "listing.html", language, words, listing=listing("section", words, lead=None, cards=(), older="")
    ),
    "author": lambda language, words: page("listing.html", language, words, listing=listing("author", words)),
    "topic": lambda language, words: page("listing.html", language, words, listing=listing("topic", words)),
    "authors": lambda language, words: page("people.html", language, words, listing=listing("authors", words)),
    "topics": lambda language, words: page("topics.html", language, words, listing=listing("topics", words)),
    "part of a series": lambda language, words: page(
        "story.html",
        language,
        words,
        story=story(
            language, words, age=words, method=(words,), sources=(Source(words, "https://example.org/"), Source(words)),
            series=Series(Link("/series/a/", words), words, card(words), card(words)),
            package=(card(words, role=words),), package_title=words,
        ),
    ),
    "author who can be reached": lambda language, words: page(
        "listing.html", language, words,
        listing=listing("author", words, author=replace(
            author(words), contact="a@example.org", links=(Link("https://example.org/@a", words),),
            tongues=(Link("", words, "ar", "rtl"),),
        ), older="/a/?before=1", newer="/a/"),
    ),
    "page of the site": lambda language, words: page(
        "site_page.html", language, words, css=("components/person", "pages/site"),
        texts={
            "kind": "about", "heading": words, "body": mark_safe("<p>One.</p><h2>Two</h2>"), "people_heading": words,
            "people": (replace(author(words), contact="a@example.org"), author(words)),
            "others": (("ethics", Link("/ethics/", words)),),
        },
    ),
    "404": lambda language, words: page("not_found.html", language, words, listing=listing("none", words)),
    "410": lambda language, words: page("gone.html", language, words, texts={"note": words}),
    "500": lambda language, words: page(
        "broken.html", language, words, edition=edition(language, sections=False), canonical="", og_image=None
    ),
}  # fmt: skip


def html(made: Page) -> str:
    return render.html(replace(made, template=f"articles/{made.template}"))[0].decode()


def parsed(text: str) -> JustHTML:
    return JustHTML(text, sanitize=False)


def flat(node) -> str:
    return " ".join(node.to_text(separator="", strip=False).split())


def levels(doc: JustHTML) -> list[int]:
    return [int(h.name[1]) for h in doc.query("h1, h2, h3, h4, h5, h6")]


@pytest.fixture(params=ALL)
def language(request):
    return request.param


@pytest.fixture(params=PAGES)
def kind(request):
    return request.param


def test_a_page_is_whole_in_every_language(kind, language):
    doc = parsed(html(PAGES[kind](language, HEADLINES[language])))
    (root,) = doc.query("html")
    assert (root.attrs["lang"], root.attrs["dir"]) == (language, LANGUAGES[language].direction)
    assert [len(doc.query(part)) for part in ("body > header", "main#main", "body > footer", "title")] == [1, 1, 1, 1]
    assert len(doc.query("h1")) == 1 and flat(doc.query("h1")[0])
    assert doc.query("a.skip")[0].attrs["href"] == "#main"


def test_headings_never_skip_a_level(kind):
    found = levels(parsed(html(PAGES[kind]("en", ""))))
    assert found[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(found)), found


def test_navigations_have_names_of_their_own(kind, language):
    names = [nav.attrs.get("aria-label") for nav in parsed(html(PAGES[kind](language, ""))).query("nav")]
    assert all(names) and len(names) == len(set(names))


def test_no_script_but_data_and_no_style_but_the_sheet(kind):
    doc = parsed(html(PAGES[kind]("en", "")))
    assert {script.attrs["type"] for script in doc.query("script")} == {"application/ld+json"}
    assert len(doc.query("style")) == 1 and doc.query("[style]") == []
    assert not [e for e in doc.query("*") if any(name.startswith("on") for name in e.attrs)]


def test_the_style_element_holds_exactly_the_hashed_text():
    made = replace(page("story.html", story=story(), css=("pages/story",)), template="articles/story.html")
    body, source = render.html(made)
    style = body.partition(b"<style>")[2].partition(b"</style>")[0]
    assert len(style) > 3000
    assert source == f"'sha256-{base64.b64encode(hashlib.sha256(style).digest()).decode()}'"


def test_every_picture_says_its_size(kind):
    for img in parsed(html(PAGES[kind]("en", ""))).query("img"):
        assert img.attrs["width"].isdigit() and img.attrs["height"].isdigit() and "alt" in img.attrs
        assert ("loading" in img.attrs) != ("fetchpriority" in img.attrs)


def test_what_people_typed_stays_text(kind):
    doc = parsed(html(PAGES[kind]("en", HOSTILE)))
    assert {script.attrs.get("type") for script in doc.query("script")} == {"application/ld+json"}
    assert doc.query("[onerror]") == [] and doc.query("img[src=x]") == []
    if kind not in ("404", "410", "500"):
        assert HOSTILE.split("\u202e")[0] in flat(doc.query("h1")[0])
    assert doc.query('meta[name="description"]')[0].attrs["content"] == HOSTILE


def test_names_and_headlines_in_lists_keep_their_direction_to_themselves(kind):
    """A control character in a name must not turn the words after it (WHATWG, the bdi element)."""
    doc = parsed(html(PAGES[kind]("en", HOSTILE)))
    for selector in ("h2 > a", "h3 > a", ".topics a", ".by a", ".kicker > a", ".sections a", ".share a"):
        for element in doc.query(selector):
            assert [child.name for child in element.children] == ["bdi"], selector
    for credit in doc.query(".credit"):
        assert "evil" not in "".join(part.to_text() for part in credit.children if part.name != "bdi")


def test_a_card_is_one_link_and_its_picture_is_none():
    doc = parsed(html(PAGES["front"]("en", "Words")))
    for one in doc.query("li.card"):
        assert len([a for a in doc.query("li.card a") if a.parent.parent.parent is one]) == 1
    assert doc.query("li.card a picture") == [] and doc.query("a img") == []
    assert {img.attrs["alt"] for img in doc.query("li.card img")} == {""}


def test_a_foreign_card_says_its_language():
    doc = parsed(html(PAGES["story"]("en", "Words")))
    (foreign,) = doc.query("li.card[lang]")
    assert (foreign.attrs["lang"], foreign.attrs["dir"]) == ("ar", "rtl")
    assert {a.attrs["hreflang"] for a in doc.query("li.card[lang] a")} == {"ar"}


def test_a_story_stands_in_the_order_of_print():
    doc = parsed(html(PAGES["story"]("en", "Words")))
    text = html(PAGES["story"]("en", "Words"))
    order = [
        'class="kicker"', "<h1>", 'class="stand"', 'class="byline"', "<figure", "<figcaption", 'class="dateline"',
        "<p>One.", 'class="topics"', 'class="share"', 'class="author"', "</article>", "<form", 'class="related"',
    ]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert doc.query("article .related") == [] and doc.query("article form") == []


def test_credit_names_photographer_and_agency_apart():
    made = page("story.html", story=story(hero=Hero(PICTURE, "A hall.", "Murtaja Lateef", "AFP")))
    doc = parsed(html(made))
    assert flat(doc.query(".credit .creator")[0]) == "Murtaja Lateef"
    assert flat(doc.query(".credit .agency")[0]) == "AFP"
    assert flat(doc.query("figcaption > span")[0]) == "A hall."


def test_a_picture_still_to_come_leaves_its_words():
    doc = parsed(html(PAGES["story without a picture"]("en", "Words")))
    assert doc.query("figure img") == [] and flat(doc.query("figure figcaption > span")[0]) == "Words"


def test_updated_is_shown_only_where_the_story_was():
    assert "Updated" in html(page("story.html", story=story()))
    assert "Updated" not in html(page("story.html", story=story(updated=None)))


def test_every_moment_is_machine_readable():
    doc = parsed(html(PAGES["story"]("en", "Words")))
    assert {time.attrs["datetime"] for time in doc.query("time")} == {MOMENT.iso}


def test_the_languages_lead_to_the_translation_where_there_is_one():
    links = parsed(html(PAGES["translated story"]("en", ""))).query(".tongues a")
    assert [(a.attrs["href"], a.attrs["lang"], a.attrs["hreflang"], a.attrs["dir"]) for a in links] == [
        ("/ar/2024/02/08/a/", "ar", "ar", "rtl")
    ]
    links = parsed(html(PAGES["story"]("en", ""))).query(".tongues a")
    assert [(a.attrs["href"], a.attrs["dir"]) for a in links] == [("/ar/", "rtl"), ("/ckb/", "rtl")]


def test_the_footer_is_the_same_everywhere(language):
    feet = {
        re.sub(r"\s+", " ", html(make(language, "")).partition("</main>")[2]) for make in PAGES.values()
    }  # WCAG 3.2.6
    assert len(feet) == 1


def test_the_section_that_a_page_is_of_is_marked():
    (marked,) = parsed(html(PAGES["story"]("en", ""))).query("[aria-current]")
    assert marked.attrs["aria-current"] == "true" and flat(marked) == "News"


def test_a_foreign_section_name_says_its_language():
    names = parsed(html(PAGES["front"]("en", ""))).query(".sections bdi")
    assert [name.attrs.get("lang") for name in names] == [None, "ar", None]  # the last is the search
