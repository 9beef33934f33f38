"""Taking a name out of the text at the desk: who may, what it shows, what will be written, and the confirmation."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import history, workflow
from articles.complaints import Typed
from articles.models import Act, Article, Publication, Revision
from tests.factories import author, live_story, newsroom, person, story

pytestmark = pytest.mark.django_db
NAME, ARABIC = "Nazdar Canary", "نازدار كناري"
PAGE, HISTORY = "admin:articles_article_source", "admin:articles_article_source_history"
ASKED = {"name": NAME, "more": f"{ARABIC}\n\n N. Canary \n", "step": "look"}
SAID = ASKED | {"instead_en": "a nurse", "instead_ar": "ممرضة", "why": "She asked for it."}


@pytest.fixture
def told():
    newsroom()
    now = timezone.now()
    live_story(headline="The door", body=f"<p>Then {NAME} came. So did <em>Nazdar</em> Canary.</p>", now=now)
    live_story(language="ar", headline="الباب", slug="door", body=f"<p>وقالت {ARABIC} ذلك.</p>", now=now)
    return story(headline=f"{NAME}’s draft", body="<p>Nazdar Canaryan &lt;script&gt;N. Canary</p>", now=now)


@pytest.fixture
def desk(client):
    client.force_login(person("editor"))
    return client


def post(client, data, name=PAGE, status=200) -> str:
    answer = client.post(reverse(name), data)
    assert answer.status_code == status
    return answer.content.decode()


def digest(html: str) -> str:
    return re.search(r'name="seen" value="([0-9a-f]*)"', html)[1]


def test_it_is_shown_in_context_before_anything_is_asked(desk, told):
    assert reverse(PAGE) in desk.get(reverse("admin:articles_article_changelist")).content.decode()
    html = desk.get(reverse(PAGE)).content.decode()
    assert 'name="step" value="look"' in html and 'name="why"' not in html
    html = post(desk, ASKED)
    for text in (f"Then <mark>{NAME}</mark> came.",
                 f"وقالت <mark>{ARABIC}</mark> ذلك.", f"<mark>{NAME}</mark>’s draft",
                 "<mark>Nazdar Canary</mark>an &lt;script&gt;", "runs through it",
                 "part of a longer word"):  # fmt: skip
        assert text in html, text
    assert 'name="instead_en"' in html and 'name="instead_ar"' in html and "instead_ckb" not in html
    assert html.count("Readers see it now") == 2 and html.count("Readers do not see it now") == 1
    assert not re.search(r'name="instead_en"[^>]* value=', html)  # nothing is put there by itself
    assert 'value="do"' not in html and 'role="alert"' not in html


def test_what_will_be_written_is_shown_then_one_confirmation_does_it(desk, told):
    html = post(desk, SAID | {"step": "see"})
    assert f"Then <del>{NAME}</del> <ins>a nurse</ins> came." in html
    assert f"<del>{NAME}</del> <ins>A nurse</ins>’s draft" in html and "<ins>ممرضة</ins>" in html
    assert not Act.objects.filter(verb="source_off").exists()
    html = post(desk, SAID | {"step": "do", "seen": digest(html)})
    assert "The name is out of 3 stories" in html and "Where it still stands" in html and "runs through it" in html
    assert reverse(HISTORY) not in html
    assert Article.objects.get(pk=told.pk).headline == "A nurse’s draft"
    assert "Then a nurse came." in Publication.objects.get(language="en").body
    assert "وقالت ممرضة ذلك" in Publication.objects.get(language="ar").body
    assert "It stands in no story" in post(desk, {"name": "Somebody Else", "step": "look"})


def test_what_changed_meanwhile_leads_back_to_the_page(desk, told):
    seen = digest(post(desk, SAID | {"step": "see"}))
    story(headline=f"Another of {NAME}", now=timezone.now())
    html = post(desk, SAID | {"step": "do", "seen": seen}, status=409)
    assert "Nothing is changed yet" in html and "Another of <del>" in html and "She asked for it." in html
    assert not Act.objects.filter(verb="source_off").exists()
    story(language="ckb", headline="N. Canary", slug="n", now=timezone.now())  # a language that was not asked for
    html = post(desk, SAID | {"step": "do", "seen": digest(html)})
    assert 'name="instead_ckb"' in html and "Write what readers find" in html and 'value="do"' not in html
    html = post(desk, SAID | {"step": "see", "instead_ckb": "پەرستارێک"})
    for wrong in ({"instead_en": "a doctor"}, {"seen": ""}, {"seen": "0" * 64}, {"inside": "on"}):
        again = post(desk, SAID | {"step": "do", "seen": digest(html), "instead_ckb": "پەرستارێک"} | wrong, status=409)
        assert "Nothing is changed yet" in again
    assert not Act.objects.filter(verb="source_off").exists()
    assert "4 stories" not in post(desk, SAID | {"step": "do", "seen": digest(html), "instead_ckb": "پەرستارێک"})
    assert Act.objects.filter(verb="source_off", story=None).get().about["stories"] == 5


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": ""}, "Write the name"), ({"name": "A"}, "One letter is no name"),
        ({"more": "A"}, "One letter is no name"),
        ({"name": "Ali", "inside": "on"}, "needs five characters"),
        ({"more": "\n".join(f"Spelling {n}" for n in range(13))}, "At most 12"), ({"name": "x" * 121}, "120"),
        ({"step": "do", "why": ""}, "Write a reason"), ({"step": "do", "why": f"{NAME} asked"},
         "The reason has the name"),
        ({"step": "do", "instead_en": ""}, "Write what readers find"), ({"step": "see", "instead_en": "x" * 81}, "80"),
        ({"step": "see", "instead_en": f"not {NAME}"}, "Write other words"),
    ],
)  # fmt: skip
def test_nothing_typed_is_lost_and_nothing_is_done(desk, told, data, sentence):
    versions = Revision.objects.count()
    html = post(desk, SAID | {"step": "look"} | data)
    assert 'role="alert"' in html and sentence in unescape(html)
    for text in (SAID | data)["name"], (SAID | data)["more"].strip():
        assert text in unescape(html)
    assert Revision.objects.count() == versions


def test_a_hostile_name_and_hostile_words_are_text(desk, told):
    hostile = '"><script>alert(1)</script>'
    html = post(desk, {"name": hostile, "more": "</textarea><script>x</script>", "step": "look"})
    assert "<script>alert" not in html and "<script>x<" not in html
    html = post(desk, SAID | {"step": "see", "instead_en": '"><img src=x>', "why": hostile})
    assert "<img" not in html.replace('<img src="/', "") and "<script>alert" not in html


@pytest.mark.parametrize("role", ["reporter", "photo", "audience", ""])
def test_others_may_not(client, told, role):
    client.force_login(person(role))
    if client.get(reverse("admin:articles_article_changelist")).status_code == 200:
        assert reverse(PAGE) not in client.get(reverse("admin:articles_article_changelist")).content.decode()
    for name in (PAGE, HISTORY):
        assert client.get(reverse(name)).status_code == client.post(reverse(name), SAID).status_code == 403


def test_the_history_is_for_administrators_and_is_the_erasing_of_before(client, told):
    client.force_login(person("editor"))
    assert client.post(reverse(HISTORY), SAID | {"sure": "on"}).status_code == 403
    client.force_login(person("", is_superuser=True))
    html = post(client, SAID | {"step": "do", "seen": digest(post(client, SAID | {"step": "see"}))})
    assert reverse(HISTORY) in html and "a black bar stands there" in html
    assert "Say that you mean it" in post(client, ASKED, HISTORY) and not Act.objects.filter(verb="erased").exists()
    assert client.get(reverse(HISTORY)).status_code == 302
    html = post(client, ASKED | {"sure": "on"}, HISTORY)
    assert "erased from the history" in html and NAME not in html
    assert Act.objects.filter(verb="erased").count() == 3
    held = str([holds for _row, holds in history.read_through(Revision.objects.all())])
    assert NAME not in held and ARABIC not in held


def test_from_a_complaint_whose_kind_is_a_name(desk, told):
    by, now = person(), timezone.now()
    said = Typed.of({"text": "Take me off.", "name": NAME})
    more = {"via": "letter", "typed": said, "received_at": now, "due_on": None, "assigned_to": None, "now": now}
    rows = {
        kind: workflow.enter_complaint(by=by, article=told, kind=kind, form=kind * 4, **more)
        for kind in ("name", "error")
    }
    pages = {kind: desk.get(reverse("admin:articles_complaint_change", args=[row.pk])).content.decode()
             for kind, row in rows.items()}  # fmt: skip
    assert f"{reverse(PAGE)}?complaint={rows['name'].pk}" in pages["name"] and reverse(PAGE) not in pages["error"]
    assert f'value="{NAME}"' in desk.get(reverse(PAGE), {"complaint": rows["name"].pk}).content.decode()
    assert NAME not in desk.get(reverse(PAGE), {"complaint": rows["error"].pk}).content.decode()
    assert NAME not in desk.get(reverse(PAGE), {"complaint": "١"}).content.decode()
    html = post(desk, SAID | {"step": "see", "complaint": rows["name"].pk})
    html = post(desk, SAID | {"step": "do", "complaint": rows["name"].pk, "seen": digest(html)})
    assert reverse("admin:articles_complaint_verb", args=[rows["name"].pk, "close"]) in html


def test_an_author_and_a_tag_of_this_name_are_pointed_at(desk, told):
    who = author(NAME)
    assert reverse("admin:authors_author_change", args=[who.pk]) in post(desk, ASKED)


def test_the_page_costs_the_same_for_twenty_stories(desk, told):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            post(desk, ASKED)
        return len(asked)

    queries()
    first = queries()
    for _n in range(20):
        live_story(body=f"<p>{NAME} came.</p>", now=timezone.now())
    assert queries() == first
