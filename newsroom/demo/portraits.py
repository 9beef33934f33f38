"""Drawn portraits of the demo newsroom's people, and the marks of its organisations."""

import math

from PIL import Image

from newsroom.demo.drawing import (
    BRICK,
    CLAY,
    INK,
    OCHRE,
    OLIVE,
    PAPER,
    PLUM,
    SAND,
    SLATE,
    Canvas,
    Colour,
    along,
    around,
    box,
    clear,
    mix,
    oval,
    smooth,
)
from newsroom.demo.hair import BLACK, SILVER, back_hair, front_hair

SQUARE = (640, 640)

# What each person looks like. Shapes that differ (hair, scarf, beard, glasses) are named and drawn below.
LOOKS = {
    "lana-karim": {
        "ground": (CLAY, SAND),
        "skin": (222, 172, 136),
        "hair": ("long", mix(INK, (70, 40, 28), 0.5)),
        "coat": SLATE,
        "shirt": PAPER,
    },
    "yusuf-haddad": {
        "ground": (OCHRE, SAND),
        "skin": (201, 148, 110),
        "hair": ("short", BLACK),
        "beard": mix(BLACK, SILVER, 0.25),
        "glasses": INK,
        "coat": mix(OLIVE, INK, 0.25),
        "shirt": mix(PAPER, SAND, 0.4),
        "tie": BRICK,
    },
    "shilan-aziz": {
        "ground": (PLUM, CLAY),
        "skin": (214, 160, 122),
        "hair": ("curls", mix((70, 40, 28), INK, 0.35)),
        "coat": BRICK,
        "earrings": OCHRE,
    },
    "mariam-nasser": {
        "ground": (OLIVE, SAND),
        "skin": (226, 182, 148),
        "hair": ("scarf", mix(SAND, CLAY, 0.25)),
        "coat": mix(PLUM, INK, 0.2),
        "years": 0.5,
    },
    "hemin-rashid": {
        "ground": (SLATE, SAND),
        "skin": (164, 112, 80),
        "hair": ("crop", BLACK),
        "stubble": BLACK,
        "coat": mix(BRICK, INK, 0.1),
        "stripes": PAPER,
    },
    "helen-marlow": {
        "ground": (mix(OLIVE, SLATE, 0.5), mix(SAND, PAPER, 0.3)),
        "skin": (238, 202, 178),
        "hair": ("bun", SILVER),
        "glasses": BRICK,
        "coat": mix(OCHRE, SAND, 0.25),
        "shirt": SLATE,
        "years": 0.8,
    },
}


def portrait(slug: str) -> Image.Image:
    """The drawn portrait of a person or the mark of an organisation, RGB, 640 by 640.

    Raises ``KeyError`` for a slug that ``people.PEOPLE`` does not have.
    """
    canvas = Canvas(f"portrait of {slug}", SQUARE[0], SQUARE)
    if slug == "green-valley-wire":
        valley(canvas)
    else:
        face(canvas, LOOKS[slug])
    return canvas.finish(vignette=0.2, grain=11)


def face(canvas: Canvas, look: dict) -> None:
    """Head and shoulders before a warm ground, light from the upper left."""
    skin, deep = look["skin"], mix(look["skin"], mix(BRICK, PLUM, 0.6), 0.42)
    kind, hair = look["hair"]
    dark, pale = look["ground"]
    canvas.polygon(canvas.sheet, pale)
    canvas.paint(canvas.sheet, dark, along(55, 0.0, 0.9))
    canvas.shade(canvas.sheet, mix(dark, INK, 0.45), along(55, 0.35, 1.2), 0.6)
    canvas.polygon(oval(330, 330, 286), clear(mix(pale, PAPER, 0.45), 0.34))
    canvas.shade(oval(330, 330, 286), mix(pale, PAPER, 0.6), along(235, 0.4, 1.2), 0.4)
    back_hair(canvas, kind, hair)
    shoulders(canvas, look)
    neck = smooth([(274, 350), (272, 440), (256, 486), (320, 540), (384, 486), (368, 440), (366, 350)])
    if kind != "scarf":
        canvas.polygon(neck, mix(skin, deep, 0.35))
        canvas.shade(neck, deep, along(300, 0.25, 0.95), 0.9)
        for side in (-1, 1):
            ear = oval(320 + side * 97, 304, 17, 27)
            canvas.polygon(ear, mix(skin, deep, 0.3 if side < 0 else 0.6))
    collar(canvas, look)
    head = smooth(
        [
            (320, 158),
            (384, 178),
            (416, 244),
            (412, 318),
            (386, 384),
            (346, 424),
            (320, 430),
            (294, 424),
            (254, 384),
            (228, 318),
            (224, 244),
            (256, 178),
        ]
    )
    canvas.polygon(head, skin)
    canvas.shade(head, deep, along(12, 0.52, 1.15), 0.85)
    canvas.shade(head, mix(skin, PAPER, 0.4), along(215, 0.62, 1.15), 0.6)
    for side in (-1, 1):
        canvas.paint(oval(320 + side * 54, 344, 30, 22), mix(skin, BRICK, 0.5), blur=9, alpha=0.4)
    features(canvas, look, skin, deep, hair if kind != "scarf" else BLACK)
    front_hair(canvas, kind, hair)
    if "glasses" in look:
        rims(canvas, look["glasses"])
    if "earrings" in look:
        for side in (-1, 1):
            x = 320 + side * 108
            canvas.line([(x, 330), (x, 352)], look["earrings"], 3)
            canvas.polygon([(x, 348), (x + 11, 368), (x, 392), (x - 11, 368)], look["earrings"])


def features(canvas: Canvas, look: dict, skin: Colour, deep: Colour, hair: Colour) -> None:
    """Brows, eyes, nose, a slight smile; beard or stubble; a few lines for the years."""
    line = mix(deep, INK, 0.35)
    if "beard" in look or "stubble" in look:
        outer = [
            (227, 300),
            (232, 344),
            (256, 392),
            (296, 430),
            (320, 436),
            (344, 430),
            (384, 392),
            (408, 344),
            (413, 300),
        ]
        inner = [(398, 330), (372, 356), (348, 352), (320, 348), (292, 352), (268, 356), (242, 330)]
        jaw = smooth([*outer, *inner], True, 8)
        if "beard" in look:
            canvas.polygon(jaw, look["beard"])
            canvas.shade(jaw, INK, along(20, 0.4, 1.1), 0.7)
            canvas.shade(jaw, SILVER, around(0.5, 0.95, 0.35, 0.0), 0.5)
            canvas.polygon(oval(320, 381, 34, 15), mix(skin, deep, 0.25))
        else:
            canvas.shade(jaw, mix(look["stubble"], skin, 0.25), along(90, -0.6, 1.5), 0.6)
    years = look.get("years", 0)
    for side in (-1, 1):
        x = 320 + side * 43
        brow = smooth([(x - side * 27, 258), (x - side * 2, 246), (x + side * 27, 255)], False)
        canvas.line(brow, mix(hair, skin, 0.12 if years < 0.7 else 0.3), 8)
        white = smooth([(x - 23, 290), (x - 8, 279), (x + 8, 279), (x + 23, 290), (x + 8, 297), (x - 8, 297)])
        canvas.polygon(white, mix(PAPER, skin, 0.18))
        canvas.ellipse(x, 288, 10, 10.5, mix((70, 44, 30), INK, 0.35))
        canvas.ellipse(x - 3.5, 284, 3, fill=PAPER)
        canvas.line(smooth([(x - 25, 290), (x - 8, 278), (x + 8, 278), (x + 25, 290)], False), mix(INK, deep, 0.2), 5)
        if years:
            for k in range(2):
                crow = [(x + side * (30 + k), 296 + 8 * k), (x + side * (40 + k), 300 + 11 * k)]
                canvas.line(crow, clear(line, 0.45 * years + 0.1), 3)
            canvas.line(smooth([(x - 18, 306), (x, 312), (x + 18, 307)], False), clear(line, 0.45 * years), 3)
    canvas.paint(smooth([(322, 268), (338, 330), (346, 344), (322, 350)]), deep, blur=3, alpha=0.5)
    canvas.line(smooth([(300, 343), (308, 351), (320, 353), (332, 351), (340, 343)], False), line, 4.5)
    lips = mix(skin, BRICK, 0.55)
    upper = smooth([(284, 378), (306, 372), (320, 376), (334, 372), (356, 378), (334, 384), (306, 384)])
    lower = smooth([(287, 380), (320, 385), (353, 380), (338, 395), (320, 399), (302, 395)])
    canvas.polygon(lower, mix(lips, skin, 0.25))
    canvas.polygon(upper, lips)
    canvas.line(smooth([(280, 376), (300, 381), (320, 384), (340, 381), (360, 376)], False), mix(lips, INK, 0.5), 4)
    if "beard" in look:
        lip = smooth([(270, 372), (296, 358), (320, 362), (344, 358), (370, 372), (344, 373), (320, 370), (296, 373)])
        canvas.polygon(lip, look["beard"])


def shoulders(canvas: Canvas, look: dict) -> None:
    """The coat."""
    half = [(30, 660), (44, 574), (96, 518), (190, 484), (262, 462)]
    body = smooth([*half, (320, 520), *[(640 - x, y) for x, y in reversed(half)]], False)
    coat = look["coat"]
    canvas.shadow(body, 0, -6, 14, 0.3)
    canvas.polygon(body, coat)
    canvas.shade(body, mix(coat, INK, 0.6), along(30, 0.4, 1.1), 0.85)
    canvas.shade(body, mix(coat, PAPER, 0.4), along(230, 0.7, 1.2), 0.7)
    if "stripes" in look:
        for side in (-1, 1):
            for k in range(2):
                x = 320 + side * (176 + k * 32)
                run = smooth([(x - side * 46, 474 + k * 8), (x, 548), (x + side * 24, 660)], False)
                canvas.line(run, mix(look["stripes"], coat, 0.1), 9)


def collar(canvas: Canvas, look: dict) -> None:
    """What is seen at the neck: a shirt and lapels, a band or a plain neckline."""
    coat, shirt = look["coat"], look.get("shirt")
    if shirt:
        front = [(262, 466), (320, 540), (378, 466), (392, 500), (356, 660), (284, 660), (248, 500)]
        canvas.polygon(front, shirt)
        canvas.shade(front, mix(shirt, INK, 0.4), along(30, 0.4, 1.2), 0.6)
        if "tie" in look:
            canvas.polygon([(306, 536), (334, 536), (328, 566), (312, 566)], mix(look["tie"], INK, 0.2))
            canvas.polygon([(312, 566), (328, 566), (342, 660), (298, 660)], look["tie"])
        for side in (-1, 1):
            wing = [(320 + side * a, b) for a, b in ((58, 458), (0, 540), (34, 566), (80, 486))]
            canvas.polygon(wing, mix(shirt, PAPER, 0.3))
            canvas.shade(wing, mix(shirt, INK, 0.5), along(60, 0.4, 1.2), 0.5)
            lapel = [
                (320 + side * a, b)
                for a, b in ((78, 474), (118, 530), (88, 552), (104, 566), (34, 660), (20, 660), (62, 560))
            ]
            canvas.shadow(lapel, 4, 5, 5, 0.35)
            canvas.polygon(lapel, mix(coat, PAPER, 0.1))
            canvas.shade(lapel, mix(coat, INK, 0.5), along(60, 0.4, 1.2), 0.6)
    elif "stripes" in look:
        band = smooth(
            [
                (248, 470),
                (270, 512),
                (320, 540),
                (370, 512),
                (392, 470),
                (404, 492),
                (374, 540),
                (320, 568),
                (266, 540),
                (236, 492),
            ]
        )
        canvas.polygon(band, mix(coat, INK, 0.4))
        canvas.line([(320, 562), (320, 650)], mix(SAND, INK, 0.2), 5)
    elif look["hair"][0] != "scarf":
        band = smooth([(244, 470), (268, 516), (320, 546), (372, 516), (396, 470)], False)
        canvas.line(band, mix(coat, INK, 0.35), 8)


def rims(canvas: Canvas, colour: Colour) -> None:
    """Round glasses."""
    for side in (-1, 1):
        x = 320 + side * 44
        lens = oval(x, 289, 35, 32)
        canvas.paint(lens, PAPER, along(225, 0.4, 1.2), alpha=0.35)
        canvas.line([*lens, lens[1]], colour, 5)
        canvas.line([(x + side * 35, 284), (320 + side * 98, 276)], colour, 5)
    canvas.line(smooth([(311, 287), (320, 281), (329, 287)], False), colour, 5)


def valley(canvas: Canvas) -> None:
    """The mark of an agency: a green valley and a wire with three birds."""
    canvas.polygon(canvas.sheet, mix(SAND, PAPER, 0.4))
    canvas.paint(canvas.sheet, CLAY, along(90, 0.1, 1.2), alpha=0.7)
    canvas.polygon(oval(320, 300, 84), mix(PAPER, OCHRE, 0.15))
    for k, tone in enumerate((mix(OLIVE, SAND, 0.5), mix(OLIVE, SAND, 0.2), mix(OLIVE, INK, 0.2))):
        for side in (-1, 1):
            slope = smooth(
                [
                    (320 + side * (340 - k * 4), 210 + k * 74),
                    (320 + side * 190, 320 + k * 60),
                    (320 + side * (40 - k * 10), 420 + k * 66),
                    (320 - side * 60, 470 + k * 66),
                ],
                False,
            )
            slope += [(320 - side * 60, 660), (320 + side * 340, 660)]
            canvas.polygon(slope, mix(tone, INK, 0.1 * (side > 0)))
            canvas.shade(slope, mix(tone, INK, 0.6), along(90, 0.3, 1.1), 0.7)
    wire = [(x, 150 + 46 * math.sin(math.pi * x / 640)) for x in range(0, 641, 20)]
    canvas.line(wire, INK, 6)
    for x in (250, 330, 392):
        y = 150 + 46 * math.sin(math.pi * x / 640)
        bird = smooth(
            [(x - 17, y - 2), (x - 20, y - 30), (x - 4, y - 48), (x + 16, y - 40), (x + 15, y - 12), (x + 4, y - 2)]
        )
        canvas.polygon(bird, INK)
        canvas.polygon([(x + 14, y - 40), (x + 28, y - 35), (x + 14, y - 31)], OCHRE)
        canvas.polygon([(x - 15, y - 8), (x - 27, y + 24), (x - 8, y - 2)], INK)


def logo() -> Image.Image:
    """The newsroom's mark, RGB, 600 by 600: a folded sheet with one red headline."""
    canvas = Canvas("logo", 600, (600, 600), PAPER)
    sheet = [(110, 90), (420, 90), (490, 160), (490, 510), (110, 510)]
    canvas.polygon(sheet, INK)
    canvas.polygon([(420, 90), (490, 160), (420, 160)], mix(INK, PAPER, 0.45))
    canvas.polygon(box(160, 200, 440, 254), BRICK)
    for k, right in enumerate((440, 440, 330)):
        canvas.polygon(box(160, 300 + k * 58, right, 326 + k * 58), PAPER)
    return canvas.finish(vignette=0, grain=0)
