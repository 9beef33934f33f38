"""`.env.example` lists what the settings read, each name with a line that says what it is."""

import ast
from itertools import pairwise

from django.conf import settings

READERS = {"str", "bool", "int", "list", "db_url", "cache_url", "email_url", "float", "json", "url", "dict", "tuple"}


def names_read() -> set[str]:
    """The first argument of each `env.<reader>(...)` in settings.py."""
    tree = ast.parse((settings.BASE_DIR / "newsroom/settings.py").read_text())
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr in READERS) == ("env", True)
    }


def example() -> dict[str, str]:
    """Each name in .env.example with the line above it."""
    lines = (settings.BASE_DIR / ".env.example").read_text().splitlines()
    return {
        line.partition("=")[0]: above for above, line in pairwise(lines) if "=" in line and not line.startswith("#")
    }


def test_the_example_lists_just_what_the_settings_read():
    assert set(example()) == names_read()


def test_each_name_has_its_line():
    assert [name for name, above in example().items() if not above.startswith("# ")] == []


def test_the_example_sets_nothing():
    """Copied as it is, it changes nothing."""
    lines = (settings.BASE_DIR / ".env.example").read_text().splitlines()
    assert [line for line in lines if "=" in line and line[0] != "#" and not line.endswith("=")] == []
