"""Paste a story: what was read is shown, what was not is named, and a draft is made once."""

import pytest

from articles.copy.pasted import as_copy
from articles.models import Article, OldAddress
from tests import factories

PAGE = "/admin/articles/article/paste/"
LABELLED = "Headline: Buses return\nSection: news\nByline: Nazdar Amin\n\nEleven lines run again.\n\nUntil four."
MAIL = (
    "From: Nazdar Amin <nazdar@example.org>\nTo: desk@example.org\nSubject: Re: Buses return\nDate: today\n\n"
    "Eleven lines run again.\n\nUntil four.\n\n-- \nNazdar, +964 1\n"
)


def typed(text: str, **more) -> dict:
    return {"text": text, "language": "en", "section": ""} | more


def test_reading_shows_the_fields_and_makes_nothing(desk):
    factories.section("news")
    text = desk("reporter").post(PAGE, typed(LABELLED, read="1")).content.decode()
    for said in ("Buses return", "Nazdar Amin", "News", "2 paragraphs", "Make a draft"):
        assert said in text
    assert not Article.objects.exists()


def test_making_gives_a_draft_of_the_person_who_pasted(desk, people):
    factories.section("news")
    answer = desk("reporter").post(PAGE, typed(LABELLED, make="1"))
    article = Article.objects.get()
    assert answer["Location"] == f"/admin/articles/article/{article.pk}/change/"
    assert (article.headline, article.step, article.made_by) == ("Buses return", "draft", people["reporter"])
    assert [credit.author.names["en"] for credit in article.credits.all()] == ["Nazdar Amin"]


def test_pasted_twice_is_one_story(desk):
    factories.section("news")
    for _ in range(2):
        desk("reporter").post(PAGE, typed(LABELLED, make="1"))
    assert Article.objects.count() == 1


def test_a_mail_is_read_and_asks_for_its_section(desk):
    news = factories.section("news")
    answer = desk("editor").post(PAGE, typed(MAIL, read="1"))
    assert answer.status_code == 422
    assert "which section" in answer.content.decode()
    desk("editor").post(PAGE, typed(MAIL, section=news.pk, make="1"))
    article = Article.objects.get()
    assert article.headline == "Buses return"
    assert "964" not in article.body
    assert article.body.count("<p") == 2


def test_a_mail_becomes_labelled_copy_and_other_text_stays():
    assert as_copy(MAIL).startswith("Byline: Nazdar Amin\nHeadline: Buses return\n\nEleven")
    assert as_copy(LABELLED) == LABELLED
    assert as_copy("") == ""
    assert as_copy("الموضوع: عنوان\nمن: نازدار\n\nنص").startswith("Headline: عنوان\nByline: نازدار")


@pytest.mark.parametrize("text", ["Headline: Only\n", "Headline: x\nPrice: 5\n\nText.", "<!doctype html><p>x"])
def test_what_cannot_be_read_comes_back_with_a_sentence(desk, text):
    factories.section("news")
    answer = desk("editor").post(PAGE, typed(text, make="1"))
    assert answer.status_code == 422
    assert not Article.objects.exists()
    assert "Headline: " in answer.content.decode() or "doctype" in answer.content.decode()


@pytest.mark.parametrize(("role", "status"), [("reporter", 200), ("editor", 200), ("photo", 403), ("audience", 403)])
def test_who_may_paste(desk, role, status):
    assert desk(role).get(PAGE).status_code == status


def test_an_old_address_is_entered_by_pasting_where_it_leads(desk):
    article = factories.live_story()
    day = article.address_date
    where = f"https://news.example/{day.year}/{day.month:02d}/{day.day:02d}/{article.slug}/"
    add = "/admin/articles/oldaddress/add/"
    answer = desk("editor").post(add, {"address": "/2019/old/", "leads_to": where})
    assert answer.status_code == 302
    assert OldAddress.objects.get().story == article.uuid
    again = desk("editor").post(add, {"address": where, "leads_to": where})
    assert again.status_code == 200
    assert "cannot lead elsewhere" in again.content.decode()
    assert desk("editor").get("/admin/articles/oldaddress/").status_code == 200
    assert desk("reporter").get(add).status_code == 403
