"""Every form of the desk takes back what it shows: loaded and sent unchanged, it saves, and nothing differs."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from articles.models import Newsroom, Photo, Section, Tag
from authors.models import Author, User
from newsletter.models import Newsletter


class Controls(HTMLParser):
    """What a browser would send for the form of a page that holds `names`."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[list[tuple[str, str]]] = []
        self.select: tuple[str, list] | None = None
        self.area: list[str] | None = None

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self.forms.append([])
        elif not self.forms or "disabled" in told:
            return
        elif tag == "input" and told.get("name"):
            kind = told.get("type", "text")
            if kind in ("checkbox", "radio") and "checked" not in told:
                return
            if kind not in ("submit", "button", "file", "image"):
                self.forms[-1].append((told["name"], told.get("value") or ("on" if kind == "checkbox" else "")))
        elif tag == "textarea" and told.get("name"):
            self.area = [told["name"], ""]
        elif tag == "select" and told.get("name"):
            self.select = (told["name"], [])
        elif tag == "option" and self.select:
            self.select[1].append(("selected" in told, told.get("value", "")))

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.forms[-1].append((self.area[0], self.area[1].removeprefix("\n")))
            self.area = None
        elif tag == "select" and self.select:
            name, options = self.select
            chosen = [value for picked, value in options if picked] or [value for _p, value in options[:1]]
            self.forms[-1] += [(name, value) for value in chosen]
            self.select = None


def typed(page: str) -> dict:
    """The largest form of the page, as a browser sends it."""
    reader = Controls()
    reader.feed(page)
    sent: dict[str, list[str]] = {}
    for name, value in max(reader.forms, key=len):
        sent.setdefault(name, []).append(value)
    return sent


@pytest.mark.parametrize(
    "model", [Section, Tag, Author, Photo, Newsroom, Newsletter, User], ids=lambda model: model.__name__
)
def test_a_form_sent_as_it_stands_changes_nothing(desk, everything, model):
    row = model.objects.order_by("pk").first()
    if model is Newsroom:  # silent, they mean these
        days = {"error": 3, "reply": 2, "name": 2, "conduct": 10, "legal": 1}
        model.objects.update(digits={"en": "latn", "ar": "latn", "ckb": "arab"}, complaint_days=days)
    before = model.objects.filter(pk=row.pk).values().get()
    meta = model._meta
    where = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    browser = desk("admin")
    answer = browser.post(where, typed(browser.get(where).content.decode()))
    assert answer.status_code == 302, answer.context and answer.context.get("errors")
    after = model.objects.filter(pk=row.pk).values().get()
    assert {k: (v, after[k]) for k, v in before.items() if after[k] != v and k != "saved_at"} == {}


@pytest.mark.parametrize("model", [Section, Tag, Author, Newsletter], ids=lambda model: model.__name__)
def test_a_new_one_is_made_from_the_form_that_is_shown(desk, everything, model):
    meta = model._meta
    where = reverse(f"admin:{meta.app_label}_{meta.model_name}_add")
    browser = desk("admin")
    sent = typed(browser.get(where).content.decode()) | {"names_en": ["Weather"], "slug": ["weather"]}
    sent |= {"name": ["Weather"]} if model is Tag else {}
    answer = browser.post(where, sent)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert model.objects.filter(slug="weather", names__en="Weather").exists()


def test_the_story_sent_as_it_stands_makes_no_version(desk, everything):
    where = reverse("admin:articles_article_change", args=[everything.pk])
    browser = desk("editor")
    browser.post(where, typed(browser.get(where).content.decode()))
    everything.refresh_from_db()
    assert everything.version == everything.revisions.count() == 2


def test_the_desks_language_is_chosen_from_the_menu(desk, people):
    browser = desk("editor")
    browser.post("/admin/language/", {"language": "ckb"})
    assert 'lang="ckb" dir="rtl"' in browser.get("/admin/").content.decode()
    browser.post("/admin/language/", {"language": "xx"})
    assert User.objects.get(pk=people["editor"].pk).desk_language == "ckb"


def test_a_role_opens_the_desk_and_no_role_closes_it(desk, people):
    reporter = people["reporter"]
    where = reverse("admin:authors_user_change", args=[reporter.pk])
    browser = desk("admin")
    sent = typed(browser.get(where).content.decode())
    browser.post(where, sent | {"groups": []})
    assert not User.objects.get(pk=reporter.pk).is_staff
    browser.post(where, typed(browser.get(where).content.decode()) | {"groups": sent["groups"]})
    assert User.objects.get(pk=reporter.pk).is_staff


def test_a_fault_at_the_desk_is_told_there(desk, everything, monkeypatch):
    browser = desk("editor")
    browser.raise_request_exception = False
    monkeypatch.setattr("articles.admin.stories.story_list", lambda *a: 1 / 0)
    answer = browser.get("/admin/articles/article/")
    assert answer.status_code == 500
    assert "still in the form" in answer.content.decode()
