"""Makes the typeface that readers' pages in Arabic script fall back on: `static/fonts/naskh.woff2`.

    .venv/bin/python -m newsroom.typefaces [FOLDER]

FOLDER holds Noto's files (Debian's package fonts-noto-core, where it stands by default). What comes out is a subset of
Noto Naskh Arabic with the letters and signs of Arabic and Central Kurdish, and with the dashes and brackets that Arabic
typefaces leave to a Latin one, taken from Noto Serif; both under the SIL Open Font License, which lies beside it. The
same files in give the same font out. Decision 36 says when browsers fetch it, and why it has one weight.
"""

import io
import sys
from pathlib import Path

FOLDER = Path("/usr/share/fonts/truetype/noto")
OUT = Path(__file__).resolve().parent.parent / "static" / "fonts" / "naskh.woff2"
FAMILY = "Newsroom Naskh"
# CLDR's letters of both languages, and those that keyboards give in their place.
LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيـ" + "پچڕژڤکگڵھەۆیێ"
MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0654\u0655\u0670"
DIGITS = "٠١٢٣٤٥٦٧٨٩٪٫٬"
SIGNS = "،؛؟٭«»" + " \u00a0\u200c\u200d"
LATIN_SIGNS = "‹›–—…()[]"  # no Arabic face has them: a second file, or a tofu, for one dash
SHAPING = ["ccmp", "locl", "isol", "init", "medi", "fina", "rlig", "calt", "liga", "mark", "mkmk", "kern", "curs"]


def make(folder: Path = FOLDER) -> bytes:
    """The font as WOFF2. Raises FileNotFoundError where Noto's files are not in `folder`."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    arabic = _subset(folder / "NotoNaskhArabic-Regular.ttf", LETTERS + MARKS + DIGITS + SIGNS)
    latin = _subset(folder / "NotoSerif-Regular.ttf", LATIN_SIGNS)
    font = Merger().merge([arabic, latin])
    licence = {0: font["name"].getDebugName(0), 13: font["name"].getDebugName(13)}
    font["name"].names = []
    for number, text in {
        1: FAMILY,
        2: "Regular",
        4: FAMILY,
        6: FAMILY.replace(" ", "") + "-Regular",
        **licence,
    }.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["head"].created = font["head"].modified = TTFont(arabic)["head"].created  # no clock in it
    font.recalcTimestamp = False
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _subset(path: Path, characters: str) -> io.BytesIO:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(path, recalcTimestamp=False)
    options = subset.Options(
        hinting=False, layout_features=SHAPING, glyph_names=False, notdef_outline=True, drop_tables=["DSIG", "gasp"],
        name_IDs=[0, 13],
    )  # fmt: skip
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    missing = set(map(ord, characters)) - set(font.getBestCmap())
    if missing:
        raise ValueError(f"{path.name} has no glyph for {sorted(map(hex, missing))}.")
    out = io.BytesIO()
    font.save(out)
    out.seek(0)
    return out


if __name__ == "__main__":
    OUT.write_bytes(make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")
