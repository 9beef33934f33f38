"""Breaking news at the desk: put up and taken down with one button each, by one person after another."""

import re

import pytest

from articles.models import Banner

from .test_front import EN, five_stories


@pytest.fixture
def stories(people):
    return five_stories(people)


@pytest.fixture
def client(desk):
    return desk("editor")


def test_a_banner_is_put_up_and_taken_down_with_one_button_each(client, stories):
    page = "/admin/articles/front/banner/en/"
    address = f"http://testserver/admin/articles/article/{stories[0].pk}/change/"
    sent = {"text": "The bridge is open", "story": address, "until": "", "seen": "0"}
    html = client.post(page, sent, follow=True).content.decode()
    assert "stands over every page" in html
    assert (
        '<aside class="banner"' in client.get("/").content.decode()
        and stories[0].slug in client.get("/news/").content.decode()
    )
    assert "The bridge is open" in client.get(EN).content.decode()
    row = Banner.objects.get()
    html = client.post(page, sent | {"text": "Closed", "seen": row.pk + 7}).content.decode()
    assert "Someone else changed the banner." in html and 'value="Closed"' in html
    html = client.post(page, {"down": "yes", "seen": row.pk}, follow=True).content.decode()
    assert "The banner is down." in html and '<aside class="banner"' not in client.get("/").content.decode()
    assert "put up breaking news" in html.lower()


def test_the_second_of_two_who_put_breaking_news_up_is_shown_the_first_and_asked(client, desk, stories):
    page = "/admin/articles/front/banner/en/"
    sent = {"text": "The bridge is open", "story": "", "until": "", "seen": "0"}
    assert desk("publisher").post(page, sent).status_code == 302
    answer = client.post(page, sent | {"text": "The bridge is closed"})
    html = answer.content.decode()
    assert answer.status_code == 409 and "The bridge is open" in html and 'value="The bridge is closed"' in html
    assert "The bridge is open" in client.get("/").content.decode()
    seen = re.findall(r'name="seen" value="(\d+)"', html)
    assert len(seen) == 2 and set(seen) == {str(Banner.objects.get().pk)}
    assert client.post(page, sent | {"text": "The bridge is closed", "seen": seen[0]}).status_code == 302
    assert "The bridge is closed" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "Write what the banner says."),
        ({"story": "/nothing/here/"}, "is no story of ours"),
        ({"until": "2020-01-01T10:00"}, "has passed"),
        ({"text": "x" * 161}, "160"),
    ],
)
def test_a_banner_that_cannot_be_comes_back_as_it_was_typed(client, stories, typed, said):
    sent = {"text": "The bridge is open", "story": "", "until": "", "seen": "0"} | typed
    html = client.post("/admin/articles/front/banner/en/", sent).content.decode()
    assert said in html and not Banner.objects.exists()
