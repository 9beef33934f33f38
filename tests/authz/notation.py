"""Reads the role matrix (tests/authz/matrix.txt; how it is written stands at its head)."""

import re
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).with_name("matrix.txt")
OTHERS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
EVERYONE = "everyone"


@dataclass
class Block:
    """One address: `cells[method, object, role]` is the class of the answer; `line` is where it begins.

    `variant` is one value of the route's last part, such as a verb; its objects are called "own:publish".
    """

    route: str
    variant: str
    line: int
    cells: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @property
    def objects(self) -> list[str]:
        return list(dict.fromkeys(thing for _method, thing, _role in self.cells))


@dataclass
class Matrix:
    roles: list[str]
    blocks: list[Block]

    @property
    def routes(self) -> set[str]:
        return {block.route for block in self.blocks}


class Unreadable(ValueError):
    """The file cannot be read; the text names the line."""


def read(text: str | None = None) -> Matrix:
    """The matrix with every cell spelt out. HEAD (as GET) and the other methods (as OTHER says, 405 without it) are
    those of an address's first object: what differs between objects is what GET and POST do."""
    roles: list[str] = []
    like: dict[str, str] = {}
    otherwise: dict[str, dict[str, str]] = {}
    blocks: dict[tuple[str, str], Block] = {}
    block, columns = None, []
    for number, line in enumerate((text if text is not None else FILE.read_text()).splitlines(), 1):
        line = line.partition("#")[0].rstrip()
        if not line:
            continue
        first, *rest = line.split()
        if first == "roles:":
            roles = rest
        elif first == "like:":
            like[rest[0]] = rest[1]
            otherwise[rest[0]] = dict(pair.split("=") for pair in rest[2:])
        elif line.startswith("["):
            route, _, variant = line[1:].rpartition("]")
            key = route, variant.strip()
            if key in blocks:
                raise Unreadable(f"line {number}: {route} stands here a second time")
            block = blocks[key] = Block(*key, number)
            columns = []
        elif block is None:
            raise Unreadable(f"line {number}: a row without an address above it")
        elif not re.match(r"[A-Z]+\b", first):
            columns = line.split()
            if unknown := set(columns) - {*roles, EVERYONE}:
                raise Unreadable(f"line {number}: unknown roles {sorted(unknown)}")
        else:
            _row(block, number, line, columns, roles, like, otherwise)
    for block in blocks.values():
        _spell_out(block, roles)
    return Matrix(roles, list(blocks.values()))


def _row(
    block: Block, number: int, line: str, columns: list[str], roles: list[str], like: dict[str, str],
    otherwise: dict[str, dict[str, str]],
) -> None:  # fmt: skip
    methods, things, *classes = line.split()
    if len(classes) != len(columns):
        raise Unreadable(f"line {number}: {len(classes)} answers for {len(columns)} roles")
    said = dict(zip(columns, classes, strict=True))
    for method in methods.split(","):
        for thing in things.split(","):
            thing = f"{thing}:{block.variant}" if block.variant else thing
            for role in roles:
                known = said.get(role) or said.get(EVERYONE)
                if known is None and (other := said.get(like.get(role, ""))):
                    known = otherwise[role].get(other, other)
                if known is None:
                    raise Unreadable(f"line {number}: nothing is said of {role}")
                if (method, thing, role) in block.cells:
                    raise Unreadable(f"line {number}: {method} {thing} stands here a second time")
                block.cells[method, thing, role] = known


def _spell_out(block: Block, roles: list[str]) -> None:
    for place, thing in enumerate(block.objects):
        for role in roles:
            get = block.cells.get(("GET", thing, role))
            if get is None:
                raise Unreadable(f"line {block.line}: {block.route} says nothing of GET {thing}")
            usual = get if get == "factor" else "405"  # that door stands before the view, whatever the method
            other = block.cells.pop(("OTHER", thing, role), usual)
            block.cells.setdefault(("POST", thing, role), other)
            if place == 0:  # the same code for all: once an address
                block.cells.setdefault(("HEAD", thing, role), get)
                block.cells.update({(method, thing, role): other for method in OTHERS})


def written(title: str, cells: dict[tuple[str, str, str], str], roles: list[str], like: dict[str, str]) -> str:
    """A block as it would stand in the file, for cells that were observed: rows that are alike become one."""
    shown = [role for role in roles if role not in like]
    rows: dict[tuple[str, tuple], list[str]] = {}
    for method in ("GET", "POST", "OTHER"):
        for thing in dict.fromkeys(thing for _m, thing, _r in cells):
            classes = tuple(cells[method, thing, role] for role in shown)
            if (method == "POST" and classes == tuple(cells["OTHER", thing, role] for role in shown)) or (
                method == "OTHER" and set(classes) == {"405"}
            ):
                continue
            rows.setdefault((method, classes), []).append(thing)
    same = all(len(set(classes)) == 1 for _method, classes in rows)
    columns = [EVERYONE] if same else shown
    wide = max((len(f"{method} {','.join(things)}") for (method, _classes), things in rows.items()), default=0) + 2
    lines = [title, " " * wide + " ".join(f"{name:<10}" for name in columns).rstrip()]
    for (method, classes), things in rows.items():
        said = classes[:1] if same else classes
        lines.append(f"{method + ' ' + ','.join(things):<{wide}}" + " ".join(f"{one:<10}" for one in said).rstrip())
    return "\n".join(lines)
