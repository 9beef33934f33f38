"""What the docs claim, the code has: commands, targets, files."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = settings.BASE_DIR
CONTRACT = (ROOT / "docs/contract.md").read_text()

# Commands of docs/contract.md that are there, and those that come with later work.
HERE = {
    "demo", "doctor", "file_story", "fill", "serve", "setup", "take_factor_off", "verify_record", "withdraw", "worker",
}  # fmt: skip
NOT_YET = {
    "backup", "restore",
    "import_subscribers", "send_issue", "issue_status", "import_wordpress", "import_ghost",
    "check_addresses", "export_site", "export_all", "import_all",
}  # fmt: skip


def targets() -> set[str]:
    """The targets of the Makefile."""
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_the_contract_s_make_targets_are_there():
    promised = set(re.findall(r"`make ([a-z]+)`", CONTRACT))
    assert promised >= {"run", "test", "check", "bench"}
    assert promised <= targets()


def test_the_contract_s_commands_are_there():
    assert set(get_commands()) >= HERE


def test_what_is_there_is_not_called_not_yet():
    assert set(get_commands()) & NOT_YET == set()


def test_both_lists_are_the_contract_s():
    quoted = set(re.findall(r"`(?:manage\.py )?([a-z]+(?:_[a-z]+)*)(?: [^`]*)?`", CONTRACT))
    assert quoted >= HERE | NOT_YET


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_links_between_the_docs_lead_to_files(page):
    source = ROOT / page
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", source.read_text())
    assert [link for link in links if not (source.parent / link).exists()] == []


def test_make_commands_in_the_readme_are_targets():
    named = set(re.findall(r"(?:^|`|\$ )make ([a-z][a-z-]*)", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert named <= targets()
