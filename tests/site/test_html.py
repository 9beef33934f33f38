"""The Nu HTML checker's word on a page of every kind in every language."""

import json
import subprocess

import pytest

from tests.site.kinds import KINDS

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


def test_no_error_and_no_warning(kinds, check):
    """All in one run, since the checker takes longer to start than to read; two faults show that it reads."""
    assert len(kinds) >= 3 * (len(KINDS) - 1)  # an edition may have a picture to each of its stories
    body = kinds["en", "story"].body
    pages = {f"{language} {kind}": page.body for (language, kind), page in kinds.items()}
    pages["an error"] = body.replace(b"</h1>", b"</h2>")
    pages["a warning"] = body.replace(b"<h1>", b'<h1 role="heading">')
    said = check(pages)
    assert {file for file, _line, _message in said} >= {"an-error.html", "a-warning.html"}
    assert [message for message in said if message[0] not in ("an-error.html", "a-warning.html")] == []
