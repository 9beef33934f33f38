"""A, of the newsroom as it runs: what the Nu HTML checker says, and what a page makes a browser fetch."""

import json
import re
import subprocess

import pytest

from tests.site.kinds import KINDS
from tests.site.reading import resources, value

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]


@pytest.fixture
def check(vnu_jar, tmp_path):
    """What the checker says of pages given by name: (file, line, message). Its notes count as well."""

    def run(pages: dict[str, bytes]) -> list[tuple[str, int, str]]:
        files = []
        for name, body in pages.items():
            files.append(tmp_path / f"{name.replace(' ', '-').replace(',', '')}.html")
            files[-1].write_bytes(body)
        command = ["java", "-Xss4m", "-jar", str(vnu_jar), "--stdout", "--format", "json", *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        messages = json.loads(done.stdout)["messages"]
        return [(m["url"].rpartition("/")[2], m.get("lastLine", 0), m["message"]) for m in messages]

    return run


def test_a1_no_error_and_no_warning_on_any_kind_of_page(kinds, light, check):
    """All in one run, since the checker takes longer to start than to read; two faults show that it reads."""
    assert len(kinds) >= 3 * (len(KINDS) - 1)  # an edition may have a picture to each of its stories
    body = kinds["en", "story"].body
    pages = {f"{language} {kind}": page.body for (language, kind), page in kinds.items()}
    pages |= {f"light {language} {kind}": page.body for (language, kind), page in light.items()}
    pages["an error"] = body.replace(b"</h1>", b"</h2>")
    pages["a warning"] = body.replace(b"<h1>", b'<h1 role="heading">')
    said = check(pages)
    assert {file for file, _line, _message in said} >= {"an-error.html", "a-warning.html"}
    assert [message for message in said if message[0] not in ("an-error.html", "a-warning.html")] == []


# Links in the head that name something and load nothing.
NAMING = {"canonical", "alternate", "author", "next", "prev", "self", "hub"}


def faults_of(pages, look) -> list[str]:
    """What `look` says of each page, with the page's path before it."""
    return [f"{path}: {fault}" for path, page in sorted(pages.items()) for fault in look(page)]


def test_a14_nothing_is_loaded_from_elsewhere(pages, crawl, site):
    """Links may lead away; what a browser fetches by itself may not."""

    def look(page):
        for address in resources(page):
            if not address.startswith("/") or address.startswith("//"):
                yield f"loads {address}"
            elif address not in crawl:
                yield f"loads {address}, which was not looked at"
        for form in page.all("form"):
            if not value(form, "action").startswith("/") or value(form, "method") not in ("post", "get"):
                yield f"a form to {value(form, 'action')}"
        for style in page.all("style"):
            # The one thing that a style names is a typeface of ours.
            if re.search(r"url\((?!/static/fonts/)|@import|image-set|src\(", style.to_text()):
                yield "its style loads something"
        for link in page.all("link[href]"):
            if set(value(link, "rel").split()) - NAMING and not value(link, "href").startswith("/"):
                yield f"link {value(link, 'rel')} to {value(link, 'href')}"

    assert sum(len(resources(page)) for page in pages.values()) > 100
    assert faults_of(pages, look) == []
