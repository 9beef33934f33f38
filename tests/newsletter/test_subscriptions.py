"""Signing up, confirming, leaving: each act counts once, and only its reader's own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from newsletter import consent, subscriptions, tokens
from newsletter.models import (
    ConsentEvent,
    ConsentText,
    Newsletter,
    RecordIsKept,
    Subscriber,
    Subscription,
)  # fmt: skip
from newsroom.lib.addresses import BadAddress
from newsroom.lib.jobs.models import Job

from .conftest import NOW, token_in

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def the_one() -> Subscription:
    return Subscription.objects.get()


def acts() -> list[str]:
    return list(ConsentEvent.objects.order_by("pk").values_list("action", flat=True))


# --- Signing up ---------------------------------------------------------------------------------------------


def test_who_signs_up_waits_until_they_confirm(daily, ask):
    ask("Reader@Example.ORG")
    assert (the_one().state, the_one().requested_at, the_one().confirmed_at) == ("pending", NOW, None)
    assert Subscriber.objects.get().email == "Reader@example.org"
    assert acts() == ["requested"]


def test_an_address_is_one_reader_however_it_is_typed(daily, culture, ask):
    for typed in ("reader@example.org", " READER@EXAMPLE.ORG ", "Reader@Example.Org"):
        ask(typed)
    ask(newsletters=["culture"])
    assert Subscriber.objects.count() == 1
    assert Subscription.objects.count() == 2


def test_without_a_choice_it_is_the_first_newsletter_that_is_open(daily, culture, ask):
    Newsletter.objects.filter(pk=daily.pk).update(is_open=False)
    ask(newsletters=[])
    assert the_one().newsletter == culture


def test_several_newsletters_take_one_mail(daily, culture, ask, mails):
    ask(newsletters=["culture", "daily", "culture", ""])
    (mail,) = mails()
    assert mail["Subject"] == "Please confirm: Daily, Culture"
    subscriptions.confirm(token_in(mail, "confirm"), now=NOW)
    assert {s.state for s in Subscription.objects.all()} == {"confirmed"}


@pytest.mark.parametrize("slugs", [["weekly"], ["daily", "closed"], ["a" * 5000], ["daily\x00"], ["' OR 1=1"]])
def test_a_newsletter_that_is_not_there_or_closed_is_refused_and_nothing_noted(daily, ask, slugs):
    Newsletter.objects.create(slug="closed", names={"en": "Closed"}, is_open=False, position=2)
    with pytest.raises(subscriptions.NoSuchNewsletter):
        ask(newsletters=slugs)
    assert not Subscriber.objects.exists()


def test_a_thousand_newsletters_are_too_many(daily, ask, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(subscriptions.TooManyNewsletters):
        ask(newsletters=[f"n{n}" for n in range(1000)])


def test_where_nothing_is_open_a_sentence_says_so(db, ask):
    with pytest.raises(subscriptions.NothingOpen, match="later"):
        ask(newsletters=[])


def test_a_bad_address_leaves_no_trace(daily, ask):
    with pytest.raises(BadAddress):
        ask("reader@example.org\r\nBcc: all@example.org")
    assert not Subscriber.objects.exists() and not Job.objects.exists()


def test_the_record_says_form_page_text_and_language(daily, ask):
    text = consent.words("ckb")
    ask(language="ckb", form="box", page="/ckb/2026/11/22/x/", text_digest=consent.digest(text))
    event = ConsentEvent.objects.get()
    assert (event.form, event.page, event.language, event.at) == ("box", "/ckb/2026/11/22/x/", "ckb", NOW)
    assert event.text.text == text


def test_what_the_form_cannot_have_said_is_not_on_the_record(daily, ask):
    ask(form="<script>", page="https://elsewhere.example/\n", text_digest="0" * 64)
    event = ConsentEvent.objects.get()
    assert (event.form, event.page, event.text) == ("", "", None)


def test_a_page_that_was_open_for_long_names_the_text_that_its_reader_saw(daily, ask):
    old = ConsentText.objects.create(digest=consent.digest("As it was"), language="en", text="As it was")
    ask(text_digest=old.digest)
    assert ConsentEvent.objects.get().text == old


# --- Confirming ---------------------------------------------------------------------------------------------


def test_the_link_confirms_and_the_second_time_says_the_same(daily, ask, mails):
    ask()
    token = token_in(mails()[0], "confirm")
    for moment in (NOW, NOW + DAY, NOW + 30 * DAY):
        choice = subscriptions.confirm(token, now=moment)
        assert [n.slug for n in choice.done] == ["daily"]
    assert (the_one().state, the_one().confirmed_at) == ("confirmed", NOW)
    assert acts() == ["requested", "confirmed"]


def test_a_link_of_more_than_seven_days_says_so(daily, ask, mails):
    ask()
    token = token_in(mails()[0], "confirm")
    subscriptions.look_at_confirm(token, now=NOW + 7 * DAY)
    with pytest.raises(subscriptions.OldLink, match="seven days"):
        subscriptions.confirm(token, now=NOW + 7 * DAY + timedelta(seconds=1))
    assert the_one().state == "pending"


def test_pressing_twice_leaves_the_link_of_the_mail_alive(daily, ask, mails):
    ask()
    token = token_in(mails()[0], "confirm")
    ask()
    assert len(mails()) == 1
    subscriptions.confirm(token, now=NOW)
    assert the_one().state == "confirmed"


def test_an_old_link_cannot_bring_back_who_left(daily, joined, ask, mails):
    old = token_in(mails()[0], "confirm")
    subscriptions.leave(tokens.to_leave(joined.subscriber.uuid, daily.pk), now=NOW)
    with pytest.raises(subscriptions.SpentLink):
        subscriptions.confirm(old, now=NOW)
    ask(now=NOW + 2 * DAY)
    with pytest.raises(subscriptions.SpentLink):
        subscriptions.confirm(old, now=NOW + 2 * DAY)
    assert the_one().state == "pending"
    new = token_in(mails(NOW + 2 * DAY)[-1], "confirm")
    subscriptions.confirm(new, now=NOW + 2 * DAY)
    assert acts() == ["requested", "confirmed", "left", "requested", "confirmed"]


def test_a_request_that_nobody_answered_is_a_new_one_after_seven_days(daily, ask):
    ask()
    first = the_one().request
    ask(now=NOW + 6 * DAY)
    assert the_one().request == first
    ask(now=NOW + 8 * DAY)
    assert the_one().request != first
    assert acts() == ["requested", "requested"]


# --- Links --------------------------------------------------------------------------------------------------


def damaged(token: str) -> list[str]:
    return ["", "x", token[:-1], token[1:], token + "A", token.swapcase(), token * 100, "ä", "\x00", "..", token[:40]]


def test_links_that_are_cut_off_guessed_or_of_another_purpose_do_nothing(daily, ask, mails):
    ask()
    (mail,) = mails()
    to_confirm, to_leave = token_in(mail, "confirm"), token_in(mail, "unsubscribe")
    for token in [*damaged(to_confirm), to_leave]:
        with pytest.raises(subscriptions.UnknownLink):
            subscriptions.confirm(token, now=NOW)
    for token in [*damaged(to_leave), to_confirm]:
        with pytest.raises(subscriptions.UnknownLink):
            subscriptions.leave(token, now=NOW)
    assert the_one().state == "pending"


def test_a_link_tells_nothing_about_its_reader(daily, ask, mails):
    import base64

    ask()
    for purpose in ("confirm", "unsubscribe"):
        token = token_in(mails()[0], purpose)
        content = token.split(".")[0]
        assert b"reader" not in base64.urlsafe_b64decode(content + "==")
        assert token.replace(".", "").replace("-", "").replace("_", "").isalnum()


def test_links_survive_a_change_of_the_key(daily, joined, settings):
    token = tokens.to_leave(joined.subscriber.uuid, daily.pk)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is as long as a key should be, and new"
    subscriptions.leave(token, now=NOW + 1000 * DAY)
    assert the_one().state == "left"


def test_a_key_that_was_given_up_seals_nothing_any_more(daily, joined, settings):
    token = tokens.to_leave(joined.subscriber.uuid, daily.pk)
    settings.SECRET_KEY = "another key that is as long as a key should be, and new"
    with pytest.raises(subscriptions.UnknownLink):
        subscriptions.leave(token, now=NOW)


def test_a_link_of_a_reader_who_is_gone_is_unknown(daily):
    import uuid

    with pytest.raises(subscriptions.UnknownLink):
        subscriptions.leave(tokens.to_leave(uuid.uuid4(), daily.pk), now=NOW)


# --- Leaving ------------------------------------------------------------------------------------------------


def test_leaving_ends_one_newsletter_and_may_be_pressed_often(daily, culture, joined, ask):
    ask(newsletters=["culture"])
    token = tokens.to_leave(joined.subscriber.uuid, daily.pk)
    for _ in range(3):
        assert [n.slug for n in subscriptions.leave(token, now=NOW).done] == ["daily"]
    states = dict(Subscription.objects.values_list("newsletter__slug", "state"))
    assert states == {"daily": "left", "culture": "pending"}
    assert acts().count("left") == 1


def test_leaving_all_ends_all(daily, culture, joined, ask):
    ask(newsletters=["culture"])
    token = tokens.to_leave(joined.subscriber.uuid, daily.pk)
    subscriptions.leave(token, everything=True, now=NOW)
    assert {s.state for s in Subscription.objects.all()} == {"left"}


def test_who_never_confirmed_can_leave_too(daily, ask, mails):
    ask()
    (mail,) = mails()
    subscriptions.leave(token_in(mail, "unsubscribe"), now=NOW)
    assert (the_one().state, the_one().left_at, the_one().confirmed_at) == ("left", NOW, None)
    with pytest.raises(subscriptions.SpentLink):
        subscriptions.confirm(token_in(mail, "confirm"), now=NOW)


def test_one_reader_cannot_end_what_another_gets(daily, joined, ask, mails):
    ask("other@example.org")
    subscriptions.leave(token_in(mails()[-1], "unsubscribe"), now=NOW)
    joined.refresh_from_db()
    assert joined.state == "confirmed"


# --- The record ---------------------------------------------------------------------------------------------


def test_the_record_is_only_ever_added_to(daily, ask):
    ask(text_digest=consent.digest(consent.words("en")))
    event, text = ConsentEvent.objects.get(), ConsentText.objects.get()
    attempts = [
        event.save, event.delete, text.save, text.delete,
        lambda: ConsentEvent.objects.all().delete(),
        lambda: ConsentEvent.objects.update(form="x"),
        lambda: ConsentEvent.objects.bulk_update([event], ["form"]),
        lambda: ConsentText.objects.filter(pk=text.pk).update(text="x"),
        lambda: ConsentEvent.objects.update_or_create(pk=event.pk, defaults={"form": "x"}),
    ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(RecordIsKept), transaction.atomic():
            attempt()
    assert (ConsentEvent.objects.count(), ConsentText.objects.get().text) == (1, consent.words("en"))


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "asleep"},
        {"state": "pending", "confirmed_at": NOW},
        {"state": "pending", "left_at": NOW},
        {"state": "confirmed"},
        {"state": "confirmed", "confirmed_at": NOW, "left_at": NOW},
        {"state": "left"},
    ],
)
def test_the_database_refuses_a_state_without_its_moment(daily, broken):
    reader = Subscriber.objects.create(email="r@example.org", email_key="r@example.org", created_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.create(subscriber=reader, newsletter=daily, requested_at=NOW, **broken)


# --- Fifty at once ------------------------------------------------------------------------------------------


def at_once(function, times: int = 50) -> list:
    def one(n: int):
        try:
            return function(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_fifty_sign_ups_at_once_are_one_reader_one_act_one_mail(daily, ask, mails, needs_parallel_database):
    at_once(lambda n: ask("READER@example.org" if n % 2 else "reader@example.org"))
    assert (Subscriber.objects.count(), Subscription.objects.count(), acts()) == (1, 1, ["requested"])
    assert len(mails()) == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_confirmations_at_once_are_one_act(daily, ask, mails, needs_parallel_database):
    ask()
    token = token_in(mails()[0], "confirm")
    answers = at_once(lambda n: subscriptions.confirm(token, now=NOW))
    assert all([n.slug for n in choice.done] == ["daily"] for choice in answers)
    assert acts() == ["requested", "confirmed"]


@pytest.mark.django_db(transaction=True)
def test_fifty_departures_at_once_are_one_act(daily, joined, needs_parallel_database):
    token = tokens.to_leave(joined.subscriber.uuid, daily.pk)
    at_once(lambda n: subscriptions.leave(token, now=NOW))
    assert acts() == ["requested", "confirmed", "left"]
