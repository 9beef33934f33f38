"""Old addresses lead on in one hop; loops, chains and addresses of ours are refused."""

from urllib.parse import quote

import pytest
from django.db import IntegrityError, transaction

from articles import old_addresses, workflow
from articles.models import OldAddress, Photo
from articles.refusals import NotPossible
from tests.factories import NOW, author, live_story, newsroom, path_of, person, photo, section, story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def room(db):
    newsroom()


def leads(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 301, answer.status_code
    there = client.get(answer["Location"])
    assert there.status_code == 200, "one hop"
    if there.streaming:
        assert b"".join(there.streaming_content)  # read to its end, the file is closed
    return answer["Location"]


@pytest.mark.parametrize(
    ("entered", "asked"),
    [
        ("/2019/05/night-buses/", "/2019/05/night-buses/"), ("/2019/05/night-buses/", "/2019/05/Night-Buses"),
        ("https://old.example/2019/05/night-buses/?utm_source=x", "/2019/05/night-buses/?fbclid=1"),
        ("?p=17", "/?p=17"), ("/?p=17", "/index.php?p=17"), ("/story.asp?id=9", "/story.asp?id=9"),
        ("/أخبار/خبر-قديم/", "/أخبار/خبر-قديم/"), (quote("/أخبار/خبر-قديم/"), "/أخبار/خبر-قديم"),
    ],
)  # fmt: skip
def test_an_old_address_leads_to_its_story(client, entered, asked):
    article = live_story()
    old_addresses.enter(address=entered, story=article.uuid)
    assert leads(client, asked) == path_of(article)


def test_one_cut_off_at_200_bytes_leads_on_too(client):
    article = live_story()
    long = "/2019/05/" + "-".join(["خبر", "طويل", "جداً", "عن", "الحافلات", "الليلية", "في", "المدينة"] * 3) + "/"
    old_addresses.enter(address=long, story=article.uuid)
    encoded = quote(long)
    assert leads(client, long) == path_of(article)
    for length in (200, 199, 198):
        assert leads(client, encoded[:length].rpartition("%")[0] if length < 200 else encoded[:200]) == path_of(article)


def test_it_leads_to_sections_authors_and_photos(client):
    news, who, picture = section("news"), author("Nazdar Amin"), photo()
    live_story(section=news, credits=[{"author": who}], photo=picture)
    old_addresses.enter(address="/category/old-news/", section=news)
    old_addresses.enter(address="/writer/7/", author=who)
    old_addresses.enter(address="/uploads/bus.jpg", photo=picture.uuid)
    assert leads(client, "/category/old-news/") == "/news/"
    assert leads(client, "/writer/7/") == f"/authors/{who.slug}/"
    assert leads(client, "/uploads/bus.jpg").startswith(f"/media/{picture.uuid}/")


def test_what_is_not_public_is_not_led_to(client):
    draft, unseen = story(), photo()
    old_addresses.enter(address="/old-draft/x/", story=draft.uuid)
    old_addresses.enter(address="/old-photo/x/", photo=unseen.uuid)
    assert client.get("/old-draft/x/").status_code == 404
    assert client.get("/old-photo/x/").status_code == 404
    assert Photo.objects.filter(pk=unseen.pk).exists()


@pytest.mark.parametrize(
    "address",
    ["", "/", "   ", "/news/", "/admin/", "/ar/", "/en/news/", "/newsletter/confirm/x/", "/media/x.jpg", "/about"],
)
def test_our_own_addresses_are_refused(address):
    section("news")
    article = live_story()
    with pytest.raises(NotPossible):
        old_addresses.enter(address=address, story=article.uuid)


def test_a_storys_present_address_is_refused_also_for_itself():
    article = live_story()
    with pytest.raises(NotPossible):
        old_addresses.enter(address=path_of(article), story=article.uuid)


def test_an_address_that_leads_elsewhere_is_refused_and_the_same_again_is_not():
    one, other = live_story(), live_story()
    first = old_addresses.enter(address="/old/1/", story=one.uuid)
    assert old_addresses.enter(address="/OLD/1", story=one.uuid) == first
    with pytest.raises(NotPossible, match="elsewhere"):
        old_addresses.enter(address="/old/1/", story=other.uuid)


def test_the_database_refuses_two_targets():
    with pytest.raises(IntegrityError), transaction.atomic():
        OldAddress.objects.create(address="/x/y/", key="/x/y", section=section(), author=author())


def test_a_story_given_another_address_is_found_under_both(client):
    by = person()
    article = live_story(by=by)
    before = path_of(article)
    workflow.readdress(by=by, article=article, slug="a-better-name", now=NOW)
    assert client.get(path_of(article)).status_code == 200
    assert leads(client, before) == path_of(article)


def test_back_to_the_first_address_makes_no_loop(client):
    by = person()
    article = live_story(by=by)
    first, slug = path_of(article), article.slug
    workflow.readdress(by=by, article=article, slug="second-name", now=NOW)
    second = path_of(article)
    workflow.readdress(by=by, article=article, slug=slug, now=NOW)
    assert client.get(first).status_code == 200
    assert leads(client, second) == first


@pytest.mark.parametrize("slug", ["", "Not Latin", "عربي", "a--b"])
def test_a_bad_address_is_refused_and_nothing_moves(slug):
    by = person()
    article = live_story(by=by)
    before = article.slug
    with pytest.raises(NotPossible):
        workflow.readdress(by=by, article=article, slug=slug, now=NOW)
    article.refresh_from_db()
    assert article.slug == before
    assert not OldAddress.objects.exists()


def test_a_reporter_may_not_move_a_public_story():
    article = live_story()
    with pytest.raises(workflow.NotAllowed):
        workflow.readdress(by=person("reporter"), article=article, slug="mine", now=NOW)


def test_capitals_in_an_address_of_ours_lead_to_the_page(client):
    section("news")
    article = live_story()
    assert leads(client, path_of(article).replace(article.slug, article.slug.upper())) == path_of(article)
    assert leads(client, "/NEWS/") == "/news/"
