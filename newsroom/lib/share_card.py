"""The picture that other sites show of a page: newsroom, headline and, where there is one, a square photo. Pure."""

import functools
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from newsroom.lib import images
from newsroom.lib.marks import NONE, Marks

WIDTH, HEIGHT = 1200, 630  # what Open Graph's readers show whole
RECIPE = 1  # part of every card's name
MARGIN = 64
PAPER, INK, MUTE, ACCENT = (255, 253, 250), (23, 25, 28), (90, 92, 97), (156, 43, 27)  # as the readers' pages
_FONTS = Path(__file__).parent / "fonts"
SERIF, BOTH = "SourceSerif4-Bold.ttf", "Vazirmatn-Bold.ttf"  # the first is Latin alone, the second Arabic script too
_LEADING = {SERIF: 1.16, BOTH: 1.42}


@dataclass(frozen=True)
class Card:
    """What a card says. `over` stands above the headline: the kind of text, or the section. `language` is BCP 47."""

    newsroom: str
    headline: str
    over: str = ""
    language: str = "en"
    rtl: bool = False
    marks: Marks = NONE


@functools.cache
def shapes() -> bool:
    """Whether letters of Arabic script can be joined and put in order here: Pillow asks the system's FriBiDi for it."""
    return bool(features.check("raqm"))


@functools.cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    layout = ImageFont.Layout.RAQM if shapes() else ImageFont.Layout.BASIC
    return ImageFont.truetype(_FONTS / name, size, layout_engine=layout)


@functools.cache
def _drawn(name: str, letter: str) -> bytes:
    font = ImageFont.truetype(_FONTS / name, 40, layout_engine=ImageFont.Layout.BASIC)
    mask = font.getmask(letter)
    return repr(mask.size).encode() + bytes(mask)


def _has(name: str, letter: str) -> bool:
    """Whether the font has this letter (what it has not is drawn as an empty box)."""
    return unicodedata.category(letter) in ("Cf", "Zs", "Mn") or _drawn(name, letter) != _drawn(name, "\U0010fffd")


def _simple(letter: str) -> bool:
    """Whether it can be drawn without joining and turning."""
    return unicodedata.bidirectional(letter) not in ("R", "AL", "AN", "RLE", "RLO", "RLI")


def font_for(text: str) -> str:
    """The font that has all letters of `text`; empty where none has, or they cannot be shaped here."""
    if not shapes() and not all(map(_simple, text)):
        return ""
    return next((name for name in (SERIF, BOTH) if all(_has(name, letter) for letter in text)), "")


def plain(text: str) -> str:
    """`text` without signs that no font of ours has and no sentence needs: emoji and the like."""
    kept = "".join(c for c in text if unicodedata.category(c) not in ("So", "Co", "Cn", "Cs") or font_for(c))
    return " ".join(kept.split())


def draw(card: Card, photo: Image.Image | None = None) -> bytes:
    """The card as JPEG. `photo` is square, as large as the card is high or larger; the same card is the same bytes."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    start, end = MARGIN, WIDTH - MARGIN
    if photo is not None:
        square = photo.convert("RGB").resize((HEIGHT, HEIGHT), Image.Resampling.LANCZOS)
        sheet.paste(square, (0 if card.rtl else WIDTH - HEIGHT, 0))
        start, end = (HEIGHT + MARGIN * 3 // 4, end) if card.rtl else (start, WIDTH - HEIGHT - MARGIN * 3 // 4)
    pen = _Pen(ImageDraw.Draw(sheet), start, end, card)
    top: float = MARGIN
    pen.draw.rectangle(pen.rule(MARGIN - 16), fill=ACCENT)
    top += pen.line(card.over, 26, top, ACCENT) if card.over else 0
    pen.block(card.headline, (72, 64, 56, 50, 44, 38, 34) if photo is None else (56, 50, 44, 38, 34, 30), top + 18)
    pen.line(card.newsroom, 34 if font_for(card.newsroom) == SERIF else 32, HEIGHT - MARGIN - 40, MUTE)
    return images.encode(sheet, "jpeg", quality=86, marks=card.marks)


class _Pen:
    """Writes between two edges, from the side on which the card's language begins."""

    def __init__(self, draw: ImageDraw.ImageDraw, start: int, end: int, card: Card):
        self.draw, self.start, self.end, self.rtl = draw, start, end, card.rtl
        self.how: dict = {}
        if shapes():
            self.how = {"direction": "rtl" if card.rtl else "ltr", "language": card.language}

    def rule(self, top: int) -> tuple[int, int, int, int]:
        return (self.end - 72, top, self.end, top + 6) if self.rtl else (self.start, top, self.start + 72, top + 6)

    def line(self, text: str, size: int, top: float, colour) -> float:
        """One line, shortened to fit; gives its height. Nothing where no font has its letters."""
        text = plain(text)
        if not (name := font_for(text)) or not text:
            return 0
        font = _font(name, size)
        whole = text
        while self.width(text, font) > self.end - self.start and len(text) > 1:
            whole = whole[:-1].rstrip()
            text = whole + "…"
        x, anchor = (self.end, "ra") if self.rtl else (self.start, "la")
        self.draw.text((x, top), text, font=font, fill=colour, anchor=anchor, **self.how)
        return size * _LEADING[name]

    def width(self, text: str, font: ImageFont.FreeTypeFont) -> float:
        return self.draw.textlength(text, font=font, **self.how)

    def block(self, text: str, sizes: tuple[int, ...], top: float) -> None:
        """The headline, as large as it fits, its lines about equally long; shortened where it does not fit at all."""
        text = plain(text)
        if not (name := font_for(text)):
            return
        room = HEIGHT - MARGIN - 84 - top
        for size in sizes:
            font, step = _font(name, size), size * _LEADING[name]
            most = int(room // step)
            lines = self.broken(text, font, self.end - self.start)
            if len(lines) <= most and all(self.width(line, font) <= self.end - self.start for line in lines):
                break
        else:
            lines = lines[:most]
            lines[-1] = lines[-1].rsplit(" ", 1)[0] + " …"
        narrow, wide = (self.end - self.start) // 2, self.end - self.start
        while wide - narrow > 8:  # the narrowest column that takes no further line
            middle = (narrow + wide) // 2
            tried = self.broken(" ".join(lines), font, middle)
            fits = len(tried) <= len(lines) and all(self.width(line, font) <= middle for line in tried)
            narrow, wide = (narrow, middle) if fits else (middle, wide)
        for number, line in enumerate(self.broken(" ".join(lines), font, wide)):
            self.line(line, size, top + number * step, INK)

    def broken(self, text: str, font: ImageFont.FreeTypeFont, wide: int) -> list[str]:
        lines = [""]
        for word in text.split():
            tried = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.width(tried, font) > wide:
                lines.append(word)
            else:
                lines[-1] = tried
        return lines
