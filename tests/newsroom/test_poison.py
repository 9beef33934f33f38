"""What one visitor sends reaches no other: hostile hosts, headers that no key knows, cookies, made-up paths and queries
(T31-T36, T22)."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import press
from newsletter.models import Newsletter
from newsroom import pressed
from newsroom.lib.bodies import Bodies
from newsroom.lib.jobs import work
from newsroom.lib.page_store.store import Store
from tests.factories import author, live_story, newsroom, person
from tests.wsgi import ask

pytestmark = pytest.mark.django_db(transaction=True)
MARK = "zq7elsewhere"
EVIL = f"{MARK}.example"


@pytest.fixture
def kept(tmp_path, monkeypatch, settings) -> Store:
    fresh = Store(tmp_path / "pages", release="test")
    for module in (pressed, press):
        monkeypatch.setattr(module, "store", lambda: fresh)
    settings.EMAIL_BACKEND, settings.MAIL_DIR = "newsroom.lib.mail.FileBackend", tmp_path / "mail"
    newsroom()
    Newsletter.objects.get_or_create(slug="daily", defaults={"names": {"en": "Daily"}})
    return fresh


@pytest.fixture
def paths(kept) -> list[str]:
    """One public address of each kind."""
    story = live_story(now=timezone.now(), tags=["Buses"], credits=[{"author": author("Lana", slug="lana")}])
    day = story.address_date
    return [
        "/", "/news/", f"/{day.year}/{day.month:02d}/{day.day:02d}/{story.slug}/", "/authors/", "/authors/lana/",
        "/topics/", "/topics/buses/", "/about/", "/ar/", "/search/?q=buses", "/newsletter/", f"/a/{story.pk}/",
        "/nothing-here/", "/en/", "/news", "/healthz",
    ]  # fmt: skip


def whole(answer) -> tuple:
    return answer.status, sorted(answer.pairs), answer.body


def application():
    """As newsroom.wsgi builds it."""
    django = WSGIHandler()
    return pressed.Pressed(django, otherwise=Bodies(django, cookie=settings.SESSION_COOKIE_NAME))


HOSTS = (
    EVIL, f"127.0.0.1:8000@{EVIL}", f"{EVIL}:8000", f"127.0.0.1.{EVIL}", f"127.0.0.1, {EVIL}", f"127.0.0.1 {EVIL}",
    f"127.0.0.1:{MARK}", f"[::1].{EVIL}", f"127.0.0.1#{EVIL}", f"127.0.0.1/{EVIL}", f"{EVIL}.", "", "..", f"{EVIL}\t",
)  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_not_ours_is_answered_with_nothing_of_it(kept, paths, host):
    for path in paths:
        hostile = ask(path, host=host)
        assert hostile.status == 400 or path == "/healthz" or not host, path
        assert MARK not in str(hostile.pairs) and MARK.encode() not in hostile.body, path
        assert hostile.status == 400 or "location" not in hostile.headers or MARK not in hostile.headers["location"]
    for path in paths:
        assert MARK.encode() not in ask(path).body


UNKEYED = (
    "x_forwarded_host", "x_forwarded_proto", "x_forwarded_port", "x_forwarded_for", "x_forwarded_prefix",
    "x_forwarded_scheme", "x_forwarded_server", "x_forwarded_path", "x_forwarded_uri", "x_forwarded_ssl", "forwarded",
    "x_original_url", "x_rewrite_url", "x_original_uri", "x_original_host", "x_host", "x_http_host_override",
    "x_real_ip", "x_client_ip", "x_remote_ip", "x_remote_addr", "true_client_ip", "cf_connecting_ip",
    "x_cluster_client_ip",
    "x_http_method", "x_http_method_override", "x_method_override", "x_http_path_override", "x_path", "x_url",
    "x_script_name", "script_name", "x_base_url", "x_wap_profile", "x_proxy_url", "x_backend", "x_server", "x_site",
    "x_tenant", "x_locale", "x_language", "accept_language", "accept", "accept_charset", "accept_datetime",
    "user_agent",
    "referer", "origin", "x_requested_with", "x_csrftoken", "x_csrf_token", "cookie", "authorization", "from", "via",
    "x_debug", "x_preview", "x_draft", "x_ghost_preview", "x_wagtail_preview", "x_amp", "x_device", "x_ua_device",
    "x_mobile", "save_data", "dnt", "sec_gpc", "sec_fetch_site", "sec_fetch_mode", "sec_fetch_dest", "sec_ch_ua",
    "sec_ch_ua_mobile", "sec_ch_ua_platform", "sec_ch_prefers_color_scheme", "priority", "purpose", "sec_purpose",
    "x_middleware_prefetch", "x_nextjs_data", "cache_control", "pragma", "surrogate_capability", "transferred_encoding",
    "te", "upgrade_insecure_requests", "x_request_id", "x_correlation_id", "traceparent", "x_api_version",
)  # fmt: skip


def test_no_header_that_the_key_does_not_know_reaches_anybody_else(kept, paths):
    """Each header alone and all at once, on pages not yet kept; then a clean request: the same as without them."""
    assert len(UNKEYED) >= 80
    clean = {path: whole(ask(path)) for path in paths}
    forms = (EVIL, f"https://{EVIL}/{MARK}", f"host={EVIL};proto=https", f"{MARK}<script>")
    for n, name in enumerate(UNKEYED):
        kept.purge_all()
        for path in paths[n % 3 :: 3]:
            hostile = ask(path, **{name: forms[n % len(forms)]})
            assert MARK not in str(hostile.pairs) and MARK.encode() not in hostile.body, (name, path)
            assert whole(ask(path)) == clean[path], (name, path)
    kept.purge_all()
    everything = dict.fromkeys(UNKEYED, forms[1])
    for path in paths:
        hostile = ask(path, **everything)
        assert MARK not in str(hostile.pairs) and MARK.encode() not in hostile.body, path
        assert whole(ask(path)) == clean[path], path
    assert all(MARK.encode() not in file.read_bytes() for file in Path(kept.root).rglob("*.page"))


def test_links_in_mails_are_of_the_newsroom_whatever_host_was_said(kept):
    typed = urlencode({"email": "reader@example.org", "newsletter": "daily"}).encode()
    headers = {"x_forwarded_host": EVIL, "forwarded": f"host={EVIL}", "x_original_url": f"https://{EVIL}/"}
    post = {"body": typed, "application": application()}
    environ = {"content_type": "application/x-www-form-urlencoded"}
    assert ask("/newsletter/", "POST", host=EVIL, **post, **environ).status == 400
    answer = Client().post("/newsletter/", {"email": "reader@example.org"}, headers=headers)
    assert answer.status_code == 303
    while work.run_once(timezone.now()):
        pass
    (mail,) = Path(settings.MAIL_DIR).glob("*.eml")
    assert MARK not in mail.read_text() and settings.BASE_URL in mail.read_text()


def test_what_staff_or_anybody_carries_leaves_no_mark_on_what_others_get(kept, paths):
    clean = {path: whole(ask(path)) for path in paths}
    client = Client()
    client.force_login(person("publisher"))
    staff = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    for cookies in (
        staff,
        f"{settings.SESSION_COOKIE_NAME}={MARK}",
        f"{settings.CSRF_COOKIE_NAME}={'x' * 64}",
        "a=b; =;;;",
    ):
        kept.purge_all()
        for path in paths:
            theirs, others = ask(path, cookie=cookies), ask(path)
            assert whole(theirs) == whole(others) == clean[path], path
            assert not {"set-cookie", "Set-Cookie"} & {name for name, _value in theirs.pairs}
            assert "cookie" not in theirs.headers.get("vary", "").lower()


def test_no_public_page_holds_a_token_of_a_form(kept, paths):
    for path in paths:
        answer = ask(path)
        assert b"csrf" not in answer.body.lower() and "set-cookie" not in answer.headers, path


DECEPTIONS = (
    "x.css", "a.js", ";x.css", "%2f..", "%2f..%2fnews%2f", "..%2f..%2fnews%2f", "?x=.css", "%00.css", "%0a.css",
    ".css", "%3bx.css", "%23x.css", "%3fx.css", "~x.png", "/x.png", "//x.css", "/.css", "../news/", "..;/news/",
)  # fmt: skip


def test_a_private_page_is_kept_under_no_made_up_address(kept):
    """Cache deception: a page of the desk asked for as if it were a style sheet or a reader's page."""
    me = person("editor", first_name="Zq7", last_name="Secretname")
    client = Client()
    client.force_login(me)
    staff = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    seen = 0
    starts = (
        "/admin/",
        "/admin/articles/article/",
        "/news/../admin/",
        "/admin/password_change/",
        "//admin/",
        "/ADMIN/",
    )
    for path in [start + end for start in starts for end in ("", *DECEPTIONS)]:
        theirs = ask(path, application=application(), cookie=staff)
        if b"Secretname" in theirs.body:
            seen += 1
            assert "no-store" in theirs.headers["cache-control"] and "private" in theirs.headers["cache-control"], path
        others = ask(path, application=application())
        assert b"Secretname" not in others.body, path
        if others.status == 200 and path.lower().startswith("/admin"):
            assert "no-store" in others.headers["cache-control"], path
    assert seen > 3
    assert not any(b"admin" in str(file).encode() for file in Path(kept.root).rglob("*.page"))


def test_pages_behind_links_in_mails_are_kept_nowhere(kept):
    for end in ("", "a.js", "/a.css", ";x.css"):
        for purpose in ("confirm", "unsubscribe"):
            answer = ask(f"/newsletter/{purpose}/some.token/{end}")
            assert answer.status == 404
            if end == "":
                assert answer.headers["cache-control"] == "no-store"
    assert list(Path(kept.root).rglob("*.page")) == []


@pytest.mark.parametrize(
    "query", ["fbclid=IwAR0x", "gclid=x1", "utm_id=3", "yclid=7&utm_source=p", "msclkid=2&dclid=4"]
)
def test_what_others_hang_on_our_links_is_the_kept_page(kept, paths, query):
    ask("/news/")
    with CaptureQueriesContext(connection) as queries:
        assert ask(f"/news/?{query}").status == 200
    assert len(queries) == 0
