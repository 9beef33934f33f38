"""A reader is forgotten: the address is nowhere, nothing is sent any more, and what proves the consent stays."""

from datetime import timedelta

import pytest

from articles import erasing
from newsletter import subscriptions, tokens
from newsletter.erasing import SCOPE
from newsletter.models import ConsentEvent, Subscriber, Subscription
from newsroom.lib.limits.ceilings import hashed
from tests.articles.test_record import everything

from .conftest import NOW, token_in

pytestmark = pytest.mark.django_db
ADDRESS = "reader@example.org"
LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def forget(text: str = "Reader@Example.org"):
    return erasing.words(text, by=None, now=LATER)


def test_the_address_is_nowhere_and_the_evidence_stays(daily, culture, ask, mails):
    ask(ADDRESS)
    token = token_in(mails()[0], "confirm")
    subscriptions.confirm(token, now=NOW)
    ask(ADDRESS, newsletters=["culture"])
    ask("another.reader@example.org")
    done = forget()
    assert ADDRESS not in everything().replace("another.reader@example.org", "")
    reader = Subscriber.objects.get(email="")
    assert reader.email_key == f"erased:{hashed(SCOPE, ADDRESS)}:{reader.pk}" and "erased" in str(reader)
    assert set(reader.subscriptions.values_list("state", flat=True)) == {"left"}
    said = list(reader.consent.order_by("pk").values_list("action", "form", "newsletter__slug"))
    assert said[:3] == [("requested", "", "daily"), ("confirmed", "confirm", "daily"), ("requested", "", "culture")]
    assert sorted(said[3:]) == [("left", "erasure", "culture"), ("left", "erasure", "daily")]
    other = Subscriber.objects.get(email__startswith="another")
    said = f"The reader {other.pk} has it in an address, and keeps the newsletter: {other.email}"
    assert done.left == [said]
    assert Subscription.objects.filter(subscriber=other).exclude(state="left").count() == 1


def test_no_link_of_before_brings_anything_back_and_no_mail_follows(daily, ask, mails):
    ask(ADDRESS)
    before = mails()
    token = token_in(before[0], "confirm")
    ask(ADDRESS, now=LATER)
    forget()
    with pytest.raises(subscriptions.SpentLink):
        subscriptions.confirm(token, now=NOW)
    assert len(mails(LATER + timedelta(days=3))) == len(before) == 1
    reader = Subscriber.objects.get()
    leaving = tokens.to_leave(reader.uuid, None)
    assert len(subscriptions.leave(leaving, now=LATER).done) == 1  # old mails still have a link that answers
    assert ConsentEvent.objects.filter(action="left").count() == 1


def test_who_signs_up_again_is_a_new_reader_and_may_be_forgotten_again(daily, ask):
    for _round in range(2):
        ask(ADDRESS)
        forget()
    assert Subscriber.objects.filter(email="").count() == 2 and ADDRESS not in everything()
    assert not Subscription.objects.exclude(state="left").exists()


def test_what_is_no_address_ends_nobody_s_newsletter(daily, ask):
    ask(ADDRESS)
    done = forget("reader")
    assert Subscriber.objects.get().email == ADDRESS and len(done.left) == 1
