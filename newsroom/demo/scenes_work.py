"""Pictures of work: pots before a kiln, a water meter, bowls of soup, a telephone that lies face down."""

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
from newsroom.demo.scenes_table import WALNUT, desk


def pot(canvas: Canvas, x, foot, tall, tone, wide=0.62) -> None:
    """A clay jar on its foot."""
    half = tall * wide / 2
    side = smooth(
        [
            (half * 0.52, 0),
            (half * 0.86, -tall * 0.2),
            (half, -tall * 0.5),
            (half * 0.66, -tall * 0.8),
            (half * 0.4, -tall * 0.88),
            (half * 0.52, -tall),
        ],
        False,
    )
    shape = [(x + a, foot + b) for a, b in side] + [(x - a, foot + b) for a, b in reversed(side)]
    canvas.paint(oval(x + half * 0.3, foot, half * 1.1, tall * 0.05), INK, blur=tall * 0.03, alpha=0.6)
    canvas.polygon(shape, tone)
    canvas.shade(shape, mix(tone, INK, 0.65), along(15, 0.45, 1.05), 0.9)
    canvas.shade(shape, mix(tone, PAPER, 0.6), along(200, 0.66, 1.1), 0.8)
    for t in (0.42, 0.47):
        band = oval(x, foot - tall * t, half * 0.985, tall * 0.035, 6, 174, 24)
        canvas.line(band, clear(mix(tone, INK, 0.55), 0.8), tall * 0.014)
    canvas.ellipse(x, foot - tall, half * 0.52, tall * 0.045, mix(tone, INK, 0.15))
    canvas.ellipse(x, foot - tall, half * 0.4, tall * 0.03, mix(INK, PLUM, 0.3))


def kiln(canvas: Canvas) -> None:
    """Pots on planks before a glowing kiln."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    wall = mix(WALNUT, BRICK, 0.25)
    canvas.polygon(canvas.sheet, mix(wall, INK, 0.45))
    for row in range(17):
        for k in range(-1, 15):
            x, y = k * 140 + (70 if row % 2 else 0), row * 58
            tone = mix(mix(BRICK, WALNUT, rnd.uniform(0.35, 0.7)), INK, rnd.uniform(0.15, 0.4))
            canvas.rectangle(x + 4, y + 4, x + 136, y + 54, tone, 5)
    cx, foot, r = 960, 900, 330
    arch = [*oval(cx, 470, r + 90, r + 60, 180, 360, 40), (cx + r + 90, foot), (cx - r - 90, foot)]
    canvas.shadow(arch, 0, 0, 30, 0.5)
    canvas.polygon(arch, mix(SAND, BRICK, 0.5))
    for k in range(27):
        a0, a1 = math.pi + math.pi * k / 27, math.pi + math.pi * (k + 0.86) / 27
        stone = [
            (cx + q * math.cos(a), 470 + (q - 14) * math.sin(a))
            for q, a in ((r + 4, a0), (r + 88, a0), (r + 88, a1), (r + 4, a1))
        ]
        canvas.polygon(stone, mix(mix(BRICK, SAND, rnd.uniform(0.25, 0.5)), INK, rnd.uniform(0, 0.2)))
    inside = [*oval(cx, 470, r, r - 10, 180, 360, 40), (cx + r, foot), (cx - r, foot)]
    canvas.polygon(inside, mix(BRICK, INK, 0.3))
    canvas.paint(inside, (240, 150, 60), around(0.5, 0.8, 0.75, 0.0), alpha=0.95)
    canvas.paint(oval(cx, 760, 230, 170), mix(OCHRE, PAPER, 0.5), blur=60, alpha=0.9)
    for x, tall in ((-190, 190), (-70, 250), (70, 230), (190, 180)):
        pot(canvas, cx + x, 858, tall, mix((226, 120, 50), OCHRE, rnd.random() * 0.6))
    for _ in range(26):  # flames
        x, y = cx + rnd.uniform(-r + 40, r - 40), foot - 6
        tall, lean = rnd.uniform(60, 210), rnd.uniform(-24, 24)
        flame = smooth(
            [(x - 22, y), (x - 14, y - tall * 0.5), (x + lean, y - tall), (x + 16, y - tall * 0.45), (x + 22, y)]
        )
        canvas.paint(flame, mix((250, 180, 70), PAPER, rnd.uniform(0, 0.5)), along(90, 0.0, 0.9), blur=3, alpha=0.65)
    floor = box(0, foot, w, h)
    canvas.polygon(floor, mix(WALNUT, INK, 0.35))
    canvas.paint(floor, (230, 140, 60), around(0.5, 0.0, 0.75, 0.0), alpha=0.55)
    for y, x0, x1 in ((1010, -40, 700), (1010, 1220, 1960), (1240, -40, 1960)):
        plank = box(x0, y, x1, y + 34)
        canvas.shadow(plank, 0, 18, 10, 0.6)
        canvas.wood(plank, mix(WALNUT, OCHRE, 0.35), x0, y, x1, y + 34, 0, 1)
    tones = (CLAY, mix(CLAY, BRICK, 0.4), mix(OCHRE, CLAY, 0.5), mix(SAND, CLAY, 0.5))
    for x, y, tall in ((90, 1012, 260), (270, 1012, 330), (440, 1012, 240), (590, 1012, 200),
                       (1330, 1012, 210), (1490, 1012, 300), (1660, 1012, 350), (1840, 1012, 250)):  # fmt: skip
        pot(canvas, x, y, tall, mix(rnd.choice(tones), PLUM, 0.12), rnd.uniform(0.56, 0.76))
    for k in range(9):
        pot(
            canvas,
            110 + k * 212 + rnd.uniform(-14, 14),
            1244,
            rnd.uniform(150, 230),
            mix(rnd.choice(tones), PLUM, 0.05),
            rnd.uniform(0.7, 0.95),
        )
    canvas.light(cx, 720, 1000, 700, (240, 170, 90), 0.28)


def meter(canvas: Canvas) -> None:
    """A water meter on a peeling wall, a drop falling from a tap into a bucket."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    paint = mix(OLIVE, SLATE, 0.35)
    canvas.polygon(canvas.sheet, mix(paint, SAND, 0.3))
    canvas.shade(canvas.sheet, mix(paint, INK, 0.4), along(20, 0.2, 1.3), 0.7)
    for _ in range(30):  # where the paint has come off
        x, y, r = rnd.uniform(0, w), rnd.uniform(0, 1100), rnd.uniform(14, 84)
        patch = smooth(
            [
                (x + r * rnd.uniform(0.6, 1.5) * math.cos(a), y + r * rnd.uniform(0.4, 1.0) * math.sin(a))
                for a in (math.tau * k / 9 for k in range(9))
            ],
            True,
            5,
        )
        canvas.polygon([(a - 4, b - 5) for a, b in patch], mix(paint, PAPER, 0.55))
        canvas.polygon(patch, mix(SAND, CLAY, rnd.uniform(0.2, 0.5)))
    floor = box(0, 1130, w, h)
    canvas.polygon(floor, mix(CLAY, PLUM, 0.4))
    canvas.shade(floor, INK, along(90, 0.0, 1.2), 0.6)
    iron, brass = mix(SLATE, PAPER, 0.25), mix(OCHRE, PLUM, 0.12)

    def pipe(x0, y0, x1, y1):
        tube = box(x0, y0, x1, y1)
        canvas.shadow(tube, 26, 30, 14, 0.5)
        canvas.polygon(tube, iron)
        across = 90 if x1 - x0 > y1 - y0 else 0
        canvas.shade(tube, mix(iron, INK, 0.7), along(across, 0.45, 1.0), 0.95)
        canvas.shade(tube, PAPER, along(across + 180, 0.62, 0.95), 0.8)

    pipe(-20, 470, 1430, 540)
    pipe(1395, 470, 1465, 640)
    for x in (330, 1010):
        canvas.rectangle(x, 448, x + 84, 562, brass, 12)
        canvas.shade(box(x, 448, x + 84, 562), mix(brass, INK, 0.7), along(90, 0.4, 1.0), 0.9)
        canvas.shade(box(x, 448, x + 84, 562), PAPER, along(270, 0.7, 1.0), 0.8)
    cx, cy, r = 710, 500, 290
    canvas.shadow(oval(cx, cy, r), 36, 46, 26, 0.6)
    canvas.polygon(oval(cx, cy, r), brass)
    canvas.shade(oval(cx, cy, r), mix(brass, INK, 0.7), along(50, 0.45, 1.05), 0.95)
    canvas.shade(oval(cx, cy, r), PAPER, along(230, 0.62, 1.05), 0.85)
    for k in range(12):
        a = math.tau * k / 12
        canvas.ellipse(cx + r * 0.9 * math.cos(a), cy + r * 0.9 * math.sin(a), 13, fill=mix(brass, INK, 0.45))
    canvas.ellipse(cx, cy, r * 0.8, fill=mix(INK, PLUM, 0.3))
    canvas.ellipse(cx, cy, r * 0.76, fill=mix(PAPER, SAND, 0.12))
    for k in range(60):
        a = math.tau * k / 60
        inner = 0.66 if k % 5 else 0.61
        canvas.line(
            [(cx + r * q * math.cos(a), cy + r * q * math.sin(a)) for q in (inner, 0.72)], INK, 3 if k % 5 else 6
        )
    canvas.rectangle(cx - 138, cy - 96, cx + 138, cy - 30, INK, 8)
    for k in range(6):  # the wheels of the counter, by strokes that say nothing
        x = cx - 130 + k * 44
        canvas.rectangle(x, cy - 90, x + 39, cy - 36, PAPER if k < 4 else BRICK, 4)
        ink = INK if k < 4 else PAPER
        canvas.line(oval(x + 20, cy - 63, 9, 16) if k % 2 == 0 else [(x + 20, cy - 80), (x + 20, cy - 46)], ink, 5)
    for dx, dy, turn_ in ((-96, 70, 40), (0, 118, 160), (96, 70, 280)):
        canvas.line(oval(cx + dx, cy + dy, 44), clear(INK, 0.8), 4)
        hand = turn(
            [(cx + dx - 6, cy + dy + 10), (cx + dx, cy + dy - 36), (cx + dx + 6, cy + dy + 10)],
            turn_,
            (cx + dx, cy + dy),
        )
        canvas.polygon(hand, BRICK)
        canvas.ellipse(cx + dx, cy + dy, 7, fill=INK)
    shine = [
        *oval(cx, cy, r * 0.72, r * 0.72, 195, 265, 20),
        *reversed(oval(cx + 20, cy + 20, r * 0.6, r * 0.6, 200, 260, 20)),
    ]
    canvas.polygon(shine, clear(PAPER, 0.3))
    canvas.rectangle(1362, 626, 1498, 700, brass, 14)  # the tap
    canvas.shade(box(1362, 626, 1498, 700), mix(brass, INK, 0.7), along(0, 0.45, 1.0), 0.9)
    canvas.line([(1430, 700), (1430, 770)], brass, 56)
    canvas.shade(box(1402, 700, 1458, 790), mix(brass, INK, 0.7), along(0, 0.4, 1.0), 0.9)
    canvas.line([(1330, 640), (1248, 606)], BRICK, 34)
    canvas.line([(1330, 640), (1370, 656)], brass, 22)
    drop = smooth([(1430, 842), (1414, 884), (1430, 908), (1446, 884)])
    canvas.polygon(drop, mix(SLATE, PAPER, 0.55))
    canvas.ellipse(1424, 886, 5, 9, PAPER)
    bx, by = 1430, 1000
    canvas.paint(oval(bx + 40, 1236, 230, 34), INK, blur=18, alpha=0.7)
    pail = [(bx - 220, by), (bx + 220, by), (bx + 164, 1240), (bx - 164, 1240)]
    blue = mix(SLATE, (40, 96, 150), 0.6)
    canvas.polygon(pail, blue)
    canvas.shade(pail, mix(blue, INK, 0.7), along(10, 0.45, 1.05), 0.9)
    canvas.shade(pail, PAPER, along(190, 0.68, 1.05), 0.7)
    canvas.ellipse(bx, by, 220, 52, mix(blue, PAPER, 0.25))
    canvas.ellipse(bx, by + 6, 200, 42, mix(blue, INK, 0.5))
    canvas.ellipse(bx, by + 18, 184, 30, mix(SLATE, PAPER, 0.35))
    for q in (40, 84, 128):
        canvas.line(oval(bx, by + 18, q, q * 0.17), clear(PAPER, 0.7), 3)
    canvas.light(420, 300, 1100, 900, mix(OCHRE, PAPER, 0.7), 0.3)


def soup(canvas: Canvas) -> None:
    """Bowls of lentil soup in rows from above, bread and lemon beside each."""
    rnd = canvas.random
    desk(canvas, mix(WALNUT, OCHRE, 0.25), (500, 260), 6, 0, 0.4)
    broth = mix(OCHRE, BRICK, 0.4)
    for row in range(3):
        for k in range(4):
            x, y, r = 230 + k * 330 + (40 if row % 2 else 0), 210 + row * 425, 128
            napkin = turn(box(x - 120, y - 176, x + 186, y + 172), rnd.uniform(-3, 3), (x, y))
            canvas.shadow(napkin, 8, 10, 6, 0.4)
            canvas.polygon(napkin, mix(mix(PAPER, SAND, 0.4), (BRICK, SLATE, OLIVE)[row], 0.12))
            canvas.line([napkin[0], napkin[3]], mix(BRICK, SAND, 0.3), 9)
            canvas.shadow(oval(x, y, r), 14, 20, 12, 0.6)
            glaze = (mix(PAPER, SAND, 0.2), mix(SLATE, PAPER, 0.35), mix(PAPER, SAND, 0.3))[(row + k) % 3]
            canvas.polygon(oval(x, y, r), glaze)
            canvas.shade(oval(x, y, r), mix(PLUM, INK, 0.3), along(50, 0.5, 1.1), 0.6)
            canvas.polygon(oval(x, y, r * 0.8), mix(broth, INK, 0.25))
            surface = oval(x + 2, y + 4, r * 0.76)
            canvas.polygon(surface, mix(broth, OCHRE, 0.25))
            canvas.shade(surface, mix(broth, INK, 0.4), along(230, 0.5, 1.1), 0.7)
            for _ in range(34):
                a, q = rnd.random() * math.tau, r * 0.7 * math.sqrt(rnd.random())
                canvas.ellipse(
                    x + q * math.cos(a),
                    y + q * math.sin(a),
                    rnd.uniform(3, 7),
                    fill=clear(mix(broth, rnd.choice((SAND, BRICK)), 0.6), 0.8),
                )
            for _ in range(9):
                a, q = rnd.random() * math.tau, r * 0.5 * math.sqrt(rnd.random())
                leaf = turn(
                    oval(x + q * math.cos(a), y + q * math.sin(a), 12, 6, n=12),
                    rnd.uniform(0, 180),
                    (x + q * math.cos(a), y + q * math.sin(a)),
                )
                canvas.polygon(leaf, mix(OLIVE, (70, 130, 60), 0.5))
            swirl = smooth(
                [(x - 40, y + 10), (x - 10, y - 30), (x + 34, y - 10), (x + 16, y + 34), (x - 20, y + 30)], False
            )
            canvas.line(swirl, clear(PAPER, 0.55), 7)
            canvas.line([(x + 152, y - 130), (x + 152, y + 60)], mix(SLATE, PAPER, 0.5), 11)
            canvas.polygon(oval(x + 152, y + 92, 24, 36), mix(SLATE, PAPER, 0.55))
            canvas.shade(oval(x + 152, y + 92, 24, 36), INK, along(40, 0.4, 1.1), 0.7)
            lx, ly = x - 96, y + 136
            canvas.shadow(oval(lx, ly, 36), 5, 8, 5, 0.5)
            canvas.polygon(oval(lx, ly, 36), mix(OCHRE, (240, 210, 70), 0.8))
            canvas.polygon(oval(lx, ly, 30), mix(PAPER, (240, 220, 110), 0.5))
            for i in range(8):
                a = math.tau * i / 8
                canvas.line(
                    [(lx, ly), (lx + 27 * math.cos(a), ly + 27 * math.sin(a))], clear(mix(OCHRE, SAND, 0.4), 0.8), 3
                )
    px, py, r = 1700, 520, 300
    canvas.shadow(oval(px, py, r), 26, 36, 22, 0.65)
    for q, tone in (
        (1.0, mix(SLATE, PAPER, 0.3)),
        (0.93, mix(SLATE, INK, 0.5)),
        (0.87, mix(broth, INK, 0.25)),
        (0.84, mix(broth, OCHRE, 0.25)),
    ):
        canvas.polygon(oval(px, py, r * q), tone)
    canvas.shade(oval(px, py, r), PAPER, along(230, 0.7, 1.1), 0.5)
    canvas.shade(oval(px, py, r * 0.84), mix(broth, INK, 0.4), along(230, 0.4, 1.1), 0.7)
    for _ in range(130):
        a, q = rnd.random() * math.tau, r * 0.8 * math.sqrt(rnd.random())
        canvas.ellipse(
            px + q * math.cos(a),
            py + q * math.sin(a),
            rnd.uniform(4, 9),
            fill=clear(mix(broth, rnd.choice((SAND, BRICK)), 0.6), 0.8),
        )
    canvas.shadow(oval(1640, 560, 84), 14, 20, 10, 0.5)
    canvas.line([(1640, 560), (1880, 930)], mix(SLATE, PAPER, 0.45), 24)
    canvas.polygon(oval(1640, 560, 84), mix(SLATE, PAPER, 0.45))
    canvas.polygon(oval(1640, 560, 70), mix(broth, OCHRE, 0.35))
    for k, (x, y) in enumerate(((1560, 1040), (1760, 1130))):
        bread = turn(oval(x, y, 190, 110), -18 + 30 * k, (x, y))
        canvas.shadow(bread, 12, 16, 10, 0.6)
        canvas.polygon(bread, mix(SAND, OCHRE, 0.4))
        canvas.shade(bread, mix(OCHRE, BRICK, 0.4), around(0.5, 0.5, 0.25, 0.6), 0.8)
        canvas.scatter(26, x - 120, y - 60, x + 120, y + 60, (mix(BRICK, INK, 0.3),), 5, 13, 0.6)
    for x, y in ((1560, 330), (1720, 260), (1830, 420)):
        canvas.paint(
            smooth(
                [
                    (x, y),
                    (x - 40, y - 90),
                    (x + 30, y - 170),
                    (x - 10, y - 260),
                    (x + 50, y - 250),
                    (x + 80, y - 160),
                    (x + 20, y - 80),
                ]
            ),
            PAPER,
            blur=22,
            alpha=0.25,
        )
    canvas.light(420, 200, 1200, 900, mix(OCHRE, PAPER, 0.7), 0.26)


def phone(canvas: Canvas) -> None:
    """A newspaper on a café table, tea beside it, a telephone that lies face down."""
    rnd = canvas.random
    desk(canvas, mix(WALNUT, OCHRE, 0.1), (620, 260), 6, -6, 0.4)
    middle = (820, 640)

    def at(points, angle=-7):
        return turn(points, angle, middle)

    sheet = at(box(230, 90, 1370, 1360))
    canvas.shadow(sheet, 22, 30, 18, 0.6)
    canvas.polygon(sheet, mix(PAPER, SAND, 0.32))
    canvas.shade(sheet, mix(CLAY, PLUM, 0.4), along(50, 0.4, 1.3), 0.5)

    def lines(x0, y0, x1, y1, step=22):
        y = y0
        while y < y1:
            end = x1 - (rnd.uniform(40, 140) if rnd.random() < 0.14 else 0)
            canvas.polygon(at(box(x0, y, end, y + 7)), clear(INK, 0.42))
            y += step

    canvas.polygon(at(box(300, 150, 1300, 158)), INK)
    for x, long in ((470, 150), (640, 230), (890, 260)):  # a name that nobody can read
        canvas.polygon(at(box(x, 180, x + long, 246)), mix(INK, PLUM, 0.2))
    canvas.polygon(at(box(300, 270, 1300, 275)), INK)
    for y, long in ((310, 960), (370, 700)):
        canvas.polygon(at(box(300, y, 300 + long, y + 38)), mix(INK, PLUM, 0.15))
    view = at(box(300, 450, 960, 860))
    canvas.polygon(view, mix(SLATE, PAPER, 0.45))
    canvas.polygon(
        at([(300, 700), (470, 590), (640, 680), (800, 560), (960, 660), (960, 860), (300, 860)]), mix(SLATE, INK, 0.2)
    )
    canvas.polygon(at([(300, 780), (600, 730), (960, 790), (960, 860), (300, 860)]), mix(OLIVE, INK, 0.25))
    canvas.polygon(at(oval(800, 530, 40)), mix(OCHRE, PAPER, 0.5))
    canvas.shade(view, INK, along(60, 0.3, 1.2), 0.5)
    lines(990, 450, 1300, 860)
    for x in (300, 640, 980):
        lines(x, 890, x + 310, 1330)
    fold = at(box(230, 690, 1370, 730))
    canvas.paint(fold, PLUM, blur=16, alpha=0.28)
    canvas.paint([(a, b - 34) for a, b in fold], PAPER, blur=14, alpha=0.3)
    body = turn(box(1440, 560, 1720, 1130), 11, (1580, 845))
    case = turn(
        smooth(
            [
                (1440, 590),
                (1470, 560),
                (1690, 560),
                (1720, 590),
                (1720, 1100),
                (1690, 1130),
                (1470, 1130),
                (1440, 1100),
            ],
            True,
            6,
        ),
        11,
        (1580, 845),
    )
    canvas.shadow(body, 20, 28, 14, 0.7)
    canvas.polygon(case, mix(INK, SLATE, 0.35))
    canvas.shade(case, mix(SLATE, PAPER, 0.4), along(230, 0.5, 1.1), 0.7)
    canvas.shade(case, INK, along(50, 0.5, 1.1), 0.7)
    for x, y in ((1500, 620), (1500, 690)):
        spot = turn([(x, y)], 11, (1580, 845))[0]
        canvas.ellipse(*spot, 28, fill=INK)
        canvas.ellipse(*spot, 17, fill=mix(SLATE, INK, 0.4))
        canvas.ellipse(spot[0] - 5, spot[1] - 6, 5, fill=clear(PAPER, 0.8))
    x, y = 1590, 290  # a glass of tea from above
    canvas.shadow(oval(x, y, 190), 24, 32, 18, 0.6)
    canvas.polygon(oval(x, y, 190), mix(PAPER, SAND, 0.15))
    canvas.line(oval(x, y, 172), BRICK, 7)
    canvas.shade(oval(x, y, 190), mix(PLUM, INK, 0.2), along(50, 0.5, 1.1), 0.6)
    canvas.shadow(oval(x, y, 112), 12, 16, 8, 0.5)
    canvas.polygon(oval(x, y, 112), mix(SLATE, PAPER, 0.7))
    tea = oval(x, y, 96)
    canvas.polygon(tea, mix(BRICK, OCHRE, 0.35))
    canvas.shade(tea, mix(BRICK, INK, 0.6), along(230, 0.4, 1.1), 0.8)
    canvas.shade(tea, mix(OCHRE, PAPER, 0.4), along(50, 0.55, 1.1), 0.7)
    for k in range(3):
        canvas.ellipse(x - 30 + k * 20, y - 40 + k * 8, 6, fill=clear(PAPER, 0.7))
    for dx, dy in ((-132, 84), (-98, 122)):
        cube = turn(box(x + dx - 20, y + dy - 20, x + dx + 20, y + dy + 20), dx, (x + dx, y + dy))
        canvas.shadow(cube, 5, 7, 4, 0.5)
        canvas.polygon(cube, PAPER)
    canvas.light(520, 220, 1200, 950, mix(OCHRE, PAPER, 0.7), 0.3)
