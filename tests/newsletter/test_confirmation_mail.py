"""The mail that answers a sign-up: complete, plain, and never a weapon."""

import re
import socket
import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from articles.models import Newsroom
from newsletter import confirmations, subscriptions
from newsletter.models import ConsentEvent, Subscriber, Subscription
from newsroom.lib import mail as post
from newsroom.lib.jobs import work
from newsroom.lib.jobs.models import Job

from .conftest import NOW, path_in, token_in

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
pytestmark = pytest.mark.django_db


def both(mail) -> tuple[str, str]:
    return mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()


# --- What it says -------------------------------------------------------------------------------------------


def test_it_can_be_left_with_one_click(daily, ask, mails, settings):
    """RFC 8058 and RFC 2369: one address in angle brackets, and the exact words."""
    ask()
    (mail,) = mails()
    address = re.fullmatch(r"<(https?://[^<>\s]+)>", mail["List-Unsubscribe"])[1]
    assert address == settings.BASE_URL + path_in(mail, "unsubscribe")
    assert mail.get_all("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]


def test_it_says_what_it_is_to_mail_programs(daily, ask, mails, settings):
    settings.BASE_URL = "https://news.example.org"
    ask()
    (mail,) = mails()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "<daily.news.example.org>"
    assert re.fullmatch(r"<[^<>@\s]+@news\.example\.org>", mail["Message-ID"])
    assert mail["Date"].datetime == NOW
    assert mail["To"] == "reader@example.org"
    assert mail["From"].addresses[0].display_name == "The Newsroom"


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_it_is_small_plain_and_says_the_same_twice(daily, ask, mails, box, settings, language):
    ask(language=language)
    (mail,) = mails()
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    text, html = both(mail)
    direction = "ltr" if language == "en" else "rtl"
    assert html.count(f'lang="{language}" dir="{direction}"') == 2
    assert not re.search(r"<(table|img|script|link|style|svg)\b|url\(|@import", html)
    assert html.count("<h1") == 1 and f"<title>{mail['Subject']}</title>" in html
    prefix = "" if language == "en" else f"/{language}"
    for purpose in ("confirm", "unsubscribe"):
        path = path_in(mail, purpose)
        assert path.startswith(f"{prefix}/newsletter/{purpose}/")
        assert f'href="{settings.BASE_URL}{path}"' in html
    assert len(html.encode()) < 4096
    (file,) = box.glob("*.eml")
    lines = file.read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 998 and not any(b"\n" in line or b"\r" in line for line in lines)
    assert daily.name(language) in text and daily.name(language) in mail["Subject"]


def test_names_of_the_newsroom_cannot_add_lines_or_markup(daily, ask, mails):
    Newsroom.objects.create(
        pk=1, names={"en": 'A\r\nBcc: all@example.org <b>"News"</b>\u2028x'}, languages=["en"], root_language="en"
    )
    daily.names = {"en": "Day\r\nX-Evil: 1 <script>alert(1)</script>"}
    daily.save()
    ask()
    (mail,) = mails()
    assert mail["Bcc"] is None and mail["X-Evil"] is None
    assert "<script>" not in both(mail)[1] and "<b>" not in both(mail)[1]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"])
@pytest.mark.parametrize(
    "place", ["{}reader@example.org", "rea{}der@example.org", "reader@example.org{}Bcc: a@b.example"]
)
def test_an_address_cannot_add_lines(daily, ask, mails, end, place):
    with pytest.raises(ValueError, match=r"\.$"):
        ask(place.format(end))
    assert mails() == []


def test_who_gets_it_already_is_told_so_and_how_to_leave(daily, joined, ask, mails):
    ask(now=NOW + DAY)
    mail = mails(NOW + DAY)[-1]
    assert mail["Subject"] == "You already get Daily"
    assert "/newsletter/confirm/" not in "".join(both(mail))
    subscriptions.leave(token_in(mail, "unsubscribe"), now=NOW + DAY)
    assert Subscription.objects.get().state == "left"


def test_who_left_meanwhile_gets_nothing(daily, ask, mails):
    ask()
    Subscription.objects.update(state="left", left_at=NOW)
    assert mails() == []


# --- What it must not become --------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_thousand_sign_ups_of_one_address_are_one_mail_a_day(daily, ask, mails):
    for n in range(1000):
        ask(["reader@example.org", "READER@Example.org", " Reader@EXAMPLE.ORG "][n % 3])
        if n % 100 == 0:
            mails()
    assert len(mails()) == 1
    assert (Subscriber.objects.count(), Subscription.objects.count()) == (1, 1)
    assert ConsentEvent.objects.count() == 1
    assert len(mails(NOW + 23 * HOUR)) == 1
    ask(now=NOW + DAY)
    assert len(mails(NOW + DAY)) == 2


def test_spellings_of_one_mailbox_get_three_mails_a_day_together(daily, ask, mails):
    for n in range(100):
        ask(f"re.ad.er+{n}@example.org")
    assert len(mails()) == 3


def test_another_newsletter_on_the_same_day_is_confirmed_on_the_next(daily, culture, ask, mails):
    ask()
    mails()
    ask(newsletters=["culture"], now=NOW + HOUR)
    assert len(mails(NOW + HOUR)) == 1
    assert Job.objects.get(state="waiting").run_after >= NOW + DAY
    assert [mail["Subject"] for mail in mails(NOW + DAY + HOUR)] == ["Please confirm: Daily", "Please confirm: Culture"]


def test_past_five_hundred_an_hour_mails_wait_and_none_is_dropped(daily, ask, mails, monkeypatch):
    monkeypatch.setattr(confirmations, "NEWSROOM", ("newsletter.confirmation.newsroom", 5, HOUR))
    for n in range(12):
        ask(f"reader{n}@example.org")
    assert len(mails()) == 5
    assert len(mails(NOW + timedelta(minutes=59))) == 5
    assert len(mails(NOW + HOUR + timedelta(minutes=1))) == 10
    everyone = mails(NOW + 3 * HOUR)
    assert {mail["To"] for mail in everyone} == {f"reader{n}@example.org" for n in range(12)}
    assert len(everyone) == 12


def test_a_second_mail_for_one_request_is_on_the_record(daily, ask, mails):
    ask()
    mails()
    ask(now=NOW + 2 * DAY)
    mails(NOW + 2 * DAY)
    assert [e.action for e in ConsentEvent.objects.order_by("pk")] == ["requested", "invited-again"]


# --- When the way is bad ------------------------------------------------------------------------------------


def send_with(monkeypatch, error):
    def deliver(message):
        raise error

    monkeypatch.setattr(confirmations, "deliver", deliver)


def test_while_the_server_is_away_the_mail_waits_and_then_comes_once(daily, ask, mails, monkeypatch):
    ask()
    with monkeypatch.context() as away:
        send_with(away, post.NotSent("The mail server cannot be reached: ConnectionRefusedError"))
        assert mails() == []
    job = Job.objects.get()
    assert (job.state, job.tries) == ("waiting", 1) and "reached" in job.last_error
    assert len(mails(job.run_after)) == 1


def test_an_address_that_the_server_refuses_is_not_tried_for_ever(daily, ask, mails, monkeypatch):
    ask()
    send_with(monkeypatch, post.Refused("no such user"))
    mails()
    assert Job.objects.get().state == "done"


def test_where_nobody_knows_whether_it_left_a_second_comes_after_a_day_at_the_earliest(daily, ask, mails, monkeypatch):
    ask()
    with monkeypatch.context() as silent:
        send_with(silent, post.Unsure("The mail server fell silent"))
        mails()
    assert mails(NOW + 23 * HOUR) == []
    assert len(mails(NOW + DAY + HOUR)) == 1


def test_a_worker_killed_between_sending_and_noting_sends_no_second_mail_that_day(daily, ask, mails, monkeypatch):
    ask()
    with monkeypatch.context() as killed:
        killed.setattr(subscriptions, "note_invited", lambda *a, **k: exit(9))
        with pytest.raises(SystemExit):
            work.run_once(NOW)
    assert Job.objects.get().state == "running"
    assert len(mails(NOW + 10 * timedelta(minutes=1))) == 1
    assert len(mails(NOW + 23 * HOUR)) == 1


def test_a_worker_killed_before_sending_is_made_up_for(daily, ask, mails):
    ask()
    assert work.claim(NOW)  # and killed
    assert len(mails(NOW + 10 * timedelta(minutes=1))) == 1


# --- By a real mail server ----------------------------------------------------------------------------------


class Box:
    """Keeps what it is handed, or refuses as told."""

    def __init__(self):
        self.got, self.answer, self.lock = [], None, threading.Lock()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            self.got.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 OK"


class AtFreePort(Controller):
    """Listens at a port that the system chooses."""

    def _trigger_server(self):
        self.found = self.server.sockets[0].getsockname()
        with socket.create_connection(self.found) as knock:
            knock.recv(64)


@pytest.fixture
def server(settings):
    box = Box()
    controller = AtFreePort(box, hostname="127.0.0.1", port=0)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.found
    yield box
    controller.stop()


def test_by_smtp_it_arrives_as_it_was_composed(daily, ask, server, settings):
    ask("Reader@bücher.example", language="ckb")
    work.run_once(NOW)
    ((sender, recipients, content),) = server.got
    assert (sender, recipients) == ("newsroom@127.0.0.1", ["Reader@xn--bcher-kva.example"])
    mail = message_from_bytes(content, policy=policy.default)
    assert mail["Subject"].endswith("ڕۆژانە")
    assert mail["List-Unsubscribe"].startswith(f"<{settings.BASE_URL}/ckb/newsletter/unsubscribe/")
    assert Subscription.objects.get().invited_at == NOW


@pytest.mark.parametrize(("answer", "state"), [("550 5.1.1 No such user", "done"), ("451 4.3.0 Later", "waiting")])
def test_by_smtp_no_for_ever_and_no_for_now_are_told_apart(daily, ask, server, answer, state):
    server.answer = answer
    ask()
    work.run_once(NOW)
    job = Job.objects.get()
    assert job.state == state and server.got == []
    assert "reader@" not in job.last_error
    if state == "waiting":
        server.answer = None
        work.run_once(job.run_after)
        assert len(server.got) == 1


def test_a_server_that_is_not_there_is_named_on_the_desk(daily, ask, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    ask()
    work.run_once(NOW)
    assert "cannot be reached" in Job.objects.get().last_error
