"""A story's body: canonical HTML in, typed blocks and finished HTML out.

Canonical means: only the allow-list of `newsroom.lib.html`, a sequence of top-level blocks, each with a stable id
that later versions keep as long as the block is recognisably the same (comments, clearances and differences hold
on to it). `BODY_VERSION` counts changes of this form.
"""

import difflib
import hashlib
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from django.utils.safestring import SafeString, mark_safe

from newsroom.lib import html as sanitiser

BODY_VERSION = 1
MOST_CHARACTERS = 400_000
_RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
_CONTAINERS = {"blockquote", "aside"}


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
        gap = "\n" if self.tag in ("ul", "ol", *_CONTAINERS) else ""
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

    def handle_endtag(self, tag):
        tag = _RENAMED.get(tag, tag)
        if tag != "br" and any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data):
        self.open[-1].children.append(Node(text=data))


def _tree(html: str) -> list[Node]:
    parser = _Tree()
    parser.feed(html)
    parser.close()
    return parser.root.children


def _blocks(nodes: list[Node]) -> list[Node]:
    """Top-level blocks: divs opened, loose text and inline elements gathered into paragraphs, empty ones dropped."""
    found: list[Node] = []
    loose: list[Node] = []

    def close() -> None:
        if loose:
            found.append(Node("p", children=list(loose)))
            loose.clear()

    for node in nodes:
        if node.tag == "div":
            close()
            found.extend(_blocks(node.children))
        elif node.tag == "li":
            close()
            found.append(Node("ul", children=[node]))
        elif node.tag in sanitiser.BLOCKS:
            close()
            found.append(node)
        else:
            loose.append(node)
    close()
    for node in found:
        if node.tag in _CONTAINERS:
            node.children = _blocks(node.children)
        elif node.tag in ("ul", "ol"):
            node.children = [child for child in node.children if child.tag == "li" and child.plain().strip()]
    return [node for node in found if node.plain().strip()]


def _html(node: Node) -> str:
    if not node.tag:
        return escape(node.text, quote=False)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in sorted(node.attributes.items()))
    if node.tag == "br":
        return "<br>"
    return f"<{node.tag}{attributes}>{''.join(_html(child) for child in node.children)}</{node.tag}>"


def _fresh_id(text: str, taken: set[str]) -> str:
    mark = hashlib.sha256(text.encode()).hexdigest()
    number = int(mark, 16)
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
    """`html` as it is stored. Blocks get the ids that the same blocks have in `before` (the version until now).

    Raises ValueError where it is longer than MOST_CHARACTERS. Idempotent.
    """
    if len(html) > MOST_CHARACTERS:
        raise ValueError(f"The body has {len(html)} characters; at most {MOST_CHARACTERS} are taken.")
    blocks = _blocks(_tree(sanitiser.clean(html, foreign=True)))
    old = _tree(before)
    texts, old_texts = [block.plain() for block in blocks], [block.plain() for block in old]
    ids: dict[int, str] = {}
    matcher = difflib.SequenceMatcher(None, old_texts, texts, autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal" or (kind == "replace" and a2 - a1 == b2 - b1):
            for a, b in zip(range(a1, a2), range(b1, b2), strict=True):
                if old[a].attributes.get("id"):
                    ids[b] = old[a].attributes["id"]
    taken = set(ids.values())
    for index, block in enumerate(blocks):
        if index not in ids:
            ids[index] = _fresh_id(texts[index], taken)
            taken.add(ids[index])
        block.attributes["id"] = ids[index]
        for child in block.children:
            child.attributes.pop("id", None)
    return sanitiser.clean("\n".join(_html(block) for block in blocks))


@dataclass(frozen=True)
class Block:
    """One top-level block for renderers: `kind` is its element, `text` its plain text, `html` its inner HTML."""

    kind: str
    id: str
    text: str
    html: str


def parse(body: str) -> list[Block]:
    """The blocks of a canonical body."""
    return [
        Block(node.tag, node.attributes.get("id", ""), node.plain(), "".join(_html(c) for c in node.children))
        for node in _tree(body)
        if node.tag
    ]


def plain(body: str) -> str:
    """The body's text, blocks on lines of their own."""
    return "\n".join(block.text for block in parse(body))


def count(body: str) -> int:
    """Words, split at white space: the one rule of desk, list and page."""
    return len(plain(body).split())


def render(body: str) -> SafeString:
    """The body as readers get it. The sanitiser is the last to touch it."""
    return mark_safe(sanitiser.clean(body))
