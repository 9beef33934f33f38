"""A story's body: canonical HTML in, typed blocks and finished HTML out.

Canonical means: only the allow-list of `newsroom.lib.html`, a sequence of top-level blocks, each with a stable id
that later versions keep as long as the block is recognisably the same (comments, clearances and differences hold
on to it). `BODY_VERSION` counts changes of this form.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from django.utils.safestring import SafeString, mark_safe

from articles.likeness import pairs
from newsroom.lib import html as sanitiser

BODY_VERSION = 1
MOST_CHARACTERS = 400_000
MOST_BLOCKS = 2000  # telling which is which, from one version to the next, takes the square of it
_RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
_CONTAINERS = {"blockquote", "aside"}
_OF_TEXT = {"p", "h2", "h3"}
_BLOCKISH = sanitiser.BLOCKS | sanitiser.GROUPS | {"li"}
_DEEPEST = 40
_NUMBER = re.compile(r'<([a-z0-9]+(?: [^<>]*?)?) id="b[0-9a-z]{4,}"')
_STARTS = re.compile(r"<(?!(?:p|li|br|hr|img|dt|dd|t[hdr]|input|col|wbr)\b)[a-z]", re.IGNORECASE)
# Controls, non-characters and what turns the direction of text by force: never seen, never meant.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff]")


@dataclass
class Node:
    """An element, or text where `tag` is empty."""

    tag: str = ""
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)

    def plain(self) -> str:
        if not self.tag:
            return self.text
        if self.tag == "br":
            return "\n"
        blocks = self.tag in ("ul", "ol", *_CONTAINERS) or any(child.tag in _BLOCKISH for child in self.children)
        gap = "\n" if blocks else ""
        return gap.join(child.plain() for child in self.children)


class _Tree(HTMLParser):
    """Reads what the sanitiser wrote, which is well-formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root")
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        node = Node(_RENAMED.get(tag, tag), attributes={k: v or "" for k, v in attrs})
        self.open[-1].children.append(node)
        if tag != "br":
            self.open.append(node)
        if len(self.open) > _DEEPEST:
            raise ValueError(f"The body has elements that stand in one another more than {_DEEPEST} deep.")

    def handle_endtag(self, tag):
        tag = _RENAMED.get(tag, tag)
        if tag != "br" and any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data):
        self.open[-1].children.append(Node(text=_UNSEEN.sub("", data)))


def _tree(html: str) -> list[Node]:
    parser = _Tree()
    parser.feed(html)
    parser.close()
    return parser.root.children


def _holds_blocks(node: Node) -> bool:
    return any(child.tag in _BLOCKISH or _holds_blocks(child) for child in node.children)


def _blocks(nodes: list[Node]) -> list[Node]:
    """Blocks in a row, no words lost: what only groups is opened, loose text and inline elements are gathered into
    paragraphs, an inline element around blocks goes into each of them, and empty blocks are dropped."""
    found: list[Node] = []
    loose: list[Node] = []

    def close() -> None:
        if loose:
            found.append(Node("p", children=list(loose)))
            loose.clear()

    for node in nodes:
        if node.tag in sanitiser.GROUPS:
            close()
            found.extend(_blocks(node.children))
        elif node.tag == "li":
            close()
            found.append(Node("ul", children=[node]))
        elif node.tag in sanitiser.BLOCKS:
            close()
            found.append(node)
        elif _holds_blocks(node):  # Google Docs puts <b> around a whole text
            close()
            for block in _blocks(node.children):
                if block.tag in _OF_TEXT:
                    block.children = [Node(node.tag, attributes=dict(node.attributes), children=block.children)]
                found.append(block)
        else:
            loose.append(node)
    close()
    for node in found:
        if node.tag in _CONTAINERS:
            node.children = _blocks(node.children)
        elif node.tag in ("ul", "ol"):
            node.children = _items(node.children)
        elif _holds_blocks(node):
            node.children = _one_line(_blocks(node.children))
    return [node for node in found if node.plain().strip()]


def _items(nodes: list[Node]) -> list[Node]:
    """The items of a list. A list inside a list belongs to the item before it; other loose words become an item."""
    items: list[Node] = []
    for node in nodes:
        if not node.plain().strip():
            continue
        if node.tag == "li":
            items.append(node)
        elif node.tag in ("ul", "ol") and items:
            items[-1].children.append(node)
        else:
            items.append(Node("li", children=[node]))
    for item in items:
        if _holds_blocks(item):
            item.children = _blocks(item.children)
    return items


def _one_line(blocks: list[Node]) -> list[Node]:
    """Blocks inside a heading, as the heading's words."""
    words: list[Node] = []
    for block in blocks:
        inner = block.children if block.tag in _OF_TEXT else [Node(text=" ".join(block.plain().split()))]
        words += [Node(text=" "), *inner] if words else inner
    return words


def _tidied(nodes: list[Node]) -> list[Node]:
    """Without ids below the top level, and without inline elements around nothing (a link without words)."""
    kept = []
    for node in nodes:
        node.children = _tidied(node.children)
        node.attributes.pop("id", None)
        if node.tag in sanitiser.INLINE and node.tag != "br" and not node.plain().strip():
            kept += node.children
        else:
            kept.append(node)
    return kept


def _html(node: Node) -> str:
    if not node.tag:
        return escape(node.text, quote=False)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in sorted(node.attributes.items()))
    if node.tag == "br":
        return "<br>"
    return f"<{node.tag}{attributes}>{''.join(_html(child) for child in node.children)}</{node.tag}>"


def _name(block: Node) -> str:
    return block.attributes.get("id", "")


def _fresh_id(text: str, before: int, taken: set[str]) -> str:
    """An id made of the words; `before` counts blocks with the same words that have theirs."""
    number = int(hashlib.sha256(text.encode()).hexdigest(), 16) + before
    letters = "0123456789abcdefghijklmnopqrstuvwxyz"
    while True:
        name, rest = "b", number
        for _ in range(4):
            rest, digit = divmod(rest, 36)
            name += letters[digit]
        if name not in taken:
            return name
        number += 1


def canonical(html: str, before: str = "") -> str:
    """`html` as it is stored. Blocks get the ids that the same blocks have in `before` (the version until now);
    which are the same, `articles.likeness` tells.

    Raises ValueError where it is longer than MOST_CHARACTERS, has more than MOST_BLOCKS, or is too deeply nested.
    Idempotent.
    """
    if len(html) > MOST_CHARACTERS:
        raise ValueError(f"The body has {len(html)} characters; at most {MOST_CHARACTERS} are taken.")
    if html.count("<") > 20 * MOST_BLOCKS:  # before a tree is made of them
        raise ValueError("The body has more tags than a story can need. Paste it as plain text.")
    if len(_STARTS.findall(html)) - html.count("</") > 50 * _DEEPEST:  # reading such a tree takes the square of it
        raise ValueError("The body has elements that are never closed.")
    blocks = _blocks(_tree(sanitiser.clean(html, foreign=True)))
    if len(blocks) > MOST_BLOCKS:
        raise ValueError(f"The body has {len(blocks)} paragraphs; at most {MOST_BLOCKS} are taken.")
    old = [block for block in _tree(before) if block.tag]  # not the line ends between them
    texts, brought = [block.plain() for block in blocks], [_name(block) for block in blocks]
    found = pairs([(_name(block), block.plain()) for block in old], list(zip(brought, texts, strict=True)))
    ids = {here: _name(old[there]) for here, there in found.items() if _name(old[there])}
    taken, same = set(ids.values()), Counter[str]()
    # A name that is nobody's here was given by another version of this story, and comes back with its block.
    taken |= {_name(block) for block in old}
    for index, name in enumerate(brought):
        if index not in ids and name and name not in taken:
            ids[index] = name
            taken.add(name)
    for index, block in enumerate(blocks):
        if index not in ids:
            ids[index] = _fresh_id(texts[index], same[texts[index]], taken)
            taken.add(ids[index])
            same[texts[index]] += 1
        block.children = _tidied(block.children)
        block.attributes["id"] = ids[index]
    return sanitiser.clean("\n".join(_html(block) for block in blocks))


@dataclass(frozen=True)
class Block:
    """One top-level block: `kind` is its element, `text` its plain text, `html` its inner, `whole` its outer HTML."""

    kind: str
    id: str
    text: str
    html: str
    whole: str = ""


def parse(body: str) -> list[Block]:
    """The blocks of a canonical body."""
    return [
        Block(node.tag, _name(node), node.plain(), "".join(_html(c) for c in node.children), _html(node))
        for node in _tree(body)
        if node.tag
    ]


def said(block: Block) -> str:
    """What the block says, whatever its name: to tell whether two are the same. Editors put a paragraph into each item
    of a list, which says nothing."""
    html = block.whole.replace(f' id="{block.id}"', "", 1)
    return html.replace("<li><p>", "<li>").replace("</p></li>", "</li>")


# An update on top of a live story: its time, then its words. Only paragraphs stand in it.
_UPDATES = re.compile(r'(?:<aside\b[^>]*\bclass="update"[^>]*>(?:(?!<aside\b).)*?</aside>\s*)+', re.DOTALL)


def with_update(body: str, text: str, moment: str, said: str, label: str) -> str:
    """The canonical body with `text` (plain; a line is a paragraph) on top as an update. `moment` is ISO 8601 with its
    offset, `said` the same for people, `label` the word "Update" in the story's language."""
    head = f'<p><strong>{escape(label)}</strong> <time datetime="{escape(moment)}">{escape(said)}</time></p>'
    lines = "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.split("\n") if line.strip())
    return canonical(f'<aside class="update">{head}{lines}</aside>\n{body}', body)


def updates_first(html: str) -> tuple[str, str]:
    """A finished body in two: the updates that stand on top of it, and the story itself."""
    found = _UPDATES.match(html)
    return (html[: found.end()], html[found.end() :]) if found else ("", html)


def plain(body: str) -> str:
    """The body's text, blocks on lines of their own."""
    return "\n".join(block.text for block in parse(body))


def count(body: str) -> int:
    """Words, split at white space: the one rule of desk, list and page."""
    return len(plain(body).split())


def without_numbers(html: str) -> str:
    """A rendered body without the ids of its blocks: the desk knows paragraphs by them, readers' pages nothing."""
    return _NUMBER.sub(r"<\1", html)


def render(body: str) -> SafeString:
    """The body as readers get it. The sanitiser is the last to touch it."""
    return mark_safe(sanitiser.clean(body))
