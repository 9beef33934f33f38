"""Asking for pages as a plain program does, and reading what comes."""

import email.message
import http.client
import re
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode, urljoin, urlsplit

from justhtml import JustHTML

DIRECTIONS = {"en": "ltr", "ar": "rtl", "ckb": "rtl"}
# Attributes by which a page makes a browser fetch something of its own accord.
LOADED = {
    "img": "src", "source": "src", "script": "src", "iframe": "src", "embed": "src", "object": "data",
    "video": "poster", "audio": "src", "track": "src", "input": "src",
}  # fmt: skip
LOADED_LINKS = {
    "icon",
    "apple-touch-icon",
    "stylesheet",
    "preload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
}


@dataclass
class Answer:
    """One answer to one request; `path` is what was asked for."""

    path: str
    status: int
    headers: email.message.Message
    body: bytes
    referrers: set[str] = field(default_factory=set)

    @property
    def is_page(self) -> bool:
        return self.headers.get_content_type() == "text/html"

    @cached_property
    def doc(self) -> JustHTML:
        return JustHTML(self.body, sanitize=False, collect_errors=True)

    @property
    def language(self) -> str:
        return language_of(self.path)

    def all(self, selector: str) -> list:
        return self.doc.query(selector)

    def one(self, selector: str):
        """The only element that matches; anything else is a fault of the page."""
        found = self.all(selector)
        assert len(found) == 1, f"{self.path}: {len(found)} of {selector}"
        return found[0]

    def text(self, selector: str) -> str:
        return flat(self.one(selector))


def language_of(path: str) -> str:
    """The edition that an address belongs to."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in ("ar", "ckb") else "en"


def prefix(language: str) -> str:
    return "" if language == "en" else f"/{language}"


def flat(element) -> str:
    """An element's text as one line."""
    return " ".join(element.to_text(separator="", strip=False).split())


def name(element) -> str:
    """ "" for texts and comments."""
    return element.name if not element.name.startswith(("#", "!")) else ""


def value(element, attribute: str) -> str:
    return (element.attrs or {}).get(attribute) or ""


def walk(element):
    """Every element below, in the order of the page."""
    for child in getattr(element, "children", None) or ():
        if name(child):
            yield child
            yield from walk(child)


def texts(element, skip=lambda element: False):
    """Every text below with the element that holds it, but for what `skip` names."""
    for child in getattr(element, "children", None) or ():
        if child.name == "#text":
            if child.data and child.data.strip():
                yield element, " ".join(child.data.split())
        elif name(child) and not skip(child):
            yield from texts(child, skip)


def ancestors(element):
    while (element := element.parent) is not None and name(element):
        yield element


def srcset(text: str) -> list[tuple[str, int]]:
    """(address, width) of each candidate; width 0 where none is given."""
    found = []
    for piece in filter(None, (part.strip() for part in text.split(","))):
        address, _, width = piece.partition(" ")
        found.append((address, int(width.strip().removesuffix("w") or 0)))
    return found


def resources(page: Answer) -> list[str]:
    """Addresses of all that a browser fetches for this page by itself."""
    found = []
    for element in walk(page.doc.root):
        if element.name in LOADED and value(element, LOADED[element.name]):
            found.append(value(element, LOADED[element.name]))
        if element.name in ("img", "source"):
            found += [address for address, _width in srcset(value(element, "srcset"))]
        if element.name == "link" and LOADED_LINKS & set(value(element, "rel").split()):
            found.append(value(element, "href"))
    return found


def addresses(page: Answer, base: str) -> set[str]:
    """Everything of our own host that this page names: links, forms, pictures, itself, its translations."""
    named = [value(element, "href") for element in page.all("[href]")]
    named += [value(element, "action") for element in page.all("[action]")]
    named += resources(page)
    # What stands for other programs alone: a word there is an address only when it starts as one does.
    told = [value(element, "content") for element in page.all("meta[property]")]
    for script in page.all("script"):
        told += re.findall(r'"(https?://[^"\\]+)"', script.to_text(separator="", strip=False))
    named += [text for text in told if text.startswith(base)]
    whole = {urljoin(base + page.path, address) for address in named if not re.match("(?!https?:)[a-z]+:", address)}
    return {address.removeprefix(base) or "/" for address in whole if of_ours(address, base)}


def is_light(address: str) -> bool:
    """Whether this is the address of a light version (`?lite`)."""
    return "lite" in re.split("[&=#]", address.partition("?")[2])


def of_ours(address: str, base: str) -> bool:
    ours, theirs = urlsplit(base), urlsplit(address)
    return (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)


class Reader:
    """A program that reads the newsroom: no cookies, follows no redirects, takes no compression unless told."""

    def __init__(self, base: str):
        self.base = base

    def get(self, path: str, *, method: str = "GET", form: dict | None = None, **headers: str) -> Answer:
        """`headers`: accept_encoding="br" and the like."""
        parts = urlsplit(self.base)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        sent = {"Accept-Encoding": "identity"} | {key.replace("_", "-").title(): text for key, text in headers.items()}
        body = None
        if form is not None:
            method, body = "POST", urlencode(form)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            return Answer(path, response.status, response.headers, response.read())
        finally:
            connection.close()

    def crawl(self, *starts: str) -> dict[str, Answer]:
        """Every address that can be reached by links, by path, without what follows a #; but for light versions, which
        have the same words and links."""
        found: dict[str, Answer] = {}
        waiting = {path: {"(start)"} for path in starts}
        while waiting:
            path, referrers = waiting.popitem()
            answer = found[path] = self.get(path)
            answer.referrers |= referrers
            if answer.is_page and answer.status == 200:
                for address in addresses(answer, self.base):
                    if is_light(address):
                        continue
                    target = address.partition("#")[0] or path
                    if target in found:
                        found[target].referrers.add(path)
                    else:
                        waiting.setdefault(target, set()).add(path)
        return found
