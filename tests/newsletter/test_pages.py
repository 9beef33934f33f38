"""The newsletter's pages: a form that works for everyone, tells nobody anything, and links that only people press."""

import hashlib
import itertools
import re
import statistics
import time
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.template import Context, Template
from django.test import Client
from justhtml import JustHTML

from articles.edition import edition
from articles.models import Newsroom
from newsletter import consent, subscriptions, tokens, views
from newsletter.models import ConsentEvent, Newsletter, Subscriber, Subscription

from .conftest import NOW, path_in, token_in

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    """A browser that would be refused wherever a token or cookie were needed."""
    return Client(enforce_csrf_checks=True)


def at(language: str) -> str:
    return "" if language == "en" else f"/{language}"


def all_tables() -> str:
    """A digest of every row of every table."""
    rows = []
    for model in sorted(apps.get_models(), key=lambda m: m._meta.db_table):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            rows += [model._meta.db_table, *sorted(map(repr, cursor.fetchall()))]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def select(response, query: str) -> list:
    return JustHTML(response.content.decode(), sanitize=False).query(query)


def sign_up(reader, path: str = "/newsletter/", headers=None, **fields):
    headers = {"Sec-Fetch-Site": "same-origin"} if headers is None else headers
    return reader.post(path, {"email": "reader@example.org"} | fields, headers=headers)


def no_cookie(response) -> bool:
    return not response.cookies and "Cookie" not in response.get("Vary", "")


# --- The form ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_the_form_is_labelled_and_needs_neither_cookie_nor_script(daily, culture, reader, language):
    response = reader.get(f"{at(language)}/newsletter/")
    assert response.status_code == 200 and no_cookie(response)
    (html,) = select(response, "html")
    assert (html.attrs["lang"], html.attrs["dir"]) == (language, "ltr" if language == "en" else "rtl")
    assert len(select(response, "h1")) == 1 and not select(response, "script")
    (field,) = select(response, "input[type=email]")
    assert (field.attrs["name"], field.attrs["autocomplete"], field.attrs["dir"]) == ("email", "email", "ltr")
    (form,) = select(response, "main form")
    assert form.attrs["action"] == f"{at(language)}/newsletter/" and form.attrs["method"] == "post"
    labels = {label.attrs.get("for") for label in select(response, "label")}
    boxes = select(response, "input[type=checkbox]")
    assert {field.attrs["id"], *(box.attrs["id"] for box in boxes)} <= labels
    assert [box.attrs["value"] for box in boxes] == ["daily", "culture"]
    ids = [node.attrs["id"] for node in select(response, "[id]")]
    assert len(ids) == len(set(ids))
    for node in select(response, "[aria-describedby]"):
        assert set(node.attrs["aria-describedby"].split()) <= set(ids)
    (text,) = select(response, "input[name=text]")
    assert text.attrs["value"] == consent.mark(consent.words(language))


def test_the_trap_is_out_of_sight_and_out_of_the_tab_order(daily, reader):
    (trap,) = select(reader.get("/newsletter/"), f"input[hidden][name={views.HONEYPOT}]")  # neither seen nor reached
    assert trap.attrs["autocomplete"] == "off"


def test_the_box_stands_on_any_page_without_asking_the_database(daily, django_assert_num_queries):
    its = edition("ckb")
    with django_assert_num_queries(0):
        html = Template("{% load newsletter %}{% newsletter_box edition path %}").render(
            Context({"edition": its, "path": "/ckb/2026/11/22/x/"})
        )
    assert 'action="/ckb/newsletter/"' in html and 'value="/ckb/2026/11/22/x/"' in html
    assert "csrf" not in html and consent.mark(consent.words("ckb")) in html


def test_the_page_costs_the_same_with_one_newsletter_and_with_ten(daily, reader, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    counts = []
    for n in range(10):
        Newsletter.objects.create(slug=f"more-{n}", names={"en": f"More {n}"}, position=n + 1)
        if n in (0, 9):
            with CaptureQueriesContext(connection) as queries:
                reader.get("/newsletter/")
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 3


def test_a_page_that_has_not_changed_is_not_sent_again(daily, reader):
    first = reader.get("/newsletter/")
    assert reader.get("/newsletter/", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_language_that_the_newsroom_does_not_have_is_not_found(daily, reader):
    Newsroom.objects.create(pk=1, names={"en": "Herald"}, languages=["en"], root_language="en")
    assert reader.get("/ckb/newsletter/").status_code == 404
    assert sign_up(reader, "/ckb/newsletter/").status_code == 404


# --- Signing up ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_from_the_box_to_the_last_mail(daily, reader, clock, mails, language):
    prefix = at(language)
    text = consent.digest(consent.words(language))
    answer = sign_up(reader, f"{prefix}/newsletter/", page="/x/", form="box", text=text)
    assert (answer.status_code, answer["Location"]) == (303, f"{prefix}/newsletter/?done")
    result = reader.get(answer["Location"])
    assert select(result, "main [role=status] h1") and no_cookie(result)
    (mail,) = mails()
    page = reader.get(path_in(mail, "confirm"))
    assert page.status_code == 200 and select(page, "main form[method=post] button")
    assert Subscription.objects.get().state == "pending"
    (form,) = select(page, "main form")
    done = reader.post(form.attrs["action"])
    assert done.status_code == 200 and select(done, "main [role=status]")
    assert Subscription.objects.get().state == "confirmed"
    leave = path_in(mail, "unsubscribe")
    assert reader.get(leave).status_code == 200
    assert Subscription.objects.get().state == "confirmed"
    assert reader.post(leave).status_code == 200
    assert Subscription.objects.get().state == "left"
    assert [e.form for e in ConsentEvent.objects.order_by("pk")] == ["box", "confirm", "unsubscribe"]


def test_an_address_alone_is_enough(daily, reader):
    assert reader.post("/newsletter/", {"email": "reader@example.org"}).status_code == 303
    assert Subscription.objects.get().newsletter == daily


def test_a_robot_that_fills_the_trap_is_answered_like_everyone_and_nothing_is_noted(daily, reader):
    answer = sign_up(reader, **{views.HONEYPOT: "Buy now"})
    assert (answer.status_code, answer["Location"]) == (303, "/newsletter/?done")
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_a_mistake_comes_back_with_what_was_typed_and_a_sentence_at_the_field(daily, reader, language):
    typed = 'reader@example"><script>alert(1)</script>'
    response = sign_up(reader, f"{at(language)}/newsletter/", email=typed)
    assert response.status_code == 422 and response["Cache-Control"] == "no-store"
    (field,) = select(response, "input[type=email]")
    assert field.attrs["value"] == typed and field.attrs["aria-invalid"] == "true"
    error = field.attrs["aria-describedby"].split()[0]
    (sentence,) = select(response, f"#{error}")
    assert sentence.to_text().strip().endswith(".")
    assert not select(response, "script")


BAD = {
    "nothing": {"email": ""},
    "NUL": {"email": "reader\x00@example.org"},
    "50 kB": {"email": "a" * 50_000 + "@example.org"},
    "lines": {"email": "reader@example.org\r\nBcc: all@example.org"},
    "two hundred newsletters": {"newsletter": [f"n{n}" for n in range(200)]},
    "a thousand newsletters": {"newsletter": [f"n{n}" for n in range(1000)]},
    "none such": {"newsletter": "weekly\x00"},
    "bidi": {"email": "\u202ereader@example.org"},
}


@pytest.mark.parametrize("fields", BAD.values(), ids=BAD.keys())
def test_bad_input_gets_a_sentence_and_leaves_no_trace(daily, reader, fields):
    before = all_tables()
    response = sign_up(reader, **fields)
    assert 400 <= response.status_code < 500
    assert len(response.content) < 60_000 and select(response, "h1")
    assert all_tables() == before


def test_ten_megabytes_are_refused_unread(daily, reader):
    class Unread:
        def read(self, *_size):
            raise AssertionError("the body was read")

        readline = read

    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        response = reader.generic(
            "POST", "/newsletter/", b"", content_type=kind, CONTENT_LENGTH="10485760", **{"wsgi.input": Unread()}
        )
        assert response.status_code == 413 and select(response, "h1")


def test_a_broken_form_gets_a_sentence(daily, reader):
    response = reader.generic("POST", "/newsletter/", b"garbage", content_type="multipart/form-data")
    assert response.status_code == 413
    for kind, body in [("application/json", b'{"email": "a@b.example"}'), ("text/plain", b"email=a@b.example")]:
        assert reader.generic("POST", "/newsletter/", body, content_type=kind).status_code == 422
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_are_refused(daily, reader, method):
    assert getattr(reader, method)("/newsletter/").status_code == 405


# --- From where ----------------------------------------------------------------------------------------------

OWN = "http://127.0.0.1:8000"
PASS = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": OWN},
    {"Origin": OWN, "Referer": "https://elsewhere.example/"},
    {"Referer": OWN + "/2026/11/22/x/"},
    {},
]
REFUSE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": OWN},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": ""},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://127.0.0.1:8001"},
    {"Origin": "https://127.0.0.1:8000"},
    {"Origin": OWN + ".elsewhere.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Referer": "https://elsewhere.example/"},
    {"Referer": OWN + "@elsewhere.example/"},
    {"Referer": "http://[broken"},
    {"Referer": ""},
]


@pytest.mark.parametrize("headers", PASS, ids=str)
def test_a_form_of_ours_passes(daily, reader, headers):
    assert sign_up(reader, headers=headers).status_code == 303


@pytest.mark.parametrize("headers", REFUSE, ids=str)
def test_a_form_of_another_site_is_refused_in_a_sentence(daily, reader, headers):
    response = sign_up(reader, headers=headers)
    assert response.status_code == 403 and "Nothing was done." in response.content.decode()
    assert not Subscriber.objects.exists() and no_cookie(response)


def test_behind_https_only_https_is_ours(daily, reader, settings):
    settings.BASE_URL = "https://news.example.org:443"
    assert sign_up(reader, headers={"Origin": "https://news.example.org"}).status_code == 303
    assert sign_up(reader, headers={"Origin": "http://news.example.org"}).status_code == 403


# --- The same answer for everyone ----------------------------------------------------------------------------


def in_five_states(daily, ask, mails) -> dict[str, str]:
    """One address in each state that signing up must not reveal."""
    for name in ("pending", "confirmed", "left"):
        ask(f"{name}@example.org")
    for mail in mails():
        if not mail["To"].startswith("pending"):
            subscriptions.confirm(token_in(mail, "confirm"), now=NOW)
        if mail["To"].startswith("left"):
            subscriptions.leave(token_in(mail, "unsubscribe"), now=NOW)
    ask("waiting@example.org")  # its mail has not left yet
    return {name: f"{name}@example.org" for name in ("unknown", "pending", "confirmed", "left", "waiting")}


def test_the_answer_is_byte_for_byte_the_same_in_all_states(daily, ask, mails, reader, clock):
    answers = {}
    for name, address in in_five_states(daily, ask, mails).items():
        response = sign_up(reader, email=address)
        answers[name] = (response.status_code, sorted(response.headers.items()), response.content)
    assert len(answers) == 5
    assert len(set(map(repr, answers.values()))) == 1


@pytest.mark.slow
def test_the_answer_costs_as_much_for_known_as_for_unknown_addresses(daily, ask, mails, reader, clock):
    """200 of each, in turns; the medians lie less than 5 ms apart. CPU time: other tests may run beside this one."""
    for n in range(200):
        ask(f"known{n}@example.org")
    took = {"known": [], "unknown": []}
    for n, name in itertools.product(range(200), took):
        start = time.process_time()
        sign_up(reader, email=f"{name}{n}@example.org")
        took[name].append(time.process_time() - start)
    apart = abs(statistics.median(took["known"]) - statistics.median(took["unknown"]))
    print(f"{apart * 1000:.2f} ms apart")
    assert apart < 0.005


# --- Links in mails ------------------------------------------------------------------------------------------


def test_scanners_that_open_every_link_change_nothing(daily, ask, mails, reader, clock):
    ask()
    (mail,) = mails()
    paths = [path_in(mail, "confirm"), path_in(mail, "unsubscribe")]
    before = all_tables()
    for path in (*paths, "/newsletter/", "/newsletter/?done"):
        for prefix in ("", "/ar", "/ckb"):
            for agent in ("Mozilla/5.0", "BarracudaCentral", "Mimecast", "python-requests/2.32"):
                for method in (reader.get, reader.head):
                    assert method(prefix + path, headers={"User-Agent": agent}).status_code == 200
    assert all_tables() == before


def test_pages_behind_links_are_not_kept_passed_on_or_found(daily, ask, mails, reader, clock):
    ask()
    (mail,) = mails()
    for path in (path_in(mail, "confirm"), path_in(mail, "unsubscribe"), "/newsletter/confirm/nothing/"):
        for response in (reader.get(path), reader.post(path)):
            assert response["Cache-Control"] == "no-store"
            assert response["Referrer-Policy"] == "no-referrer"
            assert response["X-Robots-Tag"] == "noindex"
            assert select(response, 'meta[name="robots"]')[0].attrs["content"] == "noindex"
            assert no_cookie(response) and "sessionid" not in str(response.headers)


@pytest.mark.parametrize(
    "damage", [lambda t: "x", lambda t: t[:-1], lambda t: t + "A", lambda t: t * 60, lambda t: "%00", lambda t: "é"]
)
@pytest.mark.parametrize("purpose", ["confirm", "unsubscribe"])
def test_damaged_links_get_one_and_the_same_page(daily, ask, mails, reader, clock, purpose, damage):
    ask()
    token = token_in(mails()[0], purpose)
    generic = reader.get(f"/newsletter/{purpose}/nothing/")
    for method in (reader.get, reader.post):
        response = method(f"/newsletter/{purpose}/{damage(token)}/")
        assert (response.status_code, response.content) == (404, generic.content)
    assert select(generic, "h1") and select(generic, 'main a[href="/newsletter/"]')


def test_links_of_one_purpose_do_not_serve_another(daily, ask, mails, reader, clock):
    ask()
    (mail,) = mails()
    assert reader.post(f"/newsletter/unsubscribe/{token_in(mail, 'confirm')}/").status_code == 404
    assert reader.post(f"/newsletter/confirm/{token_in(mail, 'unsubscribe')}/").status_code == 404


def test_a_link_older_than_seven_days_says_so_and_leads_to_the_form(daily, ask, mails, reader, clock):
    ask()
    path = path_in(mails()[0], "confirm")
    clock.now = NOW + 8 * DAY
    for response in (reader.get(path), reader.post(path)):
        assert response.status_code == 404
        assert "seven days" in response.content.decode() and select(response, 'main a[href="/newsletter/"]')
    assert Subscription.objects.get().state == "pending"


def test_a_link_works_with_and_without_language_and_slash_and_never_redirects(daily, ask, mails, reader, clock):
    ask(language="ckb")
    (mail,) = mails()
    for purpose in ("confirm", "unsubscribe"):
        token = token_in(mail, purpose)
        for prefix, slash in itertools.product(("", "/en", "/ar", "/ckb"), ("/", "")):
            path = f"{prefix}/newsletter/{purpose}/{token}{slash}"
            assert reader.get(path).status_code == 200
            assert reader.post(path).status_code == 200


def test_a_link_works_after_its_language_was_given_up(daily, ask, mails, reader, clock):
    ask(language="ckb")
    (mail,) = mails()
    Newsroom.objects.create(pk=1, names={"en": "Herald"}, languages=["en"], root_language="en")
    assert reader.post(path_in(mail, "unsubscribe")).status_code == 200


# --- RFC 8058 ------------------------------------------------------------------------------------------------


ONE_CLICK = [
    ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click"),
    (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
    ),
    ("application/x-www-form-urlencoded", b""),
    ("multipart/form-data", b"broken"),
    ("application/octet-stream", b"\x00\xff"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"List-Unsubscribe=One-Click"),
]


@pytest.mark.parametrize(("kind", "body"), ONE_CLICK, ids=[kind for kind, _body in ONE_CLICK])
def test_one_click_works_without_anything_and_as_often_as_pressed(daily, joined, mails, reader, clock, kind, body):
    address = re.fullmatch(r"<https?://[^/]+(.*)>", mails()[-1]["List-Unsubscribe"])[1]
    for _ in range(3):
        response = reader.generic(
            "POST", address, body, content_type=kind,
            headers={"Sec-Fetch-Site": "cross-site", "Origin": "null", "If-None-Match": "*"},
        )  # fmt: skip
        assert response.status_code == 200 and no_cookie(response)
    joined.refresh_from_db()
    assert joined.state == "left"
    assert ConsentEvent.objects.filter(action="left").count() == 1


def test_one_click_leaves_one_newsletter_and_the_second_button_all(daily, culture, joined, ask, reader, clock):
    ask(newsletters=["culture"])
    path = f"/newsletter/unsubscribe/{tokens.to_leave(joined.subscriber.uuid, daily.pk)}/"
    reader.post(path, {"List-Unsubscribe": "One-Click"})
    assert Subscription.objects.get(newsletter=culture).state == "pending"
    reader.post(path, {"which": "all"})
    assert Subscription.objects.get(newsletter=culture).state == "left"
