"""Which content coding a client takes (RFC 9110, 12.5.3), and the bytes in it."""

import gzip
import re

import brotli

_WEIGHT = re.compile(r"\A[01](?:\.\d{0,3})?\Z")
_ENOUGH = 200  # bytes below which compressing costs more than it saves


def negotiate(accept_encoding: str) -> str:
    """`br`, `gzip` or `identity`, the best of ours that the header's weights allow."""
    weights: dict[str, float] = {}
    for part in accept_encoding.lower().split(",")[:20]:
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                weight = float(value.strip()) if _WEIGHT.match(value.strip()) else 0.0
        if name:
            weights[name] = weight
    ours = [(weights.get(name, weights.get("*", 0.0)), rank, name) for rank, name in ((2, "br"), (1, "gzip"))]
    best = max(ours)
    return best[2] if best[0] > 0 and best[0] >= weights.get("identity", 0.0) else "identity"


def encode(body: bytes, coding: str) -> tuple[bytes, str]:
    """`body` in `coding` (small ones stay as they are), and the coding it really is in."""
    if coding == "identity" or len(body) < _ENOUGH:
        return body, "identity"
    if coding == "br":
        return brotli.compress(body, quality=5), "br"
    return gzip.compress(body, 6, mtime=0), "gzip"
