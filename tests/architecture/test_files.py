"""What no file of the project may have: too many lines, unsafe markup, directions, words of a workplace."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
LONGEST = 500  # lines; beyond that a file holds more than one noun

# Templates that may mark something as safe, and why.
SAFE = {
    # "templates/articles/story.html": "the body, sanitised by newsroom.lib.html when it was published",
}
# Words that tell of someone's desk, not of this project. Written so that this file does not hold them.
FORBIDDEN = re.compile(
    r"/wor[k]/|/roo[t]/|/hom[e]/[a-z]|far[m]-(studio|bench)|helper sessio[n]|\bsub-?agen[t]s?\b"
    r"|\b(TOD[O]|FIXM[E]|XX[X])\b"
)


def tracked(*patterns: str) -> list[Path]:
    """The files of the project that match, those not yet committed included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if run.returncode:  # an archive without git's own folder
        return sorted(path for pattern in patterns for path in ROOT.glob(f"**/{pattern}") if ".venv" not in path.parts)
    return sorted({ROOT / name for name in run.stdout.split("\0") if name and (ROOT / name).is_file()})


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def found(pattern: str | re.Pattern, paths: list[Path]) -> list[str]:
    """Each line that matches, as `file:line: text`."""
    rule = re.compile(pattern)
    return [
        f"{name(path)}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if rule.search(line)
    ]


TEMPLATES = tracked("templates/*.html", "templates/*.txt", "templates/*.xml")
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
# A mail must carry its style in attributes: programs that show mails drop style sheets.
SCREENS = [path for path in PAGES if "mail" not in path.parts]
STYLES = tracked("static/css/*.css")
CODE = tracked("*.py", "*.html", "*.css", "*.js")


def test_there_is_something_to_look_at():
    assert len(CODE) > 50


def test_no_file_is_longer_than_one_noun_needs():
    lines = {name(path): len(path.read_text().splitlines()) for path in CODE if "/migrations/" not in name(path)}
    assert {path: count for path, count in lines.items() if count > LONGEST} == {}


def test_styles_know_start_and_end_but_neither_left_nor_right():
    """Right-to-left is then free."""
    sides = (
        r"(?<![-\w])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)?|left|right)\s*:"
        r"|(?:float|clear|text-align)\s*:\s*(?:left|right)\b|border-(?:top|bottom)-(?:left|right)-radius"
    )
    assert found(sides, STYLES) == []


def test_what_is_marked_safe_is_on_the_list():
    marked = found(r"\|\s*safe\b|\{%\s*autoescape\s+off", PAGES)
    assert [line for line in marked if line.partition(":")[0] not in SAFE] == []


def test_no_template_has_an_event_handler_or_a_style_attribute():
    assert found(r"""<[^>]*\s(?:on[a-z]+|style)\s*=\s*["'{]""", SCREENS) == []
    assert found(r"""^\s*(?:on[a-z]{3,}|style)\s*=\s*["']""", SCREENS) == []  # an attribute on a line of its own


def test_no_template_loads_from_another_host():
    """Links may lead away; what a page loads by itself may not."""
    assert found(r"""\bsrc(?:set)?\s*=\s*["']?(?:https?:)?//""", PAGES) == []
    assert found(r"""<link\b[^>]*\bhref\s*=\s*["']?(?:https?:)?//""", PAGES) == []
    assert found(r"""(?:url\(|@import)\s*["']?(?:https?:)?//""", [*PAGES, *STYLES]) == []


def test_no_file_tells_of_somebodys_desk():
    texts = tracked("*.py", "*.md", "*.html", "*.css", "*.js", "*.toml", "*.txt", "Makefile", ".ci/*", "deploy/*")
    assert found(FORBIDDEN, texts) == []


@pytest.mark.parametrize(
    "line, bad",
    [
        ("  margin-left: 1em;", True),
        ("  left: 0;", True),
        ("  text-align: right;", True),
        ("  margin-inline-start: 1em; inset-inline-start: 0; text-align: start", False),
        ("  --copyright: 1;", False),
    ],
)
def test_the_rule_on_sides_sees_what_it_must(tmp_path, monkeypatch, line, bad):
    sheet = tmp_path / "sheet.css"
    sheet.write_text(line)
    monkeypatch.setitem(globals(), "STYLES", [sheet])
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    if bad:
        with pytest.raises(AssertionError):
            test_styles_know_start_and_end_but_neither_left_nor_right()
    else:
        test_styles_know_start_and_end_but_neither_left_nor_right()
