"""Every check that a reader's page must pass has a test with its id: `test_d8_…`. Two ids in one name (`test_g3_g4_…`)
are two checks of one look."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# What must hold, by group. Not among them: B15, E4 and K1 to K5 (live blogs), L3 (export), L6 (service worker).
MUST = {
    "A": (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15),  # document: coding, title, canonical, robots, sharing
    "B": (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 18),  # structured data
    "C": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18),  # what each part of a story is
    "D": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10),  # pictures
    "E": (1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13),  # bytes and time
    "F": (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14),  # what is said on the wire
    "G": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),  # eyes, fingers, keyboards
    "H": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14),  # languages
    "I": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),  # feeds, sitemaps, telling others
    "J": (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13),  # lists and pages of the site
    "K": (6, 8, 9),  # trust
    "L": (1, 2, 7),  # little line, paper, no database
}
# What one would like besides: shown where it is, and not asked for.
WISHED = {
    "A10", "A16", "B7", "B16", "B17", "C15", "C19", "C20", "D11", "D12", "E11", "E14", "F10", "F12", "I13", "J7", "K7",
    "L4", "L5",
}  # fmt: skip


def asked() -> set[str]:
    return {f"{group}{number}" for group, numbers in MUST.items() for number in numbers}


def shown() -> set[str]:
    """The ids that tests of this folder have in their names."""
    found = set()
    for file in HERE.glob("test_*.py"):
        for ids in re.findall(r"^def test((?:_[a-l]\d+)+)_", file.read_text("utf-8"), re.MULTILINE):
            found.update(part.upper() for part in ids.split("_") if part)
    return found


def test_every_check_has_a_test_with_its_id():
    assert sorted(asked() - shown()) == []


def test_the_list_is_whole():
    assert len(asked()) == sum(map(len, MUST.values())) == 137


@pytest.mark.parametrize("group", MUST)
def test_each_id_in_a_name_is_on_the_list(group):
    assert {one for one in shown() if one.startswith(group)} <= asked() | WISHED
