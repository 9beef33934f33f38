"""Pictures of the street: a cinema on a roof, bicycles on a bridge, lamps in the rain, a car park from above."""

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
from newsroom.demo.scenes_place import crown
from newsroom.demo.scenes_river import palm, ripples
from newsroom.demo.scenes_table import WALNUT
from newsroom.demo.scenes_town import LAMP, NIGHT, dome, minaret, sky, windows


def cinema(canvas: Canvas) -> None:
    """People on a roof at night before a lit screen."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    with canvas.backdrop():
        sky(canvas, [mix(INK, NIGHT, 0.6), mix(NIGHT, SLATE, 0.2), mix(PLUM, SLATE, 0.4), mix(PLUM, CLAY, 0.35)], 780)
        for _ in range(170):
            canvas.ellipse(
                rnd.uniform(0, w), rnd.uniform(0, 520), rnd.uniform(1, 3), fill=clear(PAPER, rnd.uniform(0.3, 0.9))
            )
    x = -30
    while x < w:
        wide, top = rnd.uniform(110, 200), rnd.uniform(560, 680)
        house = box(x, top, x + wide, 860)
        canvas.polygon(house, mix(mix(NIGHT, PLUM, 0.5), INK, rnd.uniform(0, 0.25)))
        windows(canvas, x + 16, top + 22, x + wide - 10, 830, 0.3, (32, 44), (13, 19))
        x += wide + rnd.uniform(-10, 26)
    dome(canvas, 1650, 600, 92, mix(SLATE, NIGHT, 0.4), mix(CLAY, SLATE, 0.5))
    minaret(canvas, 1810, 840, 380, 32, mix(CLAY, NIGHT, 0.5), mix(CLAY, SAND, 0.3))
    roof = box(0, 800, w, h)
    canvas.polygon(roof, mix(PLUM, INK, 0.35))
    canvas.wood(roof, mix(PLUM, INK, 0.3), -40, 800, w + 40, h + 60, 0, 6, 0.25)
    canvas.polygon(box(0, 770, w, 824), mix(CLAY, PLUM, 0.6))
    canvas.shade(box(0, 770, w, 824), INK, along(90, 0.2, 1.1), 0.7)
    left, right, top, foot = 590, 1330, 250, 720
    for px in (left - 20, right + 20):
        canvas.line([(px, top - 30), (px, 830)], mix(WALNUT, INK, 0.4), 14)
    canvas.glow(960, 500, 900, 620, mix(PAPER, SLATE, 0.2), 0.5)
    screen = box(left, top, right, foot)
    canvas.polygon(screen, mix(PAPER, SAND, 0.08))
    for px in (837, 1083):  # three sheets, sewn
        canvas.line([(px, top), (px, foot)], clear(SLATE, 0.35), 3)
    grey = mix(SLATE, PAPER, 0.45)  # the film: a road, hills, somebody with a suitcase
    canvas.polygon(
        [(left, 560), (760, 470), (930, 540), (1140, 440), (right, 540), (right, foot), (left, foot)],
        mix(grey, PAPER, 0.35),
    )
    canvas.polygon([(left, 640), (900, 590), (right, 640), (right, foot), (left, foot)], grey)
    canvas.polygon([(930, 598), (962, 598), (1120, foot), (800, foot)], mix(PAPER, grey, 0.25))
    canvas.polygon([(948, 560), (972, 560), (984, 660), (940, 660)], mix(INK, SLATE, 0.4))
    canvas.ellipse(960, 546, 14, 16, mix(INK, SLATE, 0.4))
    canvas.rectangle(986, 622, 1022, 652, mix(INK, SLATE, 0.5), 4)
    canvas.ellipse(1150, 350, 44, fill=mix(PAPER, grey, 0.3))
    canvas.shade(screen, mix(SLATE, INK, 0.3), around(0.5, 0.5, 0.35, 0.8), 0.5)
    canvas.paint(
        [(1920, 1000), (1920, 1040), (right, foot), (left, top + 60)], PAPER, along(0, 0.0, 1.3), blur=10, alpha=0.22
    )
    for row, (y, size, n) in enumerate(((890, 44, 15), (990, 60, 12), (1130, 86, 9))):
        for k in range(n):
            px = (k + 0.5 + 0.24 * (row % 2)) * w / n + rnd.uniform(-10, 10)
            if rnd.random() < 0.08:
                continue
            seen_from_behind(canvas, px, y, size * rnd.uniform(0.9, 1.06))
    canvas.rectangle(1730, 980, 1920, 1120, mix(SLATE, INK, 0.45), 12)  # the projector
    canvas.shade(box(1730, 980, 1920, 1120), mix(SLATE, SAND, 0.4), along(250, 0.5, 1.2), 0.8)
    for px, py in ((1790, 930), (1890, 926)):
        canvas.ellipse(px, py, 58, fill=mix(INK, SLATE, 0.3))
        canvas.ellipse(px, py, 40, fill=mix(SLATE, SAND, 0.35))
        for k in range(5):
            a = math.tau * k / 5
            canvas.ellipse(px + 24 * math.cos(a), py + 24 * math.sin(a), 8, fill=INK)
    canvas.rectangle(1694, 1016, 1736, 1056, mix(SLATE, SAND, 0.2), 6)
    canvas.ellipse(1694, 1036, 16, 20, PAPER)
    canvas.glow(1690, 1036, 120, 110, PAPER, 0.9)
    canvas.light(960, 520, 1000, 700, mix(PAPER, SLATE, 0.25), 0.2)


def seen_from_behind(canvas: Canvas, x, y, size) -> None:
    """Somebody on a chair, from behind, the screen's light on the shoulders."""
    rnd = canvas.random
    coat = mix(rnd.choice((BRICK, SLATE, OLIVE, PLUM, OCHRE)), INK, 0.5)
    shoulders = smooth(
        [
            (x - size, y + size * 1.7),
            (x - size * 0.86, y + size * 0.5),
            (x, y + size * 0.18),
            (x + size * 0.86, y + size * 0.5),
            (x + size, y + size * 1.7),
        ],
        False,
    )
    canvas.polygon(shoulders, coat)
    canvas.shade(shoulders, mix(PAPER, SLATE, 0.3), along(270, 0.62, 1.1), 0.7)
    hair = mix(INK, rnd.choice((PLUM, WALNUT, SLATE)), 0.25)
    if rnd.random() < 0.4:
        scarf = smooth(
            [
                (x - size * 0.44, y + size * 0.42),
                (x - size * 0.46, y - size * 0.3),
                (x, y - size * 0.62),
                (x + size * 0.46, y - size * 0.3),
                (x + size * 0.44, y + size * 0.42),
            ],
            False,
        )
        hair = mix(rnd.choice((BRICK, SLATE, SAND, OCHRE)), INK, 0.3)
        canvas.polygon(scarf, hair)
        canvas.shade(scarf, PAPER, along(270, 0.7, 1.1), 0.6)
    else:
        head = oval(x, y - size * 0.12, size * 0.42, size * 0.48)
        canvas.polygon(head, hair)
        canvas.shade(head, mix(PAPER, SLATE, 0.2), along(270, 0.7, 1.1), 0.7)
    chair = mix(SAND, BRICK, 0.2)
    canvas.rectangle(
        x - size * 0.74, y + size * 0.98, x + size * 0.74, y + size * 1.2, mix(chair, INK, 0.25), size * 0.08
    )
    canvas.rectangle(
        x - size * 0.74, y + size * 1.34, x + size * 0.74, y + size * 1.52, mix(chair, INK, 0.4), size * 0.08
    )
    for side in (-0.7, 0.7):
        canvas.line(
            [(x + size * side, y + size * 0.9), (x + size * side, y + size * 2.4)], mix(chair, INK, 0.5), size * 0.1
        )


def wheel(canvas: Canvas, x, y, r) -> None:
    canvas.line(oval(x, y, r), mix(INK, PLUM, 0.2), r * 0.1)
    canvas.line(oval(x, y, r * 0.91), mix(SLATE, PAPER, 0.5), r * 0.035)
    for k in range(18):
        a = math.tau * k / 18
        canvas.line(
            [(x, y), (x + r * 0.9 * math.cos(a), y + r * 0.9 * math.sin(a))], clear(mix(SLATE, PAPER, 0.4), 0.75), 2
        )
    canvas.ellipse(x, y, r * 0.08, fill=mix(SLATE, INK, 0.3))


def bicycle(canvas: Canvas, x, y, r, tone) -> None:
    """A bicycle from the side; (x, y) is the hub of its back wheel, ``r`` the wheels' radius."""
    front = (x + r * 2.9, y)
    canvas.paint(oval(x + r * 1.45, y + r * 1.02, r * 2.4, r * 0.13), INK, blur=r * 0.1, alpha=0.55)
    wheel(canvas, x, y, r)
    wheel(canvas, *front, r)
    pedals, seat, neck = (x + r * 1.12, y + r * 0.12), (x + r * 0.72, y - r * 1.2), (x + r * 2.36, y - r * 1.28)
    thick = r * 0.105
    for a, b in (
        ((x, y), pedals),
        ((x, y), (seat[0] + r * 0.06, seat[1] + r * 0.2)),
        (pedals, seat),
        (pedals, (neck[0] + r * 0.08, neck[1] + r * 0.26)),
        ((seat[0] + r * 0.08, seat[1] + r * 0.3), (neck[0], neck[1] + r * 0.12)),
        ((neck[0] - r * 0.02, neck[1] - r * 0.16), front),
    ):
        canvas.line([a, b], tone, thick)
        canvas.line([(a[0] - 2, a[1] - 3), (b[0] - 2, b[1] - 3)], clear(mix(tone, PAPER, 0.6), 0.6), thick * 0.25)
    canvas.line(
        smooth(
            [
                (neck[0], neck[1] - r * 0.14),
                (neck[0] + r * 0.1, neck[1] - r * 0.36),
                (neck[0] - r * 0.36, neck[1] - r * 0.42),
            ],
            False,
        ),
        mix(SLATE, PAPER, 0.45),
        thick * 0.8,
    )
    canvas.line(
        [(neck[0] - r * 0.3, neck[1] - r * 0.42), (neck[0] - r * 0.56, neck[1] - r * 0.4)],
        mix(WALNUT, OCHRE, 0.3),
        thick * 1.2,
    )
    saddle = smooth(
        [
            (seat[0] - r * 0.36, seat[1] - r * 0.12),
            (seat[0], seat[1] - r * 0.2),
            (seat[0] + r * 0.36, seat[1] - r * 0.1),
            (seat[0], seat[1] - r * 0.02),
        ]
    )
    canvas.polygon(saddle, mix(WALNUT, OCHRE, 0.25))
    canvas.line(oval(*pedals, r * 0.22), mix(SLATE, SAND, 0.3), r * 0.05)
    canvas.line(
        [(pedals[0] - r * 0.16, pedals[1] + r * 0.26), (pedals[0] + r * 0.16, pedals[1] - r * 0.26)], INK, r * 0.06
    )
    for sign in (-1, 1):
        px, py = pedals[0] - sign * r * 0.16, pedals[1] + sign * r * 0.26
        canvas.rectangle(px - r * 0.14, py - r * 0.04, px + r * 0.14, py + r * 0.04, INK, 3)
    for hub in ((x, y), front):
        canvas.line(oval(hub[0], hub[1], r * 1.08, r * 1.08, 190, 318), tone, r * 0.06)


def bicycles(canvas: Canvas) -> None:
    """Three bicycles at the railing of a bridge, a river and the rising sun behind them."""
    w, h = canvas.width, canvas.height
    with canvas.backdrop():
        sky(
            canvas, [mix(SLATE, PAPER, 0.3), mix(SLATE, SAND, 0.6), mix(CLAY, PAPER, 0.55), mix(OCHRE, PAPER, 0.5)], 560
        )
    canvas.polygon(oval(1340, 470, 104), mix(OCHRE, PAPER, 0.75))
    canvas.glow(1340, 470, 520, 420, mix(OCHRE, PAPER, 0.6), 0.9)
    far = [(x, 540 + 14 * math.sin(x / 120)) for x in range(0, w + 41, 40)]
    canvas.polygon([*far, (w, 640), (0, 640)], mix(OLIVE, SLATE, 0.5))
    for k in range(17):
        palm(
            canvas,
            30 + k * 118 + canvas.random.uniform(-30, 30),
            590,
            canvas.random.uniform(120, 210),
            mix(OLIVE, SLATE, 0.55),
            canvas.random.uniform(-14, 14),
        )
    water = box(0, 590, w, h)
    canvas.polygon(water, mix(SLATE, CLAY, 0.25))
    canvas.paint(water, mix(OCHRE, PAPER, 0.4), along(90, 0.55, 0.0), alpha=0.85)
    canvas.paint(box(1260, 590, 1420, 1000), mix(OCHRE, PAPER, 0.7), along(90, 1.1, 0.0), blur=24, alpha=0.8)
    ripples(canvas, 120, 610, 1010, mix(OCHRE, PAPER, 0.6), mix(SLATE, INK, 0.3))
    walk = box(0, 960, w, h)
    canvas.polygon(walk, mix(SAND, CLAY, 0.4))
    canvas.shade(walk, mix(PLUM, CLAY, 0.4), along(90, 0.0, 1.1), 0.7)
    for k in range(9):
        canvas.line([(960 + (k - 4) * 150, 1000), (960 + (k - 4) * 320, h)], clear(PLUM, 0.3), 4)
    iron = mix(INK, SLATE, 0.35)
    for x in range(20, w, 62):
        canvas.line([(x, 640), (x, 1000)], iron, 9)
        canvas.line([(x + 3, 1004), (x - 150, 1130)], clear(INK, 0.28), 8)
    for y, thick in ((640, 20), (700, 8), (1000, 16)):
        canvas.line([(-20, y), (w + 20, y)], iron, thick)
        canvas.line([(-20, y - 4), (w + 20, y - 4)], clear(mix(OCHRE, PAPER, 0.5), 0.6), thick * 0.25)
    bicycle(canvas, 1150, 930, 128, mix(SLATE, INK, 0.05))
    bicycle(canvas, 120, 960, 136, OCHRE)
    bicycle(canvas, 560, 1030, 178, BRICK)
    bx, by = 1040, 690  # a basket with bread
    basket = [(bx - 10, by), (bx + 160, by), (bx + 138, by + 120), (bx + 14, by + 120)]
    for k, tone in enumerate((mix(OCHRE, SAND, 0.3), mix(OCHRE, BRICK, 0.2), mix(OCHRE, SAND, 0.5))):
        loaf = turn(oval(bx + 40 + k * 38, by - 24, 22, 66), -14 + 14 * k, (bx + 40 + k * 38, by))
        canvas.polygon(loaf, tone)
        canvas.shade(loaf, mix(BRICK, PLUM, 0.4), along(20, 0.4, 1.1), 0.7)
    canvas.polygon(basket, mix(SAND, OCHRE, 0.45))
    canvas.shade(basket, mix(WALNUT, INK, 0.2), along(30, 0.3, 1.1), 0.8)
    for k in range(1, 5):
        canvas.line([(bx - 10 + k * 5, by + k * 24), (bx + 160 - k * 5, by + k * 24)], clear(WALNUT, 0.6), 4)
    canvas.line([basket[0], basket[1]], mix(SAND, PAPER, 0.4), 11)
    canvas.light(1340, 480, 1200, 800, mix(OCHRE, PAPER, 0.6), 0.3)


def lamps(canvas: Canvas) -> None:
    """A street at night in the rain, lamps in a row, somebody under an umbrella."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    with canvas.backdrop():
        sky(canvas, [mix(INK, NIGHT, 0.5), mix(NIGHT, SLATE, 0.3), mix(SLATE, PLUM, 0.4)], 720)
    for side in (-1, 1):
        for k in range(5):
            a, b = 960 + side * (960 - 168 * k), 960 + side * (960 - 168 * (k + 1))
            top = 90 + 92 * k + rnd.uniform(-30, 30)
            house = box(min(a, b), top, max(a, b) + 2, 780)
            canvas.polygon(house, mix(mix(PLUM, NIGHT, 0.35 + 0.08 * k), INK, 0.25))
            canvas.shade(house, INK, along(180 if side < 0 else 0, 0.3, 1.2), 0.6)
            windows(
                canvas,
                min(a, b) + 20,
                top + 34,
                max(a, b) - 14,
                700,
                0.2,
                (44 - 4 * k, 66 - 7 * k),
                (20 - 2 * k, 32 - 4 * k),
            )
    street = [(900, 700), (1020, 700), (2300, h), (-380, h)]
    canvas.polygon(box(0, 700, w, h), mix(NIGHT, PLUM, 0.4))
    canvas.polygon(street, mix(NIGHT, INK, 0.45))
    canvas.shade(street, mix(SLATE, SAND, 0.2), along(270, 0.4, 1.2), 0.4)
    dark = mix(INK, NIGHT, 0.25)
    for t in (0.0, 0.09, 0.2, 0.38, 0.7):
        for side in (-1, 1):
            x, foot, tall = 960 + side * (110 + 780 * t), 722 + 500 * t, 150 + 860 * t
            head = (x - side * tall * 0.15, foot - tall)
            canvas.line([(x, foot), (x, foot - tall * 0.9)], dark, 4 + 15 * t)
            canvas.line(
                smooth([(x, foot - tall * 0.88), (x - side * tall * 0.03, foot - tall * 0.99), head], False),
                dark,
                4 + 11 * t,
            )
            cone = [
                (head[0] - tall * 0.05, head[1]),
                (head[0] + tall * 0.05, head[1]),
                (head[0] + tall * 0.3, foot),
                (head[0] - tall * 0.3, foot),
            ]
            canvas.paint(cone, LAMP, along(90, 1.05, 0.0), blur=6 + 16 * t, alpha=0.4)
            canvas.paint(oval(head[0], foot, tall * 0.34, tall * 0.075), LAMP, blur=8 + 18 * t, alpha=0.5)
            canvas.paint(
                box(head[0] - tall * 0.05, foot, head[0] + tall * 0.05, foot + tall * 0.5),
                LAMP,
                along(90, 1.0, 0.0),
                blur=4 + 10 * t,
                alpha=0.45,
            )
            canvas.polygon(oval(head[0], head[1], tall * 0.06, tall * 0.035, 180, 360, 16), dark)
            canvas.ellipse(head[0], head[1] + tall * 0.006, tall * 0.04, tall * 0.018, mix(PAPER, OCHRE, 0.2))
            canvas.glow(head[0], head[1], tall * 0.24, tall * 0.22, LAMP, 0.9)
    x, foot = 900, 1090  # somebody walks towards the light
    canvas.paint(oval(x + 10, foot + 6, 110, 20), INK, blur=10, alpha=0.8)
    for dx, end in ((-24, -34), (22, 40)):
        canvas.line([(x + dx, foot - 130), (x + end, foot)], mix(INK, NIGHT, 0.2), 30)
    coat = smooth(
        [
            (x - 76, foot - 92),
            (x - 66, foot - 250),
            (x, foot - 312),
            (x + 66, foot - 250),
            (x + 76, foot - 92),
            (x, foot - 78),
        ]
    )
    canvas.polygon(coat, mix(BRICK, INK, 0.25))
    canvas.shade(coat, mix(OCHRE, PAPER, 0.4), along(270, 0.6, 1.15), 0.6)
    canvas.shade(coat, INK, along(20, 0.5, 1.1), 0.7)
    canvas.ellipse(x, foot - 322, 34, 38, mix(INK, PLUM, 0.3))
    canvas.line([(x + 52, foot - 210), (x + 52, foot - 520)], mix(SLATE, SAND, 0.3), 7)
    top = [
        (x + 52 + 232 * math.cos(a), foot - 372 + 168 * math.sin(a))
        for a in (math.pi + math.pi * k / 24 for k in range(25))
    ]
    scallops = []
    for k in range(5):
        cx = x + 52 + 232 - 93 * (k + 0.5)
        scallops += [
            (cx + 46 * math.cos(a), foot - 372 - 24 * math.sin(a)) for a in (math.pi * i / 8 for i in range(9))
        ]
    umbrella = [*top, *scallops]
    canvas.polygon(umbrella, mix(SLATE, (40, 90, 120), 0.5))
    canvas.shade(umbrella, mix(SAND, PAPER, 0.5), along(250, 0.55, 1.1), 0.75)
    canvas.shade(umbrella, INK, along(70, 0.5, 1.1), 0.6)
    for k in (-2, -1, 0, 1, 2):
        canvas.line(
            smooth([(x + 52, foot - 540), (x + 52 + k * 62, foot - 480), (x + 52 + k * 93, foot - 378)], False),
            clear(INK, 0.4),
            3,
        )
    for _ in range(420):
        px, py, long = rnd.uniform(0, w), rnd.uniform(0, h), rnd.uniform(24, 74)
        canvas.line([(px, py), (px - long * 0.16, py + long)], clear(mix(PAPER, SLATE, 0.2), rnd.uniform(0.12, 0.4)), 2)
    canvas.light(960, 640, 900, 700, LAMP, 0.14)


def car(canvas: Canvas, x, y, angle, tone) -> None:
    """A small car from above."""

    def lie(points):
        return turn([(x + a, y + b) for a, b in points], angle, (x, y))

    body = lie(
        smooth([(-104, -42), (-96, -50), (92, -50), (108, -36), (108, 36), (92, 50), (-96, 50), (-104, 42)], True, 5)
    )
    canvas.shadow(body, 16, 20, 8, 0.55)
    canvas.polygon(body, tone)
    canvas.shade(body, mix(tone, INK, 0.6), along(60, 0.5, 1.15), 0.7)
    glass = mix(INK, SLATE, 0.4)
    canvas.polygon(lie([(34, -38), (58, -32), (58, 32), (34, 38)]), glass)
    canvas.polygon(lie([(-70, -34), (-52, -38), (-52, 38), (-70, 34)]), glass)
    for side in (-1, 1):
        canvas.polygon(lie([(-46, side * 46), (28, side * 46), (24, side * 38), (-44, side * 38)]), glass)
        canvas.polygon(
            lie([(98, side * 40), (108, side * 34), (108, side * 20), (98, side * 24)]), mix(OCHRE, PAPER, 0.6)
        )
    canvas.polygon(lie([(36, -34), (56, -29), (56, -8), (36, 6)]), clear(PAPER, 0.35))


def parking(canvas: Canvas) -> None:
    """A car park in a square from above; one place is free."""
    rnd = canvas.random
    ground = mix(SLATE, PLUM, 0.4)
    with canvas.backdrop():
        canvas.polygon(canvas.sheet, mix(ground, SAND, 0.22))
        canvas.shade(canvas.sheet, mix(ground, INK, 0.4), along(50, 0.1, 1.3), 0.6)
        canvas.scatter(1200, 0, 0, 1920, 1280, (mix(ground, INK, 0.4), mix(ground, SAND, 0.5)), 1, 4, 0.5)
    canvas.polygon(box(0, 0, 1920, 96), mix(SAND, CLAY, 0.3))
    canvas.polygon(box(0, 1190, 1920, 1280), mix(SAND, CLAY, 0.3))
    for y in (96, 1190):
        canvas.line([(0, y), (1920, y)], mix(SAND, PAPER, 0.5), 10)
    paints = (
        BRICK,
        OCHRE,
        mix(PAPER, SAND, 0.2),
        mix(SLATE, INK, 0.1),
        mix(SLATE, PAPER, 0.4),
        OLIVE,
        mix(PAPER, SLATE, 0.15),
        mix(PLUM, INK, 0.2),
    )
    rows = ((240, 90), (590, -90), (740, 90), (1060, -90))
    for row, (y, angle) in enumerate(rows):
        for k in range(14):
            x = 70 + k * 137
            top, foot = y - 136, y + 136
            if row == 1:
                foot = 666
            if row == 2:
                top = 666
            canvas.line([(x - 68, top), (x - 68, foot)], mix(PAPER, SAND, 0.3), 6)
            if (row, k) == (2, 8) or (row != 2 and rnd.random() < 0.1 and (row, k) != (1, 8)):
                if (row, k) != (2, 8):
                    car(canvas, x, y + rnd.uniform(-8, 8), angle + rnd.uniform(-3, 3), mix(PAPER, SAND, 0.4))
                continue
            car(
                canvas,
                x,
                y + rnd.uniform(-10, 10),
                angle + rnd.uniform(-3, 3),
                mix(rnd.choice(paints), PLUM, rnd.uniform(0, 0.15)),
            )
    canvas.glow(70 + 8 * 137, 740, 170, 210, mix(OCHRE, PAPER, 0.5), 0.7)
    canvas.line([(0, 666), (1920, 666)], mix(PAPER, SAND, 0.3), 7)
    for x in (330, 880, 1240, 1700):
        crown(canvas, x, 666, rnd.uniform(56, 74), mix(OLIVE, (70, 96, 60), rnd.random()))
    for x in range(60, 1920, 230):
        crown(canvas, x + rnd.uniform(-20, 20), 40, rnd.uniform(58, 84), mix(OLIVE, (70, 96, 60), rnd.random()))
        crown(canvas, x + 110, 1246, rnd.uniform(50, 80), mix(OLIVE, (70, 96, 60), rnd.random()))
    for x in (560, 1150, 1480):
        arrow = [(x, 408), (x + 90, 408), (x + 90, 390), (x + 130, 416), (x + 90, 442), (x + 90, 424), (x, 424)]
        canvas.polygon(arrow, mix(PAPER, SAND, 0.3))
    canvas.light(300, 140, 1300, 1000, mix(OCHRE, PAPER, 0.5), 0.3)
