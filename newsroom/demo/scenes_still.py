"""Still lifes: bread on a cloth, a game of chess."""

import math

from newsroom.demo.drawing import (
    BRICK,
    CLAY,
    INK,
    OCHRE,
    PAPER,
    PLUM,
    SAND,
    SLATE,
    Canvas,
    Point,
    along,
    around,
    box,
    clear,
    mix,
    oval,
    smooth,
    turn,
)
from newsroom.demo.scenes_table import WALNUT, desk

CRUST = mix(OCHRE, BRICK, 0.28)


def wobbly(canvas: Canvas, x, y, r, rough=0.03, n=18) -> list[Point]:
    """A hand-shaped disc."""
    rnd = canvas.random
    rays = [r * rnd.uniform(1 - rough, 1 + rough) for _ in range(n)]
    return smooth(
        [(x + q * math.cos(math.tau * i / n), y + q * math.sin(math.tau * i / n)) for i, q in enumerate(rays)]
    )


def loaf(canvas: Canvas, x, y, r) -> None:
    """A round flat loaf from above: thick rim, dimpled middle, browned blisters."""
    rnd = canvas.random
    rim = wobbly(canvas, x, y, r)
    canvas.shadow(rim, r * 0.06, r * 0.085, r * 0.075, 0.75)
    dough = mix(SAND, OCHRE, rnd.uniform(0.35, 0.5))
    canvas.polygon(rim, dough)
    canvas.shade(rim, CRUST, around(0.5, 0.5, 0.3, 0.54, 1.5), 0.95)
    canvas.shade(rim, mix(CRUST, INK, 0.35), along(52, 0.5, 1.15), 0.85)
    canvas.shade(rim, mix(SAND, PAPER, 0.5), along(232, 0.5, 1.15), 0.75)
    inner = wobbly(canvas, x, y, r * 0.76, 0.025)
    canvas.paint(inner, mix(CRUST, INK, 0.25), blur=r * 0.035, alpha=0.55)
    well = wobbly(canvas, x + 2, y + 3, r * 0.72, 0.025)
    canvas.polygon(well, mix(dough, SAND, 0.3))
    canvas.shade(well, CRUST, along(232, 0.45, 1.2), 0.75)
    for ring, count in ((0.22, 6), (0.42, 11), (0.6, 16)):
        for i in range(count):
            a = math.tau * (i + rnd.random() * 0.4) / count + ring * 9
            bx, by = x + r * ring * math.cos(a), y + r * ring * math.sin(a)
            size = r * rnd.uniform(0.035, 0.05)
            canvas.ellipse(bx, by, size, size * 0.86, clear(mix(CRUST, INK, 0.4), 0.5))
            canvas.ellipse(bx + 2.5, by + 3, size * 0.8, size * 0.68, clear(mix(dough, SAND, 0.4), 0.9))
    for _ in range(22):
        a, q = rnd.random() * math.tau, r * math.sqrt(rnd.random()) * 0.93
        size = r * rnd.choice((0.03, 0.045, 0.06, 0.085))
        spot = wobbly(canvas, x + q * math.cos(a), y + q * math.sin(a), size, 0.25, 9)
        canvas.polygon(spot, clear(mix(CRUST, PLUM, rnd.uniform(0.2, 0.7)), rnd.uniform(0.45, 0.8)))
        if size > r * 0.04:
            top = wobbly(canvas, x + q * math.cos(a) - 2, y + q * math.sin(a) - 2, size * 0.5, 0.25, 7)
            canvas.polygon(top, clear(mix(PLUM, INK, 0.45), 0.55))
    for _ in range(48):
        a, q = rnd.random() * math.tau, r * math.sqrt(rnd.random()) * 0.9
        seed = turn(oval(0, 0, 6.5, 3.2, n=7), rnd.uniform(0, 180), (0, 0))
        sx, sy = x + q * math.cos(a), y + q * math.sin(a)
        canvas.polygon([(u + sx + 1.5, v + sy + 2) for u, v in seed], clear(INK, 0.35))
        canvas.polygon([(u + sx, v + sy) for u, v in seed], mix(SAND, PAPER, rnd.uniform(0.2, 0.8)))


def bread(canvas: Canvas) -> None:
    """Round loaves on a striped cloth, from above."""
    rnd = canvas.random
    middle = (1000, 620)
    cloth = turn(box(210, 130, 1800, 1420), -9, middle)
    desk(canvas, WALNUT, (500, 260), 6, -4, 0.4, under=cloth)
    linen = mix(PAPER, SAND, 0.5)
    canvas.polygon(cloth, linen)
    for left, wide, tone in (
        (290, 46, BRICK),
        (352, 12, BRICK),
        (700, 14, SLATE),
        (1660, 46, BRICK),
        (1632, 12, BRICK),
        (1300, 14, SLATE),
    ):
        canvas.polygon(turn(box(left, 130, left + wide, 1420), -9, middle), clear(tone, 0.8))
    for i in range(86):
        row = 134 + i * 15
        canvas.line(turn([(210, row), (1800, row)], -9, middle), clear(linen, 0.35), 1.6)
        canvas.line(turn([(210, row + 7), (1800, row + 7)], -9, middle), clear(CLAY, 0.12), 1.6)
    canvas.shade(cloth, mix(CLAY, PLUM, 0.5), along(50, 0.35, 1.3), 0.6)
    for x in (640, 1480):  # folds pressed into the linen
        fold = turn(box(x, 130, x + 60, 1420), -9 + rnd.uniform(-3, 3), middle)
        canvas.paint(fold, PLUM, blur=22, alpha=0.2)
        canvas.paint([(a - 50, b) for a, b in fold], PAPER, blur=18, alpha=0.35)
    for x, y, r in ((560, 420, 235), (1010, 310, 225), (1420, 560, 240), (700, 850, 250), (1130, 760, 262)):
        loaf(canvas, x, y, r)
    bx, by = 1560, 1010
    canvas.shadow(oval(bx, by, 165), 18, 26, 18, 0.6)
    canvas.polygon(oval(bx, by, 165), mix(SLATE, PAPER, 0.12))
    canvas.shade(oval(bx, by, 165), mix(SLATE, INK, 0.6), along(52, 0.45, 1.1), 0.8)
    canvas.shade(oval(bx, by, 165), mix(SLATE, PAPER, 0.6), along(232, 0.55, 1.1), 0.8)
    canvas.polygon(oval(bx, by, 138), mix(SLATE, INK, 0.55))
    canvas.polygon(oval(bx + 4, by + 6, 126), mix(SAND, OCHRE, 0.3))
    for _ in range(400):
        a, q = rnd.random() * math.tau, 126 * math.sqrt(rnd.random())
        seed = turn(oval(0, 0, 8.5, 4.2, n=7), rnd.uniform(0, 180), (0, 0))
        tone = mix(mix(SAND, PAPER, 0.5), OCHRE, rnd.random() * 0.7)
        canvas.polygon([(u + bx + 4 + q * math.cos(a), v + by + 6 + q * math.sin(a)) for u, v in seed], tone)
    canvas.paint(oval(bx, by, 138), INK, along(232, 0.45, 1.1), alpha=0.6)
    canvas.scatter(420, 240, 180, 1760, 1260, (PAPER, SAND), 1, 3.4, 0.8)
    canvas.light(520, 260, 1100, 900, mix(OCHRE, PAPER, 0.7), 0.22)


# Half outlines of turned pieces: (half width, height from the foot), in units of a piece's scale.
PAWN = [(0.5, 0), (0.52, 0.1), (0.4, 0.2), (0.22, 0.42), (0.17, 0.72), (0.3, 0.8), (0.16, 0.86)]
BISHOP = [(0.56, 0), (0.58, 0.12), (0.42, 0.24), (0.24, 0.55), (0.17, 1.1), (0.36, 1.2), (0.18, 1.27)]
BISHOP += [(0.3, 1.5), (0.27, 1.66), (0.12, 1.86)]
ROOK = [(0.58, 0), (0.6, 0.12), (0.44, 0.24), (0.32, 0.5), (0.28, 1.0), (0.42, 1.12), (0.42, 1.42)]
KING = [(0.62, 0), (0.64, 0.14), (0.46, 0.28), (0.28, 0.62), (0.2, 1.4), (0.42, 1.52), (0.22, 1.6), (0.42, 2.05)]


def piece(canvas: Canvas, x, y, scale, half, colour, head="") -> None:
    """A turned chess piece whose foot stands at (x, y), with a long shadow to the right."""

    def outline(wide=1.0):
        right = smooth([(x + wide * w * scale, y - h * scale) for w, h in half], closed=False, steps=6)
        left = smooth([(x - wide * w * scale, y - h * scale) for w, h in reversed(half)], closed=False, steps=6)
        foot = oval(x, y, half[0][0] * scale * wide, half[0][0] * scale * 0.3, 180, 0, n=20)
        return [*right, *left, *foot]

    tall = half[-1][1]
    cast = [(x + (a - x) * 0.35 + (y - b) * 1.55, y + (x - a) * 0.3 + (y - b) * 0.12) for a, b in outline(0.9)]
    canvas.paint(cast, INK, blur=7, alpha=0.62)
    canvas.paint(oval(x + 8, y + 4, half[0][0] * scale * 1.15, half[0][0] * scale * 0.4), INK, blur=7, alpha=0.6)
    light, dark = mix(colour, PAPER, 0.45), mix(colour, INK, 0.7)
    parts = [outline()]
    if head == "ball":
        parts.append(oval(x, y - (tall + 0.22) * scale, 0.31 * scale))
    elif head == "knob":
        parts.append(oval(x, y - (tall + 0.02) * scale, 0.09 * scale))
    elif head == "crown":
        for i in (-1, 0, 1):
            parts.append(
                box(
                    x + (i * 0.3 - 0.11) * scale,
                    y - (tall + 0.18) * scale,
                    x + (i * 0.3 + 0.11) * scale,
                    y - tall * scale,
                )
            )
    elif head == "cross":
        top = y - tall * scale
        parts.append(oval(x, top, 0.42 * scale, 0.13 * scale))
        parts.append(box(x - 0.055 * scale, top - 0.46 * scale, x + 0.055 * scale, top))
        parts.append(box(x - 0.17 * scale, top - 0.34 * scale, x + 0.17 * scale, top - 0.23 * scale))
    for part in parts:
        canvas.polygon(part, colour)
        canvas.shade(part, dark, along(0, 0.42, 1.0), 0.95)
        canvas.shade(part, light, along(180, 0.55, 1.05), 0.9)
    for w, h in half:
        if w > 0.33 and h > 0.05:
            canvas.line(oval(x, y - h * scale, w * scale * 0.96, w * scale * 0.2, 10, 170, 24), clear(dark, 0.5), 3)


def chess(canvas: Canvas) -> None:
    """A chess board in side light, with a glass of tea."""
    w, h = canvas.width, canvas.height
    with canvas.backdrop():
        wall = box(0, 0, w, 400)
        canvas.polygon(wall, mix(PLUM, INK, 0.45))
        canvas.paint(wall, mix(CLAY, PLUM, 0.35), along(180, 0.1, 1.1), alpha=0.75)
        canvas.shade(wall, INK, along(20, 0.3, 1.2), 0.8)
        for x in (90, 330, 570):  # an evening window, out of focus
            for y in (-60, 130):
                canvas.paint(box(x, y, x + 200, y + 160), mix(OCHRE, PAPER, 0.3), blur=11, alpha=0.75 - x / 1500)
        canvas.wood(box(0, 370, w, h), mix(WALNUT, INK, 0.15), -100, 370, w + 100, h + 40, 0, 5)
        canvas.shade(box(0, 370, w, h), INK, along(8, 0.35, 1.2), 0.75)
        canvas.light(200, 640, 1300, 620, mix(OCHRE, PAPER, 0.35), 0.34)

    def spot(u, v):
        """The place of column u, row v (0 to 8, row 0 in front) on the sheet."""
        depth = 1 / (1 + v * 0.088)
        return (850 + (u - 4) * 224 * depth, 190 + 1010 * (depth - 0.36) / 0.64)

    edge = [spot(-0.35, -0.3), spot(8.35, -0.3), spot(8.35, 8.4), spot(-0.35, 8.4)]
    thick = [edge[0], edge[1], (edge[1][0], edge[1][1] + 46), (edge[0][0], edge[0][1] + 46)]
    canvas.shadow([edge[3], edge[2], thick[2], thick[3]], 36, 24, 26, 0.6)
    canvas.polygon(thick, mix(WALNUT, INK, 0.45))
    canvas.polygon(edge, mix(WALNUT, OCHRE, 0.28))
    canvas.shade(edge, INK, along(0, 0.3, 1.3), 0.6)
    pale, deep = mix(SAND, PAPER, 0.15), mix(BRICK, PLUM, 0.5)
    for v in range(8):
        for u in range(8):
            square = [spot(u, v), spot(u + 1, v), spot(u + 1, v + 1), spot(u, v + 1)]
            tone = deep if (u + v) % 2 == 0 else pale
            canvas.polygon(square, mix(tone, INK, canvas.random.uniform(0, 0.07)))
    field = [spot(0, 0), spot(8, 0), spot(8, 8), spot(0, 8)]
    canvas.shade(field, mix(PLUM, INK, 0.5), along(-10, 0.25, 1.25), 0.7)
    canvas.light(300, 800, 900, 500, mix(OCHRE, PAPER, 0.6), 0.3)
    black, white = mix(INK, PLUM, 0.5), mix(SAND, OCHRE, 0.25)
    shapes = {"pawn": (PAWN, "ball"), "bishop": (BISHOP, "knob"), "rook": (ROOK, "crown"), "king": (KING, "cross")}
    stand = [
        (0, 7, "rook", black),
        (4, 7, "king", black),
        (6, 7, "rook", black),
        (1, 6, "pawn", black),
        (2, 6, "bishop", black),
        (5, 6, "pawn", black),
        (6, 6, "pawn", black),
        (3, 5, "pawn", black),
        (2, 4, "bishop", white),
        (4, 4, "pawn", white),
        (6, 3, "pawn", white),
        (1, 2, "pawn", white),
        (5, 1, "king", white),
        (0, 1, "pawn", white),
        (2, 1, "rook", white),
    ]
    for u, v, kind, colour in stand:
        half, head = shapes[kind]
        x, y = spot(u + 0.5, v + 0.42)
        scale = (spot(u + 1, v + 0.5)[0] - spot(u, v + 0.5)[0]) * 0.68
        piece(canvas, x, y, scale, half, colour, head)
    tea(canvas, 1700, 720, 140)


def tea(canvas: Canvas, x, y, r) -> None:
    """A waisted glass of tea on its saucer; (x, y) is the middle of the saucer."""
    saucer = oval(x, y, r * 1.35, r * 0.46)
    canvas.shadow(saucer, 24, 14, 14, 0.65)
    canvas.polygon(oval(x, y + 7, r * 1.35, r * 0.46), mix(SAND, INK, 0.4))
    canvas.polygon(saucer, mix(PAPER, SAND, 0.3))
    canvas.shade(saucer, mix(SLATE, INK, 0.3), along(0, 0.35, 1.1), 0.7)
    canvas.line(oval(x, y, r * 1.18, r * 0.39), BRICK, 5)
    canvas.polygon(oval(x, y + 4, r * 0.7, r * 0.22), clear(INK, 0.3))
    side = [(0.5, 0.02), (0.58, -0.35), (0.42, -0.95), (0.5, -1.5), (0.68, -2.0)]

    def glass(low=0, high=5, wide=1.0):
        chosen = side[low:high]
        right = smooth([(x + a * r * wide, y + b * r) for a, b in chosen], False, 8)
        left = smooth([(x - a * r * wide, y + b * r) for a, b in reversed(chosen)], False, 8)
        return [*right, *left]

    body = glass()
    canvas.polygon(body, clear(PAPER, 0.2))
    brew = glass(0, 4, 0.93)
    canvas.polygon(brew, mix(BRICK, OCHRE, 0.25))
    canvas.polygon(oval(x, y + 1, r * 0.47, r * 0.14), mix(BRICK, INK, 0.2))
    canvas.shade(brew, mix(BRICK, INK, 0.65), along(0, 0.45, 1.05), 0.9)
    canvas.shade(brew, mix(OCHRE, PAPER, 0.3), along(180, 0.6, 1.1), 0.9)
    canvas.polygon(oval(x, y - 1.5 * r, r * 0.465, r * 0.13), mix(OCHRE, BRICK, 0.45))
    canvas.line(oval(x, y - 2 * r, r * 0.68, r * 0.19), clear(PAPER, 0.75), 4)
    canvas.line(smooth([(x - a * r * 0.8, y + b * r) for a, b in side[1:]], False), clear(PAPER, 0.6), 6)
    for k in (-1, 1):
        steam = [(x + k * 22 + 26 * math.sin(i * 0.9 + k), y - r * 2.1 - i * 34) for i in range(9)]
        canvas.paint(
            [*steam, *[(a + 24, b) for a, b in reversed(steam)]], PAPER, along(270, 1.0, 0.0), blur=10, alpha=0.3
        )
    canvas.line(turn([(x - r * 1.2, y + 20), (x + r * 0.3, y + 46)], -6, (x, y)), mix(SAND, SLATE, 0.4), 9)
