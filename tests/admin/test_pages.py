"""Every page of the desk speaks the newsroom's language and looks its way. Who may open it: tests/authz/matrix.txt."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Tag
from tests import factories

pytestmark = pytest.mark.django_db


def registered():
    return [(model._meta.app_label, model._meta.model_name) for model in admin.site._registry]


def pages(model_name: str, app: str):
    """(what, address) of the pages that exist now."""
    base = f"admin:{app}_{model_name}_"
    yield "list", reverse(base + "changelist")
    if model_name == "sitepage":  # there is one of each, and none is added
        for kind, language in (("about", "en"), ("privacy", "ckb")):
            yield "change", reverse(base + "page", args=[kind, language])
            yield "versions", reverse(base + "versions", args=[kind, language])
        return
    if model_name == "front":  # its rows are made by what one does, and its pages are not the admin's
        for page in ("history/", "part/new/", "part/top/"):
            yield page, reverse(base + "page", args=["en"]) + page
        yield "banner", reverse(base + "banner", args=["en"])
        return
    if model_name == "readership":  # only to look at
        return
    yield "add", reverse(base + "add")
    model = next(m for m in admin.site._registry if (m._meta.app_label, m._meta.model_name) == (app, model_name))
    row = model._default_manager.first()
    if row is not None:
        yield "change", reverse(base + "change", args=[row.pk])


STOCK = re.compile(
    r"\b(objects?|instances?|changelists?|revisions?|purge|successfully|Select \w+ to change|Site administration)\b",
    re.IGNORECASE,
)


def words_on(html: str) -> str:
    """The text that people see."""
    html = re.sub(r"(?s)<(script|style|datalist|select|textarea).*?</\1>", " ", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def all_pages(client):
    yield client.get("/admin/")
    for app, name in registered():
        for _what, url in pages(name, app):
            yield client.get(url, follow=True)
    story = Article.objects.first()
    for verb in ("publish", "schedule", "update", "take_down", "send_back", "submit"):
        yield client.get(reverse("admin:articles_article_verb", args=[story.pk, verb]))
    yield client.get(reverse("admin:articles_tag_delete", args=[Tag.objects.first().pk]))
    yield client.get(reverse("admin:password_change"))


def test_the_words_are_a_newsrooms_and_only_our_own_sheets_and_scripts_are_linked(desk, everything):
    client = desk("admin")
    for answer in all_pages(client):
        html, url = answer.content.decode(), answer.request["PATH_INFO"]
        if "/auth/group/" not in url:  # rights bear Django's names
            assert STOCK.findall(words_on(html)) == [], url
        for sheet in re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"', html):
            assert sheet.startswith("/static/desk/css/"), url
        for attributes, inside in re.findall(r"(?s)<script([^>]*)>(.*?)</script>", html):
            assert re.search(r'src="/static/desk/js/[\w.]+"', attributes) and not inside.strip(), url
        assert not re.search(r"<style|\sstyle=|\son\w+=", html), url
        assert html.count("<h1") == 1 and "<title>" in html, url


@pytest.mark.parametrize("language, direction", [("en", "ltr"), ("ar", "rtl"), ("ckb", "rtl")])
def test_the_door_opens_in_three_languages(client, room, language, direction):
    html = client.get(f"/admin/login/?desk={language}").content.decode()
    assert f'<html lang="{language}" dir="{direction}"' in html
    assert all(name in html for name in ("English", "العربية", "کوردی"))


def test_a_wrong_password_is_told_in_a_sentence_and_the_name_is_kept(client, room):
    answer = client.post("/admin/login/", {"username": "shirin", "password": "wrong"})
    assert "do not go together" in answer.content.decode() and 'value="shirin"' in answer.content.decode()


def test_what_is_not_there_or_not_allowed_is_said_with_the_bar_above_it(desk, everything):
    client = desk("reporter")
    missing = client.get("/admin/articles/article/999999/change/")
    refused = client.get("/admin/articles/newsroom/")
    assert (missing.status_code, refused.status_code) == (404, 403)
    for answer in (missing, refused):
        assert 'class="bar"' in answer.content.decode()


def small_photo(people):
    return factories.photo(factories.picture((64, 48)), by=people["photo"])


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    "url", ["/admin/", "/admin/articles/article/", "/admin/articles/photo/", "/admin/articles/front/en/"]
)
def test_ten_cost_what_one_costs(url, desk, people, everything):
    client = desk("editor")
    client.get(url)
    one = queries(client, url)
    for number in range(9):
        story = factories.story(by=people["reporter"], photo=small_photo(people))
        if number % 3 == 0:
            factories.live_story(by=people["editor"])
        if number % 3 == 1:
            from articles import workflow

            workflow.submit(by=people["reporter"], article=story, now=factories.NOW)
    assert queries(client, url) <= one + (0 if url != "/admin/" else 3)  # home: the checks of what is ready


def test_the_desk_is_never_kept_framed_or_indexed(desk, everything):
    answer = desk("editor").get("/admin/articles/article/")
    policy = answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store" and answer["X-Robots-Tag"] == "noindex"
    assert "frame-ancestors 'none'" in policy and "unsafe" not in policy and "default-src 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Referrer-Policy"] == "same-origin"


def test_only_pages_with_the_editor_let_style_attributes_be(desk, everything):
    page = reverse("admin:articles_article_change", args=[everything.pk])
    assert "style-src-attr 'unsafe-inline'" in desk("editor").get(page)["Content-Security-Policy"]
    assert "unsafe-inline" not in desk("photo").get(page)["Content-Security-Policy"]


def test_transport_security_is_promised_only_where_there_is_any(client, room, settings):
    assert "Strict-Transport-Security" not in client.get("/admin/login/")
    settings.HTTPS = True
    answer = client.get("/admin/login/")
    assert answer["Strict-Transport-Security"] and "upgrade-insecure-requests" in answer["Content-Security-Policy"]
