"""The school garden from above."""

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
    turn,
)
from newsroom.demo.scenes_table import WALNUT


def garden(canvas: Canvas) -> None:
    """A school garden from above: four beds, a path, a watering can."""
    rnd = canvas.random
    path = mix(SAND, CLAY, 0.45)
    with canvas.backdrop():
        canvas.polygon(canvas.sheet, path)
        canvas.shade(canvas.sheet, mix(CLAY, PLUM, 0.4), along(50, 0.2, 1.3), 0.6)
        canvas.scatter(1300, 0, 0, 1920, 1280, (mix(path, INK, 0.3), mix(path, PAPER, 0.5), CLAY), 1.5, 6, 0.5)
    beds = (
        (90, 70, 850, 560, "lettuce"),
        (1070, 70, 1830, 560, "flowers"),
        (90, 720, 850, 1210, "onions"),
        (1070, 720, 1830, 1210, "tomatoes"),
    )
    for x0, y0, x1, y1, kind in beds:
        frame = box(x0, y0, x1, y1)
        canvas.shadow(frame, 18, 24, 14, 0.5)
        canvas.polygon(frame, mix(OCHRE, WALNUT, 0.35))
        for side in (
            box(x0, y0, x1, y0 + 34),
            box(x0, y1 - 34, x1, y1),
            box(x0, y0, x0 + 34, y1),
            box(x1 - 34, y0, x1, y1),
        ):
            canvas.polygon(side, mix(OCHRE, WALNUT, rnd.uniform(0.25, 0.45)))
            canvas.shade(side, mix(WALNUT, INK, 0.3), along(60, 0.4, 1.2), 0.6)
        for x, y in ((x0 + 17, y0 + 17), (x1 - 17, y0 + 17), (x0 + 17, y1 - 17), (x1 - 17, y1 - 17)):
            canvas.ellipse(x, y, 6, fill=mix(INK, SLATE, 0.4))
        soil = box(x0 + 34, y0 + 34, x1 - 34, y1 - 34)
        canvas.polygon(soil, mix(PLUM, INK, 0.4))
        canvas.paint(box(x0 + 34, y0 + 34, x1 - 34, y0 + 70), INK, along(270), alpha=0.6)
        canvas.paint(box(x0 + 34, y0 + 34, x0 + 66, y1 - 34), INK, along(180), alpha=0.5)
        canvas.scatter(260, x0 + 40, y0 + 40, x1 - 40, y1 - 40, (mix(PLUM, CLAY, 0.5), INK), 2, 6, 0.6)
        rows = 4
        for r in range(rows):
            y = y0 + 46 + (y1 - y0 - 92) * (r + 0.5) / rows
            count = {"lettuce": 6, "flowers": 7, "onions": 13, "tomatoes": 5}[kind]
            for c in range(count):
                x = x0 + 62 + (x1 - x0 - 124) * (c + 0.5) / count
                plant(canvas, kind, x + rnd.uniform(-6, 6), y + rnd.uniform(-5, 5), (r + c) % 2)
    for k in range(7):  # stepping stones along the path
        stone = smooth(
            [
                (
                    960 + rnd.uniform(-4, 4) + 62 * math.cos(a) * rnd.uniform(0.88, 1.1),
                    40 + k * 205 + 48 * math.sin(a) * rnd.uniform(0.88, 1.1),
                )
                for a in (math.tau * i / 8 for i in range(8))
            ]
        )
        if k == 3:
            continue
        canvas.shadow(stone, 5, 8, 5, 0.4)
        canvas.polygon(stone, mix(SLATE, SAND, 0.62))
        canvas.shade(stone, mix(SLATE, INK, 0.2), along(55, 0.4, 1.1), 0.7)
    can(canvas, 940, 640)
    canvas.light(420, 160, 1300, 1000, mix(OCHRE, PAPER, 0.6), 0.24)


def leaf(canvas: Canvas, x, y, length, wide, angle, tone) -> None:
    """One leaf from its stalk at (x, y)."""
    t = length
    upper = [(x, y), (x + t * 0.2, y - wide * 0.7), (x + t * 0.45, y - wide), (x + t * 0.8, y - wide * 0.55)]
    lower = [(x + t, y), (x + t * 0.8, y + wide * 0.55), (x + t * 0.45, y + wide), (x + t * 0.2, y + wide * 0.7)]
    shape = turn([*upper, *lower], angle, (x, y))
    canvas.polygon(shape, tone)
    canvas.polygon([*shape[4:], shape[0]], clear(INK, 0.16))
    tip = turn([(x, y), (x + length * 0.88, y)], angle, (x, y))
    canvas.line(tip, clear(PAPER, 0.35), 2)


def plant(canvas: Canvas, kind, x, y, odd) -> None:
    """One plant from above."""
    rnd = canvas.random
    greens = (mix(OLIVE, (88, 122, 62), 0.6), mix(OLIVE, (140, 158, 78), 0.6), mix(OLIVE, SLATE, 0.45))
    begin = rnd.uniform(0, 360)
    canvas.ellipse(x + 7, y + 9, 36, 32, clear(INK, 0.4))
    if kind == "lettuce":
        tone = greens[1] if odd else mix(PLUM, BRICK, 0.45)
        for ring, (count, size) in enumerate(((9, 56), (8, 44), (6, 30), (4, 18))):
            for k in range(count):
                leaf(
                    canvas,
                    x,
                    y,
                    size,
                    size * 0.36,
                    begin + 360 * k / count + ring * 21,
                    mix(tone, mix(greens[1], PAPER, 0.4), ring * 0.17),
                )
    elif kind == "flowers":
        for k in range(7):
            leaf(canvas, x, y, 48, 11, begin + 360 * k / 7, greens[2])
        petal = (BRICK, mix(OCHRE, (246, 190, 70), 0.5))[odd]
        for ring, (count, size) in enumerate(((12, 38), (10, 27))):
            for k in range(count):
                leaf(canvas, x, y, size, 7, begin + 360 * k / count + ring * 13, mix(petal, PAPER, 0.12 * ring))
        canvas.ellipse(x, y, 13, fill=mix(OCHRE, INK, 0.35))
        canvas.ellipse(x - 2, y - 3, 8, fill=OCHRE)
    elif kind == "onions":
        for k in range(9):
            tone = mix(greens[k % 2], PAPER, 0.06 * (k % 3))
            leaf(canvas, x, y, rnd.uniform(34, 56), 6.5, begin + 40 * k + rnd.uniform(-14, 14), tone)
        canvas.ellipse(x, y, 13, fill=mix(PLUM, CLAY, 0.45))
        canvas.ellipse(x - 3, y - 4, 6, fill=mix(CLAY, PAPER, 0.45))
    else:
        for k in range(8):
            leaf(canvas, x, y, rnd.uniform(44, 64), 13, begin + 45 * k, greens[0])
        for k in range(6):
            leaf(canvas, x, y, rnd.uniform(22, 36), 9, begin + 60 * k + 20, mix(greens[0], PAPER, 0.14))
        for k in range(3):
            a = math.radians(begin + 120 * k + 10)
            fx, fy = x + 27 * math.cos(a), y + 27 * math.sin(a)
            ripe = mix(OLIVE, (150, 170, 84), 0.6) if (k + odd) % 3 else mix(OCHRE, BRICK, 0.5)
            canvas.ellipse(fx + 3, fy + 4, 14, fill=clear(INK, 0.4))
            canvas.ellipse(fx, fy, 13, fill=ripe)
            canvas.ellipse(fx - 4, fy - 5, 4, fill=clear(PAPER, 0.6))


def can(canvas: Canvas, x, y) -> None:
    """A watering can from above."""

    def at(points):
        return turn(points, -28, (x, y))

    spout = at([(x + 100, y - 22), (x + 330, y - 13), (x + 330, y + 13), (x + 100, y + 22)])
    rose = at(smooth([(x + 318, y - 16), (x + 372, y - 54), (x + 386, y), (x + 372, y + 54), (x + 318, y + 16)]))
    body = at(oval(x, y, 138))
    for part in (spout, rose, body):
        canvas.shadow(part, 30, 40, 16, 0.55)
    canvas.polygon(spout, BRICK)
    canvas.shade(spout, mix(BRICK, INK, 0.6), along(80, 0.4, 1.1), 0.9)
    canvas.polygon(rose, mix(OCHRE, SAND, 0.2))
    canvas.shade(rose, mix(OCHRE, INK, 0.6), along(80, 0.4, 1.1), 0.8)
    canvas.polygon(body, BRICK)
    canvas.shade(body, mix(BRICK, INK, 0.65), along(50, 0.4, 1.1), 0.9)
    canvas.shade(body, mix(BRICK, PAPER, 0.5), along(230, 0.6, 1.1), 0.9)
    canvas.line(at(oval(x, y, 122)), mix(BRICK, INK, 0.35), 5)
    mouth = at(oval(x + 10, y, 92))
    canvas.polygon(mouth, mix(INK, SLATE, 0.45))
    water = at(oval(x + 10, y, 80))
    canvas.polygon(water, mix(SLATE, INK, 0.25))
    canvas.shade(water, mix(SLATE, PAPER, 0.7), along(235, 0.5, 1.1), 0.9)
    cover = at([*oval(x + 10, y, 92, 92, -78, 78), (x + 29, y)])
    canvas.polygon(cover, mix(BRICK, CLAY, 0.3))
    canvas.shade(cover, mix(BRICK, INK, 0.5), along(60, 0.3, 1.2), 0.7)
    handle = at(smooth([(x + 40, y), (x - 60, y - 6), (x - 190, y), (x - 214, y + 2)], False))
    canvas.paint(at(box(x - 214, y + 16, x + 40, y + 44)), INK, blur=7, alpha=0.5)
    canvas.line(handle, mix(BRICK, INK, 0.4), 30)
    canvas.line([(a - 2, b - 5) for a, b in handle], mix(BRICK, PAPER, 0.3), 9)
