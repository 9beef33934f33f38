"""Pictures of the land: beehives, a pass in the snow, ripe wheat, date palms."""

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
    around,
    box,
    clear,
    mix,
    oval,
    smooth,
    turn,
)
from newsroom.demo.scenes_river import palm, ripples
from newsroom.demo.scenes_table import WALNUT
from newsroom.demo.scenes_town import sky


def ridge(canvas: Canvas, top, swing, tone, light, phase, foot=1300) -> None:
    """One line of hills across the sheet."""
    w = canvas.width
    line = [
        (
            x,
            top
            + swing * math.sin(x / 330 + phase)
            + swing * 0.5 * math.sin(x / 131 + phase * 3)
            + 7 * math.sin(x / 37),
        )
        for x in range(0, w + 31, 30)
    ]
    hill = [*line, (w, foot), (0, foot)]
    canvas.polygon(hill, tone)
    canvas.shade(hill, light, along(250, 0.45, 1.1), 0.55)


def hive(canvas: Canvas, x, foot, size, tone) -> None:
    """A painted box for bees, on four legs, with a flat roof."""
    half, tall = size / 2, size * 0.86
    canvas.paint(oval(x + size * 0.16, foot + size * 0.14, half * 1.25, size * 0.14), INK, blur=size * 0.07, alpha=0.5)
    for dx in (-half * 0.8, half * 0.8):
        canvas.line([(x + dx, foot - size * 0.02), (x + dx, foot + size * 0.15)], mix(WALNUT, INK, 0.4), size * 0.07)
    body = box(x - half, foot - tall, x + half, foot)
    canvas.polygon(body, tone)
    canvas.shade(body, mix(tone, INK, 0.6), along(35, 0.45, 1.1), 0.8)
    side = [
        (x + half, foot - tall),
        (x + half * 1.28, foot - tall * 1.06),
        (x + half * 1.28, foot - tall * 0.1),
        (x + half, foot),
    ]
    canvas.polygon(side, mix(tone, INK, 0.4))
    canvas.line([(x - half, foot - tall * 0.48), (x + half, foot - tall * 0.48)], clear(INK, 0.4), size * 0.025)
    canvas.rectangle(x - half * 0.5, foot - tall * 0.17, x + half * 0.5, foot - tall * 0.09, mix(INK, PLUM, 0.3), 3)
    canvas.polygon(box(x - half * 0.7, foot - tall * 0.07, x + half * 0.7, foot - tall * 0.01), mix(tone, SAND, 0.4))
    roof = [
        (x - half * 1.1, foot - tall),
        (x - half * 0.8, foot - tall * 1.13),
        (x + half * 1.4, foot - tall * 1.19),
        (x + half * 1.2, foot - tall * 0.99),
    ]
    canvas.polygon(roof, mix(SAND, SLATE, 0.3))
    canvas.shade(roof, mix(SLATE, INK, 0.4), along(90, 0.4, 1.2), 0.6)


def hives(canvas: Canvas) -> None:
    """Rows of painted hives on a slope of dry grass."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    with canvas.backdrop():
        sky(canvas, [mix(SLATE, PAPER, 0.45), mix(SLATE, PAPER, 0.65), mix(SAND, PAPER, 0.5)], 520)
    ridge(canvas, 330, 70, mix(SLATE, PLUM, 0.2), mix(SLATE, PAPER, 0.5), 0.4)
    ridge(canvas, 440, 54, mix(SLATE, OLIVE, 0.45), mix(SAND, OLIVE, 0.4), 2.0)
    ridge(canvas, 560, 30, mix(OLIVE, OCHRE, 0.35), mix(OCHRE, SAND, 0.4), 3.3)
    for _ in range(26):  # oaks far away
        x, y = rnd.uniform(0, w), rnd.uniform(540, 600)
        r = rnd.uniform(22, 46)
        for _ in range(6):
            canvas.ellipse(
                x + rnd.uniform(-r, r), y + rnd.uniform(-r, 0), r * 0.6, r * 0.5, mix(OLIVE, INK, rnd.uniform(0.2, 0.5))
            )
    slope = [(0, 640), (700, 600), (1400, 622), (w, 590), (w, h), (0, h)]
    canvas.polygon(slope, mix(OCHRE, SAND, 0.42))
    canvas.shade(slope, mix(OLIVE, CLAY, 0.4), along(90, 0.0, 1.2), 0.65)
    for _ in range(1500):
        t = rnd.random() ** 0.8
        x, y = rnd.uniform(0, w), 640 + (h - 640) * t
        blade = [(x, y), (x + rnd.uniform(-8, 14) * (0.4 + t), y - rnd.uniform(12, 34) * (0.3 + t))]
        canvas.line(blade, clear(rnd.choice((mix(OCHRE, PAPER, 0.4), mix(OLIVE, INK, 0.2), OCHRE)), 0.5), 1.5 + 2 * t)
    paints = (mix(SLATE, PAPER, 0.12), OCHRE, BRICK, mix(SAND, PAPER, 0.3), mix(OLIVE, SAND, 0.2), CLAY)
    for row, (foot, size, n, shift) in enumerate(((730, 74, 9, 60), (880, 116, 7, 150), (1110, 190, 5, 40))):
        step = (w + 120) / n
        for k in range(n):
            hive(
                canvas,
                shift + k * step + rnd.uniform(-14, 14),
                foot + 24 * math.sin(k * 1.7 + row),
                size,
                paints[(k * 2 + row) % 6],
            )
    for _ in range(20):  # thistles
        x, foot = rnd.uniform(0, w), rnd.uniform(900, h + 60)
        tall = rnd.uniform(90, 190)
        stem = smooth(
            [(x, foot), (x + rnd.uniform(-14, 14), foot - tall * 0.6), (x + rnd.uniform(-22, 22), foot - tall)], False
        )
        canvas.line(stem, mix(OLIVE, INK, 0.25), 6)
        hx, hy = stem[-1]
        for k in range(11):
            a = math.radians(-165 + 15 * k)
            canvas.line([(hx, hy), (hx + 32 * math.cos(a), hy + 32 * math.sin(a))], mix(PLUM, (170, 90, 150), 0.6), 5)
        canvas.ellipse(hx, hy + 5, 17, 15, mix(OLIVE, INK, 0.2))
    for _ in range(46):  # bees
        x, y = rnd.uniform(60, w - 60), rnd.uniform(500, 1150)
        s = 3 + 7 * (y - 450) / 700
        canvas.ellipse(x - s, y - s, s, s * 0.6, clear(PAPER, 0.7))
        canvas.ellipse(x, y, s * 1.1, s * 0.75, mix(INK, OCHRE, 0.25))
        canvas.ellipse(x + s * 0.3, y, s * 0.35, s * 0.72, OCHRE)
    canvas.light(420, 260, 1200, 900, mix(OCHRE, PAPER, 0.7), 0.3)


def mountain(canvas: Canvas) -> None:
    """A road freed of snow, a plough on its bend, white mountains."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    snow, blue = mix(PAPER, SLATE, 0.06), mix(SLATE, PAPER, 0.45)
    with canvas.backdrop():
        sky(canvas, [mix(SLATE, PAPER, 0.3), mix(SLATE, PAPER, 0.6), mix(SAND, PAPER, 0.7)], 600)
    for peaks, tone in (
        (
            (
                (-200, 620),
                (160, 250),
                (420, 430),
                (760, 130),
                (1080, 420),
                (1330, 230),
                (1620, 460),
                (2120, 180),
                (2400, 700),
            ),
            0.2,
        ),
        (((-200, 760), (320, 470), (620, 620), (980, 420), (1380, 640), (1700, 400), (2200, 700)), 0.05),
    ):
        rock = mix(mix(SLATE, PLUM, 0.35), PAPER, tone)
        canvas.polygon([*peaks, (w, 900), (0, 900)], rock)
        for (ax, ay), (bx, by), (cx, cy) in zip(peaks, peaks[1:], peaks[2:], strict=False):
            if by > ay or by > cy:
                continue
            left, right = mix(snow, SAND, 0.15), mix(blue, snow, 0.25)
            fall = 150 + rnd.uniform(0, 90)
            lx, rx = bx - fall * (bx - ax) / (ay - by), bx + fall * (cx - bx) / (cy - by)
            mid = bx + 16
            canvas.polygon(
                [
                    (bx, by),
                    (lx, by + fall),
                    (lx + (mid - lx) * 0.35, by + fall * 0.72),
                    (lx + (mid - lx) * 0.7, by + fall * 1.25),
                    (mid, by + fall * 1.05),
                ],
                left,
            )
            canvas.polygon(
                [
                    (bx, by),
                    (mid, by + fall * 1.05),
                    (mid + (rx - mid) * 0.4, by + fall * 1.3),
                    (mid + (rx - mid) * 0.7, by + fall * 0.8),
                    (rx, by + fall),
                ],
                right,
            )
    field = [(0, 700), (420, 620), (900, 660), (1400, 600), (w, 650), (w, h), (0, h)]
    canvas.polygon(field, snow)
    canvas.shade(field, blue, along(100, 0.15, 1.3), 0.7)
    # the road: widths at points, from near to far
    path = smooth([(860, 1420), (1000, 1180), (1190, 985), (1060, 840), (800, 762), (880, 696), (1010, 640)], False, 12)
    wide = [330 * (1 - i / len(path)) ** 1.55 + 16 for i in range(len(path))]
    left = [(x - d, y) for (x, y), d in zip(path, wide, strict=True)]
    right = [(x + d, y) for (x, y), d in zip(path, wide, strict=True)]
    walls = [min(190.0, d * 0.75) for d in wide]
    for edge, outer in ((left, -1), (right, 1)):
        top = [(x + outer * wall * 0.16, y - wall) for (x, y), wall in zip(edge, walls, strict=True)]
        face = [*edge, *reversed(top)]
        canvas.polygon(face, mix(blue, snow, 0.35 if outer < 0 else 0.75))
        canvas.shade(face, mix(blue, PLUM, 0.3), along(90, 0.2, 1.1), 0.7)
        canvas.line(top, PAPER, 7)
    road = [*left, *reversed(right)]
    canvas.polygon(road, mix(SLATE, PLUM, 0.55))
    canvas.shade(road, mix(SLATE, PAPER, 0.35), along(270, 0.2, 1.1), 0.7)
    for i in range(2, len(path) - 8, 5):
        (x, y), (nx, ny) = path[i], path[i + 2]
        canvas.line([(x, y), (nx, ny)], mix(SAND, PAPER, 0.4), max(2, wide[i] * 0.05))
    for x, y, s in (
        (210, 760, 1.0),
        (340, 700, 0.7),
        (1560, 700, 0.8),
        (1700, 780, 1.2),
        (1840, 860, 1.5),
        (90, 900, 1.5),
    ):
        for k in range(4):  # firs
            half, top = (64 - 13 * k) * s, y - (40 + 48 * k) * s
            tier = [(x - half, top + 44 * s), (x, top - 34 * s), (x + half, top + 44 * s)]
            canvas.polygon(tier, mix(mix(OLIVE, SLATE, 0.5), INK, 0.35))
            canvas.polygon(
                [
                    (x - half * 0.6, top + 8 * s),
                    (x, top - 34 * s),
                    (x + half * 0.2, top - 6 * s),
                    (x - half * 0.2, top + 14 * s),
                ],
                snow,
            )
    plough(canvas, 1180, 985)
    for _ in range(260):
        r = rnd.uniform(1.5, 4.5)
        canvas.ellipse(rnd.uniform(0, w), rnd.uniform(0, h), r, fill=clear(PAPER, rnd.uniform(0.4, 0.9)))
    canvas.light(300, 200, 1300, 900, mix(SAND, PAPER, 0.8), 0.25)


def plough(canvas: Canvas, x, y) -> None:
    """A snow plough seen from the front, its blade down."""
    rnd = canvas.random
    orange = mix(OCHRE, (226, 96, 34), 0.75)
    canvas.paint(oval(x, y + 6, 170, 26), INK, blur=12, alpha=0.6)
    canvas.rectangle(x - 96, y - 232, x + 96, y - 60, orange, 14)
    canvas.shade(box(x - 96, y - 232, x + 96, y - 60), mix(orange, INK, 0.6), along(30, 0.45, 1.1), 0.7)
    canvas.rectangle(x - 80, y - 216, x + 80, y - 142, mix(INK, SLATE, 0.4), 8)
    canvas.polygon([(x - 72, y - 208), (x - 10, y - 208), (x - 50, y - 150), (x - 72, y - 150)], clear(PAPER, 0.4))
    for dx in (-66, 66):
        canvas.ellipse(x + dx, y - 104, 18, fill=PAPER)
        canvas.glow(x + dx, y - 104, 110, 100, mix(OCHRE, PAPER, 0.6), 0.7)
    for dx in (-78, 78):
        canvas.rectangle(x + dx - 24, y - 64, x + dx + 24, y + 4, INK, 10)
    canvas.ellipse(x, y - 244, 16, 14, mix(OCHRE, PAPER, 0.3))
    canvas.glow(x, y - 246, 90, 80, OCHRE, 0.9)
    blade = [
        (x - 196, y - 62),
        (x + 10, y - 92),
        (x + 176, y - 84),
        (x + 186, y + 2),
        (x + 10, y + 24),
        (x - 206, y + 16),
    ]
    canvas.polygon(blade, mix(SLATE, SAND, 0.35))
    canvas.shade(blade, INK, along(90, 0.25, 1.0), 0.75)
    canvas.line([(x + 10, y - 90), (x + 10, y + 22)], clear(INK, 0.45), 5)
    canvas.line([(x - 196, y - 62), (x + 10, y - 92), (x + 176, y - 84)], mix(SAND, PAPER, 0.5), 7)
    canvas.line([(x - 204, y + 14), (x + 10, y + 22), (x + 184, y + 2)], orange, 10)
    for _ in range(90):
        a, q = rnd.uniform(-0.9, 0.5), rnd.uniform(20, 250)
        px, py = x + 170 + q * math.cos(a), y - 60 + q * math.sin(a)
        canvas.ellipse(px, py, rnd.uniform(4, 15), fill=clear(PAPER, rnd.uniform(0.4, 0.9)))


def wheat(canvas: Canvas) -> None:
    """Ripe wheat under a large sky, ears close by."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    with canvas.backdrop():
        sky(
            canvas,
            [mix(SLATE, PLUM, 0.15), mix(SLATE, SAND, 0.5), mix(OCHRE, PAPER, 0.45), mix(OCHRE, CLAY, 0.25)],
            640,
        )
    for x, y, half in ((420, 190, 260), (1380, 130, 330), (1000, 310, 200)):  # clouds lit from below
        for _ in range(16):
            canvas.ellipse(
                x + rnd.uniform(-half, half),
                y + rnd.uniform(-18, 18),
                rnd.uniform(50, 120),
                rnd.uniform(14, 34),
                clear(mix(PAPER, CLAY, rnd.uniform(0, 0.4)), 0.35),
            )
    canvas.glow(1500, 600, 700, 420, mix(OCHRE, PAPER, 0.6), 0.8)
    ridge(canvas, 560, 26, mix(SLATE, PLUM, 0.35), mix(CLAY, SAND, 0.4), 1.0)
    field = [(0, 660), (w, 640), (w, h), (0, h)]
    canvas.polygon(field, mix(OCHRE, SAND, 0.25))
    canvas.paint(field, mix(OCHRE, PAPER, 0.45), around(0.78, 0.0, 0.9, 0.0), alpha=0.8)
    for k in range(26):  # poplars
        x = 120 + k * 34 + rnd.uniform(-8, 8)
        tall = rnd.uniform(90, 150)
        canvas.polygon(oval(x, 650 - tall / 2, 14, tall / 2), mix(mix(OLIVE, PLUM, 0.4), INK, rnd.uniform(0.1, 0.35)))
    tx, ty = 1180, 668
    canvas.rectangle(tx - 46, ty - 44, tx + 30, ty - 12, BRICK, 6)
    canvas.rectangle(tx - 44, ty - 84, tx - 4, ty - 40, mix(BRICK, INK, 0.4), 6)
    canvas.ellipse(tx - 28, ty - 10, 24, fill=INK)
    canvas.ellipse(tx + 20, ty - 4, 15, fill=INK)
    canvas.paint(oval(tx - 150, ty - 6, 120, 22), mix(SAND, PAPER, 0.4), blur=16, alpha=0.6)
    for k in range(13):  # tracks and drip lines, towards one point
        x = -900 + k * 310
        canvas.line([(1180 + (x - 1180) * 0.03, 664), (x, h + 40)], clear(mix(CLAY, PLUM, 0.4), 0.5), 6)
    for _ in range(2600):
        t = rnd.random() ** 0.6
        x, y = rnd.uniform(-20, w + 20), 668 + (h - 640) * t
        tall = 10 + 74 * t
        tone = mix(rnd.choice((OCHRE, mix(OCHRE, SAND, 0.6), mix(OCHRE, CLAY, 0.5))), PAPER, rnd.uniform(0, 0.35))
        canvas.line([(x, y), (x + tall * 0.12, y - tall)], clear(tone, 0.85), 1.2 + 3 * t)
    canvas.shade(box(0, 720, w, h), mix(WALNUT, PLUM, 0.5), along(90, 0.15, 0.9), 0.85)
    for k in range(46):
        x, foot = -20 + k * 43 + rnd.uniform(-18, 18), h + 40
        tall, lean = rnd.uniform(330, 620), rnd.uniform(-50, 90)
        stem = smooth([(x, foot), (x + lean * 0.3, foot - tall * 0.6), (x + lean, foot - tall)], False)
        canvas.line(stem, mix(OCHRE, OLIVE, 0.3), 6)
        hx, hy = stem[-1]
        canvas.line([(hx, hy), (hx + 10, hy - 190)], mix(OCHRE, WALNUT, 0.4), 5)
        tone = mix(OCHRE, PAPER, rnd.uniform(0.15, 0.55))
        bend = rnd.uniform(8, 34)
        for i in range(8):
            cy = hy - i * 25
            cx = hx + bend * (i / 8) ** 2
            for side in (-1, 1):
                grain = turn(oval(cx + side * 11, cy, 8, 19, n=14), side * 22, (cx + side * 11, cy))
                canvas.polygon([(a + 2, b + 4) for a, b in grain], mix(tone, WALNUT, 0.65))
                canvas.polygon(grain, mix(tone, CLAY, 0.25 if side > 0 else 0.0))
                canvas.line(
                    [(cx + side * 12, cy - 10), (cx + side * 34, cy - 74)], clear(mix(OCHRE, PAPER, 0.5), 0.7), 2
                )
    canvas.light(1500, 560, 1300, 900, mix(OCHRE, PAPER, 0.6), 0.32)


def palms(canvas: Canvas) -> None:
    """Date palms at sunset, a channel between them, baskets of dates in front."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    with canvas.backdrop():
        sky(canvas, [mix(PLUM, SLATE, 0.4), mix(CLAY, PLUM, 0.25), mix(CLAY, OCHRE, 0.4), mix(OCHRE, PAPER, 0.4)], 700)
    canvas.polygon(oval(960, 640, 120), mix(OCHRE, PAPER, 0.7))
    canvas.glow(960, 640, 520, 420, mix(OCHRE, PAPER, 0.5), 0.8)
    ground = box(0, 720, w, h)
    canvas.polygon(ground, mix(CLAY, OCHRE, 0.35))
    canvas.shade(ground, mix(PLUM, INK, 0.25), along(90, 0.1, 1.2), 0.75)
    water = [(915, 720), (1005, 720), (1290, h), (630, h)]
    canvas.polygon(water, mix(SLATE, PLUM, 0.35))
    canvas.paint(water, mix(OCHRE, PAPER, 0.4), along(90, 0.8, 0.0), alpha=0.85)
    for t in (0.0, 0.14, 0.34, 0.66):
        for side in (-1, 1):
            x = 960 + side * (150 + 760 * t) + rnd.uniform(-20, 20)
            foot, tall = 728 + 330 * t, 240 + 720 * t
            lean = side * rnd.uniform(-24, 10)
            palm(canvas, x, foot, tall, mix(mix(OLIVE, PLUM, 0.3), INK, 0.15), lean)
            for k in (-1, 0, 1):  # the bunches hang below the crown
                bx, by = x + lean + k * tall * 0.06, foot - tall + tall * 0.1
                for _ in range(34):
                    a, q = rnd.random() * math.tau, math.sqrt(rnd.random())
                    r = tall * 0.011
                    canvas.ellipse(
                        bx + q * tall * 0.026 * math.cos(a),
                        by + q * tall * 0.055 * math.sin(a),
                        r,
                        r * 1.3,
                        mix(mix(OCHRE, BRICK, 0.4), PAPER, rnd.uniform(0, 0.25)),
                    )
    for k, (x, y, r) in enumerate(((330, 1120, 190), (720, 1190, 150), (1500, 1130, 200))):
        canvas.paint(oval(x + 24, y + 70, r * 1.1, r * 0.36), INK, blur=18, alpha=0.6)
        body = [*oval(x, y, r, r * 0.34, 0, 180, 24), *oval(x, y - 0, r, r * 0.3, 180, 360, 24)]
        side = [(x - r, y), *reversed(oval(x, y + r * 0.52, r * 0.8, r * 0.24, 0, 180, 24)), (x + r, y)]
        straw = mix(SAND, OCHRE, 0.35 + 0.1 * k)
        canvas.polygon(side, straw)
        canvas.shade(side, mix(WALNUT, INK, 0.3), along(30, 0.35, 1.1), 0.8)
        for i in range(5):
            yy = y + r * (0.1 + 0.13 * i)
            canvas.line(oval(x, yy, r * (0.98 - 0.035 * i), r * 0.27, 8, 172, 30), clear(mix(WALNUT, INK, 0.2), 0.5), 4)
        canvas.polygon(body, mix(straw, INK, 0.35))
        for _ in range(170):
            a, q = rnd.random() * math.tau, math.sqrt(rnd.random()) * 0.92
            dx, dy = x + q * r * math.cos(a), y - 20 + q * r * 0.3 * math.sin(a) - (1 - q) * r * 0.22
            tone = mix(mix(BRICK, OCHRE, rnd.uniform(0.3, 0.8)), INK, rnd.uniform(0, 0.35))
            date = turn(oval(dx, dy, 17, 11, n=14), rnd.uniform(-40, 40), (dx, dy))
            canvas.polygon(date, tone)
            canvas.ellipse(dx - 4, dy - 4, 4, 2.6, clear(PAPER, 0.6))
        canvas.line(oval(x, y + 3, r, r * 0.33, 0, 180, 30), mix(straw, PAPER, 0.35), 11)
    ripples(canvas, 40, 760, h, mix(OCHRE, PAPER, 0.5), PLUM)
    canvas.light(960, 660, 1100, 800, mix(OCHRE, PAPER, 0.4), 0.26)
