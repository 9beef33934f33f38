"""Pictures of the town: a night bus, swifts over the roofs."""

import math
from itertools import pairwise

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
    along,
    box,
    clear,
    mix,
    oval,
    smooth,
    turn,
)

NIGHT = mix(SLATE, INK, 0.55)
LAMP = mix(OCHRE, PAPER, 0.4)


def sky(canvas: Canvas, bands, bottom) -> None:
    """An evening sky: colours from the top down, each melting into the next."""
    w = canvas.width
    step = bottom / (len(bands) - 1)
    canvas.polygon(canvas.sheet, bands[0])
    for i, (upper, lower) in enumerate(pairwise(bands)):
        band = box(0, i * step, w, (i + 1) * step)
        canvas.polygon(band, upper)
        canvas.paint(band, lower, along(90))
    canvas.polygon(box(0, bottom, w, canvas.height), bands[-1])


def dome(canvas: Canvas, x, y, r, colour, light) -> None:
    """A dome on its drum; (x, y) is the middle of its foot."""
    shape = smooth([(x - r, y), (x - r * 1.04, y - r * 0.4), (x - r * 0.62, y - r * 0.95), (x, y - r * 1.34)], False)
    shape += [(2 * x - a, b) for a, b in reversed(shape)]
    canvas.polygon(box(x - r * 0.92, y - 2, x + r * 0.92, y + r * 0.3), mix(colour, INK, 0.2))
    canvas.polygon(shape, colour)
    canvas.shade(shape, mix(colour, INK, 0.6), along(0, 0.4, 1.05), 0.85)
    canvas.shade(shape, light, along(200, 0.6, 1.1), 0.8)
    canvas.line([(x, y - r * 1.3), (x, y - r * 1.62)], colour, 5)
    canvas.ellipse(x, y - r * 1.64, 8, fill=mix(OCHRE, light, 0.4))


def minaret(canvas: Canvas, x, foot, top, wide, colour, light) -> None:
    """A slender tower with two galleries and a cap."""
    half = wide / 2
    shaft = [(x - half, foot), (x - half * 0.8, top), (x + half * 0.8, top), (x + half, foot)]
    canvas.polygon(shaft, colour)
    canvas.shade(shaft, mix(colour, INK, 0.6), along(0, 0.35, 1.0), 0.85)
    canvas.shade(shaft, light, along(180, 0.6, 1.05), 0.8)
    for y in (top, top + (foot - top) * 0.38):
        canvas.polygon(
            [(x - half * 1.7, y), (x + half * 1.7, y), (x + half, y + 34), (x - half, y + 34)], mix(colour, INK, 0.25)
        )
        canvas.rectangle(x - half * 1.8, y - 20, x + half * 1.8, y, mix(colour, light, 0.2))
    canvas.polygon(box(x - half * 0.6, top - 86, x + half * 0.6, top - 20), colour)
    cap = smooth([(x - half * 0.75, top - 84), (x - half * 0.5, top - 126), (x, top - 172)], False)
    canvas.polygon([*cap, *[(2 * x - a, b) for a, b in reversed(cap)]], mix(SLATE, colour, 0.35))
    canvas.line([(x, top - 168), (x, top - 204)], colour, 4)


def windows(canvas: Canvas, x0, y0, x1, y1, chance, step=(26, 36), size=(11, 17)) -> None:
    """Rows of windows, some of them lit."""
    rnd = canvas.random
    y = y0
    while y + size[1] < y1:
        x = x0
        while x + size[0] < x1:
            if rnd.random() < chance:
                tone = mix(OCHRE, PAPER, rnd.uniform(0.05, 0.55))
                canvas.rectangle(x, y, x + size[0], y + size[1], clear(tone, rnd.uniform(0.55, 1)))
            else:
                canvas.rectangle(x, y, x + size[0], y + size[1], clear(INK, 0.22))
            x += step[0]
        y += step[1]


def night_bus(canvas: Canvas) -> None:
    """A lit bus under a skyline at dusk."""
    rnd = canvas.random
    w = canvas.width
    with canvas.backdrop():
        sky(
            canvas,
            [mix(NIGHT, PLUM, 0.2), mix(PLUM, SLATE, 0.25), mix(PLUM, CLAY, 0.5), CLAY, mix(OCHRE, SAND, 0.35)],
            820,
        )
        canvas.shade(box(0, 0, w, 820), mix(NIGHT, INK, 0.3), along(270, 0.35, 1.1), 0.6)
        for _ in range(90):
            canvas.ellipse(
                rnd.uniform(0, w), rnd.uniform(0, 330), rnd.uniform(1, 2.8), fill=clear(PAPER, rnd.uniform(0.2, 0.8))
            )
    canvas.glow(1500, 215, 330, 330, mix(SAND, PAPER, 0.5), 0.5)
    moon = oval(1500, 215, 74)
    canvas.polygon(moon, mix(PAPER, SAND, 0.35))
    canvas.shade(moon, mix(CLAY, SLATE, 0.4), along(50, 0.4, 1.2), 0.6)
    for k, (tone, top, swing) in enumerate(((mix(PLUM, CLAY, 0.45), 560, 60), (mix(PLUM, CLAY, 0.2), 640, 44))):
        ridge = [(x, top + swing * math.sin(x / 310 + k * 2) + 22 * math.sin(x / 97 + k)) for x in range(0, w + 41, 40)]
        hill = [*ridge, (w, 900), (0, 900)]
        canvas.polygon(hill, tone)
        canvas.shade(hill, mix(CLAY, OCHRE, 0.5), along(90, 0.35, 1.0), 0.6)
    for layer, (tone, low, high, chance) in enumerate(
        ((mix(PLUM, SLATE, 0.35), 430, 640, 0.22), (mix(NIGHT, PLUM, 0.35), 500, 740, 0.34))
    ):
        x = -40
        while x < w:
            wide, top = rnd.uniform(90, 190), rnd.uniform(low, high)
            if x + wide > 640 and x < 1010:  # low houses, so that the dome stands free
                top = max(top, 690 + 40 * layer)
            house = box(x, top, x + wide, 960)
            canvas.polygon(house, mix(tone, INK, rnd.uniform(0, 0.15)))
            canvas.shade(house, mix(tone, INK, 0.6), along(0, 0.45, 1.1), 0.75)
            windows(canvas, x + 14, top + 22, x + wide - 8, 900, chance)
            if rnd.random() < 0.4:
                canvas.line([(x + wide * 0.6, top), (x + wide * 0.6, top - 60)], tone, 3)
            x += wide + rnd.uniform(-14, 60)
    dome(canvas, 800, 640, 112, mix(SLATE, PLUM, 0.4), mix(CLAY, OCHRE, 0.3))
    minaret(canvas, 962, 940, 450, 38, mix(CLAY, PLUM, 0.5), mix(OCHRE, SAND, 0.2))
    canvas.polygon(box(672, 668, 928, 960), mix(PLUM, INK, 0.25))
    for x in range(0, w, 150):  # trees along the road
        r = rnd.uniform(44, 70)
        for _ in range(6):
            canvas.ellipse(
                x + rnd.uniform(-50, 50),
                880 + rnd.uniform(-30, 30),
                r * rnd.uniform(0.5, 0.9),
                fill=mix(mix(OLIVE, NIGHT, 0.72), INK, rnd.uniform(0, 0.2)),
            )
    street = box(0, 930, w, canvas.height)
    canvas.polygon(street, mix(NIGHT, INK, 0.35))
    canvas.polygon(box(0, 918, w, 946), mix(SLATE, SAND, 0.25))
    canvas.polygon(box(0, 946, w, 956), mix(NIGHT, INK, 0.5))
    canvas.shade(street, INK, along(90, 0.1, 1.1), 0.8)
    canvas.paint(box(0, 946, w, 1280), CLAY, along(270, 0.3, 1.0), alpha=0.2)
    for x in range(-60, w, 300):
        canvas.polygon([(x, 1222), (x + 170, 1222), (x + 150, 1238), (x - 22, 1238)], clear(SAND, 0.55))
    for x in (150, 1790):  # street lamps
        canvas.line([(x, 940), (x, 430)], mix(INK, NIGHT, 0.4), 11)
        canvas.line(smooth([(x, 440), (x + 20, 400), (x + 70, 392)], False), mix(INK, NIGHT, 0.4), 9)
        canvas.polygon([(x + 46, 388), (x + 104, 388), (x + 112, 404), (x + 40, 404)], mix(INK, NIGHT, 0.3))
        canvas.paint(
            [(x + 50, 404), (x + 102, 404), (x + 290, 950), (x - 130, 950)],
            LAMP,
            along(90, 1.0, 0.0),
            blur=12,
            alpha=0.3,
        )
        canvas.glow(x + 76, 408, 150, 150, LAMP, 0.85)
    bus(canvas)
    canvas.light(900, 760, 900, 460, mix(OCHRE, PAPER, 0.3), 0.2)


def bus(canvas: Canvas) -> None:
    """The bus, its windows lit and some of its seats taken, driving to the right."""
    rnd = canvas.random
    left, right, top, foot = 380, 1470, 660, 1085
    canvas.paint(oval(930, 1128, 600, 34), INK, blur=16, alpha=0.85)
    canvas.paint([(1450, 985), (1460, 1030), (1920, 1180), (1920, 1010)], LAMP, along(0, 1.0, 0.1), blur=14, alpha=0.6)
    for x in range(430, 1400, 110):  # the windows' light on the wet road
        canvas.paint(box(x, 1130, x + 84, 1262), LAMP, along(90, 1.0, 0.0), blur=8, alpha=0.3)
    body = [*oval(left + 44, top + 44, 44, 44, 180, 270, 12), *oval(right - 70, top + 60, 60, 60, 270, 338, 12)]
    body += [(right + 14, top + 250), (right + 20, foot), (left, foot)]
    canvas.polygon(body, BRICK)
    canvas.shade(body, mix(BRICK, INK, 0.7), along(90, 0.35, 1.1), 0.9)
    canvas.paint(box(left + 40, top + 4, right - 120, top + 22), mix(BRICK, PAPER, 0.55), along(0, 0.0, 1.0), alpha=0.7)
    canvas.rectangle(left + 90, top - 22, left + 420, top + 4, mix(BRICK, INK, 0.45), 10)
    glass = [(left + 30, top + 62), (right - 46, top + 62), (right - 8, top + 250), (left + 30, top + 250)]
    canvas.polygon(glass, mix(INK, NIGHT, 0.3))
    edges = [left + 42, 560, 708, 856, 1004, 1152]
    for i, (a, b) in enumerate(zip(edges, [*edges[1:], 1274], strict=True)):
        pane = box(a, top + 72, b - 14, top + 240)
        canvas.polygon(pane, mix(LAMP, OCHRE, 0.15 + 0.1 * (i % 2)))
        canvas.shade(pane, PAPER, along(270, 0.35, 1.1), 0.8)
        canvas.line([(a, top + 108), (b - 14, top + 108)], clear(mix(OCHRE, PLUM, 0.5), 0.8), 4)
        canvas.rectangle(a + 20, top + 176, a + 62, top + 240, mix(SLATE, INK, 0.15), 10)
        if i in (0, 2, 3, 5):
            person(canvas, a + 78 + rnd.uniform(-8, 14), top + 240, rnd)
    front = [(1288, top + 72), (1398, top + 72), (1440, top + 240), (1288, top + 240)]
    canvas.polygon(front, mix(LAMP, SLATE, 0.3))
    canvas.shade(front, PAPER, along(225, 0.5, 1.15), 0.7)
    person(canvas, 1362, top + 240, rnd, NIGHT)
    canvas.line(oval(1404, top + 214, 10, 34), INK, 6)
    for a in (560, 1004):  # doors
        door = box(a - 2, top + 66, a + 132, foot - 22)
        canvas.polygon(door, mix(BRICK, INK, 0.5))
        for k in (0, 1):
            leaf = box(a + 8 + k * 62, top + 78, a + 60 + k * 62, foot - 40)
            canvas.polygon(leaf, mix(LAMP, OCHRE, 0.25))
            canvas.shade(leaf, mix(OCHRE, PLUM, 0.4), along(90, 0.3, 1.1), 0.9)
            canvas.line([(a + 14 + k * 62, top + 300), (a + 54 + k * 62, top + 300)], mix(BRICK, INK, 0.4), 5)
    canvas.polygon(box(left, top + 300, 556, top + 316), mix(SAND, PAPER, 0.3))
    for a, b in ((694, 1000), (1138, right + 14)):
        canvas.polygon(box(a, top + 300, b, top + 316), mix(SAND, PAPER, 0.3))
    canvas.polygon(box(left, foot - 18, right + 22, foot + 12), mix(INK, PLUM, 0.3))
    canvas.rectangle(right - 200, top + 18, right - 80, top + 50, INK, 6)
    for k in range(5):
        canvas.rectangle(right - 192 + k * 21, top + 26, right - 178 + k * 21, top + 42, OCHRE, 3)
    for x in (540, 1240):
        canvas.polygon(oval(x, foot, 92, 92, 180, 360), INK)
        canvas.ellipse(x, foot + 16, 74, fill=mix(INK, NIGHT, 0.2))
        canvas.shade(oval(x, foot + 16, 74), mix(SLATE, SAND, 0.2), along(250, 0.6, 1.2), 0.7)
        canvas.ellipse(x, foot + 16, 42, fill=mix(SLATE, SAND, 0.45))
        canvas.shade(oval(x, foot + 16, 42), INK, along(60, 0.4, 1.1), 0.8)
        for k in range(6):
            a = math.tau * k / 6
            canvas.ellipse(x + 25 * math.cos(a), foot + 16 + 25 * math.sin(a), 5, fill=INK)
    canvas.ellipse(right - 4, foot - 62, 17, 24, PAPER)
    canvas.glow(right + 2, foot - 62, 130, 130, LAMP, 0.95)
    canvas.ellipse(left + 8, foot - 80, 8, 26, mix(BRICK, (250, 90, 60), 0.7))
    canvas.glow(left + 2, foot - 80, 80, 80, (226, 90, 60), 0.6)


def person(canvas: Canvas, x, foot, rnd, colour=None) -> None:
    """Head and shoulders behind a window."""
    colour = colour or mix(rnd.choice((SLATE, OLIVE, PLUM, BRICK)), INK, 0.45)
    skin = mix(rnd.choice((CLAY, SAND, OCHRE)), PLUM, 0.45)
    tall = rnd.uniform(96, 122)
    shoulders = smooth(
        [(x - 46, foot), (x - 40, foot - tall + 66), (x, foot - tall + 46), (x + 40, foot - tall + 66), (x + 46, foot)],
        False,
    )
    canvas.polygon(shoulders, colour)
    canvas.shade(shoulders, INK, along(0, 0.3, 1.2), 0.7)
    canvas.ellipse(x - 3, foot - tall + 19, 27, 28, mix(INK, PLUM, 0.3))
    canvas.ellipse(x + 6, foot - tall + 25, 20, 24, skin)


def swift(canvas: Canvas, x, y, span, angle, colour=INK, alpha=1.0) -> None:
    """One swift, wings like a sickle, flying in the direction of ``angle``."""
    leading = smooth(
        [(-0.36, -1.0), (0.08, -0.62), (0.27, -0.22), (0.4, 0.0), (0.27, 0.22), (0.08, 0.62), (-0.36, 1.0)], False
    )
    trailing = smooth(
        [
            (-0.36, 1.0),
            (-0.1, 0.52),
            (0.03, 0.16),
            (-0.22, 0.07),
            (-0.55, 0.13),
            (-0.46, 0.0),
            (-0.55, -0.13),
            (-0.22, -0.07),
            (0.03, -0.16),
            (-0.1, -0.52),
            (-0.36, -1.0),
        ],
        False,
    )
    shape = [(x + a * span, y + b * span) for a, b in (*leading, *trailing)]
    canvas.polygon(turn(shape, angle, (x, y)), clear(colour, alpha))
    throat = turn(oval(x + 0.31 * span, y, 0.045 * span, 0.035 * span, n=14), angle, (x, y))
    canvas.polygon(throat, clear(mix(SAND, colour, 0.3), alpha))


def swifts(canvas: Canvas) -> None:
    """Swifts in the evening sky over flat roofs."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    with canvas.backdrop():
        sky(
            canvas,
            [
                mix(SLATE, SAND, 0.3),
                mix(SLATE, SAND, 0.62),
                mix(SAND, OCHRE, 0.25),
                mix(OCHRE, SAND, 0.3),
                mix(OCHRE, CLAY, 0.35),
            ],
            1000,
        )
        canvas.shade(box(0, 0, w, 700), mix(SLATE, PLUM, 0.2), along(250, 0.3, 1.2), 0.45)
        canvas.glow(560, 800, 800, 620, mix(PAPER, OCHRE, 0.15), 0.85)
    canvas.polygon(oval(560, 800, 118), mix(PAPER, OCHRE, 0.12))
    for x, y, wide, thick in (
        (300, 300, 420, 15),
        (1300, 210, 560, 20),
        (1520, 520, 380, 13),
        (760, 560, 300, 9),
        (1080, 640, 460, 10),
    ):
        streak = smooth(
            [(x, y), (x + wide * 0.4, y - thick), (x + wide, y - thick * 0.2), (x + wide * 0.55, y + thick * 0.7)]
        )
        canvas.paint(streak, mix(PAPER, OCHRE, 0.1), blur=7, alpha=0.55)
    far = mix(CLAY, OCHRE, 0.35)
    ridge = [(x, 900 + 36 * math.sin(x / 260) + 16 * math.sin(x / 71)) for x in range(0, w + 41, 40)]
    canvas.polygon([*ridge, (w, h), (0, h)], mix(far, SAND, 0.3))
    layers = ((far, 850, 950, 60), (mix(CLAY, PLUM, 0.35), 930, 1030, 84), (mix(PLUM, CLAY, 0.2), 1040, 1120, 130))
    for level, (tone, low, high, least) in enumerate(layers):
        if level == 1:
            dome(canvas, 1330, 905, 128, mix(SLATE, CLAY, 0.35), mix(OCHRE, PAPER, 0.3))
            minaret(canvas, 1545, 1010, 470, 46, mix(CLAY, SAND, 0.2), mix(OCHRE, PAPER, 0.4))
        x = -60
        while x < w:
            wide, top = rnd.uniform(least, least * 2.1), rnd.uniform(low, high)
            house = box(x, top, x + wide, min(h, top + 300))
            shadowed = mix(tone, INK, 0.5)
            canvas.polygon(house, mix(tone, SAND, rnd.uniform(0, 0.18)))
            canvas.shade(house, shadowed, along(0, 0.3, 1.1), 0.8)
            canvas.shade(house, shadowed, along(90, 0.1, 0.8), 0.7)
            canvas.rectangle(x - 5, top - 9, x + wide + 5, top + 5, mix(tone, mix(OCHRE, PAPER, 0.4), 0.5))
            windows(
                canvas,
                x + 18,
                top + 30,
                x + wide - 14,
                min(h, top + 190),
                0.2,
                (44 + level * 8, 62),
                (15 + level * 3, 28 + level * 4),
            )
            kind = rnd.random()
            if kind < 0.4:  # a water tank on its legs
                tx = x + wide * rnd.uniform(0.3, 0.6)
                for dx in (-20, 20):
                    canvas.line([(tx + dx, top - 4), (tx + dx, top - 34)], shadowed, 4)
                tank = box(tx - 36, top - 84, tx + 36, top - 32)
                canvas.rectangle(tx - 36, top - 84, tx + 36, top - 32, mix(SLATE, tone, 0.45), 12)
                canvas.shade(tank, INK, along(0, 0.4, 1.2), 0.5)
            elif kind < 0.58:  # a dish and an aerial
                canvas.polygon(oval(x + wide * 0.4, top - 30, 24, 24, 120, 300), mix(SAND, tone, 0.4))
                canvas.line([(x + wide * 0.4, top - 4), (x + wide * 0.4, top - 34)], shadowed, 4)
                canvas.line([(x + wide * 0.8, top), (x + wide * 0.8, top - 92)], shadowed, 3)
                for k in range(3):
                    canvas.line(
                        [(x + wide * 0.8 - 22, top - 88 + k * 15), (x + wide * 0.8 + 22, top - 88 + k * 15)],
                        shadowed,
                        3,
                    )
            x += wide - rnd.uniform(0, 4)
    line = [(90 + k * 30, 1010 + 26 * math.sin(math.pi * k / 16)) for k in range(17)]
    canvas.line(line, mix(INK, PLUM, 0.3), 3)
    for x in (90, 570):
        canvas.line([(x, 1002), (x, 1130)], mix(INK, PLUM, 0.3), 7)
    for k, tone in ((2, PAPER), (4, BRICK), (7, mix(SAND, PAPER, 0.4)), (10, SLATE), (12, PAPER)):
        x, y = line[k]
        cloth = smooth([(x, y), (x + 52, y + 3), (x + 56, y + 74), (x + 26, y + 68), (x - 4, y + 78)], True, 5)
        canvas.polygon(cloth, mix(tone, CLAY, 0.18))
        canvas.shade(cloth, PLUM, along(20, 0.35, 1.2), 0.7)
    birds = [(690, 330, 150, -24), (1130, 420, 112, 205), (330, 480, 92, 12), (960, 170, 86, -52), (1420, 330, 74, 168)]
    birds += [
        (520, 190, 60, -12),
        (1680, 240, 66, 215),
        (820, 560, 50, 30),
        (1220, 650, 42, -8),
        (230, 700, 36, -30),
        (1010, 730, 30, 190),
        (1750, 560, 34, 160),
    ]
    for x, y, span, angle in birds:
        swift(canvas, x, y, span, angle, mix(INK, PLUM, 0.35 if span > 55 else 0.7), 1 if span > 40 else 0.85)
