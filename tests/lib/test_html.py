"""Hostile markup, by class: nothing of it survives the sanitiser, and nothing runs in a real browser."""

import html as stdlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from newsroom.lib.html import TAGS, clean, href

RUN = "ran(1)"  # the browser test counts calls of it
HOSTILE = json.loads(Path(__file__).with_name("hostile.json").read_text("utf-8"))
SCHEMES = HOSTILE.pop("schemes")
CLASSES: dict[str, list[str]] = {"schemes": [f'<a href="{scheme}">x</a>' for scheme in SCHEMES]} | HOSTILE
PAYLOADS = [text.replace("{}", RUN) for texts in CLASSES.values() for text in texts]
_MAY = {"href", "hreflang", "lang", "dir", "id", "class"}


class Looker(HTMLParser):
    """A second opinion on what is left, by another parser than the sanitiser's."""

    def __init__(self):
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            if name not in _MAY:
                self.wrong.append(f"{tag} {name}")
            if name == "href" and not re.match(r"(https?://[a-z0-9]|mailto:|tel:|/(?![/\\])|#)", value):
                self.wrong.append(value)
            if name == "id" and not re.fullmatch(r"b[a-z0-9]{4,8}", value):
                self.wrong.append(value)
            if name == "class" and value != "pullquote":
                self.wrong.append(value)

    handle_startendtag = handle_starttag

    def handle_comment(self, data):
        self.wrong.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def left(cleaned: str) -> list[str]:
    looker = Looker()
    looker.feed(cleaned)
    looker.close()
    return looker.wrong


def test_there_are_payloads_of_every_class():
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 150 and all(len(texts) >= 5 for texts in CLASSES.values())


@pytest.mark.parametrize("name", CLASSES)
def test_nothing_hostile_survives(name):
    for raw in CLASSES[name]:
        text = raw.replace("{}", RUN)
        for whole in (text, f"<p>before {text} after</p>", f"<blockquote>{text}", f"<ul><li>{text}</ul>"):
            for foreign in (False, True):
                once = clean(whole, foreign=foreign)
                assert clean(once, foreign=foreign) == once, whole
            assert left(clean(whole)) == [], whole


def test_the_second_opinion_sees_what_is_hostile():
    assert sum(bool(left(text)) for text in PAYLOADS) > 0.8 * len(PAYLOADS)


def test_what_writers_need_survives():
    text = (
        '<p id="babcd" lang="ckb" dir="rtl">One <a href="https://x.org/a?b=c&amp;d#e">two</a> <strong>three</strong>'
        '<br><q>four</q></p><aside class="pullquote"><p>five</p></aside><ul><li>six</li></ul>'
    )
    assert clean(text) == text


@pytest.mark.parametrize("scheme", SCHEMES)
def test_links_that_hide_their_scheme_are_refused(scheme):
    assert href(stdlib.unescape(scheme.replace("{}", RUN))) is None


@pytest.mark.parametrize(
    "good", ["https://x.org/", "HTTP://x.org", "mailto:a@b.org", "tel:+964750", "/news/", "#note-1", " https://x.org/ "]
)
def test_links_that_a_story_may_have(good):
    assert href(good) == good.strip()


DETECT = "<!doctype html><meta charset=utf-8><script>window.n=0;window.ran=()=>{window.n++};alert=prompt=ran</script>"


@pytest.mark.browser
def test_nothing_runs_in_a_real_browser(chromium):
    """Each cleaned payload in a page of its own, as the server sends it and as innerHTML; then what is clickable is
    clicked. The same looks on the raw payloads see many run, or they would prove nothing."""
    from playwright.sync_api import sync_playwright

    def count(page, text: str) -> int:
        page.set_content(f"{DETECT}<body><main>{text}</main></body>", wait_until="commit")
        page.evaluate(
            """text => { const box = document.createElement('div'); document.body.append(box); box.innerHTML = text;
            for (const a of document.querySelectorAll('a,button,[onclick]')) {
              const to = a.getAttribute('href') || '';
              if (a.onclick) a.onclick(new Event('click'));
              if (a.protocol === 'javascript:') window.ran();
            } }""",
            text,
        )
        page.wait_for_timeout(1)
        return page.evaluate("window.n")

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(offline=True).new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        together = "".join(f"<section>{clean(text)}</section>" for text in PAYLOADS)
        assert count(page, together) == 0
        assert [text for text in PAYLOADS[::3] if count(page, clean(text))] == []
        ran = 0
        raw = (*CLASSES["script"][:6], *CLASSES["events"][14:19], *CLASSES["svg and math"][:4], *CLASSES["schemes"][:4])
        for text in raw:
            try:
                ran += bool(count(page, text.replace("{}", RUN)))
            except Exception:
                page = browser.new_context(offline=True).new_page()  # a payload took the page away with it
        assert ran >= 12
        browser.close()
