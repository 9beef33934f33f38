"""What machines read, held against a schema of its kind (`schemas/`, in words of our own from the specifications)."""

import functools
import json
from pathlib import Path

import jsonschema
from lxml import etree

_SCHEMAS = Path(__file__).with_name("schemas")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


@functools.cache
def _schema(kind: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(_SCHEMAS / f"{kind}.rng"))


@functools.cache
def _feed() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((_SCHEMAS / "feed.json").read_text()))


def xml(content: bytes, kind: str):
    """The document's root; fails with what its schema says against it."""
    root = etree.fromstring(content, _PARSER)
    schema = _schema(kind)
    assert schema.validate(root), schema.error_log
    return root


def feed(content: bytes, form: str) -> None:
    """A feed in `form` (xml, atom, json) that fits its schema."""
    if form != "json":
        xml(content, {"xml": "rss", "atom": "atom"}[form])
    else:
        assert [f"{list(e.path)}: {e.message}" for e in _feed().iter_errors(json.loads(content))] == []
