"""Which of the newsroom's languages a text is in, by its letters; for copy that comes without being told."""

import re

_ARABIC = re.compile(r"[\u0620-\u064a\u0671-\u06d3\u06d5]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_SORANI = re.compile(r"[ڕڵۆێە]")  # in every Central Kurdish sentence, in no Arabic one


def tongue_of(text: str) -> str:
    """`ckb` or `ar` where most letters are of the Arabic script, else `en`. Looks at the first 20,000 characters."""
    start = text[:20_000]
    arabic = len(_ARABIC.findall(start))
    if arabic <= len(_LATIN.findall(start)):
        return "en"
    return "ckb" if len(_SORANI.findall(start)) * 50 > arabic else "ar"
