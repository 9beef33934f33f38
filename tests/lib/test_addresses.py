"""One reader, one address, however it is typed; and what is no address is refused in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.lib.addresses import BadAddress, canonical, normalise


@pytest.mark.parametrize(
    ("typed", "email", "key"),
    [
        ("reader@example.org", "reader@example.org", "reader@example.org"),
        ("  Reader@Example.ORG\t", "Reader@example.org", "reader@example.org"),
        ("o'neil+news@mail.example.org", "o'neil+news@mail.example.org", "o'neil+news@mail.example.org"),
        ("r@bücher.example", "r@xn--bcher-kva.example", "r@xn--bcher-kva.example"),
        ("r@bu\u0308cher.example", "r@xn--bcher-kva.example", "r@xn--bcher-kva.example"),
        ("r@straße.example", "r@xn--strae-oqa.example", "r@xn--strae-oqa.example"),
        ("r@مثال.إختبار", "r@xn--mgbh0fb.xn--kgbechtv", "r@xn--mgbh0fb.xn--kgbechtv"),
        ("r@ｅｘａｍｐｌｅ.org", "r@example.org", "r@example.org"),
    ],
)
def test_an_address_becomes_one_that_mail_servers_know_and_a_key_of_one_reader(typed, email, key):
    address = normalise(typed)
    assert (address.email, address.key) == (email, key)


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "reader", "@example.org", "reader@", "reader@localhost", "reader@example",
        "a@b@example.org", "re ader@example.org", ".r@example.org", "r.@example.org", "r..r@example.org",
        "r@-example.org", "r@example-.org", "r@exa_mple.org", "r@127.0.0.1", "r@[127.0.0.1]",
        '"r r"@example.org', "r@example..org", "r@example.org\r\nBcc: all@example.org",
        "r\n@example.org", "r\x00@example.org", "r@exam\x7fple.org", "r\u202e@example.org",
        "r@exam\u200bple.org", "r\u2028@example.org", "ریدەر@example.org", "é@example.org",
        "ｒ@example.org", "r" * 65 + "@example.org", "r@" + "a" * 64 + ".org", "r@" + "a." * 130 + "org",
        "a" * 50_000 + "@example.org", "r@" + "é" * 50_000, "Reader <reader@example.org>",
        "r@example.org,s@example.org", "r@❤.example", "r@\u0301a.example",
        "a@xn--é.org", "a@xn--.org", "a@xn--abc-.org", "a@xn--99999999.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_a_sentence(typed):
    with pytest.raises(BadAddress) as refusal:
        normalise(typed)
    said = str(refusal.value)
    assert said.endswith(".") and said[0].isupper() and len(said) < 200
    assert "Bcc" not in said


@given(st.text(max_size=300))
def test_whatever_is_typed_either_is_refused_or_is_clean(typed):
    try:
        address = normalise(typed)
    except BadAddress:
        return
    assert address.email.isascii() and address.email.isprintable() and " " not in address.email
    assert len(address.email) <= 254
    assert normalise(address.email) == address


def test_variants_of_one_mailbox_have_one_canonical_form_for_ceilings():
    assert canonical("first.last+news@example.org") == canonical("firstlast@example.org")
    assert canonical("+x@example.org") != canonical("+y@example.org")
