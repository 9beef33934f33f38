"""Pictures by the water: a canal that was cleaned, a footbridge without light, a river taxi."""

import math

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
)
from newsroom.demo.scenes_town import LAMP, NIGHT, person, sky, windows

GREEN = mix(OLIVE, SLATE, 0.45)


def ripples(canvas: Canvas, n, top, foot, light, dark) -> None:
    """Short strokes on water, longer the nearer they are."""
    rnd = canvas.random
    for _ in range(n):
        t = rnd.random() ** 0.7
        y, half = top + (foot - top) * t, 14 + 70 * t * rnd.random()
        x = rnd.uniform(-40, canvas.width + 40)
        tone = clear(light if rnd.random() < 0.55 else dark, rnd.uniform(0.12, 0.4))
        canvas.line([(x - half, y), (x, y + 2 * t), (x + half, y)], tone, 1.5 + 3 * t)


def palm(canvas: Canvas, x, foot, tall, tone, lean=0.0) -> None:
    """A date palm; (x, foot) is where it stands."""
    rnd = canvas.random
    top = (x + lean, foot - tall)
    wide = tall * 0.035
    trunk = [(x - wide, foot), (top[0] - wide * 0.6, top[1]), (top[0] + wide * 0.6, top[1]), (x + wide, foot)]
    canvas.polygon(trunk, mix(tone, PLUM, 0.4))
    canvas.shade(trunk, INK, along(0, 0.35, 1.1), 0.6)
    for k in range(15):
        a = math.radians(-205 + 230 * k / 14 + rnd.uniform(-6, 6))
        reach, drop = tall * rnd.uniform(0.3, 0.38), tall * rnd.uniform(0.06, 0.17)
        end = (top[0] + reach * math.cos(a), top[1] + reach * 0.7 * math.sin(a) + drop)
        middle = (top[0] + reach * 0.55 * math.cos(a), top[1] + reach * 0.62 * math.sin(a) - tall * 0.02)
        rib = smooth([top, middle, end], False, 8)
        leaf = mix(tone, INK if k % 3 == 0 else SAND, rnd.uniform(0.02, 0.22))
        canvas.line(rib, leaf, max(2.0, tall * 0.009))
        for i, (px, py) in enumerate(rib[2:], start=2):
            long = tall * 0.075 * (1 - i / (len(rib) + 6))
            canvas.line([(px, py), (px - long * 0.3, py + long)], leaf, max(1.4, tall * 0.006))
            canvas.line([(px, py), (px + long * 0.45, py + long * 0.85)], leaf, max(1.4, tall * 0.006))


def old_house(canvas: Canvas, x0, x1, top, foot, tone) -> None:
    """A house with a wooden balcony that leans over the water."""
    rnd = canvas.random
    wall = box(x0, top, x1, foot)
    canvas.polygon(wall, tone)
    canvas.shade(wall, mix(tone, INK, 0.55), along(30, 0.35, 1.2), 0.7)
    canvas.polygon(box(x0 - 6, top - 14, x1 + 6, top + 8), mix(tone, SAND, 0.35))
    middle, half = (x0 + x1) / 2, (x1 - x0) * 0.34
    y0, y1 = top + (foot - top) * 0.2, top + (foot - top) * 0.56
    oriel = box(middle - half, y0, middle + half, y1)
    canvas.shadow(oriel, 14, 20, 10, 0.5)
    wood = mix(rnd.choice((SLATE, OLIVE, BRICK)), PLUM, 0.35)
    canvas.polygon(oriel, wood)
    canvas.polygon(
        [(middle - half - 14, y0), (middle + half + 14, y0), (middle + half, y0 - 26), (middle - half, y0 - 26)],
        mix(wood, INK, 0.3),
    )
    step = half * 2 / 4
    for k in range(4):
        pane = box(middle - half + k * step + 7, y0 + 12, middle - half + (k + 1) * step - 7, y1 - 40)
        canvas.polygon(pane, mix(INK, SLATE, 0.35))
        for i in range(5):
            y = y0 + 18 + i * (y1 - y0 - 58) / 5
            canvas.line([(pane[0][0], y), (pane[1][0], y)], clear(mix(wood, SAND, 0.4), 0.8), 3)
    canvas.polygon(box(middle - half, y1 - 30, middle + half, y1), mix(wood, SAND, 0.22))
    door = [*oval(middle, foot - 120, 42, 42, 180, 360, 14), (middle + 42, foot), (middle - 42, foot)]
    canvas.polygon(door, mix(INK, PLUM, 0.35))


def sack(canvas: Canvas, x, foot, wide) -> None:
    """A tied sack, full."""
    rnd = canvas.random
    tall = wide * rnd.uniform(1.05, 1.3)
    shape = smooth(
        [
            (x - wide / 2, foot),
            (x - wide * 0.56, foot - tall * 0.5),
            (x - wide * 0.16, foot - tall * 0.86),
            (x + wide * 0.16, foot - tall * 0.86),
            (x + wide * 0.56, foot - tall * 0.5),
            (x + wide / 2, foot),
        ]
    )
    tone = mix(rnd.choice((SAND, mix(SAND, SLATE, 0.4), mix(SAND, CLAY, 0.4))), PAPER, rnd.uniform(0, 0.3))
    canvas.paint(oval(x + wide * 0.1, foot, wide * 0.6, wide * 0.12), INK, blur=wide * 0.08, alpha=0.5)
    canvas.polygon(shape, tone)
    canvas.shade(shape, mix(tone, PLUM, 0.6), along(30, 0.4, 1.1), 0.8)
    ear = [
        (x - wide * 0.1, foot - tall * 0.84),
        (x - wide * 0.18, foot - tall),
        (x + wide * 0.2, foot - tall),
        (x + wide * 0.1, foot - tall * 0.84),
    ]
    canvas.polygon(ear, mix(tone, PAPER, 0.2))
    canvas.line([(x - wide * 0.13, foot - tall * 0.85), (x + wide * 0.13, foot - tall * 0.85)], BRICK, wide * 0.07)


def boat(canvas: Canvas, x, y, long, tone) -> None:
    """A flat wooden boat; (x, y) is the middle of its waterline."""
    half = long / 2
    hull = smooth(
        [(x - half, y - 62), (x - half * 0.8, y + 8), (x, y + 26), (x + half * 0.8, y + 8), (x + half, y - 62)], False
    )
    hull += smooth([(x + half * 0.84, y - 34), (x, y - 20), (x - half * 0.84, y - 34)], False)
    canvas.paint(oval(x, y + 26, half * 0.95, 24), INK, blur=14, alpha=0.6)
    canvas.polygon(hull, tone)
    canvas.shade(hull, mix(tone, INK, 0.6), along(90, 0.3, 1.0), 0.85)
    rim = smooth(
        [(x - half, y - 62), (x - half * 0.8, y - 36), (x, y - 22), (x + half * 0.8, y - 36), (x + half, y - 62)], False
    )
    canvas.line(rim, mix(tone, SAND, 0.5), 8)


def canal(canvas: Canvas) -> None:
    """A canal between old houses, boats loaded with sacks, more sacks on the bank."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    with canvas.backdrop():
        sky(canvas, [mix(SLATE, PAPER, 0.35), mix(SAND, PAPER, 0.3), mix(OCHRE, PAPER, 0.55)], 520)
    canvas.glow(960, 430, 620, 420, mix(OCHRE, PAPER, 0.6), 0.8)
    for k in range(8):  # what stands far away, between the two rows
        x = 730 + k * 62
        canvas.polygon(box(x, 430 + rnd.uniform(-50, 40), x + 70, 660), mix(CLAY, SAND, rnd.uniform(0.35, 0.7)))
    for x, tall, lean in ((800, 330, -20), (1130, 380, 26)):
        palm(canvas, x, 650, tall, mix(OLIVE, SLATE, 0.25), lean)
    for side in (-1, 1):
        for k, (a, b, top, foot) in enumerate(((560, 760, 330, 668), (300, 580, 210, 730), (-60, 320, 60, 820))):
            tone = (mix(CLAY, SAND, 0.55), mix(CLAY, OCHRE, 0.35), mix(CLAY, PLUM, 0.18))[k]
            x0, x1 = (a, b) if side < 0 else (w - b, w - a)
            old_house(canvas, x0, x1, top, foot, mix(tone, BRICK if side > 0 else SAND, 0.15))
    water = [(760, 664), (1160, 664), (1700, h), (220, h)]
    canvas.polygon(water, GREEN)
    canvas.paint(water, mix(OCHRE, PAPER, 0.5), along(90, 0.55, 0.0), alpha=0.7)
    canvas.shade(water, mix(GREEN, INK, 0.5), along(90, 0.3, 1.2), 0.7)
    for side in (-1, 1):
        bank = [(760, 660), (220, h), (-400, h), (-400, 790), (320, 790), (580, 700)]
        bank = bank if side < 0 else [(w - x, y) for x, y in bank]
        canvas.polygon(bank, mix(SAND, CLAY, 0.35))
        canvas.shade(bank, mix(CLAY, PLUM, 0.5), along(90, 0.2, 1.2), 0.6)
        edge = [(760, 660), (220, h)] if side < 0 else [(w - 760, 660), (w - 220, h)]
        canvas.line(edge, mix(PLUM, INK, 0.3), 22)
        canvas.line([(x - side * -14, y - 6) for x, y in edge], mix(SAND, PAPER, 0.4), 9)
    ripples(canvas, 150, 690, h - 20, mix(SAND, PAPER, 0.4), mix(GREEN, INK, 0.4))
    for x, y, long, n, wide in ((1010, 800, 250, 3, 52), (900, 1030, 520, 5, 92)):
        boat(canvas, x, y, long, mix(BRICK if n > 3 else SLATE, PLUM, 0.25))
        for i in range(n):
            sack(canvas, x - long * 0.3 + i * long * 0.6 / (n - 1), y - 26, wide)
        boat_front = smooth([(x - long * 0.4, y - 34), (x, y - 22), (x + long * 0.4, y - 34)], False)
        canvas.line(boat_front, mix(BRICK if n > 3 else SLATE, SAND, 0.35), 9)
    for k in range(7):
        t = k / 6
        sack(canvas, 1290 + 330 * t, 810 + 400 * t, 66 + 78 * t)
    canvas.light(960, 520, 900, 700, mix(OCHRE, PAPER, 0.6), 0.22)


def footbridge(canvas: Canvas) -> None:
    """An arched footbridge at dusk, without a lamp; people cross with lights in their hands."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    with canvas.backdrop():
        sky(canvas, [mix(NIGHT, PLUM, 0.35), mix(PLUM, SLATE, 0.3), mix(PLUM, CLAY, 0.45), mix(CLAY, OCHRE, 0.3)], 760)
        for _ in range(60):
            canvas.ellipse(rnd.uniform(0, w), rnd.uniform(0, 360), rnd.uniform(1, 2.6), fill=clear(PAPER, 0.6))
    x = -30
    while x < w:
        wide, top = rnd.uniform(120, 220), rnd.uniform(430, 620)
        house = box(x, top, x + wide, 800)
        canvas.polygon(house, mix(mix(PLUM, NIGHT, 0.45), INK, rnd.uniform(0, 0.2)))
        canvas.shade(house, INK, along(0, 0.45, 1.1), 0.6)
        windows(canvas, x + 18, top + 26, x + wide - 10, 780, 0.42, (34, 46), (15, 22))
        x += wide + rnd.uniform(-8, 30)
    water = box(0, 790, w, h)
    canvas.polygon(water, mix(NIGHT, PLUM, 0.25))
    canvas.paint(water, mix(CLAY, PLUM, 0.3), along(90, 0.6, 0.0), alpha=0.7)
    for _ in range(60):  # the windows, mirrored
        x = rnd.uniform(0, w)
        y = rnd.uniform(800, 1000)
        canvas.paint(box(x, y, x + 13, y + rnd.uniform(40, 150)), LAMP, along(90, 1.0, 0.0), blur=5, alpha=0.4)
    ripples(canvas, 130, 810, h, mix(CLAY, SAND, 0.4), INK)
    dark = mix(INK, PLUM, 0.25)

    def arc(px, rise=0.0):
        return 850 - 260 * math.sin(math.pi * (px + 100) / (w + 200)) - rise

    deck = [(px, arc(px)) for px in range(-100, w + 101, 40)]
    under = [(px, arc(px) + 44 + 60 * abs(px - 960) / 960) for px in range(w + 100, -101, -40)]
    canvas.paint(
        [(px, y + 430) for px, y in deck] + [(px, y + 330) for px, y in reversed(deck)], INK, blur=18, alpha=0.5
    )
    canvas.polygon([*deck, *under], dark)
    canvas.shade([*deck, *under], mix(CLAY, PLUM, 0.4), along(270, 0.55, 1.1), 0.6)
    for px, lit in ((430, True), (610, False), (980, True), (1240, True), (1480, False)):
        foot = arc(px) + 6
        canvas.polygon(box(px - 15, foot - 90, px - 3, foot), INK)
        canvas.polygon(box(px + 3, foot - 90, px + 15, foot), INK)
        coat = mix(rnd.choice((BRICK, SLATE, OLIVE)), INK, 0.45)
        person(canvas, px, foot - 64, rnd, coat)
        if lit:
            canvas.glow(px + 42, foot - 96, 120, 120, LAMP, 0.85)
            canvas.paint(
                [(px + 40, foot - 100), (px + 46, foot - 92), (px + 250, foot + 8), (px + 150, foot + 8)],
                LAMP,
                along(0, 1.0, 0.0),
                blur=8,
                alpha=0.55,
            )
            canvas.rectangle(px + 36, foot - 106, px + 46, foot - 88, PAPER, 3)
    for rise, thick in ((112, 9), (58, 5)):
        canvas.line([(px, arc(px, rise)) for px in range(-100, w + 101, 30)], dark, thick)
    for px in range(-90, w + 100, 60):
        canvas.line([(px, arc(px)), (px, arc(px, 112))], dark, 6)
    for px in (300, 960, 1620):  # the lamps that are out
        top = arc(px, 330)
        canvas.line([(px, arc(px)), (px, top)], dark, 10)
        canvas.ellipse(px, top - 18, 30, 34, mix(SLATE, INK, 0.45))
        canvas.shade(oval(px, top - 18, 30, 34), mix(CLAY, SAND, 0.3), along(230, 0.6, 1.1), 0.7)
    canvas.light(960, 760, 1000, 420, mix(CLAY, OCHRE, 0.4), 0.16)


def ferry(canvas: Canvas) -> None:
    """A long boat with a striped awning crosses the river at sunset, below a bridge full of cars."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    with canvas.backdrop():
        sky(canvas, [mix(SLATE, PLUM, 0.3), mix(CLAY, PLUM, 0.3), mix(CLAY, OCHRE, 0.5), mix(OCHRE, PAPER, 0.35)], 600)
    canvas.polygon(oval(1430, 520, 120), mix(OCHRE, PAPER, 0.65))
    canvas.glow(1430, 520, 460, 380, mix(OCHRE, PAPER, 0.5), 0.8)
    far = [(px, 590 + 16 * math.sin(px / 90)) for px in range(0, w + 41, 40)]
    canvas.polygon([*far, (w, 690), (0, 690)], mix(OLIVE, PLUM, 0.55))
    for _ in range(22):
        palm(canvas, rnd.uniform(0, w), 650, rnd.uniform(110, 190), mix(OLIVE, PLUM, 0.6), rnd.uniform(-12, 12))
    water = box(0, 650, w, h)
    canvas.polygon(water, mix(SLATE, CLAY, 0.35))
    canvas.paint(water, mix(OCHRE, PAPER, 0.3), along(90, 0.7, 0.0), alpha=0.75)
    canvas.shade(water, mix(SLATE, INK, 0.4), along(90, 0.35, 1.15), 0.75)
    canvas.paint(box(1330, 650, 1530, h), mix(OCHRE, PAPER, 0.6), along(90, 1.1, 0.0), blur=30, alpha=0.7)
    stone = mix(PLUM, SLATE, 0.35)
    canvas.polygon(box(0, 430, w, 492), stone)
    canvas.shade(box(0, 430, w, 492), INK, along(90, 0.3, 1.1), 0.6)
    canvas.line([(0, 426), (w, 426)], mix(stone, SAND, 0.3), 7)
    for px in (180, 640, 1100, 1560):
        pier = [(px - 34, 492), (px + 34, 492), (px + 46, 700), (px - 46, 700)]
        canvas.polygon(pier, mix(stone, INK, 0.15))
        canvas.shade(pier, INK, along(0, 0.4, 1.1), 0.6)
    x = 10
    while x < w:  # the cars stand
        long = rnd.uniform(84, 130)
        tone = mix(rnd.choice((BRICK, SAND, SLATE, PAPER, OCHRE)), PLUM, 0.35)
        canvas.rectangle(x, 388, x + long, 420, tone, 10)
        canvas.rectangle(x + long * 0.22, 364, x + long * 0.78, 396, mix(tone, INK, 0.35), 12)
        for wheel in (0.22, 0.78):
            canvas.ellipse(x + long * wheel, 420, 11, fill=INK)
        canvas.ellipse(x + long - 2, 402, 6, fill=PAPER)
        canvas.glow(x + long, 402, 34, 30, LAMP, 0.8)
        canvas.ellipse(x + 3, 402, 5, fill=(214, 70, 48))
        x += long + rnd.uniform(14, 26)
    ripples(canvas, 190, 690, h, mix(OCHRE, PAPER, 0.5), mix(SLATE, INK, 0.5))
    cx, y, half = 830, 1010, 560
    boat(canvas, cx, y, half * 2, mix(BRICK, PLUM, 0.12))
    for k in range(9):
        px = cx - 380 + k * 94
        person(canvas, px, y - 26, rnd)
    for px in (cx - 430, cx - 150, cx + 150, cx + 430):
        canvas.line([(px, y - 30), (px, y - 250)], mix(OCHRE, PLUM, 0.4), 9)
    roof = [(cx - 470, y - 236), (cx - 430, y - 300), (cx + 430, y - 300), (cx + 470, y - 236)]
    canvas.polygon(roof, mix(SAND, PAPER, 0.5))
    n = 17
    for k in range(0, n, 2):
        a, b = k / n, (k + 1) / n
        stripe = [
            (cx - 430 + 860 * a, y - 300),
            (cx - 430 + 860 * b, y - 300),
            (cx - 470 + 940 * b, y - 236),
            (cx - 470 + 940 * a, y - 236),
        ]
        canvas.polygon(stripe, BRICK)
    for k in range(n):
        px = cx - 470 + 940 * (k + 0.5) / n
        canvas.polygon(oval(px, y - 236, 28, 26, 0, 180, 12), BRICK if k % 2 == 0 else mix(SAND, PAPER, 0.5))
    canvas.shade(roof, mix(PLUM, INK, 0.3), along(90, 0.3, 1.2), 0.5)
    near = smooth(
        [
            (cx - half * 0.9, y - 44),
            (cx - half * 0.7, y - 34),
            (cx, y - 18),
            (cx + half * 0.7, y - 34),
            (cx + half * 0.9, y - 44),
        ],
        False,
    )
    front = [*near, (cx + half * 0.72, y + 10), (cx, y + 26), (cx - half * 0.72, y + 10)]
    canvas.polygon(front, mix(BRICK, PLUM, 0.12))
    canvas.shade(front, INK, along(90, 0.2, 1.1), 0.7)
    canvas.line(near, mix(SAND, PAPER, 0.3), 9)
    canvas.paint(box(cx + half - 60, y, cx + half + 330, y + 40), PAPER, along(0, 0.9, 0.0), blur=14, alpha=0.45)
    canvas.light(1430, 560, 1000, 700, mix(OCHRE, PAPER, 0.5), 0.25)
