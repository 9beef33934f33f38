"""Packages, series, authors' pages and the site's own pages at the desk."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from articles import packages, site_pages, workflow
from articles.models import Act, Banner, Package, PublicPlace, Role, Series, SitePage, SitePageVersion
from articles.packages import Wanted
from authors.models import Author
from tests.factories import NOW, author, live_story, newsroom, story

ADD = "/admin/articles/package/add/"
ABOUT = "/admin/articles/sitepage/about/en/"


def sent(*rows: tuple[str, str], **more) -> dict:
    return {
        "name": "Bridges", "titles_en": "The bridges", "shown": "on", "turn": "0",
        "item_story": [typed for typed, _role in rows], "item_role": [role for _typed, role in rows],
    } | more  # fmt: skip


def places() -> list[tuple]:
    return list(PublicPlace.objects.order_by("position").values_list("group", "role"))


def test_a_package_is_put_together_by_headline_number_or_address_in_its_order(desk):
    one, two, three = live_story(headline="The first"), live_story(headline="The second"), story(headline="A draft")
    rows = [
        (packages.label(two), "main"),
        ("the first", "sidebar"),
        (f"/admin/articles/article/{three.pk}/change/", "factbox"),
    ]
    answer = desk("editor").post(ADD, sent(*rows, ("", "sidebar")))
    made = Package.objects.get()
    assert answer.status_code == 302 and answer["Location"].endswith(f"/{made.pk}/change/")
    assert places() == [
        (two.translation_group, "main"), (one.translation_group, "sidebar"), (three.translation_group, "factbox"),
    ]  # fmt: skip
    assert (made.titles, made.turn, Act.objects.filter(verb="packaged").count()) == ({"en": "The bridges"}, 1, 1)
    page = desk("editor").get(answer["Location"]).content.decode()
    assert page.index("The second") < page.index("The first") and "data-grip" in page and 'data-move="-1"' in page


def test_a_story_of_a_package_or_a_banner_is_named_by_a_part_of_its_headline_or_any_address(desk):
    one = live_story(headline="The chess club of Ankawa")
    live_story(headline="Another story")
    own = f"/{one.address_date:%Y/%m/%d}/{one.slug}/"
    for typed in ("chess club", f"https://news.example{own}", own, f"/a/{one.pk}/", f"#{one.pk}", str(one.pk)):
        assert desk("editor").post(ADD, sent((typed, "main"))).status_code == 302, typed
        assert places() == [(one.translation_group, "main")], typed
        Package.objects.all().delete()
        PublicPlace.objects.all().delete()
        banner = {"text": "The bridge is open", "story": typed, "until": "", "seen": "0"}
        assert desk("editor").post("/admin/articles/front/banner/en/", banner).status_code == 302, typed
        assert Banner.objects.get().story == one.uuid, typed
        Banner.objects.all().delete()


def test_a_headline_that_ends_in_a_number_is_that_storys(desk):
    other = live_story(headline="Another story")
    one = live_story(headline=f"Room #{other.pk}")
    assert desk("editor").post(ADD, sent((one.headline, "main"))).status_code == 302
    assert places() == [(one.translation_group, "main")]


def test_a_story_in_two_languages_under_one_headline_is_one(desk):
    one = live_story(headline="GDP")
    workflow.translate(by=one.made_by, article=one, language="ar", now=NOW)
    assert desk("editor").post(ADD, sent(("GDP", "main"))).status_code == 302


@pytest.mark.parametrize(
    "rows, more, said",
    [
        ([("No such story", "main")], {}, "is no story of ours"), ([("#999999", "main")], {}, "is no story of ours"),
        ([("Twice", "main")], {}, "may be one of several: “Twice #"),
        ([("first and", "main")], {}, "may be one of several"),
        ([("The first", "main"), ("The first", "sidebar")], {}, "stands twice"),
        ([("The first", "main"), ("The second", "main")], {}, "one main story"),
        ([("The first", "boss")], {}, "is not known"), ([("The first", "main")], {"name": ""}, "required"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(desk, rows, more, said):
    for headline in ("The first", "The second", "Twice", "Twice", "First and last", "First and best"):
        live_story(headline=headline)
    answer = desk("editor").post(ADD, sent(*rows, **more))
    page = answer.content.decode()
    assert answer.status_code == 200 and said in page and not Package.objects.exists()
    assert all(typed in page for typed, _role in rows) and "The bridges" in page


def test_of_two_who_change_one_package_the_second_is_told(desk, people):
    one, two = live_story(headline="The first"), live_story(headline="The second")
    made = workflow.arrange_package(by=people["editor"], package=Package(), name="B", titles={}, shown=True, now=NOW,
                                    wanted=[Wanted(one.translation_group, Role.MAIN)])  # fmt: skip
    url = reverse("admin:articles_package_change", args=[made.pk])
    desk("editor").post(url, sent(("The first", "main"), ("The second", "sidebar"), turn="1"))
    late = desk("publisher").post(url, sent(("The second", "main"), turn="1", name="Mine"))
    assert late.status_code == 409 and "Someone else changed this package" in late.content.decode()
    assert "Mine" in late.content.decode() and [role for _group, role in places()] == ["main", "sidebar"]
    assert Package.objects.get().name == "Bridges" and two
    page = late.content.decode()
    there = page[page.index("The package as it is now") : page.index("<form", page.index("The package as it is now"))]
    assert "Bridges" in there and packages.label(one) in there and packages.label(two) in there and "Mine" not in there
    turn = late.context["form"]["turn"].value()
    again = desk("publisher").post(url, sent(("The second", "main"), turn=turn, name="Mine"))
    assert again.status_code == 302 and Package.objects.get().name == "Mine"


def test_a_story_is_put_into_a_package_from_its_own_form(desk, people):
    one = live_story(by=people["editor"])
    empty = workflow.arrange_package(
        by=people["editor"], package=Package(), name="Empty", titles={}, shown=True, wanted=[], now=NOW
    )
    page = desk("editor").get(reverse("admin:articles_article_change", args=[one.pk])).content.decode()
    assert 'form="package-put"' in page and "stands in no package" in page
    form = {"story": one.pk, "package": empty.pk, "role": "background"}
    assert desk("editor").post("/admin/articles/package/put/", form).status_code == 302
    assert places() == [(one.translation_group, "background")]
    desk("editor").post("/admin/articles/package/put/", form | {"role": "main"})
    assert places() == [(one.translation_group, "main")]
    assert "Empty" in desk("editor").get(reverse("admin:articles_article_change", args=[one.pk])).content.decode()


def test_taking_a_package_apart_leaves_its_stories(desk, people):
    one = live_story()
    made = workflow.arrange_package(by=people["editor"], package=Package(), name="B", titles={}, shown=True, now=NOW,
                                    wanted=[Wanted(one.translation_group, Role.MAIN)])  # fmt: skip
    assert desk("editor").post(f"/admin/articles/package/{made.pk}/delete/", {"post": "yes"}).status_code == 302
    assert (Package.objects.count(), places()) == (0, []) and Act.objects.filter(verb="package_removed").exists()


# --- series --------------------------------------------------------------------------------------------------


def test_a_series_gets_an_address_from_its_name_and_stays_while_a_story_is_in_it(desk):
    sent = {"names_en": "The bridges of Erbil", "slug": "", "parts_planned": "5"}
    assert desk("editor").post("/admin/articles/series/add/", sent).status_code == 302
    of = Series.objects.get()
    assert (of.slug, of.parts_planned) == ("the-bridges-of-erbil", 5)
    story(series=of, part=1, headline="The first bridge")
    page = desk("editor").post(f"/admin/articles/series/{of.pk}/delete/", {"post": "yes"}).content.decode()
    assert "The first bridge" in page and Series.objects.exists()


# --- the site's own pages ------------------------------------------------------------------------------------


def test_every_page_in_every_language_stands_in_the_list_and_looking_writes_nothing(desk):
    page = desk("publisher").get("/admin/articles/sitepage/").content.decode()
    for kind in SitePage.Kind:
        for code in ("en", "ar", "ckb"):
            assert f"/admin/articles/sitepage/{kind}/{code}/" in page
            assert desk("publisher").get(f"/admin/articles/sitepage/{kind}/{code}/").status_code == 200
    assert not SitePage.objects.exists()


def test_saving_what_stands_there_by_itself_keeps_it_following(desk):
    shown = desk("publisher").get("/admin/articles/sitepage/privacy/en/").context["form"]["body"].value()
    desk("publisher").post("/admin/articles/sitepage/privacy/en/", {"body": shown, "seen": "0"})
    assert not SitePage.objects.exists()
    newsroom(complaint_keep_days=42)
    assert "42 days" in desk("publisher").get("/privacy/").content.decode()


def test_each_save_is_a_version_that_comes_back_and_emptied_the_page_says_what_it_came_with(desk):
    for seen, text in enumerate(("<p>One.</p>", "<h2>Two</h2><p>Two.</p>")):
        assert desk("publisher").post(ABOUT, {"body": text, "seen": seen}).status_code == 302
    assert "Two." in desk("publisher").get("/about/").content.decode()
    versions = desk("publisher").get(ABOUT + "versions/").content.decode()
    assert "One." in versions and "Two." in versions
    desk("publisher").post(ABOUT + "versions/", {"number": "1", "seen": "2"})
    assert "One." in desk("publisher").get("/about/").content.decode()
    assert [one.number for one in SitePageVersion.objects.all()] == [3, 2, 1]
    desk("publisher").post(ABOUT, {"body": "", "seen": "3"})
    page = desk("publisher").get("/about/").content.decode()
    assert "One." not in page and "reports the news" in page
    assert Act.objects.filter(verb="site_page").count() == 4


def test_of_two_who_write_one_page_the_second_is_told_and_keeps_the_text(desk):
    desk("publisher").post(ABOUT, {"body": "<p>Theirs.</p>", "seen": "0"})
    late = desk("admin").post(ABOUT, {"body": "<p>Mine.</p>", "seen": "0"})
    page = late.content.decode()
    assert late.status_code == 409 and "Mine." in page and "Someone else saved this page" in page
    assert SitePage.objects.get().body.endswith("Theirs.</p>")
    again = {"body": "<p>Mine.</p>", "seen": late.context["form"]["seen"].value()}
    assert desk("admin").post(ABOUT, again).status_code == 302 and "Mine." in SitePage.objects.get().body


@pytest.mark.parametrize("seen", [{"seen": "2"}, {}, {"seen": "x"}], ids=["older", "none", "odd"])
def test_an_old_version_takes_no_newer_text_away_that_was_not_seen(desk, seen):
    for version, text in enumerate(("<p>One.</p>", "<p>Two.</p>")):
        desk("publisher").post(ABOUT, {"body": text, "seen": version})
    assert 'name="seen" value="2"' in desk("publisher").get(ABOUT + "versions/").content.decode()
    desk("admin").post(ABOUT, {"body": "<p>Theirs.</p>", "seen": "2"})
    late = desk("publisher").post(ABOUT + "versions/", {"number": "1"} | seen)
    page = late.content.decode()
    assert late.status_code == 409 and "Someone else saved this page since" in page and "Theirs." in page
    assert SitePage.objects.get().body.endswith("Theirs.</p>") and 'name="seen" value="3"' in page
    assert desk("publisher").post(ABOUT + "versions/", {"number": "1", "seen": "3"}).status_code == 302
    assert SitePage.objects.get().body.endswith("One.</p>")


def test_who_may_not_change_a_page_is_told_who_may(desk):
    said = "Only duty editors and administrators may change the site’s pages."
    assert said in desk("editor").get(ABOUT).content.decode()
    assert all(said not in desk(role).get(ABOUT).content.decode() for role in ("publisher", "admin"))


@pytest.mark.parametrize("text, said", [("x" * (site_pages.MOST + 1), "is the most"), ("<p>x" * 3000, "at most 2000")])
def test_a_text_that_cannot_be_kept_is_refused_and_stays(desk, text, said):
    answer = desk("publisher").post(ABOUT, {"body": text, "seen": "0"})
    assert answer.status_code == 200 and said in answer.content.decode() and not SitePage.objects.exists()


def test_pages_that_are_none_are_404_also_in_a_language_that_was_given_up(desk):
    newsroom(languages=["en", "ar"])
    for path in ("nothing/en/", "about/ckb/", "about/fr/"):
        assert desk("publisher").get(f"/admin/articles/sitepage/{path}").status_code == 404
        assert desk("publisher").get(f"/admin/articles/sitepage/{path}versions/").status_code == 404


# --- authors -------------------------------------------------------------------------------------------------


def test_an_author_s_pages_elsewhere_are_checked_and_kept_in_order(desk):
    who = author("Awa", slug="awa")
    url = reverse("admin:authors_author_change", args=[who.pk])
    sent = {"names_en": "Awa", "kind": "person", "contact": "awa@canal.example", "languages": ["ar", "en"],
            "links": "https://b.example/awa\nhttps://a.example/awa\n", "on_masthead": "on"}  # fmt: skip
    assert desk("editor").post(url, sent).status_code == 302
    who = Author.objects.get(pk=who.pk)
    assert who.links == ["https://b.example/awa", "https://a.example/awa"] and who.languages == ["ar", "en"]
    assert "https://b.example/awa\nhttps://a.example/awa" in desk("editor").get(url).content.decode()
    for links in (
        "javascript:alert(1)",
        "a.example/awa",
        "https://a.example\nnothing",
        "\n".join(f"https://{n}.example" for n in range(11)),
    ):
        answer = desk("editor").post(url, sent | {"links": links})
        assert answer.status_code == 200 and links.split("\n")[-1] in answer.content.decode()
    assert Author.objects.get(pk=who.pk).links == ["https://b.example/awa", "https://a.example/awa"]


# --- the words that the settings had -------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_newsroom_s_old_words_become_pages_and_can_go_back():
    before, after = ("articles", "0015_complaints"), ("articles", "0020_series_packages_site_pages")
    try:
        executor = MigrationExecutor(connection)
        executor.migrate([before])
        old = executor.loader.project_state([before]).apps.get_model("articles", "Newsroom")
        words = {"en": "We & you.\n\nA <small> house.", "ar": "نحن."}
        old.objects.create(pk=1, names={"en": "The Canal"}, about=words, privacy={"ckb": "تایبەت"}, languages=["en"])
        executor = MigrationExecutor(connection)
        executor.migrate([after])
        pages = {(page.kind, page.language): page.body for page in SitePage.objects.all()}
        assert pages == {
            ("about", "en"): "<p>We &amp; you.</p>\n<p>A &lt;small&gt; house.</p>", ("about", "ar"): "<p>نحن.</p>",
            ("privacy", "ckb"): "<p>تایبەت</p>",
        }  # fmt: skip
        executor = MigrationExecutor(connection)
        executor.migrate([before])
        old = executor.loader.project_state([before]).apps.get_model("articles", "Newsroom")
        assert (old.objects.get().about, old.objects.get().privacy) == (words, {"ckb": "تایبەت"})
    finally:
        call_command("migrate", verbosity=0)
