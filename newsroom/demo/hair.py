"""Hair and headscarves of the drawn portraits."""

import math

from newsroom.demo.drawing import (
    CLAY,
    INK,
    PAPER,
    PLUM,
    SLATE,
    Canvas,
    Colour,
    along,
    clear,
    mix,
    oval,
    smooth,
)

BLACK = mix(INK, PLUM, 0.3)
SILVER = mix(SLATE, PAPER, 0.62)


def back_hair(canvas: Canvas, kind: str, hair: Colour) -> None:
    """What of the hair lies behind the head."""
    rnd = canvas.random
    if kind == "long":
        mass = smooth(
            [
                (320, 104),
                (420, 130),
                (462, 230),
                (458, 360),
                (478, 470),
                (446, 560),
                (320, 580),
                (194, 560),
                (162, 470),
                (182, 360),
                (178, 230),
                (220, 130),
            ]
        )
    elif kind == "curls":
        for k in range(42):
            a = math.radians(150 + 240 * k / 41)
            r = rnd.uniform(36, 50)
            canvas.ellipse(
                320 + 128 * math.cos(a), 278 + 138 * math.sin(a), r, fill=mix(hair, INK, rnd.uniform(0, 0.35))
            )
        for side in (-1, 1):
            for k in range(8):
                x, y = 320 + side * rnd.uniform(92, 150), 330 + k * 11
                canvas.ellipse(x, y, rnd.uniform(28, 42), fill=mix(hair, INK, rnd.uniform(0, 0.35)))
        return
    elif kind == "bun":
        bun = oval(338, 118, 62, 54)
        canvas.polygon(bun, mix(hair, INK, 0.1))
        canvas.shade(bun, mix(hair, INK, 0.55), along(40, 0.4, 1.1), 0.8)
        for r in (0.75, 0.5, 0.25):
            canvas.line(oval(338, 118, 62 * r, 54 * r, 180, 400), clear(mix(hair, INK, 0.4), 0.5), 4)
        mass = smooth([(320, 136), (402, 160), (434, 240), (426, 330), (320, 350), (214, 330), (206, 240), (238, 160)])
    elif kind == "scarf":
        mass = smooth(
            [
                (320, 100),
                (428, 130),
                (466, 250),
                (448, 380),
                (470, 470),
                (500, 560),
                (320, 620),
                (140, 560),
                (170, 470),
                (192, 380),
                (174, 250),
                (212, 130),
            ]
        )
    else:
        mass = smooth([(320, 130), (402, 150), (432, 230), (424, 300), (320, 310), (216, 300), (208, 230), (238, 150)])
    canvas.polygon(mass, mix(hair, INK, 0.25))
    canvas.shade(mass, mix(hair, INK, 0.75), along(30, 0.4, 1.1), 0.8)


def strands(canvas: Canvas, curves, colour: Colour, alpha=0.4, width=3.0) -> None:
    """Fine lines that follow the hair."""
    for curve in curves:
        canvas.line(smooth(curve, False, 8), clear(colour, alpha), width)


def front_hair(canvas: Canvas, kind: str, hair: Colour) -> None:
    """What of the hair, or the scarf, lies over the face."""
    rnd = canvas.random
    light, dark = mix(hair, CLAY if kind != "bun" else PAPER, 0.4), mix(hair, INK, 0.7)
    if kind == "scarf":
        scarf(canvas, hair)
        return
    if kind == "long":
        left = smooth(
            [
                (352, 118),
                (280, 120),
                (208, 170),
                (186, 270),
                (184, 400),
                (160, 520),
                (196, 556),
                (236, 470),
                (232, 330),
                (250, 248),
                (330, 172),
            ]
        )
        right = smooth(
            [
                (330, 118),
                (400, 132),
                (446, 210),
                (452, 330),
                (466, 450),
                (456, 540),
                (414, 520),
                (408, 400),
                (414, 300),
                (394, 226),
                (330, 172),
            ]
        )
        for lock in (left, right):
            canvas.polygon(lock, hair)
            canvas.shade(lock, dark, along(30, 0.45, 1.1), 0.8)
            canvas.shade(lock, light, along(235, 0.55, 1.2), 0.55)
        strands(
            canvas,
            [
                [(336 - k * 5, 134 + k * 5), (232 - k * 3, 210 + k * 8), (206 + k * 3, 350), (188 + k * 7, 500)]
                for k in range(6)
            ],
            light,
        )
        strands(
            canvas,
            [
                [(344 + k * 4, 138 + k * 4), (412 + k * 5, 226), (424 + k * 5, 360), (430 + k * 5, 490)]
                for k in range(5)
            ],
            light,
            0.28,
        )
    elif kind == "short":
        cap = smooth(
            [
                (214, 286),
                (206, 210),
                (240, 136),
                (330, 108),
                (410, 140),
                (434, 214),
                (426, 286),
                (412, 262),
                (404, 216),
                (370, 190),
                (312, 200),
                (262, 188),
                (236, 218),
                (228, 262),
            ]
        )
        canvas.polygon(cap, hair)
        canvas.shade(cap, light, along(235, 0.5, 1.1), 0.5)
        for side in (-1, 1):  # grey at the temples
            temple = smooth([(320 + side * a, b) for a, b in ((106, 284), (108, 226), (96, 214), (92, 262))])
            canvas.shade(temple, SILVER, along(90, -0.5, 1.4), 0.8)
        strands(
            canvas, [[(240 + k * 22, 190), (262 + k * 20, 150), (300 + k * 14, 122)] for k in range(8)], light, 0.35
        )
    elif kind == "crop":
        cap = smooth(
            [
                (216, 270),
                (208, 206),
                (244, 144),
                (320, 122),
                (396, 144),
                (432, 206),
                (424, 270),
                (410, 232),
                (396, 196),
                (320, 184),
                (244, 196),
                (230, 232),
            ]
        )
        canvas.polygon(cap, hair)
        for _ in range(170):
            a, q = rnd.uniform(188, 352), rnd.uniform(0.86, 1.08)
            x, y = 320 + 102 * q * math.cos(math.radians(a)), 246 + 108 * q * math.sin(math.radians(a))
            if y < 214:
                canvas.ellipse(x, y, rnd.uniform(7, 12), fill=mix(hair, light, rnd.random() ** 2 * 0.8))
    elif kind == "curls":
        for _ in range(46):
            a = math.radians(rnd.uniform(196, 344))
            q = rnd.uniform(0.9, 1.16)
            x, y = 320 + 112 * q * math.cos(a), 258 + 116 * q * math.sin(a)
            r = rnd.uniform(17, 28)
            canvas.ellipse(x, y, r, fill=mix(hair, INK, rnd.uniform(0, 0.3)))
            canvas.line(oval(x, y, r * 0.66, r * 0.66, 170, 330, 16), clear(light, 0.55), 3.5)
        for side in (-1, 1):
            for k in range(7):
                x, y = 320 + side * (110 + rnd.uniform(-6, 16)), 236 + k * 13
                r = rnd.uniform(15, 22)
                canvas.ellipse(x, y, r, fill=mix(hair, INK, rnd.uniform(0, 0.3)))
                canvas.line(oval(x, y, r * 0.66, r * 0.66, 170, 330, 16), clear(light, 0.45), 3)
    else:
        left = smooth([(350, 138), (270, 142), (214, 196), (208, 300), (226, 296), (240, 246), (292, 196), (352, 164)])
        right = smooth([(340, 138), (400, 156), (430, 220), (432, 300), (414, 296), (404, 238), (346, 166)])
        for wave in (left, right):
            canvas.polygon(wave, hair)
            canvas.shade(wave, mix(hair, INK, 0.55), along(40, 0.45, 1.1), 0.7)
        strands(
            canvas,
            [
                [(346 - k * 6, 144 + k * 4), (270 - k * 4, 168 + k * 9), (222 + k * 2, 236 + k * 6), (216 + k * 2, 284)]
                for k in range(6)
            ],
            mix(hair, INK, 0.5),
            0.4,
        )
        strands(
            canvas,
            [[(350 + k * 3, 146 + k * 4), (396 + k * 4, 186 + k * 5), (420 + k, 272)] for k in range(4)],
            mix(hair, INK, 0.5),
            0.4,
        )


def scarf(canvas: Canvas, tone: Colour) -> None:
    """A headscarf: a hood around the face, a fold over the shoulder."""
    outer = [
        (320, 104),
        (426, 134),
        (462, 250),
        (444, 372),
        (420, 440),
        (320, 486),
        (220, 440),
        (196, 372),
        (178, 250),
        (214, 134),
    ]
    opening = [
        (320, 168),
        (384, 190),
        (410, 256),
        (404, 330),
        (380, 388),
        (344, 424),
        (320, 430),
        (296, 424),
        (260, 388),
        (236, 330),
        (230, 256),
        (256, 190),
    ]
    edge, hole = smooth(outer), smooth(opening)
    # One shape with a hole: out along the hood, in along the face, joined at the top.
    hood = [*edge, edge[0], hole[0], *reversed(hole)]
    canvas.polygon(hood, tone)
    canvas.shade(hood, mix(tone, PLUM, 0.65), along(20, 0.45, 1.1), 0.8)
    canvas.shade(hood, mix(tone, PAPER, 0.6), along(230, 0.6, 1.15), 0.7)
    canvas.line([*hole, hole[0]], mix(tone, PLUM, 0.4), 5)
    drape = smooth(
        [(206, 398), (250, 452), (340, 474), (436, 420), (470, 500), (420, 580), (300, 610), (196, 560), (160, 490)]
    )
    canvas.shadow(drape, 0, 8, 8, 0.3)
    canvas.polygon(drape, mix(tone, PAPER, 0.08))
    canvas.shade(drape, mix(tone, PLUM, 0.65), along(60, 0.4, 1.1), 0.8)
    folds = [[(214, 420 + k * 22), (290, 474 + k * 22), (380, 478 + k * 20), (446, 440 + k * 24)] for k in range(5)]
    strands(canvas, folds, mix(tone, PLUM, 0.7), 0.4, 4)
    strands(canvas, [[(x, y - 5) for x, y in fold] for fold in folds], PAPER, 0.3, 3)
    strands(
        canvas,
        [[(250 + k * 8, 128 + k * 9), (214 + k * 6, 200 + k * 6), (206 + k * 7, 300)] for k in range(3)],
        mix(tone, PLUM, 0.6),
        0.35,
        4,
    )
