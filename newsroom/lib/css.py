"""The readers' style sheets as one text inside the page: no request, and a hash that lets the policy name it.

A readers' page runs no script, so what it holds when it is written is all that it ever holds: a rule for what is not
there is never used, and is left out.
"""

import base64
import hashlib
import re
from functools import cache
from itertools import count
from pathlib import Path
from typing import NamedTuple

import rcssmin
from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

# What every page has before its own sheets, and after them (print overrides the page's own).
FIRST = ("tokens", "base", "layout")
LAST = ("print",)
_FONT = re.compile(r'url\("\.\./\.\./(fonts/[\w-]+\.woff2)"\)')

_BLOCK = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
_COMMA = re.compile(r",(?![^(\[]*[)\]])")  # not one inside of parentheses or brackets
_NOT = re.compile(r":not\([^()]*\)")
_ATTRIBUTE = re.compile(r'\[([a-z-]+)(?:="([^"]*)")?[^\]]*\]')
_PSEUDO = re.compile(r"::?[a-z-]+(?:\([^()]*\))?")
_NAMED = re.compile(r"([.#]?)(-?[_a-zA-Z][\w-]*)")
_START = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>")
_GIVEN = re.compile(r'([a-z-]+)(?:="([^"]*)")?')
_CUSTOM = re.compile(r"--[a-z][a-z0-9-]*")
# The element whose content varies most, a story's text: a rule for what stands in it needs it to stand there.
_INSIDE = ".body "
_BODY = re.compile(r'<div class="body"[^>]*>')
_DIV = re.compile(r"<(/?)div\b")


class BadSheet(ValueError):
    """A sheet that cannot stand inside a style element."""


class _Rule(NamedTuple):
    """One rule. `needs` has, for each of its selectors, the marks (see `_marks`) that a page must hold for it."""

    selectors: tuple[str, ...]
    needs: tuple[frozenset[str], ...]
    body: str


class _Group(NamedTuple):
    """What stands inside of an at-rule (`@media print`), or for itself (empty `condition`)."""

    condition: str
    rules: tuple["_Rule", ...]
    whole: str = ""  # an at-rule without selectors, such as @font-face


def folder() -> Path:
    """Where the sheets are written by hand: `static/css`."""
    return settings.BASE_DIR / "static" / "css"


def inline(names: tuple[str, ...], html: str, *, fonts: bool = True) -> tuple[SafeString, str]:
    """The sheets of every page and `names` ("components/card"), joined and minified, and their CSP source; without the
    rules for elements, classes, ids and attributes that `html`, the whole page, has nowhere.

    The hash (`'sha256-…'`, CSP Level 3, 2.3.1) is of exactly this text: it must stand between `<style>` and `</style>`
    with nothing around it. Our own templates and the sanitiser write `html`: attributes in double quotes, no bare `<`
    or `>` inside of them. `fonts`: whether the page may load fonts of its own. The sheets are read once a process.
    Raises FileNotFoundError for a name without a sheet, and BadSheet where a text would end the element.
    """
    have, pieces = _marks(html), []
    for group in rules(names):
        if group.whole:
            if fonts or not group.whole.startswith("@font-face"):
                pieces.append(group.whole)
            continue
        inside = "".join(_kept(rule, have) for rule in group.rules)
        if inside:
            pieces.append(f"{group.condition}{{{inside}}}" if group.condition else inside)
    css = "".join(pieces)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    # Our own files, and nothing in them ends the element, see `_joined`.
    return mark_safe(css), f"'sha256-{digest}'"


def _kept(rule: _Rule, have: set[str]) -> str:
    found = [text for text, needs in zip(rule.selectors, rule.needs, strict=True) if needs <= have]
    return f"{','.join(found)}{{{rule.body}}}" if found else ""


def _joined(names: tuple[str, ...]) -> str:
    texts = [(folder() / f"{name}.css").read_text("utf-8") for name in (*FIRST, *names, *LAST)]
    # A sheet names a font from where it lies; inside a page it is the file's own address, with the hash in its name.
    css = _FONT.sub(lambda found: f"url({static(found[1])})", rcssmin.cssmin("\n".join(texts)))
    if "</" in css or "<!--" in css:
        raise BadSheet(f"One of {names} would end the style element that it stands in.")
    return _short(css)


def _short(css: str) -> str:
    """Custom properties by one or two letters, those that are named most by one."""
    named: dict[str, int] = {}
    for name in _CUSTOM.findall(css):
        named[name] = named.get(name, 0) + 1
    letters = "abcdefghijklmnopqrstuvwxyz"
    shorts = (f"--{letters[n % 26]}{letters[n // 26 - 1] if n >= 26 else ''}" for n in count())
    new = dict(zip(sorted(named, key=lambda name: (-named[name], name)), shorts, strict=False))
    return _CUSTOM.sub(lambda found: new[found[0]], css)


@cache
def rules(names: tuple[str, ...]) -> tuple[_Group, ...]:
    """The sheets of every page and `names`, read and taken apart."""
    found: list[_Group] = []
    for head, body in _BLOCK.findall(_joined(names)):
        if not head.startswith("@"):
            found.append(_Group("", (_rule(head, body),)))
        elif head.startswith("@media"):
            found.append(_Group(head, tuple(_rule(*inner) for inner in _BLOCK.findall(body))))
        else:
            found.append(_Group("", (), f"{head}{{{body}}}"))
    return tuple(found)


def _rule(head: str, body: str) -> _Rule:
    selectors = tuple(_COMMA.split(head))
    return _Rule(selectors, tuple(_needs(selector) for selector in selectors), body)


def _needs(selector: str) -> frozenset[str]:
    """The marks that a page must have for `selector` to match anything in it."""
    text = _NOT.sub("", selector)
    marks = {f'[{name}="{value}"]' if value else f"[{name}]" for name, value in _ATTRIBUTE.findall(text)}
    text = _PSEUDO.sub("", _ATTRIBUTE.sub("", text))
    where = _INSIDE if text.startswith(_INSIDE) else ""
    return frozenset(marks | {where + sign + name for sign, name in _NAMED.findall(text.removeprefix(where))})


def _marks(html: str) -> set[str]:
    """What a page has: element names, `.class`, `#id`, `[attribute]`, `[attribute="value"]`; and the first two once
    more, `.body name`, for what stands in a story's text."""
    marks = _found(html)
    return marks | {_INSIDE + mark for mark in _found(_body(html)) if not mark.startswith("[")}


def _body(html: str) -> str:
    """What stands inside of `<div class="body">`, to the end of that element."""
    if not (start := _BODY.search(html)):
        return ""
    depth = 1
    for found in _DIV.finditer(html, start.end()):
        depth += -1 if found[1] else 1
        if not depth:
            return html[start.end() : found.start()]
    return html[start.end() :]


def _found(html: str) -> set[str]:
    marks: set[str] = set()
    for name, attributes in set(_START.findall(html)):
        marks.add(name)
        given = _GIVEN.findall(attributes)
        # A link to a translation says its language and direction, and is set as the words around it.
        apart = {"lang", "dir"} if "hreflang" in attributes else set()
        for key, value in (one for one in given if one[0] not in apart):
            marks |= {f"[{key}]", f'[{key}="{value}"]'}
            if key == "class":
                marks.update(f".{part}" for part in value.split())
            elif key == "id":
                marks.add(f"#{value}")
    return marks
