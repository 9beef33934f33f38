"""Who may do what at which address: every cell of tests/authz/matrix.txt is sent and compared.

An address that is not in the file fails the suite. `PROVE=write` prints what was answered where it differs, as blocks
that could stand in the file: to be read and thought about, never pasted unread.
"""

import os
import re

import pytest
from django.utils import timezone

from tests.authz import notation, scene
from tests.authz.inventory import addresses
from tests.authz.knocking import class_of, knock
from tests.proving.scan import Scanner

MATRIX = notation.read()
PARTS = 8
LEAST = 5_000
DENIED = {"login", "403", "404", "405", "410"}
HOW = (
    "Add a block for it to tests/authz/matrix.txt (its head says how). Where the address has parts such as <id>, teach "
    "Scene.path in tests/authz/scene.py which rows stand for them."
)


def test_every_address_stands_in_the_matrix_and_nothing_else_does():
    known = {one.route for one in addresses()}
    missing = [one for one in addresses() if one.route not in MATRIX.routes]
    assert missing == [], f"{[f'[{one.route}] ({one.name})' for one in missing]}: {HOW}"
    assert MATRIX.routes - known == set(), "these addresses are no more: remove their blocks"


def test_there_are_as_many_cells_as_were_promised():
    count = sum(len(block.cells) for block in MATRIX.blocks)
    print(f"{count} cells: {len(MATRIX.routes)} addresses, {len(MATRIX.roles)} roles")
    assert count >= LEAST


def told_to(role: str, what: str) -> bool:
    """Whether a word of the newsroom is this role's own: their name stands above every page of the desk."""
    return what.startswith(f"{role}: ")


def without_words(data: dict, here: scene.Scene) -> dict:
    """The same form with every word of the newsroom's own cut out."""
    words = re.compile("|".join(map(re.escape, here.c.words.values())), re.IGNORECASE)

    def cut(value):
        return [cut(one) for one in value] if isinstance(value, list) else words.sub("x", str(value))

    return {name: cut(value) for name, value in data.items()}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_cell(part, db, settings, tmp_path):
    """The class of each answer; and one that is denied tells nothing that is not public (T02)."""
    settings.MEDIA_ROOT = tmp_path / "media"
    here = scene.build(timezone.now())
    scanner = Scanner(here.c.words)
    wrong, leaks = [], []
    for block in MATRIX.blocks[part::PARTS]:
        for (method, thing, role), wanted in block.cells.items():
            path = here.path(block.route, thing, role)
            data = here.form(block.route, thing, role) if method == "POST" else None
            answer, wrote = knock(here, method, path, role, data)
            if class_of(answer, wrote) != wanted:
                wrong.append(
                    f"{method} {path} ({thing}, [{block.route}]) as {role}: {class_of(answer, wrote)}, {wanted}"
                )
            if answer.status_code >= 400 or class_of(answer, wrote) in DENIED:
                told = scanner.found_in_answer(answer.items(), answer.body)
                if told and isinstance(data, dict):  # a page may give back what was sent: does it tell more than that?
                    answer, _wrote = knock(here, method, path, role, without_words(data, here))
                    told = scanner.found_in_answer(answer.items(), answer.body)
                if told and method == "POST" and block.cells["GET", thing, role] == "200":  # what they may read anyway
                    page, _wrote = knock(here, "GET", path, role)
                    told = set(told) - set(scanner.found_in_answer(page.items(), page.body))
                asked = [what for what in told if here.c.words[what].lower() in path.lower()]
                leaks += [(method, path, role, what) for what in told if what not in asked and not told_to(role, what)]
    if wrong and os.environ.get("PROVE") == "write":
        print("\n".join(wrong))
    assert wrong == [], f"{len(wrong)} cells"
    if leaks and os.environ.get("PROVE") == "write":
        print("\n".join(map(str, leaks)))
    assert leaks == []
